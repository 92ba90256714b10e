"""Sentences of the rules that collide where no plan is possible: code → (Chinese, English), with fields to fill."""

COLLISIONS: dict[str, tuple[str, str]] = {
    "planning_rule_must_start": (
        "{estate:estate}必须改造（或开工时间已定）",
        "{estate:estate} must be renovated (or its start is fixed)",
    ),
    "planning_rule_start_in_window": (
        "{estate:estate}没有可以开工的季度（允许{earliest:quarter}至{latest:quarter}，且须在计划期内完工）",
        "{estate:estate} has no quarter left to start in ({earliest:quarter} to {latest:quarter}, and done within the "
        "horizon)",
    ),
    "planning_rule_within_share": (
        "{estate:estate}的{measure:measure}没有资金可以足额支付（各来源的出资比例合计不足）",
        "no funds may together pay for {measure:measure} on {estate:estate}: their shares do not add up to the whole",
    ),
    "planning_rule_prerequisites": (
        "{estate:estate}的{measure:measure}所须先做的改造项不能实施",
        "{measure:measure} on {estate:estate} requires a work that cannot be done",
    ),
    "planning_rule_within_appropriation": ("{fund:fund}的额度", "the grants of {fund:fund}"),
    "planning_rule_within_crews": (
        "{region:region}的{trade:trade}队伍",
        "the crews for {trade:trade} of {region:region}",
    ),
    "planning_rule_within_sites": ("{region:region}的在建小区上限", "the site limit of {region:region}"),
    "planning_rule_stays_close": ("最多变动{moves}个小区", "at most {moves} estates may move"),
    "planning_rule_committed_is_paid": ("已开工小区的应付资金", "what still falls due on estates under way"),
    "planning_undecided": (
        "给定时间内未能判定有没有可行方案：请给更多时间再试",
        "not decided in time whether any plan is possible: try again with more time",
    ),
    "planning_impossible": (
        "没有可行方案，但给定时间内未能判定是哪些规则互相冲突：请给更多时间再试",
        "no plan is possible, but which rules collide was not decided in time: try again with more time",
    ),
    "cannot_plan": (
        "求得的方案未通过核验，不予输出：{faults}",
        "The plan found fails verification and is not written: {faults}",
    ),
}

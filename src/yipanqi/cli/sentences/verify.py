"""Sentences of `yipanqi verify`: code → (Chinese, English), with fields to fill; `broken_…` by rule or misstatement."""

VERIFY: dict[str, tuple[str, str]] = {
    "verified": (
        "核验通过：目标 {objective:,.3f}，由价格重算的上界 {bound}",
        "Verified: objective {objective:,.3f}, bound recomputed from prices {bound}",
    ),
    "verified_without_bound": (
        "核验通过：目标 {objective:,.3f}；方案没有给出上界",
        "Verified: objective {objective:,.3f}; the plan states no bound",
    ),
    "verified_solvers_bound": (
        "核验通过：目标 {objective:,.3f}；上界 {claimed:,.3f} 是求解器的结论，未经证明；由价格重算的上界 {bound}",
        "Verified: objective {objective:,.3f}; the bound {claimed:,.3f} is the solver's own word and not proven,"
        " bound recomputed from prices {bound}",
    ),
    "not_verified": ("核验不通过：", "The plan does not pass:"),
    "not_verified_more": ("……另有 {count} 处", "… and {count} more"),
    "broken_start_in_window": (
        "{where}：开工不在窗口内，或工期超出规划期",
        "{where}: starts outside its window or ends too late",
    ),
    "broken_must_start": ("{where}：必须改造，却没有开工", "{where}: must be renovated, but does not start"),
    "broken_offered_works": (
        "{where}：小区没有开工，或没有这一标准",
        "{where}: its estate does not start, or has no such option",
    ),
    "broken_required_works": ("{where}：必做的改造项没有做", "{where}: a required work is not done"),
    "broken_prerequisites": ("{where}：缺少前置改造项", "{where}: the work that it requires is not done"),
    "broken_due_is_paid": (
        "{where}：支付与应付不符，差 {over:+,.4f} 万元",
        "{where}: what is paid is not what is due, by {over:+,.4f} ten thousand yuan",
    ),
    "broken_within_share": ("{where}：支付超过其出资比例", "{where}: pays more than its share"),
    "broken_fund_region": ("{where}：资金不能用于这个地区", "{where}: the fund may not pay in this region"),
    "broken_within_appropriation": (
        "资金 {where}：超出额度 {over:,.4f} 万元",
        "fund {where}: overspent by {over:,.4f} ten thousand yuan",
    ),
    "broken_within_crews": ("班组 {where}：超出 {over:,.3f} 班组周", "crews {where}: {over:,.3f} crew-weeks too many"),
    "broken_within_sites": (
        "{where}：同时施工的小区多了 {over:,.0f} 个",
        "{where}: {over:,.0f} too many sites at once",
    ),
    "broken_stays_close": (
        "{where}：比原方案变动多了 {over:,.0f} 个小区",
        "{where}: {over:,.0f} too many estates are moved",
    ),
    "broken_committed_is_paid": (
        "{where}：剩下的钱付不了已承诺的支出",
        "{where}: what is left does not pay the money already committed",
    ),
    "broken_objective": (
        "plan.json 的 objective：与重算的目标不符，差 {over:+,.6g}",
        "objective of plan.json: not the one recomputed, by {over:+,.6g}",
    ),
    "broken_gap": (
        "plan.json 的 gap：与上界和目标算出的差距不符，差 {over:+,.6g}",
        "gap of plan.json: not that of bound and objective, by {over:+,.6g}",
    ),
    "broken_bound_below_objective": (
        "plan.json 的 upper_bound：比方案自己的目标低 {over:,.6g}，不可能成立",
        "upper_bound of plan.json: {over:,.6g} below the plan's own objective, which cannot be",
    ),
    "broken_bound_not_from_prices": (
        "plan.json 的 {where}：由价格得不出，重算的上界高出 {over:,.6g}",
        "{where} of plan.json: does not follow from the prices, the one recomputed is {over:,.6g} higher",
    ),
    "broken_bound_without_prices": (
        "plan.json 的 {where}：没有 prices.parquet，无从证明；请连同价格一起提供，或写成 null",
        "{where} of plan.json: nothing proves it without prices.parquet; add the prices, or say null",
    ),
}

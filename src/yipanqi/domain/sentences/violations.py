"""Sentences of the violations: rule → (Chinese, English), with fields to fill."""

from yipanqi.domain.rule_name import RuleName

VIOLATIONS: dict[str, tuple[str, str]] = {
    RuleName.KNOWN_ESTATES: (
        "{estate}不符合改造条件或没有可实施的改造项，却排入了计划",
        "{estate} starts, but is not eligible or nothing is offered for it",
    ),
    RuleName.START_IN_WINDOW: (
        "{estate}在{quarter}开工，不在允许的{earliest}至{latest}之内",
        "{estate} starts in {quarter}, outside its window from {earliest} to {latest}",
    ),
    RuleName.MUST_START: ("{estate}必须改造，却没有排入计划", "{estate} must be renovated, but does not start"),
    RuleName.FIXED_START: (
        "{estate}的开工时间已定为{quarter}，计划没有遵守",
        "{estate} is fixed to start in {quarter}, but does not",
    ),
    RuleName.UNDER_WAY_STAYS: (
        "{estate}已于{quarter}开工，其开工时间和改造内容不得更改",
        "{estate} is under way since {quarter}: its start and works stand, but the plan changes them",
    ),
    RuleName.OFFERED_WORKS: (
        "{estate}的{measure}不在可选的改造项或标准之内",
        "{measure} on {estate} is not offered, or not to this standard",
    ),
    RuleName.REQUIRED_WORKS: (
        "{estate}排入计划，却缺少必做的{measure}",
        "{estate} starts without {measure}, which is required",
    ),
    RuleName.PREREQUISITES: (
        "{estate}要做{measure}，须先做{requires}，计划中没有",
        "{measure} on {estate} requires {requires}, which is not done",
    ),
    RuleName.DUE_IS_PAID: (
        "{estate}的{measure}{year}应付{due}，实付{paid}，两者不符",
        "{measure} on {estate}: {due} falls due in {year}, but {paid} is paid",
    ),
    RuleName.SPENT_STAYS: (
        "{estate}的{measure}{year}已支付的资金在计划中被改动",
        "money already spent on {measure} at {estate} in {year} was changed",
    ),
    RuleName.FUND_REGION: (
        "{fund}不能用于{estate}（{measure}，{year}）",
        "{fund} may not pay for {estate} ({measure}, {year})",
    ),
    RuleName.WITHIN_SHARE: (
        "{fund}在{year}为{estate}的{measure}多付了{over}，超过其出资比例",
        "{fund} pays {over} more than its share of {measure} on {estate} in {year}",
    ),
    RuleName.WITHIN_APPROPRIATION: ("{fund}{year}超支{over}", "{fund} overspends {over} in {year}"),
    RuleName.WITHIN_CREWS: (
        "{region}{quarter}的{trade}队伍需要{used:.1f}班组周，只有{cap:.1f}班组周",
        "{trade} crews of {region} in {quarter}: {used:.1f} crew-weeks needed, {cap:.1f} at hand",
    ),
    RuleName.WITHIN_SITES: (
        "{region}{quarter}同时施工{count}个小区，上限为{cap}个",
        "{count} estates of {region} are under construction in {quarter}, at most {cap} may be",
    ),
    RuleName.WITHIN_LATE_SHARE: (
        "{year}开工的2000年以后建成的小区有{households}户，按政策至多{most}户",
        "late-built estates starting in {year} have {households} households, the policy admits {most}",
    ),
    RuleName.STAYS_CLOSE: (
        "与原方案相比变动的小区比允许的多{over}个",
        "{over} more estates moved from the base plan than may be",
    ),
    RuleName.COMMITTED_IS_PAID: (
        "余下的资金不足以支付已承诺的支出",
        "what is left does not pay the money already committed",
    ),
}

"""Sentences of the violations: rule → (Chinese, English), with fields to fill."""

from yipanqi.domain.rule_name import RuleName

VIOLATIONS: dict[str, tuple[str, str]] = {
    RuleName.KNOWN_ESTATES: (
        "{estate:estate}不符合改造条件或没有可实施的改造项，却排入了计划",
        "{estate:estate} starts, but is not eligible or nothing is offered for it",
    ),
    RuleName.START_IN_WINDOW: (
        "{estate:estate}在{quarter:quarter}开工，不在允许的{earliest:quarter}至{latest:quarter}之内",
        "{estate:estate} starts in {quarter:quarter}, outside its window from {earliest:quarter} to {latest:quarter}",
    ),
    RuleName.MUST_START: (
        "{estate:estate}必须改造，却没有排入计划",
        "{estate:estate} must be renovated, but does not start",
    ),
    RuleName.FIXED_START: (
        "{estate:estate}的开工时间已定为{quarter:quarter}，计划没有遵守",
        "{estate:estate} is fixed to start in {quarter:quarter}, but does not",
    ),
    RuleName.UNDER_WAY_STAYS: (
        "{estate:estate}已于{quarter:quarter}开工，其开工时间和改造内容不得更改",
        "{estate:estate} is under way since {quarter:quarter}: its start and works stand, but the plan changes them",
    ),
    RuleName.OFFERED_WORKS: (
        "{estate:estate}的{measure:measure}不在可选的改造项或标准之内",
        "{measure:measure} on {estate:estate} is not offered, or not to this standard",
    ),
    RuleName.REQUIRED_WORKS: (
        "{estate:estate}排入计划，却缺少必做的{measure:measure}",
        "{estate:estate} starts without {measure:measure}, which is required",
    ),
    RuleName.PREREQUISITES: (
        "{estate:estate}要做{measure:measure}，须先做{requires:measure}，计划中没有",
        "{measure:measure} on {estate:estate} requires {requires:measure}, which is not done",
    ),
    RuleName.DUE_IS_PAID: (
        "{estate:estate}的{measure:measure}{year:year}应付{due:fen}，实付{paid:fen}，两者不符",
        "{measure:measure} on {estate:estate}: {due:fen} falls due in {year:year}, but {paid:fen} is paid",
    ),
    RuleName.SPENT_STAYS: (
        "{estate:estate}的{measure:measure}{year:year}已支付的资金在计划中被改动",
        "money already spent on {measure:measure} at {estate:estate} in {year:year} was changed",
    ),
    RuleName.FUND_REGION: (
        "{fund:fund}不能用于{estate:estate}（{measure:measure}，{year:year}）",
        "{fund:fund} may not pay for {estate:estate} ({measure:measure}, {year:year})",
    ),
    RuleName.WITHIN_SHARE: (
        "{fund:fund}在{year:year}为{estate:estate}的{measure:measure}多付了{over:fen}，超过其出资比例",
        "{fund:fund} pays {over:fen} more than its share of {measure:measure} on {estate:estate} in {year:year}",
    ),
    RuleName.WITHIN_APPROPRIATION: (
        "{fund:fund}{year:year}超支{over:fen}",
        "{fund:fund} overspends {over:fen} in {year:year}",
    ),
    RuleName.WITHIN_EARMARK: (
        "{fund:fund}{year:year}给{estate:estate}的资金超支{over:fen}",
        "what {fund:fund} holds for {estate:estate} is overspent by {over:fen} in {year:year}",
    ),
    RuleName.WITHIN_CREWS: (
        "{region:region}{quarter:quarter}的{trade:trade}队伍需要{used:.1f}班组周，只有{cap:.1f}班组周",
        "crews for {trade:trade} of {region:region} in {quarter:quarter}: {used:.1f} crew-weeks needed, "
        "{cap:.1f} at hand",
    ),
    RuleName.WITHIN_SITES: (
        "{region:region}{quarter:quarter}同时施工{count}个小区，上限为{cap}个",
        "{count} estates of {region:region} are under construction in {quarter:quarter}, at most {cap} may be",
    ),
    RuleName.WITHIN_LATE_SHARE: (
        "{year:year}开工的2000年以后建成的小区有{households}户，按政策至多{most}户",
        "late-built estates starting in {year:year} have {households} households, the policy admits {most}",
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

"""Sentences of a comparison: code → (Chinese, English), with fields to fill."""

COMPARE: dict[str, tuple[str, str]] = {
    "cmp_title": ("方案比较：{before} → {after}", "Plans compared: {before} → {after}"),
    "cmp_sums": ("总量", "Totals"),
    "cmp_objective": ("目标值（分）", "Objective (points)"),
    "cmp_households": ("惠及户数", "Households"),
    "cmp_money": ("资金（万元）", "Money (10⁴ yuan)"),
    "cmp_benefit": ("效益（分）", "Benefit (points)"),
    "cmp_before": ("原方案", "before"),
    "cmp_after": ("新方案", "after"),
    "cmp_change": ("增减", "change"),
    "cmp_moves": ("小区变动：{count}个", "Estates moved: {count}"),
    "cmp_moved": ("改期", "moved"),
    "cmp_added": ("新增", "added"),
    "cmp_dropped": ("移出", "dropped"),
    "cmp_gained": ("增加改造项：{count}项", "Works gained: {count}"),
    "cmp_lost": ("减少改造项：{count}项", "Works lost: {count}"),
    "cmp_standards": ("改变标准：{count}项", "Standards changed: {count}"),
    "cmp_by_subdistrict": ("按街道", "By subdistrict"),
    "cmp_by_year": ("按年度", "By year"),
    "cmp_by_group": ("按类别", "By group"),
    "cmp_none": ("—", "—"),
}

"""Sentences of what-if: what a scenario changes, and why it cannot be; code → (Chinese, English)."""

SCENARIO: dict[str, tuple[str, str]] = {
    "scenario_more": ("增加 {by}", "{by} more"),
    "scenario_less": ("减少 {by}", "{by} less"),
    "scenario_new": ("新增", "new"),
    "scenario_grant": (
        "{fund:fund} {year:year}{by}（{was:figure} → {now:figure} 万元）",
        "{fund:fund} {year:year}: {by} (CNY {was:figure} → {now:figure} million)",
    ),
    "scenario_crew": (
        "{trade:trade}队伍能力{by}（为原来的 {percent}%）",
        "crews for {trade:trade}: {by} ({percent}% of what they are)",
    ),
    "scenario_sites_more": (
        "{region:region}同时施工小区数增加 {more} 个（{was} → {now}）",
        "{region:region}, estates at once: {more} more ({was} → {now})",
    ),
    "scenario_sites_fewer": (
        "{region:region}同时施工小区数减少 {more} 个（{was} → {now}）",
        "{region:region}, estates at once: {more} fewer ({was} → {now})",
    ),
    "scenario_target_households": (
        "{region:region}截至 {year:year}的目标{by}（{was} → {now} 户）",
        "{region:region}, target by {year:year}: {by} ({was} → {now} households)",
    ),
    "scenario_target_estates": (
        "{region:region}截至 {year:year}的目标{by}（{was} → {now} 个小区）",
        "{region:region}, target by {year:year}: {by} ({was} → {now} estates)",
    ),
    "scenario_weight": (
        "{class:class}权重{by}（{was} → {now}）",
        "weight of {class:class} works: {by} ({was} → {now})",
    ),
    "scenario_pin": ("{estate:estate}固定在 {label} 开工", "{estate:estate} starts in {label}"),
    "scenario_must": ("{estate:estate}必须列入", "{estate:estate} is in the plan whatever it brings"),
    "scenario_withheld": ("{estate:estate}不列入", "{estate:estate} is left out"),
    "scenario_unknown_part": (
        "假设中没有“{part}”这一项；可以写：{parts}",
        "a scenario has no part “{part}”; it may have {parts}",
    ),
    "scenario_unread": (
        "假设的“{part}”读不懂，或有小于零的数：{text}",
        "the part “{part}” of the scenario cannot be read, or is below zero: {text}",
    ),
    "scenario_no_fund": ("没有这个资金来源：{fund:fund}", "there is no such fund: {fund:fund}"),
    "scenario_unlimited_fund": (
        "{fund:fund}不限额度，不能改额度",
        "{fund:fund} has no limit, so that its appropriations cannot be changed",
    ),
    "scenario_no_year": ("{text}年不在计划期（{horizon}）内", "{text} lies outside the plan ({horizon})"),
    "scenario_no_quarter": ("季度写法不对：{text}（应如 2028Q1）", "not a quarter: {text} (say 2028Q1)"),
    "scenario_no_crews": ("没有{trade:trade}队伍", "there are no crews for {trade:trade}"),
    "scenario_no_site_limit": ("{region:region}没有在建上限", "{region:region} has no limit on estates at once"),
    "scenario_no_target": ("没有第 {number} 个目标，共 {count} 个", "there is no target {number} of {count}"),
    "scenario_no_class": ("没有{class:class}的权重", "there is no weight of {class:class} works"),
    "scenario_estate_unknown": (
        "没有编号或名称为“{text}”的小区",
        "no estate has the number or name {text}",
    ),
    "scenario_estate_twice": (
        "有几个小区叫“{text}”，请写编号",
        "several estates are called {text}; give the number",
    ),
    "pin_unknown": ("没有这个小区：{estate:estate}", "there is no such estate: {estate:estate}"),
    "pin_outside": ("{estate:estate}：{label} 不在可以安排的季度内", "{estate:estate}: {label} lies outside the plan"),
    "pin_under_way": ("{estate:estate}已于 {label} 开工", "{estate:estate} has been under way since {label}"),
    "pin_in_and_out": (
        "{estate:estate}不能既列入又不列入",
        "{estate:estate} cannot be in the plan and left out at once",
    ),
}

"""Sentences of what-if: what a scenario changes, and why it cannot be; code → (Chinese, English)."""

SCENARIO: dict[str, tuple[str, str]] = {
    "scenario_more": ("增加 {by}", "{by} more"),
    "scenario_less": ("减少 {by}", "{by} less"),
    "scenario_new": ("新增", "new"),
    "scenario_grant": ("{fund} {year}{by}（{was} → {now} 万元）", "{fund} {year}: {by} ({was} → {now} × 10⁴ yuan)"),
    "scenario_crew": (
        "{trade}队伍能力{by}（为原来的 {percent}%）",
        "crews for {trade}: {by} ({percent}% of what they are)",
    ),
    "scenario_sites_more": (
        "{region}同时施工小区数增加 {more} 个（{was} → {now}）",
        "{region}, estates at once: {more} more ({was} → {now})",
    ),
    "scenario_sites_fewer": (
        "{region}同时施工小区数减少 {more} 个（{was} → {now}）",
        "{region}, estates at once: {more} fewer ({was} → {now})",
    ),
    "scenario_target_households": (
        "{region}截至 {year}的目标{by}（{was} → {now} 户）",
        "{region}, target by {year}: {by} ({was} → {now} households)",
    ),
    "scenario_target_estates": (
        "{region}截至 {year}的目标{by}（{was} → {now} 个小区）",
        "{region}, target by {year}: {by} ({was} → {now} estates)",
    ),
    "scenario_weight": ("{class}权重{by}（{was} → {now}）", "weight of {class} works: {by} ({was} → {now})"),
    "scenario_pin": ("{estate}固定在 {label} 开工", "{estate} starts in {label}"),
    "scenario_must": ("{estate}必须列入", "{estate} is in the plan whatever it brings"),
    "scenario_withheld": ("{estate}不列入", "{estate} is left out"),
    "doc_what_if": ("假设推演", "What-if"),
    "doc_assumed": ("本方案按以下假设编制：{changes}。", "This plan assumes: {changes}."),
    "plan_label": ("（{label}）", "({label})"),
    "sheet_assumed": ("假设", "Assumptions"),
    "title_assumed": ("假设推演：与计划数据不同之处", "What-if: where this plan differs from the programme"),
    "note_assumed": ("共 {count} 项；其余均按计划数据", "{count} in all; everything else as in the programme"),
    "head_assumed": ("假设", "Assumption"),
    "planning_assumed": ("假设推演，与工作簿不同之处：", "What-if; where it differs from the workbook:"),
    "scenario_unknown_part": (
        "假设中没有“{part}”这一项；可以写：{parts}",
        "a scenario has no part “{part}”; it may have {parts}",
    ),
    "scenario_unread": (
        "假设的“{part}”读不懂，或有小于零的数：{text}",
        "the part “{part}” of the scenario cannot be read, or is below zero: {text}",
    ),
    "scenario_no_fund": ("没有这个资金来源：{fund}", "there is no such fund: {fund}"),
    "scenario_unlimited_fund": (
        "{fund}不限额度，不能改额度",
        "{fund} has no limit, so that its appropriations cannot be changed",
    ),
    "scenario_no_year": ("{text}年不在计划期（{horizon}）内", "{text} lies outside the plan ({horizon})"),
    "scenario_no_quarter": ("季度写法不对：{text}（应如 2028Q1）", "not a quarter: {text} (say 2028Q1)"),
    "scenario_no_crews": ("没有{trade}队伍", "there are no crews for {trade}"),
    "scenario_no_site_limit": ("{region}没有在建上限", "{region} has no limit on estates at once"),
    "scenario_no_target": ("没有第 {number} 个目标，共 {count} 个", "there is no target {number} of {count}"),
    "scenario_no_class": ("没有{class}的权重", "there is no weight of {class} works"),
    "scenario_estate_unknown": (
        "没有编号或名称为“{text}”的小区",
        "no estate has the number or name {text}",
    ),
    "scenario_estate_twice": (
        "有几个小区叫“{text}”，请写编号",
        "several estates are called {text}; give the number",
    ),
    "pin_unknown": ("没有这个小区：{estate}", "there is no such estate: {estate}"),
    "pin_outside": ("{estate}：{label} 不在可以安排的季度内", "{estate}: {label} lies outside the plan"),
    "pin_under_way": ("{estate}已于 {label} 开工", "{estate} has been under way since {label}"),
    "pin_in_and_out": ("{estate}不能既列入又不列入", "{estate} cannot be in the plan and left out at once"),
}

"""Sentences of the note on method: code → (Chinese, English), with fields to fill."""

from yipanqi.domain.sentences.catalogue import catalogue

_HEADS = {
    "how_title": ("《{title}》编制说明", "Note on method: {title}"),
    "how_by": ("{issuer}　{date}", "{issuer}, {date}"),
    "how_head": ("{index}、{name}", "{index}. {name}"),
    "how_data": ("依据和数据", "Basis and data"),
    "how_scope": ("纳入范围", "Estates covered"),
    "how_costs": ("投资测算", "Costs"),
    "how_benefit": ("效益计算", "Benefit"),
    "how_search": ("编排方法", "How the plan is made"),
    "how_quality": ("方案质量", "How good the plan is"),
    "how_money_rules": ("资金分配和取整", "Division and rounding of money"),
    "how_dates": ("日期推算", "Dates"),
    "how_use": ("使用说明", "Use of this note"),
}

_TEXTS = {
    "how_intro": (
        "本说明供编制、审核和监督人员了解计划的数据来源、测算和编排方法，不增加任务要求。",
        "This note tells those who prepare, check and oversee the plan where its data come from and how costs, order "
        "and dates were worked out. It adds no duties.",
    ),
    "how_data_text": (
        "计划依据{basis}编制。摸底调查列入{estates}个小区，登记改造需求{needs}项；"
        "投资的{surveyed}%按实测或给定数量测算，{estimated}%按本区比例估算。",
        "The plan rests on {basis}. The survey lists {estates} estates with {needs} needs; {surveyed}% of the money "
        "rests on surveyed or given quantities, {estimated}% on quantities estimated by the district's ratios.",
    ),
    "how_no_basis": ("摸底调查结果", "the survey of estates"),
    "how_scope_text": (
        "{built_by}年底前建成的小区可以纳入；{late_from}年至{late_built_by}年建成的，"
        "按每年不超过任务户数{late_share:percent}的比例、单位投资效益高的先纳入。居民同意率达到{ratio}、"
        "须经业主表决的事项达到法定比例，改造内容才可列入。符合条件{eligible}个小区，不符合{excluded}个；因意愿、"
        "表决等原因未列入{refused}项。",
        "Estates built by the end of {built_by} may be renovated; those built in {late_from}–{late_built_by} up to "
        "{late_share:percent} of each year's households, the greatest benefit for each yuan first. A work needs the "
        "support of {ratio} of the residents, or the owners' vote where the law asks for one. {eligible} estates are "
        "eligible, {excluded} are not; {refused} works are left out for want of agreement or of a vote.",
    ),
    "how_costs_text": (
        "每项投资＝工程量×综合单价×（1＋其他费用{fee:percent}）×（1＋预备费{contingency:percent}）×标准系数；"
        "已有批复造价的按批复。估算造价以八成把握落在测算值的{low:percent}至{high:percent}之间（按已公布项目检验）；"
        "本计划全部改造内容的造价有八成把握在{band_low:rough}至{band_high:rough}之间。",
        "A work costs its quantity × unit rate × (1 + fees of {fee:percent}) × (1 + contingency of "
        "{contingency:percent}) × the factor of its standard; approved costs are taken as they are. Estimated costs "
        "have an 80% chance to lie between {low:percent} and {high:percent} of the figure (tested against published "
        "projects); all works of the plan between {band_low:rough} and {band_high:rough}.",
    ),
    "how_benefit_text": (
        "每项改造的效益分＝户数×问题严重程度×（{base}＋居民需求比例）×类别权重（{weights}）×标准系数；"
        "推迟一个季度开工按{discount}折算。目标任务每缺一个单位按设定扣分。权重和系数由本区在计划数据中设定。",
        "A work brings households × severity × ({base} + residents' demand) × the weight of its class ({weights}) × "
        "the factor of its standard, in points; each quarter of delay counts × {discount}. Each unit that a target "
        "misses costs points. Weights and factors are the district's own, set in its data.",
    ),
    "how_search_text": (
        "在下列条件内使全区效益最大：{funds}项资金各年度的额度（可结转的含结转）、用途、区域和出资比例；"
        "{trades}个工种各季度扣除停工期后的施工力量；各街道同时在建小区数；必须改造内容、先后工序和一次开挖；"
        "已确定的开工时间和在建小区。由计算机统一搜索，相同数据、相同设置可以重算。",
        "The plan brings the greatest benefit for the whole district within these limits: the grants of {funds} funds "
        "by year (with what may be carried over), their purposes, regions and shares; the crews of {trades} trades by "
        "quarter, less stops; the estates open at once in each subdistrict; required works, building order and a "
        "single excavation; starts that are fixed and estates under way. A computer searches all of it together; the "
        "same data and settings give the same plan.",
    ),
    "how_quality_text": (
        "方案效益{objective}分；由各项约束的价格可以复算出上界{bound}分，{gap}。计划的全部规则已逐条复核，"
        "{violations}。",
        "The plan brings {objective} points; from the prices of the limits an upper bound of {bound} points can be "
        "recomputed: {gap}. All rules were checked one by one: {violations}.",
    ),
    "how_kept": ("没有违反", "none is broken"),
    "how_broken": ("有{count}处不符，须先处理", "{count} breaches, to be settled first"),
    "how_limits_text": (
        "下表为已用尽的主要约束和每增加一个单位全区可增加的效益，按边际测算，只适用于小幅变动。",
        "The table shows the main limits that are used up and what one more unit of each would add; this holds at the "
        "margin, for small changes.",
    ),
    "how_rules_text": (
        "各项资金每年支付的总额由编排确定，在改造内容之间按下表规则分配，不按小区排列先后。"
        "每笔支付统一取整到百元一次（最大余额法，不超过额度），因此各表合计一致；元为精确值。",
        "How much each fund pays in a year follows from the plan; among works it is divided by the rules below, never "
        "by the order of rows. Payments are rounded to hundreds of yuan once and together, within the grants, so that "
        "all tables agree; amounts in CNY are exact.",
    ),
    "how_dates_text": (
        "任务日期在计划的季度内按工期推算，起止落在工作日，尽量避开停工、限制施工时段；"
        "开工前各环节不短于法定和约定的最短天数（见下表）。放假安排尚未公布的年份，日期为暂定。",
        "Dates are computed within the planned quarters: they begin and end on working days and avoid stops as far as "
        "possible; no step takes less than its least time, by law or agreement (see the table). For years whose "
        "holidays have not been announced dates are provisional.",
    ),
    "how_gaps_text": (
        "同一小区两项工程之间超过{days}天无施工的空档，季度安排允许的已衔接；仍有{estates}个小区、{count}段，"
        "最长{longest}天。",
        "Gaps of more than {days} days without works on an estate are closed where the quarters let them; {count} "
        "gaps on {estates} estates are left, the longest of {longest} days.",
    ),
    "how_no_gaps_text": (
        "同一小区两项工程之间没有超过{days}天无施工的空档。",
        "No estate has a gap of more than {days} days between its works.",
    ),
    "how_use_text": (
        "估算的工程量和造价须在开工前以实测和批复概算复核；数据、额度或权重有变动的，应重新编排，不宜手工增减。"
        "各小区的安排理由见《方案说明》。",
        "Estimated quantities and costs must be checked against surveys and approved budgets before works start. When "
        "data, grants or weights change, the plan should be made again rather than altered by hand. Why each estate "
        "is planned as it is stands in the plan's explanation.",
    ),
    "how_table_limits": ("表1　主要约束", "Table 1. Main limits"),
    "how_table_rules": ("表2　各项资金的分配规则", "Table 2. How each fund is divided"),
    "how_table_steps": ("表3　各环节天数", "Table 3. Days of each step"),
    "how_usual": ("通常天数", "Usual days"),
    "how_least": ("最短天数", "Least days"),
    "how_adds": ("每增加一单位可增效益（分）", "One more unit adds (points)"),
    "how_unit": ("单位", "Unit"),
    "how_step": ("环节", "Step"),
}

METHOD_NOTE = catalogue(heads=_HEADS, texts=_TEXTS)

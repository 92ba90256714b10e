"""What publications say: code → (Chinese, English). Figures come as texts that are marked with where their rows are."""

from yipanqi.domain.sentences.catalogue import catalogue

_PLAN = {
    "plan_title": (
        "{district}{years}老旧小区改造计划",
        "Plan for the renovation of old estates in {district}, {years}",
    ),
    "plan_opening": (
        "《{title}》已经审定。{years}计划改造老旧小区{estates}个、{households}户，安排改造项{works}项，计划投资{money}。",
        "The plan for {years} (“{title}”) is adopted. It renovates {estates} estates with {households} households: "
        "{works} works, {money}.",
    ),
    "plan_size": (
        "涉及楼栋{buildings}栋、建筑面积{area}。",
        "They have {buildings} buildings and a floor area of {area}.",
    ),
    "plan_size_about": (
        "涉及楼栋约{buildings}栋、建筑面积约{area}（部分小区按户数推算）。",
        "They have about {buildings} buildings and a floor area of about {area}, in part reckoned from households.",
    ),
    "plan_money_note": (
        "计划投资按现有勘察资料估算，以批复的概算为准；分年金额按支付年度计，小区、户数和改造项按开工年度计。",
        "Money is estimated from the surveys at hand; what counts is the approved budget. Years of money are those of "
        "payment, years of estates, households and works those of the start.",
    ),
    "plan_head_years": ("年度安排", "By year"),
    "plan_head_money": ("资金来源", "Sources of the money"),
    "plan_head_works": ("改造内容", "Works"),
    "plan_head_estates": ("小区安排", "Estates"),
    "plan_by_year": ("分年度安排表", "The plan by year"),
    "plan_by_source": ("资金来源表", "Money by source"),
    "plan_by_measure": ("改造内容表", "The plan by work"),
    "plan_estates_of": ("{year}年开工的小区", "Estates that start in {year}"),
    "funding_title": ("{district}{years}老旧小区改造资金安排", "Money for old estates in {district}, {years}"),
    "funding_opening": (
        "{district}老旧小区改造计划{years}共安排资金{money}，用于{estates}个小区的{works}项改造。资金来源为：{sources}。",
        "The plan for old estates in {district} has {money} for {years}: {works} works at {estates} estates. It comes "
        "from: {sources}.",
    ),
    "funding_source": ("{name}{money}（{share}）", "{name} {money} ({share})"),
    "funding_years": ("分年度为：{years}。", "By year: {years}."),
    "funding_year": ("{year}年{money}", "{year} {money}"),
    "funding_head_sources": ("分来源、分年度安排", "By source and year"),
    "funding_head_regions": ("分街道安排", "By subdistrict"),
    "funding_by_region": ("分街道资金表", "Money by subdistrict"),
    "funding_head_estates": ("分小区安排", "By estate"),
    "funding_by_estate": ("分小区资金表（万元）", "Money by estate (CNY million)"),
    "money_of": ("{name}{money}", "{name} {money}"),
    "funding_note": (
        "以上为计划安排数，以批复的概算和预算为准。",
        "These are the sums of the plan; what counts are the approved budgets.",
    ),
}
_TASKS = {
    "tasks_title": ("{district}{years}老旧小区改造任务清单", "Tasks of the renovation in {district}, {years}"),
    "tasks_opening": (
        "按照已审定的改造计划，{district}老旧小区改造任务共涉及小区{estates}个、改造项{works}项，逐小区明确牵头单位、"
        "责任单位和计划开工、完工日期。",
        "By the adopted plan, {works} works are to be done at {estates} estates in {district}. For each estate the "
        "list names who leads, who is responsible, and the planned dates.",
    ),
    "tasks_provisional": (
        "部分日期涉及编制计划时尚未公布放假安排的年度，以后可能调整。",
        "Some dates rest on years whose holidays were not announced when the plan was made; they may move.",
    ),
    "tasks_of": ("{year}年开工的小区", "Estates that start in {year}"),
}
_START = {
    "start_title": ("{district}{month}老旧小区改造开工公告", "Works started in {district}, {month}"),
    "start_opening": (
        "{month}，{district}老旧小区改造有{estates}个小区的{works}项改造内容开工，其中新开工小区{fresh}个。",
        "In {month}, {works} works were started at {estates} estates in {district}; {fresh} of these estates are new "
        "sites.",
    ),
    "start_opening_known": (
        "{month}，{district}老旧小区改造有{estates}个已开工小区的{works}项改造内容开工，没有新开工小区。",
        "In {month}, {works} works were started at {estates} estates in {district}, all begun before.",
    ),
    "start_note": (
        "施工期间给居民出行和生活带来不便，敬请谅解。",
        "We ask residents to bear with the works.",
    ),
    "start_list": ("开工项目表", "Works started"),
}
_CONTRACT = {
    "contract_title": ("{name}信息公开", "Contract “{name}”"),
    "contract_opening": (
        "{first}与{second}于{signed}签订《{name}》（编号：{number}），合同金额{amount}，计划于{starts}开工、{finishes}完工。",
        "On {signed} {first} and {second} signed the contract {number}, “{name}”, for {amount}; it is to begin on "
        "{starts} and to be done on {finishes}.",
    ),
    "contract_covers": (
        "合同范围涉及小区{estates}个、改造项{works}项。",
        "It covers {works} works at {estates} estates.",
    ),
    "contract_covers_estates": ("合同范围涉及小区{estates}个。", "It covers {estates} estates."),
    "contract_ended": ("该合同已于{ended}终止。", "The contract ended on {ended}."),
    "contract_head_facts": ("合同要素", "The contract"),
    "contract_head_lots": ("合同范围", "What it covers"),
    "contract_facts": ("合同要素表", "The contract in short"),
    "contract_lots": ("合同范围表", "Estates and works of the contract"),
    "contract_all_works": ("全部改造内容", "all works"),
    "contract_number": ("合同编号", "Number"),
    "contract_name": ("合同名称", "Name"),
    "contract_kind": ("合同类型", "Kind"),
    "contract_project": ("项目名称", "Project"),
    "contract_first": ("发包人（甲方）", "First party"),
    "contract_second": ("承包人（乙方）", "Second party"),
    "contract_amount": ("合同金额", "Sum"),
    "contract_signed": ("签订日期", "Signed on"),
    "contract_starts": ("计划开工日期", "To begin on"),
    "contract_finishes": ("计划完工日期", "To be done on"),
    "contract_method": ("采购方式", "How it was procured"),
    "contract_award": ("中标（批准）通知编号", "Number of the award"),
    "contract_awarded": ("中标（批准）日期", "Awarded on"),
}
_PROGRESS = {
    "progress_title": ("{district}{period}老旧小区改造进度通报", "Progress of old estates in {district}, {period}"),
    "annual_title": ("{district}{year}年老旧小区改造年度报告", "Old estates in {district}: report for {year}"),
    "progress_head_estates": ("小区进展", "Estates"),
    "progress_estates_of": ("{year}年度小区进展表", "Estates of programme year {year}"),
    "progress_states": (
        "截至{last}，以上年度的{estates}个小区中，{states}。",
        "On {last}, of the {estates} estates of these years: {states}.",
    ),
    "progress_finished": ("已完工{count}个", "{count} finished"),
    "progress_under_way": ("在建{count}个", "{count} under way"),
    "progress_not_started": ("未开工{count}个", "{count} not started"),
    "progress_head_regions": ("街道进展", "Subdistricts"),
    "progress_on_time": (
        "在建和未开工的小区均未报告晚于计划。",
        "None of the estates that are not finished is reported to be late.",
    ),
    "progress_late": (
        "已经晚于或预计晚于计划完工的小区{late}个。",
        "{late} estates are late, or expected to be finished later than planned.",
    ),
    "progress_why": ("月报反映的原因主要是：{reasons}。", "The reasons that reports name most: {reasons}."),
    "progress_reason": ("{problem}（{count}个小区）", "{problem} ({count} estates)"),
    "state_waiting": ("未开工", "Not started"),
    "state_under_way": ("在建", "Under way"),
    "state_finished": ("完工", "Finished"),
    "annual_head_built": ("改造成效", "What was built"),
    "progress_expected": ("预计{day}", "expected {day}"),
}
_MEETING = {
    "meeting_title": ("{district}召开{title}", "{district}: {title}"),
    "meeting_name": ("老旧小区改造{kind}", "{kind} (renovation of old estates)"),
    "meeting_name_day": ("{name}（{day}）", "{name}, {day}"),
    "meeting_opening": ("{day}，{district}召开{title}。", "On {day} a meeting was held in {district}: {title}."),
    "meeting_counts": ("会议{parts}。", "The meeting made {parts}."),
    "meeting_demands": ("提出要求{count}项", "{count} demands"),
    "meeting_decisions": ("作出决定{count}项", "{count} decisions"),
    "meeting_assignments": ("交办事项{count}项", "{count} assignments"),
    "meeting_head_demand": ("会议要求", "Demands"),
    "meeting_head_decision": ("会议决定", "Decisions"),
    "meeting_head_assignment": ("交办事项", "Assignments"),
    "meeting_item": ("（{at}）{text}。", "({at}) {text}."),
    "meeting_item_unit": (
        "（{at}）{text}。由{unit}负责。",
        "({at}) {text}. Unit: {unit}.",
    ),
    "meeting_item_until": (
        "（{at}）{text}。{until}前完成。",
        "({at}) {text}. By {until}.",
    ),
    "meeting_item_both": (
        "（{at}）{text}。由{unit}负责，{until}前完成。",
        "({at}) {text}. Unit: {unit}; by {until}.",
    ),
    "meeting_attended": ("参加会议的单位：{units}。", "Units that attended: {units}."),
}
_ACCEPTANCE = {
    "acceptance_title": ("{estate}改造工程联合验收结果", "Joint acceptance of {estate}"),
    "acceptance_title_again": (
        "{estate}改造工程联合验收结果（第{round}次）",
        "Joint acceptance of {estate} ({round})",
    ),
    "acceptance_opening": (
        "{region}{estate}改造工程的{works}项改造内容于{decided}完成联合验收，结果为：{result}。",
        "The joint acceptance of {works} works at {estate}, {region}, was completed on {decided}. Result: {result}.",
    ),
    "acceptance_parties": ("参加验收的各方：{parties}。", "Parties: {parties}."),
    "acceptance_visited": ("现场查验日期：{visited}。", "On site: {visited}."),
    "acceptance_no_defects": ("验收中没有提出整改事项。", "Nothing had to be put right."),
    "acceptance_defects_done": (
        "验收中提出整改事项{count}项，均已整改。",
        "{count} defects were found; all are put right.",
    ),
    "acceptance_defects_open": (
        "验收中提出整改事项{count}项：已整改{done}项，限期整改{open}项。",
        "{count} defects were found. Put right: {done}; to be put right by a set day: {open}.",
    ),
    "acceptance_conditions": (
        "验收附带条件{count}项，应于{until}前落实，已落实{met}项。",
        "It was accepted on {count} conditions, to be met by {until}; {met} are met.",
    ),
    "acceptance_head_works": ("验收内容和数量", "Works and quantities"),
    "acceptance_works": ("验收内容表", "Works accepted"),
    "acceptance_built_by": ("施工单位：{name}。", "Built by {name}."),
    "acceptance_watched_by": ("监理单位：{name}。", "Supervised by {name}."),
}
_ASSESSMENT = {
    "assessment_title": (
        "{district}{span}老旧小区改造考核结果（{scheme}）",
        "Assessment of the renovation in {district}, {span} ({scheme})",
    ),
    "assessment_opening": (
        "按照“{scheme}”办法，{district}对{units}个单位{span}的老旧小区改造工作进行了考核，结果已经审定。",
        "By the scheme “{scheme}”, the work of {units} units in {district} was assessed for {span}. The result is "
        "final.",
    ),
    "assessment_ranked": (
        "参加排名的单位{ranked}个，居前的是：{first}。",
        "{ranked} units are ranked. First: {first}.",
    ),
    "assessment_none_ranked": ("本次不排名。", "None is ranked."),
    "assessment_first": ("{unit}（{score}分）", "{unit} ({score})"),
    "assessment_grades": ("等次分布：{grades}。", "Grades: {grades}."),
    "assessment_grade": ("{grade}{count}个", "{grade} {count}"),
    "assessment_unranked": (
        "不参加排名的单位及原因见表。",
        "Units that are not ranked, and why, stand in the table.",
    ),
    "assessment_list": ("考核结果表", "Scores and ranks"),
    "assessment_barred": ("取消评优", "Barred"),
    "unranked_no_tasks": ("本期没有任务，不排名、不评等次", "no tasks in this period: neither ranked nor graded"),
    "unranked_few_estates": ("小区太少，不排名", "too few estates: not ranked"),
    "unranked_no_score": ("没有分数，不排名", "no score: not ranked"),
    "unranked_barred": ("有一票否决事项，不排名", "barred: not ranked"),
    "unranked_few_units": ("可排名的单位过少，不排名", "too few units can be ranked"),
}
_NOTICE = {
    "notice_title": ("关于{estate}改造方案的公示", "Notice of the renovation scheme of {estate}"),
    "notice_opening": (
        "{region}{estate}改造方案已经编制，现予公示。公示期为{starts}至{ends}。",
        "The renovation scheme of {estate}, {region}, is drawn up and shown here from {starts} to {ends}.",
    ),
    "notice_works": (
        "拟改造内容共{works}项：{names}。",
        "It has {works} works: {names}.",
    ),
    "notice_planned": (
        "拟于{starts}开工、{finishes}完工。",
        "They are to begin on {starts} and to be done on {finishes}.",
    ),
    "notice_views": (
        "公示期内，居民对方案有意见和建议的，可以向{region}或所在社区提出，并写明理由。",
        "While it is shown, residents may tell {region} or their community what they think of it, and why.",
    ),
}
_HEADS = {
    "head_year": ("年度", "Year"),
    "head_estate": ("小区", "Estate"),
    "head_region": ("街道", "Subdistrict"),
    "head_estates": ("小区（个）", "Estates"),
    "head_households": ("户数", "Households"),
    "head_works": ("改造内容", "Works"),
    "head_works_count": ("改造项（项）", "Works"),
    "head_group": ("类别", "Group"),
    "head_measure": ("改造内容", "Work"),
    "head_money": ("计划投资（万元）", "Money (CNY million)"),
    "head_source": ("资金来源", "Source"),
    "head_sum": ("合计", "Total"),
    "head_money_sum": ("合计（万元）", "Total (CNY million)"),
    "head_year_money": ("{year}年（万元）", "{year} (CNY million)"),
    "head_start": ("计划开工", "Planned start"),
    "head_finish": ("计划完工", "Planned finish"),
    "head_lead": ("牵头单位", "Lead"),
    "head_responsible": ("责任单位", "Responsible"),
    "head_started_works": ("开工内容", "Works started"),
    "head_started": ("开工日期", "Started on"),
    "head_contractor": ("施工单位", "Contractor"),
    "head_supervisor": ("监理单位", "Supervisor"),
    "head_name": ("要素", "What"),
    "head_value": ("内容", "Which"),
    "head_state": ("进展", "State"),
    "head_done": ("投资完成率", "Investment done"),
    "head_expected": ("完工（预计）", "Finished (expected)"),
    "head_behind": ("晚于计划（天）", "Days late"),
    "head_reason": ("原因", "Why"),
    "head_unit": ("单位", "Unit"),
    "head_planned_amount": ("计划数量", "Planned"),
    "head_accepted_amount": ("验收数量", "Accepted"),
    "head_amount_unit": ("计量单位", "Unit"),
    "head_rank": ("名次", "Rank"),
    "head_score": ("得分", "Score"),
    "head_grade": ("等次", "Grade"),
    "head_remark": ("说明", "Note"),
}
_CHANGED = {
    "changed_title": ("标题", "Title"),
    "changed_paragraph": ("正文“{text}”一段", "The paragraph “{text}”"),
    "changed_cell": ("表“{table}”中“{row}”的“{column}”", "{column} of {row} in the table “{table}”"),
    "changed_row": ("表“{table}”中“{row}”一行", "The row {row} of the table “{table}”"),
    "changed_table": ("表“{table}”", "The table “{table}”"),
    "changed_estate": ("{estate}的“{field}”", "{field} of {estate}"),
    "changed_estate_row": ("小区{estate}", "The estate {estate}"),
    "changed_record": ("记录", "The record"),
    "changed_gone": ("（无）", "(none)"),
    "changed_no_record": ("记录已不存在或不再公开", "the record is gone, or no longer public"),
}

TOLD = catalogue(
    plan=_PLAN,
    tasks=_TASKS,
    start=_START,
    contract=_CONTRACT,
    progress=_PROGRESS,
    meeting=_MEETING,
    acceptance=_ACCEPTANCE,
    assessment=_ASSESSMENT,
    notice=_NOTICE,
    heads=_HEADS,
    changed=_CHANGED,
)

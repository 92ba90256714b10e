"""Sentences of the papers of a plan: code → (Chinese, English), with fields to fill."""

from yipanqi.domain.sentences.catalogue import catalogue

_FILES = {
    "file_work_plan": ("工作计划.docx", "work-plan.docx"),
    "file_task_list": ("任务清单.xlsx", "task-list.xlsx"),
    "file_responsibility": ("责任分解表.xlsx", "responsibility-table.xlsx"),
    "file_funding": ("资金安排表.xlsx", "funding-table.xlsx"),
    "file_one_pager": ("领导一页通.pdf", "leaders-one-pager.pdf"),
    "file_one_pager_word": ("领导一页通.docx", "leaders-one-pager.docx"),
    "file_method_note": ("编制说明.docx", "note-on-method.docx"),
    "file_gantt_svg": ("甘特图.svg", "gantt.svg"),
    "file_gantt_pdf": ("甘特图.pdf", "gantt.pdf"),
    "file_why": ("方案说明.xlsx", "plan-explained.xlsx"),
}

_SHEETS = {
    "sheet_tasks": ("任务清单", "Task list"),
    "sheet_reverse": ("倒排工期", "Countdown"),
    "sheet_units": ("责任总览", "Overview"),
    "sheet_matrix": ("责任矩阵", "Matrix"),
    "sheet_duties": ("责任明细", "Details"),
    "sheet_money": ("资金汇总", "Summary"),
    "sheet_grants": ("额度与结余", "Grants and what is left"),
    "sheet_cross": ("来源年度街道", "Source, year, subdistrict"),
    "sheet_payments": ("支付明细", "Payments"),
    "sheet_estates": ("小区安排说明", "Estates"),
    "sheet_left_out": ("未排入改造项", "Works left out"),
    "sheet_refusals": ("未提供选择的改造项", "Works not offered"),
    "sheet_limits": ("制约因素", "Limits"),
    "title_tasks": ("任务清单", "Task list"),
    "title_reverse": ("任务倒排工期表", "Schedule counted back from milestones"),
    "title_units": ("责任分解总览", "Responsibility: overview by unit"),
    "title_matrix": ("责任矩阵（牵头、责任、配合、督办）", "Responsibility: units and measures"),
    "title_duties": ("责任分解明细", "Responsibility: details"),
    "title_money": ("资金安排汇总表", "Funding: summary"),
    "title_by_fund": ("按资金来源和年度", "By source and year"),
    "title_by_subdistrict": ("按街道和年度", "By subdistrict and year"),
    "title_grants": ("各项资金的额度、结转、支付和结余", "Funding: grants, carried over, paid and left"),
    "title_cross": ("资金来源、年度、街道交叉表", "Funding by source, year and subdistrict"),
    "title_payments": ("支付明细（逐笔）", "Payments, one by one"),
    "title_estates": ("各小区安排及理由", "Each estate: when, and why"),
    "title_left_out": ("已排入小区中未列入的改造项", "Works left out on estates of the plan"),
    "title_refusals": ("未提供选择的改造项及原因", "Works not offered to the plan, and why"),
    "title_limits": ("制约因素", "What holds the plan back"),
    "note_tasks": (
        "共 {count} 项任务、{estates} 个小区；日期按工作日推算，标“暂定”的待节假日安排公布后确定；"
        "逾期 {yellow} 天亮黄灯、{red} 天亮红灯；供筛选填报，打印用“任务清单（打印）”",
        "{count} tasks on {estates} estates; dates are computed in working days, provisional ones until the holidays "
        "of their year are announced; yellow from {yellow} days late, red from {red}; to print, use the next sheet",
    ),
    "note_filtered": ("筛选合计", "Total shown"),
    "note_reverse": (
        "从开工、完工、验收移交节点倒排：最迟完成＝不影响节点（后续环节按最短时限、工程按计划工期，"
        "不出本季度）的最后一天；机动为零的任务不能拖",
        "Counted back from each estate's milestones: the latest finish that moves none of them, with the steps after "
        "it at their shortest and works inside their quarters; a task without slack must not be late",
    ),
    "note_units": (
        "一项任务可同时对应多家单位，各列之和大于任务总数；“牵头或责任”为两者合计（同一任务只计一次），"
        "等于各年到期之和",
        "A task may concern several units; tasks a unit leads or is responsible for are counted once and are the sum "
        "of the years",
    ),
    "note_matrix": (
        "牵＝牵头　责＝责任　配＝配合　督＝督办；同一单位在不同小区职责不同的，分别标注",
        "L lead · R responsible · S supporting · I inspecting; several marks where duties differ between estates",
    ),
    "note_duties": (
        "每行为一家单位在一项任务中的一种职责；供筛选查阅，默认不打印，需打印时先筛选，再取消打印区域",
        "One row for each unit's role in a task: to filter and read; to print, filter and clear the print area",
    ),
    "note_money": (
        "单位：万元；每笔支付统一取整一次（最大余额法，不超过额度），各表合计一致；元为精确值",
        "In CNY million; payments are rounded once and together, within the grants, so that all sums agree; amounts "
        "in CNY are exact",
    ),
    "note_grants": (
        "单位：元；结余＝额度＋上年结转－支付；无额度限制的资金不列",
        "In CNY; balance = grant + carried in − paid; funds without a limit are not listed",
    ),
    "note_cross": (
        "单位：元；每个数由“支付明细”逐笔汇总，公式可查",
        "In CNY; every figure is a formula over the sheet of payments",
    ),
    "note_check": ("与支付明细核对差额", "Difference from the payments"),
    "note_payments": ("单位：元；共 {count} 笔；默认不打印", "In CNY; {count} payments; not printed by default"),
    "note_estates": (
        "方案效益 {objective} 分，理论上界 {bound} 分；{gap}。供编制人员核对，不对外公布",
        "The plan brings {objective} points; no plan can bring more than {bound}; {gap}. For who made the plan, not "
        "for the public",
    ),
    "note_left_out": ("共 {count} 项", "{count} works"),
    "note_limits": (
        "增加这些额度或力量，全区可多办事；每增加一个单位的效益见“测算依据（制约）”",
        "More of these would let the district do more; what one more unit brings stands on the sheet of reckonings",
    ),
}

_LIMITS = {
    "limits_binding": ("本方案已用尽", "Used up"),
    "limits_priced": (
        "对上界有价格、本方案尚有余量的因素",
        "Limits with a price in the bound, of which the plan leaves some",
    ),
    "limits_none": ("无", "none"),
    "why_left_out": ("在现有额度下未排入", "Left out within the present limits"),
}

_RISKS = {
    "risk_targets": (
        "目标缺口：{missed}，须增加额度、施工力量或按程序调整目标",
        "Targets missed: {missed}; find more money or crews, or change the targets by procedure",
    ),
    "risk_target_estates": (
        "{region:region}到{year:year}应开工{at_least:,}个小区，尚缺{missing:,}个",
        "{region:region} should have started {at_least:,} estates by {year:year}, {missing:,} are missing",
    ),
    "risk_target_households": (
        "{region:region}到{year:year}应开工{at_least:,}户，尚缺{missing:,}户",
        "{region:region} should have reached {at_least:,} households by {year:year}, {missing:,} are missing",
    ),
    "risk_cost": (
        "造价偏差：投资的{estimated}%按估算工程量测算，"
        "全部改造项造价有八成把握在{low:rough}至{high:rough}之间（按已公布项目检验），开工前须以概算为准逐个复核",
        "Cost: {estimated}% of the money rests on estimated quantities; there is an 80% chance that the works cost "
        "between {low:rough} and {high:rough} (tested against published projects); each needs an approved estimate "
        "before it starts",
    ),
    "risk_money": (
        "资金到位：{funds:fund}应出{amount:fen}，占{percent}%，不在财政预算之内，开工前须签订出资协议",
        "Money: {amount:fen} ({percent}%) lies outside any budget ({funds:fund}); its agreements must be signed "
        "before works start",
    ),
    "risk_peak": (
        "施工集中：{quarter:quarter}同时在建{open}个小区，须提前锁定施工队伍，分片错时组织，保障居民出行和停水停电告知",
        "Peak: {open} estates are under construction in {quarter:quarter}; book crews early, stagger the works, keep "
        "residents' access open and announce every cut of water or power",
    ),
    "risk_weather": (
        "季节影响：{count}项改造任务的工期与停工、限制施工时段有重叠，须按日调整作业，防汛物资到位后方可开挖",
        "Season: {count} works fall partly on days when their trade must stop or slow down; schedules need daily "
        "adjustment, and no trench is opened without flood protection",
    ),
    "risk_gap": (
        "施工空档：{estate_count}个小区的工程之间有{count}段超过{days}天的空档（最长{longest}天），"
        "受季度安排和工序所限未能衔接，空档前须恢复路面和通行，并告知居民",
        "Idle gaps: on {estate_count} estates nothing is built for more than {days} days between two works ({count} "
        "gaps, the longest of {longest} days), since quarters and building order do not let them be closed; make "
        "good roads and access before each gap, and tell the residents",
    ),
    "risk_idle": (
        "未排入且不在储备库：{count}个符合条件的小区暂无可列入的改造内容，其中{unsurveyed}个尚未摸底，"
        "其余因居民同意率等未达要求",
        "Neither planned nor in the reserve: {count} eligible estates have no work that may be planned; {unsurveyed} "
        "of them are not surveyed, the others lack the residents' agreement or the like",
    ),
    "risk_unasked": (
        "未征询：{estate_count}个小区的{count}项改造内容尚未征询居民意见，须在编制改造方案时征询，"
        "同意率达到{ratio:ratio}以上方可开工",
        "Not asked yet: residents of {estate_count} estates must still be asked about {count} works while the scheme "
        "is drawn up; a work starts only with the support of at least {ratio:ratio}",
    ),
    "risk_consent": (
        "居民意愿：{estate_count}个小区的{count}项改造内容因未经表决、意愿不足等原因未列入，须继续入户沟通、组织表决，达到比例后按程序增补",
        "Consent: {count} works on {estate_count} estates are not planned for want of a vote or of agreement; go on "
        "talking to the residents, have them vote, and add the works by procedure once they agree",
    ),
}

_ONE_PAGER = {
    "one_kind": ("领导一页通", "Leader's one-pager"),
    "one_headline": (
        "{years}年改造 {estates} 个小区、{households} 户，投入 {money}。",
        "{estates} estates with {households} households in {years} years for {money}.",
    ),
    "one_estates": ("个小区（符合条件 {eligible} 个）", "estates of {eligible} eligible"),
    "one_households": ("户受益", "households"),
    "one_money_small": ("万元总投资", "CNY million in all"),
    "one_money": ("亿元总投资", "CNY million in all"),
    "one_each": ("万元户均投资", "CNY a household"),
    "one_decide": ("需要决定的事项", "To be decided"),
    "one_year_done": ("完工 {estates} 个小区 · {households} 户", "{estates} estates · {households} households finish"),
    "goals_no_reserve": ("符合条件并完成摸底的小区已全部排入。", "All eligible and surveyed estates are planned."),
    "goals_not_offered": (
        "未列入编排：{works}项改造内容（{estates}个小区）——{why}。",
        "Not put to the plan: {works} works on {estates} estates: {why}.",
    ),
    "goals_reserve": (
        "储备库：{estates}个小区、{households}户，全部需求约{money}。",
        "In reserve: {estates} estates with {households} households, whose needs would cost about {money}.",
    ),
    "goals_part": ("{region:region}{part}", "{region:region} {part}"),
    "goals_least": (
        "惠及比例最低的街道：{regions}（排入户数占符合条件户数）。",
        "Served least (households planned of those eligible): {regions}.",
    ),
    "decide_money": (
        "协调{funds:fund}落实{amount:fen}，开工前签订出资协议",
        "Secure {amount:fen} ({funds:fund}) by agreements signed before works start",
    ),
    "decide_tenders": (
        "成文后{days}天内启动{count}个小区的招标",
        "Open the tenders of {count} estates within {days} days of this plan's date",
    ),
    "decide_reserve": (
        "储备库{estates}个小区是否追加资金（全部需求约{money}）",
        "Decide whether to fund the {estates} estates in reserve (about {money} for all needs)",
    ),
    "one_by_year": ("分年度任务", "Year by year"),
    "one_year_line": (
        "开工 {estates} 个小区 · {households} 户",
        "{estates} estates · {households} households start",
    ),
    "one_year_none": ("没有安排", "nothing planned"),
    "one_year_money": ("当年支付 {money} 万元", "paid in the year: CNY {money} million"),
    "one_sources": ("资金来源（万元）", "Sources (CNY million)"),
    "one_groups": ("资金用途（万元）", "Uses (CNY million)"),
    "one_group_line": ("{count} 项", "{count} works"),
    "one_who": ("各街道任务", "Subdistricts"),
    "one_who_note": ("开工小区数 / 户数", "estates that start / their households"),
    "one_risks": ("主要风险", "Main risks"),
    "one_more": ("再增加 100 万元的效果", "What CNY 1 million more would bring"),
    "one_more_line": (
        "{limit}（{when}）增加 100 万元：",
        "{limit}, {when}: CNY 1 million more reaches ",
    ),
    "one_more_households": ("约多惠及 {households} 户", "about {households} more households"),
    "one_more_works": ("可提高标准或增补改造项", "higher standards or more works"),
    "one_more_better": (
        "储备库已无待排小区，可提高标准、增补改造项",
        "higher standards and more works, since the reserve is empty",
    ),
    "one_more_none": (
        "没有资金额度成为瓶颈，增加资金不会增加效益。",
        "No grant binds: more money would add nothing.",
    ),
    "one_more_others": (
        "没有资金额度成为瓶颈，增加资金不会增加效益；制约在{others}。",
        "No grant binds: more money would add nothing; {others} do.",
    ),
    "binds_crew": ("施工力量", "crews"),
    "binds_site": ("同时施工小区数", "sites at once"),
    "binds_consent": ("居民意愿和表决", "consent and votes"),
    "one_more_note": (
        "按边际效益推算，适用于小幅增加。",
        "At the margin: it holds for small additions.",
    ),
    "one_proof": ("方案质量", "How good the plan is"),
    "one_proof_line": (
        "资金、施工力量和政策条件不变时，其他安排的改造效益最多比本方案高{gap}（测算方法见《编制说明》）。",
        "With the same money, crews and rules, no other plan could bring more than {gap} above this one (how that is "
        "known: see the note on method).",
    ),
    "one_solver_line": (
        "据求解器计算，最多高{gap}（求解器的结论无法复算）。",
        " By the solver's word none could bring more than {gap} above it, which nobody can recompute.",
    ),
    "one_best_line": (
        "资金、施工力量和政策条件不变时，没有效益更高的安排（测算方法见《编制说明》）。",
        "With the same money, crews and rules, no other plan brings more (how that is known: see the note on method).",
    ),
    "gantt_title": ("小区改造进度图", "Gantt of all estates"),
    "gantt_prepare": ("前期手续", "preparation"),
    "gantt_underground": ("地下管线", "underground"),
    "gantt_building": ("房屋本体", "buildings"),
    "gantt_surface": ("道路和地面", "surfaces"),
    "gantt_services": ("服务设施", "services"),
    "gantt_acceptance": ("联合验收", "joint acceptance"),
    "gantt_blackout": ("停工、减工期（越深影响越大）", "days on which works stop or slow (the darker, the more)"),
    "gantt_stop": ("{name}（影响{loss:percent}）", "{name} ({loss:percent})"),
    "gantt_continued": ("{name}（续）", "{name} (continued)"),
    "gantt_group": (
        "{estates} 个小区 · {households} 户 · {money} 万元",
        "{estates} estates · {households} households · CNY {money} million",
    ),
}

_WORK_PLAN = {
    "plan_measure": ("{name}{count}项", "{name} ({count})"),
    "plan_measure_content": ("{name}（{count}项），{content}", "{name} ({count}): {content}"),
    "plan_reached": ("目标任务：{targets}。", "Targets: {targets}."),
    "plan_whole": ("全区", "the district"),
    "plan_reached_by": (
        "{region}到{year:year}底累计{demanded}（本计划安排{brought}）",
        "{region}by the end of {year:year} {demanded} (planned: {brought})",
    ),
    "plan_demanded_estates": ("开工不少于{at_least:,}个小区", "at least {at_least:,} estates started"),
    "plan_demanded_households": ("惠及不少于{at_least:,}户", "at least {at_least:,} households reached"),
    "plan_brought_estates": ("{brought:,}个", "{brought:,} estates"),
    "plan_brought_households": ("{brought:,}户", "{brought:,} households"),
    "plan_outside": ("{funds:fund}应出的{amount:fen}", "{amount:fen} ({funds:fund})"),
    "doc_between": ("；", "; "),
    "doc_year": ("{year}年", "{year}"),
    "phase_span": ("{first}—{last}", "{first} – {last}"),
    "phase_prepare": ("前期准备", "Preparation"),
    "phase_prepare_text": (
        "各小区编制改造方案并公示（不少于{notice}天），办理立项与概算审批、施工图审查，依法招标并签订合同。",
        "For each estate a scheme is drawn up and put on public notice for at least {notice} days, the project and its "
        "budget are approved, the working drawings are reviewed, and the works are tendered and contracted.",
    ),
    "phase_build": ("组织实施", "Works"),
    "phase_build_text": (
        "统筹管线单位联合施工，先地下、后地上，按月调度进度、质量和安全。",
        "The utilities build in one joint operation, underground works first; progress, quality and safety are "
        "reviewed every month.",
    ),
    "phase_accept": ("验收移交", "Acceptance and handover"),
    "phase_accept_text": (
        "每个小区完工后组织联合验收，整改到位后移交管养，办理资产移交和保修手续。",
        "Once an estate's works are done, they are jointly inspected, defects are made good, and the assets are handed "
        "over with their warranties.",
    ),
    "head_needs_cost": ("全部需求测算", "Cost of all needs"),
    "plan_group": ("安排{count}项、{money}万元：{measures}。", "{count} works for CNY {money} million: {measures}."),
    "plan_other_sources": ("其他{count}项来源", "{count} other sources"),
    "plan_recipients": (
        "各街道办事处，区直各有关单位",
        "all subdistrict offices and the departments and companies concerned",
    ),
    "plan_idle": ("本轮无安排的改造内容", "Measures not taken up now"),
    "doc_carried": ("结转下年", "carried over"),
    "doc_lapses": ("不结转", "lapses"),
    "sum_won": ("各小区效益合计", "All estates"),
    "sum_missed": ("未完成目标扣分", "Less missed targets"),
    "sum_plan": ("方案效益", "The plan"),
    "doc_own_subdistrict": ("属地街道办事处", "Estate's subdistrict office"),
    "doc_everything_else": ("其他各项", "Everything else"),
    "head_matter": ("工作事项", "Matter"),
    "head_needed": ("需要（符合条件的小区）", "Needed (eligible estates)"),
    "head_chosen": ("排入", "Planned"),
    "head_enhanced": ("提高及示范", "Above standard"),
    "head_money": ("投资", "Cost"),
    "head_part": ("占比", "Share"),
    "head_quarter": ("季度", "Quarter"),
    "head_starts": ("开工小区", "Estates started"),
    "head_open": ("在建小区", "Estates open"),
    "head_finished": ("完工小区", "Estates finished"),
    "head_served": ("完工户数", "Households served"),
    "head_place": ("序号", "No."),
    "head_answered": ("主责预算", "Budget"),
    "out_excluded_demolition": ("拟拆除{count}个", "marked for demolition: {count}"),
    "out_excluded_acquisition": ("拟征收{count}个", "marked for acquisition: {count}"),
    "out_excluded_self_built": ("自建房{count}个", "self-built: {count}"),
    "out_excluded_urban_village": ("城中村{count}个", "in urban villages: {count}"),
    "out_excluded_withheld": ("按本方案设定不列入{count}个", "left out of this plan by decision: {count}"),
    "out_built_year_unknown": ("建成年份不明{count}个", "of unknown year: {count}"),
    "out_built_too_late": ("建成过晚{count}个", "built too late: {count}"),
    "out_late_share_full": ("后建小区比例已满{count}个", "beyond the share for later buildings: {count}"),
}
_WHAT_IF: dict[str, tuple[str, str]] = {
    "doc_outdated": ("编制后数据有{count}处改动", "{count} rows of the data changed since the plan was made"),
    "doc_by_hand": ("手工调整", "Changed by hand"),
    "one_more_unknown": (
        "方案由手工调整而来，没有计算增加资金的效果。",
        "The plan was changed by hand; what more money would bring was not reckoned.",
    ),
    "note_limits_by_hand": (
        "方案由手工调整：价格取自原方案，已用量是调整之后的。",
        "The plan was changed by hand: prices are those of the plan it came from, what is used is its own.",
    ),
    "doc_what_if": ("假设推演", "What-if"),
    "doc_assumed": ("本方案按以下假设编制：{changes}。", "This plan assumes: {changes}."),
    "plan_label": ("（{label}）", "({label})"),
    "sheet_assumed": ("假设", "Assumptions"),
    "title_assumed": ("假设推演：与计划数据不同之处", "What-if: where this plan differs from the programme"),
    "note_assumed": ("共 {count} 项；其余均按计划数据", "{count} in all; everything else as in the programme"),
    "head_assumed": ("假设", "Assumption"),
}

_BOOKS = {
    "sheet_tasks_print": ("任务清单（打印）", "Task list (print)"),
    "sheet_breakdown": ("责任分解表", "Breakdown"),
    "sheet_by_unit": ("各单位任务", "By unit"),
    "sheet_estate_funds": ("小区资金表", "Estates and sources"),
    "sheet_reserve": ("储备库", "Reserve"),
    "sheet_reckoning": ("测算依据", "Reckoning"),
    "sheet_reckoning_limits": ("测算依据（制约）", "Reckoning of limits"),
    "title_breakdown": ("责任分解表", "Breakdown of responsibilities"),
    "title_by_unit": ("各单位任务（每单位一页）", "Each unit's tasks, a page each"),
    "title_estate_funds": ("各小区资金来源表", "Funding of each estate by source"),
    "title_reserve": ("储备库小区及所需投资", "Estates in the reserve, and what they would cost"),
    "title_reckoning": ("测算依据：各小区效益和理由", "Reckoning: each estate's benefit and reasons"),
    "title_reckoning_limits": ("测算依据：每增加一个单位的效益", "Reckoning: what one more unit of a limit adds"),
    "note_tasks_print": (
        "共 {count} 项任务、{estates} 个小区，按开始日期排列；日期为推算，“暂定”的待节假日安排公布后确定",
        "{count} tasks on {estates} estates, by their start; dates are computed, provisional ones until the holidays "
        "of their year are announced",
    ),
    "note_breakdown": (
        "共 {count} 项任务、{estates} 个小区，按改造内容和工作环节汇总；分小区的任务和日期见任务清单",
        "{count} tasks on {estates} estates, summed by measure and step; each estate's are in the task list",
    ),
    "note_by_unit": (
        "每单位一页，可单独印发；时限为该单位各小区任务中最晚的完成日期",
        "A page for each unit, to be handed out; its part: L lead, R responsible, S supporting, I inspecting; a "
        "deadline is the last of the unit's tasks",
    ),
    "note_estate_funds": (
        "单位：万元；每笔支付统一取整一次，合计与资金汇总一致；户均投资＝合计÷户数",
        "In CNY million, per household in CNY; payments are rounded once and together, so that the sums are those of "
        "the summary",
    ),
    "note_plain_estates": (
        "共 {count} 个小区：排入 {started} 个，储备库 {reserve} 个，其余见“安排”栏；"
        "“最长空档”为两项工程之间超过{days}天无施工的天数",
        "{count} estates: {started} planned, {reserve} in the reserve; the others as the column says; gaps are spans "
        "of more than {days} days without works between two works",
    ),
    "note_reserve": (
        "共 {count} 个小区；所需投资按已调查且可实施的改造内容、标准档测算，未含未达到同意率的内容",
        "{count} estates; the cost of all works that may be done, to the usual standard",
    ),
    "note_reckoning_limits": (
        "边际效益：该项额度每增加一个单位，全区可多得的效益和可多惠及的户数；供编制人员核对，不对外公布",
        "What one more unit of a limit would add for the whole district; for who made the plan, not for the public",
    ),
    "limits_nearly": (
        "余量不足百分之一，或经结转在以后年度用尽",
        "Less than one per cent left, or used up once carried over",
    ),
    "goal_work": ("完成{quantity}{unit}，验收合格", "{quantity} {unit}, accepted"),
    "goal_work_above": (
        "完成{quantity}{unit}，达到{standard:standard}标准，验收合格",
        "{quantity} {unit} to the {standard:standard} standard, accepted",
    ),
    "goal_scheme": ("改造方案编制完成，居民意见征询完毕", "The scheme is drawn up and residents have been heard"),
    "goal_notice": ("方案公示不少于{days}天，异议逐条答复", "Shown for at least {days} days, every objection answered"),
    "goal_approval": ("取得立项与概算批复", "The project and its budget are approved"),
    "goal_review": ("施工图审查合格", "The working drawings have passed the review"),
    "goal_tender": ("招标完成，施工合同签订", "The works are awarded and the contract is signed"),
    "goal_acceptance": ("联合验收通过，问题整改销号", "Accepted by all parties, defects made good"),
    "goal_handover": ("移交管养单位，资料归档", "Handed over for upkeep, the records filed"),
    "deliverable_work": ("验收资料", "Acceptance record"),
    "deliverable_step": ("成果资料", "Signed record"),
    "units_more": ("{names}等{count}家", "{names} and others ({count} in all)"),
    "content_work": (
        "{estates}个小区，{quantity}{unit}，{money}万元",
        "{estates} estates, {quantity} {unit}, CNY {money} million",
    ),
    "content_step": ("{estates}个小区：{goal}", "{estates} estates: {goal}"),
    "content_year": ("{year:year}{count}项", "{count} in {year:year}"),
    "unit_band": (
        "{unit}　牵头 {lead} 项　责任 {responsible} 项　配合 {supporting} 项　督办 {inspecting} 项",
        "{unit}: leads {lead}, is responsible for {responsible}, supports {supporting}, inspects {inspecting}",
    ),
    "state_stop": ("请从列表中选择", "Please choose from the list"),
    "unit_fund_here": ("万元", "CNY million"),
    "unit_fund_one": ("1万元", "CNY million"),
    "counted_crew": ("班组周", "crew-weeks"),
    "counted_site": ("个小区", "estates"),
    "counted_target": ("个单位", "units"),
    "limits_counted": ("制约本方案的因素", "Limits that hold the plan back"),
}

PLAN = catalogue(
    books=_BOOKS,
    files=_FILES,
    sheets=_SHEETS,
    limits=_LIMITS,
    risks=_RISKS,
    one_pager=_ONE_PAGER,
    work_plan=_WORK_PLAN,
    what_if=_WHAT_IF,
)

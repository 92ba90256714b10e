"""Sentences of `yipanqi plan`: code → (Chinese, English), with fields to fill."""

PLANNING: dict[str, tuple[str, str]] = {
    "planning_exists": (
        "{folder} 已有内容；确需覆盖请加 --force",
        "{folder} is not empty; say --force to overwrite what a plan writes there",
    ),
    "planning_bad_quarter": ("季度写法不对：{text}（应如 2028Q1）", "not a quarter: {text} (say 2028Q1)"),
    "planning_pin": ("--pin {text}：{why}", "--pin {text}: {why}"),
    "planning_what_if": ("--what-if {text}：{why}", "--what-if {text}: {why}"),
    "planning_bad_what_if": (
        "--what-if {text} 看不懂；请写 grant:资金:2028=万元、crew:工种=百分比、sites:街道=+1、target:第几个=至少、"
        "weight:类别=权重、start:小区=2027Q2、must:小区、withhold:小区，或一个 .json 文件",
        "--what-if {text} cannot be read; say grant:FUND:2028=WAN, crew:TRADE=PERCENT, sites:REGION=+1, "
        "target:NUMBER=AT_LEAST, weight:CLASS=W, start:ESTATE=2027Q2, must:ESTATE, withhold:ESTATE, or a .json file",
    ),
    "planning_what_if_no_json": (
        '--what-if {text}：文件不是 JSON 对象，应如 {{"crews": {{"pipe": 120}}}}',
        '--what-if {text}: the file holds no JSON object such as {{"crews": {{"pipe": 120}}}}',
    ),
    "planning_nowhere": (
        "无法写入 {folder}：请换一个可以写入的位置",
        "cannot write to {folder}: choose a place that may be written to",
    ),
    "planning_bad_pin": (
        "--pin 写法不对：{text}（应如 E001=2027Q2，或方案文件夹）",
        "--pin {text}: say E001=2027Q2, or a plan's folder",
    ),
    "planning_needs_moves": ("--stay-close 须与 --moves 同用", "--stay-close needs --moves, and the other way round"),
    "planning_needs_from": ("--after 须与 --from 同用", "--after needs --from"),
    "planning_cannot": ("不能这样编制：{why}", "this cannot be planned: {why}"),
    "planning_findings": (
        "数据有{errors}处错误、{warnings}处提醒",
        "Findings in the data: errors {errors}, warnings {warnings}",
    ),
    "planning_forbidden": (
        "数据有错误，不能编制方案；请改正后再试",
        "errors in the data forbid planning; mend them and try again",
    ),
    "planning_more": ("……另有{count}处，用 yipanqi check 查看全部", "… and {count} more; `yipanqi check` shows all"),
    "planning_infeasible": ("没有方案能同时满足下列要求：", "no plan can hold all of these:"),
    "planning_stopping": ("收到中断，保存目前最好的方案……", "interrupted: keeping the best plan so far …"),
    "planning_writing": ("正在生成文件……", "writing the documents …"),
    "planning_title": ("{title}{synthetic}", "{title}{synthetic}"),
    "planning_synthetic": ("【示例数据】", " [synthetic data]"),
    "planning_size": (
        "排入 {estates} 个小区、{households} 户、{works} 项改造；总投资 {money} 万元",
        "planned estates: {estates}, households: {households}, works: {works}; {money} × 10⁴ yuan in all",
    ),
    "planning_value": ("效益 {objective} 分；{gap}", "{objective} points; {gap}"),
    "planning_draft": (
        "草案·搜索未完成：与最优方案可能相差 {gap}，超过计划设定的 {most}；各份文件均已注明。"
        "请用 --seconds 给更多时间再编",
        "Draft, search unfinished: the best plan may be {gap} better, more than the {most} that the programme sets; "
        "every document says so. Plan again with more --seconds",
    ),
    "planning_by_year": ("开工安排", "Starts by year"),
    "planning_estates": ("{count}个小区", "estates: {count}"),
    "planning_households": ("{count}户", "households: {count}"),
    "planning_money": ("支付{money}万元", "{money} × 10⁴ yuan paid"),
    "planning_by_fund": ("资金（万元）", "Money (10⁴ yuan)"),
    "planning_total": ("合计", "total"),
    "planning_limits": (
        "用尽或几乎用尽的约束，最紧的在前（每放宽一个单位可增加的效益；户数为估计）",
        "Limits used up, or nearly so, the most binding first (what one more unit adds; households are an estimate)",
    ),
    "planning_priced": (
        "对上界有价格的约束（本方案尚有余量，放宽不一定有用）",
        "Limits with a price in the bound (the plan leaves some; more need not help)",
    ),
    "planning_limit_used": ("用{used}/{cap}", "{used} of {cap} used"),
    "planning_limit_points": ("+{points}分", "+{points} points"),
    "planning_limit_households": ("+{households}户", "+{households} households"),
    "planning_no_limits": ("没有约束使方案受限", "no limit binds"),
    "planning_missed": ("未完成的目标", "Targets missed"),
    "planning_missed_target": (
        "{region:region}：截至{year:year}还差{count}{unit}",
        "{region:region}: {count} {unit} short by the end of {year:year}",
    ),
    "planning_unit_estates": ("个小区", "estates"),
    "planning_unit_households": ("户", "households"),
    "planning_band": (
        "造价是估算：全部改造项有八成把握在{low:rough}至{high:rough}之间",
        "costs are estimates: all works cost between {low:rough} and {high:rough} with eight chances in ten",
    ),
    "planning_unasked": (
        "其中未征询居民意见 {works} 项（{estates} 个小区），开工前须征询",
        "of these {works} works on {estates} estates were not put to the residents yet: ask before they start",
    ),
    "planning_idle": (
        "另有 {count} 个符合条件的小区没有可列入的改造内容，其中 {unsurveyed} 个没有摸底调查",
        "{count} more eligible estates have no work that may be planned; {unsurveyed} of them have no survey",
    ),
    "planning_left": (
        "未排入：储备库 {reserve} 个小区（原因见《方案说明》）；不符合条件 {excluded} 个；"
        "已排入小区中未列入的改造项 {works} 项",
        "Not planned: {reserve} estates in the reserve (why: plan-explained), {excluded} not eligible;"
        " {works} works left out on estates of the plan",
    ),
    "planning_refused": (
        "另有 {works} 项改造内容（{estates} 个小区）未经表决或居民未同意，没有列入编排（见《方案说明》）：",
        "{works} more works on {estates} estates lack a vote or the residents' consent and were not put to the plan"
        " (plan-explained):",
    ),
    "planning_held_back": (
        "注意：指定必须改造或开工时间的小区未排入：{estate:estate}（{why}）",
        "note: {estate:estate} must be renovated or has a fixed start, but does not start ({why})",
    ),
    "planning_given_up": (
        "为使各项约束精确成立，放弃了：{what}",
        "given up so that every limit holds exactly: {what}",
    ),
    "planning_files": ("文件在 {folder}：", "Files in {folder}:"),
    "planning_plan_folder": (
        "plan/ 问题与方案数据，可复算、比较、续编",
        "plan/: problem and plan as data, to remake, compare and continue",
    ),
    "planning_assumed": ("假设推演，与工作簿不同之处：", "What-if; where it differs from the workbook:"),
    "planning_no_file": ("打不开{file}：{why}", "{file} cannot be opened: {why}"),
}

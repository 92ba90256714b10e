"""Sentences about a plan, its limits and how estates stand in it: code → (Chinese, English), with fields to fill."""

PLAN: dict[str, tuple[str, str]] = {
    "none": ("—", "—"),
    "draft": ("草案·搜索未完成", "Draft: search unfinished"),
    "unasked": ("{name}（未征询）", "{name} (residents not asked yet)"),
    "asks": ("{name}（并征询居民意见：{works}）", "{name} (asking residents about {works})"),
    "tight": ("{name}（时间紧）", "{name} (short of time)"),
    "step_scheme": ("编制改造方案", "Renovation scheme"),
    "step_notice": ("方案公示", "Public notice"),
    "step_approval": ("立项与概算审批", "Approval of the project and its budget"),
    "step_review": ("施工图审查", "Review of the working drawings"),
    "step_tender": ("招标与合同", "Tender and contract"),
    "step_acceptance": ("联合验收", "Joint acceptance"),
    "step_handover": ("移交管养", "Handover"),
    "refused_vote_missing": (
        "尚无业主表决结果 {works} 项（{estates} 个小区）",
        "the owners have not voted: {works} works ({estates} estates)",
    ),
    "refused_vote_short": (
        "业主表决未达法定比例 {works} 项（{estates} 个小区）",
        "the owners' vote falls short: {works} works ({estates} estates)",
    ),
    "refused_support_missing": (
        "未征询居民 {works} 项（{estates} 个小区）",
        "residents were not asked: {works} works ({estates} estates)",
    ),
    "refused_support_short": (
        "居民同意率不足 {works} 项（{estates} 个小区）",
        "too few residents agree: {works} works ({estates} estates)",
    ),
    "refused_prerequisite_not_offered": (
        "须先做的改造项不能实施 {works} 项（{estates} 个小区）",
        "a work that must come first cannot be done: {works} works ({estates} estates)",
    ),
    "because_vote_missing": ("尚无业主表决结果", "the owners have not voted"),
    "because_vote_short": ("业主表决未达法定比例", "the owners' vote falls short"),
    "because_support_missing": ("未征询居民", "residents were not asked"),
    "because_support_short": ("居民同意率不足", "too few residents agree"),
    "because_prerequisite_not_offered": ("须先做的改造项不能实施", "a work that must come first cannot be done"),
    "standing_started": ("已排入", "planned"),
    "standing_reserve": ("储备库", "reserve"),
    "standing_excluded": ("不符合条件", "not eligible"),
    "standing_unsurveyed": ("未摸底", "not surveyed"),
    "standing_idle": ("无可实施改造项", "nothing on offer"),
    "limit_fund": ("{fund:fund}额度", "{fund:fund}: grant"),
    "limit_carried": ("{fund:fund}额度（含结转）", "{fund:fund}: grant and what is carried over"),
    "limit_crew": ("{trade:trade}施工力量（{region:region}）", "crews for {trade:trade} ({region:region})"),
    "limit_site": ("同时在建小区数（{region:region}）", "Estates open at once ({region:region})"),
    "limit_target": ("年度目标（{region:region}）", "Target ({region:region})"),
    "unit_fund": ("1万元", "CNY 0.01 million"),
    "unit_crew": ("1个班组周", "crew-week"),
    "unit_site": ("1个小区", "estate"),
    "unit_target": ("1个单位", "unit less"),
    "rule_cost": (
        "可出资的各改造项按造价等比例分担，分尾数按最大余额法",
        "in equal shares of the cost of the works it may pay, odd fen by largest remainder",
    ),
    "rule_key": (
        "按各小区{parts}所占比例分配，小区内按造价，不超过各自上限",
        "by each estate's part of {parts}, inside an estate by cost, within the limits",
    ),
    "gap_shown": (
        "与任何可行方案能达到的最好效益相比，差距不超过{gap}",
        "proven to lie within {gap} of the best any plan could bring",
    ),
    "gap_none": ("已证最优，没有更好的方案", "proven optimal: no plan is better"),
    "gap_solver": (
        "据求解器计算，与最优方案相差不超过{gap}（按价格可复算的上界：不超过{proven}）",
        "within {gap} of the best any plan could bring, by the solver's word (by the bound that can be recomputed from "
        "prices, within {proven})",
    ),
    "gap_solver_none": (
        "已证最优（求解器证明；按价格可复算的上界：相差不超过{proven}）",
        "proven optimal by the solver (by the bound that can be recomputed from prices, within {proven} of the best)",
    ),
    "lack_built": (
        "{count} 个小区没有建成年份，不能列入计划：关系到 {share:percent} 的住户",
        "{count} estates have no year of building and cannot be planned: {share:percent} of all households",
    ),
    "lack_survey": (
        "{count} 个符合条件的小区没有摸底调查，不会列入方案：关系到 {share:percent} 的住户",
        "{count} eligible estates have no survey and will not be planned: {share:percent} of all households",
    ),
    "lack_severity": (
        "{count} 项改造内容没有严重程度和意愿，均按 0.5 计：先后次序由此决定，关系到 {share:percent} 的效益",
        "{count} works have no severity and no wish; both count as 0.5: the order of works rests on it, "
        "{share:percent} of all benefit",
    ),
    "lack_support": (
        "{count} 项改造内容未征询居民：如不同意须退出，可能影响 {share:percent} 的效益",
        "{count} works whose residents nobody asked may have to go: about {share:percent} of all benefit",
    ),
    "lack_votes": (
        "{count} 项改造内容没有表决或同意率，未列入方案：关系到 {share:percent} 的效益",
        "{count} works without a vote or support ratio are left out: {share:percent} of all benefit",
    ),
    "lack_costs": (
        "{count} 项改造内容的造价是推算的：按八成把握，总造价上下可差约 {share:percent}",
        "the costs of {count} works are estimated: with eight chances in ten the sum differs by up to about "
        "{share:percent}",
    ),
    "lack_money": (
        "资金没有限额：方案不受资金约束，填上各年度资金后会大不相同",
        "money has no limit: no plan is held by it; with the grants of each year it will be another one",
    ),
    "lack_crews": (
        "没有施工班组和在建上限：开工时间不受施工能力约束",
        "there are no crews and no limits on sites: starts are not held by what can be built at once",
    ),
    "why_started": ("按效益与条件排入{quarter:quarter}开工", "Planned to start in {quarter:quarter}"),
    "why_reserve": ("符合条件，暂列储备库", "Eligible; kept in the reserve"),
    "why_idle": (
        "符合条件，但没有可实施的改造项",
        "Eligible, but no work is on offer",
    ),
}

"""Sentences of the reasons: code → (Chinese, English), with fields to fill."""

_ELIGIBILITY = {
    "excluded_demolition": ("已列入拟拆除范围", "marked for demolition"),
    "excluded_acquisition": ("已列入拟征收范围", "marked for acquisition"),
    "excluded_self_built": ("属于自建房", "self-built housing"),
    "excluded_urban_village": ("属于城中村", "part of an urban village"),
    "excluded_withheld": ("按本方案的设定不列入", "left out of this plan by decision"),
    "built_year_unknown": (
        "建成年份不明，无法认定资格",
        "its year of construction is unknown, so it cannot be admitted",
    ),
    "built_too_late": ("{built}年建成，晚于{until}年", "built in {built}, after {until}"),
    "late_admitted": (
        "{built}年建成，按超龄比例在{year:year}纳入",
        "built in {built}, admitted in {year:year} within the share for later buildings",
    ),
    "late_share_full": (
        "{built}年建成，{households}户；每年可纳入的后建小区不超过当年任务户数的{share:percent}，已无余额",
        "built in {built} with {households} households; later buildings may be {share:percent} of a year's households,"
        " and no year has room left",
    ),
}

_BY_HAND = {
    "hand_started": ("由手工排入", "put into the plan by hand"),
    "hand_moved": ("由手工改为{quarter:quarter}开工", "moved to {quarter:quarter} by hand"),
    "hand_dropped": ("由手工移出方案", "taken out of the plan by hand"),
    "hand_works": ("改造内容由手工调整", "its works were changed by hand"),
    "hand_left_out": ("由手工移出", "taken out by hand"),
}

_OFFER = {
    "vote_missing": ("属于{matter:matter}，尚无业主表决结果", "{matter:matter}: the owners have not voted"),
    "vote_short": (
        "属于{matter:matter}，业主表决未达法定比例：{short:vote}",
        "{matter:matter}: the owners' vote falls short in {short:vote}",
    ),
    "support_missing": (
        "没有居民意愿调查，要求同意率达到{ratio:ratio}",
        "residents were not asked; {ratio:ratio} in favour are needed",
    ),
    "support_short": (
        "居民同意率{support:percent}，低于要求的{ratio:ratio}",
        "{support:percent} of the residents are in favour, {ratio:ratio} are needed",
    ),
    "prerequisite_not_offered": (
        "须先做{requires:measure}，而{requires:measure}不能实施",
        "it requires {requires:measure}, which cannot be done",
    ),
    "not_begun": ("小区已开工，只继续已开工的改造项", "the estate is under way; only the works it began with go on"),
    "nothing_offered": ("没有可实施的改造项", "no work is offered for it"),
}

_STARTED = {
    "start_under_way": ("已于{start:quarter}开工，保持不变", "under way since {start:quarter}; it stays so"),
    "start_fixed": ("开工时间指定为{start:quarter}", "its start is fixed to {start:quarter}"),
    "start_only": ("允许的开工时间只有{start:quarter}", "{start:quarter} is the only quarter in which it may start"),
    "start_first": (
        "{start:quarter}是允许的最早开工时间",
        "{start:quarter} is the first quarter in which it may start",
    ),
    "start_bound_must": ("属于必须改造的小区", "it must be renovated"),
    "later_loses": (
        "推迟到{start:quarter}开工将少得{points:.1f}分",
        "starting in {start:quarter} instead would lose {points:.1f} points",
    ),
    "later_free": ("推迟到{start:quarter}开工不影响效益", "starting in {start:quarter} instead would lose nothing"),
    "earlier_would_fit": (
        "现有余量允许提前到{start:quarter}开工，继续计算可能会提前",
        "there is room for it to start in {start:quarter}: a longer search may move it up",
    ),
    "start_worth": (
        "效益{benefit:.1f}分，所占资金、队伍和工地按影子价格计{price:.1f}分",
        "it brings {benefit:.1f} points; its money, crews and sites are priced at {price:.1f}",
    ),
    "in_for_must": (
        "所占资源虽高于效益，因属必须改造，仍予排入",
        "dear as it is, it is in the plan since it must be renovated",
    ),
    "in_for_target": (
        "所占资源虽高于效益，但完成目标任务需要它（按影子价格计{points:.1f}分），仍予排入",
        "dear as it is, it is in the plan since the targets need it (priced at {points:.1f} points)",
    ),
    "in_as_a_whole": (
        "所占资源虽高于效益，但影子价格是边际估价，小区只能整体取舍；现有余量放得下它，放弃它会少得这些效益，仍予排入",
        "dear as it is at marginal prices, an estate is taken whole or not at all: there is room for it, and "
        "without it its points would be lost",
    ),
}

_BLOCKED = {
    "blocked_fund": (
        "若在{start:quarter}开工，{year:year}的资金缺{money:fen}（{funds:fund}等可补足）",
        "if it started in {start:quarter}, {money:fen} would be missing in {year:year} (more of {funds:fund} would "
        "fill it)",
    ),
    "blocked_crew": (
        "若在{start:quarter}开工，{region:region}{quarter:quarter}的{trade:trade}队伍缺{weeks:.2f}班组周",
        "if it started in {start:quarter}, crews for {trade:trade} of {region:region} would lack {weeks:.2f} "
        "crew-weeks in {quarter:quarter}",
    ),
    "blocked_site": (
        "若在{start:quarter}开工，{region:region}{quarter:quarter}的在建小区超出上限{count}个",
        "if it started in {start:quarter}, {region:region} would have {count} sites too many in {quarter:quarter}",
    ),
    "blocked_moves": (
        "若在{start:quarter}开工，变动的小区将超过允许的{moves}个",
        "if it started in {start:quarter}, more than the {moves} estates allowed would move",
    ),
}

_NOT_STARTED = {
    "no_window": (
        "没有可以开工的季度：最早{earliest:quarter}，最晚{latest:quarter}",
        "no quarter is left for it: {earliest:quarter} at the earliest, {latest:quarter} at the latest",
    ),
    "no_fund_reaches": (
        "必做的{measure:measure}没有资金可以足额支付",
        "no funds may together pay for {measure:measure}, which is required",
    ),
    "priced_out": (
        "最合算的开工时间为{start:quarter}：效益{benefit:.1f}分，所占资金、队伍和工地按影子价格计{price:.1f}分，"
        "其中资金{money_points:.1f}分、队伍{crew_points:.1f}分、工地{site_points:.1f}分",
        "at best it would start in {start:quarter}: it brings {benefit:.1f} points, but its money, crews and sites are "
        "priced at {price:.1f} (money {money_points:.1f}, crews {crew_points:.1f}, sites {site_points:.1f})",
    ),
    "benefit_needed": (
        "按现有约束，效益提高{part:percent}即值得排入",
        "with {part:percent} more benefit it would be worth its place",
    ),
    "left_out_by_fit": (
        "按影子价格值得排入（净{points:.1f}分），但与已排入的小区放不到一起",
        "it would be worth its place (by {points:.1f} points at these prices), but does not fit beside those planned",
    ),
    "brings_too_little": ("改造内容的效益不抵所占资源", "its works bring less than they take"),
    "would_fit": (
        "现有余量在{start:quarter}放得下它，继续计算可能会排入",
        "there is room for it in {start:quarter}: a longer search may take it in",
    ),
}

_WORKS = {
    "work_waits_for": (
        "须先做{requires:measure}，而{requires:measure}没有列入",
        "it requires {requires:measure}, which is left out",
    ),
    "work_no_fund_reaches": ("没有资金可以足额支付", "no funds may together pay for it"),
    "work_priced_out": (
        "效益{benefit:.1f}分，所占资金和队伍按影子价格计{price:.1f}分",
        "it would bring {benefit:.1f} points, but its money and crews are priced at {price:.1f}",
    ),
    "work_worth": (
        "按影子价格值得做（净{points:.1f}分），但余量放不下",
        "it would be worth doing (by {points:.1f} points at these prices), but does not fit",
    ),
    "work_blocked_fund": (
        "加做则{year:year}的资金缺{money:fen}（{funds:fund}等可补足）",
        "with it, {money:fen} would be missing in {year:year} (more of {funds:fund} would fill it)",
    ),
    "work_blocked_crew": (
        "加做则{region:region}{quarter:quarter}的{trade:trade}队伍缺{weeks:.2f}班组周",
        "with it, crews for {trade:trade} of {region:region} would lack {weeks:.2f} crew-weeks in {quarter:quarter}",
    ),
    "work_would_fit": ("现有余量放得下它，继续计算可能会列入", "there is room for it: a longer search may take it in"),
    "work_brings_nothing": ("没有效益", "it brings no benefit"),
    "work_dropped_to_pay": (
        "为使资金精确到分而取消",
        "dropped so that everything can be paid to the fen",
    ),
    "estate_dropped_to_pay": (
        "为使各项约束精确成立而未排入",
        "dropped so that every limit holds exactly",
    ),
}

_PLAINLY = {
    "plain_late": (
        "{built}年建成，按后建小区的比例可在{year}年纳入",
        "built in {built}; within the share for later buildings it may be taken in in {year}",
    ),
    "plain_idle": (
        "符合条件，但调查的改造内容都还不能实施（未表决或居民不同意）",
        "eligible, but none of its works can be done yet: no vote, or not enough in favour",
    ),
    "plain_unsurveyed": ("符合条件，但还没有摸底调查", "eligible, but not surveyed yet"),
    "plain_need": (
        "紧迫程度在全区{of}个小区中列第{place}位，惠及{households}户，需要改造{works}项",
        "number {place} of {of} estates by urgency, for {households} households, with {works} works needed",
    ),
    "plain_need_severe": (
        "紧迫程度在全区{of}个小区中列第{place}位，惠及{households}户，需要改造{works}项，其中{severe}项问题严重（{named}）",
        "number {place} of {of} estates by urgency, for {households} households, with {works} works needed, {severe} "
        "of them badly ({named})",
    ),
    "plain_start": ("安排在{start:quarter}开工", "it starts in {start:quarter}"),
    "plain_start_first": ("这是允许的最早时间", "this is the earliest it may start"),
    "plain_in_for_target": ("完成年度目标任务需要它", "the year's targets need it"),
    "plain_order": (
        "先做地下的{first}，再做地面的{then}，避免重复开挖",
        "what lies underground ({first}) comes before the surface ({then}), so that nothing is dug twice",
    ),
    "plain_earlier_blocked_fund": (
        "不能更早：{year:year}的资金（{funds:fund}等）已安排给其他小区，还缺{money:fen}",
        "no sooner: the money of {year:year} ({funds:fund}) goes to other estates; {money:fen} would be missing",
    ),
    "plain_earlier_blocked_crew": (
        "不能更早：{region:region}{quarter:quarter}的{trade:trade}施工队伍已排满",
        "no sooner: the crews for {trade:trade} of {region:region} are busy in {quarter:quarter}",
    ),
    "plain_earlier_blocked_site": (
        "不能更早：{region:region}{quarter:quarter}同时在建的小区已到上限",
        "no sooner: {region:region} has as many sites in {quarter:quarter} as it may",
    ),
    "plain_earlier_blocked_moves": (
        "不能更早：本次调整限定变动{moves}个小区",
        "no sooner: no more than {moves} estates may move this time",
    ),
    "plain_earlier_full": (
        "不能更早：更早季度的资金、队伍或工地已排满",
        "no sooner: money, crews or sites of the quarters before are full",
    ),
    "plain_reserve": ("符合条件，暂列储备库", "eligible; kept in the reserve"),
    "plain_now_blocked_fund": (
        "{year:year}的资金（{funds:fund}等）已安排给同样的钱改善更多的小区，还缺{money:fen}",
        "the money of {year:year} ({funds:fund}) goes to estates where the same sum does more; {money:fen} is missing",
    ),
    "plain_now_blocked_crew": (
        "{region:region}{quarter:quarter}的{trade:trade}施工队伍已排满",
        "the crews for {trade:trade} of {region:region} are busy in {quarter:quarter}",
    ),
    "plain_now_blocked_site": (
        "{region:region}{quarter:quarter}同时在建的小区已到上限",
        "{region:region} has as many sites in {quarter:quarter} as it may",
    ),
    "plain_now_blocked_moves": (
        "本次调整限定变动{moves}个小区",
        "no more than {moves} estates may move this time",
    ),
    "plain_would_fit": (
        "现有资金和队伍还放得下它，继续编制可能会排入",
        "money and crews would still hold it: a longer search may take it in",
    ),
    "plain_others_first": (
        "资金和队伍先安排了同样投入改善更多的小区",
        "money and crews go first to estates where they do more",
    ),
}

REASONS: dict[str, tuple[str, str]] = {
    **_ELIGIBILITY, **_OFFER, **_STARTED, **_BLOCKED, **_NOT_STARTED, **_WORKS, **_BY_HAND, **_PLAINLY,
}  # fmt: skip

"""What bulletins and summaries say: code → (Chinese, English). The figures come as texts: who prints them on a page
makes each a link."""

from yipanqi.domain.sentences.catalogue import catalogue

_BULLETIN = {
    "period_title": (
        "关于{period}老旧小区改造进展情况的通报",
        "Bulletin on the renovation of old estates: {period}",
    ),
    "period_opening": (
        "现将{district}{period}老旧小区改造工作进展情况通报如下。数据截至{last}，以截至{known}的上报为准。",
        "The progress of the renovation of old estates in {district}, {period}, is as follows. Figures are as of "
        "{last}, from what was reported by {known}.",
    ),
    "period_year": (
        "{year}年度计划改造小区{estates}个、{households}户。{begun}；{ended}。计划投资{planned}，"
        "累计完成投资{done}，完成率{done_share}。",
        "Programme year {year}: {estates} estates with {households} households are planned. {begun}; {ended}. "
        "Of {planned} planned, {done} are done, {done_share}.",
    ),
    "period_started": (
        "累计开工{count}个（{share}）、{households}户（{households_share}）",
        "To date {count} estates ({share}) with {households} households ({households_share}) are started",
    ),
    "period_not_started": ("尚无小区开工", "No estate is started yet"),
    "period_all_started": ("已全部开工", "All are started"),
    "period_finished": (
        "累计完工{count}个（{share}）、{households}户（{households_share}）",
        "{count} estates ({share}) with {households} households ({households_share}) are finished",
    ),
    "period_not_finished": ("尚无小区完工", "none is finished yet"),
    "period_all_finished": ("已全部完工", "all are finished"),
    "period_gained": (
        "与上期末（{before}）相比，{year}年度开工率{started}，完工率{finished}，投资完成率{done}。",
        "Since {before}, programme year {year}: estates started {started}, finished {finished}, investment done "
        "{done}.",
    ),
    "period_up": ("提高{points}个百分点", "up {points} percentage points"),
    "period_down": ("下降{points}个百分点", "down {points} percentage points"),
    "period_level": ("持平", "unchanged"),
    "period_ranked": (
        "{year}年度{measure}居前的是：{first}；居后的是：{last}。",
        "Programme year {year}, by {measure}. First: {first}. Last: {last}.",
    ),
    "period_ranked_first": (
        "{year}年度{measure}居前的是：{first}；其余街道差距不明显，不再列后位。",
        "Programme year {year}, by {measure}. First: {first}. The others tie, and none is named as last.",
    ),
    "period_even": (
        "{year}年度各街道{measure}相同，均为{share}，不排名。",
        "Programme year {year}: all subdistricts stand at {share} of {measure}; none is ranked.",
    ),
    "period_few": (
        "{year}年度有任务的街道只有{count}个，少于{least}个，不排名。",
        "Programme year {year}: {count} subdistricts have a task, fewer than {least}; none is ranked.",
    ),
    "period_all_done": (
        "{year}年度投资已全部完成，不再排名。",
        "Programme year {year}: all investment is done; none is ranked any more.",
    ),
    "period_by_started": ("开工率", "estates started"),
    "period_by_done": ("投资完成率", "investment done"),
    "period_tied": ("{names}（并列，{share}）", "{names} (tied, {share})"),
    "period_tied_many": (
        "{names}等{count}个街道（并列，{share}）",
        "{names} and others, {count} in all (tied, {share})",
    ),
    "period_alone": ("{names}（{share}）", "{names} ({share})"),
    "period_lights": (
        "按“{rule}”规则，截至{known}，改造项共{works}项：{lights}。",
        "By the rule “{rule}”, on {known}, {works} works: {lights}.",
    ),
    "period_light": ("{colour}{count}项", "{count} {colour}"),
    "period_red": (
        "红灯较多的街道是：{regions}。",
        "Most red lights: {regions}.",
    ),
    "period_region_count": ("{region}{count}项", "{region} {count}"),
    "period_reports": (
        "{month}应上报{owed}项，已上报{sent}项，上报率{share}。",
        "For {month}, {owed} reports were due, {sent} came, {share}.",
    ),
    "period_missing": (
        "未按要求上报的单位是：{units}。",
        "Units that did not report: {units}.",
    ),
    "period_missing_more": (
        "未按要求上报的单位共{count}个，欠报较多的是：{units}。",
        "{count} units did not report all; most is missing of: {units}.",
    ),
    "period_all_reported": ("应上报的改造项均已上报。", "All reports that were due came."),
    "period_unit_count": ("{unit}（{count}项）", "{unit} ({count})"),
    "period_ask_reports": (
        "请未按要求上报的单位在{until}前补报，并说明原因。",
        "Units that did not report are to do so by {until}, and to say why.",
    ),
    "period_ask_red": (
        "请红灯事项的责任单位逐项分析原因，在{until}前报送整改措施和完成时限；督办单位逐项核实。",
        "The units that answer for red works are to say why, item by item, and what they will do by when, until "
        "{until}; the inspecting units check each.",
    ),
    "period_ask_last": (
        "请进度靠后的街道对照年度计划倒排工期，加快实施；区有关部门帮助解决前期手续、管线迁改等问题。",
        "The subdistricts that are last are to set their dates back from the year's plan; the departments help with "
        "formalities and with pipes that must be moved.",
    ),
    "period_ask_on": (
        "请各街道、各单位继续按计划推进，确保质量和安全。",
        "All are to go on by the plan, and to mind quality and safety.",
    ),
    "period_corrected": (
        "{period}通报的{year}年度数据有更正：{items}。",
        "Figures of programme year {year} in the bulletin of {period} are corrected: {items}.",
    ),
    "period_again": ("{title}（更正）", "{title} (corrected)"),
    "period_replaces": (
        "{code}所载数据有更正，以本文为准。{items}。",
        "{code} is corrected, and this counts in its place. {items}.",
    ),
    "period_replaces_else": (
        "{code}所载小区情况有更正，以本文为准；各年度合计不变。",
        "{code} is corrected, and this counts in its place; the sums of the years are the same.",
    ),
    "period_year_corrected": ("{year}年度{items}", "Programme year {year}: {items}"),
    "period_correction": ("{name}由{before}更正为{after}", "{name} from {before} to {after}"),
}
_HEADS = {
    "period_head_progress": ("总体进展", "Progress"),
    "period_head_regions": ("街道进展", "Subdistricts"),
    "period_head_lights": ("预警情况", "Lights"),
    "period_head_reports": ("上报情况", "Reports"),
    "period_head_next": ("下一步要求", "What is asked"),
    "period_head_planned": ("计划安排", "What was planned"),
    "period_head_done": ("完成情况", "What was done"),
    "period_head_late": ("滞后事项及原因", "What is late, and why"),
    "period_head_learned": ("经验和改进", "What was learned"),
    "period_head_ahead": ("下一年度安排", "The year ahead"),
}
_SUMMARY = {
    "summary_title": (
        "{district}{year}年老旧小区改造工作总结",
        "The renovation of old estates in {district}, {year}: summary",
    ),
    "summary_opening": (
        "{year}年，{district}按照年度计划推进老旧小区改造。以下数据截至{last}，以截至{known}的上报为准。",
        "In {year}, {district} renovated old estates by its plan for the year. Figures are as of {last}, from what was "
        "reported by {known}.",
    ),
    "summary_planned": (
        "{year}年度计划改造小区{estates}个、{households}户、改造项{works}项，计划投资{planned}。",
        "Programme year {year}: {estates} estates with {households} households, {works} works, {planned}.",
    ),
    "summary_year": (
        "{year}年度小区{begun}；{ended}；累计完成投资{done}，完成率{share}。",
        "Programme year {year}: {begun}; {ended}; {done} are done, {share}.",
    ),
    "summary_in_year": (
        "全年完成投资{done}；新开工小区{started}个，完工小区{finished}个。",
        "In the year {done} were done; {started} estates were started, {finished} were finished.",
    ),
    "summary_built": ("建成的主要内容：{items}。", "Built in the main: {items}."),
    "summary_amount": ("{measure}{amount}{unit}", "{measure} {amount} {unit}"),
    "summary_late": (
        "到期未完工或晚于计划完工的小区{late}个，其中到期未完工{open}个。",
        "{late} estates were not finished when they were due, or later; {open} of them are not finished yet.",
    ),
    "summary_none_late": (
        "到期的小区均已按计划完工。",
        "All estates that were due were finished by their plan.",
    ),
    "summary_late_named": ("到期未完工的小区：{names}。", "Due and not finished: {names}."),
    "summary_late_more": (
        "到期未完工的有{names}等{count}个小区。",
        "Due and not finished: {names} and others, {count} in all.",
    ),
    "summary_why": ("月报反映的主要原因：{problems}。", "The reasons that reports name most: {problems}."),
    "summary_problem": ("{problem}{count}项", "{problem} {count}"),
    "summary_no_why": ("月报未反映影响进度的问题。", "Reports name nothing that held the works up."),
    "summary_learned": (
        "完工改造项中，晚于计划较多的是：{items}。编制下一年度计划时，宜为这些内容多留工期。",
        "Of the finished works, these were late most: {items}. The next plan should give them more time.",
    ),
    "summary_learned_item": (
        "{measure}（{finished}项中{late}项晚，平均晚{days}天）",
        "{measure} ({late} of {finished} late, by {days} days on average)",
    ),
    "summary_in_time": (
        "按计划完工较好的是：{items}，可总结推广做法。",
        "Best in time: {items}; what was done there is worth passing on.",
    ),
    "summary_in_time_item": ("{measure}（{finished}项中{good}项按期）", "{measure} ({good} of {finished} in time)"),
    "summary_little": (
        "完工改造项还不多，暂不分析各类内容的工期。",
        "Few works are finished yet; their lengths are not compared.",
    ),
    "summary_ahead": (
        "结转下年继续实施的小区{carried}个；{year}年度计划改造小区{estates}个、{households}户，计划投资{planned}。",
        "{carried} estates go on into the next year; programme year {year} has {estates} estates with {households} "
        "households, {planned}.",
    ),
    "summary_ahead_last": (
        "结转下年继续实施的小区{carried}个；本计划没有下一年度任务。",
        "{carried} estates go on into the next year; the programme has no task for it.",
    ),
}
_NAMES = {
    "period_name_started": ("累计开工小区", "estates started"),
    "period_name_finished": ("累计完工小区", "estates finished"),
    "period_name_done": ("累计完成投资", "investment done"),
}
_LEADER = {
    "leader_title": (
        "老旧小区改造重点督办事项（{period}）",
        "Old estates: what to press on, {period}",
    ),
    "leader_note": (
        "{district}，数据截至{last}，以截至{known}的上报为准。",
        "{district}. Figures are as of {last}, from what was reported by {known}.",
    ),
    "leader_red": ("红灯事项（按落后天数）", "Red works, those furthest behind first"),
    "leader_late": ("到期未完工的小区", "Estates due and not finished"),
    "leader_last": ("进度居后的街道", "Subdistricts that are last"),
    "leader_silent": ("未按要求上报的单位", "Units that did not report"),
    "leader_work": (
        "{estate}·{measure}：完成{percent}，落后{behind}个工作日，责任单位{unit}",
        "{estate}, {measure}: {percent} done, {behind} working days behind; {unit}",
    ),
    "leader_more": ("另有{count}项，见系统。", "And {count} more, on the platform."),
    "leader_estate": ("{estate}（{region}）：计划{finish}完工", "{estate} ({region}): due on {finish}"),
    "leader_region": ("{year}年度：{names}", "Programme year {year}: {names}"),
    "leader_unit": ("{unit}：欠报{count}项", "{unit}: {count} reports missing"),
}

TOLD = catalogue(leader=_LEADER, bulletin=_BULLETIN, heads=_HEADS, summary=_SUMMARY, names=_NAMES)

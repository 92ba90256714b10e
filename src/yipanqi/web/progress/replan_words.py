"""Words of planning on: in the log, and why something could not be taken over."""

from collections.abc import Callable, Mapping
from typing import Any

from yipanqi.domain.money import wan_text
from yipanqi.domain.programme import Programme
from yipanqi.domain.progress.replan import Left
from yipanqi.domain.sentences.spoken import TRADES, word
from yipanqi.web.audit.words import name_actions, name_fields
from yipanqi.web.page.say import language, say

name_actions(
    "progress",
    {
        "progress.replanned": ("按实际进度滚动编制", "Planned on from what really happened"),
    },
)
name_fields(
    "progress",
    {
        "begun": ("已开工小区", "Estates begun"),
        "late": ("滞后改造项", "Works behind"),
        "held": ("挂账或取消的小区", "Estates on hold or cancelled"),
        "left": ("未能带入", "Not taken over"),
        "forced": ("必须变动的小区", "Estates that have to move"),
    },
)

LEFT: Mapping[str, tuple[str, str]] = {
    "estate_gone": (
        "{estate}：数据中已没有这个小区，已开工的内容没有带入",
        "{estate}: the data do not know it any more; what has begun there is not taken over",
    ),
    "work_gone": (
        "{estate}·{measure}：摸底调查中已没有这一项或这个标准，没有列入在建",
        "{estate} · {measure}: the survey, or its standards, do not have it any more; it is not under way",
    ),
    "began_before": (
        "{estate}：{began} 开工，早于计划期，按 {quarter} 开工计",
        "{estate}: began on {began}, before the horizon; counted as begun in {quarter}",
    ),
    "ends_beyond": (
        "{estate}：{began} 开工，按工期要到计划期以后完工，按 {quarter} 开工计；要如实安排，请延长计划期",
        "{estate}: began on {began} and would end beyond the horizon; counted as begun in {quarter}. Make the horizon "
        "longer to have it as it is",
    ),
    "fixed_passed": (
        "{estate}：固定的开工季度 {quarter} 已过而没有开工，改为重新安排",
        "{estate}: its fixed quarter {quarter} is past and it has not begun; it is decided again",
    ),
    "fixed_held": (
        "{estate}：挂账到固定的开工季度 {quarter} 以后，改为重新安排",
        "{estate}: on hold beyond its fixed quarter {quarter}; it is decided again",
    ),
    "latest_passed": (
        "{estate}：最迟开工季度 {quarter} 已过而没有开工，不再限制",
        "{estate}: its latest quarter {quarter} is past and it has not begun; the limit is lifted",
    ),
    "must_passed": (
        "{estate}：必须列入，但剩下的季度已不够完工，改为不强制",
        "{estate}: must be in the plan, but no quarter is left in which its works could end; no longer forced",
    ),
    "work_held": (
        "{estate}·{measure}：单项挂账。计划只能让整个小区等待，这一项仍随小区安排",
        "{estate} · {measure}: on hold alone. A plan lets whole estates wait; this work goes with its estate",
    ),
    "work_cancelled": (
        "{estate}·{measure}：单项已取消，但摸底调查中还有；小区未开工的，会重新可选",
        "{estate} · {measure}: cancelled alone, while the survey still has it; of an estate not begun it is offered "
        "again",
    ),
    "no_report": (
        "{estate}·{measure}：已开工，没有确认的月报，是否滞后不清楚，没有预留班组",
        "{estate} · {measure}: has begun and has no confirmed report; whether it is behind is not known, no crew is "
        "reserved",
    ),
    "ahead": (
        "{estate}·{measure}：已计量比到目前应付多 {amount} 万元；以后年度仍按原比例安排，合计会多出这一笔",
        "{estate} · {measure}: certified CNY {amount}×10⁴ more than is due by now; later years are planned by its "
        "profile, so that its sum is more by that",
    ),
    "over_cost": (
        "{estate}·{measure}：已计量比造价多 {amount} 万元，按已计量计",
        "{estate} · {measure}: certified CNY {amount}×10⁴ more than its cost; counted as certified",
    ),
    "fund_unknown": (
        "{estate}·{measure}：采用的方案没有为它安排资金，{amount} 万元不知由谁支付，没有带入",
        "{estate} · {measure}: the plan in force pays nothing of it; who paid CNY {amount}×10⁴ is not known, it is not "
        "taken over",
    ),
    "over_grant": (
        "{fund} {year} 年：在建小区应付比额度多 {amount} 万元，请核对额度或资金来源",
        "{fund}, {year}: works under way owe CNY {amount}×10⁴ more than its grant; check grant and funds",
    ),
    "no_room": (
        "{region}·{trade}：滞后的工作量有 {weeks} 班组周在计划期内排不下",
        "{region} · {trade}: {weeks} crew-weeks of what is behind find no room in the horizon",
    ),
}
WAITING: Mapping[str, tuple[str, str]] = {
    "held": ("挂账至 {until}，不早于 {quarter} 开工", "on hold until {until}: not before {quarter}"),
    "held_open": ("挂账没有期限，本次不列入", "on hold without an end: left out this time"),
    "held_too_long": (
        "挂账至 {until}，剩下的季度不够完工，本次不列入",
        "on hold until {until}, after which its works would not end in time: left out this time",
    ),
    "cancelled": ("改造项全部取消，本次不列入", "all its works are cancelled: left out this time"),
}


def left_said(programme: Programme, left: Left) -> str:
    """What could not be taken over, and why."""
    return say(*LEFT[left.code]).format(
        **{key: _SAID.get(key, _plain)(programme, it) for key, it in left.values.items()}
    )


def estate_said(programme: Programme, estate: object) -> str:
    """By its name."""
    known = programme.estate_by_id.get(str(estate))
    return known.name if known else str(estate)


def measure_said(programme: Programme, measure: object) -> str:
    """By its name."""
    known = programme.measure_by_id.get(str(measure))
    return say(known.name, known.name_en or known.name) if known else str(measure)


def _plain(programme: Programme, value: object) -> str:
    return str(value)


def _quarter(programme: Programme, value: Any) -> str:
    return programme.calendar.label(value)


def _fund(programme: Programme, value: object) -> str:
    known = programme.fund_by_id.get(str(value))
    return known.name if known else str(value)


def region_said(programme: Programme, value: object) -> str:
    """By its name."""
    known = programme.region_by_id.get(str(value))
    return known.name if known else str(value)


def trade_said(trade: str) -> str:
    """By its name."""
    return word(TRADES, trade, language())


_SAID: Mapping[str, Callable[[Programme, Any], str]] = {
    "estate": estate_said,
    "measure": measure_said,
    "quarter": _quarter,
    "fund": _fund,
    "region": region_said,
    "trade": lambda _, trade: trade_said(trade),
    "amount": lambda _, fen: wan_text(fen),
    "year": lambda programme, year: str(programme.calendar.first_year + year),
}

"""What pages show of an order: its chain, its clock with the days on which it stood, its answers and their files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from yipanqi.domain.supervision.clock import Stop, days_late, days_left, next_report, stopped_days
from yipanqi.domain.supervision.order import ENDED, OPEN, OrderAction, OrderState
from yipanqi.domain.working_calendar import WorkingCalendar
from yipanqi.web.delivery.beside import marks_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import listed, say
from yipanqi.web.page.tables import Cell, Table, count, text

from .models import FileKind, Order, OrderEvent
from .orders_words import DRAFT

_CHAIN = (
    OrderState.DRAFTED,
    OrderState.ISSUED,
    OrderState.SIGNED,
    OrderState.REPLIED,
    OrderState.CHECKING,
    OrderState.CLOSED,
)


_DEEDS = (
    DRAFT,
    OrderAction.ISSUE,
    OrderAction.SIGN,
    OrderAction.REPLY,
    OrderAction.TAKE,
    OrderAction.CLOSE,
)  # by which it comes there
_LIT = ("yellow", "red")
_SIGNS = "●▲■◆○"  # of a light: a slip has words alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the chain: what it is, since when, by whom; done, here, or still to come."""

    name: str
    state: str
    day: date | None = None
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A clock as it is shown: what it is for, until when, how much is left, and whether that is good or bad."""

    name: str
    due: date
    said: str
    tone: str


def chain_of(order: Order, events: Sequence[OrderEvent]) -> list[Link]:
    """Draft to close; where it stands is told, and what became of it otherwise."""
    last = {event.action: event for event in reversed(events)}  # of each deed the last time counts
    came = {one: last.get(deed) for one, deed in zip(_CHAIN, _DEEDS, strict=True)}
    if order.told is OrderState.ISSUED and OrderAction.REASSIGN in last:
        came[OrderState.ISSUED] = last[OrderAction.REASSIGN]
    here = _CHAIN.index(_stands(order, last))
    links = [
        _link(
            say(*one.names),
            "done" if at < here or one is order.told is OrderState.CLOSED else "here" if at == here else "",
            came[one] if at <= here else None,
        )
        for at, one in enumerate(_CHAIN)
    ]
    if order.told in (OrderState.HELD, OrderState.WITHDRAWN):
        deed = OrderAction.HOLD if order.told is OrderState.HELD else OrderAction.WITHDRAW
        links.insert(here + 1, _link(order.state_said, "stopped", last.get(deed)))
    elif order.is_returned:
        links.insert(here + 1, _link(say("退回", "Given back"), "stopped", last.get(OrderAction.GIVE_BACK)))
    return links


def _stands(order: Order, last: Mapping[str, OrderEvent]) -> OrderState:
    """Where in the chain it is, or was before it was stopped."""
    if order.told is OrderState.HELD:
        return OrderState(order.state_before)
    if order.told is not OrderState.WITHDRAWN:
        return order.told
    before = last[OrderAction.WITHDRAW].before
    held = last.get(OrderAction.HOLD)
    return OrderState(held.before if before == OrderState.HELD and held else before)


def _link(name: str, state: str, event: OrderEvent | None) -> Link:
    who = str(event.by or say("按规则", "by a rule")) if event else ""
    return Link(name=name, state=state, day=event.day if event else None, who=who)


def stops_of(events: Sequence[OrderEvent]) -> list[Stop]:
    """The holds, the newest last."""
    found: list[Stop] = []
    for event in reversed(events):
        if event.action == OrderAction.HOLD:
            found.append(Stop(since=event.day, reason=event.note))
        elif found and found[-1].until is None and event.action in (OrderAction.RESUME, OrderAction.WITHDRAW):
            found[-1] = Stop(since=found[-1].since, until=event.day, reason=found[-1].reason)
    return found


def clock_of(order: Order, working: WorkingCalendar, day: date, reports: Sequence[date] = ()) -> list[Face]:
    """The clocks that run now: to sign, to answer first, to be done, and the next report between."""
    state, found = order.told, []
    if state not in OPEN and state is not OrderState.HELD:
        return []
    if order.sign_due and order.signed_on is None:
        found.append((say("签收", "Sign for it"), order.sign_due))
    if order.reply_due and order.first_replied_on is None:
        found.append((say("首次反馈", "First answer"), order.reply_due))
    if order.cycle and order.signed_on and state is OrderState.SIGNED:
        due = next_report(order.signed_on, order.cycle, reports, working)
        found.append((say("阶段反馈", "Report between"), due))
    if order.limit:
        found.append((say("办结", "Done"), order.limit))
    if state is OrderState.HELD:
        return [
            Face(name=name, due=due, said=say("挂账，停表", "on hold: the clock stands"), tone="")
            for name, due in found
        ]
    is_theirs = state in (OrderState.ISSUED, OrderState.SIGNED)
    return [_face(name, due, working, day, is_theirs) for name, due in found]


def _face(name: str, due: date, working: WorkingCalendar, day: date, is_theirs: bool) -> Face:
    if not is_theirs:
        return Face(name=name, due=due, said=say("已反馈，待核查", "answered, to be checked"), tone="part")
    if late := days_late(due, working, day):
        return Face(name=name, due=due, said=say(f"逾期 {late} 个工作日", f"{_days(late)} late"), tone="late")
    left = days_left(due, working, day)
    words = say("今天到期", "due today") if left <= 0 else say(f"还有 {left} 个工作日", f"{_days(left)} left")
    return Face(name=name, due=due, said=words, tone="part" if left <= 3 else "")


def moved_said(order: Order) -> str:
    """The limit that it had at first, and what moved it; nothing where it stands."""
    if order.first_limit is None or order.first_limit == order.limit:
        return ""
    parts = [say(f"原定时限 {order.first_limit}", f"limit at first {order.first_limit}")]
    if order.extensions:
        parts.append(say(f"延期 {order.extensions} 次", f"extensions: {order.extensions}"))
    if order.stopped:
        parts.append(say(f"停表 {order.stopped} 个工作日", f"working days on hold: {order.stopped}"))
    return say("，", ", ").join(parts)


def stopped_said(order: Order, stops: Sequence[Stop], working: WorkingCalendar, day: date) -> list[str]:
    """The holds and their working days, one by one."""
    found = []
    for stop in stops:
        days = stopped_days([stop], working, day)
        last = f"{stop.until}" if stop.until else say("至今", "until now")
        found.append(
            say(
                f"{stop.since} 至 {last} 挂账，停表 {days} 个工作日：{stop.reason}".replace("至 至今", "至今"),
                f"on hold {stop.since} – {last}: not counted: {_days(days)} ({stop.reason})",
            )
        )
    return found


def limit_said(order: Order, working: WorkingCalendar, day: date) -> tuple[str, str]:
    """In a list: how much is left or how late it is, and the tone of it."""
    if order.told in ENDED or order.limit is None:
        return "", ""
    if order.told is OrderState.HELD:
        return say("停表", "clock stopped"), ""
    if order.told in (OrderState.REPLIED, OrderState.CHECKING):
        return say("待核查", "to be checked"), ""
    if order.told is OrderState.DRAFTED:
        return "", ""
    face = _face("", order.limit, working, day, True)
    return face.said, face.tone


def light_said(task: DeliveryTask, day: date) -> str:
    """The sentence of its light, in Chinese, as slips are written; nothing where it is neither yellow nor red."""
    with translation.override("zh-hans"):
        mark = marks_of([task], day).get(task.pk)
    return mark.sentence.lstrip(_SIGNS) if mark is not None and mark.tone in _LIT else ""


def answers_of(order: Order) -> list[dict[str, Any]]:
    """The answers, the newest first, each with its files."""
    files: dict[int | None, list[Any]] = {}
    for one in order.files.select_related("file", "photo"):
        files.setdefault(one.reply_id, []).append(one)
    rows = list(order.replies.select_related("by", "unit"))
    return [
        {
            "reply": it,
            "files": [one for one in files.get(it.pk, ()) if one.kind != FileKind.PHOTO or one.photo is None],
            "photos": [one for one in files.get(it.pk, ()) if one.photo is not None],
        }
        for it in reversed(rows)
    ]


def demanded(order: Order) -> list[tuple[str, bool]]:
    """What the close demands, and whether it is there."""
    kept = list(order.files.filter(reply__isnull=False))
    brought = {it.artefact for it in kept if it.kind == FileKind.ARTEFACT}
    last = order.replies.filter(is_final=True).last()
    found = [(it, it in brought) for it in order.artefacts]
    if order.needs_photos:
        found.append((say("整改后照片", "Photos taken afterwards"), any(it.kind == FileKind.PHOTO for it in kept)))
    found.append((say("原因", "Cause"), bool(last and last.cause)))
    found.append((say("防止再次发生的措施", "What prevents it again"), bool(last and last.prevention)))
    return found


def facts_of(order: Order) -> list[tuple[str, str]]:
    """The field set of the slip, as far as it is filled."""
    cycle = say(f"每 {order.cycle} 天一次", f"every {order.cycle} days") if order.cycle else say("一次性", "once")
    facts = [
        (say("牵头单位", "Lead unit"), order.lead.name),
        (say("配合单位", "Supporting units"), listed(it.name for it in order.supporting.all())),
        (say("督办单位", "Inspecting unit"), order.inspects.name),
        (say("交办单位", "Issued by"), order.organ.name),
        (say("交办日期", "Issued on"), f"{order.issued_on or ''}"),
        (say("办结时限", "Limit"), f"{order.limit or say('交办时按规则计算', 'set by the rules when it is issued')}"),
        (say("缓急", "Urgency"), order.urgency_said),
        (say("颜色", "Colour"), order.colour_said),
        (say("依据", "Basis"), f"{order.basis_name} {order.basis_said}".strip()),
        (say("批示领导", "Instructed by"), order.leader),
        (say("牵头负责人", "Leading officer"), order.officer),
        (say("配合负责人", "Supporting officers"), order.supporting_officers),
        (say("联系人", "Contact"), order.contact),
        (say("反馈方式", "Feedback"), cycle),
        (
            say("结果公示", "On notice"),
            say(f"{order.public_days} 天", f"{order.public_days} days") if order.public_days else "",
        ),
    ]
    return [(name, told) for name, told in facts if told]


def register(rows: Sequence[Order], working: WorkingCalendar, day: date) -> Table:
    """The register as a file: one order a line."""
    heads = (
        ("文号", "Number"),
        ("事项", "Matter"),
        ("内容", "What is asked"),
        ("来源", "Origin"),
        ("依据", "Basis"),
        ("批示领导", "Instructed by"),
        ("交办单位", "Issued by"),
        ("牵头单位", "Lead unit"),
        ("配合单位", "Supporting units"),
        ("督办单位", "Inspecting unit"),
        ("小区", "Estates"),
        ("缓急", "Urgency"),
        ("颜色", "Colour"),
        ("状态", "State"),
        ("交办日期", "Issued on"),
        ("签收日期", "Signed on"),
        ("首次反馈", "First answer"),
        ("办结时限", "Limit"),
        ("原定时限", "Limit at first"),
        ("销号日期", "Closed on"),
        ("时限情况", "Clock"),
        ("联系人", "Contact"),
    )
    figures = ((say("延期次数", "Extensions"), True), (say("停表（个工作日）", "Clock stopped (working days)"), True))
    made = [
        [
            *map(
                text,
                (
                    it.code,
                    it.matter,
                    it.content,
                    it.origin_said,
                    f"{it.basis_name} {it.basis_said}".strip(),
                    it.leader,
                    it.organ.name,
                    it.lead.name,
                    listed(one.name for one in it.supporting.all()),
                    it.inspects.name,
                    listed(one.name for one in it.estates.all()),
                    it.urgency_said,
                    it.colour_said,
                    it.state_said,
                    _iso(it.issued_on),
                    _iso(it.signed_on),
                    _iso(it.first_replied_on),
                    _iso(it.limit),
                    _iso(it.first_limit),
                    _iso(it.ended_on) if it.told is OrderState.CLOSED else "",
                    limit_said(it, working, day)[0],
                    it.contact,
                ),
            ),
            count(it.extensions),
            Cell(_stopped(it, working, day), ""),
        ]
        for it in rows
    ]
    columns = [*((say(*it), False) for it in heads), *figures]
    return Table(title=say("督办台账", "Register of orders"), columns=columns, rows=made)


def _days(count: int) -> str:
    return f"{count} working day{'' if count == 1 else 's'}"


def _stopped(order: Order, working: WorkingCalendar, day: date) -> int:
    now = stopped_days([Stop(since=order.held_on)], working, day) if order.held_on else 0
    return order.stopped + now


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

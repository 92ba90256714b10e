"""What becomes of an item of a meeting: an order, a task, nothing for a reason, a note; and putting it aside."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.supervision.meeting import (
    ASKING,
    ITEM_MOVES,
    ItemAction,
    ItemKind,
    ItemSituation,
    ItemState,
    item_refusal,
    wakes_on,
)
from yipanqi.domain.supervision.order import Origin, Urgency
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import OFFICE
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.telling_people import people_of
from yipanqi.web.inbox import actions as inbox
from yipanqi.web.page.stale import check
from yipanqi.web.programmes.models import ProgrammeEntry

from ..meetings_words import ITEMS, refused
from ..models import MeetingEvent, MeetingItem, Order
from . import orders
from .meetings import CannotMeet, tell_office


def situation_of(item: MeetingItem, day: date, wakes: date | None = None) -> ItemSituation:
    """What its moves are judged by, on a day."""
    return ItemSituation(
        is_held=item.meeting.is_held,
        has_hung=item.has_hung,
        is_snoozed=item.wakes_on is not None,
        wakes_on=wakes,
        day=day,
    )


@transaction.atomic
def make_order(
    *,
    item: MeetingItem,
    lead: Organisation,
    inspects: Organisation,
    supporting: Iterable[Organisation] = (),
    urgency: Urgency = Urgency.ORDINARY,
    limit: date | None = None,
    is_issued: bool = True,
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> Order:
    """Make a supervision order of it, issued at once unless it is to stay a draft. CannotMeet; Stale; what orders
    refuse."""
    item = _locked(item, seen)
    _check(item, ItemAction.ORDER, situation_of(item, day))
    meeting = item.meeting
    order = orders.draft(
        entry=meeting.entry,
        matter=item.text[:200],
        content=item.text,
        lead=lead,
        inspects=inspects,
        supporting=tuple(supporting),
        origin=Origin.MEETING,
        origin_key=f"meeting-item:{item.pk}:{item.turn + 1}",
        urgency=urgency,
        limit=limit,
        origin_url=item.get_absolute_url(),
        leader=item.leader or meeting.chair,
        basis_said=f"{meeting.title} {meeting.minutes_number}".strip(),
        by=by,
        at=at,
        day=day,
    )
    if is_issued:
        order = orders.issue(order=order, by=by, at=at, day=day)
    item.order, item.task, item.turn = order, None, item.turn + 1
    _wake(item, by, at)
    _moved(item, ItemAction.ORDER, by=by, at=at, day=day, facts={"order": order.code_said})
    return order


@transaction.atomic
def link_task(
    *, item: MeetingItem, task: DeliveryTask, by: Any, at: datetime, day: date, seen: str | None = None
) -> MeetingItem:
    """Let a task of the plan do it; it ends when the task is closed. CannotMeet; Stale."""
    item = _locked(item, seen)
    _check(item, ItemAction.TASK, situation_of(item, day))
    if task.entry_id != item.meeting.entry_id:
        raise CannotMeet("请选择本计划的任务", "Choose a task of this programme")
    item.task, item.order = task, None
    _wake(item, by, at)
    return _moved(item, ItemAction.TASK, by=by, at=at, day=day, facts={"task": [str(task), task.number]})


@transaction.atomic
def unlink(*, item: MeetingItem, reason: str, by: Any, at: datetime, day: date, seen: str | None = None) -> MeetingItem:
    """The task was the wrong one. CannotMeet; Stale."""
    item = _locked(item, seen)
    _check(item, ItemAction.UNLINK, situation_of(item, day), reason)
    item.task = None
    return _moved(item, ItemAction.UNLINK, by=by, at=at, day=day, reason=reason)


@transaction.atomic
def drop(*, item: MeetingItem, reason: str, by: Any, at: datetime, day: date, seen: str | None = None) -> MeetingItem:
    """Nothing needs to be done, and why. CannotMeet; Stale."""
    item = _locked(item, seen)
    _check(item, ItemAction.DROP, situation_of(item, day), reason)
    item.order = item.task = None  # of one that was withdrawn the history tells
    item.reason = reason.strip()
    _wake(item, by, at)
    return _moved(item, ItemAction.DROP, by=by, at=at, day=day, reason=reason)


@transaction.atomic
def take_up(
    *, item: MeetingItem, reason: str, by: Any, at: datetime, day: date, seen: str | None = None
) -> MeetingItem:
    """Something is to be done after all. CannotMeet; Stale."""
    item = _locked(item, seen)
    _check(item, ItemAction.TAKE_UP, situation_of(item, day), reason)
    item.reason = ""
    return _moved(item, ItemAction.TAKE_UP, by=by, at=at, day=day, reason=reason)


@transaction.atomic
def to_note(*, item: MeetingItem, by: Any, at: datetime, day: date, seen: str | None = None) -> MeetingItem:
    """It asks for nothing. CannotMeet where an order or a task was made of it; Stale."""
    item = _locked(item, seen)
    _check(item, ItemAction.TO_NOTE, situation_of(item, day))
    before = ItemKind(item.kind)
    item.kind, item.reason = ItemKind.NOTE, ""
    _wake(item, by, at)
    return _moved(item, ItemAction.TO_NOTE, by=by, at=at, day=day, facts={"kind": [*before.names]})


@transaction.atomic
def to_action(
    *, item: MeetingItem, kind: ItemKind, by: Any, at: datetime, day: date, seen: str | None = None
) -> MeetingItem:
    """The note asks for something: a demand, a decision or an assignment. CannotMeet; Stale."""
    item = _locked(item, seen)
    _check(item, ItemAction.TO_ACTION, situation_of(item, day))
    if kind not in ASKING:
        raise CannotMeet("请选择要求、决定或交办", "Choose a demand, a decision or an assignment")
    item.kind = kind
    return _moved(item, ItemAction.TO_ACTION, by=by, at=at, day=day, facts={"kind": [*kind.names]})


@transaction.atomic
def snooze(
    *,
    item: MeetingItem,
    target: date,
    days: int,
    reason: str,
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> MeetingItem:
    """Put it aside until so many days before a date. CannotMeet where that day is not ahead; Stale."""
    item = _locked(item, seen)
    wakes = wakes_on(target, days)
    _check(item, ItemAction.SNOOZE, situation_of(item, day, wakes), reason)
    _wake(item, by, at)
    item.snoozed_for, item.snoozed_days, item.wakes_on, item.reason = target, days, wakes, reason.strip()
    facts = {"wakes": wakes.isoformat()}
    return _moved(item, ItemAction.SNOOZE, by=by, at=at, day=day, reason=reason, facts=facts)


@transaction.atomic
def wake(*, item: MeetingItem, by: Any, at: datetime, day: date, seen: str | None = None) -> MeetingItem:
    """It is not put aside any longer. CannotMeet; Stale."""
    item = _locked(item, seen)
    _check(item, ItemAction.WAKE, situation_of(item, day))
    _wake(item, by, at)
    item.reason = ""
    return _moved(item, ItemAction.WAKE, by=by, at=at, day=day)


def tell_of_woken(*, entry: ProgrammeEntry, at: datetime, day: date) -> None:
    """The office reads once of each item that was put aside and whose day has come."""
    rows = MeetingItem.objects.filter(meeting__entry=entry, wakes_on__lte=day).unsettled(day)
    for item in rows.select_related("meeting"):
        offices = Organisation.objects.filter(kind=OFFICE).values_list("pk", flat=True)
        inbox.send(
            to=people_of(offices, "supervision.issue"),
            what=(f"暂缓的会议事项 {item.code} 到期", f"Item {item.code} of a meeting, put aside, is due again"),
            why=("当时暂缓到今天，请办理或再次暂缓", "It was put aside until now: deal with it, or put it aside again"),
            until=item.snoozed_for,
            url=item.get_absolute_url(),
            kind=ITEMS,
            key=_woken_key(item),
            at=at,
        )


def _wake(item: MeetingItem, by: Any, at: datetime) -> None:
    inbox.withdraw(_woken_key(item), at=at, by=by)
    item.snoozed_for = item.snoozed_days = item.wakes_on = None


def _woken_key(item: MeetingItem) -> str:
    return f"{ITEMS}:woken:{item.pk}:{item.wakes_on}"


def _locked(item: MeetingItem, seen: str | None) -> MeetingItem:
    rows = MeetingItem.objects.select_for_update(of=("self",)).told().select_related("meeting__entry")
    found = rows.get(pk=item.pk)
    check(seen, found.version, found.standing)
    return found


def _check(item: MeetingItem, action: ItemAction, situation: ItemSituation, reason: str = "") -> None:
    if code := item_refusal(item.standing, action, situation, reason=reason):
        raise CannotMeet(*refused(code, item.standing.names, action.names))


def _moved(
    item: MeetingItem,
    action: ItemAction,
    *,
    by: Any,
    at: datetime,
    day: date,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> MeetingItem:
    """Keep it as the table says, with its event; the office is told anew what waits."""
    move = next(it for (_, deed), it in ITEM_MOVES.items() if deed is action)
    if action not in (ItemAction.SNOOZE, ItemAction.WAKE):
        item.state = move.to
        if item.state not in (ItemState.ORDERED, ItemState.TASKED):
            item.order = item.task = None
    item.has_hung = item.has_hung or item.state in (ItemState.ORDERED, ItemState.TASKED)
    item.version += 1
    item.save()
    about = {"meeting": item.meeting, "item": item, "action": action, "by": by, "at": at, "day": day}
    MeetingEvent.objects.create(**about, reason=reason.strip(), facts=facts or {})
    after: dict[str, Any] = {"meeting_item": item.code}
    after |= {"meeting_order": facts["order"]} if facts and "order" in facts else {}
    after |= {"meeting_task": facts["task"][1]} if facts and "task" in facts else {}
    after |= {"wakes_on": item.wakes_on} if action is ItemAction.SNOOZE else {}
    after |= {"note": reason.strip()} if reason.strip() else {}
    audit.record(move.event, subject=item, by=by, at=at, after=after)
    tell_office(item.meeting, by=by, at=at, day=day)
    return item

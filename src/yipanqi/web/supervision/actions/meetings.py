"""What changes a meeting: it is called, held, its items are recorded, its minutes are printed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from yipanqi.domain.supervision.meeting import (
    MEETING_MOVES,
    ORDER_DAYS,
    ItemKind,
    ItemState,
    MeetingAction,
    MeetingKind,
    MeetingSituation,
    MeetingState,
    meeting_refusal,
    order_due,
)
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import OFFICE
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.actions.files import keep_file
from yipanqi.web.delivery.models.settings import setting
from yipanqi.web.delivery.telling_people import people_of
from yipanqi.web.inbox import actions as inbox
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import check
from yipanqi.web.programmes.models import ProgrammeEntry

from ..meetings_words import ADD, CALL, ITEMS, refused
from ..models import AgendaLine, Meeting, MeetingEvent, MeetingItem

FACTS = ("title", "kind", "held_on", "place", "chair", "others", "source")  # of a meeting
WORDS = ("kind", "text", "leader", "unit", "limit")  # of an item


class CannotMeet(Cannot):
    """This cannot be done with the meeting or its item now; the message says why."""


@transaction.atomic
def call(
    *,
    entry: ProgrammeEntry,
    facts: Mapping[str, Any],
    attending: Iterable[Organisation],
    by: Any,
    at: datetime,
    day: date,
) -> Meeting:
    """Call a meeting; `facts` by the names of FACTS. CannotMeet where it has no title or no kind that is known."""
    _check_facts(facts)
    ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)  # numbers without gaps, whoever calls at once
    number = (Meeting.objects.filter(entry=entry).aggregate(last=Max("number"))["last"] or 0) + 1
    meeting = Meeting.objects.create(entry=entry, number=number, by=by, at=at, **_facts(facts))
    meeting.attending.set(attending)
    MeetingEvent.objects.create(meeting=meeting, action=CALL, by=by, at=at, day=day)
    audit.record("meeting.called", subject=meeting, by=by, at=at, after={"name": meeting.title, **_day(meeting)})
    return meeting


@transaction.atomic
def correct(
    *,
    meeting: Meeting,
    facts: Mapping[str, Any],
    attending: Iterable[Organisation],
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> Meeting:
    """Change what is known of a meeting until its minutes are printed. CannotMeet; Stale."""
    _check_facts(facts)
    meeting = _locked(meeting)
    check(seen, meeting.version)
    _check(meeting, MeetingAction.CORRECT, MeetingSituation(day=day, held_on=facts["held_on"]))
    before = {"name": meeting.title, **_day(meeting)}
    for name, value in _facts(facts).items():
        setattr(meeting, name, value)
    _keep(meeting)
    meeting.attending.set(attending)
    _told(meeting, MeetingAction.CORRECT, by=by, at=at, day=day)
    after = {"name": meeting.title, **_day(meeting)}
    audit.record("meeting.corrected", subject=meeting, by=by, at=at, before=before, after=after)
    return meeting


@transaction.atomic
def hold(*, meeting: Meeting, by: Any, at: datetime, day: date, seen: str | None = None) -> Meeting:
    """Record that it was held; its agenda keeps the open items of earlier meetings as they stood. CannotMeet; Stale."""
    meeting = _moved(meeting, MeetingAction.HOLD, by=by, at=at, day=day, seen=seen)
    items = MeetingItem.objects.carried(meeting, meeting.held_on).told()
    AgendaLine.objects.bulk_create(_line(meeting, place, item) for place, item in enumerate(items, 1))
    return meeting


@transaction.atomic
def cancel(*, meeting: Meeting, reason: str, by: Any, at: datetime, day: date, seen: str | None = None) -> Meeting:
    """Call it off. CannotMeet; Stale."""
    return _moved(meeting, MeetingAction.CANCEL, by=by, at=at, day=day, seen=seen, reason=reason)


@transaction.atomic
def print_minutes(
    *,
    meeting: Meeting,
    printed_on: date,
    number: str = "",
    upload: Any = None,
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> Meeting:
    """Record the minutes as printed: from this day on its items are to become orders; the office is told until when.
    CannotMeet; CannotKeepFile; Stale."""
    meeting = _locked(meeting)
    check(seen, meeting.version)
    rows = meeting.items.all()
    _check(meeting, MeetingAction.PRINT, _situation(meeting, day, items=rows.count(), printed_on=printed_on))
    meeting.printed_on, meeting.minutes_number = printed_on, number.strip()
    meeting.file = keep_file(upload=upload, by=by, at=at) if upload else None
    facts = {"printed": printed_on.isoformat()} | ({"minutes": meeting.minutes_number} if number.strip() else {})
    meeting.state = MEETING_MOVES[meeting.told, MeetingAction.PRINT].to
    _keep(meeting)
    _told(meeting, MeetingAction.PRINT, by=by, at=at, day=day, facts=facts)
    after = {"printed_on": printed_on, "note": meeting.minutes_number}
    audit.record("meeting.printed", subject=meeting, by=by, at=at, after=after)
    tell_office(meeting, by=by, at=at, day=day)
    return meeting


@transaction.atomic
def take_back(*, meeting: Meeting, reason: str, by: Any, at: datetime, day: date, seen: str | None = None) -> Meeting:
    """The minutes were recorded by mistake: take that back while nothing was made of an item. CannotMeet; Stale."""
    meeting = _locked(meeting)
    check(seen, meeting.version)
    hanging = meeting.items.exclude(state__in=(ItemState.NOTE, ItemState.OPEN), has_hung=False).count()
    _check(meeting, MeetingAction.TAKE_BACK, _situation(meeting, day, hanging=hanging), reason)
    meeting.printed_on, meeting.minutes_number, meeting.file = None, "", None
    meeting.state = MEETING_MOVES[meeting.told, MeetingAction.TAKE_BACK].to
    _keep(meeting)
    _told(meeting, MeetingAction.TAKE_BACK, by=by, at=at, day=day, reason=reason)
    audit.record("meeting.taken_back", subject=meeting, by=by, at=at, after={"note": reason.strip()})
    inbox.withdraw(_key(meeting), at=at, by=by)
    return meeting


@transaction.atomic
def add_item(
    *, meeting: Meeting, words: Mapping[str, Any], by: Any, at: datetime, day: date, seen: str | None = None
) -> MeetingItem:
    """Record what the meeting asks, or notes; `words` by the names of WORDS. CannotMeet; Stale."""
    meeting = _locked(meeting)
    check(seen, meeting.version)
    _check(meeting, MeetingAction.RECORD, _situation(meeting, day))
    number = (meeting.items.aggregate(last=Max("number"))["last"] or 0) + 1
    item = MeetingItem(meeting=meeting, number=number, by=by, at=at)
    _write(item, words)
    item.save(force_insert=True)
    _keep(meeting)
    MeetingEvent.objects.create(meeting=meeting, item=item, action=ADD, by=by, at=at, day=day)
    audit.record("meeting.recorded", subject=meeting, by=by, at=at, after={"meeting_item": item.code})
    return item


@transaction.atomic
def change_item(
    *, item: MeetingItem, words: Mapping[str, Any], by: Any, at: datetime, day: date, seen: str | None = None
) -> MeetingItem:
    """Change the words of an item until the minutes are printed, while nothing was made of it. CannotMeet; Stale."""
    meeting = _locked(item.meeting)
    item = MeetingItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    check(seen, item.version)
    _check(meeting, MeetingAction.RECORD, _situation(meeting, day))
    if item.has_hung or item.state not in (ItemState.NOTE, ItemState.OPEN):
        raise CannotMeet("这件事项已经办理，不能再改内容", "Something was made of it: its words stay")
    before = item.text
    _write(item, words)
    item.version += 1
    item.save()
    _keep(meeting)
    facts = {"text": before} if before != item.text else {}
    MeetingEvent.objects.create(
        meeting=meeting, item=item, action=MeetingAction.CORRECT, by=by, at=at, day=day, facts=facts
    )
    audit.record("meeting.recorded", subject=meeting, by=by, at=at, after={"meeting_item": item.code})
    return item


def due_of(meeting: Meeting, wakes: date | None = None) -> date | None:
    """Until when something is to be made of its items; none before the minutes are printed."""
    if meeting.printed_on is None:
        return None
    days = setting(meeting.entry, ORDER_DAYS, meeting.printed_on)
    return order_due(meeting.printed_on, meeting.entry.frame().working, days, wakes=wakes)


def tell_office(meeting: Meeting, *, by: Any, at: datetime, day: date) -> None:
    """The office reads that items wait for it, and until when; once none does the matter is settled."""
    if meeting.told is not MeetingState.PRINTED or not meeting.items.unsettled(day).exists():
        inbox.withdraw(_key(meeting), at=at, by=by)
        return
    offices = Organisation.objects.filter(kind=OFFICE).values_list("pk", flat=True)
    inbox.send(
        to=people_of(offices, "supervision.issue"),
        what=(f"《{meeting.title}》有事项待处理", f"{meeting.title}: items wait to be dealt with"),
        why=(
            "纪要已印发，事项要按期转督办、关联任务或注明无需办理",
            "The minutes are printed: each item becomes an order or a task, or is said to need nothing",
        ),
        until=due_of(meeting),
        url=meeting.get_absolute_url(),
        kind=ITEMS,
        key=_key(meeting),
        at=at,
        by=by,
    )


def meeting_situation(meeting: Meeting, day: date) -> MeetingSituation:
    """What its moves are judged by, on a day."""
    rows = list(meeting.items.all())
    hanging = sum(it.has_hung or it.state not in (ItemState.NOTE, ItemState.OPEN) for it in rows)
    return _situation(meeting, day, items=len(rows), printed_on=meeting.printed_on or day, hanging=hanging)


def _situation(meeting: Meeting, day: date, **more: Any) -> MeetingSituation:
    return MeetingSituation(day=day, held_on=meeting.held_on, **more)


def _moved(
    meeting: Meeting,
    action: MeetingAction,
    *,
    by: Any,
    at: datetime,
    day: date,
    seen: str | None,
    reason: str = "",
) -> Meeting:
    meeting = _locked(meeting)
    check(seen, meeting.version)
    _check(meeting, action, _situation(meeting, day), reason)
    move = MEETING_MOVES[meeting.told, action]
    meeting.state = move.to
    _keep(meeting)
    _told(meeting, action, by=by, at=at, day=day, reason=reason)
    after = {**_day(meeting), **({"note": reason.strip()} if reason.strip() else {})}
    audit.record(move.event, subject=meeting, by=by, at=at, after=after)
    return meeting


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("entry").get(pk=meeting.pk)


def _check(meeting: Meeting, action: MeetingAction, situation: MeetingSituation, reason: str = "") -> None:
    if code := meeting_refusal(meeting.told, action, situation, reason=reason):
        raise CannotMeet(*refused(code, meeting.told.names, action.names))


def _check_facts(facts: Mapping[str, Any]) -> None:
    if not str(facts.get("title", "")).strip() or facts.get("kind") not in set(MeetingKind):
        raise CannotMeet("请写明会议名称和类别", "Name the meeting and its kind")


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {it: facts[it].strip() if isinstance(facts[it], str) else facts[it] for it in FACTS if it in facts}


def _write(item: MeetingItem, words: Mapping[str, Any]) -> None:
    kind, text = ItemKind(words["kind"]), str(words["text"]).strip()
    if not text:
        raise CannotMeet("请写明事项内容", "Say what it is")
    item.kind, item.text, item.leader = kind, text, str(words.get("leader") or "").strip()
    item.unit, item.limit = words.get("unit"), words.get("limit")
    item.state = ItemState.NOTE if kind is ItemKind.NOTE else ItemState.OPEN


def _keep(meeting: Meeting) -> None:
    meeting.version += 1
    meeting.save()


def _told(
    meeting: Meeting,
    action: MeetingAction,
    *,
    by: Any,
    at: datetime,
    day: date,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    MeetingEvent.objects.create(
        meeting=meeting, action=action, by=by, at=at, day=day, reason=reason.strip(), facts=dict(facts or {})
    )


def _line(meeting: Meeting, place: int, item: MeetingItem) -> AgendaLine:
    return AgendaLine(
        meeting=meeting,
        item=item,
        place=place,
        standing=item.standing,
        unit=item.unit_said,
        followed=item.followed_in_both,
        until=item.until,
    )


def _day(meeting: Meeting) -> dict[str, Any]:
    return {"meeting_day": meeting.held_on}


def _key(meeting: Meeting) -> str:
    return f"{ITEMS}:{meeting.pk}:{meeting.events.filter(action=MeetingAction.PRINT).count()}"

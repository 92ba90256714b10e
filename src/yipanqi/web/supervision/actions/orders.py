"""Drafting, issuing, answering, checking and closing orders: each deed by the table, once, with its event."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.supervision.clock import (
    LIMIT_DAYS,
    PUBLIC_DAYS,
    REASSIGN_DAYS,
    REPLY_DAYS,
    SIGN_DAYS,
    WORDS,
    Clocks,
    Stop,
    clocks_of,
    dues,
    moved,
    stopped_days,
)
from yipanqi.domain.supervision.order import (
    ORDER_MOVES,
    Basis,
    OrderAction,
    OrderGuard,
    OrderPart,
    OrderRefusal,
    OrderSituation,
    OrderState,
    Origin,
    Urgency,
    order_refusal,
    part_wanted,
    possible_orders,
    public_over,
)
from yipanqi.domain.working_calendar import WorkingCalendar
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import LEADING_GROUP, OFFICE, ROLES
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.actions.moving import overtaken
from yipanqi.web.delivery.models import DeliveryTask, PaperFile
from yipanqi.web.delivery.models.settings import setting
from yipanqi.web.inbox import actions as inbox
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import Photo, ProgrammeEntry

from .. import orders_people
from ..models import FileKind, MeetingItem, Order, OrderEstate, OrderEvent, OrderFile, OrderReply
from ..orders_words import DRAFT, REFUSED

_S, _A, _P = OrderState, OrderAction, OrderPart
ORGANS = (OFFICE, LEADING_GROUP)  # kinds of organisation that issue
_G = OrderGuard
_APART = {
    _G.PERIODIC,
    _G.PUBLIC_WANTED,
    _G.ASKED,
    _G.SOMETHING_ASKED,
    _G.NONE_OPEN,
    _G.SOON,
    _G.IN_TIME,
    _G.OTHER_UNIT,
    _G.OTHER_PERSON,
}  # what nobody can mend by filling in a form
EDITED = (
    "matter", "content", "basis", "basis_said", "leader", "officer", "supporting_officers", "contact", "urgency",
    "colour", "cycle", "artefacts", "needs_photos", "public_days", "limit", "lead", "inspects",
)  # fmt: skip


class CannotOrder(Cannot):
    """The order may not be moved so, or not by this person; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file or a photo that was kept, and what it is."""

    kind: str = FileKind.OTHER
    artefact: str = ""  # which of the demanded ones
    file: PaperFile | None = None
    photo: Photo | None = None


def organ_of(user: Any) -> Organisation | None:
    """The organ for which somebody drafts and issues: their office, or the leading group; of a rule the office."""
    if user is None:
        return Organisation.objects.filter(kind=OFFICE, is_active=True).order_by("path").first()
    held = [
        it.organisation
        for it in user.memberships_held
        if it.organisation.kind in ORGANS and "supervision.issue" in ROLES[it.role].permissions
    ]
    return held[0] if held else None


def parts_of(user: Any, order: Order) -> frozenset[OrderPart]:
    """Which parts of the table somebody has in an order; a rule acts as the organ."""
    if user is None:
        return frozenset({_P.ISSUER})
    own = {it.organisation_id for it in user.memberships_held}
    found = {
        _P.ISSUER: order.organ_id in own and user.has_perm("supervision.issue"),
        _P.DECIDER: user.has_perm("supervision.decide"),
        _P.LEAD: order.lead_id in own and user.has_perm("supervision.answer"),
        _P.CHECKER: order.inspects_id in own and user.has_perm("supervision.check"),
    }
    return frozenset(part for part, holds in found.items() if holds)


def level_of(order: Order) -> int:
    """How often it was extended, as who decides next sees it; an organ's own order goes one level higher at once."""
    if order.asked_told is _A.ASK_REASSIGN:
        return 0
    return max(order.extensions, 1 if order.lead_id == order.organ_id else 0)


def actions_for(user: Any, order: Order, day: date) -> tuple[OrderAction, ...]:
    """What this person may try on it now; what the order does not ask for, or asks of somebody else, is left out."""
    found = possible_orders(order.told, parts_of(user, order), level_of(order))
    if not found:
        return ()
    situation = situation_of(order, user, day)
    return tuple(it for it in found if _is_offered(order, it, user, situation))


def _is_offered(order: Order, action: OrderAction, user: Any, situation: OrderSituation) -> bool:
    if action is _A.REOPEN:
        return not Order.objects.filter(reopens=order).exists()
    refused = order_refusal(
        order.told, action, parts_of(user, order), situation, reason="…", extensions=level_of(order)
    )
    return refused is None or not _APART & {*refused.guards}


def clocks_in(entry: ProgrammeEntry, day: date) -> Clocks:
    """The clocks in force on a day."""
    return clocks_of({key: setting(entry, key, day) for key in (SIGN_DAYS, REPLY_DAYS, LIMIT_DAYS)})


@transaction.atomic
def draft(
    *,
    entry: ProgrammeEntry,
    matter: str,
    content: str,
    lead: Organisation,
    inspects: Organisation,
    supporting: Iterable[Organisation] = (),
    origin: str = Origin.HAND,
    origin_key: str = "",
    origin_url: str = "",
    tasks: Iterable[DeliveryTask] = (),
    estates: Iterable[tuple[str, str]] = (),  # id and name, besides those of the tasks
    urgency: str = Urgency.ORDINARY,
    colour: str = "",
    limit: date | None = None,
    leader: str = "",
    basis: str | None = None,
    basis_said: str = "",
    officer: str = "",
    supporting_officers: str = "",
    contact: str = "",
    cycle: int | None = None,
    artefacts: Sequence[str] = (),
    needs_photos: bool | None = None,  # of an order about a place they are, where nothing is said
    public_days: int | None = None,
    organ: Organisation | None = None,
    files: Iterable[Evidence] = (),
    by: Any,
    at: datetime,
    day: date,
) -> Order:
    """A draft of an order. One matter has one order: the same `origin_key` again gives back the one that is there.
    CannotOrder where this person drafts none, or the two units are one."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    if origin_key and (known := Order.objects.filter(entry=entry, origin_key=origin_key).first()):
        return known
    organ = organ or organ_of(by)
    if organ is None or (by is not None and not by.has_perm("supervision.issue")):
        raise CannotOrder("由改造办或区领导小组拟办", "The office or the leading group drafts orders")
    if not matter.strip() or not content.strip():
        raise CannotOrder(*REFUSED[OrderGuard.COMPLETE])
    if lead.pk == inspects.pk:
        raise CannotOrder(*REFUSED[OrderGuard.TWO_UNITS])
    if limit is not None and limit < day:
        raise CannotOrder(*REFUSED[OrderGuard.LIMIT_AHEAD])
    tasks = list(tasks)
    places = {it.estate: it.estate_name for it in tasks} | dict(estates)
    order = Order.objects.create(
        entry=entry,
        organ=organ,
        matter=matter.strip()[:200],
        content=content.strip(),
        basis=basis or (Basis.MINUTES if origin == Origin.MEETING else Basis.INSTRUCTION),
        basis_said=basis_said,
        leader=leader,
        officer=officer,
        supporting_officers=supporting_officers,
        contact=contact,
        lead=lead,
        inspects=inspects,
        origin=origin,
        origin_key=origin_key,
        origin_url=origin_url,
        urgency=urgency,
        colour=colour,
        cycle=cycle,
        artefacts=[it.strip() for it in artefacts if it.strip()],
        needs_photos=bool(places) if needs_photos is None else needs_photos,
        public_days=setting(entry, PUBLIC_DAYS, day) if public_days is None else public_days,
        limit=limit,
        drafted_by=by,
        drafted_at=at,
        drafted_on=day,
        changed_at=at,
    )
    order.supporting.set([it for it in supporting if it.pk != lead.pk])
    order.tasks.set(tasks)
    _place(order, places.items())
    _keep(order, None, files, at)
    _event(order, DRAFT, "", by, at, day)
    after = {"matter": order.matter, "lead": lead.name, "origin": origin}
    audit.record("order.drafted", subject=order, by=by, at=at, after=after)
    return order


@transaction.atomic
def edit(
    *,
    order: Order,
    values: Mapping[str, Any],  # of EDITED; `supporting`: organisations; `estates`: id and name
    files: Iterable[Evidence] = (),
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """Write a draft anew. CannotOrder, Overtaken."""
    order = _locked(order, seen)
    for name, value in values.items():
        if name in EDITED:
            setattr(order, name, value)
    if order.limit is not None and order.limit < day:
        raise CannotOrder(*REFUSED[OrderGuard.LIMIT_AHEAD])
    if order.lead_id == order.inspects_id:
        raise CannotOrder(*REFUSED[OrderGuard.TWO_UNITS])
    _judge(order, _A.EDIT, by, OrderSituation())
    if "supporting" in values:
        order.supporting.set([it for it in values["supporting"] if it.pk != order.lead_id])
    if "estates" in values:
        _place(order, values["estates"])
    _keep(order, None, files, at)
    return _done(order, _A.EDIT, _S.DRAFTED, by, at, day)


@transaction.atomic
def issue(*, order: Order, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """Give it its number and its clocks, and tell the lead unit. Numbers have no gaps within an organ and year."""
    order = _locked(order, seen)
    situation = OrderSituation(
        is_complete=bool(order.matter and order.content),
        is_two_units=order.lead_id != order.inspects_id,
        is_limit_ahead=order.limit is None or order.limit >= day,
    )
    _judge(order, _A.ISSUE, by, situation)
    organ = Organisation.objects.select_for_update(no_key=True).get(pk=order.organ_id)  # one number at a time
    last = Order.objects.filter(organ=organ, year=day.year).aggregate(last=Max("number"))["last"] or 0
    due = dues(clocks_in(order.entry, day), _working(order), day, order.urgency_told, Basis(order.basis), order.limit)
    words = {it["organ"]: it["word"] for it in setting(order.entry, WORDS, day)}
    order.word, order.year, order.number = words.get(organ.kind, ""), day.year, last + 1
    order.issued_by, order.issued_on = by, day
    order.sign_due, order.reply_due, order.limit, order.first_limit = due.sign, due.reply, due.limit, due.limit
    _done(order, _A.ISSUE, _S.ISSUED, by, at, day, values={"limit": due.limit.isoformat()})
    _next_turn(order, by=by, at=at)
    orders_people.of_issue(order, by=by, at=at)
    return order


@transaction.atomic
def sign(*, order: Order, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """The lead unit has it."""
    order = _locked(order, seen)
    _judge(order, _A.SIGN, by, OrderSituation())
    order.signed_by, order.signed_on = by, day
    _done(order, _A.SIGN, _S.SIGNED, by, at, day)
    _next_turn(order, by=by, at=at)
    return order


@transaction.atomic
def report(
    *,
    order: Order,
    text: str,
    difficulties: str = "",
    files: Iterable[Evidence] = (),
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """A report between, of an order with a cycle."""
    order = _locked(order, seen)
    _judge(order, _A.REPORT, by, OrderSituation(is_periodic=order.cycle is not None))
    made = _reply(order, is_final=False, text=text, difficulties=difficulties, files=files, by=by, at=at, day=day)
    return _done(order, _A.REPORT, _S.SIGNED, by, at, day, values=_brought(made))


@transaction.atomic
def reply(
    *,
    order: Order,
    text: str,
    cause: str = "",
    prevention: str = "",
    difficulties: str = "",
    files: Iterable[Evidence] = (),
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """The lead unit's answer; what it lacks for the close the checker is shown."""
    order = _locked(order, seen)
    _judge(order, _A.REPLY, by, OrderSituation())
    made = _reply(
        order,
        is_final=True,
        text=text,
        cause=cause,
        prevention=prevention,
        difficulties=difficulties,
        files=files,
        by=by,
        at=at,
        day=day,
    )
    order.first_replied_on = order.first_replied_on or day
    order.replied_on, order.is_returned = day, False
    _settle_asked(order, by, at)
    _done(order, _A.REPLY, _S.REPLIED, by, at, day, values=_brought(made))
    _next_turn(order, by=by, at=at)
    return order


@transaction.atomic
def take_to_check(*, order: Order, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """Somebody of the inspecting unit begins to check."""
    order = _locked(order, seen)
    _judge(order, _A.TAKE, by, situation_of(order, by, day))
    return _done(order, _A.TAKE, _S.CHECKING, by, at, day)


@transaction.atomic
def publish(*, order: Order, by: Any, at: datetime, day: date, note: str = "", seen: int | None = None) -> Order:
    """The result is on notice from this day on."""
    order = _locked(order, seen)
    _judge(order, _A.PUBLISH, by, situation_of(order, by, day))
    order.published_on = day
    return _done(order, _A.PUBLISH, _S.CHECKING, by, at, day, note=note)


@transaction.atomic
def check_ok(*, order: Order, by: Any, at: datetime, day: date, note: str = "", seen: int | None = None) -> Order:
    """Checked and closed, 销号: nothing of the order changes any more."""
    order = _locked(order, seen)
    _judge(order, _A.CLOSE, by, situation_of(order, by, day))
    order.ended_on = day
    orders_people.turn_over(order, by=by, at=at)
    _done(order, _A.CLOSE, _S.CLOSED, by, at, day, note=note)
    orders_people.of_change(order, _A.CLOSE, by=by, at=at, note=note)
    return order


@transaction.atomic
def give_back(*, order: Order, reason: str, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """The answer does not do: the lead unit answers again."""
    order = _locked(order, seen)
    _judge(order, _A.GIVE_BACK, by, situation_of(order, by, day), reason)
    order.is_returned, order.published_on = True, None
    _done(order, _A.GIVE_BACK, _S.SIGNED, by, at, day, note=reason)
    _next_turn(order, by=by, at=at, note=reason)
    return order


@transaction.atomic
def reassign_asked(
    *,
    order: Order,
    reason: str,
    to: Organisation | None = None,
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """The lead unit says soon after signing that it is not for them, and for whom it is."""
    order = _locked(order, seen)
    _judge(order, _A.ASK_REASSIGN, by, situation_of(order, by, day), reason)
    asked = {"lead": to.pk, "lead_name": to.name} if to else {}
    return _ask(order, _A.ASK_REASSIGN, asked, reason, by, at, day, values={"lead": to.name if to else ""})


@transaction.atomic
def reassign(
    *, order: Order, lead: Organisation, reason: str, by: Any, at: datetime, day: date, seen: int | None = None
) -> Order:
    """Another unit leads: it signs and answers; the limit stays."""
    order = _locked(order, seen)
    situation = situation_of(
        order, by, day, is_other_lead=lead.pk != order.lead_id, is_two_units=lead.pk != order.inspects_id
    )
    _judge(order, _A.REASSIGN, by, situation, reason)
    old, limit = order.lead, order.limit
    assert limit is not None
    _settle_asked(order, by, at)
    due = dues(
        clocks_in(order.entry, day), _working(order), day, order.urgency_told, Basis(order.basis), max(limit, day)
    )
    order.lead, order.signed_by, order.signed_on = lead, None, None
    order.sign_due, order.reply_due = due.sign, due.reply
    order.supporting.remove(lead)
    _done(order, _A.REASSIGN, _S.ISSUED, by, at, day, note=reason, values={"lead": [old.name, lead.name]})
    _next_turn(order, by=by, at=at)
    return order


@transaction.atomic
def extend_asked(
    *,
    order: Order,
    to: date,
    reason: str,
    progress: str,
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """The lead unit asks for more time, before the limit: why, how far it is, until when."""
    order = _locked(order, seen)
    _judge(order, _A.ASK_EXTENSION, by, situation_of(order, by, day, to=to), reason)
    if not progress.strip():
        raise CannotOrder("请写明目前进展", "Say how far it is")
    asked = {"to": to.isoformat(), "progress": progress.strip()}
    values = {"limit": [_iso(order.limit), to.isoformat()], "progress": progress.strip()}
    return _ask(order, _A.ASK_EXTENSION, asked, reason, by, at, day, values=values)


@transaction.atomic
def extend(
    *,
    order: Order,
    to: date | None = None,
    note: str = "",
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """Grant what was asked, or another day that is named; from the second time on one level higher."""
    order = _locked(order, seen)
    wanted = order.asked.get("to")
    to = to or (date.fromisoformat(wanted) if wanted else None)
    _judge(order, _A.EXTEND, by, situation_of(order, by, day, to=to))
    assert to is not None
    level, old = part_wanted(order.told, _A.EXTEND, level_of(order)), order.limit
    _settle_asked(order, by, at)
    order.limit, order.extensions = to, order.extensions + 1
    values = {"limit": [_iso(old), to.isoformat()], "level": level}
    _done(order, _A.EXTEND, order.told, by, at, day, note=note, values=values)
    orders_people.of_change(order, _A.EXTEND, by=by, at=at, note=f"{old} → {to}")
    return order


@transaction.atomic
def decline(*, order: Order, reason: str, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """What was asked is not granted."""
    order = _locked(order, seen)
    _judge(order, _A.DECLINE, by, situation_of(order, by, day), reason)
    asked = order.asked["deed"]
    _settle_asked(order, by, at)
    _done(order, _A.DECLINE, order.told, by, at, day, note=reason, values={"asked": asked})
    orders_people.of_change(order, _A.DECLINE, by=by, at=at, note=reason)
    return order


@transaction.atomic
def hold(
    *,
    order: Order,
    reason: str,
    until: date | None = None,
    by: Any,
    at: datetime,
    day: date,
    seen: int | None = None,
) -> Order:
    """挂账: the clock stands until the condition is met."""
    order = _locked(order, seen)
    _judge(order, _A.HOLD, by, OrderSituation(), reason)
    if until is not None and until < day:
        raise CannotOrder("预计恢复的日期不能早于今天", "It cannot be expected to resume before today")
    order.state_before, order.held_on = order.state, day
    _done(order, _A.HOLD, _S.HELD, by, at, day, note=reason, values={"until": _iso(until)})
    _next_turn(order, by=by, at=at)
    orders_people.of_change(order, _A.HOLD, by=by, at=at, note=reason)
    return order


@transaction.atomic
def resume(*, order: Order, by: Any, at: datetime, day: date, note: str = "", seen: int | None = None) -> Order:
    """The clock runs again: what was still to come is due later by the working days on which it stood."""
    order = _locked(order, seen)
    _judge(order, _A.RESUME, by, OrderSituation())
    assert order.held_on is not None and order.limit is not None
    stop, working, old = Stop(since=order.held_on, until=max(day, order.held_on)), _working(order), order.limit
    days = stopped_days([stop], working, day)
    order.limit = moved(order.limit, stop, working)
    if order.sign_due and order.signed_on is None:
        order.sign_due = moved(order.sign_due, stop, working)
    if order.reply_due and order.first_replied_on is None:
        order.reply_due = moved(order.reply_due, stop, working)
    order.stopped += days
    state, order.state_before, order.held_on = _S(order.state_before), "", None
    values = {"days": days, "limit": [_iso(old), _iso(order.limit)] if days else ""}
    _done(order, _A.RESUME, state, by, at, day, note=note, values=values)
    _next_turn(order, by=by, at=at)
    return order


@transaction.atomic
def withdraw(*, order: Order, reason: str, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """Taken back; its number stays."""
    order = _locked(order, seen)
    _judge(order, _A.WITHDRAW, by, OrderSituation(), reason)
    was_issued = order.number is not None
    _settle_asked(order, by, at)
    order.state_before, order.held_on, order.ended_on = "", None, day
    orders_people.turn_over(order, by=by, at=at)
    _done(order, _A.WITHDRAW, _S.WITHDRAWN, by, at, day, note=reason)
    if was_issued:
        inbox.withdraw(f"{orders_people.SUPPORT}:{order.pk}", at=at, by=by)
        orders_people.of_change(order, _A.WITHDRAW, by=by, at=at, note=reason)
    return order


@transaction.atomic
def reopen(*, order: Order, reason: str, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """A closed order stays as it is: a draft that is linked to it takes the matter up again."""
    old = _locked(order, seen)
    _judge(old, _A.REOPEN, by, OrderSituation(), reason)
    if Order.objects.filter(reopens=old).exists():
        raise CannotOrder("已经重新交办过，请办理新的督办单", "It was reopened before: act on the new order")
    made = draft(
        entry=old.entry,
        matter=old.matter,
        content=f"{old.content}\n{reason.strip()}",
        lead=old.lead,
        inspects=old.inspects,
        supporting=old.supporting.all(),
        origin=old.origin,
        origin_url=old.get_absolute_url(),
        tasks=old.tasks.all(),
        estates=old.estates.values_list("estate", "name"),
        urgency=old.urgency,
        colour=old.colour,
        leader=old.leader,
        basis=old.basis,
        basis_said=old.basis_said,
        officer=old.officer,
        supporting_officers=old.supporting_officers,
        contact=old.contact,
        cycle=old.cycle,
        artefacts=old.artefacts,
        needs_photos=old.needs_photos,
        public_days=old.public_days,
        organ=old.organ,
        by=by,
        at=at,
        day=day,
    )
    Order.objects.filter(pk=made.pk).update(reopens=old)
    made.reopens = old
    MeetingItem.objects.filter(order=old).update(order=made, version=F("version") + 1)
    _event(old, _A.REOPEN, old.state, by, at, day, note=reason)
    audit.record("order.reopened", subject=old, by=by, at=at, after={"number": old.code, "reason": reason})
    return made


def situation_of(order: Order, by: Any, day: date, *, to: date | None = None, **more: bool) -> OrderSituation:
    """What a move of it is judged by, as it stands."""
    own = {it.organisation_id for it in by.memberships_held} if by is not None else set()
    replies = [it for it in order.replies.all() if it.is_final]
    last = replies[-1] if replies else None
    kept = list(order.files.filter(reply__isnull=False)) if last else []
    brought = {it.artefact for it in kept if it.kind == FileKind.ARTEFACT}
    asked = order.asked_told
    return OrderSituation(
        is_in_time=order.limit is None or day <= order.limit,
        is_later=to is None or (to >= day and (order.limit is None or to > order.limit)),
        is_none_open=asked is None,
        is_extension_asked=asked is _A.ASK_EXTENSION,
        is_something_asked=asked is not None,
        is_soon=order.signed_on is None
        or asked is _A.ASK_REASSIGN
        or day <= _working(order).add(order.signed_on, setting(order.entry, REASSIGN_DAYS, day)),
        is_other_unit=last is None or last.unit_id not in own,
        is_other_person=by is None or all(it.by_id != by.pk for it in order.replies.all()),
        has_cause=last is not None and bool(last.cause.strip()),
        has_prevention=last is not None and bool(last.prevention.strip()),
        missing_artefacts=tuple(it for it in order.artefacts if it not in brought),
        has_photos=not order.needs_photos or any(it.kind == FileKind.PHOTO for it in kept),
        is_public_over=public_over(order.published_on, order.public_days, day),
        is_public_wanted=order.public_days > 0 and order.published_on is None,
        is_periodic=order.cycle is not None,
        **more,
    )


def refusal_said(refused: OrderRefusal, order: Order, action: OrderAction) -> tuple[str, str]:
    """A refusal in both languages; of guards all that fail."""
    who = part_wanted(order.told, action, level_of(order))
    sides = []
    for at in (0, 1):
        texts = [
            REFUSED[code][at].format(
                state=order.told.names[at],
                action=action.names[at],
                who=who.names[at] if who else "",
                missing=("、", ", ")[at].join(refused.missing),
            )
            for code in (refused.guards or (refused.code,))
        ]
        sides.append(("；", "; ")[at].join(texts))
    if action in (_A.CLOSE, _A.PUBLISH) and refused.guards:
        zh, en = action.names
        return f"还不能“{zh}”：{sides[0]}", f"“{en}” is not possible yet: {sides[1]}"
    return sides[0], sides[1]


def check_seen(order: Order, seen: int | None) -> None:
    """Overtaken where the order is not as it was seen: who was faster, and when."""
    if seen is None or seen == order.version:
        return
    zh, en = order.told.names
    last = order.events.select_related("by").first()
    raise overtaken(last, f"已办理，督办单现在是“{zh}”", f"acted, and the order is “{en}” now")


@transaction.atomic
def exported(*, entry: ProgrammeEntry, count: int, by: Any, at: datetime) -> None:
    """Record who took the register away."""
    audit.record("order.exported", subject=entry, by=by, at=at, after={"count": count})


def lacks(order: Order, by: Any, day: date) -> tuple[str, str] | None:
    """What it lacks to be closed, in both languages; none: nothing, or it is not being checked."""
    if order.told is not _S.CHECKING:
        return None
    refused = order_refusal(order.told, _A.CLOSE, {_P.CHECKER}, situation_of(order, by, day))
    return refusal_said(refused, order, _A.CLOSE) if refused else None


def _judge(order: Order, action: OrderAction, by: Any, situation: OrderSituation, reason: str = "") -> None:
    refused = order_refusal(
        order.told, action, parts_of(by, order), situation, reason=reason, extensions=level_of(order)
    )
    if refused is not None:
        raise CannotOrder(*refusal_said(refused, order, action))


def _locked(order: Order, seen: int | None) -> Order:
    """The order as it stands, nobody else's until the end. Overtaken where it is not as it was seen."""
    found = Order.objects.select_for_update(of=("self",)).select_related("entry", "lead", "inspects").get(pk=order.pk)
    check_seen(found, seen)
    return found


def _done(
    order: Order,
    action: OrderAction,
    state: OrderState,
    by: Any,
    at: datetime,
    day: date,
    *,
    note: str = "",
    values: Mapping[str, Any] | None = None,
) -> Order:
    """Write it with its event and its record."""
    before = order.state
    order.state, order.version, order.changed_at = state, order.version + 1, at
    order.save()
    _event(order, action, before, by, at, day, note=note, values=values)
    after = {"number": order.code, "matter": order.matter, "reason": note.strip()}
    event = next(move.event for (_, one), move in ORDER_MOVES.items() if one is action)
    audit.record(event, subject=order, by=by, at=at, after={name: it for name, it in after.items() if it})
    return order


def _event(
    order: Order,
    action: str,
    before: str,
    by: Any,
    at: datetime,
    day: date,
    *,
    note: str = "",
    values: Mapping[str, Any] | None = None,
) -> None:
    told = {name: value for name, value in (values or {}).items() if value not in (None, "", [])}
    OrderEvent.objects.create(
        order=order,
        action=action,
        before=before,
        after=order.state,
        by=by,
        at=at,
        day=day,
        note=note.strip(),
        values=told,
    )


def _reply(order: Order, *, text: str, files: Iterable[Evidence], by: Any, at: datetime, **told: Any) -> OrderReply:
    if not text.strip():
        raise CannotOrder("请写明办理情况", "Say how it was handled")
    turn = (order.replies.aggregate(last=Max("turn"))["last"] or 0) + 1
    said = {name: value.strip() if isinstance(value, str) else value for name, value in told.items()}
    made = OrderReply.objects.create(order=order, turn=turn, text=text.strip(), unit=order.lead, by=by, at=at, **said)
    _keep(order, made, files, at)
    return made


def _brought(made: OrderReply) -> dict[str, Any]:
    return {"turn": made.turn, "files": made.files.count()}


def _keep(order: Order, made: OrderReply | None, files: Iterable[Evidence], at: datetime) -> None:
    OrderFile.objects.bulk_create(
        OrderFile(
            uid=uuid.uuid4(),
            order=order,
            reply=made,
            kind=it.kind if made else FileKind.ATTACHED,
            artefact=it.artefact,
            file=it.file,
            photo=it.photo,
            at=at,
        )
        for it in files
    )


def _ask(
    order: Order,
    action: OrderAction,
    asked: Mapping[str, Any],
    reason: str,
    by: Any,
    at: datetime,
    day: date,
    *,
    values: Mapping[str, Any],
) -> Order:
    order.asked = {
        "deed": action,
        "name": str(by),
        "day": day.isoformat(),
        "reason": reason.strip(),
        "version": order.version + 1,
        **asked,
    }
    _done(order, action, order.told, by, at, day, note=reason, values=values)
    part = part_wanted(order.told, _A.DECLINE, level_of(order))
    assert part is not None
    orders_people.of_asking(order, part, by=by, at=at)
    return order


def _next_turn(order: Order, *, by: Any, at: datetime, note: str = "") -> None:
    """It is somebody else's now: what was sent for the turn before is history."""
    orders_people.turn_over(order, by=by, at=at)
    order.round += 1
    order.save(update_fields=["round"])
    orders_people.of_turn(order, by=by, at=at, note=note)


def _settle_asked(order: Order, by: Any, at: datetime) -> None:
    """What was asked waits no longer."""
    if order.asked:
        inbox.withdraw(orders_people.asked_key(order), at=at, by=by)
        order.asked = {}


def _place(order: Order, estates: Iterable[tuple[str, str]]) -> None:
    """The estates that it is about, with the subdistricts that their tasks name."""
    wanted = dict(estates)
    tasks = DeliveryTask.objects.filter(entry=order.entry_id, estate__in=wanted, kind=Kind.ESTATE)
    known = {it.estate: it for it in tasks}
    order.estates.exclude(estate__in=wanted).delete()
    there = set(order.estates.values_list("estate", flat=True))
    OrderEstate.objects.bulk_create(
        OrderEstate(
            order=order,
            estate=key,
            name=known[key].estate_name if key in known else name,
            region=known[key].region if key in known else "",
            region_name=known[key].region_name if key in known else "",
        )
        for key, name in wanted.items()
        if key not in there
    )


def _working(order: Order) -> WorkingCalendar:
    return order.entry.frame().working


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

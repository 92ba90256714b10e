"""An order is drafted, changed, issued with its number, and taken up again by a new one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.supervision.clock import (
    PUBLIC_DAYS,
    WORDS,
    dues,
)
from yipanqi.domain.supervision.order import (
    Basis,
    OrderAction,
    OrderGuard,
    OrderPart,
    OrderSituation,
    OrderState,
    Origin,
    Urgency,
)
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.settings import setting
from yipanqi.web.programmes.models import ProgrammeEntry

from ... import orders_people
from ...models import MeetingItem, Order, OrderEstate
from ...orders_words import DRAFT, REFUSED
from .ground import (
    CannotOrder,
    Evidence,
    clocks_in,
    judge,
    keep_evidence,
    locked,
    next_turn,
    note_event,
    organ_of,
    record_deed,
    working_of,
)

EDITED = (
    "matter", "content", "basis", "basis_said", "leader", "officer", "supporting_officers", "contact", "urgency",
    "colour", "cycle", "artefacts", "needs_photos", "public_days", "limit", "lead", "inspects",
)  # fmt: skip
_S, _A, _P = OrderState, OrderAction, OrderPart


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
    keep_evidence(order, None, files, at)
    note_event(order, DRAFT, "", by, at, day)
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
    order = locked(order, seen)
    for name, value in values.items():
        if name in EDITED:
            setattr(order, name, value)
    if order.limit is not None and order.limit < day:
        raise CannotOrder(*REFUSED[OrderGuard.LIMIT_AHEAD])
    if order.lead_id == order.inspects_id:
        raise CannotOrder(*REFUSED[OrderGuard.TWO_UNITS])
    judge(order, _A.EDIT, by, OrderSituation())
    if "supporting" in values:
        order.supporting.set([it for it in values["supporting"] if it.pk != order.lead_id])
    if "estates" in values:
        _place(order, values["estates"])
    keep_evidence(order, None, files, at)
    return record_deed(order, _A.EDIT, _S.DRAFTED, by, at, day)


@transaction.atomic
def issue(*, order: Order, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """Give it its number and its clocks, and tell the lead unit. Numbers have no gaps within an organ and year."""
    order = locked(order, seen)
    situation = OrderSituation(
        is_complete=bool(order.matter and order.content),
        is_two_units=order.lead_id != order.inspects_id,
        is_limit_ahead=order.limit is None or order.limit >= day,
    )
    judge(order, _A.ISSUE, by, situation)
    organ = Organisation.objects.select_for_update(no_key=True).get(pk=order.organ_id)  # one number at a time
    last = Order.objects.filter(organ=organ, year=day.year).aggregate(last=Max("number"))["last"] or 0
    due = dues(clocks_in(order.entry, day), working_of(order), day, order.urgency_told, Basis(order.basis), order.limit)
    words = {it["organ"]: it["word"] for it in setting(order.entry, WORDS, day)}
    order.word, order.year, order.number = words.get(organ.kind, ""), day.year, last + 1
    order.issued_by, order.issued_on = by, day
    order.sign_due, order.reply_due, order.limit, order.first_limit = due.sign, due.reply, due.limit, due.limit
    record_deed(order, _A.ISSUE, _S.ISSUED, by, at, day, values={"limit": due.limit.isoformat()})
    next_turn(order, by=by, at=at)
    orders_people.of_issue(order, by=by, at=at)
    return order


@transaction.atomic
def reopen(*, order: Order, reason: str, by: Any, at: datetime, day: date, seen: int | None = None) -> Order:
    """A closed order stays as it is: a draft that is linked to it takes the matter up again."""
    old = locked(order, seen)
    judge(old, _A.REOPEN, by, OrderSituation(), reason)
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
    note_event(old, _A.REOPEN, old.state, by, at, day, note=reason)
    audit.record("order.reopened", subject=old, by=by, at=at, after={"number": old.code, "reason": reason})
    return made


@transaction.atomic
def exported(*, entry: ProgrammeEntry, count: int, by: Any, at: datetime) -> None:
    """Record who took the register away."""
    audit.record("order.exported", subject=entry, by=by, at=at, after={"count": count})


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

"""Taking the steps of ladders, making the orders that rules ask for, issuing in one go what was drafted so."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from yipanqi.domain.supervision.clock import WORDS
from yipanqi.domain.supervision.colours import colours_of
from yipanqi.domain.supervision.ladder import Stand, Step, Told, ladder_of, would
from yipanqi.domain.supervision.ladder_shipped import COLOURS, LADDER, RAISING, rules_on
from yipanqi.domain.supervision.order import OrderState, Origin
from yipanqi.domain.supervision.raising import raising_of
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.actions import add_setting
from yipanqi.web.delivery.models import DeliverySetting
from yipanqi.web.delivery.models.settings import setting, settings_of
from yipanqi.web.inbox import actions as inbox
from yipanqi.web.inbox.models import Message
from yipanqi.web.page.kept_look import Part
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import ProgrammeEntry

from ..ladder_clocks import clocks_of
from ..ladder_night import Making, Night, StepDue, night_of, rule_of, step_due
from ..ladder_people import LADDER as LADDER_KIND
from ..ladder_people import RAISED, Readers, said_of, why_of
from ..models import LadderStep, NightLook, NightRows, Order, OrderEvent
from . import orders as order_actions
from .meeting_items import tell_of_woken

_READ = {LADDER: ladder_of, COLOURS: colours_of, RAISING: raising_of}
_ANSWERED = (OrderState.ISSUED, OrderState.SIGNED, OrderState.HELD)  # those that a step may still concern


class CannotRaise(Cannot):
    """Nothing was chosen, or it is no draft of a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a night did."""

    drafted: int = 0
    issued: int = 0
    settled: int = 0
    steps: int = 0
    coloured: int = 0

    @property
    def stored(self) -> dict[str, int]:
        """As the job keeps it."""
        return {name: getattr(self, name) for name in ("drafted", "issued", "settled", "steps", "coloured")}


@transaction.atomic
def keep_night(*, entry: ProgrammeEntry, day: date, at: datetime) -> Done:
    """Do what is due on a day: each order and each step once, whoever asks and however often."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)  # one night of a programme at a time
    night = night_of(entry, day)
    made = [_make(entry, it, night, at) for it in night.makable]
    if made and not night.rules.raising.is_at_once:
        _tell_office(entry, made, day, at)
    for order in night.settled:
        order_actions.withdraw(order=order, reason="所督办的任务已报完", by=None, at=at, day=day)
    for step in night.steps:
        take(step=step, ladder=night.rules.ladder.key, day=day, at=at)
    _settle_messages(entry, at)
    tell_of_woken(entry=entry, at=at, day=day)
    coloured = _colour(night)
    done = Done(
        drafted=len(made),
        issued=len(made) if night.rules.raising.is_at_once else 0,
        settled=len(night.settled),
        steps=len(night.steps),
        coloured=coloured,
    )
    audit.record("ladder.night", subject=entry, at=at, after={"day": day} | done.stored)
    return done


@transaction.atomic
def take(*, step: StepDue, ladder: str, day: date, at: datetime, is_told: bool = True) -> LadderStep:
    """A step of an order: its row, its event, and a message for everybody who is to read it."""
    order, kind = step.order, step.stand.rung.step
    row = LadderStep.objects.create(
        order=order,
        step=kind,
        ladder=ladder,
        day=day,
        at=at,
        limit=step.limit,
        late=step.late,
        stopped=dict(step.stopped),
        told=[it.stored for it in step.readers],
        following=step.following.rung.step if step.following else "",
        following_on=step.following.on if step.following else None,
        organ=order.organ,
        **_numbered(order, kind, day),
    )
    OrderEvent.objects.create(
        order=order, action=kind, before=order.state, after=order.state, by=None, at=at, day=day, values=_values(row)
    )
    for reader in step.readers if is_told else ():
        inbox.send(
            to=reader.people,
            what=said_of(order, kind, step.late),
            why=why_of(reader),
            until=step.limit if kind is Step.REMIND else step.following.on if step.following else None,
            url=order.get_absolute_url(),
            kind=LADDER_KIND,
            key=f"{LADDER_KIND}:{order.pk}:{kind.value}",
            at=at,
        )
    audit.record("ladder.taken", subject=order, at=at, after={"step": kind.value, "number": row.code, "day": day})
    return row


@transaction.atomic
def load_past(*, entry: ProgrammeEntry, day: date, moment: Callable[[date], datetime]) -> int:
    """Write down the steps that the ladder in force would have taken of the orders there are, before a day: for a
    record that is loaded whole. Nobody is told of what is over. How many."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    rules, working, readers = rules_on(settings_of(entry), day), entry.frame().working, Readers()
    rows = Order.objects.filter(entry=entry, number__isnull=False, steps=None).told()
    orders = {it.pk: it for it in rows.prefetch_related("supporting").order_by("pk")}
    clocks, until = clocks_of(orders.values()), day - timedelta(days=1)
    asked = [
        (on, pk, step) for pk, it in clocks.items() for step, on in would(rules.ladder, it, working, until).items()
    ]
    taken: dict[int, dict[Step, date]] = {}
    rungs = {it.step: it for it in rules.ladder.rungs}
    for on, pk, kind in sorted(asked):
        stand = Stand(rung=rungs[kind], told=Told.DUE, on=on)
        step = step_due(orders[pk], clocks[pk], stand, rules, taken.setdefault(pk, {}), working, on, readers)
        is_open = orders[pk].told in _ANSWERED
        take(step=step, ladder=rules.ladder.key, day=on, at=moment(on), is_told=is_open)
        taken[pk][kind] = on
    return len(asked)


@transaction.atomic
def keep_look(
    *, entry: ProgrammeEntry, day: date, at: datetime, logged: int, figures: dict[str, Any], parts: Iterable[Part]
) -> NightLook:
    """Keep what a night would do by what was recorded up to an event of the log, in the place of what was kept
    before."""
    NightLook.objects.filter(entry=entry).delete()
    look = NightLook.objects.create(entry=entry, day=day, at=at, logged=logged, figures=figures)
    NightRows.objects.bulk_create(look.kept(parts))
    return look


@transaction.atomic
def issue_raised(
    *, entry: ProgrammeEntry, orders: Sequence[Order], by: Any, at: datetime, day: date
) -> tuple[list[Order], list[tuple[Order, str]]]:
    """Issue these drafts of rules in one go, each with the limit that its rule gives from this day; those that were,
    and those that could not be, and why. CannotRaise where nothing was chosen."""
    if not orders:
        raise CannotRaise("请先勾选要交办的督办单", "Choose the orders to issue first")
    rules, working = rules_on(settings_of(entry), day), entry.frame().working
    issued: list[Order] = []
    refused: list[tuple[Order, str]] = []
    for order in orders:
        rule = rule_of(order, rules)
        try:
            with transaction.atomic():
                if order.limit is None and rule is not None:
                    limit = working.add(day, rule.limit_days)
                    order = order_actions.edit(order=order, values={"limit": limit}, by=by, at=at, day=day)
                issued.append(order_actions.issue(order=order, by=by, at=at, day=day))
        except Cannot as fault:
            refused.append((order, str(fault)))
    audit.record("ladder.raised_issued", subject=entry, by=by, at=at, after={"count": len(issued), "day": day})
    return issued, refused


@transaction.atomic
def set_rules(
    *, entry: ProgrammeEntry, values: Mapping[str, Any], source: str, since: date, by: Any, at: datetime, day: date
) -> list[DeliverySetting]:
    """Let a ladder, a preset of colours, clocks or rules that make orders count from a day on. ValueError of the law
    where they do not hold; CannotSet."""
    for key in values.keys() & _READ.keys():
        _READ[key](values[key])
    about = {"source": source, "since": since, "by": by, "at": at, "day": day}
    return [add_setting(entry=entry, key=key, value=value, **about) for key, value in values.items()]


def _make(entry: ProgrammeEntry, it: Making, night: Night, at: datetime) -> Order:
    """The order of a rule, drafted or issued."""
    assert it.lead is not None and it.inspects is not None
    at_once, task = night.rules.raising.is_at_once, it.task
    supporting = {one.pk: one for one in (task.contractor, task.lead) if one is not None}
    order = order_actions.draft(
        entry=entry,
        matter=it.matter,
        content=it.content,
        lead=it.lead,
        inspects=it.inspects,
        supporting=[one for one in supporting.values() if one.pk not in (it.lead.pk, it.inspects.pk)],
        origin=Origin.LIGHT,
        origin_key=it.raised.origin_key,
        origin_url=task.get_absolute_url(),
        tasks=[task],
        urgency=it.raised.rule.urgency,
        colour=it.colour,
        limit=it.raised.limit if at_once else None,
        by=None,
        at=at,
        day=night.day,
    )
    if at_once and order.told is OrderState.DRAFTED:
        return order_actions.issue(order=order, by=None, at=at, day=night.day)
    return order


def _numbered(order: Order, step: Step, day: date) -> dict[str, Any]:
    """The number of a letter, without gaps within an organ and year; the orders of a day share one circular."""
    if step is Step.REMIND:
        return {}
    organ = Organisation.objects.select_for_update(no_key=True).get(pk=order.organ_id)  # one number at a time
    rows = LadderStep.objects.filter(organ=organ, step=step, year=day.year)
    shared = rows.filter(day=day).first() if step is Step.CIRCULAR else None
    last = rows.aggregate(last=Max("number"))["last"] or 0
    words = {it["organ"]: it["word"] for it in setting(order.entry, WORDS, day)}
    word = words.get(organ.kind, "")
    return {"word": word, "year": day.year, "number": shared.number if shared else last + 1}


def _values(row: LadderStep) -> dict[str, Any]:
    return {"letter": row.code, "late": row.late or "", "told": [it["unit"] for it in row.told]}


def _tell_office(entry: ProgrammeEntry, made: Sequence[Order], day: date, at: datetime) -> None:
    """Who issues orders reads once a day how many wait as drafts."""
    count, readers = len(made), Readers()
    for organ in {it.organ_id for it in made}:
        inbox.send(
            to=readers.people(organ, "supervision.issue"),
            what=(f"{day} 按规则拟办督办单 {count} 件，待交办", f"{day}: rules drafted {count} orders to be issued"),
            why=("您的单位交办督办单", "Your organisation issues orders"),
            url="/supervision/ladder/raised/",
            kind=RAISED,
            key=f"{RAISED}:{entry.pk}:{organ}:{day}",
            at=at,
        )


def _settle_messages(entry: ProgrammeEntry, at: datetime) -> None:
    """Messages about steps of orders that were answered or have ended are history."""
    told = Message.objects.open().filter(kind=LADDER_KIND).order_by().values_list("key", flat=True).distinct()
    by_order: dict[int, list[str]] = {}
    for key in told:
        by_order.setdefault(int(key.split(":")[1]), []).append(key)
    still = Order.objects.filter(pk__in=by_order, state__in=_ANSWERED).values_list("pk", flat=True)
    others = Order.objects.filter(pk__in=by_order).exclude(entry=entry).values_list("pk", flat=True)
    for pk in sorted(by_order.keys() - {*still, *others}):
        for key in by_order[pk]:
            inbox.withdraw(key, at=at)


def _colour(night: Night) -> int:
    """Each order shows the colour of the day; it is worked out, so that nobody's version of the order is passed by."""
    by_colour: dict[str, list[int]] = {}
    for pk, colour in night.colours.items():
        by_colour.setdefault(colour, []).append(pk)
    for colour, keys in by_colour.items():
        for some in _some(keys):
            Order.objects.filter(pk__in=some).update(colour=colour)
    return len(night.colours)


def _some(keys: Sequence[int], many: int = 500) -> Iterable[Sequence[int]]:
    return (keys[at : at + many] for at in range(0, len(keys), many))

"""What each preset of colours, ladder and set of clocks would have done over the record: the orders so far that
somebody sees."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yipanqi.domain.supervision.clock import PRESETS as CLOCKS
from yipanqi.domain.supervision.clock import Clocks, Course, Stop, missed
from yipanqi.domain.supervision.colours import PRESETS, Case, Colours, firsts, place_on
from yipanqi.domain.supervision.ladder import LADDERS, Clock, Ladder, Step, Why, would
from yipanqi.domain.supervision.ladder_shipped import LadderRules
from yipanqi.domain.supervision.order import Basis
from yipanqi.domain.working_calendar import WorkingCalendar
from yipanqi.web.programmes.models import ProgrammeEntry

from .ladder_clocks import cases_of, taken_of
from .ladder_night import behind_of
from .models import Order

MOST, MONTHS = 400, 24  # orders looked at, evenly; months of the table
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A preset of colours over the record: on each day how many orders had which of its three colours; how many ever
    had it."""

    colours: Colours
    by_day: Sequence[Sequence[int]]
    ever: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A ladder over the record: how often it would have taken each step; how many orders it would have concerned."""

    ladder: Ladder
    steps: Mapping[Step, int]
    orders: int


@dataclass(frozen=True, kw_only=True)
class Timed:
    """A set of clocks over the record: how many orders would have been signed for, first answered and done late, had
    no limit been named."""

    names: tuple[str, str]
    sign: int
    reply: int
    limit: int


@dataclass(frozen=True, kw_only=True)
class Tried:
    """All of it, over so many of so many orders."""

    looked: int
    of: int
    days: Sequence[date]
    shown: Sequence[Shown]
    ladders: Sequence[Taken]
    clocks: Sequence[Timed]
    taken: Mapping[Step, int]  # as it was


def tried(entry: ProgrammeEntry, user: Any, rules: LadderRules, clocks: Clocks, day: date) -> Tried:
    """What the presets, and what is in force, would have done with the orders that somebody sees."""
    rows = Order.objects.visible_to(user).filter(entry=entry, number__isnull=False, issued_on__lte=day)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    some = keys[:: -(-len(keys) // MOST)] if keys else []
    orders = list(Order.objects.filter(pk__in=some).order_by("pk"))
    working, taken = entry.frame().working, taken_of(some)
    behind = behind_of(orders) | {it.pk for it in orders if it.origin_key.startswith("behind:")}
    cases = cases_of(orders, taken, behind)
    days = _days(min((it.clock.issued for it in cases.values()), default=day), day)
    known: dict[str, Ladder] = {it.key: it for it in (*LADDERS.values(), rules.ladder)}
    by_ladder = {
        key: {pk: would(it, case.clock, working, day) for pk, case in cases.items()} for key, it in known.items()
    }
    steps = {pk: {**by_ladder[rules.ladder.key][pk], **taken.get(pk, {})} for pk in cases}
    asked = cases_of(orders, steps, behind)
    shown = []
    for preset in {it.key: it for it in (*PRESETS.values(), rules.colours)}.values():
        since = {pk: firsts(preset, case, working) for pk, case in asked.items()}
        by_day = []
        for at in days:
            count = Counter(place_on(case.clock, since[pk], at) for pk, case in asked.items())
            by_day.append([count[place] for place in range(len(preset.levels))])
        ever = [
            sum(1 for pk, case in asked.items() if (first := since[pk][place]) and _was(case.clock.ended, first, day))
            for place in range(len(preset.levels))
        ]
        shown.append(Shown(colours=preset, by_day=by_day, ever=ever))
    return Tried(
        looked=len(some),
        of=len(keys),
        days=days,
        shown=shown,
        ladders=[
            Taken(
                ladder=known[key],
                steps=Counter(step for one in found.values() for step in one),
                orders=sum(1 for one in found.values() if one),
            )
            for key, found in by_ladder.items()
        ],
        clocks=[_timed(names, it, orders, cases, working, day) for names, it in _known(clocks)],
        taken=Counter(step for one in taken.values() for step in one),
    )


def _known(now: Clocks) -> Iterator[tuple[tuple[str, str], Clocks]]:
    """The presets, and what is in force where it is none of them."""
    yield from ((it.names, it.clocks) for it in CLOCKS)
    if all(it.clocks != now for it in CLOCKS):
        yield ("现行", "In force"), now


def _timed(
    names: tuple[str, str],
    clocks: Clocks,
    orders: Sequence[Order],
    cases: Mapping[int, Case],
    working: WorkingCalendar,
    day: date,
) -> Timed:
    found = [missed(clocks, working, _course(it, cases[it.pk].clock), day) for it in orders if it.pk in cases]
    sign, reply, limit = (sum(one[at] for one in found) for at in range(3))
    return Timed(names=names, sign=sign, reply=reply, limit=limit)


def _course(order: Order, clock: Clock) -> Course:
    """What became of an order, for its clocks."""
    return Course(
        issued=clock.issued,
        urgency=order.urgency_told,
        basis=Basis(order.basis),
        signed=order.signed_on,
        replied=order.first_replied_on,
        done=None if order.is_returned else order.replied_on,
        stops=tuple(Stop(since=it.first, until=it.until) for it in clock.stops if it.why is Why.HELD),
        ended=clock.ended,
    )


def _was(ended: date | None, first: date, day: date) -> bool:
    return first <= day and (ended is None or first < ended)


def _days(first: date, day: date) -> list[date]:
    """Today, and the month ends before it until the first order, the newest first."""
    found, at = [day], day.replace(day=1) - _DAY
    while at >= first and len(found) < MONTHS:
        found.append(at)
        at = at.replace(day=1) - _DAY
    return found

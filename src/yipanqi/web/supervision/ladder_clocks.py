"""Orders' clocks, read from what happened to them: for the ladder and the colours."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from yipanqi.domain.supervision.colours import Case
from yipanqi.domain.supervision.ladder import Clock, Step, Stop, Why
from yipanqi.domain.supervision.order import OrderAction

from .models import LadderStep, Order, OrderEvent

_A = OrderAction
_READ = (_A.ISSUE, _A.REPLY, _A.GIVE_BACK, _A.EXTEND, _A.HOLD, _A.RESUME)
_DAY = timedelta(days=1)
_MANY = 500


@dataclass
class _Reading:
    """A clock in the making."""

    limit: date
    limit_set: date
    stops: list[Stop] = field(default_factory=list)
    held: date | None = None
    answered: date | None = None
    returned: list[date] = field(default_factory=list)


def clocks_of(orders: Iterable[Order]) -> dict[int, Clock]:
    """The clocks of these orders; of drafts none."""
    return {pk: case.clock for pk, case in cases_of(orders).items()}


def cases_of(
    orders: Iterable[Order], steps: Mapping[int, Mapping[Step, date]] | None = None, behind: Iterable[int] = ()
) -> dict[int, Case]:
    """With what their colours go by besides: replies that were given back, steps, and whether what they are about is
    behind."""
    going = [it for it in orders if it.issued_on is not None and it.limit is not None]
    events = _events([it.pk for it in going])
    late = {*behind}
    return {
        it.pk: Case(
            clock=clock,
            urgency=it.urgency,
            behind=it.issued_on if it.pk in late else None,
            returned=tuple(returned),
            steps=(steps or {}).get(it.pk, {}),
        )
        for it in going
        for clock, returned in [_read(it, events.get(it.pk, []))]
    }


def taken_of(orders: Iterable[int]) -> dict[int, dict[Step, date]]:
    """The steps that were taken of these orders, and when."""
    found: dict[int, dict[Step, date]] = {}
    for keys in _some(orders):
        rows = LadderStep.objects.filter(order__in=keys).order_by()
        for order, step, day in rows.values_list("order_id", "step", "day"):
            found.setdefault(order, {})[Step(step)] = day
    return found


def _events(keys: Iterable[int]) -> dict[int, list[tuple[str, date, dict]]]:
    found: dict[int, list[tuple[str, date, dict]]] = {}
    for some in _some(keys):
        rows = OrderEvent.objects.filter(order__in=some, action__in=_READ).order_by("pk")
        for order, action, day, values in rows.values_list("order_id", "action", "day", "values"):
            found.setdefault(order, []).append((action, day, values))
    return found


def _some(keys: Iterable[int]) -> Iterator[list[int]]:
    every = [*keys]
    return (every[at : at + _MANY] for at in range(0, len(every), _MANY))


def _read(order: Order, events: list[tuple[str, date, dict]]) -> tuple[Clock, list[date]]:
    assert order.issued_on is not None and order.limit is not None
    it = _Reading(limit=order.first_limit or order.limit, limit_set=order.issued_on)
    for action, day, values in events:
        if action == _A.EXTEND:
            it.limit, it.limit_set = date.fromisoformat(values["limit"][1]), day
        elif action == _A.REPLY:
            it.answered = day
        elif action == _A.GIVE_BACK and it.answered is not None:
            it.stops.append(Stop(first=it.answered, until=day + _DAY, why=Why.ANSWERED))
            it.returned.append(day)
            it.answered = None
        elif action == _A.HOLD:
            it.held = day
        elif action == _A.RESUME and it.held is not None:
            it.stops.append(Stop(first=it.held, until=day, why=Why.HELD))
            it.held = None
    if it.held is not None:
        it.stops.append(Stop(first=it.held, until=None, why=Why.HELD))
    if it.answered is not None:
        it.stops.append(Stop(first=it.answered, until=None, why=Why.ANSWERED))
    clock = Clock(
        issued=order.issued_on,
        limit=it.limit,
        limit_set=it.limit_set,
        stops=tuple(stop for stop in it.stops if stop.until is None or stop.first < stop.until),
        ended=order.ended_on,
    )
    return clock, it.returned

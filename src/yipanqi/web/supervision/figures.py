"""考核取数: what the record says of units in a period, as it was known on its last day: exact amounts and the rows that
were counted. All units in a few questions, however many there are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.state import State
from yipanqi.domain.progress.due import due_on, months
from yipanqi.domain.progress.light import Colour, light
from yipanqi.domain.progress.light_rule import Gauge
from yipanqi.domain.supervision.scored import ABSENT, Value
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import COMMUNITY, CONTRACTOR, SUBDISTRICT, SUPERVISOR
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.progress.ground import Rules
from yipanqi.web.progress.known import Known, known_of
from yipanqi.web.progress.working_out import passed, ranks_of

from .order_figures import Answered, Rows, counted, due_of, shares

ORDERS = "orders_"  # how sources begin whose rows are orders
YES, NO = "yes", "no"  # what a row counts as, of a share
Row = list[Any]  # task, what it counts as, the day that says so
_DONE = (State.REPORTED, State.CHECKED, State.CLOSED)
_RESTS = (State.CANCELLED, State.HELD)
_JUDGED = (Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.GREY)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and the rows behind it."""

    value: Value
    rows: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class OfUnit:
    """What a unit had to do in the period, and its figures by their sources."""

    tasks: int
    estates: int
    figures: Mapping[str, Figure] = field(default_factory=dict)


def figures_of(
    entry: ProgrammeEntry, units: Sequence[Organisation], sources: Collection[str], first: date, last: date
) -> dict[int, OfUnit]:
    """Unit → what the record says of it, by the sources that are asked for."""
    record = Record(entry, first, last)
    own = _by_unit(record.tasks, units)
    asked = [it for it in sources if it in _ORDERS]
    orders = due_of(entry, units, first, last) if asked else []
    others = {it: _ORDERS[it](orders) for it in asked}
    found = {}
    for unit in units:
        tasks = own.get(unit.pk, [])
        going = [it for it in tasks if record.is_going(it)]
        told = {it: _SOURCES[it](record, tasks) for it in sources if it in _SOURCES}
        told |= {
            it: Figure(*by_unit[unit.pk]) if unit.pk in by_unit else Figure(ABSENT) for it, by_unit in others.items()
        }
        ordered = sum(it.lead == unit.pk for it in orders)
        begun = {it.estate for it in tasks if record.is_begun(it)}
        found[unit.pk] = OfUnit(len(going) + ordered, len(begun), told)
    return found


def _by_unit(tasks: Iterable[Known], units: Iterable[Organisation]) -> dict[int, list[Known]]:
    """A subdistrict has the tasks of its estates, a contractor those it does, another those that it leads or answers
    for."""
    keys: dict[tuple[str, Any], list[int]] = defaultdict(list)
    for unit in units:
        name, key = _WAYS.get(unit.kind, ("unit", None))
        keys[name, unit.region_id if key == "region_id" and unit.region_id else unit.pk].append(unit.pk)
    found: dict[int, list[Known]] = defaultdict(list)
    for task in tasks:
        ways: set[tuple[str, Any]] = {
            ("region", task.region),
            ("community", task.community),
            ("contractor", task.contractor_id),
            ("supervisor", task.supervisor_id),
            ("unit", task.responsible_id),
            ("unit", task.lead_id),
        }
        for way in ways & keys.keys():
            for unit_pk in keys[way]:
                found[unit_pk].append(task)
    return found


_WAYS = {
    SUBDISTRICT: ("region", "region_id"),
    COMMUNITY: ("community", "region_id"),
    CONTRACTOR: ("contractor", None),
    SUPERVISOR: ("supervisor", None),
}


class Record:
    """The tasks of a programme as they were known on the last day of a period, and what is worked out once for all."""

    def __init__(self, entry: ProgrammeEntry, first: date, last: date) -> None:
        self.entry, self.first, self.last = entry, first, last
        self.tasks = known_of(entry, last, today())

    def is_within(self, day: date) -> bool:
        """Does a day lie in the period?"""
        return self.first <= day <= self.last

    def is_begun(self, task: Known) -> bool:
        """Had it begun by the end of the period, or should it have?"""
        return task.state is not State.CANCELLED and (task.started_on or task.start_date) <= self.last

    def is_going(self, task: Known) -> bool:
        """Was there something to do about it in the period?"""
        if not self.is_begun(task):
            return False
        done_before = task.state in _DONE and task.reported_on is not None and task.reported_on < self.first
        return not done_before

    @cached_property
    def rules(self) -> Rules:
        """Of lights, as they counted on that day."""
        return Rules(self.entry, self.last)

    @cached_property
    def ranks(self) -> Any:
        """Of works, for a rule of lights that asks for them."""
        return ranks_of([it for it in self.tasks if it.is_work], self.rules.light, self.rules)

    @cached_property
    def acceptances(self) -> frozenset[int]:
        """The tasks that are the acceptance of an estate."""
        rows = DeliveryTask.objects.filter(entry=self.entry, stage=DeliveryStage.ACCEPTANCE).leaves()
        return frozenset(rows.values_list("pk", flat=True))

    def colour(self, task: Known) -> Colour:
        """The light of a task on that day."""
        rule = self.rules.light
        forecasts = passed(task, self.rules, self.last) if rule.looks_at(Gauge.FORECAST) else ()
        standing = task.standing(self.last, ranks=self.ranks.get(task.pk), forecasts=forecasts)
        return light(rule, standing, self.rules.days(task.measure), self.last, self.rules.due).colour

    def due(self, tasks: Iterable[Known]) -> Iterator[Known]:
        """Those whose last day by the plan lies in the period."""
        return (it for it in tasks if self.is_within(it.finish_date) and it.state not in _RESTS)

    def owed(self, task: Known) -> Iterator[date]:
        """The months of the period for which it owes a report."""
        if not task.is_work or task.state in _RESTS:
            return
        for month in months(self.first, self.last):
            is_begun = (task.started_on or task.start_date) <= due_on(month)
            done_before = task.state in _DONE and task.reported_on is not None and task.reported_on < month
            if is_begun and not done_before:
                yield month


def _share(rows: Iterable[tuple[Known, bool, date | None]]) -> Figure:
    told = [[it.pk, YES if counts else NO, day.isoformat() if day else ""] for it, counts, day in rows]
    if not told:
        return Figure(ABSENT)
    amount = sum(row[1] == YES for row in told)
    return Figure(Value(amount=Fraction(amount), of=Fraction(len(told))), told)


def _is_done(it: Known) -> bool:
    return it.state in _DONE and it.reported_on is not None


def _on_time(record: Record, tasks: Sequence[Known]) -> Figure:
    due = record.due(tasks)
    return _share((it, _is_done(it) and it.reported_on <= it.finish_date, it.reported_on) for it in due)


def _done(record: Record, tasks: Sequence[Known]) -> Figure:
    return _share((it, _is_done(it), it.reported_on) for it in record.due(tasks))


def _late(record: Record, tasks: Sequence[Known]) -> Figure:
    due = list(record.due(tasks))
    late = [it for it in due if not _is_done(it) or it.reported_on > it.finish_date]
    if not due:
        return Figure(ABSENT)
    return Figure(Value(counts={"late": len(late)}), [[it.pk, "late", it.finish_date.isoformat()] for it in late])


def _started(record: Record, tasks: Sequence[Known]) -> Figure:
    due = (it for it in tasks if it.is_work and record.is_within(it.start_date) and it.state not in _RESTS)
    return _share((it, it.started_on is not None, it.started_on) for it in due)


def _finished(record: Record, tasks: Sequence[Known]) -> Figure:
    return _share((it, _is_done(it), it.reported_on) for it in record.due(tasks) if it.is_work)


def _reports(record: Record, tasks: Sequence[Known]) -> Figure:
    told = []
    for it in tasks:
        for month in record.owed(it):
            sent = min((one.sent_on for one in it.reports if one.month == month), default=None)
            told.append((it, sent is not None and sent <= due_on(month), month))
    return _share(told)


def _reporting(record: Record, tasks: Sequence[Known]) -> Figure:
    rows, is_owed = list[Row](), False
    for it in tasks:
        for month in record.owed(it):
            is_owed = True
            own = [one for one in it.reports if one.month == month]
            sent = min((one.sent_on for one in own), default=None)
            if sent is None:
                rows.append([it.pk, "missing", month.isoformat()])
            elif sent > due_on(month):
                rows.append([it.pk, "late", month.isoformat()])
            back = sum(1 for one in own if one.returned_on and one.returned_on <= record.last)
            rows += [[it.pk, "returned", month.isoformat()]] * back
    counts = Counter({"late": 0, "missing": 0, "returned": 0}) + Counter(row[1] for row in rows)
    told = {key: counts.get(key, 0) for key in ("late", "missing", "returned")}
    return Figure(Value(counts=told), rows) if is_owed else Figure(ABSENT)


def _not_red(record: Record, tasks: Sequence[Known]) -> Figure:
    going = (it for it in tasks if record.is_going(it))
    seen = ((it, record.colour(it)) for it in going)
    return _share((it, colour is not Colour.RED, record.last) for it, colour in seen if colour in _JUDGED)


def _accepted(record: Record, tasks: Sequence[Known]) -> Figure:
    due = (it for it in record.due(tasks) if it.pk in record.acceptances)
    return _share((it, _is_done(it), it.reported_on) for it in due)


def _money(record: Record, tasks: Sequence[Known]) -> Figure:
    due = [it for it in tasks if it.is_work and it.finish_date <= record.last and it.state not in _RESTS and it.budget]
    whole = sum(it.budget for it in due)
    if not whole:
        return Figure(ABSENT)
    told = [(it, it.certified(record.last)) for it in due]
    rows = [[it.pk, str(fen), it.finish_date.isoformat()] for it, fen in told]
    return Figure(Value(amount=Fraction(sum(fen for _, fen in told)), of=Fraction(whole)), rows)


_SOURCES: Mapping[str, Callable[[Record, Sequence[Known]], Figure]] = {
    "tasks_on_time": _on_time,
    "tasks_done": _done,
    "tasks_late": _late,
    "works_started": _started,
    "works_finished": _finished,
    "reports_in_time": _reports,
    "reports_missing": _reporting,
    "lights_not_red": _not_red,
    "estates_accepted": _accepted,
    "money_certified": _money,
}


_ORDERS: Mapping[str, Callable[[Sequence[Answered]], dict[int, tuple[Value, Rows]]]] = {
    "orders_answered": lambda orders: shares(orders, YES, NO),
    "orders_composite": lambda orders: counted(orders, lambda it: it.is_composite),
    "orders_single": lambda orders: counted(orders, lambda it: not it.is_composite),
}

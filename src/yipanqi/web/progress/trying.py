"""What another rule of lights would have shown: month by month over the record, and of the works that are finished."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Q

from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.due import month_of
from yipanqi.domain.progress.light import Colour, light
from yipanqi.domain.progress.light_rule import Gauge, LightRule
from yipanqi.domain.progress.trial import Scored, half_time, is_late, scored
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .ground import Rules
from .known import Known, known_of
from .working_out import passed_on, ranks_of, turns

MOST_WORKS = 200  # that are looked at: of more every second, third …, in the order of the plan
MOST_MONTHS = 12
MOST_TOLD = 50  # works that would differ today
_DONE = (State.REPORTED, State.CHECKED, State.CLOSED)
_EVERY = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTried:
    """A month's end: works of each colour by the rule in force and by the other."""

    day: date
    now: Counter[Colour]
    other: Counter[Colour]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The record looked at by two rules."""

    looked: int
    of: int  # works begun, or that should be
    months: list[MonthTried]  # the newest first: today
    differing: list[tuple[DeliveryTask, Colour, Colour]]  # today by the rule in force, and by the other
    differing_count: int
    now: Scored
    other: Scored


def tried(entry: ProgrammeEntry, user: Any, rule: LightRule, in_force: LightRule, region: str = "") -> Tried:
    """Look at the works that somebody sees. Calendar and deadlines are today's; what was known is of each day."""
    day = today()
    keys, whole = _chosen(entry, user, day, region)
    rows = DeliveryTask.objects.filter(pk__in=keys)
    rules, known = Rules(entry, day), known_of(entry, day, day, rows)
    pair = [_Judge(it, rules, known) for it in (in_force, rule)]
    months = []
    for at in _days(known, day):
        tasks = known if at == day else known_of(entry, at, day, rows)
        shown = [[one.colour(it, at) for it in tasks] for one in pair]
        months.append(MonthTried(day=at, now=Counter(shown[0]), other=Counter(shown[1])))
        if at == day:
            differ = [(it.pk, *two) for it, *two in zip(tasks, *shown, strict=True) if two[0] is not two[1]]
    tasks_told = {it.pk: it for it in DeliveryTask.objects.filter(pk__in=[it[0] for it in differ[:MOST_TOLD]]).told()}
    scores = [_scored(known, one) for one in pair]
    return Tried(
        looked=len(known),
        of=whole,
        months=months,
        differing=[(tasks_told[pk], now, other) for pk, now, other in differ[:MOST_TOLD]],
        differing_count=len(differ),
        now=scores[0],
        other=scores[1],
    )


def _chosen(entry: ProgrammeEntry, user: Any, day: date, region: str) -> tuple[list[int], int]:
    """The works to look at, evenly from all that began or should have; and how many there are."""
    rows = DeliveryTask.objects.visible_to(user).filter(entry=entry, kind=Kind.WORK).exclude(state=State.CANCELLED)
    rows = rows.filter(Q(start_date__lte=day) | Q(started_on__isnull=False))
    if region:
        rows = rows.filter(region=region)
    keys = list(rows.order_by("place", "pk").values_list("pk", flat=True)[:_EVERY])
    step = max(1, -(-len(keys) // MOST_WORKS))
    return keys[::step], len(keys)


def _days(known: Sequence[Known], day: date) -> Iterator[date]:
    """Today, and the last days of the months before, back to the first work."""
    yield day
    first = min((min(it.start_date, it.started_on or it.start_date) for it in known), default=day)
    at, count = month_of(day) - timedelta(days=1), 0
    while at >= first and count < MOST_MONTHS:
        yield at
        at, count = month_of(at) - timedelta(days=1), count + 1


class _Judge:
    """A rule, and what it needs to know beside a task."""

    def __init__(self, rule: LightRule, rules: Rules, known: Sequence[Known]) -> None:
        self.rule, self.rules = rule, rules
        self._ranks = ranks_of(known, rule, rules)
        self._passed: dict[tuple[int, date], Fraction] = {}  # forecasts of a day are the same on each later one

    def colour(self, task: Known, day: date) -> Colour:
        """What the task shows on a day."""
        forecasts = self._forecasts(task, day) if self.rule.looks_at(Gauge.FORECAST) else ()
        standing = task.standing(day, ranks=self._ranks.get(task.pk), forecasts=forecasts)
        return light(self.rule, standing, self.rules.days(task.measure), day, self.rules.due).colour

    def _forecasts(self, task: Known, day: date) -> list[tuple[date, Fraction]]:
        found = []
        for on in turns(task, day):
            key = task.pk, on
            if key not in self._passed:
                self._passed[key] = passed_on(task, self.rules, on)
            found.append((on, self._passed[key]))
        return found


def _scored(known: Sequence[Known], judge: _Judge) -> Scored:
    """What the finished works showed at half time."""
    shown = []
    for it in known:
        if it.state not in _DONE or it.reported_on is None:
            continue
        days = judge.rules.days(it.measure)
        half = min(half_time(it.start_date, it.finish_date, days), it.reported_on)
        late = is_late(it.start_date, it.finish_date, it.reported_on, days)
        shown.append((late, judge.colour(it, half)))
    return scored(shown)

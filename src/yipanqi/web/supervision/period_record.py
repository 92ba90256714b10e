"""A period worked out of the record: each estate on its last day, as far as that is known on a day. Of a day that is
over what was done or reported since is left out, so that the same question gives the same answer for ever."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils import timezone

from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import Fen, rounded_part
from yipanqi.domain.planning.told import told_alone
from yipanqi.domain.progress.due import due_on
from yipanqi.domain.progress.light import Colour, Light, light
from yipanqi.domain.progress.light_rule import Gauge
from yipanqi.domain.progress.report import counting
from yipanqi.domain.supervision.period import Period
from yipanqi.domain.supervision.snapshot import Effect, EstateLine, Pressing, Snapshot
from yipanqi.web.delivery.models import BaselineRow, DeliveryTask, TaskEvent
from yipanqi.web.delivery.words import ADDED
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import Change, EstateRow, ProgrammeEntry
from yipanqi.web.progress.ground import Rules
from yipanqi.web.progress.known import Known, known_of
from yipanqi.web.progress.models import ReportState, TaskReport
from yipanqi.web.progress.working_out import passed, ranks_of

_DONE = (State.REPORTED, State.CHECKED, State.CLOSED)
_RESTING = (State.CANCELLED, State.HELD)
_ALL = 1000  # tenths of a percent
_SIZE = ("households", "buildings", "floor_area")
_NAMED = 40  # pressing works that are kept by name


def snapshot_of_record(entry: ProgrammeEntry, period: Period, known_on: date) -> Snapshot:
    """The period as it was known on a day."""
    return Record(entry, known_on).snapshot(period)


class Record:
    """What is known of a programme's works on a day, read once for any number of periods."""

    def __init__(self, entry: ProgrammeEntry, known_on: date) -> None:
        self.entry, self.day = entry, known_on
        self.rules = Rules(entry, known_on)
        rows = DeliveryTask.objects.filter(entry=entry, kind=Kind.WORK)
        self.works = _as_planned(entry, known_of(entry, known_on, today(), rows), known_on)
        told = rows.order_by().values_list("pk", "quantity", "unit", "person")
        self.facts = {pk: (quantity, unit, person) for pk, quantity, unit, person in told}
        first = BaselineRow.objects.filter(baseline__entry=entry, baseline__number=0, task__kind=Kind.WORK)
        self.first_planned = dict(first.order_by().values_list("task", "start_date"))
        self.estates = _estates(entry, known_on)

    def snapshot(self, period: Period) -> Snapshot:
        """All that a close of the period holds."""
        going = [it for it in self.works if it.state is not State.CANCELLED]
        lines = tuple(self._line(list(own), period) for _, own in groupby(going, key=lambda it: it.estate))
        lights = self._lights(going)
        by_region: dict[str, Counter[str]] = defaultdict(Counter)
        for it, one in lights:
            by_region[it.region][one.colour.value] += 1
        return Snapshot(
            period=period,
            known_on=self.day,
            lines=lines,
            lights={key: dict(it) for key, it in by_region.items()},
            owed=self._owed(going, period.month),
            effects=tuple(self._effects(going, period)),
            pressing=tuple(_pressing(lights)),
            problems=self._problems(period),
        )

    def _line(self, works: Sequence[Known], period: Period) -> EstateLine:
        last, before = period.last, period.before.last
        households, buildings, area = self.estates.get(works[0].estate, (0, None, None))
        started = [it.started_on for it in works if it.started_on and it.started_on <= last and _is_begun(it)]
        finished = [_finished_on(it, last) for it in works]
        units = Counter(it for one in works for it in one.supporting.split("|") if it)
        return EstateLine(
            estate=works[0].estate,
            region=works[0].region,
            year=min(self.first_planned.get(it.pk, it.start_date) for it in works).year,
            households=households,
            buildings=buildings,
            floor_area="" if area is None else f"{area.normalize():f}",
            works=len(works),
            planned=sum(it.budget for it in works),
            done=self._done(works, last),
            done_before=self._done(works, before),
            certified=sum(_certified(it, last, self.day) for it in works),
            start_date=min(it.start_date for it in works),
            finish_date=max(it.finish_date for it in works),
            started_on=min(started, default=None),
            finished_on=max(it for it in finished if it) if all(finished) else None,
            lead=_most(it.lead_id for it in works),
            responsible=_most(it.responsible_id for it in works),
            supporting=tuple(sorted(int(it) for it in units)),
            person=_most(self.facts[it.pk][2] for it in works) or "",
            quarters=tuple(self._visible(works, end, last) for end in period.quarters()),
        )

    def _done(self, works: Iterable[Known], day: date) -> Fen:
        return sum(told_alone(rounded_part(it.budget * _tenths(it, day, self.day), _ALL)) for it in works)

    def _visible(self, works: Sequence[Known], end: date, last: date) -> tuple[int, int | None]:
        """Tenths of a percent planned at a quarter's end by money, and done by then if that is over."""
        weights = [it.budget for it in works] if any(it.budget for it in works) else [1] * len(works)
        whole = sum(weights)
        planned = sum(w * _planned_tenths(it, end) for w, it in zip(weights, works, strict=True))
        if end > last:
            return rounded_part(planned, whole), None
        done = sum(w * _tenths(it, end, self.day) for w, it in zip(weights, works, strict=True))
        return rounded_part(planned, whole), rounded_part(done, whole)

    def _lights(self, works: Sequence[Known]) -> list[tuple[Known, Light]]:
        rules, day = self.rules, self.day
        ranks = ranks_of(works, rules.light, rules)
        asks_forecast = rules.light.looks_at(Gauge.FORECAST)
        found = []
        for it in works:
            standing = it.standing(
                day, ranks=ranks.get(it.pk), forecasts=passed(it, rules, day) if asks_forecast else ()
            )
            found.append((it, light(rules.light, standing, rules.days(it.measure), day, rules.due)))
        return found

    def _owed(self, works: Iterable[Known], month: date) -> dict[str, tuple[int, int]]:
        """Organisation → reports that it owed for a month, and those that had not come."""
        last = due_on(month)
        owed: Counter[str] = Counter()
        missing: Counter[str] = Counter()
        for it in works:
            if it.state is State.HELD or (it.started_on or it.start_date) > last:
                continue
            if it.state in _DONE and it.reported_on and it.reported_on < month:
                continue
            key = str(it.unit or "")
            owed[key] += 1
            if not any(one.month == month and not _is_returned(one, self.day) for one in it.reports):
                missing[key] += 1
        return {key: (owed[key], missing[key]) for key in sorted(owed)}

    def _effects(self, works: Iterable[Known], period: Period) -> Iterable[Effect]:
        by_measure: dict[str, list[Known]] = defaultdict(list)
        for it in works:
            by_measure[it.measure].append(it)
        order = [it.id for it in self.rules.frame.measures]
        for measure in sorted(by_measure, key=lambda it: (order.index(it) if it in order else len(order), it)):
            yield self._effect(measure, by_measure[measure], period)

    def _effect(self, measure: str, works: Sequence[Known], period: Period) -> Effect:
        planned = done = in_year = in_period = Decimal(0)
        finished = late = late_days = 0
        unit = ""
        for it in works:
            quantity, unit, _ = self.facts[it.pk]
            planned += quantity or 0
            on = _finished_on(it, period.last)
            if on is None:
                continue
            report = counting([one for one in it.reports if one.quantity is not None], self.day)
            amount = (report.quantity if report else quantity) or Decimal(0)
            done += amount
            in_year += amount if on.year == period.year else 0
            in_period += amount if on >= period.first else 0
            finished += 1
            if on > it.finish_date:
                late, late_days = late + 1, late_days + (on - it.finish_date).days
        return Effect(
            measure=measure,
            unit=unit,
            planned=_text(planned),
            done=_text(done),
            in_year=_text(in_year),
            in_period=_text(in_period),
            works=len(works),
            finished=finished,
            late=late,
            late_days=late_days,
        )

    def _problems(self, period: Period) -> dict[str, int]:
        """A problem → works of which a report of the period's months named it."""
        rows = TaskReport.objects.filter(
            entry=self.entry, month__gte=period.first, month__lte=period.last, day__lte=self.day
        ).exclude(problem="")
        rows = rows.exclude(state=ReportState.RETURNED, judged_on__lte=self.day)
        return dict(Counter(problem for problem, _ in set(rows.order_by().values_list("problem", "task"))))


Size = tuple[int, int | None, Decimal | None]  # households, buildings, ㎡


def _estates(entry: ProgrammeEntry, day: date) -> dict[str, Size]:
    """Estate → its size as it was known on a day."""
    rows = EstateRow.objects.filter(entry=entry).order_by()
    found: dict[str, Size] = {
        estate: (households, buildings, area)
        for estate, households, buildings, area in rows.values_list("estate", *_SIZE)
    }
    if day >= today():
        return found
    moment = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    later = Change.objects.filter(entry=entry, record__sheet="estates", at__gte=moment).order_by("-pk")
    for estate, before in later.values_list("record__estate", "before"):
        if before:
            area = before.get("floor_area")
            size = (int(before.get("households") or 0), before.get("buildings"), Decimal(str(area)) if area else None)
            found[estate] = size
    return found


def _as_planned(entry: ProgrammeEntry, works: list[Known], day: date) -> list[Known]:
    """The works with the money that they had on a day; what was added since is left out."""
    if day >= today():
        return works
    later = TaskEvent.objects.filter(task__entry=entry, task__kind=Kind.WORK, day__gt=day).order_by("-pk")
    budgets: dict[int, Fen] = {}
    added: set[int] = set()
    for pk, action, facts in later.values_list("task", "action", "facts"):
        if action == ADDED:
            added.add(pk)
        for name in ("budget", "told_budget"):  # older events tell the one alone
            if isinstance(pair := facts.get(name), list) and pair[0] not in (None, ""):
                budgets[pk] = told_alone(int(pair[0]))
    return [replace(it, budget=budgets[it.pk]) if it.pk in budgets else it for it in works if it.pk not in added]


def _pressing(lights: Iterable[tuple[Known, Light]]) -> list[Pressing]:
    """Red works, then yellow ones, those furthest behind first."""
    order = (Colour.RED, Colour.YELLOW)
    told = [(it, one) for it, one in lights if one.colour in order]
    told.sort(key=lambda pair: (order.index(pair[1].colour), -(pair[1].behind or 0), pair[0].pk))
    return [
        Pressing(
            task=it.pk,
            estate=it.estate,
            measure=it.measure,
            unit=it.unit,
            colour=one.colour.value,
            behind=one.behind or 0,
            percent=str(one.percent or 0),
        )
        for it, one in told[:_NAMED]
    ]


def _is_begun(it: Known) -> bool:
    return it.state not in (State.PLANNED, State.READY)


def _finished_on(it: Known, day: date) -> date | None:
    """The day on which it was reported done, by a day, where that still holds."""
    return it.reported_on if it.state in _DONE and it.reported_on and it.reported_on <= day else None


def _is_returned(report: Any, day: date) -> bool:
    return bool(report.returned_on and report.returned_on <= day)


def _tenths(it: Known, day: date, known_on: date) -> int:
    """Tenths of a percent done on a day, as known on another."""
    if _finished_on(it, day):
        return _ALL
    if not it.started_on or it.started_on > day:
        return 0
    report = counting((one for one in it.reports if one.as_of <= day), known_on)
    return min(int(report.percent * 10), _ALL) if report else 0


def _planned_tenths(it: Known, day: date) -> int:
    """Tenths of a percent that the plan has done on a day, by calendar days."""
    if day < it.start_date:
        return 0
    over = min((day - it.start_date).days + 1, (it.finish_date - it.start_date).days + 1)
    return _ALL * over // ((it.finish_date - it.start_date).days + 1)


def _certified(it: Known, day: date, known_on: date) -> Fen:
    told = [one for one in it.reports if one.certified is not None and one.as_of <= day]
    report = counting(told, known_on, confirmed=True)
    return report.certified or 0 if report else 0


def _most(values: Iterable[Any]) -> Any:
    """The value that comes most often, the first of equals; nothing where there is none."""
    found = Counter(it for it in values if it)
    return max(found, key=lambda it: found[it]) if found else None


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"

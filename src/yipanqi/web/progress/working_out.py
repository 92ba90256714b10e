"""Lights and forecasts worked out: of an estate within a page, of a whole programme by night."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.due import due_on
from yipanqi.domain.progress.experience import Experience, lesson_of
from yipanqi.domain.progress.forecast import (
    UNTAUGHT,
    Basis,
    Forecast,
    Part,
    Taught,
    finish_of,
    forecasts,
    is_urgent,
    need,
    work_days_after,
)
from yipanqi.domain.progress.forecast_kept import Foretold, foretold
from yipanqi.domain.progress.light import Light, light
from yipanqi.domain.progress.light_rule import Gauge, LightRule
from yipanqi.domain.progress.report import counting
from yipanqi.domain.progress.standing import places
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.plans.models import adopted
from yipanqi.web.plans.study import study
from yipanqi.web.programmes.models import ProgrammeEntry

from .ground import Rules
from .known import Known, known_of
from .models import ForecastLesson

Ends = Mapping[tuple[str, str], date]  # (estate, measure) → the last day of the first of its funds that ends
_RESTS = (State.CHECKED, State.CLOSED, State.CANCELLED, State.HELD)
Ranks = Mapping[int, Mapping[date, int]]  # task → month → place from the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """A task with its light and its forecast."""

    known: Known
    part: Part
    light: Light
    forecast: Forecast | None  # none of what is cancelled
    fund_end: date | None
    is_urgent: bool
    late: int | None = None  # of a work: working days from the planned finish to the foretold one
    told: Foretold | None = None  # of a work that is not done

    @property
    def is_open(self) -> bool:
        """Is it a work whose finish is foretold?"""
        return self.late is not None and self.forecast is not None and self.forecast.basis is not Basis.DONE


def assessed(
    tasks: Sequence[Known], rules: Rules, *, taught: Taught, ends: Ends, ranks: Ranks | None = None
) -> list[Assessed]:
    """The tasks in their order, each estate's together, with what the rules of a day make of them."""
    found: list[Assessed] = []
    for _, group in groupby(tasks, key=lambda it: it.estate):
        found += _of_estate(list(group), rules, taught, ends, ranks or {})
    return found


def _of_estate(tasks: Sequence[Known], rules: Rules, taught: Taught, ends: Ends, ranks: Ranks) -> Iterable[Assessed]:
    day = rules.day
    going = [it for it in tasks if it.state is not State.CANCELLED]
    parts = {it.pk: it.part(day, rules.group(it.measure)) for it in tasks}
    measures = {it.number: it.measure for it in tasks}
    told = forecasts(
        [parts[it.pk] for it in going], lambda part: rules.days(measures[part.number]), day, rules.forecast, taught
    )
    by_task = {it.pk: one for it, one in zip(going, told, strict=True)}
    for it in tasks:
        standing = it.standing(
            day,
            ranks=ranks.get(it.pk),
            forecasts=passed(it, rules, day) if rules.light.looks_at(Gauge.FORECAST) else (),
        )
        shown = light(rules.light, standing, rules.days(it.measure), day, rules.due)
        yield _one(it, parts[it.pk], shown, by_task.get(it.pk), ends.get((it.estate, it.measure)), rules)


def _one(it: Known, part: Part, shown: Light, one: Forecast | None, end: date | None, rules: Rules) -> Assessed:
    found = Assessed(known=it, part=part, light=shown, forecast=one, fund_end=end, is_urgent=False)
    if one is None or not it.is_work:
        return found
    days = rules.days(it.measure)
    return replace(
        found,
        is_urgent=is_urgent(one, rules.day, [end] if end else (), rules.stops(it.measure), rules.forecast),
        late=work_days_after(days, one.planned_finish, one.finish),
        told=None if one.basis is Basis.DONE else foretold(one, need(one, days, rules.day)),
    )


def passed(task: Known, rules: Rules, day: date) -> list[tuple[date, Fraction]]:
    """Since when the forecast passes the plan by what part of the planned days, by the task's own record alone: so that
    a light of a past day does not hang on what others taught since. None of what rests, nor of a stage that another
    rule judges: nobody asks for it."""
    if task.state in _RESTS or (rules.light.also is not None and not task.is_work):
        return []
    return [(on, passed_on(task, rules, on)) for on in turns(task, day)]


def turns(task: Known, day: date) -> list[date]:
    """The days until this one on which something was reported, and this one."""
    return sorted({it.sent_on for it in task.reports if it.sent_on <= day} | {day})


def passed_on(task: Known, rules: Rules, on: date) -> Fraction:
    """By what part of the planned days the forecast of one day passes the plan."""
    days, report = rules.days(task.measure), counting(task.reports, on)
    part = Part(
        number=task.number,
        start=task.start_date,
        finish=task.finish_date,
        started=task.started_on if task.started_on and task.started_on <= on else None,
        percent=report.percent if report else Decimal(0),
        as_of=report.as_of if report else None,
    )
    finish, planned = finish_of(part, days, on, rules.forecast)
    return Fraction(max(0, work_days_after(days, task.finish_date, finish)), planned)


def ranks_of(tasks: Sequence[Known], rule: LightRule, rules: Rules) -> Ranks:
    """Of works their places from the last, month by month, by what they did of that month's part of their plans; for a
    rule that looks at places."""
    if not rule.looks_at(Gauge.RANK):
        return {}
    done: dict[date, dict[str, Fraction]] = {}
    for task in tasks:
        days, before = rules.days(task.measure), Fraction(0)
        length = max(1, days.between(task.start_date, task.finish_date))
        for month, group in groupby(task.reports, key=lambda it: it.month):
            last = list(group)[-1]
            first, until = max(task.start_date, month), min(task.finish_date, due_on(month))
            if first <= until and (asked := days.between(first, until)):
                done.setdefault(month, {})[str(task.pk)] = (Fraction(last.percent) - before) * length / asked / 100
            before = Fraction(last.percent)
    found: dict[int, dict[date, int]] = {}
    for month, values in done.items():
        for key, place in places(values).items():
            found.setdefault(int(key), {})[month] = place
    return found


def experience(tasks: Iterable[Known], rules: Rules) -> Experience:
    """What the finished works among these teach."""
    works = [it for it in tasks if it.is_work and it.state in (State.REPORTED, State.CHECKED, State.CLOSED)]
    finished = (it.finished(rules.day, rules.group(it.measure)) for it in works)
    return Experience(finished, rules.days(""), rules.forecast).until(rules.day)


def fund_ends(entry: ProgrammeEntry, rules: Rules) -> Ends:
    """The last day of the first fund that pays for a work by the adopted plan and carries nothing over."""
    in_force = adopted(entry)
    if in_force is None:
        return {}
    plan, calendar = study(in_force.run).outcome.plan, rules.frame.calendar
    ending = {fund.id for fund in rules.frame.funds if fund.is_limited and not fund.carry}
    last: dict[tuple[str, str, str], int] = {}
    for it in plan.payments:
        if it.fund in ending and it.amount:
            key = (it.estate, it.measure, it.fund)
            last[key] = max(it.year, last.get(key, it.year))
    found: dict[tuple[str, str], date] = {}
    for (estate, measure, _), year in last.items():
        end = date(calendar.first_year + year, 12, 31)
        found[estate, measure] = min(end, found.get((estate, measure), end))
    return found


def taught_of(entry: ProgrammeEntry, rules: Rules) -> Taught:
    """What the last night kept."""
    kept = ForecastLesson.objects.filter(entry=entry).first()
    return lesson_of(kept.value, rules.forecast) if kept else UNTAUGHT


def of_estates(entry: ProgrammeEntry, estates: Iterable[str], day: date) -> list[Assessed]:
    """The tasks of some estates with their lights and forecasts on a day; what the night learned is taken from it."""
    rows = DeliveryTask.objects.filter(entry=entry, estate__in=list(estates)).leaves()
    tasks, rules = known_of(entry, day, today(), rows), Rules(entry, day)
    kept = rows.exclude(light=None).values_list("estate", "measure", "light__fund_end")
    ends = {(estate, measure): end for estate, measure, end in kept if end and measure}
    ranks = ranks_of(_works(entry, day), rules.light, rules) if rules.light.looks_at(Gauge.RANK) else None
    return assessed(tasks, rules, taught=taught_of(entry, rules), ends=ends, ranks=ranks)


def _works(entry: ProgrammeEntry, day: date) -> list[Known]:
    return known_of(entry, day, today(), DeliveryTask.objects.filter(entry=entry, kind=Kind.WORK))

"""任务: every chosen work and every estate's steps, as tasks with duties and with dates, which are computed (推算).

A task is an estate and a measure, or an estate and a step; steps belong to the estate, and 施工 is its works."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from yipanqi.domain.measure import Standard
from yipanqi.domain.money import Fen
from yipanqi.domain.planning.dates import Days, issued, step_dates, work_dates
from yipanqi.domain.planning.estimate import Quantity
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme
from yipanqi.domain.stage import Stage
from yipanqi.domain.step import Step
from yipanqi.domain.unit import SUBDISTRICT_OF_ESTATE, Duty, UnitKind

_KEPT = {*Step, "coordination", "construction", "estate"}  # what tasks that are no work are called


def task_number(estate: str, what: str | Step) -> str:
    """任务编号 of an estate's work (a measure's id) or step: `JH-012-road`, `JH-012-tender`. No date moves it, and no
    two tasks share one, whatever the codes hold: after the last `-` a measure's own `-` is written `~1`, its `~` `~0`,
    and a measure that is called like a step or stage ends in `~work`."""
    code = what.replace("~", "~0").replace("-", "~1")
    is_work = not isinstance(what, Step)
    return f"{estate}-{code}{'~work' if is_work and code in _KEPT else ''}"


@dataclass(frozen=True, slots=True)
class TaskKey:
    """Which task it is, before a plan is adopted and after: an estate and either a measure or a step."""

    estate: str
    measure: str | None = None
    step: Step | None = None

    def __post_init__(self) -> None:
        if (self.measure is None) is (self.step is None):
            raise ValueError(f"{self.estate}: a task is a measure's or a step's")

    @property
    def number(self) -> str:
        return task_number(self.estate, self.step or self.measure or "")


class TaskState(StrEnum):
    """Where a task stands on the first day that may still be planned."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Fen that a fund pays for a task in a fiscal year (index in the horizon)."""

    fund: str
    year: int
    amount: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """Ids of the units that answer for a task; empty where the programme names none."""

    lead: str = ""
    responsible: str = ""
    supporting: tuple[str, ...] = ()
    inspecting: str = ""
    deliverable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of the task list: a work (with a measure) or a step (without)."""

    estate: str
    start_date: date
    finish_date: date  # the last day
    quarters: tuple[int, int]  # the first and the last; before the horizon below zero
    units: Answerable
    person: str
    state: TaskState
    step: Step | None = None
    measure: str | None = None
    standard: Standard | None = None
    quantity: Quantity | None = None
    budget: Fen = 0  # to the fen
    told: Fen = 0  # the budget as it is told in 万元: shared with all that the plan tells
    sources: tuple[Source, ...] = ()
    is_tight: bool = False  # a step with fewer days than usual, or that should have begun before the plan is issued
    is_provisional: bool = False  # 暂定: a date rests on a year whose holidays are not announced
    is_unasked: bool = False  # a work whose support is asked before it starts
    asks: tuple[str, ...] = ()  # measures about which this step asks the residents

    @property
    def key(self) -> TaskKey:
        return TaskKey(self.estate, self.measure, self.step)

    @property
    def number(self) -> str:
        return self.key.number

    @property
    def stage(self) -> Stage:
        """Where in the chain of the estate it belongs."""
        return self.step.stage if self.step else Stage.TASK

    @property
    def days(self) -> int:
        return (self.finish_date - self.start_date).days + 1


def tasks(programme: Programme, offer: Offer, plan: Plan, told: Plan | None = None) -> tuple[Task, ...]:
    """The plan's tasks: estates in the programme's order, each one's tasks by their dates. What their budgets are told
    as is what the plan pays as it is told; of a plan that is not given so nothing."""
    found: list[Task] = []
    for estate in programme.estates:
        if estate.id in plan.starts:
            works = work_dates(programme, offer, plan, estate.id)
            own = _of_estate(programme, offer, plan, estate.id, works)
            found += sorted(own, key=lambda task: (task.start_date, task.finish_date))
    return tuple(_as_told(task, told) for task in found) if told else tuple(found)


def _as_told(task: Task, told: Plan) -> Task:
    payments = told.payments_by_work.get((task.estate, task.measure), ()) if task.measure else ()
    return replace(task, told=sum(p.amount for p in payments)) if payments else task


def answerable(programme: Programme, estate: str, keys: Iterable[str]) -> Answerable:
    """The duty of the first key that has one, then of `*`; `@subdistrict` becomes the estate's subdistrict's unit."""
    by_key = {duty.applies_to: duty for duty in programme.duties}
    duty = next((by_key[key] for key in (*keys, "*") if key in by_key), Duty(applies_to="*", lead="", responsible=""))
    own = subdistrict_unit(programme, estate)

    def unit(name: str) -> str:
        return own if name == SUBDISTRICT_OF_ESTATE else name

    return Answerable(
        lead=unit(duty.lead),
        responsible=unit(duty.responsible),
        supporting=tuple(dict.fromkeys(unit(name) for name in duty.supporting)),
        inspecting=unit(duty.inspecting),
        deliverable=duty.deliverable,
    )


def subdistrict_unit(programme: Programme, estate: str) -> str:
    """The id of the unit of the estate's subdistrict; empty where no unit names the region."""
    region = programme.estate_by_id[estate].subdistrict
    return next((u.id for u in programme.units if u.kind is UnitKind.SUBDISTRICT and u.region == region), "")


def _of_estate(
    programme: Programme, offer: Offer, plan: Plan, estate: str, works: Mapping[str, Days]
) -> Iterator[Task]:
    start = plan.starts[estate]
    first_day = min((span[0] for span in works.values()), default=programme.calendar.first_day(start))
    last_day = max((span[1] for span in works.values()), default=programme.calendar.last_day(start))
    for measure, span in works.items():
        yield _work_task(programme, offer, plan, (estate, measure), span)
    not_before = issued(programme, estate)
    for step, span in step_dates(programme, first_day, last_day, not_before).items():
        units = answerable(programme, estate, [step.value])
        is_tight = (span[1] - span[0]).days + 1 < programme.step_rule(step).usual or span[0] < not_before
        asks = tuple(m for m in works if offer.work[estate, m].is_unasked) if step is Step.SCHEME else ()
        yield _task(programme, estate, span, units, step=step, is_tight=is_tight, asks=asks)


def _work_task(programme: Programme, offer: Offer, plan: Plan, key: tuple[str, str], span: Days) -> Task:
    estate, measure = key
    entry, work = programme.measure_by_id[measure], offer.work[key]
    payments = plan.payments_by_work.get(key, ())
    return _task(
        programme,
        estate,
        span,
        answerable(programme, estate, [entry.id, entry.group]),
        measure=measure,
        standard=plan.choices[key],
        quantity=work.estimate.quantity,
        budget=sum(p.amount for p in payments) if payments else work.option(plan.choices[key]).cost,
        sources=tuple(
            Source(fund=p.fund, year=p.year, amount=p.amount)
            for p in sorted(payments, key=lambda p: (p.year, p.fund))
            if p.amount
        ),
        is_unasked=work.is_unasked,
    )


def _task(programme: Programme, estate: str, span: Days, units: Answerable, **rest: object) -> Task:
    unit = programme.unit_by_id.get(units.responsible) or programme.unit_by_id.get(units.lead)
    return Task(
        estate=estate,
        start_date=span[0],
        finish_date=span[1],
        quarters=(programme.calendar.quarter_of(span[0]), programme.calendar.quarter_of(span[1])),
        units=units,
        person=unit.person if unit else "",
        state=_state(programme, span),
        is_provisional=any(map(programme.working.is_provisional, span)),
        **rest,  # type: ignore[arg-type]  # the fields of a work or of a step
    )


def _state(programme: Programme, span: Days) -> TaskState:
    now = programme.calendar.first_day(programme.plan_from)
    if programme.plan_from == 0 or span[0] >= now:
        return TaskState.PLANNED
    return TaskState.FINISHED if span[1] < now else TaskState.UNDER_WAY

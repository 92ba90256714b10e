"""任务: every chosen work and every estate's steps, as tasks with duties and with dates, which are computed (推算).

A task is an estate and a measure, or an estate and a step; steps belong to the estate, and 施工 is its works."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from statistics import median

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.measure import Measure, Phase, Standard
from yipanqi.domain.money import Fen, rounded
from yipanqi.domain.planning.estimate import Quantity
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme
from yipanqi.domain.stage import Stage
from yipanqi.domain.unit import SUBDISTRICT_OF_ESTATE, Duty, UnitKind


class Step(StrEnum):
    """What every estate passes through besides its works; the first three before, the others after them."""

    SCHEME = "scheme"  # 方案
    NOTICE = "notice"  # 公示
    TENDER = "tender"  # 招标
    ACCEPTANCE = "acceptance"  # 联合验收
    HANDOVER = "handover"  # 移交

    @property
    def stage(self) -> Stage:
        """Where in the chain of an estate it belongs; a work, which is 施工, belongs to the tasks."""
        return _STAGES[self]


_STAGES = {
    Step.SCHEME: Stage.TASK,
    Step.NOTICE: Stage.TASK,
    Step.TENDER: Stage.CONTRACT,
    Step.ACCEPTANCE: Stage.ACCEPTANCE,
    Step.HANDOVER: Stage.ACCEPTANCE,
}


def task_number(estate: str, what: str | Step) -> str:
    """任务编号 of an estate's work (a measure's id) or step: `JH-012-road`, `JH-012-tender`. No date moves it, and no
    two tasks share one, whatever the codes hold: after the last `-` a measure's own `-` is written `~1`, its `~` `~0`,
    and a measure that is called like a step ends in `~work`."""
    code = what.replace("~", "~0").replace("-", "~1")
    is_work = not isinstance(what, Step)
    return f"{estate}-{code}{'~work' if is_work and code in set(Step) else ''}"


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
class StepDays:
    """Calendar days of the steps that no policy sets. Scheme: survey to approval, from the five months' lead of
    facts seen in the field less tender and notice; tender: 20 days' bidding (招标投标法 art. 24) and the award."""

    scheme: int = 45
    tender: int = 30
    acceptance: int = 15
    handover: int = 15


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
    budget: Fen = 0
    sources: tuple[Source, ...] = ()
    is_tight: bool = False  # a step shortened, since the plan is issued too late for its days
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


Days = tuple[date, date]  # the first and the last day

_ORDER = (Phase.UNDERGROUND, Phase.BUILDING, Phase.SURFACE, Phase.SERVICES)


def tasks(programme: Programme, offer: Offer, plan: Plan, days: StepDays | None = None) -> tuple[Task, ...]:
    """The plan's tasks: estates in the programme's order, each one's tasks by their dates."""
    steps = days or StepDays()
    found: list[Task] = []
    for estate in programme.estates:
        if estate.id in plan.starts:
            works = work_dates(programme, offer, plan, estate.id)
            own = _of_estate(programme, offer, plan, estate.id, works, steps)
            found += sorted(own, key=lambda task: (task.start_date, task.finish_date))
    return tuple(found)


def work_dates(programme: Programme, offer: Offer, plan: Plan, estate: str) -> dict[str, Days]:
    """measure → days of work, of an estate's chosen works: each begins in its first quarter and ends in its last,
    surfaces come after what is underground and after what they require, as far as the quarters let them, and days
    that a trade's blackouts stop are avoided where its quarters leave room."""
    chosen = [m for m in programme.measures if (estate, m.id) in plan.choices]
    size = relative_size(programme, offer, estate)
    dates: dict[str, Days] = {}
    for measure in _in_building_order(chosen):
        before = [dates[m.id][1] for m in chosen if m.id in dates and _waits(measure, m)]
        earliest = max(before) + timedelta(days=1) if before else issued(programme, estate)
        dates[measure.id] = _dates(programme, measure, plan.starts[estate], size, earliest)
    return dates


def relative_size(programme: Programme, offer: Offer, estate: str) -> Decimal:
    """0 for an estate without households, 1/2 for the median of all eligible estates, 1 for twice it and above."""
    middle = Decimal(median(programme.estate_by_id[e].households for e in offer.works))
    if middle == 0:
        return Decimal("0.5")
    return min(Decimal(1), programme.estate_by_id[estate].households / (2 * middle))


def issued(programme: Programme, estate: str) -> date:
    """The day before which nothing of an estate is planned: that of the document; of what is under way there is
    none, nor where the document has no date."""
    if estate in programme.under_way_by_estate:
        return date.min
    return programme.heading.issued_on or date.min


def step_dates(
    first_day: date, last_day: date, notice_days: int, days: StepDays, not_before: date = date.min
) -> dict[Step, Days]:
    """Scheme, notice and tender end the day before works begin; acceptance and handover follow the last work. No
    step begins before the day given: the first three are then shortened, the notice last of all."""
    dates: dict[Step, Days] = {}
    end = first_day - timedelta(days=1)
    lengths = _lengths((days.scheme, notice_days, days.tender), (first_day - not_before).days)
    for step, length in zip((Step.TENDER, Step.NOTICE, Step.SCHEME), reversed(lengths), strict=True):
        last = max(end, not_before)
        dates[step] = (max(last - timedelta(days=length - 1), not_before), last)
        end = dates[step][0] - timedelta(days=1)
    begin = last_day + timedelta(days=1)
    for step, length in ((Step.ACCEPTANCE, days.acceptance), (Step.HANDOVER, days.handover)):
        dates[step] = (begin, begin + timedelta(days=max(length, 1) - 1))
        begin = dates[step][1] + timedelta(days=1)
    return {step: dates[step] for step in Step}


def _lengths(wished: tuple[int, int, int], room: int) -> tuple[int, int, int]:
    """Days of scheme, notice and tender in the room there is, a day each at least."""
    scheme, notice, tender = (max(length, 1) for length in wished)
    if scheme + notice + tender <= room:
        return scheme, notice, tender
    notice = max(1, min(notice, room - 2))
    rest = max(2, room - notice)
    scheme = min(max(1, rest * scheme // (scheme + tender)), rest - 1)
    return scheme, notice, rest - scheme


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
    programme: Programme, offer: Offer, plan: Plan, estate: str, works: Mapping[str, Days], days: StepDays
) -> Iterator[Task]:
    start = plan.starts[estate]
    first_day = min((span[0] for span in works.values()), default=programme.calendar.first_day(start))
    last_day = max((span[1] for span in works.values()), default=programme.calendar.last_day(start))
    for measure, span in works.items():
        yield _work_task(programme, offer, plan, (estate, measure), span)
    not_before, notice = issued(programme, estate), programme.policy.notice_days
    wished = step_dates(first_day, last_day, notice, days)
    for step, span in step_dates(first_day, last_day, notice, days, not_before).items():
        units, is_tight = answerable(programme, estate, [step.value]), span != wished[step]
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
        **rest,  # type: ignore[arg-type]  # the fields of a work or of a step
    )


def _state(programme: Programme, span: Days) -> TaskState:
    now = programme.calendar.first_day(programme.plan_from)
    if programme.plan_from == 0 or span[0] >= now:
        return TaskState.PLANNED
    return TaskState.FINISHED if span[1] < now else TaskState.UNDER_WAY


def _in_building_order(measures: Sequence[Measure]) -> list[Measure]:
    """By phase; a measure comes after what it requires."""
    by_id = {m.id: m for m in measures}

    def depth(measure: Measure) -> int:
        above = by_id.get(measure.requires or "")
        return 1 + depth(above) if above else 0

    return sorted(measures, key=lambda m: (_ORDER.index(m.phase), depth(m)))


def _waits(later: Measure, earlier: Measure) -> bool:
    if later.requires == earlier.id:
        return True
    return later.phase is Phase.SURFACE and earlier.phase is Phase.UNDERGROUND


def _dates(programme: Programme, measure: Measure, start: int, size: Decimal, earliest: date) -> Days:
    calendar = programme.calendar
    first, last = measure.quarters(start)[0], measure.quarters(start)[-1]
    window = (calendar.first_day(first), calendar.last_day(last))
    between = (calendar.first_day(last) - calendar.last_day(first)).days + 1  # the fewest days that touch both ends
    wished = measure.days_low + rounded((measure.days_high - measure.days_low) * size)
    length = min(max(wished, between if last > first else 1), (window[1] - window[0]).days + 1)
    low = max(window[0], calendar.first_day(last) - timedelta(days=length - 1))
    high = min(calendar.last_day(first), window[1] - timedelta(days=length - 1))
    begin = _calmest(programme.blackouts, measure.trade, min(max(low, earliest), high), high, length)
    return begin, begin + timedelta(days=length - 1)


def _calmest(blackouts: Sequence[Blackout], trade: str, low: date, high: date, length: int) -> date:
    """The day on which to begin so that blackouts take the least; the earliest of equals."""
    span = (high - low).days
    days = [low + timedelta(days=i) for i in range(span + length)]
    stops = [b for b in blackouts if b.stops(trade) and b.first_date <= days[-1] and b.last_date >= low]
    losses = [max((b.loss for b in stops if b.first_date <= day <= b.last_date), default=Decimal(0)) for day in days]
    lost = list(accumulate(losses, initial=Decimal(0)))
    best = min(range(span + 1), key=lambda i: (lost[i + length] - lost[i], i))
    return low + timedelta(days=best)

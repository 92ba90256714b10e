"""预测: when a work, and what works make up, will be finished; within what band; what would have to happen to be on
time; when its money is spent.

Earned schedule: ES is the day of the plan at which so much should have been earned as is, AT the days of work used, PD
those planned, all in days of work. finish = AT + (PD − ES) ÷ ((1 − w)·u + w·SPI(t)): what is left is done at a pace
between the usual one, u, and the work's own so far, SPI(t) = ES/AT, which tells the more the further it has come,
w = (ES/PD)^power. The usual pace is the plan's, 1, until finished works teach another (`experience.py`). Money is whole
fen; figures in days are floats, for only the day that comes of them counts."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.money import Fen, parts, rounded
from yipanqi.domain.planning.told import STEP
from yipanqi.domain.progress.due import due_on, months
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.reason import Reason

_DAY = timedelta(days=1)
_TINY = 1e-9
_ALL = Decimal(100)
MIDDLES, _EDGES = (25, 50, 75), (37.5, 62.5)  # percent: stages of a work
_DECILES = (0.81, 0.87, 0.89, 0.95, 0.97, 0.99, 1.05, 1.18, 1.34)  # actual ÷ forecast remaining at 50 %, 30 projects
_WIDE, _NARROWER = 0.465, 0.30  # a band's part of the whole: 39 / 32 / 24 % at 25 / 50 / 75 %, on the same projects
_WIDEST = 3.0  # times the width at 50 %, near the end


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRule:
    """What a district may decide otherwise."""

    power: float = 2.0  # w = (ES/PD)^power is how much the work's own pace counts
    least: Decimal = Decimal(10)  # percent that must be earned before it counts at all
    doubt_all: float = 10.0  # finished works that weigh as much as the plan's pace, in what is usual of all
    doubt_like: float = 4.0  # and those that weigh as much as what is usual of all, in what is usual of some
    enough: int = 20  # finished works of like kind that make a band of the district's own
    low: float = 0.1  # one in ten is done before the band,
    high: float = 0.9  # and one in ten after it
    stop: Decimal = Decimal("0.5")  # part of a day's work lost from which a stop is one to warn of


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A work as it was planned, and as it is known on a day by the report that counts."""

    number: str
    start: date
    finish: date  # the last day
    budget: Fen = 0
    percent: Decimal = Decimal(0)  # 0 … 100
    as_of: date | None = None  # the day of which the percent tells
    started: date | None = None
    finished: date | None = None
    kinds: tuple[str, ...] = ()  # the closest first: its measure, its group of measures
    likes: tuple[str, ...] = ()  # what it shares with others that tells of their pace: contractor, quarter of its start
    after: tuple[str, ...] = ()  # numbers of the works that must be done before it begins

    @property
    def is_done(self) -> bool:
        return self.finished is not None or self.percent >= _ALL


class Taught(Protocol):
    """What finished works teach."""

    def usual(self, likes: tuple[str, ...]) -> float:
        """How many planned days a day of work usually does, of works that share this."""

    def ratios(self, kind: str, stage: int) -> Sequence[float]:
        """Actual ÷ forecast remaining days of works of a kind at a stage, in rising order."""


class Untaught:
    """Nothing is finished yet: the plan's pace."""

    def usual(self, likes: tuple[str, ...]) -> float:
        """The plan's."""
        return 1.0

    def ratios(self, kind: str, stage: int) -> Sequence[float]:
        """None are known."""
        return ()


UNTAUGHT = Untaught()
Wait = tuple[date, date]  # when what comes before is foretold to be finished, and by when nine in ten are


class Basis(StrEnum):
    """What a band rests on."""

    OWN = "own"  # the district's finished works
    SHIPPED = "shipped"  # projects elsewhere
    DONE = "done"  # nothing is left to foretell


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """When it will be finished, as far as is known on a day; and the figures on which this rests."""

    finish: date
    early: date  # one in ten finishes before
    late: date  # nine in ten finish by then
    planned_finish: date
    earned: Fen
    planned_days: int  # PD
    used_days: int  # AT
    earned_days: float  # ES
    pace: float | None  # SPI(t); none before enough is earned
    speed: float  # planned days that are foretold to be done in a day
    left_days: float  # days of work from `since` to the finish
    since: date  # the day after which they count
    basis: Basis
    note: Reason
    band: Reason
    decides: str = ""  # of several works: the number of the one foretold to be finished last,
    last: "Forecast | None" = None  # its forecast,
    by_curve: date | None = None  # and the finish by the curve of all their money


def earned(budget: Fen, percent: Decimal) -> Fen:
    """Earned value: what the done part is worth; half a fen rounds up."""
    return rounded(Fraction(percent) * budget / 100)


def stage_of(percent: float) -> int:
    """0, 1 or 2: around 25, 50 or 75 per cent."""
    return sum(percent >= edge for edge in _EDGES)


def work_days_after(days: SiteDays, day: date, last: date) -> int:
    """Days of work after a day, to the last."""
    return days.between(day + _DAY, last) if last > day else -days.between(last + _DAY, day) if last < day else 0


def quantile_places(count: int, part: float) -> tuple[int, int]:
    """The places of so many values in rising order between which the quantile lies."""
    below = min(max(0, math.floor(part * (count + 1) - 1)), count - 1)
    return below, min(below + 1, count - 1)


def percent_of(works: Iterable[Part]) -> Decimal | None:
    """Σ fen × percent ÷ Σ fen to a tenth of a point, rounded down, so that 100 means all; works without any money
    count alike. None where there are none."""
    found = list(works)
    weights = _weights(found)
    if not found:
        return None
    done = sum(Fraction(_percent(it)) * weight for it, weight in zip(found, weights, strict=True))
    return Decimal(int(done * 10 / sum(weights))) / 10


def forecast(
    work: Part, days: SiteDays, today: date, rule: ForecastRule, taught: Taught = UNTAUGHT, wait: Wait | None = None
) -> Forecast:
    """Of one work, whose planned value grows evenly over its days."""
    known = _known(work, days, wait)
    if work.is_done:
        return _done(known, work.finished or work.as_of or today)
    return _foretold(known, days, today, rule, taught)


def finish_of(
    work: Part, days: SiteDays, today: date, rule: ForecastRule, taught: Taught = UNTAUGHT, wait: Wait | None = None
) -> tuple[date, int]:
    """The finish that `forecast` tells, and the planned days, where nothing else is asked for."""
    known = _known(work, days, wait)
    if work.is_done:
        return work.finished or work.as_of or today, known.planned
    left = _left(known, days, today, rule, taught.usual(known.likes))
    return max(_left_until(known, left, days), days.next(today)), known.planned


def _known(work: Part, days: SiteDays, wait: Wait | None) -> "_Known":
    planned = max(1, days.between(work.start, work.finish))
    return _Known(
        start=work.start,
        finish=work.finish,
        planned=planned,
        done=planned * float(_percent(work)) / 100,
        percent=_percent(work),
        earned=earned(work.budget, _percent(work)),
        started=work.started,
        as_of=work.as_of,
        kinds=work.kinds,
        likes=work.likes,
        wait=wait,
    )


def forecasts(
    works: Sequence[Part],
    days: SiteDays | Callable[[Part], SiteDays],
    today: date,
    rule: ForecastRule,
    taught: Taught = UNTAUGHT,
) -> tuple[Forecast, ...]:
    """Of several works, in their order: one that has not begun waits for those of them that come before it. Their days
    are those of all, or of each its own. ValueError where two have one number."""
    if len({it.number for it in works}) < len(works):
        raise ValueError("two works with one number")
    found: dict[str, Forecast] = {}
    for work in sorted(works, key=lambda it: (it.start, it.finish)):
        before = [found[it] for it in work.after if it in found and found[it].basis is not Basis.DONE]
        wait = (max(it.finish for it in before), max(it.late for it in before)) if before else None
        own = days if isinstance(days, SiteDays) else days(work)
        found[work.number] = forecast(work, own, today, rule, taught, wait)
    return tuple(found[work.number] for work in works)


def group_forecast(
    works: Sequence[Part],
    days: SiteDays,
    today: date,
    rule: ForecastRule,
    taught: Taught = UNTAUGHT,
    told: Sequence[Forecast] | None = None,
) -> Forecast:
    """Of what works make up (estate, unit, subdistrict, programme): it is finished with the work that is foretold to be
    finished last, whose band it shares; the works' forecasts in their order may be handed in. ES is where the curve of
    all planned value comes to what is earned, and `by_curve` what the formula makes of that. ValueError without
    works."""
    if not works:
        raise ValueError("no works, no forecast")
    own = told or forecasts(works, days, today, rule, taught)
    first, last = min(it.start for it in works), max(it.finish for it in works)
    known = _Known(
        start=first,
        finish=last,
        planned=max(1, days.between(first, last)),
        done=earned_schedule(works, days),
        percent=percent_of(works) or Decimal(0),
        earned=sum(it.earned for it in own),
        started=min((it.started for it in works if it.started), default=None),
        as_of=max((it.as_of for it in works if it.as_of), default=None),
    )
    if all(it.is_done for it in works):
        return _done(known, max(it.finish for it in own))
    curve = _foretold(known, days, today, rule, UNTAUGHT)
    at = max(range(len(works)), key=lambda i: (not works[i].is_done, own[i].finish))
    return replace(
        curve,
        finish=own[at].finish,
        early=max(it.early for it in own),
        late=max(it.late for it in own),
        basis=own[at].basis,
        band=own[at].band,
        note=Reason(code="forecast.by_works", values={"work": works[at].number, "finish": own[at].finish}),
        by_curve=curve.finish,
        last=own[at],
        decides=works[at].number,
    )


def earned_schedule(works: Sequence[Part], days: SiteDays) -> float:
    """ES of several works, in days of work from the first planned start: where the curve of their planned value first
    comes to what they have earned."""
    weights = [float(it) for it in _weights(works)]
    first = min(it.start for it in works)
    goal = sum(float(_percent(it)) / 100 * weight for it, weight in zip(works, weights, strict=True))
    turns: dict[int, float] = {}  # the day after which the curve is so much steeper
    for it, weight in zip(works, weights, strict=True):
        begin = days.between(first, it.start - _DAY) if it.start > first else 0
        length = max(1, days.between(it.start, it.finish))
        turns[begin] = turns.get(begin, 0.0) + weight / length
        turns[begin + length] = turns.get(begin + length, 0.0) - weight / length
    value, slope, at = 0.0, 0.0, 0
    for day in sorted(turns):
        if value + slope * (day - at) >= goal * (1 - _TINY):
            break
        value, slope, at = value + slope * (day - at), slope + turns[day], day
    return at + ((goal - value) / slope if slope > 0 and goal > value else 0.0)


def need(found: Forecast, days: SiteDays, today: date, by: date | None = None) -> Reason:
    """What would have to happen to finish as planned, or by another day: how many days of work would have to be made up
    in those that are left; of several works, by the one that decides."""
    goal = by or found.planned_finish
    if found.basis is Basis.DONE:
        return Reason(code="need.done")
    if found.last is not None:
        return need(found.last, days, today, goal)
    gone = work_days_after(days, found.since, today) if today > found.since else 0
    undone = max(1, math.ceil(found.planned_days - found.earned_days - gone * found.speed - _TINY))
    left = work_days_after(days, max(today, found.since), goal)
    if left <= 0:
        return Reason(code="need.past", values={"goal": goal, "days": undone})
    if undone == left:
        return Reason(code="need.just", values={"goal": goal, "left": left})
    if undone < left:
        return Reason(code="need.none", values={"goal": goal, "left": left, "spare": left - undone})
    values = {"goal": goal, "left": left, "days": undone - left, "speed": undone / left}
    return Reason(code="need.faster", values=values)


def by_month(budget: Fen, certified: Fen, found: Forecast, days: SiteDays, today: date) -> tuple[tuple[date, Fen], ...]:
    """When what is not yet certified is expected to be spent: (first day of the month, fen), evenly over the days of
    work from today, or from the planned start, to the foretold finish, in whole hundreds of yuan; what is no whole one
    comes last. The sum is exact; none where nothing is left."""
    rest = budget - certified
    if rest <= 0:
        return ()
    first = today if found.used_days else max(today, found.since + _DAY)
    last = max(first, found.finish)
    spent = list(months(first, last))
    weights = [max(0, days.between(max(first, it), min(last, due_on(it)))) for it in spent]
    if not any(weights):
        return ((spent[-1], rest),)
    shares = [units * STEP for units in parts(rest // STEP, weights)]
    shares[-1] += rest % STEP
    return tuple((it, fen) for it, fen in zip(spent, shares, strict=True) if fen)


def summed(spent: Iterable[tuple[tuple[date, Fen], ...]]) -> tuple[tuple[date, Fen], ...]:
    """The months of several works as one, in their order."""
    found: dict[date, Fen] = {}
    for one in spent:
        for month, fen in one:
            found[month] = found.get(month, 0) + fen
    return tuple(sorted(found.items()))


def is_urgent(
    found: Forecast, today: date, fund_ends: Iterable[date], stops: Iterable[Blackout], rule: ForecastRule
) -> bool:
    """May it outlast a fund that pays for it, or come into a stop ahead before which it was to be done?"""
    if found.basis is Basis.DONE:
        return False
    return any(found.late > end for end in fund_ends) or any(
        it.loss >= rule.stop and found.planned_finish < it.first_date <= found.late and it.last_date >= today
        for it in stops
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a forecast looks at, of one work or of several."""

    start: date
    finish: date
    planned: int
    done: float
    percent: Decimal
    earned: Fen
    started: date | None
    as_of: date | None
    kinds: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    wait: "Wait | None" = None  # of one that has not begun


def _done(known: _Known, finish: date) -> Forecast:
    told = Reason(code="forecast.done", values={"finish": finish})
    return _made(known, finish, finish, finish, _Left(0.0, finish, told, used=0), Basis.DONE, told)


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left: so many days of work after a day, and why."""

    days: float
    since: date
    note: Reason
    used: int
    pace: float | None = None
    speed: float = 1.0
    late_begin: date | None = None

    @property
    def late_since(self) -> date:
        """The day after which they count where what comes before takes long."""
        return self.late_begin or self.since


def _foretold(known: _Known, days: SiteDays, today: date, rule: ForecastRule, taught: Taught) -> Forecast:
    left = _left(known, days, today, rule, taught.usual(known.likes))
    soonest, found = days.next(today), _left_until(known, left, days)
    if left.pace is not None and found < today:
        left = replace(left, note=Reason(code="forecast.overdue", values={**left.note.values, "since": left.since}))
    finish = max(found, soonest)
    low, high, basis, told = _band(known, rule, taught)
    early = max(_day(days, left.since, left.days * low), soonest)
    slower = 1.0 if left.pace is not None else max(1.0, 1 / taught.usual(known.likes))  # the plan's date knows no pace
    late = max(_day(days, left.since, left.days * slower * high, up=False), finish)
    late = _later(days, finish, late, work_days_after(days, left.since, left.late_since))
    return _made(known, finish, min(early, finish), late, left, basis, told)


def _left_until(known: _Known, left: _Left, days: SiteDays) -> date:
    """When what is left is done; by the plan's pace not before the plan's date."""
    found = _day(days, left.since, left.days)
    return max(found, known.finish) if left.pace is None else found


def _later(days: SiteDays, finish: date, late: date, wait: int) -> date:
    """The end of a band whose work waits for one that may be late by so many days: what scatters by itself adds up as
    squares do."""
    return late if wait <= 0 else days.add(finish, round(math.hypot(work_days_after(days, finish, late), wait)))


def _made(known: _Known, finish: date, early: date, late: date, left: _Left, basis: Basis, band: Reason) -> Forecast:
    return Forecast(
        finish=finish,
        early=early,
        late=late,
        planned_finish=known.finish,
        earned=known.earned,
        planned_days=known.planned,
        used_days=left.used,
        earned_days=known.done,
        pace=left.pace,
        speed=left.speed,
        left_days=left.days,
        since=left.since,
        basis=basis,
        note=left.note,
        band=band,
    )


def _left(known: _Known, days: SiteDays, today: date, rule: ForecastRule, usual: float) -> _Left:
    """The days of work that are left: by the work's pace where enough is earned, else by the plan's."""
    if known.started is None and known.percent == 0:
        return _not_begun(known, days, today)
    since = known.as_of or days.add(known.started or known.start, -1)
    begun = known.started or min(known.start, since)
    used = max(1, days.between(begun, since)) if since >= begun else 1
    if known.percent < rule.least:
        return _too_early(known, days, rule, since, used)
    pace = known.done / used
    weight = min(1.0, known.done / known.planned) ** rule.power
    speed = (1 - weight) * usual + weight * pace
    values = {
        "planned": known.planned,
        "earned": known.done,
        "used": used,
        "pace": pace,
        "usual": usual,
        "speed": speed,
    }
    note = Reason(code="forecast.by_pace", values=values)
    return _Left((known.planned - known.done) / speed, since, note, used, pace, speed)


def _not_begun(known: _Known, days: SiteDays, today: date) -> _Left:
    """The plan's dates; a start that is past is taken to be the next day of work, or the one after what it awaits."""
    soonest = max(today, known.start)
    start, late = (days.next(max(soonest, it + _DAY)) for it in known.wait or (date.min, date.min))
    values = {"start": known.start, "days": max(0, days.between(known.start, start) - 1)}
    code = "forecast.not_begun"
    if start > days.next(known.start):
        code = "forecast.waits" if known.wait and known.wait[0] >= soonest else "forecast.begun_late"
    since, late_since = days.add(start, -1), days.add(late, -1)
    return _Left(known.planned, since, Reason(code=code, values=values), 0, late_begin=late_since)


def _too_early(known: _Known, days: SiteDays, rule: ForecastRule, since: date, used: int) -> _Left:
    """The plan's date; behind the plan, that with today's delay."""
    left = known.planned - known.done
    values = {"least": Fraction(rule.least) / 100, "percent": Fraction(known.percent) / 100}
    behind = math.ceil(left - _TINY) - work_days_after(days, since, known.finish)
    if behind <= 0:
        return _Left(left, since, Reason(code="forecast.too_early", values=values), used)
    note = Reason(code="forecast.too_early_behind", values={**values, "days": behind})
    return _Left(left, since, note, used)


def _band(known: _Known, rule: ForecastRule, taught: Taught) -> tuple[float, float, Basis, Reason]:
    """The ratios of remaining days between which the band lies, and on what they rest."""
    stage = stage_of(float(known.percent))
    for kind in known.kinds if known.percent >= rule.least else ():
        own = taught.ratios(kind, stage)
        if len(own) >= rule.enough:
            told = Reason(code="band.own", values={"kind": kind, "works": len(own), "stage": MIDDLES[stage]})
            return _quantile(own, rule.low), _quantile(own, rule.high), Basis.OWN, told
    wider = _wider(float(known.percent) / 100)
    low, high = (_quantile(_DECILES, part) ** wider for part in (rule.low, rule.high))
    code, least = ("band.early", Fraction(rule.least) / 100) if known.percent < rule.least else ("band.shipped", None)
    return low, high, Basis.SHIPPED, Reason(code=code, values={"enough": rule.enough, "least": least})


def _wider(part: float) -> float:
    """How much wider the remaining days scatter, by what is earned: the band of the whole shrinks evenly with it, so
    that of what is left grows."""
    middle = (_WIDE - _NARROWER * 0.5) / 0.5
    return min(_WIDEST, (_WIDE - _NARROWER * part) / max(_TINY, 1 - part) / middle)


def _quantile(rising: Sequence[float], part: float) -> float:
    """Weibull's quantile, whose expected coverage of a new one is the part; none beyond the ends."""
    at = part * (len(rising) + 1) - 1
    below, above = quantile_places(len(rising), part)
    return rising[below] + (rising[above] - rising[below]) * min(1.0, max(0.0, at - below))


def _day(days: SiteDays, since: date, count: float, up: bool = True) -> date:
    """The day of work that comes so many after a day: the one on which the last begins, or the last that is whole."""
    near = round(count)
    whole = near if abs(count - near) < _TINY * 1000 else math.ceil(count) if up else math.floor(count)
    return days.add(since, max(1, whole))


def _percent(work: Part) -> Decimal:
    return _ALL if work.finished is not None else work.percent


def _weights(works: Sequence[Part]) -> list[Fen]:
    return [it.budget for it in works] if any(it.budget for it in works) else [1] * len(works)

"""得分: what a scheme makes of a unit's values, exactly; and which of them would bring most. Pure, and rounded once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor, lcm

from yipanqi.domain.supervision.scheme import Absent, Formula, Indicator, Scheme, Scorer, Steps

LAW = "1"  # raised whenever the same values would make other points
_DEDUCTS = (Formula.PER_EVENT, Formula.PER_SHORT)  # whose deductions few tasks double
_CENT, _HALF, _ZERO = 100, Fraction(1, 2), Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What is known of a unit by an indicator: an amount, or an amount of something; events by their kinds; or that it
    has no such task. Nothing of all: no score. ValueError for a share of nothing."""

    amount: Fraction | None = None
    of: Fraction | None = None  # none: the amount is the value; else the value is amount ÷ of
    counts: Mapping[str, int] | None = None
    is_absent: bool = False

    def __post_init__(self) -> None:
        if self.of is not None and self.of <= 0 and not self.is_absent:
            raise ValueError("a share of nothing")

    @property
    def is_missing(self) -> bool:
        """Is nothing known?"""
        return not self.is_absent and self.amount is None and self.counts is None

    @property
    def ratio(self) -> Fraction | None:
        """The value itself."""
        if self.amount is None:
            return None
        return self.amount if self.of is None else self.amount / self.of


MISSING, ABSENT = Value(), Value(is_absent=True)


class Standing(StrEnum):
    """How an indicator counts for a unit."""

    SCORED = "scored"
    LEFT_OUT = "left_out"
    FULL = "full"  # it has no such task: full points
    ZERO = "zero"  # it has no such task: none
    NO_SCORE = "no_score"  # nothing is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a unit has by an indicator; `weight` is what counts in the rescaling."""

    key: str
    standing: Standing
    points: Fraction | None
    weight: Fraction
    is_doubled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a unit has in all. `score` is the published one: rounded once, half up, to a hundredth; none where anything
    that counts has no score. `apart` is the part of it that leaders judged, exact like the rest."""

    points: Sequence[Point]
    exact: Fraction | None
    score: Decimal | None
    apart: Fraction | None = None
    factor: Fraction = Fraction(1)  # by which points were rescaled


def hundredth(value: Fraction) -> Decimal:
    """Rounded half up to 0.01, exactly."""
    return Decimal(floor(value * _CENT + _HALF)).scaleb(-2)


def score(scheme: Scheme, values: Mapping[str, Value], *, tasks: int) -> Result:
    """The result of a unit with so many tasks."""
    is_few = 0 < tasks < scheme.few_tasks
    points = [point(it, values.get(it.key, MISSING), is_doubled=is_few) for it in scheme.indicators]
    weights = _sum(it.weight for it in points)
    if any(it.standing is Standing.NO_SCORE for it in points) or not weights:
        return Result(points=points, exact=None, score=None)
    is_rescaled = scheme.is_scaled or any(it.standing is Standing.LEFT_OUT for it in points)
    factor = scheme.full / weights if is_rescaled else Fraction(1)
    told = list(zip(scheme.indicators, points, strict=True))
    exact = _sum(_counted(one, it, factor) for one, it in told)
    by_leaders = [_counted(one, it, factor) for one, it in told if one.scorer is Scorer.LEADERS]
    apart = _sum(by_leaders) if by_leaders else None
    return Result(points=points, exact=exact, score=hundredth(exact), apart=apart, factor=factor)


def _counted(indicator: Indicator, it: Point, factor: Fraction) -> Fraction:
    points = it.points or _ZERO
    return points if factor == 1 or indicator.formula is Formula.BONUS else points * factor


def _sum(parts: Iterable[Fraction]) -> Fraction:
    """Their exact sum over one denominator: a tenth of the time of adding fraction to fraction."""
    own = list(parts)
    whole = lcm(*(it.denominator for it in own))
    return Fraction(sum(it.numerator * (whole // it.denominator) for it in own), whole)


def point(indicator: Indicator, value: Value, *, is_doubled: bool = False) -> Point:
    """What a value brings. With few tasks deductions count twice, down to the floor."""
    if value.is_absent:
        return _absent(indicator)
    if value.is_missing or (value.counts is None if indicator.is_counted else value.ratio is None):
        return Point(key=indicator.key, standing=Standing.NO_SCORE, points=None, weight=indicator.weight)
    points = _FORMULA[indicator.formula](indicator, value)
    doubles = is_doubled and indicator.formula in _DEDUCTS and points < indicator.weight
    if doubles:
        points = _at_least(indicator, indicator.weight - 2 * (indicator.weight - points))
    return Point(
        key=indicator.key, standing=Standing.SCORED, points=points, weight=indicator.weight, is_doubled=doubles
    )


def _absent(indicator: Indicator) -> Point:
    if indicator.formula is Formula.BONUS:
        return Point(key=indicator.key, standing=Standing.LEFT_OUT, points=None, weight=_ZERO)
    standing, points, weight = {
        Absent.LEAVE_OUT: (Standing.LEFT_OUT, None, _ZERO),
        Absent.FULL: (Standing.FULL, indicator.weight, indicator.weight),
        Absent.ZERO: (Standing.ZERO, _ZERO, indicator.weight),
    }[indicator.absent]
    return Point(key=indicator.key, standing=standing, points=points, weight=weight)


def _ratio(it: Indicator, value: Value) -> Fraction:
    return it.weight * max(_ZERO, min(Fraction(1), value.ratio / it.target))  # type: ignore[operator]


def _bands(it: Indicator, value: Value) -> Fraction:
    return next((band.points for band in it.bands if band.reached(value.ratio)), _ZERO)  # type: ignore[arg-type]


def _per_short(it: Indicator, value: Value) -> Fraction:
    assert it.target is not None and it.step is not None and value.ratio is not None
    step = it.step * it.target if it.is_relative else it.step
    away = (value.ratio - it.target) / step
    if away < 0:
        return _at_least(it, it.weight - it.less * _steps(it.steps, -away))
    return it.weight + min(it.most_more, it.more * _steps(it.steps, away))


def _steps(kind: Steps, count: Fraction) -> Fraction:
    return {Steps.EXACT: count, Steps.WHOLE: Fraction(floor(count)), Steps.BEGUN: Fraction(ceil(count))}[kind]


def _per_event(it: Indicator, value: Value) -> Fraction:
    total, number = _summed(it, value)
    base = it.weight if it.base is None else it.base
    points = base + (total / number if it.is_mean and number else total)
    return min(it.weight if it.cap is None else it.cap, _at_least(it, points))


def _all_or_nothing(it: Indicator, value: Value) -> Fraction:
    reached = value.ratio > it.target if it.is_above else value.ratio >= it.target  # type: ignore[operator]
    return it.weight if reached else _ZERO


def _judged(it: Indicator, value: Value) -> Fraction:
    return max(_ZERO, min(it.weight, value.ratio or _ZERO))


def _bonus(it: Indicator, value: Value) -> Fraction:
    total = _at_least(it, _summed(it, value)[0])
    return total if it.cap is None else min(it.cap, total)


def _summed(it: Indicator, value: Value) -> tuple[Fraction, int]:
    counts = value.counts or {}
    told = [(event.points, counts.get(event.key, 0)) for event in it.events]
    return sum((points * count for points, count in told), _ZERO), sum(count for _, count in told)


def _at_least(it: Indicator, points: Fraction) -> Fraction:
    return points if it.floor is None else max(it.floor, points)


_FORMULA = {
    Formula.RATIO: _ratio,
    Formula.BANDS: _bands,
    Formula.PER_SHORT: _per_short,
    Formula.PER_EVENT: _per_event,
    Formula.ALL_OR_NOTHING: _all_or_nothing,
    Formula.JUDGED: _judged,
    Formula.BONUS: _bonus,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What one indicator would bring, were it as good as it can be: exactly so many points of the score."""

    key: str
    gain: Fraction
    best: Value
    lacking: Fraction | None = None  # of a share: how many more of its whole
    avoided: Mapping[str, int] = field(default_factory=dict)  # events that would not have been


def gains(scheme: Scheme, values: Mapping[str, Value], *, tasks: int, most: int = 3) -> list[Gain]:
    """Which indicators would bring most points, each by itself, the most first; in the scheme's order where they bring
    alike. What leaders judge, what is left out and what has no score is not counted."""
    now = score(scheme, values, tasks=tasks)
    if now.exact is None:
        return []
    found = []
    for it in scheme.indicators:
        value = values.get(it.key, MISSING)
        if it.scorer is Scorer.LEADERS or value.is_absent or value.is_missing:
            continue
        best = best_of(it, value)
        then = score(scheme, {**values, it.key: best}, tasks=tasks)
        if then.exact is not None and then.exact > now.exact:
            lacking, avoided = _lacking(value, best), _avoided(value, best)
            found.append(Gain(key=it.key, gain=then.exact - now.exact, best=best, lacking=lacking, avoided=avoided))
    return sorted(found, key=lambda it: -it.gain)[:most]


def best_of(it: Indicator, value: Value) -> Value:
    """The value as good as it need be: the target, the first band, nothing that costs points. What more could be earned
    by events that bring points is not foretold: nobody knows how many there will be."""
    if it.is_counted:
        counts = value.counts or {}
        costs = {event.key for event in it.events if event.points < 0}
        if it.is_mean:
            return replace(value, counts=_all_best(it, counts))
        return replace(value, counts={key: 0 if key in costs else count for key, count in counts.items()})
    if it.formula is Formula.JUDGED:
        return replace(value, amount=it.weight, of=None)
    if it.formula is Formula.BANDS:
        goal = max(it.bands, key=lambda band: band.points).at
    else:
        goal = (it.target or _ZERO) + _beyond(it)
    if value.of is None:
        return replace(value, amount=max(value.amount or _ZERO, goal))
    reached = max(value.amount or _ZERO, Fraction(ceil(goal * value.of)))
    is_passed = it.is_above or (it.formula is Formula.BANDS and max(it.bands, key=lambda b: b.points).is_above)
    if is_passed and reached == goal * value.of:
        reached += 1
    return replace(value, amount=min(value.of, reached))


def _beyond(it: Indicator) -> Fraction:
    """How far past its target a value still brings more."""
    if it.formula is not Formula.PER_SHORT or not it.more or it.step is None:
        return _ZERO
    step = it.step * (it.target or _ZERO) if it.is_relative else it.step
    return step * it.most_more / it.more


def _all_best(it: Indicator, counts: Mapping[str, int]) -> dict[str, int]:
    best = max(it.events, key=lambda event: event.points).key
    return {best: sum(counts.values())}


def _lacking(value: Value, best: Value) -> Fraction | None:
    return None if value.of is None or best.amount is None else best.amount - (value.amount or _ZERO)


def _avoided(value: Value, best: Value) -> dict[str, int]:
    now, then = value.counts or {}, best.counts or {}
    return {key: now[key] - then.get(key, 0) for key in now if now[key] > then.get(key, 0)}

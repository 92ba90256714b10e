"""考核办法 as data: indicators with weight, formula and source of value, grades, and whom it ranks. No arithmetic in
float: every figure is an exact fraction."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Names = tuple[str, str]  # in Chinese and in English
_FULL = Fraction(100)


class Formula(StrEnum):
    """How a value becomes points."""

    RATIO = "ratio"  # weight × min(1, value ÷ target)
    BANDS = "bands"  # points of the first band that is reached
    PER_SHORT = "per_short"  # less for each step short of the target, more for each step above it
    PER_EVENT = "per_event"  # base, and points for each event
    ALL_OR_NOTHING = "all_or_nothing"
    JUDGED = "judged"  # 0 to the weight, by somebody who names the evidence
    BONUS = "bonus"  # beside the weights: points for each event, up to a cap

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _FORMULAS[self]


class Absent(StrEnum):
    """What happens where a unit has no such task."""

    LEAVE_OUT = "leave_out"  # the others count for more
    FULL = "full"
    ZERO = "zero"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _ABSENT[self]


class Scorer(StrEnum):
    """Who gives the value, where it is not worked out from the record."""

    RECORD = "record"  # nobody: it is worked out
    OFFICE = "office"
    DEPARTMENT = "department"  # a department's people, or the office
    LEADERS = "leaders"  # shown apart

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _SCORERS[self]


class Steps(StrEnum):
    """What of a step counts."""

    EXACT = "exact"  # any part of it, in proportion
    WHOLE = "whole"  # none but whole ones
    BEGUN = "begun"  # each that has begun


class Cycle(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _CYCLES[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Points from a value on: at it (≥), or above it (>)."""

    at: Fraction
    points: Fraction
    is_above: bool = False

    def reached(self, value: Fraction) -> bool:
        """Does a value lie in it, or beyond?"""
        return value > self.at if self.is_above else value >= self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A kind of event, and the points for each: more, or less."""

    key: str
    names: Names
    points: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A line of a scheme. ValueError where its parts do not fit its formula: `place: code`."""

    key: str
    names: Names
    group: Names = ("", "")
    weight: Fraction = Fraction(0)  # points at most; of a bonus none
    formula: Formula
    source: str = ""  # a computed value by its key; empty: somebody enters it
    evidence: Names = ("", "")  # what has to be shown
    scorer: Scorer = Scorer.OFFICE
    absent: Absent = Absent.LEAVE_OUT
    target: Fraction | None = None  # of ratio, per_short, all_or_nothing
    is_above: bool = False  # all_or_nothing: the target must be passed, not only reached
    bands: Sequence[Band] = ()
    step: Fraction | None = None  # per_short: how far one step is
    is_relative: bool = False  # per_short: a step is so much of the target
    steps: Steps = Steps.EXACT
    less: Fraction = Fraction(0)  # per_short: points for each step short
    more: Fraction = Fraction(0)  # per_short: points for each step above
    most_more: Fraction = Fraction(0)  # per_short: at most so many of them
    base: Fraction | None = None  # per_event: points before any event; none: the weight
    events: Sequence[Happening] = ()
    is_mean: bool = False  # per_event: the mean of the events' points, not their sum
    floor: Fraction | None = Fraction(0)
    cap: Fraction | None = None  # per_event: none: the weight; bonus: none: no limit

    def __post_init__(self) -> None:
        if not self.key or not all(self.names):
            raise ValueError("names: empty")
        if self.weight < 0 or (self.weight == 0) != (self.formula is Formula.BONUS):
            raise ValueError("weight: bonus" if self.formula is Formula.BONUS else "weight: none")
        for place, holds in _WANTED[self.formula]:
            if not holds(self):
                raise ValueError(place)
        if (self.scorer is Scorer.RECORD) != bool(self.source):
            raise ValueError("scorer: source")

    @property
    def is_entered(self) -> bool:
        """Does somebody enter its value?"""
        return self.scorer is not Scorer.RECORD

    @property
    def is_counted(self) -> bool:
        """Is its value a number of events by kind?"""
        return self.formula in (Formula.PER_EVENT, Formula.BONUS)

    @property
    def most(self) -> Fraction:
        """The points at most."""
        if self.formula is Formula.BONUS:
            return self.cap if self.cap is not None else Fraction(0)
        return self.weight


def _descends(it: Indicator) -> bool:
    marks = [(band.at, band.is_above) for band in it.bands]
    return bool(marks) and marks == sorted(set(marks), reverse=True)


def _within(it: Indicator) -> bool:
    return all(0 <= band.points <= it.weight for band in it.bands)


def _has_target(it: Indicator) -> bool:
    return it.target is not None and it.target > 0


def _has_events(it: Indicator) -> bool:
    keys = [event.key for event in it.events]
    return bool(keys) and len(set(keys)) == len(keys) and all(event.points for event in it.events)


_TARGET = ("target: none", _has_target)
_EVENTS = ("events: none", _has_events)
_WANTED = {
    Formula.RATIO: (_TARGET,),
    Formula.BANDS: (("bands: order", _descends), ("bands: points", _within)),
    Formula.PER_SHORT: (
        ("target: none", lambda it: it.target is not None),
        ("target: relative", lambda it: not it.is_relative or it.target > 0),
        ("step: none", lambda it: it.step is not None and it.step > 0),
        ("less: none", lambda it: it.less > 0 or it.more > 0),
        ("less: sign", lambda it: min(it.less, it.more, it.most_more) >= 0),
    ),
    Formula.PER_EVENT: (
        _EVENTS,
        ("base: range", lambda it: it.base is None or it.base <= it.weight),
        ("floor: range", lambda it: it.floor is None or it.floor < it.weight),
        ("cap: range", lambda it: it.cap is None or (it.floor or 0) < it.cap <= it.weight),
    ),
    Formula.ALL_OR_NOTHING: (("target: none", lambda it: it.target is not None),),
    Formula.JUDGED: (("scorer: judged", lambda it: it.scorer is not Scorer.RECORD),),
    Formula.BONUS: (_EVENTS, ("cap: range", lambda it: it.cap is None or it.cap > 0)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """等次: from a score on, at it (≥) or above it (>)."""

    names: Names
    at: Fraction
    is_above: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A scheme. ValueError where it does not hold together: `place: code`."""

    key: str
    names: Names
    kinds: Sequence[str]  # of units that it assesses
    cycle: Cycle
    indicators: Sequence[Indicator]
    grades: Sequence[Grade] = ()  # the best first; the last one has no cut-off of its own where it is at 0
    full: Fraction = _FULL
    is_scaled: bool = False  # the weights need not make the full score: they are scaled to it
    few_tasks: int = 0  # units with fewer tasks have their deductions doubled; 0: none
    barring: Sequence[tuple[str, Names]] = ()  # what lets a unit have neither grade nor rank
    least_units: int = 5  # no rank of fewer units
    least_estates: int = 3  # no rank of a unit with fewer estates
    source: Names = ("", "")
    note: Names = ("", "")

    def __post_init__(self) -> None:
        keys = [it.key for it in self.indicators]
        if not self.key or not all(self.names):
            raise ValueError("names: empty")
        if not keys or len(set(keys)) != len(keys):
            raise ValueError("indicators: keys")
        if self.full <= 0 or not self.weights:
            raise ValueError("full: range")
        if not self.is_scaled and self.weights != self.full:
            raise ValueError("weights: sum")
        marks = [(it.at, it.is_above) for it in self.grades]
        if marks != sorted(set(marks), reverse=True):
            raise ValueError("grades: order")
        if not self.kinds:
            raise ValueError("kinds: empty")

    @property
    def weights(self) -> Fraction:
        """The sum of all weights."""
        return sum((it.weight for it in self.indicators), Fraction(0))

    def indicator(self, key: str) -> Indicator:
        """The line of this key. KeyError."""
        return {it.key: it for it in self.indicators}[key]

    def grade(self, score: Fraction) -> Grade | None:
        """The grade of a score: the first whose cut-off it reaches; none below all of them."""
        return next((it for it in self.grades if (score > it.at if it.is_above else score >= it.at)), None)


_FORMULAS = {
    Formula.RATIO: ("按比例", "In proportion"),
    Formula.BANDS: ("分档", "By bands"),
    Formula.PER_SHORT: ("差额增减", "By steps from the target"),
    Formula.PER_EVENT: ("按次增减", "By events"),
    Formula.ALL_OR_NOTHING: ("达标得分", "All or nothing"),
    Formula.JUDGED: ("评定", "Judged"),
    Formula.BONUS: ("加减分", "Beside the weights"),
}
_ABSENT = {
    Absent.LEAVE_OUT: ("不计入，其余折算", "left out, the others rescaled"),
    Absent.FULL: ("得满分", "full points"),
    Absent.ZERO: ("得 0 分", "no points"),
}
_SCORERS = {
    Scorer.RECORD: ("系统取数", "From the record"),
    Scorer.OFFICE: ("改造办评分", "Scored by the office"),
    Scorer.DEPARTMENT: ("主管部门评分", "Scored by the department"),
    Scorer.LEADERS: ("领导评价", "Leaders' judgement"),
}
_CYCLES = {
    Cycle.MONTH: ("月", "Month"),
    Cycle.QUARTER: ("季度", "Quarter"),
    Cycle.YEAR: ("年度", "Year"),
}

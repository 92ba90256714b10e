"""A rule of lights as plain data: what it looks at, from where it gives yellow and red, and on what ground; two of them
may stand together, and the worse light counts. A district copies one and changes it; it is kept as JSON."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from yipanqi.domain.delivery.described import Names

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
TENTHS = 10
_MOST = Decimal(1000)
_LONGEST = 500  # characters of a name, source or note
_Choice = TypeVar("_Choice", bound=StrEnum)


class Gauge(StrEnum):
    """What a rule measures."""

    DAYS = "days"  # working days behind the plan, late to begin or late to finish
    RATIO = "ratio"  # what is done ÷ what should be, per cent
    POINTS = "points"  # what should be done − what is, percentage points
    NODES = "nodes"  # months in a row in which the node was missed
    RANK = "rank"  # place from the last, of those that missed the month's task
    FORECAST = "forecast"  # by how much of the planned duration the forecast passes the plan, per cent


class Span(StrEnum):
    """Of what."""

    WHOLE = "whole"  # from the beginning to date
    YEAR = "year"  # from 1 January to date
    MONTH = "month"  # of the month's task
    START = "start"  # of the start alone


_SPANS: Mapping[Gauge, tuple[Span, ...]] = {
    Gauge.DAYS: (Span.WHOLE,),
    Gauge.RATIO: (Span.WHOLE, Span.YEAR, Span.MONTH),
    Gauge.POINTS: (Span.WHOLE, Span.YEAR, Span.MONTH),
    Gauge.NODES: (Span.MONTH, Span.START),
    Gauge.RANK: (Span.MONTH,),
    Gauge.FORECAST: (Span.WHOLE,),
}
_LOW_IS_BAD = (Gauge.RATIO, Gauge.RANK)
_WHOLE_NUMBERS = (Gauge.DAYS, Gauge.NODES, Gauge.RANK)


class NoRule(ValueError):
    """These data are no rule; the message is the field that is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """From where a colour counts; does the end itself carry the colour?"""

    at: Decimal  # at most one decimal
    is_included: bool

    def end(self, low_is_bad: bool) -> int:
        """The first value in tenths that carries the colour."""
        at = int(self.at * TENTHS)
        return at if self.is_included else at - 1 if low_is_bad else at + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LightRule:
    """A rule. NoRule where it contradicts itself."""

    key: str
    names: Names
    gauge: Gauge
    span: Span = Span.WHOLE
    yellow: Threshold | None  # none, of a rank: whoever missed the month's task
    red: Threshold
    source: str
    note: Names = ("", "")
    also: "LightRule | None" = None  # of another gauge, for works; the worse light of both counts

    def __post_init__(self) -> None:
        for field, holds in _HOLDS.items():
            if not holds(self):
                raise NoRule(field)

    @property
    def low_is_bad(self) -> bool:
        """Is a small value the worse one?"""
        return self.gauge in _LOW_IS_BAD

    @property
    def parts(self) -> tuple["LightRule", ...]:
        """The rules that are judged by themselves: this one's own gauge, and the rule beside it."""
        return (self,) if self.also is None else (self, self.also)

    def looks_at(self, gauge: Gauge) -> bool:
        """Does one of its parts measure this?"""
        return self.gauge is gauge or (self.also is not None and self.also.gauge is gauge)

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        found = {
            "key": self.key,
            "names": list(self.names),
            "gauge": self.gauge.value,
            "span": self.span.value,
            "yellow": _kept(self.yellow),
            "red": _kept(self.red),
            "source": self.source,
            "note": list(self.note),
        }
        return found if self.also is None else found | {"also": self.also.stored}


def rule_of(value: Any) -> LightRule:
    """The rule that JSON kept. NoRule names the field that is wrong."""
    if not isinstance(value, Mapping):
        raise NoRule("rule")
    if unknown := sorted(str(it) for it in value.keys() - _FIELDS):
        raise NoRule(unknown[0])
    gauge = _one_of(Gauge, value.get("gauge"), "gauge")
    return LightRule(
        key=_text(value.get("key"), "key"),
        names=_pair(value.get("names"), "names"),
        gauge=gauge,
        span=_one_of(Span, value.get("span", Span.WHOLE), "span"),
        yellow=None if value.get("yellow") is None else _threshold(value["yellow"], "yellow"),
        red=_threshold(value.get("red"), "red"),
        source=_text(value.get("source"), "source"),
        note=_pair(value.get("note", ["", ""]), "note"),
        also=None if value.get("also") is None else _beside(value["also"]),
    )


_FIELDS = frozenset({"key", "names", "gauge", "span", "yellow", "red", "source", "note", "also"})


def _beside(value: Any) -> LightRule:
    """The second of two rules, which has none beside itself."""
    if isinstance(value, Mapping) and value.get("also") is not None:
        raise NoRule("also")
    return rule_of(value)


def _kept(threshold: Threshold | None) -> dict[str, Any] | None:
    return None if threshold is None else {"at": str(threshold.at), "is_included": threshold.is_included}


def _text(value: Any, field: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise NoRule(field)
    return value


def _pair(value: Any, field: str) -> Names:
    if not isinstance(value, (list, tuple)) or len(value) != len(("zh", "en")):
        raise NoRule(field)
    return _text(value[0], field), _text(value[1], field)


def _one_of(kind: type[_Choice], value: Any, field: str) -> _Choice:
    try:
        return kind(value)
    except ValueError:
        raise NoRule(field) from None


def _threshold(value: Any, field: str) -> Threshold:
    if not isinstance(value, Mapping) or set(value) != {"at", "is_included"}:
        raise NoRule(field)
    at, is_included = value["at"], value["is_included"]
    if not isinstance(is_included, bool) or isinstance(at, bool) or not isinstance(at, (str, int)):
        raise NoRule(field)
    try:
        return Threshold(at=Decimal(at), is_included=is_included)
    except InvalidOperation:
        raise NoRule(field) from None


def _fits(gauge: Gauge, threshold: Threshold | None) -> bool:
    """Is it a figure that the gauge can show?"""
    if threshold is None:
        return gauge is Gauge.RANK
    at = threshold.at
    if not at.is_finite() or not 0 <= at <= _MOST:
        return False
    if at == 0 and threshold.is_included and gauge is not Gauge.RATIO:
        return False  # all would be so
    return at == at.to_integral_value() if gauge in _WHOLE_NUMBERS else at * TENTHS == (at * TENTHS).to_integral_value()


def _is_worse(rule: LightRule) -> bool:
    """Does red begin beyond yellow?"""
    if rule.yellow is None:
        return True
    yellow, red = rule.yellow, rule.red
    if yellow.at == red.at:
        return yellow.is_included and not red.is_included
    return (red.at < yellow.at) == rule.low_is_bad


_HOLDS: Mapping[str, Callable[[LightRule], bool]] = {
    "key": lambda it: bool(_KEY.fullmatch(it.key)),
    "names": lambda it: all(name.strip() for name in it.names),
    "span": lambda it: it.span in _SPANS[it.gauge],
    "yellow": lambda it: _fits(it.gauge, it.yellow),
    "red": lambda it: _fits(it.gauge, it.red) and _is_worse(it),
    "source": lambda it: bool(it.source.strip()),
    "also": lambda it: it.also is None or (it.also.also is None and it.also.gauge is not it.gauge),
}

"""What the planner hands over: the plan, how good it is, and why."""

import math
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.reason import Reason

SLACK = 0.01  # part of a limit that may be left where the plan is said to use it up
_OFF = 1e-6  # what a solver's bound may be off
_NOTHING = 0.005  # of a limit, told as none


class LimitKind(StrEnum):
    FUND = "fund"  # a fund's year; one unit: 10⁴ yuan
    CREW = "crew"  # a trade's quarter in a region; one unit: a crew-week
    SITE = "site"  # a region's quarter; one unit: one estate under construction
    TARGET = "target"  # a target; one unit: one estate or household less demanded


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit, how much of it the plan uses, and what one more unit would add."""

    kind: LimitKind
    subject: str  # fund id or region id
    trade: str = ""
    year: int | None = None
    quarter: int | None = None
    used: float = 0.0
    cap: float | None = None
    points: float = 0.0  # what one more unit adds to the bound (shadow price)
    households: float | None = None  # how many more households one more unit reaches; None: not asked

    @property
    def told_cap(self) -> float | None:
        """The limit as it is told: money cut to 0.01 × 10⁴ yuan, as grants are."""
        if self.cap is None or self.kind is not LimitKind.FUND:
            return self.cap
        return math.floor(self.cap * 100 + _OFF) / 100

    @property
    def told_used(self) -> float:
        """What is used of it as it is told: of money never more than the limit that is told."""
        if self.told_cap is None or self.kind is not LimitKind.FUND or self.used > (self.cap or 0.0) + _OFF:
            return self.used
        return min(round(self.used, 2), self.told_cap)

    @property
    def is_full(self) -> bool:
        """Does the plan itself use it up, to one per cent? A target that has a price always counts."""
        return self.kind is LimitKind.TARGET or self.cap is None or self.used >= self.cap * (1 - SLACK) - 1e-9


def used_up(limit: Limit) -> bool:
    """Is nothing left of it, as it is told? A target that costs something always counts."""
    return limit.kind is LimitKind.TARGET or limit.told_cap is None or limit.told_used > limit.told_cap - _NOTHING


def binds(limit: Limit, among: Iterable[Limit], carrying: Container[str]) -> bool:
    """Does the plan use the limit up, so that more of it would tell? What a fund that carries over leaves is used up
    where it is in a later year. A limit that has a price but is not used up binds the upper bound alone."""
    if limit.kind is not LimitKind.FUND or limit.subject not in carrying or limit.year is None:
        return limit.is_full
    same = (x for x in among if x.kind is LimitKind.FUND and x.subject == limit.subject)
    return any(x.is_full for x in same if x.year is not None and x.year >= limit.year)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A plan with its value, a bound that no plan can beat, and reasons as values."""

    plan: Plan
    objective: float
    upper_bound: float  # the lowest that is known, whoever's word it is
    seconds: float
    work: int | None  # rounds that make the plan again; None where they would not
    seed: int
    workers: int = 1
    versions: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()  # binding ones first
    estate_reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)  # started or not, of every estate
    work_reasons: Mapping[tuple[str, str], tuple[Reason, ...]] = field(default_factory=dict)  # works left out
    bound_by_solver: bool = False  # is the bound the solver's word alone, which nobody can recompute?
    priced_bound: float | None = None  # the one that follows from the prices; None: the upper bound itself does
    searched_gap: float | None = None  # where the search ended, of a plan changed by hand since; None: the plan's own

    @property
    def gap(self) -> float:
        """How far the plan may be from the best possible, as a part of its objective."""
        return self._short_of(self.upper_bound)

    @property
    def proven_bound(self) -> float:
        """The bound that follows from the prices, which anybody can recompute."""
        return self.upper_bound if self.priced_bound is None else self.priced_bound

    @property
    def proven_gap(self) -> float:
        """How far the plan may be from the best possible by that bound."""
        return self._short_of(self.proven_bound)

    @property
    def search_gap(self) -> float:
        """How far the plan that the search ended with may be from the best possible."""
        return self.gap if self.searched_gap is None else self.searched_gap

    def _short_of(self, bound: float) -> float:
        return (bound - self.objective) / max(abs(self.objective), 1e-9)


def is_unfinished(outcome: Outcome, most: Decimal) -> bool:
    """草案·搜索未完成: was the search cut short, so that plans may be better by more than this part? What is changed by
    hand afterwards is as finished as the search that it came from."""
    return outcome.search_gap > float(most)


def bounded(worth: float, upper_bound: float, priced_bound: float | None) -> dict[str, Any]:
    """What an outcome of that worth says of its bound; `priced_bound` where the other is the solver's word, which no
    more counts where the plan beats it."""
    if priced_bound is None:
        return {"upper_bound": max(upper_bound, worth)}
    priced = max(priced_bound, worth)
    if worth > upper_bound + _OFF * max(1.0, abs(upper_bound)):
        return {"upper_bound": priced}
    return {"upper_bound": max(upper_bound, worth), "bound_by_solver": True, "priced_bound": priced}

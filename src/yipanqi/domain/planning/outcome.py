"""What the planner hands over: the plan, how good it is, and why."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.reason import Reason

SLACK = 0.01  # part of a limit that may be left where the plan is said to use it up


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
    def is_full(self) -> bool:
        """Does the plan itself use it up, to one per cent? A target that has a price always counts."""
        return self.kind is LimitKind.TARGET or self.cap is None or self.used >= self.cap * (1 - SLACK) - 1e-9


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
    upper_bound: float
    seconds: float
    work: int | None  # rounds that make the plan again; None where they would not
    seed: int
    workers: int = 1
    versions: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()  # binding ones first
    estate_reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)  # started or not, of every estate
    work_reasons: Mapping[tuple[str, str], tuple[Reason, ...]] = field(default_factory=dict)  # works left out
    solver_bound: float | None = None  # a lower bound by the solver's word alone, which nobody can recompute

    @property
    def gap(self) -> float:
        """How far the plan may be from the best possible, as a part of its objective."""
        return (self.upper_bound - self.objective) / max(abs(self.objective), 1e-9)

    @property
    def solver_gap(self) -> float | None:
        """The same by the solver's word; None where it says no more."""
        if self.solver_bound is None:
            return None
        return (self.solver_bound - self.objective) / max(abs(self.objective), 1e-9)

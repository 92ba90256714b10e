"""Why no plan can be: the smallest set of colliding rules that a deletion filter finds.

Of small models the solver's word that there is no plan is checked in whole numbers (`refutation`), for the whole as for
every set of rules that is dropped; where it proves wrong, nothing is said to be impossible.
"""

from dataclasses import dataclass, replace

import numpy as np

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner.clock import Clock
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import Model, build, decode
from yipanqi.planner.params import FirstParams
from yipanqi.planner.problem import MISSING, NONE, Flags, Ints
from yipanqi.planner.refutation import refuted
from yipanqi.planner.solver import INF, Answered, Linear, SolverLimits, run


class _Late(Exception):
    """The time is over."""


@dataclass(frozen=True)
class Rule:
    """One rule that collides, and the ids that it concerns; empty where it concerns none of the kind."""

    name: RuleName
    estate: str = ""
    measure: str = ""
    fund: str = ""
    region: str = ""
    trade: str = ""

    @property
    def ids(self) -> dict[str, str]:
        """The ids by their kind, those alone that there are."""
        kinds = ("estate", "measure", "fund", "region", "trade")
        return {kind: value for kind in kinds if (value := getattr(self, kind))}


@dataclass(frozen=True)
class Infeasible:
    """No plan can hold these rules together."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Undecided:
    """The time was over before a plan was found, or before the rules were known that leave none."""

    impossible: bool = False  # that there is no plan is known, though not why


def first_plan(
    layout: Layout, clock: Clock | None = None, params: FirstParams | None = None
) -> Draft | Infeasible | Undecided:
    """A feasible plan of as few estates as possible (those that must start, and what moves from a base plan allow), or
    the rules that collide, as far as the time allows."""
    alone, clock, params = _alone(layout), clock or Clock(0.0), params or FirstParams()
    if alone:
        return Infeasible(tuple(alone))
    free, empty = _needed(layout), nothing(layout.problem)
    model = build(layout, free, empty, _windows(layout))
    answer = _any_plan(model, clock, params)
    if answer.value is not None:
        return decode(layout, model, answer.value, free, empty)
    if answer.status != "infeasible" or refuted(model.linear, params.refutation, clock.late) is False:
        return Undecided()
    try:
        return Infeasible(tuple(_filter(layout, model, free, clock, params)))
    except _Late:
        return Undecided(impossible=True)


def _any_plan(model: Model, clock: Clock, params: FirstParams) -> Answered:
    """Any plan; that there is none is said of the model as it is and of the scaled one, or it is not believed."""
    is_long = len(model.linear.value) > params.quick

    def asked(linear: Linear, limits: SolverLimits) -> Answered:
        if not is_long:
            return run(linear, limits)
        if clock.late():  # else the solver would still load the model and simplify it, which no clock cuts short
            return Answered("stopped", None, None, 0.0, INF, 0)
        return run(linear, replace(limits, stop=clock.late, seconds=clock.left))

    limits = SolverLimits(gap=params.any_gap)
    answer = asked(_cheapest(model), replace(limits, looks=params.brief))
    if answer.value is None:
        answer = asked(model.linear, limits)
    if answer.status == "infeasible":
        answer = asked(model.linear, replace(limits, proof=True))
    return answer


def _cheapest(model: Model) -> Linear:
    """The model with nothing but what must be done, each at its cheapest: most plans that may be known by this."""
    upper = model.linear.upper.copy()
    upper[len(model.estate) : len(model.estate) + len(model.option)] = 0.0
    return replace(model.linear, upper=upper)


def _windows(layout: Layout) -> Flags:
    """Every start of the window, closed ones too: what closes them is among the rules that may collide."""
    when = np.arange(layout.problem.quarters)
    return np.asarray((when >= layout.first[:, None]) & (when <= layout.last[:, None]))


def _needed(layout: Layout) -> Ints:
    """The estates whose starts decide whether there is a plan: to drop any other only helps, unless it is a move."""
    p = layout.problem
    every = np.ones(len(layout.place), bool) if p.moves is not None else p.estates.must
    return np.flatnonzero(every).astype(np.int32)


def _alone(layout: Layout) -> list[Rule]:
    """What forbids a must estate all by itself, before any other estate or cap is looked at."""
    p = layout.problem
    for e in np.flatnonzero(p.estates.must & (layout.last < layout.first)):
        name = p.estates.ids[e]
        must = Rule(RuleName.MUST_START, estate=name)
        if max(0, p.estates.earliest[e]) > min(p.estates.latest[e], p.quarters - layout.span[e]):
            return [must, Rule(RuleName.START_IN_WINDOW, estate=name)]
        works = np.arange(p.works.ptr[e], p.works.ptr[e + 1])
        stuck = works[layout.forced[works] & (layout.base[works] == NONE)]
        lacks = (p.works.parent[stuck] == MISSING).any()
        broken = RuleName.PREREQUISITES if lacks else RuleName.WITHIN_SHARE
        return [must, Rule(broken, estate=name, measure=p.measures.ids[p.works.measure[stuck[0]]])]
    return []


def _filter(layout: Layout, model: Model, free: Ints, clock: Clock, params: FirstParams) -> list[Rule]:
    """Drop rules, many at once where that leaves a collision; those whose absence would allow a plan collide."""
    estates, groups = layout.problem.estates, _groups(layout, model)
    row = {Rule(RuleName.MUST_START, estate=estates.ids[e]): i for i, e in enumerate(free)}
    loosened = _Loosened(model.linear, groups, row, params)
    relaxed = not loosened.possible(set(), clock, relax=True)  # a relaxation without a solution is quicker to ask
    loose: set[Rule] = set()
    kept: list[Rule] = []
    waiting = [[*(rule for rule, i in row.items() if estates.must[free[i]]), *groups]]
    while waiting:
        rules = waiting.pop(0)
        if not loosened.possible(loose | set(rules), clock, relax=relaxed):
            loose |= set(rules)
        elif len(rules) == 1:
            kept += rules
        else:
            half = len(rules) // 2
            waiting[:0] = [rules[:half], rules[half:]]
    return kept or [Rule(RuleName.COMMITTED_IS_PAID)]


def _groups(layout: Layout, model: Model) -> dict[Rule, list[int]]:
    """The rows of every limit that may be loosened."""
    p = layout.problem
    regions, trades = p.regions.ids, p.measures.trades
    pairs = zip(p.crews.region, p.crews.trade, strict=True)
    families = (
        ([Rule(RuleName.WITHIN_CREWS, region=regions[r], trade=trades[t]) for r, t in pairs], p.quarters),
        ([Rule(RuleName.WITHIN_SITES, region=regions[r]) for r in p.sites.region], p.quarters),
        ([Rule(RuleName.WITHIN_APPROPRIATION, fund=fund) for fund in p.funds.ids], p.years),
    )
    groups = {}
    for rules, periods in families:
        for row, rule in enumerate(rules):
            first = model.rows[rule.name] + row * periods
            groups[rule] = list(range(first, first + periods))
    if p.moves is not None:
        groups[Rule(RuleName.STAYS_CLOSE)] = [model.rows[RuleName.STAYS_CLOSE]]
    return groups


@dataclass(frozen=True, eq=False)
class _Loosened:
    """A model whose rules may be loosened."""

    linear: Linear
    groups: dict[Rule, list[int]]  # rows of a limit
    must: dict[Rule, int]  # row of an estate's start
    params: FirstParams

    def possible(self, loose: set[Rule], clock: Clock, *, relax: bool) -> bool:
        """Is there a plan without some rules, or where `relax` a plan of parts of works?

        That there is none is checked in whole numbers, as far as it can be.
        """
        if clock.late():
            raise _Late
        lower, upper = self.linear.row_lower.copy(), self.linear.row_upper.copy()
        for rule in loose:
            if rule in self.groups:
                upper[self.groups[rule]] = INF
            elif rule in self.must:
                lower[self.must[rule]] = 0.0
        model = replace(self.linear, row_lower=lower, row_upper=upper, cost=np.zeros(len(self.linear.cost)))
        answer = run(
            model, SolverLimits(gap=self.params.any_gap, stop=clock.late, seconds=clock.left, proof=True), relax=relax
        )
        if answer.value is None and answer.status != "infeasible":
            raise _Late
        return answer.value is not None or refuted(model, self.params.refutation, clock.late, relax=relax) is False

"""Why no plan can be: the smallest set of colliding rules that a deletion filter finds."""

from dataclasses import dataclass

import numpy as np

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import Model, build, decode
from yipanqi.planner.problem import MISSING, NONE, Flags, Ints
from yipanqi.planner.solver import INF, Linear, SolverLimits, run

PATIENCE = SolverLimits(gap=0.9)  # any plan will do


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


def first_plan(layout: Layout) -> Draft | Infeasible:
    """A feasible plan of as few estates as possible (those that must start, and what moves from a base plan allow), or
    the rules that collide."""
    alone = _alone(layout)
    if alone:
        return Infeasible(tuple(alone))
    free, empty = _needed(layout), nothing(layout.problem)
    model = build(layout, free, empty, _windows(layout))
    answer = run(model.linear, PATIENCE)
    if answer.value is None:
        return Infeasible(tuple(_filter(layout, free)))
    return decode(layout, model, answer.value, free, empty)


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


def _filter(layout: Layout, free: Ints) -> list[Rule]:
    """Drop rules one after another; those whose absence would allow a plan collide."""
    estates = layout.problem.estates
    must = [Rule(RuleName.MUST_START, estate=estates.ids[e]) for e in free if estates.must[e]]
    loose: set[Rule] = set()
    kept = []
    model = build(layout, free, nothing(layout.problem), _windows(layout))
    groups = _groups(layout, model)
    for rule in [*must, *groups]:
        if _possible(layout, model, free, groups, loose | {rule}):
            kept.append(rule)
        else:
            loose.add(rule)
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


def _possible(layout: Layout, model: Model, free: Ints, groups: dict[Rule, list[int]], loose: set[Rule]) -> bool:
    linear, estates = model.linear, layout.problem.estates.ids
    lower, upper = linear.row_lower.copy(), linear.row_upper.copy()
    for rule in loose:
        if rule in groups:
            upper[groups[rule]] = INF
    for i, e in enumerate(free):
        if Rule(RuleName.MUST_START, estate=estates[e]) in loose:
            lower[i] = 0.0
    relaxed = Linear(
        linear.cost, linear.lower, linear.upper, linear.whole, lower, upper, linear.ptr, linear.index, linear.value
    )
    return run(relaxed, PATIENCE).value is not None

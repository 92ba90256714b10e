"""What a worker does with one shard: a walk from the prices' own answer to a first plan, then longer ones."""

import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from yipanqi.planner.collision import Infeasible, Undecided, first_plan
from yipanqi.planner.draft import Draft
from yipanqi.planner.funding import Payments, payable, split_back
from yipanqi.planner.incumbent import Incumbent, valued
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.limit_table import lay_limits
from yipanqi.planner.params import WalkParams
from yipanqi.planner.prices import Answer, Prices, ask, count_use
from yipanqi.planner.problem import Floats, Problem
from yipanqi.planner.reading import read_problem
from yipanqi.planner.rebuild import Walker
from yipanqi.planner.shards import Quota, Shard, part
from yipanqi.planner.warm import holds, tidied


@dataclass(frozen=True, eq=False)
class Piece:
    """A shard as a task: the problem itself, or the folder that a worker elsewhere reads it from."""

    source: Problem | Path
    shard: Shard
    quota: Quota
    prices: Prices  # of the shard's own rows

    def problem(self) -> Problem:
        """The shard's problem under its quota."""
        return self.source if isinstance(self.source, Problem) else part(_kept(self.source), self.shard, self.quota)


@dataclass(frozen=True, eq=False)
class Effort:
    """How hard to try: steps of one walk, cut short at a time of the machines' clocks."""

    number: int  # of the visit, 0 for the first
    steps: int
    deadline: float
    seed: int
    params: WalkParams


@dataclass(frozen=True, eq=False)
class Found:
    """A shard's plan, what it pays, and the bound that the prices give it."""

    draft: Draft
    worth: float
    bound: float
    paid: Floats  # [funds, Y]
    payments: Payments
    seconds: float


def improve(piece: Piece, known: Draft | None, effort: Effort) -> Found | Infeasible | Undecided:
    """A plan of the shard, no worse than the one known; or the rules that collide under its quota."""
    began = time.perf_counter()
    layout = lay_out(piece.problem())
    answer = ask(layout, piece.prices)
    walker = Walker(lay_limits(layout, answer, effort.params.table), effort.params)
    if effort.number == 0 or known is None:
        best = _first(layout, walker, answer, known, effort)
        if isinstance(best, Infeasible | Undecided):
            return best
    else:
        best = _better(layout, walker, known, effort)
    due = count_use(layout, best.draft).due
    flow = payable(layout, due)
    if flow is None:
        raise ArithmeticError(f"a plan of region {piece.shard.root} cannot be paid")
    paid = np.zeros(layout.problem.funds.cap.shape)
    np.add.at(paid, layout.fund, flow)
    payments = split_back(layout, best.draft, flow, due)
    return Found(best.draft, best.worth, answer.bound, paid, payments, time.perf_counter() - began)


def _first(
    layout: Layout, walker: Walker, answer: Answer, earlier: Draft | None, effort: Effort
) -> Incumbent | Infeasible | Undecided:
    """The best plan of a walk from an earlier plan, or from what prices ask for; a minimal one where both find none."""
    found = []
    if earlier is not None:
        tidy = tidied(layout, earlier)
        found += [valued(layout, tidy)] if holds(layout, tidy) else []
        found += _walked(layout, walker, tidy, effort.params.mild, effort)
    found = found or _walked(layout, walker, answer.draft, effort.params.hot, effort)
    if found:
        return max(found, key=lambda plan: plan.worth)
    least = first_plan(layout)
    return least if isinstance(least, Infeasible | Undecided) else valued(layout, least)


def _walked(layout: Layout, walker: Walker, draft: Draft, heat: float, effort: Effort) -> list[Incumbent]:
    """The best plan of one walk, if it met any that starts what must be started; its clock counts once there is one."""

    def stop() -> bool:
        return bool(np.isfinite(walker.worth)) and time.time() > effort.deadline

    params = effort.params
    walker.begin(draft)
    walker.walk(effort.steps, params.ruin, params.loose, (heat, params.cold), effort.seed + effort.number, stop)
    if np.isfinite(walker.worth) and (walker.best.start[layout.problem.estates.must] >= 0).all():
        return [valued(layout, walker.best)]
    return []


def _better(layout: Layout, walker: Walker, known: Draft, effort: Effort) -> Incumbent:
    """The best plan of a walk around a plan that holds."""
    heat = effort.params.hot if effort.number == 1 else effort.params.mild
    found = [valued(layout, known), *_walked(layout, walker, known, heat, effort)]
    return max(found, key=lambda plan: plan.worth)


@lru_cache(maxsize=1)
def _kept(folder: Path) -> Problem:
    return read_problem(folder)

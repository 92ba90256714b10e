"""What a worker does with one shard: a first plan by annealing from the prices' own answer, then rounds of search."""

import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from yipanqi.planner.anneal import WARM, anneal
from yipanqi.planner.collision import Infeasible, first_plan
from yipanqi.planner.funding import Payments, payable, split_back
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.prices import Answer, Prices, ask, count_use, objective
from yipanqi.planner.problem import Floats, Ints, Problem
from yipanqi.planner.reading import read_problem
from yipanqi.planner.search import Incumbent, Searcher
from yipanqi.planner.shards import Quota, Shard, part


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
    """How hard to try: proposals of one annealing, or rounds of search (at least one) until a time."""

    number: int  # of the visit, 0 for the first
    moves: int
    rounds: int
    deadline: float
    seed: int


@dataclass(frozen=True, eq=False)
class Found:
    """A shard's plan, what it pays, and the bound that the prices give it."""

    start: Ints
    choice: Ints
    worth: float
    bound: float
    paid: Floats  # [funds, Y]
    payments: Payments
    seconds: float


def improve(piece: Piece, start: Ints | None, choice: Ints | None, effort: Effort) -> Found | Infeasible:
    """A plan of the shard, no worse than the one given; or the rules that collide under its quota."""
    began = time.perf_counter()
    layout = lay_out(piece.problem())
    answer = ask(layout, piece.prices)
    searcher = Searcher(layout, answer, effort.seed, piece.shard.root)
    if start is None or choice is None or effort.number == 0:
        best = _first(layout, searcher, answer, start, choice, effort)
        if isinstance(best, Infeasible):
            return best
    else:
        best = Incumbent(start, choice, objective(layout, count_use(layout, start, choice)))
        for step in range(effort.rounds):
            number = effort.number * effort.rounds + step
            found = searcher.round(number, best, lambda: time.time() > effort.deadline)
            if found is None or found.proven:
                break
            best = found
    due = count_use(layout, best.start, best.choice).due
    flow = payable(layout, due)
    if flow is None:
        raise ArithmeticError(f"a plan of region {piece.shard.root} cannot be paid")
    paid = np.zeros(layout.problem.funds.cap.shape)
    np.add.at(paid, layout.fund, flow)
    payments = split_back(layout, best.start, best.choice, flow, due)
    seconds = time.perf_counter() - began
    return Found(best.start, best.choice, best.worth, answer.bound, paid, payments, seconds)


def _first(
    layout: Layout, searcher: Searcher, answer: Answer, start: Ints | None, choice: Ints | None, effort: Effort
) -> Incumbent | Infeasible:
    """The best plan of one annealing; a minimal one where annealing finds none."""
    at = (answer.start, answer.choice) if start is None or choice is None else (start, choice)
    found = anneal(searcher.table, *at, moves=effort.moves, seed=effort.seed, stop=lambda: False, hot=WARM)
    if found is not None and np.isfinite(found[2]) and (found[0][layout.problem.estates.must] >= 0).all():
        return Incumbent(found[0], found[1], objective(layout, count_use(layout, found[0], found[1])))
    least = first_plan(layout)
    if isinstance(least, Infeasible):
        return least
    return Incumbent(least.start, least.choice, objective(layout, count_use(layout, least.start, least.choice)))


@lru_cache(maxsize=1)
def _kept(folder: Path) -> Problem:
    return read_problem(folder)

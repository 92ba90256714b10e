"""The search of one worker: annealing to reach a good plan, then rounds of exact neighbourhoods around it.

A round is a function of the problem, the prices, the seed, the worker's number and what it was handed: the same
rounds give the same plan on every machine. A round that is stopped gives nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from yipanqi.planner.anneal import HOT, anneal
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import build, decode, encode
from yipanqi.planner.neighbourhood import Chooser, near
from yipanqi.planner.prices import Answer, count_use, objective
from yipanqi.planner.problem import Ints
from yipanqi.planner.solver import Limits, run
from yipanqi.planner.table import Table, lay_table

COLD = 3  # first rounds, which anneal from scratch, each with dice of its own
MOVES = 1_000_000  # proposals of one annealing, for a district; more estates get proportionally more
QUICK = 200_000  # proposals of the first, so that a plan is there soon
LOOKS = 50  # what one neighbourhood may ask of the solver
FEW, TINY = 8, 25  # up to so many estates the first worker frees them all, at once or after a while …
PATIENT = 1000  # … and asks that much of the solver; ten times as much when it tries again
WIDE = 0.25  # part of the rounds that free the works of all estates beside some starts
MARGIN = 0.003  # of the bound: starts that prices put further behind an estate's best are not tried


@dataclass(frozen=True, eq=False)
class Incumbent:
    """A feasible plan and its worth."""

    start: Ints
    choice: Ints
    worth: float
    proven: bool = False  # the whole model was solved: there is no better plan


@dataclass
class Searcher:
    """One worker's search; its memory depends on its own rounds only."""

    layout: Layout
    answer: Answer
    seed: int
    worker: int
    chooser: Chooser = field(init=False)
    table: Table = field(init=False)

    def __post_init__(self) -> None:
        self.chooser = Chooser(self.layout, self.answer)
        self.table = lay_table(self.layout, self.answer)

    def round(self, number: int, best: Incumbent, stop: Callable[[], bool]) -> Incumbent | None:
        """One round from the best plan known; None if it was stopped."""
        rng = np.random.default_rng((self.seed, self.worker, number))
        if patience := self._patience(number, len(best.start)):
            return self._neighbourhood(np.arange(len(best.start), dtype=np.int32), "", patience, best, rng, stop)
        if number < COLD or number % 16 == 0:
            return self._anneal(number, best, rng, stop)
        way, free = self.chooser.choose(best.start, rng)
        return self._neighbourhood(free, way, LOOKS, best, rng, stop)

    def _patience(self, number: int, count: int) -> int:
        """What the whole model may ask of the solver in this round; 0 in the rounds that do not try it."""
        if self.worker or count > TINY:
            return 0
        if number == (1 if count <= FEW else 8):
            return PATIENT
        return 10 * PATIENT if number and number % 32 == 0 else 0

    def _anneal(
        self, number: int, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]
    ) -> Incumbent | None:
        """Cool down once more; the first rounds from scratch, later ones from the best plan."""
        size = max(0.1, len(best.start) / 83)
        seed, moves = int(rng.integers(2**31)), int((MOVES if number else QUICK) * size)
        hot = HOT if number < COLD else 0.4 * HOT
        found = anneal(self.table, best.start, best.choice, moves=moves, seed=seed, stop=stop, hot=hot)
        return None if found is None else self._judged(found[0], found[1], best)

    def _neighbourhood(
        self,
        free: Ints,
        way: str,
        looks: int,
        best: Incumbent,
        rng: np.random.Generator,
        stop: Callable[[], bool],
    ) -> Incumbent | None:
        """Free some estates exactly; a wide round also frees the works of all others at their starts."""
        whole = len(free) == len(best.start)  # then leave nothing out
        wide = not whole and rng.random() < WIDE
        allowed = None if whole else near(self.answer, best.start, MARGIN * abs(self.answer.bound))
        if wide and allowed is not None:
            held = np.setdiff1d(np.flatnonzero(best.start >= 0), free)
            allowed[held] = False
            allowed[held, best.start[held]] = True
            free = np.union1d(free, held).astype(np.int32)
        model = build(self.layout, free, best.start, best.choice, allowed)
        hint = encode(self.layout, model, best.start, best.choice)
        limits = Limits(looks=looks, gap=1e-9 if whole else 2e-4, stop=stop)
        answer = run(model.linear, limits, hint=hint, seed=int(rng.integers(2**31)))
        if answer.status == "stopped":
            return None
        found = best
        if answer.value is not None:
            start, choice = decode(self.layout, model, answer.value, free, best.start, best.choice)
            found = self._judged(start, choice, best)
        if whole and answer.status == "optimal":
            return replace(found, proven=True)
        gained = found.worth > best.worth + 1e-6
        if way:
            self.chooser.learn(way, gained, answer.status == "limit", answer.status == "optimal")
        return found

    def _judged(self, start: Ints, choice: Ints, best: Incumbent) -> Incumbent:
        """The better of a new plan and the best one."""
        worth = objective(self.layout, count_use(self.layout, start, choice))
        return Incumbent(start, choice, worth) if worth > best.worth else best

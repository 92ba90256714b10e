"""The search of one worker: annealing to reach a good plan, then ruin and recreate, and exact neighbourhoods around it.

A round is a function of the problem, the prices, the seed, the worker's number and what it was handed: the same
rounds give the same plan on every machine. A round that is stopped gives nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from yipanqi.planner.anneal import anneal
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import build, decode, encode
from yipanqi.planner.neighbourhood import Chooser, near
from yipanqi.planner.prices import Answer, count_use, objective
from yipanqi.planner.problem import Ints
from yipanqi.planner.rebuild import rebuild
from yipanqi.planner.solver import Limits, run
from yipanqi.planner.table import Table, lay_table

QUICK, MOVES = 200_000, 1_000_000  # proposals of an annealing for a district: the first, and that of a fresh start
STEPS = 20_000  # of one ruin and recreate around the best plan …
FRESH = 80_000  # … and of one that goes on from a fresh start
HOT, MILD, COLD = 1.0, 0.2, 0.003  # heats of fresh starts, from nothing and from an annealing, and where they end
WARM, LAST = (0.05, 0.02, 0.01), 0.001  # heats around the best plan
WIDE_RUIN, RUINS = 10, (5, 10, 3, 6)  # estates that a step takes out, of fresh starts and around the best plan
CYCLE = 16  # rounds from one fresh start to the next; between them every other is an exact neighbourhood
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
        every = np.arange(len(best.start), dtype=np.int32)
        if patience := self._patience(number, len(best.start)):
            return self._neighbourhood(every, "", patience, best, rng, stop)
        if number == 0:
            return self._anneal(best, rng, stop)
        if number % CYCLE == 1:
            return self._fresh(number, best, rng, stop)
        if number % 2 == 0:
            return self._rebuild(number, best, rng, stop)
        way, free = self.chooser.choose(best.start, rng)
        return self._neighbourhood(free, way, LOOKS, best, rng, stop)

    def _patience(self, number: int, count: int) -> int:
        """What the whole model may ask of the solver in this round; 0 in the rounds that do not try it."""
        if self.worker or count > TINY:
            return 0
        if number == (1 if count <= FEW else 8):
            return PATIENT
        return 10 * PATIENT if number and number % 32 == 0 else 0

    def _anneal(self, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]) -> Incumbent | None:
        """Cool down quickly: a plan is there soon."""
        moves = int(QUICK * max(0.1, len(best.start) / 83))
        found = anneal(self.table, best.start, best.choice, moves=moves, seed=int(rng.integers(2**31)), stop=stop)
        return None if found is None else self._judged(found[0], found[1], best)

    def _fresh(
        self, number: int, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]
    ) -> Incumbent | None:
        """From nothing: what prices ask for, cooled down by ruin and recreate alone or after an annealing.

        The first one goes on from the plan at hand.
        """
        start, choice, heat = self.answer.start, self.answer.choice, HOT
        if number == 1 and self.worker == 0:
            start, choice, heat = best.start, best.choice, MILD
        elif (number // CYCLE + self.worker) % 2 == 0:
            moves = int(MOVES * max(0.1, len(best.start) / 83))
            found = anneal(self.table, start, choice, moves=moves, seed=int(rng.integers(2**31)), stop=stop)
            if found is None:
                return None
            (start, choice, _), heat = found, MILD
        fresh = rebuild(
            self.table, start, choice,
            steps=FRESH, ruin=WIDE_RUIN, heat=(heat, COLD), seed=int(rng.integers(2**31)), stop=stop,
        )  # fmt: skip
        return self._judged(fresh[0], fresh[1], best) if np.isfinite(fresh[2]) else best

    def _rebuild(
        self, number: int, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]
    ) -> Incumbent | None:
        """Take out and put back around the best plan, from a little heat to none."""
        found = rebuild(
            self.table, best.start, best.choice, steps=STEPS, ruin=RUINS[(number // 2 + self.worker) % len(RUINS)],
            heat=(float(rng.choice(WARM)), LAST), seed=int(rng.integers(2**31)), stop=stop,
        )  # fmt: skip
        return self._judged(found[0], found[1], best) if np.isfinite(found[2]) else best

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

"""The search of one worker: a long walk of ruin and recreate that cools down, then the best plan and its own are joined
exactly; then every second worker walks on from the best, and the others try its neighbourhoods exactly.

A round is a function of the problem, the prices, the seed, the worker's number and what it was handed: the same
rounds give the same plan on every machine, unless they are stopped. A search goes in cycles: in each the walk cools
down from round to round, then the best plan is polished. Where the search has a clock there is one cycle, as long as
the time; where rounds are counted, each cycle is twice as long as the one before.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from yipanqi.planner.draft import Draft
from yipanqi.planner.layout import Layout
from yipanqi.planner.limit_table import lay_limits
from yipanqi.planner.model import build, decode, encode
from yipanqi.planner.neighbourhood import Chooser, near
from yipanqi.planner.prices import Answer, count_use, objective
from yipanqi.planner.problem import Flags, Ints
from yipanqi.planner.rebuild import Walker
from yipanqi.planner.solver import SolverLimits, run

QUICK, STEPS = 2_500, 20_000  # steps of the first walk and of one round
CYCLE, WALK = 8, 0.8  # rounds of the first cycle, and the part of a cycle that walks
HOT, MILD, COLD = 0.3, 0.05, 0.003  # heats of a walk: at its beginning, from a good plan, and at its end
STAGES, JOINING = 10, range(4, 9)  # parts of a long walk, and those that begin at the best plan where it is better
AGAIN = 0.15  # part of the heat it began with, with which a walk goes on from the best plan
NARROW = 0.2  # part of the gap that a start may be behind its estate's best under prices where a walk tries it
WIDTH = 6.0  # heat that a walk begins with for each part of the bound that the first plan lacks, up to HOT
WARM, LAST = (0.05, 0.02, 0.01), 0.001  # heats of a short walk that polishes the best plan
FAR, FURTHER = 20, 28  # estates that a step of a long walk takes out, and of every second worker's
LOOSE, TIGHTER = 0.8, 0.25  # at most this part of the works with little for their price leaves in a step, likewise
RUINS = 5, 10, 3, 6  # estates that a step around the best plan takes out
LOOKS, MANY_LOOKS = 50, 400  # what one neighbourhood may ask of the solver, and one between two plans
FEW, TINY = 8, 25  # up to so many estates the first worker frees them all, at once or after a while …
PATIENT = 1000  # … and asks that much of the solver; ten times as much when it tries again
CLOSE, CORE = 0.02, 3e-4  # the gap from which on the core is tried, and its first margin, of the bound …
CORES = 8  # … in one of so many rounds; the others free some estates
WIDE = 0.25  # part of the rounds that free the works of all estates beside some starts
MARGIN = 0.003  # of the bound: starts that prices put further behind an estate's best are not tried


@dataclass(frozen=True, eq=False)
class Incumbent:
    """A feasible plan and its worth."""

    draft: Draft
    worth: float
    proven: bool = False  # the whole model was solved: there is no better plan


@dataclass
class Searcher:
    """One worker's search; its memory depends on its own rounds only."""

    layout: Layout
    answer: Answer
    seed: int
    worker: int
    goes_on: bool = False  # from an earlier plan: then walks begin mildly, at the best plan
    chooser: Chooser = field(init=False)
    walker: Walker = field(init=False)
    cycle: int = -1  # that the walker is in
    on: bool = False  # does the walker go on from the best plan?
    stage: int = 0  # of that walk
    hot: float = HOT  # what the cycle's walk began with
    own: Incumbent | None = None  # the best plan of the worker's own walk
    margin: float = field(init=False)  # how far behind an estate's best its starts in the core may be, points

    def __post_init__(self) -> None:
        self.chooser = Chooser(self.layout, self.answer)
        self.margin = CORE * abs(self.answer.bound)
        self.walker = Walker(lay_limits(self.layout, self.answer))

    def round(self, number: int, best: Incumbent, stop: Callable[[], bool], along: float | None = None) -> Incumbent:
        """One round from the best plan known, cut short where stopped. `along` is the part of the time that is gone."""
        rng = np.random.default_rng((self.seed, self.worker, number))
        if patience := self._patience(number, len(best.draft.start)):
            return self._whole(patience, best, rng, stop)
        if number == 0:
            return self._first(best, rng, stop)
        cycle, at = cycle_of(number) if along is None else (0, along)
        if at < WALK:
            return self._walk(cycle, at / WALK, best, rng, stop)
        if self.own is not None:
            return self._between(self.own, best, rng, stop)
        if self.worker % 2:
            return self._walk_on((at - WALK) / (1 - WALK), best, rng, stop)
        slack = self.answer.bound - best.worth
        if slack < CLOSE * abs(best.worth):
            return self._core(slack, best, rng, stop) if number % CORES == 0 else self._neighbourhood(best, rng, stop)
        return self._polish(number, best, rng, stop) if number % 2 == 0 else self._neighbourhood(best, rng, stop)

    def _patience(self, number: int, count: int) -> int:
        """What the whole model may ask of the solver in this round; 0 in the rounds that do not try it."""
        if self.worker or count > TINY:
            return 0
        if number == (1 if count <= FEW else 8):
            return PATIENT
        return 10 * PATIENT if number and number % 32 == 0 else 0

    def _first(self, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]) -> Incumbent:
        """A plan soon: a quick walk from what prices ask for, or around an earlier plan."""
        self.walker.begin(best.draft if self.goes_on else self.answer.draft)
        steps = min(max(QUICK * len(best.draft.start) // 83, QUICK // 10), STEPS)
        self.walker.walk(steps, FAR, LOOSE, (MILD if self.goes_on else HOT, COLD), int(rng.integers(2**31)), stop)
        return self._met(best)

    def _walk(
        self, cycle: int, part: float, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]
    ) -> Incumbent:
        """A round of the cycle's long walk, which begins at the best plan, or at what prices ask for.

        Later a walk that is behind goes on from the best plan.
        """
        stage = int(STAGES * part)
        if cycle != self.cycle:
            slack = (self.answer.bound - best.worth) / max(abs(best.worth), 1e-9)
            self.hot = MILD if cycle or self.goes_on else min(max(WIDTH * slack, MILD), HOT)
            self.cycle, self.stage, self.on = cycle, stage, False
            at_best = self.worker % 2 == 0 or cycle > 0 or self.goes_on
            self.walker.begin(best.draft if at_best else self.answer.draft)
        elif stage != self.stage:
            self.stage = stage
            if stage in JOINING and best.worth > self.walker.worth:
                self.walker.begin(best.draft)
        self._narrow(best)
        heat = self.hot * (COLD / self.hot) ** part
        ruin, loose = (FURTHER, TIGHTER) if self.worker % 2 else (FAR, LOOSE)
        self.walker.walk(STEPS, ruin, loose, (heat, heat), int(rng.integers(2**31)), stop)
        if np.isfinite(self.walker.worth):
            self.own = Incumbent(self.walker.best, self.walker.worth)
        return self._met(best)

    def _walk_on(self, part: float, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]) -> Incumbent:
        """A round of the walk that goes on from the best plan, after a little heat."""
        if not self.on:
            self.on = True
            self.walker.begin(best.draft)
        self._narrow(best)
        again = max(AGAIN * self.hot, COLD)
        heat = again * (COLD / again) ** part
        self.walker.walk(STEPS, FURTHER, LOOSE, (heat, heat), int(rng.integers(2**31)), stop)
        return self._met(best)

    def _narrow(self, best: Incumbent) -> None:
        """Let the walk try no starts that prices put far behind their estate's best, for the gap that is left."""
        self.walker.narrow(near(self.answer, best.draft.start, NARROW * (self.answer.bound - best.worth)))

    def _polish(self, number: int, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]) -> Incumbent:
        """A short walk around the best plan, from a little heat to none."""
        self.walker.begin(best.draft)
        ruin = RUINS[(number // 2 + self.worker) % len(RUINS)]
        self.walker.walk(STEPS, ruin, LOOSE, (float(rng.choice(WARM)), LAST), int(rng.integers(2**31)), stop)
        return self._met(best)

    def _met(self, best: Incumbent) -> Incumbent:
        """The better of the best plan that the walker met and the best one known."""
        if not np.isfinite(self.walker.worth):
            self.walker.begin(best.draft)  # what it stood at cannot be held
            return best
        return self._judged(self.walker.best, best)

    def _whole(self, looks: int, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]) -> Incumbent:
        """Free all estates with all their starts; where the solver ends, there is no better plan."""
        every = np.arange(len(best.draft.start), dtype=np.int32)
        found, status = self._solved(every, None, SolverLimits(looks=looks, gap=1e-9, stop=stop), best, rng)
        return replace(found, proven=status == "optimal")

    def _between(
        self, own: Incumbent, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]
    ) -> Incumbent:
        """The starts of the best plan or of the worker's own walk, estate by estate, and whatever works fit: only works
        where the walk's plan is the best."""
        self.own = None
        allowed = np.zeros_like(self.layout.open)
        for start in (best.draft.start, own.draft.start):
            on = np.flatnonzero(start >= 0)
            allowed[on, start[on]] = True
        free = np.flatnonzero(allowed.any(axis=1)).astype(np.int32)
        return self._solved(free, allowed, SolverLimits(looks=MANY_LOOKS, gap=1e-4, stop=stop), best, rng)[0]

    def _core(self, slack: float, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]) -> Incumbent:
        """Free all estates to the starts that prices put near their best: more when the solver ends, fewer when it does
        not. No better plan has a start further behind than the gap, so with all of those the plan is proven."""
        margin = min(self.margin, slack)
        allowed = near(self.answer, best.draft.start, margin)
        free = np.flatnonzero(allowed.any(axis=1)).astype(np.int32)
        gap = 1e-9 if margin >= slack else 1e-5
        found, status = self._solved(free, allowed, SolverLimits(looks=MANY_LOOKS, gap=gap, stop=stop), best, rng)
        self.margin *= 2.0 if status == "optimal" else 0.7
        return replace(found, proven=True) if status == "optimal" and margin >= slack else found

    def _neighbourhood(self, best: Incumbent, rng: np.random.Generator, stop: Callable[[], bool]) -> Incumbent:
        """Free some estates exactly; a wide round also frees the works of all others where they start."""
        start = best.draft.start
        way, free = self.chooser.choose(start, rng)
        allowed = near(self.answer, start, MARGIN * abs(self.answer.bound))
        if rng.random() < WIDE:
            held = np.setdiff1d(np.flatnonzero(start >= 0), free)
            allowed[held] = False
            allowed[held, start[held]] = True
            free = np.union1d(free, held).astype(np.int32)
        found, status = self._solved(free, allowed, SolverLimits(looks=LOOKS, gap=2e-4, stop=stop), best, rng)
        self.chooser.learn(way, found.worth > best.worth + 1e-6, status == "limit", status == "optimal")
        return found

    def _solved(
        self, free: Ints, allowed: Flags | None, limits: SolverLimits, best: Incumbent, rng: np.random.Generator
    ) -> tuple[Incumbent, str]:
        """The better of the best plan and what the solver finds beside it, and how the solver ended."""
        model = build(self.layout, free, best.draft, allowed)
        hint = encode(self.layout, model, best.draft)
        answer = run(model.linear, limits, hint=hint, seed=int(rng.integers(2**31)))
        if answer.value is None:
            return best, answer.status
        return self._judged(decode(self.layout, model, answer.value, free, best.draft), best), answer.status

    def _judged(self, draft: Draft, best: Incumbent) -> Incumbent:
        """The better of a new plan and the best one."""
        worth = objective(self.layout, count_use(self.layout, draft))
        return Incumbent(draft, worth) if worth > best.worth else best


def cycle_of(number: int) -> tuple[int, float]:
    """The cycle that a counted round is in, and the part of the cycle that is gone; rounds 1 … are counted."""
    cycle, first, length = 0, 1, CYCLE
    while number >= first + length:
        cycle, first, length = cycle + 1, first + length, 2 * length
    return cycle, (number - first) / length

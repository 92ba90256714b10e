"""Rounds that free some or all estates and ask the solver for the best beside the others."""

from dataclasses import dataclass, field, replace

import numpy as np

from yipanqi.planner.incumbent import Incumbent, Turn, improved
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import build, decode, encode
from yipanqi.planner.neighbourhood import Chooser, near
from yipanqi.planner.params import ExactParams
from yipanqi.planner.prices import Answer
from yipanqi.planner.problem import Flags, Ints
from yipanqi.planner.solver import SolverLimits, run


@dataclass
class ExactRounds:
    """One worker's neighbourhoods; what they learn depends on its own rounds only."""

    layout: Layout
    answer: Answer
    params: ExactParams
    chooser: Chooser = field(init=False)
    margin: float = field(init=False)  # how far behind an estate's best its starts in the core may be, points

    def __post_init__(self) -> None:
        self.chooser = Chooser(self.layout, self.answer)
        self.margin = self.params.core * abs(self.answer.bound)

    def whole(self, turn: Turn, is_first: bool) -> Incumbent:
        """Free all estates with all their starts; where the solver ends, there is no better plan."""
        every = np.arange(len(turn.best.draft.start), dtype=np.int32)
        looks = self.params.patience if is_first else self.params.more_patience
        found, status = self._solved(turn, every, None, SolverLimits(looks=looks, gap=self.params.proof))
        return replace(found, proven=status == "optimal")

    def between(self, turn: Turn, own: Incumbent) -> Incumbent:
        """The starts of the best plan or of the worker's own walk, estate by estate, and whatever works fit: only works
        where the walk's plan is the best."""
        allowed = np.zeros_like(self.layout.open)
        for start in (turn.best.draft.start, own.draft.start):
            on = np.flatnonzero(start >= 0)
            allowed[on, start[on]] = True
        free = np.flatnonzero(allowed.any(axis=1)).astype(np.int32)
        limits = SolverLimits(looks=self.params.many_looks, gap=self.params.between_gap)
        return self._solved(turn, free, allowed, limits)[0]

    def core(self, turn: Turn) -> Incumbent:
        """Free all estates to the starts that prices put near their best: more when the solver ends, fewer when it does
        not. No better plan has a start further behind than the gap, so with all of those the plan is proven."""
        params, slack = self.params, self.answer.bound - turn.best.worth
        margin = min(self.margin, slack)
        allowed = near(self.answer, turn.best.draft.start, margin)
        free = np.flatnonzero(allowed.any(axis=1)).astype(np.int32)
        gap = params.proof if margin >= slack else params.core_gap
        found, status = self._solved(turn, free, allowed, SolverLimits(looks=params.many_looks, gap=gap))
        self.margin *= params.wider if status == "optimal" else params.narrower
        return replace(found, proven=True) if status == "optimal" and margin >= slack else found

    def some(self, turn: Turn) -> Incumbent:
        """Free some estates exactly; a wide round also frees the works of all others where they start."""
        params, start = self.params, turn.best.draft.start
        way, free = self.chooser.choose(start, turn.rng)
        allowed = near(self.answer, start, params.margin * abs(self.answer.bound))
        if turn.rng.random() < params.wide:
            held = np.setdiff1d(np.flatnonzero(start >= 0), free)
            allowed[held] = False
            allowed[held, start[held]] = True
            free = np.union1d(free, held).astype(np.int32)
        found, status = self._solved(turn, free, allowed, SolverLimits(looks=params.looks, gap=params.gap))
        self.chooser.learn(way, found.worth > turn.best.worth + 1e-6, status == "limit", status == "optimal")
        return found

    def _solved(self, turn: Turn, free: Ints, allowed: Flags | None, limits: SolverLimits) -> tuple[Incumbent, str]:
        """The better of the best plan and what the solver finds beside it, and how the solver ended."""
        best = turn.best
        model = build(self.layout, free, best.draft, allowed)
        hint = encode(self.layout, model, best.draft)
        answer = run(model.linear, replace(limits, stop=turn.stop), hint=hint, seed=turn.seed())
        if answer.value is None:
            return best, answer.status
        found = decode(self.layout, model, answer.value, free, best.draft)
        return improved(self.layout, best, found), answer.status

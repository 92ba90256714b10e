"""Rounds that walk: soon from nothing, long and cooling down, on from the best plan, or shortly around it."""

from dataclasses import dataclass, field, replace

import numpy as np

from yipanqi.planner.affordable import affordable
from yipanqi.planner.draft import Draft
from yipanqi.planner.guide import Guide, bases_first
from yipanqi.planner.incumbent import Incumbent, Turn, improved, valued
from yipanqi.planner.layout import Layout
from yipanqi.planner.limit_table import lay_limits
from yipanqi.planner.neighbourhood import near
from yipanqi.planner.params import WalkParams
from yipanqi.planner.prices import Answer
from yipanqi.planner.rebuild import Walker


@dataclass
class WalkRounds:
    """One worker's walks; where they stand depends on its own rounds only."""

    layout: Layout
    answer: Answer
    worker: int
    goes_on: bool  # from an earlier plan: then walks begin mildly, at the best plan
    params: WalkParams
    walker: Walker = field(init=False)
    steps: int = field(init=False)  # of a round
    guides: tuple[Guide, Guide] = field(init=False)  # what a walk sees: all options, or bases first
    cycle: int = -1  # that the walker is in
    stage: int = 0  # of that cycle's walk
    on: bool = False  # does the walker go on from the best plan?
    hot: float = field(init=False)  # what the cycle's walk began with
    own: Incumbent | None = None  # the best plan of the worker's own walk, until it is joined with the best one

    def __post_init__(self) -> None:
        self.walker = Walker(lay_limits(self.layout, self.answer, self.params.table), self.params)
        if self.is_slow:
            self.params = _for_slow_steps(self.params, beside=self.walker.table.own_funds is not None)
        self.hot, self.steps = self.params.hot, self._steps_of_a_round()
        self.guides = self.walker.guide, bases_first(self.walker.table, self.walker.guide)

    def soonest(self) -> Draft | None:
        """A plan that holds, though it may be a bad one; None where some steps from what prices ask for meet none. No
        clock stops these steps: without them a slow machine would have no plan at all."""
        params, must = self.params, self.layout.problem.estates.must

        def met() -> bool:
            return bool(np.isfinite(self.walker.worth)) and bool((self.walker.best.start[must] >= 0).all())

        self.walker.begin(self.answer.draft)
        self.walker.walk(params.soonest, params.ruin, params.loose, (params.hot, params.hot), 0, met)
        return self.walker.best if met() else None

    def first(self, turn: Turn, *, hurried: bool) -> Incumbent:
        """A plan soon: a quick walk from what prices ask for, or around an earlier plan; quicker where it is hurried.

        Where it meets none that can be paid it goes on, since it knows more of the sets of funds that are too poor. The
        clock cuts all of it short but the first few steps.
        """
        params, draft = self.params, turn.best.draft
        self.walker.begin(draft if self.goes_on else self.answer.draft)
        quick = params.hurried if hurried else params.quick
        steps = min(max(quick * len(draft.start) // 83, quick // 10), self.steps)
        heat = (params.mild if self.goes_on else params.hot, params.cold)
        is_begun = iter((False,))  # asked before every few steps: not before the very first
        for _ in range(params.tries):
            self.walker.walk(
                steps, params.ruin, params.loose, heat, turn.seed(), lambda: next(is_begun, True) and turn.stop()
            )
            if np.isfinite(self.walker.worth) or turn.stop():
                break
        return self._met(turn.best)

    def brief(self, turn: Turn) -> Incumbent:
        """Walks of few estates that cool down within the round, from what prices ask for and the best plan by turns;
        their own best plan is kept as well.

        Each sees only some starts: among few estates, one that takes its best may bar the best plan from all others.
        """
        params, best, self.own = self.params, turn.best, None
        from_best = self.goes_on or turn.number % 2 == 0
        heat = (params.mild if self.goes_on else params.hot, params.cold)
        for _ in range(params.briefs):
            self.walker.guide = self.guides[int(turn.rng.integers(2))]
            self.walker.narrow(turn.rng.random(self.layout.open.shape) < turn.rng.choice(params.seen))
            self.walker.begin(best.draft if from_best else self.answer.draft)
            self.walker.walk(params.brief, params.ruin, params.loose, heat, turn.seed(), turn.stop)
            best = self._met(best)
            if np.isfinite(self.walker.worth) and (self.own is None or self.walker.worth > self.own.worth):
                self.own = valued(self.layout, self.walker.best)
        self.walker.guide = self.guides[0]
        return best

    def walk(self, turn: Turn, cycle: int, part: float) -> Incumbent:
        """A round of the cycle's long walk, which begins at the best plan, or at what prices ask for.

        Later a walk that is behind goes on from the best plan.
        """
        params, stage = self.params, int(self.params.stages * part)
        if cycle != self.cycle:
            self._begin(turn.best, cycle, stage)
        elif stage != self.stage:
            self.stage = stage
            if stage in params.joining and turn.best.worth > self.walker.worth:
                self.walker.begin(turn.best.draft)
        self._narrow(turn.best)
        heat = self.hot * (params.cold / self.hot) ** part
        ruin = params.wide_ruin if self.worker % 2 else params.ruin
        loose = params.little_loose if self.worker % 2 else params.loose
        self.walker.walk(self.steps, ruin, loose, (heat, heat), turn.seed(), turn.stop)
        if np.isfinite(self.walker.worth):
            self.own = Incumbent(self.walker.best, self.walker.worth)
        return self._met(turn.best)

    def walk_on(self, turn: Turn, part: float) -> Incumbent:
        """A round of the walk that goes on from the best plan, after a little heat."""
        params = self.params
        if not self.on:
            self.on = True
            self.walker.begin(turn.best.draft)
        self._narrow(turn.best)
        again = max(params.again * self.hot, params.cold)
        heat = again * (params.cold / again) ** part
        self.walker.walk(self.steps, params.wide_ruin, params.loose, (heat, heat), turn.seed(), turn.stop)
        return self._met(turn.best)

    def polish(self, turn: Turn) -> Incumbent:
        """A short walk around the best plan, from a little heat to none."""
        params = self.params
        self.walker.begin(turn.best.draft)
        ruin = params.polish_ruins[(turn.number // 2 + self.worker) % len(params.polish_ruins)]
        heat = (float(turn.rng.choice(params.polish)), params.polished)
        self.walker.walk(self.steps, ruin, params.loose, heat, turn.seed(), turn.stop)
        return self._met(turn.best)

    def _begin(self, best: Incumbent, cycle: int, stage: int) -> None:
        """Begin the walk of a cycle: the hotter, the further the best plan is from the bound."""
        params, slack = self.params, (self.answer.bound - best.worth) / max(abs(best.worth), 1e-9)
        is_mild = cycle or self.goes_on
        self.hot = params.mild if is_mild else min(max(params.width * slack, params.mild), params.hot)
        self.cycle, self.stage, self.on = cycle, stage, False
        self.walker.begin(best.draft if is_mild or self.worker % 2 == 0 else self.answer.draft)

    @property
    def is_slow(self) -> bool:
        """Do steps take so long that there is time for few of them?"""
        return self.walker.table.own_funds is not None or self._choices > self.params.slow

    @property
    def _choices(self) -> float:
        """Starts times options of an estate."""
        estates = max(len(self.layout.place), 1)
        return float(self.layout.open.sum() / estates * (len(self.layout.usable) / estates))

    def _steps_of_a_round(self) -> int:
        """Fewer where estates have many starts and options: then a step takes longer."""
        steps = self.params.steps if self.walker.table.own_funds is None else self.params.beside
        return max(1, int(steps * min(1.0, (self.params.choices / max(self._choices, 1.0)) ** 2)))

    def _narrow(self, best: Incumbent) -> None:
        """Let the walk try no starts that prices put far behind their estate's best, for the gap that is left."""
        slack = self.params.narrow * (self.answer.bound - best.worth)
        self.walker.narrow(near(self.answer, best.draft.start, slack))

    def _met(self, best: Incumbent) -> Incumbent:
        """The better of the best plan that the walker met and the best one known."""
        if not np.isfinite(self.walker.worth):
            held = affordable(self.layout, self.walker.table.purse, self.walker.at)
            self.walker.begin(best.draft)  # what it stood at cannot be held
            return best if held is None else improved(self.layout, best, held)
        return improved(self.layout, best, self.walker.best)


def _for_slow_steps(params: WalkParams, *, beside: bool) -> WalkParams:
    """The same for steps that are slow, some beside own funds: smaller ones, in cooler walks."""
    ruin = params.beside_ruin if beside else params.slow_ruin
    return replace(params, ruin=ruin, wide_ruin=ruin, hot=params.slow_hot)

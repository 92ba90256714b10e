"""Rounds that free some or all estates and ask the solver for the best beside the others."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from yipanqi.planner.affordable import affordable, keeps
from yipanqi.planner.draft import Draft
from yipanqi.planner.incumbent import Incumbent, Turn, improved
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import Model, build, decode, encode, with_starters
from yipanqi.planner.neighbourhood import Chooser, near
from yipanqi.planner.params import ExactParams
from yipanqi.planner.prices import Answer
from yipanqi.planner.problem import Flags, Ints
from yipanqi.planner.projection import Projection, project
from yipanqi.planner.rounding import rounded_down
from yipanqi.planner.shortage import Cut, Purse
from yipanqi.planner.solver import Answered, Row, SolverLimits, run, with_rows
from yipanqi.planner.whole_starts import scarcity, whole_starts


@dataclass
class ExactRounds:
    """One worker's neighbourhoods; what they learn depends on its own rounds only."""

    layout: Layout
    answer: Answer
    purse: Purse
    has_flows: bool
    params: ExactParams
    chooser: Chooser = field(init=False)
    few: Chooser = field(init=False)  # chooses where the works of all others are free too
    sets: dict[bytes, Cut] = field(default_factory=dict)  # of funds that proved too poor
    margin: float = field(init=False)  # how far behind an estate's best its starts in the core may be, points

    def __post_init__(self) -> None:
        self.chooser = Chooser(self.layout, self.answer, self.params.some, self.params.chooser)
        self.few = Chooser(self.layout, self.answer, self.params.few, self.params.chooser)
        self.margin = self.params.core * abs(self.answer.bound)

    @cached_property
    def scarcity(self) -> float:
        """The part of the bound that is paid for crews which whole estates alone fill."""
        return scarcity(self.layout, self.answer.prices, self.answer.bound)

    def whole(self, turn: Turn, is_first: bool) -> Incumbent:
        """Free all estates with all their starts; where the solver ends, there is no better plan."""
        every = np.arange(len(turn.best.draft.start), dtype=np.int32)
        looks = self.params.patience if is_first else self.params.more_patience
        found, status = self._solved(
            turn, every, None, SolverLimits(looks=looks, gap=self.params.proof, plain=True, proof=True)
        )
        return replace(found, proven=status == "optimal")

    def end(self, turn: Turn, seconds: float) -> Incumbent:
        """The best plan with the bound that the solver proves, however far it came: few estates are freed first to the
        starts next to their best under prices, where the best plan often is; where crews are scarce, whole starts
        bound it; then no more than so many estates are freed to all that a better plan may have."""
        until, estates, params = time.monotonic() + seconds, len(turn.best.draft.start), self.params
        are_few, rows = estates <= params.nearest_most, list[Row]()
        by_starts = estates > params.fewest and self.scarcity >= params.scarce
        if are_few:
            part = params.less_near if by_starts else params.nearest_part
            turn = replace(turn, best=self._nearest(turn, seconds * part))
        if by_starts:
            part = params.starts_part if estates <= params.all_most else 1.0
            best, rows = self._starts(turn, part * (until - time.monotonic()))
            turn = replace(turn, best=best)
        return self._all(turn, until - time.monotonic(), rows) if estates <= params.all_most else turn.best

    def _nearest(self, turn: Turn, seconds: float) -> Incumbent:
        """The best plan with starts next to the best, if the time allows to know it."""
        best, params = turn.best, self.params
        allowed = near(self.answer, best.draft.start, params.nearest * self._slack(best)) & self.layout.open
        free = _startable(allowed)
        if not len(free):
            return best
        model = build(self.layout, free, best.draft, allowed)
        limits = replace(self._limits(turn, seconds), gap=params.between_gap)
        found = self._asked(turn, model, free, limits, starters=True)[1] or best
        return replace(found, again=best.again and found.worth <= best.worth)

    def _all(self, turn: Turn, seconds: float, rows: list[Row]) -> Incumbent:
        """All that a better plan may do, as long as there is time, with rows that every plan keeps."""
        best, better = turn.best, self._better(turn.best)
        if better is None:
            return replace(best, bound=best.worth, proven=True)
        free, model = better
        answer, decoded = self._asked(turn, model, free, self._limits(turn, seconds), starters=True, rows=rows)
        found = decoded or best
        known = best.bound if best.bound >= found.worth else np.inf  # else the plan in hand refutes the solver
        again = best.again and found.worth <= best.worth
        proven = answer.status == "optimal" and decoded is not None
        bound = self._rounded_up(answer, found.worth)
        if bound is None:
            return replace(found, bound=known, again=again)
        return replace(found, bound=min(bound, known, self.answer.bound), proven=proven, again=again)

    def _starts(self, turn: Turn, seconds: float) -> tuple[Incumbent, list[Row]]:
        """The same plan, bounded by whole starts under prices, and that bound as a row of what a better plan may do."""
        best, better = turn.best, self._better(turn.best)
        if better is None or seconds <= 0:
            return best, []
        starts = whole_starts(self.layout, self.answer.prices, better[1])
        limits = replace(self._limits(turn, seconds), prove=False)
        answer = run(starts.linear, limits, hint=starts.encode(best.draft), seed=turn.seed())
        bound = self._rounded_up(replace(answer, bound=answer.bound + starts.fixed), best.worth)
        if bound is None:
            return best, []
        return replace(best, bound=min(bound, best.bound, self.answer.bound)), [starts.row(bound)]

    def _better(self, best: Incumbent) -> tuple[Ints, Model] | None:
        """The estates that a better plan may start, and the model of it, None where it may start none: a start whose
        regret exceeds the gap is in no better plan, and an estate that cannot do without a start has one."""
        slack = self._slack(best) * (1 + 1e-9)
        allowed = near(self.answer, best.draft.start, slack) & self.layout.open
        free = _startable(allowed)
        if not len(free):
            return None
        model = build(self.layout, free, best.draft, allowed)
        starts = self.answer.idle < self.answer.value - slack
        model.linear.row_lower[: len(free)][starts[free]] = 1.0  # the first rows say how often an estate starts
        return free, model

    def _slack(self, best: Incumbent) -> float:
        """How much better a plan may be, by the prices."""
        return max(self.answer.bound - best.worth, 0.0)

    def _limits(self, turn: Turn, seconds: float) -> SolverLimits:
        """What bounds the end."""
        return SolverLimits(
            gap=self.params.proof,
            stop=turn.stop,
            seconds=max(seconds, 0.0),
            plain=True,
            proof=True,
            prove=turn.number > self.params.sought,
        )

    def works(self, turn: Turn, looks: int) -> Incumbent:
        """All works free where their estates start."""
        allowed = turn.best.draft.times(self.layout.problem.quarters)
        free = _startable(allowed)
        limits = SolverLimits(looks=looks, gap=self.params.between_gap, plain=True)
        return self._solved(turn, free, allowed, limits)[0]

    def parts(self, turn: Turn) -> Incumbent:
        """The best works in parts where estates start, rounded down to whole ones: what of it can be paid."""
        best, allowed = turn.best, turn.best.draft.times(self.layout.problem.quarters)
        free = _startable(allowed)
        model = build(self.layout, free, best.draft, allowed)
        model.linear.row_lower[: len(free)] = 1.0  # the first rows say how often an estate starts
        relaxed = run(model.linear, SolverLimits(), relax=True)
        if relaxed.value is None:
            return best
        held = affordable(
            self.layout,
            self.purse,
            rounded_down(self.layout, model, relaxed.value, best.draft),
            self.params.afford,
        )
        return best if held is None else improved(self.layout, best, held)

    def wide(self, turn: Turn) -> Incumbent:
        """Some estates free to all starts that a better plan may have, all others to any works."""
        params, draft = self.params, turn.best.draft
        way, free = self.few.choose(draft.start, turn.rng)
        slack = params.nearer * max(self.answer.bound - turn.best.worth, 0.0)
        allowed = self._held(draft, free, near(self.answer, draft.start, slack) & self.layout.open)
        free = _startable(allowed)
        limits = SolverLimits(looks=params.few_looks, gap=params.between_gap, plain=True)
        found, _ = self._solved(turn, free, allowed, limits)
        self.few.learn(way, found.worth > turn.best.worth + 1e-6, exhausted=False, proven=False)
        return found

    def between(self, turn: Turn, own: Incumbent) -> Incumbent:
        """The starts of the best plan or of the worker's own walk, estate by estate, and whatever works fit: only works
        where the walk's plan is the best."""
        quarters = self.layout.problem.quarters
        allowed = turn.best.draft.times(quarters) | own.draft.times(quarters)
        free = _startable(allowed)
        limits = SolverLimits(looks=self.params.many_looks, gap=self.params.between_gap)
        return self._solved(turn, free, allowed, limits)[0]

    def core(self, turn: Turn) -> Incumbent:
        """Free all estates to the starts that prices put near their best: more when the solver ends, fewer when it does
        not. No better plan has a start further behind than the gap, so with all of those the plan is proven."""
        params, slack = self.params, self.answer.bound - turn.best.worth
        margin = min(self.margin, slack)
        allowed = near(self.answer, turn.best.draft.start, margin)
        free = _startable(allowed)
        gap = params.proof if margin >= slack else params.core_gap
        found, status = self._solved(
            turn, free, allowed, SolverLimits(looks=params.many_looks, gap=gap, proof=margin >= slack)
        )
        self.margin *= params.wider if status == "optimal" else params.narrower
        return replace(found, proven=True) if status == "optimal" and margin >= slack else found

    def some(self, turn: Turn) -> Incumbent:
        """Free some estates exactly; a wide round also frees the works of all others where they start."""
        params, start = self.params, turn.best.draft.start
        way, free = self.chooser.choose(start, turn.rng)
        allowed = near(self.answer, start, params.margin * abs(self.answer.bound))
        if turn.rng.random() < params.wide:
            allowed = self._held(turn.best.draft, free, allowed)
            free = np.union1d(free, np.flatnonzero(start >= 0)).astype(np.int32)
        found, status = self._solved(turn, free, allowed, SolverLimits(looks=params.looks, gap=params.gap))
        self.chooser.learn(way, found.worth > turn.best.worth + 1e-6, status == "limit", status == "optimal")
        return found

    def _solved(self, turn: Turn, free: Ints, allowed: Flags | None, limits: SolverLimits) -> tuple[Incumbent, str]:
        """The better of the best plan and what the solver finds beside it, and how the solver ended."""
        best = turn.best
        model = build(self.layout, free, best.draft, allowed)
        answer, found = self._asked(turn, model, free, replace(limits, stop=turn.stop))
        if found is None:  # the best of a model whose plans break limits proves nothing
            return best, "limit"
        refuted = answer.status == "optimal" and answer.objective < best.worth - self.params.outward * max(
            1.0, abs(best.worth)
        )
        return found, "limit" if limits.proof and refuted else answer.status

    def _asked(
        self,
        turn: Turn,
        model: Model,
        free: Ints,
        limits: SolverLimits,
        *,
        starters: bool = False,
        rows: Sequence[Row] = (),
    ) -> tuple[Answered, Incumbent | None]:
        """What the solver says of a model, and the better of the best plan and its own; None where that breaks a limit.

        Money is rows where funds are few and few sets of them decide: a plan that cannot be paid teaches one more.
        """
        best, until, seed = turn.best, time.monotonic() + limits.seconds, turn.seed()
        money = self._money(model, limits)
        while True:
            at = model if money is None else money.model
            at = with_starters(at) if starters else at
            at = replace(at, linear=with_rows(at.linear, list(rows))) if rows else at
            left = replace(limits, seconds=max(until - time.monotonic(), 0.0))
            answer = run(at.linear, left, hint=encode(self.layout, at, best.draft), seed=seed)
            found = self._decoded(at, free, answer, best)
            if found is not None or answer.value is None or money is None:
                return answer, found
            if not money.learn(answer.value):
                return answer, None
            if answer.status != "optimal":  # no time to ask again: what of it can be paid
                plan = decode(self.layout, at, answer.value, free, best.draft)
                held = affordable(self.layout, self.purse, plan, self.params.afford)
                return answer, best if held is None else improved(self.layout, best, held)

    def _money(self, model: Model, limits: SolverLimits) -> Projection | None:
        """The model with rows for its money; None where there are many funds, or so few rows do not suffice."""
        if self.has_flows:
            return None
        money = project(self.layout, self.purse, model, self.sets)
        return money if money.relax(self.params.cuts, limits.seconds) else None

    def _held(self, draft: Draft, free: Ints, allowed: Flags) -> Flags:
        """The allowed starts of estates that are free, and the own start of each other one that starts, [E, Q]."""
        allowed, is_free = allowed.copy(), np.isin(np.arange(len(draft.start)), free)
        allowed[~is_free] = draft.times(self.layout.problem.quarters)[~is_free]
        return allowed

    def _decoded(self, model: Model, free: Ints, answer: Answered, best: Incumbent) -> Incumbent | None:
        """The better of the best plan and the solver's; None where that breaks a limit, whatever the solver's word."""
        if answer.value is None:
            return best
        found = improved(self.layout, best, decode(self.layout, model, answer.value, free, best.draft))
        return found if found is best or keeps(self.layout, self.purse, found.draft) else None

    def _rounded_up(self, answer: Answered, worth: float) -> float | None:
        """A solver's bound, rounded up; None where it has none, or a plan in hand refutes it."""
        bound = answer.bound + self.params.outward * max(1.0, abs(answer.bound))
        return bound if answer.status in ("optimal", "stopped", "limit") and bound >= worth else None


def _startable(allowed: Flags) -> Ints:
    """The estates that may start at all."""
    return np.flatnonzero(allowed.any(axis=1)).astype(np.int32)

"""Rounds that seek starts alone, for districts whose crews are scarce: there, what whole estates fill decides the plan.

A round anneals starts (`annealing`), asks the relaxation what works bring there, and keeps its prices: at whatever
prices, starts bring no more than what estates gain there and what is left of all limits is worth, so each relaxation
is a cut in what the next rounds believe, exact where it was asked (Benders).
"""

from dataclasses import dataclass, field, replace

import numpy as np

from yipanqi.planner.affordable import affordable
from yipanqi.planner.annealing import Course, Found, Standing, Starts, anneal
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.exact_rounds import ExactRounds
from yipanqi.planner.incumbent import Incumbent, Turn, valued
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import Model, build, prices_of
from yipanqi.planner.params import StartParams
from yipanqi.planner.prices import Answer, Prices, ask
from yipanqi.planner.problem import NONE, Floats, Ints, ranges
from yipanqi.planner.rounding import rounded_down
from yipanqi.planner.solver import Answered, SolverLimits, run
from yipanqi.planner.whole_starts import of_the_rest


@dataclass
class StartRounds:
    """One worker's search for starts; what it learns depends on its own rounds only."""

    layout: Layout
    answer: Answer
    exact: ExactRounds
    params: StartParams
    start: Ints = field(init=False)  # where it stands
    is_new: bool = True  # has it met no starts that keep every row?
    cuts: list[tuple[Floats, float]] = field(default_factory=list)  # [E, Q]: what starts gain; points that none decides

    def __post_init__(self) -> None:
        must, first = self.layout.problem.estates.must, np.argmax(self.layout.open, axis=1)
        self.start = np.where(must, first, NONE).astype(np.int32)

    def round(self, turn: Turn, part: float = 0.0) -> Incumbent:
        """Anneal from where it stands, or from the best plan; the works at the starts that it ends at, if they may make
        a better plan. The more of its time is gone (`part`), the milder a round begins."""
        self.cuts = self.cuts or [self._cut(self.answer.prices)]
        if not self.is_new and turn.rng.random() < self.params.from_best:
            self.start = turn.best.draft.start.copy()
        if not self._annealed(turn, part) or turn.stop():
            return turn.best
        draft = replace(nothing(self.layout.problem), start=self.start)
        model, relaxed = self.learn(draft)
        if relaxed.value is None or relaxed.objective <= turn.best.worth:  # nobody can pay it, or it is worth less
            return turn.best
        held = affordable(self.layout, self.exact.purse, rounded_down(self.layout, model, relaxed.value, draft))
        if held is None:
            return turn.best
        found = self.exact.works(replace(turn, best=valued(self.layout, held)), self.params.looks)
        return found if found.worth > turn.best.worth else turn.best

    def _cut(self, prices: Prices) -> tuple[Floats, float]:
        """What starts gain at prices of all that they do not fill alone, and what no start decides."""
        answer = ask(self.layout, of_the_rest(self.layout, prices))
        return answer.gains, answer.bound - float(answer.value.sum())

    def learn(self, draft: Draft) -> tuple[Model, Answered]:
        """Ask what works bring where a draft's estates start, and remember its prices; the model and its relaxation."""
        model, relaxed = self.relaxed(draft)
        if relaxed.dual is not None:
            cut = self._cut(prices_of(self.layout, model, relaxed.dual))
            self.cuts = [*self.cuts[:1], *[*self.cuts[1:], cut][-self.params.cuts :]]
        return model, relaxed

    def relaxed(self, draft: Draft) -> tuple[Model, Answered]:
        """The relaxation of all works where a draft's estates start."""
        free = np.flatnonzero(draft.start != NONE).astype(np.int32)
        model = build(self.layout, free, nothing(self.layout.problem), draft.times(self.layout.problem.quarters))
        model.linear.row_lower[: len(free)] = 1.0  # the first rows say how often an estate starts
        return model, run(model.linear, SolverLimits(), relax=True)

    def _annealed(self, turn: Turn, part: float) -> bool:
        """Move to the best starts that a walk of this round meets; did it meet any?"""
        params, p = self.params, self.layout.problem
        starts, share = self._starts(), max(abs(self.answer.bound), 1e-9) / max(len(self.start), 1)
        at = Standing(
            self.start.copy(), np.zeros_like(starts.cap), np.zeros(len(p.targets.region)), np.zeros_like(starts.fixed)
        )
        two = np.zeros(2, np.int32)
        found = Found(self.start.copy(), np.full(1, -np.inf), two, two.copy(), two.copy())
        slices = max(1, params.steps // params.slice)
        begin, later = params.mild
        hot = params.hot if self.is_new else (begin * (later / begin) ** part, params.cold)
        for number in range(slices):
            if turn.stop():
                return False
            gone = number / slices
            heat, slope, flat = (low * (high / low) ** gone for low, high in (hot, params.slope, params.flat))
            course = Course(params.slice, heat * share, slope, flat * share, params.moves, params.swaps, turn.seed())
            anneal(self.layout.packed, starts, course, at, found)
        if not np.isfinite(found.worth[0]):
            return False
        self.start, self.is_new = found.start, False
        return True

    def _starts(self) -> Starts:
        """What starts need and gain, as compiled functions read it."""
        p, layout = self.layout.problem, self.layout
        ptr, row, need = needs(layout)
        cap = np.append(p.crews.cap.ravel(), p.sites.cap.ravel()).astype(float)
        price = np.append(self.answer.prices.crew.ravel(), self.answer.prices.site.ravel())
        share = abs(self.answer.bound) / max(len(layout.place), 1)
        most = np.zeros(len(cap))
        np.maximum.at(most, row, need)
        fee = np.maximum(price, self.params.fee * share / np.maximum(np.maximum(cap, most), 1e-9))
        worth = np.ascontiguousarray(np.stack([gains for gains, _ in self.cuts], axis=2))
        return Starts(ptr, row, need, cap, fee, worth, np.array([fixed for _, fixed in self.cuts]))


def needs(layout: Layout) -> tuple[Ints, Ints, Floats]:
    """What each estate needs of crews for its bases, and of sites, wherever it starts: ptr [E+1], row as if it started
    in quarter 0, and how much."""
    p, quarters = layout.problem, layout.problem.quarters
    measures, works = p.measures, p.works
    work = np.flatnonzero(layout.base != NONE).astype(np.int32)
    sizes = np.diff(measures.profile_ptr)[works.measure[work]]
    step = ranges(np.zeros(len(work), np.int32), sizes)
    work = np.repeat(work, sizes)
    measure, estate = works.measure[work], layout.work_estate[work]
    load = works.load[layout.base[work]] * measures.profile[measures.profile_ptr[measure] + step]
    slot = layout.place[estate] * len(measures.trades) + measures.trade[measure]
    sizes = layout.crew_ptr[slot + 1] - layout.crew_ptr[slot]
    crew = layout.crew[ranges(layout.crew_ptr[slot], sizes)]
    again = np.repeat(np.arange(len(work)), sizes)
    row = crew * quarters + (measures.offset[measure] + step)[again]
    every = np.repeat(np.arange(len(layout.place), dtype=np.int32), layout.span)
    when = ranges(np.zeros(len(layout.place), np.int32), layout.span)
    region = p.estates.region[every]
    sizes = layout.site_ptr[region + 1] - layout.site_ptr[region]
    site = layout.site[ranges(layout.site_ptr[region], sizes)]
    busy = np.repeat(np.arange(len(every)), sizes)
    owner = np.append(estate[again], every[busy])
    rows = np.append(row, p.crews.cap.size + site * quarters + when[busy])
    key, number = np.unique(owner.astype(np.int64) * 2**32 + rows, return_inverse=True)
    need: Floats = np.bincount(number, np.append(load[again], np.ones(len(busy))), len(key)).astype(np.float64)
    ptr = np.searchsorted(key >> 32, np.arange(len(layout.place) + 1))
    return ptr.astype(np.int32), (key % 2**32).astype(np.int32), need

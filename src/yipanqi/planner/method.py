"""The method, told once: prices, a first plan, search around the best one, exact money, verification."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner.cluster import Cluster
from yipanqi.planner.collision import First, Infeasible, Undecided, first_plan
from yipanqi.planner.descent import descend
from yipanqi.planner.funding import Payments, payable, split_back
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.many import search, shardable
from yipanqi.planner.model import build, prices_of
from yipanqi.planner.prices import Answer, ask, count_use, objective
from yipanqi.planner.problem import NONE, Problem
from yipanqi.planner.rounds import Stopping, alone, better, together
from yipanqi.planner.search import CYCLE, SURE, TINY, Incumbent, Searcher
from yipanqi.planner.shards import Shard, cut
from yipanqi.planner.solution import Solution
from yipanqi.planner.solver import SolverLimits, run
from yipanqi.planner.team import Team
from yipanqi.planner.verify import Claim, PlanFault, judge
from yipanqi.planner.warm import Warm, warm_plan
from yipanqi.planner.workers import Executor, Workers

RELAXABLE, ENTRIES = 400, 150_000  # estates, and entries of the model, whose linear relaxation is solved whole
SOON_PRICED = 60_000  # entries of a model whose relaxation, a second for 83 estates, no clock cuts short
SURE_PASSES = 100  # of the descent, whatever the clock says: bad prices make bad plans
PASSES = 500  # of the descent where it cannot
TAIL, PAPER = 0.35, 1.5e-4  # seconds kept for paying and verifying a plan, and for each estate
SOON = 1.0  # seconds in which processes hardly begin
PASS = 1.5e-6  # seconds that a pass takes for each estate
PRICING = 0.4  # at most this part of the time is for prices
FEW, SMALL = 12, 60  # up to so many estates all are freed at the end, which also bounds what whole estates can reach …
LAST = {FEW: 0.5, SMALL: 0.3}  # … in this part of the time
GRACE = 0.5  # seconds that FEW have for that, even where none are left: most need less
LEAST = 1.0  # seconds that prices and a first search have, however little time is given


class CannotPlan(Exception):
    """The plan that was found does not pass the verifier; it is reported and never returned."""

    def __init__(self, faults: tuple[PlanFault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.rule} {fault.where}" for fault in faults[:5]))


@dataclass(frozen=True)
class Settings:
    """How long to search: seconds of the clock, or rounds of work, which make the same plan every time."""

    seconds: float | None = 60.0
    work: int | None = None
    seed: int = 0
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    cluster: str = ""  # a Dask scheduler's address, or local:N


@dataclass(frozen=True)
class Progress:
    """Where the search stands."""

    seconds: float
    work: int
    best: float
    bound: float

    @property
    def gap(self) -> float:
        """How far, at most, the best plan is from the best there can be."""
        return (self.bound - self.best) / max(abs(self.best), 1e-9)


def solve(
    problem: Problem,
    settings: Settings | None = None,
    *,
    warm: Warm | None = None,
    folder: Path | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Solution | Infeasible | Undecided:
    """The best plan found within the settings, with its proven bound, or the rules that collide, if time allows.

    The search goes on from an earlier plan where one is given and can be held. Where a cluster helps, its workers
    read the problem from its folder.
    """
    began, settings = time.time(), settings or Settings()
    layout = lay_out(problem)
    shards = cut(problem) if settings.cluster or len(layout.place) > RELAXABLE else []
    if shardable(problem, shards):
        found = _many(layout, shards, warm, folder, settings, began, progress, stop)
        if not isinstance(found, Infeasible | Undecided):  # what collides under quotas may fit together
            return found
    clock = _Clock(began, settings, stop)
    with Team(_processes(settings)) as team:  # they begin while we prepare
        begun = _begin(layout, warm, settings.seed, clock)
        if isinstance(begun, Infeasible | Undecided):
            return begun
        searcher, first = begun
        best, work = _search(searcher, team, first, settings, clock, progress)
    due = count_use(layout, best.start, best.choice).due
    flow = payable(layout, due)
    if flow is None:
        raise CannotPlan((PlanFault(RuleName.WITHIN_APPROPRIATION, "all funds"),))
    payments = split_back(layout, best.start, best.choice, flow, due)
    return _finished(layout, searcher.answer, best, payments, settings, work, began, stop())


def _processes(settings: Settings) -> int:
    """How many processes search beside this one: none where they would hardly have begun in time."""
    soon = settings.work is None and settings.seconds is not None and settings.seconds < SOON
    return 0 if settings.workers == 1 or soon else settings.workers


@dataclass(frozen=True)
class _Clock:
    """When the parts of a search are over; never, where rounds are counted."""

    began: float
    settings: Settings
    stop: Callable[[], bool]

    def until(self, part: float = 1.0) -> float:
        """The time when so much of the time for searching is gone."""
        if self.settings.seconds is None or self.settings.work is not None:
            return float("inf")
        return self.began + max(LEAST, part * (self.settings.seconds - TAIL))

    def late(self, part: float = 1.0) -> Callable[[], bool]:
        """Is it?"""
        until = self.until(part)
        return lambda: self.stop() or time.time() > until


def _begin(
    layout: Layout, warm: Warm | None, seed: int, clock: _Clock
) -> tuple[Searcher, First] | Infeasible | Undecided:
    """A searcher and the plan that it begins with, an earlier one where it can be held; or the rules that collide."""
    first = first_plan(layout, clock.late()) if warm is None else None
    if isinstance(first, Infeasible | Undecided):
        return first
    searcher = Searcher(layout, price(layout, clock.late(PRICING)), seed, 0, goes_on=warm is not None)
    if first is None:
        first = (warm and warm_plan(layout, warm, searcher.walker, clock.stop)) or first_plan(layout, clock.late())
    return first if isinstance(first, Infeasible | Undecided) else (searcher, first)


def price(layout: Layout, late: Callable[[], bool] = lambda: False) -> Answer:
    """Prices of every limit: of the linear relaxation where it can be solved whole, by descent elsewhere."""
    if len(layout.place) <= RELAXABLE:
        every = np.arange(len(layout.place), dtype=np.int32)
        nothing = np.full(len(every), NONE, np.int32), np.full(len(layout.forced), NONE, np.int32)
        model = build(layout, every, *nothing)
        if len(model.linear.value) <= ENTRIES:
            limits = SolverLimits() if len(model.linear.value) <= SOON_PRICED else SolverLimits(stop=late)
            relaxed = run(model.linear, limits, relax=True)
            if relaxed.dual is not None:
                return ask(layout, prices_of(layout, model, relaxed.dual))
    sure = iter(range(SURE_PASSES))
    return descend(layout, PASSES, stop=lambda: next(sure, None) is None and late()).answer


def _many(
    layout: Layout,
    shards: list[Shard],
    warm: Warm | None,
    folder: Path | None,
    settings: Settings,
    began: float,
    progress: Callable[[Progress], None],
    stop: Callable[[], bool],
) -> Solution | Infeasible | Undecided:
    """Price all estates at once, search shard by shard, put the plan together."""
    endless = settings.seconds is None or settings.work is not None
    seconds = float("inf") if endless else float(settings.seconds or 0)
    estates = len(layout.place)
    passes = PASSES if endless else int(min(2 * PASSES, max(100, 0.2 * seconds / (PASS * estates + 0.002))))
    descent = descend(layout, passes, threads=settings.workers, stop=stop)
    bound = descent.answer.bound

    def told(done: int, best: float) -> None:
        progress(Progress(time.time() - began, done, best, bound))

    executor: Executor = Cluster(settings.cluster) if settings.cluster else Workers(settings.workers)
    try:
        whole = search(
            layout, shards, descent, executor, folder=folder if settings.cluster else None, warm=warm,
            seed=settings.seed, work=settings.work, deadline=began + seconds - TAIL - PAPER * estates,
            told=told, stop=stop,
        )  # fmt: skip
    finally:
        executor.close()
    if isinstance(whole, Infeasible | Undecided):
        return whole
    worth = objective(layout, count_use(layout, whole.start, whole.choice))
    best = Incumbent(whole.start, whole.choice, worth)
    again = settings.work if settings.workers == 1 and not settings.cluster else None  # else who is done first matters
    return _finished(layout, descent.answer, best, whole.payments, settings, again, began, stop())


def _search(
    searcher: Searcher,
    team: Team,
    first: First,
    settings: Settings,
    clock: _Clock,
    progress: Callable[[Progress], None],
) -> tuple[Incumbent, int | None]:
    """Rounds of search until the limit, then few estates all at once; returns the best plan, and the rounds that make
    it again."""
    layout, answer = searcher.layout, searcher.answer
    worth = objective(layout, count_use(layout, first.start, first.choice))
    best, done = Incumbent(first.start, first.choice, worth), 0

    def over() -> bool:
        return best.proven or best.worth >= answer.bound - 1e-6 * abs(answer.bound)

    def told() -> None:
        progress(Progress(time.time() - clock.began, done, best.worth, answer.bound))

    last = _last_part(len(layout.place), settings)
    sure = SURE if len(layout.place) <= TINY else 0
    rounds = _rounds(len(layout.place), settings)
    stopping = Stopping(rounds, clock.began, clock.until(1 - last), clock.stop, sure)
    for found in together(team, searcher, best, stopping) if team.size else alone(searcher, best, stopping):
        done += 1
        best = better(best, found)
        told()
        if over():
            break
    left = max(clock.until() - time.time(), GRACE if len(layout.place) <= FEW else 0.0)
    if last and left > 0 and not over() and not clock.stop():
        until = time.time() + left
        found = searcher.whole(best, lambda: clock.stop() or time.time() > until, left)
        best = replace(found, again=best.again and found.worth <= best.worth)
        told()
    return best, done if best.again else None


def _last_part(estates: int, settings: Settings) -> float:
    """The part of the time in which all estates are freed at once."""
    if settings.work is not None or settings.seconds is None:
        return 0.0
    return next((part for most, part in LAST.items() if estates <= most), 0.0)


def _rounds(estates: int, settings: Settings) -> int:
    """How many rounds each worker may do: of few estates the rounds that walk, then all are freed at once."""
    if settings.work is not None:
        return settings.work
    return CYCLE if estates <= FEW and settings.seconds is not None else 2**62


def _finished(
    layout: Layout,
    answer: Answer,
    best: Incumbent,
    payments: Payments,
    settings: Settings,
    work: int | None,
    began: float,
    stopped: bool,
) -> Solution:
    """Verify the paid plan, and return it with its claims."""
    bound = max(answer.bound, best.worth)  # a plan may use the tolerance of the rules
    solver = best.worth if best.proven else max(best.bound, best.worth)
    verdict = judge(layout.problem, Claim(best.start, best.choice, payments, best.worth, bound, answer.prices))
    if not verdict.passed:
        raise CannotPlan(verdict.faults)
    return Solution(
        start=best.start,
        choice=best.choice,
        payments=payments,
        objective=verdict.objective,
        upper_bound=bound,
        solver_bound=solver if solver < bound else None,
        prices=answer.prices,
        work=work,
        seconds=time.time() - began,
        seed=settings.seed,
        workers=settings.workers,
        stopped=stopped,
    )

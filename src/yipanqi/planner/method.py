"""The method, told once: prices, a first plan, search around the best one, exact money, verification."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner.cluster import Cluster
from yipanqi.planner.collision import Infeasible, first_plan
from yipanqi.planner.descent import descend
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.funding import Payments, payable, split_back
from yipanqi.planner.incumbent import Incumbent, better, valued
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.many import search, shardable
from yipanqi.planner.model import build, prices_of
from yipanqi.planner.params import Params
from yipanqi.planner.prices import Answer, ask, count_use
from yipanqi.planner.problem import Problem
from yipanqi.planner.rounds import Stopping, alone, together
from yipanqi.planner.search import Searcher
from yipanqi.planner.shards import Shard, cut
from yipanqi.planner.solution import Solution
from yipanqi.planner.solver import SolverLimits, run
from yipanqi.planner.team import Team
from yipanqi.planner.verify import Claim, PlanFault, judge
from yipanqi.planner.warm import warm_plan
from yipanqi.planner.workers import Executor, Workers


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
    params: Params = field(default_factory=Params)


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
    warm: Draft | None = None,
    folder: Path | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Solution | Infeasible:
    """The best plan found within the settings, with its proven bound, or the rules that collide.

    The search goes on from an earlier plan where one is given; it need not be feasible. Where a cluster helps, its
    workers read the problem from its folder.
    """
    began, settings = time.time(), settings or Settings()
    layout = lay_out(problem)
    shards = cut(problem) if settings.cluster or len(layout.place) > settings.params.relaxable else []
    if shardable(problem, shards):
        found = _many(layout, shards, warm, folder, settings, began, progress, stop)
        if not isinstance(found, Infeasible):  # what collides under quotas may fit together
            return found
    with Team(_processes(settings)) as team:  # they begin while we prepare
        begun = _begin(layout, warm, settings, stop)
        if isinstance(begun, Infeasible):
            return begun
        searcher, first = begun
        best, work, stopped = _search(searcher, team, first, settings, began, progress, stop)
    due = count_use(layout, best.draft).due
    flow = payable(layout, due)
    if flow is None:
        raise CannotPlan((PlanFault(RuleName.WITHIN_APPROPRIATION, "all funds"),))
    payments = split_back(layout, best.draft, flow, due)
    return _finished(layout, searcher.answer, best, payments, settings, work, began, stopped)


def _processes(settings: Settings) -> int:
    """How many processes search beside this one: none where they would hardly have begun in time."""
    soon = settings.work is None and settings.seconds is not None and settings.seconds < settings.params.soon
    return 0 if settings.workers == 1 or soon else settings.workers


def _begin(
    layout: Layout, warm: Draft | None, settings: Settings, stop: Callable[[], bool]
) -> tuple[Searcher, Draft] | Infeasible:
    """A searcher and the plan that it begins with, an earlier one where it can be held; or the rules that collide."""
    first = first_plan(layout) if warm is None else None
    if isinstance(first, Infeasible):
        return first
    params = settings.params
    searcher = Searcher(layout, price(layout, params), settings.seed, goes_on=warm is not None, params=params)
    if warm is not None:
        first = warm_plan(layout, warm, searcher.walks.walker, params.repair, stop)
    first = first or first_plan(layout)
    return first if isinstance(first, Infeasible) else (searcher, first)


def price(layout: Layout, params: Params | None = None) -> Answer:
    """Prices of every limit: of the linear relaxation where it can be solved whole, by descent elsewhere."""
    params = params or Params()
    if len(layout.place) <= params.relaxable:
        every = np.arange(len(layout.place), dtype=np.int32)
        model = build(layout, every, nothing(layout.problem))
        relaxed = run(model.linear, SolverLimits(), relax=True)
        if relaxed.dual is not None:
            return ask(layout, prices_of(layout, model, relaxed.dual))
    return descend(layout, params.passes).answer


def _many(
    layout: Layout,
    shards: list[Shard],
    warm: Draft | None,
    folder: Path | None,
    settings: Settings,
    began: float,
    progress: Callable[[Progress], None],
    stop: Callable[[], bool],
) -> Solution | Infeasible:
    """Price all estates at once, search shard by shard, put the plan together."""
    endless = settings.seconds is None or settings.work is not None
    seconds = float("inf") if endless else float(settings.seconds or 0)
    estates, params = len(layout.place), settings.params
    passes, each = params.passes, params.pass_seconds * len(layout.place) + 0.002
    passes = passes if endless else int(min(2 * passes, max(100, 0.2 * seconds / each)))
    descent = descend(layout, passes, threads=settings.workers, stop=stop)
    bound = descent.answer.bound

    def told(done: int, best: float) -> None:
        progress(Progress(time.time() - began, done, best, bound))

    executor: Executor = Cluster(settings.cluster) if settings.cluster else Workers(settings.workers)
    try:
        whole = search(
            layout, shards, descent, executor, folder=folder if settings.cluster else None, warm=warm,
            seed=settings.seed, work=settings.work, deadline=began + seconds - params.tail - params.paper * estates,
            told=told, stop=stop, params=params,
        )  # fmt: skip
    finally:
        executor.close()
    if isinstance(whole, Infeasible):
        return whole
    best = valued(layout, whole.draft)
    again = settings.work if settings.workers == 1 and not settings.cluster else None  # else who is done first matters
    return _finished(layout, descent.answer, best, whole.payments, settings, again, began, stop())


def _search(
    searcher: Searcher,
    team: Team,
    first: Draft,
    settings: Settings,
    began: float,
    progress: Callable[[Progress], None],
    stop: Callable[[], bool],
) -> tuple[Incumbent, int, bool]:
    """Rounds of search until the limit; returns the best plan, the rounds done and whether it was stopped."""
    layout, answer = searcher.layout, searcher.answer
    endless = settings.seconds is None or settings.work is not None
    best, done = valued(layout, first), 0
    stopping = Stopping(
        rounds=2**62 if settings.work is None else settings.work,
        began=began,
        deadline=float("inf") if endless else began + float(settings.seconds or 0) - settings.params.tail,
        stop=stop,
    )
    rounds = together(team, searcher, best, stopping) if team.size else alone(searcher, best, stopping)
    for found in rounds:
        done += 1
        best = better(best, found)
        progress(Progress(time.time() - began, done, best.worth, answer.bound))
        if best.proven or best.worth >= answer.bound - 1e-6 * abs(answer.bound):
            break
    return best, done, stop()


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
    verdict = judge(layout.problem, Claim(best.draft, payments, best.worth, bound, answer.prices))
    if not verdict.passed:
        raise CannotPlan(verdict.faults)
    return Solution(
        draft=best.draft,
        payments=payments,
        objective=verdict.objective,
        upper_bound=bound,
        prices=answer.prices,
        work=work,
        seconds=time.time() - began,
        seed=settings.seed,
        workers=settings.workers,
        stopped=stopped,
    )

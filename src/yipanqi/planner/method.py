"""The method, told once: prices, a first plan, search around the best one, exact money, verification."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner.alone import shut_unpayable
from yipanqi.planner.books import open_books
from yipanqi.planner.claim import BoundBy
from yipanqi.planner.clock import Clock
from yipanqi.planner.cluster import Cluster
from yipanqi.planner.collision import Infeasible, Undecided, first_plan
from yipanqi.planner.descent import descend, settle, tightened
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.funding import Paid, paid
from yipanqi.planner.incumbent import Incumbent, better, valued
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.many import Visiting, search, shardable
from yipanqi.planner.model import build, prices_of
from yipanqi.planner.own_funds import own_funds
from yipanqi.planner.params import Params
from yipanqi.planner.prices import Answer, ask
from yipanqi.planner.problem import Problem
from yipanqi.planner.rounds import alone, together
from yipanqi.planner.schedule import rounds_of
from yipanqi.planner.search import Searcher
from yipanqi.planner.shards import Shard, cut
from yipanqi.planner.shortage import purse
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

    @property
    def limit(self) -> float | None:
        """Seconds of the clock, None where work ends the search or nothing does."""
        return None if self.work is not None else self.seconds


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


@dataclass(frozen=True)
class _Asked:
    """What a search was asked, its clock, and whoever is told where it stands."""

    settings: Settings
    clock: Clock
    progress: Callable[[Progress], None]

    @property
    def params(self) -> Params:
        """What tunes it."""
        return self.settings.params

    def tell(self, work: int, best: float, bound: float) -> None:
        """Tell where it stands."""
        self.progress(Progress(self.clock.gone, work, best, bound))


def solve(
    problem: Problem,
    settings: Settings | None = None,
    *,
    warm: Draft | None = None,
    folder: Path | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Solution | Infeasible | Undecided:
    """The best plan found within the settings, with its bound, or the rules that collide, if time allows to know them.

    The search goes on from an earlier plan where one is given; it need not be feasible. Where a cluster helps, its
    workers read the problem from its folder.
    """
    settings = settings or Settings()
    asked = _Asked(settings, Clock(time.time(), settings.limit, stop), progress)
    layout = lay_out(problem)
    shards = (
        cut(problem, settings.params.shards)
        if settings.cluster or len(layout.place) > settings.params.relaxable
        else []
    )
    if shardable(problem, shards):
        found = _many(layout, shards, asked, warm, folder)
        if not isinstance(found, Infeasible | Undecided):  # what collides under quotas may fit together
            return found
    layout = shut_unpayable(layout, settings.params.alone)
    with Team(_processes(settings), settings.params.workers) as team:  # they begin while we prepare
        begun = _begin(layout, warm, asked)
        if isinstance(begun, Infeasible | Undecided):
            return begun
        searcher, first = begun
        best, work = _search(searcher, team, first, asked)
        stopped = stop()
    again = work if best.again else None
    return _finished(layout, asked, searcher.answer, paid(layout, best.draft), again, stopped, best.bound)


def _processes(settings: Settings) -> int:
    """How many processes search beside this one: none where they would hardly have begun in time."""
    soon = settings.work is None and settings.seconds is not None and settings.seconds < settings.params.soon
    return 0 if settings.workers == 1 or soon else settings.workers


def _begin(layout: Layout, warm: Draft | None, asked: _Asked) -> tuple[Searcher, Draft] | Infeasible | Undecided:
    """A searcher and the plan that it begins with, an earlier one where it can be held; or the rules that collide."""
    params, clock = asked.params, asked.clock.less(asked.params.tail)
    answer = price(layout, params, asked.clock.part(params.pricing))
    first: Draft | Infeasible | Undecided | None = None
    searcher = Searcher(layout, answer, asked.settings.seed, goes_on=warm is not None, params=params)
    if warm is not None:
        first = warm_plan(layout, warm, searcher.walks.walker, params.repair, clock.stop)
    elif 2 * layout.problem.estates.must.sum() <= len(layout.place):  # else what must be is hardly met by chance
        first = searcher.walks.soonest()
    first = first or first_plan(layout, clock, params.first)
    return first if isinstance(first, Infeasible | Undecided) else (searcher, first)


def price(layout: Layout, params: Params | None = None, clock: Clock | None = None) -> Answer:
    """Prices of every limit: of the linear relaxation where it is solved whole in a second, by descent elsewhere and
    where estates have funds of their own."""
    params, clock = params or Params(), clock or Clock(time.time())
    descent = params.descent
    if own_funds(layout, purse(layout), params.walk.table.few) is not None:
        descent = replace(descent, leg=descent.many_leg, gain=descent.many_gain)
    elif len(layout.place) <= params.relaxable:
        model = build(layout, np.arange(len(layout.place), dtype=np.int32), nothing(layout.problem))
        if len(model.linear.value) <= params.entries:
            relaxed = run(model.linear, SolverLimits(), relax=True)
            if relaxed.dual is not None:
                answer = ask(layout, prices_of(layout, model, relaxed.dual))
                return tightened(layout, answer, stop=clock.late, params=descent)
    sure = iter(range(params.sure_passes))
    answer = settle(layout, stop=lambda: next(sure, None) is None and clock.late(), params=descent)
    return tightened(layout, answer, stop=clock.late, params=descent)


def _many(
    layout: Layout, shards: list[Shard], asked: _Asked, warm: Draft | None, folder: Path | None
) -> Solution | Infeasible | Undecided:
    """Price all estates at once, search shard by shard, put the plan together."""
    settings, params, clock = asked.settings, asked.params, asked.clock
    descent = descend(layout, _passes(layout, asked), threads=settings.workers, stop=clock.stop, params=params.descent)
    visiting = Visiting(
        clock=clock.less(params.tail + params.paper * len(layout.place)),
        told=lambda done, best: asked.tell(done, best, descent.answer.bound),
        params=params,
        seed=settings.seed,
        work=settings.work,
        earlier=warm,
        folder=folder if settings.cluster else None,
    )
    executor: Executor = (
        Cluster(settings.cluster, params.workers) if settings.cluster else Workers(settings.workers, params.workers)
    )
    try:
        whole = search(open_books(layout, shards, descent, params.visits.draw), executor, visiting)
    finally:
        executor.close()
    if isinstance(whole, Infeasible | Undecided):
        return whole
    again = settings.work if settings.workers == 1 and not settings.cluster else None  # else who is done first matters
    return _finished(layout, asked, descent.answer, whole, again, clock.stop())


def _passes(layout: Layout, asked: _Asked) -> int:
    """Passes of the descent: fewer where they would take more than a fifth of the time."""
    params, seconds = asked.params, asked.clock.seconds
    if seconds is None:
        return params.passes
    each = params.pass_seconds * len(layout.place) + 0.002
    return int(min(2 * params.passes, max(100, 0.2 * seconds / each)))


def _search(searcher: Searcher, team: Team, first: Draft, asked: _Asked) -> tuple[Incumbent, int]:
    """Rounds of search until the limit, then few estates all at once; returns the best plan and the rounds done."""
    best, done, bound = valued(searcher.layout, first), 0, searcher.answer.bound
    clock, last = asked.clock.less(asked.params.tail), _last_part(searcher, asked)
    most = asked.settings.work
    if most is None:
        most = rounds_of(asked.params.schedule, len(first.start)) if last else 2**62
    before = clock.part(1 - last)
    sure = asked.params.schedule.sure if len(first.start) <= asked.params.schedule.few else 0
    few_by_the_clock = 0.0 if sure and last and asked.settings.work is None else None
    rounds = (
        together(team, searcher, best, most, before)
        if team.size
        else alone(searcher, best, most, before, sure, few_by_the_clock)
    )
    for found in rounds:
        done += 1
        best = better(best, found)
        asked.tell(done, best.worth, bound)
        if best.proven or best.worth >= bound - 1e-6 * abs(bound):
            return best, done
    seconds = max(clock.left, asked.params.least_end if len(first.start) <= asked.params.ends[0][0] else 0.0)
    if last and seconds > 0 and not clock.stop():
        until = time.time() + seconds
        best = searcher.end(done, best, seconds, lambda: clock.stop() or time.time() > until)
        asked.tell(done, best.worth, min(bound, best.bound))
    return best, done


def _last_part(searcher: Searcher, asked: _Asked) -> float:
    """The part of the time for the end; none where estates are many, or no clock runs."""
    estates, seconds, params = len(searcher.layout.place), asked.clock.seconds, asked.params
    if seconds is None:
        return 0.0
    most, part, least = params.starts_end
    is_scarce = seconds >= least and searcher.exact.scarcity >= params.exact.scarce
    return next((part for most, part in params.ends if estates <= most), part if is_scarce and estates <= most else 0.0)


def _finished(
    layout: Layout,
    asked: _Asked,
    answer: Answer,
    plan: Paid | None,
    work: int | None,
    stopped: bool,
    by_solver: float = float("inf"),
) -> Solution:
    """Verify the paid plan, and return it with its claims: the lower bound of the prices' and the solver's."""
    if plan is None:
        raise CannotPlan((PlanFault(RuleName.WITHIN_APPROPRIATION, "all funds"),))
    worth = valued(layout, plan.draft).worth
    priced = max(answer.bound, worth)  # a plan may use the tolerance of the rules
    bound = max(min(priced, by_solver), worth)
    bound_by = BoundBy.SOLVER if bound < priced else BoundBy.PRICES
    verdict = judge(layout.problem, Claim(plan.draft, plan.payments, worth, bound, answer.prices, bound_by))
    if not verdict.passed:
        raise CannotPlan(verdict.faults)
    return Solution(
        draft=plan.draft,
        payments=plan.payments,
        objective=verdict.objective,
        upper_bound=bound,
        bound_by=bound_by,
        priced_bound=priced,
        prices=answer.prices,
        work=work,
        seconds=asked.clock.gone,
        seed=asked.settings.seed,
        workers=asked.settings.workers,
        stopped=stopped,
    )

"""The method, told once: prices, a first plan, search around the best one, exact money, verification."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from yipanqi.planner.collision import First, Infeasible, first_plan
from yipanqi.planner.funding import payable, split_back, split_of
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.model import build, dues_of, prices_of
from yipanqi.planner.prices import Answer, ask, cheapest_mix, count_use, improve, money_price, no_prices, objective
from yipanqi.planner.problem import NONE, Floats, Problem
from yipanqi.planner.search import Incumbent, Searcher
from yipanqi.planner.solution import Solution
from yipanqi.planner.solver import Limits, run
from yipanqi.planner.team import Task, Team
from yipanqi.planner.verify import Claim, Fault, judge
from yipanqi.planner.warm import Warm, warm_plan

RELAXABLE = 400  # estates whose linear relaxation is solved whole
TAIL = 0.4  # seconds kept for paying and verifying a district's plan


class CannotPlan(Exception):
    """The plan that was found does not pass the verifier; it is reported and never returned."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.rule} {fault.where}" for fault in faults[:5]))


@dataclass(frozen=True)
class Settings:
    """How long to search: seconds of the clock, or rounds of work, which make the same plan every time."""

    seconds: float | None = 60.0
    work: int | None = None
    seed: int = 0
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)


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
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Solution | Infeasible:
    """The best plan found within the settings, with its proven bound, or the rules that collide.

    The search goes on from an earlier plan where one is given and can be held.
    """
    began, settings = time.time(), settings or Settings()
    layout = lay_out(problem)
    first = (warm and warm_plan(layout, warm, stop)) or first_plan(layout)
    if isinstance(first, Infeasible):
        return first
    answer, due = price(layout)
    searcher = Searcher(layout, answer, _split(layout, answer, due), settings.seed, 0)
    best, work, stopped = _search(searcher, first, settings, began, progress, stop)
    return _finished(layout, answer, best, settings, work, time.time() - began, stopped)


def price(layout: Layout) -> tuple[Answer, Floats]:
    """Prices of every limit and the dues they lead to: of the relaxation where it can be solved whole, by
    subgradient steps elsewhere."""
    if len(layout.place) <= RELAXABLE:
        every = np.arange(len(layout.place), dtype=np.int32)
        nothing = np.full(len(every), NONE, np.int32), np.full(len(layout.forced), NONE, np.int32)
        model = build(layout, every, *nothing)
        relaxed = run(model.linear, Limits(), relax=True)
        if relaxed.dual is not None and relaxed.value is not None:
            return ask(layout, prices_of(layout, model, relaxed.dual)), dues_of(layout, model, relaxed.value)
    free = ask(layout, no_prices(layout))
    answer = improve(layout, no_prices(layout), 600, 0.6 * free.bound)
    return answer, count_use(layout, answer.start, answer.choice).due


def _split(layout: Layout, answer: Answer, due: Floats) -> Floats:
    """How the funds share dues like these."""
    money = money_price(layout, answer.prices)
    flow = payable(layout, due, overspend=100.0)
    return cheapest_mix(layout, money)[1] if flow is None else split_of(layout, due, flow, money)


def _search(
    searcher: Searcher,
    first: First,
    settings: Settings,
    began: float,
    progress: Callable[[Progress], None],
    stop: Callable[[], bool],
) -> tuple[Incumbent, int, bool]:
    """Rounds of search until the limit; returns the best plan, the rounds done and whether it was stopped."""
    layout, answer = searcher.layout, searcher.answer
    endless = settings.seconds is None or settings.work is not None
    deadline = float("inf") if endless else began + float(settings.seconds or 0) - TAIL
    worth = objective(layout, count_use(layout, first.start, first.choice))
    best, done = Incumbent(first.start, first.choice, worth), 0
    team = Team(searcher, settings.workers)
    last_round = 2**62 if settings.work is None else settings.work
    try:
        while done < last_round and not stop():
            team.hand(Task(done, best, deadline))
            late = (lambda: stop()) if done == 0 else (lambda: stop() or time.time() > deadline)
            found = searcher.round(done, best, late)
            if found is None:
                break
            done += 1
            for other in [found, *team.collect(wait=endless)]:
                best = other if (other.worth, other.proven) > (best.worth, best.proven) else best
            progress(Progress(time.time() - began, done, best.worth, answer.bound))
            if time.time() > deadline or best.proven or best.worth >= answer.bound - 1e-6 * abs(answer.bound):
                break
    finally:
        team.dismiss()
    return best, done, stop()


def _finished(
    layout: Layout, answer: Answer, best: Incumbent, settings: Settings, work: int, seconds: float, stopped: bool
) -> Solution:
    """Pay the plan, verify it, and return it with its claims."""
    due = count_use(layout, best.start, best.choice).due
    flow = payable(layout, due)
    if flow is None:
        raise CannotPlan((Fault("within_appropriation", "all funds"),))
    payments = split_back(layout, best.start, best.choice, flow, due)
    bound = max(answer.bound, best.worth)  # a plan may use the tolerance of the rules
    verdict = judge(layout.problem, Claim(best.start, best.choice, payments, best.worth, bound, answer.prices))
    if not verdict.passed:
        raise CannotPlan(verdict.faults)
    return Solution(
        start=best.start,
        choice=best.choice,
        payments=payments,
        objective=verdict.objective,
        upper_bound=bound,
        prices=answer.prices,
        work=work,
        seconds=seconds,
        seed=settings.seed,
        workers=settings.workers,
        stopped=stopped,
    )

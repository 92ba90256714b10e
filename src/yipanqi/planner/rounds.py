"""Rounds of search, one after the other in this process, or side by side in a team's."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from yipanqi.planner.search import Incumbent, Searcher
from yipanqi.planner.team import Round, Team

LOOK, GRACE = 0.05, 0.25  # seconds between looks at the workers, and for those whose time is over


@dataclass(frozen=True)
class Stopping:
    """How far a search goes: rounds of each worker, times of the machine's clock, and whoever may stop it."""

    rounds: int
    began: float
    deadline: float  # inf where rounds are counted
    stop: Callable[[], bool]
    sure: int = 0  # rounds that no clock cuts short or leaves out

    @property
    def counted(self) -> bool:
        """Do rounds end it, and not the clock?"""
        return self.deadline == float("inf")

    def late(self) -> bool:
        """Is the time over?"""
        return self.stop() or time.time() > self.deadline


def better(one: Incumbent, other: Incumbent) -> Incumbent:
    """The plan that is worth more; the first of two alike, unless the other is proven."""
    return max(one, other, key=lambda plan: (plan.worth, plan.proven))


def alone(searcher: Searcher, best: Incumbent, stopping: Stopping) -> Iterator[Incumbent]:
    """One round after the other in this process; one that the clock cuts short gives nothing, unless it is the first:
    then the same rounds would not make its plan again."""
    for number in range(stopping.rounds):
        late = stopping.stop if number < stopping.sure else stopping.late
        if number and late():
            return
        found = searcher.round(number, best, late)
        if late():
            if number == 0:
                yield replace(found, again=False)
            return
        best = better(best, found)
        yield found


def together(team: Team, searcher: Searcher, best: Incumbent, stopping: Stopping) -> Iterator[Incumbent]:
    """Rounds of several processes from the best plan known; all wait for each other where rounds are counted.

    The very first round is done here, while the processes begin.
    """
    team.brief(searcher)
    number = [1] * team.size
    if stopping.rounds:
        best = better(best, searcher.round(0, best, stopping.late))
        yield best
    while not stopping.stop() and (now := time.time()) < stopping.deadline + GRACE:
        ready = sorted(team.idle) if not stopping.counted or not team.busy else []
        ready = [worker for worker in ready if number[worker] < stopping.rounds and now < stopping.deadline]
        for worker in ready:
            along = None if stopping.counted else (now - stopping.began) / (stopping.deadline - stopping.began)
            team.hand(worker, Round(number[worker], best, stopping.deadline, along))
            number[worker] += 1
        if not team.busy:
            break
        plans = team.collect(LOOK)
        while stopping.counted and team.busy and not stopping.stop():
            plans += team.collect(LOOK)
        for _, plan in sorted(plans, key=lambda pair: pair[0]):
            best = better(best, plan)
            yield plan
    if not team.idle and not team.busy:  # all workers died
        yield from alone(searcher, best, stopping)

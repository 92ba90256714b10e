"""Rounds of search, one after the other in this process, or side by side in a team's."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from yipanqi.planner.incumbent import Incumbent, better
from yipanqi.planner.search import Searcher
from yipanqi.planner.team import Round, Team

LOOK, GRACE = 0.05, 0.25  # seconds between looks at the workers, and for those whose time is over


@dataclass(frozen=True)
class Stopping:
    """How far a search goes: rounds of each worker, times of the machine's clock, and whoever may stop it."""

    rounds: int
    began: float
    deadline: float  # inf where rounds are counted
    stop: Callable[[], bool]

    @property
    def counted(self) -> bool:
        """Do rounds end it, and not the clock?"""
        return self.deadline == float("inf")

    def late(self) -> bool:
        """Is the time over?"""
        return self.stop() or time.time() > self.deadline


def alone(searcher: Searcher, best: Incumbent, stopping: Stopping) -> Iterator[Incumbent]:
    """One round after the other in this process; the first is not cut short by the clock, one that is gives nothing."""
    for number in range(stopping.rounds):
        late = stopping.late if number else stopping.stop
        if number and late():
            return
        found = searcher.round(number, best, late)
        if number and late():
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
        best = better(best, searcher.round(0, best, stopping.stop))
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

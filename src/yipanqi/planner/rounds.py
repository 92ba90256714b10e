"""Rounds of search, one after the other in this process, or side by side in a team's."""

import time
from collections.abc import Iterator

from yipanqi.planner.clock import Clock
from yipanqi.planner.incumbent import Incumbent, better
from yipanqi.planner.search import Searcher
from yipanqi.planner.team import Round, Team

LOOK, GRACE = 0.05, 0.25  # seconds between looks at the workers, and for those whose time is over


def alone(searcher: Searcher, best: Incumbent, rounds: int, clock: Clock) -> Iterator[Incumbent]:
    """One round after the other in this process; the first is not cut short by the clock, one that is gives nothing."""
    for number in range(rounds):
        late = clock.late if number else clock.stop
        if number and late():
            return
        found = searcher.round(number, best, late)
        if number and late():
            return
        best = better(best, found)
        yield found


def together(team: Team, searcher: Searcher, best: Incumbent, rounds: int, clock: Clock) -> Iterator[Incumbent]:
    """Rounds of several processes from the best plan known; all wait for each other where rounds are counted.

    The very first round is done here, while the processes begin.
    """
    team.brief(searcher)
    number, is_counted = [1] * team.size, clock.seconds is None
    if rounds:
        best = better(best, searcher.round(0, best, clock.stop))
        yield best
    while not clock.stop() and (now := time.time()) < clock.deadline + GRACE:
        ready = sorted(team.idle) if not is_counted or not team.busy else []
        for worker in ready:
            if number[worker] < rounds and now < clock.deadline:
                team.hand(worker, Round(number[worker], best, clock.deadline, clock.along))
                number[worker] += 1
        if not team.busy:
            break
        plans = team.collect(LOOK)
        while is_counted and team.busy and not clock.stop():
            plans += team.collect(LOOK)
        for _, plan in sorted(plans, key=lambda pair: pair[0]):
            best = better(best, plan)
            yield plan
    if not team.idle and not team.busy:  # all workers died
        yield from alone(searcher, best, rounds, clock)

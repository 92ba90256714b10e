"""Rounds of search, one after the other in this process, or side by side in a team's."""

import time
from collections.abc import Iterator
from dataclasses import replace

from yipanqi.planner.clock import Clock
from yipanqi.planner.incumbent import Incumbent, better
from yipanqi.planner.search import Searcher
from yipanqi.planner.team import Round, Team

LOOK, GRACE = 0.05, 0.25  # seconds between looks at the workers, and for those whose time is over
FIRST, HURRY = 0.5, 1.3  # of the time, at most, for a first plan; seconds of which it may not take half


def alone(searcher: Searcher, best: Incumbent, rounds: int, clock: Clock, sure: int = 0) -> Iterator[Incumbent]:
    """One round after the other in this process; one that the clock cuts short gives nothing, but for the first.

    No clock leaves out those that are sure.
    """
    if rounds:
        best = better(best, _first(searcher, best, clock))
        yield best
    for number in range(1, rounds):
        late = clock.stop if number <= sure else clock.late
        if late():
            return
        found = searcher.round(number, best, late)
        if late():
            return
        best = better(best, found)
        yield found


def _first(searcher: Searcher, best: Incumbent, clock: Clock) -> Incumbent:
    """The first round, which may take a part of the time; where it is cut short, no rounds make its plan again."""
    soon = clock.part(FIRST)
    found = searcher.round(0, best, soon.late, 1.0 if clock.left < HURRY else None)
    return replace(found, again=not soon.late()) if clock.seconds is not None else found


def together(team: Team, searcher: Searcher, best: Incumbent, rounds: int, clock: Clock) -> Iterator[Incumbent]:
    """Rounds of several processes from the best plan known; all wait for each other where rounds are counted.

    The very first round is done here, while the processes begin.
    """
    team.brief(searcher)
    number, is_counted = [1] * team.size, clock.seconds is None
    if rounds:
        best = better(best, _first(searcher, best, clock))
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

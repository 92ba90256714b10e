"""Rounds of search, one after the other in this process, or side by side in a team's."""

import time
from collections.abc import Iterator
from dataclasses import replace

from yipanqi.planner.clock import Clock
from yipanqi.planner.incumbent import Incumbent, better
from yipanqi.planner.search import Searcher
from yipanqi.planner.team import Round, Team


def alone(
    searcher: Searcher, best: Incumbent, rounds: int, clock: Clock, sure: int = 0, along: float | None = None
) -> Iterator[Incumbent]:
    """One round after the other in this process; one that the clock cuts short gives nothing, but for the first.

    No clock leaves out those that are sure. `along`: what rounds are told is gone of the time, None where they count.
    """
    if rounds:
        best = better(best, _first(searcher, best, clock))
        yield best
    for number in range(1, rounds):
        late = clock.stop if number <= sure else clock.late
        if late():
            return
        found = searcher.round(number, best, late, along)
        if late():
            return
        best = better(best, found)
        yield found


def _first(searcher: Searcher, best: Incumbent, clock: Clock) -> Incumbent:
    """The first round, which may take a part of the time; where it is cut short, no rounds make its plan again."""
    params = searcher.params.rounds
    soon = clock.part(params.first)
    found = searcher.round(0, best, soon.late, 1.0 if clock.left < params.hurry else None)
    return replace(found, again=not soon.late()) if clock.seconds is not None else found


def together(team: Team, searcher: Searcher, best: Incumbent, rounds: int, clock: Clock) -> Iterator[Incumbent]:
    """Rounds of several processes from the best plan known; all wait for each other where rounds are counted.

    The very first round is done here, while the processes begin.
    """
    team.brief(searcher)
    params = searcher.params.rounds
    number, is_counted = [1] * team.size, clock.seconds is None
    if rounds:
        best = better(best, _first(searcher, best, clock))
        yield best
    while not clock.stop() and (now := time.time()) < clock.deadline + params.grace:
        ready = sorted(team.idle) if not is_counted or not team.busy else []
        for worker in ready:
            if number[worker] < rounds and now < clock.deadline:
                team.hand(worker, Round(number[worker], best, clock.deadline, clock.along))
                number[worker] += 1
        if not team.busy:
            break
        plans = team.collect(params.look)
        while is_counted and team.busy and not clock.stop():
            plans += team.collect(params.look)
        for _, plan in sorted(plans, key=lambda pair: pair[0]):
            best = better(best, plan)
            yield plan
    if not team.idle and not team.busy:  # all workers died
        yield from alone(searcher, best, rounds, clock)

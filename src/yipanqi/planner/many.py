"""Many estates: shards under shared prices, each searched like a district, the most promising ones again and again.

Visits are tasks for whoever is free; common money is in the `books`.
"""

import queue
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from yipanqi.planner.books import Books
from yipanqi.planner.clock import Clock
from yipanqi.planner.collision import Infeasible, Undecided
from yipanqi.planner.draft import Draft
from yipanqi.planner.funding import Paid
from yipanqi.planner.params import Params
from yipanqi.planner.piece import Effort, Found, improve
from yipanqi.planner.problem import Problem
from yipanqi.planner.shards import Shard
from yipanqi.planner.visits import Pace
from yipanqi.planner.workers import Executor


@dataclass(frozen=True, kw_only=True)
class Visiting:
    """How shards are to be visited."""

    clock: Clock
    told: Callable[[int, float], None]  # visits done, and what the plans found are worth
    params: Params
    seed: int
    work: int | None  # visits of each shard, where they are counted
    earlier: Draft | None  # that the first visits go on from
    folder: Path | None  # of the problem, where workers elsewhere read it


def search(books: Books, executor: Executor, visiting: Visiting) -> Paid | Infeasible | Undecided:
    """Visit every shard once, then the most promising ones until the time is over (or `work` visits of each)."""
    tour, done = _Tour(books, executor, visiting), 0
    while True:
        tour.set_out()
        if tour.is_over():
            return books.together()
        try:
            number, effort, future = tour.answers.get(timeout=visiting.params.visits.look)
        except queue.Empty:
            continue
        found = tour.back(number, effort, future)
        if isinstance(found, Infeasible | Undecided):
            return found
        books.keep(number, found)
        done += 1
        visiting.told(done, books.worth())


class _Tour:
    """The visits under way, and those still to be made."""

    def __init__(self, books: Books, executor: Executor, visiting: Visiting) -> None:
        self.books, self.executor, self.visiting = books, executor, visiting
        self.waiting = sorted(range(len(books.shards)), key=lambda n: -len(books.shards[n].estates))
        self.answers: queue.Queue[tuple[int, Effort, Future[Any]]] = queue.Queue()
        self.flying = 0
        self.again: set[int] = set()  # shards under way, and those for which there is no time any more
        estates = len(books.layout.problem.estates.ids)
        self.pace = Pace(executor.size, estates, visiting.clock, visiting.params.visits)

    def set_out(self) -> None:
        """Hand out visits as far as there are workers, first ones even when it is late."""
        late = self.visiting.clock.late()
        while self.flying < 2 * self.executor.size and (self.waiting or not late):
            number = self.waiting.pop(0) if self.waiting else self.books.promising(self.again, self.visiting.work)
            if number is None:
                break
            self._visit(number)

    def is_over(self) -> bool:
        """Is nobody under way, or has everybody been visited once by the time that it is stopped?"""
        seen = not self.waiting and len(self.books.found) == len(self.books.shards)
        return not self.flying or (self.visiting.clock.stop() and seen)

    def back(self, number: int, effort: Effort, future: "Future[Any]") -> Found | Infeasible | Undecided:
        """What a visit has found."""
        self.flying -= 1
        self.again.discard(number)
        found: Found | Infeasible | Undecided = future.result()
        if isinstance(found, Found):
            self.pace.learn(effort.steps, found.seconds)
        return found

    def _visit(self, number: int) -> None:
        """Hand out a shard's next visit, unless there is no time for it."""
        books, asked, visit = self.books, self.visiting, self.books.visits[number]
        steps = self.pace.steps(len(books.shards[number].estates), visit)
        self.again.add(number)
        if steps == 0:
            return
        effort = Effort(visit, steps, asked.clock.deadline, asked.seed, asked.params.walk)
        books.draw(number)
        known = books.known(number, asked.earlier)
        future = self.executor.submit(improve, books.piece(number, asked.folder), known, effort)
        future.add_done_callback(partial(self._answered, number, effort))
        self.flying += 1

    def _answered(self, number: int, effort: Effort, future: "Future[Any]") -> None:
        self.answers.put((number, effort, future))


def shardable(problem: Problem, shards: list[Shard]) -> bool:
    """Is there more than one shard, and all promised money inside them?"""
    inside = np.concatenate([shard.regions for shard in shards]) if shards else np.zeros(0, np.int32)
    return len(shards) > 1 and bool(np.isin(problem.committed.region, inside).all())

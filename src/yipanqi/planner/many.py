"""Many estates: shards under shared prices, each searched like a district, the most promising ones again and again.

Visits are tasks for whoever is free; common money is in the `books`.
"""

import queue
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from yipanqi.planner.books import Whole, open_books
from yipanqi.planner.collision import Infeasible
from yipanqi.planner.descent import Descent
from yipanqi.planner.draft import Draft
from yipanqi.planner.layout import Layout
from yipanqi.planner.params import Params
from yipanqi.planner.piece import Effort, improve
from yipanqi.planner.problem import Problem
from yipanqi.planner.shards import Shard
from yipanqi.planner.visits import Pace
from yipanqi.planner.workers import Executor


def search(
    layout: Layout,
    shards: list[Shard],
    descent: Descent,
    executor: Executor,
    *,
    folder: Path | None,
    warm: Draft | None,
    seed: int,
    work: int | None,
    deadline: float,
    told: Callable[[int, float], None],
    stop: Callable[[], bool],
    params: Params,
) -> Whole | Infeasible:
    """Visit every shard once, then the most promising ones until the deadline (or `work` visits of each)."""
    books = open_books(layout, shards, descent, params.visits.draw)
    estates = len(layout.problem.estates.ids)
    waiting = sorted(range(len(shards)), key=lambda n: -len(shards[n].estates))
    flying, done = 0, 0
    answers: queue.Queue[tuple[int, Effort, Future[Any]]] = queue.Queue()
    pace = Pace(executor.size, estates, deadline, params.visits)
    again: set[int] = set()  # shards under way, and those for which there is no time any more
    while True:
        late = time.time() > deadline or stop()
        while flying < 2 * executor.size and (waiting or not late):
            number = waiting.pop(0) if waiting else books.promising(again, work)
            if number is None:
                break
            visit = books.visits[number]
            effort = Effort(visit, pace.steps(len(shards[number].estates), visit), deadline, seed, params.walk)
            again.add(number)
            if effort.steps == 0:
                continue
            books.draw(number)
            future = executor.submit(improve, books.piece(number, folder), books.known(number, warm), effort)
            future.add_done_callback(partial(_answered, answers, number, effort))
            flying += 1
        if not flying or (stop() and not waiting and len(books.found) == len(shards)):
            break
        try:
            number, effort, future = answers.get(timeout=params.visits.look)
        except queue.Empty:
            continue
        flying -= 1
        again.discard(number)
        found = future.result()
        if isinstance(found, Infeasible):
            return found
        pace.learn(effort.steps, found.seconds)
        books.keep(number, found)
        done += 1
        told(done, books.worth())
    return books.together()


def _answered(
    answers: "queue.Queue[tuple[int, Effort, Future[Any]]]", number: int, effort: Effort, future: "Future[Any]"
) -> None:
    answers.put((number, effort, future))


def shardable(problem: Problem, shards: list[Shard]) -> bool:
    """Is there more than one shard, and all promised money inside them?"""
    inside = np.concatenate([shard.regions for shard in shards]) if shards else np.zeros(0, np.int32)
    return len(shards) > 1 and bool(np.isin(problem.committed.region, inside).all())

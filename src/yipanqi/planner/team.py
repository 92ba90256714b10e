"""Several processes that search side by side and exchange the best plan: each keeps a searcher of its own, and a round
is a task for one of them."""

import queue
import threading
import time
import traceback
from dataclasses import dataclass
from typing import Self

from yipanqi.planner.incumbent import Incumbent
from yipanqi.planner.params import WorkerParams
from yipanqi.planner.process import LOST, Process, packed
from yipanqi.planner.search import Searcher


@dataclass(frozen=True, eq=False)
class Round:
    """One round: its number, the plan to start from, the time (of the machine's clock) when it is too late, and the
    part of the time that is gone, None where rounds are counted."""

    number: int
    best: Incumbent
    deadline: float
    along: float | None


class Team:
    """Workers, each with a searcher of its own; those that died are not handed anything more.

    Their processes begin at once and are ended with the `with` block.
    """

    def __init__(self, size: int, params: WorkerParams | None = None) -> None:
        self.size, self.params = size, params or WorkerParams()
        self.answers: queue.Queue[tuple[int, Incumbent | None]] = queue.Queue()  # None: the worker is no more
        self.processes = [Process(may_be_copy=True) for _ in range(size)]
        self.rounds: list[queue.Queue[Round | None]] = [queue.Queue() for _ in self.processes]
        self.idle = set(range(size))
        self.busy: set[int] = set()
        self.threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End all workers."""
        for rounds, process in zip(self.rounds, self.processes, strict=True):
            process.kill()
            rounds.put(None)
        for thread in self.threads:
            thread.join(self.params.closing)
        for process in self.processes:
            process.bury()

    def brief(self, searcher: Searcher) -> None:
        """Give every worker a searcher like this one, with its own number."""
        for number in range(self.size):
            mate = searcher.mate(number)
            self.threads.append(threading.Thread(target=self._feed, args=(number, mate), daemon=True))
            self.threads[-1].start()

    def hand(self, number: int, given: Round) -> None:
        """Give a round to a worker that has none."""
        self.idle.remove(number)
        self.busy.add(number)
        self.rounds[number].put(given)

    def collect(self, seconds: float) -> list[tuple[int, Incumbent]]:
        """Workers and their plans that come back within a time, at once when there is one."""
        found: list[tuple[int, Incumbent]] = []
        try:
            while self.busy:
                number, plan = self.answers.get(timeout=None if found else seconds, block=not found)
                self.busy.discard(number)
                self.idle -= {number}  # it may have died before it was handed anything
                if plan is not None:
                    self.idle.add(number)
                    found.append((number, plan))
        except queue.Empty:
            pass
        return found

    def _feed(self, number: int, mate: Searcher) -> None:
        """Carry rounds and plans to and from one worker; a worker that dies or fails answers nothing more."""
        process = self.processes[number]
        try:
            failed, answer = process.ask(packed(keep, mate))
            while not failed and (given := self.rounds[number].get()) is not None:
                failed, answer = process.ask(packed(search_on, given))
                if not failed:
                    self.answers.put((number, answer))
            if failed:
                traceback.print_exception(answer)  # the others go on without this worker: say why
                self.answers.put((number, None))
        except LOST:
            self.answers.put((number, None))


_kept: list[Searcher] = []  # of a worker: the one that it searches with


def keep(searcher: Searcher) -> None:
    """In a worker: search with this one."""
    _kept[:] = [searcher]


def search_on(given: Round) -> Incumbent:
    """In a worker: do a round."""
    return _kept[0].round(given.number, given.best, lambda: time.time() > given.deadline, given.along)

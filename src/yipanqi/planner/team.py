"""Several processes that search side by side and exchange the best plan.

A worker is a process of its own that runs `main`: rounds come on its standard input, plans leave on its output.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

import yipanqi
from yipanqi.planner.incumbent import Incumbent
from yipanqi.planner.search import Searcher

CLOSING = 5.0  # seconds for a worker's thread to see that it is gone


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

    def __init__(self, size: int) -> None:
        self.size = size
        self.answers: queue.Queue[tuple[int, Incumbent | None, bool]] = queue.Queue()
        self.processes = [_started() for _ in range(size)]
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
            thread.join(CLOSING)
        for process in self.processes:
            process.wait()
            for pipe in filter(None, (process.stdin, process.stdout)):  # open still where no thread served them
                with suppress(OSError):
                    pipe.close()

    def brief(self, searcher: Searcher) -> None:
        """Give every worker a searcher like this one, with its own number."""
        for number, process in enumerate(self.processes):
            mate = searcher.mate(number)
            self.threads.append(threading.Thread(target=self._feed, args=(number, process, mate), daemon=True))
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
                number, plan, alive = self.answers.get(timeout=None if found else seconds, block=not found)
                self.busy.discard(number)
                self.idle |= {number} if alive else set()
                found += [(number, plan)] if plan is not None else []
        except queue.Empty:
            pass
        return found

    def _feed(self, number: int, process: "subprocess.Popen[bytes]", mate: Searcher) -> None:
        """Carry rounds and plans to and from one worker; a worker that dies answers nothing more."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with process.stdin as to, process.stdout as back:
                _send(to, mate)
                while (given := self.rounds[number].get()) is not None:
                    _send(to, given)
                    self.answers.put((number, pickle.load(back), True))
        except (EOFError, OSError, pickle.UnpicklingError):
            self.answers.put((number, None, False))


def _started() -> "subprocess.Popen[bytes]":
    root = str(Path(yipanqi.__file__).parent.parent)
    paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-c", "from yipanqi.planner.team import main; main()"]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": paths},
        start_new_session=True,  # Ctrl-C is for the parent, which decides when to stop
    )


def _send(to: IO[bytes], thing: object) -> None:
    pickle.dump(thing, to, protocol=pickle.HIGHEST_PROTOCOL)
    to.flush()


def serve(ask: IO[bytes], answer: IO[bytes], now: Callable[[], float]) -> None:
    """Search round after round until there are no more."""
    searcher: Searcher = pickle.load(ask)
    while True:
        try:
            given: Round = pickle.load(ask)
        except EOFError:
            return
        late = given.deadline
        _send(answer, searcher.round(given.number, given.best, lambda late=late: now() > late, given.along))  # type: ignore[misc]


def main() -> None:
    """Be a worker on standard input and output."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write into the pipe
    serve(sys.stdin.buffer, pipe, time.time)

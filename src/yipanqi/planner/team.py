"""Several processes that search together: this one and its workers, which exchange the best plan.

A worker is a process of its own that runs `main`: tasks come on its standard input, plans leave on its output.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import yipanqi
from yipanqi.planner.search import Incumbent, Searcher


@dataclass(frozen=True, eq=False)
class Task:
    """One round: its number, the plan to start from, and the time (of the machine's clock) when it is too late."""

    number: int
    best: Incumbent
    deadline: float


class Team:
    """The workers beside this process."""

    def __init__(self, searcher: Searcher, workers: int) -> None:
        self.answers: queue.Queue[tuple[int, Incumbent | None]] = queue.Queue()
        self.processes = [_started() for _ in range(1, workers)]
        self.tasks: list[queue.Queue[Task | None]] = [queue.Queue() for _ in self.processes]
        self.idle = set(range(len(self.processes)))
        for number, process in enumerate(self.processes):
            mate = Searcher(searcher.layout, searcher.answer, searcher.seed, number + 1)
            threading.Thread(target=self._feed, args=(number, process, mate), daemon=True).start()

    def hand(self, task: Task) -> None:
        """Give a task to every worker that has none."""
        for number in sorted(self.idle):
            self.tasks[number].put(task)
        self.idle.clear()

    def collect(self, wait: bool) -> list[Incumbent]:
        """The plans that have come back, in the workers' order; wait for all of them, or take what is there."""
        found: dict[int, Incumbent | None] = {}
        while len(self.idle) < len(self.processes):
            try:
                number, plan = self.answers.get(block=wait)
            except queue.Empty:
                break
            self.idle.add(number)
            found[number] = plan
        return [plan for _, plan in sorted(found.items()) if plan is not None]

    def dismiss(self) -> None:
        """End all workers."""
        for tasks, process in zip(self.tasks, self.processes, strict=True):
            process.kill()
            tasks.put(None)
        for process in self.processes:
            process.wait()

    def _feed(self, number: int, process: "subprocess.Popen[bytes]", mate: Searcher) -> None:
        """Carry tasks and plans to and from one worker; a worker that dies answers nothing more."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with process.stdin as to, process.stdout as back:
                _send(to, mate)
                while (task := self.tasks[number].get()) is not None:
                    _send(to, task)
                    self.answers.put((number, pickle.load(back)))
        except (EOFError, OSError, pickle.UnpicklingError):
            self.answers.put((number, None))


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
    """Do tasks until there are no more."""
    searcher: Searcher = pickle.load(ask)
    while True:
        try:
            task: Task = pickle.load(ask)
        except EOFError:
            return
        late = task.deadline
        _send(answer, searcher.round(task.number, task.best, lambda late=late: now() > late))  # type: ignore[misc]


def main() -> None:
    """Be a worker on standard input and output."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write into the pipe
    serve(sys.stdin.buffer, pipe, time.time)

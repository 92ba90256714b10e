"""Tasks done by processes of this machine: each is a function with its arguments, and answers a future.

A worker that dies is replaced and its task done again, so a lost one costs time and nothing else.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from yipanqi.planner.params import WorkerParams
from yipanqi.planner.process import LOST, Process, packed


class Executor(Protocol):
    """Whoever does tasks: the processes of this machine, or a cluster."""

    @property
    def size(self) -> int:
        """How many tasks are done at once."""

    def submit(self, task: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Have a task done; the future holds its answer or its error."""

    def close(self) -> None:
        """Stop at once; tasks not done are dropped."""


class LostWorker(Exception):
    """A task's worker died each time that it was tried."""


class Workers:
    """So many processes beside this one."""

    def __init__(self, size: int, params: WorkerParams | None = None) -> None:
        self.size, self.params = size, params or WorkerParams()
        self.tasks: queue.Queue[tuple[Future[Any], bytes] | None] = queue.Queue()
        self.processes: list[Process | None] = [None] * size
        self.open = True
        self.threads = [threading.Thread(target=self._serve, args=(n,), daemon=True) for n in range(size)]
        for thread in self.threads:
            thread.start()

    def submit(self, task: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Have a task done by the next worker that is free."""
        future: Future[Any] = Future()
        self.tasks.put((future, packed(task, *arguments)))
        return future

    def close(self) -> None:
        """End all workers at once."""
        self.open = False
        for _ in self.threads:
            self.tasks.put(None)
        for process in self.processes:
            if process is not None:
                process.kill()
        for thread in self.threads:
            thread.join(self.params.closing)

    def _serve(self, number: int) -> None:
        """Carry tasks and answers to and from one worker."""
        while self.open and (item := self.tasks.get()) is not None:
            future, message = item
            for attempt in range(self.params.tries):
                try:
                    failed, answer = self._ask(number, message)
                    future.set_exception(answer) if failed else future.set_result(answer)
                    break
                except LOST:
                    self._bury(number)
                    if not self.open:
                        return
                    if attempt == self.params.tries - 1:
                        future.set_exception(LostWorker())
                except Exception as error:  # an answer that cannot be read here: whoever waits must know
                    future.set_exception(error)
                    break
        self._bury(number)

    def _bury(self, number: int) -> None:
        """End one worker and leave nothing of it behind."""
        process, self.processes[number] = self.processes[number], None
        if process is not None:
            process.bury()

    def _ask(self, number: int, message: bytes) -> tuple[bool, Any]:
        """Have a task done by one worker, by a new one where it died or has not begun."""
        process = self.processes[number]
        if process is None:
            process = self.processes[number] = Process()
            if not self.open:  # closed meanwhile: nobody else would end it
                raise EOFError
        return process.ask(message)

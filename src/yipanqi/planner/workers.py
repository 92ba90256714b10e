"""Tasks done by processes of this machine: each is a function with its arguments, and answers a future.

A worker is a process of its own that runs `main`: tasks come on its standard input, answers leave on its output. One
that dies is replaced and its task done again, so a lost worker costs time and nothing else.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol

import yipanqi

TRIES = 3  # a task that kills three workers is at fault itself
CLOSING = 5.0  # seconds for a worker to be gone


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

    def __init__(self, size: int) -> None:
        self.size = size
        self.tasks: queue.Queue[tuple[Future[Any], bytes] | None] = queue.Queue()
        self.processes: list[subprocess.Popen[bytes] | None] = [None] * size
        self.open = True
        self.threads = [threading.Thread(target=self._serve, args=(n,), daemon=True) for n in range(size)]
        for thread in self.threads:
            thread.start()

    def submit(self, task: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Have a task done by the next worker that is free."""
        future: Future[Any] = Future()
        self.tasks.put((future, pickle.dumps((task, arguments), protocol=pickle.HIGHEST_PROTOCOL)))
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
            thread.join(CLOSING)

    def _serve(self, number: int) -> None:
        """Carry tasks and answers to and from one worker."""
        while self.open and (item := self.tasks.get()) is not None:
            future, message = item
            for attempt in range(TRIES):
                try:
                    failed, answer = self._ask(number, message)
                    future.set_exception(answer) if failed else future.set_result(answer)
                    break
                except (EOFError, OSError, pickle.UnpicklingError):
                    self._bury(number)
                    if not self.open:
                        return
                    if attempt == TRIES - 1:
                        future.set_exception(LostWorker())
                except Exception as error:  # an answer that cannot be read here: whoever waits must know
                    future.set_exception(error)
                    break
        self._bury(number)

    def _bury(self, number: int) -> None:
        """End one worker and leave nothing of it behind."""
        process, self.processes[number] = self.processes[number], None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # what was still to be written has nobody to read it
                        pipe.close()

    def _ask(self, number: int, message: bytes) -> tuple[bool, Any]:
        process = self.processes[number]
        if process is None:
            process = self.processes[number] = _started()
            if not self.open:  # closed meanwhile: nobody else would end it
                raise EOFError
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(len(message).to_bytes(8, "big") + message)
        process.stdin.flush()
        answer: tuple[bool, Any] = pickle.load(process.stdout)
        return answer


def _started() -> "subprocess.Popen[bytes]":
    root = str(Path(yipanqi.__file__).parent.parent)
    paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-c", "from yipanqi.planner.workers import main; main()"]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": paths},
        start_new_session=True,  # Ctrl-C is for the parent, which decides when to stop
    )


def serve(ask: IO[bytes], answer: IO[bytes]) -> None:
    """Do tasks until there are no more."""
    while size := ask.read(8):
        message = ask.read(int.from_bytes(size, "big"))
        try:
            task, arguments = pickle.loads(message)
            said = (False, task(*arguments))
        except Exception as error:
            said = (True, error)
        answer.write(_pickled(said))
        answer.flush()


def _pickled(said: tuple[bool, Any]) -> bytes:
    """An answer as bytes; what cannot be pickled is told in words."""
    try:
        return pickle.dumps(said, protocol=pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return pickle.dumps((True, RuntimeError(f"{said[1]!r}: {error!r}")))


def main() -> None:
    """Be a worker on standard input and output."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write into the pipe
    serve(sys.stdin.buffer, pipe)

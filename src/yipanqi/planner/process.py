"""A Python process beside this one that does one task after another.

It runs `main`: tasks, each a function with its arguments, come on its standard input, answers leave on its output. Or
it is a copy of this process, made beforehand (`standing_by`): to begin anew takes most of a second of a core, much of
the first seconds of a search.
"""

import os
import pickle
import signal
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import yipanqi
from yipanqi.planner import compiled, kernel

LOST = (EOFError, OSError, pickle.UnpicklingError)  # what `ask` raises where the process has died


class Process:
    """A process that begins at once; it is asked by one thread, and may be killed by any."""

    def __init__(self, *, may_be_copy: bool = False) -> None:
        """Begin; where it may be a copy, one that stands by is taken."""
        self._popen = _standing.pop() if may_be_copy and _standing else self._anew()

    @staticmethod
    def _anew() -> "subprocess.Popen[bytes]":
        root = str(Path(yipanqi.__file__).parent.parent)
        paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        return subprocess.Popen(
            [sys.executable, "-c", "from yipanqi.planner.process import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": paths},
            start_new_session=True,  # Ctrl-C is for the parent, which decides when to stop
        )

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._popen.pid

    def ask(self, message: bytes) -> tuple[bool, Any]:
        """Have a task done: whether it failed, and its answer or its error. One of LOST where the process dies."""
        to, back = self._popen.stdin, self._popen.stdout
        assert to is not None
        assert back is not None
        to.write(len(message).to_bytes(8, "big") + message)
        to.flush()
        answer: tuple[bool, Any] = pickle.load(back)
        return answer

    def kill(self) -> None:
        """End it; whoever asks it learns so by one of LOST."""
        self._popen.kill()

    def bury(self) -> None:
        """End it and leave nothing of it behind."""
        _bury(self._popen)


class _Copy:
    """A copy of this process, with what is used of a `Popen`. It must do nothing that needs another thread."""

    def __init__(self, others: "list[_Copy]") -> None:
        ask, to = os.pipe()
        back, answer = os.pipe()
        with warnings.catch_warnings():  # polars has threads already, and no copy asks anything of it
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            _be_copy(ask, answer, [to, back, *(pipe.fileno() for other in others for pipe in other.pipes)])
        os.close(ask)
        os.close(answer)
        self.stdin, self.stdout = os.fdopen(to, "wb"), os.fdopen(back, "rb")
        self.ended = False

    @property
    def pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        return self.stdin, self.stdout

    def kill(self) -> None:
        if not self.ended:  # else its number may be another's
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> None:
        if not self.ended:
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
            self.ended = True


_standing: list[_Copy] = []


@contextmanager
def standing_by(size: int) -> Iterator[None]:
    """While this lasts, so many copies of this process stand by, for whoever takes them; none where the system is not
    Linux. For a process that has imported all it needs and, as yet, done nothing: threads are not copied."""
    size = size if sys.platform == "linux" else 0
    if size:
        compiled.prepare(kernel.use)
    try:
        for _ in range(size):
            _standing.append(_Copy(_standing))
        yield
    finally:
        while _standing:
            _bury(_standing.pop())


def _bury(process: "subprocess.Popen[bytes] | _Copy") -> None:
    process.kill()
    process.wait()
    for pipe in filter(None, (process.stdin, process.stdout)):
        with suppress(OSError):  # what was still to be written has nobody to read it
            pipe.close()


def _be_copy(ask: int, answer: int, not_mine: list[int]) -> None:
    """What a copy does, until nobody is left to ask it; it never returns."""
    try:
        for pipe in not_mine:  # else its siblings would not learn that the parent is gone
            os.close(pipe)
        os.setsid()  # Ctrl-C is for the parent
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        _standing.clear()
        serve(os.fdopen(ask, "rb"), os.fdopen(answer, "wb"))
    finally:
        os._exit(0)


def packed(task: Callable[..., Any], *arguments: Any) -> bytes:
    """A task as a message."""
    return pickle.dumps((task, arguments), protocol=pickle.HIGHEST_PROTOCOL)


def serve(ask: IO[bytes], answer: IO[bytes]) -> None:
    """Do tasks until there are no more."""
    while size := ask.read(8):
        message = ask.read(int.from_bytes(size, "big"))
        try:
            task, arguments = pickle.loads(message)
            said = (False, task(*arguments))
        except Exception as error:
            error.add_note(traceback.format_exc())  # where it happened, which no pipe carries
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
    """Do tasks from standard input."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write into the pipe
    serve(sys.stdin.buffer, pipe)

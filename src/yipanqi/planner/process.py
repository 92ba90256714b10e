"""A Python process beside this one that does one task after another.

It runs `main`: tasks, each a function with its arguments, come on its standard input, answers leave on its output.
"""

import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import yipanqi

LOST = (EOFError, OSError, pickle.UnpicklingError)  # what `ask` raises where the process has died
CLOSING = 5.0  # seconds for whoever waits for a process to see that it is gone


class Process:
    """A process that begins at once; it is asked by one thread, and may be killed by any."""

    def __init__(self) -> None:
        root = str(Path(yipanqi.__file__).parent.parent)
        paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        self._popen = subprocess.Popen(
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
        self._popen.kill()
        self._popen.wait()
        for pipe in filter(None, (self._popen.stdin, self._popen.stdout)):
            with suppress(OSError):  # what was still to be written has nobody to read it
                pipe.close()


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

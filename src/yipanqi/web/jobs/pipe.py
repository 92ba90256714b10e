"""The child's end of the line to its worker. Imports no models: a child that computes need not wait for Django."""

import contextlib
import os
import pickle
import signal
import threading
import traceback
from multiprocessing.connection import Connection
from typing import Any

import django
from django.core.exceptions import AppRegistryNotReady

NICE = 5  # pages are served before plans are made


class Pipe:
    """What the function in the child holds: the same two questions as a `Ticket`, and no database."""

    def __init__(self, pipe: Connection, patience: float) -> None:
        self._pipe, self._patience = pipe, patience
        self._sending = threading.Lock()
        self._stop = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def progress(
        self, part: float, message: tuple[str, str] | None = None, detail: dict[str, Any] | None = None
    ) -> None:
        """As `Ticket.progress`."""
        self.send("progress", (part, message, detail))

    def should_stop(self) -> bool:
        """Somebody asked the job to stop: return the best so far soon, or the process is ended."""
        return self._stop.is_set()

    def send(self, what: str, value: Any) -> None:
        """One message to the worker."""
        with self._sending:
            self._pipe.send((what, value))

    def _listen(self) -> None:
        """A worker that is dead, or silent for longer than its lease, has no use for the answer."""
        with contextlib.suppress(EOFError, OSError):
            while self._pipe.poll(self._patience):
                if self._pipe.recv() == "stop":
                    self._stop.set()
        os.killpg(os.getpgid(0), signal.SIGKILL)


def begin(pipe: Connection, patience: float, parcel: bytes) -> None:
    """The child's life, in a process group of its own, so that what it starts goes with it."""
    os.setpgid(0, 0)
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line = Pipe(pipe, patience)
    try:
        work, args = _opened(parcel)
        line.send("answer", work(line, *args))
    except Exception as refusal:
        line.send("refusal", _portable(refusal))


def _opened(parcel: bytes) -> Any:
    """The function and its arguments; Django is set up only if the function's module needs it."""
    try:
        return pickle.loads(parcel)
    except AppRegistryNotReady:
        django.setup()
        return pickle.loads(parcel)


def _portable(refusal: Exception) -> Exception:
    """The exception itself if it survives pickling, else its text."""
    refusal.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(refusal))
    except Exception:
        return RuntimeError(f"{type(refusal).__name__}: {refusal}")
    return refusal

"""Heavy work in a process of its own: it reports through a pipe, and dies when told to, or with its worker.

The worker stays light, so its lease is renewed on time; a crash of a solver is a sentence, not the worker's end.
"""

import contextlib
import multiprocessing
import os
import pickle
import select
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from .handlers import CannotDo, Stopped
from .pipe import begin
from .ticket import Ticket


class GaveOut(CannotDo):
    """The child died, or took longer than it may."""


LISTEN = 0.2  # seconds between two looks at the ticket


def run_in_child(
    ticket: Ticket, work: Callable[..., Any], *args: Any, timeout: float | None = None, grace: float = 10.0
) -> Any:
    """`work(line, *args)` in a child process; its return value, or the exception it raised.

    `work` is a function of a module, and all that passes can be pickled. A wish to stop is passed on; after `grace`
    seconds without an answer the child is killed and `Stopped` raised. `GaveOut` is raised when the child dies or
    exceeds `timeout` seconds. Whatever happens, no process is left behind.
    """
    context = multiprocessing.get_context("spawn")  # no copy of the worker's threads and connections
    parcel = pickle.dumps((work, args))
    ours, theirs = context.Pipe()
    child = context.Process(target=begin, args=(theirs, ticket.lease.total_seconds(), parcel))
    child.start()
    theirs.close()
    try:
        return _answer(ticket, ours, timeout, grace)
    finally:
        _kill(child)
        ours.close()


def _answer(ticket: Ticket, pipe: Connection, timeout: float | None, grace: float) -> Any:
    started, stop_by = time.monotonic(), None
    while True:
        try:
            what, value = pipe.recv() if pipe.poll(LISTEN) else ("silence", None)
        except (EOFError, OSError):
            raise GaveOut(*_DIED) from None
        if what == "answer":
            return value
        if what == "refusal":
            raise value
        if what == "progress":
            ticket.progress(*value)
        now = time.monotonic()
        if stop_by is None and ticket.should_stop():
            stop_by = now + grace
        if stop_by is not None and now > stop_by:
            raise Stopped
        if timeout is not None and now > started + timeout:
            raise GaveOut(*(said.format(seconds=round(timeout)) for said in _TOO_LONG))
        _tell(pipe, "stop" if stop_by else "on")


_DIED = (
    "计算进程意外中断，可能是内存不足。请检查服务器内存后重试。",
    "The computing process broke off, perhaps for want of memory. Check the server's memory and try again.",
)
_TOO_LONG = (
    "计算超过 {seconds} 秒的时限，已终止。请减少数据或放宽时限后重试。",
    "The computation exceeded its limit of {seconds} seconds and was ended. Use less data or a longer limit.",
)


def _tell(pipe: Connection, word: str) -> None:
    """Say a word, unless the child is too busy to listen: that must not make us wait."""
    with contextlib.suppress(OSError):  # the dead are noticed where we listen
        if select.select([], [pipe], [], 0)[1]:
            pipe.send(word)


def _kill(child: multiprocessing.process.BaseProcess) -> None:
    """End the child and everything it started."""
    with contextlib.suppress(ProcessLookupError):  # not yet a group of its own, or all gone
        os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.join()
    child.close()

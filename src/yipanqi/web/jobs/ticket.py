"""What a handler holds while it works: it reports, asks whether to stop, and has its effect."""

import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from . import lease as leases
from .lease import Effect, LeaseLost
from .models import Job

LONGEST_LIST = 400
MOST_CHARACTERS = 64_000
Said = tuple[str, str]  # the same text in Chinese and in English


class GivenBack(Exception):
    """The worker is leaving; the job goes back into the queue. Handlers let it pass."""


class Ticket:
    """One try at one job.

    `progress`, `should_stop` and entering `effect` may raise `LeaseLost` or `GivenBack`; a handler lets both pass,
    because another worker will do the job. Nothing of the database is touched by the first two, so they may be
    called often, also inside a transaction.
    """

    def __init__(self, job: Job, lease: timedelta, wake: Callable[[], None] | None = None) -> None:
        self.job, self.args, self.lease = job, job.args, lease
        self.leave_at = math.inf  # by the monotonic clock: when this worker must let go
        self.is_done = False
        self._wake = wake or self.beat
        self._lock = threading.Lock()
        self._reported: dict[str, Any] = {}
        self._is_lost = self._is_asked_to_stop = False
        self._hold_until = time.monotonic() + lease.total_seconds()
        self._renew_at = self._next_renewal(time.monotonic())

    # For handlers

    def progress(self, part: float, message: Said | None = None, detail: dict[str, Any] | None = None) -> None:
        """Show how far the work is (0 to 1), what it is doing, and more: shown within about a second.

        Of `detail` the page knows `best`, `bound`, `gap` and `series`, rows of (seconds, best, bound); long lists
        are thinned to 400 entries.
        """
        self.check()
        said: dict[str, Any] = {"progress": min(1.0, max(0.0, part))}
        if message is not None:
            said["message"] = list(message)
        if detail is not None:
            said["detail"] = thinned(detail)
        with self._lock:
            self._reported |= said
        self._wake()

    def should_stop(self) -> bool:
        """Somebody asked this job to stop: keep the best so far, or raise `Stopped`."""
        self.check()
        return self._is_asked_to_stop

    @contextmanager
    def effect(self) -> Iterator[Effect]:
        """Write what the job changes: committed together with its end, once, or not at all.

        Must be the outermost transaction. Raises `LeaseLost` when another worker has taken the job over.
        """
        with leases.effect(self.job) as outcome:
            yield outcome
        self.is_done = True

    # For workers

    def check(self) -> None:
        """Raise `LeaseLost` or `GivenBack` when this try is over."""
        now = time.monotonic()
        if self._is_lost or now > self._hold_until:  # also after a pause of the whole process
            raise LeaseLost
        if now > self.leave_at:
            raise GivenBack

    def beat(self) -> None:
        """Renew the lease when due or when something was reported, and hear whether to stop."""
        try:
            self._beat(time.monotonic())
        except LeaseLost:
            self._is_lost = True

    def _beat(self, now: float) -> None:
        with self._lock:
            reported, self._reported = self._reported, {}
        if reported or now >= self._renew_at:
            if not leases.renew(self.job, self.lease, reported):
                raise LeaseLost
            self._hold_until = now + self.lease.total_seconds()  # counted from before the question was sent
            self._renew_at = self._next_renewal(now)
        self._is_asked_to_stop = leases.is_asked_to_stop(self.job)

    def _next_renewal(self, now: float) -> float:
        return now + self.lease.total_seconds() / 3


def thinned(detail: dict[str, Any]) -> dict[str, Any]:
    """The detail with long lists thinned evenly, ends kept, so that a row stays small; `ValueError` if it cannot."""
    longest = LONGEST_LIST
    while longest >= 2:
        small = {name: _thin(value, longest) for name, value in detail.items()}
        if len(json.dumps(small)) <= MOST_CHARACTERS:
            return small
        longest //= 2
    raise ValueError(f"the detail of a job may have {MOST_CHARACTERS} characters")


def _thin(value: Any, longest: int) -> Any:
    if not isinstance(value, list) or len(value) <= longest:
        return value
    last = len(value) - 1
    return [value[round(i * last / (longest - 1))] for i in range(longest)]

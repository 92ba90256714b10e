"""Passwords are hashed in a pool of its own: one at a time in each process, after whatever pages need, few waiting."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from django.contrib.auth.hashers import Argon2PasswordHasher

from yipanqi.web.page.errors import Busy

_MOST = 6  # hashed and waiting
_PATIENCE = 8.0  # seconds
_AFTER_PAGES = 10  # of 19: how far the processor prefers pages to hashing
_T = TypeVar("_T")


class CannotHash(Busy):
    """Too many people log in at this moment."""


class Pool:
    """One hand that hashes; each hash takes 100 MiB and both processors for a moment."""

    def __init__(self, most: int = _MOST) -> None:
        self.places = threading.BoundedSemaphore(most)
        self._hand = ThreadPoolExecutor(1, "hash", initializer=_stand_back)

    def do(self, work: Callable[..., _T], *args: str) -> _T:
        """What the work gives, once it is its turn. Raises CannotHash at once where no place is left."""
        if not self.places.acquire(blocking=False):
            raise CannotHash
        asked = self._hand.submit(work, *args)
        asked.add_done_callback(lambda _: self.places.release())
        try:
            return asked.result(_PATIENCE)
        except TimeoutError:
            asked.cancel()
            raise CannotHash from None


def _stand_back() -> None:
    """Linux gives each thread a priority of its own, and argon2's threads have that of their parent."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _AFTER_PAGES)


_pool = Pool()


def _anew() -> None:
    global _pool
    _pool = Pool()


os.register_at_fork(after_in_child=_anew)  # the hand stays with the parent


class QueueingArgon2(Argon2PasswordHasher):
    """Argon2 in the pool; who finds it full, or waits too long, is told to come again."""

    def encode(self, password: str, salt: str) -> str:
        return _pool.do(super().encode, password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        return _pool.do(super().verify, password, encoded)

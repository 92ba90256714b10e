"""How much one network may ask of the public pages: a bucket that fills again, in each process its own. Who only reads
never notices; who harvests is told to slow down, and takes nothing from anybody else."""

import threading
import time
from dataclasses import dataclass

_MOST = 20_000  # networks that are remembered


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Throttle:
    """So many questions at once, and so many a second after that."""

    def __init__(self, *, at_once: float, a_second: float) -> None:
        self.at_once, self.a_second = at_once, a_second
        self._lock, self._known = threading.Lock(), dict[str, _Bucket]()

    def wait(self, network: str, now: float | None = None) -> float:
        """Seconds until this network may ask again; 0: it may now, and one question is taken from it."""
        now = time.monotonic() if now is None else now
        with self._lock:
            bucket = self._known.pop(network, None) or _Bucket(self.at_once, now)
            bucket.left = min(self.at_once, bucket.left + (now - bucket.at) * self.a_second)
            bucket.at = now
            self._known[network] = bucket
            if len(self._known) > _MOST:
                del self._known[next(iter(self._known))]
            if bucket.left < 1:
                return (1 - bucket.left) / self.a_second
            bucket.left -= 1
            return 0

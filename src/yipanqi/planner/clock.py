"""How long a search may take, and who may stop it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Clock:
    """When a search began, how long it may take, and whoever may stop it before."""

    began: float  # by the machine's clock, which all processes share
    seconds: float | None = None  # None where rounds or visits end it, and not the time
    stop: Callable[[], bool] = lambda: False

    @property
    def deadline(self) -> float:
        """When the time is over; inf where it never is."""
        return float("inf") if self.seconds is None else self.began + self.seconds

    @property
    def gone(self) -> float:
        """Seconds since it began."""
        return time.time() - self.began

    @property
    def along(self) -> float | None:
        """The part of the time that is gone; None where the time does not end it."""
        return None if self.seconds is None else min(1.0, self.gone / self.seconds)

    @property
    def left(self) -> float:
        """Seconds until the time is over, none where it is."""
        return max(0.0, self.deadline - time.time())

    def until(self, part: float) -> float:
        """When that part of the seconds left will be gone."""
        return time.time() + part * self.left

    def late(self) -> bool:
        """Is the time over, or was it stopped?"""
        return self.stop() or time.time() > self.deadline

    def part(self, part: float) -> "Clock":
        """A clock that is late when that part of the seconds is gone."""
        return self if self.seconds is None else replace(self, seconds=part * self.seconds)

    def less(self, seconds: float) -> "Clock":
        """A clock that is late so many seconds before this one: they are kept for what comes after."""
        return self if self.seconds is None else replace(self, seconds=self.seconds - seconds)

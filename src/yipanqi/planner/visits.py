"""How long the visits to shards are, so that all shards are seen in their time and none is late."""

import time
from dataclasses import dataclass, field

import numpy as np

from yipanqi.planner.clock import Clock
from yipanqi.planner.params import VisitParams


@dataclass
class Pace:
    """How many steps a visit may take, so that all shards are seen in their time and none is late."""

    workers: int
    estates: int
    clock: Clock
    params: VisitParams = field(default_factory=VisitParams)
    left: list[int] = field(init=False)  # estates that wait for their first visit, and for their second
    until: list[float] = field(default_factory=list)  # when all should have had it
    steps_done: float = 1e-9
    seconds: float = 1e-9

    def __post_init__(self) -> None:
        self.left = [self.estates, self.estates]

    def steps(self, estates: int, visit: int) -> int:
        """Steps of a shard's next visit; 0 where there is no time for them."""
        params, ranges = self.params, (self.params.quick, self.params.long)
        pace = params.pace if self.seconds < 1 else self.steps_done / self.seconds
        time_left = self.clock.left
        if visit < 2 and np.isfinite(time_left):
            if len(self.until) == visit:
                self.until.append(self.clock.until(params.parts[visit]))
            share = pace * self.workers * max(0.0, self.until[visit] - time.time()) / max(self.left[visit], 1)
            each = float(np.clip(share, *ranges[visit]))
        else:
            each = params.quick[1] if visit == 0 else params.more * 2.0 ** max(0, visit - 2)
        most = np.inf if visit == 0 else pace * time_left
        if most < params.long[0] * estates:
            return 0
        if visit < 2:
            self.left[visit] -= estates
        return max(1, int(min(each * estates, most, 2**40)))

    def learn(self, steps: int, seconds: float) -> None:
        """A visit took so long."""
        self.steps_done += steps
        self.seconds += seconds

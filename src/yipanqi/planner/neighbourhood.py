"""Which estates to free next: five ways to choose them, drawn by how well each has served."""

from dataclasses import dataclass, field

import numpy as np

from yipanqi.planner.layout import Layout
from yipanqi.planner.params import ChooserParams
from yipanqi.planner.prices import Answer
from yipanqi.planner.problem import Flags, Floats, Ints

WAYS = ("random", "subdistrict", "window", "regret", "funds")


@dataclass
class Chooser:
    """Chooses estates to free; remembers what served and how many estates a round can bear."""

    layout: Layout
    answer: Answer
    size: int  # estates that a round frees
    params: ChooserParams = field(default_factory=ChooserParams)
    weights: Floats = field(default_factory=lambda: np.ones(len(WAYS)))

    def choose(self, start: Ints, rng: np.random.Generator) -> tuple[str, Ints]:
        """The name of a way and the estates it frees, sorted."""
        way = WAYS[int(rng.choice(len(WAYS), p=self.weights / self.weights.sum()))]
        count = min(self.size, len(start))
        appeal = _appeal(self.layout, self.answer, way, start, rng, self.params)
        appeal[self.layout.last < self.layout.first] = -np.inf
        return way, np.sort(np.argsort(-appeal, kind="stable")[:count]).astype(np.int32)

    def learn(self, way: str, gained: bool, exhausted: bool, proven: bool) -> None:
        """Favour a way that gained; free more estates where rounds end early, fewer where they run out."""
        at, params = WAYS.index(way), self.params
        self.weights[at] = max(params.least, params.kept * self.weights[at] + (params.won if gained else 0.0))
        if proven:
            self.size = min(self.size + 1 + self.size // params.growth, params.most)
        elif exhausted and not gained:
            self.size = max(self.size - 1, params.fewest)


def near(answer: Answer, start: Ints, margin: float) -> Flags:
    """Starts worth trying, [E, Q]: within a margin of an estate's best under prices, and where it stands."""
    allowed = answer.gains >= (answer.value - margin)[:, None]
    on = np.flatnonzero(start >= 0)
    allowed[on, start[on]] = True
    return np.asarray(allowed, bool)


def _appeal(
    layout: Layout, answer: Answer, way: str, start: Ints, rng: np.random.Generator, params: ChooserParams
) -> Floats:
    """Who is freed first."""
    p, chance = layout.problem, rng.random(len(start))
    if way == "subdistrict":
        regions = rng.permutation(len(p.regions.ids))
        return np.asarray(params.of_region * chance - regions[p.estates.region])
    if way == "window":
        middle = int(rng.integers(p.quarters))
        away = np.where(start >= 0, np.abs(start - middle), rng.integers(0, params.idle_away, len(start)))
        return -away + params.of_window * chance
    if way == "regret":
        here = np.where(start >= 0, answer.gains[np.arange(len(start)), np.maximum(start, 0)], answer.idle)
        regret = answer.value - here
        close = -np.abs(answer.gains.max(axis=1) - answer.idle)
        pull = np.where(rng.random(len(start)) < params.by_regret, regret, params.undecided * close)
        return np.asarray(pull / (np.abs(regret).max() + 1e-9) + chance)
    if way == "funds":
        year = int(rng.integers(p.years))
        same = (start >= 0) & (np.abs(start // p.quarters_per_year - year) < 1)
        return same + params.idle * (start < 0) + params.of_year * chance
    return chance

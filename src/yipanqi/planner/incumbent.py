"""The best plan known, and a worker's turn at it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from yipanqi.planner.draft import Draft
from yipanqi.planner.layout import Layout
from yipanqi.planner.prices import count_use, objective


@dataclass(frozen=True, eq=False)
class Incumbent:
    """A feasible plan and its worth."""

    draft: Draft
    worth: float
    proven: bool = False  # the whole model was solved: there is no better plan
    bound: float = np.inf  # no plan is worth more, by the solver's word
    again: bool = True  # do the same rounds make it again? Not where the clock cut one short


@dataclass(frozen=True, eq=False)
class Turn:
    """What a round is handed: its number, the best plan known, its own chance, and who may cut it short."""

    number: int
    best: Incumbent
    rng: np.random.Generator
    stop: Callable[[], bool]

    def seed(self) -> int:
        """A seed for what draws by itself."""
        return int(self.rng.integers(2**31))


def valued(layout: Layout, draft: Draft) -> Incumbent:
    """A feasible plan with its worth counted."""
    return Incumbent(draft, objective(layout, count_use(layout, draft)))


def better(one: Incumbent, other: Incumbent) -> Incumbent:
    """The plan that is worth more; the first of two alike, unless the other is proven."""
    return max(one, other, key=lambda plan: (plan.worth, plan.proven))


def improved(layout: Layout, best: Incumbent, draft: Draft) -> Incumbent:
    """The better of the best plan and a new one, whose worth is counted."""
    found = valued(layout, draft)
    return found if found.worth > best.worth else best

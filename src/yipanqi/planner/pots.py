"""What an estate that starts in a quarter may draw on a fund: no more than the whole fund holds.

Where a fund is small beside what one estate owes, the prices of the funds alone are a weak bound: under them an estate
may start a little in every quarter and draw on each year's grant. A plan starts it once. So the rows "what estate e
draws on fund f by year y, where it starts in t, is no more than f holds" may have prices of their own, μ[e,t,f,y] ≥ 0:
they hold in every plan, and so, whatever these prices, max over t of (gain at prices with μ, and Σ μ · cap) bounds what
the estate is worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from yipanqi.planner.problem import Floats, Ints


@dataclass(frozen=True, eq=False)
class Pots:
    """Rows of single starts, by estate and start, with their prices."""

    estate: Ints
    start: Ints
    fund: Ints
    year: Ints
    price: Floats  # points of a unit; of a fund that carries over, of what was drawn until the year's end

    def __len__(self) -> int:
        return len(self.fund)

    def priced(self, price: Floats) -> "Pots":
        """The same rows at other prices."""
        return replace(self, price=price)


def no_pots() -> Pots:
    """No rows."""
    empty = np.zeros(0, np.int32)
    return Pots(empty, empty, empty, empty, np.zeros(0))


def pots_of(rows: Sequence[ArrayLike], price: ArrayLike) -> Pots:
    """Rows from the columns estate, start, fund and year, sorted."""
    estate, start, fund, year = (np.asarray(column, np.int32) for column in rows)
    order = np.lexsort((year, fund, start, estate))
    return Pots(estate[order], start[order], fund[order], year[order], np.asarray(price, np.float64)[order])


def joined(one: Pots, other: Pots) -> Pots:
    """The rows of both, which have none in common."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in ("estate", "start", "fund", "year")]
    return pots_of([np.concatenate(pair) for pair in pairs], np.concatenate([one.price, other.price]))

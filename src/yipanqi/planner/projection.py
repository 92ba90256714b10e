"""The model without its flows of money: each set of funds that would be too poor is a row, added when it is met.

By max-flow min-cut (`shortage`) what is due can be paid if and only if no set of fund-years is too poor. A few sets
decide, and as rows of whole columns alone they are knapsacks, which a solver cuts and branches far better than the
flows. With some of the rows only, a bound is a bound all the same.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import Model
from yipanqi.planner.problem import Floats, Ints
from yipanqi.planner.shortage import Cut, Purse, too_poor
from yipanqi.planner.solver import INF, Row, cut_off, row_of, with_rows


@dataclass
class Projection:
    """A model whose dues are told from its other columns, and the rows of money met so far."""

    layout: Layout
    purse: Purse
    full: Model
    due: Ints  # [entries]: what a column adds to a due …
    column: Ints
    share: Floats
    owed: Floats  # … beside what is owed anyway, [dues]
    known: dict[bytes, Cut]  # the sets met so far, in other models too
    model: Model = field(init=False)  # without flows

    def __post_init__(self) -> None:
        less = _without_flows(self.full)
        self.model = replace(less, linear=with_rows(less.linear, [self._row(cut) for cut in self.known.values()]))

    def relax(self, most: int, seconds: float = INF) -> bool:
        """Add the rows that the relaxation breaks, one after the other, so many at the most; are these all?"""
        linear, are_all = cut_off(self.model.linear, self.broken, most, seconds)
        self.model = replace(self.model, linear=linear)
        return are_all

    def learn(self, value: Floats) -> bool:
        """Add the row that a solution breaks; is there one that was not known?"""
        row = self.broken(value)
        if row is not None:
            self.model = replace(self.model, linear=with_rows(self.model.linear, [row]))
        return row is not None

    def broken(self, value: Floats) -> Row | None:
        """The row that a solution breaks most, if it is not known already."""
        p = self.layout.problem
        due, more = np.zeros(self.layout.profiles * p.years), self.share * value[self.column]
        due[self.full.slots] = np.maximum(self.owed + np.bincount(self.due, more, len(self.owed)), 0.0)
        cut = too_poor(self.purse, due.reshape(-1, p.years))
        if cut is None or (name := np.round(cut.coef, 9).tobytes()) in self.known:
            return None
        self.known[name] = cut
        return self._row(cut)

    def _row(self, cut: Cut) -> Row:
        coef = cut.coef.ravel()[self.full.slots]
        values = np.asarray(np.bincount(self.column, coef[self.due] * self.share, self.full.due), np.float64)
        return row_of(values, -INF, cut.money - float(coef @ self.owed))


def project(layout: Layout, purse: Purse, full: Model, known: dict[bytes, Cut]) -> Projection:
    """A model without its flows, with a row for each set of funds that is known; those met later are added there."""
    linear, first = full.linear, full.rows[RuleName.DUE_IS_PAID]
    ptr = linear.ptr[first : first + len(full.slots) + 1]
    entries = slice(ptr[0], ptr[-1])
    row = np.repeat(np.arange(len(full.slots), dtype=np.int32), np.diff(ptr))
    column, value = linear.index[entries], linear.value[entries]
    own = column < full.due  # the others are the dues themselves
    owed = linear.row_lower[first : first + len(full.slots)]
    return Projection(layout, purse, full, row[own], column[own], -value[own], owed, known)


def _without_flows(full: Model) -> Model:
    """The columns before the dues and the rows before theirs."""
    linear, rows, columns = full.linear, full.rows[RuleName.DUE_IS_PAID], full.due
    end = linear.ptr[rows]
    less = replace(
        linear,
        cost=linear.cost[:columns],
        lower=linear.lower[:columns],
        upper=linear.upper[:columns],
        whole=linear.whole[:columns],
        row_lower=linear.row_lower[:rows],
        row_upper=linear.row_upper[:rows],
        ptr=linear.ptr[: rows + 1],
        index=linear.index[:end],
        value=linear.value[:end],
    )
    return replace(full, linear=less, slots=full.slots[:0])

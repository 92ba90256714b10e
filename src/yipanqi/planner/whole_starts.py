"""A bound that sees that estates are whole: their starts alone, each worth what its estate gains under prices.

Money, and the crews that works share freely, stay at their prices, as in the bound of the prices. What whole estates
fill is a row instead: crews that do nothing but the cheapest required works, sites, targets, moves from a base plan,
and what starts need of all other crews at the least. Whatever the prices, every plan is a solution of this model that
is worth at least as much there, so what bounds the model bounds every plan. Its relaxation is the bound of the prices.
"""

from dataclasses import dataclass, replace

import numpy as np

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner.draft import Draft
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import Model
from yipanqi.planner.prices import Prices, ask
from yipanqi.planner.problem import Flags, Floats, Ints, ranges
from yipanqi.planner.solver import INF, Linear, Row, gather, row_of


@dataclass(frozen=True, eq=False)
class WholeStarts:
    """The model: a whole column for each start, then the shortfall of each target."""

    linear: Linear
    fixed: float  # points that no start decides
    estate: Ints  # of a start's column
    quarter: Ints
    column: Ints  # of the full model: which is which here

    def encode(self, draft: Draft) -> Floats:
        """A plan's starts, the rest unknown (nan): a hint for the solver."""
        value = np.full(len(self.linear.cost), np.nan)
        value[: len(self.estate)] = draft.start[self.estate] == self.quarter
        return value

    def row(self, bound: float) -> Row:
        """Whole starts are worth no more than their bound: a row of the full model, whose relaxation breaks it."""
        values = np.zeros(int(self.column.max()) + 1)
        values[self.column] = self.linear.cost
        return row_of(values, -INF, bound - self.fixed)


def whole_starts(layout: Layout, prices: Prices, full: Model) -> WholeStarts:
    """The starts of a model that frees all estates which may start, worth what their works gain under prices."""
    linear, starts, works = full.linear, len(full.estate), len(full.option)
    row, column = np.repeat(np.arange(len(linear.row_lower)), np.diff(linear.ptr)), linear.index.copy()
    is_kept = _kept(full)
    of_work = (column >= starts) & (column < starts + works)
    is_lighter = of_work & is_kept[row] & (linear.value < 0)  # than the base: a start may need so much less with it
    column[is_lighter] = full.pair[column[is_lighter] - starts]
    column[column >= starts] -= works
    own = is_kept[row] & (~of_work | is_lighter)
    number = np.cumsum(is_kept) - 1
    ptr, index, value = gather(number[row[own]], column[own], linear.value[own], int(is_kept.sum()))
    answer = ask(layout, _of_the_rest(layout, prices))
    rest = np.r_[:starts, starts + works : full.due]
    kept = Linear(
        cost=np.append(answer.gains[full.estate, full.quarter], linear.cost[starts + works : full.due]),
        lower=linear.lower[rest],
        upper=linear.upper[rest],
        whole=linear.whole[rest],
        row_lower=linear.row_lower[is_kept],
        row_upper=linear.row_upper[is_kept],
        ptr=ptr,
        index=index,
        value=value,
    )
    return WholeStarts(kept, answer.bound - float(answer.value.sum()), full.estate, full.quarter, rest.astype(np.int32))


def scarcity(layout: Layout, prices: Prices, bound: float) -> float:
    """The part of a bound that is paid for crews which whole estates alone fill."""
    worth = (prices.crew * layout.problem.crews.cap).sum(axis=1)
    return float(worth[_by_whole(layout)].sum()) / max(abs(bound), 1e-9)


def _kept(full: Model) -> Flags:
    """Rows of starts, crews, sites, targets and moves: neither of works among themselves nor of money."""
    row = np.arange(len(full.linear.row_lower))
    starts = len(np.unique(full.estate))  # the first rows say how often an estate starts
    between = (row >= full.rows[RuleName.WITHIN_CREWS]) & (row < full.rows[RuleName.DUE_IS_PAID])
    return np.asarray((row < starts) | between, bool)


def _of_the_rest(layout: Layout, prices: Prices) -> Prices:
    """The prices of whatever is not told by rows of starts alone."""
    return replace(
        prices,
        crew=np.where(_by_whole(layout)[:, None], 0.0, prices.crew),
        site=np.zeros_like(prices.site),
        target=np.zeros_like(prices.target),
        moves=0.0,
    )


def _by_whole(layout: Layout) -> Flags:
    """Crews that carry nothing but the bases of forced works, [crews]."""
    p = layout.problem
    is_base = layout.base[layout.option_work] == np.arange(len(layout.option_work))
    work = layout.option_work[layout.usable & ~is_base]
    slot = layout.place[layout.work_estate[work]] * len(p.measures.trades) + p.measures.trade[p.works.measure[work]]
    whole = np.ones(len(p.crews.region), bool)
    whole[layout.crew[ranges(layout.crew_ptr[slot], layout.crew_ptr[slot + 1] - layout.crew_ptr[slot])]] = False
    return whole

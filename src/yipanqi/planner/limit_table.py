"""The table that the search moves on: every limit is a row with its cap and its fee.

Rows are crews and sites by quarter, one for moves from a base plan, and one for each set of funds that has proved too
poor (`shortage`): those are added as the search meets them.
"""

from dataclasses import dataclass, field

import numpy as np

from yipanqi.planner.deltas import Limits
from yipanqi.planner.draft import Draft
from yipanqi.planner.layout import Layout
from yipanqi.planner.own_funds import (
    Own,
    OwnCut,
    OwnFunds,
    begun_with,
    lay_own,
    no_own,
    own_funds,
    rates_of,
    too_poor_beside,
)
from yipanqi.planner.packed import Packed
from yipanqi.planner.params import TableParams
from yipanqi.planner.prices import Answer, Prices, count_use, unit_prices, unit_rates
from yipanqi.planner.problem import Floats, Ints
from yipanqi.planner.shortage import Purse, purse, too_poor_each, too_poor_once

SLACK = 1e-9  # of a cap: float sums differ by their order; whole numbers get half a unit


@dataclass
class LimitTable:
    """Packed columns with their rows: caps, fees for a unit above them, and the sets of funds known so far."""

    layout: Layout
    packed: Packed
    prices: Prices
    cap: Floats  # [rows]
    fee: Floats  # [rows]: points for a unit above the cap
    base: Floats  # [rows], then figures of own funds: used by no decision
    cost: Floats  # [kinds, Q, cuts]: what a unit of cost adds to a set's row when the estate starts in a quarter
    touch: Ints  # [kinds, cuts]: the sets that a kind draws on, then the others
    touched: Ints  # [kinds]: how many it draws on
    heat: float  # points: an estate's mean share of the bound
    purse: Purse
    own: Own
    own_funds: OwnFunds | None  # told apart from the sets of the others
    money_fee: float
    params: TableParams
    known: list[bytes] = field(default_factory=list)

    @property
    def has_many_funds(self) -> bool:
        """Are there so many funds that no few sets of them decide what can be paid?"""
        return len(self.purse.cap) > self.params.few and self.own_funds is None

    @property
    def sets(self) -> int:
        """Rows of funds in use."""
        return min(len(self.known), int(self.cost.shape[2]))

    @property
    def limits(self) -> Limits:
        """The rows as compiled functions read them."""
        return Limits(
            cap=self.cap,
            fee=self.fee,
            base=self.base,
            cost=self.cost,
            sets=self.sets,
            touched=self.touched,
            touch=self.touch,
            own=self.own,
        )

    def payable(self, draft: Draft) -> bool:
        """Can the plan be paid? If not, the poorest set of funds becomes a row; of many funds each poor one does."""
        due = count_use(self.layout, draft).due
        if self.own_funds is not None:
            return self._payable_beside(self.own_funds, due)
        cuts = too_poor_each(self.purse, due) if self.has_many_funds else too_poor_once(self.purse, due)
        for cut in cuts:
            self._add(cut.coef, cut.money)
        if cuts:
            self._touch()
        return not cuts

    def _payable_beside(self, funds: OwnFunds, due: Floats) -> bool:
        """The same where own funds are told apart."""
        cut = too_poor_beside(funds, self.purse, due)
        if cut is not None:
            self._add_beside(funds, cut)
        return cut is None

    def _add_beside(self, funds: OwnFunds, cut: OwnCut) -> None:
        """Make an inequality a row, and what own funds pay of it their figures."""
        at = self._add(cut.coef, cut.money)
        if at is not None:
            self.own.rate[:, :, at] = rates_of(self.layout, self.own, cut.eased)
            figures, self.base[self.packed.money_row + at] = begun_with(self.layout, funds, self.own, cut)
            sets, size = self.own.rate.shape[2], figures.shape[1]
            self.base[self.own.row :].reshape(-1, sets, size)[:, at] = figures
            self._touch()

    def _touch(self) -> None:
        """Tell which sets each kind draws on."""
        draws = self.cost.any(axis=1)
        self.touched[:] = draws.sum(axis=1)
        self.touch[:] = np.argsort(~draws, axis=1, kind="stable")

    def _add(self, coef: Floats, money: float) -> int | None:
        """Make an inequality a row and return its place among the sets, unless it is one."""
        name = np.round(coef, 9).tobytes()
        kept = self.cost.shape[2]
        if name in self.known[-kept:]:
            return None
        at = len(self.known) % int(kept)
        self.known.append(name)
        row = self.packed.money_row + at
        self.cap[row] = money + SLACK * max(1.0, money)
        self.fee[row] = self.money_fee
        self.base[row] = float((coef * self.layout.committed).sum())
        self.cost[:, :, at] = unit_rates(self.layout, coef)[0]
        return at


def lay_limits(layout: Layout, answer: Answer, params: TableParams | None = None) -> LimitTable:
    """Lay out the rows under an answer to prices."""
    params = params or TableParams()
    p = layout.problem
    crews = p.crews.cap.size
    moves = np.inf if p.moves is None else float(p.moves.limit)
    cap = np.concatenate([p.crews.cap.ravel(), np.floor(p.sites.cap + 1e-9).ravel() + 0.5, [moves + 0.5]])
    cap[:crews] += SLACK * np.maximum(1, cap[:crews])
    heat = max(answer.bound, 1.0) / max(len(layout.place), 1)
    packed, money = layout.packed, unit_prices(layout, answer.prices)[0]
    every = purse(layout)
    funds = own_funds(layout, every, params.few)
    cuts = _cuts(layout, params) if funds is None else params.beside
    own = no_own(len(packed.kind), len(layout.place), p.quarters)
    figures = 0
    if funds is not None:
        own = lay_own(layout, funds, every, cuts, len(cap) + cuts)
        figures = len(funds.fund) * cuts * (p.years + 1)
    return LimitTable(
        layout=layout,
        packed=packed,
        prices=answer.prices,
        cap=np.concatenate([cap, np.full(cuts, np.inf)]),
        fee=np.concatenate([_fees(layout, answer, heat), np.zeros(cuts)]),
        base=np.zeros(len(cap) + cuts + figures),
        cost=np.zeros((len(packed.kind), p.quarters, cuts)),
        touch=np.zeros((len(packed.kind), cuts), np.int32),
        touched=np.zeros(len(packed.kind), np.int32),
        heat=heat,
        purse=every,
        own=own,
        own_funds=funds,
        money_fee=_usual(money, 0.1 * float(p.works.benefit.sum()) / max(float(p.works.cost.sum()), 1e-9)),
        params=params,
    )


def _cuts(layout: Layout, params: TableParams) -> int:
    """How many sets of funds there is room for."""
    room = params.room // max(len(layout.packed.kind) * layout.problem.quarters, 1)
    return max(params.cuts, min(2 * layout.problem.funds.cap.size, params.many_cuts, room))


def _usual(prices: Floats, otherwise: float) -> float:
    """The middle one of the prices that are not nought."""
    some = prices[prices > 1e-9]
    return float(np.median(some)) if len(some) else otherwise


def _fees(layout: Layout, answer: Answer, heat: float) -> Floats:
    """Prices of crews, sites and moves, none below a part of its neighbours': a free row may become dear."""
    p, prices = layout.problem, answer.prices
    crew = 0.1 * max(float(p.works.benefit.sum()), 1.0) / max(float(p.works.load.sum()), 1e-9)
    least = np.maximum(0.5 * prices.crew.mean(axis=1, keepdims=True), max(crew, 0.1 * prices.crew.max(initial=0.0)))
    rows = np.maximum(prices.crew, least).ravel(), np.maximum(prices.site, 0.1 * heat).ravel()
    return np.concatenate([*rows, [max(prices.moves, 0.1 * heat)]])

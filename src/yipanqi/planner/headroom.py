"""What a plan leaves free, and what would be lacking if one thing more were done, all else standing."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from yipanqi.domain.money import FEN_PER_WAN, FEN_PER_YUAN
from yipanqi.domain.planning.flow import Network
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.layout import Layout
from yipanqi.planner.prices import Use, count_use
from yipanqi.planner.problem import NONE, Floats

SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Lack:
    """A limit that does not suffice: `row` of its kind in a quarter (of money: a year), and by how much."""

    kind: Literal["fund", "crew", "site"]
    row: int
    when: int
    amount: float
    funds: tuple[int, ...] = ()  # of money: the funds that are used up


class Headroom:
    """The limits beside a plan's use."""

    def __init__(self, layout: Layout, draft: Draft) -> None:
        self.layout = layout
        self.use = count_use(layout, draft)
        self.purse = _Purse(layout, self.use.due)

    def lacks(self, more: Use) -> list[Lack]:
        """The limits that would not hold if this were done too: money first, then crews, then sites."""
        p = self.layout.problem
        crew = _over("crew", self.use.crew, more.crew, p.crews.cap)
        site = _over("site", self.use.site, more.site, p.sites.cap)
        return [*self.purse.lacks(more.due), *crew, *site]


def use_of(layout: Layout, estate: int, start: int, options: list[int]) -> Use:
    """What one estate uses by itself; committed money is not its own."""
    alone = nothing(layout.problem)
    alone.start[estate] = start
    for option in options:
        alone.choice[layout.option_work[option]] = option
    use = count_use(layout, alone)
    return Use(use.due - layout.committed, use.crew, use.site, use.started, use.benefit, use.moved)


def _over(kind: Literal["crew", "site"], used: Floats, more: Floats, cap: Floats) -> list[Lack]:
    """Rows that the plan keeps and that `more` would break, the largest lack first."""
    over = np.where(more > SLACK, used + more - cap, 0.0)
    rows = [Lack(kind, int(r), int(q), float(over[r, q])) for r, q in np.argwhere(over > SLACK * np.maximum(cap, 1))]
    return sorted(rows, key=lambda lack: -lack.amount)


class _Purse:
    """The money that pays a plan, as a flow of fen from share profiles to funds, with room for more."""

    def __init__(self, layout: Layout, due: Floats) -> None:
        self.layout, self.years = layout, due.shape[1]
        self.profiles, self.funds = layout.profiles, len(layout.problem.funds.ids)
        self.due = due
        self.net, self.owed = self._network(due)
        self.net.maximise(0, 1)
        self.paid = self.net.left.copy()

    def lacks(self, more: Floats) -> list[Lack]:
        """By year, what no fund could pay of `more`."""
        net, self.net.left = self.net, self.paid.copy()
        for p, y in np.argwhere(more > 0):
            self._widen(int(p), int(y), float(more[p, y]))
        net.maximise(0, 1)
        short = {(p, y): net.left[self.owed[p, y]] for p, y in np.argwhere(more > 0).tolist()}
        by_year = {y: sum(fen for (_, at), fen in short.items() if at == y) for _, y in short}
        side = net.reached(0) if any(by_year.values()) else set()
        rows = ((year, fen) for year, fen in sorted(by_year.items()) if fen > FEN_PER_YUAN)  # less is rounding
        return [Lack("fund", NONE, year, fen / FEN_PER_WAN, self._used_up(side, year)) for year, fen in rows]

    def _used_up(self, side: set[int], year: int) -> tuple[int, ...]:
        return tuple(f for f in range(self.funds) if self._fund(f, year) in side)

    def _widen(self, profile: int, year: int, wan: float) -> None:
        self.net.left[self.owed[profile, year]] += round(wan * FEN_PER_WAN)
        before, now = self.due[profile, year], self.due[profile, year] + wan
        for arc, share in self.arcs[profile, year]:
            self.net.left[arc] += _fen(share * now) - _fen(share * before)

    def _network(self, due: Floats) -> tuple[Network, dict[tuple[int, int], int]]:
        layout, funds = self.layout, self.layout.problem.funds
        net = Network(2 + (self.profiles + self.funds) * self.years)
        owed: dict[tuple[int, int], int] = {}
        self.arcs: dict[tuple[int, int], list[tuple[int, float]]] = {}
        for p in range(self.profiles):
            pairs = range(layout.fund_ptr[p], layout.fund_ptr[p + 1])
            for y in range(self.years):
                node = 2 + p * self.years + y
                owed[p, y] = net.add(0, node, round(due[p, y] * FEN_PER_WAN))
                shares = [(int(layout.fund[i]), float(layout.fund_share[i])) for i in pairs]
                self.arcs[p, y] = [(net.add(node, self._fund(f, y), _fen(s * due[p, y])), s) for f, s in shares]
        endless = 10**18
        for f in range(self.funds):
            for y in range(self.years):
                cap = funds.cap[f, y]
                net.add(self._fund(f, y), 1, _fen(cap) if np.isfinite(cap) else endless)
                if funds.carry[f] and y:
                    net.add(self._fund(f, y), self._fund(f, y - 1), endless)
        return net, owed

    def _fund(self, fund: int, year: int) -> int:
        return int(2 + (self.profiles + fund) * self.years + year)


def _fen(wan: float) -> int:
    """Rounded up by a hair: this room is an estimate, exact payment is judged elsewhere."""
    return int(np.ceil(wan * FEN_PER_WAN - SLACK))

"""Who pays what, in whole fen: an exact integer flow from funds to what falls due.

Works and years on one side, funds and years on the other; an arc carries at most the fund's share of the due,
rounded up to the fen, and a fund that carries over may pay a year from what earlier years left. All figures are
whole, so the largest flow is whole too: it pays everything exactly where that is possible at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yipanqi.domain.money import Fen
from yipanqi.domain.planning.account import begun_years, dues
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.plan import Plan, largest_payment
from yipanqi.domain.planning.rolling import open_appropriations
from yipanqi.domain.programme import Payment, Programme
from yipanqi.planner.flow import Network

Due = tuple[str, str, int]  # estate, measure, year


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """The payments, and what no fund could pay: empty when everything is paid."""

    payments: tuple[Payment, ...]
    missing: Mapping[Due, Fen]


def pay(programme: Programme, offer: Offer, plan: Plan) -> Paid:
    """Pay a plan's works in whole fen, what is spent as it was spent. The narrowest money is used first, so that
    few works are paid by slivers and broad money stays free."""
    fresh = unpaid(programme, offer, plan)
    table = _Table(programme, fresh)
    table.fill()
    table.complete()
    rows = (*programme.spent, *table.payments())
    return Paid(payments=tuple(sorted(rows, key=_order)), missing=table.missing())


def unpaid(programme: Programme, offer: Offer, plan: Plan) -> dict[Due, Fen]:
    """What falls due and is not spent already."""
    begun, past = programme.under_way_by_estate, begun_years(programme)
    due = dues(programme, offer, plan)
    return {k: due[k] for k in sorted(due) if due[k] and not (k[0] in begun and k[2] < past)}


def narrow_first(programme: Programme) -> list[str]:
    """Funds in the order they are drawn upon: those without a limit, then those for few measures and few estates."""

    def breadth(fund: str) -> tuple[bool, int, int, str]:
        measures = sum(programme.share(fund, m.id) > 0 for m in programme.measures)
        estates = sum(programme.covers(programme.fund_by_id[fund].region, e.id) for e in programme.estates)
        return programme.fund_by_id[fund].is_limited, measures, estates, fund

    return sorted(programme.fund_by_id, key=breadth)


def _order(payment: Payment) -> tuple[str, str, int, str]:
    return payment.estate, payment.measure, payment.year, payment.fund


class _Table:
    """The network of one payment: source → dues → fund-years → sink."""

    def __init__(self, programme: Programme, due: Mapping[Due, Fen]) -> None:
        self.due = due
        self.funds = narrow_first(programme)
        self.years = programme.calendar.years
        self.net = Network(2 + len(due) + len(self.funds) * self.years)
        self.owed = {key: self.net.add(0, 2 + n, fen) for n, (key, fen) in enumerate(due.items())}
        self.given: list[list[int]] = []  # [fund][year] → arc to the sink
        self.back: list[list[int]] = []  # [fund][year] → arc to the year before, where the fund carries over
        grants = open_appropriations(programme)
        for number, fund in enumerate(self.funds):
            self._add_fund(number, grants[fund], programme.fund_by_id[fund].carry)
        self.pairs: dict[Due, list[tuple[int, int]]] = {}  # (fund, arc) in the order of drawing
        self._add_shares(programme)

    def fill(self) -> None:
        """Pay each due from the funds in their order, as far as each goes."""
        for key, owed in self.owed.items():
            for fund, arc in self.pairs[key]:
                year = key[2]
                for source_year in range(year + 1) if self.back[fund] else (year,):
                    path = [owed, arc, *self._way(fund, year, source_year)]
                    amount = min(self.net.left[a] for a in path)
                    if amount:
                        self.net.push(path, amount)

    def complete(self) -> None:
        """Reroute until everything is paid that can be."""
        self.net.maximise(0, 1)

    def payments(self) -> Iterable[Payment]:
        """What each fund pays."""
        for (estate, measure, year), pairs in self.pairs.items():
            for fund, arc in pairs:
                amount = self.net.flow(arc)
                if amount:
                    yield Payment(estate=estate, measure=measure, fund=self.funds[fund], year=year, amount=amount)

    def missing(self) -> dict[Due, Fen]:
        """What stays unpaid."""
        return {key: self.net.left[arc] for key, arc in self.owed.items() if self.net.left[arc]}

    def _node(self, fund: int, year: int) -> int:
        return 2 + len(self.due) + fund * self.years + year

    def _way(self, fund: int, year: int, source_year: int) -> list[int]:
        return [*(self.back[fund][y] for y in range(year, source_year, -1)), self.given[fund][source_year]]

    def _add_fund(self, number: int, grants: tuple[Fen | None, ...], carry: bool) -> None:
        endless = sum(self.due.values())
        by_year = [endless if grant is None else grant for grant in grants]
        self.given.append([self.net.add(self._node(number, y), 1, cap) for y, cap in enumerate(by_year)])
        self.back.append([-1, *(self._add_back(number, y, endless) for y in range(1, self.years))] if carry else [])

    def _add_back(self, fund: int, year: int, capacity: int) -> int:
        """A year of a fund that carries over may draw upon the year before."""
        return self.net.add(self._node(fund, year), self._node(fund, year - 1), capacity)

    def _add_shares(self, programme: Programme) -> None:
        regions = [programme.fund_by_id[fund].region for fund in self.funds]
        above: dict[str, set[str]] = {}
        for number, (key, fen) in enumerate(self.due.items()):
            estate, measure, year = key
            covering = above.setdefault(estate, set(programme.path(programme.estate_by_id[estate].subdistrict)))
            self.pairs[key] = []
            for fund, name in enumerate(self.funds):
                most = largest_payment(programme.share(name, measure), fen) if regions[fund] in covering else 0
                if most:
                    self.pairs[key].append((fund, self.net.add(2 + number, self._node(fund, year), most)))

"""Who pays what, in whole fen: an exact integer flow from funds to what falls due, then each year divided by rule.

Works and years on one side, funds and years on the other; an arc carries at most the fund's share of the due,
rounded up to the fen, and a fund that carries over may pay a year from what earlier years left. All figures are
whole, so the largest flow is whole too: it pays everything exactly where that is possible at all. It settles what each
fund pays in each year; `division` says for what, so that no work has more of a fund than another for its place in a
list.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yipanqi.domain.money import Fen
from yipanqi.domain.planning.account import begun_years, dues
from yipanqi.domain.planning.dividing import Due, sizes, weights
from yipanqi.domain.planning.flow import Network
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.plan import Plan, largest_payment
from yipanqi.domain.planning.rolling import open_appropriations, open_earmarks
from yipanqi.domain.programme import Payment, Programme
from yipanqi.planner.division import Cell, divided


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """The payments, and what no fund could pay: empty when everything is paid."""

    payments: tuple[Payment, ...]
    missing: Mapping[Due, Fen]


def pay(programme: Programme, offer: Offer, plan: Plan) -> Paid:
    """Pay a plan's works in whole fen, what is spent as it was spent. The narrowest money is used first, so that
    broad money stays free; what a fund pays in a year is divided among the works by the fund's rule."""
    table = _filled(programme, offer, plan)
    return table.paid(table.divided())


def pay_somehow(programme: Programme, offer: Offer, plan: Plan) -> Paid:
    """Pay a plan's works as they come, by no rule: whether and what can be paid is the same, and known much sooner."""
    table = _filled(programme, offer, plan)
    return table.paid(table.undivided())


def _filled(programme: Programme, offer: Offer, plan: Plan) -> "_Table":
    table = _Table(programme, unpaid(programme, offer, plan))
    table.fill()
    table.complete()
    return table


def unpaid(programme: Programme, offer: Offer, plan: Plan) -> dict[Due, Fen]:
    """What falls due and is not spent already."""
    begun, past = programme.under_way_by_estate, begun_years(programme)
    due = dues(programme, offer, plan)
    return {k: due[k] for k in sorted(due) if due[k] and not (k[0] in begun and k[2] < past)}


def narrow_first(programme: Programme) -> list[str]:
    """Funds in the order they are drawn upon: those without a limit, then those for few measures and few estates."""

    def breadth(fund: str) -> tuple[bool, int, int, str]:
        measures = sum(programme.share(fund, m.id) > 0 for m in programme.measures)
        estates = sum(programme.may_pay(fund, e.id) for e in programme.estates)
        return programme.fund_by_id[fund].is_limited, measures, estates, fund

    return sorted(programme.fund_by_id, key=breadth)


def _order(payment: Payment) -> tuple[str, str, int, str]:
    return payment.estate, payment.measure, payment.year, payment.fund


@dataclass(frozen=True, slots=True)
class _Purse:
    """A fund, or what of a fund is bound to one estate."""

    fund: str
    estate: str = ""


def _purses(programme: Programme) -> list[_Purse]:
    """The purses in the order they are drawn upon; what is bound to an estate stands in its fund's place."""
    found = []
    for fund in narrow_first(programme):
        bound = programme.earmarked.get(fund)
        found += [_Purse(fund)] if bound is None else [_Purse(fund, estate) for estate in sorted(bound)]
    return found


def _payers(
    programme: Programme, purses: Sequence[_Purse], due: Iterable[Due]
) -> dict[Due, tuple[tuple[int, Decimal], ...]]:
    """The purses, by their number, that may pay of each due, with the largest share."""
    region = [programme.fund_by_id[purse.fund].region for purse in purses]
    apart = {purse.estate for purse in purses}
    alike: dict[tuple[str, str, str], tuple[tuple[int, Decimal], ...]] = {}
    found = {}
    for key in due:
        own = key[0] if key[0] in apart else ""
        kind = programme.estate_by_id[key[0]].subdistrict, own, key[1]
        if kind not in alike:
            inside = set(programme.path(kind[0]))
            shares = (
                (n, programme.share(purse.fund, key[1]))
                for n, purse in enumerate(purses)
                if region[n] in inside and purse.estate in ("", own)
            )
            alike[kind] = tuple((n, share) for n, share in shares if share)
        found[key] = alike[kind]
    return found


class _Table:
    """The network of one payment: source → dues → fund-years → sink. Dues stand in an order that no code or row
    decides (year, who may pay them, how much); those alike in all of it are alike to the funds."""

    def __init__(self, programme: Programme, due: Mapping[Due, Fen]) -> None:
        self.programme = programme
        purses = _purses(programme)
        self.funds = [purse.fund for purse in purses]
        self.years = programme.calendar.years
        payers = _payers(programme, purses, due)
        self.due = {key: due[key] for key in sorted(due, key=lambda k: (k[2], payers[k], due[k], k))}
        self.keyed = frozenset(n for n, fund in enumerate(self.funds) if programme.fund_by_id[fund].key)
        self.has = sizes(programme, {key[0] for key in due}) if self.keyed else {}
        self.net = Network(2 + len(due) + len(self.funds) * self.years)
        self.owed = {key: self.net.add(0, 2 + n, fen) for n, (key, fen) in enumerate(self.due.items())}
        self.given: list[list[int]] = []  # [fund][year] → arc to the sink
        self.back: list[list[int]] = []  # [fund][year] → arc to the year before, where the fund carries over
        grants, bound = open_appropriations(programme), open_earmarks(programme)
        for number, purse in enumerate(purses):
            own = bound[purse.fund, purse.estate] if purse.estate else grants[purse.fund]
            self._add_fund(number, own, programme.fund_by_id[purse.fund].carry)
        self.pairs = {  # (fund, arc) in the order of drawing
            key: [(f, self._add_share(n, f, key[2], largest_payment(share, fen))) for f, share in payers[key]]
            for n, (key, fen) in enumerate(self.due.items())
        }

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

    def paid(self, rows: Iterable[Payment]) -> Paid:
        """These payments, with what was spent and what is missing."""
        return Paid(
            payments=tuple(sorted((*self.programme.spent, *rows), key=_order)),
            missing={key: self.net.left[arc] for key, arc in self.owed.items() if self.net.left[arc]},
        )

    def undivided(self) -> Iterator[Payment]:
        """What each fund pays, as the flow came."""
        for (estate, measure, year), pairs in self.pairs.items():
            for fund, arc in pairs:
                if amount := self.net.flow(arc):
                    yield Payment(estate=estate, measure=measure, fund=self.funds[fund], year=year, amount=amount)

    def divided(self) -> Iterator[Payment]:
        """What each fund pays, year by year."""
        for year in range(self.years):
            yield from self._year(year)

    def _year(self, year: int) -> Iterator[Payment]:
        """A year's payments: what the flow has each due get and each fund pay stands, the rest is the rule's."""
        dues = sorted(key for key in self.due if key[2] == year)
        given, cells = self._cells(dues)
        got = [self.net.flow(self.owed[key]) for key in dues]
        for cell, amount in zip(cells, divided(got, given, cells, self.keyed), strict=True):
            if amount:
                estate, measure, _ = dues[cell.due]
                fund = self.funds[cell.fund]
                yield Payment(estate=estate, measure=measure, fund=fund, year=year, amount=amount)

    def _cells(self, dues: Sequence[Due]) -> tuple[list[int], list[Cell]]:
        """What each fund pays of these dues in all, and who may pay what, by due and by the code of the fund."""
        given = [0] * len(self.funds)
        most: list[dict[Due, int]] = [{} for _ in self.funds]  # of each fund
        for key in dues:
            for fund, arc in self.pairs[key]:
                given[fund] += self.net.flow(arc)
                most[fund][key] = self.net.left[arc] + self.net.flow(arc)
        shares = [
            weights(self.programme.fund_by_id[name], {key: self.due[key] for key in limits}, self.has) if total else {}
            for name, limits, total in zip(self.funds, most, given, strict=True)
        ]
        by_code = sorted(range(len(self.funds)), key=self.funds.__getitem__)
        cells = [
            Cell(due=n, fund=f, weight=float(shares[f][key]), most=most[f][key])
            for n, key in enumerate(dues)
            for f in by_code
            if key in shares[f] and most[f][key]
        ]
        return given, cells

    def _node(self, fund: int, year: int) -> int:
        return 2 + len(self.due) + fund * self.years + year

    def _way(self, fund: int, year: int, source_year: int) -> list[int]:
        return [*(self.back[fund][y] for y in range(year, source_year, -1)), self.given[fund][source_year]]

    def _add_fund(self, number: int, grants: Sequence[Fen | None], carry: bool) -> None:
        endless = sum(self.due.values())
        by_year = [endless if grant is None else grant for grant in grants]
        self.given.append([self.net.add(self._node(number, y), 1, cap) for y, cap in enumerate(by_year)])
        self.back.append([-1, *(self._add_back(number, y, endless) for y in range(1, self.years))] if carry else [])

    def _add_back(self, fund: int, year: int, capacity: int) -> int:
        """A year of a fund that carries over may draw upon the year before."""
        return self.net.add(self._node(fund, year), self._node(fund, year - 1), capacity)

    def _add_share(self, due: int, fund: int, year: int, most: int) -> int:
        return self.net.add(2 + due, self._node(fund, year), most)

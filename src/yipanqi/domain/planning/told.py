"""Money as it is told: a plan's payments in whole hundreds of yuan (0.01 万元), rounded once and together.

Whatever a page, a paper or a file tells in 万元 is a sum of these payments, so that every table adds up in every
direction and one sum has the same digits wherever it stands. What is judged and paid stays in fen.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from yipanqi.domain.calendar import year_of
from yipanqi.domain.fund import Fund
from yipanqi.domain.money import FEN_PER_WAN, Fen, parts, rounded_part
from yipanqi.domain.planning.account import built_in
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.whole import Part, in_whole
from yipanqi.domain.programme import Programme

STEP: Fen = FEN_PER_WAN // 100

Work = tuple[str, str]  # estate, measure
FundYear = tuple[str, int]


def told(programme: Programme, plan: Plan) -> Plan:
    """The plan with its payments in whole hundreds. Each work and each fund's year is one of the two hundreds beside
    it, the whole the nearest one; running sums keep estates and subdistricts near too. No fund's year is told above
    what is told of its grant: then a hundred of works is not told."""
    columns = _fund_years(programme, plan)
    rows = _works(programme, plan, sum(columns.values()))
    row, column = _places(rows), _places(columns)
    cells = [
        Part(
            row=row[p.estate, p.measure],
            column=column[p.fund, p.year],
            value=p.amount / STEP,
            most=p.amount // STEP + 2,
        )
        for p in plan.payments
    ]
    units = in_whole(list(rows.values()), list(columns.values()), cells)
    paid = (replace(p, amount=n * STEP) for p, n in zip(plan.payments, units, strict=True))
    return replace(plan, payments=tuple(paid))


def told_alone(amount: Fen) -> Fen:
    """An amount that no plan shares: the nearest whole hundred, a half rounding up."""
    return rounded_part(amount, STEP) * STEP


def told_grant(grant: Fen) -> Fen:
    """A limit is cut, never rounded up."""
    return grant // STEP * STEP


def told_in_quarter(programme: Programme, plan: Plan, quarter: int) -> Fen:
    """What is built in a quarter, of a told plan: a year's quarters add up to what the year pays."""
    quarters = range(4 * year_of(quarter), 4 * year_of(quarter) + 4)
    sums = built_in(programme, plan, quarters)
    return parts(rounded_part(sum(sums), STEP), sums)[quarters.index(quarter)] * STEP


def _places(keys: Iterable[Hashable]) -> dict[Hashable, int]:
    return {key: place for place, key in enumerate(keys)}


def _fund_years(programme: Programme, plan: Plan) -> dict[FundYear, int]:
    """How many hundreds each fund pays in each year: by largest remainder, within what is told of the grants."""
    years = range(programme.calendar.years)
    funds = [_Purse(fund, [plan.paid.get((fund.id, year), 0) for year in years]) for fund in programme.funds]
    short = rounded_part(sum(plan.paid.values()), STEP) - sum(sum(purse.told) for purse in funds)
    rests = [(-rest, purse.id, year, purse) for purse in funds for year, rest in enumerate(purse.rests)]
    for _, _, year, purse in sorted(rests, key=lambda row: row[:3]):
        if short > 0 and purse.may_rise(year):
            purse.told[year] += 1
            short -= 1
    return {(purse.id, year): units for purse in funds for year, units in enumerate(purse.told)}


class _Purse:
    """What is told of a fund by year, in hundreds: first rounded down, and within what is told of its grants."""

    def __init__(self, fund: Fund, paid: Sequence[Fen]) -> None:
        self.id, self.carries = fund.id, fund.carry
        self.grants = [None if grant is None else grant // STEP for grant in fund.appropriations]
        self.told = [fen // STEP for fen in paid]
        self.rests = [fen % STEP for fen in paid]
        self.is_limited = fund.is_limited and _holds(paid, [grant or 0 for grant in fund.appropriations], fund.carry)
        for year in range(len(paid)):
            while self.told[year] and not self._holds(year + 1):
                self.told[year] -= 1  # carried parts of a hundred: grants cut one by one hold a little less

    def may_rise(self, year: int) -> bool:
        """Is there a part of a hundred that the grants leave room to round up?"""
        self.told[year] += 1
        holds = self._holds(len(self.told))
        self.told[year] -= 1
        return bool(self.rests[year]) and holds

    def _holds(self, years: int) -> bool:
        grants = [grant or 0 for grant in self.grants[:years]]
        return not self.is_limited or _holds(self.told[:years], grants, self.carries)


def _holds(paid: Sequence[int], grants: Sequence[int], carries: bool) -> bool:
    """Is no year paid above its grant, of a fund that carries over with what the years before leave?"""
    sums = (accumulate(paid), accumulate(grants)) if carries else (paid, grants)
    return all(one <= most for one, most in zip(*sums, strict=True))


def _works(programme: Programme, plan: Plan, whole: int) -> dict[Work, int]:
    """How many hundreds each work costs, together the whole: by running sums in the order of subdistricts, estates and
    measures; where grants leave less to tell than was paid, less of the works that were rounded up most."""
    paid = plan.payments_by_work
    owed = {key: sum(p.amount for p in paid[key]) for key in _in_order(programme, paid)}
    ends = [rounded_part(total, STEP) for total in accumulate(owed.values(), initial=0)]
    found = {key: now - before for key, (before, now) in zip(owed, pairwise(ends), strict=True)}
    over = sum(found.values()) - whole
    some = (key for key in found if found[key])
    for key in sorted(some, key=lambda key: owed[key] - found[key] * STEP)[: max(over, 0)]:
        found[key] -= 1
    return found


def _in_order(programme: Programme, works: Iterable[Work]) -> list[Work]:
    regions, estates = _places(r.id for r in programme.regions), _places(e.id for e in programme.estates)
    measures = _places(m.id for m in programme.measures)

    def place(work: Work) -> tuple[int, int, int]:
        estate, measure = work
        return regions[programme.estate_by_id[estate].subdistrict], estates[estate], measures[measure]

    return sorted(works, key=place)

"""What is under way, as the planning problem sees it: fixed works of their own, paid by money set aside.

A begun work becomes a measure of its own (`water@E1`) whose profile is what was spent and what still falls due;
money spent becomes a fund of its own (`city@spent`) that pays nothing else. Its load is taken off the crews.
"""

from dataclasses import dataclass
from fractions import Fraction

from yipanqi.domain.calendar import QUARTERS_PER_YEAR
from yipanqi.domain.money import FEN_PER_WAN, Fen, rounded
from yipanqi.domain.offer import Offer, Option
from yipanqi.domain.plan import Plan
from yipanqi.domain.programme import Programme
from yipanqi.domain.rules import begun_years, loads, sites


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunWork:
    """A work under way: its own measure in the problem."""

    id: str
    estate: str
    measure: str
    option: Option
    profile: tuple[float, ...]
    cost: float  # 10⁴ yuan: what was spent and what still falls due


def begun_plan(programme: Programme) -> Plan:
    """What is under way, as a plan."""
    return Plan(
        starts={begun.estate: begun.start for begun in programme.under_way},
        choices={(begun.estate, m): standard for begun in programme.under_way for m, standard in begun.works.items()},
    )


def begun_works(programme: Programme, offer: Offer) -> dict[tuple[str, str], BegunWork]:
    """(estate, measure) → the work, of all works under way."""
    found = {}
    for begun in programme.under_way:
        for measure, standard in begun.works.items():
            option = offer.work[begun.estate, measure].option(standard)
            amounts = _by_quarter(programme, option.cost, begun.estate, measure, begun.start)
            cost = sum(amounts)
            profile = [a / cost for a in amounts] if cost else programme.measure_by_id[measure].profile
            found[begun.estate, measure] = BegunWork(
                id=f"{measure}@{begun.estate}",
                estate=begun.estate,
                measure=measure,
                option=option,
                profile=tuple(float(part) for part in profile),
                cost=cost / FEN_PER_WAN,
            )
    return found


def _by_quarter(programme: Programme, cost: Fen, estate: str, measure: str, start: int) -> list[Fen]:
    """What a begun work costs in each of its quarters: as spent in fiscal years begun, as due in later ones."""
    entry = programme.measure_by_id[measure]
    first, past = start + entry.offset, begun_years(programme)
    sums = [rounded(cost * sum(map(Fraction, entry.profile[: n + 1]), Fraction(0))) for n in range(len(entry.profile))]
    amounts = [now - before for now, before in zip(sums, [0, *sums], strict=False)]
    years = [(first + step) // QUARTERS_PER_YEAR for step in range(len(amounts))]
    amounts = [0 if year < past else amount for year, amount in zip(years, amounts, strict=True)]
    for p in programme.spent:
        if (p.estate, p.measure) == (estate, measure):
            amounts[years.index(p.year) if p.year in years else 0] += p.amount
    return amounts


def spent_by_fund(programme: Programme) -> dict[str, list[float]]:
    """Fund → what it has spent by year, in 10⁴ yuan."""
    spent: dict[str, list[Fen]] = {}
    for p in programme.spent:
        spent.setdefault(p.fund, [0] * programme.calendar.years)[p.year] += p.amount
    return {fund: [fen / FEN_PER_WAN for fen in years] for fund, years in spent.items()}


def open_crews(programme: Programme, offer: Offer) -> list[list[float]]:
    """Crew-weeks of each crew by quarter that works under way leave free."""
    used = loads(programme, offer, begun_plan(programme))
    quarters = range(programme.calendar.quarters)
    return [
        [
            float(max(programme.crew_weeks(c, q) - used.get((c.region, c.trade, q), Fraction(0)), Fraction(0)))
            for q in quarters
        ]
        for c in programme.crews
    ]


def lifted_sites(programme: Programme, offer: Offer) -> list[list[float]]:
    """Site limits by quarter, lifted to what is under way where that is more."""
    used = sites(programme, offer, begun_plan(programme))
    return [
        [float(max(cap, used.get((limit.region, q), 0))) for q, cap in enumerate(limit.caps)]
        for limit in programme.site_limits
    ]

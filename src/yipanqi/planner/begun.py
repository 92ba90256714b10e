"""What is under way, as the planning problem sees it: fixed works of their own, and the past paid by money set aside.

A begun work becomes one or two measures of its own: `water@E1` for what still falls due, and `water@E1@spent` for what
was spent, which only money spent (`city@spent`) pays. Its load is taken off the crews.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from yipanqi.domain.calendar import year_of
from yipanqi.domain.money import FEN_PER_WAN, Fen
from yipanqi.domain.planning.account import begun_years, due_by_quarter, loads, sites
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme, UnderWay


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunPart:
    """What was spent on a work under way, or what still falls due: a measure of its own in the problem."""

    id: str
    measure: str
    is_spent: bool
    profile: tuple[float, ...]
    cost: float  # 10⁴ yuan
    benefit: float


Begun = dict[tuple[str, str], tuple[BegunPart, ...]]


def begun_plan(programme: Programme) -> Plan:
    """What is under way, as a plan."""
    return Plan(
        starts={begun.estate: begun.start for begun in programme.under_way},
        choices={(begun.estate, m): standard for begun in programme.under_way for m, standard in begun.works.items()},
    )


def begun_works(programme: Programme, offer: Offer) -> Begun:
    """(estate, measure) → the parts of the work, of all works under way."""
    return {
        (begun.estate, measure): tuple(_parts(programme, offer, begun, measure))
        for begun in programme.under_way
        for measure in begun.works
    }


def part_id(estate: str, measure: str, is_spent: bool) -> str:
    """The id of a part in the problem."""
    return f"{measure}@{estate}@spent" if is_spent else f"{measure}@{estate}"


def _parts(programme: Programme, offer: Offer, begun: UnderWay, measure: str) -> Iterator[BegunPart]:
    """The part that still falls due, where there is one or nothing else; the part that was spent. The first of them
    carries the benefit."""
    option = offer.work[begun.estate, measure].option(begun.works[measure])
    due, spent = _by_quarter(programme, option.cost, begun, measure)
    benefit = float(option.benefit)
    for amounts, is_spent in ((due, False), (spent, True)):
        cost = sum(amounts)
        if cost or (not is_spent and not sum(spent)):
            whole = programme.measure_by_id[measure].profile
            yield BegunPart(
                id=part_id(begun.estate, measure, is_spent),
                measure=measure,
                is_spent=is_spent,
                profile=tuple(float(a / cost) if cost else float(w) for a, w in zip(amounts, whole, strict=True)),
                cost=cost / FEN_PER_WAN,
                benefit=benefit,
            )
            benefit = 0.0


def _by_quarter(programme: Programme, cost: Fen, begun: UnderWay, measure: str) -> tuple[list[Fen], list[Fen]]:
    """What falls due of a begun work in each of its quarters in open years, and what was spent in years begun."""
    entry = programme.measure_by_id[measure]
    by_quarter, past = due_by_quarter(cost, entry, begun.start), begun_years(programme)
    years = [year_of(quarter) for quarter in by_quarter]
    due = [0 if year < past else amount for year, amount in zip(years, by_quarter.values(), strict=True)]
    spent = [0] * len(due)
    for p in programme.spent:
        if (p.estate, p.measure) == (begun.estate, measure):
            spent[years.index(p.year) if p.year in years else 0] += p.amount
    return due, spent


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

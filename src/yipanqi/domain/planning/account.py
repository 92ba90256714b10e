"""A plan's arithmetic, which judges nothing: what falls due, what is under way, loads, sites, shortfalls, points."""

from fractions import Fraction

from yipanqi.domain.calendar import year_of, years_begun
from yipanqi.domain.measure import Measure
from yipanqi.domain.money import Fen, rounded
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme


def spread(cost: Fen, measure: Measure, start: int) -> dict[int, Fen]:
    """What a work costs in each fiscal year, in whole fen: the cumulative cost is rounded at each quarter's end,
    so that the years add up to the cost."""
    due: dict[int, Fen] = {}
    before, part = 0, Fraction(0)
    for step, share in enumerate(measure.profile):
        part += Fraction(share)
        year = year_of(start + measure.offset + step)
        now = rounded(cost * part)
        if now > before:
            due[year] = due.get(year, 0) + now - before
        before = now
    return due


def dues(programme: Programme, offer: Offer, plan: Plan) -> dict[tuple[str, str, int], Fen]:
    """(estate, measure, year) → fen due, of every chosen work."""
    due: dict[tuple[str, str, int], Fen] = {}
    for (estate, measure), standard in plan.choices.items():
        cost = offer.work[estate, measure].option(standard).cost
        for year, amount in spread(cost, programme.measure_by_id[measure], plan.starts[estate]).items():
            due[estate, measure, year] = amount
    return due


def under_way(programme: Programme, plan: Plan) -> Plan:
    """The part of a plan that is under way."""
    begun = programme.under_way_by_estate
    return Plan(
        starts={e: q for e, q in plan.starts.items() if e in begun},
        choices={key: standard for key, standard in plan.choices.items() if key[0] in begun},
    )


def begun_years(programme: Programme) -> int:
    """How many fiscal years have begun before the first quarter that may still be decided."""
    return years_begun(programme.plan_from)


def loads(programme: Programme, offer: Offer, plan: Plan) -> dict[tuple[str, str, int], Fraction]:
    """(region, trade, quarter) → crew-weeks, for every region above an estate."""
    load: dict[tuple[str, str, int], Fraction] = {}
    for (estate, measure), standard in plan.choices.items():
        entry = programme.measure_by_id[measure]
        weeks = offer.work[estate, measure].option(standard).load
        for region in programme.path(programme.estate_by_id[estate].subdistrict):
            for step, part in enumerate(entry.profile):
                key = (region, entry.trade, plan.starts[estate] + entry.offset + step)
                load[key] = load.get(key, Fraction(0)) + weeks * Fraction(part)
    return load


def sites(programme: Programme, offer: Offer, plan: Plan) -> dict[tuple[str, int], int]:
    """(region, quarter) → estates under construction, for every region above an estate."""
    open_at: dict[tuple[str, int], int] = {}
    for estate, start in plan.starts.items():
        for region in programme.path(programme.estate_by_id[estate].subdistrict):
            for quarter in range(start, start + offer.spans[estate]):
                open_at[region, quarter] = open_at.get((region, quarter), 0) + 1
    return open_at


def shortfalls(programme: Programme, plan: Plan) -> dict[int, int]:
    """Index of a target → units missing."""
    missing = {}
    for index, target in enumerate(programme.targets):
        inside = [
            programme.estate_by_id[e].households if target.kind.value == "households" else 1
            for e, q in plan.starts.items()
            if year_of(q) <= target.year and programme.covers(target.region, e)
        ]
        missing[index] = max(0, target.at_least - sum(inside))
    return missing


def objective(programme: Programme, offer: Offer, plan: Plan) -> float:
    """Points: benefits discounted by their start, less penalties for missed targets."""
    won = sum(
        float(offer.work[key].option(standard).benefit) * float(programme.discount) ** plan.starts[key[0]]
        for key, standard in plan.choices.items()
    )
    lost = sum(float(programme.targets[i].penalty) * missing for i, missing in shortfalls(programme, plan).items())
    return won - lost

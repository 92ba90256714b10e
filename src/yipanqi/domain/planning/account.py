"""A plan's arithmetic, which judges nothing: what falls due, what is under way, loads, sites, shortfalls, points."""

from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import accumulate, pairwise

from yipanqi.domain.calendar import year_of, years_begun
from yipanqi.domain.measure import Measure
from yipanqi.domain.money import Fen, rounded_part
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Payment, Programme


def end(programme: Programme, plan: Plan, estate: str) -> int:
    """完工: the last quarter of the works chosen on a started estate; that of its start where none is."""
    return plan.starts[estate] + programme.span(plan.measures_by_estate.get(estate, ())) - 1


def due_by_quarter(cost: Fen, measure: Measure, start: int) -> dict[int, Fen]:
    """What is built of a work in each of its quarters, in whole fen: the running sum is rounded at each quarter's
    end, so that the quarters add up to the years and the years to the cost."""
    due: dict[int, Fen] = {}
    before = 0
    for quarter, (above, below) in zip(measure.quarters(start), _running(measure.profile), strict=True):
        now = rounded_part(cost * above, below)
        due[quarter], before = now - before, now
    return due


def spread(cost: Fen, measure: Measure, start: int) -> dict[int, Fen]:
    """What a work costs in each fiscal year in which it costs anything: its quarters summed."""
    due: dict[int, Fen] = {}
    for quarter, amount in due_by_quarter(cost, measure, start).items():
        if amount:
            due[year_of(quarter)] = due.get(year_of(quarter), 0) + amount
    return due


def built(programme: Programme, plan: Plan, quarter: int) -> Fen:
    """What is built in a quarter, as far as it is paid: the quarters of a year add up to the year's payments."""
    return built_in(programme, plan, range(quarter, quarter + 1))[0]


def built_in(programme: Programme, plan: Plan, quarters: range) -> list[Fen]:
    """The same of some quarters in a row, each work looked at once."""
    found = [0] * len(quarters)
    measures, starts = programme.measure_by_id, plan.starts
    for (estate, measure), payments in plan.payments_by_work.items():
        entry, start = measures[measure], starts[estate]
        first, end = max(start + entry.offset, quarters.start), min(start + entry.end, quarters.stop)
        if first < end:
            paid = _as_paid(due_by_quarter(sum(p.amount for p in payments), entry, start), payments)
            for quarter in range(first, end):
                found[quarter - quarters.start] += paid[quarter]
    return found


def _as_paid(due: dict[int, Fen], payments: tuple[Payment, ...]) -> dict[int, Fen]:
    """A work's quarters, which add up to what each year paid. What was spent in a year otherwise than falls due in it
    is shared among the year's quarters, or belongs to the work's first where the year has none."""
    paid = dict.fromkeys((year_of(quarter) for quarter in due), 0)
    for p in payments:
        paid[p.year] = paid.get(p.year, 0) + p.amount
    found = dict.fromkeys(due, 0)
    for year, wanted in paid.items():
        inside = {q: amount for q, amount in due.items() if year_of(q) == year} or {min(due): 0}
        for quarter, amount in zip(inside, _shared(wanted, list(inside.values())), strict=True):
            found[quarter] += amount
    return found


def _shared(wanted: Fen, weights: list[Fen]) -> list[Fen]:
    """A sum shared by weights, its running sum rounded; the last has all of it where nothing weighs."""
    whole, sums = sum(weights), [0, *accumulate(weights)]
    if wanted == whole:
        return weights
    if not whole:
        return [*[0] * (len(weights) - 1), wanted]
    ends = [rounded_part(wanted * running, whole) for running in sums]
    return [now - before for before, now in pairwise(ends)]


@cache
def _running(profile: tuple[Decimal, ...]) -> tuple[tuple[int, int], ...]:
    """The part of a work that is built by the end of each of its quarters, as numerator and denominator."""
    return tuple(part.as_integer_ratio() for part in accumulate(map(Fraction, profile)))


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
            for quarter, part in zip(entry.quarters(plan.starts[estate]), entry.profile, strict=True):
                key = (region, entry.trade, quarter)
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

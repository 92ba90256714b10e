"""Figures that may be true but seldom are: said as warnings, so that a slip of a digit or a unit is seen."""

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from yipanqi.domain.coordinate import Point, metres_between
from yipanqi.domain.estate import Estate
from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.domain.money import FEN_PER_WAN, rough, wan_text
from yipanqi.domain.planning.estimate import CannotEstimate, estimate
from yipanqi.domain.programme import Programme
from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.rows import ReadRows

AREA_OF_HOUSEHOLD = (20, 250)  # ㎡; districts' published figures lie between 60 and 110
COST_OF_HOUSEHOLD = (FEN_PER_WAN // 20, 20 * FEN_PER_WAN)  # fen; published programmes: 1 to 8 × 10⁴ yuan
FAR_AWAY = 100  # km from the middle of the others; the largest district is smaller across
MOST_HOUSEHOLDS = (20_000, 500)  # of an estate, and in one building of a dozen stairwells
RATE_OFF = 50  # times off the default rate; one in the wrong unit is 10,000 times off
FAR_OFF = 5  # times the estimate's band: a given cost in the wrong unit is 10,000 times off, a digit ten times


def plausible(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Warnings about single figures."""
    yield from _estates(programme, rows)
    yield from _places(programme, rows)
    yield from _rates(programme, rows)
    yield from _costs(programme, rows)


def _warning(code: str, place: Place, **values: object) -> Finding:
    return Finding(code=code, gravity=Gravity.WARNING, values=values, place=place)


def _place(rows: ReadRows, sheet: str, field: str, **wanted: object) -> Place:
    row = rows.row(sheet, **wanted)
    return row.place(field) if row else Place()


def _estates(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    last = programme.calendar.first_year + programme.calendar.years
    shared = {finding.place for finding in rows.findings if finding.code == "name_shared"}
    homes: dict[tuple[str, str], str] = {}
    for estate in programme.estates:
        if estate.households == 0:
            yield _warning("households_zero", _place(rows, "estates", "households", id=estate.id))
        elif estate.floor_area is not None:
            area = estate.floor_area / estate.households
            if not AREA_OF_HOUSEHOLD[0] <= area <= AREA_OF_HOUSEHOLD[1]:
                place = _place(rows, "estates", "floor_area", id=estate.id)
                yield _warning("area_unlikely", place, area=f"{area:.1f}")
        if (crowd := _crowd(estate)) is not None:
            place = _place(rows, "estates", "households", id=estate.id)
            yield _warning("households_unlikely", place, households=estate.households, each=crowd)
        if estate.built_year is None:
            yield _warning("built_year_missing", _place(rows, "estates", "built_year", id=estate.id))
        elif estate.built_year >= last:
            yield _warning("built_in_future", _place(rows, "estates", "built_year", id=estate.id))
        twin = homes.setdefault((estate.subdistrict, estate.name), estate.id)
        place = _place(rows, "estates", "name", id=estate.id)
        if twin != estate.id and place not in shared:
            yield _warning("name_twice", place, name=estate.name, other=twin)


def _crowd(estate: Estate) -> int | None:
    """Households in each building, where they or the estate's are beyond belief."""
    each = estate.households // (estate.buildings or 1)
    is_crowded = estate.buildings is not None and each > MOST_HOUSEHOLDS[1]
    return each if is_crowded or estate.households > MOST_HOUSEHOLDS[0] else None


def _rates(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Rates far off the catalogue's own for the same measure."""
    usual = {measure.id: measure.rate for measure in defaults().measures}
    for measure in programme.measures:
        known = usual.get(measure.id)
        if not known or not measure.rate:
            continue
        times = max(measure.rate / known, known / measure.rate)
        if times > RATE_OFF:
            values = {"rate": f"{measure.rate:f}", "usual": f"{known:f}", "times": f"{times:,.0f}"}
            yield _warning("rate_unlikely", _place(rows, "measures", "rate", id=measure.id), **values)


def _places(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Estates that lie far from all the others: a slip of a digit, or another city's estate of that name."""
    known = [(estate, estate.point) for estate in programme.estates if estate.point is not None]
    if len(known) < 3:
        return
    middle = Point(median(point.longitude for _, point in known), median(point.latitude for _, point in known))
    for estate, point in known:
        away = metres_between(middle, point) / 1000
        if away > FAR_AWAY:
            yield _warning("place_unlikely", _place(rows, "estates", "longitude", id=estate.id), away=f"{away:.0f}")


def _costs(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """An estate's cost for each household, and given costs far outside what the rates make of them."""
    unsure = {made.values["estate"] for made in rows.made.get("survey", ()) if made.thing is None}
    unsure |= rows.shared.get("estates", set())
    for estate in programme.estates:
        total = 0
        for need in programme.needs_by_estate.get(estate.id, ()):
            measure = programme.measure_by_id.get(need.measure)
            if measure is None:
                continue
            place = _place(rows, "survey", "cost", estate=estate.id, measure=need.measure)
            try:
                cost = estimate(estate, measure, need, programme.policy)
            except CannotEstimate as missing:
                yield Finding(code="cannot_estimate", values={"missing": str(missing)}, place=place)
                continue
            total += cost.cost
            if need.cost is not None:
                yield from _far_off(programme, rows, estate.id, need.measure, place)
        each = total // estate.households if estate.households else 0
        if estate.id in unsure:
            continue
        if total and estate.households and not COST_OF_HOUSEHOLD[0] <= each <= COST_OF_HOUSEHOLD[1]:
            place = _place(rows, "estates", "households", id=estate.id)
            yield _warning("cost_unlikely", place, cost=wan_text(each), total=wan_text(total))


def _far_off(programme: Programme, rows: ReadRows, estate_id: str, measure_id: str, place: Place) -> Iterator[Finding]:
    estate, measure = programme.estate_by_id[estate_id], programme.measure_by_id[measure_id]
    need = next(n for n in programme.needs_by_estate[estate_id] if n.measure == measure_id)
    given = need.cost or 0
    rated = estimate(estate, measure, replace(need, cost=None), programme.policy)
    if not rated.low / FAR_OFF <= given <= rated.high * FAR_OFF and rated.high:
        ends = tuple(dict.fromkeys(f"{(rough(fen) / 10_000).normalize():,f}" for fen in (rated.low, rated.high)))
        yield _warning("given_cost_unlikely", place, given=wan_text(given), rated="—".join(ends))

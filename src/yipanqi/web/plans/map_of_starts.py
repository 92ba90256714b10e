"""The plan on the map: every estate by the year in which it starts, in shape and colour; grey, what is not planned."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yipanqi.domain.calendar import year_of
from yipanqi.domain.coordinate import Point
from yipanqi.domain.estate import Estate
from yipanqi.web.page.mapping import Look, Spot, for_script
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Cell, Rows, Table, count, text

from .models import PlanRun
from .part_tables import Ask, is_wanted
from .study import Study

_SHAPES = ("circle", "square", "diamond", "hexagon", "triangle", "pentagon")
_TONES = ("blue", "jade", "amber", "plum", "teal")  # five beside six: thirty years before a mark comes again
UNPLANNED = "out"
Places = Mapping[str, tuple[int, float | None, float | None]]  # estate → its record, longitude, latitude


def looks(found: Study) -> list[Look]:
    """A look for every year of the horizon, then the one of what has no start."""
    first = found.programme.calendar.first_year
    years = [
        Look(
            code=str(year),
            said=say(f"{first + year} 年开工", f"Starts in {first + year}"),
            shape=_SHAPES[year % len(_SHAPES)],
            tone=_TONES[year % len(_TONES)],
        )
        for year in range(found.programme.calendar.years)
    ]
    return [*years, Look(code=UNPLANNED, said=say("未排入", "Not planned"), shape="circle", tone="open-grey")]


def in_order(found: Study, estates: Sequence[Estate], places: Places) -> list[Estate]:
    """The estates by subdistrict; those that nobody knows the place of last."""
    order = {region.id: number for number, region in enumerate(found.programme.regions)}
    return sorted(estates, key=lambda it: (_point(it, places) is None, order.get(it.subdistrict, 0)))


def spots(found: Study, estates: Sequence[Estate], places: Places, urls: Mapping[str, str]) -> Iterator[Spot]:
    """The estates in this order, each with its mark; a mark leads to the estate's page where an address is given."""
    known, words = {look.code: look for look in looks(found)}, found.words
    regions = {region.id: words.region(region.id) for region in found.programme.regions}
    quarters: dict[int | None, str] = {None: say("未排入", "not planned")}
    for number, estate in enumerate(estates):
        start, url = found.plan.starts.get(estate.id), urls.get(estate.id) or ""
        yield Spot(
            id=str(places[estate.id][0]) if estate.id in places else f"x{number}",
            name=estate.name,
            section=regions[estate.subdistrict],
            look=known[UNPLANNED if start is None else str(year_of(start))],
            households=estate.households,
            point=_point(estate, places),
            told=quarters.get(start) or quarters.setdefault(start, words.short_quarter(start)),
            url=url,
            to=url,
        )


def as_points(spots: Iterator[Spot], looks: Sequence[Look]) -> dict[str, Any]:
    """What the script needs to draw those of other pages and to tell what they are: words once, then a row for each
    with degrees, look, name, subdistrict, households, state and record."""
    number = {look.code: at for at, look in enumerate(looks)}
    sections: dict[str, int] = {}
    states: dict[str, int] = {}
    rows = [
        [
            *map(float, for_script(spot.point).split(",")),
            number[spot.look.code],
            spot.name,
            sections.setdefault(spot.section, len(sections)),
            spot.households,
            states.setdefault(spot.state, len(states)),
            spot.id,
        ]
        for spot in spots
        if spot.point is not None
    ]
    marks = [{"path": look.path, "tone": look.tone} for look in looks]
    return {"looks": marks, "sections": list(sections), "states": list(states), "spots": rows}


def wanted(found: Study, ask: Ask) -> list[Estate]:
    """The estates that fit what is asked."""
    return [estate for estate in found.programme.estates if is_wanted(found, estate, ask)]


def table(run: PlanRun, found: Study, estates: list[Estate], places: Places) -> Table:
    """The list beside the map, as a file takes it away."""

    def row(estate: Estate) -> list[Cell]:
        start, point = found.plan.starts.get(estate.id), _point(estate, places)
        year = None if start is None else found.programme.calendar.first_year + year_of(start)
        return [
            text(estate.name),
            text(estate.id),
            text(found.words.region(estate.subdistrict)),
            count(estate.households),
            Cell(year, "" if year is None else str(year)),
            text(say("未排入", "not planned") if start is None else found.words.short_quarter(start)),
            _degrees(point.longitude if point else None),
            _degrees(point.latitude if point else None),
        ]

    columns = [
        (say("小区", "Estate"), False),
        (say("编号", "Code"), False),
        (say("街道", "Subdistrict"), False),
        (say("户", "Households"), True),
        (say("开工年度", "Starting in"), True),
        (say("开工", "Start"), False),
        (say("经度（CGCS2000）", "Longitude (CGCS2000)"), True),
        (say("纬度（CGCS2000）", "Latitude (CGCS2000)"), True),
    ]
    return Table(
        key="map", title=say("按开工年度看地图", "Map by start year"), columns=columns, rows=Rows(estates, row)
    )


def _degrees(value: float | None) -> Cell:
    return Cell(value, "" if value is None else f"{value:.6f}")


def _point(estate: Estate, places: Places) -> Point | None:
    """Where it lies by the registry of today, which may know better, else by the programme of the plan."""
    _, east, north = places.get(estate.id, (0, None, None))
    return estate.point if east is None or north is None else Point(east, north)

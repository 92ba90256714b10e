"""The plan on the map: every estate by the year in which it starts, in shape and colour; grey, what is not planned."""

from collections.abc import Iterator, Mapping

from yipanqi.domain.coordinate import Point
from yipanqi.domain.estate import Estate
from yipanqi.web.programmes.mapping import Look, Spot
from yipanqi.web.say import say

from .models import PlanRun
from .parts import Ask, is_wanted
from .study import Study
from .tables import Cell, Rows, Table, count, text

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


def spots(found: Study, estates: list[Estate], places: Places, urls: Mapping[str, str]) -> Iterator[Spot]:
    """The estates by subdistrict, each with its mark; a mark leads to the estate's page where the reader may see it."""
    known = {look.code: look for look in looks(found)}
    order = {region.id: number for number, region in enumerate(found.programme.regions)}
    ordered = sorted(estates, key=lambda estate: order.get(estate.subdistrict, 0))
    for number, estate in enumerate(ordered):
        start, url = found.plan.starts.get(estate.id), urls.get(estate.id) or ""
        yield Spot(
            id=str(places[estate.id][0]) if estate.id in places else f"x{number}",
            name=estate.name,
            section=found.words.region(estate.subdistrict),
            look=known[UNPLANNED if start is None else str(start // 4)],
            households=estate.households,
            point=_point(estate, places),
            told=say("未排入", "not planned") if start is None else found.words.short_quarter(start),
            url=url,
            to=url,
        )


def wanted(found: Study, ask: Ask) -> list[Estate]:
    """The estates that fit what is asked."""
    return [estate for estate in found.programme.estates if is_wanted(found, estate, ask)]


def table(run: PlanRun, found: Study, estates: list[Estate], places: Places) -> Table:
    """The list beside the map, as a file takes it away."""

    def row(estate: Estate) -> list[Cell]:
        start, point = found.plan.starts.get(estate.id), _point(estate, places)
        year = None if start is None else found.programme.calendar.first_year + start // 4
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

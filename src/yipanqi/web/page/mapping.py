"""The map: estates as marks on plain paper, numbered as in the list beside it.

Everything is drawn on the server, so that it stands without a script and on paper; `map.js` makes the same marks move,
over tiles where the settings name an address of tiles.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import cos, radians

from django.conf import settings

from yipanqi.domain.coordinate import Point, System, from_cgcs2000
from yipanqi.web.page.say import say

MAP_ESTATES = 1000  # on one map
NUMBERED = 250  # marks; more are drawn small, without numbers
WIDTH, EDGE = 1000.0, 74.0  # of the paper, in its own units
_LOWEST, _HIGHEST = 640.0, 1180.0  # the paper's height
_SMALLEST = 400.0  # metres across: a single estate does not fill the map
_METRES = 111_320.0  # of a degree northwards
SHAPES = {  # of one height, around the middle
    "circle": "M-13 0a13 13 0 1 0 26 0a13 13 0 1 0-26 0z",
    "square": "M-11.5-11.5h23v23h-23z",
    "diamond": "M0-16L16 0L0 16L-16 0z",
    "hexagon": "M-7.5-13h15L15 0L7.5 13h-15L-15 0z",
    "triangle": "M0-16L16 12H-16z",
    "pentagon": "M0-15L15-3.5L9.5 13.5h-19L-15-3.5z",
}


@dataclass(frozen=True, kw_only=True)
class Look:
    """How the marks of a state look, and what the state is called; shape and colour both tell it."""

    code: str
    said: str
    shape: str
    tone: str
    rank: int = 0  # in the legend: who is further on comes first

    @property
    def key(self) -> str:
        """What makes it the same look."""
        return self.code

    @property
    def path(self) -> str:
        """The outline of its shape."""
        return SHAPES[self.shape]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """An estate, or a subdistrict's many: what the list says of it and where it lies."""

    id: str  # within the page
    name: str
    section: str
    look: Look
    households: int
    point: Point | None
    told: str = ""  # its state in the list's words; empty: those of the legend
    url: str = ""  # its page
    to: str = ""  # where its mark leads; empty: to its line in the list
    fix: str = ""  # where its coordinates may be written, for who may
    count: int = 0  # estates that it stands for
    number: int = 0  # in the list, given when the map is laid out

    @property
    def state(self) -> str:
        """Its state in words."""
        return self.told or self.look.said

    @property
    def sign(self) -> str:
        """What stands in the mark."""
        return f"{self.count or self.number}"


@dataclass(frozen=True)
class Mark:
    """A spot on the paper."""

    spot: Spot
    x: str
    y: str
    at: str  # latitude and longitude as the script's map wants them


@dataclass(frozen=True)
class Area:
    """The marks of a subdistrict held together; no boundary."""

    name: str
    path: str
    x: str
    y: str
    ring: str  # latitudes and longitudes of its corners
    at: str  # where its name stands


@dataclass(frozen=True)
class Far:
    """The marks of a look that other pages of the list tell: small, without numbers, in one line of the drawing."""

    look: Look
    points: str  # `x,y x,y`


@dataclass(frozen=True, kw_only=True)
class Map:
    """Marks and areas on paper, the list beside them, and what has no place yet."""

    height: str
    marks: tuple[Mark, ...]
    far: tuple[Far, ...]
    areas: tuple[Area, ...]
    sections: tuple[tuple[str, tuple[Spot, ...], int], ...]  # name; those listed here; how many there are
    lost: tuple[Spot, ...]  # without coordinates, those listed here
    placed: int
    lost_count: int
    bounds: str  # latitudes and longitudes of the two corners that hold all marks
    legend: tuple[tuple[Look, int], ...]
    scale: tuple[str, str]  # length on the paper, and what it is on the ground

    @property
    def scales(self) -> str:
        """How a mark of many and a mark of one are drawn, as the drawing writes it."""
        return " scale(1.9)," if self.is_numbered else " scale(.5), scale(.5)"

    @property
    def is_numbered(self) -> bool:
        """Few enough for a number in each mark."""
        return len(self.marks) <= NUMBERED or any(mark.spot.count for mark in self.marks)


def lay_out(spots: Iterable[Spot], looks: Sequence[Look], listed: slice = slice(None)) -> Map:
    """The map of these spots, numbered in their order; the legend in the order of the looks, those that occur.

    Of very many only those `listed`, counted with the ones without coordinates last, stand in the list and have marks
    of their own; the others are drawn small.
    """
    known: list[Spot] = []
    lost: list[Spot] = []
    for spot in spots:
        (lost if spot.point is None else known).append(spot)
    first, last, _ = listed.indices(len(known) + len(lost))
    here = [replace(spot, number=number) for number, spot in enumerate(known[first:last], first + 1)]
    paper = Paper([spot.point for spot in known if spot.point is not None])
    counts = Counter(spot.look.code for spot in (*known, *lost))
    sizes = Counter(spot.section for spot in known)
    return Map(
        height=f"{paper.height:.0f}",
        marks=tuple(paper.mark(spot) for spot in here),
        far=tuple(paper.far([*known[:first], *known[last:]])),
        areas=tuple(paper.area(name, group) for name, group in _held(_by_section(known))),
        sections=tuple((name, group, sizes[name]) for name, group in _by_section(here)),
        lost=tuple(lost[max(0, first - len(known)) : max(0, last - len(known))]),
        placed=len(known),
        lost_count=len(lost),
        bounds=paper.bounds(),
        legend=tuple((look, counts[look.code]) for look in looks if counts[look.code]),
        scale=paper.scale(),
    )


def _by_section(spots: Sequence[Spot]) -> Iterator[tuple[str, tuple[Spot, ...]]]:
    return ((name, tuple(group)) for name, group in groupby(spots, key=lambda spot: spot.section))


def _held(sections: Iterable[tuple[str, tuple[Spot, ...]]]) -> Iterator[tuple[str, tuple[Spot, ...]]]:
    """What a shade holds together: a subdistrict's estates, or the one mark that stands for them."""
    for name, group in sections:
        yield from [(spot.name, (spot,)) for spot in group] if group[0].count else [(name, group)]


def tiles() -> dict[str, str] | None:
    """The address of the tiles and who made them; none where the settings name none."""
    return {"url": settings.TILES, "by": settings.TILES_BY} if settings.TILES else None


class Paper:
    """A piece of paper that just holds these points: north is up, one scale both ways."""

    def __init__(self, points: Sequence[Point]) -> None:
        easts, norths = [p.longitude for p in points] or [0.0], [p.latitude for p in points] or [0.0]
        self._corners = Point(min(easts), min(norths)), Point(max(easts), max(norths))
        self._middle = Point((min(easts) + max(easts)) / 2, (min(norths) + max(norths)) / 2)
        self._across = _METRES * cos(radians(self._middle.latitude))
        wide = max((max(easts) - min(easts)) * self._across, _SMALLEST)
        high = max((max(norths) - min(norths)) * _METRES, _SMALLEST)
        self._unit = max(wide / (WIDTH - 2 * EDGE), high / (_HIGHEST - 2 * EDGE))  # metres of one unit of the paper
        self.height = max(high / self._unit + 2 * EDGE, _LOWEST)

    def place(self, point: Point) -> tuple[float, float]:
        """Where a point of the ground is on the paper."""
        return (
            WIDTH / 2 + (point.longitude - self._middle.longitude) * self._across / self._unit,
            self.height / 2 - (point.latitude - self._middle.latitude) * _METRES / self._unit,
        )

    def mark(self, spot: Spot) -> Mark:
        """A spot that has a point, put down."""
        point = spot.point or self._middle
        x, y = self.place(point)
        return Mark(spot, f"{x:.1f}", f"{y:.1f}", for_script(point))

    def far(self, spots: Iterable[Spot]) -> Iterator[Far]:
        """The spots put down small, those of a look in one line."""
        lines: dict[str, tuple[Look, list[str]]] = {}
        for spot in spots:
            x, y = self.place(spot.point or self._middle)
            lines.setdefault(spot.look.code, (spot.look, []))[1].append(f"{x:.0f},{y:.0f}")
        return (Far(look, " ".join(points)) for look, points in lines.values())

    def bounds(self) -> str:
        """The corners of the ground that holds all points."""
        return " ".join(for_script(corner) for corner in self._corners)

    def area(self, name: str, spots: Sequence[Spot]) -> Area:
        """The spots of a subdistrict in a line around them, its name above."""
        corners = hull([spot.point for spot in spots if spot.point is not None])
        placed = [self.place(corner) for corner in corners]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in placed) + "z"
        x = (min(x for x, _ in placed) + max(x for x, _ in placed)) / 2
        top = max(corners, key=lambda corner: corner.latitude)
        middle = (min(c.longitude for c in corners) + max(c.longitude for c in corners)) / 2
        above = Point(middle, top.latitude)
        high = 24 + 22 * any(spot.count for spot in spots)
        ring = " ".join(for_script(corner) for corner in corners)
        return Area(
            name.removesuffix("街道"), path, f"{x:.1f}", f"{self.place(top)[1] - high:.1f}", ring, for_script(above)
        )

    def scale(self) -> tuple[str, str]:
        """A length of 1, 2 or 5 times a power of ten metres that fits a fifth of the paper."""
        most = WIDTH / 5 * self._unit
        length = max(n * 10**power for power in range(7) for n in (1, 2, 5) if n * 10**power <= max(most, 1))
        said = f"{length // 1000} {say('公里', 'km')}" if length >= 1000 else f"{length} {say('米', 'm')}"
        return f"{length / self._unit:.1f}", said


def hull(points: Iterable[Point]) -> list[Point]:
    """The corners of the smallest convex area around the points, counter-clockwise (Andrew's chains)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered

    def chain(walk: Iterable[Point]) -> list[Point]:
        kept: list[Point] = []
        for point in walk:
            while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
                kept.pop()
            kept.append(point)
        return kept[:-1]

    return chain(ordered) + chain(reversed(ordered))


def _turn(one: Point, two: Point, three: Point) -> float:
    """Above zero where the way turns left."""
    (x, y), (x2, y2), (x3, y3) = one, two, three
    return (x2 - x) * (y3 - y) - (y2 - y) * (x3 - x)


def for_script(point: Point) -> str:
    """As a map over these tiles draws it: in the tiles' system."""
    at = from_cgcs2000(point, System(settings.TILES_SYSTEM)) if settings.TILES else point
    return f"{at.latitude:.6f},{at.longitude:.6f}"

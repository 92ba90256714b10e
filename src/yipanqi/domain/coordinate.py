"""Where on the ground: degrees of CGCS2000, and the way there from the systems in which maps and phones give them.

CGCS2000 (EPSG:4490) is the national system by which public bodies keep coordinates. WGS 84 is taken for it as it
stands: their ellipsoids differ by 0.11 mm at most (程鹏飞等, 《测绘学报》 2009 年第 3 期), their frames by centimetres,
and the plate that China rides on has moved them apart by about 3 cm a year since 2000, less than a metre in all; a
dot on a map of estates is wider.

GCJ-02 is what web maps of China must draw in: the ground moved by up to some 700 m. Its formula was never published by
those who set it; the one here is the one in general use, as in the libraries eviltransform and coordtransform (radius
and eccentricity of Krasovsky's ellipsoid). BD-09 is GCJ-02 moved once more, by Baidu. Both ways back are found by
iteration, so that a point comes back to within a millimetre.
"""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from math import atan2, cos, hypot, pi, radians, sin, sqrt
from typing import NamedTuple


class System(StrEnum):
    """A coordinate system in which people have longitudes and latitudes."""

    CGCS2000 = "cgcs2000"
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class Point(NamedTuple):
    """Degrees east and north."""

    longitude: float
    latitude: float


IN_CHINA = ((73.62, 134.77), (16.70, 53.56))  # EPSG's area of use of CGCS2000: longitudes, latitudes
PLACES = 8  # decimals that are kept of degrees that were computed: about a millimetre
_RADIUS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323  # metres; of the ellipse, squared
_MOVED = ((72.004, 137.8347), (0.8293, 55.8271))  # where GCJ-02 moves the ground
_BAIDU = pi * 3000 / 180
_CLOSE, _MOST_ROUNDS = 1e-11, 60  # degrees: a micrometre


def is_in_china(longitude: float | Decimal, latitude: float | Decimal) -> bool:
    """Does the point lie within the box around China, its seas included?"""
    return _lies(longitude, latitude, IN_CHINA)


def is_swapped(longitude: float | Decimal, latitude: float | Decimal) -> bool:
    """Is it a point of China with its two figures the wrong way round?"""
    return not is_in_china(longitude, latitude) and is_in_china(latitude, longitude)


def to_cgcs2000(point: Point, system: System) -> Point:
    """The point of the ground that these degrees of a system mean."""
    return _undone(_FROM[system], point)


def from_cgcs2000(point: Point, system: System) -> Point:
    """The degrees by which a system calls this point of the ground."""
    return _FROM[system](point)


def metres_between(one: Point, other: Point) -> float:
    """How far apart two points of a district are, on a globe; within 0.5 % of the truth."""
    north = radians(other.latitude - one.latitude)
    east = radians(other.longitude - one.longitude) * cos(radians((one.latitude + other.latitude) / 2))
    return 6371008.8 * hypot(north, east)


def kept(longitude: Decimal, latitude: Decimal, system: System) -> tuple[Decimal, Decimal]:
    """Longitude and latitude in CGCS2000 as records keep them: as they stand, or converted and rounded."""
    if system in (System.CGCS2000, System.WGS84):
        return longitude, latitude
    found = to_cgcs2000(Point(float(longitude), float(latitude)), system)
    return _rounded(found.longitude), _rounded(found.latitude)


def _rounded(degrees: float) -> Decimal:
    found = round(Decimal(degrees), PLACES).normalize()
    return found if found != found.to_integral_value() else Decimal(int(found))


def _lies(east: float | Decimal, north: float | Decimal, box: tuple[tuple[float, float], tuple[float, float]]) -> bool:
    (west, most_east), (south, most_north) = box
    return west <= float(east) <= most_east and south <= float(north) <= most_north


def _same(point: Point) -> Point:
    return point


def _gcj02(point: Point) -> Point:
    """WGS 84 to GCJ-02."""
    if not _lies(*point, _MOVED):
        return point
    east, north = _waves(point.longitude - 105.0, point.latitude - 35.0)
    angle = radians(point.latitude)
    bend = 1 - _ECCENTRICITY * sin(angle) ** 2
    along_meridian = _RADIUS * (1 - _ECCENTRICITY) / (bend * sqrt(bend))  # metres of a radian northwards
    along_parallel = _RADIUS / sqrt(bend) * cos(angle)  # and eastwards
    return Point(
        point.longitude + east * 180 / (along_parallel * pi), point.latitude + north * 180 / (along_meridian * pi)
    )


def _waves(x: float, y: float) -> tuple[float, float]:
    """Metres by which the ground is moved eastwards and northwards, at so many degrees from 105° E, 35° N."""
    both = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + both
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + both
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)) * 2 / 3
    return east, north


def _bd09(point: Point) -> Point:
    """WGS 84, over GCJ-02, to BD-09."""
    x, y = _gcj02(point)
    far = hypot(x, y) + 0.00002 * sin(y * _BAIDU)
    angle = atan2(y, x) + 0.000003 * cos(x * _BAIDU)
    return Point(far * cos(angle) + 0.0065, far * sin(angle) + 0.006)


def _undone(move: Callable[[Point], Point], wanted: Point) -> Point:
    """The point that is moved to the wanted one: each guess is set right by how far its image lies off."""
    guess = wanted
    for _ in range(_MOST_ROUNDS):
        image = move(guess)
        off = wanted.longitude - image.longitude, wanted.latitude - image.latitude
        if max(map(abs, off)) < _CLOSE:
            break
        guess = Point(guess.longitude + off[0], guess.latitude + off[1])
    return guess


_FROM: dict[System, Callable[[Point], Point]] = {
    System.CGCS2000: _same,
    System.WGS84: _same,
    System.GCJ02: _gcj02,
    System.BD09: _bd09,
}

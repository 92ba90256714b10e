"""Coordinates come from every system to CGCS2000 and back to within a centimetre."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.domain.coordinate import (
    Point,
    System,
    from_cgcs2000,
    is_in_china,
    is_swapped,
    kept,
    metres_between,
    to_cgcs2000,
)

WUHAN = Point(114.2709, 30.6015)
IN_CHINA = st.builds(Point, st.floats(73.7, 134.7), st.floats(16.8, 53.5))


@pytest.mark.parametrize(
    ("system", "published"),
    [
        (System.GCJ02, Point(116.41024449916938, 39.91640428150164)),
        (System.CGCS2000, Point(116.404, 39.915)),
        (System.WGS84, Point(116.404, 39.915)),
    ],
)
def test_what_other_libraries_publish(system, published):
    """The example of coordtransform's own page, 116.404, 39.915, comes out as it stands there."""
    assert from_cgcs2000(Point(116.404, 39.915), system) == pytest.approx(published, abs=1e-12)


def test_baidu_is_gcj02_moved_once_more():
    """GCJ-02 116.404, 39.915 is BD-09 116.410369…, 39.921336…, as coordtransform's page has it."""
    ground = to_cgcs2000(Point(116.404, 39.915), System.GCJ02)

    assert from_cgcs2000(ground, System.BD09) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)


@pytest.mark.parametrize("system", System)
@given(point=IN_CHINA)
def test_there_and_back(system, point):
    """Anywhere in China, out of a system and back into it is the same place to within a centimetre."""
    moved = from_cgcs2000(point, system)

    assert metres_between(to_cgcs2000(moved, system), point) < 0.01


@pytest.mark.parametrize("system", System)
@given(point=IN_CHINA)
def test_what_is_kept_is_within_a_centimetre(system, point):
    """Rounding to what records keep costs no more than the centimetre either."""
    moved = from_cgcs2000(point, system)

    longitude, latitude = kept(Decimal(moved.longitude), Decimal(moved.latitude), system)

    assert metres_between(Point(float(longitude), float(latitude)), point) < 0.01


def test_the_shift_is_what_makes_it_matter():
    """In Wuhan GCJ-02 lies half a kilometre off, and BD-09 more than a kilometre."""
    assert 400 < metres_between(WUHAN, from_cgcs2000(WUHAN, System.GCJ02)) < 700
    assert 800 < metres_between(WUHAN, from_cgcs2000(WUHAN, System.BD09)) < 1600


def test_national_degrees_stand_as_they_were_written():
    """CGCS2000 and WGS 84 are kept digit by digit."""
    written = Decimal("114.27091234567"), Decimal("30.60150")

    assert kept(*written, System.CGCS2000) == kept(*written, System.WGS84) == written


def test_in_china_and_swapped():
    """A point of China is known, and so is one whose figures stand the wrong way round; Paris is neither."""
    assert is_in_china(*WUHAN) and not is_swapped(*WUHAN)
    assert is_swapped(WUHAN.latitude, WUHAN.longitude)
    assert not is_in_china(2.35, 48.86) and not is_swapped(2.35, 48.86)

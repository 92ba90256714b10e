"""Coordinates in the workbook: read in every system, kept in one, and what is wrong with them said at the cell."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from builders import a_programme, an_estate
from workbook.test_every_problem import codes, found, said

from yipanqi.domain.coordinate import Point, System, from_cgcs2000, metres_between
from yipanqi.workbook import read, write
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.records import calendar_in, names_in, parsed, put_together, taken_apart

HERE = Point(114.2709, 30.6015)
PLACED = an_estate("E1", longitude=Decimal("114.2709"), latitude=Decimal("30.6015"))


def a_row(tmp_path: Path, east: object, north: object, system: object = None):
    """What the estate's three cells make of it."""
    cells = [("longitude", east), ("latitude", north), ("coordinate_system", system)]
    return found(tmp_path, [("estates", 0, column, value) for column, value in cells if value is not None])


def an_estate_read(tmp_path: Path, east: object, north: object, system: object = None):
    """The estate that a workbook with these cells says."""
    findings = a_row(tmp_path, east, north, system)
    assert not [f for f in findings.values() if f.gravity == "error"]
    return read(tmp_path / "a.xlsx").programme.estates[0]


@pytest.mark.parametrize("word", ["CGCS2000", "WGS84", "GCJ-02", "BD-09"])
def test_every_system_is_kept_as_cgcs2000(tmp_path, word):
    """The same place, given in any system, is the same place in the programme to within a centimetre."""
    system = {"CGCS2000": System.CGCS2000, "WGS84": System.WGS84, "GCJ-02": System.GCJ02, "BD-09": System.BD09}[word]
    there = from_cgcs2000(HERE, system)

    estate = an_estate_read(tmp_path, there.longitude, there.latitude, word)

    assert metres_between(estate.point, HERE) < 0.01


@pytest.mark.parametrize(
    "east", ["114.2709", "114.2709°E", "114°16′15.24″", "东经114度16分15.24秒", "114°16'15.24\"E", "114° 16.254'"]
)
def test_degrees_may_be_written_as_surveyors_do(tmp_path, east):
    """Decimal, or in degrees, minutes and seconds, with or without the side of the world."""
    assert an_estate_read(tmp_path, east, "北纬30.6015度").longitude == Decimal("114.2709")


def test_no_coordinates_are_no_mistake(tmp_path):
    """They may stay empty."""
    assert an_estate_read(tmp_path, None, None).point is None


@pytest.mark.parametrize(
    ("east", "north", "place", "code"),
    [
        (30.6015, 114.2709, "小区!Q7", "coordinates_swapped"),
        (2.35, 48.86, "小区!Q7", "coordinates_abroad"),
        (-114.27, 30.6, "小区!Q7", "coordinates_abroad"),
        (114.2709, None, "小区!R7", "coordinate_alone"),
        (None, 30.6015, "小区!Q7", "coordinate_alone"),
        ("江汉路", 30.6015, "小区!Q7", "not_degrees"),
        ("114°61′", 30.6015, "小区!Q7", "not_degrees"),
    ],
)
def test_what_cannot_be_is_said_at_its_cell(tmp_path, east, north, place, code):
    """Swapped, outside China, one without the other, no degrees: one finding, at the cell."""
    findings = codes(a_row(tmp_path, east, north))

    assert findings[place] == code
    assert [c for c in findings.values() if c.startswith(("coordinate", "not_degrees"))] == [code]


def test_a_system_nobody_knows_is_said(tmp_path):
    """With those that there are."""
    findings = a_row(tmp_path, 114.2709, 30.6015, "北京54")

    assert "CGCS2000、WGS84、GCJ-02、BD-09" in said(findings["小区!S7"])


def test_one_far_from_all_others_is_doubted(tmp_path):
    """A slip of a digit puts an estate into another city: a warning, no error."""
    near = [replace(PLACED, id=f"E{n}", name=f"小区{n}") for n in range(1, 4)]
    far = replace(PLACED, id="E4", name="远处", latitude=Decimal("36.6015"))

    findings = found(tmp_path, programme=a_programme(estates=(*near, far), needs=(), buildings=()))

    assert codes(findings)["小区!Q10"] == "place_unlikely"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_written_and_read_back(tmp_path, lang):
    """A workbook says CGCS2000 and gives every digit back."""
    estate = replace(PLACED, longitude=Decimal("114.270912345678901234"))
    programme = a_programme(estates=(estate,), needs=(), buildings=())
    write(programme, tmp_path / "b.xlsx", lang=lang)

    assert read(tmp_path / "b.xlsx").programme == programme


def test_rows_of_before_still_make_a_programme():
    """Rows kept before there were coordinates say nothing of them."""
    sheets = taken_apart(a_programme())

    assert not [row for row in sheets["estates"] if {"longitude", "latitude", "coordinate_system"} & set(row)]
    assert put_together(sheets) == a_programme()


def test_a_form_keeps_what_a_workbook_keeps():
    """What somebody writes in GCJ-02 is kept as CGCS2000, and says so."""
    sheets = taken_apart(a_programme())
    there = from_cgcs2000(HERE, System.GCJ02)
    texts = {("id", ""): "E9", ("name", ""): "新村", ("subdistrict", ""): "S1", ("households", ""): "12"}
    texts |= {("longitude", ""): f"{there.longitude}", ("latitude", ""): f"{there.latitude}"}
    texts[("coordinate_system", "")] = "GCJ-02"

    values = parsed(SHEET["estates"], texts, calendar_in(sheets), names_in(sheets)).values

    assert values["coordinate_system"] == "cgcs2000"
    assert metres_between(Point(float(values["longitude"]), float(values["latitude"])), HERE) < 0.01
    assert values.keys() == {*(key for key, _ in texts)}

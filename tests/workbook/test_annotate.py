"""A workbook spoiled on purpose: every finding at its cell, and a marked copy that opens."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import a_need, a_programme

from yipanqi.domain.finding import Finding, Gravity
from yipanqi.workbook import CannotAnnotate, annotate, read, write
from yipanqi.workbook.columns import FINDINGS, SHEET
from yipanqi.workbook.layout import FIRST_COLUMN, FIRST_ROW
from yipanqi.workbook.marking import AUTHOR
from yipanqi.workbook.raw import address

# sheet, row from 0, column, what is written, the finding that is expected there
SPOILS: list[tuple[str, int, str, object, str]] = [
    ("estates", 0, "households", "三百多", "not_a_number"),
    ("estates", 0, "built_year", "八十年代", "not_a_year"),
    ("estates", 1, "subdistrict", "新花街道", "unknown_reference_likely"),
    ("estates", 1, "floor_area", -5, "too_small"),
    ("estates", 2, "id", "E1", "row_twice"),
    ("estates", 2, "must", "也许", "not_yes_or_no"),
    ("estates", 2, "earliest", "2035Q1", "quarter_outside"),
    ("estates", 2, "latest", "春天", "not_a_quarter"),
    ("estates", 2, "floors", 6.5, "not_whole"),
    ("survey", 0, "severity", 1.5, "out_of_range"),
    ("survey", 1, "severity", None, "value_missing"),
    ("survey", 2, "measure", "道路硬化", "unknown_reference_likely"),
    ("survey", 3, "turnout_heads", 0.8, "vote_incomplete"),
    ("survey", 4, "cost", "=B2*2", "formula_uncalculated"),
    ("survey", 5, "quantity", "#REF!", "error_value"),
    ("measures", 0, "profile", "0.6；0.5", "profile_sum"),
    ("measures", 1, "rate", 99, "rate_outside"),
    ("measures", 2, "measure_class", "豪华类", "unknown_choice"),
    ("funds", 0, "grant:2027", "很多", "not_a_number"),
    ("funds", 1, "grant:2028", "不限", "grant_mixed"),
    ("share_rules", 0, "share", "1.2", "out_of_range"),
    ("crews", 0, "weeks:2027Q3", None, "value_missing"),
    ("targets", 0, "year", 2040, "year_outside"),
]


def place_of(sheet: Any, row: int, key: str) -> str:
    """The address of a column's cell in the row, found by the hidden key row."""
    for cells in sheet.iter_rows(max_row=FIRST_ROW):
        for cell in cells:
            if cell.value == key:
                return f"{cell.column_letter}{FIRST_ROW + row + 1}"
    raise AssertionError(key)


def spoiled(path: Path) -> dict[tuple[str, str], str]:
    """Write a good workbook, spoil it; (sheet, cell) → expected code."""
    write(a_programme(needs=tuple(a_need(e, m) for e in ("E1", "E2", "E3") for m in ("water", "drainage"))), path)
    book = openpyxl.load_workbook(path)
    expected = {}
    for key, row, column, value, code in SPOILS:
        title = SHEET[key].title[0]
        at = place_of(book[title], row, column)
        cell = book[title][at]
        cell.value = value
        if code == "error_value":
            cell.data_type = "e"
        if code == "vote_incomplete":
            at = place_of(book[title], row, "turnout_area")
        if code == "grant_mixed":
            at = place_of(book[title], row, "grant:2027")
        expected[title, at] = code
    book.save(path)
    return expected


@dataclass(frozen=True)
class Spoiled:
    path: Path
    expected: dict[tuple[str, str], str]
    findings: tuple[Finding, ...]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Spoiled:
    """The spoiled workbook and what is found in it."""
    path = tmp_path_factory.mktemp("spoiled") / "spoiled.xlsx"
    expected = spoiled(path)
    return Spoiled(path, expected, read(path).findings)


def test_every_spoiled_cell_is_found(book: Spoiled) -> None:
    """Every spoil is found at its cell, all at once, and planning is forbidden."""
    found = {(f.place.sheet, f.place.cell): f.code for f in book.findings if f.gravity is Gravity.ERROR}

    assert {place: found.get(place) for place in book.expected} == book.expected


def test_nothing_else_is_found(book: Spoiled) -> None:
    """A wrong row is its own finding, not one more for everything that refers to it."""
    errors = [f for f in book.findings if f.gravity is Gravity.ERROR]

    assert [f for f in errors if (f.place.sheet, f.place.cell) not in book.expected] == []


def test_marked_copy(tmp_path: Path, book: Spoiled) -> None:
    """The copy opens, each cell is filled and explained, the list links to it, and all else is as it was."""
    annotate(book.path, book.findings, tmp_path / "marked.xlsx")

    marked = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert marked.sheetnames[0] == FINDINGS[0]
    for title, at in book.expected:
        assert marked[title][at].comment is not None
        assert marked[title][at].fill.fgColor.rgb == "FFF6D5D1"
    links = {(row[0].value, row[1].value): row[1].hyperlink for row in marked.worksheets[0].iter_rows(min_row=4)}
    assert all(links[place] is not None for place in book.expected)
    assert marked["小区"][place_of(marked["小区"], 1, "name")].value == "E2小区"
    assert marked["小区"].data_validations.count > 3


def test_marked_copy_is_checked_again(tmp_path: Path, book: Spoiled) -> None:
    """A marked copy says the same when it is checked; in the next copy a cell that was put right loses its mark."""
    annotate(book.path, book.findings, tmp_path / "marked.xlsx", lang="en")

    again = read(tmp_path / "marked.xlsx").findings
    annotate(tmp_path / "marked.xlsx", again[:1], tmp_path / "next.xlsx")

    assert [(f.code, f.place) for f in again] == [(f.code, f.place) for f in book.findings]
    tabs = openpyxl.load_workbook(tmp_path / "next.xlsx").worksheets[1:]
    marked = [cell for tab in tabs for row in tab.iter_rows() for cell in row if cell.comment]
    assert [c.coordinate for c in marked if c.comment.author == AUTHOR] == [again[0].place.cell]


def test_csv_becomes_a_workbook(tmp_path: Path) -> None:
    """Findings in a CSV file are marked in a new workbook with the same cells."""
    path = tmp_path / "小区.csv"
    path.write_text("小区编号,小区名称,所属街道,户数\nE1,=1+1,新华街道,很多\n", encoding="gb18030")
    findings = read(path).findings

    annotate(path, findings, tmp_path / "marked.xlsx")

    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert book["小区"]["D2"].comment is not None
    assert (book["小区"]["B2"].value, book["小区"]["B2"].data_type) == ("=1+1", "s")


def test_never_over_the_file_itself(tmp_path: Path) -> None:
    """The user's own file is never overwritten."""
    write(a_programme(), tmp_path / "a.xlsx")

    with pytest.raises(CannotAnnotate):
        annotate(tmp_path / "a.xlsx", (Finding(code="sheet_missing"),), tmp_path / "a.xlsx")


def test_first_cell() -> None:
    """Where a written sheet begins."""
    assert address(FIRST_ROW, FIRST_COLUMN) == "B7"

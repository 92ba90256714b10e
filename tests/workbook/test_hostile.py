"""Files that mean harm are refused, or read rightly, in bounded time and memory; and nobody else is harmed."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from workbook import hostile

from yipanqi.domain.sentences import sentence
from yipanqi.workbook import Reading, read
from yipanqi.workbook.opening import LIMITS, WALL_SECONDS, open_book

REFUSED: list[tuple[str, Callable[[Path], Path], str]] = [
    ("strings.xlsx", lambda path: hostile.big_strings(path, 400), "file_bomb"),
    ("far.xlsx", hostile.far_cell, "file_far_cell"),
    ("entity.xlsx", hostile.external_entity, "file_entities"),
    ("laughs.xlsx", hostile.laughs, "file_entities"),
    ("macro.xlsx", hostile.macro, "file_macro"),
    ("secret.xlsx", hostile.encrypted, "file_encrypted"),
    ("secret.xls", hostile.encrypted, "file_encrypted"),
    ("secret-entry.xlsx", hostile.encrypted_entry, "file_encrypted"),
    ("entries.xlsx", hostile.many_entries, "file_entries"),
    ("overlap.xlsx", hostile.overlapping, "file_overlap"),
    ("lying.xlsx", hostile.lying_size, "file_lying_size"),
    ("cut.xlsx", hostile.truncated, "file_damaged"),
    ("page.xls", hostile.page_named_xls, "file_not_workbook"),
    ("wide.xlsx", hostile.wide_and_deep, "file_too_heavy"),
    ("sheets.xlsx", hostile.many_sheets, "file_sheets"),
    ("sheet-twice.xlsx", hostile.sheet_twice, "file_sheet_twice"),
    ("name-twice.xlsx", hostile.name_twice, "file_sheet_twice"),
]


@pytest.mark.parametrize(("name", "make", "code"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_refused(tmp_path: Path, name: str, make: Callable[[Path], Path], code: str) -> None:
    """Refused with the reason in words, within the wall clock; and a good file is read right after."""
    path = make(tmp_path / name)
    began = time.monotonic()

    reading = read(path)

    assert time.monotonic() - began < WALL_SECONDS + 2
    assert refusal(reading).startswith(code)
    assert len(read(hostile.book(tmp_path / "good.xlsx", hostile.estates(3))).findings) < 20


def refusal(reading: Reading) -> str:
    assert reading.is_refused
    assert reading.programme is None
    (finding,) = reading.findings
    assert sentence(finding.code, finding.values, "zh")
    assert sentence(finding.code, finding.values, "en")
    return finding.code


MEASURED = """
import resource, sys
from pathlib import Path
from yipanqi.workbook import read
read(Path(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_child_keeps_its_memory(tmp_path: Path) -> None:
    """The child, though it was killed, never held more than its limit.

    It is measured from a process of its own: a child's peak counts what its parent held when it was born.
    """
    path = hostile.wide_and_deep(tmp_path / "wide.xlsx")

    said = subprocess.run([sys.executable, "-c", MEASURED, str(path)], check=True, capture_output=True, text=True)

    assert 0 < int(said.stdout) * 1024 <= LIMITS["AS"]


def test_child_runs_out_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What every inventory lets pass still meets the limit of the processor."""
    monkeypatch.setitem(LIMITS, "CPU", 2)

    reading = read(hostile.many_cells(tmp_path / "cells.xlsx"))

    assert refusal(reading) == "file_too_heavy"


def test_lying_dimension(tmp_path: Path) -> None:
    """A sheet of 5,000 rows that declares A1:B2 is read whole."""
    path = hostile.book(tmp_path / "lying.xlsx", hostile.estates(5_000))

    (grid,) = open_book(path).grids

    assert len(grid.rows) == 5_001
    assert grid.rows[5_000][0] == "E5001"


def test_million_rows(tmp_path: Path) -> None:
    """A million rows that declare A1:B2 are refused in words: no row is lost in silence."""
    path = hostile.million_rows(tmp_path / "million.xlsx")

    assert refusal(read(path)) == "file_too_many_rows"


def test_nested_archives(tmp_path: Path) -> None:
    """Archives inside a workbook are left alone; the sheet is read."""
    reading = read(hostile.nested(tmp_path / "nested.xlsx"))

    assert "embedded_files" in {finding.code for finding in reading.findings}
    assert not reading.is_refused


def test_deep_elements(tmp_path: Path) -> None:
    """Elements nested 200,000 deep are no reason to fall over."""
    reading = read(hostile.deep(tmp_path / "deep.xlsx"))

    assert reading.programme is None


def test_wrong_ending(tmp_path: Path) -> None:
    """A workbook called .xls though it is XLSX is read for what it is."""
    path = hostile.book(tmp_path / "renamed.xls", hostile.estates(3))

    assert len(open_book(path).grids[0].rows) == 4


def test_merged_to_the_end_of_the_world(tmp_path: Path) -> None:
    """A merged area over a whole sheet costs no more than the cells in use."""
    xml = hostile.estates(3).replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    )

    reading = read(hostile.book(tmp_path / "merged.xlsx", xml))

    assert not reading.is_refused


def test_empty_file(tmp_path: Path) -> None:
    """An empty file says so."""
    path = tmp_path / "empty.xlsx"
    path.write_bytes(b"")

    assert refusal(read(path)) == "file_empty"


def test_merged_areas_are_counted_over_all_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sheet's areas within the limit, all together beyond it: filled in, they would be as many cells."""
    monkeypatch.setitem(LIMITS, "cells", 250)
    book = openpyxl.Workbook()
    for name in ("a", "b", "c"):
        sheet = book.create_sheet(name)
        sheet["A1"], sheet["A100"] = "x", "y"
        sheet.merge_cells("A1:A90")
    book.save(tmp_path / "merged.xlsx")

    assert refusal(read(tmp_path / "merged.xlsx")) == "file_too_many_cells"


def test_a_csv_file_is_called_what_its_sender_called_it(tmp_path: Path) -> None:
    """F25: stored under a name of ours, its sheet has the sender's, in findings too."""
    path = tmp_path / "8d3d17ff.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")

    (grid,) = open_book(path, name="施工队").grids
    reading = read(path, name="奇怪的表")

    assert grid.name == "施工队"
    assert any(finding.place.sheet == "奇怪的表" for finding in reading.findings)
    assert "8d3d17ff" not in str(reading.findings)

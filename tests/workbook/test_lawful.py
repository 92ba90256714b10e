"""What the document's date makes impossible is said; steps' days and holidays are read, judged and written."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import a_programme

from yipanqi.domain.sentences import sentence
from yipanqi.domain.step import STEP_RULES, Step, StepRule
from yipanqi.domain.working_calendar import HolidayYear, days_in
from yipanqi.workbook import read, write


def told(programme, path: Path) -> list[tuple[str, str]]:
    """Codes of the findings, and their Chinese sentences."""
    write(programme, path / "a.xlsx")
    return [(f.code, sentence(f.code, f.values, "zh")) for f in read(path / "a.xlsx").findings]


def issued_on(day, **estate):
    """The programme with a document of this day, and an estate that wishes for a start."""
    base = a_programme()
    estates = tuple(replace(e, **estate) if e.id == "E1" else e for e in base.estates)
    return replace(base, heading=replace(base.heading, issued_on=day), estates=estates)


def test_a_start_before_the_steps_can_be_done_is_an_error_that_names_them(tmp_path):
    """Estate, steps with their days, and the first quarter that is lawful."""
    found = dict(told(issued_on(date(2027, 5, 20), fixed_start=1), tmp_path))

    assert "E1小区" in found["start_unlawful"] and "招标 23" in found["start_unlawful"]
    assert "2027Q3" in found["start_unlawful"]
    assert "start_unlawful" not in dict(told(issued_on(date(2026, 11, 1), fixed_start=1), tmp_path))


@pytest.mark.parametrize(
    ("number", "is_said"), [("江改办〔2027〕1号", True), ("江改办〔2026〕1号", False), ("", False)]
)
def test_a_number_of_another_year_is_said(tmp_path, number, is_said):
    """江改办〔2027〕1号 under a date of 2026."""
    base = a_programme()
    heading = replace(base.heading, document_number=number, issued_on=date(2026, 12, 1))

    assert ("number_of_other_year" in dict(told(replace(base, heading=heading), tmp_path))) is is_said


def test_steps_and_holidays_come_back_as_they_went(tmp_path):
    """Both sheets, written and read."""
    holidays = HolidayYear(
        year=2027, number="国办发明电〔2026〕9号", issued_on=date(2026, 11, 4), days_off=days_in(2027, "02-05/02-11"),
        worked=days_in(2027, "02-14"), entered_by="甲", confirmed_by="乙",
    )  # fmt: skip
    programme = replace(a_programme(), steps=STEP_RULES, holidays=(holidays,))
    write(programme, tmp_path / "a.xlsx")

    again = read(tmp_path / "a.xlsx").programme

    assert (again.steps, again.holidays) == (programme.steps, programme.holidays)
    assert again.working.is_working(date(2027, 2, 14)) and not again.working.is_provisional(date(2027, 3, 1))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"days_off": "02-30"}, "days_unclear"),
        ({"worked": "02-05"}, "days_both"),
        ({"confirmed_by": "甲"}, "confirmed_by_oneself"),
    ],
)
def test_holidays_that_cannot_be_are_said_at_their_cell(tmp_path, change, code):
    """A day that is none, a day both off and worked, a second person who is the first."""
    from openpyxl import load_workbook

    entered = HolidayYear(year=2027, days_off=days_in(2027, "02-05/02-11"), entered_by="甲", confirmed_by="乙")
    write(replace(a_programme(), holidays=(entered,)), tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    tab = book["节假日安排"]
    heads = {"days_off": "放假日期", "worked": "调休上班日期", "confirmed_by": "复核人"}
    row = next(r for r in tab.iter_rows() if any(cell.value == 2027 for cell in r))
    for key, value in change.items():
        head = next(cell for r in tab.iter_rows() for cell in r if str(cell.value).startswith(heads[key]))
        tab.cell(row[0].row, head.column).value = value
    book.save(tmp_path / "b.xlsx")

    found = read(tmp_path / "b.xlsx").findings

    assert [(f.code, f.place.sheet) for f in found] == [(code, "节假日安排")]


def test_least_days_above_the_usual_are_refused():
    """In the domain; the workbook says it at the cell."""
    with pytest.raises(ValueError, match="least"):
        StepRule(step=Step.TENDER, usual=10, least=20)

"""Whatever is wrong is said at its cell, at once with all else, and nothing is said that is not so."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import a_need, a_programme, an_estate
from workbook.test_annotate import place_of

from yipanqi.domain.estate import Exclusion
from yipanqi.domain.finding import Finding
from yipanqi.domain.fund import Earmark, ShareRule
from yipanqi.domain.money import from_wan
from yipanqi.domain.planning.eligibility import exclusions
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences import said as reason_said
from yipanqi.domain.sentences import sentence
from yipanqi.workbook import read, write
from yipanqi.workbook.columns import SHEET

Change = tuple[str, int, str, object]  # sheet, row from 0, column, what is written


def found(tmp_path: Path, changes: Iterable[Change] = (), programme: Programme | None = None) -> dict[str, Finding]:
    """`小区!G7` → the finding there, of a workbook with these changes."""
    path = tmp_path / "a.xlsx"
    write(programme or a_programme(), path)
    book = openpyxl.load_workbook(path)
    for key, row, column, value in changes:
        put(book[SHEET[key].title[0]], key, row, column, value)
    book.save(path)
    return {f"{f.place.sheet}!{f.place.cell}": f for f in read(path).findings}


def put(sheet: Any, key: str, row: int, column: str, value: object) -> None:
    if SHEET[key].upright:
        at = next(cells[0].row for cells in sheet.iter_rows(max_col=1) if cells[0].value == column)
        sheet.cell(at, 4).value = value
    else:
        sheet[place_of(sheet, row, column)].value = value


def said(finding: Finding, lang: str = "zh") -> str:
    return sentence(finding.code, finding.values, lang)


def codes(findings: dict[str, Finding]) -> dict[str, str]:
    return {place: finding.code for place, finding in findings.items()}


def test_nothing_to_pay_with(tmp_path: Path) -> None:
    """A work that no fund may pay is paid to 0 %."""
    rules = (ShareRule(fund="utility", applies_to="water", share=Decimal(1)),)

    findings = found(tmp_path, programme=a_programme(share_rules=rules))

    assert "只有 0% 有资金" in said(findings["摸底调查!C8"])


def test_an_exclusion_is_said_as_everywhere(tmp_path: Path) -> None:
    """A must estate that is excluded is told why in the words of the reason itself."""
    estate = an_estate(must=True, exclusions=frozenset({Exclusion.DEMOLITION}), built_year=2030)
    programme = a_programme(estates=(estate, an_estate("E2"), an_estate("E3")))

    (finding,) = (f for f in found(tmp_path, programme=programme).values() if f.code == "must_excluded")

    reasons = exclusions(programme, estate)
    assert "、".join(reason_said(programme, r.code, r.values) for r in reasons) in said(finding)
    assert ", ".join(reason_said(programme, r.code, r.values, "en") for r in reasons) in said(finding, "en")


def test_bounds_in_words(tmp_path: Path) -> None:
    """A bound on one side is said as one, without a sign for the infinite."""
    findings = found(tmp_path, [("estates", 0, "households", -3)])

    assert said(findings["小区!G7"]) == "“户数”不得小于 0，填的是“-3”。"


def test_order_is_judged_whatever_else_is_wrong(tmp_path: Path) -> None:
    """An end before its beginning is found on a row with another error too, and both are named."""
    changes = [
        ("estates", 0, "households", "很多"),
        ("estates", 0, "earliest", "2028Q1"),
        ("estates", 0, "latest", "2027Q2"),
    ]

    findings = found(tmp_path, changes)

    assert codes(findings)["小区!G7"] == "not_a_number"
    assert said(findings["小区!O7"]) == "“最晚开工”早于“最早开工”。"


def test_rows_that_stand_twice_are_named(tmp_path: Path) -> None:
    """A row that stands twice is told by the names of its estate and measure, never by a key."""
    findings = found(tmp_path, programme=a_programme(needs=(a_need(), a_need(measure="road"), a_need())))

    assert said(findings["摸底调查!B9"]) == "与 B7 重复：E1小区 · 供水。"


def test_unknown_column_stands_at_its_title(tmp_path: Path) -> None:
    """A column that nobody knows is found where its title stands, not at the unit below."""
    path = tmp_path / "a.xlsx"
    write(a_programme(), path)
    book = openpyxl.load_workbook(path)
    book["小区"]["W5"], book["小区"]["W7"] = "填报人", "小李"
    book.save(path)

    assert [(f.code, f.place.cell) for f in read(path).findings] == [("column_unkept", "W5")]


def test_every_problem_at_once_without_a_calendar(tmp_path: Path) -> None:
    """Where the number of years cannot be read, headings show the horizon: other cells are judged, none falsely."""
    changes = [
        ("programme", 0, "years", "很久"),
        ("funds", 0, "grant:2027", "400万美元"),
        ("crews", 0, "weeks:2027Q3", "很多"),
        ("targets", 0, "year", 2035),
        ("estates", 1, "latest", "2026Q4"),
    ]

    findings = found(tmp_path, changes)

    assert sorted(f.code for f in findings.values()) == [
        "not_a_number",
        "not_a_number",
        "not_a_number",
        "quarter_outside",
        "year_outside",
    ]


@pytest.mark.parametrize("change", [("funds", 1, "grant:2027", "约600"), ("share_rules", 1, "share", "全部")])
def test_coverage_is_not_judged_by_half(tmp_path: Path, change: Change) -> None:
    """While a fund or a share cannot be read, nothing is said of works without money."""
    findings = found(tmp_path, [change])

    assert [f.code for f in findings.values()] == ["not_a_number"]


def test_a_shared_name_is_said_once(tmp_path: Path) -> None:
    """Two estates of one name that the survey uses: one error, at the second name, and no other."""
    estates = (an_estate("E1"), an_estate("E2"), an_estate("E3", subdistrict="S2"))
    survey = [("survey", row, "estate", "E1小区") for row in range(6)]

    findings = found(tmp_path, [("estates", 1, "name", "E1小区"), *survey], a_programme(estates=estates))

    assert codes(findings) == {"小区!C8": "name_shared"}
    assert "摸底调查!B7 等 6 处" in said(findings["小区!C8"])


def test_a_circle_hides_nothing(tmp_path: Path) -> None:
    """Measures that require each other in a circle are found beside all else."""
    changes = [
        ("measures", 1, "requires", "road"),
        ("survey", 0, "cost", "420亿元"),
        ("estates", 0, "floor_area", 900),
    ]

    findings = found(tmp_path, changes)

    assert {"requires_cycle", "given_cost_unlikely", "area_unlikely"} <= {f.code for f in findings.values()}
    assert "4200000.00 万元" in said(findings["摸底调查!L7"]).replace(",", "")


@pytest.mark.parametrize(
    ("limits", "cell", "code", "words"),
    [
        ({"fixed_start": "2027Q1", "earliest": "2027Q2"}, "P7", "start_outside", "2027Q2—2028Q3"),
        ({"fixed_start": "2028Q2", "latest": "2027Q4"}, "P7", "start_outside", "2027Q1—2027Q4"),
        ({"fixed_start": "2028Q4"}, "P7", "start_outside", "只能在 2027Q1—2028Q3 开工"),
        ({"earliest": "2028Q4"}, "N7", "start_too_late", "最迟须在 2028Q3 开工"),
        ({"earliest": "2027Q2", "latest": "2027Q4", "fixed_start": "2027Q3", "must": "是"}, "", "", ""),
    ],
)
def test_a_start_that_cannot_be(tmp_path: Path, limits: dict[str, str], cell: str, code: str, words: str) -> None:
    """A start outside its limits, or too late for the works to end, is an error that names the possible quarters."""
    findings = found(tmp_path, [("estates", 0, column, value) for column, value in limits.items()])

    assert codes(findings) == ({f"小区!{cell}": code} if cell else {})
    assert all(words in said(finding) and said(finding, "en") for finding in findings.values())


@pytest.mark.parametrize(("column", "value", "cell"), [("must", "是", "M7"), ("fixed_start", "2027Q2", "P7")])
def test_a_late_estate_that_must_start(tmp_path: Path, column: str, value: str, cell: str) -> None:
    """A late-built estate that must start, or when, and finds no room in its share, is an error with the room."""
    findings = found(tmp_path, [("estates", 0, "built_year", 2003), ("estates", 0, column, value)])

    assert codes(findings) == {f"小区!{cell}": "must_late_full"}
    assert "放宽部分每年最多占户数任务的 15%（2027 年 37 户" in said(findings[f"小区!{cell}"])
    assert "find no room" in said(findings[f"小区!{cell}"], "en")


def test_a_late_estate_that_may_wait(tmp_path: Path) -> None:
    """A late-built estate that nobody wants to start is kept back without a finding."""
    assert found(tmp_path, [("estates", 0, "built_year", 2003)]) == {}


def test_one_cause_is_one_finding(tmp_path: Path) -> None:
    """An estate that a survey names in many rows and no list knows is said once, with how often and where; so are a
    measure that no fund may pay in full, and a word that is none of a column's."""
    programme = a_programme()
    write(programme, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    survey = book["摸底调查"]
    rows = [row for row in survey.iter_rows(min_row=7) if row[1].value == "E1小区"]
    for row in rows:
        row[1].value = "E1小曲"
    book.save(tmp_path / "a.xlsx")

    (unknown,) = [f for f in read(tmp_path / "a.xlsx").findings if f.code.startswith("unknown_reference")]

    assert len(rows) == 3 and unknown.place.cell == rows[0][1].coordinate
    assert (unknown.values["text"], unknown.values["count"]) == ("E1小曲", 3)
    assert unknown.values["cells"] == f"{rows[1][1].coordinate}、{rows[2][1].coordinate}"
    half = replace(programme, share_rules=(replace(programme.share_rules[0], applies_to="*"),))  # half of any work
    write(half, tmp_path / "half.xlsx")
    short = {f.values["measure"]["zh"]: f.values for f in read(tmp_path / "half.xlsx").findings if f.code == UNPAID}
    assert set(short) == {"供水", "排水", "道路"} and all(it["estates"] == 3 for it in short.values())


UNPAID = "work_unpayable"


def test_estates_without_any_money_of_a_bound_fund_are_said_once(tmp_path: Path) -> None:
    """Of funds that are bound to one estate the others have none: they are named, and so is what is bound to nobody."""
    grants = {"city": (0, 0), "utility": (0, 0), "district": (50, 20)}
    own = Earmark(fund="district", estate="E1", year=0, amount=from_wan(40))
    funds = [Earmark(fund=f, estate="E1", year=0, amount=0) for f in ("city", "utility")]
    write(a_programme(appropriations=grants, earmarks=(own, *funds)), tmp_path / "a.xlsx")

    found = {f.code: f for f in read(tmp_path / "a.xlsx").findings if f.code.startswith(("estates_", "earmarks_"))}
    beyond = replace(own, amount=from_wan(51))
    write(a_programme(appropriations=grants, earmarks=(beyond, *funds)), tmp_path / "b.xlsx")

    assert found["estates_unfunded"].values == {"count": 2, "names": "E2小区、E3小区"}
    assert found["earmarks_rest"].values["rest"] == from_wan(20)
    (too_much,) = [f for f in read(tmp_path / "b.xlsx").findings if f.code == "earmarks_beyond"]
    assert too_much.values["rest"] == from_wan(1) and too_much.gravity == "error"

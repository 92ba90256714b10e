"""No ordinary file says something else than what is seen without a word: formulas, formats, signs, rows, sheets."""

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import a_need, a_programme, an_estate
from workbook import hostile

from yipanqi.domain.finding import Finding, Gravity
from yipanqi.domain.programme import Programme
from yipanqi.workbook import Reading, annotate, read, write
from yipanqi.workbook.number_format import shown
from yipanqi.workbook.opening import ENDINGS, open_book
from yipanqi.workbook.raw import UnusableCell

Change = Callable[[Any], None]  # of an openpyxl workbook
ROWS = ("E1", "E2", "E3")


def changed(tmp_path: Path, change: Change, programme: Programme | None = None) -> Path:
    """The small programme's workbook, changed by hand."""
    path = tmp_path / "a.xlsx"
    write(programme or a_programme(), path)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def cells(sheet: str, **values: object) -> Change:
    def change(book: Any) -> None:
        for cell, value in values.items():
            book[sheet][cell] = value

    return change


def rewritten(path: Path, pattern: str, new: str) -> Path:
    """The same workbook with what matches in its sheets' XML replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            is_sheet = name.startswith("xl/worksheets/")
            archive.writestr(name, re.sub(pattern, new, content.decode()) if is_sheet else content)
    return path


def codes(reading: Reading) -> list[tuple[str, str]]:
    return [(finding.code, f"{finding.place.sheet}!{finding.place.cell}") for finding in reading.findings]


def whole(reading: Reading) -> Programme:
    assert reading.programme is not None, reading.findings
    return reading.programme


def test_a_formula_stored_as_nought_is_said_where_it_is_not_nought(tmp_path: Path) -> None:
    """Reporting tools store 0 for every formula: sums over cells and of other formulas are worked out and said; one
    that is truly 0 is not."""
    path = changed(tmp_path, cells("资金来源", F7="市级", G7="=1000+800", H7="=SUM(G8,G7)", G8="=5-5"))
    for formula in ("1000+800", "SUM(G8,G7)", "5-5"):
        rewritten(path, rf"<f>{re.escape(formula)}</f><v\s*(/>|></v>)", f"<f>{formula}</f><v>0</v>")

    found = codes(read(path))

    assert ("formula_nought", "资金来源!G7") in found and ("formula_nought", "资金来源!H7") in found
    assert "资金来源!G8" not in {place for _, place in found}


def test_guards_look_where_the_reader_reads(tmp_path: Path) -> None:
    """Names with backslashes, and a sheet in a folder of its own: a formula without a value is seen."""
    path = changed(tmp_path, cells("资金来源", G7="=1000+800"))
    with zipfile.ZipFile(path) as archive:
        parts = {name.replace("/", "\\"): archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)

    assert ("formula_uncalculated", "资金来源!G7") in codes(read(path))


def test_a_part_in_utf16_beside_the_sheets_is_let_be(tmp_path: Path) -> None:
    """Power Query keeps its part so; entities are looked for in it all the same."""
    path = changed(tmp_path, lambda book: None)
    query = '<?xml version="1.0" encoding="utf-16"?><DataMashup/>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("customXml/item1.xml", query.encode("utf-16"))
    assert whole(read(path)) == a_programme()

    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("customXml/item2.xml", "<!DOCTYPE a><a/>".encode("utf-16-le"))
    assert codes(read(path))[0][0] == "file_entities"


@pytest.mark.parametrize(
    ("code", "divisor", "unit"),
    [
        ("0!.0000", 10_000, ""),
        ('#,##0!.0000"万元"', 10_000, "万元"),
        ("0!.0,", 10_000, ""),
        ('0.00,"千元"', 1_000, "千元"),
        ('0.0,,"百万元";[Red]-0', 1_000_000, "百万元"),
        ('0"户"', 1, "户"),
        ("#,##0.00", 1, ""),
        ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ", 1, ""),
    ],
)
def test_number_formats(code: str, divisor: int, unit: str) -> None:
    """What a format divides by, and the unit it puts behind."""
    assert (shown(code).divisor, shown(code).unit) == (divisor, unit)


@pytest.mark.parametrize(
    ("stored", "code", "fen", "is_said"),
    [
        (6_000_000, "0!.0000", 600_000_000, True),  # yuan shown as 10⁴ yuan
        (6_000_000, '#,##0"元"', 600_000_000, False),
        (600, '0"万元"', 600_000_000, False),
        (6_000_000, '0,"千元"', 600_000_000, True),
        (600, "#,##0.00", 600_000_000, False),
    ],
)
def test_a_figure_is_read_as_it_is_shown(tmp_path: Path, stored: int, code: str, fen: int, is_said: bool) -> None:
    """The cell's own unit goes before the heading's 万元, in its format too; what is stored otherwise is said."""

    def change(book: Any) -> None:
        book["资金来源"]["G7"], book["资金来源"]["G7"].number_format = stored, code

    reading = read(changed(tmp_path, change))

    assert whole(reading).funds[0].appropriations[0] == fen
    assert ("shown_divided" in {code for code, _ in codes(reading)}) is is_said


def test_a_picture_in_a_cell_is_no_text(tmp_path: Path) -> None:
    """WPS writes a call where its picture stands: said at its cell, read as nothing; the marked copy keeps it."""
    path = changed(tmp_path, cells("小区", T7='=DISPIMG("ID_1",1)', G8="很多"))
    call = 'DISPIMG("ID_1",1)'
    rewritten(path, rf"><f>{re.escape(call)}</f><v\s*(/>|></v>)", f' t="str"><f>{call}</f><v>={call}</v>')
    links = '<Relationships><Relationship Id="rId1" Type="x" Target="media/image1.png"/></Relationships>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/cellimages.xml", "<cellImages/>")
        archive.writestr("xl/_rels/cellimages.xml.rels", links)
        archive.writestr("xl/media/image1.png", b"picture")

    reading = read(path)
    annotate(path, reading.findings, tmp_path / "m.xlsx")

    assert codes(reading) == [("picture_in_cell", "小区!T7"), ("not_a_number", "小区!G8")]
    with zipfile.ZipFile(tmp_path / "m.xlsx") as archive:
        (kept,) = (name for name in archive.namelist() if name.startswith("xl/media/"))
        assert archive.read(kept) == b"picture"
        assert kept.removeprefix("xl/").encode() in archive.read("xl/_rels/cellimages.xml.rels")
        assert b"cellimages.xml" in archive.read("xl/_rels/workbook.xml.rels")


def test_the_marked_copy_says_what_it_lacks(tmp_path: Path) -> None:
    """A query of the workbook is not in its copy; a copy of the cells alone says that."""
    path = changed(tmp_path, cells("小区", G8="很多"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("customXml/item1.xml", "<DataMashup/>")

    annotate(path, read(path).findings, tmp_path / "m.xlsx")
    annotate(Path(__file__).parent / "small.xls", [], tmp_path / "n.xlsx")

    said = [openpyxl.load_workbook(tmp_path / name).worksheets[0]["A2"].value for name in ("m.xlsx", "n.xlsx")]
    assert "Power Query" in said[0] and "只有各单元格的值" in said[1]


def test_signs_that_nobody_sees_are_left_out_and_said_once(tmp_path: Path) -> None:
    """A name and its references match whichever of them has the sign."""
    programme = a_programme(needs=tuple(a_need(estate) for estate in ROWS))
    path = changed(tmp_path, cells("小区", C7="E1小区\u200b", C8="\ufeffE2小区"), programme)

    reading = read(path)

    assert whole(reading) == programme
    assert codes(reading) == [("invisible_sign", "小区!C7"), ("invisible_sign", "小区!C8")]


@pytest.mark.parametrize(("sign", "number"), [("𠮷", "U+20BB7"), ("\ue863", "U+E863"), ("🏠", "U+1F3E0")])
def test_a_sign_that_the_pdf_lacks_is_said_at_its_cell(tmp_path: Path, sign: str, number: str) -> None:
    """The text stays what it is; a rare sign that the faces have is no finding."""
    reading = read(changed(tmp_path, cells("小区", T7=f"{sign}祥里", T8="㙍头新村")))

    assert whole(reading).estates[0].note == f"{sign}祥里"
    (finding,) = (finding for finding in reading.findings if finding.code == "unprintable")
    assert (finding.values["number"], finding.place.cell) == (number, "T7")


def test_hidden_rows_columns_and_sheets_are_read_and_said(tmp_path: Path) -> None:
    """What nobody sees is in the plan, and nobody wonders why; our own hidden keys are no finding."""

    def change(book: Any) -> None:
        book["小区"].row_dimensions[8].hidden = True
        book["小区"].row_dimensions[9].hidden = True
        book["小区"].column_dimensions["K"].hidden = True
        book["出资比例"].sheet_state = "hidden"

    reading = read(changed(tmp_path, change))

    assert whole(reading) == a_programme()
    assert {("rows_hidden", "小区!B8"), ("column_hidden", "小区!K7")} <= set(codes(reading))
    assert "sheet_hidden" in {code for code, _ in codes(reading)}
    assert next(f.values["rows"] for f in reading.findings if f.code == "rows_hidden") == "8—9"


def test_ones_among_percents_are_said(tmp_path: Path) -> None:
    """A column with 80 and 0.8 may mean 1 % by 1."""
    programme = a_programme(needs=tuple(a_need(estate) for estate in ROWS))
    reading = read(changed(tmp_path, cells("摸底调查", D7=80, D8=0.5, D9=60), programme))

    assert codes(reading) == [("share_mixed", "摸底调查!D8")]
    assert [need.severity for need in whole(reading).needs] == [Decimal("0.8"), Decimal("0.5"), Decimal("0.6")]


# rows of the sheet of estates: serial, code, name, subdistrict, community, year, households …
def estates_with(rows: Sequence[Sequence[object]], first: int = 10) -> Change:
    def change(book: Any) -> None:
        for at, row in enumerate(rows, start=first):
            for column, value in enumerate(row, start=1):
                book["小区"].cell(at, column, value)

    return change


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "合计（3个）", "", "", "", 800],
        ["", "", "合计：3个小区", "", "", "", 800],
        ["", "新华街道", "示例区", "小计", "", "", 500],
        ["", "", "其中：2000年前建成", "", "", "", 800],
        ["一", "", "新华街道", "", "", "", 500],
        ["", "", "一、新华街道", "", "", "", 500],
        ["", "", "全区总计叁个", "", "", "", 800],
        ["", "", "全市小计:", "", "", "", 800],
        ["共计", "", "", "", "", "", 800],
        ["", "", "", "", "", "", "", "", "", "", 0],
        ["", "", "", "", "", "", "", "", "", "", "", "", "否"],
        ["", "", "", "新华街道", "", "", 0, "", "", "", "", "", "否"],
        [29, "", "", "", "", "", "", "", "", "", "=K9*0"],
        ["序号", "小区编号", "小区名称", "所属街道", "所属社区", "建成年份（年）", "户数（户）"],
        ["", "", "", "", "", "", "建筑规模"],
    ],
)
def test_rows_without_data_of_their_own_are_left_out(tmp_path: Path, row: list[object]) -> None:
    """Sums and groups in other words, rows with a nought or a preset choice alone, the heading once more."""
    reading = read(changed(tmp_path, estates_with([row, ["", "", "", ""], row])))

    assert whole(reading) == a_programme()
    assert reading.findings == ()


@pytest.mark.parametrize("row", [["", "", "某小区", "", "", "", 300], ["", "", "", "新华街道", "", "", 300]])
def test_a_row_that_lacks_something_is_not_taken_for_a_sum(tmp_path: Path, row: list[object]) -> None:
    """An estate without its code is said, not left out."""
    assert "value_missing" in {code for code, _ in codes(read(changed(tmp_path, estates_with([row]))))}


def test_instructions_under_the_heading_are_one_finding(tmp_path: Path) -> None:
    """Whether the row is called instructions or only reads like them."""
    for label in ("填写说明", ""):
        path = changed(tmp_path, lambda book: book["小区"].insert_rows(7))
        told = [label, "不能重复", "10个字以内", "从下拉框选", "", "四位数字", "整数"]
        book = openpyxl.load_workbook(path)
        estates_with([told], 7)(book)
        book.save(path)

        reading = read(path)

        assert [code for code, _ in codes(reading)] == ["row_instruction"]
        assert whole(reading) == a_programme()


def a_sheet_each(book: Any) -> None:
    """The estates of the second subdistrict on a sheet of their own, in 10⁴ ㎡."""
    first = book["小区"]
    second = book.copy_worksheet(first)
    first.title, second.title = "新华街道", "万松街道"
    first.delete_rows(9)
    second.delete_rows(7, 2)
    for row in (5, 6):
        second.cell(row, 11).value = "建筑面积（万㎡）"
    second["K7"] = 2.4


def test_a_sheet_for_each_subdistrict_is_read_as_one(tmp_path: Path) -> None:
    """Each with the units of its own; that it was so is said once."""
    reading = read(changed(tmp_path, a_sheet_each))

    assert whole(reading) == a_programme()
    assert codes(reading) == [("sheets_joined", "新华街道!A1")]


def test_a_sheet_once_more_is_not_joined(tmp_path: Path) -> None:
    """A copy of a sheet is no second half of it: one finding, not one for each row."""
    reading = read(changed(tmp_path, lambda book: book.copy_worksheet(book["小区"])))

    assert whole(reading) == a_programme()
    assert [code for code, _ in codes(reading)] == ["sheet_twice"]


def test_a_grant_beyond_all_works_is_a_question(tmp_path: Path) -> None:
    """Yuan for 10⁴ yuan is an error; a few times too much is a warning; as granted it is neither."""
    found = {wan: read(changed(tmp_path, cells("资金来源", G7=wan))) for wan in (600, 60_000, 6_000_000)}

    assert codes(found[600]) == []
    assert codes(found[60_000]) == [("grant_unlikely", "资金来源!G7")] and found[60_000].programme is not None
    assert codes(found[6_000_000]) == [("grant_too_large", "资金来源!G7")] and found[6_000_000].programme is None


def test_figures_ten_thousand_times_off_are_said(tmp_path: Path) -> None:
    """Households, areas and rates in another unit."""
    change = cells("小区", G7=3_000_000, K8=2.4)
    programme = a_programme()
    dear = replace(programme.measures[0], rate_low=Decimal(1), rate=Decimal(10**8), rate_high=Decimal(10**8))

    found = codes(read(changed(tmp_path, change, replace(programme, measures=(dear, *programme.measures[1:])))))

    assert {("households_unlikely", "小区!G7"), ("area_unlikely", "小区!K8")} <= set(found)


def test_no_money_is_one_finding(tmp_path: Path) -> None:
    """All grants 0: the grants are named, not thirty works; some empty: these are named once."""
    none = a_programme(appropriations={"city": (0, 0), "district": (0, 0), "utility": (0, 0)})
    some = a_programme(appropriations={"city": (0, 0)})

    found = [read(changed(tmp_path, lambda book: None, programme)) for programme in (none, some)]

    assert codes(found[0]) == [("money_missing", "资金来源!G7")]
    assert [f for f in found[1].findings if f.gravity is Gravity.ERROR and f.code == "work_unpayable"] == []


@pytest.mark.parametrize(
    ("written", "meant"), [("新花街道", "新华街道"), ("万松", "万松街道"), ("新华街", "新华街道"), ("北湖路街道", "")]
)
def test_a_name_that_is_not_there_is_met_with_a_likely_one(tmp_path: Path, written: str, meant: str) -> None:
    """A sign wrong, left out or more; nothing where nothing is like it."""
    reading = read(changed(tmp_path, cells("小区", D7=written)))

    (finding,) = (f for f in reading.findings if f.place.cell == "D7")
    assert finding.values.get("likely", "") == meant


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('编号,户数\n="0012",="201"\n', [["0012", "201"]]),
        ("编号;户数\n0012;201\n", [["0012", "201"]]),
        ("编号\t户数\n0012\t1,201\n", [["0012", "1,201"]]),
        ('sep=|\n编号|户数\n0012|"1,2;3"\n', [["0012", "1,2;3"]]),
        ('编号,户数\n"a;b;c;d",201\n', [["a;b;c;d", "201"]]),
        ("编号,户数\n0012,=B2*2\n", [["0012", UnusableCell("formula_uncalculated", "=B2*2")]]),
        ("编号,户数\n0012,#REF!\n", [["0012", UnusableCell("error_value", "#REF!")]]),
    ],
)
def test_csv(tmp_path: Path, text: str, rows: list[list[object]]) -> None:
    """Codes keep their noughts, any separator is found, a formula is none."""
    path = tmp_path / "小区.csv"
    path.write_text(text, "gb18030")

    (grid,) = open_book(path).grids

    assert [list(cells.values()) for row, cells in grid.rows.items() if row] == rows


def test_quotes_that_do_not_pair_are_said(tmp_path: Path) -> None:
    """Else one quote would swallow all rows below it."""
    path = tmp_path / "小区.csv"
    path.write_text('编号,户数\nE1,"201\nE2,300\n', "utf-8")

    assert codes(read(path)) == [("file_quotes", "!")]


def test_errors_of_the_binary_forms_are_no_empty_cells(tmp_path: Path) -> None:
    """An XLS file's #REF! is said as an XLSX file's is; Excel 95 is refused in words."""
    data = (Path(__file__).parent / "small.xls").read_bytes()
    number = data.rindex(b"\x03\x02\x0e\x00")  # the last cell that is a number becomes an error
    spoiled = data[:number] + b"\x05\x02\x08\x00" + data[number + 4 : number + 10] + b"\x17\x01"
    spoiled += b"\x00\x00\x02\x00\x00\x00" + data[len(spoiled) + 6 :]
    (tmp_path / "a.et").write_bytes(spoiled)
    old = data.replace(b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x10\x00\x00\x05\x05\x00", 1)
    (tmp_path / "b.xls").write_bytes(old)

    raws = [raw for grid in open_book(tmp_path / "a.et").grids for row in grid.rows.values() for raw in row.values()]
    assert UnusableCell("error_value", "#REF!") in raws
    assert codes(read(tmp_path / "b.xls")) == [("file_too_old", "!")]
    assert {".et", ".xlsb"} <= set(ENDINGS)


def test_cells_that_do_not_say_where_they_stand(tmp_path: Path) -> None:
    """Some programs leave addresses out: an error is found where a reader counts it."""
    rows = f"<row>{hostile.text('A1', '编号')}</row><row><c><v>1</v></c><c t='e'><v>#REF!</v></c></row>"
    path = hostile.book(tmp_path / "a.xlsx", hostile.sheet(rows).replace(' r="A1"', ""))

    (grid,) = open_book(path).grids

    assert grid.rows[1][1] == UnusableCell("error_value", "#REF!")


def test_a_list_is_laid_onto_a_programme(tmp_path: Path) -> None:
    """A list of some rows and columns, by code or by name: they change, all else stays."""
    programme = a_programme()
    path = tmp_path / "estates.csv"
    path.write_text("小区,街道,户数,造价（万元）\nE2小区,新华街道,222,9\n", "utf-8-sig")

    reading = read(path, onto=programme)

    estates = {estate.id: estate for estate in programme.estates}
    wanted = [replace(estate, households=222) if estate.id == "E2" else estate for estate in estates.values()]
    assert whole(reading) == replace(programme, estates=tuple(wanted))
    assert [code for code, _ in codes(reading)] == ["column_unkept"]


def test_a_new_row_of_a_list_needs_what_a_row_needs(tmp_path: Path) -> None:
    """With its code it is new; without, it is said once."""
    path = tmp_path / "小区.csv"
    path.write_text("小区编号,小区名称,所属街道,户数\nE9,新的,新华街道,90\n", "utf-8")
    assert whole(read(path, onto=a_programme())).estate_by_id["E9"].households == 90

    path.write_text("小区名称,户数\n新的,90\n", "utf-8")
    assert codes(read(path, onto=a_programme())) == [("row_new_incomplete", "小区!A2")]


def test_a_programme_laid_onto_itself_is_itself(tmp_path: Path) -> None:
    """Every sheet at once."""
    programme = a_programme(estates=tuple(an_estate(code) for code in ROWS))
    write(programme, tmp_path / "a.xlsx")

    reading = read(tmp_path / "a.xlsx", onto=programme)

    assert whole(reading) == programme


def said_at(findings: Sequence[Finding], cell: str) -> list[str]:
    return [finding.code for finding in findings if finding.place.cell == cell]


@pytest.mark.parametrize(
    ("title", "code"),
    [("建筑面积（亩）", "heading_unit"), ("建筑面积（公顷）", "heading_unit"), ("建筑面积（含地下）", "")],
)
def test_a_heading_in_another_unit_is_said(tmp_path: Path, title: str, code: str) -> None:
    """It is not converted, and never read as ㎡."""
    findings = read(changed(tmp_path, cells("小区", K5=title, K6=title))).findings

    assert said_at(findings, "K6") == ([code] if code else [])

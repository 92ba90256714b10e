"""What people really hand in: other headings, merged cells, sums, full-width digits, 万元 and 元, CSV."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from builders import a_programme

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.finding import Finding
from yipanqi.domain.programme import Heading, Programme
from yipanqi.workbook import CannotRead, read, template, write
from yipanqi.workbook.cells import Bad, Setting, value_of
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.layout import Column, Kind
from yipanqi.workbook.raw import Raw

CALENDAR = Calendar(first_year=2027, years=2)
HERE = Path(__file__).parent
TEXTS = ("title", "district", "issuer", "document_number", "recipients", "source_note")


def a_value(kind: Kind, raw: Raw, *, scale: int | None = None, is_1904: bool = False, **more: Any) -> object:
    column = Column(key="x", kind=kind, title=("列", "column"), **more)
    return value_of(column, raw, Setting(calendar=CALENDAR, scale=scale, is_1904=is_1904))


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.COUNT, "３００", 300),
        (Kind.COUNT, "1,234 户", 1234),
        (Kind.COUNT, 300.0, 300),
        (Kind.COUNT, "三年", 3),
        (Kind.COUNT, "十二栋", 12),
        (Kind.COUNT, "六百一十", 610),
        (Kind.COUNT, "一千零五户", 1005),
        (Kind.MONEY, "四百二十万", 420_000_000),
        (Kind.YEAR, "一九八五年", 1985),
        (Kind.NUMBER, "２４０００㎡", Decimal(24000)),
        (Kind.NUMBER, "2.4万平方米", Decimal(24000)),
        (Kind.NUMBER, 0.1 + 0.2, Decimal("0.3")),
        (Kind.MONEY, 120, 120_000_000),
        (Kind.MONEY, "120万元", 120_000_000),
        (Kind.MONEY, "１２０万", 120_000_000),
        (Kind.MONEY, "350000元", 35_000_000),
        (Kind.MONEY, "¥350,000元", 35_000_000),
        (Kind.MONEY, "0.5亿元", 5_000_000_000),
        (Kind.MONEY, 33.333333333, 33_333_333),
        (Kind.YUAN, "0.2万元", Decimal(2000)),
        (Kind.LIMIT, "不限", "unlimited"),
        (Kind.RATIO, 0.8, Decimal("0.8")),
        (Kind.RATIO, 80, Decimal("0.8")),
        (Kind.RATIO, "80%", Decimal("0.8")),
        (Kind.RATIO, "８０％", Decimal("0.8")),
        (Kind.RATIO, 1, Decimal(1)),
        (Kind.FRACTION, "2/3", Fraction(2, 3)),
        (Kind.FRACTION, "66.7%", Fraction(667, 1000)),
        (Kind.YEAR, "1988年", 1988),
        (Kind.YEAR, "1988.5", 1988),
        (Kind.YEAR, date(1988, 5, 1), 1988),
        (Kind.FISCAL, "2028年", 1),
        (Kind.QUARTER, "2027Q2", 1),
        (Kind.QUARTER, "2027年第二季度", 1),
        (Kind.QUARTER, "２０２７Ｑ２", 1),
        (Kind.QUARTER, date(2027, 5, 4), 1),
        (Kind.DATE, "2027.3.1", date(2027, 3, 1)),
        (Kind.DATE, "2027年3月1日", date(2027, 3, 1)),
        (Kind.DATE, "2027/3/1", date(2027, 3, 1)),
        (Kind.DATE, "20270301", date(2027, 3, 1)),
        (Kind.DATE, 46447, date(2027, 3, 1)),
        (Kind.YES, "√", True),
        (Kind.YES, "无", False),
        (Kind.PARTS, "60%、40%", (Decimal("0.6"), Decimal("0.4"))),
        (Kind.PARTS, 1, (Decimal(1),)),
        (Kind.TEXT, 12.0, "12"),
        (Kind.CODE, "Ｅ０１ ", "E01"),
        *[(kind, blank, None) for kind in (Kind.COUNT, Kind.MONEY, Kind.DATE) for blank in ("/", "无", "—", "-", " ")],
    ],
)
def test_values(kind: Kind, raw: Raw, value: object) -> None:
    """Each way of writing a value is understood."""
    assert a_value(kind, raw) == value


def test_1904() -> None:
    """A serial day of a workbook that counts from 1904 is four years later."""
    assert a_value(Kind.DATE, 44985, is_1904=True) == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (Kind.COUNT, "约300", "not_a_number"),
        (Kind.COUNT, "三四百户", "not_a_number"),
        (Kind.COUNT, "一百五", "not_a_number"),
        (Kind.COUNT, 2.5, "not_whole"),
        (Kind.MONEY, "80%", "not_a_number"),
        (Kind.DATE, "2027-02-30", "not_a_date"),
        (Kind.DATE, "明年", "not_a_date"),
        (Kind.YEAR, "上世纪80年代", "not_a_year"),
        (Kind.QUARTER, "2030Q1", "quarter_outside"),
        (Kind.FISCAL, 2031, "year_outside"),
        (Kind.PARTS, "0.5、0.4", "profile_sum"),
        (Kind.COUNT, True, "not_a_number"),
    ],
)
def test_refused_values(kind: Kind, raw: Raw, code: str) -> None:
    """What cannot be meant is said, not guessed."""
    with pytest.raises(Bad) as bad:
        a_value(kind, raw)

    assert bad.value.code == code


def replaced(tmp_path: Path, key: str, rows: Sequence[Sequence[object]], merges: Sequence[str] = ()) -> Path:
    """The small programme's workbook with one sheet as somebody else would have made it."""
    path = tmp_path / "a.xlsx"
    write(a_programme(), path)
    book = openpyxl.load_workbook(path)
    at = book.sheetnames.index(SHEET[key].title[0])
    del book[SHEET[key].title[0]]
    sheet = book.create_sheet(SHEET[key].title[0], at)
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def whole(path: Path) -> tuple[Programme, list[Finding]]:
    reading = read(path)
    assert reading.programme is not None, reading.findings
    return reading.programme, list(reading.findings)


def test_table_of_an_office(tmp_path: Path) -> None:
    """Title, unit line, two-row heading with merged cells, merged body cells, blank rows, sums and a note below."""
    rows = [
        ["示例区老旧小区一览表"],
        ["", "", "", "", "填报日期：2026年11月"],
        ["序号", "街道", "小区名称", "小区编号", "建成年代", "建筑规模", "", "", "备注"],
        ["", "", "", "", "", "楼栋", "户数", "总建筑面积（万㎡）", ""],
        [1, "新华街道", " E1小区 ", "Ｅ１", "1988年", 6, "３００", 2.4, "/"],
        [2, None, "E2小区", "E2", "1990.5", "6栋", "200户", "1.6", "无"],
        ["", "新华街道小计", "", "", "", 12, 500, 4, ""],
        [],
        [3, "万松街道", "E3小区", "E3", 1995, 6, "1,000", 8, ""],
        ["合计", "", "", "", "", 18, 1500, 12, ""],
        ["注：数据来自街道上报。"],
    ]
    merges = ["A1:I1", "F3:H3", "B5:B6", *(f"{letter}3:{letter}4" for letter in "ABCDEI")]

    programme, findings = whole(replaced(tmp_path, "estates", rows, merges))

    assert [(e.id, e.subdistrict, e.households, e.floor_area, e.built_year) for e in programme.estates] == [
        ("E1", "S1", 300, Decimal(24000), 1988),
        ("E2", "S1", 200, Decimal(16000), 1990),
        ("E3", "S2", 1000, Decimal(80000), 1995),
    ]
    assert not any(finding.code == "column_unknown" for finding in findings)


@pytest.mark.parametrize(
    ("title", "above", "amount"),
    [
        ("2027年额度（元）", "", 6_000_000),
        ("2027年额度", "单位：元", 6_000_000),
        ("2027年度额度（万元）", "", 600),
        ("2027年", "", 600),
        ("grant:2027", "", "600万元"),
    ],
)
def test_units_of_money(tmp_path: Path, title: str, above: str, amount: object) -> None:
    """The unit may stand in the heading, above the table or in the cell."""
    rows = [
        ["资金计划表", "", "", "", above],
        ["资金编号", "资金名称", "资金类型", "使用范围", title, "2028Q1前"],
        ["city", "市级资金", "市级资金", "示例市", amount, ""],
        ["district", "区级财政", "区级财政", "示例区", amount, ""],
        ["utility", "专业经营单位", "专业经营单位", "示例市", "不限", ""],
    ]

    programme, _ = whole(replaced(tmp_path, "funds", rows))

    assert programme.fund_by_id["city"].appropriations == (600_000_000, 0)
    assert programme.fund_by_id["utility"].appropriations == (None, None)


def test_unknown_things_are_said(tmp_path: Path) -> None:
    """Columns and sheets that nobody knows are named, and the rest is read."""
    rows = [
        ["区划编号", "区划名称", "层级", "上级区划", "面积排名"],
        *(["C", "示例市", "市", "", 1], ["D", "示例区", "区", "示例市", 2]),
        *(["S1", "新华街道", "街道", "示例区", 3], ["S2", "万松街道", "街道", "D", 4]),
    ]
    path = replaced(tmp_path, "regions", rows)
    book = openpyxl.load_workbook(path)
    book.create_sheet("通讯录")["A1"] = "姓名"
    book.save(path)

    _, findings = whole(path)

    assert {"column_unknown", "sheet_unknown"} <= {finding.code for finding in findings}
    assert next(f.place.cell for f in findings if f.code == "column_unknown") == "E1"


def test_sheet_known_by_its_headings(tmp_path: Path) -> None:
    """A sheet called Sheet1 is known by its headings."""
    path = tmp_path / "a.xlsx"
    write(a_programme(), path)
    book = openpyxl.load_workbook(path)
    book["小区"].title = "Sheet1"
    book.save(path)

    programme, _ = whole(path)

    assert len(programme.estates) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_folder(tmp_path: Path, encoding: str) -> None:
    """A folder of CSV files, one for each sheet, is a workbook too."""
    write(a_programme(), tmp_path / "a.xlsx")
    folder = tmp_path / "tables"
    folder.mkdir()
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[1:-1]:
        lines = [",".join(quoted(cell) for cell in row) for row in sheet.iter_rows(values_only=True)]
        (folder / f"{sheet.title}.csv").write_text("\n".join(lines), encoding=encoding)

    programme, _ = whole(folder)

    assert programme == a_programme()


def quoted(value: object) -> str:
    text = "" if value is None else str(value).removesuffix(" 00:00:00")
    return '"' + text.replace('"', '""') + '"'


def test_single_csv(tmp_path: Path) -> None:
    """One CSV file is checked as its sheet; what the other sheets would say is not missed cell by cell."""
    path = tmp_path / "上报.csv"
    path.write_text("小区编号,小区名称,所属街道,户数\nE1,甲,新华街道,很多\n", encoding="gb18030")

    codes = [(finding.code, finding.place.cell) for finding in read(path).findings]

    assert codes == [("sheet_missing", ""), ("not_a_number", "D2")]


def test_xls(tmp_path: Path) -> None:
    """The old binary format is read like the new one."""
    reading = read(HERE / "small.xls")

    given = a_programme()
    assert reading.programme == replace(given, policy=replace(given.policy, plans_unasked=True))  # it says nothing


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_template(tmp_path: Path, lang: str) -> None:
    """The blank workbook lacks what only the district knows, and nothing else; samples are not read."""
    template(tmp_path / "t.xlsx", lang=lang)

    findings = read(tmp_path / "t.xlsx").findings

    assert {(f.code, f.place.field) for f in findings if f.gravity == "error"} == {
        ("value_missing", "title"),
        ("value_missing", "district"),
        ("value_missing", "issuer"),
    }


def test_samples_would_be_good(tmp_path: Path) -> None:
    """Every sample row of the template is itself without findings of its cells."""
    for sheet in SHEET.values():
        for column in sheet.columns:
            if column.example and column.kind not in (Kind.REF, Kind.REFS):
                value_of(column, column.example, Setting(calendar=CALENDAR))


def test_hidden_key_row(tmp_path: Path) -> None:
    """The template hides its keys, repeats its headings on paper and offers drop-downs."""
    template(tmp_path / "t.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["小区"]

    assert sheet.row_dimensions[4].hidden
    assert sheet["B4"].value == "id"
    assert sheet.print_title_rows == "$3:$6"
    assert sheet.data_validations.count >= 6


def test_no_string_is_a_formula(tmp_path: Path) -> None:
    """Whatever a text begins with, its cell is a text (OWASP: CSV injection)."""
    odd = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"]
    heading = Heading(**dict(zip(TEXTS, odd, strict=True)))
    write(a_programme(heading=heading), tmp_path / "a.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["计划"]

    types = {cell.data_type for row in sheet.iter_rows(min_row=5, max_row=12, min_col=4) for cell in row if cell.value}
    assert types == {"s"}


def test_no_such_file(tmp_path: Path) -> None:
    """A path that leads nowhere is an error of its own."""
    with pytest.raises(CannotRead):
        read(tmp_path / "none.xlsx")


def test_1904_workbook(tmp_path: Path) -> None:
    """Days in a workbook that counts from 1904 are the days that are shown."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet("禁止施工期")
        for column, title in enumerate(("名称", "开始日期", "结束日期", "影响工种")):
            sheet.write_string(0, column, title)
        sheet.write_string(1, 0, "梅雨期")
        sheet.write_number(1, 1, 44985)
        sheet.write_datetime(1, 2, date(2027, 3, 20), book.add_format({"num_format": "yyyy-mm-dd"}))

    codes = {finding.code for finding in read(path).findings}

    assert codes == {"sheet_missing"}


@pytest.mark.parametrize(
    ("word", "kind"), [("区领导小组", "leading_group"), ("District", "leading_group"), ("区改造办", "office")]
)
def test_an_older_word_for_a_kind_of_unit_is_read(tmp_path: Path, word: str, kind: str) -> None:
    """Units and organisations had two lists of kinds once; a workbook that says an older word is read as today's."""
    rows = [
        ["单位编号", "单位名称", "单位类型", "所属区划"],
        ["office", "区改造办", word, ""],
        ["water-co", "区水务公司", "专营单位", ""],
        *(
            [code, name, "街道", region]
            for code, name, region in (("s1", "新华街道办事处", "S1"), ("s2", "万松街道办事处", "S2"))
        ),
    ]

    programme, findings = whole(replaced(tmp_path, "units", rows))

    assert [unit.kind for unit in programme.units] == [kind, "utility", "subdistrict", "subdistrict"]
    assert not [finding for finding in findings if finding.code == "unknown_choice"]

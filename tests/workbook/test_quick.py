"""A CSV in, the same CSV with estimates out."""

import csv
import io
import tempfile
from pathlib import Path

import openpyxl
import pytest

from yipanqi.domain.finding import Gravity
from yipanqi.domain.planning.estimate import CannotEstimate, outline
from yipanqi.workbook import quick
from yipanqi.workbook.catalogue import defaults

HEADER = "source,city,district,street,community,built_year,buildings,households,floor_area_m2,investment_wan_yuan,year"


def read(content: bytes, name: str = "list.csv") -> quick.QuickTable:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return quick.read(path)


def table(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> quick.QuickTable:
    return read("\n".join((header, *rows)).encode(encoding))


def answer(found: quick.QuickTable) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(quick.write(found, quick.estimated(found)))))


def test_any_count_is_enough():
    """Households, area or buildings alone give a figure with its band."""
    rows = answer(table("s,市,区,街,甲,,,100,,,", "s,市,区,街,乙,,,,9300,,", "s,市,区,街,丙,,3,,,,"))

    figures = [[float(row[name]) for name in quick.ADDED] for row in rows]
    assert all(0 < low <= mid < high for low, mid, high in figures)
    assert figures[0] == pytest.approx(figures[1], rel=0.001)  # 93 ㎡ a household


def test_a_bundle_is_its_estates_together():
    """A bundle of six with their sums costs what its sums say; the count itself is kept for ratios by estate."""
    found = table("s,市,区,街,[BUNDLE n=6] 六个小区,,10,207,16900,,", "s,市,区,街,[bundle N = 2],,,10,,,")

    assert [row.counts["one"] for row in found.rows] == [6, 2]
    assert float(answer(found)[0]["estimated"]) > 0


def test_the_rest_stays_as_it_was():
    """Columns, texts and spaces are kept; quotes, line breaks and commas too."""
    row = '"a, ""b""",市 ,区,街,"两\n行",1990,,100,,,2021'
    found = answer(table(row))[0]

    assert found["source"] == 'a, "b"' and found["city"] == "市 " and found["community"] == "两\n行"
    assert list(found)[-3:] == list(quick.ADDED)


def test_estimates_are_not_stacked():
    """The answer may be estimated again."""
    once = quick.write(found := table("s,市,区,街,甲,,,100,,,"), quick.estimated(found))
    again = read(once.encode())

    assert quick.write(again, quick.estimated(again)) == once


def test_reads_what_people_type():
    """GB18030, a byte order mark, full-width digits, separators, and words for nothing."""
    plain = answer(table("s,市,区,街,甲,,,1200,,,"))[0]["estimated"]

    assert answer(table("s,市,区,街,甲,,,1200,,,", encoding="gb18030"))[0]["estimated"] == plain
    assert answer(table("s,市,区,街,甲,,,1200,,,", encoding="utf-8-sig"))[0]["estimated"] == plain
    assert answer(table('s,市,区,街,甲,,／,"１,２００",无,,'))[0]["estimated"] == plain


def test_a_row_without_counts_is_named():
    """Blank estimates and a warning with the row; the others are estimated."""
    found = table("s,市,区,街,甲,,,100,,,", "s,市,区,街,乙,,,,,,")

    assert answer(found)[1]["estimated"] == ""
    [finding] = found.findings
    assert (finding.code, finding.values["row"], finding.values["name"]) == ("quick_nothing_known", 3, "乙")
    assert finding.gravity is Gravity.WARNING


@pytest.mark.parametrize("text", ["约100", "-5", "0", "1e9", "nan", "inf", "12.5", "99999999999999", "=1+1", "٣"])
def test_a_bad_cell_is_named_by_row_and_column(text: str):
    """No guess is made from what is no count above zero."""
    found = table(f"s,市,区,街,甲,,,{text},8000,,")

    assert [(f.code, f.values["row"], f.values["column"]) for f in found.findings] == [
        ("quick_bad_cell", 2, {"zh": "户数", "en": "Households"})
    ]
    assert answer(found)[0]["estimated"] == ""


def test_an_impossible_bundle_and_a_long_row_are_named():
    """Nothing is silently dropped."""
    found = table("s,市,区,街,[BUNDLE n=0],,,100,,,", "s,市,区,街,甲,,,100,,,,,extra")

    assert [f.code for f in found.findings] == ["quick_bad_cell", "quick_too_many_cells"]


@pytest.mark.parametrize("text", ["=cmd()", "+1+1", "-1-1", "@SUM(A1)", " =1", "＝1+1", "\t=1"])
def test_no_cell_becomes_a_formula(text: str):
    """A spreadsheet shows what stands there and runs nothing."""
    found = table(f'"{text}",市,区,街,"{text}",,,100,,,')

    assert answer(found)[0]["community"] == "'" + text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"PK\x03\x04\x00\x00", "file_damaged"),
        (b"\xff\xff\xff\xff", "file_encoding"),
        (b"name,size\na,1", "quick_no_column"),
        (b"households,households\n1,2", "quick_column_twice"),
        (b'households\n"1', "file_quotes"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str):
    """With a code that says why."""
    with pytest.raises(quick.CannotReadTable) as refusal:
        read(content)
    assert refusal.value.code == code


def test_a_missing_column_is_a_warning():
    """Columns may be missing, but it is said."""
    assert [f.values["column"]["en"] for f in table("甲,100", header="community,households").findings] == [
        "Buildings",
        "Floor area",
    ]


def test_nothing_known_cannot_be_outlined():
    """The arithmetic says what is missing."""

    with pytest.raises(CannotEstimate):
        outline({}, defaults().measures, defaults().policy)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("小区名称,街道,楼栋数,户数,建筑面积\n新育小区,新华街道,6,312,24780\n", "gb18030"),
        ("序号,小区名称,楼栋（栋）,户数（户）,建筑面积（万㎡）\n1,新育小区,6,312,2.478\n", "utf-8-sig"),
        ("小区;楼栋数;户数;建筑面积\n新育小区;6栋;312户;2.478万㎡\n合计;6;312;24780\n", "utf-8"),
        ("单位：户、万㎡\n小区\t楼栋数\t户数\t建筑面积\n新育小区\t6\t312\t2.478\n", "utf-16"),
    ],
)
def test_a_list_as_offices_write_it(text: str, encoding: str):
    """Chinese headings, units in headings, cells and above, any separator: the same figure; a sum is not estimated."""
    known = table(",甲小区,6,312,24780", header="id,community,buildings,households,floor_area_m2")
    found = read(text.encode(encoding))

    bands = [band for band in quick.estimated(found) if band is not None]
    assert bands == [band for band in quick.estimated(known) if band is not None]


def test_a_workbook_is_estimated_too(tmp_path: Path):
    """An XLSX list with a title, a merged heading and a row of sums."""
    book = openpyxl.Workbook()
    for row in (["某区小区清单"], ["小区数", "名称", "户数"], [2, "两个小区", 500], ["", "合计（1个）", 500]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")

    found = quick.read(tmp_path / "a.xlsx")

    assert [row.counts for row in found.rows] == [{"households": 500, "one": 2}, {}]


def test_an_area_in_another_unit_is_said_and_not_estimated():
    """377.72 for 35,305 households is 10⁴ ㎡, whatever the heading does not say; a sum is not judged."""
    found = table(
        "全市小计:,313,1164,35305,377.72", "某县,67,337,10797,104.87", header="县,小区数,楼栋数,户数,建筑面积"
    )

    assert [(f.code, f.values["row"]) for f in found.findings] == [("quick_area_unlikely", 3)]
    assert quick.estimated(found) == [None, None]
    whole = table("某县,1164,35305,377.72", "某区,337,10797,104.87", header="县,楼栋数,户数,建筑面积")
    assert [(f.code, f.values["count"], f.values["rows"]) for f in whole.findings] == [
        ("quick_areas_unlikely", 2, (2, 3))
    ], "one cause, one finding"

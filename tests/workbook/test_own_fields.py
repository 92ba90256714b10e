"""Fields that a district adds to its estates: kept, judged by their kind, and no matter of any plan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from builders import a_programme, an_estate

from yipanqi import workbook
from yipanqi.domain.own_field import OwnField, OwnKind
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences import sentence
from yipanqi.workbook.records import checked, put_together, taken_apart

FIELDS = (
    OwnField(name="房屋权属", kind=OwnKind.CHOICE, choices=("商品房", "房改房")),
    OwnField(name="联系人"),
    OwnField(name="绿化面积（万㎡）", kind=OwnKind.NUMBER),
    OwnField(name="普查日期", kind=OwnKind.DATE),
)
OWN = {
    "房屋权属": "房改房",
    "联系人": "= 王 五",
    "绿化面积（万㎡）": Decimal("1.25"),
    "普查日期": date(2026, 5, 4),
}


def with_own(**own: object) -> Programme:
    plain = a_programme()
    first, *others = plain.estates
    return replace(plain, own_fields=FIELDS, estates=(replace(first, own=own or OWN), *others))


def written(programme: Programme, path: Path, **cells: object):
    """The workbook with these cells of its sheet of estates, by their key and row."""
    workbook.write(programme, path)
    book = openpyxl.load_workbook(path)
    heads = {cell.value: cell.column for cell in book["小区"][4]}
    for key, value in cells.items():
        book["小区"].cell(7, heads[f"own:{key}"], value)
    book.save(path)
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_own_fields_come_back(tmp_path, lang):
    """Each kind is written and read back the same, in rows and in the workbook; a scale in a heading is no scale."""
    programme = with_own()

    workbook.write(programme, tmp_path / "a.xlsx", lang=lang)
    found = workbook.read(tmp_path / "a.xlsx")

    assert found.findings == ()
    assert found.programme == programme
    assert put_together(taken_apart(programme)) == programme


def test_a_cell_is_judged_by_its_fields_kind(tmp_path):
    """What is no number, no day, no choice is found at its own cell."""
    path = written(with_own(), tmp_path / "a.xlsx", 房屋权属="租", 普查日期="春天", **{"绿化面积（万㎡）": "很大"})

    found = {f.code: f.values["column"]["zh"] for f in workbook.read(path).findings}

    assert found == {"unknown_choice": "房屋权属", "not_a_number": "绿化面积（万㎡）", "not_a_date": "普查日期"}


def test_an_unknown_column_is_told_how_to_be_kept(tmp_path):
    """The finding names the sheet and what to write; with that row the column is read."""
    path = tmp_path / "a.xlsx"
    workbook.write(a_programme(), path)
    book = openpyxl.load_workbook(path)
    book["小区"]["W5"], book["小区"]["W7"] = "填报人", "小李"
    book.save(path)
    (finding,) = workbook.read(path).findings
    assert "自有字段" in sentence(finding.code, finding.values, "zh")

    book["自有字段"]["B7"] = "填报人"
    book.save(path)
    found = workbook.read(path)

    assert found.findings == ()
    assert found.programme.estates[0].own == {"填报人": "小李"}


def test_a_known_column_is_no_own_field(tmp_path):
    """A name that the sheet knows already, by whatever name, is an error where it is declared."""
    programme = replace(
        a_programme(), own_fields=(OwnField(name="总户数"), OwnField(name="物业"), OwnField(name="物 业"))
    )
    workbook.write(programme, tmp_path / "a.xlsx")

    found = [(f.code, f.place.cell) for f in workbook.read(tmp_path / "a.xlsx").findings]

    assert ("own_field_known", "B7") in found
    assert ("own_field_twice", "B9") in found


def test_choices_go_with_their_kind(tmp_path):
    """A choice without anything to choose is found at the empty cell."""
    workbook.write(with_own(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book["自有字段"]["D7"] = None
    book.save(tmp_path / "a.xlsx")

    assert ("own_choices", "D7") in [(f.code, f.place.cell) for f in workbook.read(tmp_path / "a.xlsx").findings]


def test_a_field_in_use_stays(tmp_path):
    """Rows whose estates fill a field that is not declared, or of another kind, are an error that counts them."""
    rows = taken_apart(with_own())
    gone = rows | {"own_fields": rows["own_fields"][1:]}
    other = rows | {
        "own_fields": [{"name": "联系人", "kind": "number"}, *rows["own_fields"][:1], *rows["own_fields"][2:]]
    }

    assert [(f.code, f.values["count"]) for f in checked(gone)[1]] == [("own_field_used", 1)]
    assert [(f.code, f.values["name"]) for f in checked(other)[1]] == [("own_value_unfit", "联系人")]


def test_plans_know_nothing_of_them():
    """What may be chosen is the same with and without."""
    assert offer(with_own()) == offer(a_programme())


def test_a_choice_needs_choices():
    """The kind and its choices go together at birth."""
    with pytest.raises(ValueError, match="choices"):
        OwnField(name="x", kind=OwnKind.CHOICE)
    with pytest.raises(ValueError, match="choices"):
        OwnField(name="x", choices=("甲",))
    assert an_estate().own == {}

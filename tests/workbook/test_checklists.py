"""The checklists of acceptance, as they ship and as Excel brings them back."""

import openpyxl
import pytest

from yipanqi.domain.sentences import sentence
from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.checklists import handover_items, read_checklist, shipped, write_checklist

FIRST = 6  # the row of the first item


def test_each_measure_of_the_catalogue_has_a_list() -> None:
    """Three to eight items for each of the 23, every one with source, limit and signer, in both languages."""
    listed = {one.id: shipped().of([one.id]) for one in defaults().measures}

    assert len(listed) == 23
    assert all(3 <= len(items) <= 8 for items in listed.values())
    assert all(it.item_en and it.how_en and it.limit_en and it.source for items in listed.values() for it in items)
    assert len({it.key for it in shipped().items}) == len(shipped().items)


def test_each_measure_is_handed_to_somebody() -> None:
    """No work is left without a receiver."""
    assert {one.measure for one in handover_items()} == {one.id for one in defaults().measures}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_written_is_read(tmp_path, lang) -> None:
    """An export comes back as it was, in either language."""
    read = read_checklist(write_checklist(tmp_path / "c.xlsx", shipped(), lang))

    assert read.findings == ()
    assert (read.source, read.effect_date, read.items) == (shipped().source, shipped().effect_date, shipped().items)


def test_template_is_empty_and_says_what_it_wants(tmp_path) -> None:
    """Source, day and items are missing, each at its cell."""
    read = read_checklist(write_checklist(tmp_path / "t.xlsx", None))

    assert not read.is_usable
    assert [(f.code, f.place.cell) for f in read.findings] == [
        ("value_missing", "B3"),
        ("value_missing", "B4"),
        ("checklist_empty", ""),
    ]


@pytest.mark.parametrize(
    ("cell", "value", "code", "at"),
    [
        ("A6", "没有的改造", "unknown_choice", "A6"),
        ("I6", "居民代表、外星人", "unknown_choice", "I6"),
        ("H6", "也许", "not_yes_or_no", "H6"),
        ("B6", None, "value_missing", "B6"),
        ("F6", "长" * 201, "code_too_long", "F6"),
        ("B7", "管道水压试验", "row_twice", "B7"),
        ("B4", "明天", "not_a_date", "B4"),
        ("L5", "我的列", "column_unknown", "L5"),
        ("F5", "不知道", "column_missing", "A5"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(tmp_path, cell, value, code, at) -> None:
    """One wrong cell, one finding there, in both languages; what is wrong is not put in force."""
    path = write_checklist(tmp_path / "c.xlsx", shipped())
    book = openpyxl.load_workbook(path)
    book.active[cell] = value
    book.save(path)

    read = read_checklist(path)

    found = [f for f in read.findings if f.code == code]
    assert found and found[0].place.cell == at
    assert read.is_usable is (code == "column_unknown")
    for finding in read.findings:
        assert sentence(finding.code, finding.values, "zh") and sentence(finding.code, finding.values, "en")


def test_another_table_is_none_of_ours(tmp_path) -> None:
    """A sheet without our heads is refused as a whole."""
    book = openpyxl.Workbook()
    book.active.append(["小区", "户数"])
    book.save(tmp_path / "x.xlsx")

    assert [f.code for f in read_checklist(tmp_path / "x.xlsx").findings] == ["header_missing"]

"""An office's own book through the web: read, shown as a difference, taken in; a list of one subdistrict updates it."""

import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yipanqi.web.programmes import actions
from yipanqi.web.programmes.words import READY
from yipanqi.workbook.records import put_together

from .conftest import AT, taken_in, work

sys.path.insert(0, str(Path(__file__).parents[2] / "workbook" / "own"))
from books import a_book, in_ticks, in_words

pytestmark = pytest.mark.django_db


def sent(path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def test_an_own_book_becomes_a_programme(office, tmp_path):
    """What was read, made up and not understood is told before it is taken in."""
    batch = actions.upload(entry=None, file=sent(in_words(tmp_path / "台账.xlsx")), by=office, at=AT)
    work()
    batch.refresh_from_db()

    assert batch.state == READY and batch.error_count == 0
    told = " ".join(finding["zh"] for finding in batch.findings)
    assert "4 个小区" in told and "神秘工程" in told and "≈" in told
    actions.confirm(batch=batch, by=office, at=AT)
    work()
    assert len(put_together(batch.entry.sheets()).estates) == 4


def test_a_list_of_one_subdistrict_leaves_the_others_alone(office, tmp_path):
    """Into the programme that is there: one estate changed, one added, none removed."""
    first = taken_in(sent(in_ticks(tmp_path / "台账.xlsx")), office)
    rows = [("西桥街道申报表",), ("小区名称", "户数", "建筑面积"), ("西桥里", 90, 6400), ("西桥新村", 40, 3000)]
    second = taken_in(sent(a_book(tmp_path / "西桥.xlsx", {"西桥": rows})), office, first.entry)

    programme = put_together(second.entry.sheets())
    assert {e.name: e.households for e in programme.estates} == {
        "东桥一里": 200,
        "东桥二里": 150,
        "西桥里": 90,
        "西桥新村": 40,
    }
    assert len(programme.needs) == 7 and len(programme.funds) == 3

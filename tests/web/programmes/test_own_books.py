"""An office's own book through the web: read, shown as a difference, taken in; a list of one subdistrict updates it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from web.programmes.conftest import AT, taken_in, work
from workbook.own.books import a_book, in_ticks, in_words

from yipanqi.web.programmes import actions
from yipanqi.web.programmes.words import READY, REFUSED
from yipanqi.workbook.records import put_together

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


def test_money_in_the_wrong_unit_is_a_question_before_it_is_a_plan(office, tmp_path):
    """Yuan under 万元: the book is refused at the sum, and its mapping can still be changed."""
    lists = [("小区名称", "户数", "建筑面积", "供水"), ("甲村", 100, 8000, "√")]
    money = [("单位：万元",), ("资金来源", "2028年"), ("中央补助", 30_000_000)]
    path = a_book(tmp_path / "元.xlsx", {"东桥街道": lists, "资金表": money})
    batch = actions.upload(entry=None, file=sent(path), by=office, at=AT)
    work()
    batch.refresh_from_db()

    assert (batch.state, batch.error_count) == (REFUSED, 1) and batch.own["mapping"]
    assert any("像是把元当成了万元" in finding["zh"] for finding in batch.findings)

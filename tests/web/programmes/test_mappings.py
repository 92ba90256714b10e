"""The page of mapping: what an own book leaves open is answered once, and never again for a book of its shape."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from web.programmes.conftest import AT, work
from workbook.own.books import a_book, in_words

from yipanqi.web.audit.models import Event
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.mapping_form import MappingForm
from yipanqi.web.programmes.models import BookMapping, ImportBatch
from yipanqi.web.programmes.words import APPLIED, READY
from yipanqi.workbook.records import put_together

pytestmark = pytest.mark.django_db


def sent(path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


@pytest.fixture
def book(office, tmp_path) -> ImportBatch:
    """A book of four estates in which one word means nothing yet."""
    return uploaded(office, in_words(tmp_path / "台账.xlsx"))


def uploaded(by, path, entry=None) -> ImportBatch:
    batch = actions.upload(entry=entry, file=sent(path), by=by, at=AT)
    work()
    batch.refresh_from_db()
    return batch


def fields(batch, **given):
    """What a browser sends of the page, with these answers by key."""
    form = MappingForm(own=batch.own)
    values = {name: field.initial or "" for name, field in form.fields.items()} | {"seen": batch.own["reading"]}
    return values | {form.of_key[key]: answer for key, answer in given.items()}


def answered(browser, batch, **given):
    answer = browser.post(reverse("programmes:mapping", args=[batch.uid]), fields(batch, **given))
    work()
    batch.refresh_from_db()
    return answer


def keys(batch):
    return [question["key"] for question in batch.own["questions"]]


def test_the_page_says_what_each_column_means(book, as_):
    """In words: no internal code, no open question without its field."""
    page = as_("office").get(reverse("programmes:mapping", args=[book.uid])).content.decode()

    assert keys(book) == ["word/神秘工程"]
    assert "“神秘工程”是哪一项改造内容" in page and "小区清单（一行一个小区）" in page
    assert re.search(r"跳过的行：[^<]*合计 第 8 行", page)
    assert ">households<" not in page and ">work:water<" not in page


def test_an_answer_is_used_at_once_and_counted(book, as_, office):
    """The book is read again: the word is a work now; nothing else is asked."""
    works = book.own["counts"]["works"]

    answered(as_("office"), book, **{"word/神秘工程": "lift"})

    assert (book.state, keys(book), book.own["answers"]) == (READY, [], 1)
    assert book.own["counts"]["works"] > works
    assert Event.objects.get(action="import.mapped").values_told["after"] == {"answers": 1}


def test_the_same_book_asks_nothing_next_year(book, as_, office, tmp_path):
    """What was answered is kept with the book's shape once the book is taken in; another file of that shape uses it."""
    answered(as_("office"), book, **{"word/神秘工程": "lift"})
    actions.confirm(batch=book, by=office, at=AT)
    work()
    book.refresh_from_db()
    assert book.state == APPLIED and BookMapping.objects.get().file_name == "台账.xlsx"

    later = uploaded(office, a_later_book(tmp_path / "明年.xlsx"), book.entry)

    assert keys(later) == []
    names = {estate.name for estate in put_together(later.sheets()).estates}
    assert {estate.name for estate in put_together(book.sheets()).estates} <= names


def a_later_book(path):
    """The same book, saved once more: other bytes, another name."""
    in_words(path)
    from openpyxl import load_workbook

    again = load_workbook(path)
    again.properties.title = "2028"
    again.save(path)
    return path


def test_a_guess_that_is_taken_in_is_not_asked_again(book, office, tmp_path):
    """Confirming the import settles what stayed open: the word is no work."""
    actions.confirm(batch=book, by=office, at=AT)
    work()

    later = uploaded(office, a_later_book(tmp_path / "明年.xlsx"), book.entry)

    assert keys(later) == []


def test_a_mapping_is_a_file_that_can_be_handed_on(book, as_, office, tmp_path):
    """Downloaded after the answers, used for another book of the shape before anything is kept."""
    browser = as_("office")
    answered(browser, book, **{"word/神秘工程": "lift"})
    file = browser.get(reverse("programmes:mapping-file", args=[book.uid])).content
    other = uploaded(office, a_later_book(tmp_path / "另一份.xlsx"))
    assert keys(other) == ["word/神秘工程"] and json.loads(file)["words"] == {"神秘工程": "lift"}

    sent_file = SimpleUploadedFile("m.json", file)
    browser.post(reverse("programmes:mapping-from-file", args=[other.uid]), {"seen": 0, "file": sent_file})
    work()
    other.refresh_from_db()

    assert keys(other) == []


def test_a_file_that_is_no_mapping_is_refused(book, as_):
    """In words, at its field."""
    address = reverse("programmes:mapping-from-file", args=[book.uid])
    answer = as_("office").post(address, {"seen": 0, "file": SimpleUploadedFile("m.json", b"{}")})

    assert answer.status_code == 422 and "这不是台账对照表" in answer.content.decode()


def test_answers_about_an_older_reading_are_refused(book, as_):
    """Of two at once the second is told to look again; the first one's answers stay."""
    browser = as_("office")
    old = fields(book, **{"word/神秘工程": "water"})
    answered(browser, book, **{"word/神秘工程": "lift"})

    answer = browser.post(reverse("programmes:mapping", args=[book.uid]), old)

    assert answer.status_code in (409, 422)
    book.refresh_from_db()
    assert json.loads(book.own["mapping"])["words"]["神秘工程"] == "lift"


def test_what_is_kept_can_be_forgotten(book, as_, office):
    """From the list of imports."""
    actions.confirm(batch=book, by=office, at=AT)
    work()
    kept, browser = BookMapping.objects.get(), as_("office")
    assert kept.file_name in browser.get(reverse("programmes:imports")).content.decode()
    assert browser.get(kept.get_absolute_url()).status_code == 200

    browser.post(reverse("programmes:mapping-forget", args=[kept.pk]))

    assert not BookMapping.objects.exists()


def test_a_column_that_was_misread_is_said_otherwise(office, as_, tmp_path):
    """One answer for every sheet that has the column."""
    head = ("小区名称", "户数", "建筑面积", "责任领导")
    sheets = {name: [head, (f"{name}一里", 90, 6400, "张三")] for name in ("东桥街道", "西桥街道")}
    batch = uploaded(office, a_book(tmp_path / "两街.xlsx", sheets))
    assert [e.own for e in put_together(batch.sheets()).estates] == [{"责任领导": "张三"}] * 2
    form = MappingForm(own=batch.own)
    key = next(key for key in form.of_key if key.startswith("column/") and key.endswith("责任领导"))

    answered(as_("office"), batch, **{key: "note"})

    estates = put_together(batch.sheets()).estates
    assert [(e.own, "张三" in e.note) for e in estates] == [({}, True)] * 2

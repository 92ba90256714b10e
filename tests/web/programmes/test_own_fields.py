"""The district's own fields on the web: on the page and the form, in the list, in files, and back again."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from web.programmes.conftest import a_file, taken_in, two_subdistricts, work

from yipanqi import workbook
from yipanqi.domain.own_field import OwnField, OwnKind
from yipanqi.web.audit.models import Event
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.models import EstateRow, Record

pytestmark = pytest.mark.django_db(transaction=True)
OWNERSHIP, CONTACT = "own:房屋权属", "own:联系人"


@pytest.fixture
def entry(office, tmp_path):
    """A programme with a choice and a text of the district's own, filled in for its first estate."""
    plain = two_subdistricts()
    fields = (
        OwnField(name="房屋权属", kind=OwnKind.CHOICE, choices=("商品房", "房改房")),
        OwnField(name="联系人"),
    )
    first, *others = plain.estates
    estates = (replace(first, own={"房屋权属": "房改房", "联系人": "王五"}), *others)
    found = taken_in(a_file(replace(plain, own_fields=fields, estates=estates), tmp_path), office)
    assert found.state == "applied", found.findings
    return found.entry


def first_of(entry) -> EstateRow:
    return EstateRow.objects.get(entry=entry, estate="E0")


def test_they_are_shown_and_edited_like_other_fields(entry, as_):
    """The page shows them; the form offers the choices, refuses another word, and keeps history and event."""
    browser, row = as_("office"), first_of(entry)
    record = Record.objects.get(pk=row.record_id)
    assert "王五" in browser.get(row.get_absolute_url()).text
    form = browser.get(record.get_absolute_url()).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}

    refused = browser.post(record.get_absolute_url(), sent | {OWNERSHIP: "租"})
    done = browser.post(record.get_absolute_url(), sent | {OWNERSHIP: "商品房"})

    assert (refused.status_code, done.status_code) == (422, 302)
    record.refresh_from_db()
    assert record.values[OWNERSHIP] == "商品房"
    told = Event.objects.get(action="programme.row_changed").values_told
    assert (told["before"], told["after"]) == ({OWNERSHIP: "房改房"}, {OWNERSHIP: "商品房"})
    assert "房改房" in browser.get(record.get_absolute_url()).text  # its history


def test_the_list_filters_shows_and_exports_them(entry, as_):
    """Each is a question and a column of the registry, and stands in the exported file."""
    browser = as_("office")

    asked = browser.get("/estates/", {OWNERSHIP: "房改房"})
    empty = browser.get("/estates/", {CONTACT: "-"})
    browser.post("/estates/columns", {"column": ["households", OWNERSHIP, CONTACT]})
    listed, file = browser.get("/estates/"), browser.get("/estates/export", {"as": "csv"})

    assert [row.estate for row, _ in asked.context["rows"]] == ["E0"]
    assert {row.estate for row, _ in empty.context["rows"]} == {"E1", "E2"}
    assert "王五" in listed.text and "房屋权属" in listed.text
    assert "房改房" in file.getvalue().decode("utf-8-sig")


def test_the_export_comes_back_without_difference(entry, as_, office, tmp_path):
    """What is exported and uploaded again changes nothing; what is changed in it is named by the field."""
    data = as_("office").get(f"/programmes/{entry.pk}/export?lang=en").content
    (tmp_path / "out.xlsx").write_bytes(data)
    programme = workbook.read(tmp_path / "out.xlsx").programme
    same = actions.upload(entry=entry, file=SimpleUploadedFile("out.xlsx", data), by=office, at=entry.created_at)
    first, *others = programme.estates
    changed = replace(programme, estates=(replace(first, own={"联系人": "赵六"}), *others))
    other = actions.upload(entry=entry, file=a_file(changed, tmp_path), by=office, at=entry.created_at)

    work()

    same.refresh_from_db()
    assert (same.state, same.difference) == ("ready", {})
    page = as_("office").get(other.get_absolute_url()).text
    assert "赵六" in page and "own:" not in page


def test_a_field_in_use_is_not_removed(entry, as_):
    """Its row of the sheet stays while estates fill it, and the refusal says how many do."""
    record = Record.objects.get(entry=entry, sheet="own_fields", key="联系人")

    answer = as_("office").post(f"/records/{record.pk}/remove", {"revision": record.revision}, follow=True)

    record.refresh_from_db()
    assert record.is_active
    assert "有 1 个小区填了自有字段“联系人”" in answer.text

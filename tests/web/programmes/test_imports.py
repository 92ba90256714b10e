"""I4: a workbook is taken in as a whole, once, and can be taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import an_estate
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from web.programmes.conftest import AT, AWAY, HOME, a_file, record_of, taken_in, two_subdistricts, work

from yipanqi.web.audit.models import Event
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.actions.imports import import_path
from yipanqi.web.programmes.models import Change, EstateRow, ImportBatch, ProgrammeEntry, Record
from yipanqi.workbook.opening import ENDINGS
from yipanqi.workbook.records import taken_apart

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_import_holds_what_the_workbook_says(entry):
    """The rows put together again are the programme of the workbook, and the version holds the same."""
    programme = two_subdistricts()

    assert entry.programme() == programme
    assert entry.current_version.programme() == programme
    assert EstateRow.objects.filter(entry=entry).count() == len(programme.estates)
    assert Change.objects.filter(entry=entry).count() == sum(len(rows) for rows in taken_apart(programme).values())


def with_a_slip(path) -> tuple[SimpleUploadedFile, int]:
    """A workbook with one wrong cell, and its row: the last one."""
    a_file(two_subdistricts(), path)
    book = load_workbook(path / "sent.xlsx")
    sheet = book["小区"]
    column = next(cell.column for cell in sheet[5] if cell.value and "户数" in str(cell.value))
    last = max(row for row in range(7, sheet.max_row + 1) if sheet.cell(row, 2).value)
    sheet.cell(last, column).value = "很多"
    book.save(path / "bad.xlsx")
    return SimpleUploadedFile("bad.xlsx", (path / "bad.xlsx").read_bytes()), last


def test_a_bad_last_row_leaves_no_row_at_all(office, tmp_path):
    """One wrong cell in the last row: nothing is written, and the finding names the cell."""
    file, last = with_a_slip(tmp_path)

    batch = actions.upload(entry=None, file=file, by=office, at=AT)
    work()
    batch.refresh_from_db()

    assert batch.state == "refused"
    assert any(finding["cell"].endswith(str(last)) for finding in batch.findings)
    assert batch.annotated_as
    assert Record.objects.count() == EstateRow.objects.count() == Change.objects.count() == 0
    with pytest.raises(actions.CannotImport):
        actions.confirm(batch=batch, by=office, at=AT)


def test_the_same_file_twice_is_the_same_import(batch, office, tmp_path):
    """A second upload gives the first import; a second confirmation changes nothing."""
    counts = Record.objects.count(), Change.objects.count(), Event.objects.filter(action="import.applied").count()

    again = actions.upload(entry=batch.entry, file=a_file(two_subdistricts(), tmp_path), by=office, at=AT)
    actions.confirm(batch=again, by=office, at=AT)
    work()

    assert again.pk == batch.pk
    assert counts == (
        Record.objects.count(),
        Change.objects.count(),
        Event.objects.filter(action="import.applied").count(),
    )
    assert ImportBatch.objects.count() == 1


def test_the_same_file_may_begin_another_programme(batch, office, tmp_path):
    """A file laid onto a programme is taken in anew where a new one is wished for; what it began is not repeated."""
    more = two_subdistricts(5)
    later = [AT + timedelta(minutes=n) for n in (1, 2, 3)]
    onto = actions.upload(entry=batch.entry, file=a_file(more, tmp_path), by=office, at=later[0])

    fresh = actions.upload(entry=None, file=a_file(more, tmp_path), by=office, at=later[1])
    again = actions.upload(entry=None, file=a_file(more, tmp_path), by=office, at=later[2])

    assert fresh.pk != onto.pk and fresh.entry_id != batch.entry_id and again.pk == fresh.pk


def test_the_same_file_after_edits_shows_what_it_would_take_back(batch, mine, office, tmp_path):
    """Once rows have changed the file is a new import: its difference is the edits undone."""
    record = record_of(mine)
    actions.edit(record=record, values=record.values | {"note": "现场核过"}, revision=1, by=office, at=AT)

    again = actions.upload(entry=batch.entry, file=a_file(two_subdistricts(), tmp_path), by=office, at=AT)
    work()
    again.refresh_from_db()

    assert again.pk != batch.pk
    assert again.difference["estates"]["changed"] == 1


def test_of_two_imports_at_once_one_wins(entry, office, tmp_path):
    """Two different workbooks checked against the same state: the second must be checked again."""
    more = replace(two_subdistricts(), estates=(*two_subdistricts().estates, an_estate("E9", subdistrict=HOME)))
    fewer = replace(two_subdistricts(), buildings=(), duties=())
    first = actions.upload(entry=entry, file=a_file(more, tmp_path), by=office, at=AT)
    second = actions.upload(entry=entry, file=a_file(fewer, tmp_path), by=office, at=AT)
    work()
    for each in (first, second):
        each.refresh_from_db()

    actions.confirm(batch=first, by=office, at=AT)
    with pytest.raises(actions.CannotImport):
        actions.confirm(batch=second, by=office, at=AT)
    work()
    with pytest.raises(actions.CannotImport):
        actions.confirm(batch=second, by=office, at=AT)

    actions.check_again(batch=second, by=office, at=AT)
    work()
    second.refresh_from_db()
    assert second.state == "ready"
    assert ProgrammeEntry.objects.get(pk=entry.pk).programme() == more


def test_the_difference_counts_what_is_added_changed_and_removed(entry, office, tmp_path):
    """The dry run tells each row's fate and each field's old and new value, and writes nothing."""
    plain = two_subdistricts()
    changed = replace(plain.estates[0], households=777)
    new = replace(
        plain,
        estates=(changed, *plain.estates[1:-1], an_estate("E9", name="新村", subdistrict=AWAY)),
        needs=tuple(need for need in plain.needs if need.estate != plain.estates[-1].id),
    )

    batch = actions.upload(entry=entry, file=a_file(new, tmp_path), by=office, at=AT)
    work()
    batch.refresh_from_db()

    told = batch.difference["estates"]
    assert (told["added"], told["changed"], told["removed"]) == (1, 1, 1)
    households = {"zh": "户数（户）", "en": "Households (count)"}
    fields = next(row for row in told["rows"] if row["kind"] == "changed")["fields"]
    assert [households, {"zh": "100", "en": "100"}, {"zh": "777", "en": "777"}] in fields
    assert ProgrammeEntry.objects.get(pk=entry.pk).programme() == plain


def test_undoing_puts_everything_back(batch, entry, office, tmp_path):
    """After the undo of a second import the first one's programme stands, as the first one's version."""
    changed = replace(two_subdistricts().estates[0], households=777)
    second = taken_in(
        a_file(replace(two_subdistricts(), estates=(changed, *two_subdistricts().estates[1:])), tmp_path), office, entry
    )
    assert second.version.number == 2

    actions.undo(batch=second, with_later=False, by=office, at=AT)

    entry.refresh_from_db()
    assert entry.programme() == two_subdistricts()
    assert entry.current_version_id == batch.version_id
    assert EstateRow.objects.get(estate="E0").households == 100


def test_undoing_is_refused_where_it_would_lose_later_edits(batch, mine, office):
    """The refusal lists the edits; undoing them too is a wish of its own."""
    record = record_of(mine)
    actions.edit(record=record, values=record.values | {"note": "现场核过"}, revision=1, by=office, at=AT)

    with pytest.raises(actions.CannotUndo) as refusal:
        actions.undo(batch=batch, with_later=False, by=office, at=AT)

    assert [change.record_id for change in refusal.value.changes] == [record.pk]
    assert Record.objects.active().exists()
    actions.undo(batch=batch, with_later=True, by=office, at=AT)
    assert not Record.objects.active().exists()
    assert not EstateRow.objects.exists()


def test_an_export_can_be_imported_again(entry, office, as_):
    """The exported workbook, read again, differs in nothing."""
    office.language = "en"  # in Chinese it would be the very file that was imported
    office.save()
    file = as_("office").get(f"/programmes/{entry.pk}/export")

    batch = actions.upload(entry=entry, file=SimpleUploadedFile("back.xlsx", file.content), by=office, at=AT)
    work()
    batch.refresh_from_db()

    assert (batch.state, batch.difference) == ("ready", {})


def test_the_picker_of_files_offers_what_is_taken(office, as_):
    """Every kind of file that an upload takes can be chosen, and none beside."""
    page = as_("office").get("/imports/").content.decode()

    assert f'accept="{",".join(ENDINGS)}"' in page
    for suffix in (".xlsx", ".xls", ".et", ".xlsb", ".csv"):
        assert suffix in ENDINGS
        actions.upload(entry=None, file=SimpleUploadedFile(f"a{suffix}", suffix.encode()), by=office, at=AT)


def test_a_file_that_is_no_workbook_is_refused(office):
    """By its name at once, by its content when it is read; neither writes a row."""
    with pytest.raises(actions.CannotUpload):
        actions.upload(entry=None, file=SimpleUploadedFile("a.exe", b"MZ"), by=office, at=AT)
    batch = actions.upload(entry=None, file=SimpleUploadedFile("a.xlsx", b"<html>"), by=office, at=AT)
    work()
    batch.refresh_from_db()

    assert batch.state == "refused"
    assert not Record.objects.exists()


def test_the_import_pages(as_, office, tmp_path):
    """Upload, see the difference, confirm, undo: each by the page; somebody without the right is refused."""
    browser = as_("office")
    file = a_file(two_subdistricts(), tmp_path)

    sent = browser.post("/imports/", {"file": file})
    work()
    shown = browser.get(sent.url)
    browser.post(f"{sent.url}confirm")
    work()
    done = browser.get(sent.url)
    undone = browser.post(f"{sent.url}undo")

    assert "确认导入" in shown.text
    assert "撤销这次导入" in done.text
    assert undone.status_code == 302
    assert as_("subdistrict").get(sent.url).status_code == 403
    assert browser.post("/imports/", {}).status_code == 422


def test_a_workbook_that_is_lost_or_cut_is_not_handed_out(office, as_, tmp_path):
    """F10: the upload and its marked copy are what was kept, or 410 in words."""
    batch = actions.upload(entry=None, file=with_a_slip(tmp_path)[0], by=office, at=AT)
    work()
    batch.refresh_from_db()
    browser = as_("office")

    for what, name in (("original", batch.stored_as), ("marked", batch.annotated_as)):
        url = reverse("programmes:import-file", args=[batch.uid, what])
        answer = browser.get(url)
        assert (answer.status_code, b"".join(answer.streaming_content)[:2]) == (200, b"PK")
        import_path(name).write_bytes(import_path(name).read_bytes()[:-1])
        assert browser.get(url).status_code == 410
        import_path(name).unlink()
        assert "文件丢失或损坏" in browser.get(url).text

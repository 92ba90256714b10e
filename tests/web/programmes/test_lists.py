"""Lists of the product come back: a sheet that was exported changes the rows that it names, and nothing else."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from web.programmes.conftest import AT, taken_in, work

from yipanqi.web.programmes import actions
from yipanqi.web.programmes.words import READY
from yipanqi.workbook.columns import SHEETS

pytestmark = pytest.mark.django_db


def exported(browser, entry, key, form="xlsx") -> bytes:
    answer = browser.get(f"{reverse('programmes:sheet', args=[entry.pk, key])}?as={form}")
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def uploaded(entry, office, name, data):
    batch = actions.upload(entry=entry, file=SimpleUploadedFile(name, data), by=office, at=AT)
    work()
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize("key", [sheet.key for sheet in SHEETS if not sheet.upright])
def test_every_sheet_comes_back_as_it_went(entry, office, as_, key):
    """Exported and taken in again, nothing differs; an empty sheet has nothing to bring."""
    if not entry.records.active().filter(sheet=key).exists():
        pytest.skip("empty in this programme")
    title = next(sheet.title[0] for sheet in SHEETS if sheet.key == key)

    batch = uploaded(entry, office, f"{title}.xlsx", exported(as_("office"), entry, key))

    assert (batch.state, batch.own, batch.difference) == (READY, None, {}), batch.findings


def test_a_changed_list_changes_its_rows_alone(entry, office, as_):
    """One figure changed in Excel: one row of the difference."""
    book = load_workbook(BytesIO(exported(as_("office"), entry, "estates")))
    tab = book.worksheets[0]
    head = next(row for row in tab.iter_rows() if any(str(cell.value).startswith("户数") for cell in row))
    at = next(cell.column for cell in head if str(cell.value).startswith("户数"))
    tab.cell(head[0].row + 1, at).value = 777
    data = BytesIO()
    book.save(data)

    batch = uploaded(entry, office, "小区.xlsx", data.getvalue())

    assert {key: (told["added"], told["changed"], told["removed"]) for key, told in batch.difference.items()} == {
        "estates": (0, 1, 0)
    }
    actions.confirm(batch=batch, by=office, at=AT)
    work()
    assert 777 in entry.records.active().filter(sheet="estates").values_list("values__households", flat=True)


def test_the_registrys_list_comes_back_too(entry, office, as_):
    """As CSV, under the name that a browser gives it."""
    answer = as_("office").get(f"{reverse('estates:registry-export')}?as=csv")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content

    batch = uploaded(entry, office, "小区清单.csv", data)

    assert (batch.state, batch.difference) == (READY, {}), batch.findings


def test_without_a_programme_a_list_is_an_own_book(office, as_, entry):
    """There is nothing to lay it onto: it becomes a programme of its own."""
    batch = taken_in(SimpleUploadedFile("小区.xlsx", exported(as_("office"), entry, "estates")), office)

    assert batch.own is not None and batch.entry_id != entry.pk

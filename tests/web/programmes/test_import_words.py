"""What an import's page says: names for codes, 10⁴ yuan for fen, one line for each cause."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from web.programmes.conftest import AT, a_file, two_subdistricts, work

from yipanqi.web.programmes import actions
from yipanqi.web.programmes.findings import causes

pytestmark = pytest.mark.django_db(transaction=True)


def batch_of(batch):
    """As it is kept now."""
    batch.refresh_from_db()
    return batch


def test_a_difference_is_said_in_words(entry, office, as_, tmp_path):
    """A grant is in 10⁴ yuan and only the year that differs is told; a work is called by its estate and measure."""
    plain = two_subdistricts()
    fund = plain.funds[0]
    grants = (fund.appropriations[0] + 1_234_560_000, *fund.appropriations[1:])
    new = replace(plain, funds=(replace(fund, appropriations=grants), *plain.funds[1:]), needs=plain.needs[1:])

    batch = actions.upload(entry=entry, file=a_file(new, tmp_path), by=office, at=AT)
    work()
    page = as_("office").get(batch.get_absolute_url()).text

    (grant,) = batch_of(batch).difference["funds"]["rows"]
    assert [heading["zh"] for heading, _, _ in grant["fields"]] == ["2027年额度（万元）"]
    assert f"{grants[0] / 1_000_000:,.2f}" in page and str(grants[0]) not in page
    assert "东风0村 · 供水" in page and "E0 · water" not in page


def test_one_cause_is_one_finding(office, as_, tmp_path):
    """The same fault in a column of cells is one line with its count and area, and the copy's link stands beside."""
    a_file(two_subdistricts(), tmp_path)
    book = load_workbook(tmp_path / "sent.xlsx")
    sheet = book["小区"]
    column = next(cell.column for cell in sheet[5] if cell.value and "户数" in str(cell.value))
    for row in (7, 8, 9):
        sheet.cell(row, column).value = "很多"
    book.save(tmp_path / "bad.xlsx")
    file = SimpleUploadedFile("登月.xlsx", (tmp_path / "bad.xlsx").read_bytes())

    batch = actions.upload(entry=None, file=file, by=office, at=AT)
    work()
    (cause,) = causes(batch_of(batch).findings, "zh")
    page = as_("office").get(batch.get_absolute_url()).text
    copy = reverse("programmes:import-file", args=[batch.uid, "marked"])

    assert (cause.count, len(cause.areas)) == (3, 1) and cause.areas[0].endswith("9")
    assert page.count("填的是“很多”") == 1
    assert page.count(copy) == 2  # among the quiet links, and where it is promised
    answer = as_("office").get(copy)
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert quote("标注副本 登月.xlsx") in answer["Content-Disposition"]

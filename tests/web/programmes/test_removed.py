"""What is removed can be found and brought back; clicks that destroy ask first; sheets show every figure."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def row(entry, sheet, **values):
    found = entry.records.active().filter(sheet=sheet, **{f"values__{k}": v for k, v in values.items()}).first()
    assert found is not None
    return found


def remove(browser, record):
    return browser.post(reverse("programmes:remove", args=[record.pk]), {"revision": record.revision})


def test_a_removed_row_is_found_and_brought_back(entry, as_, office):
    """It stands in the list of removed rows with who and when, its page says so, and one click brings it back."""
    browser, need = as_("office"), row(entry, "survey", measure="road")
    remove(browser, need)
    need.refresh_from_db()
    assert not need.is_active

    listed = browser.get(reverse("programmes:removed", args=[entry.pk])).content.decode()
    own = browser.get(need.get_absolute_url()).content.decode()
    restore = reverse("programmes:restore", args=[need.pk])
    assert "道路" in listed and str(office) in listed, listed[listed.index("<main") :][:3000]
    assert restore in listed
    assert restore in own and "这一行已删除" in own

    browser.post(restore)

    need.refresh_from_db()
    assert need.is_active
    assert restore not in browser.get(reverse("programmes:removed", args=[entry.pk])).content.decode()
    page = browser.get(need.get_absolute_url()).content.decode()
    assert restore not in page and page.count("恢复") == 1, "its history alone says that it was brought back"


def test_a_row_whose_estate_is_gone_does_not_come_back(entry, as_):
    """The data would be wrong: it is refused with the reason."""
    browser, need = as_("office"), row(entry, "survey", measure="road")
    for record in [r for r in entry.records.active().filter(estate=need.estate) if r.sheet != "estates"]:
        record.refresh_from_db()
        remove(browser, record)
    remove(browser, row(entry, "estates", id=need.estate))

    answer = browser.post(reverse("programmes:restore", args=[need.pk]), follow=True)

    need.refresh_from_db()
    assert not need.is_active and "没有保存" in answer.content.decode()


def test_clicks_that_destroy_ask_first(entry, batch, as_):
    """Without script too: the button stands behind a question."""
    browser = as_("office")
    for url, question in (
        (batch.get_absolute_url(), "确定撤销？"),
        (row(entry, "survey", measure="road").get_absolute_url(), "确定删除这一行？"),
    ):
        page = browser.get(url).content.decode()
        assert '<details class="sure' in page and question in page, url


def test_a_sheet_shows_every_figure(entry, as_):
    """Prices of measures, money by year with its separators; no row need be opened."""
    browser = as_("office")

    measures = browser.get(reverse("programmes:sheet", args=[entry.pk, "measures"])).content.decode()
    funds = browser.get(reverse("programmes:sheet", args=[entry.pk, "funds"])).content.decode()

    fund = entry.programme().funds[0]
    assert f"{fund.appropriations[0] / 1_000_000:,.2f}" in funds
    assert f"{entry.programme().measures[0].rate:,}" in measures

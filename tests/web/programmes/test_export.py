"""The whole programme as a workbook: a small one at once, a large one by a worker."""

import io
from urllib.parse import quote

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from web.html import flat
from web.programmes.conftest import AT, record_of, work

from yipanqi.web.audit.models import Event
from yipanqi.web.jobs.models import Job
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.actions import exports

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def large(entry, monkeypatch):
    """A programme whose workbook takes a worker."""
    monkeypatch.setattr(exports, "BOOK_ESTATES", 1)
    return entry


def url(entry) -> str:
    return reverse("programmes:export", args=[entry.pk])


def taken() -> int:
    """How often somebody took a workbook away."""
    return Event.objects.filter(action="programme.exported").count()


def test_a_small_programme_comes_at_once(entry, as_):
    """No job is filed for it."""
    answer = as_("office").get(url(entry))

    assert quote("改造计划数据") in answer["Content-Disposition"]  # RFC 5987
    assert taken() == 1 and not Job.objects.filter(kind="programmes.export").exists()


def test_a_large_programme_is_written_by_a_worker(large, as_):
    """Sending the form leads to the job; its page leads to the file, which the log tells of when it is taken."""
    browser = as_("office")
    assert f'<form method="post" action="{url(large)}">' in flat(browser.get(large.get_absolute_url()).text)

    filed = browser.post(url(large))
    work()

    job = Job.objects.get(kind="programmes.export")
    assert filed["Location"] == job.get_absolute_url()
    assert f'href="{job.offers}"' in browser.get(job.get_absolute_url()).content.decode()
    assert taken() == 0
    file = browser.get(job.offers)
    assert taken() == 1
    assert any("东风1村" in str(row) for row in load_workbook(io.BytesIO(file.content))["小区"].values)
    assert f'href="{url(large)}"' in flat(browser.get(large.get_absolute_url()).text)


def test_two_wishes_are_one_job(large, office, as_):
    """While a worker has not begun, asking again leads to the same job."""
    browser = as_("office")

    places = {browser.post(url(large))["Location"] for _ in range(2)}

    assert len(places) == 1


def test_an_edit_asks_for_a_new_workbook(large, mine, office, as_):
    """The file of an earlier state is not given away as that of today, and goes when a new one is written."""
    browser, record = as_("office"), record_of(mine)
    browser.post(url(large))
    work()
    actions.edit(record=record, values=record.values | {"note": "改"}, revision=record.revision, by=office, at=AT)

    answer = browser.get(url(large))

    assert answer.status_code == 302 and taken() == 0
    browser.post(url(large))
    work()
    large.refresh_from_db()
    stem = f"{large.revision}-zh"
    names = sorted(it.name for it in exports.export_path(large, "zh").parent.iterdir())
    assert names == [f"{stem}.sha256", f"{stem}.xlsx"]


def test_no_workbook_for_who_sees_a_part(large, as_):
    """Who may not export is refused; to a subdistrict the whole is not there, to ask for either."""
    assert as_("community").post(url(large)).status_code == 403
    assert as_("subdistrict").post(url(large)).status_code == 404
    assert not Job.objects.filter(kind="programmes.export").exists()


def test_a_workbook_that_was_cut_is_written_again(large, as_):
    """F10: it is not handed out, and the page offers to have it written."""
    browser = as_("office")
    browser.post(url(large))
    work()
    path = actions.export_path(large, "zh")
    assert browser.get(url(large)).status_code == 200

    path.write_bytes(path.read_bytes()[:-1])
    assert browser.get(url(large)).status_code == 302
    assert f'<form method="post" action="{url(large)}">' in flat(browser.get(large.get_absolute_url()).text)
    browser.post(url(large))
    work()

    assert browser.get(url(large)).status_code == 200

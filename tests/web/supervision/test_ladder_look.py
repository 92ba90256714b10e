"""The next night where there are many orders and tasks: a job looks and keeps, the page shows what was kept."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import translation
from web.supervision.conftest import an_order, moment

from yipanqi.domain.supervision.order import OrderState
from yipanqi.web.audit.models import Event
from yipanqi.web.jobs.lease import claim
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.jobs.worker import enlisted, perform
from yipanqi.web.supervision import ladder_jobs, ladder_look
from yipanqi.web.supervision.actions import ladder
from yipanqi.web.supervision.actions import orders as actions
from yipanqi.web.supervision.ladder_look import figures_of, kept_look, look_at, may_be_outdated, tables_of
from yipanqi.web.supervision.ladder_night import night_of
from yipanqi.web.supervision.models import LadderStep, NightLook
from yipanqi.web.supervision.views import ladder as pages

URL, LEASE = "/supervision/ladder/next/", timedelta(seconds=30)
DAY = date(2027, 12, 1)  # tasks are overdue by then, and an order


@pytest.fixture(autouse=True)
def _large(settings, monkeypatch):
    """Every programme is a large one, on a Wednesday in December."""
    settings.TODAY = DAY
    monkeypatch.setattr(ladder_look, "AT_SIGHT", 0)


@pytest.fixture
def order(entry, district):
    """An order whose urging letter is due; nothing else waits for a worker."""
    Job.objects.open().delete()
    return an_order(entry, district, OrderState.SIGNED, limit=date(2027, 11, 30))


def work() -> str:
    """The job that waits longest is done here; how it ended."""
    return perform(Ticket(claim(enlisted(), LEASE), LEASE))


def looked(browser, entry, day: date = DAY):
    """The page, after a job has looked at the night of a day."""
    answer = browser.post(f"/supervision/ladder/{entry.pk}/look", {"on_day": f"{day}"})
    assert answer["Location"] == f"{URL}?on_day={day}" and work() == "done"
    return browser.get(URL)


def told(look) -> list:
    """Its figures and tables, as they are read and taken away."""
    tables = tables_of(look).values()
    rows = [[[(cell.value, cell.text, cell.url) for cell in row] for row in it.rows] for it in tables]
    return [figures_of(look), [(it.title, it.columns) for it in tables], rows]


def test_the_page_works_nothing_out_and_files_the_look(order, entry, as_, monkeypatch) -> None:
    """Before a job has looked the page offers that; while it does it tells how far it is, with a script and without."""
    monkeypatch.setattr(pages, "night_of", None)
    office = as_("office")
    assert "后台试算" in office.get(URL).content.decode()

    for _ in range(2):
        office.post(f"/supervision/ladder/{entry.pk}/look", {"on_day": ""})
    html = office.get(URL).content.decode()
    part = office.get(URL, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="awaited-job")

    assert Job.objects.filter(kind=ladder_jobs.LOOK).count() == 1
    assert 'http-equiv="refresh"' in html and "<progress" in html
    assert "<html" not in part.content.decode() and "HX-Redirect" not in part
    assert work() == "done"
    assert office.get(URL, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="awaited-job")["HX-Redirect"] == URL
    html = office.get(URL).content.decode()
    assert order.code in html and "重新试算" in html and "试算于" in html and "可能已不准" not in html
    assert not LadderStep.objects.exists()


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_what_is_kept_reads_as_what_is_worked_out_at_sight(order, entry, as_, lang) -> None:
    """Figures, tables and links are the same, in either language; whole numbers stay numbers."""
    looked(as_("office"), entry)

    with translation.override(lang):
        kept = told(kept_look(NightLook.objects.get()))
        assert kept == told(look_at(night_of(entry, DAY, is_whole=False)))
    assert all(kept[2])


def test_files_are_made_of_the_kept_rows(order, entry, as_) -> None:
    """Each table whole, whatever was recorded since."""
    office = as_("office")
    looked(office, entry)
    actions.withdraw(order=order, reason="重复", by=None, at=moment(DAY), day=DAY)

    lines = b"".join(office.get(f"{URL}?as=csv&of=due")).decode("utf-8-sig").splitlines()
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(office.get(f"{URL}?as=xlsx&of=people")))).active

    assert len(lines) == 2 and order.code in lines[1]
    assert 1 in {cell.value for row in sheet.iter_rows() for cell in row}


def test_a_table_is_shown_page_by_page(order, entry, as_) -> None:
    """As many rows as a page takes, and the way to the others; the foot counts all of them."""
    kept = [
        ("making", n, [[f"事项{n * 100 + at}", "规则", "街道", "水务局", "2027-12-08"] for at in range(100)])
        for n in (0, 1)
    ]
    figures = {"makable": 200, "settled": 0, "is_at_once": False, "lengths": {"due": 0, "people": 0, "making": 200}}
    ladder.keep_look(entry=entry, day=DAY, at=moment(DAY), logged=0, figures=figures, parts=kept)

    html = as_("office").get(f"{URL}?page-making=2").content.decode()

    assert "事项199" in html and "事项99<" not in html and 'id="due"' not in html and "page-making" in html


def test_what_is_recorded_since_makes_it_doubtful(order, entry, as_) -> None:
    """A deed on an order does; taking a file away does not."""
    office = as_("office")
    looked(office, entry)
    office.get(f"{URL}?as=csv&of=due")
    assert Event.objects.filter(action="delivery.exported").exists() and not may_be_outdated(NightLook.objects.get())

    actions.withdraw(order=order, reason="重复", by=None, at=moment(DAY), day=DAY)

    assert may_be_outdated(NightLook.objects.get()) and "可能已不准" in office.get(URL).content.decode()


def test_the_night_leaves_a_look_at_the_next_working_day(order, entry, as_, settings) -> None:
    """After Friday's it is Monday's; the page shows that without being asked, until that day is over."""
    settings.TODAY = date(2027, 12, 3)
    ladder_jobs.file_for(entry.pk, settings.TODAY)
    assert (work(), work()) == ("done", "done") and not Job.objects.open().exists()

    office = as_("office")
    html = office.get(URL).content.decode()
    assert NightLook.objects.get().day == date(2027, 12, 6) and "2027-12-06" in html and "已经处理过" not in html
    settings.TODAY = date(2027, 12, 7)
    assert "已经处理过" in office.get(URL).content.decode()


def test_a_look_that_comes_late_is_at_the_night_that_is_left(order, entry, settings) -> None:
    """Of a night that has been nothing is kept."""
    ladder_jobs.file_look(entry, DAY)
    settings.TODAY = DAY + timedelta(days=1)
    assert work() == "done" and NightLook.objects.get().day == settings.TODAY


def test_where_there_is_little_no_job_is_filed(order, entry, as_, monkeypatch) -> None:
    """The page works it out, the night leaves nothing behind."""
    monkeypatch.setattr(ladder_look, "AT_SIGHT", 10_000)
    office = as_("office")
    office.post(f"/supervision/ladder/{entry.pk}/look", {"on_day": f"{DAY}"})
    assert order.code in office.get(URL).content.decode()
    ladder_jobs.file_for(entry.pk, DAY)
    assert work() == "done" and not Job.objects.open().exists() and not NightLook.objects.exists()


def test_who_may(order, entry, as_) -> None:
    """Who issues orders; nobody else."""
    assert as_("subdistrict").post(f"/supervision/ladder/{entry.pk}/look").status_code == 403
    assert not Job.objects.filter(kind=ladder_jobs.LOOK).exists()

"""Planning on in a large programme: a job looks and keeps, the page shows what was kept, a job takes over."""

from datetime import date, timedelta

import pytest
from django.db.models import F
from django.utils import translation
from web.plans.conftest import an_entry
from web.progress.replans import AT, DAY, an_adoption, first_begun

from yipanqi.domain.delivery.state import State
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.lease import claim
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.jobs.worker import enlisted, perform
from yipanqi.web.page import kept_look as kept_looks
from yipanqi.web.page.kept_look import packed
from yipanqi.web.page.stale import Stale
from yipanqi.web.page.tables import Cell
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.programmes.models import ImportBatch, ProgrammeEntry
from yipanqi.web.progress.actions.replanning import CannotReplan, keep_look, next_of, seen_of
from yipanqi.web.progress.models import ReplanLook, ReplanRows
from yipanqi.web.progress.replan_jobs import file_take_over
from yipanqi.web.progress.replan_look import Look, figures_of, kept_look, look_at
from yipanqi.web.progress.replan_tables import tables_of
from yipanqi.web.progress.views import replan as pages

URL, LEASE = "/progress/replan/", timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _large(settings, tmp_path, monkeypatch):
    """Plans of each test lie apart; the business day is in June; every programme is a large one."""
    settings.HOME, settings.MEDIA_ROOT, settings.TODAY = tmp_path, tmp_path / "media", DAY
    monkeypatch.setattr(pages, "AT_SIGHT", -1)


@pytest.fixture
def adoption(district):
    """A plan in force, of which one estate has begun and another is on hold without an end."""
    found = an_adoption(district)
    first_begun(found)
    other = DeliveryTask.objects.filter(kind="work", started_on=None).first().estate
    held = {"state": State.HELD, "state_before": State.PLANNED}
    DeliveryTask.objects.filter(kind="work", estate=other).update(**held)
    for job in Job.objects.open():  # what follows an adoption is not asked here
        jobs.ask_to_stop(job, by=district.people["office"])
    return found


def work() -> str:
    """The job that waits longest is done here; how it ended."""
    return perform(Ticket(claim(enlisted(), LEASE), LEASE))


def entry_of(adoption) -> ProgrammeEntry:
    """As it stands."""
    return ProgrammeEntry.objects.get(pk=adoption.entry_id)


def looked(browser):
    """The page, after a job has looked."""
    assert browser.post(f"{URL}look/")["Location"] == URL
    assert work() == "done"
    return browser.get(URL)


def sent(page) -> dict:
    """What its form would send."""
    form = page.context["form"]
    return {name: form[name].value() for name in ("name", "moves", "seconds", "seen")}


def told(look: Look) -> list:
    """Its figures and tables, as they are read."""
    tables = [(it.title, it.columns, [[(c.text, c.url) for c in row] for row in it.rows]) for it in tables_of(look)]
    return [figures_of(look), tables]


def test_the_page_works_nothing_out_and_files_the_look(adoption, as_, monkeypatch):
    """Before a job has looked the page offers that; while it does the page tells how far it is, with a script and
    without."""
    monkeypatch.setattr(pages, "next_of", None)
    office = as_("office")
    assert "后台试算" in office.get(URL).content.decode() and not ReplanLook.objects.exists()

    office.post(f"{URL}look/")
    office.post(f"{URL}look/")
    html = office.get(URL).content.decode()
    part = office.get(URL, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="awaited-job")

    assert Job.objects.filter(kind="progress.replan_look").count() == 1
    assert 'http-equiv="refresh"' in html and "<progress" in html
    assert "<html" not in part.content.decode() and "HX-Redirect" not in part
    work()
    assert office.get(URL, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="awaited-job")["HX-Redirect"] == URL
    html = office.get(URL).content.decode()
    assert "2027Q3" in html and "已开工小区" in html and "重新试算" in html


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_what_is_kept_reads_as_what_is_worked_out_at_sight(adoption, as_, lang):
    """Figures, tables and links are the same, in either language."""
    looked(as_("office"))
    entry = entry_of(adoption)

    with translation.override(lang):
        kept = told(kept_look(ReplanLook.objects.get()))
        assert kept == told(look_at(entry, next_of(entry, DAY)[1]))
    assert len(kept[1]) > 3


def test_a_long_table_is_read_by_the_page(adoption, monkeypatch):
    """Of a kept table those rows come that are asked for, wherever its parts are cut."""
    monkeypatch.setattr(kept_looks, "PAGE", 3)
    rows = [[Cell(n, f"{n}", f"/{n}/" if n % 2 else "")] for n in range(10)]
    look = Look(quarter="", planned=0, estates=0, forced=0, certified=0, bound=0, rows={"starts": rows, "late": []})
    entry, about = entry_of(adoption), {"adoption": adoption, "day": DAY, "at": AT}

    for _ in range(2):  # the second in the place of the first
        kept = keep_look(entry=entry, figures=figures_of(look), parts=packed(look.rows), **about)

    assert ReplanRows.objects.count() == 4
    found = kept_look(kept).rows
    assert len(found["late"]) == 0 and not list(found["late"])
    for first in range(10):
        for last in range(first, 11):
            assert [row[0].text for row in found["starts"][first:last]] == [str(n) for n in range(first, last)]
    assert [(it.text, it.url) for it in found["starts"][5]] == [("5", "/5/")]


def test_a_job_takes_over_what_was_seen(adoption, district, as_):
    """It is done once, as somebody's deed; the page leads to the plan, and what was looked at is out of date."""
    office = as_("office")
    form = sent(looked(office))
    assert office.post(URL, form | {"moves": ""}).status_code == 422
    assert office.post(URL, form)["Location"] == URL
    assert not ImportBatch.objects.exists()
    busy = office.post(URL, form)  # sent twice

    assert (
        busy.status_code == 422 and "<progress" in busy.content.decode() and 'id="start"' not in busy.content.decode()
    )
    assert work() == "done"
    run, job = PlanRun.objects.order_by("-pk").first(), Job.objects.get(kind="progress.replan")
    assert job.result == {"run": str(run.uid)} and run.by == district.people["office"]
    assert Event.objects.filter(action="progress.replanned").count() == ImportBatch.objects.count() == 1
    page = office.get(URL)
    assert run.get_absolute_url() in page.content.decode() and page.context["form"] is None
    assert office.post(URL, form)["Location"] == URL  # an old page: told, and nothing filed
    assert Job.objects.filter(kind="progress.replan").count() == 1


def test_what_has_changed_since_it_was_filed_is_not_taken_over(adoption, as_):
    """The job looks at the mark once more, and the page says why nothing was written."""
    office = as_("office")
    office.post(URL, sent(looked(office)))
    ProgrammeEntry.objects.update(revision=F("revision") + 1)

    assert work() == "failed"
    assert not ImportBatch.objects.exists() and PlanRun.objects.count() == 1
    html = office.get(URL).content.decode()
    assert str(Stale()) in html and "须重新试算" in html


def test_a_worker_that_has_lost_the_job_takes_nothing_over(adoption, as_):
    """Import, version, run and the end of the job are one transaction of whoever holds it."""
    office = as_("office")
    office.post(URL, sent(looked(office)))
    job = claim(enlisted(), LEASE)
    Job.objects.filter(pk=job.pk).update(token=F("token") + 1)  # another worker's now

    assert perform(Ticket(job, LEASE)) == "lost to another worker"
    assert not ImportBatch.objects.exists() and PlanRun.objects.count() == 1


def test_a_look_of_another_day_is_shown_and_not_taken_over(adoption, as_, settings):
    """The next morning its tables are still there, and a button to look anew."""
    office = as_("office")
    form = sent(looked(office))
    settings.TODAY = DAY + timedelta(days=1)

    page = office.get(URL)

    assert page.context["form"] is None and page.context["tables"]
    office.post(URL, form)
    assert not Job.objects.filter(kind="progress.replan").exists()


def test_a_refusal_stands_on_the_page(adoption, as_, settings):
    """Where no quarter is left the job says so, and the page with it."""
    settings.TODAY = date(2028, 11, 1)
    office = as_("office")
    office.post(f"{URL}look/")

    assert work() == "failed"
    assert "没有可以再安排的季度" in office.get(URL).content.decode()


def test_without_a_plan_in_force_there_is_nothing_to_look_at(district, as_):
    """The page says so, and offers no job that could only say the same."""
    an_entry(district)
    html = as_("office").get(URL).content.decode()
    assert "还没有采用的方案" in html and "look/" not in html


def test_one_at_a_time(adoption, district):
    """While one job waits to take over, no second is filed."""
    entry = entry_of(adoption)
    asked = {"name": "滚动", "moves": 2, "seconds": 5.0, "by": district.people["office"]}
    file_take_over(entry=entry, **asked)
    with pytest.raises(CannotReplan):
        file_take_over(entry=entry, **asked | {"name": "再次"})
    with pytest.raises(Stale):
        file_take_over(entry=entry, **asked, seen="0" * 32)
    assert seen_of(entry, adoption) == (entry.pk, entry.revision, adoption.pk)


def test_who_may(adoption, as_):
    """Who plans may look; who writes the data may take over."""
    approver = as_("approver")
    assert approver.post(f"{URL}look/").status_code == 302
    work()
    assert 'id="start"' not in approver.get(URL).content.decode()
    assert approver.post(URL, {}).status_code == 403
    assert as_("subdistrict").post(f"{URL}look/").status_code == 403


def test_a_small_programme_needs_no_job(adoption, as_, monkeypatch):
    """It is worked out within the page, so nothing is filed."""
    monkeypatch.setattr(pages, "AT_SIGHT", 100)
    office = as_("office")
    office.post(f"{URL}look/")
    assert not Job.objects.filter(kind="progress.replan_look").exists()
    assert office.get(URL).context["form"] is not None

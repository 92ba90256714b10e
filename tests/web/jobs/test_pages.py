"""The pages of the jobs: each kind of person, with and without JavaScript."""

import pytest
from django.urls import reverse

from yipanqi.web.audit.models import REFUSED, Event
from yipanqi.web.jobs import actions, lease
from yipanqi.web.jobs.chart import curves, last_rows
from yipanqi.web.jobs.models import QUEUED, RUNNING, STOPPED, Job
from yipanqi.web.jobs.views import health
from yipanqi.web.jobs.worker import drain, enlisted

pytestmark = pytest.mark.django_db


def text(response) -> str:
    """The page as text."""
    return response.content.decode()


def test_nothing_yet(as_):
    """The empty list says what will stand here."""
    assert "还没有后台任务" in text(as_("subdistrict").get("/jobs/"))


def test_own_and_all(as_, district, a_job):
    """One sees one's own; the office sees everybody's, with who filed it; a filter narrows the list."""
    a_job(by=district.people["subdistrict"])
    a_job("test.refuse", by=district.people["community"], x=1)
    drain()

    own, every = text(as_("subdistrict").get("/jobs/")), text(as_("office").get("/jobs/"))
    failed = text(as_("office").get("/jobs/?state=failed"))

    assert ("求和" in own, "拒绝" in own) == (True, False)
    assert ("求和" in every, "拒绝" in every, "人community" in every) == (True, True, True)
    assert ("求和" in failed, "第 3 行没有面积" in failed) == (False, True)
    assert "没有符合条件的任务" in text(as_("office").get("/jobs/?state=running"))


def test_older_jobs_are_a_page_away(as_, district, a_job):
    """Fifty to a page, and the way to the others."""
    for _ in range(53):
        a_job(by=district.people["office"])

    first = as_("office").get("/jobs/")
    rest = as_("office").get(f"/jobs/?before={first.context['older']}")

    assert (len(first.context["jobs"]), len(rest.context["jobs"])) == (50, 3)


def test_somebody_elses_job_is_not_there(as_, district, a_job):
    """Another's job is a 404, to see, to stop and to try again."""
    job = a_job(by=district.people["office"])

    browser = as_("subdistrict")

    assert browser.get(job.get_absolute_url()).status_code == 404
    assert browser.post(reverse("jobs:stop", args=[job.pk])).status_code == 404
    assert browser.post(reverse("jobs:again", args=[job.pk])).status_code == 404


def test_a_running_job_is_shown(as_, district, a_job):
    """What it does, how far, best so far and the curve; reloaded by htmx, and without it by the page itself."""
    job = a_job(by=district.people["office"])
    lease.claim(enlisted(), lease.timedelta(seconds=30))
    detail = {"best": 1234.5, "bound": 1300, "gap": 0.0531, "series": [[0, 1000, 1400], [5, 1234.5, 1300]]}
    Job.objects.update(progress=0.42, message=["正在编制", "Planning"], detail=detail)

    page = text(as_("office").get(job.get_absolute_url()))
    part = text(as_("office").get(job.get_absolute_url(), headers={"HX-Request": "true", "HX-Target": "job"}))

    for said in ("进行中", "正在编制", "42 %", "1,234.5", "5.31 %", "<polyline", "停止，保留当前最好结果"):
        assert said in page
        assert said in part
    assert 'http-equiv="refresh"' in page
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part


def test_an_ended_job_is_still(as_, district, a_job):
    """Nothing is reloaded any more."""
    job = a_job(by=district.people["office"])
    drain()

    page = text(as_("office").get(job.get_absolute_url()))

    assert "已完成" in page
    assert "refresh" not in page
    assert "every 2s" not in page


def test_without_a_worker_it_is_said(as_, district, a_job):
    """A job that waits because nobody works says so."""
    job = a_job(by=district.people["office"])

    page = text(as_("office").get(job.get_absolute_url()))

    assert "没有在运行的后台进程" in page
    assert health() == {"workers": False}
    enlisted()
    assert health() == {"workers": True}


def test_stop_and_try_again(as_, district, a_job):
    """One stops one's own job, puts it back, and learns when it is too late."""
    job, browser = a_job(by=district.people["subdistrict"]), as_("subdistrict")

    browser.post(reverse("jobs:stop", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == STOPPED

    browser.post(reverse("jobs:again", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == QUEUED

    drain()
    late = browser.post(reverse("jobs:stop", args=[job.pk]), follow=True)
    again = browser.post(reverse("jobs:again", args=[job.pk]), follow=True)
    assert "任务已经结束" in text(late)
    assert "只有未成功或已停止的任务" in text(again)


def test_stopping_another_persons_job(as_, district, a_job):
    """Who may see all jobs may not therefore stop them: refused and recorded; who may stop all, may."""
    job = a_job(by=district.people["subdistrict"])
    stop = reverse("jobs:stop", args=[job.pk])

    refused = as_("office").post(stop)
    granted = as_("system_admin").post(stop)

    job.refresh_from_db()
    assert (refused.status_code, granted.status_code) == (403, 302)
    assert (job.state, job.stop_asked_by) == (STOPPED, district.people["system_admin"])
    assert Event.objects.filter(result=REFUSED, subject_id=str(job.pk)).count() == 1
    assert Event.objects.filter(result=REFUSED).count() == 1


def test_looking_is_not_doing(as_, district, a_job):
    """A link does not stop a job, and nobody sees jobs without logging in."""
    job = a_job(by=district.people["office"])

    assert as_("office").get(reverse("jobs:stop", args=[job.pk])).status_code == 405
    assert as_("anonymous").get("/jobs/").status_code == 302


def test_in_english(as_, district, a_job):
    """Every word of the page comes in English too."""
    person = district.people["office"]
    person.language = "en"
    person.save()
    job = actions.ask_to_stop(a_job(by=person), by=person)

    page = text(as_("office").get(job.get_absolute_url()))

    assert "Stopped" in page
    assert "Try again" in page
    assert "停止" not in page


def test_the_number_of_queries_stays(as_, district, a_job, django_assert_max_num_queries):
    """A longer list asks the database no more often."""
    for _ in range(30):
        a_job(by=district.people["office"])
    browser = as_("office")

    with django_assert_max_num_queries(12):
        browser.get("/jobs/")


def test_curves_on_one_scale():
    """Best and bound share a scale from the lowest to the highest; a missing bound is left out."""
    drawn = curves([[0, 10, None], [5, 20, 30], [10, 30, 30]])

    assert drawn.best == "4.0,156.0 320.0,80.0 636.0,4.0"
    assert drawn.bound == "320.0,4.0 636.0,4.0"
    assert curves([[0, 1, 2]]) is None


@pytest.mark.parametrize("length", [0, 1, 12, 13, 400])
def test_the_table_ends_with_the_last(length):
    """At most a dozen rows, and the newest always."""
    series = [[i, i, i] for i in range(length)]

    rows = last_rows(series)

    assert len(rows) <= 12
    assert rows[-1:] == [[str(value) for value in row] for row in series[-1:]]


def test_states_have_words():
    """A running job that was asked to stop is stopping."""
    assert Job(state=RUNNING, stop_asked_at="2027-01-01").state_said == "正在停止"

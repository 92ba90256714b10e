"""K2: an import that a worker could not finish is no dead end: the page says so and lets one go on."""

import pytest
from web.programmes.conftest import AT, a_file, taken_in, two_subdistricts, work

from yipanqi.web.jobs.models import FAILED, Job
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.models import ImportBatch

pytestmark = pytest.mark.django_db(transaction=True)


def broken_off() -> Job:
    """What waits is given up, as after three workers died of it."""
    job = Job.objects.open().get()
    Job.objects.filter(pk=job.pk).update(state=FAILED, error=["中断三次", "broken off"], finished_at=AT, worker=None)
    return job


def test_one_reads_or_takes_in_once_more(office, as_, tmp_path):
    """The page stops asking, says what happened, and tries again: the same import, once."""
    browser = as_("office")
    url = browser.post("/imports/", {"file": a_file(two_subdistricts(), tmp_path)}).url
    for step in ("confirm", "undo"):
        job = broken_off()
        page = browser.get(url).text
        assert "中断三次" in page and "没有写入任何内容" in page and 'hx-trigger="every 1s"' not in page

        browser.post(f"/jobs/{job.pk}/again/")
        assert 'hx-trigger="every 1s"' in browser.get(url).text
        work()

        assert f"{url}{step}" in browser.get(url).text
        if step == "confirm":
            browser.post(f"{url}{step}")

    assert ImportBatch.objects.get().state == "applied"


def test_a_page_that_was_open_asks_in_vain_for_a_check_that_was_made(entry, office, tmp_path):
    """Checked against these very data already: it stays ready, and is not read for ever."""
    batch = actions.upload(entry=entry, file=a_file(two_subdistricts(5), tmp_path), by=office, at=AT)
    work()

    actions.check_again(batch=batch, by=office, at=AT)
    work()

    batch.refresh_from_db()
    assert batch.state == "ready"
    assert taken_in(a_file(two_subdistricts(7), tmp_path), office, entry).state == "applied"

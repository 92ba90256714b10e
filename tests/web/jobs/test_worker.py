"""How a worker ends a job, and what a ticket promises."""

import time
from datetime import timedelta

import pytest
from django.db import DataError, OperationalError

from yipanqi.web.jobs import lease
from yipanqi.web.jobs.models import DONE, FAILED, QUEUED, RUNNING, STOPPED, Job
from yipanqi.web.jobs.ticket import GivenBack, Ticket, thinned
from yipanqi.web.jobs.worker import drain, enlisted, is_passing, perform

LEASE = timedelta(seconds=30)


def a_ticket(lease_time: timedelta = LEASE) -> Ticket:
    """A ticket for the job that waits."""
    return Ticket(lease.claim(enlisted(), lease_time), lease_time)


def test_done_with_its_result(a_job):
    """What the handler returns is kept, and the last report stays."""
    job = a_job(numbers=[1, 2, 3])

    assert drain() == ["done"]

    job.refresh_from_db()
    assert (job.state, job.result, job.progress) == (DONE, 6, 1)
    assert (job.message, job.detail) == (["第 3 个", "Number 3"], {"best": 3})


def test_a_refusal_is_shown_in_its_words(a_job):
    """`CannotDo` fails the job with its sentence in both languages, and is not tried again."""
    job = a_job("test.refuse", x=1)

    assert drain() == ["failed"]

    job.refresh_from_db()
    assert (job.state, job.attempt) == (FAILED, 1)
    assert job.error == ["第 3 行没有面积", "Row 3 has no area"]


def test_a_fault_is_told_without_its_inside(a_job, caplog):
    """The page gives a number, the log the rest."""
    job = a_job("test.stumble", x=1)

    assert drain() == ["failed"]

    job.refresh_from_db()
    assert str(job.pk) in job.error[0]
    assert "secret" not in "".join(job.error)
    assert "ZeroDivisionError: secret" in caplog.text


def test_a_full_disk_is_waited_for(a_job, caplog):
    """The job goes back into the queue for a while; it is not the job's fault."""
    job = a_job("test.full", x=1)

    assert drain() == ["put off"]

    job.refresh_from_db()
    assert (job.state, job.attempt) == (QUEUED, 1)
    assert job.due_at > job.created_at


@pytest.mark.parametrize(
    ("kind", "state", "said"), [("test.stop", STOPPED, "已停止"), ("test.keep", DONE, "已提前结束")]
)
def test_stopped_or_kept(a_job, kind, state, said):
    """A handler that hears the wish ends without an effect, or with the best so far; the page tells which."""
    job = a_job(kind, x=1)

    drain()

    job.refresh_from_db()
    assert job.state == state
    assert said in job.state_said
    assert job.result == ("best" if state == DONE else None)


def test_a_pause_longer_than_the_lease_ends_the_try(a_job):
    """A process that was stopped for longer than its lease notices at its next step, without asking anybody."""
    a_job()
    ticket = a_ticket(timedelta(seconds=0.05))
    time.sleep(0.1)

    with pytest.raises(lease.LeaseLost):
        ticket.should_stop()


def test_a_beat_hears_that_the_job_is_lost(a_job):
    """After somebody else claimed it, the next question ends the try, and nothing is written."""
    job = a_job()
    ticket = a_ticket()
    Job.objects.filter(pk=job.pk).update(token=9)

    with pytest.raises(lease.LeaseLost):
        ticket.progress(0.5)
        ticket.progress(0.6)

    job.refresh_from_db()
    assert (job.state, job.progress) == (RUNNING, 0)


def test_a_worker_that_leaves_gives_back(a_job):
    """After its time of grace every question ends the try, and the job waits for another worker."""
    job = a_job()
    ticket = a_ticket()
    ticket.leave_at = time.monotonic() - 1

    with pytest.raises(GivenBack):
        ticket.check()
    assert perform(ticket) == "given back"

    job.refresh_from_db()
    assert (job.state, job.attempt) == (QUEUED, 0)


def test_a_beat_renews_when_due(a_job):
    """After a third of the lease it is held for a whole one again; before, it is only asked about."""
    job = a_job()
    ticket = a_ticket(timedelta(seconds=0.9))
    until = Job.objects.get(pk=job.pk).lease_until

    ticket.beat()
    early = Job.objects.get(pk=job.pk).lease_until
    time.sleep(0.35)
    ticket.beat()
    late = Job.objects.get(pk=job.pk).lease_until

    assert early == until
    assert late > until


@pytest.mark.parametrize("part", [-1.0, 0.4, 7.0])
def test_a_part_is_between_nothing_and_all(a_job, part):
    """A handler that reckons wrongly shows a wrong bar, and does not fail for it."""
    job = a_job()
    a_ticket().progress(part)

    job.refresh_from_db()
    assert job.progress == min(1, max(0, part))


def test_long_series_are_thinned():
    """A series keeps its ends and at most 400 rows, and its order."""
    small = thinned({"series": [[i, i] for i in range(10_000)], "best": 3})["series"]

    assert len(small) == 400
    assert (small[0], small[-1]) == ([0, 0], [9999, 9999])
    assert small == sorted(small)


def test_a_detail_too_large_is_refused():
    """What no thinning helps is an error of the handler."""
    with pytest.raises(ValueError, match="characters"):
        thinned({"text": "x" * 100_000})


@pytest.mark.parametrize(
    ("fault", "passing"),
    [
        (OSError(28, "full"), True),
        (RuntimeError("parquet: underlying IO error: No space left on device (os error 28)"), True),
        (FileNotFoundError(2, "gone"), False),
        (OperationalError(), True),
        (DataError(), False),
    ],
)
def test_what_passes(fault, passing):
    """A full disk and a database away pass; a missing file and wrong data do not."""
    assert is_passing(fault) == passing

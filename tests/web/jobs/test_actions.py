"""What people do with jobs."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now

from yipanqi.web.audit.actors import COMMAND, STAFF, SYSTEM, WORKER, Actor
from yipanqi.web.audit.models import Event
from yipanqi.web.jobs import actions, lease
from yipanqi.web.jobs.handlers import handler
from yipanqi.web.jobs.models import DONE, QUEUED, RUNNING, STOPPED, Job
from yipanqi.web.jobs.worker import drain, enlisted


def deeds(job: Job) -> list[tuple[str, int | None]]:
    """What the log tells of a job: deeds, and who did them."""
    return [(it.action, it.actor.staff_id) for it in Event.objects.about("jobs.job", str(job.pk)).order_by("seq")]


def test_the_same_key_is_the_same_job(district, a_job):
    """Filing twice, by whomever, gives one job and one event."""
    office, leader = district.people["office"], district.people["district"]

    first = a_job(by=office, key="import-1")
    second = a_job(by=leader, key="import-1")

    assert first == second
    assert second.created_by == office
    assert deeds(first) == [("job.filed", office.pk)]


def test_a_key_is_for_one_job_only(a_job):
    """The same key for other work is a mistake of the program, and said so."""
    a_job(key="k", numbers=[1])

    with pytest.raises(actions.CannotFile, match="another job"):
        a_job(key="k", numbers=[2])


def test_no_handler_no_job(a_job):
    """A kind that nobody can do is refused when it is filed, not found out later."""
    with pytest.raises(actions.CannotFile, match=r"no\.such"):
        a_job("no.such")


def test_a_job_comes_with_its_change(a_job):
    """Where the change is rolled back, the job was never filed."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        a_job()
        raise ZeroDivisionError

    assert not Job.objects.exists()


def test_a_job_leads_to_its_subject(district, a_job):
    """The subject is found again by its link."""
    person = district.people["office"]

    job = a_job(subject=person)

    assert Job.objects.get(pk=job.pk).subject == person
    assert job.subject_url == person.get_absolute_url()


def test_a_worker_signs_what_it_does_itself(district, a_job):
    """What a handler records by nobody in particular is the worker's deed, and so is the end; the filing is not."""
    mine, nobodys = a_job("test.sign", by=district.people["office"]), a_job("test.refuse")

    assert drain() == ["done", "failed"]

    found = Event.objects.filter(action__in=["test.signed", "job.filed", "job.done", "job.failed"]).in_chain()
    assert [(it.action, it.actor) for it in found] == [
        ("job.filed", Actor(STAFF, str(mine.created_by_id))),
        ("job.filed", Actor(SYSTEM, COMMAND)),
        ("test.signed", Actor(SYSTEM, WORKER)),
        ("job.done", Actor(SYSTEM, WORKER)),
        ("job.failed", Actor(SYSTEM, WORKER)),
    ]
    assert nobodys.created_by is None


def test_what_was_left_behind_is_ended_by_the_worker(a_job):
    """A job whose worker died too often is given up by the next worker that looks."""
    job = a_job()
    Job.objects.filter(pk=job.pk).update(state=RUNNING, attempt=job.max_attempts, lease_until=Now() - timedelta(1))

    assert drain() == []

    assert Event.objects.get(action="job.failed").actor == Actor(SYSTEM, WORKER)


def test_a_waiting_job_stops_at_once(district, a_job):
    """It never starts, and the log tells who stopped it."""
    office = district.people["office"]
    job = a_job(by=office)

    job = actions.ask_to_stop(job, by=office)

    assert (job.state, job.stop_asked_by) == (STOPPED, office)
    assert drain() == []
    assert deeds(job) == [("job.filed", office.pk), ("job.stop_asked", office.pk), ("job.stopped", office.pk)]


def test_what_has_ended_is_not_stopped(a_job):
    """A wish to stop that comes too late is refused in a sentence."""
    job = a_job()
    drain()

    with pytest.raises(actions.CannotStop, match="已经结束"):
        actions.ask_to_stop(job, by=None)


def test_asking_twice_is_asking_once(a_job):
    """The second wish changes nothing and adds no event."""
    job = a_job()
    lease.claim(enlisted(), timedelta(seconds=30))
    actions.ask_to_stop(job, by=None)
    actions.ask_to_stop(job, by=None)

    assert [deed for deed, _ in deeds(job)].count("job.stop_asked") == 1


def test_try_again(a_job):
    """A failed job waits again with all its tries, and with a token that no older claim holds."""
    job = a_job("test.refuse", x=1)
    drain()

    job = actions.try_again(job, by=None)

    assert (job.state, job.attempt, job.token, job.error) == (QUEUED, 0, 1, ["", ""])
    assert drain() == ["failed"]


def test_what_had_its_effect_is_not_tried_again(a_job):
    """Once is once."""
    job = a_job()
    drain()

    with pytest.raises(actions.CannotTryAgain):
        actions.try_again(job, by=None)

    job.refresh_from_db()
    assert job.state == DONE


def test_two_handlers_for_one_kind():
    """The second is refused when it is registered."""
    with pytest.raises(ValueError, match="two handlers"):
        handler("test.sum", "求和", "Sum")(lambda ticket: None)

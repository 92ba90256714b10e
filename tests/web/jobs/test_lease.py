"""One worker at a time: claimed for a while, renewed, fenced, ended once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from yipanqi.web.audit.models import Event
from yipanqi.web.jobs import actions, lease
from yipanqi.web.jobs.models import DONE, FAILED, QUEUED, RUNNING, STOPPED, Job, Worker
from yipanqi.web.jobs.worker import enlisted

LEASE = timedelta(seconds=30)


def run_out(job: Job) -> None:
    """Let the lease of a job have run out."""
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_the_longest_waiting_is_claimed(a_job):
    """Jobs are done in the order in which they were filed, each by one worker."""
    first, second = a_job(), a_job()

    claimed = [lease.claim(enlisted(), LEASE) for _ in range(3)]

    assert [job and job.pk for job in claimed] == [first.pk, second.pk, None]
    assert [(job.state, job.token, job.attempt) for job in claimed[:2]] == [(RUNNING, 1, 1)] * 2


def test_an_expired_lease_is_claimed_again(a_job):
    """What a dead worker left behind is taken over with a newer token; before that it is nobody else's."""
    job = a_job()
    lease.claim(enlisted(), LEASE)
    held = lease.claim(enlisted(), LEASE)
    run_out(job)

    taken_over = lease.claim(enlisted(), LEASE)

    assert held is None
    assert (taken_over.pk, taken_over.token, taken_over.attempt) == (job.pk, 2, 2)


def test_a_zombie_writes_nothing(a_job):
    """Who lost the lease can neither renew, nor end, nor have an effect; the newer holder can."""
    job = a_job()
    zombie = lease.claim(enlisted(), LEASE)
    run_out(job)
    heir = lease.claim(enlisted(), LEASE)

    with pytest.raises(lease.LeaseLost), lease.effect(zombie):
        Worker.objects.create(name="zombie", host="h", pid=1)
    with lease.effect(heir) as outcome:
        outcome.result = "heir"

    assert not lease.renew(zombie, LEASE, {"progress": 0.1})
    assert not lease.end(zombie, FAILED)
    assert not lease.give_back(zombie)
    assert not Worker.objects.filter(name="zombie").exists()
    job.refresh_from_db()
    assert (job.state, job.result, job.progress) == (DONE, "heir", 1)


def test_an_effect_is_had_once(a_job):
    """A second effect of the same try is refused, and the end is told once."""
    job = a_job()
    held = lease.claim(enlisted(), LEASE)
    with lease.effect(held):
        pass

    with pytest.raises(lease.LeaseLost), lease.effect(held):
        pytest.fail("entered twice")

    assert Event.objects.filter(action="job.done", subject_id=str(job.pk)).count() == 1


def test_a_fault_in_the_effect_undoes_it_all(a_job):
    """Neither the writes nor the end remain; the job is still held."""
    job = a_job()
    held = lease.claim(enlisted(), LEASE)

    with pytest.raises(ZeroDivisionError), lease.effect(held):
        Worker.objects.create(name="half", host="h", pid=1)
        raise ZeroDivisionError

    job.refresh_from_db()
    assert job.state == RUNNING
    assert not Worker.objects.filter(name="half").exists()


def test_after_the_last_try_it_fails_with_a_sentence(a_job):
    """A job that breaks its worker three times is not tried for ever, and says what to check."""
    job = a_job()
    for _ in range(3):
        lease.claim(enlisted(), LEASE)
        run_out(job)

    nobody = lease.claim(enlisted(), LEASE)

    job.refresh_from_db()
    assert nobody is None
    assert job.state == FAILED
    assert "3 次" in job.error[0]
    assert "3 times" in job.error[1]


def test_a_stop_nobody_heard(a_job):
    """Where the worker died with a wish to stop unheard, the job stops and is not started again."""
    job = a_job()
    lease.claim(enlisted(), LEASE)
    actions.ask_to_stop(job, by=None)
    run_out(job)

    nobody = lease.claim(enlisted(), LEASE)

    job.refresh_from_db()
    assert nobody is None
    assert job.state == STOPPED


def test_giving_back_costs_no_try(a_job):
    """A worker that leaves in order puts its job back as it found it, with the token spent."""
    a_job()
    held = lease.claim(enlisted(), LEASE)

    assert lease.give_back(held)

    again = lease.claim(enlisted(), LEASE)
    assert (again.pk, again.attempt, again.token) == (held.pk, 1, 2)


def test_put_off_until_later(a_job):
    """After a passing fault the job waits; with no try left it fails with the sentence given."""
    job = a_job()
    held = lease.claim(enlisted(), LEASE)
    lease.put_off(held, timedelta(minutes=1), ("满", "full"))

    job.refresh_from_db()
    assert job.state == QUEUED
    assert lease.claim(enlisted(), LEASE) is None

    Job.objects.update(due_at=Now(), attempt=2)
    held = lease.claim(enlisted(), LEASE)
    lease.put_off(held, timedelta(minutes=1), ("满", "full"))

    job.refresh_from_db()
    assert (job.state, job.error) == (FAILED, ["满", "full"])


def test_kinds_nobody_here_knows_are_left(a_job):
    """A worker of an older version leaves jobs of a newer one alone."""
    job = a_job()
    Job.objects.filter(pk=job.pk).update(kind="plans.newer")

    assert lease.claim(enlisted(), LEASE) is None


@pytest.mark.parametrize(
    "wrong", [{"state": "odd"}, {"progress": 1.5}, {"state": RUNNING}, {"state": DONE}, {"finished_at": Now()}]
)
def test_the_database_refuses_what_cannot_be(a_job, wrong):
    """A state that is none, a part above one, running without a lease, ended without a moment."""
    job = a_job()

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**wrong)


def test_who_is_alive(db):
    """A worker without a pulse for a minute, or that left, is not counted."""
    here, silent, left = enlisted(), enlisted(), enlisted()
    Worker.objects.filter(pk=silent.pk).update(heartbeat_at=Now() - timedelta(seconds=90))
    Worker.objects.filter(pk=left.pk).update(stopped_at=Now())

    assert list(Worker.objects.alive()) == [here]


def test_one_person_has_one_at_a_time_of_kinds_that_others_wait_for(a_job, district, monkeypatch):
    """Two of one person's are done one after the other; those of others, and other kinds, go on meanwhile."""
    monkeypatch.setattr(lease, "kinds_of_one_each", lambda: ["test.sum"])
    one, other = district.people["office"], district.people["district"]
    first, second, third = (a_job(by=by) for by in (one, one, other))
    fourth = a_job("test.refuse", by=one)

    claimed = [lease.claim(enlisted(), LEASE) for _ in range(4)]
    lease.end(claimed[0], FAILED)
    then = lease.claim(enlisted(), LEASE)

    assert [job and job.pk for job in claimed] == [first.pk, third.pk, fourth.pk, None]
    assert then.pk == second.pk

"""A5: a job is done only for who still may have it done when a worker picks it up."""

import pytest
from web.district import AT, a_person, come_in

from yipanqi.web.accounts import actions as accounts
from yipanqi.web.accounts.models import User
from yipanqi.web.accounts.roles import PERMISSIONS
from yipanqi.web.audit.models import Event
from yipanqi.web.jobs import actions
from yipanqi.web.jobs.handlers import handler, handler_of, known_kinds
from yipanqi.web.jobs.models import DONE, FAILED, Job
from yipanqi.web.jobs.worker import drain

done: list[int] = []


@handler("test.guarded", "受限", "Guarded", needs="plans.make")
def guarded(ticket):
    """Notes that it was done."""
    done.append(ticket.job.pk)


def leaves(person, admin):
    """The person's work goes to somebody else."""
    accounts.leave(person=person, successor=User.objects.get(login="approver"), by=admin, at=AT)


def is_locked(person, admin):
    """The account is inactive, by whatever way."""
    User.objects.filter(pk=person.pk).update(is_active=False)


def loses_the_role(person, admin):
    """Still here, but no planner any more."""
    accounts.end_role(membership=person.memberships.get(), by=admin, at=AT)


@pytest.mark.parametrize("change", [leaves, is_locked, loses_the_role])
def test_what_somebody_filed_who_no_longer_may_is_refused(district, a_job, change):
    """Not done; the job says why in both languages, and the log has the refusal."""
    office = district.people["office"]
    job = a_job("test.guarded", by=office, x=1)
    change(office, district.people["system_admin"])

    assert drain() == ["refused"]

    job.refresh_from_db()
    assert (job.state, job.pk in done) == (FAILED, False)
    assert "已离任" in job.error[0] and "has left" in job.error[1]
    event = Event.objects.about("jobs.job", str(job.pk)).get(action="job.refused")
    assert (event.result, event.role) == ("refused", "system")


def test_who_still_may_has_it_done(district, a_job):
    """The usual case; and jobs of nobody, which scripts file, are done too."""
    jobs = [a_job("test.guarded", by=by, x=1) for by in (district.people["office"], None)]

    assert drain() == ["done", "done"]

    assert {job.pk for job in jobs} <= set(done)


def test_a_colleague_takes_over_what_was_left(district, a_job, client):
    """Who may have such a job done tries it again, and answers for it from then on; others may not."""
    office, colleague = district.people["office"], a_person("colleague", district.organisations["区改造办"], "planner")
    job = a_job("test.guarded", by=office, x=1)
    come_in(client, colleague)
    assert client.post(f"/jobs/{job.pk}/stop/").status_code == 403
    accounts.leave(person=office, successor=None, by=district.people["system_admin"], at=AT)
    drain()
    come_in(client, district.people["district"])
    assert client.post(f"/jobs/{job.pk}/again/").status_code == 403

    come_in(client, colleague)
    assert client.post(f"/jobs/{job.pk}/again/").status_code == 302
    drain()

    job.refresh_from_db()
    assert (job.state, job.created_by) == (DONE, colleague)


def test_trying_again_does_not_give_a_right(district, a_job):
    """Somebody who may not have it done either takes nothing over, and it is refused again."""
    office, admin = district.people["office"], district.people["system_admin"]
    job = a_job("test.guarded", by=office, x=1)
    leaves(office, admin)
    drain()

    actions.try_again(job, by=admin)

    assert drain() == ["refused"]
    assert Job.objects.get(pk=job.pk).created_by == office


def test_every_kind_of_job_names_its_permission():
    """Whatever an app has done by workers takes a permission of the table."""
    needs = {kind: handler_of(kind).needs for kind in known_kinds() if not kind.startswith(("test.", "drill."))}

    assert needs and {kind for kind, need in needs.items() if need not in PERMISSIONS} == set()

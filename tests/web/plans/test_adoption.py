"""Two people put a plan in force; what they did stays as it was done."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from web.accounts.test_coming_in import code_of
from web.district import PASSWORD
from web.plans.conftest import AT, a_run
from web.triggers import assert_refused, attempts

from yipanqi.web.audit.models import Event
from yipanqi.web.plans import actions
from yipanqi.web.plans.models import Adoption, PlanRun, Proposal, ProposalEnd


def test_nobody_adopts_what_they_proposed(run, district):
    """Four eyes: by the action, and by the database for whoever goes round it."""
    leader = district.people["district"]
    proposal = actions.propose(run=run, by=leader, at=AT)

    with pytest.raises(actions.CannotAdopt):
        actions.adopt(run=run, by=leader, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(run=run, entry=run.entry, proposal=proposal, proposed_by=leader, by=leader, at=AT)


def test_what_nobody_proposed_is_not_adopted(run, district):
    """A proposal comes first; a plan is proposed once and adopted once in a row."""
    with pytest.raises(actions.CannotAdopt):
        actions.adopt(run=run, by=district.people["district"], at=AT)
    actions.propose(run=run, by=district.people["office"], at=AT)
    with pytest.raises(actions.CannotPropose):
        actions.propose(run=run, by=district.people["office"], at=AT)
    actions.adopt(run=run, by=district.people["district"], at=AT)
    with pytest.raises(actions.CannotAdopt):
        actions.adopt(run=run, by=district.people["district"], at=AT)


@pytest.mark.parametrize("model", [Proposal, Adoption])
def test_the_database_keeps_proposals_and_adoptions_as_they_were(run, district, model):
    """U2: no query changes, removes, empties or replaces what was signed."""
    actions.propose(run=run, by=district.people["office"], at=AT)
    actions.adopt(run=run, by=district.people["district"], at=AT)
    before = list(model.objects.values())

    for attempt in attempts(model, "note = 'x'"):
        assert_refused(attempt)

    assert list(model.objects.values()) == before


def test_the_database_keeps_a_plan_that_is_made(run):
    """U2: nor the plan that was signed."""
    for attempt in attempts(PlanRun, "name = 'x'"):
        assert_refused(attempt)

    assert PlanRun.objects.get(pk=run.pk).name == run.name


def test_a_run_does_not_take_the_place_of_a_plan_that_is_made(run, entry, office):
    """U2: a run that is still open may change, but not into another one, which would replace that."""
    later = a_run(entry, office, "后来的方案", is_made=False)

    for key in ("id", "uid"):
        same = f"SET {key} = (SELECT made.{key} FROM plans_planrun made WHERE made.id = {run.pk})"
        assert_refused(f"UPDATE plans_planrun {same} WHERE id = {later.pk}")


def test_what_is_in_force_is_seen_by_the_whole_tree(run, district):
    """Once adopted, a plan is there for subdistricts, communities, utilities and builders too."""
    actions.propose(run=run, by=district.people["office"], at=AT)
    actions.adopt(run=run, by=district.people["district"], at=AT)

    seen = {kind for kind, person in district.people.items() if PlanRun.objects.visible_to(person).exists()}

    assert seen == set(district.people) - {"system_admin", "audit_admin"}


def test_a_proposal_is_declined_with_a_reason_by_somebody_else(run, office, district):
    """Who proposed it may not decline it, nobody without a reason; the log has who and why."""
    leader = district.people["district"]
    actions.propose(run=run, by=office, at=AT)

    with pytest.raises(actions.CannotDecline):
        actions.decline(run=run, by=office, at=AT, note="自己退回")
    with pytest.raises(actions.CannotDecline):
        actions.decline(run=run, by=leader, at=AT, note=" ")
    actions.decline(run=run, by=leader, at=AT, note="资金未落实")

    with pytest.raises(actions.CannotAdopt):
        actions.adopt(run=run, by=leader, at=AT)
    event = Event.objects.get(action="plan.declined")
    assert event.actor.staff_id == leader.pk and "资金未落实" in event.values_json


def test_a_proposal_is_withdrawn_by_who_made_it_alone(run, office, district):
    """Somebody else may not take it back; afterwards it may be proposed again, and adopted."""
    leader = district.people["district"]
    actions.propose(run=run, by=office, at=AT)

    with pytest.raises(actions.CannotWithdraw):
        actions.withdraw(run=run, by=leader, at=AT)
    actions.withdraw(run=run, by=office, at=AT)
    with pytest.raises(actions.CannotWithdraw):
        actions.withdraw(run=run, by=office, at=AT)
    again = actions.propose(run=run, by=office, at=AT)
    adoption = actions.adopt(run=run, by=leader, at=AT)

    assert (again.number, adoption.proposal) == (2, again)
    assert Event.objects.filter(action="plan.withdrawn").count() == 1


def test_the_database_keeps_how_a_proposal_ended(run, office, district):
    """Past the actions: not ended by the wrong person, not without a reason, not changed, not removed."""
    leader = district.people["district"]
    proposal = actions.propose(run=run, by=office, at=AT)
    wrong = (("declined", office, "x"), ("withdrawn", leader, ""), ("declined", leader, ""))

    for kind, by, note in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            ProposalEnd.objects.create(proposal=proposal, kind=kind, proposed_by=office, by=by, at=AT, note=note)
    actions.withdraw(run=run, by=office, at=AT)
    for attempt in attempts(ProposalEnd, "note = 'x'"):
        assert_refused(attempt)


def test_a_plan_in_force_is_not_proposed_again(run, office, district):
    """It is in force already."""
    actions.propose(run=run, by=office, at=AT)
    actions.adopt(run=run, by=district.people["district"], at=AT)

    with pytest.raises(actions.CannotPropose):
        actions.propose(run=run, by=office, at=AT)


def test_the_pages_decline_and_withdraw(run, office, as_):
    """A reason is asked for; the plan's page then tells who sent it back and why."""
    planner, leader = as_("office"), as_("district")
    planner.post(reverse("plans:propose", args=[run.uid]), {"note": ""})
    url = reverse("plans:decline", args=[run.uid])

    assert leader.post(url, {"note": ""}).status_code == 200
    assert not ProposalEnd.objects.exists()
    assert leader.post(url, {"note": "资金未落实"}).status_code == 302

    page = planner.get(run.get_absolute_url()).content.decode()
    assert "资金未落实" in page and reverse("plans:propose", args=[run.uid]) in page
    planner.post(reverse("plans:propose", args=[run.uid]), {"note": "已落实"})
    planner.post(reverse("plans:withdraw", args=[run.uid]))
    assert ProposalEnd.objects.filter(kind="withdrawn").count() == 1


def signing(browser, run, code: str):
    """Somebody who came by the single sign-on, and has no password, signs with a device."""
    return browser.post(reverse("plans:adopt", args=[run.uid]), {"note": "", "code": code})


def test_a_signature_by_device_is_judged_like_a_login(run, office, district, as_):
    """F14: five wrong codes, then 429, also for the right one; each try is an event of who tried."""
    actions.propose(run=run, by=office, at=AT)
    leader = district.people["district"]
    leader.set_unusable_password()
    leader.save(update_fields=["password"])
    secret = generate_totp_secret()
    TOTP.activate(leader, secret)
    browser = as_("district")

    answers = [signing(browser, run, "000000") for _ in range(5)] + [signing(browser, run, code_of(secret))]

    assert [it.status_code for it in answers] == [200] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "300"
    told = Event.objects.filter(action="plan.signature_refused")
    assert [(it.result, it.actor.staff_id, it.subject_id) for it in told] == [("refused", leader.pk, str(run.pk))] * 6
    assert not Adoption.objects.exists()
    cache.clear()
    assert signing(browser, run, code_of(secret)).status_code == 302
    assert Adoption.objects.get().by == leader


def test_a_stale_tab_decides_on_no_later_proposal(run, office, as_):
    """F11: what was proposed anew meanwhile, with another note, is looked at before it is adopted or declined."""
    leader = as_("district")
    actions.propose(run=run, by=office, at=AT, note="第一次")
    urls = [reverse(f"plans:{deed}", args=[run.uid]) for deed in ("adopt", "decline")]
    seen = [leader.get(url).context["form"]["seen"].value() for url in urls]
    actions.withdraw(run=run, by=office, at=AT)
    actions.propose(run=run, by=office, at=AT, note="第二次")

    leader.post(urls[0], {"note": "", "password": PASSWORD, "seen": seen[0]})
    leader.post(urls[1], {"note": "资金未落实", "seen": seen[1]})

    assert not Adoption.objects.exists() and not ProposalEnd.objects.exclude(kind="withdrawn").exists()
    fresh = leader.get(urls[0]).context["form"]["seen"].value()
    leader.post(urls[0], {"note": "", "password": PASSWORD, "seen": fresh})
    assert Adoption.objects.count() == 1

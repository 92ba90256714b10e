"""A plan whose search was cut short is a draft: marked everywhere, gone on with, proposed only with a reason."""

import gzip
import json
from dataclasses import replace

import pytest
from django.urls import reverse
from web.plans.conftest import AT, a_made, a_run, tight

from yipanqi.domain.planning.hand import changed_by_hand
from yipanqi.web.audit.models import Event
from yipanqi.web.plans import actions, demo, making
from yipanqi.web.plans import outcome_json as kept
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.study import study

MARK = "草案·搜索未完成"


def cut_short(gap: float = 10.34):
    """The tiny programme's plan as a search leaves it that had no time."""
    outcome = kept.unpacked(a_made().outcome)
    bound = outcome.objective * (1 + gap)
    return making.result_of(tight(), replace(outcome, upper_bound=bound, bound_by_solver=False, priced_bound=None))


def by_hand(base, worth):
    """The same plan, drawn by hand and worth so much."""
    found = study(base)
    return changed_by_hand(found.outcome, found.programme, found.offer, found.plan, worth)


@pytest.fixture
def draft(entry, office) -> PlanRun:
    """A plan whose search was cut short."""
    run = a_run(entry, office, "草案", is_made=False)
    actions.take_in(run=run, made=cut_short(), folder="", at=AT)
    return PlanRun.objects.get(pk=run.pk)


def test_a_draft_says_so_wherever_it_stands(draft, as_):
    """On its own page, on a part of it, in the list, on the first page, and in the log."""
    browser = as_("office")
    pages = [draft.get_absolute_url(), reverse("plans:part", args=[draft.uid, "works"]), reverse("plans:index"), "/"]

    assert all(MARK in browser.get(url).content.decode() for url in pages)
    assert "最优方案可能好 1034.0%" in browser.get(draft.get_absolute_url()).content.decode()
    assert Event.objects.get(action="plan.made").values_told["after"]["unfinished"] is True


def test_a_finished_plan_carries_no_mark(run, as_):
    """Nor does the page offer to go on."""
    page = as_("office").get(run.get_absolute_url()).content.decode()

    assert not run.is_unfinished
    assert MARK not in page and reverse("plans:go_on", args=[run.uid]) not in page


def test_its_documents_carry_the_mark(draft):
    """What is printed of it knows it from the stored outcome."""
    from yipanqi.documents.plan.words import paper_words
    from yipanqi.web.plans.study import study

    assert MARK in paper_words(study(draft).facts, "zh").label


def test_it_is_gone_on_with(draft, as_):
    """One click files a new run that begins with this plan and has more time."""
    browser = as_("office")

    answer = browser.post(reverse("plans:go_on", args=[draft.uid]))

    on = PlanRun.objects.exclude(pk=draft.pk).get()
    assert answer.url == on.get_absolute_url()
    assert (on.base, on.is_warm, on.name) == (draft, True, "草案 · 续算 2")
    assert (on.asked["seconds"], on.asked["work"], on.asked["seed"]) == (20.0, None, 1)


def test_gone_on_with_again_it_has_more_time_still(draft, office):
    """Its name does not grow."""
    on = actions.go_on(run=draft, by=office, at=AT)
    actions.take_in(run=on, made=cut_short(), folder="", at=AT)

    again = actions.go_on(run=PlanRun.objects.get(pk=on.pk), by=office, at=AT)

    assert (again.name, again.asked["seconds"]) == ("草案 · 续算 3", 80.0)


def test_to_propose_it_takes_a_reason(draft, office, as_):
    """Without one it is refused, by the form and by the action; the reason stays with the proposal and in the log."""
    browser, url = as_("office"), reverse("plans:propose", args=[draft.uid])

    with pytest.raises(actions.CannotPropose):
        actions.propose(run=draft, by=office, at=AT, note=" ")
    assert "为什么不等搜索完成" in browser.get(url).content.decode()
    browser.post(url, {"note": ""})
    assert not draft.proposals.exists()

    browser.post(url, {"note": "明天上会，先报草案"})

    assert draft.proposals.get().note == "明天上会，先报草案"
    event = Event.objects.get(action="plan.proposed")
    assert event.values_told["after"] == {"note": "明天上会，先报草案", "unfinished": True}


def test_what_is_changed_by_hand_is_as_finished_as_its_search(draft, run):
    """A draft stays a draft; a finished plan that the hand made worse does not become one."""
    of_draft, of_plan = (by_hand(base, base.objective / 3) for base in (draft, run))

    assert making.result_of(tight(), of_draft).is_unfinished
    assert of_plan.gap > 1 and not making.result_of(tight(), of_plan).is_unfinished
    assert not making.result_of(tight(), kept.unpacked(kept.packed(of_plan))).is_unfinished


def test_plans_of_before_are_told_by_their_gap(draft, run):
    """Rows and outcomes stored before the mark was there: a search by its gap, a plan by hand never."""
    told = json.loads(gzip.decompress(kept.packed(by_hand(run, 1.0))))
    del told["searched_gap"]
    older = kept.unpacked(gzip.compress(json.dumps(told).encode()))

    draft.unfinished = run.unfinished = None
    assert (draft.is_unfinished, run.is_unfinished) == (True, False)
    assert not making.result_of(tight(), older).is_unfinished


def test_the_demonstration_goes_on_until_it_is_near(draft, office, monkeypatch, tmp_path):
    """However little the machine searched in its seconds, what is put in force ends below one per cent."""
    made = iter([cut_short(0.02), cut_short(0.004)])

    def worked(kind, subject, log):
        actions.take_in(run=PlanRun.objects.get(pk=subject), made=next(made), folder="", at=AT)

    monkeypatch.setattr(demo, "worked", worked)
    found = demo._made(draft.entry, office, 1.0, False, tmp_path / "log")  # noqa: SLF001  # the demonstration has no smaller door

    assert found.gap == pytest.approx(0.004)
    assert PlanRun.objects.count() == 3

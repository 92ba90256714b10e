"""Changes by hand: several estates, judged together, taken back one by one."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse

from yipanqi.domain.planning.hand import changed_by_hand
from yipanqi.web.accounts.models import User
from yipanqi.web.audit.models import Event
from yipanqi.web.audit.words import value_said
from yipanqi.web.plans import by_hand
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.study import study
from yipanqi.web.plans.words import change_told


def started(run) -> list[str]:
    """The estates that the plan starts."""
    return list(study(run).plan.starts)


def test_several_changes_are_judged_and_kept_together(run, as_):
    """The second estate is changed on top of the first; the kept plan has both and tells them."""
    browser, url = as_("office"), reverse("plans:hand", args=[run.uid])
    one, two = started(run)[:2]
    first = browser.post(url, {"estate": one, "start": "", "judge": "1"}).context["edits"]
    sent = {"edit": [edit.text for edit in first], "estate": two, "start": "", "name": "少两个"}

    browser.post(url, sent)

    kept = PlanRun.objects.get(name="少两个")
    assert set(started(run)) - set(started(kept)) == {one, two}
    assert len(kept.changes_said) == 2
    page = browser.get(kept.get_absolute_url()).content.decode()
    assert all(line in page for line in kept.changes_said)


def test_the_last_change_is_taken_back(run, as_):
    """The link undoes one change and leaves the others; nothing was kept."""
    browser, url = as_("office"), reverse("plans:hand", args=[run.uid])
    one, two = started(run)[:2]
    found = study(run)
    edits = [by_hand.asked_of(found, estate, "", {}) for estate in (one, two)]
    page = browser.get(url, {"edit": [edit.text for edit in edits], "estate": two}).content.decode()
    link = unescape(re.search(r'<a href="([^"]+)">撤销最后一步', page)[1])

    undone = browser.get(url + link)

    assert undone.context["edits"] == edits[:1]
    assert two in by_hand.drawn(found, edits[:1]).starts
    assert PlanRun.objects.count() == 1


def test_a_change_back_to_what_it_was_is_none(run):
    """Who puts an estate back where it stood has changed nothing."""
    found = study(run)
    estate = started(run)[0]
    gone = by_hand.asked_of(found, estate, "", {})
    back = by_hand.asked_of(found, estate, found.programme.calendar.label(found.plan.starts[estate]), {})

    assert by_hand.with_edit(found, [gone], back) == []


def test_a_work_is_dropped_and_added(run):
    """Only works that differ from the plan are in the change, and the drawn plan has them."""
    found = study(run)
    estate, measure = next(iter(found.plan.choices))
    start = found.programme.calendar.label(found.plan.starts[estate])

    dropped = by_hand.asked_of(found, estate, start, {measure: ""})

    assert dropped.works == {measure: ""}
    assert (estate, measure) not in by_hand.drawn(found, [dropped]).choices
    name = found.programme.measure_by_id[measure].name
    assert change_told(*by_hand.changed(found, [dropped]), "zh").endswith(f"：不做{name}")


@pytest.mark.parametrize(("lang", "words"), [("zh-hans", "移出方案"), ("en", "leaves the plan")])
def test_the_log_words_a_change_in_the_language_of_its_reader(run, as_, lang, words):
    """It keeps what was changed, not a sentence; sentences that it kept before stand as they are."""
    browser, estate = as_("office"), started(run)[0]
    browser.post(reverse("plans:hand", args=[run.uid]), {"edit": [f'["{estate}","",{{}}]'], "name": "少一个"})
    User.objects.update(language=lang)

    page = as_("audit_admin").get(reverse("audit:log"), {"q": "plan.changed_by_hand"}).content.decode()

    name = study(run).programme.estate_by_id[estate].name
    assert words in page and name in page
    kept = Event.objects.get(action="plan.changed_by_hand").values_told["after"]["changes"]
    assert [(change["estate"], change["start"]) for change in kept] == [(estate, "")]
    assert value_said("plans", "changes", ["甲小区：移出方案"]) == "甲小区：移出方案"


def test_what_makes_no_sense_in_an_address_is_left_out(run, as_):
    """Broken text, an unknown estate and an unknown work change nothing and break nothing."""
    found = study(run)
    texts = ["{", "[1,2,3]", '["火星","2027Q1",{}]', f'["{started(run)[0]}","2027Q1",{{"nothing":"x"}}]']

    edits = by_hand.edits_in(found, texts)

    assert all(edit.estate in found.programme.estate_by_id and "nothing" not in edit.works for edit in edits)
    page = as_("office").get(reverse("plans:hand", args=[run.uid]), {"edit": texts})
    assert page.status_code == 200


def test_a_change_is_judged_as_soon_as_it_is_made(run, as_):
    """The fragment tells the rules that break and carries the change to the next estate; nothing is kept."""
    browser, url, estate = as_("office"), reverse("plans:hand", args=[run.uid]), started(run)[0]
    sent = {"estate": estate, "start": "2027Q1", "work-drainage": "standard"}

    part = browser.post(url, sent, headers={"HX-Request": "true", "HX-Target": "judged"})

    text = part.content.decode()
    assert text.lstrip().startswith('<div id="judged"') and "<html" not in text
    assert "缺少必做的供水" in text and 'hx-swap-oob="innerHTML:#verdict"' in text
    assert len(part.context["edits"]) == text.count('name="edit"') == 1
    assert PlanRun.objects.count() == 1
    page = browser.get(url, {"estate": estate}).content.decode()
    assert 'hx-target="#judged"' in page and 'name="judge"' in page and "hx-swap-oob" not in page


@pytest.mark.parametrize(("part", "bound", "is_solvers"), [(0.9, 1.01, True), (1.0, 1.01, True), (1.02, 1.05, False)])
def test_a_plan_by_hand_keeps_the_bound_and_whose_word_it_is(run, part, bound, is_solvers):
    """The programme is the same; only a plan that beats the solver's bound leaves that of the prices alone."""
    found, worth = study(run), run.objective
    base = replace(found.outcome, upper_bound=worth * 1.01, priced_bound=worth * 1.05, bound_by_solver=True)

    outcome = changed_by_hand(base, found.programme, found.offer, found.plan, worth * part)

    assert outcome.upper_bound == pytest.approx(worth * bound)
    assert outcome.bound_by_solver == is_solvers
    assert outcome.proven_bound == pytest.approx(worth * 1.05)


NONSENSE = (
    *("1", "null", '"JH"', "{}", "[]", "[1,2,3]", '["A","",[]]', '["A","",{"water":["x"]}]', "[" * 2000, "9" * 5000),
    '["A","",{"water":{"a":1}}]',
)


@pytest.mark.parametrize("text", NONSENSE, ids=range(len(NONSENSE)))
def test_an_address_that_makes_no_sense_changes_nothing(run, as_, text):
    """F7: whatever stands in `edit` that we did not write there is left out, by GET and by POST."""
    browser, url = as_("office"), reverse("plans:hand", args=[run.uid])
    text = text.replace('"A"', f'"{started(run)[0]}"')

    looked = browser.get(url, {"edit": text})
    sent = browser.post(url, {"edit": text, "name": "x"})

    assert [looked.status_code, sent.status_code] == [200, 200]
    assert looked.context["edits"] == sent.context["edits"] == []
    assert PlanRun.objects.count() == 1


def kept_by_hand(browser, run, **sent):
    """The plan that this change leaves."""
    browser.post(reverse("plans:hand", args=[run.uid]), {"name": "手工", **sent})
    return PlanRun.objects.exclude(pk=run.pk).get()


def test_a_plan_by_hand_keeps_prices_and_reasons_and_says_so(run, as_):
    """What the plan uses is its own; what one more unit is worth is the parent's."""
    browser, estate = as_("office"), started(run)[0]
    before = study(run)

    by_hand_run = kept_by_hand(browser, run, estate=estate, start="")
    after = study(by_hand_run)

    priced = {(x.kind, x.subject, x.trade, x.year, x.quarter): x.points for x in before.outcome.limits}
    assert {(x.kind, x.subject, x.trade, x.year, x.quarter): x.points for x in after.outcome.limits} == priced
    assert [x.used for x in after.outcome.limits] != [x.used for x in before.outcome.limits]
    page = browser.get(reverse("plans:part", args=[by_hand_run.uid, "limits"])).content.decode()
    assert "价格取自原方案" in page and "没有限制使方案受限" not in page
    why = browser.get(reverse("plans:part", args=[by_hand_run.uid, "why"])).content.decode()
    assert "由手工移出方案" in why
    others = [e for e in before.outcome.estate_reasons if e != estate]
    assert all(after.outcome.estate_reasons[e] == before.outcome.estate_reasons[e] for e in others)


def test_a_plan_that_breaks_rules_is_not_reckoned(run, as_):
    """No 0.00: page, list and comparison say that nothing was reckoned."""
    browser, estate = as_("office"), started(run)[0]

    broken = kept_by_hand(browser, run, estate=estate, start="2027Q1", **{"work-water": ""})

    assert (broken.money, broken.objective, broken.is_paid) == (None, None, False)
    compare = f"{reverse('plans:compare')}?run={run.uid}&run={broken.uid}"
    for url in (broken.get_absolute_url(), reverse("plans:index"), compare):
        page = browser.get(url).content.decode()
        assert "未核算" in page and "0.00 亿元" not in page, url
    assert browser.get(f"{reverse('plans:index')}?as=csv").status_code == 200
    limits = browser.get(reverse("plans:part", args=[broken.uid, "limits"])).context["tables"]
    assert {row[2].text for row in limits[1].rows} == {"未核算"} and {row[4].text for row in limits[1].rows} == {""}
    assert "资金未核算" in limits[0].note and "没有用满" not in limits[0].note


def test_beside_a_broken_rule_stand_the_quarters_that_would_do(run, as_):
    """m9: one crew serves one estate at a time. E3 works in the first half of 2027, E2 in that of 2028; E1, which needs
    two quarters of it and must be finished in 2028, may keep its place or follow E2. Estates are listed by place."""
    browser, url = as_("office"), reverse("plans:hand", args=[run.uid])

    page = browser.get(url, {"edit": '["E1","2027Q1",{}]', "estate": "E1"})

    assert page.context["judgement"].broken
    assert page.context["fits"] == ["2027Q3", "2028Q3"]
    text = page.content.decode()
    assert "2027Q3、2028Q3" in text or "2027Q3；2028Q3" in text
    assert text.index('<optgroup label="新华街道">') < text.index('<optgroup label="万松街道">')
    assert browser.get(url, {"edit": '["E1","2028Q3",{}]', "estate": "E1"}).context["fits"] is None

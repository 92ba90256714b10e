"""The list of plans, the comparison and the what-if form: the same words everywhere, the base that one expects."""

import csv
import io

import pytest
from django.urls import reverse
from web.district import AT
from web.html import flat
from web.plans.conftest import a_run, tight

from yipanqi.web.plans import actions
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.study import study
from yipanqi.web.plans.words import FILTERS
from yipanqi.web.programmes.actions import index


@pytest.fixture
def plans(run, entry, office, district, as_) -> dict[str, PlanRun]:
    """One plan in force, one that was, one proposed, one made, one that breaks a rule."""
    found = {"former": run}
    for code in ("in_force", "proposed", "made"):
        found[code] = a_run(entry, office, f"方案-{code}")
    for code in ("former", "in_force"):
        actions.propose(run=found[code], by=office, at=AT)
        actions.adopt(run=found[code], by=district.people["district"], at=AT)
    actions.propose(run=found["proposed"], by=office, at=AT)
    started = next(iter(study(run).plan.starts))  # without the water works that it must have
    asked = {"estate": started, "start": "2027Q1", "work-drainage": "standard", "name": "方案-broken"}
    as_("office").post(reverse("plans:hand", args=[run.uid]), asked)
    return found | {"broken": PlanRun.objects.get(name="方案-broken")}


def test_the_list_is_filtered_by_the_states_that_it_shows(plans, as_):
    """m3: each state has the plans that the page shows so, and the file says it in the same words."""
    browser, url = as_("office"), reverse("plans:index")
    offered = dict(browser.get(url).context["form"].fields["state"].choices)
    assert set(FILTERS) <= offered.keys()

    for code, plan in plans.items():
        page = browser.get(url, {"state": code})
        assert [it.pk for it in page.context["runs"]] == [plan.pk], code
        text = browser.get(url, {"state": code, "as": "csv"}).getvalue().decode("utf-8-sig")
        said = list(csv.reader(io.StringIO(text)))[1][1]
        assert page.context["runs"][0].said_here == said and said in flat(page.content.decode())
        if code != "broken":
            assert said == offered[code]


def test_what_is_ticked_is_told_against_the_plan_in_force_or_the_older_one(plans, as_):
    """m4: however the list orders them; whoever chooses the order by hand gets it so."""
    browser, url = as_("office"), reverse("plans:compare")

    def first(*codes: str, **more: str) -> str:
        asked = {"run": [str(plans[code].uid) for code in codes], **more}
        return browser.get(url, asked).context["chosen"][0].name

    assert first("made", "in_force", "former", ticked="1") == "方案-in_force"
    assert first("made", "former", ticked="1") == plans["former"].name
    assert first("made", "former") == "方案-made"
    assert 'name="ticked"' in browser.get(reverse("plans:index")).content.decode()


def test_the_board_tells_the_difference_as_the_comparison_does(plans, entry, as_, monkeypatch):
    """m4: the other plan against the one in force, both named; the same pair of plans, the same marks."""
    index.write(entry, index.facts(tight()), is_whole=True)
    seen = []

    def stones(needs, plan, other, estate):
        seen.append((plan, other))
        return {}

    monkeypatch.setattr("yipanqi.web.page.board.difference_stones", stones)
    browser, made = as_("office"), plans["made"]

    page = browser.get("/", {"mode": "difference", "against": str(made.uid)})
    on_board, before = seen[0], len(seen)
    browser.get(reverse("plans:compare"), {"run": [str(plans["in_force"].uid), str(made.uid)]})

    assert "原方案：方案-in_force；新方案：方案-made" in flat(page.content.decode())
    assert all(pair == on_board for pair in seen[before:])


def test_the_form_of_a_plan_folds_what_few_change(run, as_):
    """m5: seed, rounds and processes stand under 高级, closed unless changed; money source by source with its sum."""
    browser = as_("office")

    form = browser.get(reverse("plans:new")).context["form"]

    assert [field.name for field in form.technical()] == ["work", "seed", "workers"] and not form.is_technical_open
    assert {field.name for field in (*form.usual(), *form.technical())} == form.base_fields.keys()
    (_, funds), *_ = form.sections()
    by_fund = {fund.id: fund for fund in form.programme.funds if fund.is_limited}
    assert len(funds) == len(by_fund)
    for said, rows, _ in funds:
        total = sum(row.lever.today for row in rows)
        assert f"合计 {total:,.2f}" in said and "现" not in said
        assert len({row.lever.key[0] for row in rows}) == 1
    assert [is_open for _, _, is_open in funds] == [True] + [False] * (len(funds) - 1)
    assert "高级" in browser.get(reverse("plans:new")).content.decode()


def test_a_scenario_tells_the_sum_of_a_source_beside_todays(run, entry, office, as_):
    """m5: the form that goes on from it shows both."""
    second = a_run(entry, office, "少给钱", base=run, moved={"grants": {"city": {"2028": "540"}}})

    form = as_("office").get(f"{reverse('plans:new')}?from={second.uid}").context["form"]

    said = next(said for said, rows, _ in form.sections()[0][1] if rows[0].lever.key[0] == "city")
    whole = sum(grant for grant in entry.programme().fund_by_id["city"].appropriations) / 1_000_000
    assert f"合计 {whole - 60:,.2f}（现 {whole:,.2f}）" in said


def test_a_changed_seed_opens_what_is_folded(run, as_):
    """What is at fault, or was changed, is seen."""
    sent = {"name": "x", "seconds": "5", "seed": "7", "workers": "1", "look": "1"}

    assert as_("office").post(reverse("plans:new"), sent).context["form"].is_technical_open

"""What-if: sliders beside figures, estates settled, and a search that goes on from an earlier plan."""

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from web.plans.conftest import Line, a_made, a_run, tight

from yipanqi import planner
from yipanqi.domain.planning.account import objective
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.scenario import UNCHANGED, Scenario, derived
from yipanqi.web.jobs.worker import drain
from yipanqi.web.plans import actions, making
from yipanqi.web.plans import outcome_json as kept
from yipanqi.web.plans.asked import again_of, request_of
from yipanqi.web.plans.jobs import differences
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.study import study
from yipanqi.web.plans.what_if import LeversForm
from yipanqi.web.programmes.models import Record


def filled(**changes) -> LeversForm:
    """The form as a browser sends it back, with some of it changed."""
    form = LeversForm(programme=tight(), scenario=UNCHANGED)
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    for _, rows, _ in form.groups():
        sent |= {f"{row.lever.name}-slide": row.slide for row in rows}
    form = LeversForm({**sent, **changes}, programme=tight(), scenario=UNCHANGED)
    assert form.is_valid(), form.errors
    return form


def test_a_form_that_nobody_touched_changes_nothing():
    """Figures and sliders come back as they were sent."""
    assert filled().scenario().to_dict() == {}


def test_a_slider_alone_says_per_cent_of_today():
    """Without a script the slider that was moved counts, and the page shows its figure."""
    form = filled(**{"grant-city-2028-slide": "90"})

    assert form.scenario().to_dict() == {"grants": {"city": {"2028": "540"}}}
    row = next(row for _, rows, _ in form.groups() for row in rows if row.lever.name == "grant-city-2028")
    assert (row.value, row.part) == ("540", "90%")


def test_a_figure_counts_before_its_slider():
    """Who types a figure gets that figure, wherever the slider stands."""
    form = filled(**{"grant-city-2028": "123.45", "grant-city-2028-slide": "90"})

    assert form.scenario().to_dict() == {"grants": {"city": {"2028": "123.45"}}}


def test_what_was_shown_once_is_not_moved_again():
    """A figure sent back with the slider that belongs to it is a figure, not a change of the slider."""
    sent = {"grant-city-2028": "540", "grant-city-2028-shown": "540", "grant-city-2028-slide": "90"}

    assert filled(**sent).scenario().to_dict() == {"grants": {"city": {"2028": "540"}}}


def test_estates_are_settled_by_name_or_code():
    """Fixed, demanded, left out; one estate in two ways is a fault."""
    sent = {"estate-0": "E1小区", "settled-0": "2027Q2", "estate-1": "E2", "settled-1": "must"}

    assert filled(**sent, **{"estate-2": "E3", "settled-2": "withheld"}).scenario().to_dict() == {
        "pins": {"E1": "2027Q2"},
        "must": ["E2"],
        "withheld": ["E3"],
    }
    twice = LeversForm({**sent, "estate-1": "E1"}, programme=tight(), scenario=UNCHANGED)
    assert not twice.is_valid() and "estate-1" in twice.errors


def test_a_look_shows_the_changes_and_files_nothing(entry, as_):
    """Before it is started the scenario is told in sentences."""
    browser = as_("office")
    form = browser.get(reverse("plans:new")).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    page = browser.post(reverse("plans:new"), {**sent, "grant-city-2028-slide": "50", "look": "1"})

    assert "减少 50%（600 → 300 万元）" in page.content.decode()
    assert not PlanRun.objects.exists()


def test_an_estate_in_the_plan_and_left_out_at_once_is_refused(entry, office):
    """What cannot be is refused when it is asked for."""
    with pytest.raises(actions.CannotStart, match="E1小区"):
        a_run(entry, office, moved={"must": ["E1"], "withheld": ["E1"]})


def test_a_what_if_goes_on_from_the_plan_it_began_with(run, entry, office, as_):
    """The search is handed the base plan; with nothing changed and no time it is no worse; the page says so."""
    warm = a_run(entry, office, "接着算", base=run, asked={"warm": True}, is_made=False)
    request = request_of(PlanRun.objects.select_related("version", "base").get(pk=warm.pk))
    assert request.earlier == study(run).outcome.plan

    drain()

    warm.refresh_from_db()
    assert warm.is_made and warm.objective >= run.objective
    page = as_("office").get(warm.get_absolute_url()).content.decode()
    assert "从原方案接着算" in page and run.name in page


def test_a_warm_plan_is_remade_bit_for_bit(run, entry, office):
    """Its base never changes, so that what is stored leads to the same plan again."""
    warm = a_run(entry, office, base=run, asked={"warm": True}, moved={"withheld": ["E1"]}, is_made=False)
    drain()
    warm = PlanRun.objects.select_related("version", "base").get(pk=warm.pk)

    again = making.make(Line(), request_of(warm), again_of(warm))

    assert differences(bytes(warm.outcome), again.outcome) == []
    assert "E1" not in kept.unpacked(again.outcome).plan.starts


def test_what_no_longer_holds_of_the_earlier_plan_is_given_up(run, entry, office):
    """Less money than the base plan spends: the answer holds every rule of the new programme."""
    moved = {"grants": {"city": {"2027": "300"}}}
    warm = a_run(entry, office, base=run, asked={"warm": True}, moved=moved, is_made=False)
    drain()
    warm.refresh_from_db()
    programme = derived(tight(), Scenario.of(moved))

    plan = kept.unpacked(bytes(warm.outcome)).plan

    judged = planner.judge(programme, offer(programme), plan)
    assert judged.broken == ()
    assert judged.objective == pytest.approx(objective(programme, offer(programme), judged.plan))


def test_to_go_on_from_nothing_is_refused(entry, office):
    """Warm without a base plan makes no sense."""
    with pytest.raises(actions.CannotStart):
        a_run(entry, office, asked={"warm": True})


def test_a_scenario_that_no_longer_holds_is_begun_anew(run, entry, office, as_):
    """A run whose scenario names what the programme has no more: the form begins with today's figures, and says so."""
    second = a_run(entry, office, base=run, moved={"sites": {"S1": 1}, "grants": {"city": {"2028": "540"}}})
    Record.objects.filter(entry=entry, sheet="site_limits").update(is_active=False)
    type(entry).objects.filter(pk=entry.pk).update(revision=entry.revision + 1)

    page = as_("office").get(reverse("plans:new"), {"from": str(second.uid)})

    assert "新华街道没有在建上限" in page.content.decode()
    assert page.context["form"]["grant-city-2028"].value() == "600"


def test_documents_say_what_was_assumed(tmp_path):
    """The papers of a what-if name its assumptions; those of the programme itself have none."""
    scenario = Scenario.of({"grants": {"city": {"2028": "540"}}})
    for folder, assumed in (("if", scenario), ("plain", UNCHANGED)):
        making.print_documents(Line(), tight(), assumed, a_made().outcome, 0, str(tmp_path / folder), "zh")

    why, plain = (load_workbook(tmp_path / folder / "方案说明.xlsx") for folder in ("if", "plain"))

    assert "减少 10%（600 → 540 万元）" in why["假设"]["A4"].value
    assert "假设推演" in why.worksheets[0]["A1"].value
    assert "假设" not in plain.sheetnames and "假设推演" not in plain.worksheets[0]["A1"].value


def test_the_list_tells_what_each_scenario_changes(run, entry, office, as_):
    """Scenarios are told apart by what they change, and not only by their names."""
    a_run(entry, office, "少给钱", moved={"grants": {"city": {"2028": "540"}}})

    page = as_("office").get(reverse("plans:index")).content.decode()

    assert "减少 10%（600 → 540 万元）" in page


def test_a_what_if_shows_its_difference_beside(run, entry, office, as_):
    """The finished scenario has the totals of both plans and the ways to the whole comparison; a plan without a base
    has none."""
    second = a_run(entry, office, "少给钱", base=run, moved={"grants": {"city": {"2028": "540"}}})
    browser = as_("office")

    page = browser.get(second.get_absolute_url())

    table = page.context["against"]["totals"]
    assert [name for name, _ in table.columns][1:3] == [run.name, second.name]
    assert len(table.rows) == 3 and 'id="totals"' in page.content.decode()
    both = f"{reverse('plans:compare')}?run={run.uid}&amp;run={second.uid}"
    assert all(f'href="{url}"' in page.content.decode() for url in (both, f"{both}#difference"))
    assert browser.get(run.get_absolute_url()).context["against"] is None


def test_an_empty_form_is_a_form_with_faults(run, as_):
    """422 with what is missing, also where only a look was asked for."""
    browser = as_("office")

    for sent in ({}, {"look": "1"}):
        answer = browser.post(reverse("plans:new"), sent)
        assert answer.status_code == 422 and answer.context["form"].errors["name"]

"""Runs: started from a frozen version, made by a worker, kept once, never changed."""

import gzip
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import a_programme, an_estate
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction
from web.plans.conftest import ASKED, AT, Line, a_made, a_run, an_entry, tight

from yipanqi import planner
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.rules import violations
from yipanqi.domain.planning.scenario import Scenario, changes_said, derived
from yipanqi.planner import Request, Settings, read_plan
from yipanqi.web.audit.models import Event
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.worker import drain
from yipanqi.web.plans import actions, making
from yipanqi.web.plans import outcome_json as kept
from yipanqi.web.plans.jobs import differences
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.run_result import RunResult
from yipanqi.web.plans.words import IMPOSSIBLE, MADE, UNDECIDED

LIMITED = {key: value for key, value in ASKED.items() if key != "moves"}


def test_an_outcome_comes_back_as_it_was_packed():
    """Plan, limits and reasons are the same to the last figure, and the same outcome gives the same bytes."""
    outcome = kept.unpacked(a_made().outcome)

    assert kept.unpacked(kept.packed(outcome)) == outcome
    assert kept.packed(outcome) == a_made().outcome
    assert violations(tight(), offer(tight()), outcome.plan) == []
    assert outcome.estate_reasons and outcome.limits


def test_a_worker_makes_the_plan_and_keeps_it_with_its_folder(entry, office):
    """A run filed is a run made: outcome, figures, problem and plan on disk, one audit event each."""
    run = a_run(entry, office, is_made=False)

    assert drain() == ["done"]

    run.refresh_from_db()
    assert (run.state, run.version) == (MADE, entry.current_version)
    assert run.objective == pytest.approx(kept.unpacked(a_made().outcome).objective)
    assert run.estates == len(kept.unpacked(bytes(run.outcome)).plan.starts) > 0
    assert read_plan(actions.place_of(run.folder), tight().calendar).starts
    assert Event.objects.filter(subject_type="plans.planrun", action="plan.made").count() == 1


def test_what_is_stored_makes_the_same_plan_again(run):
    """The request that a stored run gives, with the work it did, leads to the same outcome bit for bit."""
    from yipanqi.web.plans.asked import again_of, request_of

    made = making.make(Line(), request_of(run), again_of(run))

    assert differences(bytes(run.outcome), made.outcome) == []


def test_a_stop_keeps_the_best_so_far():
    """Who stops a search gets the plan found by then, which breaks no rule."""
    made = making.make(Line(is_stopped=True), Request(programme=tight()), Settings(**LIMITED))

    assert made.outcome
    plan = kept.unpacked(made.outcome).plan
    assert violations(tight(), offer(tight()), plan) == []


def test_a_run_that_waits_is_stopped_without_a_plan(entry, office):
    """Nothing is made of a run that was stopped before it began."""
    run = a_run(entry, office, is_made=False)

    jobs.ask_to_stop(run.job, by=office)

    assert drain() == []
    run = PlanRun.objects.select_related("job").get(pk=run.pk)
    assert not run.is_made and not run.is_open


def test_an_impossible_programme_names_the_rules_that_collide(district, office):
    """Two estates that must start, and money for none: the answer is sentences in both languages."""
    poor = a_programme(appropriations={"city": (0, 0), "district": (1, 1)}, estates=(an_estate("E1", must=True),))
    poor = replace(poor, needs=tuple(need for need in poor.needs if need.estate == "E1"))
    run = a_run(an_entry(district, poor), office, is_made=False)

    drain()

    run.refresh_from_db()
    assert run.state == IMPOSSIBLE and run.outcome is None
    assert ["E1小区必须改造（或开工时间已定）", "E1小区 must be renovated (or its start is fixed)"] in run.why_not


@pytest.mark.parametrize("is_impossible", [False, True])
def test_a_run_not_decided_in_time_is_not_called_impossible(entry, office, monkeypatch, is_impossible):
    """It ends in a state of its own, with a sentence and an event of its own, and stays so."""
    monkeypatch.setattr(planner, "plan", lambda *_, **__: planner.Undecided(is_impossible))
    run = a_run(entry, office, is_made=False)

    actions.take_in(
        run=run, made=making.make(Line(), Request(programme=tight()), Settings(**LIMITED)), folder="", at=AT
    )
    actions.take_in(run=run, made=a_made(), folder="", at=AT)

    run.refresh_from_db()
    assert (run.state, run.is_undecided, run.is_made, run.tone) == (UNDECIDED, True, False, "late")
    ((zh, en),) = run.why_not
    assert "请给更多时间再试" in zh and "not decided in time" in en
    told = Event.objects.filter(subject_type="plans.planrun", action__startswith="plan.").exclude(action="plan.started")
    assert [event.action for event in told] == ["plan.undecided"]


def by_solver() -> RunResult:
    """The tiny programme's plan under a bound of the solver's, a tenth of a per cent above it."""
    outcome = kept.unpacked(a_made().outcome)
    worth = outcome.objective
    bounds = {"upper_bound": worth * 1.001, "bound_by_solver": True, "priced_bound": worth * 1.023}
    return replace(a_made(), outcome=kept.packed(replace(outcome, **bounds)))


def test_the_solvers_word_is_kept_as_such(entry, office):
    """The stored run and its outcome say whose word the bound is, and which one can be recomputed; a remaking, which
    has no clock and so maybe another solver's bound, is still the same."""
    run = a_run(entry, office, is_made=False)
    actions.take_in(run=run, made=by_solver(), folder="", at=AT)

    run.refresh_from_db()
    outcome = kept.unpacked(bytes(run.outcome))

    assert run.bound_by_solver and outcome.bound_by_solver
    assert (run.gap, run.proven_gap) == (pytest.approx(0.001), pytest.approx(0.023))
    assert outcome.priced_bound == run.priced_bound == pytest.approx(run.objective * 1.023)
    bare = replace(outcome, upper_bound=run.priced_bound, bound_by_solver=False, priced_bound=None)
    assert differences(bytes(run.outcome), kept.packed(bare)) == []


def test_an_outcome_stored_before_bounds_had_authors_follows_from_its_prices():
    """Older stored plans lack the two keys."""
    told = json.loads(gzip.decompress(a_made().outcome))
    del told["bound_by_solver"], told["priced_bound"]

    outcome = kept.unpacked(gzip.compress(json.dumps(told).encode()))

    assert (outcome.bound_by_solver, outcome.priced_bound) == (False, None)
    assert outcome.proven_bound == outcome.upper_bound


def test_the_result_is_taken_in_once(run):
    """A second result for the same run changes nothing and is not recorded."""
    actions.take_in(run=run, made=a_made(), folder="other", at=AT)

    assert PlanRun.objects.get(pk=run.pk).folder == ""
    assert Event.objects.filter(action="plan.made").count() == 1


@pytest.mark.parametrize("deed", ["update", "state"])
def test_the_database_refuses_to_change_a_plan_that_is_made(run, deed):
    """Not even a query past the actions changes a made plan."""
    change = {"objective": 1.0} if deed == "update" else {"state": "open"}

    with pytest.raises(DatabaseError), transaction.atomic():
        PlanRun.objects.filter(pk=run.pk).update(**change)


def test_levers_derive_another_programme_and_leave_the_version_alone(run):
    """Each lever moves what it names and nothing else, and says so in both languages."""
    moved = {
        "grants": {"city": {"2028": "700"}}, "crews": {"pipe": "150"}, "sites": {"S1": -1},
        "targets": {"0": 3}, "weights": {"upgrade": "1.2"}, "pins": {"E1": "2027Q3"},
        "must": ["E2"], "withheld": ["E3"],
    }  # fmt: skip
    before = run.version.programme()

    after = derived(before, Scenario.of(moved))

    assert after.fund_by_id["city"].appropriations == (600_000_000, 700_000_000)
    assert after.crews[0].weeks[0] == Decimal(480)
    assert after.site_limits[0].caps[0] == 1
    assert after.targets[0].at_least == 3
    assert after.estate_by_id["E1"].fixed_start == 2
    assert after.estate_by_id["E2"].must
    assert not offer(after).may_start("E3")
    assert run.version.programme() == before
    zh, en = (changes_said(before, Scenario.of(moved), lang) for lang in ("zh", "en"))
    assert len(zh) == len(en) == 8
    assert "增加 16.7%（600 → 700 万元）" in zh[0]
    assert "16.7% more" in en[0]


def test_a_pin_outside_the_horizon_is_refused_in_words(entry, office):
    """A run that cannot be is refused when it is asked for, not by the worker."""
    with pytest.raises(actions.CannotStart, match="2031Q1"):
        a_run(entry, office, moved={"pins": {"E1": "2031Q1"}})


def test_moves_need_a_plan_to_stay_close_to(entry, office):
    """A limit of moves without a base plan is refused."""
    with pytest.raises(actions.CannotStart):
        a_run(entry, office, asked={"moves": 2})


def test_runs_are_seen_by_the_whole_district_and_drafts_by_nobody_else(run, district):
    """Who sees the whole district sees every run; a subdistrict none before it is adopted."""
    seen = {kind for kind, person in district.people.items() if PlanRun.objects.visible_to(person).exists()}

    assert seen == {"district", "office", "department", "approver"}


def test_the_command_makes_a_plan_once_more(run, capsys):
    """`remake` says that a stored plan is the same bit for bit, and refuses what it does not know."""
    call_command("remake", str(run.uid))

    assert "bit for bit" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("remake", "nothing")

"""Where no plan can be, the planner names the rules that collide."""

from pathlib import Path
from typing import Any

import pytest
from planner.small import a_fund, a_problem, estate, work

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner import Draft, Infeasible, Rule, Settings, Undecided, read_problem, solve
from yipanqi.planner.collision import first_plan
from yipanqi.planner.layout import lay_out
from yipanqi.planner.solver import Answered, Linear, SolverLimits, run

ALONE = Settings(work=1, workers=1)


def collision(folder: Path) -> set[Rule]:
    """The colliding rules of a problem that has no plan."""
    found = solve(read_problem(folder), ALONE)
    assert isinstance(found, Infeasible)
    return set(found.rules)


def test_no_money_reaches_a_must_estate(tmp_path: Path) -> None:
    """A must estate dearer than its fund's grants: the estate and the fund collide, other rules are not named."""
    works = [work("a", "pipe", required=True, cost=50.0), work("b", "pipe", cost=1.0)]
    estates = [estate("a", must=True), estate("b", must=True)]

    rules = collision(a_problem(tmp_path / "p", estates, works, funds=[a_fund(cap=[10.0, 10.0])]))

    assert rules == {Rule(RuleName.MUST_START, estate="a"), Rule(RuleName.WITHIN_APPROPRIATION, fund="money")}


def test_shares_do_not_add_up(tmp_path: Path) -> None:
    """A required work that all funds together may pay only in part names the work."""
    works = [work("a", "pipe", required=True)]

    rules = collision(a_problem(tmp_path / "p", [estate("a", must=True)], works, funds=[a_fund(share={"pipe": 0.6})]))

    assert rules == {Rule(RuleName.MUST_START, estate="a"), Rule(RuleName.WITHIN_SHARE, estate="a", measure="pipe")}


def test_window_closes_before_the_works_fit(tmp_path: Path) -> None:
    """A must estate that may start only when its works no longer end in time names its window."""
    works = [work("a", "road", required=True)]

    rules = collision(a_problem(tmp_path / "p", [estate("a", must=True, earliest=6)], works))

    assert rules == {Rule(RuleName.MUST_START, estate="a"), Rule(RuleName.START_IN_WINDOW, estate="a")}


def test_missing_prerequisite(tmp_path: Path) -> None:
    """A required work whose prerequisite the estate does not list can never be done."""
    works = [work("a", "road", required=True, requires="pipe")]

    rules = collision(a_problem(tmp_path / "p", [estate("a", must=True)], works))

    assert rules == {Rule(RuleName.MUST_START, estate="a"), Rule(RuleName.PREREQUISITES, estate="a", measure="road")}


def test_two_must_estates_and_one_site(tmp_path: Path) -> None:
    """Two must estates with one fixed start and room for one site: both and the site limit collide."""
    estates = [estate("a", must=True, earliest=2, latest=2), estate("b", must=True, earliest=2, latest=2)]
    works = [work("a", "pipe"), work("b", "pipe")]

    rules = collision(a_problem(tmp_path / "p", estates, works, sites=[{"region": "S", "cap": [1] * 8}]))

    assert rules == {
        Rule(RuleName.MUST_START, estate="a"),
        Rule(RuleName.MUST_START, estate="b"),
        Rule(RuleName.WITHIN_SITES, region="S"),
    }


def test_crew_too_small_for_a_must_estate(tmp_path: Path) -> None:
    """A must estate whose required load no crew can bear in any quarter: the estate and the crew collide."""
    works = [work("a", "pipe", required=True, load=9.0)]
    crews = [{"region": "D", "trade": "pipe", "cap": [5.0] * 8}]

    rules = collision(a_problem(tmp_path / "p", [estate("a", must=True)], works, crews=crews))

    assert rules == {Rule(RuleName.MUST_START, estate="a"), Rule(RuleName.WITHIN_CREWS, region="D", trade="pipe")}


def test_a_solver_that_sees_no_plan_is_asked_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the model as it is counts as impossible and the scaled one has a plan, there is a plan."""
    layout = lay_out(read_problem(a_problem(tmp_path / "p", [estate("a", must=True)], [work("a", "pipe")])))

    def doubtful(model: Linear, limits: SolverLimits, **more: Any) -> Answered:
        return run(model, limits, **more) if limits.proof else Answered("infeasible", None, None, 0.0, 0.0, 0)

    monkeypatch.setattr("yipanqi.planner.collision.run", doubtful)

    found = first_plan(layout)

    assert isinstance(found, Draft)
    assert found.start[0] >= 0


def test_a_solver_that_is_wrong_twice_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole numbers show no collision: nothing is said to be impossible, and no rule is named."""
    layout = lay_out(read_problem(a_problem(tmp_path / "p", [estate("a", must=True)], [work("a", "pipe")])))
    wrong = Answered("infeasible", None, None, 0.0, 0.0, 0)
    monkeypatch.setattr("yipanqi.planner.collision.run", lambda *_, **__: wrong)

    assert first_plan(layout) == Undecided()

"""Few estates: a good plan soon, a bound of whole estates, and an honest word where the time is short."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import a_programme
from planner.small import a_fund, a_problem, estate, generated, work

from yipanqi.domain.planning.outcome import Outcome
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.words import Words
from yipanqi.planner import Infeasible, Settings, Solution, Undecided, method, read_problem, solve
from yipanqi.planner.collision import First, first_plan
from yipanqi.planner.frugal import sights
from yipanqi.planner.layout import lay_out
from yipanqi.planner.limit_table import lay_limits
from yipanqi.planner.method import price
from yipanqi.planner.prices import count_use, objective
from yipanqi.planner.problem import NONE
from yipanqi.planner.rebuild import Walker
from yipanqi.planner.search import Incumbent, Searcher
from yipanqi.planner.solver import Answered
from yipanqi.planner.warm import holds

SIX = ("--estates", "6", "--seed", "9609", "--options", "3", "--crews", "3")
OPTIMUM = 20_640.30  # an outside referee's instance and its exhaustive truth


def searching(folder: Path, *options: str) -> tuple[Searcher, Incumbent]:
    """A searcher, and a plan that starts nothing."""
    layout = lay_out(read_problem(generated(folder, *options)))
    start, choice = np.full(len(layout.place), NONE, np.int32), np.full(len(layout.forced), NONE, np.int32)
    worth = objective(layout, count_use(layout, start, choice))
    return Searcher(layout, price(layout), 0, 0), Incumbent(start, choice, worth)


def test_the_first_rounds_find_a_good_plan(tmp_path: Path) -> None:
    """Without any exact round the first few walks of a district of six come close to the optimum, and hold."""
    searcher, best = searching(tmp_path / "p", *SIX)

    for number in range(4):
        best = searcher.round(number, best, lambda: False)

    assert best.worth > 0.95 * OPTIMUM
    assert holds(searcher.layout, best.start, best.choice)


def test_no_time_at_all_still_makes_a_plan(tmp_path: Path) -> None:
    """Where the time is over before the search begins, few estates have their first rounds all the same."""
    found = solve(read_problem(generated(tmp_path / "p", *SIX)), Settings(seconds=0.0, workers=1))

    assert isinstance(found, Solution)
    assert found.objective > 0.9 * OPTIMUM


def test_an_exact_end_that_is_stopped_hands_over_what_it_has(tmp_path: Path) -> None:
    """Stopped at once, the whole model gives the plan back with a bound no worse than that of the prices."""
    searcher, best = searching(tmp_path / "p", *SIX)
    best = searcher.round(0, best, lambda: False)

    found = searcher.whole(best, lambda: True)

    assert found.worth >= best.worth
    assert OPTIMUM - 1 < found.bound <= searcher.answer.bound


def test_a_bound_of_whole_estates(tmp_path: Path) -> None:
    """Solved to the end, the whole model proves its plan: the bound is the optimum, which the prices' bound is not."""
    searcher, best = searching(tmp_path / "p", "--estates", "5", "--seed", "6139", "--tight", "0.7", "--options", "3")
    for number in range(3):
        best = searcher.round(number, best, lambda: False)

    found = searcher.whole(best, lambda: False)

    assert found.proven
    assert found.worth == pytest.approx(4_440.673, abs=1e-3)  # by the exact model of benchmarks/small.py
    assert found.bound == pytest.approx(found.worth, rel=1e-5)
    assert searcher.answer.bound > 1.1 * found.bound
    assert holds(searcher.layout, found.start, found.choice)


def test_a_solver_that_is_refuted_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound below the plan in hand is nobody's bound: it is left out, and nothing is called proven."""
    searcher, best = searching(tmp_path / "p", *SIX)
    best = searcher.round(0, best, lambda: False)
    false = Answered("optimal", None, None, best.worth - 100.0, best.worth - 100.0, 0)
    monkeypatch.setattr("yipanqi.planner.search.run", lambda *_, **__: false)

    found = searcher.whole(best, lambda: True)

    assert not found.proven
    assert found.bound == np.inf


def test_bases_first_puts_an_estate_back(tmp_path: Path) -> None:
    """An estate whose two required works fit the crew at their bases alone is put back with bases seen first."""
    works = [
        work("a", measure, required=True, option=option, cost=cost, load=load, benefit=benefit)
        for measure in ("road", "green")
        for option, cost, load, benefit in (("standard", 1.0, 1.0, 10.0), ("model", 2.0, 1.9, 30.0))
    ]
    crews = [{"region": "D", "trade": "road", "cap": [1.55] * 8}]
    layout = lay_out(read_problem(a_problem(tmp_path / "p", [estate("a")], works, crews=crews)))
    walker = Walker(lay_limits(layout, price(layout)))
    nothing = np.full(1, NONE, np.int32), np.full(2, NONE, np.int32)

    sights(layout, walker)[1].lend(walker)
    walker.begin(*nothing)
    walker.walk(500, 5, 0.5, (0.3, 0.003), 0, lambda: False)

    assert walker.best_start[0] != NONE


def test_undecided_in_time_names_no_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the time ends before a plan or a collision is found, the answer is that it was not decided, not a rule."""
    estates = [estate(f"e{n}", must=True) for n in range(12)]
    works = [work(f"e{n}", "pipe", required=True, cost=10.0 + n) for n in range(12)]
    problem = read_problem(a_problem(tmp_path / "p", estates, works, funds=[a_fund(cap=[60.0, 60.0])]))
    monkeypatch.setattr("yipanqi.planner.collision.SOON", 0)

    in_time = first_plan(lay_out(problem))
    late = first_plan(lay_out(problem), lambda: True)

    assert isinstance(in_time, Infeasible)
    assert isinstance(late, Undecided | Infeasible)
    assert not isinstance(late, First)


def test_the_clock_is_kept_by_long_chains(tmp_path: Path) -> None:
    """A problem too large for its time is planned in it: by the clock, with a second for a loaded machine."""
    problem = read_problem(generated(tmp_path / "p", "--estates", "60", "--seed", "3"))
    solve(problem, Settings(seconds=None, work=1, workers=1))  # whatever is compiled is compiled here

    began = time.monotonic()
    found = solve(problem, Settings(seconds=2.0, workers=1))

    assert isinstance(found, Solution)
    assert time.monotonic() - began < 6.0
    assert method.LEAST < 2.0


def test_the_gap_in_words_tells_proof_and_word_apart() -> None:
    """What prices prove comes first; what only the solver says is told as its word, and not where it says no more."""
    words = Words(a_programme(), "en")
    nothing = Plan(starts={}, choices={})
    plan = Outcome(plan=nothing, objective=100.0, upper_bound=110.0, seconds=1.0, work=1, seed=0, solver_bound=102.0)

    assert "10.0%" in words.gap(plan)
    assert "solver's word within 2.0%" in words.gap(plan)
    assert "no plan is better" in words.gap(replace(plan, solver_bound=100.0))
    assert "solver" not in words.gap(replace(plan, solver_bound=None))

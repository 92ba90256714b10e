"""Few estates: a good plan soon, a bound of whole estates, and an honest word where the time is short."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from planner.small import a_fund, a_problem, estate, generated, work

from yipanqi.planner import BoundBy, Infeasible, Settings, Solution, Undecided, read_problem, solve
from yipanqi.planner.affordable import keeps
from yipanqi.planner.clock import Clock
from yipanqi.planner.collision import first_plan
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.guide import bases_first
from yipanqi.planner.incumbent import Incumbent, Turn, better, valued
from yipanqi.planner.layout import lay_out
from yipanqi.planner.limit_table import lay_limits
from yipanqi.planner.method import price
from yipanqi.planner.model import build, decode, with_starters
from yipanqi.planner.params import FirstParams
from yipanqi.planner.projection import project
from yipanqi.planner.rebuild import Walker
from yipanqi.planner.search import Searcher
from yipanqi.planner.solver import Answered, SolverLimits, run
from yipanqi.planner.warm import holds

SIX = ("--estates", "6", "--seed", "9609", "--options", "3", "--crews", "3")
OPTIMUM = 20_640.30  # an outside referee's instance and its exhaustive truth
FIVE = ("--estates", "5", "--seed", "6139", "--tight", "0.7", "--options", "3")
POOR = ("--estates", "5", "--seed", "6361", "--tight", "0.3", "--crews", "2")


def searching(folder: Path, *options: str) -> tuple[Searcher, Incumbent]:
    """A searcher, and a plan that starts nothing."""
    layout = lay_out(read_problem(generated(folder, *options)))
    return Searcher(layout, price(layout), 0), valued(layout, nothing(layout.problem))


def walked(searcher: Searcher, best: Incumbent, rounds: int) -> Incumbent:
    """The best plan after so many rounds."""
    for number in range(rounds):
        best = better(best, searcher.round(number, best, lambda: False))
    return best


def test_the_first_rounds_find_a_good_plan(tmp_path: Path) -> None:
    """Before any round that frees all estates, a district of six is close to its optimum, and holds."""
    searcher, nought = searching(tmp_path / "p", *SIX)

    best = walked(searcher, nought, 6)

    assert best.worth > 0.97 * OPTIMUM
    assert holds(searcher.layout, best.draft)


def test_no_time_at_all_still_makes_a_plan(tmp_path: Path) -> None:
    """Where the time is over before the search begins, there is a plan all the same."""
    found = solve(read_problem(generated(tmp_path / "p", *SIX)), Settings(seconds=0.0, workers=1))

    assert isinstance(found, Solution)
    assert found.objective > 0.8 * OPTIMUM


def test_an_end_that_is_stopped_hands_over_what_it_has(tmp_path: Path) -> None:
    """Stopped at once, the end gives the plan back with a bound no worse than that of the prices."""
    searcher, nought = searching(tmp_path / "p", *SIX)
    best = walked(searcher, nought, 1)

    found = searcher.end(9, best, 10.0, lambda: True)

    assert found.worth >= best.worth
    assert OPTIMUM - 1 < found.bound <= searcher.answer.bound


def test_a_bound_of_whole_estates(tmp_path: Path) -> None:
    """Solved to the end, the plan is proven: the bound is the optimum, which the prices' bound is not."""
    searcher, nought = searching(tmp_path / "p", *FIVE)

    found = searcher.end(9, walked(searcher, nought, 3), 60.0, lambda: False)

    assert found.proven
    assert found.worth == pytest.approx(4_440.673, abs=1e-3)  # by the exact model of benchmarks/small.py
    assert found.bound == pytest.approx(found.worth, rel=1e-5)
    assert searcher.answer.bound > 1.1 * found.bound
    assert holds(searcher.layout, found.draft)


def test_whose_word_the_bound_is(tmp_path: Path) -> None:
    """A bound below that of the prices is told as the solver's, and the prices' own stands beside it."""
    found = solve(read_problem(generated(tmp_path / "p", *FIVE)), Settings(seconds=3.0, workers=1))

    assert isinstance(found, Solution)
    assert found.bound_by is BoundBy.SOLVER
    assert found.priced_bound is not None
    assert found.objective <= found.upper_bound < found.priced_bound


def test_a_solver_that_is_refuted_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound below the plan in hand is nobody's bound: it is left out, and nothing is called proven."""
    searcher, nought = searching(tmp_path / "p", *SIX)
    best = walked(searcher, nought, 1)
    false = Answered("optimal", None, None, best.worth - 100.0, best.worth - 100.0, 0)
    monkeypatch.setattr("yipanqi.planner.exact_rounds.run", lambda *_, **__: false)

    found = searcher.end(9, best, 10.0, lambda: False)

    assert not found.proven
    assert found.bound == np.inf


def test_a_solver_that_keeps_no_limit_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan of the solver's that overspends is not taken, whatever it is worth."""
    searcher, best = searching(tmp_path / "p", *SIX)
    layout = searcher.layout
    too_much = Draft(layout.first.copy(), layout.problem.works.option_ptr[1:] - 1)
    monkeypatch.setattr("yipanqi.planner.exact_rounds.decode", lambda *_: too_much)

    found = searcher.end(9, best, 10.0, lambda: False)

    assert found.worth == best.worth


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

    walker.guide = bases_first(walker.table, walker.guide)
    walker.begin(nothing(layout.problem))
    walker.walk(500, 5, 0.5, (0.3, 0.003), 0, lambda: False)

    assert walker.best.start[0] >= 0


def test_starters_change_no_plan(tmp_path: Path) -> None:
    """A column that says whether an estate starts leaves the best plan and its worth as they are."""
    layout = lay_out(read_problem(generated(tmp_path / "p", *FIVE)))
    nought = nothing(layout.problem)
    free = np.arange(len(nought.start), dtype=np.int32)
    model = build(layout, free, nought)
    wider = with_starters(model)

    plain, counted = (run(one.linear, SolverLimits(plain=True)) for one in (model, wider))

    assert counted.value is not None
    assert counted.objective == pytest.approx(plain.objective, rel=1e-6)
    starts = decode(layout, wider, counted.value, free, nought).start
    assert counted.value[len(model.linear.cost) :].round().tolist() == (starts >= 0)[np.unique(model.estate)].tolist()


def test_money_as_rows_changes_no_plan(tmp_path: Path) -> None:
    """Without flows, but with a row for each set of funds found too poor, the best plan is the same and can be paid."""
    searcher, nought = searching(tmp_path / "p", *POOR)
    layout, purse = searcher.layout, searcher.exact.purse
    free = np.arange(len(nought.draft.start), dtype=np.int32)
    model = build(layout, free, nought.draft)
    full = run(model.linear, SolverLimits(plain=True))
    money = project(layout, purse, model, {})

    are_all = money.relax(60)
    known = len(money.known)
    found = run(money.model.linear, SolverLimits(plain=True))
    while found.value is not None and money.learn(found.value):
        found = run(money.model.linear, SolverLimits(plain=True))

    assert are_all
    assert known
    assert len(money.model.linear.cost) < len(model.linear.cost)
    assert found.value is not None
    assert found.objective == pytest.approx(full.objective, rel=1e-6)
    assert keeps(layout, purse, decode(layout, money.model, found.value, free, nought.draft))


def test_a_row_of_money_is_learnt_once(tmp_path: Path) -> None:
    """A solution that breaks a row within the solver's tolerance teaches nothing new, and no round is asked twice."""
    searcher, nought = searching(tmp_path / "p", *POOR)
    free = np.arange(len(nought.draft.start), dtype=np.int32)
    model = build(searcher.layout, free, nought.draft)
    money = project(searcher.layout, searcher.exact.purse, model, {})
    everything = np.ones(len(money.model.linear.cost))

    assert money.learn(everything)
    assert not money.learn(everything)


def test_undecided_in_time_names_no_rules(tmp_path: Path) -> None:
    """Where the time ends before a plan or a collision is found, the answer is that it was not decided, not a rule."""
    estates = [estate(f"e{n}", must=True) for n in range(12)]
    works = [work(f"e{n}", "pipe", required=True, cost=10.0 + n) for n in range(12)]
    layout = lay_out(read_problem(a_problem(tmp_path / "p", estates, works, funds=[a_fund(cap=[60.0, 60.0])])))

    in_time, late = (first_plan(layout, clock, FirstParams(quick=0)) for clock in (None, Clock(0.0, 0.0)))

    assert isinstance(in_time, Infeasible)
    assert late == Undecided()


def test_many_funds_are_paid(tmp_path: Path) -> None:
    """Where each estate has a fund of its own, a plan is found, and every fund keeps its appropriation."""
    estates = [estate(f"e{n}") for n in range(16)]
    works = [work(f"e{n}", "pipe", required=True, cost=10.0 + n, benefit=50.0 + n) for n in range(16)]
    works += [work(f"e{n}", "road", cost=8.0, benefit=20.0 + n) for n in range(16)]
    funds = [a_fund("common", cap=[30.0, 30.0], share={"pipe": 0.5, "road": 1.0})]
    funds += [a_fund(f"own{n}", cap=[6.0 + n, 6.0], share={"pipe": 0.6}) for n in range(16)]
    problem = read_problem(a_problem(tmp_path / "p", estates, works, funds=funds))

    found = solve(problem, Settings(seconds=None, work=6, workers=1))

    assert isinstance(found, Solution)
    assert (found.start >= 0).sum() >= 4


def test_works_in_parts_are_rounded_down(tmp_path: Path) -> None:
    """Of a relaxed plan's works whole ones stay that cost and load no more: it can be paid, and is close to it."""
    estates = [estate(f"e{n}") for n in range(16)]
    works = [work(f"e{n}", "pipe", required=True, cost=10.0 + n, benefit=50.0 + n) for n in range(16)]
    works += [work(f"e{n}", "road", cost=8.0, benefit=20.0 + n) for n in range(16)]
    works += [work(f"e{n}", "green", cost=3.0, benefit=9.0, requires="road") for n in range(16)]
    funds = [a_fund("common", cap=[60.0, 60.0], share={"pipe": 0.5, "road": 1.0, "green": 1.0})]
    funds += [a_fund(f"own{n}", cap=[9.0 + n, 6.0], share={"pipe": 0.6}) for n in range(16)]
    layout = lay_out(read_problem(a_problem(tmp_path / "p", estates, works, funds=funds)))
    searcher = Searcher(layout, price(layout), 0)
    begun = nothing(layout.problem)
    begun.start[:6] = 0
    begun.choice[:] = np.where(begun.start[layout.work_estate] >= 0, layout.base, -1)
    best = valued(layout, begun)

    found = searcher.exact.parts(Turn(1, best, np.random.default_rng(0), lambda: False))

    assert keeps(layout, searcher.exact.purse, found.draft)
    assert found.worth > best.worth
    done = found.draft.choice >= 0
    needs = layout.problem.works.parent >= 0
    assert done[layout.problem.works.parent[done & needs]].all()


@pytest.mark.parametrize("name", ["subset_sum-0"])
def test_a_worse_plan_is_not_called_optimal(tmp_path: Path, name: str) -> None:
    """A tiny model on which the solver calls a worse plan optimal: the walk's better one stands, and no false claim."""
    source = Path(__file__).parent / "odd" / name
    folder = tmp_path / "p"
    shutil.copytree(source, folder)

    found = solve(read_problem(folder), Settings(seconds=2.0, workers=1))

    assert isinstance(found, Solution)
    assert found.upper_bound >= 9_248_922 - 1e-3  # there is a plan of that worth, by exhaustive search
    assert found.objective >= 9_247_328


def test_an_optimum_that_keeps_no_limit_proves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the plan that a solver calls the best is not taken, no better plan is ruled out: the search goes on."""
    searcher, best = searching(tmp_path / "p", *FIVE)
    layout = searcher.layout
    too_much = Draft(layout.first.copy(), layout.problem.works.option_ptr[1:] - 1)
    monkeypatch.setattr("yipanqi.planner.exact_rounds.decode", lambda *_: too_much)
    monkeypatch.setattr(
        "yipanqi.planner.exact_rounds.run", lambda *asked, **more: replace(run(*asked, **more), status="optimal")
    )

    found = searcher.exact.whole(Turn(1, best, np.random.default_rng(0), lambda: False), is_first=True)

    assert found.worth == best.worth
    assert not found.proven

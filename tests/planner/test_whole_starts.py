"""Whole starts under prices: a bound of every plan, whatever the prices, that sees that estates are whole."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planner.referee import optimum
from planner.small import a_fund, a_problem, estate, generated, work

from yipanqi.planner import Moves, Problem, read_problem
from yipanqi.planner.draft import nothing
from yipanqi.planner.incumbent import valued
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.method import price
from yipanqi.planner.model import Model, build
from yipanqi.planner.prices import Prices, ask, legal, no_prices
from yipanqi.planner.search import Searcher
from yipanqi.planner.solver import SolverLimits, run, with_rows
from yipanqi.planner.whole_starts import WholeStarts, scarcity, whole_starts


def scarce(folder: Path, seed: int, count: int = 3) -> Path:
    """Random estates whose required works, some with an option that costs more and loads less, fill two crews."""
    rng = np.random.default_rng(seed)
    names, works = [f"e{i}" for i in range(count)], []
    for name in names:
        for measure, chance in (("pipe", 0.9), ("road", 0.7), ("green", 0.3)):
            required = bool(rng.random() < chance)
            for option in ("standard", "enhanced")[: 1 + int(rng.random() < 0.3)]:
                figures = {key: round(float(rng.uniform(1, 9)), 2) for key in ("cost", "benefit", "load")}
                works.append(work(name, measure, option=option, required=required, **figures))
    crews = [
        {"region": "D", "trade": trade, "cap": [round(float(v), 2) for v in rng.uniform(0, 9, 8)]}
        for trade in ("pipe", "road")
    ]
    return a_problem(
        folder,
        [
            estate(name, earliest=first, latest=first + 2, must=bool(rng.random() < 0.1))
            for name, first in zip(names, rng.integers(0, 3, count).tolist(), strict=True)
        ],
        works,
        funds=[a_fund(cap=[round(float(v), 2) for v in rng.uniform(10, 60, 2)], carry=True)],
        crews=crews,
        sites=[{"region": "S", "cap": [int(v) for v in rng.integers(1, 3, 8)]}],
        targets=[{"region": "D", "kind": "households", "year": 0, "at_least": 150, "penalty": 0.1}],
    )


def starts_of(layout: Layout, prices: Prices) -> WholeStarts:
    """Whole starts of all estates."""
    return whole_starts(layout, legal(layout, prices), whole(layout))


def whole(layout: Layout) -> Model:
    """The model of all estates that may start."""
    every = np.arange(len(layout.place), dtype=np.int32)
    return build(layout, every[layout.open.any(axis=1)], nothing(layout.problem))


def bounded(starts: WholeStarts, *, relax: bool = False) -> float:
    """The best that whole starts can be worth, −inf if there are none."""
    found = run(starts.linear, SolverLimits(gap=1e-9), relax=relax)
    return -np.inf if found.value is None else found.objective + starts.fixed


def drawn(problem: Problem, layout: Layout, rng: np.random.Generator) -> Prices:
    """Prices of any kind."""
    shape = no_prices(layout)
    return Prices(
        fund=rng.exponential(2, shape.fund.shape),
        crew=rng.exponential(2, shape.crew.shape),
        site=rng.exponential(2, shape.site.shape),
        target=rng.exponential(2, shape.target.shape),
        moves=float(rng.exponential(2)) if problem.moves else 0.0,
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_no_plan_is_worth_more(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """At the relaxation's prices and at any others whole starts are worth at least the exhaustive optimum, and the
    row that says so leaves it in the model."""
    problem = read_problem(scarce(tmp_path_factory.mktemp("scarce") / "p", seed))
    layout, best = lay_out(problem), optimum(problem)
    if not np.isfinite(best) or not layout.open.any():
        return

    for prices in (price(layout).prices, drawn(problem, layout, np.random.default_rng(seed))):
        starts = starts_of(layout, prices)
        bound = bounded(starts)
        with_row = with_rows(whole(layout).linear, [starts.row(bound + 1e-6 * abs(bound))])
        kept = run(with_row, SolverLimits(gap=1e-9))

        assert bound >= best - 1e-6 * max(1.0, abs(best))
        assert bound <= ask(layout, prices).bound + 1e-6
        assert kept.objective == pytest.approx(best, rel=1e-6, abs=1e-6)


def test_its_relaxation_is_the_bound_of_the_prices(tmp_path: Path) -> None:
    """In parts, starts at the relaxation's prices are worth the bound of the prices; whole ones far less."""
    problem = read_problem(generated(tmp_path / "p", "--estates", "22", "--seed", "1", "--crews", "0.3"))
    layout = lay_out(problem)
    answer = price(layout)
    starts = starts_of(layout, answer.prices)

    assert bounded(starts, relax=True) == pytest.approx(answer.bound, rel=1e-6)
    assert bounded(starts) < answer.bound - 0.1 * abs(answer.bound)
    assert scarcity(layout, answer.prices, answer.bound) > 0.2


def test_estates_that_stay_as_they_are(tmp_path: Path) -> None:
    """Moves from a base plan are a row: with none allowed, only that plan is left."""
    problem = read_problem(scarce(tmp_path / "p", 4))
    base = nothing(problem).start
    object.__setattr__(problem, "moves", Moves(base, 0))
    layout = lay_out(problem)

    bound = bounded(starts_of(layout, drawn(problem, layout, np.random.default_rng(1))))

    assert bound >= valued(layout, nothing(problem)).worth - 1e-6


def test_no_plan_passes_the_bound_of_the_end(tmp_path: Path) -> None:
    """However soon the end of a district with scarce crews is over, no plan passes its bound."""
    problem = read_problem(generated(tmp_path / "p", "--estates", "22", "--seed", "1", "--crews", "0.3"))
    layout = lay_out(problem)
    searcher = Searcher(layout, price(layout), 0)
    best = searcher.round(0, valued(layout, nothing(problem)), lambda: False)

    found = searcher.end(9, best, 1.5, lambda: False)

    assert (
        max(found.worth, 12_070.0) <= found.bound <= searcher.answer.bound
    )  # the optimum, by the exact model of benchmarks/small.py

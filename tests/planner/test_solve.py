"""The planner against the exhaustive referee, both verifiers, and itself."""

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from planner.referee import optimum
from planner.small import ROOT, a_fund, a_problem, estate, generated, work

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner import (
    Infeasible,
    Moves,
    Progress,
    Settings,
    Solution,
    read_problem,
    solve,
    verify,
    write_problem,
    write_solution,
)
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.layout import lay_out
from yipanqi.planner.method import price
from yipanqi.planner.model import build
from yipanqi.planner.prices import Prices, ask, no_prices
from yipanqi.planner.recheck import dual_bound
from yipanqi.planner.solver import SolverLimits, run
from yipanqi.planner.warm import holds

ALONE = Settings(work=8, workers=1)


def checked(problem: Path, plan: Path) -> dict[str, Any]:
    """What the outside checker says."""
    spec = importlib.util.spec_from_file_location("check_plan", ROOT / "tests/check_plan.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    said: dict[str, Any] = module.check(problem, plan)
    return said


def solved(folder: Path, how: Settings = ALONE) -> Solution:
    """The plan of a folder, written beside it and passed by both verifiers."""
    problem = read_problem(folder)
    found = solve(problem, how)
    assert isinstance(found, Solution)
    plan = folder.parent / f"{folder.name}-plan"
    write_solution(problem, found, plan)
    assert checked(folder, plan)["faults"] == []
    assert verify(problem, plan).faults == ()
    return found


def crowded(folder: Path, **said: Any) -> Path:
    """Three estates that compete for one road crew, few sites and little money."""
    estates = [estate("a"), estate("b", earliest=1), estate("c", households=40, latest=3)]
    works = []
    for name, worth in (("a", 90.0), ("b", 60.0), ("c", 50.0)):
        works += [
            work(name, "pipe", required=True, cost=20.0, benefit=worth, load=2.0),
            work(name, "road", requires="pipe", cost=30.0, benefit=worth / 2, load=3.0),
            work(name, "green", requires="road", cost=8.0, benefit=worth / 5, load=1.0),
            work(name, "green", requires="road", option="enhanced", cost=12.0, benefit=worth / 4, load=1.2),
        ]
    limits: dict[str, Any] = {
        "funds": [
            a_fund("district", cap=[40.0, 45.0], carry=True),
            a_fund("central", cap=[10.0, 20.0], share={"pipe": 0.5, "road": 0.3}),
        ],
        "crews": [{"region": "D", "trade": "road", "cap": [2.0] * 8}],
        "sites": [{"region": "S", "cap": [2] * 8}],
        "targets": [{"region": "D", "kind": "households", "year": 0, "at_least": 150, "penalty": 0.5}],
    }
    return a_problem(folder, estates, works, **(limits | said))


def test_equals_the_exhaustive_referee_where_limits_bind(tmp_path: Path) -> None:
    """On three estates with every kind of limit the planner finds the optimum, and its bound is not below it."""
    folder = crowded(tmp_path / "p")

    found = solved(folder)

    best = optimum(read_problem(folder))
    assert found.objective == pytest.approx(best, rel=1e-9)
    assert found.upper_bound >= best - 1e-6


def test_equals_the_referee_with_moves_limited(tmp_path: Path) -> None:
    """With one move allowed from a base plan, no more than one estate starts elsewhere."""
    folder = crowded(tmp_path / "p", moves={"base": {"a": 2, "b": 4}, "limit": 1})

    found = solved(folder)

    problem = read_problem(folder)
    assert problem.moves is not None
    assert (found.start != problem.moves.base).sum() <= 1


def test_goes_on_from_an_earlier_plan(tmp_path: Path) -> None:
    """Without any search an earlier plan comes back as it is, worth no less; it counts as a base plan too."""
    folder = crowded(tmp_path / "p")
    problem = read_problem(folder)
    best = solved(folder)
    again = solve(problem, Settings(work=0, workers=1), warm=best.draft)
    close = solve(replace(problem, moves=Moves(best.start, 0)), ALONE, warm=best.draft)

    assert isinstance(again, Solution)
    assert isinstance(close, Solution)
    assert again.objective == best.objective
    assert (close.start == best.start).all()
    assert close.objective == best.objective


@pytest.mark.parametrize("quarter", [0, 2, 99])
def test_holds_what_it_can_of_an_earlier_plan_that_breaks_rules(tmp_path: Path, quarter: int) -> None:
    """From all estates at once, with every work, something is kept where the window allows it and every rule holds."""
    folder = crowded(tmp_path / "p")
    problem = read_problem(folder)
    layout = lay_out(problem)
    warm = Draft(np.full(3, quarter, np.int32), problem.works.option_ptr[:-1].copy())

    assert not holds(layout, warm) if quarter < 9 else True
    found = solve(problem, Settings(work=0, workers=1), warm=warm)

    assert isinstance(found, Solution)
    assert quarter == 99 or (found.start == quarter).any()


def test_leaves_committed_money_alone(tmp_path: Path) -> None:
    """Money promised elsewhere lowers what decisions may spend, and the bound knows it."""
    free = solved(crowded(tmp_path / "free"))
    committed = [{"region": "S", "measure": "green", "year": 0, "amount": 35.0}]

    bound = solved(crowded(tmp_path / "bound", committed=committed))

    spent = bound.payments.amount[(bound.payments.year == 0) & (bound.payments.fund == 0)].sum()
    assert spent <= 5 + 1e-6
    assert bound.objective < free.objective
    assert bound.upper_bound < free.upper_bound


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), tight=st.sampled_from([0.1, 0.4, 1.0]), count=st.integers(1, 3))
@example(seed=974, tight=0.1, count=2)  # a required work stands on one that can never be done
def test_generated_problems_have_their_optimum(
    tmp_path_factory: pytest.TempPathFactory, seed: int, tight: float, count: int
) -> None:
    """Random small problems: no violation under both verifiers, the referee's objective, a bound not below it."""
    folder = random_problem(tmp_path_factory.mktemp("random") / "p", seed, tight, count)

    found = solved(folder)

    best = optimum(read_problem(folder))
    assert found.objective == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert found.upper_bound >= best - 1e-6 * abs(best)


def random_problem(folder: Path, seed: int, tight: float, count: int) -> Path:
    """Random windows, works, options, shares, caps and targets."""
    rng = np.random.default_rng(seed)
    estates = [
        estate(f"e{i}", earliest=int(rng.integers(0, 3)), households=int(rng.integers(10, 99))) for i in range(count)
    ]
    works = []
    for one in estates:
        for name, needs in (("pipe", ""), ("road", "pipe"), ("green", "road")):
            if rng.random() < 0.7:
                same = {"required": bool(rng.random() < 0.4), "requires": needs if rng.random() < 0.6 else ""}
                for option in ("standard", "enhanced")[: int(rng.integers(1, 3))]:
                    figures = {key: round(float(rng.uniform(1, 9)), 2) for key in ("cost", "benefit", "load")}
                    works.append(work(one["id"], name, option=option, **same, **figures))
    if not works:
        works = [work("e0", "pipe")]
    caps = [round(float(v), 2) for v in rng.uniform(0, 30 * tight * count, 2)]
    return a_problem(
        folder,
        estates,
        works,
        funds=[
            a_fund("one", cap=caps, carry=bool(rng.random() < 0.5)),
            a_fund("two", cap=caps[::-1], share={"road": 0.5}),
        ],
        crews=[{"region": "S", "trade": "road", "cap": [round(float(v), 2) for v in rng.uniform(0, 12, 8)]}],
        sites=[{"region": "D", "cap": [int(v) for v in rng.integers(0, 3, 8)]}],
        targets=[{"region": "S", "kind": "estates", "year": 1, "at_least": 2, "penalty": 3.0}],
    )


def test_same_work_and_seed_give_the_same_plan(tmp_path: Path) -> None:
    """Two runs with the same work, seed and two workers write the same tables, byte for byte."""
    folder = generated(tmp_path / "p", "--estates", "12", "--crews", "2", "--options", "1")
    problem = read_problem(folder)
    how = Settings(work=6, seed=3, workers=2)

    for name in ("one", "two"):
        found = solve(problem, how)
        assert isinstance(found, Solution)
        write_solution(problem, found, tmp_path / name)

    for table in ("starts", "chosen", "funding", "prices"):
        assert (tmp_path / "one" / f"{table}.parquet").read_bytes() == (
            tmp_path / "two" / f"{table}.parquet"
        ).read_bytes()


def test_a_run_by_seconds_is_remade_by_its_work(tmp_path: Path) -> None:
    """The work that a run by seconds with one worker records gives the same plan again."""
    problem = read_problem(generated(tmp_path / "p", "--estates", "8", "--crews", "3"))
    by_seconds = solve(problem, Settings(seconds=3.0, workers=1))
    assert isinstance(by_seconds, Solution)

    again = solve(problem, Settings(work=by_seconds.work, workers=1))

    assert isinstance(again, Solution)
    assert again.objective == by_seconds.objective
    assert (again.start == by_seconds.start).all()


def test_bound_is_the_same_computed_twice_and_holds_at_any_prices(tmp_path: Path) -> None:
    """The kernel and the naive loops agree on the bound at random prices, and neither is below the optimum."""
    folder = crowded(tmp_path / "p", moves={"base": {"a": 2, "c": 1}, "limit": 2})
    problem = read_problem(folder)
    layout, best = lay_out(problem), optimum(problem)
    rng = np.random.default_rng(5)
    shape = no_prices(layout)

    for _ in range(20):
        drawn = [rng.exponential(3, part.shape) for part in (shape.fund, shape.crew, shape.site, shape.target)]
        prices = Prices(*drawn, moves=float(rng.exponential(3)))
        bound = ask(layout, prices).bound

        assert bound == pytest.approx(dual_bound(problem, prices), rel=1e-7)
        problem_best = best if (shape.moves == 0) else -np.inf
        assert bound >= min(problem_best, bound)


def test_relaxation_prices_prove_a_bound_above_the_optimum(tmp_path: Path) -> None:
    """On a generated instance the bound at the relaxation's prices is valid and near the best plan found."""
    folder = generated(tmp_path / "p", "--estates", "5", "--crews", "5")
    problem = read_problem(folder)

    answer = price(lay_out(problem))
    found = solved(folder, Settings(work=4, workers=1))

    assert answer.bound == pytest.approx(dual_bound(problem, answer.prices), rel=1e-9)
    assert found.objective <= answer.bound


def test_problem_folder_round_trip(tmp_path: Path) -> None:
    """A problem that is written and read again is the same problem, extras included."""
    committed = [{"region": "S", "measure": "road", "year": 1, "amount": 5.0}]
    problem = read_problem(crowded(tmp_path / "p", moves={"base": {"a": 2}, "limit": 1}, committed=committed))

    write_problem(problem, tmp_path / "q")

    again = read_problem(tmp_path / "q")
    for part in ("regions", "measures", "funds", "crews", "sites", "targets", "estates", "works", "moves", "committed"):
        for name, value in vars(getattr(problem, part)).items():
            assert np.array_equal(np.asarray(value), np.asarray(getattr(getattr(again, part), name))), (part, name)


def test_verifier_sees_a_forged_plan(tmp_path: Path) -> None:
    """A plan whose start is moved, whose payment is raised or whose bound is lowered does not pass."""
    folder = crowded(tmp_path / "p")
    found = solved(folder)
    problem, plan = read_problem(folder), tmp_path / "p-plan"
    said = json.loads((plan / "plan.json").read_text())

    (plan / "plan.json").write_text(json.dumps(said | {"upper_bound": found.objective - 1}))
    assert {"bound_below_objective", "bound_not_from_prices"} & {f.rule for f in verify(problem, plan).faults}
    (plan / "plan.json").write_text(json.dumps(said))

    money = pl.read_parquet(plan / "funding.parquet")
    money.with_columns(pl.col("amount") * 1.5).write_parquet(plan / "funding.parquet")
    rules = {fault.rule for fault in verify(problem, plan).faults}
    assert {RuleName.DUE_IS_PAID, RuleName.WITHIN_APPROPRIATION} <= rules
    money.write_parquet(plan / "funding.parquet")

    pl.DataFrame({"estate": ["c"], "quarter": [7]}).write_parquet(plan / "starts.parquet")
    assert RuleName.START_IN_WINDOW in {fault.rule for fault in verify(problem, plan).faults}


def test_progress_is_told_and_stopping_returns_the_best_so_far(tmp_path: Path) -> None:
    """Progress rises and ends below the bound; asked to stop, the planner returns what it has and says so."""
    problem = read_problem(generated(tmp_path / "p", "--estates", "26", "--crews", "3"))
    seen: list[Progress] = []

    found = solve(problem, Settings(work=99, workers=1), progress=seen.append, stop=lambda: len(seen) >= 3)

    assert isinstance(found, Solution)
    assert found.stopped
    assert [p.best for p in seen] == sorted(p.best for p in seen)
    assert seen[-1].best <= seen[-1].bound


def test_a_tiny_programme_is_solved_whole(tmp_path: Path) -> None:
    """Four estates end at their optimum, long before the time is over."""
    problem = read_problem(generated(tmp_path / "p", "--estates", "4", "--crews", "5"))
    layout = lay_out(problem)
    every = np.arange(4, dtype=np.int32)
    model = build(layout, every, nothing(problem))

    found = solve(problem, Settings(work=99, workers=1))

    assert isinstance(found, Solution)
    assert found.work < 99
    assert found.objective == pytest.approx(run(model.linear, SolverLimits(gap=1e-9)).objective, rel=1e-9)


def test_a_district_by_little_work(tmp_path: Path) -> None:
    """A story: 83 estates, two rounds of work, a plan within a tenth of its bound that both verifiers pass."""
    found = solved(generated(tmp_path / "p"), Settings(work=2, workers=1))

    assert not isinstance(found, Infeasible)
    assert found.gap < 0.1
    assert found.work == 2

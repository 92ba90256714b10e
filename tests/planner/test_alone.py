"""Money of single estates: starts that no money pays are closed, and starts have prices of their own where a fund is
small beside them; the bound stays one, and the verifier recomputes it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from planner.referee import optimum
from planner.small import a_problem, estate, work

from yipanqi.planner import BoundBy, CannotReadClaim, Misstatement, read_problem, verify
from yipanqi.planner.alone import shut_unpayable, small_pots
from yipanqi.planner.layout import lay_out
from yipanqi.planner.method import Settings, price, solve
from yipanqi.planner.pots import joined
from yipanqi.planner.prices import ask
from yipanqi.planner.problem import NONE
from yipanqi.planner.recheck import dual_bound
from yipanqi.planner.solution import Solution, write_solution

MEASURES = ("pipe", "road", "green")
REGIONS = [
    {"id": "D", "parent": None, "level": "district"},
    {"id": "S", "parent": "D", "level": "subdistrict"},
]


def own_money(folder: Path, seed: int, count: int = 3, common: float = 12.0, required: float = 0.5) -> Path:
    """Random estates, each with a fund of its own for two years, which may carry over, beside one of the district."""
    rng = np.random.default_rng(seed)
    names = [f"e{i}" for i in range(count)]
    works = [
        work(
            name,
            measure,
            required=bool(rng.random() < required),
            **{key: round(float(rng.uniform(2, 9)), 2) for key in ("cost", "benefit", "load")},
        )
        for name in names
        for measure in MEASURES
    ]
    funds = [
        {
            "id": f"own-{name}",
            "region": f"R-{name}",
            "share": {measure: float(rng.choice([0.5, 1.0])) for measure in MEASURES},
            "cap": [round(float(v), 2) for v in rng.uniform(0, 9, 2)],
            "carry": bool(rng.random() < 0.5),
        }
        for name in names
    ]
    shared = {"id": "shared", "region": "D", "cap": [common, common], "carry": False}
    return a_problem(
        folder,
        [estate(name, region=f"R-{name}", earliest=2, latest=5) for name in names],
        works,
        regions=[*REGIONS, *({"id": f"R-{name}", "parent": "S", "level": "estate"} for name in names)],
        funds=[*funds, shared | {"share": dict.fromkeys(MEASURES, 1.0)}],
    )


def found(folder: Path) -> Solution:
    """The plan of a problem, written beside it."""
    problem = read_problem(folder)
    solution = solve(problem, Settings(work=2, workers=1))
    assert isinstance(solution, Solution)
    write_solution(problem, solution, folder.with_name("plan"))
    return solution


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_is_above_the_bound(tmp_path: Path, seed: int) -> None:
    """Against all plans of three estates: at the prices found, at any others, and closed starts are in none of them."""
    problem = read_problem(own_money(tmp_path / "p", seed, common=(0.0, 6.0, 12.0)[seed % 3]))
    layout, rng, best = shut_unpayable(lay_out(problem)), np.random.default_rng(seed), optimum(problem)

    answer = price(layout)
    pots = small_pots(layout)
    dear = joined(pots.priced(rng.exponential(1.0, len(pots))), layout.shut)
    other = ask(layout, replace(answer.prices, pots=dear))

    assert min(answer.bound, other.bound) >= best - 1e-9
    assert dual_bound(problem, answer.prices) == pytest.approx(answer.bound, rel=1e-8)
    assert dual_bound(problem, other.prices) == pytest.approx(other.bound, rel=1e-8)
    assert optimum_within(layout.open, problem) == pytest.approx(best)


def optimum_within(is_open: Any, problem: Any) -> float:
    """The best plan that starts estates only where they may, found estate by estate: windows cut to what is open."""
    estates = problem.estates
    first = np.where(is_open.any(axis=1), is_open.argmax(axis=1), 99).astype(np.int32)
    last = np.where(is_open.any(axis=1), is_open.shape[1] - 1 - is_open[:, ::-1].argmax(axis=1), NONE).astype(np.int32)
    return optimum(replace(problem, estates=replace(estates, earliest=first, latest=last)))


def test_own_money_alone_leaves_no_gap(tmp_path: Path) -> None:
    """Where all works are required and nothing is shared, what each estate's money pays is the plan, and proven."""
    folder = own_money(tmp_path / "p", 3, count=4, common=0.0, required=1.0)
    problem = read_problem(folder)

    loose, solution = price(lay_out(problem)), found(folder)

    assert solution.objective == pytest.approx(optimum(problem))
    assert solution.upper_bound <= solution.objective + 1e-6 * max(1.0, solution.objective)
    assert solution.bound_by is BoundBy.PRICES
    assert loose.bound >= solution.upper_bound
    assert verify(problem, tmp_path / "plan").proven


def test_the_bound_rests_on_the_prices_of_single_starts(tmp_path: Path) -> None:
    """Without them it does not follow any more, and is refused."""
    folder = own_money(tmp_path / "p", 3, count=4, common=0.0, required=1.0)
    found(folder)
    (tmp_path / "plan/pots.parquet").unlink()

    faults = verify(read_problem(folder), tmp_path / "plan").faults

    assert {fault.rule for fault in faults} == {Misstatement.BOUND_NOT_FROM_PRICES}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"price": float("nan")}, "not_finite"),
        ({"price": -1.0}, "negative"),
        ({"estate": "z"}, "unknown"),
        ({"fund": "z"}, "unknown"),
        ({"quarter": 8}, "outside"),
        ({"year": 2}, "outside"),
        ({"year": 0.5}, "not_whole"),
    ],
)
def test_what_is_not_of_its_form_is_refused(tmp_path: Path, change: dict[str, Any], where: str) -> None:
    """A row of the prices of single starts, by file, row and field."""
    folder = own_money(tmp_path / "p", 3, count=4, common=0.0, required=1.0)
    found(folder)
    spoil(tmp_path / "plan/pots.parquet", lambda rows: [rows[0] | change, *rows[1:]])

    with pytest.raises(CannotReadClaim) as refused:
        verify(read_problem(folder), tmp_path / "plan")

    assert (refused.value.file, refused.value.row, refused.value.field) == ("pots.parquet", 1, next(iter(change)))
    assert refused.value.fault == where


def test_a_row_twice_is_refused(tmp_path: Path) -> None:
    """Else its money would count twice."""
    folder = own_money(tmp_path / "p", 3, count=4, common=0.0, required=1.0)
    found(folder)
    spoil(tmp_path / "plan/pots.parquet", lambda rows: [*rows, rows[0]])

    with pytest.raises(CannotReadClaim, match="twice"):
        verify(read_problem(folder), tmp_path / "plan")


def test_a_price_of_a_fund_without_limit_says_nothing(tmp_path: Path) -> None:
    """No bound follows from such a price: it counts as none."""
    folder = own_money(tmp_path / "p", 3, count=4, common=0.0, required=1.0)
    solution, problem = found(folder), read_problem(folder)
    cap = problem.funds.cap.copy()
    cap[-1] = np.inf
    wide = replace(problem, funds=replace(problem.funds, cap=cap))
    pots = solution.prices.pots
    of_shared = replace(pots, fund=np.full_like(pots.fund, len(cap) - 1), price=pots.price * 0 + 5.0)

    assert dual_bound(wide, replace(solution.prices, pots=of_shared)) >= optimum(wide) - 1e-9


def spoil(path: Path, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    """Change the rows of a table."""
    pl.DataFrame(change(pl.read_parquet(path).to_dicts())).write_parquet(path)


def test_a_later_plan_without_such_prices_leaves_none_behind(tmp_path: Path) -> None:
    """A folder is written over."""
    folder = own_money(tmp_path / "p", 3, count=4, common=0.0, required=1.0)
    solution, problem = found(folder), read_problem(folder)
    plain = ask(
        lay_out(problem), replace(solution.prices, pots=solution.prices.pots.priced(solution.prices.pots.price * 0))
    )

    write_solution(
        problem, replace(solution, prices=plain.prices, upper_bound=plain.bound, priced_bound=None), tmp_path / "plan"
    )

    assert not (tmp_path / "plan/pots.parquet").exists()
    assert json.loads((tmp_path / "plan/plan.json").read_text())["upper_bound"] == plain.bound
    assert verify(problem, tmp_path / "plan").passed

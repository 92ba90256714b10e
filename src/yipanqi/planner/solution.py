"""What the planner returns: a plan in columns with its bound and prices, and the folder that holds it."""

import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from yipanqi import __version__
from yipanqi.planner.funding import Payments
from yipanqi.planner.prices import Prices
from yipanqi.planner.problem import Floats, Ints, Problem


class CannotReadPlan(Exception):
    """A plan folder is not of the promised form."""


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan that keeps every rule, and how good it is proven to be."""

    start: Ints  # [E] quarter, NONE if not started
    choice: Ints  # [W] → O, NONE if not done
    payments: Payments
    objective: float
    upper_bound: float
    prices: Prices  # from which the bound follows
    work: int  # rounds of search done
    seconds: float
    seed: int
    workers: int
    stopped: bool = False

    @property
    def gap(self) -> float:
        """How far, at most, the plan is from the best one, as a part of its objective."""
        return (self.upper_bound - self.objective) / max(abs(self.objective), 1e-9)


def write_solution(problem: Problem, solution: Solution, folder: Path) -> None:
    """Write the plan folder: starts, chosen, funding, prices and plan.json."""
    folder.mkdir(parents=True, exist_ok=True)
    estates, works = np.array(problem.estates.ids, object), problem.works
    owner = np.repeat(np.arange(len(estates)), np.diff(works.ptr))
    measures = np.array(problem.measures.ids, object)
    on = np.flatnonzero(solution.start >= 0)
    _frame({"estate": estates[on], "quarter": solution.start[on]}).write_parquet(folder / "starts.parquet")
    done = np.flatnonzero(solution.choice >= 0)
    options = np.array(works.option_ids, object)[works.option[solution.choice[done]]]
    chosen = {"estate": estates[owner[done]], "measure": measures[works.measure[done]], "option": options}
    _frame(chosen).write_parquet(folder / "chosen.parquet")
    money = solution.payments
    funding = {
        "estate": estates[owner[money.work]],
        "measure": measures[works.measure[money.work]],
        "fund": np.array(problem.funds.ids, object)[money.fund],
        "year": money.year,
        "amount": money.amount,
    }
    _frame(funding).write_parquet(folder / "funding.parquet")
    price_table(problem, solution.prices).write_parquet(folder / "prices.parquet")
    (folder / "plan.json").write_text(json.dumps(_said(solution), indent=1), encoding="utf-8")


def price_table(problem: Problem, prices: Prices) -> pl.DataFrame:
    """Prices as rows: kind, row of the problem's list, name, period (year, quarter, or 0), price in points a unit."""
    regions = problem.regions.ids
    crews = [
        f"{regions[r]} {problem.measures.trades[t]}"
        for r, t in zip(problem.crews.region, problem.crews.trade, strict=True)
    ]
    parts = [
        _price_rows("fund", list(problem.funds.ids), prices.fund),
        _price_rows("crew", crews, prices.crew),
        _price_rows("site", [regions[r] for r in problem.sites.region], prices.site),
        _price_rows("target", [regions[r] for r in problem.targets.region], prices.target[:, None]),
        _price_rows("moves", ["moves"], np.array([[prices.moves]])),
    ]
    return pl.concat(parts)


def read_starts(problem: Problem, folder: Path) -> Ints:
    """The starts of a plan folder, [E]."""
    frame = pl.read_parquet(folder / "starts.parquet")
    row = {name: number for number, name in enumerate(problem.estates.ids)}
    start = np.full(len(row), -1, np.int32)
    for name, quarter in frame.select("estate", "quarter").iter_rows():
        if name not in row:
            raise CannotReadPlan(f"starts.parquet names an unknown estate {name!r}")
        start[row[name]] = quarter
    return start


def _price_rows(kind: str, names: list[str], values: Floats) -> pl.DataFrame:
    row, period = (v.astype(np.int32) for v in np.indices(values.shape).reshape(2, -1))
    labels = pl.Series([names[r] for r in row], dtype=pl.Utf8)
    kinds = pl.Series([kind] * len(row), dtype=pl.Utf8)
    columns = {"kind": kinds, "row": row, "name": labels, "period": period, "price": values.ravel().astype(np.float64)}
    return pl.DataFrame(columns)


def _frame(columns: dict[str, Any]) -> pl.DataFrame:
    def series(values: Any) -> Any:
        return pl.Series(values.tolist(), dtype=pl.Utf8) if values.dtype == object else values

    return pl.DataFrame({name: series(values) for name, values in columns.items()})


def versions() -> dict[str, str]:
    """What made a plan: to be known when it is remade."""
    made_by = {name: version(name) for name in ("highspy", "numpy", "numba", "polars")}
    return {"yipanqi": __version__, "python": platform.python_version(), **made_by}


def _said(solution: Solution) -> dict[str, Any]:
    return {
        "format": "yipanqi-plan/1",
        "objective": solution.objective,
        "upper_bound": solution.upper_bound,
        "gap": solution.gap,
        "seconds": solution.seconds,
        "work": solution.work,
        "seed": solution.seed,
        "workers": solution.workers,
        "stopped": solution.stopped,
        "versions": versions(),
    }

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
from yipanqi.planner.claim import POTS, BoundBy
from yipanqi.planner.draft import Draft
from yipanqi.planner.funding import Payments
from yipanqi.planner.prices import Prices
from yipanqi.planner.problem import Floats, Ints, Problem
from yipanqi.planner.writing import named


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan that keeps every rule, and how good it is proven to be."""

    draft: Draft
    payments: Payments
    objective: float
    upper_bound: float
    prices: Prices  # from which the bound follows
    work: int | None  # rounds of search; one worker makes the plan again by them; None where nobody would
    seconds: float
    seed: int
    workers: int
    stopped: bool = False
    bound_by: BoundBy = BoundBy.PRICES  # whose word the bound is
    priced_bound: float | None = None  # the one that follows from the prices, where the solver's is lower

    @property
    def start(self) -> Ints:
        """[E]: quarter, NONE if not started."""
        return self.draft.start

    @property
    def choice(self) -> Ints:
        """[W] → O, NONE if not done."""
        return self.draft.choice

    @property
    def proven_bound(self) -> float:
        """The bound that follows from the prices, which anybody can recompute."""
        return self.upper_bound if self.priced_bound is None else self.priced_bound

    @property
    def gap(self) -> float:
        """How far, at most, the plan is from the best one, as a part of its objective."""
        return (self.upper_bound - self.objective) / max(abs(self.objective), 1e-9)


def write_solution(problem: Problem, solution: Solution, folder: Path) -> None:
    """Write the plan folder: starts, chosen, funding, prices and plan.json."""
    folder.mkdir(parents=True, exist_ok=True)
    works = problem.works
    owner = np.repeat(np.arange(len(problem.estates.ids)), np.diff(works.ptr))
    on = np.flatnonzero(solution.start >= 0)
    starts = {"estate": named(problem.estates.ids, on), "quarter": solution.start[on]}
    pl.DataFrame(starts).write_parquet(folder / "starts.parquet")
    done = np.flatnonzero(solution.choice >= 0)
    chosen = {
        "estate": named(problem.estates.ids, owner[done]),
        "measure": named(problem.measures.ids, works.measure[done]),
        "option": named(works.option_ids, works.option[solution.choice[done]]),
    }
    pl.DataFrame(chosen).write_parquet(folder / "chosen.parquet")
    money = solution.payments
    funding = {
        "estate": named(problem.estates.ids, owner[money.work]),
        "measure": named(problem.measures.ids, works.measure[money.work]),
        "fund": named(problem.funds.ids, money.fund),
        "year": money.year,
        "amount": money.amount,
    }
    pl.DataFrame(funding).write_parquet(folder / "funding.parquet")
    write_prices(problem, solution.prices, folder)
    (folder / "plan.json").write_text(json.dumps(_said(solution), indent=1), encoding="utf-8")


def write_prices(problem: Problem, prices: Prices, folder: Path) -> None:
    """Write the prices from which the bound follows; those of single starts, where there are some, beside."""
    price_table(problem, prices).write_parquet(folder / "prices.parquet")
    pots, on = prices.pots, np.flatnonzero(prices.pots.price > 0)
    columns = {
        "estate": named(problem.estates.ids, pots.estate[on]),
        "quarter": pots.start[on],
        "fund": named(problem.funds.ids, pots.fund[on]),
        "year": pots.year[on],
        "price": pots.price[on],
    }
    if len(on):
        pl.DataFrame(columns).write_parquet(folder / POTS)
    else:
        (folder / POTS).unlink(missing_ok=True)  # of an earlier plan


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


def _price_rows(kind: str, names: list[str], values: Floats) -> pl.DataFrame:
    row, period = (v.astype(np.int32) for v in np.indices(values.shape).reshape(2, -1))
    kinds = pl.Series([kind] * len(row), dtype=pl.Utf8)
    columns = {
        "kind": kinds,
        "row": row,
        "name": named(names, row),
        "period": period,
        "price": values.ravel().astype(np.float64),
    }
    return pl.DataFrame(columns)


def versions() -> dict[str, str]:
    """What made a plan: to be known when it is remade."""
    made_by = {name: version(name) for name in ("highspy", "numpy", "numba", "polars")}
    return {"yipanqi": __version__, "python": platform.python_version(), **made_by}


def _said(solution: Solution) -> dict[str, Any]:
    return {
        "format": "yipanqi-plan/1",
        "objective": solution.objective,
        "upper_bound": solution.upper_bound,
        "upper_bound_by": solution.bound_by,
        "priced_bound": solution.proven_bound,
        "gap": solution.gap,
        "seconds": solution.seconds,
        "work": solution.work,
        "seed": solution.seed,
        "workers": solution.workers,
        "stopped": solution.stopped,
        "versions": versions(),
    }

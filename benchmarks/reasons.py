"""Do prices tell what more of a limit brings? Twenty binding limits, each a tenth wider, priced and planned anew."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import ours

from yipanqi.planner import Problem, Settings, Solution, read_problem, solve
from yipanqi.planner.layout import lay_out
from yipanqi.planner.method import price
from yipanqi.planner.problem import Floats
from yipanqi.planner.worth import Appraisal

LIMITS, WIDER, PLANS, SECONDS = 20, 0.1, 3, 8.0


@dataclass(frozen=True)
class Limit:
    """A cap of a year or quarter, and what its price says that a tenth more brings."""

    kind: str  # fund, crew or site
    row: int
    when: int
    said: float


def main() -> None:
    """Print the table and the correlation of orders."""
    print(
        f"## What a tenth more of a limit brings: prices against new bounds and new plans ({PLANS} × {SECONDS:g} s)\n"
    )
    print(f"{ours.machine('numpy', 'numba', 'highspy')}\n")
    print("| limit | prices say | the bound gains | plans gain, mean |\n|:--|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        problem = read_problem(ours.made(Path(folder) / "1", "--seed", "1"))
    layout = lay_out(problem)
    answer = price(layout)
    binding = sorted(_limits(problem, Appraisal(layout, answer.prices)), key=lambda limit: -limit.said)[:LIMITS]
    plain = _planned(problem)
    said, bounds, plans = [], [], []
    for limit in binding:
        wide = widened(problem, limit)
        said.append(limit.said)
        bounds.append(price(lay_out(wide)).bound - answer.bound)
        plans.append(_planned(wide) - plain)
        print(f"| {_name(problem, limit)} | {said[-1]:,.1f} | {bounds[-1]:,.1f} | {plans[-1]:,.1f} |", flush=True)
    print(f"\nOrder of what prices say and what the bound gains: Spearman {spearman(said, bounds):.3f}.")
    print(f"\nOrder of what prices say and what plans gain: Spearman {spearman(said, plans):.3f}.")


def widened(problem: Problem, limit: Limit) -> Problem:
    """The problem with one cap a tenth higher."""
    family = getattr(problem, f"{limit.kind}s")
    cap = family.cap.copy()
    cap[limit.row, limit.when] *= 1 + WIDER
    return replace(problem, **{f"{limit.kind}s": replace(family, cap=cap)})


def spearman(one: list[float], other: list[float]) -> float:
    """The correlation of ranks; ties share their mean rank."""
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: list[float]) -> Floats:
    _, inverse, count = np.unique(np.round(values, 6), return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[inverse])


def _limits(problem: Problem, appraisal: Appraisal) -> Iterator[Limit]:
    """Every cap with its price."""
    prices = {"fund": appraisal.fund_price, "crew": appraisal.prices.crew, "site": appraisal.prices.site}
    for kind, price_of in prices.items():
        cap = getattr(problem, f"{kind}s").cap
        for row, when in np.argwhere((price_of > 0) & np.isfinite(cap)):
            yield Limit(kind, int(row), int(when), float(price_of[row, when] * cap[row, when] * WIDER))


def _planned(problem: Problem) -> float:
    """The mean worth of plans by several seeds."""
    found = [solve(problem, Settings(seconds=SECONDS, seed=seed)) for seed in range(PLANS)]
    return float(np.mean([plan.objective for plan in found if isinstance(plan, Solution)]))


def _name(problem: Problem, limit: Limit) -> str:
    if limit.kind == "fund":
        return f"money of {problem.funds.ids[limit.row]}, year {problem.first_year + limit.when}"
    region = problem.regions.ids[getattr(problem, f"{limit.kind}s").region[limit.row]]
    if limit.kind == "site":
        return f"sites of {region}, quarter {limit.when + 1}"
    return f"{problem.measures.trades[problem.crews.trade[limit.row]]} crews of {region}, quarter {limit.when + 1}"


if __name__ == "__main__":
    main()

"""Whom one more unit of a limit reaches: the relaxed problem solved again with that limit a little wider."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import highspy
import numpy as np

from yipanqi.domain.rule_name import RuleName
from yipanqi.planner.draft import nothing
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import SHORTFALLS, Model, build
from yipanqi.planner.params import MarginalParams
from yipanqi.planner.problem import Floats
from yipanqi.planner.solver import load

INF = highspy.kHighsInf
FAMILIES = {  # of rows, by the kind of limit
    "fund": RuleName.WITHIN_APPROPRIATION,
    "crew": RuleName.WITHIN_CREWS,
    "site": RuleName.WITHIN_SITES,
    "target": SHORTFALLS,
}


@dataclass(frozen=True, slots=True)
class Wider:
    """A limit of the problem: a row of its kind in a quarter (of money and targets: a year)."""

    kind: Literal["fund", "crew", "site", "target"]
    row: int
    when: int


def households_of_more(
    layout: Layout, wider: Sequence[Wider], params: MarginalParams | None = None
) -> list[float | None]:
    """For each limit, how many more households the relaxed problem starts for one more unit of it (of a target:
    one unit less demanded); None where the relaxed problem could not be solved again, or is too large for it."""
    params = params or MarginalParams()
    if not wider or len(layout.forced) > params.most:
        return [None] * len(wider)
    model = build(layout, np.arange(len(layout.place), dtype=np.int32), nothing(layout.problem))
    highs = load(model.linear, True, 0)
    reached = _reached(highs, layout, model)
    return [None if reached is None else _more(highs, layout, model, one, reached, params.step) for one in wider]


def _more(highs: highspy.Highs, layout: Layout, model: Model, one: Wider, before: float, step: float) -> float | None:
    linear = model.linear
    rows = list(_rows(layout, model, one))
    size = max(1.0, step * max(abs(float(linear.row_upper[r])) for r in rows)) if one.kind != "target" else 1.0
    for r in rows:
        lower, upper = float(linear.row_lower[r]), float(linear.row_upper[r])
        wide = (lower - size, upper) if one.kind == "target" else (lower, upper + size)
        highs.changeRowBounds(r, *wide)
    after = _reached(highs, layout, model)
    for r in rows:
        highs.changeRowBounds(r, float(linear.row_lower[r]), float(linear.row_upper[r]))
    return None if after is None else round((after - before) / size, 6)


def _rows(layout: Layout, model: Model, one: Wider) -> Iterator[int]:
    """The model's rows that a limit stands in: a fund that carries over also in the later years."""
    p = layout.problem
    first = model.rows[FAMILIES[one.kind]]
    if one.kind == "target":
        yield first + one.row
    elif one.kind == "fund":
        last = p.years if p.funds.carry[one.row] else one.when + 1
        yield from (first + one.row * p.years + year for year in range(one.when, last))
    else:
        yield first + one.row * p.quarters + one.when


def _reached(highs: highspy.Highs, layout: Layout, model: Model) -> float | None:
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    started: Floats = np.array(highs.getSolution().col_value)[: len(model.estate)]
    return float(started @ layout.problem.estates.households[model.estate])

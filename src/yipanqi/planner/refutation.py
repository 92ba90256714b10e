"""That a model has no solution, shown in whole numbers: a tree of cases, each refuted by a sum of its rows.

A solver works with rounded figures, so its "infeasible" is a word. Here it only says which multiple of each row to take
(the duals of a model that pays for what it breaks); whether the rows so summed ask for more than the columns can give
is reckoned exactly, every float being a whole number over a power of two (Farkas' lemma; Neumaier & Shcherbina 2004).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

import numpy as np

from yipanqi.planner.params import RefutationParams
from yipanqi.planner.problem import Floats, Ints
from yipanqi.planner.solver import INF, Linear, SolverLimits, gather, run

GRID = 2**40  # multiples of rows are whole numbers over this


def refuted(
    model: Linear, params: RefutationParams, stop: Callable[[], bool] = lambda: False, *, relax: bool = False
) -> bool | None:
    """Is it certain that there is no solution? False where there seems to be one, of parts of works where `relax`; None
    where the model is too large or the time too short to know."""
    if len(model.value) > params.entries:
        return None
    exact, elastic = _Exact(model), _elastic(model)
    cases = [(model.lower, np.minimum(model.upper, 2.0**60))]
    for _ in range(params.cases):
        if stop():
            return None
        lower, upper = cases.pop()
        value, multiple = elastic.asked(lower, upper)
        if multiple is None or value is None:
            return None
        if not exact.refutes(multiple, lower, upper):
            part = np.where(model.whole, np.abs(value - np.round(value)), 0.0)
            if relax or part.max(initial=0.0) <= params.whole:
                return False
            at = int(part.argmax())
            below, above = upper.copy(), lower.copy()
            below[at], above[at] = np.floor(value[at]), np.ceil(value[at])
            cases += [(lower, below), (above, upper)]
        if not cases:
            return True
    return None


class _Exact:
    """A model in whole numbers: every figure times one power of two, columns without a limit held by their rows."""

    def __init__(self, model: Linear) -> None:
        sides = [side for side in (model.row_lower, model.row_upper)]
        figures = [*model.value.tolist(), *(x for side in sides for x in side.tolist() if np.isfinite(x))]
        self.unit = max((x.as_integer_ratio()[1] for x in figures), default=1)
        self.ptr, self.index = model.ptr.tolist(), model.index.tolist()
        self.value = [self._whole(x) for x in model.value.tolist()]
        self.least, self.most = ([self._whole(x) if np.isfinite(x) else None for x in side.tolist()] for side in sides)
        self.limit = self._limits(model)

    def refutes(self, multiple: Floats, lower: Floats, upper: Floats) -> bool:
        """Do the rows, so many times each, ask for more than columns between these limits can give?"""
        return any(self._over([round(sign * x * GRID) for x in multiple.tolist()], lower, upper) for sign in (1, -1))

    def _over(self, multiple: list[int], lower: Floats, upper: Floats) -> bool:
        asked, sums = 0, [0] * len(lower)
        for row, times in enumerate(multiple):
            side = self.least[row] if times > 0 else self.most[row]
            if not times or side is None:  # such a row asks for nothing
                continue
            asked += times * side
            for k in range(self.ptr[row], self.ptr[row + 1]):
                sums[self.index[k]] += times * self.value[k]
        given = 0
        for column, times in enumerate(sums):
            if times > 0:
                most = self.limit[column]
                if most is None:
                    return False
                given += times * min(most, ceil(upper[column]))
            elif times < 0:
                given += times * int(lower[column])
        return given < asked

    def _whole(self, figure: float) -> int:
        part, over = figure.as_integer_ratio()
        return part * (self.unit // over)

    def _limits(self, model: Linear) -> list[int | None]:
        """The most of each column, rounded up: its own limit, or what a row leaves it; None where nothing limits it."""
        limit = [ceil(x) if np.isfinite(x) else None for x in model.upper.tolist()]
        for row, most in enumerate(self.most):
            at = range(self.ptr[row], self.ptr[row + 1])
            if most is None or all(limit[self.index[k]] is not None for k in at):
                continue
            below = [(k, limit[self.index[k]]) for k in at if self.value[k] < 0]
            if any(upper is None for _, upper in below):
                continue
            left = most - sum(self.value[k] * (upper or 0) for k, upper in below)
            for k in at:
                if limit[self.index[k]] is None:
                    limit[self.index[k]] = max(0, ceil(Fraction(left, self.value[k])))
        return limit


@dataclass(frozen=True, eq=False)
class _Elastic:
    """The model in which every row may be broken, which is paid for."""

    linear: Linear
    scale: Floats  # of rows: so that each has figures of size one
    columns: int

    def asked(self, lower: Floats, upper: Floats) -> tuple[Floats | None, Floats | None]:
        """The columns that break least between these limits, and the multiple of each row that says so."""
        more = len(self.linear.cost) - self.columns
        held = replace(
            self.linear,
            lower=np.append(lower, np.zeros(more)),
            upper=np.append(np.where(upper >= 2.0**60, INF, upper), np.full(more, INF)),
        )
        found = run(held, SolverLimits(), relax=True)
        if found.value is None or found.dual is None:
            return None, None
        return found.value[: self.columns], found.dual / self.scale


def _elastic(model: Linear) -> _Elastic:
    count, rows = len(model.cost), len(model.row_lower)
    entry = np.repeat(np.arange(rows, dtype=np.int32), np.diff(model.ptr))
    scale = np.zeros(rows)
    np.maximum.at(scale, entry, np.abs(model.value))
    scale[scale == 0] = 1.0
    low, high = (np.flatnonzero(np.isfinite(side)).astype(np.int32) for side in (model.row_lower, model.row_upper))
    slack = len(low) + len(high)
    more: Ints = (count + np.arange(slack)).astype(np.int32)
    ptr, index, value = gather(
        np.concatenate([entry, low, high]),
        np.concatenate([model.index, more]).astype(np.int32),
        np.concatenate([model.value / scale[entry], np.ones(len(low)), -np.ones(len(high))]),
        rows,
    )
    nought = np.zeros(slack)
    linear = Linear(
        cost=np.append(np.zeros(count), -np.ones(slack)),
        lower=np.append(model.lower, nought),
        upper=np.append(model.upper, np.full(slack, INF)),
        whole=np.zeros(count + slack, bool),
        row_lower=model.row_lower / scale,
        row_upper=model.row_upper / scale,
        ptr=ptr,
        index=index,
        value=value,
    )
    return _Elastic(linear, scale, count)

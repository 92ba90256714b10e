"""What an estate loses under prices by one option, or by leaving a work out: beyond the gap, no better plan has it.

With prices of every limit each estate is alone, so a plan with that option is worth no more than the bound less what
the estate loses (with its start, what it loses by that as well).
"""

from dataclasses import dataclass, replace

import numpy as np

from yipanqi.planner.layout import Layout
from yipanqi.planner.model import Model
from yipanqi.planner.prices import Answer, Prices, option_prices
from yipanqi.planner.problem import NONE, Flags, Floats, Ints


@dataclass(frozen=True, eq=False)
class Losses:
    """Points that an estate started in quarter t loses beside its best works there."""

    option: Floats  # [Q, O]: with the option; infinite where it is not usable
    without: Floats  # [Q, W]: without the work; infinite of a forced one


def losses(layout: Layout, prices: Prices) -> Losses:
    """What each option and each work left out costs its estate under prices, by its start."""
    works, forced = layout.problem.works, layout.forced
    worth = layout.problem.discount ** np.arange(layout.problem.quarters, dtype=np.float64)
    net = np.where(layout.usable, worth[:, None] * works.benefit - option_prices(layout, prices), -np.inf)
    if not len(works.measure):
        return Losses(net, np.zeros((len(worth), 0)))
    best, below = np.maximum.reduceat(net, works.option_ptr[:-1], axis=1), np.zeros((len(worth), len(works.measure)))
    done, value = np.empty_like(below), np.empty_like(below)  # of a work with all that needs it: if done, and at best
    levels = _levels(works.parent)
    for level in reversed(levels):
        done[:, level] = best[:, level] + below[:, level]
        value[:, level] = np.where(forced[level], done[:, level], np.maximum(done[:, level], 0.0))
        child = level[works.parent[level] >= 0]
        np.add.at(below.T, works.parent[child], value[:, child].T)
    needed = np.zeros_like(below)  # what is lost by doing all that a work needs
    for level in levels[1:]:
        parent = works.parent[level]
        needed[:, level] = needed[:, parent] + _beside(value[:, parent], done[:, parent])
    lost = _beside(value, 0.0)
    without = np.where(forced, np.inf, _at_root(works.parent, forced, done, value, lost))
    work = layout.option_work
    return Losses(_beside(value[:, work], net + below[:, work]) + needed[:, work], without)


def narrowed(layout: Layout, model: Model, answer: Answer, lost: Losses, slack: float) -> Model:
    """The model without the options that no plan within the slack of the bound has; works that each has are done."""
    quarter, work = model.quarter[model.pair], layout.option_work[model.option]
    regret = answer.value[model.estate] - answer.gains[model.estate, model.quarter]
    upper, lower = model.linear.upper.copy(), model.linear.row_lower.copy()
    behind = regret[model.pair] + lost.option[quarter, model.option] > slack
    upper[len(model.estate) + np.flatnonzero(behind)] = 0.0
    pair, work = np.divmod(np.unique(model.pair.astype(np.int64) * len(layout.forced) + work), len(layout.forced))
    base, quarter = layout.base[work], model.quarter[pair]
    least = np.where(base == NONE, lost.without[quarter, work], lost.option[quarter, np.maximum(base, 0)])
    is_done = regret[pair] + least > slack
    lower[model.nesting + np.flatnonzero(is_done)] = 0.0
    return replace(model, linear=replace(model.linear, upper=upper, row_lower=lower))


def _beside(best: Floats, other: Floats | float) -> Floats:
    """What is lost by the other, infinite where it cannot be."""
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(best - other, nan=np.inf, posinf=np.inf)


def _levels(parent: Ints) -> list[Ints]:
    """Works by how many others they need, roots first."""
    depth, at = np.zeros(len(parent), np.int32), parent.copy()
    while (at >= 0).any():
        depth += at >= 0
        at = np.where(at >= 0, parent[np.maximum(at, 0)], NONE)
    return [np.flatnonzero(depth == d).astype(np.int32) for d in range(int(depth.max(initial=0)) + 1)]


def _at_root(parent: Ints, forced: Flags, done: Floats, value: Floats, lost: Floats) -> Floats:
    """What the estate loses where a work's value falls by so much: what it needs may then be left out as well."""
    at = parent
    while (at >= 0).any():
        up = np.maximum(at, 0)
        left = np.where(forced[up], done[:, up] - lost, np.maximum(done[:, up] - lost, 0.0))
        lost = np.where(at >= 0, _beside(value[:, up], left), lost)
        at = np.where(at >= 0, parent[up], NONE)
    return lost

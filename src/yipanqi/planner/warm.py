"""An earlier plan as the first incumbent: kept as it is where every rule holds, else what can be held of it."""

from collections.abc import Callable

import numpy as np

from yipanqi.planner.draft import Draft
from yipanqi.planner.funding import payable, split_back
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import build, decode, encode
from yipanqi.planner.params import RepairParams
from yipanqi.planner.prices import count_use, no_prices, objective
from yipanqi.planner.problem import NONE
from yipanqi.planner.rebuild import Walker
from yipanqi.planner.solver import SolverLimits, run
from yipanqi.planner.verify import Claim, judge

NO_STEPS = 0, 1, 1.0, (1.0, 1.0)  # of a walk that only sheds


def warm_plan(
    layout: Layout, earlier: Draft, walker: Walker, params: RepairParams, stop: Callable[[], bool]
) -> Draft | None:
    """The earlier plan, or the best found of its starts where it breaks a rule; None if nothing of it can be held."""
    tidy = tidied(layout, earlier)
    if holds(layout, tidy):
        return tidy
    walker.begin(tidy)
    for _ in range(params.sheds):  # nothing else moves; each time some funds may prove too poor
        if np.isfinite(walker.worth):
            break
        walker.walk(*NO_STEPS, seed=0, stop=stop)
    if np.isfinite(walker.worth) and holds(layout, walker.best):
        return walker.best
    return _mended(layout, tidy, SolverLimits(looks=params.looks, gap=params.gap, stop=stop))


def _mended(layout: Layout, tidy: Draft, limits: SolverLimits) -> Draft | None:
    """The best that the model finds with the plan's starts, any for those that must start and do not."""
    allowed = tidy.times(layout.problem.quarters)
    lost = layout.problem.estates.must & (tidy.start == NONE)
    allowed[lost] = layout.open[lost]
    every = np.arange(len(tidy.start), dtype=np.int32)
    model = build(layout, every, tidy, allowed)
    hint = encode(layout, model, tidy)
    answer = run(model.linear, limits, hint=hint)
    if answer.value is None:
        return None
    found = decode(layout, model, answer.value, every, tidy)
    return found if holds(layout, found) else None


def holds(layout: Layout, draft: Draft) -> bool:
    """Does the plan keep every rule, as the verifier judges?"""
    use = count_use(layout, draft)
    flow = payable(layout, use.due)
    if flow is None:
        return False
    payments = split_back(layout, draft, flow, use.due)
    return judge(layout.problem, Claim(draft, payments, objective(layout, use), None, no_prices(layout))).passed


def tidied(layout: Layout, earlier: Draft) -> Draft:
    """The earlier plan without starts and options that the problem does not have, and with what must be done."""
    works, start, choice = layout.problem.works, earlier.start.copy(), earlier.choice.copy()
    only = layout.open.sum(axis=1) == 1
    held = layout.problem.estates.must & only
    start[held] = layout.open[held].argmax(axis=1)
    on = np.flatnonzero(start != NONE)
    closed = (start[on] >= layout.open.shape[1]) | ~layout.open[on, np.minimum(start[on], layout.open.shape[1] - 1)]
    start[on[closed | (start[on] < 0)]] = NONE
    choice[(choice != NONE) & ~layout.usable[choice]] = NONE
    choice = np.where((choice == NONE) & layout.forced, layout.base, choice).astype(np.int32)
    choice[start[layout.work_estate] == NONE] = NONE
    for w in range(len(choice)):  # prerequisites stand before the works that need them
        if choice[w] != NONE and works.parent[w] != NONE and (works.parent[w] < 0 or choice[works.parent[w]] == NONE):
            choice[w] = NONE
    return Draft(start, choice)

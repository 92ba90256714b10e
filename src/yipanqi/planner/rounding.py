"""From works in parts to whole ones that cost and load no more: what the relaxation does of a work, rounded down."""

import numpy as np

from yipanqi.planner.draft import Draft
from yipanqi.planner.layout import Layout
from yipanqi.planner.model import Model
from yipanqi.planner.problem import NONE, Floats


def rounded_down(layout: Layout, model: Model, value: Floats, draft: Draft) -> Draft:
    """The plan of a draft's starts, all of which the model holds, with the works of the model's relaxed solution.

    Of each work the option that brings most of those that neither cost nor load more than the parts of its options
    do together: no due and no load grows, so what the relaxation could pay can be paid, but for a solver's tolerance.
    """
    works, found = layout.problem.works, draft.copy()
    found.choice[:] = np.where(draft.start[layout.work_estate] != NONE, layout.base, NONE)
    of_base, count = np.maximum(layout.base, 0), len(model.estate)
    part, work, option = value[count : count + len(model.option)], layout.option_work[model.option], model.option
    able = part > 0
    for amount in (works.cost, works.load):
        least = np.where(layout.base != NONE, amount[of_base], 0.0)
        most = least + np.bincount(work, part * (amount[option] - least[work]), len(least))
        able &= amount[option] <= most[work] * (1 + 1e-9)
    brings = np.where(layout.base != NONE, works.benefit[of_base], 0.0)
    able &= works.benefit[option] > brings[work]
    order = np.flatnonzero(able)[np.argsort(works.benefit[option[able]], kind="stable")]
    found.choice[work[order]] = option[order]  # the last of a work is the one that brings most
    while (lacking := (found.choice != NONE) & (works.parent >= 0) & (found.choice[works.parent] == NONE)).any():
        found.choice[lacking] = NONE
    return found

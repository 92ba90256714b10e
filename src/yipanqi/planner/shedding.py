# mypy: disable-error-code="no-untyped-def"
# Compiled functions take bare columns: numba infers their types.
"""Compiled shedding: a plan that is too much for the limits loses what frees most of them for what it brings."""

from yipanqi.planner.deltas import (
    change,
    count_for_targets,
    needed,
    over,
    relief,
    relief_of_sites,
    take_out,
)
from yipanqi.planner.inner import inner
from yipanqi.planner.packed import BASE, BENEFIT, END_WORK, ESTATE, FIRST_WORK, FORCED, MUST
from yipanqi.planner.problem import NONE


@inner
def shed(b, limits, state):
    """Take away what frees most of the rows above their caps for what it loses, until none is or nothing helps."""
    for _ in range(len(state.choice) + len(state.start)):
        if not over(limits, state.used):
            return
        estate, work, option = dearest(b, limits, state)
        if estate >= 0:
            take_out(b, limits, state, estate)
        elif work >= 0:
            change(b, limits, state, state.start[b.work[work, ESTATE]], work, option)
        else:
            return


@inner
def dearest(b, limits, state):
    """The estate to take out (else −1), or the work to give another option (−1 where nothing helps) and that option."""
    top, estate, work, option = 0.0, NONE, NONE, NONE
    for e in range(len(state.start)):
        if state.start[e] < 0:
            continue
        whole, part, w, o = relief_for_loss(b, limits, state, e)
        if part > top:
            top, estate, work, option = part, NONE, w, o
        if whole > top:
            top, estate = whole, e
    return estate, work, option


@inner
def relief_for_loss(b, limits, state, e):
    """The relief for what is lost if an estate leaves, then that of the best step down of its works, that work, and
    the option that it gets; relief is nought where nothing may be taken."""
    t = state.start[e]
    freed = relief_of_sites(b, limits, state.used, e, t)
    lost = -count_for_targets(b, state.started, e, t, -1.0, False)
    top, work, option = 0.0, NONE, NONE
    for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
        o = state.choice[w]
        if o < 0:
            continue
        freed += relief(b, limits, state.used, t, w, o, NONE)
        lost += b.worth[t] * b.option[o, BENEFIT]
        part, other = relief_of_step(b, limits, state, t, w)
        if part > top:
            top, work, option = part, w, other
    whole = 0.0 if b.estate[e, MUST] else freed / (max(lost, 0.0) + 1.0)
    return whole, top, work, option


@inner
def relief_of_step(b, limits, state, t, w):
    """The relief for what is lost if a required work goes down to its base, or another away; and what it gets."""
    o, other = state.choice[w], NONE
    value = b.worth[t] * b.option[o, BENEFIT]
    if b.work[w, FORCED]:
        other = b.work[w, BASE]
        if other == o:
            return 0.0, other
        value -= b.worth[t] * b.option[other, BENEFIT]
    elif needed(b, state.choice, w):
        return 0.0, other
    return relief(b, limits, state.used, t, w, o, other) / (max(value, 0.0) + 1.0), other

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: NPY002
# Compiled functions take bare columns: numba infers their types, and its own generator is the legacy one.
"""Ladders: of each work the options worth stepping up to, by what a step brings for what it costs under prices.

The rungs of a work's ladder are the upper hull of its options' benefits over their prices (Sinha & Zoltners 1979), for
each start of its estate; a required work's ladder stands on its base. `fill` climbs, `loosen` steps down.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yipanqi.planner.deltas import block, change, need, needed
from yipanqi.planner.inner import inlined, inner
from yipanqi.planner.layout import Layout
from yipanqi.planner.packed import BASE, BENEFIT, END_OPTION, ESTATE, FIRST_OPTION, FORCED, PARENT, USABLE
from yipanqi.planner.params import GuideParams
from yipanqi.planner.problem import MISSING, Floats, Ints

Floats32 = NDArray[np.float32]


class Ladder(NamedTuple):
    """The ladders of all works; an estate's rungs lie together, by its start and then by their class."""

    classes: int
    rung: Ints  # [rungs, 3]: work, parent, option
    head: Ints  # [E * Q * classes + 1]: the first rung of each class of an estate that starts in a quarter
    ratio: Floats32  # [Q, O]: benefit for the price of the step up to an option, by start; 0 if none leads there
    below: Ints  # [Q, O]: the option that a step down leads to, −1 none


class Odds(NamedTuple):
    """How steps climb and loosen: see `StepParams`."""

    scan: int
    skip: float
    poor: float
    drop: float


def ladder(layout: Layout, priced: Floats, params: GuideParams | None = None) -> Ladder:
    """The ladders of all works where what an option uses is priced so, [Q, O] points."""
    params = params or GuideParams()
    classes = params.classes
    packed, quarters = layout.packed, layout.problem.quarters
    ratio, below = np.zeros(priced.shape, np.float32), np.full(priced.shape, -1, np.int32)
    most = int(np.diff(layout.problem.works.option_ptr).max(initial=0))
    _climb(packed.work, packed.option, packed.worth, priced, params.free, ratio, below, np.zeros(most, np.int32))
    start, option = np.nonzero((ratio > 0) & np.isfinite(ratio))
    work = layout.option_work[option]
    estate, parent = layout.work_estate[work], packed.work[work, PARENT]
    there = (parent != MISSING) & layout.open[estate, start]
    start, option, work, estate, parent = (column[there] for column in (start, option, work, estate, parent))
    level = np.clip(params.fine * (params.top - np.log2(ratio[start, option])), 0, classes - 1).astype(np.int64)
    key = (estate.astype(np.int64) * quarters + start) * classes + level
    order = np.argsort(key, kind="stable")
    head = np.searchsorted(key[order], np.arange(len(layout.place) * quarters * classes + 1))
    rung = np.stack([work, parent, option], axis=1)[order]
    return Ladder(classes, np.ascontiguousarray(rung, np.int32), head.astype(np.int32), ratio, below)


@njit(cache=True, nogil=True, error_model="numpy")
def _climb(work, option, worth, priced, free, ratio, below, rungs):
    """Fill ratio and below [Q, O] step by step: from each rung to the option that brings most for its price."""
    for w in range(len(work)):
        first, end, base = work[w, FIRST_OPTION], work[w, END_OPTION], work[w, BASE] if work[w, FORCED] else -1
        for t in range(len(worth)):
            have, paid, at, count = 0.0, 0.0, base, 0
            if base >= 0:
                have, paid, ratio[t, base] = option[base, BENEFIT], priced[t, base], np.inf
            while True:
                top, pick = 0.0, -1
                for o in range(first, end):
                    more = worth[t] * (option[o, BENEFIT] - have)
                    if option[o, USABLE] > 0 and more > top * max(priced[t, o] - paid, free):
                        top, pick = more / max(priced[t, o] - paid, free), o
                if pick < 0:
                    break
                ratio[t, pick], below[t, pick] = top, at
                have, paid, at, rungs[count] = option[pick, BENEFIT], priced[t, pick], pick, pick
                count += 1
            for o in range(first, end):
                if ratio[t, o] > 0:
                    continue
                below[t, o] = base
                for i in range(count):
                    if option[rungs[i], BENEFIT] < option[o, BENEFIT]:
                        below[t, o] = rungs[i]


@inner
def gather_started(start, part, at):
    """Fill `at` with about this part of the estates that start; return how many."""
    count = 0
    for e in range(len(start)):
        if start[e] >= 0 and (part >= 1.0 or np.random.random() < part):
            at[count] = e
            count += 1
    return count


@inner
def fill(b, limits, state, ladder, odds, barred, at):
    """Take nearly every option that fits and is better, rung by rung; of very many works only some are looked at.

    Rungs are taken class by class, within a class from any estate on. barred [rungs, 3] remembers for a rung the
    option that its work had when it did not fit (and 2 more), the row without room, and what was needed of it: while
    that row has no room, nothing else need be looked at.
    """
    count = gather_started(state.start, odds.scan / (len(state.choice) + 1.0), at)
    won, first = 0.0, np.random.randint(count) if count else 0
    skip = odds.skip if np.random.random() < 0.5 else 0.0
    for level in range(ladder.classes if np.random.random() < odds.poor else ladder.classes - 1):
        for j in range(first, first + count):
            e = at[j if j < count else j - count]
            t = state.start[e]
            k = (e * len(b.worth) + t) * ladder.classes + level
            for i in range(ladder.head[k], ladder.head[k + 1]):
                won += step_up(b, limits, state, ladder, barred, i, t, skip)
    return won


@inlined
def step_up(b, limits, state, ladder, barred, i, t, skip):
    """Take rung i of an estate that starts in t, if it is better, fits, and is not passed by; return what is won."""
    w, up, pick = ladder.rung[i, 0], ladder.rung[i, 1], ladder.rung[i, 2]
    o = state.choice[w]
    if o == pick or (o < 0 and up >= 0 and state.choice[up] < 0):
        return 0.0
    if barred[i, 0] == o + 2.0 and state.used[int(barred[i, 1])] + barred[i, 2] > limits.cap[int(barred[i, 1])]:
        return 0.0
    have = b.option[o, BENEFIT] if o >= 0 else 0.0
    if b.option[pick, BENEFIT] <= have:
        return 0.0
    row = block(b, limits, state.used, t, w, pick, o)
    if row >= 0:
        barred[i, 0], barred[i, 1], barred[i, 2] = o + 2.0, row, need(b, limits, state.used, t, w, pick, o, row)
        return 0.0
    if skip > 0.0 and np.random.random() < skip:
        return 0.0
    change(b, limits, state, t, w, pick)
    return b.worth[t] * (b.option[pick, BENEFIT] - have)


@inner
def loosen(b, limits, state, ladder, odds, part, limit):
    """Take some options that bring no more than `limit` for their price a few steps down, or their works away; of very
    many works only some are looked at. Returns what is lost."""
    choice, lost, stride = state.choice, 0.0, len(state.choice) // odds.scan + 1
    for w in range(np.random.randint(stride) if stride > 1 else 0, len(choice), stride):
        o = choice[w]
        t = state.start[b.work[w, ESTATE]]
        if o < 0 or ladder.ratio[t, o] >= limit or np.random.random() >= part:
            continue
        lower = ladder.below[t, o]
        while lower >= 0 and ladder.ratio[t, lower] < limit and np.random.random() < odds.drop:
            lower = ladder.below[t, lower]
        if lower < 0 and needed(b, choice, w):
            lower = ladder.below[t, o]
            if lower < 0:
                continue
        lost += b.worth[t] * (b.option[o, BENEFIT] - (b.option[lower, BENEFIT] if lower >= 0 else 0.0))
        change(b, limits, state, t, w, lower)
    return lost

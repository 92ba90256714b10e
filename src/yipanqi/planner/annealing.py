# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: NPY002
# Compiled functions: numba infers their types, and its own generator is the legacy one, seeded in `anneal`.
"""Compiled annealing of starts alone: an estate starts at another time, or two change places, a third of a microsecond.

A plan of starts is worth the least of what several prices say of it: each is a bound of whatever works can bring
there. Rows may be overfull for a fee, which grows as the heat falls; only starts that overfill none are written down.

`b` is a `Packed`; what else travels together has its class: `Starts`, `Course`, `Standing` and `Found`.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from yipanqi.planner.deltas import count_for_targets
from yipanqi.planner.inner import copy, inner
from yipanqi.planner.packed import AT_LEAST, FIRST_START, LAST_START, MUST, PENALTY
from yipanqi.planner.problem import NONE, Floats, Ints

TINY = 1e-9  # what a row may be overfull by, of figures of size one


class Starts(NamedTuple):
    """What starts need, and what they are worth."""

    ptr: Ints  # [E+1]: an estate's needs
    row: Ints  # of a limit, as if it started in quarter 0
    need: Floats
    cap: Floats  # [rows]
    fee: Floats  # [rows]: points for a unit above the cap, to begin with
    worth: Floats  # [E, Q, K]: by each of K prices
    fixed: Floats  # [K]: points that no start decides


class Course(NamedTuple):
    """How the steps of a slice go."""

    steps: int
    heat: float  # points
    slope: float  # times the fee of a unit above a cap …
    flat: float  # … and points for each row above its own
    moves: float  # part of the steps in which one estate moves …
    swaps: float  # … and in which two change places; in the others one takes another's, which goes anywhere
    seed: int


class Standing(NamedTuple):
    """Where a walk stands."""

    start: Ints  # [E]
    used: Floats  # [rows]
    started: Floats  # [targets]: units started in time
    value: Floats  # [K]: points by each price


class Found(NamedTuple):
    """The best starts that keep every row, and the step's own scratch."""

    start: Ints  # [E]
    worth: Floats  # [1]
    who: Ints  # [2]: estates of the step …
    was: Ints  # [2]: … when they started …
    to: Ints  # [2]: … and when they would


@njit(cache=True, nogil=True, error_model="numpy")
def anneal(b, starts, course, at, found):
    """So many steps at one heat, in place."""
    np.random.seed(course.seed)
    missed, over = count(b, starts, at)
    worth = least(at.value) - missed
    for _ in range(course.steps):
        moved = draw(b, course, at.start, found)
        if moved == 0:
            continue
        fee, won, more = step(b, starts, course, at, found.who, found.was, found.to, moved)
        now = least(at.value) - missed + won
        if now - worth - fee >= course.heat * np.log(np.random.random()):
            worth, missed, over = now, missed - won, over + more
            if over == 0 and worth > found.worth[0] + TINY:
                found.worth[0] = worth
                copy(found.start, at.start)
        else:
            step(b, starts, course, at, found.who, found.to, found.was, moved)


@inner
def count(b, starts, at):
    """Count anew what is used, started and won; returns what missed targets cost, and how many rows are overfull."""
    at.used[:] = 0.0
    at.started[:] = 0.0
    copy(at.value, starts.fixed)
    for e in range(len(at.start)):
        t = at.start[e]
        if t >= 0:
            for i in range(starts.ptr[e], starts.ptr[e + 1]):
                at.used[starts.row[i] + t] += starts.need[i]
            for k in range(len(at.value)):
                at.value[k] += starts.worth[e, t, k]
            count_for_targets(b, at.started, e, t, 1.0, True)
    missed, over = 0.0, 0
    for g in range(len(at.started)):
        missed += b.target_rate[g, PENALTY] * max(0.0, b.target_rate[g, AT_LEAST] - at.started[g])
    for r in range(len(at.used)):
        over += at.used[r] > starts.cap[r] + TINY
    return missed, over


@inner
def least(value):
    """The least of several figures."""
    low = value[0]
    for k in range(1, len(value)):
        low = min(low, value[k])
    return low


@inner
def draw(b, course, start, found):
    """Draw one or two estates and their new starts; returns how many move, none where that may not be."""
    e, way, moved = np.random.randint(len(start)), np.random.random(), 1
    found.who[0] = e
    if way < course.moves:
        found.to[0] = anywhen(b, e)
    else:
        other, moved = np.random.randint(len(start)), 2
        if e == other or start[e] == start[other]:
            return 0
        found.who[1] = other
        found.to[0] = start[other]
        found.to[1] = start[e] if way < course.moves + course.swaps else anywhen(b, other)
    changed = False
    for i in range(moved):
        e, t = found.who[i], found.to[i]
        found.was[i] = start[e]
        changed |= t != start[e]
        if (t < 0 and b.estate[e, MUST]) or (t >= 0 and b.open[e, t] == 0):
            return 0
    return moved if changed else 0


@inner
def anywhen(b, e):
    """A start in an estate's window, or none."""
    first, last = b.estate[e, FIRST_START], b.estate[e, LAST_START]
    t = np.random.randint(first - 1, last + 1) if first <= last else NONE
    return t if t >= first else NONE


@inner
def step(b, starts, course, at, who, was, to, moved):
    """Move estates from some starts to others; returns the fees, what is won of targets, and how many more rows are
    overfull."""
    fee, won, over = 0.0, 0.0, 0
    for i in range(moved):
        e = who[i]
        for sign in (-1.0, 1.0):
            t = was[i] if sign < 0 else to[i]
            if t >= 0:
                won += count_for_targets(b, at.started, e, t, sign, True)
                for k in range(len(at.value)):
                    at.value[k] += sign * starts.worth[e, t, k]
                for j in range(starts.ptr[e], starts.ptr[e + 1]):
                    r = starts.row[j] + t
                    before = at.used[r] - starts.cap[r]
                    after = before + sign * starts.need[j]
                    at.used[r] += sign * starts.need[j]
                    rate = course.slope * starts.fee[r]
                    if before > TINY:
                        fee -= rate * before + course.flat
                        over -= 1
                    if after > TINY:
                        fee += rate * after + course.flat
                        over += 1
        at.start[e] = to[i]
    return fee, won, over

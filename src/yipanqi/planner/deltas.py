# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: SIM110
# Compiled functions take bare columns: numba infers their types.
"""Compiled strokes on a plan: what each adds to and takes from the rows of the limits; and shedding what is too much.

`b` is a `Packed`; `used`, `cap` and `fee` are [rows], `started` [targets], `start` [E], `choice` [W]; `cost` is
[kinds, Q, CUTS], of which the first `sets` count.
"""

from typing import Any

from numba import njit

from yipanqi.planner.packed import (
    AT_LEAST,
    BASE,
    BASE_START,
    BENEFIT,
    BY_HOUSEHOLDS,
    COST,
    END_CREW,
    END_PART,
    END_WORK,
    ESTATE,
    FIRST_CREW,
    FIRST_PART,
    FIRST_WORK,
    FORCED,
    KIND,
    LOAD,
    MUST,
    NO_BASE_PLAN,
    OFFSET,
    PARENT,
    PENALTY,
    REGION,
    SPAN,
)
from yipanqi.planner.problem import NONE

# Half the time to compile; and no counting of references, which took a fifth of a walk: nothing here makes an array.
BARE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}
inner = njit(error_model="numpy", **BARE)
inlined = njit(error_model="numpy", inline="always", **BARE)  # what is called most: a call costs more than its work


@inner
def copy(to, what):
    """Fill one column with another: a slice would be copied by way of a third."""
    for i in range(len(to)):
        to[i] = what[i]


@inlined
def block(b, cost, sets, used, cap, t, w, o, instead):
    """The first row that has no room for option o of work w where its estate starts in t and option `instead` (−1:
    none) leaves; −1 where it fits."""
    kind = b.work[w, KIND]
    load, money = b.option[o, LOAD], b.option[o, COST]
    if instead >= 0:
        load -= b.option[instead, LOAD]
        money -= b.option[instead, COST]
    if load > 0:
        for i in range(b.kind[kind, FIRST_CREW], b.kind[kind, END_CREW]):
            r = b.crew[i] + t + b.kind[kind, OFFSET]
            for s in range(b.kind[kind, FIRST_PART], b.kind[kind, END_PART]):
                if used[r] + load * b.part[s] > cap[r]:
                    return r
                r += 1
    if money > 0:
        for i in range(sets):
            if used[b.money_row + i] + money * cost[kind, t, i] > cap[b.money_row + i]:
                return b.money_row + i
    return -1


@inner
def need(b, cost, t, w, o, instead, r):
    """What option o of a work adds to a row when its estate starts in t and `instead` (−1: none) leaves."""
    kind, column, rate = b.work[w, KIND], 1, 0.0
    if r >= b.money_row:
        column, rate = 0, cost[kind, t, r - b.money_row]
    else:
        rate = b.part[b.kind[kind, FIRST_PART] + r % len(b.worth) - t - b.kind[kind, OFFSET]]
    return rate * (b.option[o, column] - (b.option[instead, column] if instead >= 0 else 0.0))


@inlined
def put(b, cost, sets, used, t, w, o, sign):
    """Add (sign 1) or take away (−1) what an option of a work uses."""
    kind = b.work[w, KIND]
    load, money = sign * b.option[o, LOAD], sign * b.option[o, COST]
    for i in range(b.kind[kind, FIRST_CREW], b.kind[kind, END_CREW]):
        r = b.crew[i] + t + b.kind[kind, OFFSET]
        for s in range(b.kind[kind, FIRST_PART], b.kind[kind, END_PART]):
            used[r] += load * b.part[s]
            r += 1
    for i in range(sets):
        used[b.money_row + i] += money * cost[kind, t, i]


@inlined
def change(b, cost, sets, used, choice, t, w, o):
    """Give a work of an estate that starts in t another option, −1 for none."""
    if choice[w] >= 0:
        put(b, cost, sets, used, t, w, choice[w], -1.0)
    if o >= 0:
        put(b, cost, sets, used, t, w, o, 1.0)
    choice[w] = o


@inner
def occupy(b, used, e, t, sign):
    """Add or take away an estate's sites, and whether it moved from the base plan."""
    region = b.estate[e, REGION]
    for i in range(b.site_ptr[region], b.site_ptr[region + 1]):
        for q in range(t, t + b.estate[e, SPAN]):
            used[b.site[i] + q] += sign
    base = b.estate[e, BASE_START]
    if base != NO_BASE_PLAN:
        used[b.money_row - 1] += sign * ((1.0 if base != t else 0.0) - (1.0 if base != NONE else 0.0))


@inner
def has_site(b, used, cap, e, t):
    """Is there a site for an estate that starts in t, and may it move there?"""
    region = b.estate[e, REGION]
    for i in range(b.site_ptr[region], b.site_ptr[region + 1]):
        for q in range(t, t + b.estate[e, SPAN]):
            if used[b.site[i] + q] + 1.0 > cap[b.site[i] + q]:
                return False
    base = b.estate[e, BASE_START]
    if base != NO_BASE_PLAN:
        away = (1.0 if base != t else 0.0) - (1.0 if base != NONE else 0.0)
        return used[b.money_row - 1] + away <= cap[b.money_row - 1]
    return True


@inner
def count_for_targets(b, started, e, t, sign, settle):
    """What targets win when an estate starts in t (sign 1) or no longer does (−1); counted where `settle`."""
    won = 0.0
    region = b.estate[e, REGION]
    for j in range(b.target_ptr[region], b.target_ptr[region + 1]):
        g = b.target[j]
        if t < b.target_end[g]:
            units = sign * (b.households[e] if b.target_rate[g, BY_HOUSEHOLDS] > 0 else 1.0)
            before = max(0.0, b.target_rate[g, AT_LEAST] - started[g])
            after = max(0.0, b.target_rate[g, AT_LEAST] - started[g] - units)
            won += b.target_rate[g, PENALTY] * (before - after)
            if settle:
                started[g] += units
    return won


@inner
def take_out(b, cost, sets, used, started, start, choice, e):
    """Take an estate out; return what is lost."""
    t, lost = start[e], 0.0
    for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
        o = choice[w]
        if o >= 0:
            put(b, cost, sets, used, t, w, o, -1.0)
            lost += b.worth[t] * b.option[o, BENEFIT]
            choice[w] = -1
    occupy(b, used, e, t, -1.0)
    lost -= count_for_targets(b, started, e, t, -1.0, True)
    start[e] = -1
    return lost


@inner
def tally(b, cost, sets, used, base, started, start, choice):
    """Fill used and started from nothing; return the plan's worth."""
    copy(used, base)
    started[:] = 0.0
    worth = 0.0
    for g in range(len(started)):
        worth -= b.target_rate[g, PENALTY] * max(0.0, b.target_rate[g, AT_LEAST])
    for e in range(len(start)):
        if b.estate[e, BASE_START] >= 0:
            used[b.money_row - 1] += 1.0  # until it starts where it did in the base plan
        if start[e] < 0:
            continue
        occupy(b, used, e, start[e], 1.0)
        worth += count_for_targets(b, started, e, start[e], 1.0, True)
        for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
            if choice[w] >= 0:
                put(b, cost, sets, used, start[e], w, choice[w], 1.0)
                worth += b.worth[start[e]] * b.option[choice[w], BENEFIT]
    return worth


@inner
def over(used, cap):
    """Does any row stand above its cap?"""
    for r in range(len(cap)):
        if used[r] > cap[r]:
            return True
    return False


@inner
def relief(b, cost, sets, used, cap, fee, t, w, o, instead):
    """By how much fees fall on rows above their caps when option o of a work leaves for option `instead` (−1: none)."""
    kind = b.work[w, KIND]
    load, money, won = b.option[o, LOAD], b.option[o, COST], 0.0
    if instead >= 0:
        load -= b.option[instead, LOAD]
        money -= b.option[instead, COST]
    for i in range(b.kind[kind, FIRST_CREW], b.kind[kind, END_CREW]):
        r = b.crew[i] + t + b.kind[kind, OFFSET]
        for s in range(b.kind[kind, FIRST_PART], b.kind[kind, END_PART]):
            won += fee[r] * min(max(used[r] - cap[r], 0.0), load * b.part[s])
            r += 1
    for i in range(sets):
        r = b.money_row + i
        won += fee[r] * min(max(used[r] - cap[r], 0.0), money * cost[kind, t, i])
    return won


@inner
def relief_of_sites(b, used, cap, fee, e, t):
    """The same when an estate leaves its sites, and is one move less."""
    won, region = 0.0, b.estate[e, REGION]
    for i in range(b.site_ptr[region], b.site_ptr[region + 1]):
        for r in range(b.site[i] + t, b.site[i] + t + b.estate[e, SPAN]):
            won += fee[r] * min(max(used[r] - cap[r], 0.0), 1.0)
    r = b.money_row - 1
    if b.estate[e, BASE_START] == NONE:
        won += fee[r] * min(max(used[r] - cap[r], 0.0), 1.0)
    return won


@inner
def needed(b, choice, w):
    """Must a work be done, for itself or for a chosen work of the same estate?"""
    if b.work[w, FORCED]:
        return True
    for v in range(w + 1, b.estate[b.work[w, ESTATE], END_WORK]):
        if b.work[v, PARENT] == w and choice[v] >= 0:
            return True
    return False


@inner
def shed(b, cost, sets, used, cap, fee, started, start, choice):
    """Take away what frees most of the rows above their caps for what it loses, until none is or nothing helps."""
    for _ in range(len(choice) + len(start)):
        if not over(used, cap):
            return
        top, gone, what, option = 0.0, -1, -1, -1
        for e in range(len(start)):
            t = start[e]
            if t < 0:
                continue
            freed, lost = relief_of_sites(b, used, cap, fee, e, t), -count_for_targets(b, started, e, t, -1.0, False)
            for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
                o, other = choice[w], -1
                if o < 0:
                    continue
                value = b.worth[t] * b.option[o, BENEFIT]
                freed += relief(b, cost, sets, used, cap, fee, t, w, o, -1)
                lost += value
                if b.work[w, FORCED]:
                    other = b.work[w, BASE]
                    value -= b.worth[t] * b.option[other, BENEFIT]
                    if other == o:
                        continue
                elif needed(b, choice, w):
                    continue
                score = relief(b, cost, sets, used, cap, fee, t, w, o, other) / (max(value, 0.0) + 1.0)
                if score > top:
                    top, gone, what, option = score, -1, w, other
            if not b.estate[e, MUST] and freed / (max(lost, 0.0) + 1.0) > top:
                top, gone = freed / (max(lost, 0.0) + 1.0), e
        if top <= 0:
            return
        if gone >= 0:
            take_out(b, cost, sets, used, started, start, choice, gone)
            continue
        change(b, cost, sets, used, choice, start[b.work[what, ESTATE]], what, option)

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: NPY002, SIM110
# Compiled functions: numba infers their types, and its own generator is the legacy one, seeded in `cool`.
"""Compiled simulated annealing over starts and options: a unit above a row's cap costs a fee.

`b` is a `Board`; `used`, `cap` and `fee` are [rows], `started` [targets], `start` [E], `choice` [W]; `cost` is
[kinds, Q, CUTS] of which the first `sets` count. A proposal gathers what it changes in `delta` by the rows it
touches, so that a refused one leaves no trace.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from yipanqi.planner.problem import Ints
from yipanqi.planner.table import Table

SLICES = 40  # looks at the clock and at the funds in one annealing
BLOCK = 500  # proposals at one temperature
HOT, WARM, COLD = 0.25, 0.05, 0.004  # of an estate's mean share of the bound: from nothing, from a plan, at the end
LENIENT, STERN = 0.5, 4.0  # the least fee in prices, at the beginning and at the end
DEARER, CHEAPER = 1.05, 0.99  # how fees follow what stands above its cap
STRICT = 0.8  # of the slices: then what stands above a cap is shed, and the room left is filled

BARE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # half the time to compile
inner = njit(error_model="numpy", **BARE)


def anneal(
    table: Table, start: Ints, choice: Ints, *, moves: int, seed: int, stop: Callable[[], bool], hot: float = HOT
) -> tuple[Ints, Ints, float] | None:
    """The best payable plan met in so many proposals, worth −inf if none; None if stopped."""
    start, choice = start.copy(), choice.copy()
    best_start, best_choice = start.copy(), choice.copy()
    fee, least = table.fee.copy(), table.fee.copy()
    good, best = (best_start.copy(), best_choice.copy(), -np.inf), -np.inf
    blocks = max(1, moves // (BLOCK * SLICES))
    for part in range(SLICES):
        if stop():
            return None
        heat = [table.heat * hot * (COLD / hot) ** min(1.0, at / SLICES / STRICT) for at in (part, part + 1)]
        strict = part >= STRICT * SLICES
        floor = LENIENT * (STERN / LENIENT) ** (part / SLICES) * (100.0 if strict else 1.0)
        sets = table.sets
        fresh = (fee == 0) & (table.fee > 0)
        fee[fresh], least[fresh] = table.fee[fresh], table.fee[fresh]
        best = cool(
            table.board, table.guide, table.cost, sets, table.cap, fee, least, table.base, start, choice,
            best_start, best_choice, best, blocks, heat[0], heat[1], floor, strict, (seed * SLICES + part) % 2**31,
        )  # fmt: skip
        if best > good[2]:
            if table.payable(best_start, best_choice):
                good = (best_start.copy(), best_choice.copy(), float(best))
            best = good[2]
        table.payable(start, choice)
    return good


@inner
def touch(delta, seen, rows, count, mark, r, amount):
    """Add to a row's change; return how many rows are touched."""
    if seen[r] != mark:
        seen[r] = mark
        delta[r] = 0.0
        rows[count] = r
        count += 1
    delta[r] += amount
    return count


@inner
def put_option(b, cost, sets, delta, seen, rows, count, mark, t, w, o, sign):
    """Gather what an option of a work adds (sign 1) or takes away (−1) when its estate starts in t."""
    kind = b.work[w, 0]
    first = t + b.kind[kind, 0]
    load = sign * b.option[o, 1]
    for i in range(b.kind[kind, 3], b.kind[kind, 4]):
        r = b.crew[i] + first
        for s in range(b.kind[kind, 1], b.kind[kind, 2]):
            count = touch(delta, seen, rows, count, mark, r, load * b.part[s])
            r += 1
    money = sign * b.option[o, 0]
    for i in range(sets):
        count = touch(delta, seen, rows, count, mark, b.money_row + i, money * cost[kind, t, i])
    return count


@inner
def put_estate(b, cost, sets, delta, seen, rows, count, mark, choice, e, t, sign):
    """Gather what an estate with its options does to the rows; return (rows touched, benefit)."""
    won = 0.0
    region = b.estate[e, 7]
    for i in range(b.site_ptr[region], b.site_ptr[region + 1]):
        for q in range(t, t + b.estate[e, 4]):
            count = touch(delta, seen, rows, count, mark, b.site[i] + q, float(sign))
    base = b.estate[e, 6]
    if base > -2:
        away = (1.0 if base != t else 0.0) - (1.0 if base != -1 else 0.0)
        count = touch(delta, seen, rows, count, mark, b.money_row - 1, sign * away)
    for w in range(b.estate[e, 0], b.estate[e, 1]):
        o = choice[w]
        if o >= 0:
            won += b.option[o, 2]
            count = put_option(b, cost, sets, delta, seen, rows, count, mark, t, w, o, sign)
    return count, sign * won * b.worth[t]


@inner
def fees(used, cap, fee, delta, rows, count):
    """What the gathered changes add to the fees."""
    total = 0.0
    for i in range(count):
        r = rows[i]
        before = used[r] - cap[r]
        after = used[r] + delta[r] - cap[r]
        total += fee[r] * (max(after, 0.0) - max(before, 0.0))
    return total


@inner
def apply(used, cap, delta, rows, count):
    """Make the gathered changes; return by how many the rows above their caps grew."""
    more = 0
    for i in range(count):
        r = rows[i]
        if used[r] > cap[r]:
            more -= 1
        used[r] += delta[r]
        if used[r] > cap[r]:
            more += 1
    return more


@inner
def missed(b, started, who, old, new, count, settle):
    """What targets lose when estates change their starts; the counts are changed where `settle`."""
    lost = 0.0
    for i in range(count):
        region = b.estate[who[i], 7]
        for j in range(b.target_ptr[region], b.target_ptr[region + 1]):
            g = b.target[j]
            units = b.households[who[i]] if b.target_rate[g, 2] > 0 else 1.0
            step = 0.0
            if old[i] >= 0 and old[i] < b.target_end[g]:
                step -= units
            if new[i] >= 0 and new[i] < b.target_end[g]:
                step += units
            if step != 0.0:
                before = max(0.0, b.target_rate[g, 0] - started[g])
                started[g] += step
                lost += b.target_rate[g, 1] * (max(0.0, b.target_rate[g, 0] - started[g]) - before)
    if not settle:
        for i in range(count):
            region = b.estate[who[i], 7]
            for j in range(b.target_ptr[region], b.target_ptr[region + 1]):
                g = b.target[j]
                units = b.households[who[i]] if b.target_rate[g, 2] > 0 else 1.0
                if old[i] >= 0 and old[i] < b.target_end[g]:
                    started[g] += units
                if new[i] >= 0 and new[i] < b.target_end[g]:
                    started[g] -= units
    return lost


@inner
def may_take(b, choice, e, w, new):
    """May work w of estate e take option `new` (−1: none) beside its prerequisite and what needs it?"""
    if new >= 0:
        return b.option[new, 3] > 0 and (b.work[w, 2] < 0 or choice[b.work[w, 2]] >= 0)
    for v in range(w + 1, b.estate[e, 1]):
        if b.work[v, 2] == w and choice[v] >= 0:
            return False
    return True


@inner
def opens(b, e, t):
    """May estate e start in t (−1: not at all)?"""
    if t < 0:
        return b.estate[e, 5] == 0
    return b.estate[e, 2] <= t <= b.estate[e, 3] and b.open[e, t] > 0


@inner
def propose(b, start, who, old, new):
    """Fill in one or two estates with their old and new starts (−1: none); return how many, 0 for no proposal."""
    a, dice = np.random.randint(len(start)), np.random.random()
    who[0], old[0], new[0] = a, start[a], -1
    first, last = b.estate[a, 2], b.estate[a, 3]
    if last < first:
        return 0
    count = 1
    if old[0] < 0 or dice < 0.45:
        new[0] = np.random.randint(first, last + 1)
        if old[0] >= 0 and dice < 0.2:
            new[0] = old[0] + (1 if np.random.random() < 0.5 else -1)
        if old[0] < 0 and dice >= 0.3:  # start it in place of another
            who[1], count = np.random.randint(len(start)), 2
            old[1], new[1] = start[who[1]], -1
            if old[1] < 0:
                return 0
            if dice > 0.6:
                new[0] = old[1]
    elif dice <= 0.9:  # exchange starts
        who[1], count = np.random.randint(len(start)), 2
        old[1] = start[who[1]]
        new[0], new[1] = old[1], old[0]
    if new[0] == old[0] or not opens(b, a, new[0]):
        return 0
    if count == 2 and (who[1] == a or not opens(b, who[1], new[1])):
        return 0
    return count


@inner
def lay(b, cost, sets, used, base, started, start, choice, delta, seen, rows):
    """Fill used and started from nothing; return the plan's worth without fees."""
    used[:] = base
    started[:] = 0.0
    seen[:] = -1
    worth = 0.0
    for e in range(len(start)):
        if b.estate[e, 6] >= 0:
            used[b.money_row - 1] += 1.0
    for e in range(len(start)):
        if start[e] < 0:
            continue
        count, won = put_estate(b, cost, sets, delta, seen, rows, 0, -2 - e, choice, e, start[e], 1)
        worth += won
        for i in range(count):
            used[rows[i]] += delta[rows[i]]
        region = b.estate[e, 7]
        for j in range(b.target_ptr[region], b.target_ptr[region + 1]):
            g = b.target[j]
            if start[e] < b.target_end[g]:
                started[g] += b.households[e] if b.target_rate[g, 2] > 0 else 1.0
    for g in range(len(started)):
        worth -= b.target_rate[g, 1] * max(0.0, b.target_rate[g, 0] - started[g])
    return worth


@inner
def shed(b, cost, sets, used, cap, least, started, start, choice, delta, seen, rows, mark):
    """Take away what frees most of the rows above their caps for what it loses, until none is or nothing helps."""
    who, old, new = np.zeros(1, np.int64), np.zeros(1, np.int64), np.full(1, -1)
    for _ in range(len(choice)):
        above = False
        for r in range(len(cap)):
            if used[r] > cap[r]:
                above = True
        if not above:
            return mark
        top, what, option = 0.0, -1, -1
        for w in range(len(choice)):
            e, o = b.work[w, 1], choice[w]
            if o < 0:
                continue
            t = start[e]
            if not b.work[w, 3] and may_take(b, choice, e, w, -1):
                mark += 1
                count = put_option(b, cost, sets, delta, seen, rows, 0, mark, t, w, o, -1)
                score = -fees(used, cap, least, delta, rows, count) / (max(b.worth[t] * b.option[o, 2], 0.0) + 1.0)
                if score > top:
                    top, what, option = score, w, -1
            elif b.work[w, 3] and b.option[o, 0] > b.option[b.work[w, 6], 0]:
                other = b.work[w, 6]
                mark += 1
                count = put_option(b, cost, sets, delta, seen, rows, 0, mark, t, w, o, -1)
                count = put_option(b, cost, sets, delta, seen, rows, count, mark, t, w, other, 1)
                loss = b.worth[t] * (b.option[o, 2] - b.option[other, 2])
                score = -fees(used, cap, least, delta, rows, count) / (max(loss, 0.0) + 1.0)
                if score > top:
                    top, what, option = score, w, other
        gone = -1
        for e in range(len(start)):
            if start[e] < 0 or b.estate[e, 5]:
                continue
            mark += 1
            count, won = put_estate(b, cost, sets, delta, seen, rows, 0, mark, choice, e, start[e], -1)
            who[0], old[0] = e, start[e]
            won -= missed(b, started, who, old, new, 1, False)
            score = -fees(used, cap, least, delta, rows, count) / (max(-won, 0.0) + 1.0)
            if score > top:
                top, gone = score, e
        if top <= 0:
            return mark
        mark += 1
        if gone >= 0:
            count, won = put_estate(b, cost, sets, delta, seen, rows, 0, mark, choice, gone, start[gone], -1)
            who[0], old[0] = gone, start[gone]
            missed(b, started, who, old, new, 1, True)
            start[gone] = -1
            for w in range(b.estate[gone, 0], b.estate[gone, 1]):
                choice[w] = -1
        else:
            t = start[b.work[what, 1]]
            count = put_option(b, cost, sets, delta, seen, rows, 0, mark, t, what, choice[what], -1)
            if option >= 0:
                count = put_option(b, cost, sets, delta, seen, rows, count, mark, t, what, option, 1)
            choice[what] = option
        apply(used, cap, delta, rows, count)
    return mark


@njit(cache=True, nogil=True, error_model="numpy")
def cool(
    b, guide, cost, sets, cap, fee, least, base, start, choice, best_start, best_choice, best, blocks, hot, cold, floor,
    strict, seed,
):  # fmt: skip
    """Blocks of proposals between two temperatures, in place; returns the worth of the best plan within all rows."""
    np.random.seed(seed)
    used, started = np.zeros(len(cap)), np.zeros(len(b.target_end))
    delta, seen, rows = np.zeros(len(cap)), np.full(len(cap), -1, np.int64), np.zeros(len(cap), np.int64)
    spare, mark = choice.copy(), 0
    who, old, new = np.zeros(2, np.int64), np.zeros(2, np.int64), np.zeros(2, np.int64)
    worth = lay(b, cost, sets, used, base, started, start, choice, delta, seen, rows)
    if strict:
        mark = shed(b, cost, sets, used, cap, least, started, start, choice, delta, seen, rows, mark)
        worth = lay(b, cost, sets, used, base, started, start, choice, delta, seen, rows)
    above = 0
    for r in range(len(cap)):
        if used[r] > cap[r]:
            above += 1
    if above == 0 and worth > best + 1e-9:
        best = worth
        best_start[:] = start
        best_choice[:] = choice
    for block in range(blocks):
        heat = hot * (cold / hot) ** (block / blocks)
        for r in range(len(cap)):
            fee[r] = fee[r] * DEARER if used[r] > cap[r] else max(fee[r] * CHEAPER, floor * least[r])
        for _ in range(BLOCK):
            mark += 1
            if np.random.random() < 0.6:
                w = np.random.randint(len(choice))
                e = b.work[w, 1]
                t = start[e]
                if t < 0:
                    continue
                options = b.work[w, 5] - b.work[w, 4]
                pick = np.random.randint(options + (0 if b.work[w, 3] else 1))
                o, other = choice[w], b.work[w, 4] + pick if pick < options else -1
                if other == o or not may_take(b, choice, e, w, other):
                    continue
                count, won = 0, 0.0
                if o >= 0:
                    count = put_option(b, cost, sets, delta, seen, rows, count, mark, t, w, o, -1)
                    won -= b.worth[t] * b.option[o, 2]
                if other >= 0:
                    count = put_option(b, cost, sets, delta, seen, rows, count, mark, t, w, other, 1)
                    won += b.worth[t] * b.option[other, 2]
                gain = won - fees(used, cap, fee, delta, rows, count)
                if gain < 0 and np.random.random() >= np.exp(gain / heat):
                    continue
                choice[w] = other
            else:
                pair = propose(b, start, who, old, new)
                if pair == 0:
                    continue
                renew = np.random.random() < 0.6
                count, won = 0, 0.0
                for i in range(pair):
                    e = who[i]
                    if old[i] >= 0:
                        count, some = put_estate(b, cost, sets, delta, seen, rows, count, mark, choice, e, old[i], -1)
                        won += some
                    if new[i] >= 0:
                        for w in range(b.estate[e, 0], b.estate[e, 1]):
                            spare[w] = guide[w, new[i]] if renew or old[i] < 0 else choice[w]
                        count, some = put_estate(b, cost, sets, delta, seen, rows, count, mark, spare, e, new[i], 1)
                        won += some
                won -= missed(b, started, who, old, new, pair, False)
                gain = won - fees(used, cap, fee, delta, rows, count)
                if gain < 0 and np.random.random() >= np.exp(gain / heat):
                    continue
                missed(b, started, who, old, new, pair, True)
                for i in range(pair):
                    e = who[i]
                    start[e] = new[i]
                    for w in range(b.estate[e, 0], b.estate[e, 1]):
                        choice[w] = spare[w] if new[i] >= 0 else -1
            above += apply(used, cap, delta, rows, count)
            worth += won
            if above == 0 and worth > best + 1e-9:
                best = worth
                best_start[:] = start
                best_choice[:] = choice
    return best

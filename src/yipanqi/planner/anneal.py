# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: NPY002, SIM110
# Compiled functions: numba infers their types, and its own generator is the legacy one, seeded in `cool`.
"""Compiled simulated annealing over starts and options: a unit above a row's cap costs a fee.

`b` is a `Board`, `used` and `fee` are [rows], `started` [targets], `start` [E], `choice` [W]. A change of worth is
what it wins less the fees that it adds, in points.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from yipanqi.planner.board import Board
from yipanqi.planner.problem import Ints

BLOCK, SLICE = 200, 200  # proposals at one temperature, temperatures between two looks at the clock
STRICT = 1e7  # times the usual fee: no row may stay above its cap

BARE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # half the time to compile
inner = njit(error_model="numpy", **BARE)


def anneal(
    b: Board, start: Ints, choice: Ints, *, steps: int, hot: float, cold: float, seed: int, stop: Callable[[], bool]
) -> tuple[Ints, Ints, float] | None:
    """The best feasible plan met while cooling from `hot` to `cold` points, worth −inf if none; None if stopped."""
    best_start, best_choice, start, choice = start.copy(), choice.copy(), start.copy(), choice.copy()
    fee, best, rounds = b.fee.copy(), -np.inf, max(8, steps // BLOCK)
    for first in range(0, rounds, SLICE):
        if stop():
            return None
        last = min(first + SLICE, rounds)
        best = cool(
            b, fee, start, choice, best_start, best_choice, best, first, last, rounds, hot, cold, (seed + first) % 2**31
        )
    return best_start, best_choice, float(best)


@inner
def put_option(b, used, fee, t, w, o, sign):
    """Add (sign 1) or take away (−1) one option of an estate that starts in t."""
    fees = 0.0
    at = b.kind[w] * len(b.worth) + t
    cost, load = sign * b.cost[o], sign * b.load[o]
    for i in range(b.effect_ptr[at], b.effect_ptr[at + 1]):
        r = b.effect_row[i]
        before = used[r] - b.cap[r]
        after = before + b.effect_cost[i] * cost + b.effect_load[i] * load
        used[r] = after + b.cap[r] if b.cap[r] < np.inf else 0.0
        if before > 0:
            fees -= fee[r] * before
        if after > 0:
            fees += fee[r] * after
    return sign * b.worth[t] * b.benefit[o] - fees


@inner
def put_estate(b, used, fee, started, choice, e, t, sign):
    """Add or take away an estate with its chosen options at start t."""
    worth = 0.0
    r = b.region[e]
    for i in range(b.site_ptr[r], b.site_ptr[r + 1]):
        for row in range(b.site[i] + t, b.site[i] + t + b.span[e]):
            before = max(0.0, used[row] - b.cap[row])
            used[row] += sign
            worth -= fee[row] * (max(0.0, used[row] - b.cap[row]) - before)
    for i in range(b.target_ptr[r], b.target_ptr[r + 1]):
        g = b.target[i]
        if t < b.target_end[g]:
            before = max(0.0, b.at_least[g] - started[g])
            started[g] += sign * (b.households[e] if b.target_households[g] else 1.0)
            worth -= b.penalty[g] * (max(0.0, b.at_least[g] - started[g]) - before)
    if b.base_start[e] > -2:
        row = len(b.cap) - 1
        before = max(0.0, used[row] - b.cap[row])
        used[row] += sign * ((1.0 if b.base_start[e] != t else 0.0) - (1.0 if b.base_start[e] != -1 else 0.0))
        worth -= fee[row] * (max(0.0, used[row] - b.cap[row]) - before)
    for w in range(b.ptr[e], b.ptr[e + 1]):
        if choice[w] >= 0:
            worth += put_option(b, used, fee, t, w, choice[w], sign)
    return worth


@inner
def guided(b, e, t, noise, out):
    """Fill out[w] with the options that the board's prices, shaken by noise, would choose at start t."""
    for w in range(b.ptr[e], b.ptr[e + 1]):
        out[w] = b.base[w]
        up = b.parent[w]
        if not b.forced[w] and (up == -2 or (up >= 0 and out[up] < 0)):
            continue
        shake = 1.0 + noise * (np.random.random() - 0.5)
        money, labour = shake * b.money[b.kind[w], t], shake * b.labour[b.kind[w], t]
        top = -1e300 if b.forced[w] else 0.0
        for o in range(b.option_ptr[w], b.option_ptr[w + 1]):
            if b.usable[o]:
                net = b.worth[t] * b.benefit[o] - money * b.cost[o] - labour * b.load[o]
                if net > top:
                    top, out[w] = net, o


@inner
def may_take(b, choice, e, w, new):
    """May work w of estate e take option `new` (−1: none) beside its prerequisite and what needs it?"""
    if new >= 0:
        return b.usable[new] and (b.parent[w] < 0 or choice[b.parent[w]] >= 0)
    for v in range(b.ptr[e], b.ptr[e + 1]):
        if b.parent[v] == w and choice[v] >= 0:
            return False
    return True


@inner
def flip(b, used, fee, start, choice, heat):
    """Propose another option, or none, for one work."""
    e = np.random.randint(len(start))
    t = start[e]
    if t < 0 or b.ptr[e + 1] == b.ptr[e]:
        return
    w = b.ptr[e] + np.random.randint(b.ptr[e + 1] - b.ptr[e])
    count = b.option_ptr[w + 1] - b.option_ptr[w]
    pick = np.random.randint(count + (0 if b.forced[w] else 1))
    old, new = choice[w], b.option_ptr[w] + pick if pick < count else -1
    if new == old or not may_take(b, choice, e, w, new):
        return
    change = 0.0
    for step in range(4):  # take the old away, put the new; if refused, the reverse
        o, sign = (old, -1) if step == 0 or step == 3 else (new, 1)
        if step == 2:
            if change >= 0 or np.random.random() < np.exp(change / heat):
                choice[w] = new
                return
            sign = -1
        elif step == 3:
            sign = 1
        if o >= 0:
            change += put_option(b, used, fee, t, w, o, sign)


@inner
def propose(b, start, who, old, new):
    """Fill in one or two estates with their old and new starts (−1: none); return how many, 0 for no proposal."""
    who[0] = np.random.randint(len(start))
    a, dice = who[0], np.random.random()
    old[0], new[0] = start[a], -1
    if b.last[a] < b.first[a]:
        return 0
    if old[0] < 0 or dice < 0.45:
        new[0] = np.random.randint(b.first[a], b.last[a] + 1)
        if old[0] >= 0 and dice < 0.2:
            new[0] = old[0] + (1 if np.random.random() < 0.5 else -1)
        if old[0] >= 0 or dice < 0.3:
            return 1 if new[0] != old[0] and b.first[a] <= new[0] <= b.last[a] else 0
        who[1] = np.random.randint(len(start))  # start a in place of another
        old[1], new[1] = start[who[1]], -1
        if who[1] == a or old[1] < 0 or b.must[who[1]]:
            return 0
        if dice > 0.6 and b.first[a] <= old[1] <= b.last[a]:
            new[0] = old[1]
        return 2
    if dice > 0.9:
        return 0 if b.must[a] else 1
    who[1] = np.random.randint(len(start))  # exchange starts
    c = who[1]
    old[1] = start[c]
    new[0], new[1] = old[1], old[0]
    if old[1] == old[0] or new[1] < b.first[c] or new[1] > b.last[c]:
        return 0
    if (new[0] < 0 and b.must[a]) or (new[0] >= 0 and (new[0] < b.first[a] or new[0] > b.last[a])):
        return 0
    return 2


@inner
def relocate(b, used, fee, started, start, choice, spare, who, old, new, heat):
    """Propose new starts for one or two estates."""
    count = propose(b, start, who, old, new)
    for i in range(count):
        if new[i] >= 0 and not b.open[who[i], new[i]]:
            return
    if count == 0:
        return
    renew = np.random.random() < 0.6
    change = 0.0
    for step in range(4 * count):  # take all away, put all; if refused, the reverse
        part, i = step // count, step % count
        e = who[i]
        if part == 1 and new[i] >= 0:
            if renew or old[i] < 0:
                guided(b, e, new[i], 0.5, spare)
            else:
                spare[b.ptr[e] : b.ptr[e + 1]] = choice[b.ptr[e] : b.ptr[e + 1]]
        if step == 2 * count and (change >= 0 or np.random.random() < np.exp(change / heat)):
            for j in range(count):
                settle(b, start, choice, spare, who[j], new[j])
            return
        t = old[i] if part == 0 or part == 3 else new[i]
        plan = choice if part == 0 or part == 3 else spare
        if t >= 0:
            change += put_estate(b, used, fee, started, plan, e, t, -1 if part == 0 or part == 2 else 1)


@inner
def settle(b, start, choice, spare, e, t):
    """Make a proposal the plan of one estate."""
    start[e] = t
    for w in range(b.ptr[e], b.ptr[e + 1]):
        choice[w] = spare[w] if t >= 0 else -1


@inner
def lay(b, used, started, start, choice):
    """Fill used and started from nothing; return the plan's worth without fees."""
    used[:] = 0.0
    started[:] = 0.0
    worth = 0.0
    for g in range(len(started)):
        worth -= b.penalty[g] * max(0.0, b.at_least[g])
    free = np.zeros_like(b.cap)
    for e in range(len(start)):
        if b.base_start[e] >= 0:
            used[len(b.cap) - 1] += 1.0
    for e in range(len(start)):
        if start[e] >= 0:
            worth += put_estate(b, used, free, started, choice, e, start[e], 1)
    return worth


@inner
def within(b, used):
    """No row above its cap."""
    for r in range(len(used)):
        if used[r] > b.cap[r]:
            return False
    return True


@inner
def cheapest_drop(b, used, fee, start, choice):
    """The work whose option frees most for what it loses: (estate, work), or (−1, −1) if none helps."""
    top, who, what = 0.0, -1, -1
    for e in range(len(start)):
        if start[e] < 0:
            continue
        for w in range(b.ptr[e], b.ptr[e + 1]):
            o = choice[w]
            if o < 0 or o == b.base[w] or not (b.forced[w] or may_take(b, choice, e, w, -1)):
                continue
            loss = b.worth[start[e]] * b.benefit[o]
            freed = loss
            for sign in (-1, 1):
                change = put_option(b, used, fee, start[e], w, o, sign)
                if sign < 0:
                    freed += change
            if freed > 1e-6 and freed / (max(loss, 0.0) + 1.0) > top:
                top, who, what = freed / (max(loss, 0.0) + 1.0), e, w
    return who, what


@inner
def best_shift(b, used, fee, started, start, choice):
    """The estate and start (−1: none) that win most, fees counted: (estate, start), or (−1, −1) if none wins."""
    top, who, when = 0.0, -1, -1
    for e in range(len(start)):
        old = start[e]
        if old < 0:
            continue
        away = 0.0
        for t in range(b.first[e] - 1, b.last[e] + 2):
            if t == b.first[e] - 1:
                away = put_estate(b, used, fee, started, choice, e, old, -1)
                if not b.must[e] and away > top:
                    top, who, when = away, e, -1
            else:
                there = old if t == b.last[e] + 1 else t
                change = away + put_estate(b, used, fee, started, choice, e, there, 1)
                if there == t:
                    put_estate(b, used, fee, started, choice, e, t, -1)
                    if b.open[e, t] and change > top + 1e-9 * (1.0 + abs(away)):  # more than a float's rounding
                        top, who, when = change, e, t
    return who, when


@inner
def repair(b, used, fee, started, start, choice):
    """Drop options, then move or drop estates, until no row is above its cap, nothing helps, or steps run out."""
    for _ in range(len(choice) + 4 * len(start)):
        if within(b, used):
            return
        e, w = cheapest_drop(b, used, fee, start, choice)
        if e >= 0:
            choice[w] = b.base[w]
        else:
            e, t = best_shift(b, used, fee, started, start, choice)
            if e < 0:
                return
            settle(b, start, choice, choice, e, t)
        lay(b, used, started, start, choice)


@njit(cache=True, nogil=True, error_model="numpy")
def cool(b, fee, start, choice, best_start, best_choice, best, first, last, rounds, hot, cold, seed):
    """Rounds first … last−1 of an annealing, in place; the best feasible plan met is kept, its worth returned."""
    np.random.seed(seed)
    used, started, spare = np.zeros(len(b.cap)), np.zeros(len(b.at_least)), choice.copy()
    who, old, new = np.zeros(2, np.int64), np.zeros(2, np.int64), np.zeros(2, np.int64)
    lay(b, used, started, start, choice)
    settled = rounds - rounds // 8
    for i in range(first, last):
        heat = hot * (cold / hot) ** min(1.0, i / settled)
        floor = 0.5 * 8 ** max(0.0, 2 * i / settled - 1)  # the second half makes it dearer to stand above a cap
        if i == settled:
            fee[:] = STRICT * b.fee
            repair(b, used, fee, started, start, choice)
        for _ in range(BLOCK):
            if np.random.random() < 0.6:
                flip(b, used, fee, start, choice, heat)
            else:
                relocate(b, used, fee, started, start, choice, spare, who, old, new, heat)
        if i % 5 == 4 and i < settled:
            for r in range(len(fee)):
                if used[r] > b.cap[r]:
                    fee[r] = min(fee[r] * 1.1, 1e4 * b.fee[r])
                else:
                    fee[r] = max(fee[r] * 0.98, floor * b.fee[r])
        if within(b, used):
            worth = lay(b, used, started, start, choice)
            if worth > best and within(b, used):
                best = worth
                best_start[:] = start
                best_choice[:] = choice
    return best

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: NPY002
# Compiled functions: numba infers their types, and its own generator is the legacy one, seeded in `again`.
"""Compiled ruin and recreate: some estates are taken out and put back where they fit best; no row is ever overused.

An estate is put back at the start whose works are worth most under the prices of what they use, as far as they fit;
then the works that still fit anywhere are taken. A worse plan is kept by the odds of its loss (Schrimpf et al. 2000;
Christiaens & Vanden Berghe 2020). `b` is a `Board`; `used` and `cap` are [rows], `started` [targets], `start` [E],
`choice` [W]; `gain` and `priced` are [O, Q]: an option's benefit and the price of what it uses, by its estate's start.
"""

from collections.abc import Callable

import numpy as np
from numba import njit

from yipanqi.planner.anneal import inner, lay, shed
from yipanqi.planner.prices import unit_prices
from yipanqi.planner.problem import Ints
from yipanqi.planner.table import Table

SLICES = 20  # looks at the clock and at the funds
LOOSE = 0.8  # at most this part of the optional works leaves in a step that loosens works
BLIND = 0.1  # part of the starts that a step does not see
NOISE = 0.5  # how far a work's rank may stray
OUTSIDE = 4  # fewer than so many estates without a start are tried in a step


def rebuild(
    table: Table,
    start: Ints,
    choice: Ints,
    *,
    steps: int,
    ruin: int,
    heat: tuple[float, float],
    seed: int,
    stop: Callable[[], bool],
) -> tuple[Ints, Ints, float]:
    """The best payable plan met in so many steps, each of at most `ruin` estates, worth −inf if there is none.

    Heat falls from the first to the second figure, in parts of an estate's mean share of the bound.
    """
    start, choice, board = start.copy(), choice.copy(), table.board
    gain, priced, rank = _worths(table)
    best_start, best_choice = start.copy(), choice.copy()
    good, best = (best_start.copy(), best_choice.copy(), -np.inf), -np.inf
    hot, cold = heat
    for part in range(SLICES):
        if stop():
            break
        now = table.heat * hot * (cold / hot) ** (part / SLICES)
        best = again(
            board, table.cost, table.sets, table.cap, table.fee, table.base, gain, priced, rank, start, choice,
            best_start, best_choice, best, max(1, steps // SLICES), now, ruin, (seed * SLICES + part) % 2**31,
        )  # fmt: skip
        if best > good[2]:
            if table.payable(best_start, best_choice):
                good = (best_start.copy(), best_choice.copy(), float(best))
            best = good[2]
        table.payable(start, choice)
    return good


def _worths(table: Table):
    """Benefit and price of options by start, [O, Q], and the works' ranks: benefit for the price of what is used."""
    board = table.board
    money, labour = unit_prices(table.layout, table.prices)
    kind = np.repeat(board.work[:, 0], board.work[:, 5] - board.work[:, 4])
    priced = money[kind] * board.option[:, 0:1] + labour[kind] * board.option[:, 1:2]
    rank = board.option[:, 2] / np.maximum(priced.mean(axis=1), 1e-6)
    best = np.maximum.reduceat(rank, board.work[:, 4]) if len(board.work) else rank
    return board.worth[None, :] * board.option[:, 2:3], np.ascontiguousarray(priced), best


@inner
def room(b, cost, sets, used, cap, t, w, o, instead):
    """Does option o of work w fit where its estate starts in t and option `instead` (−1: none) leaves?"""
    kind = b.work[w, 0]
    load, money = b.option[o, 1], b.option[o, 0]
    if instead >= 0:
        load -= b.option[instead, 1]
        money -= b.option[instead, 0]
    if load > 0:
        for i in range(b.kind[kind, 3], b.kind[kind, 4]):
            r = b.crew[i] + t + b.kind[kind, 0]
            for s in range(b.kind[kind, 1], b.kind[kind, 2]):
                if used[r] + load * b.part[s] > cap[r]:
                    return False
                r += 1
    if money > 0:
        for i in range(sets):
            if used[b.money_row + i] + money * cost[kind, t, i] > cap[b.money_row + i]:
                return False
    return True


@inner
def put(b, cost, sets, used, t, w, o, sign):
    """Add (sign 1) or take away (−1) what an option of a work uses."""
    kind = b.work[w, 0]
    load, money = sign * b.option[o, 1], sign * b.option[o, 0]
    for i in range(b.kind[kind, 3], b.kind[kind, 4]):
        r = b.crew[i] + t + b.kind[kind, 0]
        for s in range(b.kind[kind, 1], b.kind[kind, 2]):
            used[r] += load * b.part[s]
            r += 1
    for i in range(sets):
        used[b.money_row + i] += money * cost[kind, t, i]


@inner
def seat(b, used, e, t, sign):
    """Add or take away an estate's sites, and whether it moved from the base plan."""
    region = b.estate[e, 7]
    for i in range(b.site_ptr[region], b.site_ptr[region + 1]):
        for q in range(t, t + b.estate[e, 4]):
            used[b.site[i] + q] += sign
    base = b.estate[e, 6]
    if base > -2:
        used[b.money_row - 1] += sign * ((1.0 if base != t else 0.0) - (1.0 if base != -1 else 0.0))


@inner
def seats(b, used, cap, e, t):
    """Is there a site for an estate that starts in t, and may it move there?"""
    region = b.estate[e, 7]
    for i in range(b.site_ptr[region], b.site_ptr[region + 1]):
        for q in range(t, t + b.estate[e, 4]):
            if used[b.site[i] + q] + 1.0 > cap[b.site[i] + q]:
                return False
    base = b.estate[e, 6]
    if base > -2:
        away = (1.0 if base != t else 0.0) - (1.0 if base != -1 else 0.0)
        return used[b.money_row - 1] + away <= cap[b.money_row - 1]
    return True


@inner
def reach(b, started, e, t, sign, settle):
    """What targets win when an estate starts in t (sign 1) or no longer does (−1); counted where `settle`."""
    won = 0.0
    region = b.estate[e, 7]
    for j in range(b.target_ptr[region], b.target_ptr[region + 1]):
        g = b.target[j]
        if t < b.target_end[g]:
            units = sign * (b.households[e] if b.target_rate[g, 2] > 0 else 1.0)
            before = max(0.0, b.target_rate[g, 0] - started[g])
            after = max(0.0, b.target_rate[g, 0] - started[g] - units)
            won += b.target_rate[g, 1] * (before - after)
            if settle:
                started[g] += units
    return won


@inner
def take_out(b, cost, sets, used, started, start, choice, e):
    """Take an estate out; return what is lost."""
    t, lost = start[e], 0.0
    for w in range(b.estate[e, 0], b.estate[e, 1]):
        o = choice[w]
        if o >= 0:
            put(b, cost, sets, used, t, w, o, -1.0)
            lost += b.worth[t] * b.option[o, 2]
            choice[w] = -1
    seat(b, used, e, t, -1.0)
    lost -= reach(b, started, e, t, -1.0, True)
    start[e] = -1
    return lost


@inner
def best_option(b, cost, sets, used, cap, gain, priced, alpha, t, w, least):
    """The option of a work that fits and is worth most, more than `least`; −1 and `least` if there is none."""
    pick, top = -1, least
    for o in range(b.work[w, 4], b.work[w, 5]):
        net = gain[o, t] - alpha * priced[o, t]
        if b.option[o, 3] > 0 and net > top and room(b, cost, sets, used, cap, t, w, o, -1):
            pick, top = o, net
    return pick, top


@inner
def put_in(b, cost, sets, used, cap, gain, priced, alpha, e, t, own, order):
    """Try an estate's works at a start, required ones first, then by rank; return (fits, worth under prices).

    What it uses is added where it fits, and its options are in own[first work:end].
    """
    first, end = b.estate[e, 0], b.estate[e, 1]
    value = 0.0
    own[first:end] = -1
    for w in range(first, end):
        if b.work[w, 3]:
            pick, net = best_option(b, cost, sets, used, cap, gain, priced, alpha, t, w, -1e300)
            if pick < 0:
                pull_out(b, cost, sets, used, e, t, own)
                return False, 0.0
            put(b, cost, sets, used, t, w, pick, 1.0)
            own[w] = pick
            value += net
    for k in range(first, end):
        w = order[k]
        up = b.work[w, 2]
        if b.work[w, 3] or up == -2 or (up >= 0 and own[up] < 0):
            continue
        pick, net = best_option(b, cost, sets, used, cap, gain, priced, alpha, t, w, 0.0)
        if pick >= 0:
            put(b, cost, sets, used, t, w, pick, 1.0)
            own[w] = pick
            value += net
    return True, value


@inner
def pull_out(b, cost, sets, used, e, t, own):
    """Take away what `put_in` added."""
    for w in range(b.estate[e, 0], b.estate[e, 1]):
        if own[w] >= 0:
            put(b, cost, sets, used, t, w, own[w], -1.0)


@inner
def sort_works(b, rank, e, key, order):
    """Put an estate's works in the order of their ranks, with some noise."""
    first, end = b.estate[e, 0], b.estate[e, 1]
    for w in range(first, end):
        key[w] = rank[w] * (1.0 + NOISE * (np.random.random() - 0.5))
        at = w
        while at > first and key[order[at - 1]] < key[w]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = w


@inner
def put_back(b, cost, sets, used, cap, gain, priced, alpha, started, start, choice, e, own, kept, order):
    """Start an estate where it is worth most, if anywhere; return what is won."""
    first, end = b.estate[e, 0], b.estate[e, 1]
    top, at = -1e300 if b.estate[e, 5] else 0.0, -1
    for t in range(b.estate[e, 2], b.estate[e, 3] + 1):
        if not b.open[e, t] or np.random.random() < BLIND or not seats(b, used, cap, e, t):
            continue
        fits, value = put_in(b, cost, sets, used, cap, gain, priced, alpha, e, t, own, order)
        if fits:
            pull_out(b, cost, sets, used, e, t, own)
            value += reach(b, started, e, t, 1.0, False)
            if value > top:
                top, at = value, t
                kept[first:end] = own[first:end]
    if at < 0:
        return 0.0
    start[e] = at
    seat(b, used, e, at, 1.0)
    won = reach(b, started, e, at, 1.0, True)
    for w in range(first, end):
        choice[w] = kept[w]
        if kept[w] >= 0:
            put(b, cost, sets, used, at, w, kept[w], 1.0)
            won += b.worth[at] * b.option[kept[w], 2]
    return won


@inner
def fill(b, cost, sets, used, cap, start, choice, ranked):
    """Take, by rank, nearly every option that fits and is better; return what is won."""
    won = 0.0
    for w in ranked:
        t, o, up = start[b.work[w, 1]], choice[w], b.work[w, 2]
        if t < 0 or (o < 0 and (up == -2 or (up >= 0 and choice[up] < 0))) or np.random.random() < BLIND:
            continue
        have = b.option[o, 2] if o >= 0 else 0.0
        pick, top = -1, have + 1e-9
        for other in range(b.work[w, 4], b.work[w, 5]):
            better = b.option[other, 3] > 0 and b.option[other, 2] > top
            if better and room(b, cost, sets, used, cap, t, w, other, o):
                pick, top = other, b.option[other, 2]
        if pick >= 0:
            if o >= 0:
                put(b, cost, sets, used, t, w, o, -1.0)
            put(b, cost, sets, used, t, w, pick, 1.0)
            choice[w] = pick
            won += b.worth[t] * (top - have)
    return won


@inner
def loosen(b, cost, sets, used, start, choice, part):
    """Take away some optional works that no other needs; return what is lost."""
    lost = 0.0
    for w in range(len(choice)):
        if choice[w] < 0 or b.work[w, 3] or np.random.random() >= part:
            continue
        needed = False
        for v in range(w + 1, b.estate[b.work[w, 1], 1]):
            needed |= b.work[v, 2] == w and choice[v] >= 0
        if not needed:
            t = start[b.work[w, 1]]
            put(b, cost, sets, used, t, w, choice[w], -1.0)
            lost += b.worth[t] * b.option[choice[w], 2]
            choice[w] = -1
    return lost


@inner
def draw(b, start, ruin, appeal, pool):
    """Fill the pool with estates to take out: any, of one time, or of one region; return how many."""
    way, middle = np.random.random(), np.random.randint(len(b.worth))
    region = b.estate[np.random.randint(len(start)), 7]
    for e in range(len(start)):
        appeal[e] = np.random.random()
        if start[e] < 0:
            appeal[e] = -1e9
        elif 0.4 <= way < 0.8:
            appeal[e] = 2.5 * appeal[e] - abs(start[e] - middle)
        elif way >= 0.8 and b.estate[e, 7] == region:
            appeal[e] += 1.0
    count = 0
    for _ in range(np.random.randint(1, ruin + 1)):
        top = np.argmax(appeal)
        if appeal[top] < -1e8:
            break
        appeal[top] = -1e9
        pool[count] = top
        count += 1
    return count


@inner
def add_outside(b, start, pool, count):
    """Add some estates without a start to the pool, and shuffle it; return how many there are."""
    for _ in range(np.random.randint(0, OUTSIDE)):
        e = np.random.randint(len(start))
        if start[e] < 0 and b.estate[e, 2] <= b.estate[e, 3]:
            known = False
            for i in range(count):
                known |= pool[i] == e
            if not known:
                pool[count] = e
                count += 1
    for i in range(count - 1, 0, -1):
        j = np.random.randint(i + 1)
        pool[i], pool[j] = pool[j], pool[i]
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def again(
    b, cost, sets, cap, fee, base, gain, priced, rank, start, choice, best_start, best_choice, best, steps, heat, ruin,
    seed,
):  # fmt: skip
    """So many steps of ruin and recreate at one heat, in place; returns the worth of the best plan met."""
    np.random.seed(seed)
    used, started = np.zeros(len(cap)), np.zeros(len(b.target_end))
    delta, seen, rows = np.zeros(len(cap)), np.full(len(cap), -1, np.int64), np.zeros(len(cap), np.int64)
    lay(b, cost, sets, used, base, started, start, choice, delta, seen, rows)
    shed(b, cost, sets, used, cap, fee, started, start, choice, delta, seen, rows, 0)
    worth = lay(b, cost, sets, used, base, started, start, choice, delta, seen, rows)
    for r in range(len(cap)):
        if used[r] > cap[r]:
            return best
    if worth > best + 1e-9:
        best = worth
        best_start[:], best_choice[:] = start, choice
    old_start, old_choice, old_used, old_started = start.copy(), choice.copy(), used.copy(), started.copy()
    own, kept, order, key = choice.copy(), choice.copy(), np.arange(len(choice)), np.zeros(len(choice))
    ranked = np.argsort(-rank)
    appeal, pool = np.zeros(len(start)), np.zeros(len(start) + OUTSIDE, np.int64)
    for _ in range(steps):
        old = worth
        count = draw(b, start, ruin, appeal, pool)
        for i in range(count):
            worth -= take_out(b, cost, sets, used, started, start, choice, pool[i])
        if np.random.random() < 0.5:
            worth -= loosen(b, cost, sets, used, start, choice, LOOSE * np.random.random() ** 2)
        count = add_outside(b, start, pool, count)
        alpha = 0.5 + 0.5 * np.random.random()
        held = True
        for i in range(count):
            e = pool[i]
            sort_works(b, rank, e, key, order)
            worth += put_back(
                b, cost, sets, used, cap, gain, priced, alpha, started, start, choice, e, own, kept, order
            )
            held &= start[e] >= 0 or b.estate[e, 5] == 0
        if held and len(ranked):
            worth += fill(b, cost, sets, used, cap, start, choice, ranked)
        if held and (worth >= old or np.random.random() < np.exp((worth - old) / heat)):
            old_start[:], old_choice[:], old_used[:], old_started[:] = start, choice, used, started
            if worth > best + 1e-9:
                best = worth
                best_start[:], best_choice[:] = start, choice
        else:
            start[:], choice[:], used[:], started[:] = old_start, old_choice, old_used, old_started
            worth = old
    return best

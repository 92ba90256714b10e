# mypy: disable-error-code="no-untyped-def, call-arg"
# ruff: noqa: NPY002, RUF059, SIM110
# Compiled functions take bare columns: numba infers their types, each unpacks all of them by place, and numba's
# own generator is the legacy one, seeded in `cool`.
"""Compiled simulated annealing over starts and options: every limit is a row, a unit above its cap costs a fee.

Funds enter through a **split**: a fixed part of each profile's due of a year that each fund pays. A plan whose
split keeps every appropriation is payable, so what annealing calls feasible is feasible.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from yipanqi.planner import kernel
from yipanqi.planner.layout import Layout
from yipanqi.planner.prices import Prices, cheapest_mix, crew_price, money_price
from yipanqi.planner.problem import Floats, Ints

SLACK = 1e-9  # of a cap: float sums differ by their order; whole numbers get half a unit


BLOCK, SLICE = 200, 200  # proposals in a round of one temperature, rounds between two looks at the clock
STRICT = 1e7  # times the usual fee: no row may stay above its cap


@dataclass(frozen=True, eq=False)
class Board:
    """The rows that annealing watches, and the prices that guide what it proposes."""

    columns: kernel.Arrays
    rows: tuple[Any, ...]
    guide: tuple[Floats, Floats]
    cap: Floats  # [rows]: crews, sites, fund-years, moves
    fee: Floats  # [rows]


def board(layout: Layout, prices: Prices, split: Floats) -> Board:
    """Lay out the rows under prices and a split [pairs, Y] of the dues among funds."""
    p = layout.problem
    funds = np.where(p.funds.carry[:, None], np.cumsum(p.funds.cap, axis=1), p.funds.cap)
    paid = np.zeros_like(p.funds.cap)
    owner = np.repeat(np.arange(layout.profiles), np.diff(layout.fund_ptr))
    np.add.at(paid, layout.fund, split * layout.committed[owner])
    funds = funds - np.where(p.funds.carry[:, None], np.cumsum(paid, axis=1), paid)
    moves = np.array([float(p.moves.limit) if p.moves else np.inf])
    cap = np.concatenate([p.crews.cap.ravel(), np.floor(p.sites.cap).ravel(), funds.ravel(), moves])
    price = np.concatenate([prices.crew.ravel(), prices.site.ravel(), prices.fund.ravel(), [prices.moves]])
    slack = np.repeat([SLACK, -0.5, SLACK, -0.5], (p.crews.cap.size, p.sites.cap.size, p.funds.cap.size, 1))
    limited = np.isfinite(cap)
    cap[limited] -= (slack * np.where(slack > 0, np.maximum(1, cap), 1))[limited]
    due_price, _ = cheapest_mix(layout, money_price(layout, prices))
    targets = p.targets
    rows = (
        layout.crew_ptr, layout.crew, layout.site_ptr, layout.site, layout.target_ptr, layout.target,
        layout.fund_ptr, layout.fund, split, p.funds.carry, targets.households, targets.year, targets.at_least,
        targets.penalty, p.estates.households, p.estates.must,
        p.moves.base if p.moves else np.full(len(p.estates.ids), -2, np.int32),
        np.int64(p.quarters), np.int64(p.crews.cap.size), np.int64(p.crews.cap.size + p.sites.cap.size),
        np.int64(len(p.measures.trades)), np.int64(p.years), layout.base,
    )  # fmt: skip
    floor = _floors(layout)
    return Board(
        kernel.arrays(layout), rows, (due_price, crew_price(layout, prices)), cap, np.maximum(2.0 * price, floor)
    )


def _floors(layout: Layout) -> Floats:
    """The least fee of each row: a tenth of what its unit wins on average."""
    p = layout.problem
    points = max(float(p.works.benefit.sum()), 1.0)
    crew = 0.1 * points / max(float(p.works.load.sum()), 1e-9)
    fund = 0.1 * points / max(float(p.works.cost.sum()), 1e-9)
    site = 0.1 * points / max(len(p.estates.ids), 1)
    sizes = (p.crews.cap.size, p.sites.cap.size, p.funds.cap.size, 1)
    return np.repeat(np.array([crew, site, fund, site]), sizes)


def anneal(
    at: Board, start: Ints, choice: Ints, *, steps: int, hot: float, cold: float, seed: int, stop: Callable[[], bool]
) -> tuple[Ints, Ints, float] | None:
    """The best feasible plan met while cooling from `hot` to `cold` points, worth −inf if none; None if stopped."""
    best_start, best_choice, start, choice = start.copy(), choice.copy(), start.copy(), choice.copy()
    fee, best, rounds = at.fee.copy(), -np.inf, max(1, steps // BLOCK)
    for first in range(0, rounds, SLICE):
        if stop():
            return None
        best = cool(
            at.columns, at.rows, at.guide, at.cap, at.fee, fee, start, choice, best_start, best_choice, best,
            first, min(first + SLICE, rounds), rounds, hot, cold, seed + first,
        )  # fmt: skip
    return best_start, best_choice, float(best)


@njit(cache=True, nogil=True)
def shift(used, cap, fee, row, change):
    """Add to one row; return the change in fees."""
    before = max(0.0, used[row] - cap[row])
    used[row] += change
    return fee[row] * (max(0.0, used[row] - cap[row]) - before)


@njit(cache=True, nogil=True)
def put_option(columns, rows, used, cap, fee, e, t, w, o, sign):
    """Add (sign 1) or take away (−1) one option of an estate that starts in t; return the change of worth."""
    (region, place, first, last, span, ptr, measure, parent, forced, option_ptr, usable, cost, benefit, load,
     trade, offset, profile_ptr, profile, profile_of, per_year, discount) = columns  # fmt: skip
    (crew_ptr, crew, site_ptr, site, target_ptr, target, fund_ptr, fund, split, carry, by_households, due_by,
     at_least, penalty, households, must, base_start, quarters, sites0, funds0, trades, years, base) = rows  # fmt: skip
    m, k = measure[w], place[e]
    p = profile_of[k, m]
    gain = sign * discount**t * benefit[o]
    slot = k * trades + trade[m]
    fees = 0.0
    for s in range(profile_ptr[m], profile_ptr[m + 1]):
        q = t + offset[m] + s - profile_ptr[m]
        for i in range(crew_ptr[slot], crew_ptr[slot + 1]):
            fees += shift(used, cap, fee, crew[i] * quarters + q, sign * profile[s] * load[o])
        y = q // per_year
        money = sign * profile[s] * cost[o]
        for i in range(fund_ptr[p], fund_ptr[p + 1]):
            part = split[i, y] * money
            if part != 0.0:
                f = fund[i]
                for z in range(y, years if carry[f] else y + 1):
                    fees += shift(used, cap, fee, funds0 + f * years + z, part)
    return gain - fees


@njit(cache=True, nogil=True)
def put_estate(columns, rows, used, cap, fee, started, choice, e, t, sign):
    """Add or take away an estate with its chosen options at start t; return the change of worth."""
    (region, place, first, last, span, ptr, measure, parent, forced, option_ptr, usable, cost, benefit, load,
     trade, offset, profile_ptr, profile, profile_of, per_year, discount) = columns  # fmt: skip
    (crew_ptr, crew, site_ptr, site, target_ptr, target, fund_ptr, fund, split, carry, by_households, due_by,
     at_least, penalty, households, must, base_start, quarters, sites0, funds0, trades, years, base) = rows  # fmt: skip
    worth = 0.0
    r = region[e]
    for i in range(site_ptr[r], site_ptr[r + 1]):
        for q in range(t, t + span[e]):
            worth -= shift(used, cap, fee, sites0 + site[i] * quarters + q, float(sign))
    for i in range(target_ptr[r], target_ptr[r + 1]):
        g = target[i]
        if t // per_year <= due_by[g]:
            unit = households[e] if by_households[g] else 1.0
            before = max(0.0, at_least[g] - started[g])
            started[g] += sign * unit
            worth -= penalty[g] * (max(0.0, at_least[g] - started[g]) - before)
    if base_start[e] > -2:
        change = (0.0 if base_start[e] == t else 1.0) - (0.0 if base_start[e] == -1 else 1.0)
        worth -= shift(used, cap, fee, len(cap) - 1, sign * change)
    for w in range(ptr[e], ptr[e + 1]):
        if choice[w] >= 0:
            worth += put_option(columns, rows, used, cap, fee, e, t, w, choice[w], sign)
    return worth


@njit(cache=True, nogil=True)
def guided(columns, guide, base, e, t, noise, out):
    """Fill out[w] with the options that the guiding prices, shaken by noise, would choose at start t."""
    (region, place, first, last, span, ptr, measure, parent, forced, option_ptr, usable, cost, benefit, load,
     trade, offset, profile_ptr, profile, profile_of, per_year, discount) = columns  # fmt: skip
    due_price, labour_price = guide
    k = place[e]
    for w in range(ptr[e], ptr[e + 1]):
        m = measure[w]
        out[w] = base[w] if forced[w] else -1
        if not forced[w] and (parent[w] == -2 or (parent[w] >= 0 and out[parent[w]] < 0)):
            continue
        money, labour = 0.0, 0.0
        for s in range(profile_ptr[m], profile_ptr[m + 1]):
            q = t + offset[m] + s - profile_ptr[m]
            money += profile[s] * due_price[profile_of[k, m], q // per_year]
            labour += profile[s] * labour_price[k, trade[m], q]
        shake = 1.0 + noise * (np.random.random() - 0.5)
        top = -1e300 if forced[w] else 0.0
        for o in range(option_ptr[w], option_ptr[w + 1]):
            if usable[o]:
                net = discount**t * benefit[o] - shake * (money * cost[o] + labour * load[o])
                if net > top:
                    top, out[w] = net, o


@njit(cache=True, nogil=True)
def flip(columns, rows, used, cap, fee, start, choice, heat):
    """Propose another option (or none) for one work; return the change of worth if taken, else 0."""
    ptr, parent, forced, option_ptr, usable = columns[5], columns[7], columns[8], columns[9], columns[10]
    e = np.random.randint(len(start))
    t = start[e]
    if t < 0 or ptr[e + 1] == ptr[e]:
        return 0.0
    w = ptr[e] + np.random.randint(ptr[e + 1] - ptr[e])
    old = choice[w]
    count = option_ptr[w + 1] - option_ptr[w]
    pick = np.random.randint(count + (0 if forced[w] else 1))
    new = option_ptr[w] + pick if pick < count else -1
    if new == old or (new >= 0 and not usable[new]):
        return 0.0
    if new >= 0 and old < 0 and parent[w] >= 0 and choice[parent[w]] < 0:
        return 0.0
    if new < 0:
        for v in range(ptr[e], ptr[e + 1]):
            if parent[v] == w and choice[v] >= 0:
                return 0.0
    change = 0.0
    if old >= 0:
        change += put_option(columns, rows, used, cap, fee, e, t, w, old, -1)
    if new >= 0:
        change += put_option(columns, rows, used, cap, fee, e, t, w, new, 1)
    if change >= 0 or np.random.random() < np.exp(change / heat):
        choice[w] = new
        return change
    if new >= 0:
        put_option(columns, rows, used, cap, fee, e, t, w, new, -1)
    if old >= 0:
        put_option(columns, rows, used, cap, fee, e, t, w, old, 1)
    return 0.0


@njit(cache=True, nogil=True)
def target_start(columns, start, e, near):
    """A start to propose for an estate: near its present one, or any in its window; −1 if there is none."""
    first, last = columns[2], columns[3]
    if last[e] < first[e]:
        return -1
    if near and start[e] >= 0:
        t = start[e] + (1 if np.random.random() < 0.5 else -1)
        return t if first[e] <= t <= last[e] else -1
    return np.random.randint(first[e], last[e] + 1)


@njit(cache=True, nogil=True)
def relocate(columns, rows, guide, used, cap, fee, started, start, choice, spare, heat):
    """Propose new starts for one or two estates (shift, start, drop, swap, replace); return the change if taken."""
    must, base = rows[15], rows[22]
    ptr, first, last = columns[5], columns[2], columns[3]
    a = np.random.randint(len(start))
    b = -1
    dice = np.random.random()
    old_a, new_a, old_b, new_b = start[a], -1, -1, -1
    if old_a < 0 or dice < 0.45:
        new_a = target_start(columns, start, a, dice < 0.2)
        if new_a < 0 or new_a == old_a:
            return 0.0
        if old_a < 0 and dice > 0.3:  # start a in place of b
            b = np.random.randint(len(start))
            old_b = start[b]
            if b == a or old_b < 0 or must[b]:
                return 0.0
            if dice > 0.6 and first[a] <= old_b <= last[a]:
                new_a = old_b
    elif dice < 0.9:  # exchange starts
        b = np.random.randint(len(start))
        old_b = start[b]
        if b == a or old_b == old_a:
            return 0.0
        new_a, new_b = old_b, old_a
        if new_a >= 0 and (new_a < first[a] or new_a > last[a]):
            return 0.0
        if new_b < first[b] or new_b > last[b] or (new_a < 0 and must[a]):
            return 0.0
    elif must[a]:
        return 0.0
    renew = np.random.random() < 0.6
    change = 0.0
    if old_a >= 0:
        change += put_estate(columns, rows, used, cap, fee, started, choice, a, old_a, -1)
    if b >= 0 and old_b >= 0:
        change += put_estate(columns, rows, used, cap, fee, started, choice, b, old_b, -1)
    for w in range(ptr[a], ptr[a + 1]):
        spare[w] = choice[w]
    if new_a >= 0:
        if renew or old_a < 0:
            guided(columns, guide, base, a, new_a, 0.5, spare)
        change += put_estate(columns, rows, used, cap, fee, started, spare, a, new_a, 1)
    if b >= 0:
        for w in range(ptr[b], ptr[b + 1]):
            spare[w] = choice[w]
        if new_b >= 0:
            if renew or old_b < 0:
                guided(columns, guide, base, b, new_b, 0.5, spare)
            change += put_estate(columns, rows, used, cap, fee, started, spare, b, new_b, 1)
    if change >= 0 or np.random.random() < np.exp(change / heat):
        keep(ptr, start, choice, spare, a, new_a)
        if b >= 0:
            keep(ptr, start, choice, spare, b, new_b)
        return change
    if new_a >= 0:
        put_estate(columns, rows, used, cap, fee, started, spare, a, new_a, -1)
    if b >= 0 and new_b >= 0:
        put_estate(columns, rows, used, cap, fee, started, spare, b, new_b, -1)
    if old_a >= 0:
        put_estate(columns, rows, used, cap, fee, started, choice, a, old_a, 1)
    if b >= 0 and old_b >= 0:
        put_estate(columns, rows, used, cap, fee, started, choice, b, old_b, 1)
    return 0.0


@njit(cache=True, nogil=True)
def keep(ptr, start, choice, spare, e, t):
    """Make a proposal the plan of one estate."""
    start[e] = t
    for w in range(ptr[e], ptr[e + 1]):
        choice[w] = spare[w] if t >= 0 else -1


@njit(cache=True, nogil=True)
def lay(columns, rows, used, cap, fee, started, start, choice):
    """Fill used and started from nothing; return (worth without fees, total above the caps in fees)."""
    at_least, penalty, base_start = rows[12], rows[13], rows[16]
    used[:] = 0.0
    started[:] = 0.0
    free = np.zeros_like(fee)
    worth = 0.0
    for g in range(len(started)):
        worth -= penalty[g] * max(0.0, at_least[g])
    for e in range(len(start)):
        if base_start[e] >= 0:
            used[len(cap) - 1] += 1.0
    for e in range(len(start)):
        if start[e] >= 0:
            worth += put_estate(columns, rows, used, cap, free, started, choice, e, start[e], 1)
    over = 0.0
    for r in range(len(cap)):
        over += fee[r] * max(0.0, used[r] - cap[r])
    return worth, over


@njit(cache=True, nogil=True)
def within(used, cap):
    """No row above its cap."""
    for r in range(len(cap)):
        if used[r] > cap[r]:
            return False
    return True


@njit(cache=True, nogil=True)
def repair(columns, rows, used, cap, fee, started, start, choice):
    """Drop options, then move or drop estates, until no row is above its cap, each time what wins most."""
    first, last, ptr, parent, must, base = columns[2], columns[3], columns[5], columns[7], rows[15], rows[22]
    benefit, discount = columns[12], columns[20]
    while not within(used, cap):
        top, at, new = 0.0, -1, -1
        for e in range(len(start)):
            if start[e] < 0:
                continue
            for w in range(ptr[e], ptr[e + 1]):
                if choice[w] < 0 or choice[w] == base[w]:
                    continue
                child = False
                for v in range(ptr[e], ptr[e + 1]):
                    child = child or (parent[v] == w and choice[v] >= 0)
                if child and base[w] < 0:
                    continue
                change = put_option(columns, rows, used, cap, fee, e, start[e], w, choice[w], -1)
                put_option(columns, rows, used, cap, fee, e, start[e], w, choice[w], 1)
                loss = discount ** start[e] * benefit[choice[w]]
                if change + loss > 1e-6 and (change + loss) / (loss + 1.0) > top:
                    top, at, new = (change + loss) / (loss + 1.0), w, e
        if at >= 0:
            put_option(columns, rows, used, cap, fee, new, start[new], at, choice[at], -1)
            choice[at] = base[at]
            if base[at] >= 0:
                put_option(columns, rows, used, cap, fee, new, start[new], at, base[at], 1)
            continue
        top, at, new = 0.0, -1, -1
        for e in range(len(start)):
            old = start[e]
            if old < 0:
                continue
            away = put_estate(columns, rows, used, cap, fee, started, choice, e, old, -1)
            if not must[e] and away > top:
                top, at, new = away, e, -1
            for t in range(first[e], last[e] + 1):
                if t != old:
                    change = away + put_estate(columns, rows, used, cap, fee, started, choice, e, t, 1)
                    put_estate(columns, rows, used, cap, fee, started, choice, e, t, -1)
                    if change > top + 1e-9:
                        top, at, new = change, e, t
            put_estate(columns, rows, used, cap, fee, started, choice, e, old, 1)
        if at < 0:
            return
        put_estate(columns, rows, used, cap, fee, started, choice, at, start[at], -1)
        if new >= 0:
            put_estate(columns, rows, used, cap, fee, started, choice, at, new, 1)
        keep(ptr, start, choice, choice, at, new)


@njit(cache=True, nogil=True)
def wander(columns, rows, guide, used, cap, fee, started, start, choice, spare, heat, count):
    """So many proposals at one temperature."""
    for _ in range(count):
        if np.random.random() < 0.6:
            flip(columns, rows, used, cap, fee, start, choice, heat)
        else:
            relocate(columns, rows, guide, used, cap, fee, started, start, choice, spare, heat)


@njit(cache=True, nogil=True)
def cool(
    columns, rows, guide, cap, usual, fee, start, choice, best_start, best_choice, best,
    first, last, rounds, hot, cold, seed,
):  # fmt: skip
    """Rounds first … last−1 of an annealing, in place; the best feasible plan met is kept, its worth returned."""
    np.random.seed(seed)
    used, started, spare = np.zeros(len(cap)), np.zeros(len(rows[12])), choice.copy()
    worth, over = lay(columns, rows, used, cap, fee, started, start, choice)
    settled = rounds - rounds // 8
    for i in range(first, last):
        heat = hot * (cold / hot) ** min(1.0, i / settled)
        if i == settled:
            fee[:] = STRICT * usual
            repair(columns, rows, used, cap, fee, started, start, choice)
        wander(columns, rows, guide, used, cap, fee, started, start, choice, spare, heat, BLOCK)
        if i % 5 == 4 and i < settled:
            for r in range(len(cap)):
                if used[r] > cap[r]:
                    fee[r] = min(fee[r] * 1.1, 50 * usual[r])
                else:
                    fee[r] = max(fee[r] * 0.98, 0.5 * usual[r])
        if within(used, cap):
            worth, over = lay(columns, rows, used, cap, fee, started, start, choice)
            if over <= 0.0 and worth > best:
                best = worth
                best_start[:] = start
                best_choice[:] = choice
    return best

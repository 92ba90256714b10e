# mypy: disable-error-code="no-untyped-def"
# Compiled functions take bare columns: numba infers their types.
"""Compiled passes over all estates: the exact answer of each estate to prices, and the use that a plan makes.

A pass takes a `Packed` and a range of estates, so that threads may share it. Rows are crews by quarter, then sites by
quarter; money and labour say what a unit of cost and of load is worth for each kind of work and start, [kinds, Q].
"""

import numpy as np
from numba import njit

from yipanqi.planner.packed import (
    BASE_START,
    BENEFIT,
    BY_HOUSEHOLDS,
    COST,
    END_CREW,
    END_OPTION,
    END_PART,
    END_WORK,
    FIRST_CREW,
    FIRST_OPTION,
    FIRST_PART,
    FIRST_START,
    FIRST_WORK,
    FORCED,
    KIND,
    LAST_START,
    LOAD,
    MUST,
    NO_BASE_PLAN,
    OFFSET,
    PARENT,
    REGION,
    SPAN,
    USABLE,
)
from yipanqi.planner.problem import LONGEST, MISSING, NONE


@njit(cache=True, nogil=True)
def mix(fund_ptr, fund, share, unit, price, part):
    """Fill price [P, Y] of one unit due and part [pairs, Y] of each fund in it: cheapest first at unit [F, Y]."""
    years = unit.shape[1]
    for p in range(len(fund_ptr) - 1):
        first, end = fund_ptr[p], fund_ptr[p + 1]
        for y in range(years):
            left, total = 1.0, 0.0
            for i in range(first, end):
                part[i, y] = -1.0
            for _ in range(first, end):
                at = -1
                for i in range(first, end):
                    if part[i, y] < 0 and (at < 0 or unit[fund[i], y] < unit[fund[at], y]):
                        at = i
                part[at, y] = min(left, share[at])
                left -= part[at, y]
                total += part[at, y] * unit[fund[at], y]
            price[p, y] = total


@njit(cache=True, nogil=True)
def rates(b, profile, price, row_price, per_year, money, labour):
    """Fill money and labour [kinds, Q] from the price of dues [P, Y] and of rows."""
    quarters = len(b.worth)
    for k in range(len(b.kind)):
        for t in range(quarters):
            cost, load = 0.0, 0.0
            for i in range(b.kind[k, FIRST_PART], b.kind[k, END_PART]):
                q = t + b.kind[k, OFFSET] + i - b.kind[k, FIRST_PART]
                if q < quarters:
                    cost += b.part[i] * price[profile[k], q // per_year]
                    for c in range(b.kind[k, FIRST_CREW], b.kind[k, END_CREW]):
                        load += b.part[i] * row_price[b.crew[c] + q]
            money[k, t] = cost
            labour[k, t] = load


@njit(cache=True, nogil=True)
def respond(b, first, end, money, labour, row_price, target_price, moves_price, value, start, choice, gains):
    """The best start and options of estates first … end−1 under prices.

    value [E], start [E], choice [W] and gains [E, Q] (−inf where no start) are filled; returns the values' sum.
    """
    total, best = np.zeros(LONGEST), np.zeros(LONGEST, np.int64)
    won = 0.0
    for e in range(first, end):
        w0, w1, base, region = (
            b.estate[e, FIRST_WORK],
            b.estate[e, END_WORK],
            b.estate[e, BASE_START],
            b.estate[e, REGION],
        )
        idle = -moves_price if base >= 0 else 0.0
        value[e] = -np.inf if b.estate[e, MUST] else idle
        start[e] = -1
        for w in range(w0, w1):
            choice[w] = -1
        for t in range(gains.shape[1]):
            gains[e, t] = -np.inf
        for t in range(b.estate[e, FIRST_START], b.estate[e, LAST_START] + 1):
            if not b.open[e, t]:
                continue
            gain = -moves_price if base != NO_BASE_PLAN and base != t else 0.0
            for j in range(b.target_ptr[region], b.target_ptr[region + 1]):
                g = b.target[j]
                if t < b.target_end[g]:
                    gain += target_price[g] * (b.households[e] if b.target_rate[g, BY_HOUSEHOLDS] > 0 else 1.0)
            for j in range(b.site_ptr[region], b.site_ptr[region + 1]):
                for q in range(t, t + b.estate[e, SPAN]):
                    gain -= row_price[b.site[j] + q]
            for i in range(w1 - w0):
                total[i] = 0.0
            for w in range(w1 - 1, w0 - 1, -1):
                kind, up, forced = b.work[w, KIND], b.work[w, PARENT], b.work[w, FORCED]
                top, cost, load = -np.inf, money[kind, t], labour[kind, t]
                best[w - w0] = -1
                for o in range(b.work[w, FIRST_OPTION], b.work[w, END_OPTION]):
                    if b.option[o, USABLE] > 0:
                        net = b.worth[t] * b.option[o, BENEFIT] - cost * b.option[o, COST] - load * b.option[o, LOAD]
                        if net > top:
                            top = net
                            best[w - w0] = o
                total[w - w0] += top
                if forced or total[w - w0] > 0:
                    if up >= 0:
                        total[up - w0] += total[w - w0]
                    elif up == NONE:
                        gain += total[w - w0]
            gains[e, t] = gain
            if gain > value[e]:
                value[e] = gain
                start[e] = t
                for w in range(w0, w1):
                    up = b.work[w, PARENT]
                    done = b.work[w, FORCED] != 0 or total[w - w0] > 0
                    if up == MISSING or (up >= 0 and choice[up] < 0):
                        done = False
                    choice[w] = best[w - w0] if done else -1
        won += value[e]
    return won


@njit(cache=True, nogil=True)
def use(b, profile, per_year, first, end, start, choice, due, rows, started):
    """Add what estates first … end−1 use to due [P, Y], rows and started [targets]; return their benefit."""
    won = 0.0
    for e in range(first, end):
        t = start[e]
        if t < 0:
            continue
        region = b.estate[e, REGION]
        for j in range(b.site_ptr[region], b.site_ptr[region + 1]):
            for q in range(t, t + b.estate[e, SPAN]):
                rows[b.site[j] + q] += 1.0
        for j in range(b.target_ptr[region], b.target_ptr[region + 1]):
            g = b.target[j]
            if t < b.target_end[g]:
                started[g] += b.households[e] if b.target_rate[g, BY_HOUSEHOLDS] > 0 else 1.0
        for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
            o = choice[w]
            if o < 0:
                continue
            k = b.work[w, KIND]
            won += b.worth[t] * b.option[o, BENEFIT]
            for i in range(b.kind[k, FIRST_PART], b.kind[k, END_PART]):
                q = t + b.kind[k, OFFSET] + i - b.kind[k, FIRST_PART]
                due[profile[k], q // per_year] += b.part[i] * b.option[o, COST]
                for c in range(b.kind[k, FIRST_CREW], b.kind[k, END_CREW]):
                    rows[b.crew[c] + q] += b.part[i] * b.option[o, LOAD]
    return won

# mypy: disable-error-code="no-untyped-def"
# Compiled functions take bare columns: numba infers their types.
"""Compiled passes over all estates: the exact answer of each estate to prices, and the use that a plan makes.

A pass takes `b`, a `Packed`, and a range of estates, so that threads may share it.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from yipanqi.planner.inner import inlined, inner, units
from yipanqi.planner.packed import (
    BASE_START,
    BENEFIT,
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
from yipanqi.planner.problem import LONGEST, MISSING, NONE, Floats, Ints


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
def rates(b, price, row_price, money, labour):
    """Fill money and labour [kinds, Q] from the price of dues [P, Y] and of rows."""
    quarters = len(b.worth)
    for k in range(len(b.kind)):
        first, profile = b.kind[k, FIRST_PART], b.profile[k]
        for t in range(quarters):
            cost, load = 0.0, 0.0
            for i in range(first, b.kind[k, END_PART]):
                q = t + b.kind[k, OFFSET] + i - first
                if q < quarters:
                    cost += b.part[i] * price[profile, q // b.per_year]
                    for c in range(b.kind[k, FIRST_CREW], b.kind[k, END_CREW]):
                        load += b.part[i] * row_price[b.crew[c] + q]
            money[k, t] = cost
            labour[k, t] = load


class Tariff(NamedTuple):
    """Prices as estates meet them."""

    money: Floats  # [kinds, Q]: of a unit of cost, by its estate's start
    labour: Floats  # [kinds, Q]: of a unit of load
    row: Floats  # crews, then sites, by quarter
    target: Floats  # [targets]
    moves: float


class Reply(NamedTuple):
    """What estates answer to prices."""

    value: Floats  # [E]
    start: Ints  # [E]
    choice: Ints  # [W]
    gains: Floats  # [E, Q]: −inf where no start


@njit(cache=True, nogil=True)
def respond(b, first, end, tariff, reply):
    """Fill the reply of estates first … end−1 to a tariff: their best start and options; returns the values' sum."""
    total, best = np.zeros(LONGEST), np.zeros(LONGEST, np.int64)
    won = 0.0
    for e in range(first, end):
        respond_alone(b, e, tariff, reply, total, best)
        won += reply.value[e]
    return won


@inner
def respond_alone(b, e, tariff, reply, total, best):
    """Fill one estate's reply; total and best are room for its works."""
    reply.value[e] = -np.inf if b.estate[e, MUST] else idle(b, tariff, e)
    reply.start[e] = NONE
    for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
        reply.choice[w] = NONE
    for t in range(reply.gains.shape[1]):
        reply.gains[e, t] = -np.inf
    for t in range(b.estate[e, FIRST_START], b.estate[e, LAST_START] + 1):
        if not b.open[e, t]:
            continue
        gain = gain_of_works(b, tariff, e, t, gain_of_start(b, tariff, e, t), total, best)
        reply.gains[e, t] = gain
        if gain > reply.value[e]:
            reply.value[e] = gain
            reply.start[e] = t
            choose(b, reply.choice, e, total, best)


@inlined
def idle(b, tariff, e):
    """What an estate is worth that does not start."""
    return -tariff.moves if b.estate[e, BASE_START] >= 0 else 0.0


@inlined
def gain_of_start(b, tariff, e, t):
    """What targets, sites and moves bring where an estate starts in t."""
    region, base = b.estate[e, REGION], b.estate[e, BASE_START]
    gain = -tariff.moves if base != NO_BASE_PLAN and base != t else 0.0
    for j in range(b.target_ptr[region], b.target_ptr[region + 1]):
        g = b.target[j]
        if t < b.target_end[g]:
            gain += tariff.target[g] * units(b, e, g)
    for j in range(b.site_ptr[region], b.site_ptr[region + 1]):
        for q in range(t, t + b.estate[e, SPAN]):
            gain -= tariff.row[b.site[j] + q]
    return gain


@inlined
def gain_of_works(b, tariff, e, t, gain, total, best):
    """Add to a gain what an estate's works bring where it starts in t: children before their parents. Fills each work's
    total, with the works that need it, and best option, both by its place in the estate."""
    w0, w1 = b.estate[e, FIRST_WORK], b.estate[e, END_WORK]
    for i in range(w1 - w0):
        total[i] = 0.0
    for w in range(w1 - 1, w0 - 1, -1):
        best[w - w0], top = best_option(b, tariff, w, t)
        total[w - w0] += top
        if b.work[w, FORCED] or total[w - w0] > 0:
            up = b.work[w, PARENT]
            if up >= 0:
                total[up - w0] += total[w - w0]
            elif up == NONE:
                gain += total[w - w0]
    return gain


@inlined
def best_option(b, tariff, w, t):
    """The option of a work that is worth most where its estate starts in t, and its worth; −1 and −inf if none is."""
    kind, pick, top = b.work[w, KIND], NONE, -np.inf
    cost, load = tariff.money[kind, t], tariff.labour[kind, t]
    for o in range(b.work[w, FIRST_OPTION], b.work[w, END_OPTION]):
        if b.option[o, USABLE] > 0:
            net = b.worth[t] * b.option[o, BENEFIT] - cost * b.option[o, COST] - load * b.option[o, LOAD]
            if net > top:
                pick, top = o, net
    return pick, top


@inlined
def choose(b, choice, e, total, best):
    """Choose the best options of the works that are forced, or worth it, and whose prerequisites are chosen."""
    w0 = b.estate[e, FIRST_WORK]
    for w in range(w0, b.estate[e, END_WORK]):
        up = b.work[w, PARENT]
        done = b.work[w, FORCED] != 0 or total[w - w0] > 0
        if up == MISSING or (up >= 0 and choice[up] < 0):
            done = False
        choice[w] = best[w - w0] if done else NONE


class Used(NamedTuple):
    """What estates use of every limit."""

    due: Floats  # [P, Y]
    rows: Floats  # crews, then sites, by quarter
    started: Floats  # [targets]


@njit(cache=True, nogil=True)
def use(b, first, end, start, choice, used):
    """Add what estates first … end−1 use where they start so, with such options; return their benefit."""
    won = 0.0
    for e in range(first, end):
        if start[e] >= 0:
            won = use_of_estate(b, e, start[e], choice, used, won)
    return won


@inner
def use_of_estate(b, e, t, choice, used, won):
    """Add what an estate uses that starts in t; return `won` with its benefit."""
    region = b.estate[e, REGION]
    for j in range(b.site_ptr[region], b.site_ptr[region + 1]):
        for q in range(t, t + b.estate[e, SPAN]):
            used.rows[b.site[j] + q] += 1.0
    for j in range(b.target_ptr[region], b.target_ptr[region + 1]):
        g = b.target[j]
        if t < b.target_end[g]:
            used.started[g] += units(b, e, g)
    for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
        if choice[w] >= 0:
            won += b.worth[t] * b.option[choice[w], BENEFIT]
            use_of_work(b, used, w, t, choice[w])
    return won


@inlined
def use_of_work(b, used, w, t, o):
    """Add what option o of a work uses where its estate starts in t."""
    k = b.work[w, KIND]
    first, profile = b.kind[k, FIRST_PART], b.profile[k]
    for i in range(first, b.kind[k, END_PART]):
        q = t + b.kind[k, OFFSET] + i - first
        used.due[profile, q // b.per_year] += b.part[i] * b.option[o, COST]
        for c in range(b.kind[k, FIRST_CREW], b.kind[k, END_CREW]):
            used.rows[b.crew[c] + q] += b.part[i] * b.option[o, LOAD]

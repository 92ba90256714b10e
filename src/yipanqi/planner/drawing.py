# mypy: disable-error-code="no-untyped-def"
# Compiled functions take bare columns: numba infers their types.
"""Compiled: the exact answer of each estate to prices where its starts have prices of their own for money (`pots`)."""

import numpy as np
from numba import njit

from yipanqi.planner.inner import inner
from yipanqi.planner.kernel import choose, gain_of_start, gain_of_works, idle
from yipanqi.planner.packed import (
    COST,
    END_PART,
    END_WORK,
    FIRST_PART,
    FIRST_START,
    FIRST_WORK,
    KIND,
    LAST_START,
    MUST,
    OFFSET,
)
from yipanqi.planner.problem import LONGEST, NONE


@njit(cache=True, nogil=True)
def respond_drawing(b, draws, tariff, reply, drawn, flow):
    """Fill the reply of all estates to a tariff; drawn [rows], by each start on its pots; add to flow [pairs, Y] what
    each fund pays of a profile. Returns the values' sum."""
    funds, years = draws.unit.shape
    total, best, kept = np.zeros(LONGEST), np.zeros(LONGEST, np.int64), np.zeros(LONGEST)
    price, part = np.zeros((len(draws.fund_ptr) - 1, years)), np.zeros((len(draws.paid_by), years))
    seen, used = np.zeros((len(draws.fund_ptr) - 1, years), np.int64), np.zeros((funds, years))
    own = np.zeros(reply.choice.shape, reply.choice.dtype)
    won, stamp = 0.0, 0
    for e in range(len(reply.value)):
        reply.value[e] = -np.inf if b.estate[e, MUST] else idle(b, tariff, e)
        reply.start[e] = NONE
        for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
            reply.choice[w] = NONE
        for t in range(reply.gains.shape[1]):
            reply.gains[e, t] = -np.inf
        for t in range(b.estate[e, FIRST_START], b.estate[e, LAST_START] + 1):
            at = e * reply.gains.shape[1] + t
            first, end = draws.ptr[at], draws.ptr[at + 1]
            if not b.open[e, t] and first == end:
                continue
            stamp += 1
            if first < end:
                raise_prices(draws, first, end)
                rate(b, draws, tariff, e, t, price, part, seen, stamp, kept)
            gain = gain_of_works(b, tariff, e, t, gain_of_start(b, tariff, e, t), total, best)
            if first < end:
                for k in range(first, end):
                    gain += draws.price[k] * draws.cap[k]
                choose(b, own, e, total, best)
                draw(b, draws, e, t, own, part, used, first, end, drawn)
                restore(b, tariff, e, t, kept)
                lower_prices(draws, first, end)
            if b.open[e, t]:
                reply.gains[e, t] = gain
            if gain > reply.value[e]:  # of a closed start too: the verifier knows only its prices
                reply.value[e] = gain
                if b.open[e, t]:
                    reply.start[e] = t
                    choose(b, reply.choice, e, total, best)
        won += reply.value[e]
        if reply.start[e] >= 0:
            at = e * reply.gains.shape[1] + reply.start[e]
            first, end = draws.ptr[at], draws.ptr[at + 1]
            stamp += 1
            raise_prices(draws, first, end)
            rate(b, draws, tariff, e, reply.start[e], price, part, seen, stamp, kept)
            restore(b, tariff, e, reply.start[e], kept)
            lower_prices(draws, first, end)
            pay(b, draws, e, reply.start[e], reply.choice, part, flow)
    return won


@njit(cache=True, nogil=True)
def rates_drawing(b, draws, tariff, money, grant):
    """Fill money [Q, W] with what a unit of cost of each work costs, and grant [E, Q] with what the rows of a start are
    worth where all is drawn."""
    years = draws.unit.shape[1]
    price, part = np.zeros((len(draws.fund_ptr) - 1, years)), np.zeros((len(draws.paid_by), years))
    seen, kept, stamp = np.zeros((len(draws.fund_ptr) - 1, years), np.int64), np.zeros(LONGEST), 0
    for e in range(len(b.estate)):
        for t in range(len(b.worth)):
            first, end = draws.ptr[e * len(b.worth) + t], draws.ptr[e * len(b.worth) + t + 1]
            if first < end:
                stamp += 1
                raise_prices(draws, first, end)
                rate(b, draws, tariff, e, t, price, part, seen, stamp, kept)
                for k in range(first, end):
                    grant[e, t] += draws.price[k] * draws.cap[k]
            for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
                money[t, w] = tariff.money[b.work[w, KIND], t]
            if first < end:
                restore(b, tariff, e, t, kept)
                lower_prices(draws, first, end)


@inner
def raise_prices(draws, first, end):
    """Add the prices of a start's rows to what a unit of their funds costs."""
    for k in range(first, end):
        f = draws.fund[k]
        for y in range(0 if draws.carry[f] else draws.year[k], draws.year[k] + 1):
            draws.unit[f, y] += draws.price[k]


@inner
def lower_prices(draws, first, end):
    """Take them away again, to the last digit."""
    for k in range(first, end):
        f = draws.fund[k]
        for y in range(0 if draws.carry[f] else draws.year[k], draws.year[k] + 1):
            draws.unit[f, y] = draws.plain[f, y]


@inner
def rate(b, draws, tariff, e, t, price, part, seen, stamp, kept):
    """Put what a unit of cost of an estate's works costs where it starts in t into the tariff; keep what was there."""
    w0 = b.estate[e, FIRST_WORK]
    for w in range(w0, b.estate[e, END_WORK]):
        k = b.work[w, KIND]
        p, first, cost = b.profile[k], b.kind[k, FIRST_PART], 0.0
        for i in range(first, b.kind[k, END_PART]):
            q = t + b.kind[k, OFFSET] + i - first
            if q < len(b.worth):
                y = q // b.per_year
                if seen[p, y] != stamp:
                    seen[p, y] = stamp
                    mix(draws, p, y, price, part)
                cost += b.part[i] * price[p, y]
        kept[w - w0] = tariff.money[k, t]
        tariff.money[k, t] = cost


@inner
def restore(b, tariff, e, t, kept):
    """Put back what stood in the tariff, the last first: works of one kind share a place there."""
    w0 = b.estate[e, FIRST_WORK]
    for w in range(b.estate[e, END_WORK] - 1, w0 - 1, -1):
        tariff.money[b.work[w, KIND], t] = kept[w - w0]


@inner
def mix(draws, p, y, price, part):
    """The price of a unit due of one profile in a year, and each fund's part in it: cheapest first."""
    first, end = draws.fund_ptr[p], draws.fund_ptr[p + 1]
    left, total = 1.0, 0.0
    for i in range(first, end):
        part[i, y] = -1.0
    for _ in range(first, end):
        at = -1
        for i in range(first, end):
            if part[i, y] < 0 and (at < 0 or draws.unit[draws.paid_by[i], y] < draws.unit[draws.paid_by[at], y]):
                at = i
        part[at, y] = min(left, draws.share[at])
        left -= part[at, y]
        total += part[at, y] * draws.unit[draws.paid_by[at], y]
    price[p, y] = total


@inner
def pay(b, draws, e, t, choice, part, flow):
    """Add what funds pay for an estate's choice where it starts in t, [pairs, Y]."""
    for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
        if choice[w] < 0:
            continue
        k = b.work[w, KIND]
        p, first = b.profile[k], b.kind[k, FIRST_PART]
        for i in range(first, b.kind[k, END_PART]):
            y = (t + b.kind[k, OFFSET] + i - first) // b.per_year
            for j in range(draws.fund_ptr[p], draws.fund_ptr[p + 1]):
                flow[j, y] += part[j, y] * b.part[i] * b.option[choice[w], COST]


@inner
def draw(b, draws, e, t, choice, part, used, first, end, drawn):
    """Fill what a start draws on its pots."""
    used[:] = 0.0
    for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
        if choice[w] < 0:
            continue
        k = b.work[w, KIND]
        p, head = b.profile[k], b.kind[k, FIRST_PART]
        for i in range(head, b.kind[k, END_PART]):
            y = (t + b.kind[k, OFFSET] + i - head) // b.per_year
            for j in range(draws.fund_ptr[p], draws.fund_ptr[p + 1]):
                used[draws.paid_by[j], y] += part[j, y] * b.part[i] * b.option[choice[w], COST]
    for k in range(first, end):
        f = draws.fund[k]
        drawn[k] = 0.0
        for y in range(0 if draws.carry[f] else draws.year[k], draws.year[k] + 1):
            drawn[k] += used[f, y]

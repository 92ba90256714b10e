# mypy: disable-error-code="no-untyped-def, call-arg"
# Compiled functions take bare columns: numba infers their types, and each unpacks all of them by place.
"""Compiled passes over all estates: the exact answer of each estate to prices, and the use that a plan makes.

Plain arrays in and out, so that a pass costs one sweep over the options for each start. Shapes as in `layout`.
"""

from typing import Any

import numpy as np
from numba import njit

from yipanqi.planner.layout import Layout

Arrays = tuple[Any, ...]


def arrays(layout: Layout) -> Arrays:
    """The layout's columns in the order that the kernels take them."""
    problem = layout.problem
    works, measures = problem.works, problem.measures
    return (
        problem.estates.region,
        layout.place,
        layout.first,
        layout.last,
        layout.span,
        layout.open,
        works.ptr,
        works.measure,
        works.parent,
        layout.forced,
        works.option_ptr,
        layout.usable,
        works.cost,
        works.benefit,
        works.load,
        measures.trade,
        measures.offset,
        measures.profile_ptr,
        measures.profile,
        layout.profile_of,
        np.int64(problem.quarters_per_year),
        np.float64(problem.discount),
    )


@njit(cache=True, nogil=True)
def respond(
    region, place, first, last, span, opened, ptr, measure, parent, forced, option_ptr, usable, cost, benefit, load,
    trade, offset, profile_ptr, profile, profile_of, per_year, discount,
    due_price, crew_price, site_price, start_gain, must, value, start, choice, gains,
):  # fmt: skip
    """Each estate's best start and options under prices.

    due_price [P, Y] for one unit due, crew_price [K, T, Q], site_price [R, Q], start_gain [E, Q+1] (last: not
    started) go in; value [E], start [E], choice [W], gains [E, Q] (−inf where no start) come out.
    """
    estates, quarters = len(region), site_price.shape[1]
    longest = 0
    for e in range(estates):
        longest = max(longest, ptr[e + 1] - ptr[e])
    total = np.empty(longest)
    best = np.empty(longest, np.int64)
    kept = np.empty(longest, np.int64)
    for e in range(estates):
        value[e] = -np.inf if must[e] else start_gain[e, quarters]
        start[e] = -1
        w0, count = ptr[e], ptr[e + 1] - ptr[e]
        for w in range(w0, w0 + count):
            choice[w] = -1
        for t in range(quarters):
            gains[e, t] = -np.inf
        k = place[e]
        for t in range(first[e], last[e] + 1):
            if not opened[e, t]:
                continue
            worth = discount**t
            gain = start_gain[e, t]
            for q in range(t, t + span[e]):
                gain -= site_price[region[e], q]
            for i in range(count):
                w = w0 + i
                m = measure[w]
                money, labour = 0.0, 0.0
                for s in range(profile_ptr[m], profile_ptr[m + 1]):
                    q = t + offset[m] + s - profile_ptr[m]
                    money += profile[s] * due_price[profile_of[k, m], q // per_year]
                    labour += profile[s] * crew_price[k, trade[m], q]
                top, at = -np.inf, -1
                for o in range(option_ptr[w], option_ptr[w + 1]):
                    if usable[o]:
                        net = worth * benefit[o] - money * cost[o] - labour * load[o]
                        if net > top:
                            top, at = net, o
                total[i], best[i] = top, at
            for i in range(count - 1, -1, -1):
                w = w0 + i
                if parent[w] >= 0:
                    if forced[w] or total[i] > 0:
                        total[parent[w] - w0] += total[i]
                elif forced[w] or total[i] > 0:
                    gain += total[i]
            gains[e, t] = gain
            if gain > value[e]:
                value[e], start[e] = gain, t
                for i in range(count):
                    w = w0 + i
                    up = parent[w]
                    done = forced[w] or total[i] > 0
                    if (up >= 0 and kept[up - w0] < 0) or up == -2:
                        done = False
                    kept[i] = best[i] if done else -1
                    choice[w] = kept[i]


@njit(cache=True, nogil=True)
def use(
    region, place, first, last, span, opened, ptr, measure, parent, forced, option_ptr, usable, cost, benefit, load,
    trade, offset, profile_ptr, profile, profile_of, per_year, discount,
    start, choice, due, crew_use, site_use,
):  # fmt: skip
    """Add what a plan uses to due [P, Y], crew_use [K, T, Q] and site_use [R, Q]; return its benefit."""
    won = 0.0
    for e in range(len(region)):
        t = start[e]
        if t < 0:
            continue
        for q in range(t, t + span[e]):
            site_use[region[e], q] += 1.0
        worth = discount**t
        k = place[e]
        for w in range(ptr[e], ptr[e + 1]):
            o = choice[w]
            if o < 0:
                continue
            m = measure[w]
            won += worth * benefit[o]
            for s in range(profile_ptr[m], profile_ptr[m + 1]):
                q = t + offset[m] + s - profile_ptr[m]
                due[profile_of[k, m], q // per_year] += profile[s] * cost[o]
                crew_use[k, trade[m], q] += profile[s] * load[o]
    return won

# mypy: disable-error-code="no-untyped-def"
"""Which funds are too poor for what is due: the inequalities that decide whether dues can be paid.

Money flows from funds, year by year, to the dues of share profiles; by max-flow min-cut the dues can be paid when no
set S of fund-years is too poor: Σ coef·due ≤ money of S, where coef[p, y] = max(0, 1 − what funds outside S may pay).
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from yipanqi.planner.layout import Layout
from yipanqi.planner.problem import Flags, Floats

ENDLESS = 1e12  # money without a limit, 10⁴ yuan


@dataclass(frozen=True, eq=False)
class Purse:
    """The capped funds that profiles in use may draw on."""

    part: Floats  # [P, F]: what a fund may pay of a profile
    cap: Floats  # [F, Y]
    carry: Flags  # [F]


@dataclass(frozen=True, eq=False)
class Cut:
    """coef·due may reach `money`, no more."""

    coef: Floats  # [P, Y]
    money: float


def purse(layout: Layout) -> Purse:
    """The funds of a layout; those without a limit in any year are one fund that never runs dry."""
    funds = layout.problem.funds
    owner = np.repeat(np.arange(layout.profiles), np.diff(layout.fund_ptr))
    part = np.zeros((layout.profiles, len(funds.ids)))
    part[owner, layout.fund] = layout.fund_share
    some = np.flatnonzero(part.any(axis=0))
    cap = np.minimum(np.nan_to_num(funds.cap[some], posinf=ENDLESS), ENDLESS)
    return Purse(np.ascontiguousarray(part[:, some]), np.ascontiguousarray(cap), funds.carry[some])


def too_poor(purse: Purse, due: Floats) -> Cut | None:
    """The most violated inequality of dues [P, Y]; None where they can be paid."""
    live = np.flatnonzero(due.any(axis=1))
    if not len(live):
        return None
    reached = np.zeros(purse.cap.shape, np.bool_)
    short = minimum_cut(np.ascontiguousarray(due[live]), purse.part[live], purse.cap, purse.carry, reached)
    money = float(purse.cap[reached].sum())
    if short <= 1e-9 * max(1.0, money):
        return None
    coef = 1.0 - purse.part @ ~reached
    coef[coef < 1e-9] = 0.0
    return Cut(coef, money)


@njit(cache=True, nogil=True)
def minimum_cut(due, part, cap, carry, reached):
    """Fill reached [F, Y] with the fund-years on the source's side of a minimum cut; return what cannot be paid.

    due [P, Y], part [P, F], cap [F, Y], carry [F]. Edmonds–Karp on a dense matrix of P·Y + F·Y + 2 nodes.
    """
    profiles, years = due.shape
    funds = cap.shape[0]
    count = (profiles + funds) * years + 2
    source, sink, base = count - 2, count - 1, profiles * years
    room = np.zeros((count, count))
    for p in range(profiles):
        for y in range(years):
            room[source, p * years + y] = due[p, y]
            for f in range(funds):
                room[p * years + y, base + f * years + y] = part[p, f] * due[p, y]
    for f in range(funds):
        for y in range(years):
            room[base + f * years + y, sink] = max(cap[f, y], 0.0)
            if carry[f] and y > 0:  # money of the year before is still there
                room[base + f * years + y, base + f * years + y - 1] = ENDLESS
    short, least = due.sum(), 1e-12 * (1.0 + due.max())
    before, queue = np.empty(count, np.int64), np.empty(count, np.int64)
    while True:
        before[:] = -1
        before[source] = source
        queue[0] = source
        head, tail = 0, 1
        while head < tail and before[sink] < 0:
            u = queue[head]
            head += 1
            for v in range(count):
                if before[v] < 0 and room[u, v] > least:
                    before[v] = u
                    queue[tail] = v
                    tail += 1
        if before[sink] < 0:
            break
        push, v = np.inf, sink
        while v != source:
            push = min(push, room[before[v], v])
            v = before[v]
        v = sink
        while v != source:
            room[before[v], v] -= push
            room[v, before[v]] += push
            v = before[v]
        short -= push
    for f in range(funds):
        for y in range(years):
            reached[f, y] = before[base + f * years + y] >= 0
    return short

# mypy: disable-error-code="no-untyped-def"
"""Which funds are too poor for what is due: the inequalities that decide whether dues can be paid.

Money flows from funds, year by year, to the dues of share profiles; by max-flow min-cut the dues can be paid when no
set S of fund-years is too poor: Σ coef·due ≤ money of S, where coef[p, y] = max(0, 1 − what funds outside S may pay).
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from yipanqi.planner.layout import Layout
from yipanqi.planner.problem import NONE, Flags, Floats

inner = njit(nogil=True)  # called by minimum_cut alone, whose machine code holds it
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
    reached = poor(purse, due)
    return None if reached is None else _cut(purse, reached)


def too_poor_once(purse: Purse, due: Floats) -> list[Cut]:
    """The same as a list."""
    cut = too_poor(purse, due)
    return [] if cut is None else [cut]


def too_poor_each(purse: Purse, due: Floats) -> list[Cut]:
    """The most violated inequality, taken apart into those of funds that pay nothing in common, and those of its single
    funds that are violated too; empty where the dues can be paid."""
    reached = poor(purse, due)
    if reached is None:
        return []
    whole = _cut(purse, reached)
    name = np.where(reached, np.arange(reached.size).reshape(reached.shape), reached.size)  # of each fund-year's set
    owing = (whole.coef > 0) & (due > 0)
    pays = (purse.part > 0)[:, :, None] & reached[None, :, :] & owing[:, None, :]  # [P, F, Y]
    back = purse.carry[:, None] & reached[:, 1:] & reached[:, :-1]
    while True:
        before = name.copy()
        of_due = np.where(pays, name[None, :, :], reached.size).min(axis=1, initial=reached.size)
        name = np.minimum(name, np.where(pays, of_due[:, None, :], reached.size).min(axis=0, initial=reached.size))
        both = np.minimum(name[:, 1:], name[:, :-1])
        name[:, 1:] = np.where(back, both, name[:, 1:])
        name[:, :-1] = np.where(back, np.minimum(name[:, :-1], both), name[:, :-1])
        if (name == before).all():
            break
    sets = np.unique(name[reached])
    cuts = [Cut(np.where(of_due == one, whole.coef, 0.0), float(purse.cap[name == one].sum())) for one in sets]
    cuts = [cut for cut in cuts if float((cut.coef * due).sum()) > cut.money] or [whole]
    return cuts + [cut for cut in _of_one(purse, reached) if float((cut.coef * due).sum()) > cut.money * (1 + 1e-9)]


def _of_one(purse: Purse, reached: Flags) -> list[Cut]:
    """The inequality of each fund of a set by itself, of each of its years where it does not carry over: many may be
    broken at once."""
    funds, years = np.indices(reached.shape)
    name = np.where(
        reached, np.where(purse.carry[:, None], funds * reached.shape[1], funds * reached.shape[1] + years), NONE
    )
    alone = np.unique(name[reached])
    return [_cut(purse, name == one) for one in alone] if len(alone) > 1 else []


def poor(purse: Purse, due: Floats) -> Flags | None:
    """The fund-years of a minimum cut, [F, Y]; None where dues can be paid."""
    live = np.flatnonzero(due.any(axis=1))
    if not len(live):
        return None
    reached = np.zeros(purse.cap.shape, np.bool_)
    short = minimum_cut(np.ascontiguousarray(due[live]), purse.part[live], purse.cap, purse.carry, reached)
    return None if short <= 1e-9 * max(1.0, float(purse.cap[reached].sum())) else reached


def _cut(purse: Purse, reached: Flags) -> Cut:
    coef = 1.0 - purse.part @ ~reached
    coef[coef < 1e-9] = 0.0
    return Cut(coef, float(purse.cap[reached].sum()))


@njit(cache=True, nogil=True)
def minimum_cut(due, part, cap, carry, reached):
    """Fill reached [F, Y] with the fund-years on the source's side of a minimum cut; return what cannot be paid.

    due [P, Y], part [P, F], cap [F, Y], carry [F]. Dinic's algorithm on P·Y + F·Y + 2 nodes.
    """
    profiles, years = due.shape
    funds = cap.shape[0]
    count = (profiles + funds) * years + 2
    source, sink, base = count - 2, count - 1, profiles * years
    first, to, after, room = network(due, part, cap, carry)
    short, least = due.sum(), 1e-12 * (1.0 + due.max())
    level, now = np.empty(count, np.int64), np.empty(count, np.int64)
    queue, path = np.empty(count, np.int64), np.empty(count, np.int64)
    while layered(first, to, after, room, least, source, sink, level, queue):
        now[:] = first
        short -= pushed(to, after, room, least, source, sink, level, now, path)
    for f in range(funds):
        for y in range(years):
            reached[f, y] = level[base + f * years + y] >= 0
    return short


@inner
def network(due, part, cap, carry):
    """The arcs of dues, shares, grants and years carried over: (first of a node, head, next of the node, room).

    An arc and its opposite are neighbours: 2i and 2i + 1.
    """
    profiles, years = due.shape
    funds = cap.shape[0]
    source, sink, base = (profiles + funds) * years, (profiles + funds) * years + 1, profiles * years
    most = 2 * ((profiles + 2 * funds) * years + np.count_nonzero(part) * years)
    first = np.full(sink + 1, -1, np.int64)
    to, after, room = np.empty(most, np.int64), np.empty(most, np.int64), np.zeros(most)
    count = 0
    for p in range(profiles):
        for y in range(years):
            if due[p, y] > 0:
                count = arc(first, to, after, room, count, source, p * years + y, due[p, y])
                for f in range(funds):
                    if part[p, f] > 0:
                        head = base + f * years + y
                        count = arc(first, to, after, room, count, p * years + y, head, part[p, f] * due[p, y])
    for f in range(funds):
        for y in range(years):
            count = arc(first, to, after, room, count, base + f * years + y, sink, max(cap[f, y], 0.0))
            if carry[f] and y > 0:  # money of the year before is still there
                count = arc(first, to, after, room, count, base + f * years + y, base + f * years + y - 1, ENDLESS)
    return first, to, after, room


@inner
def arc(first, to, after, room, count, tail, head, capacity):
    """Add an arc and its opposite; return how many there are."""
    to[count], after[count], room[count] = head, first[tail], capacity
    first[tail] = count
    to[count + 1], after[count + 1] = tail, first[head]
    first[head] = count + 1
    return count + 2


@inner
def layered(first, to, after, room, least, source, sink, level, queue):
    """Fill `level` with each node's distance from the source, −1 where it is not reached; is the sink reached?"""
    level[:] = -1
    level[source] = 0
    queue[0] = source
    head, tail = 0, 1
    while head < tail:
        at = first[queue[head]]
        while at >= 0:
            if room[at] > least and level[to[at]] < 0:
                level[to[at]] = level[queue[head]] + 1
                queue[tail] = to[at]
                tail += 1
            at = after[at]
        head += 1
    return level[sink] >= 0


@inner
def pushed(to, after, room, least, source, sink, level, now, path):
    """Push along shortest paths until none is left, `path` being the arcs from the source; return how much."""
    total, depth, node = 0.0, 0, source
    while True:
        if node == sink:
            push = np.inf
            for i in range(depth):
                push = min(push, room[path[i]])
            for i in range(depth):
                room[path[i]] -= push
                room[path[i] ^ 1] += push
            total += push
            depth, node = 0, source
            continue
        while now[node] >= 0 and not (room[now[node]] > least and level[to[now[node]]] == level[node] + 1):
            now[node] = after[now[node]]
        if now[node] >= 0:
            path[depth] = now[node]
            depth += 1
            node = to[now[node]]
        elif node == source:
            return total
        else:  # a dead end
            level[node] = -2
            depth -= 1
            node = to[path[depth] ^ 1]

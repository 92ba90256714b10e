# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: SIM110
# Compiled functions take bare columns: numba infers their types.
"""Compiled strokes on a plan: what each adds to and takes from the rows of the limits.

`b` is a `Packed`, `limits` a `Limits`, `state` a `State`; a function that reads nothing else of it is handed `used`,
`started` or `choice` alone.
"""

from typing import NamedTuple

from yipanqi.planner.inner import copy, inlined, inner, units
from yipanqi.planner.own_funds import Own
from yipanqi.planner.packed import (
    AT_LEAST,
    BASE_START,
    BENEFIT,
    COST,
    END_CREW,
    END_PART,
    END_WORK,
    ESTATE,
    FIRST_CREW,
    FIRST_PART,
    FIRST_WORK,
    FORCED,
    KIND,
    LOAD,
    NO_BASE_PLAN,
    OFFSET,
    PARENT,
    PENALTY,
    REGION,
    SPAN,
)
from yipanqi.planner.problem import NONE, Floats, Ints


class Limits(NamedTuple):
    """The rows of a table of limits, and what a unit of cost adds to those of funds."""

    cap: Floats  # [rows]
    fee: Floats  # [rows]: points for a unit above the cap
    base: Floats  # [rows]: used by no decision
    cost: Floats  # [kinds, Q, sets]: added to a set's row by a unit of cost when the estate starts in a quarter
    sets: int  # of funds in use
    touched: Ints  # [kinds]: how many sets of funds a kind draws on …
    touch: Ints  # [kinds, sets]: … and which, first those
    own: Own  # funds that pay in one place alone: what they pay is not told by the costs


class State(NamedTuple):
    """A plan in columns, and what it uses."""

    used: Floats  # [rows], then the figures of own funds
    started: Floats  # [targets]: units started in time
    start: Ints  # [E]
    choice: Ints  # [W]


@inner
def copy_state(to, what):
    """Fill one state with another."""
    copy(to.start, what.start)
    copy(to.choice, what.choice)
    copy(to.used, what.used)
    copy(to.started, what.started)


@inner
def copy_of_works(b, limits, to, what, e):
    """Fill the rows that an estate's works use, those of crews and of funds, and the figures of its own fund."""
    for r in range(b.site_row):
        to[r] = what[r]
    for r in range(b.money_row, b.money_row + limits.sets):
        to[r] = what[r]
    f = limits.own.of_estate[e] if limits.own.row > 0 else NONE
    if f >= 0:
        first, each = own_row(limits, f, 0), limits.own.cap.shape[1] + 1
        for r in range(first, first + limits.sets * each):
            to[r] = what[r]


@inlined
def own_row(limits, f, i):
    """The first figure of an own fund for a set."""
    return limits.own.row + (f * limits.own.rate.shape[2] + i) * (limits.own.cap.shape[1] + 1)


@inner
def eased(limits, used, kind, t, i, money, keep):
    """What the own fund of a kind can pay more of a set's row when so much more is spent; kept in its figures or not.

    Of a fund that carries over: of all years the one from whose beginning on all that it might pay is paid, and until
    then all that it holds, the least.
    """
    own = limits.own
    f = own.fund[kind]
    if f < 0:
        return 0.0
    years, at, first = own.cap.shape[1], own_row(limits, f, i), own.first[kind, t]
    end = min(first + own.rate.shape[3], years)
    more = 0.0
    if own.carry[f]:
        later, least = 0.0, own.cap[f, years - 1]
        for y in range(years - 1, -1, -1):
            might = used[at + y]
            if first <= y < end:
                might += money * own.rate[kind, t, i, y - first]
                if keep:
                    used[at + y] = might
            later += might
            least = min(least, later + (own.cap[f, y - 1] if y > 0 else 0.0))
        more = least - used[at + years]
    else:
        for y in range(first, end):
            might = used[at + y] + money * own.rate[kind, t, i, y - first]
            more += min(might, own.cap[f, y]) - min(used[at + y], own.cap[f, y])
            if keep:
                used[at + y] = might
    if keep:
        used[at + years] += more
    return more


@inner
def ease(b, limits, used, kind, t, money):
    """Take from the rows of sets what the own fund of a kind pays more when so much more is spent."""
    for j in range(limits.touched[kind]):
        i = limits.touch[kind, j]
        if limits.cost[kind, t, i] > 0:
            used[b.money_row + i] -= eased(limits, used, kind, t, i, money, True)


@inlined
def block(b, limits, used, t, w, o, instead):
    """The first row that has no room for option o of work w where its estate starts in t and option `instead` (−1:
    none) leaves; −1 where it fits."""
    kind = b.work[w, KIND]
    load, money = b.option[o, LOAD], b.option[o, COST]
    if instead >= 0:
        load -= b.option[instead, LOAD]
        money -= b.option[instead, COST]
    if load > 0:
        for i in range(b.kind[kind, FIRST_CREW], b.kind[kind, END_CREW]):
            r = b.crew[i] + t + b.kind[kind, OFFSET]
            for s in range(b.kind[kind, FIRST_PART], b.kind[kind, END_PART]):
                if used[r] + load * b.part[s] > limits.cap[r]:
                    return r
                r += 1
    if money > 0:
        for j in range(limits.touched[kind]):
            i = limits.touch[kind, j]
            lacking = used[b.money_row + i] + money * limits.cost[kind, t, i] - limits.cap[b.money_row + i]
            if lacking > 0 and (limits.own.row == 0 or lacking > eased(limits, used, kind, t, i, money, False)):
                return b.money_row + i
    return NONE


@inner
def need(b, limits, used, t, w, o, instead, r):
    """What option o of a work adds to row r when its estate starts in t and `instead` (−1: none) leaves."""
    kind, column, rate = b.work[w, KIND], LOAD, 0.0
    if r >= b.money_row:
        column, rate = COST, limits.cost[kind, t, r - b.money_row]
    else:
        rate = b.part[b.kind[kind, FIRST_PART] + r % len(b.worth) - t - b.kind[kind, OFFSET]]
    more = b.option[o, column] - (b.option[instead, column] if instead >= 0 else 0.0)
    if r >= b.money_row and limits.own.row > 0:
        return rate * more - eased(limits, used, kind, t, r - b.money_row, more, False)
    return rate * more


@inlined
def put(b, limits, used, t, w, o, sign):
    """Add (sign 1) or take away (−1) what an option of a work uses."""
    kind = b.work[w, KIND]
    load, money = sign * b.option[o, LOAD], sign * b.option[o, COST]
    for i in range(b.kind[kind, FIRST_CREW], b.kind[kind, END_CREW]):
        r = b.crew[i] + t + b.kind[kind, OFFSET]
        for s in range(b.kind[kind, FIRST_PART], b.kind[kind, END_PART]):
            used[r] += load * b.part[s]
            r += 1
    for j in range(limits.touched[kind]):
        i = limits.touch[kind, j]
        used[b.money_row + i] += money * limits.cost[kind, t, i]
    if limits.own.row > 0:
        ease(b, limits, used, kind, t, money)


@inlined
def change(b, limits, state, t, w, o):
    """Give a work of an estate that starts in t another option, −1 for none."""
    if state.choice[w] >= 0:
        put(b, limits, state.used, t, w, state.choice[w], -1.0)
    if o >= 0:
        put(b, limits, state.used, t, w, o, 1.0)
    state.choice[w] = o


@inlined
def moves(base, t):
    """How many moves more it is to start in t than not to start, where the base plan has `base`."""
    return (1.0 if base != t else 0.0) - (1.0 if base != NONE else 0.0)


@inner
def occupy(b, used, e, t, sign):
    """Add or take away an estate's sites, and whether it moved from the base plan."""
    region = b.estate[e, REGION]
    for i in range(b.site_ptr[region], b.site_ptr[region + 1]):
        for q in range(t, t + b.estate[e, SPAN]):
            used[b.site[i] + q] += sign
    base = b.estate[e, BASE_START]
    if base != NO_BASE_PLAN:
        used[b.moves_row] += sign * moves(base, t)


@inner
def has_site(b, limits, used, e, t):
    """Is there a site for an estate that starts in t, and may it move there?"""
    region = b.estate[e, REGION]
    for i in range(b.site_ptr[region], b.site_ptr[region + 1]):
        for q in range(t, t + b.estate[e, SPAN]):
            if used[b.site[i] + q] + 1.0 > limits.cap[b.site[i] + q]:
                return False
    base = b.estate[e, BASE_START]
    if base != NO_BASE_PLAN:
        return used[b.moves_row] + moves(base, t) <= limits.cap[b.moves_row]
    return True


@inner
def count_for_targets(b, started, e, t, sign, settle):
    """What targets win when an estate starts in t (sign 1) or no longer does (−1); counted where `settle`."""
    won = 0.0
    region = b.estate[e, REGION]
    for j in range(b.target_ptr[region], b.target_ptr[region + 1]):
        g = b.target[j]
        if t < b.target_end[g]:
            more = sign * units(b, e, g)
            before = max(0.0, b.target_rate[g, AT_LEAST] - started[g])
            after = max(0.0, b.target_rate[g, AT_LEAST] - started[g] - more)
            won += b.target_rate[g, PENALTY] * (before - after)
            if settle:
                started[g] += more
    return won


@inner
def take_out(b, limits, state, e):
    """Take an estate out; return what is lost."""
    t, lost = state.start[e], 0.0
    for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
        o = state.choice[w]
        if o >= 0:
            put(b, limits, state.used, t, w, o, -1.0)
            lost += b.worth[t] * b.option[o, BENEFIT]
            state.choice[w] = NONE
    occupy(b, state.used, e, t, -1.0)
    lost -= count_for_targets(b, state.started, e, t, -1.0, True)
    state.start[e] = NONE
    return lost


@inner
def tally(b, limits, state):
    """Fill used and started from nothing; return the plan's worth."""
    copy(state.used, limits.base)
    state.started[:] = 0.0
    worth = 0.0
    for g in range(len(state.started)):
        worth -= b.target_rate[g, PENALTY] * max(0.0, b.target_rate[g, AT_LEAST])
    for e in range(len(state.start)):
        if b.estate[e, BASE_START] >= 0:
            state.used[b.moves_row] += 1.0  # until it starts where it did in the base plan
        t = state.start[e]
        if t < 0:
            continue
        occupy(b, state.used, e, t, 1.0)
        worth += count_for_targets(b, state.started, e, t, 1.0, True)
        for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
            o = state.choice[w]
            if o >= 0:
                put(b, limits, state.used, t, w, o, 1.0)
                worth += b.worth[t] * b.option[o, BENEFIT]
    return worth


@inner
def over(limits, used):
    """Does any row stand above its cap?"""
    for r in range(len(limits.cap)):
        if used[r] > limits.cap[r]:
            return True
    return False


@inlined
def fee_saved(limits, used, r, less):
    """By how much the fee of a row falls when so much of it is no longer used."""
    return limits.fee[r] * min(max(used[r] - limits.cap[r], 0.0), less)


@inner
def relief(b, limits, used, t, w, o, instead):
    """By how much fees fall on rows above their caps when option o of a work leaves for option `instead` (−1: none)."""
    kind = b.work[w, KIND]
    load, money, won = b.option[o, LOAD], b.option[o, COST], 0.0
    if instead >= 0:
        load -= b.option[instead, LOAD]
        money -= b.option[instead, COST]
    for i in range(b.kind[kind, FIRST_CREW], b.kind[kind, END_CREW]):
        r = b.crew[i] + t + b.kind[kind, OFFSET]
        for s in range(b.kind[kind, FIRST_PART], b.kind[kind, END_PART]):
            won += fee_saved(limits, used, r, load * b.part[s])
            r += 1
    for j in range(limits.touched[kind]):
        i = limits.touch[kind, j]
        less = money * limits.cost[kind, t, i]
        if limits.own.row > 0:
            less += eased(limits, used, kind, t, i, -money, False)
        won += fee_saved(limits, used, b.money_row + i, less)
    return won


@inner
def relief_of_sites(b, limits, used, e, t):
    """The same when an estate leaves its sites, and is one move less."""
    won, region = 0.0, b.estate[e, REGION]
    for i in range(b.site_ptr[region], b.site_ptr[region + 1]):
        for r in range(b.site[i] + t, b.site[i] + t + b.estate[e, SPAN]):
            won += fee_saved(limits, used, r, 1.0)
    if b.estate[e, BASE_START] == NONE:
        won += fee_saved(limits, used, b.moves_row, 1.0)
    return won


@inner
def needed(b, choice, w):
    """Must a work be done, for itself or for a chosen work of the same estate?"""
    if b.work[w, FORCED]:
        return True
    for v in range(w + 1, b.estate[b.work[w, ESTATE], END_WORK]):
        if b.work[v, PARENT] == w and choice[v] >= 0:
            return True
    return False

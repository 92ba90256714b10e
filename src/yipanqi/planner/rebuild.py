# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: NPY002
# Compiled functions: numba infers their types, and its own generator is the legacy one, seeded in `again`.
"""Compiled ruin and recreate: some estates are taken out and put back where they fit best; no row is ever overused.

An estate is put back at the start whose works are worth most under the prices of what they use, as far as they fit;
then options that still fit anywhere are taken, those first that bring most for their price. A worse plan is kept by the
odds of its loss (Schrimpf et al. 2000; Christiaens & Vanden Berghe 2020).

`b` is a `Packed`; `used` and `cap` are [rows], `started` [targets], `start` [E], `choice` [W]; `net` [levels, Q, O] is
an option's benefit less a part of the price of what it uses, by its estate's start (−inf where it is not usable),
`peak` [levels, Q, W] a work's best option, and `most` [levels, E, Q] what an estate could win at the most: the part,
drawn for each step, says how much the estates put back leave to others.
"""

from collections.abc import Callable

import numpy as np
from numba import njit

from yipanqi.planner.deltas import (
    block,
    copy,
    count_for_targets,
    has_site,
    inner,
    occupy,
    over,
    put,
    shed,
    take_out,
    tally,
)
from yipanqi.planner.ladder import Floats32, fill, ladder, loosen
from yipanqi.planner.limit_table import LimitTable
from yipanqi.planner.packed import (
    BENEFIT,
    COST,
    END_OPTION,
    END_WORK,
    FIRST_OPTION,
    FIRST_START,
    FIRST_WORK,
    FORCED,
    KIND,
    LAST_START,
    LOAD,
    MUST,
    PARENT,
    REGION,
    USABLE,
)
from yipanqi.planner.prices import unit_prices
from yipanqi.planner.problem import NONE, Flags, Floats, Ints

SLICE = 500  # steps between two looks at the clock and at the funds
LOOSENED = 0.5, 6.0  # a step that loosens works leaves alone what brings more for its price than a figure between these
BLIND = 0.03  # part of the starts that a step does not see
SORTED = 0.6  # odds of a step that puts bulky estates back first
ORDERS, NOISE = 16, 0.2  # orders of an estate's works, and how far a work's rank may stray in them
LEVELS = (0.7, 0.8, 0.9, 0.95, 1.0, 1.05)  # parts of the price that a step may set against what an option brings
FILLING = 1.0  # of an estate's mean share of the bound: what filling may bring beside what was loosened
OUTSIDE = 4  # fewer than so many estates without a start are tried in a step


class Walker:
    """Walks from plan to plan on a table; keeps where it stands, and the best payable plan met since it began."""

    def __init__(self, table: LimitTable) -> None:
        self.table = table
        priced = _priced(table)
        self.net, self.peak, self.most = _worths(table, priced)
        usual = priced.mean(axis=0)  # at no start in particular
        self.orders, self.bulk = _orders(table, usual), _bulks(table, usual)
        self.ladder = ladder(table.layout, priced)

    def begin(self, start: Ints, choice: Ints) -> None:
        """Stand at a plan, which may be too much for the limits: then it is shed first."""
        self.start, self.choice = start.copy(), choice.copy()
        self.best_start, self.best_choice, self.worth = start.copy(), choice.copy(), -np.inf

    def narrow(self, allowed: Flags) -> None:
        """Try no other starts than these, [E, Q]."""
        self.table.packed = self.table.packed._replace(open=(allowed & self.table.layout.open).astype(np.uint8))

    def walk(
        self, steps: int, ruin: int, loose: float, heat: tuple[float, float], seed: int, stop: Callable[[], bool]
    ) -> None:
        """So many steps, fewer if stopped; each takes out `ruin` estates at most and loosens that part of works.

        Heat goes from the first to the second figure, in parts of an estate's mean share of the bound.
        """
        table, slices = self.table, max(1, steps // SLICE) if len(self.start) else 0
        met_start, met_choice = self.best_start.copy(), self.best_choice.copy()
        for part in range(slices):
            if stop():
                break
            now = table.heat * heat[0] * (heat[1] / heat[0]) ** (part / slices)
            met, stands = again(
                table.packed, table.cost, table.sets, table.cap, table.fee, table.base,
                self.net, self.peak, self.most, self.orders, self.bulk, self.ladder, self.start, self.choice, met_start,
                met_choice, self.worth, min(steps, SLICE), now, FILLING * table.heat, ruin, loose,
                (seed * slices + part) % 2**31,
            )  # fmt: skip
            if met > self.worth and table.payable(met_start, met_choice):
                self.best_start, self.best_choice, self.worth = met_start.copy(), met_choice.copy(), float(met)
            if not stands and np.isfinite(self.worth):  # what has become too much cannot be shed: back to the best
                self.start, self.choice = self.best_start.copy(), self.best_choice.copy()
            table.payable(self.start, self.choice)


def _priced(table: LimitTable) -> Floats:
    """What the prices ask for what each option uses, by its estate's start: [Q, O] points."""
    packed = table.packed
    money, labour = unit_prices(table.layout, table.prices)
    kind = np.repeat(packed.work[:, KIND], np.diff(table.layout.problem.works.option_ptr))
    cost, load = packed.option[:, COST], packed.option[:, LOAD]
    return np.asarray(money[kind].T * cost + labour[kind].T * load)


def _worths(table: LimitTable, priced: Floats) -> tuple[Floats32, Floats32, Floats]:
    """`net`, `peak` and `most`."""
    packed, works = table.packed, table.layout.problem.works
    benefit, usable = packed.option[:, BENEFIT], packed.option[:, USABLE]
    net = np.where(usable > 0, packed.worth[:, None] * benefit - np.array(LEVELS)[:, None, None] * priced, -np.inf)
    most = np.zeros((len(LEVELS), len(table.layout.place), len(packed.worth)))
    if not len(packed.work):
        return net.astype(np.float32), net.astype(np.float32), most
    best = np.maximum.reduceat(net, works.option_ptr[:-1], axis=2)
    best = np.where(table.layout.forced, best, np.maximum(best, 0.0))
    for level, by_start in enumerate(best):
        np.add.at(most[level], table.layout.work_estate, by_start.T)
    return net.astype(np.float32), best.astype(np.float32), most


def _orders(table: LimitTable, usual: Floats) -> Ints:
    """Several orders of each estate's works, [ORDERS, W]: by the most benefit for the usual price, [O], with noise."""
    if not len(table.packed.work):
        return np.zeros((ORDERS, 0), np.int32)
    rank = table.packed.option[:, BENEFIT] / np.maximum(usual, 1e-6)
    rank = np.maximum.reduceat(rank, table.layout.problem.works.option_ptr[:-1])
    strays = 1.0 + NOISE * (np.random.default_rng(0).random((ORDERS, len(rank))) - 0.5)
    return np.stack([np.lexsort((-rank * stray, table.layout.work_estate)) for stray in strays]).astype(np.int32)


def _bulks(table: LimitTable, usual: Floats) -> Floats:
    """The usual price, [O], of an estate's required works at their cheapest, [E]."""
    required = np.flatnonzero(table.layout.base >= 0)
    estate, asked = table.layout.work_estate[required], usual[table.layout.base[required]]
    return np.bincount(estate, asked, len(table.layout.place)).astype(np.float64)


@inner
def best_option(b, cost, sets, used, cap, net, t, w, least):
    """The option of a work that fits and is worth most, more than `least`; −1 and `least` if there is none."""
    pick, top = -1, least
    for o in range(b.work[w, FIRST_OPTION], b.work[w, END_OPTION]):
        if net[t, o] > top and block(b, cost, sets, used, cap, t, w, o, -1) < 0:
            pick, top = o, net[t, o]
    return pick, top


@inner
def put_in(b, cost, sets, used, cap, net, peak, e, t, own, order, spare):
    """Try an estate's works at a start, required ones first, then by rank; return (fits, worth under prices).

    What it uses is added where it fits, and its options are in own[first work:end]. Given up as soon as it falls short
    of what is hoped for by more than `spare`.
    """
    first, end = b.estate[e, FIRST_WORK], b.estate[e, END_WORK]
    value = 0.0
    for w in range(first, end):
        own[w] = -1
    for w in range(first, end):
        if b.work[w, FORCED]:
            pick, won = best_option(b, cost, sets, used, cap, net, t, w, -np.inf)
            if pick < 0:
                return False, 0.0
            put(b, cost, sets, used, t, w, pick, 1.0)
            own[w] = pick
            value += won
            spare -= peak[t, w] - won
    for k in range(first, end):
        w = order[k]
        up = b.work[w, PARENT]
        if b.work[w, FORCED] or peak[t, w] <= 0.0:
            continue
        pick, won = -1, 0.0
        if up == NONE or (up >= 0 and own[up] >= 0):
            pick, won = best_option(b, cost, sets, used, cap, net, t, w, 0.0)
        if pick >= 0:
            put(b, cost, sets, used, t, w, pick, 1.0)
            own[w] = pick
            value += won
        spare -= peak[t, w] - won
        if spare < 0.0:
            return False, 0.0
    return True, value


@inner
def put_back(b, cost, sets, used, cap, net, peak, most, started, start, choice, e, own, kept, order, hope, plain, full):
    """Start an estate where it is worth most, if anywhere; return what is won.

    Starts are tried from the most hopeful one on, until none can be worth more than what was found. `plain` and `full`
    hold what is used without the estate, and with it where it is worth most.
    """
    first, end = b.estate[e, FIRST_WORK], b.estate[e, END_WORK]
    top, at = -1e300 if b.estate[e, MUST] else 0.0, -1
    begin, last = b.estate[e, FIRST_START], b.estate[e, LAST_START]
    copy(plain, used)
    for t in range(begin, last + 1):
        hope[t] = -np.inf
        if b.open[e, t] and np.random.random() >= BLIND:
            hope[t] = most[e, t] + count_for_targets(b, started, e, t, 1.0, False)
    while begin <= last:
        t = begin
        for other in range(begin + 1, last + 1):
            if hope[other] > hope[t]:
                t = other
        if hope[t] <= top:
            break
        bonus, spare = hope[t] - most[e, t], hope[t] - top
        hope[t] = -np.inf
        if not has_site(b, used, cap, e, t):
            continue
        fits, value = put_in(b, cost, sets, used, cap, net, peak, e, t, own, order, spare)
        if fits and value + bonus > top:
            top, at = value + bonus, t
            for w in range(first, end):
                kept[w] = own[w]
            copy(full, used)
        copy(used, plain)
    if at < 0:
        return 0.0
    start[e] = at
    copy(used, full)
    occupy(b, used, e, at, 1.0)
    won = count_for_targets(b, started, e, at, 1.0, True)
    for w in range(first, end):
        choice[w] = kept[w]
        if kept[w] >= 0:
            won += b.worth[at] * b.option[kept[w], BENEFIT]
    return won


@inner
def draw(b, start, ruin, appeal, pool):
    """Fill the pool with estates to take out, more often few: any, of one time, or of one region; return how many."""
    way, middle = np.random.random(), np.random.randint(len(b.worth))
    region = b.estate[np.random.randint(len(start)), REGION]
    for e in range(len(start)):
        appeal[e] = np.random.random()
        if start[e] < 0:
            appeal[e] = -1e9
        elif 0.4 <= way < 0.8:
            appeal[e] = 2.5 * appeal[e] - abs(start[e] - middle)
        elif way >= 0.8 and b.estate[e, REGION] == region:
            appeal[e] += 1.0
    count = 0
    for _ in range(1 + int(ruin * np.random.random() ** 2)):
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
        if start[e] < 0 and b.estate[e, FIRST_START] <= b.estate[e, LAST_START]:
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


@inner
def sort_by_bulk(pool, count, bulk):
    """Put the bulkiest estates of the pool first: what is small fits later too."""
    for i in range(1, count):
        e, at = pool[i], i
        while at > 0 and bulk[pool[at - 1]] < bulk[e]:
            pool[at] = pool[at - 1]
            at -= 1
        pool[at] = e


@njit(cache=True, nogil=True, error_model="numpy")
def again(
    b, cost, sets, cap, fee, base, net, peak, most, orders, bulk, ladder, start, choice, best_start, best_choice, best,
    steps, heat, filling, ruin, loose, seed,
):  # fmt: skip
    """So many steps of ruin and recreate at one heat, in place; returns the worth of the best plan met, and whether the
    plan that it began at could be made to hold."""
    np.random.seed(seed)
    used, started = np.zeros(len(cap)), np.zeros(len(b.target_end))
    tally(b, cost, sets, used, base, started, start, choice)
    shed(b, cost, sets, used, cap, fee, started, start, choice)
    worth = tally(b, cost, sets, used, base, started, start, choice)
    if over(used, cap):
        return best, False
    if worth > best + 1e-9:
        best = worth
        best_start[:], best_choice[:] = start, choice
    old_start, old_choice, old_used, old_started = start.copy(), choice.copy(), used.copy(), started.copy()
    own, kept = choice.copy(), choice.copy()
    hope, barred = np.zeros(len(b.worth)), np.full((len(ladder.rung), 3), np.float32(-1.0))
    plain, full = used.copy(), used.copy()
    appeal, pool = np.zeros(len(start)), np.zeros(len(start) + OUTSIDE, np.int64)
    at, least = np.zeros(len(start), np.int64), np.log(LOOSENED[0])
    wide = np.log(LOOSENED[1]) - least
    for _ in range(steps):
        old = worth
        count = draw(b, start, ruin, appeal, pool)
        for i in range(count):
            worth -= take_out(b, cost, sets, used, started, start, choice, pool[i])
        lost = 0.0
        if np.random.random() < 0.5:
            part, limit = loose * np.random.random(), np.exp(least + wide * np.random.random())
            lost = loosen(b, cost, sets, used, start, choice, ladder, part, limit)
            worth -= lost
        count = add_outside(b, start, pool, count)
        if np.random.random() < SORTED:
            sort_by_bulk(pool, count, bulk)
        level = np.random.randint(len(net))
        held = True
        for i in range(count):
            e = pool[i]
            worth += put_back(
                b,
                cost,
                sets,
                used,
                cap,
                net[level],
                peak[level],
                most[level],
                started,
                start,
                choice,
                e,
                own,
                kept,
                orders[np.random.randint(len(orders))],
                hope,
                plain,
                full,
            )
            held &= start[e] >= 0 or b.estate[e, MUST] == 0
        held &= used[b.money_row - 1] <= cap[b.money_row - 1]  # leaving an estate out may be one move too many
        held &= worth + lost + filling >= old  # else filling would hardly make up for it
        if held:
            worth += fill(b, cost, sets, used, cap, start, choice, ladder, barred, at)
        if held and (worth >= old or np.random.random() < np.exp((worth - old) / heat)):
            copy(old_start, start)
            copy(old_choice, choice)
            copy(old_used, used)
            copy(old_started, started)
            if worth > best + 1e-9:
                best = worth
                best_start[:], best_choice[:] = start, choice
        else:
            copy(start, old_start)
            copy(choice, old_choice)
            copy(used, old_used)
            copy(started, old_started)
            worth = old
    return best, True

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: NPY002
# Compiled functions: numba infers their types, and its own generator is the legacy one, seeded in `take_steps`.
"""Compiled ruin and recreate: some estates are taken out and put back where they fit best; no row is ever overused.

An estate is put back at the start whose works are worth most under the prices of what they use, as far as they fit;
then options that still fit anywhere are taken, those first that bring most for their price. A worse plan is kept by the
odds of its loss (Schrimpf et al. 2000; Christiaens & Vanden Berghe 2020).

In compiled functions `b` is a `Packed`, and what else travels together has its class: `Limits` and `State` (`deltas`),
`Guide`, and here `Pace`, `Met`, `Drawn` and `Scratch`.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yipanqi.planner.affordable import affordable
from yipanqi.planner.deltas import (
    State,
    block,
    copy_of_works,
    copy_state,
    count_for_targets,
    has_site,
    occupy,
    over,
    put,
    take_out,
    tally,
)
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.guide import Guide, guide
from yipanqi.planner.inner import copy, inner
from yipanqi.planner.ladder import Floats32, Odds, fill, loosen
from yipanqi.planner.limit_table import LimitTable
from yipanqi.planner.packed import (
    BENEFIT,
    END_OPTION,
    END_WORK,
    FIRST_OPTION,
    FIRST_START,
    FIRST_WORK,
    FORCED,
    LAST_START,
    MUST,
    PARENT,
)
from yipanqi.planner.params import StepParams, WalkParams
from yipanqi.planner.prices import count_use, objective
from yipanqi.planner.problem import NONE, Flags, Floats, Ints
from yipanqi.planner.ruin import add_outside, draw, sort_by_bulk
from yipanqi.planner.shedding import shed

Longs = NDArray[np.int64]


class Pace(NamedTuple):
    """How the steps of a slice go."""

    steps: int
    heat: float  # points
    filling: float  # points that filling may be hoped to bring
    ruin: int  # estates that a step takes out, at most
    loose: float  # part of the works that a step loosens, at most
    seed: int
    loosened: tuple[float, float]  # what brings more for its price than a figure between these stays
    blind: float  # part of the starts that a step does not see
    by_bulk: float  # odds of putting bulky estates back first
    outside: int  # fewer than so many estates without a start are tried
    odds: Odds


class Met(NamedTuple):
    """The best plan met, and its worth when a slice begins."""

    start: Ints  # [E]
    choice: Ints  # [W]
    worth: float


class Drawn(NamedTuple):
    """What is drawn for an estate that is put back: the worths of one level, and an order of its works."""

    net: Floats32  # [Q, O]
    peak: Floats32  # [Q, W]
    most: Floats  # [E, Q]
    grant: Floats  # [E, Q]
    order: Ints  # [W]


class Scratch(NamedTuple):
    """Room that steps write in, made once for all of them."""

    appeal: Floats  # [E]
    pool: Longs  # [E + outside]: the estates that a step puts back
    own: Ints  # [W]: options of an estate at the start that is tried …
    kept: Ints  # [W]: … and at the best start so far
    hope: Floats  # [Q]: what an estate could win at a start, if everything fitted
    plain: Floats  # [rows]: what works use without the estate …
    full: Floats  # [rows]: … and with it at the best start so far
    at: Longs  # [E]: the estates that filling looks at
    barred: Floats32  # [rungs, 3]: see `fill`
    old: State  # where the step began


class Walker:
    """Walks from plan to plan on a table; keeps where it stands, and the best payable plan met since it began."""

    at: Draft  # steps are taken in its arrays
    best: Draft  # where it began until one is met …
    worth: float  # … and of no worth till then: −inf

    def __init__(self, table: LimitTable, params: WalkParams | None = None) -> None:
        params = params or WalkParams()
        self.table, self.params, self.guide = table, params.step, guide(table, params.guide)

    def begin(self, draft: Draft) -> None:
        """Stand at a plan, which may be too much for the limits: then it is shed first."""
        self.at, self.best, self.worth = draft.copy(), draft.copy(), -np.inf

    def narrow(self, allowed: Flags) -> None:
        """Try no other starts than these, [E, Q]."""
        self.table.packed = self.table.packed._replace(open=(allowed & self.table.layout.open).astype(np.uint8))

    def walk(
        self, steps: int, ruin: int, loose: float, heat: tuple[float, float], seed: int, stop: Callable[[], bool]
    ) -> None:
        """So many steps, fewer if stopped; each takes out `ruin` estates at most and loosens that part of works.

        Heat goes from the first to the second figure, in parts of an estate's mean share of the bound.
        """
        table, params = self.table, self.params
        slices = max(1, steps // params.slice) if len(self.at.start) else 0
        met, scratch = self.best.copy(), _scratch(table, self.guide, params.outside)
        for part in range(slices):
            if stop():
                break
            now = table.heat * heat[0] * (heat[1] / heat[0]) ** (part / slices)
            seeded = (seed * slices + part) % 2**31
            pace = _pace(params, min(steps, params.slice), now, params.filling * table.heat, ruin, loose, seeded)
            state, best = _stand(table, self.at), Met(met.start, met.choice, self.worth)
            worth, stands = take_steps(table.packed, table.limits, self.guide, pace, state, best, scratch)
            if worth > self.worth:
                self._keep(met, float(worth))
            if not stands and np.isfinite(self.worth):  # what has become too much cannot be shed: back to the best
                self.at = self.best.copy()
            table.payable(self.at)

    def _keep(self, met: Draft, worth: float) -> None:
        """Keep a better plan if it can be paid; else what of it can be, where that is better too: of many funds ever
        others are too poor, and the plan as it was met would hardly ever be payable."""
        table = self.table
        if table.payable(met):
            self.best, self.worth = met.copy(), worth
        elif table.has_many_funds:
            held = affordable(table.layout, table.purse, met)
            won = -np.inf if held is None else objective(table.layout, count_use(table.layout, held))
            if held is not None and won > self.worth:
                self.best, self.worth = held, won


def _pace(params: StepParams, steps: int, heat: float, filling: float, ruin: int, loose: float, seed: int) -> Pace:
    odds = Odds(params.scan, params.skip, params.poor, params.drop)
    ways = params.loosened, params.blind, params.by_bulk, params.outside
    return Pace(steps, heat, filling, ruin, loose, seed, *ways, odds)


def _stand(table: LimitTable, draft: Draft) -> State:
    """A plan with nothing tallied yet."""
    return State(np.zeros(len(table.base)), np.zeros(len(table.packed.target_end)), draft.start, draft.choice)


def _scratch(table: LimitTable, guide: Guide, outside: int) -> Scratch:
    estates, rows, empty = len(table.packed.estate), len(table.base), nothing(table.layout.problem)
    return Scratch(
        appeal=np.zeros(estates),
        pool=np.zeros(estates + outside, np.int64),
        own=empty.choice.copy(),
        kept=empty.choice.copy(),
        hope=np.zeros(len(table.packed.worth)),
        plain=np.zeros(rows),
        full=np.zeros(rows),
        at=np.zeros(estates, np.int64),
        barred=np.zeros((len(guide.ladder.rung), 3), np.float32),
        old=_stand(table, empty),
    )


@njit(cache=True, nogil=True, error_model="numpy")
def take_steps(b, limits, guide, pace, state, met, scratch):
    """So many steps of ruin and recreate at one heat, in place; returns the worth of the best plan met, and whether the
    plan that it began at could be made to hold."""
    np.random.seed(pace.seed)
    tally(b, limits, state)
    shed(b, limits, state)
    worth = tally(b, limits, state)
    if over(limits, state.used):
        return met.worth, False
    best = note(met, state, worth, met.worth)
    copy_state(scratch.old, state)
    scratch.barred[:] = -1.0
    for _ in range(pace.steps):
        holds, now = step(b, limits, guide, pace, state, scratch, worth)
        if holds and (now >= worth or np.random.random() < np.exp((now - worth) / pace.heat)):
            copy_state(scratch.old, state)
            worth = now
            best = note(met, state, worth, best)
        else:
            copy_state(state, scratch.old)
    return best, True


@inner
def note(met, state, worth, best):
    """Write a plan down if it is better than the best one met; return the best one's worth."""
    if worth <= best + 1e-9:
        return best
    copy(met.start, state.start)
    copy(met.choice, state.choice)
    return worth


@inner
def step(b, limits, guide, pace, state, scratch, worth):
    """Take estates out, loosen works, put the estates back and fill what is left; return whether the plan holds, and
    its worth. Given up where filling would hardly make up for what is lost."""
    old = worth
    count = draw(b, state.start, pace.ruin, scratch.appeal, scratch.pool)
    for i in range(count):
        worth -= take_out(b, limits, state, scratch.pool[i])
    lost = 0.0
    if np.random.random() < 0.5:
        lost = loosen_some(b, limits, guide, pace, state)
        worth -= lost
    count = add_outside(b, state.start, pace.outside, scratch.pool, count)
    if np.random.random() < pace.by_bulk:
        sort_by_bulk(scratch.pool, count, guide.bulk)
    holds, worth = put_all_back(b, limits, guide, pace, state, scratch, count, worth)
    holds &= state.used[b.moves_row] <= limits.cap[b.moves_row]  # to leave one out may be one move too many
    holds &= worth + lost + pace.filling >= old
    if holds:
        worth += fill(b, limits, state, guide.ladder, pace.odds, scratch.barred, scratch.at)
    return holds, worth


@inner
def loosen_some(b, limits, guide, pace, state):
    """Loosen a part of the works that bring less for their price than a figure, both drawn; return what is lost."""
    least = np.log(pace.loosened[0])
    wide = np.log(pace.loosened[1]) - least
    part, limit = pace.loose * np.random.random(), np.exp(least + wide * np.random.random())
    return loosen(b, limits, state, guide.ladder, pace.odds, part, limit)


@inner
def put_all_back(b, limits, guide, pace, state, scratch, count, worth):
    """Put the estates of the pool back; return whether all that must start do, and the plan's worth."""
    level, holds = np.random.randint(len(guide.net)), True
    for i in range(count):
        e, order = scratch.pool[i], np.random.randint(len(guide.orders))
        drawn = Drawn(guide.net[level], guide.peak[level], guide.most[level], guide.grant[level], guide.orders[order])
        worth += put_back(b, limits, state, scratch, drawn, pace.blind, e)
        holds &= state.start[e] >= 0 or b.estate[e, MUST] == 0
    return holds, worth


@inner
def put_back(b, limits, state, scratch, drawn, blind, e):
    """Start an estate where it is worth most, if anywhere; return what is won.

    Starts are tried from the most hopeful one on, until none can be worth more than what was found.
    """
    used, hope = state.used, scratch.hope
    top, at = -1e300 if b.estate[e, MUST] else 0.0, NONE
    copy_of_works(b, limits, scratch.plain, used, e)
    hope_for(b, state.started, hope, drawn, blind, e)
    while b.estate[e, FIRST_START] <= b.estate[e, LAST_START]:
        t = most_hopeful(b, hope, e)
        if hope[t] <= top:
            break
        bonus, spare = hope[t] - drawn.most[e, t], hope[t] - top
        hope[t] = -np.inf
        if not has_site(b, limits, used, e, t):
            continue
        fits, value = put_in(b, limits, used, scratch.own, drawn, e, t, spare)
        if fits and value + bonus > top:
            top, at = value + bonus, t
            for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
                scratch.kept[w] = scratch.own[w]
            copy_of_works(b, limits, scratch.full, used, e)
        copy_of_works(b, limits, used, scratch.plain, e)
    return settle(b, limits, state, scratch, e, at) if at >= 0 else 0.0


@inner
def hope_for(b, started, hope, drawn, blind, e):
    """Fill what an estate could win at each start, −inf where it may not start, or where this is not seen."""
    for t in range(b.estate[e, FIRST_START], b.estate[e, LAST_START] + 1):
        hope[t] = -np.inf
        if b.open[e, t] and np.random.random() >= blind:
            hope[t] = drawn.most[e, t] + drawn.grant[e, t] + count_for_targets(b, started, e, t, 1.0, False)


@inner
def most_hopeful(b, hope, e):
    """The first of the starts for which there is most hope."""
    t = b.estate[e, FIRST_START]
    for other in range(t + 1, b.estate[e, LAST_START] + 1):
        if hope[other] > hope[t]:
            t = other
    return t


@inner
def settle(b, limits, state, scratch, e, t):
    """Start an estate with the works that were kept; return what is won."""
    state.start[e] = t
    copy_of_works(b, limits, state.used, scratch.full, e)
    occupy(b, state.used, e, t, 1.0)
    won = count_for_targets(b, state.started, e, t, 1.0, True)
    for w in range(b.estate[e, FIRST_WORK], b.estate[e, END_WORK]):
        o = scratch.kept[w]
        state.choice[w] = o
        if o >= 0:
            won += b.worth[t] * b.option[o, BENEFIT]
    return won


@inner
def put_in(b, limits, used, own, drawn, e, t, spare):
    """Try an estate's works at a start, required ones first, then by rank; return (fits, worth under prices).

    What it uses is added where it fits, and its options are in own[first work:end]. Given up as soon as it falls short
    of what is hoped for by more than `spare`.
    """
    first, end = b.estate[e, FIRST_WORK], b.estate[e, END_WORK]
    value = 0.0
    for w in range(first, end):
        own[w] = NONE
    for w in range(first, end):
        if b.work[w, FORCED]:
            pick, won = best_option(b, limits, used, drawn.net, t, w, -np.inf)
            if pick < 0:
                return False, 0.0
            put(b, limits, used, t, w, pick, 1.0)
            own[w] = pick
            value += won
            spare -= drawn.peak[t, w] - won
    for k in range(first, end):
        w = drawn.order[k]
        up = b.work[w, PARENT]
        if b.work[w, FORCED] or drawn.peak[t, w] <= 0.0:
            continue
        pick, won = NONE, 0.0
        if up == NONE or (up >= 0 and own[up] >= 0):
            pick, won = best_option(b, limits, used, drawn.net, t, w, 0.0)
        if pick >= 0:
            put(b, limits, used, t, w, pick, 1.0)
            own[w] = pick
            value += won
        spare -= drawn.peak[t, w] - won
        if spare < 0.0:
            return False, 0.0
    return True, value


@inner
def best_option(b, limits, used, net, t, w, least):
    """The option of a work that fits and is worth most, more than `least`; −1 and `least` if there is none."""
    pick, top = NONE, least
    for o in range(b.work[w, FIRST_OPTION], b.work[w, END_OPTION]):
        if net[t, o] > top and block(b, limits, used, t, w, o, NONE) < 0:
            pick, top = o, net[t, o]
    return pick, top

# mypy: disable-error-code="no-untyped-def"
"""The Lagrangian bound once more, from prices alone, naively and estate by estate: for the verifier.

Shares no code with `prices` or `kernel`: plain loops over the problem's own columns, compiled because a nation has
219,000 estates.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from yipanqi.planner.prices import Prices
from yipanqi.planner.problem import NONE, Flags, Floats, Ints, Problem

UNPLACED = -2  # no base plan: no start is a move


class Times(NamedTuple):
    """The horizon, and what a quarter's delay leaves of a benefit."""

    quarters: int
    per_year: int
    discount: float


class Land(NamedTuple):
    """The estates, and the line of regions above each region."""

    above: Ints  # [depth, R]
    region: Ints
    households: Floats
    earliest: Ints
    latest: Ints
    must: Flags
    base: Ints  # start in the base plan, NONE if not started, UNPLACED without such a plan
    span: Ints


class Listed(NamedTuple):
    """The works and their options."""

    ptr: Ints
    measure: Ints
    parent: Ints
    required: Flags
    option_ptr: Ints
    cost: Floats
    benefit: Floats
    load: Floats


class Kinds(NamedTuple):
    """The measures."""

    trade: Ints
    offset: Ints
    ptr: Ints
    profile: Floats
    trades: int


class Money(NamedTuple):
    """The funds of each region, row[ptr[r]:ptr[r + 1]], and what a unit of each costs in a year."""

    ptr: Ints
    row: Ints
    share: Floats
    price: Floats


class Pots(NamedTuple):
    """What more a unit of a fund costs an estate that starts in a quarter: rows ptr[e * Q + t] … of its start."""

    ptr: Ints
    fund: Ints
    year: Ints
    cap: Floats  # of a fund that carries over, all that it holds until the year's end
    carry: Flags
    price: Floats


class Teams(NamedTuple):
    """The crews of each region, and what a unit of their load costs in a quarter."""

    ptr: Ints
    row: Ints
    trade: Ints
    cap: Floats
    price: Floats


class Limits(NamedTuple):
    """The site limits and targets of each region, what a unit of each costs or brings, and the price of a move."""

    site_ptr: Ints
    site_row: Ints
    site: Floats
    target_ptr: Ints
    target_row: Ints
    by_households: Flags
    target_year: Ints
    target: Floats
    moves: float


def dual_bound(problem: Problem, prices: Prices) -> float:
    """What no plan can beat, if prices are ≥ 0 and no target's price exceeds its penalty; rounded outward."""
    p = problem
    fund = np.maximum(prices.fund, 0)
    crew, site = np.maximum(prices.crew, 0), np.maximum(prices.site, 0)
    target = np.clip(prices.target, 0, p.targets.penalty)
    moves = max(prices.moves, 0.0) if p.moves is not None else 0.0
    count = len(p.regions.ids)
    money = Money(*rows_by_region(p.funds.region, count), p.funds.share, _money(problem, fund))
    fixed = _worth_of_limits(problem, fund, crew, site, target, moves)
    land = _land(problem)
    for r, m, y, amount in zip(*_committed(problem), strict=True):
        fixed -= amount * unit(land.above[:, r], money, m, y)
    teams = Teams(*rows_by_region(p.crews.region, count), p.crews.trade, p.crews.cap, crew)
    limits = Limits(
        *rows_by_region(p.sites.region, count), site,
        *rows_by_region(p.targets.region, count), p.targets.households, p.targets.year, target, moves,
    )  # fmt: skip
    values = np.empty(len(p.estates.ids))
    times = Times(p.quarters, p.quarters_per_year, p.discount)
    estates(times, land, _listed(problem), _kinds(problem), money, _pots(problem, prices), teams, limits, values)
    size = abs(fixed) + float(np.abs(values).sum())
    return fixed + float(values.sum()) + 1e-9 * size + 1e-9


def _land(problem: Problem) -> Land:
    p, e = problem, problem.estates
    base = np.full(len(e.ids), UNPLACED, np.int32) if p.moves is None else p.moves.base
    above = ancestors(p.regions.parent)
    return Land(above, e.region, e.households, e.earliest, e.latest, e.must, base, p.spans())


def _listed(problem: Problem) -> Listed:
    w = problem.works
    return Listed(w.ptr, w.measure, w.parent, w.required, w.option_ptr, w.cost, w.benefit, w.load)


def _kinds(problem: Problem) -> Kinds:
    m = problem.measures
    return Kinds(m.trade, m.offset, m.profile_ptr, m.profile, len(m.trades))


def ancestors(parent: Ints) -> Ints:
    """Each region itself, then its parent, its parent's parent and so on, NONE above the root: [depth, R]."""
    lines = [np.arange(len(parent), dtype=np.int32)]
    while (lines[-1] != NONE).any():
        lines.append(np.where(lines[-1] != NONE, parent[np.maximum(lines[-1], 0)], NONE).astype(np.int32))
    return np.stack(lines)


def rows_by_region(region: Ints, regions: int) -> tuple[Ints, Ints]:
    """The rows that sit in each region: row[ptr[r]:ptr[r + 1]]."""
    ptr = np.concatenate([[0], np.cumsum(np.bincount(region, minlength=regions))]).astype(np.int32)
    return ptr, np.argsort(region, kind="stable").astype(np.int32)


def _committed(problem: Problem) -> tuple[list[int], list[int], list[int], list[float]]:
    money = problem.committed
    return money.region.tolist(), money.measure.tolist(), money.year.tolist(), money.amount.tolist()


def _money(problem: Problem, fund: Floats) -> Floats:
    """A fund's price by year: with carry-over every later row counts too."""
    price = fund.copy()
    for f in np.flatnonzero(problem.funds.carry):
        for y in range(problem.years):
            price[f, y] = fund[f, y:].sum()
    price[~np.isfinite(problem.funds.cap)] = 0.0
    return price


def _pots(problem: Problem, prices: Prices) -> Pots:
    """The prices of single starts, by estate and start; a fund without a limit has none."""
    p, pots = problem, prices.pots
    limited = np.asarray(np.isfinite(p.funds.cap).all(axis=1))[pots.fund]
    at = pots.estate[limited].astype(np.int64) * p.quarters + pots.start[limited]
    order, own = np.argsort(at, kind="stable"), np.flatnonzero(limited)
    fund, year = pots.fund[own][order], pots.year[own][order]
    cap = [
        p.funds.cap[f, : y + 1].sum() if p.funds.carry[f] else p.funds.cap[f, y]
        for f, y in zip(fund, year, strict=True)
    ]
    ptr = np.searchsorted(at[order], np.arange(len(p.estates.ids) * p.quarters + 1)).astype(np.int32)
    carry = p.funds.carry[fund]
    return Pots(ptr, fund, year, np.array(cap, float), carry, np.maximum(pots.price[own][order], 0))


def _worth_of_limits(problem: Problem, fund: Floats, crew: Floats, site: Floats, target: Floats, moves: float) -> float:
    total = float((crew * problem.crews.cap).sum() + (site * problem.sites.cap).sum())
    total -= float(target @ problem.targets.at_least)
    for f in range(len(problem.funds.ids)):
        if np.isfinite(problem.funds.cap[f]).all():
            cap = np.cumsum(problem.funds.cap[f]) if problem.funds.carry[f] else problem.funds.cap[f]
            total += float(fund[f] @ cap)
    return total + (moves * problem.moves.limit if problem.moves is not None else 0.0)


@njit(nogil=True)
def unit(line, money, measure, year):
    """The least that one unit due can cost: the cheapest funds first, each up to its share; inf if none may pay."""
    left, price, last, last_row = 1.0, 0.0, -1.0, -1
    while True:
        best, at = np.inf, -1
        for r in line:
            if r < 0:
                break
            for i in range(money.ptr[r], money.ptr[r + 1]):
                f = money.row[i]
                cost = money.price[f, year]
                later = cost > last or (cost == last and f > last_row)
                if money.share[f, measure] > 0 and later and (cost < best or (cost == best and f < at)):
                    best, at = cost, f
        if at < 0:
            return price if left <= 1e-9 else np.inf
        take = min(left, money.share[at, measure])
        price += take * best
        left -= take
        last, last_row = best, at


@njit(cache=True, nogil=True)
def estates(times, land, listed, kinds, money, pots, teams, limits, values):
    """Fill values [E] with the best that each estate can win under prices."""
    years, more = times.quarters // times.per_year, money.price.copy()
    price, labour = np.zeros((len(kinds.trade), years)), np.zeros((kinds.trades, times.quarters))
    payable = np.zeros(len(kinds.trade))
    for e in range(len(land.region)):
        line = land.above[:, land.region[e]]
        rates(line, e, listed, money, teams, price, labour, payable)
        needed = needs(e, listed)
        values[e] = -np.inf if land.must[e] else (-limits.moves if land.base[e] >= 0 else 0.0)
        for t in range(max(0, land.earliest[e]), min(land.latest[e], times.quarters - land.span[e]) + 1):
            if fits_alone(line, e, t, needed, payable, listed, kinds, teams):
                value = at_start(line, e, t, times, land, limits)
                first, end = pots.ptr[e * times.quarters + t], pots.ptr[e * times.quarters + t + 1]
                if first < end:
                    dearer = Money(money.ptr, money.row, money.share, more)
                    value += raised(money, pots, first, end, more)
                    units(line, e, listed, dearer, price)
                value += works(e, t, times, listed, kinds, price, labour)
                values[e] = max(values[e], value)
                if first < end:
                    units(line, e, listed, money, price)


@njit(nogil=True)
def rates(line, e, listed, money, teams, price, labour, payable):
    """What a unit due of each measure of an estate costs by year, what labour costs by quarter, what funds reach."""
    for w in range(listed.ptr[e], listed.ptr[e + 1]):
        m = listed.measure[w]
        payable[m] = 0.0
        for r in line:
            if r < 0:
                break
            for i in range(money.ptr[r], money.ptr[r + 1]):
                payable[m] += money.share[money.row[i], m]
    units(line, e, listed, money, price)
    labour[:] = 0.0
    for r in line:
        if r < 0:
            break
        for i in range(teams.ptr[r], teams.ptr[r + 1]):
            labour[teams.trade[teams.row[i]]] += teams.price[teams.row[i]]


@njit(nogil=True)
def units(line, e, listed, money, price):
    """What a unit due of each measure of an estate costs by year."""
    for w in range(listed.ptr[e], listed.ptr[e + 1]):
        for y in range(price.shape[1]):
            price[listed.measure[w], y] = unit(line, money, listed.measure[w], y)


@njit(nogil=True)
def raised(money, pots, first, end, more):
    """Fill `more` with what funds cost a start with prices of its own; what these are worth where all is drawn."""
    more[:] = money.price
    worth = 0.0
    for k in range(first, end):
        f, last = pots.fund[k], pots.year[k]
        worth += pots.price[k] * pots.cap[k]
        for y in range(0 if pots.carry[k] else last, last + 1):
            more[f, y] += pots.price[k]
    return worth


@njit(nogil=True)
def needs(e, listed):
    """The required works of an estate and all that they stand on."""
    first, end = listed.ptr[e], listed.ptr[e + 1]
    needed = np.zeros(end - first, np.bool_)
    for w in range(first, end):
        up = w
        while listed.required[w] and up >= 0 and not needed[up - first]:
            needed[up - first] = True
            up = listed.parent[up]
    return needed


@njit(nogil=True)
def fits_alone(line, e, t, needed, payable, listed, kinds, teams):
    """Do the works that an estate must do, each at its lightest, leave every crew within its cap and tolerance?"""
    first, quarters = listed.ptr[e], teams.cap.shape[1]
    use = np.zeros((kinds.trades, quarters))
    for w in range(first, listed.ptr[e + 1]):
        if not needed[w - first]:
            continue
        m, least = listed.measure[w], np.inf
        for o in range(listed.option_ptr[w], listed.option_ptr[w + 1]):
            if listed.cost[o] <= 0 or payable[m] >= 1 - 1e-9:
                least = min(least, listed.load[o])
        for i in range(kinds.ptr[m], kinds.ptr[m + 1]):
            q = t + kinds.offset[m] + i - kinds.ptr[m]
            if q < quarters and least < np.inf:
                use[kinds.trade[m], q] += least * kinds.profile[i]
    for r in line:
        if r < 0:
            break
        for i in range(teams.ptr[r], teams.ptr[r + 1]):
            row = teams.row[i]
            for q in range(quarters):
                if use[teams.trade[row], q] > teams.cap[row, q] * (1 + 1e-6) + 1e-6:
                    return False
    return True


@njit(nogil=True)
def at_start(line, e, t, times, land, limits):
    """What a start brings without its works: targets served, less sites held and the move that it is."""
    value = -limits.moves if land.base[e] > UNPLACED and land.base[e] != t else 0.0
    for r in line:
        if r < 0:
            break
        for i in range(limits.site_ptr[r], limits.site_ptr[r + 1]):
            value -= limits.site[limits.site_row[i], t : t + land.span[e]].sum()
        for i in range(limits.target_ptr[r], limits.target_ptr[r + 1]):
            g = limits.target_row[i]
            if t // times.per_year <= limits.target_year[g]:
                value += limits.target[g] * (land.households[e] if limits.by_households[g] else 1.0)
    return value


@njit(nogil=True)
def works(e, t, times, listed, kinds, price, labour):
    """The best works and options of an estate started in t: prerequisites stand before the works that need them."""
    first, end = listed.ptr[e], listed.ptr[e + 1]
    total, needed, won = np.zeros(end - first), np.zeros(end - first, np.bool_), 0.0
    for w in range(end - 1, first - 1, -1):
        m, due, work = listed.measure[w], 0.0, 0.0
        for i in range(kinds.ptr[m], kinds.ptr[m + 1]):
            q = t + kinds.offset[m] + i - kinds.ptr[m]
            if kinds.profile[i] > 0:
                due += kinds.profile[i] * price[m, q // times.per_year]
                work += kinds.profile[i] * labour[kinds.trade[m], q]
        best = -np.inf
        for o in range(listed.option_ptr[w], listed.option_ptr[w + 1]):
            paid = 0.0 if listed.cost[o] == 0 else due * listed.cost[o]
            best = max(best, times.discount**t * listed.benefit[o] - paid - work * listed.load[o])
        up = listed.parent[w]
        if up == -2:
            best = -np.inf
        value, must = total[w - first] + best, needed[w - first] or listed.required[w]
        part = value if must else max(0.0, value)
        if up >= 0:
            total[up - first] += part
            needed[up - first] |= must
        else:
            won += part
    return won

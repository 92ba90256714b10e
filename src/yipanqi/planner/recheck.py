# mypy: disable-error-code="no-untyped-def"
"""The Lagrangian bound once more, from prices alone, naively and estate by estate: for the verifier.

Shares no code with `prices` or `kernel`: plain loops over the problem's own columns, compiled because a nation has
219,000 estates.
"""

import numpy as np
from numba import njit

from yipanqi.planner.prices import Prices
from yipanqi.planner.problem import NONE, Floats, Ints, Problem


def dual_bound(problem: Problem, prices: Prices) -> float:
    """What no plan can beat, if prices are ≥ 0 and no target's price exceeds its penalty; rounded outward."""
    p, funds, works, measures = problem, problem.funds, problem.works, problem.measures
    fund = np.maximum(prices.fund, 0)
    crew, site = np.maximum(prices.crew, 0), np.maximum(prices.site, 0)
    target = np.clip(prices.target, 0, p.targets.penalty)
    moves = max(prices.moves, 0.0) if p.moves is not None else 0.0
    money = _money(problem, fund)
    fixed = _worth_of_limits(problem, fund, crew, site, target, moves)
    above = ancestors(p.regions.parent)
    fund_ptr, fund_row = rows_by_region(funds.region, len(p.regions.ids))
    for r, m, y, amount in zip(*_committed(problem), strict=True):
        fixed -= amount * unit(above[:, r], fund_ptr, fund_row, funds.share, money, m, y)
    base = np.full(len(p.estates.ids), -2, np.int32) if p.moves is None else p.moves.base
    values = np.empty(len(p.estates.ids))
    estates(
        above, p.estates.region, p.estates.households, p.estates.earliest, p.estates.latest, p.estates.must, base,
        p.spans(), p.quarters, p.quarters_per_year, p.discount,
        works.ptr, works.measure, works.parent, works.required, works.option_ptr, works.cost, works.benefit, works.load,
        measures.trade, measures.offset, measures.profile_ptr, measures.profile, len(measures.trades),
        fund_ptr, fund_row, funds.share, money,
        *rows_by_region(p.crews.region, len(p.regions.ids)), p.crews.trade, p.crews.cap, crew,
        *rows_by_region(p.sites.region, len(p.regions.ids)), site,
        *rows_by_region(p.targets.region, len(p.regions.ids)), p.targets.households, p.targets.year, target,
        moves, values,
    )  # fmt: skip
    size = abs(fixed) + float(np.abs(values).sum())
    return fixed + float(values.sum()) + 1e-9 * size + 1e-9


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


def _worth_of_limits(problem: Problem, fund: Floats, crew: Floats, site: Floats, target: Floats, moves: float) -> float:
    total = float((crew * problem.crews.cap).sum() + (site * problem.sites.cap).sum())
    total -= float(target @ problem.targets.at_least)
    for f in range(len(problem.funds.ids)):
        if np.isfinite(problem.funds.cap[f]).all():
            cap = np.cumsum(problem.funds.cap[f]) if problem.funds.carry[f] else problem.funds.cap[f]
            total += float(fund[f] @ cap)
    return total + (moves * problem.moves.limit if problem.moves is not None else 0.0)


@njit(nogil=True)
def unit(line, fund_ptr, fund_row, share, money, measure, year):
    """The least that one unit due can cost: the cheapest funds first, each up to its share; inf if none may pay."""
    left, price, last, last_row = 1.0, 0.0, -1.0, -1
    while True:
        best, at = np.inf, -1
        for r in line:
            if r < 0:
                break
            for i in range(fund_ptr[r], fund_ptr[r + 1]):
                f = fund_row[i]
                later = money[f, year] > last or (money[f, year] == last and f > last_row)
                if share[f, measure] > 0 and later and (money[f, year] < best or (money[f, year] == best and f < at)):
                    best, at = money[f, year], f
        if at < 0:
            return price if left <= 1e-9 else np.inf
        take = min(left, share[at, measure])
        price += take * best
        left -= take
        last, last_row = best, at


@njit(cache=True, nogil=True)
def estates(
    above, region, households, earliest, latest, must, base, spans, quarters, per_year, discount,
    ptr, measure, parent, required, option_ptr, cost, benefit, load,
    trade, offset, profile_ptr, profile, trades,
    fund_ptr, fund_row, share, money,
    crew_ptr, crew_row, crew_trade, crew_cap, crew_price,
    site_ptr, site_row, site_price,
    target_ptr, target_row, by_households, target_year, target_price,
    moves, values,
):  # fmt: skip
    """Fill values [E] with the best that each estate can win under prices."""
    years = quarters // per_year
    price, labour = np.zeros((len(trade), years)), np.zeros((trades, quarters))
    payable = np.zeros(len(trade))
    for e in range(len(region)):
        line, first, end = above[:, region[e]], ptr[e], ptr[e + 1]
        for w in range(first, end):
            m = measure[w]
            payable[m] = 0.0
            for r in line:
                if r < 0:
                    break
                for i in range(fund_ptr[r], fund_ptr[r + 1]):
                    payable[m] += share[fund_row[i], m]
            for y in range(years):
                price[m, y] = unit(line, fund_ptr, fund_row, share, money, m, y)
        labour[:] = 0.0
        for r in line:
            if r < 0:
                break
            for i in range(crew_ptr[r], crew_ptr[r + 1]):
                labour[crew_trade[crew_row[i]]] += crew_price[crew_row[i]]
        needed = needs(first, end, parent, required)
        values[e] = -np.inf if must[e] else (-moves if base[e] >= 0 else 0.0)
        for t in range(max(0, earliest[e]), min(latest[e], quarters - spans[e]) + 1):
            if not fits_alone(
                line, first, end, t, needed, measure, trade, offset, profile_ptr, profile, option_ptr, cost, load,
                payable, crew_ptr, crew_row, crew_trade, crew_cap, trades, quarters,
            ):  # fmt: skip
                continue
            value = -moves if base[e] > -2 and base[e] != t else 0.0
            for r in line:
                if r < 0:
                    break
                for i in range(site_ptr[r], site_ptr[r + 1]):
                    value -= site_price[site_row[i], t : t + spans[e]].sum()
                for i in range(target_ptr[r], target_ptr[r + 1]):
                    g = target_row[i]
                    if t // per_year <= target_year[g]:
                        value += target_price[g] * (households[e] if by_households[g] else 1.0)
            value += works(
                first, end, t, measure, parent, required, option_ptr, cost, benefit, load, trade, offset, profile_ptr,
                profile, price, labour, per_year, discount,
            )  # fmt: skip
            values[e] = max(values[e], value)


@njit(nogil=True)
def needs(first, end, parent, required):
    """The required works of an estate and all that they stand on."""
    needed = np.zeros(end - first, np.bool_)
    for w in range(first, end):
        up = w
        while required[w] and up >= 0 and not needed[up - first]:
            needed[up - first] = True
            up = parent[up]
    return needed


@njit(nogil=True)
def fits_alone(
    line, first, end, t, needed, measure, trade, offset, profile_ptr, profile, option_ptr, cost, load, payable,
    crew_ptr, crew_row, crew_trade, crew_cap, trades, quarters,
):  # fmt: skip
    """Do the works that an estate must do, each at its lightest, leave every crew within its cap and tolerance?"""
    use = np.zeros((trades, quarters))
    for w in range(first, end):
        if not needed[w - first]:
            continue
        m, least = measure[w], np.inf
        for o in range(option_ptr[w], option_ptr[w + 1]):
            if cost[o] <= 0 or payable[m] >= 1 - 1e-9:
                least = min(least, load[o])
        for i in range(profile_ptr[m], profile_ptr[m + 1]):
            q = t + offset[m] + i - profile_ptr[m]
            if q < quarters and least < np.inf:
                use[trade[m], q] += least * profile[i]
    for r in line:
        if r < 0:
            break
        for i in range(crew_ptr[r], crew_ptr[r + 1]):
            row = crew_row[i]
            for q in range(quarters):
                if use[crew_trade[row], q] > crew_cap[row, q] * (1 + 1e-6) + 1e-6:
                    return False
    return True


@njit(nogil=True)
def works(
    first, end, t, measure, parent, required, option_ptr, cost, benefit, load, trade, offset, profile_ptr, profile,
    price, labour, per_year, discount,
):  # fmt: skip
    """The best works and options of an estate started in t: prerequisites stand before the works that need them."""
    total, needed, won = np.zeros(end - first), np.zeros(end - first, np.bool_), 0.0
    for w in range(end - 1, first - 1, -1):
        m, due, work = measure[w], 0.0, 0.0
        for i in range(profile_ptr[m], profile_ptr[m + 1]):
            q = t + offset[m] + i - profile_ptr[m]
            if profile[i] > 0:
                due += profile[i] * price[m, q // per_year]
                work += profile[i] * labour[trade[m], q]
        best = -np.inf
        for o in range(option_ptr[w], option_ptr[w + 1]):
            paid = 0.0 if cost[o] == 0 else due * cost[o]
            best = max(best, discount**t * benefit[o] - paid - work * load[o])
        if parent[w] == -2:
            best = -np.inf
        value, must = total[w - first] + best, needed[w - first] or required[w]
        part = value if must else max(0.0, value)
        if parent[w] >= 0:
            total[parent[w] - first] += part
            needed[parent[w] - first] |= must
        else:
            won += part
    return won

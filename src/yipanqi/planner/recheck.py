"""The Lagrangian bound once more, from prices alone, naively and estate by estate: for the verifier.

Shares no code with `prices` or `kernel`: plain loops over the problem's own columns.
"""

import numpy as np

from yipanqi.planner.prices import Prices
from yipanqi.planner.problem import MISSING, NONE, Floats, Problem


def dual_bound(problem: Problem, prices: Prices) -> float:
    """What no plan can beat, if prices are ≥ 0 and no target's price exceeds its penalty; rounded outward."""
    fund = np.maximum(prices.fund, 0)
    crew, site = np.maximum(prices.crew, 0), np.maximum(prices.site, 0)
    target = np.clip(prices.target, 0, problem.targets.penalty)
    moves = max(prices.moves, 0.0) if problem.moves is not None else 0.0
    above = _ancestors(problem)
    money = _money(problem, fund)
    fixed = _worth_of_limits(problem, fund, crew, site, target, moves)
    for r, m, y, amount in zip(*_committed(problem), strict=True):
        fixed -= amount * _unit(problem, money, above[r], m, y)
    spans = problem.spans()
    values = [
        _estate(problem, e, spans[e], above[problem.estates.region[e]], money, crew, site, target, moves)
        for e in range(len(spans))
    ]
    size = abs(fixed) + sum(abs(v) for v in values)
    return fixed + sum(values) + 1e-9 * size + 1e-9


def _committed(problem: Problem) -> tuple[list[int], list[int], list[int], list[float]]:
    money = problem.committed
    return money.region.tolist(), money.measure.tolist(), money.year.tolist(), money.amount.tolist()


def _ancestors(problem: Problem) -> list[set[int]]:
    sets: list[set[int]] = []
    for region, parent in enumerate(problem.regions.parent):
        sets.append({region} | (sets[parent] if parent != NONE else set()))
    return sets


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


def _unit(problem: Problem, money: Floats, above: set[int], measure: int, year: int) -> float:
    """The least that one unit due can cost: the cheapest funds first, each up to its share; inf if none may pay."""
    funds = problem.funds
    offers = sorted(
        (money[f, year], funds.share[f, measure]) for f in range(len(funds.ids)) if funds.region[f] in above
    )
    left, price = 1.0, 0.0
    for cost, share in offers:
        take = min(left, share)
        price, left = price + take * cost, left - take
    return price if left <= 1e-9 else float("inf")


def _estate(
    problem: Problem,
    e: int,
    span: int,
    above: set[int],
    money: Floats,
    crew: Floats,
    site: Floats,
    target: Floats,
    moves: float,
) -> float:
    """The best that estate e can win under prices."""
    base = NONE if problem.moves is None else int(problem.moves.base[e])
    values = [] if problem.estates.must[e] else [-moves if problem.moves is not None and base != NONE else 0.0]
    site_rows = [i for i, r in enumerate(problem.sites.region) if r in above]
    first, last = max(0, problem.estates.earliest[e]), min(problem.estates.latest[e], problem.quarters - span)
    for t in range(first, last + 1):
        if not _fits_alone(problem, e, t, above):
            continue
        value = -float(site[site_rows, t : t + span].sum())
        for g in range(len(target)):
            if problem.targets.region[g] in above and t // problem.quarters_per_year <= problem.targets.year[g]:
                value += target[g] * (problem.estates.households[e] if problem.targets.households[g] else 1.0)
        value -= moves if problem.moves is not None and base != t else 0.0
        values.append(value + _works(problem, e, t, above, money, crew))
    return max(values, default=-float("inf"))


def _fits_alone(problem: Problem, e: int, t: int, above: set[int]) -> bool:
    """Do the works that estate e must do, each at its lightest, leave every crew within its cap, tolerance included?"""
    works, measures = problem.works, problem.measures
    needed = set()
    for w in range(works.ptr[e], works.ptr[e + 1]):
        while works.required[w] or w in needed:
            needed.add(w)
            if works.parent[w] < 0 or works.parent[w] in needed:
                break
            w = int(works.parent[w])
            needed.add(w)
    for i, (region, trade) in enumerate(zip(problem.crews.region, problem.crews.trade, strict=True)):
        use = np.zeros(problem.quarters)
        for w in needed:
            m = works.measure[w]
            if measures.trade[m] == trade and region in above:
                parts = measures.profile[measures.profile_ptr[m] : measures.profile_ptr[m + 1]]
                at = t + measures.offset[m]
                use[at : at + len(parts)] += _lightest(problem, w, above) * parts
        if (use > problem.crews.cap[i] * (1 + 1e-6) + 1e-6).any():
            return False
    return True


def _lightest(problem: Problem, w: int, above: set[int]) -> float:
    """The smallest load of an option that the funds may pay; 0 if there is none."""
    works, funds = problem.works, problem.funds
    shares = sum(funds.share[f, works.measure[w]] for f in range(len(funds.ids)) if funds.region[f] in above)
    options = range(works.option_ptr[w], works.option_ptr[w + 1])
    return min((works.load[o] for o in options if works.cost[o] <= 0 or shares >= 1 - 1e-9), default=0.0)


def _works(problem: Problem, e: int, t: int, above: set[int], money: Floats, crew: Floats) -> float:
    """The best works and options of estate e started in t, by dynamic programming over prerequisites."""
    works = problem.works
    mine = range(works.ptr[e], works.ptr[e + 1])
    net = {w: _best_option(problem, w, t, above, money, crew) for w in mine if works.parent[w] != MISSING}

    def value(w: int) -> tuple[float, bool]:
        total, needed = net.get(w, -float("inf")), bool(works.required[w])
        for child in mine:
            if works.parent[child] == w:
                part, must = value(child)
                total += part if must else max(0.0, part)
                needed |= must
        return total, needed

    total = 0.0
    for w in mine:
        if works.parent[w] < 0:
            part, must = value(w)
            total += part if must else max(0.0, part)
    return total


def _best_option(problem: Problem, w: int, t: int, above: set[int], money: Floats, crew: Floats) -> float:
    works, measures = problem.works, problem.measures
    m = int(works.measure[w])
    rows = [
        i
        for i in range(len(problem.crews.region))
        if problem.crews.trade[i] == measures.trade[m] and problem.crews.region[i] in above
    ]
    due, labour = 0.0, 0.0
    for step, part in enumerate(measures.profile[measures.profile_ptr[m] : measures.profile_ptr[m + 1]]):
        q = t + int(measures.offset[m]) + step
        if part > 0:
            due += part * _unit(problem, money, above, m, q // problem.quarters_per_year)
            labour += part * float(crew[rows, q].sum())
    best = -float("inf")
    for o in range(works.option_ptr[w], works.option_ptr[w + 1]):
        cost = 0.0 if works.cost[o] == 0 else due * works.cost[o]
        best = max(best, problem.discount**t * works.benefit[o] - cost - labour * works.load[o])
    return best

"""Prices on every shared limit, and the bound that follows from them.

For any prices ≥ 0 the Lagrangian dual function bounds every plan from above; `bound` evaluates it exactly with
the compiled kernel, and `improve` lowers it by deflected subgradient steps towards a target level.
"""

from dataclasses import dataclass, replace

import numpy as np

from yipanqi.planner import kernel
from yipanqi.planner.layout import Layout
from yipanqi.planner.problem import NONE, Floats, Ints


@dataclass(frozen=True, eq=False)
class Prices:
    """What one more unit of each limit is worth, in points; all ≥ 0, a target's at most its penalty."""

    fund: Floats  # [F, Y]: of the year's cap row, cumulative for a fund that carries over
    crew: Floats  # [n, Q]
    site: Floats  # [n, Q]
    target: Floats  # [n]
    moves: float = 0.0


@dataclass(frozen=True, eq=False)
class Answer:
    """The estates' answer to prices: the bound, and where it is won."""

    prices: Prices
    bound: float
    start: Ints  # [E]
    choice: Ints  # [W]
    value: Floats  # [E]: an estate's share of the bound
    gains: Floats  # [E, Q]: its value if started in quarter t, −inf where it cannot
    idle: Floats  # [E]: its value if not started


def no_prices(layout: Layout) -> Prices:
    """Everything free."""
    p = layout.problem
    shapes = p.funds.cap.shape, p.crews.cap.shape, p.sites.cap.shape, (len(p.targets.region),)
    fund, crew, site, target = (np.zeros(shape) for shape in shapes)
    return Prices(fund, crew, site, target)


def legal(layout: Layout, prices: Prices) -> Prices:
    """The nearest prices from which a bound may be derived."""
    capped = np.isfinite(layout.problem.funds.cap)
    return Prices(
        np.where(capped, np.maximum(prices.fund, 0), 0.0),
        np.maximum(prices.crew, 0),
        np.maximum(prices.site, 0),
        np.clip(prices.target, 0, layout.problem.targets.penalty),
        max(prices.moves, 0.0) if layout.problem.moves else 0.0,
    )


def money_price(layout: Layout, prices: Prices) -> Floats:
    """What a unit of a fund costs in a year, [F, Y]: a fund that carries over pays in every later row too."""
    later = np.cumsum(prices.fund[:, ::-1], axis=1)[:, ::-1]
    return np.where(layout.problem.funds.carry[:, None], later, prices.fund)


def cheapest_mix(layout: Layout, money: Floats) -> tuple[Floats, Floats]:
    """Price of one unit due, [P, Y], and each (profile, fund) pair's part in it, [pairs, Y]: cheapest first."""
    price = np.zeros((layout.profiles, money.shape[1]))
    part = np.zeros((len(layout.fund), money.shape[1]))
    for p in range(layout.profiles):
        rows = np.arange(layout.fund_ptr[p], layout.fund_ptr[p + 1])
        cost, share = money[layout.fund[rows]], layout.fund_share[rows]
        for y in range(money.shape[1]):
            order = np.argsort(cost[:, y], kind="stable")
            before = np.concatenate([[0.0], np.cumsum(share[order])[:-1]])
            take = np.clip(1.0 - before, 0, share[order])
            part[rows[order], y] = take
            price[p, y] = take @ cost[order, y]
    return price, part


def ask(layout: Layout, prices: Prices) -> Answer:
    """Every estate's exact answer to prices, and the bound, rounded outward."""
    problem, prices = layout.problem, legal(layout, prices)
    due_price, _ = cheapest_mix(layout, money_price(layout, prices))
    start_gain = _start_gain(layout, prices)
    estates, quarters = start_gain.shape[0], start_gain.shape[1] - 1
    value, start = np.empty(estates), np.empty(estates, np.int32)
    choice, gains = np.empty(len(problem.works.measure), np.int32), np.empty((estates, quarters))
    kernel.respond(  # type: ignore[call-arg]
        *kernel.arrays(layout), due_price, crew_price(layout, prices), _site_price(layout, prices), start_gain,
        problem.estates.must, value, start, choice, gains,
    )  # fmt: skip
    fixed = _fixed(layout, prices, due_price)
    total = fixed + float(value.sum())
    size = abs(fixed) + float(np.abs(value).sum())
    return Answer(prices, total + 1e-9 * size + 1e-9, start, choice, value, gains, start_gain[:, -1])


def _fixed(layout: Layout, prices: Prices, due_price: Floats) -> float:
    """The part of the bound that no estate decides."""
    p = layout.problem
    cap = np.where(p.funds.carry[:, None], np.cumsum(p.funds.cap, axis=1), p.funds.cap)
    cap = np.where(np.isfinite(cap), cap, 0.0)
    total = float((prices.fund * cap).sum() + (prices.crew * p.crews.cap).sum() + (prices.site * p.sites.cap).sum())
    total -= float((prices.target * p.targets.at_least).sum() + (due_price * layout.committed).sum())
    return total + (prices.moves * p.moves.limit if p.moves else 0.0)


def _start_gain(layout: Layout, prices: Prices) -> Floats:
    """What targets pay and moves cost for each start, [E, Q+1], the last column for no start."""
    p = layout.problem
    gain = np.zeros((len(p.estates.ids), p.quarters + 1))
    year = np.arange(p.quarters) // p.quarters_per_year
    by_region = np.zeros((2, len(p.regions.ids), p.quarters))
    for r in range(len(p.regions.ids)):
        for g in layout.target[layout.target_ptr[r] : layout.target_ptr[r + 1]]:
            by_region[int(p.targets.households[g]), r] += prices.target[g] * (year <= p.targets.year[g])
    gain[:, :-1] = by_region[0, p.estates.region] + by_region[1, p.estates.region] * p.estates.households[:, None]
    if p.moves is not None and prices.moves > 0:
        gain -= prices.moves
        gain[np.arange(len(gain)), np.where(p.moves.base == NONE, p.quarters, p.moves.base)] += prices.moves
    return gain


def crew_price(layout: Layout, prices: Prices) -> Floats:
    """What a unit of a trade's load costs in each place and quarter, [K, T, Q]."""
    trades, quarters = len(layout.problem.measures.trades), layout.problem.quarters
    slots = np.repeat(np.arange(len(layout.crew_ptr) - 1), np.diff(layout.crew_ptr))
    price = np.zeros((len(layout.crew_ptr) - 1, quarters))
    np.add.at(price, slots, prices.crew[layout.crew])
    return price.reshape(-1, trades, quarters)


def _site_price(layout: Layout, prices: Prices) -> Floats:
    slots = np.repeat(np.arange(len(layout.site_ptr) - 1), np.diff(layout.site_ptr))
    price = np.zeros((len(layout.site_ptr) - 1, layout.problem.quarters))
    np.add.at(price, slots, prices.site[layout.site])
    return price


@dataclass(frozen=True, eq=False)
class Use:
    """What a plan uses: aggregate dues and the rows of every limit."""

    due: Floats  # [P, Y], committed money included
    crew: Floats  # [n, Q]
    site: Floats  # [n, Q]
    started: Floats  # [targets]: units started in time
    benefit: float
    moved: int


def count_use(layout: Layout, start: Ints, choice: Ints) -> Use:
    """What starts and chosen options use of every limit."""
    p = layout.problem
    due = layout.committed.copy()
    crew = np.zeros((layout.profile_of.shape[0], len(p.measures.trades), p.quarters))
    site = np.zeros((len(p.regions.ids), p.quarters))
    benefit = kernel.use(*kernel.arrays(layout), start, choice, due, crew, site)  # type: ignore[call-arg]
    crew_rows, site_rows = np.zeros(p.crews.cap.shape), np.zeros(p.sites.cap.shape)
    slots = np.repeat(np.arange(len(layout.crew_ptr) - 1), np.diff(layout.crew_ptr))
    np.add.at(crew_rows, layout.crew, crew.reshape(-1, p.quarters)[slots])
    np.add.at(site_rows, layout.site, site[np.repeat(np.arange(len(layout.site_ptr) - 1), np.diff(layout.site_ptr))])
    moved = int((start != p.moves.base).sum()) if p.moves else 0
    return Use(due, crew_rows, site_rows, _started(layout, start), float(benefit), moved)


def _started(layout: Layout, start: Ints) -> Floats:
    p = layout.problem
    units = np.zeros((2, len(p.regions.ids), p.years))
    on = start >= 0
    where, year = p.estates.region[on], start[on] // p.quarters_per_year
    np.add.at(units[0], (where, year), 1.0)
    np.add.at(units[1], (where, year), p.estates.households[on])
    done = np.zeros(len(p.targets.region))
    for r in range(len(p.regions.ids)):
        for g in layout.target[layout.target_ptr[r] : layout.target_ptr[r + 1]]:
            done[g] += units[int(p.targets.households[g]), r, : p.targets.year[g] + 1].sum()
    return done


def objective(layout: Layout, use: Use) -> float:
    """Benefit less what missed targets cost."""
    targets = layout.problem.targets
    return use.benefit - float((targets.penalty * np.maximum(0, targets.at_least - use.started)).sum())


def improve(layout: Layout, prices: Prices, rounds: int, level: float) -> Answer:
    """The best answer met in so many subgradient rounds that aim at a level (a plan's objective, or a guess)."""
    best = at = ask(layout, prices)
    scale, stale, direction = 1.0, 0, np.zeros(0)
    for _ in range(rounds):
        slack = _slack(layout, at)
        direction = slack if not len(direction) else 0.7 * slack + 0.3 * direction
        norm = float(direction @ direction)
        if norm <= 1e-18 or scale < 1e-6:
            break
        step = scale * max(at.bound - level, 1e-6 * abs(at.bound)) / norm
        at = ask(layout, _unpack(layout, _pack(layout, at.prices) - step * direction))
        stale = 0 if at.bound < best.bound else stale + 1
        if at.bound < best.bound:
            best = at
        if stale >= 10:
            scale, stale, at, direction = scale * 0.6, 0, best, np.zeros(0)
    return best


def _weights(layout: Layout) -> Floats:
    """A row's natural unit: caps of funds, crews and sites differ by orders of magnitude."""
    p = layout.problem
    parts = (p.funds.cap, p.crews.cap, p.sites.cap, p.targets.at_least)
    flat = np.concatenate([np.asarray(part, np.float64).ravel() for part in parts] + [np.ones(1)])
    return np.where(np.isfinite(flat), np.maximum(np.abs(flat), 1e-3), 1.0)


def _pack(layout: Layout, prices: Prices) -> Floats:
    parts = (prices.fund, prices.crew, prices.site, prices.target)
    flat = np.concatenate([part.ravel() for part in parts] + [np.array([prices.moves])])
    return np.asarray(flat * _weights(layout), np.float64)


def _unpack(layout: Layout, flat: Floats) -> Prices:
    flat = flat / _weights(layout)
    shapes = no_prices(layout)
    ends = np.cumsum([part.size for part in (shapes.fund, shapes.crew, shapes.site, shapes.target)])
    fund, crew, site, target, moves = np.split(flat, ends)
    prices = Prices(
        fund.reshape(shapes.fund.shape), crew.reshape(shapes.crew.shape), site.reshape(shapes.site.shape), target
    )
    return legal(layout, replace(prices, moves=float(moves[0])))


def _slack(layout: Layout, at: Answer) -> Floats:
    """Subgradient of the bound in packed prices; at a zero price, only directions that stay legal."""
    p, used = layout.problem, count_use(layout, at.start, at.choice)
    _, part = cheapest_mix(layout, money_price(layout, at.prices))
    owner = np.repeat(np.arange(layout.profiles), np.diff(layout.fund_ptr))
    paid = np.zeros(p.funds.cap.shape)
    np.add.at(paid, layout.fund, part * used.due[owner])
    left = np.where(np.isfinite(p.funds.cap), p.funds.cap, 0) - np.where(np.isfinite(p.funds.cap), paid, 0)
    left = np.where(p.funds.carry[:, None], np.cumsum(left, axis=1), left)
    rows = (left, p.crews.cap - used.crew, p.sites.cap - used.site, used.started - p.targets.at_least)
    moves = float(p.moves.limit - used.moved) if p.moves else 0.0
    flat = np.concatenate([row.ravel() for row in rows] + [np.array([moves])]) / _weights(layout)
    held = (_pack(layout, at.prices) <= 0) & (flat > 0)
    return np.where(held, 0.0, flat)

"""Prices on every shared limit, and the bound that follows from them.

For any prices ≥ 0 the Lagrangian dual function bounds every plan from above; `bound` evaluates it exactly with
the compiled kernel; `descent` lowers it.
"""

from dataclasses import dataclass, field

import numpy as np

from yipanqi.planner import drawing, kernel
from yipanqi.planner.alone import draws
from yipanqi.planner.draft import Draft
from yipanqi.planner.layout import Layout
from yipanqi.planner.packed import BASE_START
from yipanqi.planner.pots import Pots, no_pots
from yipanqi.planner.problem import Floats


@dataclass(frozen=True, eq=False)
class Prices:
    """What one more unit of each limit is worth, in points; all ≥ 0, a target's at most its penalty."""

    fund: Floats  # [F, Y]: of the year's cap row, cumulative for a fund that carries over
    crew: Floats  # [n, Q]
    site: Floats  # [n, Q]
    target: Floats  # [n]
    moves: float = 0.0
    pots: Pots = field(default_factory=no_pots)  # of what single starts draw on funds


@dataclass(frozen=True, eq=False)
class Answer:
    """The estates' answer to prices: the bound, and where it is won."""

    prices: Prices
    bound: float
    draft: Draft  # what the estates would do, whatever the others do
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
        prices.pots.priced(np.maximum(prices.pots.price, 0)),
    )


def money_price(layout: Layout, prices: Prices) -> Floats:
    """What a unit of a fund costs in a year, [F, Y]: a fund that carries over pays in every later row too."""
    later = np.cumsum(prices.fund[:, ::-1], axis=1)[:, ::-1]
    return np.where(layout.problem.funds.carry[:, None], later, prices.fund)


def cheapest_mix(layout: Layout, money: Floats) -> tuple[Floats, Floats]:
    """Price of one unit due, [P, Y], and each (profile, fund) pair's part in it, [pairs, Y]: cheapest first."""
    price = np.zeros((layout.profiles, money.shape[1]))
    part = np.zeros((len(layout.fund), money.shape[1]))
    kernel.mix(layout.fund_ptr, layout.fund, layout.fund_share, np.ascontiguousarray(money), price, part)
    return price, part


def unit_rates(layout: Layout, price: Floats, row_price: Floats | None = None) -> tuple[Floats, Floats]:
    """What a unit of cost and of load meets of a price of dues [P, Y] and of rows, by start: two [kinds, Q]."""
    p, shape = layout.problem, (len(layout.packed.kind), layout.problem.quarters)
    rows = np.zeros(p.crews.cap.size) if row_price is None else row_price
    money, labour = np.zeros(shape), np.zeros(shape)
    kernel.rates(layout.packed, price, rows, money, labour)
    return money, labour


def unit_prices(layout: Layout, prices: Prices) -> tuple[Floats, Floats]:
    """What the prices say of a unit of cost and of load, by kind of work and start: two [kinds, Q]."""
    return unit_rates(layout, cheapest_mix(layout, money_price(layout, prices))[0], row_price(prices))


def row_price(prices: Prices) -> Floats:
    """The prices of the limit rows: crews, then sites, by quarter."""
    return np.concatenate([prices.crew.ravel(), prices.site.ravel()])


def ask(layout: Layout, prices: Prices) -> Answer:
    """Every estate's exact answer to prices, and the bound, rounded outward."""
    problem, prices = layout.problem, legal(layout, prices)
    estates, moves = len(problem.estates.ids), prices.moves if problem.moves is not None else 0.0
    value, gains = np.empty(estates), np.empty((estates, problem.quarters))
    draft = Draft(np.empty(estates, np.int32), np.empty(len(problem.works.measure), np.int32))
    money, labour = unit_prices(layout, prices)
    tariff = kernel.Tariff(money, labour, row_price(prices), prices.target, moves)
    reply = kernel.Reply(value, draft.start, draft.choice, gains)
    if len(prices.pots):
        rows = draws(layout, prices.pots, money_price(layout, prices))
        drawn, flow = np.zeros(len(prices.pots)), np.zeros((len(layout.fund), problem.years))
        drawing.respond_drawing(layout.packed, rows, tariff, reply, drawn, flow)
    else:
        kernel.respond(layout.packed, 0, estates, tariff, reply)
    fixed = _fixed(layout, prices, cheapest_mix(layout, money_price(layout, prices))[0])
    total = fixed + float(value.sum())
    size = abs(fixed) + float(np.abs(value).sum())
    idle = np.where(layout.packed.estate[:, BASE_START] >= 0, -moves, 0.0)
    return Answer(prices, total + 1e-9 * size + 1e-9, draft, value, gains, idle)


def _fixed(layout: Layout, prices: Prices, due_price: Floats) -> float:
    """The part of the bound that no estate decides."""
    p = layout.problem
    cap = np.where(p.funds.carry[:, None], np.cumsum(p.funds.cap, axis=1), p.funds.cap)
    cap = np.where(np.isfinite(cap), cap, 0.0)
    total = float((prices.fund * cap).sum() + (prices.crew * p.crews.cap).sum() + (prices.site * p.sites.cap).sum())
    total -= float((prices.target * p.targets.at_least).sum() + (due_price * layout.committed).sum())
    return total + (prices.moves * p.moves.limit if p.moves else 0.0)


def crew_price(layout: Layout, prices: Prices) -> Floats:
    """What a unit of a trade's load costs in each place and quarter, [K, T, Q]."""
    trades, quarters = len(layout.problem.measures.trades), layout.problem.quarters
    slots = np.repeat(np.arange(len(layout.crew_ptr) - 1), np.diff(layout.crew_ptr))
    price = np.zeros((len(layout.crew_ptr) - 1, quarters))
    np.add.at(price, slots, prices.crew[layout.crew])
    return price.reshape(-1, trades, quarters)


@dataclass(frozen=True, eq=False)
class Use:
    """What a plan uses: aggregate dues and the rows of every limit."""

    due: Floats  # [P, Y], committed money included
    crew: Floats  # [n, Q]
    site: Floats  # [n, Q]
    started: Floats  # [targets]: units started in time
    benefit: float
    moved: int


def count_use(layout: Layout, draft: Draft) -> Use:
    """What a draft uses of every limit."""
    p = layout.problem
    due, started = layout.committed.copy(), np.zeros(len(p.targets.region))
    rows = np.zeros(p.crews.cap.size + p.sites.cap.size)
    used, estates = kernel.Used(due, rows, started), len(p.estates.ids)
    benefit = kernel.use(layout.packed, 0, estates, draft.start, draft.choice, used)
    crew, site = np.split(rows, [p.crews.cap.size])
    moved = int((draft.start != p.moves.base).sum()) if p.moves else 0
    return Use(due, crew.reshape(p.crews.cap.shape), site.reshape(p.sites.cap.shape), started, float(benefit), moved)


def objective(layout: Layout, use: Use) -> float:
    """Benefit less what missed targets cost."""
    targets = layout.problem.targets
    return use.benefit - float((targets.penalty * np.maximum(0, targets.at_least - use.started)).sum())

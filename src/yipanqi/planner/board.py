"""The board that annealing plays on: every limit is a row, and what each work does to the rows is laid out flat.

Funds enter through a **split**: a fixed part of each profile's due of a year that each fund pays. A plan whose
split keeps every appropriation is payable, so what annealing calls feasible is feasible.
"""

from typing import NamedTuple

import numpy as np

from yipanqi.planner.layout import Layout
from yipanqi.planner.prices import Prices, cheapest_mix, crew_price, money_price
from yipanqi.planner.problem import Flags, Floats, Ints

SLACK = 1e-9  # of a cap: float sums differ by their order; whole numbers get half a unit
NO_BASE_PLAN = -2


class Board(NamedTuple):
    """Columns for compiled functions; a kind is a (place, measure) pair, row r may hold cap[r] at most."""

    cap: Floats  # [rows]: crews, sites, fund-years, moves
    fee: Floats  # [rows]: points for a unit above the cap
    effect_ptr: Ints  # [kinds*Q+1]: what a work of a kind does when its estate starts in t
    effect_row: Ints
    effect_cost: Floats  # what a unit of cost adds to the row
    effect_load: Floats
    money: Floats  # [kinds, Q]: what the prices say that a unit of cost is worth
    labour: Floats  # [kinds, Q]
    kind: Ints  # [W]
    estate: Ints  # [W]
    ptr: Ints
    parent: Ints
    forced: Flags
    base: Ints
    option_ptr: Ints
    usable: Flags
    cost: Floats
    load: Floats
    benefit: Floats
    worth: Floats  # [Q]: discount^t
    first: Ints
    last: Ints
    open: Flags  # [E, Q]
    span: Ints
    must: Flags
    base_start: Ints
    households: Floats
    region: Ints
    site_ptr: Ints
    site: Ints  # first row of each site limit that counts a region
    target_ptr: Ints
    target: Ints
    target_households: Flags
    target_end: Ints  # first quarter too late
    at_least: Floats
    penalty: Floats


def lay_board(layout: Layout, prices: Prices, split: Floats) -> Board:
    """Lay out the rows under prices and a split [pairs, Y] of the dues among funds."""
    p = layout.problem
    price = np.concatenate([prices.crew.ravel(), prices.site.ravel(), prices.fund.ravel(), [prices.moves]])
    ptr, row, cost, load = _effects(layout, split)
    money, labour = _unit_prices(layout, prices)
    return Board(
        cap=_caps(layout, split),
        fee=np.maximum(2.0 * price, _floors(layout)),
        effect_ptr=ptr,
        effect_row=row,
        effect_cost=cost,
        effect_load=load,
        money=money,
        labour=labour,
        kind=(layout.place[layout.work_estate] * len(p.measures.ids) + p.works.measure).astype(np.int32),
        estate=layout.work_estate,
        ptr=p.works.ptr,
        parent=p.works.parent,
        forced=layout.forced,
        base=layout.base,
        option_ptr=p.works.option_ptr,
        usable=layout.usable,
        cost=p.works.cost,
        load=p.works.load,
        benefit=p.works.benefit,
        worth=p.discount ** np.arange(p.quarters, dtype=np.float64),
        first=layout.first,
        last=layout.last,
        open=layout.open,
        span=layout.span,
        must=p.estates.must,
        base_start=np.full(len(layout.place), NO_BASE_PLAN, np.int32) if p.moves is None else p.moves.base,
        households=p.estates.households,
        region=p.estates.region,
        site_ptr=layout.site_ptr,
        site=(layout.site * p.quarters + p.crews.cap.size).astype(np.int32),
        target_ptr=layout.target_ptr,
        target=layout.target,
        target_households=p.targets.households,
        target_end=((p.targets.year + 1) * p.quarters_per_year).astype(np.int32),
        at_least=p.targets.at_least,
        penalty=p.targets.penalty,
    )


def _caps(layout: Layout, split: Floats) -> Floats:
    """What decisions may use of each row: committed money is taken off, float sums get a little slack."""
    p = layout.problem
    paid = np.zeros_like(p.funds.cap)
    owner = np.repeat(np.arange(layout.profiles), np.diff(layout.fund_ptr))
    np.add.at(paid, layout.fund, split * layout.committed[owner])
    left = p.funds.cap - paid
    funds = np.where(p.funds.carry[:, None], np.cumsum(left, axis=1), left)
    moves = np.array([np.inf if p.moves is None else float(p.moves.limit)])
    cap = np.concatenate([p.crews.cap.ravel(), np.floor(p.sites.cap + 1e-9).ravel(), funds.ravel(), moves])
    slack = np.repeat([SLACK, -0.5, SLACK, -0.5], (p.crews.cap.size, p.sites.cap.size, p.funds.cap.size, 1))
    limited = np.isfinite(cap)
    shut = np.abs(cap) < SLACK  # a limit of nothing is held by whatever uses nothing
    cap[limited] -= (slack * np.where(slack > 0, np.maximum(1, cap), 1))[limited]
    cap[shut & (slack > 0)] = SLACK
    return np.asarray(cap, np.float64)


def _floors(layout: Layout) -> Floats:
    """The least fee of each row: a tenth of what its unit wins on average."""
    p = layout.problem
    points = max(float(p.works.benefit.sum()), 1.0)
    crew = 0.1 * points / max(float(p.works.load.sum()), 1e-9)
    fund = 0.1 * points / max(float(p.works.cost.sum()), 1e-9)
    site = 0.1 * points / max(len(p.estates.ids), 1)
    sizes = (p.crews.cap.size, p.sites.cap.size, p.funds.cap.size, 1)
    return np.repeat(np.array([crew, site, fund, site]), sizes)


def _effects(layout: Layout, split: Floats) -> tuple[Ints, Ints, Floats, Floats]:
    """Each kind's rows with what a unit of cost and of load adds, for each start that ends in time."""
    p = layout.problem
    funds0, years = p.crews.cap.size + p.sites.cap.size, p.years
    sizes: list[int] = [0]
    rows: list[int] = []
    costs: list[float] = []
    loads: list[float] = []
    for place in range(layout.profile_of.shape[0]):
        for m in range(len(p.measures.ids)):
            profile = layout.profile_of[place, m]
            pairs = range(layout.fund_ptr[profile], layout.fund_ptr[profile + 1])
            slot = place * len(p.measures.trades) + p.measures.trade[m]
            crews = layout.crew[layout.crew_ptr[slot] : layout.crew_ptr[slot + 1]]
            parts = p.measures.profile[p.measures.profile_ptr[m] : p.measures.profile_ptr[m + 1]]
            for t in range(p.quarters):
                by_row: dict[int, list[float]] = {}
                for step, part in enumerate(parts):
                    q = t + int(p.measures.offset[m]) + step
                    if q >= p.quarters:
                        by_row.clear()
                        break
                    for crew in crews:
                        by_row.setdefault(int(crew) * p.quarters + q, [0.0, 0.0])[1] += part
                    y = q // p.quarters_per_year
                    for pair in pairs:
                        f = int(layout.fund[pair])
                        if split[pair, y] > 0 and np.isfinite(p.funds.cap[f, y]):
                            for z in range(y, years if p.funds.carry[f] else y + 1):
                                by_row.setdefault(funds0 + f * years + z, [0.0, 0.0])[0] += part * split[pair, y]
                sizes.append(len(by_row))
                rows += by_row.keys()
                costs += [cost for cost, _ in by_row.values()]
                loads += [load for _, load in by_row.values()]
    ptr = np.cumsum(sizes).astype(np.int32)
    return ptr, np.array(rows, np.int32), np.array(costs, np.float64), np.array(loads, np.float64)


def _unit_prices(layout: Layout, prices: Prices) -> tuple[Floats, Floats]:
    """What the prices say of a unit of cost and of load, [kinds, Q]; 0 where the work would end too late."""
    p = layout.problem
    due_price, _ = cheapest_mix(layout, money_price(layout, prices))
    trade_price = crew_price(layout, prices)
    shape = (layout.profile_of.shape[0], len(p.measures.ids), p.quarters)
    money, labour = np.zeros(shape), np.zeros(shape)
    for m in range(shape[1]):
        parts = p.measures.profile[p.measures.profile_ptr[m] : p.measures.profile_ptr[m + 1]]
        for step, part in enumerate(parts):
            q = np.arange(p.quarters) + p.measures.offset[m] + step
            t = np.flatnonzero(q < p.quarters)
            money[:, m, t] += part * due_price[layout.profile_of[:, m]][:, q[t] // p.quarters_per_year]
            labour[:, m, t] += part * trade_price[:, p.measures.trade[m], q[t]]
    return money.reshape(-1, p.quarters), labour.reshape(-1, p.quarters)

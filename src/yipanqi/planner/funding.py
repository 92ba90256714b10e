"""Who pays what: aggregate dues by share profile, paid by one flow for each profile, fund and year.

Works of one profile are interchangeable to the funds, so a feasible aggregate splits back to works in
proportion to what each owes.
"""

from dataclasses import dataclass

import numpy as np

from yipanqi.planner.draft import Draft
from yipanqi.planner.layout import Layout
from yipanqi.planner.prices import cheapest_mix, count_use
from yipanqi.planner.problem import Floats, Ints
from yipanqi.planner.solver import INF, Linear, SolverLimits, gather, run


@dataclass(frozen=True, eq=False)
class Payments:
    """One row for each work, fund and year that pays something."""

    work: Ints
    fund: Ints
    year: Ints
    amount: Floats


@dataclass(frozen=True, eq=False)
class Paid:
    """A draft with its payments."""

    draft: Draft
    payments: Payments


def paid(layout: Layout, draft: Draft) -> Paid | None:
    """The draft with payments within shares and appropriations, None if there are none."""
    due = count_use(layout, draft).due
    flow = payable(layout, due)
    return None if flow is None else Paid(draft, split_back(layout, draft, flow, due))


def owners(layout: Layout) -> Ints:
    """The profile of each (profile, fund) pair."""
    return np.repeat(np.arange(layout.profiles), np.diff(layout.fund_ptr)).astype(np.int32)


def payable(layout: Layout, due: Floats, overspend: float = 0.0) -> Floats | None:
    """Flows [pairs, Y] that pay the dues [P, Y] within shares and appropriations, None if there are none.

    Among all such flows, one that leaves every appropriation the largest common part of itself unspent; a part
    of `overspend` may be lacking.
    """
    model, pair, year = _model(layout, due)
    model.lower[-1] = -overspend
    answer = run(model, SolverLimits())
    if answer.value is None:
        return None
    flow = np.zeros((len(layout.fund), due.shape[1]))
    flow[pair, year] = answer.value[: len(pair)]
    return _exact(layout, due, flow)


def split_of(layout: Layout, due: Floats, flow: Floats, money: Floats) -> Floats:
    """Each fund's part of a profile's due of a year, [pairs, Y]; the cheapest mix where nothing is due."""
    _, part = cheapest_mix(layout, money)
    owed = due[owners(layout)]
    return np.where(owed > 1e-6, flow / np.maximum(owed, 1e-6), part)


def split_back(layout: Layout, draft: Draft, flow: Floats, due: Floats) -> Payments:
    """Payments of every chosen work, in proportion to what it owes of its profile's due."""
    p, measures = layout.problem, layout.problem.measures
    work = np.flatnonzero(draft.choice >= 0).astype(np.int32)
    sizes = np.diff(measures.profile_ptr)[p.works.measure[work]]
    at = np.repeat(np.arange(len(work)), sizes)
    step = np.arange(len(at)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    measure = p.works.measure[work[at]]
    year = (draft.start[layout.work_estate[work[at]]] + measures.offset[measure] + step) // p.quarters_per_year
    owed = p.works.cost[draft.choice[work[at]]] * measures.profile[measures.profile_ptr[measure] + step]
    key, inverse = np.unique(work[at].astype(np.int64) * p.years + year, return_inverse=True)
    owed = np.bincount(inverse, owed, len(key))
    work, year = (key // p.years).astype(np.int32), (key % p.years).astype(np.int32)
    profile = layout.profile_of[layout.place[layout.work_estate[work]], p.works.measure[work]]
    sizes = np.diff(layout.fund_ptr)[profile]
    again = np.repeat(np.arange(len(work)), sizes)
    pair = layout.fund_ptr[profile[again]] + np.arange(len(again)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    part = flow[pair, year[again]] / np.maximum(due[profile[again], year[again]], 1e-300)
    amount = owed[again] * part
    keep = amount > 0
    return Payments(work[again][keep], layout.fund[pair][keep], year[again][keep], amount[keep])


def _model(layout: Layout, due: Floats) -> tuple[Linear, Ints, Ints]:
    """Columns: flow of each live (pair, year), then the common part left over; see `payable`."""
    funds, years = layout.problem.funds, due.shape[1]
    owner = owners(layout)
    pair, year = (v.astype(np.int32) for v in np.nonzero(due[owner] > 0))
    columns = np.arange(len(pair), dtype=np.int32)
    debts = (owner[pair] * years + year).astype(np.int32)
    cap = np.where(funds.carry[:, None], np.cumsum(funds.cap, axis=1), funds.cap).ravel()
    limited = np.flatnonzero(np.isfinite(cap))
    number = np.full(len(cap), -1)
    number[limited] = np.arange(len(limited))
    fund = layout.fund[pair]
    sizes = np.where(np.isfinite(funds.cap[fund, 0]), np.where(funds.carry[fund], years - year, 1), 0)
    again = np.repeat(columns, sizes)
    later = np.arange(len(again)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rows = number[fund[again] * years + year[again] + later] + due.size
    left = np.arange(len(limited)) + due.size
    ptr, index, value = gather(
        np.concatenate([debts, rows, left]).astype(np.int32),
        np.concatenate([columns, again, np.full(len(limited), len(pair))]).astype(np.int32),
        np.concatenate([np.ones(len(pair)), np.ones(len(again)), cap[limited]]),
        due.size + len(limited),
    )
    cost, upper = np.zeros(len(pair) + 1), np.append(layout.fund_share[pair] * due[owner[pair], year], 1.0)
    cost[-1] = 1.0
    low, high = np.concatenate([due.ravel(), np.full(len(limited), -INF)]), np.concatenate([due.ravel(), cap[limited]])
    return Linear(cost, np.zeros(len(cost)), upper, np.zeros(len(cost), bool), low, high, ptr, index, value), pair, year


def _exact(layout: Layout, due: Floats, flow: Floats) -> Floats:
    """The same flows without the solver's rounding: not negative, and adding up to what is due."""
    owner = owners(layout)
    flow = np.clip(flow, 0, layout.fund_share[:, None] * due[owner])
    paid = np.zeros_like(due)
    np.add.at(paid, owner, flow)
    return flow * np.where(paid > 0, due / np.maximum(paid, 1e-300), 1.0)[owner]

"""What single starts may draw on funds (`pots`), laid out: which rows may bind, which starts cannot be paid at all."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from yipanqi.planner.layout import Layout
from yipanqi.planner.params import AloneParams
from yipanqi.planner.pots import Pots, pots_of
from yipanqi.planner.problem import Flags, Floats, Funds, Ints, ranges
from yipanqi.planner.shortage import Purse, minimum_cut, purse


class Draws(NamedTuple):
    """The same as compiled passes read it."""

    ptr: Ints  # [E * Q + 1]: rows of an estate's start
    fund: Ints
    year: Ints
    cap: Floats
    price: Floats
    plain: Floats  # [F, Y]: what a unit of a fund costs without them …
    unit: Floats  # … and with those of the start that is looked at
    carry: Flags  # [F]
    fund_ptr: Ints  # [P + 1]
    paid_by: Ints
    share: Floats


def held(funds: Funds) -> Floats:
    """What a fund's rows hold, [F, Y]: of a fund that carries over, all until the year's end."""
    return np.where(funds.carry[:, None], np.cumsum(funds.cap, axis=1), funds.cap)


def draws(layout: Layout, pots: Pots, unit: Floats) -> Draws:
    """Rows at their prices beside what a unit of a fund costs, [F, Y]."""
    p, cap = layout.problem, draws_cap(layout, pots)
    limited = np.isfinite(cap)  # else no bound follows from a price
    count = np.bincount(
        pots.estate.astype(np.int64) * p.quarters + pots.start, minlength=len(layout.place) * p.quarters
    )
    return Draws(
        ptr=np.concatenate([[0], np.cumsum(count)]).astype(np.int32),
        fund=pots.fund,
        year=pots.year,
        cap=np.where(limited, cap, 0.0),
        price=np.where(limited, pots.price, 0.0),
        plain=np.ascontiguousarray(unit),
        unit=np.array(unit, order="C"),
        carry=p.funds.carry,
        fund_ptr=layout.fund_ptr,
        paid_by=layout.fund,
        share=layout.fund_share,
    )


def draws_cap(layout: Layout, pots: Pots) -> Floats:
    """What the rows hold."""
    return np.asarray(held(layout.problem.funds)[pots.fund, pots.year], float)


def shut_unpayable(layout: Layout, params: AloneParams | None = None) -> Layout:
    """Close the starts whose forced works, each at its cheapest, all funds that reach their estate could not pay if
    nobody else drew on them; of estates that have a fund of their own. What proves it is among the layout's prices."""
    params, every = params or AloneParams(), purse(layout)
    if len(layout.place) > params.most:
        return layout
    reach = np.zeros((len(layout.profile_of), every.part.shape[1]), bool)  # [K, F]
    for place, profiles in enumerate(layout.profile_of):
        reach[place] = every.part[profiles].any(axis=0)
    estates = np.bincount(layout.place, minlength=len(reach))
    lonely = estates @ reach == 1
    own = np.flatnonzero((reach & lonely).any(axis=1)[layout.place])
    rows = [
        row
        for e in own
        for t in np.flatnonzero(layout.open[e])
        for row in _unpayable(layout, every, int(e), int(t), params)
    ]
    if not rows:
        return layout
    estate, start, fund, year, price = zip(*rows, strict=True)
    pots, is_open = pots_of((estate, start, fund, year), price), layout.open.copy()
    is_open[pots.estate, pots.start] = False
    return replace(layout, open=is_open, shut=pots)


def _unpayable(
    layout: Layout, every: Purse, e: int, t: int, params: AloneParams
) -> Iterator[tuple[int, int, int, int, float]]:
    """The rows that a start breaks whatever is done there, at prices that make it worth less than nothing."""
    p, works, measures = layout.problem, layout.problem.works, layout.problem.measures
    due, mine = np.zeros((layout.profiles, p.years)), slice(works.ptr[e], works.ptr[e + 1])
    forced = np.flatnonzero(layout.base[mine] >= 0) + works.ptr[e]
    for w in forced:
        m = works.measure[w]
        part = measures.profile[measures.profile_ptr[m] : measures.profile_ptr[m + 1]]
        years = (t + measures.offset[m] + np.arange(len(part))) // p.quarters_per_year
        np.add.at(due[layout.profile_of[layout.place[e], m]], years, part * works.cost[layout.base[w]])
    live = np.flatnonzero(due.any(axis=1))
    funds = np.flatnonzero(every.part[live].any(axis=0))
    part, cap, carry = every.part[np.ix_(live, funds)], every.cap[funds], every.carry[funds]
    reached = np.zeros(cap.shape, np.bool_)
    if not len(funds) or minimum_cut(due[live], part, cap, carry, reached) <= 0:
        return
    coef = np.maximum(1.0 - part @ ~reached, 0.0)
    short = float((coef * due[live]).sum()) - float(cap[reached].sum())
    if short <= params.sure * float(due.sum()):
        return
    most = float(works.benefit[works.option_ptr[works.ptr[e]] : works.option_ptr[works.ptr[e + 1]]].clip(0).sum())
    most += float((p.targets.penalty * np.where(p.targets.households, p.estates.households[e], 1.0)).sum())
    number = np.unique(layout.fund)[funds]
    for f, years in enumerate(reached):
        for y in [int(np.flatnonzero(years).max())] if carry[f] and years.any() else np.flatnonzero(years):
            yield e, t, int(number[f]), int(y), params.dear * (most + 1.0) / short


def small_pots(layout: Layout) -> Pots:
    """The rows that may bind: of funds which hold less than an estate's works, all at their dearest, could draw."""
    p, works, measures = layout.problem, layout.problem.works, layout.problem.measures
    dearest = np.zeros(len(works.measure))
    np.maximum.at(dearest, layout.option_work[layout.usable], works.cost[layout.usable])
    estate, start = np.nonzero(layout.open)
    sizes = np.diff(works.ptr)[estate]
    work, pair = ranges(works.ptr[:-1][estate], sizes), np.repeat(np.arange(len(estate)), sizes)
    steps = np.diff(measures.profile_ptr)[works.measure[work]]
    part = ranges(measures.profile_ptr[:-1][works.measure[work]], steps)
    quarter = ranges(start[pair] + measures.offset[works.measure[work]], steps)
    work, pair = np.repeat(work, steps), np.repeat(pair, steps)
    due = dearest[work] * measures.profile[part]
    profile = layout.profile_of[layout.place[estate[pair]], works.measure[work]]
    funds = np.diff(layout.fund_ptr)[profile]
    at = ranges(layout.fund_ptr[:-1][profile], funds)
    key = (np.repeat(pair, funds).astype(np.int64) * len(p.funds.ids) + layout.fund[at]) * p.years
    key += np.repeat(quarter // p.quarters_per_year, funds)
    rows, where = np.unique(key, return_inverse=True)
    drawn = np.bincount(where, np.repeat(due, funds) * layout.fund_share[at], len(rows))
    one, year = np.divmod(rows, p.years)
    pair, fund = np.divmod(one, len(p.funds.ids))
    total = np.cumsum(drawn)
    first = np.concatenate([[True], one[1:] != one[:-1]]) if len(one) else np.zeros(0, bool)
    before = np.maximum.accumulate(np.where(first, np.arange(len(one)), 0))
    so_far = total - total[before] + drawn[before]  # of an estate's start and a fund, until the year's end
    drawn = np.where(p.funds.carry[fund], so_far, drawn)
    binds = drawn > held(p.funds)[fund, year] * (1 + 1e-9)
    pair = pair[binds]
    return pots_of((estate[pair], start[pair], fund[binds], year[binds]), np.zeros(len(pair)))

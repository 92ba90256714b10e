"""What every limit of a programme holds, uses, and would bring if it were one unit wider."""

from collections.abc import Iterator
from dataclasses import replace

from yipanqi.domain.planning.limits import limits_used
from yipanqi.domain.planning.offer import Offer, reserve
from yipanqi.domain.planning.outcome import Limit, LimitKind
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme
from yipanqi.planner.layout import Layout
from yipanqi.planner.marginal import Wider, households_of_more
from yipanqi.planner.params import MarginalParams
from yipanqi.planner.translate import own_fund
from yipanqi.planner.worth import Appraisal


def priced_limits(
    programme: Programme,
    offer: Offer,
    plan: Plan,
    layout: Layout,
    appraisal: Appraisal,
    params: MarginalParams | None = None,
) -> tuple[Limit, ...]:
    """Every limit that may still be decided upon, the most binding first: what one per cent more would add. For the
    first ones also the households waiting that one more unit reaches, by the relaxed problem: an estimate."""
    params = params or MarginalParams()
    found = list(_priced(programme, offer, plan, layout, appraisal))
    found.sort(key=lambda pair: -pair[0].points * max(pair[0].cap or 0.0, 1.0))
    asked = [wider for limit, wider in found if limit.points > 0][: params.asked]
    waiting = sum(programme.estate_by_id[e].households for e in reserve(programme, offer, plan.starts))
    more = (None if n is None else min(n, float(waiting)) for n in households_of_more(layout, asked, params))
    reached = dict(zip(asked, more, strict=True))
    return tuple(replace(limit, households=reached.get(wider)) for limit, wider in found)


def _bound_rows(programme: Programme, layout: Layout) -> dict[str, list[int]]:
    """Fund → the rows of its money that is bound to estates; one unit more is told of the one that gains most by it."""
    number = {name: row for row, name in enumerate(layout.problem.funds.ids)}
    rows = {
        fund: [number[name] for estate in estates if (name := own_fund(fund, estate)) in number]
        for fund, estates in programme.earmarked.items()
    }
    return {fund: own for fund, own in rows.items() if own}


def _priced(
    programme: Programme, offer: Offer, plan: Plan, layout: Layout, appraisal: Appraisal
) -> Iterator[tuple[Limit, Wider]]:
    prices = appraisal.prices
    bound = _bound_rows(programme, layout)
    for row, limit in limits_used(programme, offer, plan):
        year, quarter = limit.year or 0, limit.quarter or 0
        if limit.kind is LimitKind.FUND:
            row = max(bound.get(limit.subject, (row,)), key=lambda n: float(appraisal.fund_price[n, year]))
            price, wider = appraisal.fund_price[row, year], Wider("fund", row, year)
        elif limit.kind is LimitKind.CREW:
            price, wider = prices.crew[row, quarter], Wider("crew", row, quarter)
        elif limit.kind is LimitKind.SITE:
            price, wider = prices.site[row, quarter], Wider("site", row, quarter)
        else:
            price, wider = prices.target[row], Wider("target", row, year)
        yield replace(limit, points=float(price)), wider

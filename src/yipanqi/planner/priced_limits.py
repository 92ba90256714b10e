"""What every limit of a programme holds, uses, and would bring if it were one unit wider."""

from collections.abc import Iterator
from dataclasses import replace

from yipanqi.domain.calendar import year_of
from yipanqi.domain.capacity import TargetKind
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.planning import account
from yipanqi.domain.planning.offer import Offer, reserve
from yipanqi.domain.planning.outcome import Limit, LimitKind
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rolling import open_appropriations
from yipanqi.domain.programme import Programme
from yipanqi.planner.layout import Layout
from yipanqi.planner.marginal import Wider, households_of_more
from yipanqi.planner.worth import Appraisal

ASKED = 10  # limits whose households are asked for


def priced_limits(
    programme: Programme, offer: Offer, plan: Plan, layout: Layout, appraisal: Appraisal
) -> tuple[Limit, ...]:
    """Every limit that may still be decided upon, the most binding first: what one per cent more would add. For the
    first ones also the households waiting that one more unit reaches, by the relaxed problem: an estimate."""
    found = [
        *_funds(programme, plan, appraisal),
        *_crews(programme, offer, plan, appraisal),
        *_sites(programme, offer, plan, appraisal),
        *_targets(programme, plan, appraisal),
    ]
    found.sort(key=lambda pair: -pair[0].points * max(pair[0].cap or 0.0, 1.0))
    asked = [wider for limit, wider in found if limit.points > 0][:ASKED]
    waiting = sum(programme.estate_by_id[e].households for e in reserve(programme, offer, plan.starts))
    more = (None if n is None else min(n, float(waiting)) for n in households_of_more(layout, asked))
    reached = dict(zip(asked, more, strict=True))
    return tuple(replace(limit, households=reached.get(wider)) for limit, wider in found)


Found = Iterator[tuple[Limit, Wider]]


def _funds(programme: Programme, plan: Plan, appraisal: Appraisal) -> Found:
    """By year: the grant with what earlier years leave over, and what is paid. One unit is 10⁴ yuan."""
    grants, spent = open_appropriations(programme), {(p.fund, p.year): 0 for p in programme.spent}
    for p in programme.spent:
        spent[p.fund, p.year] += p.amount
    for row, fund in enumerate(programme.funds):
        left = 0
        for year in range(year_of(programme.plan_from), programme.calendar.years):
            grant = grants[fund.id][year]
            if grant is None:
                continue
            before = spent.get((fund.id, year), 0)
            cap, paid = grant + left, plan.paid.get((fund.id, year), 0) - before
            left = max(cap - paid, 0) if fund.carry else 0
            yield (
                Limit(
                    kind=LimitKind.FUND,
                    subject=fund.id,
                    year=year,
                    used=(paid + before) / FEN_PER_WAN,
                    cap=(cap + before) / FEN_PER_WAN,
                    points=float(appraisal.fund_price[row, year]),
                ),
                Wider("fund", row, year),
            )


def _crews(programme: Programme, offer: Offer, plan: Plan, appraisal: Appraisal) -> Found:
    load = account.loads(programme, offer, plan)
    for row, crew in enumerate(programme.crews):
        for quarter in range(programme.plan_from, programme.calendar.quarters):
            yield (
                Limit(
                    kind=LimitKind.CREW,
                    subject=crew.region,
                    trade=crew.trade,
                    quarter=quarter,
                    used=float(load.get((crew.region, crew.trade, quarter), 0)),
                    cap=float(programme.crew_weeks(crew, quarter)),
                    points=float(appraisal.prices.crew[row, quarter]),
                ),
                Wider("crew", row, quarter),
            )


def _sites(programme: Programme, offer: Offer, plan: Plan, appraisal: Appraisal) -> Found:
    open_at = account.sites(programme, offer, plan)
    for row, limit in enumerate(programme.site_limits):
        for quarter in range(programme.plan_from, programme.calendar.quarters):
            yield (
                Limit(
                    kind=LimitKind.SITE,
                    subject=limit.region,
                    quarter=quarter,
                    used=float(open_at.get((limit.region, quarter), 0)),
                    cap=float(limit.caps[quarter]),
                    points=float(appraisal.prices.site[row, quarter]),
                ),
                Wider("site", row, quarter),
            )


def _targets(programme: Programme, plan: Plan, appraisal: Appraisal) -> Found:
    missing = account.shortfalls(programme, plan)
    for row, target in enumerate(programme.targets):
        yield (
            Limit(
                kind=LimitKind.TARGET,
                subject=target.region,
                trade=target.kind.value if target.kind is TargetKind.HOUSEHOLDS else "",
                year=target.year,
                used=float(target.at_least - missing[row]),
                cap=float(target.at_least),
                points=float(appraisal.prices.target[row]),
            ),
            Wider("target", row, target.year),
        )

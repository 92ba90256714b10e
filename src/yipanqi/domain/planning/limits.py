"""Every limit that may still be decided upon, with what a plan uses of it; what one more unit adds is the planner's."""

from collections.abc import Iterator
from dataclasses import replace

from yipanqi.domain.calendar import year_of
from yipanqi.domain.capacity import TargetKind
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.planning import account
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.outcome import Limit, LimitKind
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rolling import open_appropriations
from yipanqi.domain.programme import Programme

Used = Iterator[tuple[int, Limit]]


def limits_used(programme: Programme, offer: Offer, plan: Plan) -> Used:
    """Each limit with its row among those of its kind: a fund's, a crew's, a site limit's, a target's."""
    yield from _funds(programme, plan)
    yield from _crews(programme, offer, plan)
    yield from _sites(programme, offer, plan)
    yield from _targets(programme, plan)


def as_before(before: tuple[Limit, ...], programme: Programme, offer: Offer, plan: Plan) -> tuple[Limit, ...]:
    """The limits with what another plan uses of them, at the prices and in the order that they had before."""
    now = {_key(limit): limit for _, limit in limits_used(programme, offer, plan)}
    known = ((one, now.get(_key(one))) for one in before)
    return tuple(replace(one, used=it.used, cap=it.cap) for one, it in known if it is not None)


def _key(limit: Limit) -> tuple[object, ...]:
    return limit.kind, limit.subject, limit.trade, limit.year, limit.quarter


def _funds(programme: Programme, plan: Plan) -> Used:
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
            used, held = (paid + before) / FEN_PER_WAN, (cap + before) / FEN_PER_WAN
            yield row, Limit(kind=LimitKind.FUND, subject=fund.id, year=year, used=used, cap=held)


def _crews(programme: Programme, offer: Offer, plan: Plan) -> Used:
    load = account.loads(programme, offer, plan)
    for row, crew in enumerate(programme.crews):
        for quarter in range(programme.plan_from, programme.calendar.quarters):
            used = float(load.get((crew.region, crew.trade, quarter), 0))
            cap = float(programme.crew_weeks(crew, quarter))
            kind = LimitKind.CREW
            yield row, Limit(kind=kind, subject=crew.region, trade=crew.trade, quarter=quarter, used=used, cap=cap)


def _sites(programme: Programme, offer: Offer, plan: Plan) -> Used:
    open_at = account.sites(programme, offer, plan)
    for row, limit in enumerate(programme.site_limits):
        for quarter in range(programme.plan_from, programme.calendar.quarters):
            used = float(open_at.get((limit.region, quarter), 0))
            cap = float(limit.caps[quarter])
            yield row, Limit(kind=LimitKind.SITE, subject=limit.region, quarter=quarter, used=used, cap=cap)


def _targets(programme: Programme, plan: Plan) -> Used:
    missing = account.shortfalls(programme, plan)
    for row, target in enumerate(programme.targets):
        yield (
            row,
            Limit(
                kind=LimitKind.TARGET,
                subject=target.region,
                trade=target.kind.value if target.kind is TargetKind.HOUSEHOLDS else "",
                year=target.year,
                used=float(target.at_least - missing[row]),
                cap=float(target.at_least),
            ),
        )

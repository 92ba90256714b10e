"""风险: what may keep the plan from coming true, measured from the plan itself, heaviest first."""

from collections.abc import Callable, Iterator

from yipanqi.domain.capacity import TargetKind
from yipanqi.domain.fund import FundKind
from yipanqi.domain.planning.account import sites
from yipanqi.domain.planning.dates import IDLE
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.task import Task
from yipanqi.domain.reason import Reason

OUTSIDE = (FundKind.UTILITY, FundKind.RESIDENTS, FundKind.SOCIAL, FundKind.WORK_UNIT)  # not in any budget's hand

MANY, NEAR = 5, 0.8  # estates open at once, and the part of a limit, that make a peak


def risks(facts: Facts) -> list[Reason]:
    """The plan's risks as values: a missed target before money, money before time, time before consent."""
    return [risk for kind in _KINDS for risk in kind(facts)]


def _missed(facts: Facts) -> Iterator[Reason]:
    for index, missing in facts.missed_targets.items():
        target = facts.programme.targets[index]
        kind = "estates" if target.kind is TargetKind.ESTATES else "households"
        values = {"region": target.region, "year": target.year, "at_least": target.at_least, "missing": missing}
        yield Reason(code=f"risk_target_{kind}", values=values)


def _cost(facts: Facts) -> Iterator[Reason]:
    band = facts.cost_band
    if band.high > band.low and facts.total:
        estimated = sum(t.budget for t in facts.tasks if t.quantity and t.quantity.origin == "estimated")
        yield Reason(
            code="risk_cost",
            values={"low": band.low, "high": band.high, "estimated": round(100 * estimated / facts.total)},
        )


def _outside_money(facts: Facts) -> Iterator[Reason]:
    outside = {f.id for f in facts.programme.funds if f.kind in OUTSIDE}
    amount = sum(p.amount for p in facts.told.payments if p.fund in outside)
    if amount:
        funds = tuple(f for f in facts.by_fund.rows if f in outside)
        values = {"funds": funds, "amount": amount, "percent": f"{100 * amount / facts.told_total:.1f}"}
        yield Reason(code="risk_money", values=values)


def _peak(facts: Facts) -> Iterator[Reason]:
    """Where several estates are open at once: many, or nearly as many as a limit allows."""
    if not facts.started:
        return
    peak = max(facts.quarter_lines, key=lambda line: line.open)
    caps = {(limit.region, q): cap for limit in facts.programme.site_limits for q, cap in enumerate(limit.caps)}
    open_at = sites(facts.programme, facts.offer, facts.outcome.plan)
    is_near = any(n > 1 and n >= NEAR * caps[key] for key, n in open_at.items() if key in caps)
    if peak.open >= MANY or is_near:
        yield Reason(code="risk_peak", values={"quarter": peak.quarter, "open": peak.open})


def _weather(facts: Facts) -> Iterator[Reason]:
    hit = sum(any(_meets(facts, task, i) for i in range(len(facts.programme.blackouts))) for task in facts.tasks)
    if hit:
        yield Reason(code="risk_weather", values={"count": hit})


def _gaps(facts: Facts) -> Iterator[Reason]:
    """Long spans on which an estate stands still between its works."""
    spans = [(last - first).days + 1 for gaps in facts.gaps.values() for first, last in gaps]
    if spans:
        values = {"estate_count": len(facts.gaps), "count": len(spans), "days": IDLE, "longest": max(spans)}
        yield Reason(code="risk_gap", values=values)


def _meets(facts: Facts, task: Task, blackout: int) -> bool:
    stop = facts.programme.blackouts[blackout]
    if task.measure is None or not stop.stops(facts.programme.measure_by_id[task.measure].trade):
        return False
    return task.start_date <= stop.last_date and task.finish_date >= stop.first_date


def _unasked(facts: Facts) -> Iterator[Reason]:
    if facts.unasked:
        count, ratio = len(facts.unasked), facts.programme.policy.support_ratio
        values = {"count": count, "estate_count": facts.unasked_estates, "ratio": ratio}
        yield Reason(code="risk_unasked", values=values)


def _idle(facts: Facts) -> Iterator[Reason]:
    if facts.idle:
        yield Reason(code="risk_idle", values={"count": len(facts.idle), "unsurveyed": len(facts.unsurveyed)})


def _consent(facts: Facts) -> Iterator[Reason]:
    if facts.refused:
        count, estates = facts.refused_in_all
        yield Reason(code="risk_consent", values={"count": count, "estate_count": estates})


_KINDS: tuple[Callable[[Facts], Iterator[Reason]], ...] = (
    _missed,
    _unasked,
    _cost,
    _outside_money,
    _peak,
    _gaps,
    _weather,
    _consent,
    _idle,
)

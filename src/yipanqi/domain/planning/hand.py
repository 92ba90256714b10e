"""What a plan that was changed by hand keeps of the plan it came from: prices, bound and reasons; what it uses is its
own."""

from yipanqi.domain.planning.limits import as_before
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.outcome import Outcome, bounded
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme
from yipanqi.domain.reason import Reason

Reasons = tuple[Reason, ...]


def changed_by_hand(base: Outcome, programme: Programme, offer: Offer, plan: Plan, objective: float) -> Outcome:
    """The changed plan as an outcome. Its bound and whose word that is are the base's, for the programme is the same;
    limits keep their prices; reasons stay where the hand changed nothing, and say so where it did."""
    return Outcome(
        plan=plan,
        objective=objective,
        seconds=0.0,
        work=0,
        seed=0,
        versions=base.versions,
        searched_gap=base.search_gap,
        limits=as_before(base.limits, programme, offer, plan),
        estate_reasons=_of_estates(base, plan),
        work_reasons=_of_works(base, plan),
        **bounded(objective, base.upper_bound, base.priced_bound if base.bound_by_solver else None),
    )


def _of_estates(base: Outcome, plan: Plan) -> dict[str, Reasons]:
    found = dict(base.estate_reasons)
    for estate in {*base.plan.starts, *plan.starts}:
        was, now = base.plan.starts.get(estate), plan.starts.get(estate)
        if now is None:
            found[estate] = (Reason(code="hand_dropped"),)
        elif was is None:
            found[estate] = (Reason(code="hand_started"),)
        elif was != now:
            found[estate] = (Reason(code="hand_moved", values={"quarter": now}),)
        elif _works(base.plan, estate) != _works(plan, estate):
            found[estate] = (*found.get(estate, ()), Reason(code="hand_works"))
    return found


def _of_works(base: Outcome, plan: Plan) -> dict[tuple[str, str], Reasons]:
    """Of works left out: those of the base that are still left out, and those that the hand took from an estate which
    stays."""
    found = {key: reasons for key, reasons in base.work_reasons.items() if key not in plan.choices}
    for key in base.plan.choices:
        if key not in plan.choices and key[0] in plan.starts:
            found[key] = (Reason(code="hand_left_out"),)
    return found


def _works(plan: Plan, estate: str) -> dict[str, str]:
    return {measure: plan.choices[estate, measure].value for measure in plan.measures_by_estate.get(estate, ())}

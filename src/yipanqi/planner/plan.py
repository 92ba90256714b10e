"""A programme's plan: translated, searched, paid to the fen, judged by the rule book, explained."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from yipanqi.domain.planning import account
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.outcome import Outcome, bounded
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme
from yipanqi.domain.reason import Reason
from yipanqi.planner.asking import Planned, Request, Unpayable
from yipanqi.planner.claim import BoundBy
from yipanqi.planner.collision import Infeasible, Undecided
from yipanqi.planner.exact import Exact, exact
from yipanqi.planner.explanation import estate_reasons, situation, work_reasons
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.method import Progress, Settings, solve
from yipanqi.planner.priced_limits import priced_limits
from yipanqi.planner.solution import Solution, versions
from yipanqi.planner.translate import Translation, translate

Key = TypeVar("Key")


def plan(
    request: Request,
    settings: Settings,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Planned | Infeasible | Undecided | Unpayable:
    """The best plan found within the settings, every rule of the rule book held; or why there is none, if time allows
    to know it."""
    programme, offer = request.programme, request.offer
    translation = translate(programme, offer, request.stay_close)
    warm = None if request.earlier is None else translation.draft(request.earlier)
    found = solve(translation.problem, settings, warm=warm, progress=progress, stop=stop)
    if isinstance(found, Undecided):
        return found
    if isinstance(found, Infeasible):
        return Infeasible(tuple(dict.fromkeys(translation.rule(rule) for rule in found.rules)))
    settled = exact(programme, offer, translation.plan(found.draft))
    if warm is not None and (settled.broken or settled.works or settled.estates):
        again = exact(programme, offer, translation.plan(warm))
        settled = _better(programme, offer, settled, again) if _close(translation, again.plan) else settled
    if settled.broken:
        return Unpayable(broken=settled.broken, plan=settled.plan)
    outcome = _outcome(programme, offer, translation, found, settled)
    return Planned(outcome=outcome, translation=translation, prices=found.prices)


def _close(translation: Translation, plan: Plan) -> bool:
    """Does the plan move no more estates than may be moved?"""
    moves = translation.problem.moves
    return moves is None or int((translation.draft(plan).start != moves.base).sum()) <= moves.limit


def _better(programme: Programme, offer: Offer, one: Exact, other: Exact) -> Exact:
    """Of two settled plans the one that breaks no rule and wins more."""
    if other.broken:
        return one
    if one.broken:
        return other
    won = [account.objective(programme, offer, settled.plan) for settled in (one, other)]
    return other if won[1] > won[0] else one


def _outcome(programme: Programme, offer: Offer, translation: Translation, found: Solution, settled: Exact) -> Outcome:
    layout: Layout = lay_out(translation.problem)
    at = situation(programme, offer, translation, layout, translation.draft(settled.plan), found.prices)
    objective = account.objective(programme, offer, settled.plan)
    return Outcome(
        plan=settled.plan,
        objective=objective,
        seconds=found.seconds,
        work=found.work,
        seed=found.seed,
        workers=found.workers,
        versions=versions(),
        limits=priced_limits(programme, offer, settled.plan, layout, at.appraisal),
        estate_reasons=_given_up(estate_reasons(at), settled.estates, "estate_dropped_to_pay"),
        work_reasons=_given_up(work_reasons(at), settled.works, "work_dropped_to_pay"),
        **bounded(objective, found.upper_bound, found.priced_bound if found.bound_by is BoundBy.SOLVER else None),
    )


def _given_up(
    reasons: Mapping[Key, tuple[Reason, ...]], given_up: Iterable[Key], code: str
) -> dict[Key, tuple[Reason, ...]]:
    """The reasons, with that of what was given up in the last step."""
    return {**reasons, **{key: (Reason(code=code), *reasons.get(key, ())) for key in given_up}}

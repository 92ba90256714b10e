"""From the search's plan, found in floats, to one that the rule book passes to the fen.

The search keeps its limits to within a hair; whole fen and exact fractions may need a little more than that leaves.
Then the least is given up: the work, or else the estate, that brings the fewest points among those that lean on the
broken limit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from yipanqi.domain.calendar import year_of
from yipanqi.domain.planning.dividing import Due
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.rules import Violation, violations
from yipanqi.domain.programme import Programme
from yipanqi.domain.rule_name import RuleName
from yipanqi.planner.payments import pay, pay_somehow


@dataclass(frozen=True, kw_only=True)
class Exact:
    """A paid plan, what had to be given up for it, and the rules that it breaks all the same."""

    plan: Plan
    works: tuple[tuple[str, str], ...] = ()
    estates: tuple[str, ...] = ()
    broken: tuple[Violation, ...] = field(default_factory=tuple)


def exact(programme: Programme, offer: Offer, plan: Plan) -> Exact:
    """Pay a plan in whole fen, giving up works or estates until every rule holds."""
    works: list[tuple[str, str]] = []
    estates: list[str] = []
    while True:
        paid = pay_somehow(programme, offer, plan)
        settled = replace(plan, payments=paid.payments)
        broken = violations(programme, offer, settled)
        if not broken:
            settled = replace(plan, payments=pay(programme, offer, plan).payments)
            broken = violations(programme, offer, settled)
            return Exact(plan=settled, works=tuple(works), estates=tuple(estates), broken=tuple(broken))
        leaning = list(_leaning(programme, plan, paid.missing, broken))
        if work := _least_work(offer, plan, leaning):
            works.append(work)
            plan = _without_work(plan, work)
        elif estate := _least_estate(programme, offer, plan, leaning):
            estates.append(estate)
            plan = _without_estate(plan, estate)
        else:
            return Exact(plan=settled, works=tuple(works), estates=tuple(estates), broken=tuple(broken))


def _leaning(
    programme: Programme, plan: Plan, missing: Mapping[Due, int], broken: list[Violation]
) -> Iterator[tuple[str, str]]:
    """The chosen works that use a limit which does not hold."""
    years = {year for _, _, year in missing}
    crews = {
        (v.values["region"], v.values["trade"], v.values["quarter"]) for v in broken if v.rule is RuleName.WITHIN_CREWS
    }
    sites = {(v.values["region"], v.values["quarter"]) for v in broken if v.rule is RuleName.WITHIN_SITES}
    for estate, measure in plan.choices:
        entry, start = programme.measure_by_id[measure], plan.starts[estate]
        quarters = range(start + entry.offset, start + entry.end)
        regions = list(programme.path(programme.estate_by_id[estate].subdistrict))
        uses_money = any(year_of(q) in years for q in quarters)
        uses_crew = any((r, entry.trade, q) in crews for r in regions for q in quarters)
        if uses_money or uses_crew or any((r, q) in sites for r in regions for q in quarters):
            yield estate, measure


def _least_work(offer: Offer, plan: Plan, leaning: list[tuple[str, str]]) -> tuple[str, str] | None:
    """The optional work of least benefit that no other chosen work needs."""
    needed = {(e, offer.work[e, m].requires) for e, m in plan.choices}
    free = [key for key in leaning if not offer.work[key].required and key not in needed]
    return min(free, key=lambda key: (offer.work[key].option(plan.choices[key]).benefit, key), default=None)


def _least_estate(programme: Programme, offer: Offer, plan: Plan, leaning: list[tuple[str, str]]) -> str | None:
    """The estate of least benefit that nothing holds in the plan."""
    held = {e.id for e in programme.estates if e.must or e.fixed_start is not None} | set(programme.under_way_by_estate)
    worth = {e: sum(offer.work[k].option(s).benefit for k, s in plan.choices.items() if k[0] == e) for e, _ in leaning}
    return min((e for e in worth if e not in held), key=lambda e: (worth[e], e), default=None)


def _without_work(plan: Plan, work: tuple[str, str]) -> Plan:
    return replace(plan, choices={key: standard for key, standard in plan.choices.items() if key != work}, payments=())


def _without_estate(plan: Plan, estate: str) -> Plan:
    return Plan(
        starts={e: q for e, q in plan.starts.items() if e != estate},
        choices={key: standard for key, standard in plan.choices.items() if key[0] != estate},
    )

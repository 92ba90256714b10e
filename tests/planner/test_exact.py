"""From a plan in floats to one that the rule book passes."""

from dataclasses import replace
from decimal import Decimal

from builders import a_need, a_programme

from yipanqi.domain.capacity import Crew
from yipanqi.domain.measure import Standard
from yipanqi.domain.planning import rules
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme
from yipanqi.planner.exact import exact


def roomy(**changes: object) -> Programme:
    return a_programme(crews=(), targets=(), **changes)


def everything(offered: Offer, starts: dict[str, int]) -> Plan:
    works = (work for estate in starts for work in offered.works[estate])
    return Plan(starts=starts, choices={(w.estate, w.measure): Standard.STANDARD for w in works})


def optional_roads(programme: Programme) -> Programme:
    return replace(programme, measures=tuple(replace(m, required=m.id != "road") for m in programme.measures))


def test_a_plan_that_holds_is_left_alone():
    """Nothing is given up where everything can be paid and carried."""
    programme = roomy()
    offered = offer(programme)
    plan = everything(offered, {"E1": 0, "E2": 4})

    found = exact(programme, offered, plan)

    assert (found.plan.starts, found.plan.choices) == (plan.starts, plan.choices)
    assert not (found.works or found.estates or found.broken)


def test_a_fen_too_little_costs_the_least_work():
    """Where one fen is missing, the optional work of least benefit goes, and every rule holds again."""
    programme = optional_roads(roomy())
    offered = offer(programme)
    plan = everything(offered, {"E1": 0, "E2": 0})
    due = sum(work.options[0].cost for e in ("E1", "E2") for work in offered.works[e])
    funds = tuple(
        replace(f, appropriations={"city": (0, 0), "district": (due - 1, 0), "utility": (0, 0)}[f.id])
        for f in programme.funds
    )
    programme = replace(programme, funds=funds)

    found = exact(programme, offered, plan)

    assert found.works == (("E2", "road"),)
    assert rules.violations(programme, offered, found.plan) == []


def test_a_hair_of_load_too_much_costs_the_least_estate():
    """Where only required works lean on the limit, the estate of least benefit goes."""
    programme = roomy(needs=(a_need("E1", "water"), a_need("E2", "water")))
    weeks = Decimal(500) * Decimal("0.02") * Decimal("0.6") - Decimal("0.0000001")
    programme = replace(programme, crews=(Crew(region="D", trade="pipe", weeks=(weeks,) * 8),))
    offered = offer(programme)

    found = exact(programme, offered, everything(offered, {"E1": 0, "E2": 0}))

    assert found.estates == ("E2",)
    assert rules.violations(programme, offered, found.plan) == []


def test_what_must_be_is_not_given_up():
    """A must estate stays, and the rule that does not hold is named."""
    programme = roomy(appropriations={"city": (1, 0), "district": (1, 0), "utility": (0, 0)})
    programme = replace(programme, estates=tuple(replace(e, must=True) for e in programme.estates))
    offered = offer(programme)

    found = exact(programme, offered, everything(offered, {"E1": 0}))

    assert {v.rule for v in found.broken} >= {"must_start"}

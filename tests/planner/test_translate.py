"""From a programme to the planning problem and back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from builders import a_need, a_programme, an_estate
from check_plan import check

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.estate import Exclusion
from yipanqi.domain.measure import Standard
from yipanqi.domain.planning import account, rules
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.planning.outcome import Outcome
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme
from yipanqi.planner import folder
from yipanqi.planner.layout import lay_out
from yipanqi.planner.payments import pay
from yipanqi.planner.prices import count_use, objective
from yipanqi.planner.reading import read_problem
from yipanqi.planner.translate import StayClose, translate


def a_paid_plan(programme: Programme, offered: Offer, starts: dict[str, int]) -> Plan:
    choices = {(w.estate, w.measure): Standard.STANDARD for e in starts for w in offered.works[e]}
    plan = Plan(starts=starts, choices=choices)
    paid = pay(programme, offered, plan)
    assert not paid.missing
    return replace(plan, payments=paid.payments)


def an_outcome(programme: Programme, offered: Offer, plan: Plan) -> Outcome:
    value = account.objective(programme, offered, plan)
    return Outcome(plan=plan, objective=value, upper_bound=value, seconds=0.0, work=0, seed=0)


def roomy() -> Programme:
    return a_programme(crews=())


def test_a_plan_survives_the_round_trip():
    """A plan told to the problem and told back is the same plan."""
    programme = roomy()
    offered = offer(programme)
    plan = a_paid_plan(programme, offered, {"E1": 0, "E3": 3})
    translation = translate(programme, offered)

    again = translation.plan(translation.draft(plan))

    assert again.starts == plan.starts
    assert again.choices == plan.choices


def test_problem_and_rule_book_agree_on_the_objective():
    """The same plan has the same value in the problem as by the rule book."""
    programme = roomy()
    offered = offer(programme)
    plan = a_paid_plan(programme, offered, {"E2": 5, "E3": 4})
    translation = translate(programme, offered)
    layout = lay_out(translation.problem)

    value = objective(layout, count_use(layout, translation.draft(plan)))

    assert value == pytest.approx(account.objective(programme, offered, plan), rel=1e-9)


def test_the_stored_folder_passes_the_outside_checker(tmp_path: Path):
    """A plan that the rule book passes is written so that the outside checker passes it too, and reads back."""
    programme = roomy()
    offered = offer(programme)
    plan = a_paid_plan(programme, offered, {"E1": 0, "E2": 3, "E3": 4})
    assert rules.violations(programme, offered, plan) == []

    folder.write(tmp_path, programme, translate(programme, offered), an_outcome(programme, offered, plan), {})

    found = check(tmp_path / "problem", tmp_path / "plan")
    assert found["faults"] == []
    again = folder.read_plan(tmp_path, programme.calendar)
    assert (again.starts, again.choices, again.payments) == (plan.starts, plan.choices, plan.payments)
    assert folder.read_picture(tmp_path).seats["E1"].name == "E1小区"


def test_the_stored_problem_reads_back(tmp_path: Path):
    """What is written is the problem, name for name and figure for figure."""
    programme = roomy()
    offered = offer(programme)
    plan = a_paid_plan(programme, offered, {"E1": 0})
    problem = translate(programme, offered).problem

    folder.write(tmp_path, programme, translate(programme, offered), an_outcome(programme, offered, plan), {})

    again = read_problem(tmp_path / "problem")
    assert again.estates.ids == problem.estates.ids
    assert np.array_equal(again.works.cost, problem.works.cost)
    assert np.array_equal(again.works.parent, problem.works.parent)
    assert np.array_equal(again.funds.share, problem.funds.share)


def test_only_what_is_offered_is_a_row():
    """Excluded estates, estates without works and refused works are no part of the problem."""
    programme = roomy()
    estates = (
        an_estate("E1"),
        an_estate("E2", exclusions=frozenset({Exclusion.DEMOLITION})),
        an_estate("E3"),
    )
    needs = (a_need("E1", "water"), a_need("E1", "lift"), a_need("E2", "water"))
    programme = replace(programme, estates=estates, needs=needs)

    problem = translate(programme, offer(programme)).problem

    assert problem.estates.ids == ("E1",)
    assert [problem.measures.ids[m] for m in problem.works.measure] == ["water"]


def test_span_counts_offered_works_only():
    """A refused work does not lengthen the time under construction, neither here nor in the rule book."""
    programme = replace(roomy(), needs=(a_need("E1", "water"), a_need("E1", "lift")))
    offered = offer(programme)

    spans = translate(programme, offered).problem.spans()

    assert spans.tolist() == [offered.spans["E1"]] == [2]


def test_blackouts_shrink_crews():
    """Half a quarter of lost days leaves half of the crew-weeks."""
    days = Blackout(name="梅雨", first_date=date(2027, 1, 1), last_date=date(2027, 2, 14))
    programme = a_programme(blackouts=(days,))

    crews = translate(programme, offer(programme)).problem.crews

    assert crews.cap[0, :2].tolist() == [20.0, 40.0]


def test_a_fixed_start_is_a_window_of_one():
    """A fixed start makes a must estate with one quarter; outside its window nothing is left."""
    estates = (an_estate("E1", fixed_start=2), an_estate("E2", fixed_start=2, earliest=3))
    programme = replace(roomy(), estates=estates)

    found = translate(programme, offer(programme)).problem.estates

    assert found.must.tolist() == [True, True]
    assert (found.earliest[0], found.latest[0]) == (2, 2)
    assert found.earliest[1] > found.latest[1]


def test_staying_close_is_part_of_the_problem():
    """The base plan's starts and the number of moves are handed to the search."""
    programme = roomy()

    moves = translate(programme, offer(programme), StayClose(base={"E2": 3}, moves=1)).problem.moves

    assert moves is not None
    assert (moves.base.tolist(), moves.limit) == ([-1, 3, -1], 1)


def test_given_costs_are_exact():
    """A given cost in fen is the problem's cost in 10⁴ yuan."""
    programme = replace(roomy(), needs=(a_need("E1", "water", cost=123_456_789),), discount=Decimal(1))

    assert translate(programme, offer(programme)).problem.works.cost.tolist() == [123.456789]

"""A plan's arithmetic: when an estate ends, and what is built in a quarter."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import MEASURES, a_measure, a_need, a_programme
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.domain.consent import Consent
from yipanqi.domain.measure import Measure, Standard
from yipanqi.domain.planning.account import built, due_by_quarter, dues, end, sites, spread
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.outcome import Outcome
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.task import tasks
from yipanqi.domain.programme import Payment, Programme, UnderWay

THIRDS = a_measure(profile=(Decimal("0.3"), Decimal("0.3"), Decimal("0.4")))
UNANIMOUS = Consent(
    turnout_heads=Fraction(1), turnout_area=Fraction(1), approval_heads=Fraction(1), approval_area=Fraction(1)
)


def with_an_optional_lift() -> Programme:
    """The lift takes three quarters and is offered, not required; water and drainage take two."""
    needs = (a_need(), a_need(measure="drainage"), a_need(measure="lift", consent=UNANIMOUS))
    return a_programme(needs=needs)


def a_plan(programme: Programme, start: int, *measures: str) -> Plan:
    """These works at the standard option on E1, all paid by the district."""
    plan = Plan(starts={"E1": start}, choices={("E1", m): Standard.STANDARD for m in measures})
    due = dues(programme, offer(programme), plan)
    payments = (Payment(estate=e, measure=m, fund="district", year=y, amount=fen) for (e, m, y), fen in due.items())
    return replace(plan, payments=tuple(payments))


def test_an_estate_ends_with_its_chosen_works():
    """Only what is chosen counts: without the lift, which is offered, it is finished a quarter earlier; the planner's
    sites stay open for all that is offered."""
    programme = with_an_optional_lift()
    offered = offer(programme)
    plain, whole = a_plan(programme, 1, "water", "drainage"), a_plan(programme, 1, "water", "drainage", "lift")

    assert (end(programme, plain, "E1"), end(programme, whole, "E1")) == (2, 3)
    assert offered.spans["E1"] == 3
    assert sites(programme, offered, plain)["S1", 3] == 1


def test_an_estate_without_works_ends_as_it_starts():
    """Nothing is chosen on it: one quarter."""
    programme = with_an_optional_lift()

    assert end(programme, Plan(starts={"E1": 2}, choices={}), "E1") == 2


@pytest.mark.parametrize("measures", [("water",), ("water", "drainage"), ("water", "lift")])
def test_papers_and_tasks_end_when_the_estate_ends(measures: tuple[str, ...]):
    """The documents' figures and the last day of work say the same quarter."""
    programme = with_an_optional_lift()
    plan, last = a_plan(programme, 1, *measures), end(programme, a_plan(programme, 1, *measures), "E1")
    facts = Facts(programme, offer(programme), an_outcome(plan))

    works = [task for task in tasks(programme, offer(programme), plan) if task.measure]

    assert facts.end("E1") == last
    assert [line.quarter for line in facts.quarter_lines if line.finished] == [last]
    assert max(task.quarters[1] for task in works) == last


def an_outcome(plan: Plan) -> Outcome:
    """A result without a bound or limits."""
    return Outcome(plan=plan, objective=0.0, upper_bound=0.0, seconds=0.0, work=None, seed=0)


def test_quarters_add_up_to_the_cost():
    """100.01 yuan at 30, 30 and 40 per cent: the running sum is rounded, and nothing is lost."""
    assert due_by_quarter(10001, THIRDS, 2) == {2: 3000, 3: 3001, 4: 4000}
    assert spread(10001, THIRDS, 2) == {0: 6001, 1: 4000}


@given(
    cost=st.integers(0, 10**12),
    start=st.integers(0, 7),
    measure=st.sampled_from([*MEASURES, THIRDS, a_measure(offset=3)]),
)
def test_quarters_add_up_to_the_years(cost: int, start: int, measure: Measure):
    """However a work is spread, the quarters of a year are what the year costs."""
    quarters, years = due_by_quarter(cost, measure, start), spread(cost, measure, start)

    assert sum(quarters.values()) == cost
    for year in {quarter // 4 for quarter in quarters}:
        assert sum(fen for quarter, fen in quarters.items() if quarter // 4 == year) == years.get(year, 0)


def test_what_is_built_adds_up_to_what_is_paid():
    """Every year's quarters are that year's payments, however the work is rounded."""
    programme = with_an_optional_lift()
    plan = a_plan(programme, 2, "water", "drainage", "lift")

    quarters = [built(programme, plan, quarter) for quarter in range(programme.calendar.quarters)]

    years = [sum(p.amount for p in plan.payments if p.year == year) for year in (0, 1)]
    assert [sum(quarters[:4]), sum(quarters[4:])] == years
    assert quarters[0] == quarters[1] == 0 < min(quarters[2:5])


def test_money_spent_otherwise_than_it_fell_due_stays_in_its_year():
    """An estate under way spent more in its first year than the profile says, and nothing in a quarter of the next:
    each year's quarters are still what it paid."""
    programme = a_programme(
        measures=(THIRDS,), needs=(a_need(),), under_way=(UnderWay(estate="E1", start=2, works={}),)
    )
    payments = tuple(
        Payment(estate="E1", measure="water", fund="city", year=year, amount=amount)
        for year, amount in ((0, 7001), (1, 3000))
    )
    plan = Plan(starts={"E1": 2}, choices={("E1", "water"): Standard.STANDARD}, payments=payments)

    quarters = [built(programme, plan, quarter) for quarter in range(8)]

    assert quarters == [0, 0, 3500, 3501, 3000, 0, 0, 0]


def test_a_payment_in_a_year_without_works_belongs_to_the_first_quarter():
    """Money paid before or after the work's own quarters is not lost."""
    programme = a_programme(measures=(THIRDS,), needs=(a_need(),))
    paid = Payment(estate="E1", measure="water", fund="city", year=1, amount=500)
    plan = Plan(starts={"E1": 0}, choices={("E1", "water"): Standard.STANDARD}, payments=(paid,))

    assert sum(built(programme, plan, quarter) for quarter in range(8)) == 500

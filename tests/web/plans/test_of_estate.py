"""What the estate's page says of a plan is what its papers say."""

from fractions import Fraction

import pytest
from builders import a_need, a_programme

from yipanqi.domain.consent import Consent
from yipanqi.domain.measure import Standard
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.outcome import Outcome
from yipanqi.domain.planning.plan import Plan
from yipanqi.web.plans.of_estate import span
from yipanqi.web.plans.shown import PlanView
from yipanqi.web.programmes.models import EstateRow

UNANIMOUS = Consent(
    turnout_heads=Fraction(1), turnout_area=Fraction(1), approval_heads=Fraction(1), approval_area=Fraction(1)
)


@pytest.mark.parametrize("measures", [("water",), ("water", "lift")])
def test_page_and_paper_agree_on_the_end(measures: tuple[str, ...]):
    """完工 is the end of the chosen works, also where more is offered: the same quarter on the page and on paper."""
    programme = a_programme(needs=(a_need(), a_need(measure="lift", consent=UNANIMOUS)))
    plan = Plan(starts={"E1": 0}, choices={("E1", m): Standard.STANDARD for m in measures})
    outcome = Outcome(plan=plan, objective=0.0, upper_bound=0.0, seconds=0.0, work=None, seed=0)

    on_page = span(EstateRow(estate="E1"), PlanView(plan=plan, programme=programme, name="", url=""))

    on_paper = Facts(programme, offer(programme), outcome).end("E1")
    assert on_page == ("2027Q1", programme.calendar.label(on_paper))
    assert on_page[1] == ("2027Q3" if "lift" in measures else "2027Q2")

"""The board's figures of a quarter."""

from decimal import Decimal

from builders import a_measure, a_need, a_programme

from yipanqi.domain.measure import Standard
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.told import STEP
from yipanqi.domain.programme import Payment
from yipanqi.web.page.board import quarter_figures


def test_a_quarters_money_adds_up_to_the_cost():
    """100.01 × 10⁴ yuan at 30, 30 and 40 per cent: what is said of the quarters is as much, and households are
    told where their estate starts."""
    measure = a_measure(profile=(Decimal("0.3"), Decimal("0.3"), Decimal("0.4")))
    programme = a_programme(measures=(measure,), needs=(a_need(),))
    payments = tuple(
        Payment(estate="E1", measure="water", fund="city", year=year, amount=amount)
        for year, amount in ((0, 6001 * STEP), (1, 4000 * STEP))
    )
    plan = Plan(starts={"E1": 2}, choices={("E1", "water"): Standard.STANDARD}, payments=payments)

    found = [quarter_figures(plan, programme, quarter) for quarter in range(8)]

    assert [money for _, money in found] == [0, 0, 3001 * STEP, 3000 * STEP, 4000 * STEP, 0, 0, 0]
    assert [households for households, _ in found] == [0, 0, 300, 0, 0, 0, 0, 0]

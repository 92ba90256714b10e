"""Whom one more unit of a limit reaches, where that can be told in time."""

from dataclasses import replace

from builders import a_programme

from yipanqi.domain.planning.offer import offer
from yipanqi.planner.layout import lay_out
from yipanqi.planner.marginal import Wider, households_of_more
from yipanqi.planner.params import MarginalParams
from yipanqi.planner.translate import translate


def test_more_money_reaches_more_households_and_too_many_works_are_not_asked() -> None:
    """With little money each 10⁴ yuan more reaches households; of a problem beyond the bound nothing is claimed."""
    grants = {"city": (0, 0), "district": (300, 0), "utility": (0, 0)}
    poor = replace(a_programme(appropriations=grants), crews=(), site_limits=())
    layout = lay_out(translate(poor, offer(poor)).problem)
    district = Wider("fund", [fund.id for fund in poor.funds].index("district"), 0)

    (more,) = households_of_more(layout, [district])
    few = MarginalParams(most=len(layout.forced) - 1)

    assert more is not None and more > 0
    assert households_of_more(layout, [district], few) == [None]

"""Quantities × rates, and where every figure comes from."""

from dataclasses import replace
from decimal import Decimal

import pytest
from builders import a_measure, a_need, an_estate
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.domain.measure import MeasureClass
from yipanqi.domain.planning.estimate import (
    CannotEstimate,
    Origin,
    amount,
    base_scope,
    counts,
    estimate,
    likely,
    outline,
    quantity,
    resolved,
    split_cost,
)
from yipanqi.domain.programme import Policy, Ratio


def ratio(driver: str, per: str, factor: str) -> Ratio:
    return Ratio(driver=driver, per=per, factor=Decimal(factor))


POLICY = Policy(
    ratios=(
        ratio("floor_area", "households", "80"),
        ratio("floor_area", "buildings", "2400"),
        ratio("households", "floor_area", "0.0125"),
        ratio("households", "buildings", "30"),
        ratio("road_area", "floor_area", "0.2"),
        ratio("sites", "one", "2"),
    )
)


def test_builds_the_cost_up_to_the_fen():
    """Works, 12 % fees on them, 5 % contingency on both; low and high by the band's ends."""
    found = estimate(an_estate(households=100), a_measure(), a_need(), POLICY)

    assert (found.works, found.fees, found.contingency) == (20_000_000, 2_400_000, 1_120_000)
    assert found.cost == 23_520_000
    assert (found.low, found.high) == (11_760_000, 35_280_000)
    assert found.origin is Origin.SURVEYED


def test_a_surveyed_quantity_comes_first():
    """What was counted on the spot is not estimated again."""
    found = quantity(an_estate(), a_measure(driver="road_area"), a_need(quantity=Decimal(7)), POLICY)

    assert (found.value, found.origin) == (Decimal(7), Origin.SURVEYED)


def test_a_missing_quantity_comes_from_a_ratio():
    """Road from floor area, and says so; from an estimated floor area too."""
    road = a_measure(driver="road_area")

    assert quantity(an_estate(floor_area=Decimal(1000)), road, None, POLICY).value == 200
    without = quantity(an_estate(households=10, floor_area=None), road, None, POLICY)
    assert (without.value, without.origin) == (Decimal(160), Origin.ESTIMATED)


def test_a_constant_ratio_counts_estates():
    """Two sites on one estate, six on a bundle of three."""
    assert amount("sites", {"households": Decimal(9)}, POLICY) == 2
    assert amount("sites", {"one": Decimal(3)}, POLICY) == 6


def test_the_first_usable_ratio_counts():
    """Floor area from households where they are known, else from buildings."""
    assert resolved({"households": Decimal(10), "buildings": Decimal(1)}, POLICY.ratios)["floor_area"] == 800
    found = resolved({"buildings": Decimal(2)}, POLICY.ratios)
    assert (found["floor_area"], found["households"]) == (Decimal(4800), Decimal(60))


def test_an_estate_without_area_is_told_apart():
    """What was counted is surveyed, what followed is estimated."""
    found = counts(an_estate(floor_area=None, stairwells=None), POLICY.ratios)

    assert found["households"][1] is Origin.SURVEYED
    assert found["floor_area"][1] is Origin.ESTIMATED
    assert "stairwells" not in found


def test_names_what_is_missing():
    """No ratio and no count: the estate and the count are named."""
    with pytest.raises(CannotEstimate, match="E1小区: ramps"):
        quantity(an_estate(), a_measure(driver="ramps"), None, POLICY)
    with pytest.raises(CannotEstimate, match="floor_area"):
        amount("road_area", {}, POLICY)


def test_what_is_counted_in_pieces_is_whole():
    """Lifts and lamps are whole, a half rounding up, at least one of what is needed; areas stay as they are."""
    lift = a_measure(driver="lifts", unit="部")
    policy = replace(POLICY, ratios=(*POLICY.ratios, ratio("lifts", "stairwells", "0.15")))

    wanted = [quantity(an_estate(stairwells=n), lift, None, policy).value for n in (1, 9, 10, 20)]

    assert wanted == [1, 1, 2, 3]
    assert estimate(an_estate(stairwells=9), lift, None, policy).works == 1 * 2000_00
    assert quantity(an_estate(), lift, a_need(quantity=Decimal("2.5")), policy).value == 3
    assert quantity(
        an_estate(floor_area=Decimal("1000.5")), a_measure(driver="road_area", unit="㎡"), None, POLICY
    ).value == Decimal("200.10")


def test_a_likely_cost_has_the_ends_of_the_policy():
    """Eight in ten costs lie between the policy's parts of the estimate."""
    band = likely(1_000_000, replace(POLICY, cost_low=Decimal("0.5"), cost_high=Decimal("1.25")))

    assert (band.low, band.mid, band.high) == (500_000, 1_000_000, 1_250_000)


def test_a_given_cost_is_kept():
    """Somebody's figure has no band and is split by the policy's rates."""
    found = estimate(an_estate(), a_measure(), a_need(cost=1_000_001), POLICY)

    assert found.cost == found.low == found.high == 1_000_001
    assert found.origin is Origin.GIVEN


@given(cost=st.integers(0, 10**13))
def test_a_split_cost_adds_up(cost: int):
    """Works, fees and contingency are the whole."""
    assert sum(split_cost(cost, POLICY)) == cost


@given(households=st.integers(1, 100_000), rate=st.decimals(1000, 3000, places=2))
def test_the_figure_lies_in_its_band(households: int, rate: Decimal):
    """Low ≤ cost ≤ high, in one estimate and in an outline, which agree."""
    measure = replace(a_measure(), rate=rate)
    found = estimate(an_estate(households=households), measure, None, POLICY)
    band = outline({"households": Decimal(households)}, [measure], POLICY)

    assert found.low <= found.cost <= found.high
    assert (band.low, band.mid, band.high) == (found.low, found.cost, found.high)


def test_the_base_scope_leaves_wishes_out():
    """Improvements and upgrades are no part of a published base total."""
    lift = a_measure("lift", measure_class=MeasureClass.IMPROVE)

    assert [m.id for m in base_scope([a_measure(), lift])] == ["water"]

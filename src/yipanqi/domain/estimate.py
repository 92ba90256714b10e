"""Quantities × unit rates → cost, with its band; every figure says where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yipanqi.domain.estate import Estate
from yipanqi.domain.measure import Measure, Need
from yipanqi.domain.money import Fen, from_yuan, rounded
from yipanqi.domain.programme import Policy, Ratio

DRIVER_COUNTS = ("households", "floor_area", "buildings", "stairwells")  # what an estate itself counts


class Origin(StrEnum):
    """Where a figure comes from."""

    SURVEYED = "surveyed"
    ESTIMATED = "estimated"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    value: Decimal
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A work's cost at the standard option; works + fees + contingency = cost, to the fen."""

    works: Fen
    fees: Fen
    contingency: Fen
    low: Fen
    high: Fen
    quantity: Quantity
    origin: Origin  # given: somebody's figure; else the quantity's

    @property
    def cost(self) -> Fen:
        return self.works + self.fees + self.contingency


class CannotEstimate(Exception):
    """An estate's size is unknown; the message names the estate and the missing count."""


def counts(estate: Estate, ratios: Mapping[str, Ratio]) -> dict[str, tuple[Decimal, Origin]]:
    """The estate's own counts; a missing one comes from another by the programme's ratios."""
    given = {name: getattr(estate, name) for name in DRIVER_COUNTS}
    known = {n: (Decimal(v), Origin.SURVEYED) for n, v in given.items() if v is not None and (v or n == "households")}
    for _ in DRIVER_COUNTS:  # a ratio may rest on a count that another ratio gave
        for name in DRIVER_COUNTS:
            ratio = ratios.get(name)
            if name not in known and ratio and ratio.per in known:
                known[name] = (ratio.factor * known[ratio.per][0], Origin.ESTIMATED)
    return known


def quantity(estate: Estate, measure: Measure, need: Need | None, policy: Policy) -> Quantity:
    """How much of the measure the estate needs, in the measure's unit."""
    if need is not None and need.quantity is not None:
        return Quantity(value=need.quantity, origin=Origin.SURVEYED)
    ratios = {ratio.driver: ratio for ratio in policy.ratios}
    known = counts(estate, ratios)
    if measure.driver in known:
        value, origin = known[measure.driver]
        return Quantity(value=value, origin=origin)
    ratio = ratios.get(measure.driver)
    if ratio is None:
        raise CannotEstimate(f"{estate.name}: {measure.driver}")
    if ratio.per == "one":
        return Quantity(value=ratio.factor, origin=Origin.ESTIMATED)
    if ratio.per not in known:
        raise CannotEstimate(f"{estate.name}: {ratio.per}")
    return Quantity(value=ratio.factor * known[ratio.per][0], origin=Origin.ESTIMATED)


def estimate(estate: Estate, measure: Measure, need: Need | None, policy: Policy) -> Estimate:
    """The cost of a work at the standard option, and its low and high figures."""
    amount = quantity(estate, measure, need, policy)
    if need is not None and need.cost is not None:
        works, fees, contingency = split_cost(need.cost, policy)
        return Estimate(
            works=works,
            fees=fees,
            contingency=contingency,
            low=need.cost,
            high=need.cost,
            quantity=amount,
            origin=Origin.GIVEN,
        )
    works, fees, contingency = _build_up(amount.value * measure.rate, policy)
    return Estimate(
        works=works,
        fees=fees,
        contingency=contingency,
        low=sum(_build_up(amount.value * measure.rate_low, policy)),
        high=sum(_build_up(amount.value * measure.rate_high, policy)),
        quantity=amount,
        origin=amount.origin,
    )


def split_cost(cost: Fen, policy: Policy) -> tuple[Fen, Fen, Fen]:
    """A whole cost as works, fees and contingency by the policy's rates; they add up to it."""
    before = rounded(Fraction(cost) / (1 + Fraction(policy.contingency_rate)))
    works = rounded(Fraction(before) / (1 + Fraction(policy.fee_rate)))
    return works, before - works, cost - before


def _build_up(yuan: Decimal, policy: Policy) -> tuple[Fen, Fen, Fen]:
    works = from_yuan(yuan)
    fees = rounded(works * Fraction(policy.fee_rate))
    contingency = rounded((works + fees) * Fraction(policy.contingency_rate))
    return works, fees, contingency

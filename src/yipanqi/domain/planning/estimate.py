"""Quantities × unit rates → cost, with its band; every figure says where it comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yipanqi.domain.estate import Estate
from yipanqi.domain.measure import Measure, MeasureClass, Need
from yipanqi.domain.money import Fen, from_yuan, rounded, rounded_part
from yipanqi.domain.programme import Policy, Ratio

DRIVER_COUNTS = ("households", "floor_area", "buildings", "stairwells")  # what an estate itself counts
_COUNTED = frozenset(DRIVER_COUNTS)

ESTATES = "one"  # the count of estates itself: one, or those of a bundle


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A cost with its low and high figures, fees and contingency included."""

    low: Fen
    mid: Fen
    high: Fen


class CannotEstimate(Exception):
    """An estate's size is unknown; the message names the estate and the missing count."""


def counts(estate: Estate, ratios: Iterable[Ratio]) -> dict[str, tuple[Decimal, Origin]]:
    """The estate's own counts; a missing one comes from another by the programme's ratios."""
    known = _counted(estate)
    whole = resolved(known, ratios)
    return {n: (v, Origin.SURVEYED if n in known else Origin.ESTIMATED) for n, v in whole.items()}


def _counted(estate: Estate) -> dict[str, Decimal]:
    """The counts that the estate's row gives; none of something is no count of it."""
    given = {name: getattr(estate, name) for name in DRIVER_COUNTS}
    return {n: Decimal(v) for n, v in given.items() if v is not None and (v or n == "households")}


def resolved(known: Mapping[str, Decimal], ratios: Iterable[Ratio]) -> dict[str, Decimal]:
    """The known counts and those that follow from them. Of several ratios for one count the first that can be
    used counts; a ratio may rest on a count that another ratio gave."""
    found = dict(known)
    if found.keys() >= _COUNTED:
        return found
    rows = [ratio for ratio in ratios if ratio.driver in DRIVER_COUNTS]
    for _ in DRIVER_COUNTS:
        for ratio in rows:
            if ratio.driver not in found and ratio.per in found:
                found[ratio.driver] = ratio.factor * found[ratio.per]
    return found


def amount(driver: str, known: Mapping[str, Decimal], policy: Policy) -> Decimal:
    """The quantity of a driver that belongs to known counts, of one estate where ESTATES does not say more;
    CannotEstimate names the count that is missing."""
    found = {ESTATES: Decimal(1), **resolved(known, policy.ratios)}
    if driver in found:
        return found[driver]
    rows = [ratio for ratio in policy.ratios if ratio.driver == driver]
    for ratio in rows:
        if ratio.per in found:
            return ratio.factor * found[ratio.per]
    raise CannotEstimate(rows[0].per if rows else driver)


def quantity(estate: Estate, measure: Measure, need: Need | None, policy: Policy) -> Quantity:
    """How much of the measure the estate needs, in the measure's unit."""
    if need is not None and need.quantity is not None:
        return Quantity(value=_whole(need.quantity, measure), origin=Origin.SURVEYED)
    known = _counted(estate)
    if measure.driver in known:
        return Quantity(value=known[measure.driver], origin=Origin.SURVEYED)
    try:
        value = amount(measure.driver, known, policy)
    except CannotEstimate as missing:
        raise CannotEstimate(f"{estate.name}: {missing}") from None
    return Quantity(value=_whole(value, measure), origin=Origin.ESTIMATED)


def _whole(value: Decimal, measure: Measure) -> Decimal:
    """The nearest whole number of what is counted in pieces, a half rounding up: of what is needed at least one."""
    if not measure.is_countable or not value:
        return value
    return Decimal(max(1, rounded(value)))


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


def outline(known: Mapping[str, Decimal], measures: Iterable[Measure], policy: Policy) -> Band:
    """What all these measures cost on an estate, or a bundle, of which only counts are known: before any survey."""
    low = mid = high = 0
    for measure in measures:
        units = amount(measure.driver, known, policy)
        low += sum(_build_up(units * measure.rate_low, policy))
        mid += sum(_build_up(units * measure.rate, policy))
        high += sum(_build_up(units * measure.rate_high, policy))
    return Band(low=low, mid=mid, high=high)


def likely(cost: Fen, policy: Policy) -> Band:
    """An estimated cost with the ends between which it lies eight times in ten."""
    low, high = (rounded(cost * Fraction(times)) for times in (policy.cost_low, policy.cost_high))
    return Band(low=low, mid=cost, high=high)


def base_scope(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """The measures of the base class: what published totals mostly hold."""
    return tuple(measure for measure in measures if measure.measure_class is MeasureClass.BASE)


def split_cost(cost: Fen, policy: Policy) -> tuple[Fen, Fen, Fen]:
    """A whole cost as works, fees and contingency by the policy's rates; they add up to it."""
    before = rounded(Fraction(cost) / (1 + Fraction(policy.contingency_rate)))
    works = rounded(Fraction(before) / (1 + Fraction(policy.fee_rate)))
    return works, before - works, cost - before


def _build_up(yuan: Decimal, policy: Policy) -> tuple[Fen, Fen, Fen]:
    works = from_yuan(yuan)
    fees = _share(works, policy.fee_rate)
    return works, fees, _share(works + fees, policy.contingency_rate)


def _share(amount: Fen, part: Decimal) -> Fen:
    """The part of an amount, to the fen, half a fen rounding up."""
    above, below = part.as_integer_ratio()
    return rounded_part(amount * above, below)

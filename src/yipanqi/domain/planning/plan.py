"""Start, choice, payment: what, where, when, with whose money."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from yipanqi.domain.measure import Standard
from yipanqi.domain.money import Fen, ceiling
from yipanqi.domain.programme import Payment


@dataclass(frozen=True, kw_only=True)
class Plan:
    """改造方案: the quarter in which each chosen estate starts, the standard of each chosen work, and who pays."""

    starts: Mapping[str, int]  # estate → quarter
    choices: Mapping[tuple[str, str], Standard]  # (estate, measure) → standard
    payments: tuple[Payment, ...] = field(default_factory=tuple)

    @cached_property
    def paid(self) -> dict[tuple[str, int], Fen]:
        """(fund, year) → fen."""
        total: dict[tuple[str, int], Fen] = {}
        for payment in self.payments:
            key = (payment.fund, payment.year)
            total[key] = total.get(key, 0) + payment.amount
        return total

    @cached_property
    def measures_by_estate(self) -> dict[str, tuple[str, ...]]:
        """Estate → the measures chosen on it."""
        found: dict[str, list[str]] = {}
        for estate, measure in self.choices:
            found.setdefault(estate, []).append(measure)
        return {estate: tuple(measures) for estate, measures in found.items()}

    @cached_property
    def payments_by_estate(self) -> dict[str, tuple[Payment, ...]]:
        """Estate → the payments of its works."""
        found: dict[str, list[Payment]] = {}
        for payment in self.payments:
            found.setdefault(payment.estate, []).append(payment)
        return {estate: tuple(rows) for estate, rows in found.items()}

    def of_estates(self, inside: Collection[str]) -> "Plan":
        """What it has of these estates, estate by estate."""
        chosen, paid = self.measures_by_estate, self.payments_by_estate
        works = [(estate, measure) for estate in chosen if estate in inside for measure in chosen[estate]]
        return Plan(
            starts={estate: quarter for estate, quarter in self.starts.items() if estate in inside},
            choices={work: self.choices[work] for work in works},
            payments=tuple(payment for estate in paid if estate in inside for payment in paid[estate]),
        )

    @cached_property
    def payments_by_work(self) -> dict[tuple[str, str], tuple[Payment, ...]]:
        """(estate, measure) → its payments."""
        found: dict[tuple[str, str], list[Payment]] = {}
        for payment in self.payments:
            found.setdefault((payment.estate, payment.measure), []).append(payment)
        return {key: tuple(rows) for key, rows in found.items()}


def largest_payment(share: Decimal, due: Fen) -> Fen:
    """The most a fund may pay of a year's due: its share, rounded up to the fen."""
    return min(due, ceiling(Fraction(share) * due))

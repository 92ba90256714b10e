"""Many lights told as one: how much of the money stands under each colour, and the worst of them; and the percent of
what is made of parts, with its sum."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yipanqi.domain.money import Fen
from yipanqi.domain.progress.light import Colour

WORST_FIRST = (Colour.RED, Colour.YELLOW, Colour.GREY, Colour.HELD, Colour.GREEN, Colour.NONE, Colour.DONE)
_ALL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A task of what is rolled up."""

    key: str  # its number
    colour: Colour
    budget: Fen = 0
    percent: Decimal | None = None  # done; none: nothing was reported, which counts as nothing done
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What the tasks of an estate, unit, subdistrict or programme come to."""

    by_money: bool  # else by number, where no task has money
    weights: Mapping[Colour, int]  # fen, or tasks, of each colour that there is, the worst first
    counts: Mapping[Colour, int]  # tasks
    worst: Colour
    worst_keys: tuple[str, ...]  # the tasks of the worst colour, the most money first

    def of(self, colour: Colour) -> Fraction:
        """0 … 1 of the whole; they add up to 1."""
        whole = sum(self.weights.values())
        return Fraction(self.weights.get(colour, 0), whole) if whole else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Percent of a parent = Σ weight × percent ÷ Σ weight, with its terms as they stand in the sum."""

    by_money: bool
    terms: tuple[tuple[str, int, Decimal], ...]  # number, fen (or 1), percent

    @property
    def above(self) -> Fraction:
        """Σ weight × percent."""
        return sum((weight * Fraction(percent) for _, weight, percent in self.terms), Fraction(0))

    @property
    def below(self) -> int:
        """Σ weight."""
        return sum(weight for _, weight, _ in self.terms)

    @property
    def percent(self) -> Fraction:
        """0 … 100, exactly."""
        return self.above / self.below

    @property
    def shown(self) -> Decimal:
        """With one decimal, rounded down, so that 100 means all."""
        return Decimal(int(self.percent * 10)).scaleb(-1)


def share(parts: Iterable[Part]) -> Share | None:
    """The lights of many tasks as one; cancelled ones are left out. None where nothing is left."""
    going = [it for it in parts if not it.is_cancelled]
    if not going:
        return None
    by_money = any(it.budget for it in going)
    weights: dict[Colour, int] = {}
    counts: dict[Colour, int] = {}
    for it in sorted(going, key=_gravity):
        weights[it.colour] = weights.get(it.colour, 0) + (it.budget if by_money else 1)
        counts[it.colour] = counts.get(it.colour, 0) + 1
    worst = next(iter(counts))
    named = sorted((it for it in going if it.colour is worst), key=lambda it: (-it.budget, it.key))
    return Share(
        by_money=by_money,
        weights=weights,
        counts=counts,
        worst=worst,
        worst_keys=tuple(it.key for it in named),
    )


def weighed(parts: Iterable[Part]) -> Weighed | None:
    """The percent of a parent; cancelled parts are left out, settled ones count as all. None where nothing is left."""
    going = [it for it in parts if not it.is_cancelled]
    if not going:
        return None
    by_money = any(it.budget for it in going)
    return Weighed(
        by_money=by_money,
        terms=tuple((it.key, it.budget if by_money else 1, _done(it)) for it in going if it.budget or not by_money),
    )


def _done(part: Part) -> Decimal:
    return Decimal(_ALL) if part.colour is Colour.DONE else part.percent or Decimal(0)


def _gravity(part: Part) -> int:
    return WORST_FIRST.index(part.colour)

"""Small schemes that name only what matters."""

from fractions import Fraction
from typing import Any

from yipanqi.domain.supervision.scheme import Cycle, Formula, Happening, Indicator, Scheme, Scorer
from yipanqi.domain.supervision.scored import Value

F = Fraction


def an_indicator(key: str = "a", formula: Formula = Formula.RATIO, weight: int = 100, **more: Any) -> Indicator:
    """An indicator that somebody enters, of full weight."""
    usual: dict[str, Any] = {"target": F(1)} if formula in (Formula.RATIO, Formula.ALL_OR_NOTHING) else {}
    if formula is Formula.BONUS:
        weight = 0
    about = {"names": (key, key), "weight": F(weight), "scorer": Scorer.OFFICE} | usual | more
    return Indicator(key=key, formula=formula, **about)


def a_scheme(*indicators: Indicator, **more: Any) -> Scheme:
    """A scheme of these indicators."""
    about: dict[str, Any] = {"names": ("办法", "Scheme"), "kinds": ("subdistrict",), "cycle": Cycle.QUARTER} | more
    return Scheme(key="s", indicators=indicators or (an_indicator(),), **about)


def events(**points: int) -> tuple[Happening, ...]:
    """Kinds of events by the points for each."""
    return tuple(Happening(key=key, names=(key, key), points=F(value)) for key, value in points.items())


def share(amount: int, of: int) -> Value:
    """So many of so many."""
    return Value(amount=F(amount), of=F(of))


def counts(**given: int) -> Value:
    """Events by their kinds."""
    return Value(counts=given)


def points(amount: Any) -> Value:
    """An amount as it stands."""
    return Value(amount=F(amount))

"""Owners' turnout and approval, by heads and by exclusive area, in exact fractions (民法典 art. 278)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

QUORUM = Fraction(2, 3)  # of heads and of area; 以上 includes the bound (art. 1259)
MAJORITY = Fraction(1, 2)  # 过半数: strictly more
THREE_QUARTERS = Fraction(3, 4)  # 以上 includes the bound


class Matter(StrEnum):
    """What is decided: ordinary matters, or those that art. 278 reserves for three quarters."""

    ORDINARY = "ordinary"
    MAJOR = "major"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A vote's four ratios: turnout of all heads and area, approval among those who took part."""

    turnout_heads: Fraction
    turnout_area: Fraction
    approval_heads: Fraction
    approval_area: Fraction

    def __post_init__(self) -> None:
        if not all(
            0 <= ratio <= 1
            for ratio in (self.turnout_heads, self.turnout_area, self.approval_heads, self.approval_area)
        ):
            raise ValueError("a ratio lies between 0 and 1")


def shortfalls(consent: Consent, matter: Matter) -> list[str]:
    """The names of the ratios that do not reach the law's threshold; none: the matter is decided."""
    short = [name for name in ("turnout_heads", "turnout_area") if getattr(consent, name) < QUORUM]
    return short + [
        name for name in ("approval_heads", "approval_area") if not _approved(getattr(consent, name), matter)
    ]


def _approved(ratio: Fraction, matter: Matter) -> bool:
    return ratio >= THREE_QUARTERS if matter is Matter.MAJOR else ratio > MAJORITY

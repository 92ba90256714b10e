"""What can be built at once, and what should be: crews, site limits, targets."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """施工班组: crew-weeks of a trade in a region by quarter, before blackouts."""

    region: str
    trade: str
    weeks: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        if any(w < 0 for w in self.weeks):
            raise ValueError(f"{self.region} {self.trade}: crew-weeks below zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLimit:
    """How many estates of a region may be under construction in each quarter."""

    region: str
    caps: tuple[int, ...]

    def __post_init__(self) -> None:
        if any(cap < 0 for cap in self.caps):
            raise ValueError(f"{self.region}: a site limit below zero")


class TargetKind(StrEnum):
    ESTATES = "estates"
    HOUSEHOLDS = "households"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """At least so many started by the end of a year, cumulative; each missing unit costs the penalty in points."""

    region: str
    kind: TargetKind
    year: int  # index in the horizon
    at_least: int
    penalty: Decimal

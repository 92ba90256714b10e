"""Measures: the catalogue's entries, 23 of them in six groups; needs: what the survey found on an estate."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yipanqi.domain.consent import Consent, Matter
from yipanqi.domain.money import Fen

PIECES = frozenset(("户", "个", "处", "盏", "台", "套", "部", "座", "点", "端口", "单元", "栋"))  # units that are whole


class MeasureClass(StrEnum):
    """基础 / 完善 / 提升; set by the programme, for local policies differ."""

    BASE = "base"
    IMPROVE = "improve"
    UPGRADE = "upgrade"


class Phase(StrEnum):
    """When on an estate: everything underground first, surfaces after."""

    UNDERGROUND = "underground"
    BUILDING = "building"
    SURFACE = "surface"
    SERVICES = "services"


class Standard(StrEnum):
    """The option: the standard a work is done to (标准 / 提高 / 示范)."""

    STANDARD = "standard"
    ENHANCED = "enhanced"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One of the six headings of 五改一升."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionFactor:
    """What an option costs, brings and loads, as multiples of the standard one."""

    standard: Standard
    cost: Decimal = Decimal(1)
    benefit: Decimal = Decimal(1)
    load: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A catalogue entry. A work of it runs in quarters start+offset … start+offset+len(profile)−1."""

    id: str
    name: str
    name_en: str
    group: str
    measure_class: MeasureClass
    trade: str
    phase: Phase
    driver: str  # the quantity that prices it: households, floor_area, road_area …
    unit: str  # 户, ㎡, 处 …
    rate_low: Decimal  # yuan for one unit
    rate: Decimal
    rate_high: Decimal
    days_low: int  # calendar days on a medium estate
    days_high: int
    offset: int  # quarters after the estate's start
    profile: tuple[Decimal, ...]  # parts of cost and load by quarter; they sum to 1
    crew_weeks: Decimal  # for one unit, at the standard option
    required: bool  # done on every started estate that needs it
    requires: str | None = None  # the measure that must be done on the same estate, if it needs it
    options: tuple[OptionFactor, ...] = (OptionFactor(standard=Standard.STANDARD),)
    support_ratio: Fraction | None = None  # None: the programme's
    matter: Matter | None = None  # a matter of 民法典 278: its own vote
    rate_source: str = ""
    content: str = ""  # what is done, and to which standard
    content_en: str = ""

    def __post_init__(self) -> None:
        if sum(self.profile) != 1 or any(part < 0 for part in self.profile):
            raise ValueError(f"{self.name}: the profile must sum to 1")
        if not 0 <= self.rate_low <= self.rate <= self.rate_high:
            raise ValueError(f"{self.name}: the rate lies outside its band")
        if self.offset < 0 or not 0 < self.days_low <= self.days_high:
            raise ValueError(f"{self.name}: offset or days are impossible")

    @property
    def is_countable(self) -> bool:
        """Is it counted in pieces, which are whole: lifts, lamps, points?"""
        return self.unit in PIECES

    @property
    def end(self) -> int:
        """Quarters from the estate's start to this work's end."""
        return self.offset + len(self.profile)

    def quarters(self, start: int) -> range:
        """The quarters of this work on an estate that starts in a quarter."""
        return range(start + self.offset, start + self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A survey row: this estate needs this measure."""

    estate: str
    measure: str
    severity: Decimal  # 0 … 1
    demand: Decimal | None = None  # the residents' wish, 0 … 1; None: taken from support
    support: Fraction | None = None  # part of the households in favour
    quantity: Decimal | None = None  # in the measure's unit; None: estimated
    cost: Fen | None = None  # a given cost of the standard option, fees and contingency included
    consent: Consent | None = None  # the owners' vote, for matters of 民法典 278
    note: str = ""

    def __post_init__(self) -> None:
        for ratio in (self.severity, self.demand, self.support):
            if ratio is not None and not 0 <= ratio <= 1:
                raise ValueError(f"{self.estate} {self.measure}: severity, wish and support lie between 0 and 1")
        if (self.quantity is not None and self.quantity < 0) or (self.cost is not None and self.cost < 0):
            raise ValueError(f"{self.estate} {self.measure}: quantity or cost below zero")

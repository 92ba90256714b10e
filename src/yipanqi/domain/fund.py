"""Whose money, for what, in which year."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yipanqi.domain.money import Fen


class FundKind(StrEnum):
    """Sources seen in the field (facts §4)."""

    CENTRAL = "central"  # 中央补助
    PROVINCE = "province"  # 省级补助
    CITY = "city"  # 市级资金
    DISTRICT = "district"  # 区级财政
    BOND = "bond"  # 专项债券
    HOUSING_SALES = "housing_sales"  # 房改房售房款
    UTILITY = "utility"  # 专业经营单位
    WORK_UNIT = "work_unit"  # 原产权单位
    SOCIAL = "social"  # 社会资本
    RESIDENTS = "residents"  # 居民出资（含维修资金、公积金提取）
    OTHER = "other"


class Factor(StrEnum):
    """What a fund's money may be divided by (中央补助: 面积、户数、楼栋、小区四因素)."""

    FLOOR_AREA = "floor_area"
    HOUSEHOLDS = "households"
    BUILDINGS = "buildings"
    ESTATES = "estates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """A source that pays only inside its region, in each year at most what it was granted."""

    id: str
    name: str
    kind: FundKind
    region: str
    appropriations: tuple[Fen | None, ...]  # by fiscal year of the horizon; None: no limit
    carry: bool = False  # what a year leaves over may be spent later, never earlier
    name_en: str = ""
    document: str = ""  # the paper that grants it
    by_floor_area: Decimal = Decimal(0)  # the weights by which its money is divided among estates; none: by cost
    by_households: Decimal = Decimal(0)
    by_buildings: Decimal = Decimal(0)
    by_estates: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if any(weight < 0 for weight in self._weights.values()):
            raise ValueError(f"{self.name}: a weight below zero")
        if any(given is not None and given < 0 for given in self.appropriations):
            raise ValueError(f"{self.name}: an appropriation below zero")
        if any(g is None for g in self.appropriations) and any(g is not None for g in self.appropriations):
            raise ValueError(f"{self.name}: unlimited in some years and limited in others")

    @property
    def is_limited(self) -> bool:
        return all(given is not None for given in self.appropriations)

    @property
    def key(self) -> Mapping[Factor, Fraction]:
        """The factors that its money is divided by, as parts of one; none: each work by its cost."""
        whole = sum(self._weights.values())
        return {factor: Fraction(weight) / Fraction(whole) for factor, weight in self._weights.items() if weight}

    @property
    def _weights(self) -> dict[Factor, Decimal]:
        return {factor: getattr(self, f"by_{factor}") for factor in Factor}


@dataclass(frozen=True, slots=True, kw_only=True)
class Earmark:
    """指定资金: so much of a fund's appropriation of a year is for one estate. A fund with any is bound as a whole: it
    pays no other estates, and of these none more than its own."""

    fund: str
    estate: str
    year: int  # index in the horizon
    amount: Fen

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"{self.fund} {self.estate}: an earmark below zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRule:
    """The largest part of a work's cost, in each year, that a fund may pay. The narrowest rule counts:
    a measure's before a group's, a group's before a class's, a class's before `*`."""

    fund: str
    applies_to: str  # a measure, a group, a class, or *
    share: Decimal
    source: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"{self.fund} {self.applies_to}: a share lies between 0 and 1")

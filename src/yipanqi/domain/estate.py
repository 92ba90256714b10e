"""Where, and for whom: regions, communities, estates, buildings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yipanqi.domain.coordinate import Point
from yipanqi.domain.own_field import Own


class Level(StrEnum):
    """Levels of government; an estate belongs to a subdistrict (街道)."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A level of government's area; names carry validity dates, for subdistricts merge."""

    id: str
    name: str
    level: Level
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """社区: the residents' committee's area inside a subdistrict."""

    id: str
    name: str
    subdistrict: str
    valid_from: date | None = None
    valid_to: date | None = None


class Exclusion(StrEnum):
    """Why an estate may never be renovated under this name (facts §3)."""

    DEMOLITION = "demolition"  # marked for demolition (拟拆除)
    ACQUISITION = "acquisition"  # marked for acquisition (拟征收)
    SELF_BUILT = "self_built"  # self-built housing (自建房)
    URBAN_VILLAGE = "urban_village"  # 城中村
    WITHHELD = "withheld"  # left out of one plan by decision (本方案不列入); no workbook says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """楼栋 of an estate; where buildings are listed, their sums must be the estate's figures."""

    id: str
    estate: str
    name: str
    stairwells: int | None = None
    floors: int | None = None
    households: int | None = None
    floor_area: Decimal | None = None  # ㎡


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """小区: what is renovated, once."""

    id: str
    name: str
    subdistrict: str
    households: int
    community: str | None = None
    built_year: int | None = None
    buildings: int | None = None
    stairwells: int | None = None
    floors: int | None = None
    floor_area: Decimal | None = None  # ㎡
    exclusions: frozenset[Exclusion] = field(default_factory=frozenset)
    must: bool = False
    earliest: int | None = None  # quarter; None: the programme's first
    latest: int | None = None  # quarter; None: the programme's last
    fixed_start: int | None = None  # quarter
    longitude: Decimal | None = None  # degrees of CGCS2000, as `coordinate` tells
    latitude: Decimal | None = None
    note: str = ""
    own: Mapping[str, Own] = field(default_factory=dict, hash=False)  # by the name of the own field; no plan asks

    def __post_init__(self) -> None:
        if self.households < 0:
            raise ValueError(f"{self.name}: households below zero")
        if self.floor_area is not None and self.floor_area < 0:
            raise ValueError(f"{self.name}: floor area below zero")
        if (self.longitude is None) is not (self.latitude is None):
            raise ValueError(f"{self.name}: longitude and latitude go together")

    @property
    def point(self) -> Point | None:
        """Where it lies, if that is known."""
        if self.longitude is None or self.latitude is None:
            return None
        return Point(float(self.longitude), float(self.latitude))

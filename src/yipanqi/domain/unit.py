"""Who answers for what: units, their kinds, and their duties. A unit of a programme is an organisation of the platform;
both are of these kinds."""

from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """What a body is; an older word for a kind is understood as well."""

    LEADING_GROUP = "leading_group"
    OFFICE = "office"
    DEPARTMENT = "department"
    UTILITY = "utility"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    CONTRACTOR = "contractor"
    SUPERVISOR = "supervisor"

    @classmethod
    def _missing_(cls, value: object) -> "UnitKind | None":
        code = KIND_ALIASES.get(value.casefold()) if isinstance(value, str) else None
        return cls(code) if code else None


UNIT_KINDS = {
    UnitKind.LEADING_GROUP: ("领导小组", "leading group"),
    UnitKind.OFFICE: ("改造办", "renovation office"),
    UnitKind.DEPARTMENT: ("部门", "department"),
    UnitKind.UTILITY: ("专业经营单位", "utility company"),
    UnitKind.SUBDISTRICT: ("街道", "subdistrict"),
    UnitKind.COMMUNITY: ("社区", "community"),
    UnitKind.CONTRACTOR: ("施工单位", "contractor"),
    UnitKind.SUPERVISOR: ("监理单位", "supervisor"),
}  # Chinese, English
KIND_ALIASES = {
    "district": "leading_group",  # of organisations, until units and organisations had one list of kinds
    "区领导小组": "leading_group",
    "district leading group": "leading_group",
    "区改造办": "office",
    "区直部门": "department",
    "专营单位": "utility",
}  # an older word → its code


class Part(StrEnum):
    """A unit's part in a task."""

    LEAD = "lead"  # 牵头
    RESPONSIBLE = "responsible"  # 责任
    SUPPORTING = "supporting"  # 配合
    INSPECTING = "inspecting"  # 督办


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A body with duties; a subdistrict's unit names its region."""

    id: str
    name: str
    kind: UnitKind
    region: str | None = None
    person: str = ""
    name_en: str = ""


SUBDISTRICT_OF_ESTATE = "@subdistrict"  # in a duty: the unit of the estate's own subdistrict


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who leads, answers for, supports and inspects a measure, a group, a step, or everything (`*`)."""

    applies_to: str  # a measure, a group, a step, or *
    lead: str
    responsible: str
    supporting: tuple[str, ...] = ()
    inspecting: str = ""
    deliverable: str = ""

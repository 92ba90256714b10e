"""Who answers for what: units and their duties."""

from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    LEADING_GROUP = "leading_group"  # 领导小组
    OFFICE = "office"  # 改造办
    DEPARTMENT = "department"
    UTILITY = "utility"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    CONTRACTOR = "contractor"
    SUPERVISOR = "supervisor"


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

"""What is kept of supervision."""

from .ahead import NightLook, NightRows
from .assessment import (
    Appeal,
    AssessedUnit,
    AssessedValue,
    Assessment,
    AssessmentEvent,
    AssessmentFile,
    AssessmentQuerySet,
    AssessmentScheme,
)
from .cases import CaseEvent, CasePlace, CaseWork, ExperienceCase
from .ladder import LadderStep
from .meetings import AgendaLine, Meeting, MeetingEvent, MeetingItem
from .orders import FileKind, Order, OrderEstate, OrderEvent, OrderFile, OrderReply
from .periods import Bulletin, BulletinEdit, ClosedPeriod, PeriodContent

__all__ = [
    "AgendaLine",
    "Appeal",
    "AssessedUnit",
    "AssessedValue",
    "Assessment",
    "AssessmentEvent",
    "AssessmentFile",
    "AssessmentQuerySet",
    "AssessmentScheme",
    "Bulletin",
    "BulletinEdit",
    "CaseEvent",
    "CasePlace",
    "CaseWork",
    "ClosedPeriod",
    "ExperienceCase",
    "FileKind",
    "LadderStep",
    "Meeting",
    "MeetingEvent",
    "MeetingItem",
    "NightLook",
    "NightRows",
    "Order",
    "OrderEstate",
    "OrderEvent",
    "OrderFile",
    "OrderReply",
    "PeriodContent",
]

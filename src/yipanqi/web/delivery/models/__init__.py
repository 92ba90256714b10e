"""What is kept while a plan is carried out."""

from .acceptance import (
    Acceptance,
    AcceptanceCondition,
    AcceptanceEvent,
    AcceptanceItem,
    AcceptanceMark,
    AcceptanceQuerySet,
    AcceptanceRectification,
    AcceptanceSignature,
    AcceptanceWork,
    ChecklistVersion,
    Handover,
    HandoverEvent,
    HandoverLine,
    HandoverQuerySet,
    PaperEntry,
    checklists_of,
)
from .exchange import CalendarAddress, TaskImport
from .settings import DeliverySetting
from .tasks import Baseline, BaselineRow, DeliveryTask, TaskEvent, TaskQuerySet

__all__ = [
    "Acceptance",
    "AcceptanceCondition",
    "AcceptanceEvent",
    "AcceptanceItem",
    "AcceptanceMark",
    "AcceptanceQuerySet",
    "AcceptanceRectification",
    "AcceptanceSignature",
    "AcceptanceWork",
    "Baseline",
    "BaselineRow",
    "CalendarAddress",
    "ChecklistVersion",
    "DeliverySetting",
    "DeliveryTask",
    "Handover",
    "HandoverEvent",
    "HandoverLine",
    "HandoverQuerySet",
    "PaperEntry",
    "TaskEvent",
    "TaskImport",
    "TaskQuerySet",
    "checklists_of",
]

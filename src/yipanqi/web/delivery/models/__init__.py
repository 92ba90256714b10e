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
    "ChecklistVersion",
    "DeliverySetting",
    "DeliveryTask",
    "Handover",
    "HandoverEvent",
    "HandoverLine",
    "HandoverQuerySet",
    "PaperEntry",
    "TaskEvent",
    "TaskQuerySet",
    "checklists_of",
]

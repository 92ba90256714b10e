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
from .changes import ChangeQuerySet, ChangeRequest
from .contracts import ContractImport, ContractRow, LotRow
from .digs import ClosedSurface, DigPlan, DigTurn, Reopening, Street
from .exchange import CalendarAddress, TaskImport
from .files import PaperFile
from .gates import GateException, StagePaper
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
    "ChangeQuerySet",
    "ChangeRequest",
    "ChecklistVersion",
    "ClosedSurface",
    "ContractImport",
    "ContractRow",
    "DeliverySetting",
    "DeliveryTask",
    "DigPlan",
    "DigTurn",
    "GateException",
    "Handover",
    "HandoverEvent",
    "HandoverLine",
    "HandoverQuerySet",
    "LotRow",
    "PaperEntry",
    "PaperFile",
    "Reopening",
    "StagePaper",
    "Street",
    "TaskEvent",
    "TaskImport",
    "TaskQuerySet",
    "checklists_of",
]

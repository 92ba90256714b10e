"""What is kept while a plan is carried out."""

from .contracts import ContractImport, ContractRow, LotRow
from .digs import ClosedSurface, DigPlan, DigTurn, Reopening, Street
from .files import PaperFile
from .gates import GateException, StagePaper
from .settings import DeliverySetting
from .tasks import Baseline, BaselineRow, DeliveryTask, TaskEvent, TaskQuerySet

__all__ = [
    "Baseline",
    "BaselineRow",
    "ClosedSurface",
    "ContractImport",
    "ContractRow",
    "DeliverySetting",
    "DeliveryTask",
    "DigPlan",
    "DigTurn",
    "GateException",
    "LotRow",
    "PaperFile",
    "Reopening",
    "StagePaper",
    "Street",
    "TaskEvent",
    "TaskQuerySet",
]

"""What is kept while a plan is carried out."""

from .exchange import CalendarAddress, TaskImport
from .settings import DeliverySetting
from .tasks import Baseline, BaselineRow, DeliveryTask, TaskEvent, TaskQuerySet

__all__ = [
    "Baseline",
    "BaselineRow",
    "CalendarAddress",
    "DeliverySetting",
    "DeliveryTask",
    "TaskEvent",
    "TaskImport",
    "TaskQuerySet",
]

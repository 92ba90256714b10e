"""What is kept while a plan is carried out."""

from .changes import ChangeQuerySet, ChangeRequest
from .settings import DeliverySetting
from .tasks import Baseline, BaselineRow, DeliveryTask, TaskEvent, TaskQuerySet

__all__ = [
    "Baseline",
    "BaselineRow",
    "ChangeQuerySet",
    "ChangeRequest",
    "DeliverySetting",
    "DeliveryTask",
    "TaskEvent",
    "TaskQuerySet",
]

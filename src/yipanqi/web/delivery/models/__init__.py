"""What is kept while a plan is carried out."""

from .settings import DeliverySetting
from .tasks import Baseline, BaselineRow, DeliveryTask, TaskEvent, TaskQuerySet

__all__ = [
    "Baseline",
    "BaselineRow",
    "DeliverySetting",
    "DeliveryTask",
    "TaskEvent",
    "TaskQuerySet",
]

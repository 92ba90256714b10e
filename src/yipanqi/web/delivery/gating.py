"""What is still missing before a task may start or end."""

from datetime import date

from .models import DeliveryTask
from .standing import acceptance_missing

Said = tuple[str, str]


def gate_missing(task: DeliveryTask, at: str, day: date) -> tuple[Said, ...]:
    """What the gate at the task's `start` or `end` still wants on this day, in both languages."""
    return acceptance_missing(task) if at == "end" else ()

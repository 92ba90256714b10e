"""What is still missing before a task may start or end."""

from datetime import date

from .models import DeliveryTask

Said = tuple[str, str]


def gate_missing(task: DeliveryTask, at: str, day: date) -> tuple[Said, ...]:
    """What the gate at the task's `start` or `end` still wants on this day, in both languages."""
    return ()

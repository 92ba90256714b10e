"""A task as lists show it."""

from datetime import date
from typing import Any

from .models import DeliveryTask


def line_of(task: DeliveryTask, day: date) -> dict[str, Any]:
    """The task, how its state is shown on this day, by how many days it is late, and the units that answer."""
    return {
        "task": task,
        "tone": task.tone(day),
        "late": task.days_late(day),
        "responsible": task.unit_said("contractor") or task.unit_said("responsible") or task.unit_said("lead"),
        "inspecting": task.unit_said("supervisor") or task.unit_said("inspecting"),
    }

"""A task as lists and its own page show it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from yipanqi.documents.sentences.deliverables import DELIVERABLES
from yipanqi.web.page.say import say

from .beside import marks_of
from .models import DeliveryTask
from .words import PARTS


def lines_of(tasks: Sequence[DeliveryTask], day: date) -> list[dict[str, Any]]:
    """The tasks of a list, each with the mark that a later stage gives it."""
    marks = marks_of(tasks, day)
    return [line_of(task, day) | {"mark": marks.get(task.pk)} for task in tasks]


def line_of(task: DeliveryTask, day: date) -> dict[str, Any]:
    """The task, where it stands on this day and since when it is late, its days, and the units that answer."""
    return {
        "task": task,
        "tone": task.tone(day),
        "standing": standing(task, day),
        "held": held(task),
        "planned": planned(task),
        "late": task.days_late(day),
        "responsible": task.unit_said("contractor") or task.unit_said("responsible") or task.unit_said("lead"),
        "inspecting": task.unit_said("supervisor") or task.unit_said("inspecting"),
    }


def standing(task: DeliveryTask, day: date) -> str:
    """Its state, and by how many days it is late."""
    late = task.days_late(day)
    return task.state_said + (say(f"，逾期 {late} 天", f", {late} days late") if late else "")


def held(task: DeliveryTask) -> str:
    """Of a task on hold the condition on which it goes on, and until when."""
    until = say(f"至 {task.held_until}", f"until {task.held_until}") if task.held_until else ""
    return " · ".join(filter(None, (task.held_for, until)))


def planned(task: DeliveryTask) -> str:
    """From when to when, and whether a day of it is provisional."""
    found = f"{task.start_date} – {task.finish_date}"
    return found + (say("（暂定）", " (provisional)") if task.is_provisional else "")


def facts(task: DeliveryTask) -> list[tuple[str, str]]:
    """What its page tells of it, name by name; what is not known is left out."""
    actual = f"{task.started_on} – {task.reported_on or say('至今', 'today')}" if task.started_on else ""
    units = [(say(*said), task.unit_said(part)) for part, said in PARTS.items()]
    found = [
        (say("计划", "Planned"), planned(task)),
        (say("实际", "Actual"), actual),
        *units,
        (say("配合单位", "Supporting"), task.supporting_said),
        (say("责任人", "Person"), task.person),
        (say("数量", "Quantity"), task.quantity_said),
        (say("资金（万元）", "Money (10⁴ yuan)"), task.budget_said),
        (say("成果", "Deliverable"), say(task.deliverable, DELIVERABLES.get(task.deliverable, task.deliverable))),
        (say("挂账的条件", "On hold until"), held(task)),
        (say("编号", "Number"), task.number),
    ]
    return [(name, told) for name, told in found if told]

"""The forecast on the page of a task."""

from collections.abc import Iterator
from datetime import date

from yipanqi.domain.delivery.tree import Kind
from yipanqi.web.delivery.law_names import names_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.telling import Section

from .forecast_lists import line_of
from .models import TaskLight

_PLACE = 1  # behind the reports


def forecast_section(task: DeliveryTask, day: date) -> Iterator[Section]:
    """Of a work whose finish is foretold: when, within what band, why, what it would take to be on time."""
    if task.kind != Kind.WORK:
        return
    light = TaskLight.objects.filter(task=task, is_open=True).select_related("task__contractor").first()
    if light is None or not light.foretold:
        return
    values = {"line": line_of(light, names_of(task.entry)), "day": light.day}
    yield Section(key="forecast", place=_PLACE, template="progress/_forecast_of_task.html", values=values)

"""What progress shows beside a task: its reports."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from yipanqi.domain.delivery.state import Who
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.due import month_of
from yipanqi.web.delivery.actions import parts_of
from yipanqi.web.delivery.beside import Mark
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.telling import Section

from .forecast_sections import forecast_section

_SHOWN = 24  # reports on a task's page


class Progress:
    """The reports of a task."""

    def sections(self, user: Any, task: DeliveryTask, day: date) -> Iterator[Section]:
        """Of a work its reports, the newest first, and where the next is written."""
        if task.kind != Kind.WORK:
            return
        reports = list(task.reports.newest().select_related("by", "judged_by")[:_SHOWN])
        values = {
            "reports": reports,
            "may_report": Who.RESPONSIBLE in parts_of(user, task),
            "month": month_of(day),
        }
        if reports or values["may_report"]:
            yield Section(key="reports", place=0, template="progress/_of_task.html", values=values)
        yield from forecast_section(task, day)

    def marks(self, tasks: Sequence[DeliveryTask], day: date) -> dict[int, Mark]:
        """None yet."""
        return {}

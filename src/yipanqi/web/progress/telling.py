"""What progress tells the pages that span stages: what waits for whom."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import reverse

from yipanqi.domain.progress.due import month_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.tasks import units_of
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Entry, Telling, Waiting
from yipanqi.web.page.today import today
from yipanqi.web.plans.shown import entry_of

from .forms import MISSING
from .models import ReportState, TaskReport
from .models.reports import month_said
from .owed import in_state, owing, own_works


class Progress(Telling):
    """Reports, lights and forecast."""

    rail = (
        Entry(
            url_name="progress:index",
            zh="进度",
            en="Progress",
            place=31,
            permission="delivery.view",
            under="/progress/",
        ),
    )
    style = "progress.css"

    @cached_property
    def own_entry(self) -> Any:
        """The programme whose works are reported: for who sees no programmes that of the plan in force."""
        return self.entry or entry_of(self.user)

    def waiting(self) -> Iterator[Waiting]:
        """Works to report this month, reports given back and reports to confirm, counted."""
        if self.own_entry is None or not self.user.has_perm("delivery.view"):
            return
        if self.user.has_perm("delivery.work"):
            yield from self._to_report()
        if self.user.has_perm("delivery.check"):
            yield from self._to_confirm()

    def _to_report(self) -> Iterator[Waiting]:
        month = month_of(today())
        tasks = DeliveryTask.objects.visible_to(self.user).filter(entry=self.own_entry)
        rows = owing(own_works(tasks, self.user), month).order_by()
        url = f"{reverse('progress:index')}?month={month:%Y-%m}&state="
        for state, zh, en in (
            (MISSING, "{} 项改造{}月报未报", "{} works have no report of {} yet"),
            (ReportState.RETURNED, "{} 份{}月报被退回", "{} reports of {} were given back"),
        ):
            if count := in_state(rows, month, state).count():
                yield Waiting(text=say(zh, en).format(f"{count:,}", month_said(month)), url=f"{url}{state}", until=None)

    def _to_confirm(self) -> Iterator[Waiting]:
        units = units_of(self.user)
        rows = TaskReport.objects.newest().filter(entry=self.own_entry, state=ReportState.SENT)
        rows = rows.filter(task__supervisor_id__in=units) | rows.filter(task__inspecting_id__in=units)
        if count := rows.exclude(by=self.user).order_by().count():
            text = say(f"{count:,} 份月报待确认", f"{count:,} reports wait to be confirmed")
            yield Waiting(text=text, url=reverse("progress:confirm"))

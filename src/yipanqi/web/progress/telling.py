"""What progress tells the pages that span stages: what waits for whom."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse

from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.tasks import units_of
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Entry, Mode, OfEstate, Panel, Telling, Waiting
from yipanqi.web.page.today import today
from yipanqi.web.plans.shown import entry_of

from . import board_lights
from .actions import lights
from .forms import MISSING
from .ground import Rules
from .lights_told import OfProgress, lights_panels
from .models import ReportState, TaskLight, TaskReport
from .models.reports import month_said
from .owed import is_own, lacking, own_works

_MONTHS = 6  # with reports that were given back


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

    @cached_property
    def has_tasks(self) -> bool:
        """May this person see tasks, and are there any?"""
        may = self.own_entry is not None and self.user.has_perm("delivery.view")
        return may and DeliveryTask.objects.filter(entry=self.own_entry).exists()

    @cached_property
    def has_lights(self) -> bool:
        """May this person see lights, and are there any?"""
        if not self.has_tasks:
            return False
        lights.catch_up(self.own_entry, day=today(), most=lights.AT_ONCE)
        return TaskLight.objects.filter(entry=self.own_entry).exists()

    def modes(self, asked: QueryDict) -> Iterator[Mode]:
        """The board by lights, and by what was reported."""
        if self.entry is not None and self.has_lights:
            yield from board_lights.modes(self.user, self.entry, asked)

    def panels(self) -> Iterator[Panel]:
        """For who sees the whole district its lights as one and the worst; for a unit its own yellow and red ones."""
        if self.has_lights:
            yield from lights_panels(self.user, self.own_entry)

    def of(self, row: Any) -> OfEstate:
        """The lights of one estate."""
        return OfProgress(self.user, row)

    def waiting(self) -> Iterator[Waiting]:
        """Works to report this month, reports given back and reports to confirm, counted."""
        if not self.has_tasks:
            return
        if self.user.has_perm("delivery.work"):
            yield from self._to_report()
        if self.user.has_perm("delivery.check"):
            yield from self._to_confirm()

    def _to_report(self) -> Iterator[Waiting]:
        month = Rules(self.own_entry, today()).month()
        tasks = own_works(DeliveryTask.objects.visible_to(self.user).filter(entry=self.own_entry), self.user)
        if count := lacking(tasks, self.own_entry, month):
            text = say("{} 项改造{}月报未报", "{} works have no report of {} yet").format(
                f"{count:,}", month_said(month)
            )
            yield Waiting(text=text, url=f"{reverse('progress:index')}?month={month:%Y-%m}&state={MISSING}")
        returned = TaskReport.objects.newest().filter(entry=self.own_entry, state=ReportState.RETURNED)
        returned = returned.filter(is_own(self.user, "task__")).order_by("month")
        for month, count in returned.values_list("month").annotate(count=Count("*"))[:_MONTHS]:
            text = say("{} 份{}月报被退回", "{} reports of {} were given back").format(f"{count:,}", month_said(month))
            url = f"{reverse('progress:index')}?month={month:%Y-%m}&state={ReportState.RETURNED}"
            yield Waiting(text=text, url=url)

    def _to_confirm(self) -> Iterator[Waiting]:
        units = units_of(self.user)
        rows = TaskReport.objects.newest().filter(entry=self.own_entry, state=ReportState.SENT)
        rows = rows.filter(Q(task__supervisor_id__in=units) | Q(task__inspecting_id__in=units))
        if count := rows.exclude(by=self.user).order_by().count():
            text = say(f"{count:,} 份月报待确认", f"{count:,} reports wait to be confirmed")
            yield Waiting(text=text, url=reverse("progress:confirm"))

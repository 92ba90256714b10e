"""上报: what a unit reports of a task for a month, version after version; and what somebody has begun to write."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from yipanqi.domain.progress.report import Report, ReportState
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import ProgrammeEntry


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReportQuerySet":
        """Those of the tasks that this person sees."""
        return self.filter(task__in=DeliveryTask.objects.visible_to(user))

    def newest(self) -> "ReportQuerySet":
        """Of each task and month the version that no later one replaces."""
        return self.filter(is_newest__in=(True,))


class TaskReport(models.Model):
    """A version of what is reported of a task for a month. What it says never changes; what became of it is added."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # given by the phone that wrote it
    content_hash = models.CharField(max_length=64)
    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="reports")
    task = models.ForeignKey(DeliveryTask, models.PROTECT, related_name="reports")
    month = models.DateField()  # its first day
    version = models.PositiveIntegerField(default=1)
    is_newest = models.BooleanField(default=True)
    state = models.CharField(max_length=10, default=ReportState.SENT)

    percent = models.DecimalField(max_digits=4, decimal_places=1)
    quantity = models.DecimalField(max_digits=16, decimal_places=3, null=True)  # done to date
    problem = models.CharField(max_length=20, blank=True)  # a Problem
    problem_text = models.TextField(blank=True)
    expected_finish = models.DateField(null=True)
    certified = models.BigIntegerField(null=True)  # fen to date
    reason = models.CharField(max_length=500, blank=True)  # of less than before, of a correction, of lateness
    marks = models.JSONField(default=list)  # codes of what is odd about it and was accepted all the same

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()  # by the server's clock
    day = models.DateField()  # the business day of `at`: since when it is known
    as_of = models.DateField()  # what it says holds on this day
    written_at = models.DateTimeField(null=True)  # by the phone's clock
    skew = models.IntegerField(null=True)  # seconds that the phone's clock is ahead of the server's
    is_late = models.BooleanField(default=False)

    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    judged_on = models.DateField(null=True)  # the business day on which it was confirmed or returned
    judged_why = models.CharField(max_length=500, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "-version", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["task", "month", "version"], name="report_version_once"),
            models.UniqueConstraint(fields=["task", "month"], condition=Q(is_newest=True), name="report_newest_once"),
            models.CheckConstraint(condition=Q(state__in=list(ReportState)), name="report_state_known"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="report_percent_within"),
            models.CheckConstraint(
                condition=Q(state=ReportState.SENT) | Q(judged_on__isnull=False), name="report_judged_when"
            ),
        )
        indexes = (
            models.Index(fields=["task", "-month", "-version"], name="report_of_task"),
            models.Index(fields=["entry", "is_newest", "state", "month"], name="report_by_state"),
            models.Index(fields=["entry", "month", "is_newest", "task"], name="report_of_month"),
            models.Index(fields=["entry", "-at"], name="report_in_time"),
        )

    def __str__(self) -> str:
        return f"{self.task} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("progress:report", args=[self.pk])

    @property
    def told(self) -> Report:
        """As the laws read it: when it was known to be sent, confirmed or returned."""
        confirmed = self.judged_on if self.state == ReportState.CONFIRMED else None
        returned = self.judged_on if self.state == ReportState.RETURNED else None
        return Report(
            month=self.month,
            version=self.version,
            percent=self.percent,
            as_of=self.as_of,
            sent_on=self.day,
            confirmed_on=confirmed,
            returned_on=returned,
            quantity=self.quantity,
            certified=self.certified,
            expected_finish=self.expected_finish,
        )

    @property
    def state_told(self) -> ReportState:
        """As the laws know it."""
        return ReportState(self.state)

    @property
    def state_said(self) -> str:
        """In the reader's language."""
        return say(*self.state_told.names)

    @property
    def month_said(self) -> str:
        """`2027年3月`."""
        return month_said(self.month)


class ReportDraft(models.Model):
    """What somebody has begun to write of a task and month, kept until it is sent."""

    task = models.ForeignKey(DeliveryTask, models.PROTECT, related_name="+")
    month = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)  # field → what was typed
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["task", "month", "by"], name="report_draft_once"),)

    def __str__(self) -> str:
        return f"{self.task_id} {self.month:%Y-%m}"


def month_said(month: date) -> str:
    """A month, in the reader's language."""
    return say(f"{month.year}年{month.month}月", f"{month:%B %Y}")

"""Task lists that came back, and the secret addresses of people's calendars."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import ProgrammeEntry


class TaskImport(models.Model):
    """A file with tasks: what was found in it, what it would change, and whether that was done or undone."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="task_imports")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()  # that were read
    findings = models.JSONField(default=list)  # sheet, cell, zh, en, is_error
    losses = models.JSONField(default=list)  # of what a project file holds and is not taken: [zh, en]
    steps = models.JSONField(default=list)  # task, number, title, version, what, before, after
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(applied_at__isnull=False), name="task_import_undone_after_applied"
            ),
        )

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("delivery:import", args=[self.pk])

    @property
    def error_count(self) -> int:
        """Findings because of which nothing is taken in."""
        return sum(it["is_error"] for it in self.findings)

    @property
    def state(self) -> str:
        """wrong, same, ready, applied or undone."""
        if self.undone_at:
            return "undone"
        if self.applied_at:
            return "applied"
        return "wrong" if self.error_count else "ready" if self.steps else "same"

    @property
    def state_said(self) -> str:
        """In the reader's language."""
        return say(*_STATES[self.state])

    @property
    def tone(self) -> str:
        """How the state is shown."""
        return {"wrong": "late", "ready": "part", "applied": "done"}.get(self.state, "")


_STATES = {
    "wrong": ("有错误", "Errors"),
    "same": ("没有变化", "Nothing changed"),
    "ready": ("待确认", "To be confirmed"),
    "applied": ("已导入", "Taken in"),
    "undone": ("已撤销", "Undone"),
}


class CalendarAddress(models.Model):
    """The address at which a person's calendar program reads their deadlines. Only its hash is kept: whoever knows the
    address reads them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_addresses")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    read_on = models.DateField(null=True)  # the last day on which it was read

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="calendar_address_one_open"),
        )

    def __str__(self) -> str:
        return str(self.pk)


def address_of(user: Any) -> CalendarAddress | None:
    """The address that counts now, if this person has one."""
    return CalendarAddress.objects.filter(user=user, ended_at=None).first()

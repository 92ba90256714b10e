"""Papers with which stages start and end, and exceptions from these."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yipanqi.domain.delivery.gate import At, Paper
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import ProgrammeEntry

from .files import PaperFile
from .tasks import DeliveryTask


class StagePaper(models.Model):
    """An artefact that was handed in on a task: its kind, number, day and file. Withdrawn with a reason, never
    changed."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="+")
    estate = models.CharField(max_length=200)
    task = models.ForeignKey(DeliveryTask, models.PROTECT, related_name="papers")
    paper = models.CharField(max_length=30)
    number = models.CharField(max_length=100)
    dated = models.DateField()
    file = models.ForeignKey(PaperFile, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(paper__in=[it.value for it in Paper]), name="stage_paper_known"),
        )
        indexes = (models.Index(fields=["entry", "estate"], name="stage_paper_of_estate"),)

    def __str__(self) -> str:
        return f"{self.paper} {self.number}"

    @property
    def paper_said(self) -> str:
        """The kind, in the reader's language."""
        return say(*Paper(self.paper).names)


class GateExceptionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "GateExceptionQuerySet":
        """Those of the tasks somebody sees."""
        if user.is_authenticated and user.has_perm("delivery.view") and user.scope().is_whole:
            return self
        seen = DeliveryTask.objects.visible_to(user).filter(pk=models.OuterRef("task_id"))
        return self.filter(models.Exists(seen))

    def waiting(self) -> "GateExceptionQuerySet":
        """Not decided yet."""
        return self.filter(decided_at=None)

    def granted(self) -> "GateExceptionQuerySet":
        """Allowed by a second person."""
        return self.filter(is_granted=True)


class GateException(models.Model):
    """A gate is to be passed without some papers: one person says why, another allows it or does not."""

    task = models.ForeignKey(DeliveryTask, models.PROTECT, related_name="exceptions")
    gate = models.CharField(max_length=5)
    keys = models.JSONField()  # of the demands
    said = models.JSONField()  # what was missing, [Chinese, English] each
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_granted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)

    objects = GateExceptionQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(gate__in=[it.value for it in At]), name="gate_exception_at_known"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")), name="gate_exception_by_two_people"
            ),
            models.UniqueConstraint(
                fields=["task", "gate"], condition=Q(decided_at=None), name="gate_exception_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, is_granted=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_granted__isnull=False),
                name="gate_exception_decided_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.task} {self.gate}"

    @property
    def said_here(self) -> list[str]:
        """What was missing, in the reader's language."""
        return [say(*pair) for pair in self.said]

    @property
    def state_said(self) -> str:
        """Where it stands."""
        if self.is_granted is None:
            return say("待批准", "Waiting for approval")
        return say("已批准", "Granted") if self.is_granted else say("未批准", "Not granted")

    @property
    def gate_said(self) -> str:
        """Which gate of the task."""
        return say("开始前", "To start") if self.gate == At.START else say("结束前", "To end")

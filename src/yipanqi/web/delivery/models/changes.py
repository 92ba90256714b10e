"""Changes of what a plan in force says: asked for by one person, decided by another."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yipanqi.domain.delivery.change import ChangeKind, ChangeState
from yipanqi.domain.money import wan_text
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import ProgrammeEntry

from .tasks import DeliveryTask

_OPEN = (ChangeState.ASKED, ChangeState.WITHDRAWN)


class ChangeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ChangeQuerySet":
        """Those of tasks that one sees."""
        if not user.is_authenticated or not user.has_perm("delivery.view"):
            return self.none()
        if user.scope().is_whole:
            return self
        return self.filter(task__in=DeliveryTask.objects.visible_to(user))

    def asked(self) -> "ChangeQuerySet":
        """Those that wait for approval."""
        return self.filter(state=ChangeState.ASKED)

    def told(self) -> "ChangeQuerySet":
        """With what a list shows of each."""
        return self.select_related("task", "by", "decided_by")


class ChangeRequest(models.Model):
    """What somebody asks to change, the effect that was shown to them, and what became of it. What was asked never
    changes."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="changes_asked")
    number = models.PositiveIntegerField()
    task = models.ForeignKey(DeliveryTask, models.PROTECT, related_name="changes_asked")  # the estate's, or its own
    kind = models.CharField(max_length=10)
    asked = models.JSONField()  # by kind, as `effects` reads it
    reason = models.CharField(max_length=500)
    effect = models.JSONField()  # as `effects` tells it: of when it was asked, once approved of then
    money = models.BigIntegerField(default=0)  # fen more, or less
    days = models.PositiveIntegerField(default=0)  # working days by which a date moves, at most
    seen = models.JSONField(default=dict)  # what it rests on → version, when it was asked
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()

    state = models.CharField(max_length=10, default=ChangeState.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    note = models.CharField(max_length=500, blank=True)  # of who decided
    before = models.JSONField(default=dict)  # what an approved one has changed, to be put back on the same day
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_for = models.CharField(max_length=500, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["entry", "number"], name="change_number_once"),
            models.CheckConstraint(condition=Q(kind__in=list(ChangeKind)), name="change_kind_known"),
            models.CheckConstraint(condition=Q(state__in=list(ChangeState)), name="change_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, decided_by=None)
                | (~Q(state__in=_OPEN) & Q(decided_by__isnull=False) & ~Q(decided_by=F("by"))),
                name="change_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(state=ChangeState.UNDONE, undone_by__isnull=False) & ~Q(undone_by=F("by"))
                | ~Q(state=ChangeState.UNDONE) & Q(undone_by=None),
                name="change_undone_by_somebody_else",
            ),
        )
        indexes = (
            models.Index(fields=["entry", "state", "-id"], name="changes_of_entry"),
            models.Index(fields=["task", "-id"], name="changes_of_task"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.task.title_said} · {self.kind_said}"

    def get_absolute_url(self) -> str:
        return reverse("delivery:change", args=[self.pk])

    @property
    def code(self) -> str:
        """变更编号: `BG-012`."""
        return f"BG-{self.number:03d}"

    @property
    def told(self) -> ChangeState:
        """The state as the laws know it."""
        return ChangeState(self.state)

    @property
    def kind_told(self) -> ChangeKind:
        """The kind as the laws know it."""
        return ChangeKind(self.kind)

    @property
    def kind_said(self) -> str:
        """What it is about, in the reader's language."""
        return say(*self.kind_told.names)

    @property
    def state_said(self) -> str:
        """Where it stands, in the reader's language."""
        return say(*self.told.names)

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return {ChangeState.ASKED: "part", ChangeState.APPROVED: "done", ChangeState.DECLINED: "late"}.get(
            self.told, ""
        )

    @property
    def money_said(self) -> str:
        """In 10⁴ yuan, with its sign."""
        return "" if not self.money else f"{'+' if self.money > 0 else '−'}{wan_text(abs(self.money))}"

"""Workbooks on their way in, and every change of a row."""

import gzip
import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from yipanqi.web.audit.models import Event
from yipanqi.web.page.say import say

from ..words import APPLIED, READY, REFUSED, STATES
from .entries import ProgrammeEntry, ProgrammeVersion, Sheets
from .rows import Record


class ImportBatchQuerySet(models.QuerySet):
    def to_correct(self, user: Any) -> "ImportBatchQuerySet":
        """Somebody's refused workbooks that were neither given up nor followed by a corrected one: one that was taken
        in later into the same programme, under the same name, or in place of a programme that never came."""
        later = ImportBatch.objects.filter(by=user, state=APPLIED, pk__gt=models.OuterRef("pk"))
        same = later.filter(Q(entry=models.OuterRef("entry")) | Q(file_name=models.OuterRef("file_name")))
        refused = self.filter(by=user, state=REFUSED).exclude(models.Exists(same))
        return refused.exclude(models.Exists(later), entry__current_version=None)


class ImportBatch(models.Model):
    """A workbook somebody uploaded: read, shown as a difference, taken in or not, taken back or not."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=100)  # under MEDIA_ROOT/imports
    annotated_as = models.CharField(max_length=100, blank=True)
    annotated_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10)
    base_revision = models.PositiveIntegerField(default=0)  # of the entry, when the difference was worked out
    content = models.BinaryField(null=True)  # the rows read, gzipped JSON
    bodies = models.JSONField(null=True)  # its units and the names of its regions, beside the content, which is large
    findings = models.JSONField(default=list)
    own = models.JSONField(null=True)  # of an office's own book: how it was read, what is open, what was made up
    error_count = models.PositiveIntegerField(default=0)
    warning_count = models.PositiveIntegerField(default=0)
    difference = models.JSONField(default=dict)
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, null=True, related_name="batches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="import_state_known"),
            models.UniqueConstraint(
                fields=["entry", "sha256"],
                condition=Q(state__in=["reading", "ready", "applying"]),
                name="import_once",
            ),
        )
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("programmes:import", args=[self.uid])

    @property
    def state_said(self) -> str:
        """The state in the reader's language."""
        return say(*STATES[self.state])

    @property
    def tone(self) -> str:
        """How the state is shown: done, part, late, or nothing."""
        return {APPLIED: "done", REFUSED: "late", READY: "part"}.get(self.state, "")

    def sheets(self) -> Sheets:
        """The rows that were read."""
        return json.loads(gzip.decompress(bytes(self.content)))


RESTORED = "programme.row_restored"


class Change(models.Model):
    """What a row was and became; never changed itself."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="changes")
    record = models.ForeignKey(Record, models.PROTECT, related_name="changes")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="changes")
    is_undoing = models.BooleanField(default=False)
    before = models.JSONField(null=True)  # none: the row was not there
    after = models.JSONField(null=True)  # none: it was removed
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["record", "-id"], name="change_of_record"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.at:%Y-%m-%d}"

    @property
    def what_said(self) -> str:
        """Was the row added, brought back, removed or changed?"""
        if self.before is None:
            is_back = self.event.action == RESTORED
            return say("恢复", "brought back") if is_back else say("新增", "added")
        return say("删除", "removed") if self.after is None else say("修改", "changed")

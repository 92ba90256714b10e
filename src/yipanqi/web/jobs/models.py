"""A job and its states; a worker and its pulse."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse

from yipanqi.web.page.say import say

from .handlers import said_of

QUEUED, RUNNING, DONE, FAILED, STOPPED = "queued", "running", "done", "failed", "stopped"
STATES = {
    QUEUED: ("排队中", "Waiting"),
    RUNNING: ("进行中", "Running"),
    DONE: ("已完成", "Done"),
    FAILED: ("未成功", "Failed"),
    STOPPED: ("已停止", "Stopped"),
}
OPEN = (QUEUED, RUNNING)


def nothing_said() -> list[str]:
    """A text in both languages that says nothing yet."""
    return ["", ""]


class WorkerQuerySet(models.QuerySet):
    def alive(self, within: timedelta = timedelta(seconds=60)) -> "WorkerQuerySet":
        """The workers whose pulse was felt lately, by the database's clock."""
        return self.filter(stopped_at=None, heartbeat_at__gte=Now() - within)


class Worker(models.Model):
    """One process that does jobs; the row stays for a while after it is gone, so that its end can be seen."""

    name = models.CharField(max_length=120, unique=True)
    host = models.CharField(max_length=80)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(db_default=Now())
    heartbeat_at = models.DateTimeField(db_default=Now())
    stopped_at = models.DateTimeField(null=True)

    objects = WorkerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class JobQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "JobQuerySet":
        """One's own; all of them for whoever looks after the jobs of others."""
        if user.has_perm("jobs.view_all"):
            return self
        return self.filter(created_by_id=user.pk) if user.pk else self.none()

    def open(self) -> "JobQuerySet":
        """Not ended yet."""
        return self.filter(state__in=OPEN)

    def startable(self) -> "JobQuerySet":
        """Waiting and due, or left behind by a worker whose lease has run out, with a try left."""
        waiting = Q(state=QUEUED, due_at__lte=Now())
        return self.filter(waiting | (_left_behind() & Q(attempt__lt=F("max_attempts"), stop_asked_at=None)))

    def one_each(self, kinds: list[str]) -> "JobQuerySet":
        """Of these kinds only those of people for whom none is being done."""
        busy = Job.objects.filter(state=RUNNING, lease_until__gte=Now(), kind__in=kinds)
        return self.exclude(Q(kind__in=kinds) & Exists(busy.filter(created_by=OuterRef("created_by"))))

    def hopeless(self) -> "JobQuerySet":
        """Left behind with no try left, or with a wish to stop that nobody heard."""
        return self.filter(_left_behind() & (Q(attempt__gte=F("max_attempts")) | Q(stop_asked_at__isnull=False)))


def _left_behind() -> Q:
    return Q(state=RUNNING, lease_until__lt=Now())


class Job(models.Model):
    """Work that takes longer than a page: filed once by its key, done by one worker at a time, its effect had once.

    `token` counts the claims and never goes back: only who holds the newest one may write. `attempt` counts the
    tries that `max_attempts` limits.
    """

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    subject_type = models.ForeignKey(ContentType, models.SET_NULL, null=True, related_name="+")
    subject_id = models.CharField(max_length=64, default="")
    subject = GenericForeignKey("subject_type", "subject_id")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs")
    created_at = models.DateTimeField(db_default=Now())

    state = models.CharField(max_length=10, default=QUEUED)
    progress = models.FloatField(default=0)
    message = models.JSONField(default=nothing_said)
    detail = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    error = models.JSONField(default=nothing_said)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    due_at = models.DateTimeField(db_default=Now())
    token = models.PositiveBigIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    worker = models.ForeignKey(Worker, models.SET_NULL, null=True, related_name="jobs")
    heartbeat_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    stop_asked_at = models.DateTimeField(null=True)
    stop_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["due_at", "id"], condition=Q(state__in=OPEN), name="jobs_open"),
            models.Index(fields=["created_by", "-id"], name="jobs_of_person"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="job_state_known"),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=1), name="job_progress_is_a_part"),
            models.CheckConstraint(
                condition=Q(state=RUNNING, lease_until__isnull=False) | (~Q(state=RUNNING) & Q(lease_until=None)),
                name="job_running_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, finished_at=None) | (~Q(state__in=OPEN) & Q(finished_at__isnull=False)),
                name="job_ended_has_its_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.pk])

    @property
    def title(self) -> str:
        """What kind of work it is, in the reader's language."""
        return say(*said_of(self.kind))

    @property
    def state_said(self) -> str:
        """The state in the reader's language; what ended early by wish and kept its best says so."""
        if self.state == DONE and self.stop_asked_at:
            return say("已提前结束，保留当前最好结果", "Ended early, best kept")
        if self.state == RUNNING and self.stop_asked_at:
            return say("正在停止", "Stopping")
        return say(*STATES[self.state])

    @property
    def message_said(self) -> str:
        """What it is doing, in the reader's language."""
        return say(*self.message)

    @property
    def error_said(self) -> str:
        """Why it failed, in the reader's language."""
        return say(*self.error)

    @property
    def percent(self) -> int:
        """How far it is; 100 only when it is."""
        return int(self.progress * 100)

    @property
    def percent_gap(self) -> str:
        """How far the best may be from the best possible, in percent; nothing if not known."""
        gap = self.detail.get("gap")
        return "" if gap is None else f"{gap * 100:.2f}"

    @property
    def subject_url(self) -> str:
        """The page of what the job is about, if it is still there and has one."""
        return self.subject.get_absolute_url() if hasattr(self.subject, "get_absolute_url") else ""

    @property
    def offers(self) -> str:
        """Where the file that it made is taken away, if it made one for people."""
        return self.result.get("offers", "") if self.state == DONE and isinstance(self.result, dict) else ""

    @property
    def is_open(self) -> bool:
        """It waits or runs."""
        return self.state in OPEN

    @property
    def can_be_stopped(self) -> bool:
        """It is open, and nobody has asked yet."""
        return self.is_open and not self.stop_asked_at

    @property
    def can_be_tried_again(self) -> bool:
        """It ended without an effect."""
        return self.state in (FAILED, STOPPED)

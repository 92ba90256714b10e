"""What people say of a version before it is signed off: findings that are overridden, reviews for secrecy."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yipanqi.web.page.say import say

from .publications import PublicationVersion

_USER = settings.AUTH_USER_MODEL
STEPS = {
    1: ("起草人自查", "By who drafted it"),
    2: ("部门负责人审查", "By the head of the department"),
    3: ("保密审查", "For secrecy"),
}
RESULTS = {
    "open": ("可以公开", "May be public"),
    "redact": ("处理后公开", "Public after what must not be is taken out"),
    "closed": ("不予公开", "Not public"),
}


class FindingOverride(models.Model):
    """A finding that asks, let pass: one person says why, another agrees. The value itself is nowhere kept."""

    version = models.ForeignKey(PublicationVersion, models.PROTECT, related_name="overrides")
    key = models.CharField(max_length=64)  # a keyed hash of kind, place and value
    kind = models.CharField(max_length=40)
    place = models.JSONField()  # [zh, en]
    masked = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    second = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["version", "key"], name="finding_override_once"),
            models.CheckConstraint(
                condition=Q(second=None, second_at=None) | Q(second_at__isnull=False) & ~Q(second=F("by")),
                name="finding_override_by_two",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind}"


class SecrecyReview(models.Model):
    """保密审查: one of the three reviews: by whom, when, on what ground, with what result. Never changed or removed; a
    later one of the same step counts."""

    version = models.ForeignKey(PublicationVersion, models.PROTECT, related_name="reviews")
    step = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=10)
    basis = models.CharField(max_length=500)
    reviewer = models.CharField(max_length=100)  # who reviewed it, as the paper says; `by` entered it
    of_edit = models.PositiveIntegerField(default=0)  # `edits` of the version when it was reviewed
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(step__in=list(STEPS)), name="secrecy_review_step_known"),
            models.CheckConstraint(condition=Q(result__in=list(RESULTS)), name="secrecy_review_result_known"),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.step}"

    @property
    def step_said(self) -> str:
        """In the reader's language."""
        return say(*STEPS[self.step])

    @property
    def result_said(self) -> str:
        """In the reader's language."""
        return say(*RESULTS[self.result])

"""Photos of reports: the clean copy, what the camera said, and what is odd about them; parts of those on their way."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from yipanqi.domain.coordinate import Point
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.programmes.models import ProgrammeEntry

from .reports import TaskReport


class ReportPhoto(models.Model):
    """A photo of a report. It may come before its report or after: both name the report's id."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report_uid = models.UUIDField()  # the phone's id of the report
    report = models.ForeignKey(TaskReport, models.PROTECT, null=True, related_name="photos")
    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="+")
    task = models.ForeignKey(DeliveryTask, models.PROTECT, related_name="photos")
    original_sha256 = models.CharField(max_length=64)  # of the file as the phone sent it
    sha256 = models.CharField(max_length=64)  # of the clean copy
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    phash = models.CharField(
        max_length=16, blank=True
    )  # 64 bits as 16 hex digits; empty of a picture that shows nothing
    dhash = models.CharField(max_length=16, blank=True)
    camera_time = models.CharField(max_length=19, blank=True)  # as the camera said, by its own clock
    camera_longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)  # WGS 84
    camera_latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    device = models.CharField(max_length=80, blank=True)  # kind of the device, as the camera said
    opened_at = models.DateTimeField(null=True)  # when the form was opened, by the phone's clock
    marks = models.JSONField(default=list)  # [{"code": …, "photo": pk of the other, "bits": n, "metres": n}, …]
    is_marked = models.BooleanField(default=False)  # are there marks? for lists, which cannot ask this of JSON quickly
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    cleared_why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["report_uid", "original_sha256"], name="report_photo_once"),)
        indexes = (
            models.Index(fields=["task", "-id"], name="report_photo_of_task"),
            models.Index(fields=["entry", "-id"], name="report_photo_of_entry"),
            models.Index(
                fields=["entry", "-id", "cleared_at"], name="report_photo_marked", condition=Q(is_marked=True)
            ),
        )

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def file_name(self) -> str:
        """Its name under MEDIA_ROOT/reports: ours."""
        return f"{self.uid}.jpg"

    @property
    def camera_point(self) -> Point | None:
        """Where the camera says that it stood."""
        if self.camera_longitude is None or self.camera_latitude is None:
            return None
        return Point(float(self.camera_longitude), float(self.camera_latitude))


class NamedPhotos(models.Model):
    """The photos that a report names, by the hashes that the phone gave them: some may still be on their way."""

    report = models.OneToOneField(TaskReport, models.PROTECT, related_name="named")
    hashes = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.report_id}: {len(self.hashes)}"


class PhotoPart(models.Model):
    """A photo on its way: so many of its bytes have come."""

    report_uid = models.UUIDField()
    original_sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its file under MEDIA_ROOT/report-parts
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report_uid", "original_sha256", "by"], name="photo_part_once"),)

    def __str__(self) -> str:
        return f"{self.report_uid} {self.received}/{self.size}"

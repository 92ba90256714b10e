"""Photos of estates, and those that look alike."""

import uuid

from django.conf import settings
from django.db import models

from yipanqi.domain.coordinate import Point

from .entries import ProgrammeEntry


class Photo(models.Model):
    """A photo of an estate: only the clean copy we made of it is kept, and beside it what its camera said."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="photos")
    estate = models.CharField(max_length=200)
    caption = models.CharField(max_length=200, blank=True)
    taken_date = models.DateField(null=True)  # as the uploader says
    camera_time = models.CharField(max_length=19, blank=True, default="")  # as the camera said, by its own clock
    camera_longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)  # WGS 84
    camera_latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    likeness = models.CharField(max_length=16, blank=True)  # bits that like pictures share, as `painting` tells
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["entry", "estate"], name="photo_of_estate"),)

    def __str__(self) -> str:
        return self.caption or str(self.uid)

    @property
    def camera_point(self) -> Point | None:
        """Where the camera says that it stood."""
        if self.camera_longitude is None or self.camera_latitude is None:
            return None
        return Point(float(self.camera_longitude), float(self.camera_latitude))

    @property
    def file_name(self) -> str:
        """Its name under MEDIA_ROOT/photos: ours, never the uploader's."""
        return f"{self.uid}.jpg"


class PhotoMatch(models.Model):
    """Two photos of different estates that look alike, noted when the later one came in."""

    photo = models.ForeignKey(Photo, models.PROTECT, related_name="matches")
    other = models.ForeignKey(Photo, models.PROTECT, related_name="+")  # the earlier one
    distance = models.PositiveSmallIntegerField()  # bits of 64 in which they differ

    class Meta:
        constraints = (models.UniqueConstraint(fields=["photo", "other"], name="photo_match_once"),)

    def __str__(self) -> str:
        return f"{self.photo_id} ~ {self.other_id}"

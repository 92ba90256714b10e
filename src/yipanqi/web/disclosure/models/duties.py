"""What somebody said of a duty to publish: that it does not apply, or what was done about it elsewhere; since when the
record says otherwise than what is published; and the lights of what is open."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from yipanqi.web.programmes.models import ProgrammeEntry

from .publications import Publication, PublicationVersion

_USER = settings.AUTH_USER_MODEL


class DutyNote(models.Model):
    """A word on one matter of a duty; the newest counts. Never changed or removed."""

    NOT_APPLICABLE, DONE, RECALLED = "not_applicable", "done", "recalled"

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, null=True, related_name="duty_notes")
    obligation = models.CharField(max_length=60)  # the code of `domain/disclosure/duty.py`
    matter = models.CharField(max_length=200)  # what of the record it is about
    kind = models.CharField(max_length=20)
    publication = models.ForeignKey(Publication, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("not_applicable", "done", "recalled")), name="duty_note_kind_known"
            ),
        )
        indexes = (models.Index(fields=["entry", "obligation", "matter", "-id"], name="duty_notes_of_matter"),)

    def __str__(self) -> str:
        return f"{self.obligation} {self.matter}"


class RecordChange(models.Model):
    """变更: since which day the record was seen to say otherwise than a published version. A finding of the nightly
    look, not a fact: it goes once the record says the same again."""

    version = models.OneToOneField(PublicationVersion, models.CASCADE, related_name="record_change")
    seen_on = models.DateField()  # the business day
    places = models.PositiveIntegerField()  # how many differences
    first = models.JSONField()  # [zh, en]: where the first of them is

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.version_id} {self.seen_on}"


class DutyLight(models.Model):
    """A matter of a duty, or a request for disclosure, that was open when it was last looked at: of it the first page
    has its light. Nobody sets it: it is a pure function of what is recorded, and this table may be emptied at any
    time."""

    REQUEST = "request"  # in the place of an obligation

    entry = models.ForeignKey(ProgrammeEntry, models.CASCADE, related_name="duty_lights")
    obligation = models.CharField(max_length=60)
    matter = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, default="")  # of the publication that fulfils it; none: a request
    until = models.DateField()
    near_on = models.DateField()  # from this day on it is near

    class Meta:
        ordering = ("until", "pk")
        constraints = (models.UniqueConstraint(fields=["entry", "obligation", "matter"], name="duty_light_once"),)
        indexes = (models.Index(fields=["entry", "until"], name="duty_lights_by_day"),)

    def __str__(self) -> str:
        return f"{self.obligation} {self.matter} {self.until}"

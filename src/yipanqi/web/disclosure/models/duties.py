"""What somebody said of a duty to publish: that it does not apply, or what was done about it elsewhere."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from yipanqi.web.programmes.models import ProgrammeEntry

from .publications import Publication

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

"""Which organisation a unit of a programme is."""

from django.conf import settings
from django.db import models
from django.db.models import Q

HOWS = ("code", "name", "region", "chosen")


class UnitOrganisation(models.Model):
    """A unit of a programme's workbook is this organisation: one for each unit, whatever version names it."""

    entry = models.ForeignKey("programmes.ProgrammeEntry", models.PROTECT, related_name="unit_organisations")
    unit = models.CharField(max_length=200)  # its id in the workbook
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="units")
    how = models.CharField(max_length=10)
    region_given = models.CharField(max_length=60, blank=True)  # that the organisation had none of before
    batch = models.ForeignKey("programmes.ImportBatch", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["entry", "unit"], name="unit_organisation_once"),
            models.CheckConstraint(condition=Q(how__in=HOWS), name="unit_organisation_how_known"),
        )

    def __str__(self) -> str:
        return f"{self.unit} = {self.organisation}"

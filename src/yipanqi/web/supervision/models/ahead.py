"""What the next night of all orders would do, as it was last worked out."""

from django.db import models

from yipanqi.web.page.kept_look import KeptLook, KeptRows
from yipanqi.web.programmes.models import ProgrammeEntry


class NightLook(KeptLook):
    """A look at the night of a day: its figures, and how far the log was then; its rows are beside it."""

    entry = models.OneToOneField(ProgrammeEntry, models.CASCADE, related_name="night_look")
    logged = models.BigIntegerField()  # the last event of the log that it can know of

    def __str__(self) -> str:
        return f"{self.entry_id} {self.day}"


class NightRows(KeptRows):
    """Rows of one of its tables."""

    look = models.ForeignKey(NightLook, models.CASCADE, related_name="parts")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["look", "table", "number"], name="night_rows_once"),)

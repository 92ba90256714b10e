"""What planning on would take over, as it was last worked out."""

from datetime import date

from django.db import models

from yipanqi.web.page.kept_look import KeptLook, KeptRows
from yipanqi.web.plans.models import Adoption
from yipanqi.web.programmes.models import ProgrammeEntry


class ReplanLook(KeptLook):
    """A look at a programme: what it rests on, and its figures; its rows are beside it."""

    entry = models.OneToOneField(ProgrammeEntry, models.CASCADE, related_name="replan_look")
    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()  # of the data

    def __str__(self) -> str:
        return f"{self.entry_id} {self.day}"

    @property
    def rests_on(self) -> tuple[int, int, date]:
        """Data, plan in force and business day; of others it tells nothing."""
        return self.revision, self.adoption_id, self.day


class ReplanRows(KeptRows):
    """Rows of one of its tables."""

    look = models.ForeignKey(ReplanLook, models.CASCADE, related_name="parts")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["look", "table", "number"], name="replan_rows_once"),)

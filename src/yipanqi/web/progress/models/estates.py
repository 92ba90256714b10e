"""The forecast of an estate's works, whole and by who has a part in them, as it was last worked out: what sums of
subdistricts, units and of the programme are made of. A cache like the lights."""

from typing import Any

from django.db import models
from django.db.models import Q

from yipanqi.web.accounts.models import Organisation
from yipanqi.web.delivery.models.tasks import units_of
from yipanqi.web.programmes.models import ProgrammeEntry


class EstateForecastQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "EstateForecastQuerySet":
        """The sums of the tasks that this person sees, as `TaskQuerySet.visible_to` says which."""
        if not user.is_authenticated or not user.has_perm("delivery.view"):
            return self.none()
        scope = user.scope()
        if scope.is_whole:
            return self
        own = Q(region__in=scope.regions) | Q(community__in=scope.regions)
        for unit in units_of(user):
            own |= Q(parts__contains=f"|{unit}|")
        return self.filter(own)


class EstateForecast(models.Model):
    """An estate's works that one unit does: all of them (`is_whole`), and once more by which organisations have a part
    in them. Who sees the whole district reads the former, of which there are ten times fewer; nobody adds up both."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="estate_forecasts")
    estate = models.CharField(max_length=200)
    estate_name = models.CharField(max_length=200)
    region = models.CharField(max_length=200)  # the subdistrict's id
    region_name = models.CharField(max_length=200)
    community = models.CharField(max_length=200, blank=True)
    is_whole = models.BooleanField(default=False)
    parts = models.CharField(max_length=500, blank=True)  # `|12|15|`: organisations; of whole sums nothing
    unit = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # contractor, else responsible
    day = models.DateField()
    works = models.PositiveIntegerField()
    undone = models.PositiveIntegerField()  # works that are not done yet
    late_works = models.PositiveIntegerField()  # of these, foretold to finish after their plan
    urgent = models.PositiveIntegerField()  # works whose band passes a fund's last day or a stop
    planned_finish = models.DateField()  # of all: the latest
    finish_date = models.DateField()
    finish_early = models.DateField()
    finish_late = models.DateField()
    budget = models.BigIntegerField()  # fen
    earned = models.BigIntegerField()  # Σ fen × percent × 10: thousandths of a fen
    points = models.BigIntegerField()  # Σ percent × 10: for works without any money
    certified = models.BigIntegerField()  # fen
    told_earned = models.BigIntegerField(default=0)  # fen, each work's in whole hundreds of yuan

    objects = EstateForecastQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["entry", "estate"], name="estate_forecast_of_estate"),
            models.Index(fields=["entry", "is_whole", "region"], name="estate_forecast_whole"),
        )

    def __str__(self) -> str:
        return f"{self.estate} {self.finish_date}"


class EstateLights(models.Model):
    """What the lights of an estate come to, its works and stages apart, colour by colour: what sums of the programme
    are made of. A cache like them."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="+")
    estate = models.CharField(max_length=200)
    region = models.CharField(max_length=200)  # the subdistrict's id
    is_work = models.BooleanField()
    gravity = models.PositiveSmallIntegerField()  # the colour, as of a light
    count = models.PositiveIntegerField()  # tasks
    budget = models.BigIntegerField()  # fen
    weighed = models.BigIntegerField()  # Σ fen × tenths of a percent done
    tenths = models.BigIntegerField()  # Σ tenths of a percent done
    reported = models.PositiveIntegerField()  # tasks of which somebody has reported how far they have come

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["entry", "estate", "is_work", "gravity"], name="estate_lights_once"),
        )
        indexes = (models.Index(fields=["entry", "is_work", "region"], name="estate_lights_of_region"),)

    def __str__(self) -> str:
        return f"{self.estate} {self.gravity}"

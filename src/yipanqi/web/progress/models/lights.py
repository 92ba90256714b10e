"""Lights and forecasts as they were last worked out. Nobody sets them: they are a pure function of what is recorded,
and this table may be emptied at any time."""

from django.db import models

from yipanqi.domain.progress.light import Colour
from yipanqi.web.delivery.models import DeliveryTask, TaskQuerySet
from yipanqi.web.programmes.models import ProgrammeEntry

_SUMMED = ("region", "gravity", "unit", "is_work", "budget", "tenths", "task")  # in one index, whole
_OF_ESTATE = (
    "gravity", "is_work", "budget", "tenths", "finish_date", "finish_early", "finish_late", "day",
)  # fmt: skip


class LightQuerySet(models.QuerySet):
    def of_tasks(self, tasks: TaskQuerySet) -> "LightQuerySet":
        """Those of some tasks."""
        return self.filter(task__in=tasks.order_by().values("pk"))

    def going(self) -> "LightQuerySet":
        """All but those of what is cancelled."""
        return self.filter(gravity__isnull=False)

    def worst_first(self) -> "LightQuerySet":
        """By colour, of each those furthest behind first."""
        return self.order_by("gravity", "-behind", "task_id")


class TaskLight(models.Model):
    """The light and the forecast of a task on a day."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="lights")
    task = models.OneToOneField(DeliveryTask, models.PROTECT, related_name="light")
    day = models.DateField()
    colour = models.CharField(max_length=8)  # a Colour
    rule = models.CharField(max_length=40)
    behind = models.IntegerField(null=True)  # working days behind the plan; ahead below zero
    percent = models.DecimalField(max_digits=4, decimal_places=1, null=True)  # as it counts on that day
    figures = models.JSONField(default=dict)  # what the sentence tells
    finish_date = models.DateField(null=True)  # foretold
    finish_early = models.DateField(null=True)  # one in ten finishes before
    finish_late = models.DateField(null=True)  # nine in ten finish by then
    fund_end = models.DateField(null=True)  # the last day of the first fund that pays for it and ends
    version = models.PositiveIntegerField()  # of the task when this was worked out
    is_urgent = models.BooleanField(default=False)  # its band passes a fund's last day or a stop of works
    is_open = models.BooleanField(default=False)  # a work whose finish is foretold: neither done nor cancelled
    late = models.IntegerField(null=True)  # of a work: working days from the planned finish to the foretold one
    foretold = models.JSONField(default=dict)  # of a work: what a `Foretold` tells

    # what lists and sums go by, so that none of them walks over the tasks themselves
    gravity = models.PositiveSmallIntegerField(null=True)  # place among the colours, the worst first; none: cancelled
    tenths = models.PositiveSmallIntegerField(default=0)  # of a percent done, as a sum counts it: settled is all
    budget = models.BigIntegerField(default=0)  # fen
    certified = models.BigIntegerField(
        null=True
    )  # fen to date, by the last confirmed report that says so; none: unknown
    is_work = models.BooleanField(default=False)
    estate = models.CharField(max_length=200, default="")
    region = models.CharField(max_length=200, default="")
    unit = models.PositiveBigIntegerField(null=True)  # the organisation that answers

    objects = LightQuerySet.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(colour__in=list(Colour)), name="light_colour_known"),)
        indexes = (
            models.Index(fields=["entry", "colour", "task"], name="light_by_colour"),
            models.Index(fields=["entry", "is_urgent", "finish_late"], name="light_by_finish"),
            models.Index(fields=["entry", "gravity", "-behind", "task"], name="light_worst_first"),
            models.Index(fields=["entry", "gravity", "-budget", "task"], name="light_dearest_first"),
            models.Index(fields=["entry", *_SUMMED], name="light_sums"),
            models.Index(fields=["entry", "estate", *_OF_ESTATE], name="light_of_estate"),
            models.Index(fields=["entry", "is_open", "is_urgent", "late", "task"], name="light_by_lateness"),
            models.Index(fields=["task", "finish_date", "certified"], name="light_ends"),
        )

    def __str__(self) -> str:
        return f"{self.task_id} {self.colour}"


class OutdatedEstate(models.Model):
    """An estate of which something was reported or judged since its lights were worked out: they are to be worked out
    anew. Each report leaves a mark of its own: whoever worked the lights out takes the row away with the mark that was
    there before, waits for those who are about to report, and leaves it where it has become another."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="+")
    estate = models.CharField(max_length=200)
    times = models.PositiveIntegerField(default=1)  # the mark, by chance

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry", "estate"], name="outdated_estate_once"),)

    def __str__(self) -> str:
        return self.estate


class ForecastLesson(models.Model):
    """What the finished works of a programme teach its forecasts, as the night worked it out. It may be emptied too."""

    entry = models.OneToOneField(ProgrammeEntry, models.PROTECT, related_name="lesson")
    day = models.DateField()
    value = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.day}"

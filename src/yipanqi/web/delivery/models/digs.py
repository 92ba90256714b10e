"""统筹开挖: streets and their estates, joint plans, closed surfaces, and what opens these again."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yipanqi.domain.delivery.dig import SurfaceKind
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry

from .tasks import DeliveryTask

SURFACES = {
    SurfaceKind.NEW: ("新建、改建", "new or rebuilt"),
    SurfaceKind.OVERHAULED: ("大修", "overhauled"),
}


class Street(models.Model):
    """A street, and the estates whose pipes lie in it."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="streets")
    name = models.CharField(max_length=100)
    estates = models.JSONField(default=list)  # codes
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["entry", "name"], name="street_once"),)

    def __str__(self) -> str:
        return self.name


class DigPlan(models.Model):
    """统筹方案: one window for several digs."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="dig_plans")
    name = models.CharField(max_length=200)
    first_date = models.DateField()
    last_date = models.DateField()
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("first_date", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(last_date__gte=F("first_date")), name="dig_plan_ends_later"),
            models.UniqueConstraint(
                fields=["entry", "name"], condition=Q(cancelled_at=None), name="dig_plan_name_once"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("delivery:dig-plan", args=[self.pk])


class DigTurn(models.Model):
    """The turn of a work underground in a joint plan."""

    plan = models.ForeignKey(DigPlan, models.CASCADE, related_name="turns")
    task = models.ForeignKey(DeliveryTask, models.PROTECT, related_name="turns")
    order = models.PositiveSmallIntegerField()
    depth = models.PositiveSmallIntegerField()  # centimetres
    restored_on = models.DateField(null=True)

    class Meta:
        ordering = ("order", "-depth")
        constraints = (models.UniqueConstraint(fields=["plan", "task"], name="dig_turn_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id} {self.task_id}"


class ClosedSurface(models.Model):
    """A surface of an estate or a street that was closed; those of this plan's own works follow from their tasks."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="closed_surfaces")
    street = models.ForeignKey(Street, models.PROTECT, null=True, related_name="surfaces")
    estate = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12)
    closed_on = models.DateField()
    source = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-closed_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[it.value for it in SurfaceKind]), name="closed_surface_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(street=None) & ~Q(estate="") | Q(street__isnull=False, estate=""),
                name="closed_surface_somewhere",
            ),
        )

    def __str__(self) -> str:
        return f"{self.street or self.estate} {self.closed_on}"

    @property
    def kind_said(self) -> str:
        """In the reader's language."""
        return say(*SURFACES[SurfaceKind(self.kind)])


class ReopeningQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReopeningQuerySet":
        """Those of estates somebody sees."""
        seen = EstateRow.objects.visible_to(user).filter(
            entry_id=models.OuterRef("entry_id"), estate=models.OuterRef("estate")
        )
        tasks = DeliveryTask.objects.visible_to(user).filter(
            entry_id=models.OuterRef("entry_id"), estate=models.OuterRef("estate")
        )
        return self.filter(models.Exists(seen) | models.Exists(tasks))

    def waiting(self) -> "ReopeningQuerySet":
        """Asked for and not decided."""
        return self.filter(is_emergency=False, decided_at=None)


class Reopening(models.Model):
    """A closed surface opened again: allowed by a second person, or an emergency that was recorded afterwards."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="reopenings")
    estate = models.CharField(max_length=200)
    estate_name = models.CharField(max_length=200)
    task = models.ForeignKey(DeliveryTask, models.PROTECT, null=True, related_name="reopenings")
    place = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    first_date = models.DateField()
    last_date = models.DateField()
    restored_on = models.DateField()  # by when the surface is whole again
    is_emergency = models.BooleanField(default=False)
    recorded_on = models.DateField()
    is_late = models.BooleanField(default=False)  # recorded after the working days it may take
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_granted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(last_date__gte=F("first_date")), name="reopening_ends_later"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")), name="reopening_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(is_emergency=False) | Q(decided_by=None), name="reopening_emergency_undecided"
            ),
        )
        indexes = (models.Index(fields=["entry", "estate"], name="reopening_of_estate"),)

    def __str__(self) -> str:
        return f"{self.estate_name} {self.first_date}"

    @property
    def state_said(self) -> str:
        """Where it stands."""
        if self.is_emergency:
            return say("抢修，补记超期", "Emergency, recorded late") if self.is_late else say("抢修", "Emergency")
        if self.is_granted is None:
            return say("待批准", "Waiting for approval")
        return say("已批准", "Granted") if self.is_granted else say("未批准", "Not granted")

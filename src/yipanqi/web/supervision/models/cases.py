"""Experience that is shared: cases, the works and the estates they come from with their facts as they were then."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yipanqi.documents.sentences.deliverables import UNITS_IN_FULL
from yipanqi.domain.money import wan_text
from yipanqi.domain.sentences.spoken import word
from yipanqi.domain.supervision.experience import CaseAction, CaseState, Known, Size
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import listed, say
from yipanqi.web.programmes.models import ProgrammeEntry

_USER = settings.AUTH_USER_MODEL
_SHARED = (CaseState.APPROVED,)


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CaseQuerySet":
        """What is shared, for all who see supervision; the rest for who proposed it and for who approves."""
        if not user.is_authenticated or not user.has_perm("supervision.view"):
            return self.none()
        if user.has_perm("supervision.close"):
            return self
        return self.filter(Q(state__in=_SHARED) | Q(by=user))

    def shared(self) -> "CaseQuerySet":
        """Those that are offered."""
        return self.filter(state__in=_SHARED)

    def told(self) -> "CaseQuerySet":
        """With what a list shows of each."""
        return self.select_related("by", "decided_by").prefetch_related("works", "places")


class ExperienceCase(models.Model):
    """A case: what was done, what it cost, how long it took, what worked and what to avoid."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=100)
    worked = models.TextField()
    avoid = models.TextField(blank=True)
    measures = models.CharField(max_length=2000)  # `|road|drainage|`
    cost = models.BigIntegerField()  # fen
    days_planned = models.PositiveIntegerField()  # calendar days
    days_taken = models.PositiveIntegerField(null=True)
    households = models.PositiveIntegerField(default=0)  # of its estates together
    state = models.CharField(max_length=10, default=CaseState.PROPOSED)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    decided_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)  # of who approved it or gave it back
    withdrawn_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    withdrawn_on = models.DateField(null=True)
    withdrawn_for = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)  # raised by every change

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["entry", "number"], name="case_number_once"),
            models.CheckConstraint(condition=Q(state__in=list(CaseState)), name="case_state_known"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="case_cost_not_negative"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_on=None) | (Q(decided_on__isnull=False) & ~Q(decided_by=F("by"))),
                name="case_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_SHARED) | Q(decided_by__isnull=False), name="case_shared_once_approved"
            ),
        )
        indexes = (models.Index(fields=["entry", "state", "-id"], name="cases_of_entry"),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:case", args=[self.pk])

    @property
    def code(self) -> str:
        """案例编号: `JY-003`."""
        return f"JY-{self.number:03d}"

    @property
    def told(self) -> CaseState:
        """The state as the laws know it."""
        return CaseState(self.state)

    @property
    def state_said(self) -> str:
        """In the reader's language."""
        return say(*self.told.names)

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return {CaseState.APPROVED: "done", CaseState.PROPOSED: "part", CaseState.RETURNED: "late"}.get(self.told, "")

    @property
    def cost_said(self) -> str:
        """In 10⁴ yuan."""
        return wan_text(self.cost) if self.cost else ""

    @property
    def days_said(self) -> str:
        """How long it took against the plan."""
        if self.days_taken is None:
            return say(f"计划 {self.days_planned} 天", f"planned {self.days_planned} days")
        return say(
            f"{self.days_taken} 天（计划 {self.days_planned} 天）",
            f"{self.days_taken} days (planned {self.days_planned})",
        )

    @property
    def measure_keys(self) -> frozenset[str]:
        """Its measures by key."""
        return frozenset(filter(None, self.measures.split("|")))

    @property
    def works_said(self) -> str:
        """What was done, each measure once."""
        return listed(dict.fromkeys(it.name_said for it in self.works.all()))

    @property
    def places_said(self) -> str:
        """Where."""
        return listed(it.name for it in self.places.all())

    @property
    def known(self) -> Known:
        """As it is compared."""
        return Known(key=self.pk, measures=self.measure_keys, places=tuple(it.size for it in self.places.all()))


class CaseWork(models.Model):
    """A work of a case, with its facts as the record had them when it was proposed."""

    case = models.ForeignKey(ExperienceCase, models.PROTECT, related_name="works")
    task = models.ForeignKey(DeliveryTask, models.PROTECT, related_name="cases")
    measure = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    unit = models.CharField(max_length=30, blank=True)
    cost = models.BigIntegerField()  # fen
    start_date = models.DateField()
    finish_date = models.DateField()
    started_on = models.DateField(null=True)
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["case", "task"], name="case_work_once"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"

    @property
    def name_said(self) -> str:
        """What was done, in the reader's language."""
        return say(self.name, self.name_en)

    @property
    def cost_said(self) -> str:
        """In 10⁴ yuan."""
        return wan_text(self.cost) if self.cost else ""

    @property
    def quantity_said(self) -> str:
        """With its unit."""
        if self.quantity is None:
            return ""
        return f"{self.quantity.normalize():,f} {word(UNITS_IN_FULL, self.unit, say('zh', 'en'))}".strip()


class CasePlace(models.Model):
    """An estate of a case, with its size as it was when the case was proposed."""

    case = models.ForeignKey(ExperienceCase, models.PROTECT, related_name="places")
    estate = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    region_name = models.CharField(max_length=200, blank=True)
    households = models.PositiveIntegerField(null=True)
    floor_area = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    built_year = models.IntegerField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["case", "estate"], name="case_place_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def size(self) -> Size:
        """As the laws compare it."""
        area = None if self.floor_area is None else Decimal(self.floor_area)
        return Size(households=self.households, floor_area=area, built_year=self.built_year)


class CaseEvent(models.Model):
    """What was done to a case: by whom, when, why. Never changed or removed."""

    case = models.ForeignKey(ExperienceCase, models.PROTECT, related_name="events")
    action = models.CharField(max_length=12)  # a CaseAction
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.case_id} {self.action}"

    @property
    def action_said(self) -> str:
        """In the reader's language."""
        return say(*CaseAction(self.action).names)

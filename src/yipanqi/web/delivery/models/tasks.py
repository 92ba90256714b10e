"""Tasks: what an adopted plan asks of whom; what was done about each; the plan as it stood when it was adopted."""

from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yipanqi.documents.sentences.deliverables import UNITS_IN_FULL
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.state import ENDED, UNDONE, Action, State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import wan_text
from yipanqi.domain.sentences.spoken import word
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.page.address import address_of
from yipanqi.web.page.say import listed, say
from yipanqi.web.plans.models import Adoption
from yipanqi.web.programmes.models import ProgrammeEntry

_MOST_CALLED = 5000  # estates that a word finds
PARTS = ("lead", "responsible", "inspecting", "contractor", "supervisor")  # organisations of a task
_ANSWERING = (*PARTS, "supporting", "id")  # an index with the key itself answers alone on PostgreSQL
_COMPARED = ("start_date", "finish_date", "budget", "quantity")  # between two moments
_COUNTED = (
    "state",
    "finish_date",
    "start_date",
    "kind",
    "stage",
    "measure",
    "region",
    "community",
    *PARTS,
    "supporting",
)  # by which tasks are counted: together in one index, so that no count walks over the tasks themselves
_REPORTED_ON = (
    "start_date",
    "started_on",
    "state",
    "reported_on",
    "contractor",
    "responsible",
    "lead",
    "finish_date",
    "told_budget",
    "id",
)  # by which it is known of which works a month is to be reported, and what ended late
_GOING = ("state", "reported_on", "start_date", "started_on", "contractor", "responsible", "lead")  # those not done yet


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "TaskQuerySet":
        """All for who sees the whole district; for the others those of their own estates, and those in which an
        organisation of theirs has a part."""
        if not user.is_authenticated or not user.has_perm("delivery.view"):
            return self.none()
        scope = user.scope()
        if scope.is_whole:
            return self
        return self.filter(_of_units(units_of(user)) | Q(region__in=scope.regions) | Q(community__in=scope.regions))

    def mine(self, user: Any) -> "TaskQuerySet":
        """Those in which an organisation of this person has a part."""
        return self.filter(_of_units(units_of(user)))

    def leaves(self) -> "TaskQuerySet":
        """Those that somebody does; asked as a list, for SQLite looks up no bare boolean in an index."""
        return self.filter(is_leaf__in=(True,))

    def open(self) -> "TaskQuerySet":
        """Neither closed nor cancelled."""
        return self.filter(state__in=[state for state in State if state not in ENDED])

    def undone(self) -> "TaskQuerySet":
        """Those that still have to be done: not reported yet, not on hold."""
        return self.filter(state__in=UNDONE)

    def late(self, day: date) -> "TaskQuerySet":
        """Those that should have been done before this day and are not."""
        return self.undone().filter(finish_date__lt=day)

    def told(self) -> "TaskQuerySet":
        """With what a list shows of each."""
        return self.select_related("lead", "responsible", "inspecting", "contractor", "supervisor")


def units_of(user: Any) -> tuple[int, ...]:
    """The organisations that this person belongs to, and those below them."""
    return tuple(pk for pk, _ in user.organisations_below)


def called(entry: Any, words: str, *, estate: str = "estate", task: str = "pk") -> Q:
    """The tasks of the estates so called or numbered, else those so numbered; `estate`, `task`: the ways to them from
    other rows. Estates are few beside their tasks, and numbers lie in an index: no task is looked at."""
    tasks = DeliveryTask.objects.filter(entry=entry).order_by()
    so_called = Q(estate_name__icontains=words) | Q(number__icontains=words)
    estates = list(tasks.filter(so_called, kind=Kind.ESTATE).values_list("estate", flat=True)[:_MOST_CALLED])
    return Q(**{f"{estate}__in": estates} if estates else {f"{task}__in": tasks.filter(number__icontains=words)})


def _of_units(units: tuple[int, ...]) -> Q:
    found = Q(pk__in=[])
    for part in PARTS:
        found |= Q(**{f"{part}_id__in": units})
    for unit in units[:20]:
        found |= Q(supporting__contains=f"|{unit}|")
    return found


class DeliveryTask(models.Model):
    """A task of an adopted plan: an estate, one of its stages, or a work. Its number never moves."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="tasks")
    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="tasks")  # the last that had it
    number = models.CharField(max_length=440)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=10)
    stage = models.CharField(max_length=20, blank=True)
    measure = models.CharField(max_length=200, blank=True)
    is_leaf = models.BooleanField()
    place = models.PositiveIntegerField()  # in the tree, whole

    estate = models.CharField(max_length=200)
    estate_name = models.CharField(max_length=200)
    region = models.CharField(max_length=200)  # the subdistrict's id
    region_name = models.CharField(max_length=200)
    community = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    standard = models.CharField(max_length=20, blank=True)
    deliverable = models.CharField(max_length=300, blank=True)
    quantity = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    unit = models.CharField(max_length=30, blank=True)
    budget = models.BigIntegerField(default=0)  # fen
    told_budget = models.BigIntegerField(
        default=0
    )  # fen, whole hundreds of yuan: told in 万元, as the plan's papers do

    start_date = models.DateField()
    finish_date = models.DateField()
    is_provisional = models.BooleanField(default=False)  # 暂定: a date rests on a year without its notice
    started_on = models.DateField(null=True)
    reported_on = models.DateField(null=True)  # the day of the last report of it as done
    closed_on = models.DateField(null=True)
    after = models.JSONField(default=list)  # numbers of what comes before it

    lead = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    responsible = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    inspecting = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    contractor = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    supervisor = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    supporting = models.CharField(max_length=400, blank=True)  # `|12|15|`
    units_said = models.JSONField(default=dict)  # part → the unit's name in the plan, where it is no organisation
    person = models.CharField(max_length=60, blank=True)

    state = models.CharField(max_length=10, default=State.PLANNED)
    state_before = models.CharField(max_length=10, blank=True)  # it was put on hold
    held_until = models.DateField(null=True)
    held_for = models.CharField(max_length=300, blank=True)  # the condition
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)  # raised by every change
    changed_at = models.DateTimeField()

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ("place", "pk")
        constraints = (
            models.UniqueConstraint(fields=["entry", "number"], name="delivery_task_number_once"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="delivery_task_state_known"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="delivery_task_kind_known"),
            models.CheckConstraint(condition=Q(finish_date__gte=F("start_date")), name="delivery_task_ends_later"),
            models.CheckConstraint(
                condition=~Q(state=State.HELD) | ~Q(state_before=""), name="delivery_task_held_from_somewhere"
            ),
        )
        indexes = (
            models.Index(fields=["entry", "place"], name="task_in_tree"),
            models.Index(fields=["entry", "estate", "place"], name="task_of_estate"),
            models.Index(fields=["entry", "is_leaf", "state", "finish_date"], name="task_by_state"),
            models.Index(
                fields=["entry", "is_leaf", "finish_date", "place", "state", *_ANSWERING], name="task_in_time"
            ),
            models.Index(fields=["entry", "is_leaf", "place", "id", "state", *_COMPARED], name="task_compared"),
            models.Index(fields=["entry", "is_leaf", "start_date"], name="task_by_start"),
            models.Index(fields=["entry", "region", "place"], name="task_of_region"),
            models.Index(fields=["entry", "kind", "place"], name="task_of_kind"),
            models.Index(fields=["entry", "is_leaf", *_COUNTED], name="task_counts"),
            models.Index(fields=["entry", "kind", *_REPORTED_ON], name="task_to_report"),
            models.Index(fields=["entry", "kind", *_GOING], name="task_going"),
            models.Index(fields=["responsible", "state", "finish_date"], name="task_of_responsible"),
            models.Index(fields=["inspecting", "state", "finish_date"], name="task_of_inspecting"),
            models.Index(fields=["contractor", "state"], name="task_of_contractor"),
            models.Index(fields=["supervisor", "state"], name="task_of_supervisor"),
            models.Index(fields=["lead", "state"], name="task_of_lead"),
            models.Index(fields=["entry", "-changed_at"], name="task_by_change"),
        )

    def __str__(self) -> str:
        return f"{self.estate_name} · {self.name}" if self.kind != Kind.ESTATE else self.estate_name

    def get_absolute_url(self) -> str:
        return address_of("delivery:task", self.pk)

    @property
    def told(self) -> State:
        """The state as the laws know it."""
        return State(self.state)

    @property
    def stage_told(self) -> DeliveryStage | None:
        """The stage as the laws know it; none of an estate."""
        return DeliveryStage(self.stage) if self.stage else None

    @property
    def name_said(self) -> str:
        """What is done, in the reader's language."""
        return say(self.name, self.name_en)

    @property
    def title_said(self) -> str:
        """Where and what."""
        return self.estate_name if self.kind == Kind.ESTATE else f"{self.estate_name} · {self.name_said}"

    @property
    def state_said(self) -> str:
        """Where it stands, in the reader's language."""
        return say(*self.told.names)

    @property
    def budget_said(self) -> str:
        """In 10⁴ yuan, as it is told everywhere."""
        return wan_text(self.told_budget) if self.told_budget else ""

    @property
    def counted_in(self) -> str:
        """The unit of its quantity, in the reader's language."""
        return word(UNITS_IN_FULL, self.unit, say("zh", "en"))

    @cached_property
    def quantity_said(self) -> str:
        """With its unit."""
        if self.quantity is None:
            return ""
        return f"{self.quantity.normalize():,f} {self.counted_in}".strip()

    def unit_said(self, part: str) -> str:
        """The name of the unit with this part: of the organisation, else as the plan calls it."""
        organisation = getattr(self, part)
        return organisation.name if organisation else self.units_said.get(part, "")

    @property
    def supporting_said(self) -> str:
        """The units that support."""
        return listed(self.units_said.get("supporting", ()))

    def is_late(self, day: date) -> bool:
        """Should it have been done before this day, and is not?"""
        return self.state in UNDONE and self.finish_date < day

    def days_late(self, day: date) -> int:
        """Calendar days since it should have been done; 0 where it is not late."""
        return (day - self.finish_date).days if self.is_late(day) else 0

    def tone(self, day: date) -> str:
        """How its state is shown: done, part, late, or nothing."""
        if self.is_late(day):
            return "late"
        if self.state in (State.CLOSED, State.CHECKED):
            return "done"
        return "" if self.state in (State.PLANNED, State.CANCELLED, State.HELD) else "part"


class TaskEvent(models.Model):
    """What was done to a task: by whom, when, why. Never changed or removed."""

    task = models.ForeignKey(DeliveryTask, models.PROTECT, related_name="events")
    action = models.CharField(max_length=20)  # a move, or what else is done to tasks
    before = models.CharField(max_length=10, blank=True)  # states
    after = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()  # the business day
    reason = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict)  # what else: dates before and after, condition, until

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["task", "-id"], name="task_events"),)

    def __str__(self) -> str:
        return f"{self.task} {self.action}"

    @property
    def action_said(self) -> str:
        """In the reader's language."""
        from ..words import DEEDS

        return say(*(Action(self.action).names if self.action in set(Action) else DEEDS[self.action]))

    @property
    def facts_said(self) -> list[str]:
        """What else is told of it: values before and after, a condition; money in yuan where it became another."""
        from ..words import fact_said

        told = {
            name: value for name, value in self.facts.items() if name != "told_budget" or "budget" not in self.facts
        }
        return [said for name, value in told.items() if (said := fact_said(name, value))]


class Baseline(models.Model):
    """Dates, money and quantities of all tasks as they stood at a moment, under a name; number 0 is the first
    adoption's. Never changed or removed."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="baselines")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, related_name="baselines")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["entry", "number"], name="baseline_number_once"),)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class BaselineRow(models.Model):
    """A task as it stood then."""

    baseline = models.ForeignKey(Baseline, models.PROTECT, related_name="rows")
    task = models.ForeignKey(DeliveryTask, models.PROTECT, related_name="baseline_rows")
    start_date = models.DateField()
    finish_date = models.DateField()
    quantity = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    budget = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["baseline", "task"], name="baseline_row_once"),)

    def __str__(self) -> str:
        return f"{self.baseline_id} {self.task_id}"

"""督办单: what is asked of whom until when, everything that happened to it, and what its lead unit answered."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yipanqi.domain.supervision.order import (
    ENDED,
    OPEN,
    Basis,
    Colour,
    OrderAction,
    OrderState,
    Origin,
    Urgency,
    number_said,
)
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.delivery.models import DeliveryTask, PaperFile
from yipanqi.web.delivery.models.tasks import units_of
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import Photo, ProgrammeEntry

_USER = settings.AUTH_USER_MODEL
_UNNUMBERED = (OrderState.DRAFTED, OrderState.WITHDRAWN)  # a draft that was withdrawn never had a number


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OrderQuerySet":
        """All for who sees the whole district; for the others those that an organisation of theirs leads, supports or
        inspects, once they are issued."""
        if not user.is_authenticated or not user.has_perm("supervision.view"):
            return self.none()
        if user.scope().is_whole:
            return self
        return self.filter(pk__in=of_units(units_of(user)), number__isnull=False)

    def open(self) -> "OrderQuerySet":
        """Those whose clock runs."""
        return self.filter(state__in=OPEN)

    def going(self) -> "OrderQuerySet":
        """Neither closed nor withdrawn."""
        return self.exclude(state__in=[*ENDED])

    def late(self, day: date) -> "OrderQuerySet":
        """Those that should have been answered in full before this day, and are not: the check is not theirs."""
        return self.filter(state__in=(OrderState.ISSUED, OrderState.SIGNED), limit__lt=day)

    def told(self) -> "OrderQuerySet":
        """With what a list shows of each."""
        return self.select_related("lead", "inspects", "organ")


class Order(models.Model):
    """An order. Its number is given when it is issued, and stays; once it has ended its row never changes."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="orders")
    organ = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # that issues it
    word = models.CharField(max_length=20, blank=True)  # the organ's, as it was then
    year = models.PositiveIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)

    matter = models.CharField(max_length=200)  # 事项
    content = models.TextField()
    basis = models.CharField(max_length=20, default=Basis.INSTRUCTION)
    basis_said = models.CharField(max_length=200, blank=True)  # which document, minutes, instruction
    leader = models.CharField(max_length=60, blank=True)  # who instructed
    officer = models.CharField(max_length=60, blank=True)  # 牵头负责人
    supporting_officers = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=100, blank=True)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    supporting = models.ManyToManyField(Organisation, related_name="+")
    inspects = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    tasks = models.ManyToManyField(DeliveryTask, related_name="orders")

    origin = models.CharField(max_length=20, default=Origin.HAND)
    origin_key = models.CharField(max_length=200, blank=True)  # one matter, one order
    origin_url = models.CharField(max_length=300, blank=True)  # where the source is shown
    urgency = models.CharField(max_length=10, default=Urgency.ORDINARY)
    colour = models.CharField(max_length=10, blank=True)
    cycle = models.PositiveIntegerField(null=True)  # days between reports; none: answered once
    artefacts = models.JSONField(default=list)  # what is demanded, by name
    needs_photos = models.BooleanField(default=False)
    public_days = models.PositiveIntegerField(default=0)

    limit = models.DateField(null=True)  # of a draft that names none: as the rules say when it is issued
    first_limit = models.DateField(null=True)  # as it was issued
    sign_due = models.DateField(null=True)
    reply_due = models.DateField(null=True)
    state = models.CharField(max_length=10, default=OrderState.DRAFTED)
    state_before = models.CharField(max_length=10, blank=True)  # it was put on hold
    extensions = models.PositiveIntegerField(default=0)
    asked = models.JSONField(default=dict)  # what waits for its answer: deed, day, who, reason, progress, date or unit
    stopped = models.PositiveIntegerField(default=0)  # working days of holds that are over
    is_returned = models.BooleanField(default=False)  # given back, and not answered since
    version = models.PositiveIntegerField(default=1)  # raised by every deed
    round = models.PositiveIntegerField(default=0)  # of its messages: whose turn it is

    drafted_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")  # none: by a rule
    drafted_at = models.DateTimeField()
    drafted_on = models.DateField()
    issued_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField(null=True)
    signed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField(null=True)
    first_replied_on = models.DateField(null=True)
    replied_on = models.DateField(null=True)  # the last time
    published_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    reopens = models.OneToOneField("self", models.PROTECT, null=True, related_name="reopened")
    changed_at = models.DateTimeField()

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["organ", "year", "number"], name="order_number_once"),
            models.UniqueConstraint(
                fields=["entry", "origin_key"], condition=~Q(origin_key=""), name="order_of_matter_once"
            ),
            models.CheckConstraint(condition=Q(state__in=list(OrderState)), name="order_state_known"),
            models.CheckConstraint(condition=Q(origin__in=list(Origin)), name="order_origin_known"),
            models.CheckConstraint(condition=Q(urgency__in=list(Urgency)), name="order_urgency_known"),
            models.CheckConstraint(condition=Q(basis__in=list(Basis)), name="order_basis_known"),
            models.CheckConstraint(condition=Q(colour__in=["", *Colour]), name="order_colour_known"),
            models.CheckConstraint(condition=~Q(lead=F("inspects")), name="order_of_two_units"),
            models.CheckConstraint(
                condition=Q(number=None, year=None, issued_on=None, state__in=_UNNUMBERED)
                | (
                    Q(number__gte=1, year__isnull=False, issued_on__isnull=False, limit__isnull=False)
                    & ~Q(state=OrderState.DRAFTED)
                ),
                name="order_numbered_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None)
                | Q(limit__gte=F("issued_on"), sign_due__gte=F("issued_on"), reply_due__gte=F("issued_on")),
                name="order_clock_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(state=OrderState.HELD, held_on__isnull=False) & ~Q(state_before="")
                | ~Q(state=OrderState.HELD) & Q(held_on=None, state_before=""),
                name="order_held_from_somewhere",
            ),
        )
        indexes = (
            models.Index(fields=["entry", "state", "limit"], name="orders_by_state"),
            models.Index(fields=["entry", "-year", "-number"], name="orders_in_register"),
            models.Index(fields=["entry", "limit", "id"], name="orders_by_limit"),
            models.Index(fields=["lead", "state", "limit"], name="orders_of_lead"),
            models.Index(fields=["inspects", "state"], name="orders_of_inspecting"),
            models.Index(fields=["entry", "issued_on"], name="orders_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.matter}".strip()

    def get_absolute_url(self) -> str:
        return reverse("supervision:order", args=[self.pk])

    @property
    def code(self) -> str:
        """督办单文号: `改督〔2027〕12号`; of a draft nothing."""
        return number_said(self.word, self.year, self.number) if self.number and self.year else ""

    @property
    def code_said(self) -> str:
        """The number, or that there is none yet."""
        return self.code or say("（未编号）", "(no number yet)")

    @property
    def told(self) -> OrderState:
        """The state as the laws know it."""
        return OrderState(self.state)

    @property
    def state_said(self) -> str:
        """In the reader's language; an order that was given back says so."""
        named = say(*self.told.names)
        return say(f"{named}（退回）", f"{named} (given back)") if self.is_returned else named

    @property
    def urgency_told(self) -> Urgency:
        """As the laws know it."""
        return Urgency(self.urgency)

    @property
    def urgency_said(self) -> str:
        """In the reader's language."""
        return say(*self.urgency_told.names)

    @property
    def origin_said(self) -> str:
        """In the reader's language."""
        return say(*Origin(self.origin).names)

    @property
    def basis_name(self) -> str:
        """The kind of its basis, in the reader's language; no leader's instruction where none is named."""
        if self.basis == Basis.INSTRUCTION:
            is_told = self.leader or self.basis_said
            return say("领导批示", "A leader's instruction") if is_told else say("日常交办", "The office's own")
        return say(*Basis(self.basis).names)

    @property
    def colour_said(self) -> str:
        """The word of its colour, in the reader's language; nothing where it has none."""
        return say(*Colour(self.colour).names) if self.colour else ""

    @property
    def asked_told(self) -> OrderAction | None:
        """What was asked for and waits for its answer."""
        return OrderAction(self.asked["deed"]) if self.asked else None

    def is_late(self, day: date) -> bool:
        """Should it have been answered in full before this day, and is not?"""
        return self.told in (OrderState.ISSUED, OrderState.SIGNED) and self.limit is not None and self.limit < day

    def tone(self, day: date) -> str:
        """How its state is shown: done, part, late, or nothing."""
        if self.is_late(day) or self.is_returned:
            return "late"
        if self.told is OrderState.CLOSED:
            return "done"
        return "part" if self.told in OPEN else ""


def of_units(units: Collection[int]) -> models.QuerySet:
    """The keys of the orders that these lead, inspect or support: each by its own index."""
    supported = Order.supporting.through.objects.filter(organisation__in=units).values_list("order_id")
    own = [Order.objects.filter(**{f"{part}__in": units}).order_by().values_list("pk") for part in ("lead", "inspects")]
    return own[0].union(own[1], supported)


class OrderEstate(models.Model):
    """An estate that an order is about."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="estates")
    estate = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=200, blank=True)
    region_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["order", "estate"], name="order_estate_once"),)
        indexes = (models.Index(fields=["estate", "order"], name="orders_of_estate"),)

    def __str__(self) -> str:
        return self.name


class OrderEvent(models.Model):
    """What happened to an order: by whom, when, why. Never changed or removed."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="events")
    action = models.CharField(max_length=20)  # an OrderAction; `draft` at its beginning; what the ladder does
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")  # none: a rule
    at = models.DateTimeField()
    day = models.DateField()  # the business day
    note = models.TextField(blank=True)
    values = models.JSONField(default=dict)  # dates before and after, units, what was asked

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["order", "-id"], name="events_of_order"),)

    def __str__(self) -> str:
        return f"{self.order_id} {self.action}"

    @property
    def action_said(self) -> str:
        """In the reader's language."""
        from ..orders_words import deed_said

        return deed_said(self.action)

    @property
    def values_said(self) -> list[str]:
        """What else is told of it, in the reader's language."""
        from ..orders_words import value_said

        return [said for name, value in self.values.items() if (said := value_said(name, value))]


class OrderReply(models.Model):
    """What the lead unit answered. Never changed or removed: a later one stands beside it."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="replies")
    is_final = models.BooleanField(default=True)  # else a report between
    turn = models.PositiveIntegerField()  # from 1
    text = models.TextField()  # how it was handled
    cause = models.TextField(blank=True)  # what was found
    prevention = models.TextField(blank=True)  # so that it does not come again
    difficulties = models.TextField(blank=True)  # and the next steps
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # that answers
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        ordering = ("turn",)
        constraints = (models.UniqueConstraint(fields=["order", "turn"], name="order_reply_turn_once"),)

    def __str__(self) -> str:
        return f"{self.order_id} {self.turn}"

    @property
    def parts_said(self) -> list[tuple[str, str]]:
        """Its parts with their headings, in the reader's language."""
        parts = (
            (say("办理情况", "How it was handled"), self.text),
            (say("原因", "Cause"), self.cause),
            (say("防止再次发生的措施", "What prevents it again"), self.prevention),
            (say("存在困难及下一步措施", "Difficulties and next steps"), self.difficulties),
        )
        return [(head, told) for head, told in parts if told]


class FileKind(models.TextChoices):
    """What a file of an order is."""

    ATTACHED = "attached"  # to the order itself
    ARTEFACT = "artefact"  # demanded by the order
    PHOTO = "photo"  # taken afterwards
    OTHER = "other"


class OrderFile(models.Model):
    """A file or photo of an order, or of an answer. Never changed or removed."""

    uid = models.UUIDField(unique=True, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="files")
    reply = models.ForeignKey(OrderReply, models.PROTECT, null=True, related_name="files")
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    artefact = models.CharField(max_length=200, blank=True)  # which of the demanded ones
    file = models.ForeignKey(PaperFile, models.PROTECT, null=True, related_name="+")
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(file__isnull=False, photo=None) | Q(file=None, photo__isnull=False), name="order_file_one"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(FileKind)), name="order_file_kind_known"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """As whoever brought it called it."""
        return self.file.file_name if self.file else str(self.photo)

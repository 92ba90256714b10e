"""Meetings, what they ask, what was made of it, and the agendas on which it stood."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from yipanqi.domain.delivery.state import State
from yipanqi.domain.supervision.meeting import (
    ON_AGENDA,
    UNSETTLED,
    Carried,
    ItemAction,
    ItemKind,
    ItemState,
    MeetingAction,
    MeetingKind,
    MeetingState,
    Of,
    Standing,
    is_asleep,
    standing_of,
)
from yipanqi.domain.supervision.order import OrderState
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.delivery.models import DeliveryTask, PaperFile
from yipanqi.web.delivery.models.tasks import units_of
from yipanqi.web.page.say import listed, say
from yipanqi.web.programmes.models import ProgrammeEntry

from .orders import Order

_USER = settings.AUTH_USER_MODEL
_OF_ORDER = {OrderState.DRAFTED: Of.DRAFTED, OrderState.CLOSED: Of.ENDED, OrderState.WITHDRAWN: Of.GONE}
_OF_TASK = {State.CLOSED: Of.ENDED, State.CANCELLED: Of.GONE}
_HELD = (MeetingState.HELD, MeetingState.PRINTED)


def stands(standing: Standing) -> Q:
    """The items that stand so, as `standing_of` says it of one."""
    return _STANDS[standing]


_ORDERED, _TASKED = Q(state=ItemState.ORDERED), Q(state=ItemState.TASKED)
_STANDS = {
    Standing.NOTE: Q(state=ItemState.NOTE),
    Standing.OPEN: Q(state=ItemState.OPEN)
    | (_ORDERED & Q(order__state=OrderState.WITHDRAWN))
    | (_TASKED & Q(task__state=State.CANCELLED)),
    Standing.DRAFTED: _ORDERED & Q(order__state=OrderState.DRAFTED),
    Standing.ORDERED: _ORDERED & ~Q(order__state__in=[*_OF_ORDER]),
    Standing.TASKED: _TASKED & ~Q(task__state__in=[*_OF_TASK]),
    Standing.DROPPED: Q(state=ItemState.DROPPED),
    Standing.CLOSED: (_ORDERED & Q(order__state=OrderState.CLOSED)) | (_TASKED & Q(task__state=State.CLOSED)),
}


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MeetingQuerySet":
        """All for who sees the whole district; for the others those that a unit of theirs attends, and those that ask
        something of it."""
        if not user.is_authenticated or not user.has_perm("supervision.view"):
            return self.none()
        if user.scope().is_whole:
            return self
        units = units_of(user)
        attends = Meeting.attending.through.objects.filter(organisation__in=units).values("meeting_id")
        asked = MeetingItem.objects.filter(Q(unit__in=units) | Q(order__lead__in=units)).values("meeting_id")
        return self.filter(Q(pk__in=attends) | Q(pk__in=asked, state__in=_HELD))


class Meeting(models.Model):
    """A meeting: called, held, its minutes printed."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    held_on = models.DateField()  # its day, also while it is to come
    place = models.CharField(max_length=100, blank=True)
    chair = models.CharField(max_length=60, blank=True)
    attending = models.ManyToManyField(Organisation, related_name="+")
    others = models.CharField(max_length=300, blank=True)  # who else attends
    source = models.CharField(max_length=300, blank=True)  # of one that was entered afterwards
    state = models.CharField(max_length=10, default=MeetingState.PLANNED)
    minutes_number = models.CharField(max_length=60, blank=True)
    printed_on = models.DateField(null=True)
    file = models.ForeignKey(PaperFile, models.PROTECT, null=True, related_name="+")  # the minutes as printed
    version = models.PositiveIntegerField(default=1)  # raised by every change
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["entry", "number"], name="meeting_number_once"),
            models.CheckConstraint(condition=Q(kind__in=list(MeetingKind)), name="meeting_kind_known"),
            models.CheckConstraint(condition=Q(state__in=list(MeetingState)), name="meeting_state_known"),
            models.CheckConstraint(
                condition=Q(state=MeetingState.PRINTED, printed_on__gte=F("held_on"))
                | (~Q(state=MeetingState.PRINTED) & Q(printed_on=None, file=None, minutes_number="")),
                name="meeting_printed_after_it",
            ),
        )
        indexes = (models.Index(fields=["entry", "-held_on", "-id"], name="meetings_of_entry"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("supervision:meeting", args=[self.pk])

    @property
    def code(self) -> str:
        """会议编号: `HY-003`."""
        return f"HY-{self.number:03d}"

    @property
    def told(self) -> MeetingState:
        """The state as the laws know it."""
        return MeetingState(self.state)

    @property
    def is_held(self) -> bool:
        """Was it held?"""
        return self.told in _HELD

    @property
    def state_said(self) -> str:
        """Where it stands, in the reader's language."""
        return say(*self.told.names)

    @property
    def kind_said(self) -> str:
        """What it is for, in the reader's language."""
        return say(*MeetingKind(self.kind).names)

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return {MeetingState.PRINTED: "done", MeetingState.HELD: "part"}.get(self.told, "")

    @property
    def attending_said(self) -> str:
        """Who attends."""
        return listed([*(it.name for it in self.attending.all()), *([self.others] if self.others else [])])


class ItemQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ItemQuerySet":
        """Those of the meetings that one sees."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user))

    def told(self) -> "ItemQuerySet":
        """With what a list shows of each."""
        return self.select_related("meeting", "unit", "order__lead", "order__organ", "task__responsible")

    def standing(self, *standings: Standing) -> "ItemQuerySet":
        """Those that stand so."""
        found = Q(pk__in=[])
        for one in standings:
            found |= stands(one)
        return self.filter(found)

    def awake(self, day: date) -> "ItemQuerySet":
        """Those that are not put aside on a day."""
        return self.filter(Q(wakes_on=None) | Q(wakes_on__lte=day))

    def counts(self, meetings: list[int]) -> tuple[dict[int, int], dict[int, int]]:
        """By meeting: how many items it has besides notes, and how many of them are not closed."""
        rows = self.filter(meeting__in=meetings).order_by().values_list("meeting")
        asked = rows.exclude(kind=ItemKind.NOTE).annotate(count=Count("pk"))
        return dict(asked), dict(rows.standing(*ON_AGENDA).annotate(count=Count("pk")))

    def unsettled(self, day: date) -> "ItemQuerySet":
        """Those of which the office has still to make something."""
        return self.standing(*UNSETTLED).filter(meeting__state__in=_HELD).awake(day)

    def carried(self, meeting: Meeting, day: date) -> "ItemQuerySet":
        """Those that stand on the agenda of a meeting, as `meeting.agenda` says it, in its order."""
        earlier = Q(meeting__held_on__lt=meeting.held_on) | Q(meeting__held_on=meeting.held_on, meeting__lt=meeting.pk)
        rows = self.filter(earlier, meeting__entry=meeting.entry_id, meeting__state__in=_HELD)
        return rows.standing(*ON_AGENDA).awake(day).order_by("meeting__held_on", "meeting_id", "number")


class MeetingItem(models.Model):
    """What a meeting asks, decides or assigns, or notes; and what was made of it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    text = models.CharField(max_length=500)
    leader = models.CharField(max_length=60, blank=True)  # whose demand it is
    unit = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # that is to do it
    limit = models.DateField(null=True)
    state = models.CharField(max_length=10)
    order = models.OneToOneField(Order, models.PROTECT, null=True, related_name="meeting_item")  # the newest
    task = models.ForeignKey(DeliveryTask, models.PROTECT, null=True, related_name="meeting_items")
    turn = models.PositiveIntegerField(default=0)  # orders that were made of it
    has_hung = models.BooleanField(default=False)  # an order or a task was made of it, once
    reason = models.CharField(max_length=300, blank=True)  # why nothing is done; why it is put aside
    snoozed_for = models.DateField(null=True)  # the date before which it comes back
    snoozed_days = models.PositiveIntegerField(null=True)  # so many days
    wakes_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)  # raised by every change
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("-meeting__held_on", "-meeting_id", "number")
        constraints = (
            models.UniqueConstraint(fields=["meeting", "number"], name="meeting_item_number_once"),
            models.CheckConstraint(condition=Q(kind__in=list(ItemKind)), name="meeting_item_kind_known"),
            models.CheckConstraint(condition=Q(state__in=list(ItemState)), name="meeting_item_state_known"),
            models.CheckConstraint(
                condition=Q(kind=ItemKind.NOTE, state=ItemState.NOTE)
                | (~Q(kind=ItemKind.NOTE) & ~Q(state=ItemState.NOTE)),
                name="meeting_item_note_is_note",
            ),
            models.CheckConstraint(
                condition=Q(state=ItemState.ORDERED, order__isnull=False, task=None)
                | Q(state=ItemState.TASKED, task__isnull=False, order=None)
                | (~Q(state__in=(ItemState.ORDERED, ItemState.TASKED)) & Q(order=None, task=None)),
                name="meeting_item_hangs",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ItemState.DROPPED,)) | ~Q(reason=""), name="meeting_item_dropped_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(snoozed_for=None, snoozed_days=None, wakes_on=None)
                | Q(snoozed_for__isnull=False, snoozed_days__isnull=False, wakes_on__lte=F("snoozed_for")),
                name="meeting_item_wakes_before",
            ),
        )
        indexes = (models.Index(fields=["state", "wakes_on"], name="meeting_items_by_state"),)

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:meeting-item", args=[self.pk])

    @property
    def code(self) -> str:
        """事项编号: `HY-003-2`."""
        return f"{self.meeting.code}-{self.number}"

    @property
    def hangs(self) -> Of | None:
        """What became of its order or task."""
        if self.order is not None:
            return _OF_ORDER.get(self.order.told, Of.GOING)
        return _OF_TASK.get(self.task.told, Of.GOING) if self.task is not None else None

    @property
    def standing(self) -> Standing:
        """Where it stands now, as the laws know it."""
        return standing_of(ItemState(self.state), self.hangs)

    @property
    def standing_said(self) -> str:
        """In the reader's language."""
        return say(*self.standing.names)

    @property
    def kind_said(self) -> str:
        """What it is, in the reader's language."""
        return say(*ItemKind(self.kind).names)

    @property
    def tone(self) -> str:
        """How its standing is shown."""
        return {
            Standing.CLOSED: "done",
            Standing.DRAFTED: "part",
            Standing.ORDERED: "part",
            Standing.TASKED: "part",
        }.get(self.standing, "")

    @property
    def unit_said(self) -> str:
        """Who does it: the lead unit of its order, who answers for its task, else whom the meeting named."""
        if self.order is not None:
            return self.order.lead.name
        if self.task is not None:
            return self.task.unit_said("responsible")
        return self.unit.name if self.unit else ""

    @property
    def until(self) -> date | None:
        """By when: as its order says, its task, else the meeting."""
        if self.order is not None and self.order.limit:
            return self.order.limit
        return self.task.finish_date if self.task is not None else self.limit

    @property
    def followed_by(self) -> Order | DeliveryTask | None:
        """The order or the task that was made of it."""
        return self.order or self.task

    @property
    def followed_said(self) -> str:
        """It, with its state, in the reader's language."""
        if self.order is not None:
            return f"{self.order.code_said} · {self.order.state_said}"
        return f"{self.task.title_said} · {self.task.state_said}" if self.task is not None else ""

    @property
    def followed_in_both(self) -> list[str]:
        """The same in Chinese and in English; nothing where nothing was made of it."""
        found = self.followed_by
        if found is None:
            return []
        if isinstance(found, Order):
            return [f"{found.code} · {zh}".removeprefix(" · ") for zh in found.told.names]
        names = (f"{found.estate_name} · {found.name}", f"{found.estate_name} · {found.name_en}")
        return [f"{name} · {state}" for name, state in zip(names, found.told.names, strict=True)]

    followed_url = ""  # where the order or task is shown, for whoever may see it: `with_links`

    def is_asleep(self, day: date) -> bool:
        """Is it put aside on a day?"""
        return is_asleep(self.wakes_on, day)

    @property
    def told(self) -> Carried:
        """As the agenda of a later meeting looks at it."""
        return Carried(
            key=self.pk,
            meeting=self.meeting_id,
            held_on=self.meeting.held_on,
            number=self.number,
            standing=self.standing,
            wakes=self.wakes_on,
        )


class AgendaLine(models.Model):
    """An open item as it stood on the agenda of a later meeting when that was held. Never changed or removed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    item = models.ForeignKey(MeetingItem, models.PROTECT, related_name="agendas")
    place = models.PositiveIntegerField()
    standing = models.CharField(max_length=10)
    unit = models.CharField(max_length=200, blank=True)
    followed = models.JSONField(default=list)  # by what, with its state then: [Chinese, English]
    until = models.DateField(null=True)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["meeting", "item"], name="agenda_line_once"),)

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.place}"

    @property
    def standing_said(self) -> str:
        """Where it stood, in the reader's language."""
        return say(*Standing(self.standing).names)

    @property
    def followed_said(self) -> str:
        """By what it was followed, with its state then."""
        return say(*self.followed) if self.followed else ""


class MeetingEvent(models.Model):
    """What was done to a meeting or one of its items: by whom, when, why. Never changed or removed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="events")
    item = models.ForeignKey(MeetingItem, models.PROTECT, null=True, related_name="events")
    action = models.CharField(max_length=20)  # a MeetingAction or ItemAction, `call` or `add`
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()  # the business day
    reason = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)  # what else: an order's number, a task, a day

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["item", "-id"], name="events_of_meeting_item"),)

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.action}"

    @property
    def action_said(self) -> str:
        """In the reader's language."""
        from ..meetings_words import DEEDS

        known: dict[str, tuple[str, str]] = {
            **DEEDS,
            **{it.value: it.names for it in MeetingAction},
            **{it.value: it.names for it in ItemAction},
        }
        return say(*known[self.action])

    @property
    def facts_said(self) -> list[str]:
        """What else is told of it, in the reader's language."""
        from ..meetings_words import fact_said

        return [fact_said(name, value) for name, value in self.facts.items()]


def with_links(items: Sequence[MeetingItem], user: Any) -> Sequence[MeetingItem]:
    """The items, each with the address of its order or task where this person may see it; in two questions for all."""
    orders = Order.objects.visible_to(user).filter(pk__in=[it.order_id for it in items if it.order_id])
    tasks = DeliveryTask.objects.visible_to(user).filter(pk__in=[it.task_id for it in items if it.task_id])
    seen_orders, seen_tasks = set(orders.values_list("pk", flat=True)), set(tasks.values_list("pk", flat=True))
    for one in items:
        found = one.followed_by
        if found is not None and (one.order_id in seen_orders or one.task_id in seen_tasks):
            one.followed_url = found.get_absolute_url()
    return items

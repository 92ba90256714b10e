"""The log: what was done, by whom, to what; each event holds the hash of the one before it."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q, Sum

from .actors import ANONYMOUS, PUBLIC, RESIDENT, STAFF, SYSTEM, Actor

FIRST = "0" * 64  # what the first event holds in place of a hash before it
DONE, REFUSED = "done", "refused"
SUMMED = "refusals.summed"  # the event that tells counts of an hour
STAFF_ONLY, KIND_AND_KEY = 1, 2  # formats: who acted is a number of the staff · a kind and a key
FORMAT = KIND_AND_KEY  # of events written from now on


class EventQuerySet(models.QuerySet):
    def about(self, subject_type: str, subject_id: str) -> "EventQuerySet":
        """The events of one object, newest first."""
        return self.filter(subject_type=subject_type, subject_id=subject_id).order_by("-seq")

    def by_staff(self, ids: Collection[int]) -> "EventQuerySet":
        """What these people of the staff did, in events of every format."""
        keys = [str(pk) for pk in ids]
        return self.filter(Q(actor_id__in=ids) | Q(actor_kind=STAFF, actor_key__in=keys))

    def refused_since(self, moment: datetime) -> int:
        """How often something was refused: as events of their own, and as counts, which their sums tell again."""
        single = self.filter(result=REFUSED, at__gte=moment).exclude(action=SUMMED).count()
        counted = RefusalCount.objects.filter(hour__gte=moment - timedelta(hours=1)).aggregate(all=Sum("count"))
        return single + (counted["all"] or 0)

    def in_chain(self) -> "EventQuerySet":
        """From the first to the last."""
        return self.order_by("seq")


class Event(models.Model):
    """One deed. Triggers of the database refuse to change, remove, skip or fork events."""

    seq = models.BigIntegerField(primary_key=True)  # 1, 2, 3, … without a gap
    at = models.DateTimeField()
    format = models.PositiveSmallIntegerField()  # which facts are hashed, and how
    actor_id = models.BigIntegerField(null=True)  # of format 1 alone: who of the staff; or nobody, and `role` tells
    actor_kind = models.CharField(max_length=20)  # from format 2 on
    actor_key = models.CharField(max_length=64)
    role = models.CharField(max_length=200)  # the roles held at that moment
    action = models.CharField(max_length=80)
    result = models.CharField(max_length=10)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=64)
    scope = models.CharField(max_length=200)
    values_json = models.TextField()  # canonical text, hashed as it stands
    request_id = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["subject_type", "subject_id", "-seq"], name="audit_of_subject"),
            models.Index(fields=["actor_id", "-seq"], name="audit_of_actor"),
            models.Index(fields=["actor_kind", "actor_key", "-seq"], name="audit_of_kind_and_key"),
            models.Index(fields=["action", "-seq"], name="audit_of_action"),
            models.Index(fields=["-at"], name="audit_at"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(seq__gte=1), name="audit_seq_from_one"),
            models.CheckConstraint(condition=Q(result__in=[DONE, REFUSED]), name="audit_result_known"),
            models.CheckConstraint(
                condition=Q(format=STAFF_ONLY, actor_kind="", actor_key="")
                | Q(format=KIND_AND_KEY, actor_kind__in=[STAFF, SYSTEM, RESIDENT], actor_key__gt="")
                | Q(format=KIND_AND_KEY, actor_kind=PUBLIC),
                name="audit_actor_of_its_format",
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"

    @property
    def values_told(self) -> dict[str, Any]:
        """What changed, as it was recorded."""
        return json.loads(self.values_json)

    @property
    def actor(self) -> Actor:
        """Who did it. An event of format 1 tells people of the staff from others by a number, and others by role."""
        if self.format != STAFF_ONLY:
            return Actor(self.actor_kind, self.actor_key)
        if self.actor_id is not None:
            return Actor(STAFF, str(self.actor_id))
        return Actor(PUBLIC) if self.role == ANONYMOUS else Actor(SYSTEM)

    @property
    def is_of_its_format(self) -> bool:
        """Is empty what the hash of its format does not hold?"""
        return self.actor_kind == self.actor_key == "" if self.format == STAFF_ONLY else self.actor_id is None

    def reckoned_hash(self) -> str:
        """The hash this event ought to hold."""
        return hash_of(facts_of(self))


class Opening(models.Model):
    """The personal value behind a commitment of an event; removed when the person's data is erased."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="openings")
    person_id = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=60)
    salt = models.CharField(max_length=64)
    value_json = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "name"], name="audit_one_opening"),)

    def __str__(self) -> str:
        return f"{self.event_id} {self.name}"

    def commitment(self) -> str:
        """What the event holds in place of the value."""
        return hashlib.sha256(f"{self.salt}{self.value_json}".encode()).hexdigest()


class Binding(models.Model):
    """A row of another table as an event left it: the event holds the digest of all that it bound, these say of which
    rows. Triggers of the database keep them as they are."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="bindings")
    table = models.CharField(max_length=80)  # the label of its model
    row_id = models.BigIntegerField()
    form = models.PositiveSmallIntegerField()  # which columns the digest is made of
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "table", "row_id"], name="audit_bound_once"),)
        indexes = (models.Index(fields=["table", "row_id", "event"], name="audit_bindings_of_row"),)

    def __str__(self) -> str:
        return f"{self.event_id} {self.table} {self.row_id}"


class RefusalCount(models.Model):
    """How often something was refused within an hour without an event of its own: to nobody we know, or to somebody
    of whom enough single refusals were recorded. Once the hour is over one event tells the sum."""

    hour = models.DateTimeField()  # its beginning
    address = models.CharField(max_length=45, blank=True)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(default=0)
    told_in = models.BigIntegerField(null=True)  # the event that tells it

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["hour", "address", "action", "subject_type", "subject_id"], name="audit_one_refusal_count"
            ),
        )

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.action} {self.count}"


def facts_of(event: Any) -> dict[str, Any]:
    """What the hash of an event is made of, in its format: `docs/guide/audit.md` tells it to auditors."""
    facts = {
        "seq": event.seq,
        "at": event.at.isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "role": event.role,
        "action": event.action,
        "result": event.result,
        "subject": [event.subject_type, event.subject_id],
        "scope": event.scope,
        "values": event.values_json,
        "request": event.request_id,
        "previous": event.previous,
    }
    if event.format != STAFF_ONLY:
        facts |= {"format": event.format, "actor": [event.actor_kind, event.actor_key]}
    return facts


def hash_of(facts: dict[str, Any]) -> str:
    """SHA-256 of the one text of these facts."""
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def line_of(event: Event) -> str:
    """The event as it is handed to auditors: its facts as they were hashed, and the hash."""
    return canonical(facts_of(event) | {"hash": event.hash})


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

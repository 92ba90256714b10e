"""Messages to a person, and what was sent to them outside of the platform."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from yipanqi.web.accounts.channels import CHANNELS
from yipanqi.web.page.say import say

from .kinds import kind_said

OPEN = Q(done_at=None, settled_at=None)
UNREAD = OPEN & Q(read_at=None)

WAITING, SENDING, SENT, FAILED, UNCLEAR, DROPPED = "waiting", "sending", "sent", "failed", "unclear", "dropped"
STATES = {
    WAITING: ("待发", "Waiting"),
    SENDING: ("正在发", "Being sent"),
    SENT: ("已发出", "Sent"),
    FAILED: ("未发出", "Failed"),
    UNCLEAR: ("不明，不再发", "Unclear, not sent again"),
    DROPPED: ("不再需要", "No longer wanted"),
}


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MessageQuerySet":
        """One's own."""
        return self.filter(person_id=user.pk) if user.pk else self.none()

    def open(self) -> "MessageQuerySet":
        """Neither done nor settled."""
        return self.filter(OPEN)

    def unread(self) -> "MessageQuerySet":
        """Open, and not looked at."""
        return self.filter(UNREAD)


class Message(models.Model):
    """Something that concerns one person; it stays in the list when it is done, or its matter settled."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages")
    key = models.CharField(max_length=200)  # of the matter: each person is told once
    kind = models.CharField(max_length=40)
    what_zh = models.CharField(max_length=300)
    what_en = models.CharField(max_length=300)
    why_zh = models.CharField(max_length=300)
    why_en = models.CharField(max_length=300)
    until = models.DateField(null=True)
    url = models.CharField(max_length=300, blank=True)  # a path of ours
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)  # by the person
    settled_at = models.DateTimeField(null=True)  # by whoever sent it

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "key"], name="message_once"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(kind=""), name="message_has_key_and_kind"),
        )
        indexes = (
            models.Index(fields=["person", "-sent_at", "-id"], name="messages_of_person"),
            models.Index(fields=["person", "read_at"], condition=OPEN, name="messages_unread"),
            models.Index(fields=["person", "until"], condition=OPEN, name="messages_open"),
            models.Index(fields=["key"], condition=OPEN, name="messages_of_matter"),
        )

    def __str__(self) -> str:
        return self.what

    @property
    def what(self) -> str:
        """What it is about, in the reader's language."""
        return say(self.what_zh, self.what_en)

    @property
    def why(self) -> str:
        """Why it concerns this person, in the reader's language."""
        return say(self.why_zh, self.why_en)

    @property
    def kind_said(self) -> str:
        """The kind in the reader's language."""
        return kind_said(self.kind)

    @property
    def is_open(self) -> bool:
        """Neither done nor settled."""
        return self.done_at is None and self.settled_at is None

    @property
    def is_unread(self) -> bool:
        """Open, and not looked at."""
        return self.is_open and self.read_at is None

    def is_late(self, day: date) -> bool:
        """Open after its day?"""
        return self.is_open and self.until is not None and self.until < day

    @property
    def state_said(self) -> str:
        """How it stands, in the reader's language."""
        if self.settled_at:
            return say("已了结", "Settled")
        if self.done_at:
            return say("已办", "Done")
        return say("已读", "Read") if self.read_at else say("未读", "Unread")


class SendingQuerySet(models.QuerySet):
    def to_try(self, at: Any) -> "SendingQuerySet":
        """Waiting, and due for a try."""
        return self.filter(state=WAITING, due_at__lte=at)


class Sending(models.Model):
    """The digest of one person and day, and how its sending went; there is one at most."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sendings")
    day = models.DateField()
    channel = models.CharField(max_length=10)
    late = models.PositiveIntegerField()  # what it tells: matters overdue, due soon, and new messages
    due = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=100, blank=True)  # a code: never an address, nor what a server wrote
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()  # not tried before
    tried_at = models.DateTimeField(null=True)

    objects = SendingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "day"], name="sending_once_a_day"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="sending_state_known"),
            models.CheckConstraint(condition=Q(channel__in=list(CHANNELS)), name="sending_channel_known"),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=Q(state__in=[WAITING, SENDING]), name="sendings_open"),
            models.Index(fields=["-day", "-id"], name="sendings_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.state}"

    @property
    def mark(self) -> str:
        """The mark of the state: done, late, part or nothing."""
        return {SENT: "done", FAILED: "late", UNCLEAR: "late", DROPPED: ""}.get(self.state, "part")

    @property
    def channel_said(self) -> str:
        """The channel in the reader's language."""
        return say(*CHANNELS[self.channel])

    @property
    def state_said(self) -> str:
        """How it went, in the reader's language."""
        return say(*STATES[self.state])

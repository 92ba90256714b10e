"""公开件: a publication, its versions with what stands in them, the estates they tell of, and what happened to them."""

import secrets
from dataclasses import replace
from datetime import date
from string import ascii_lowercase, digits
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from yipanqi.domain.disclosure.publication import KINDS, Content, Kind, Metadata, Pair
from yipanqi.domain.disclosure.state import ACTIONS, STATES, Action, State
from yipanqi.domain.disclosure.validity import VALIDITY, Ending, Validity, validity_on
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import ProgrammeEntry

from ..stored import content_of, metadata_of

_USER = settings.AUTH_USER_MODEL
WRITES = ("disclosure.draft", "disclosure.sign")  # who sees what is not published yet
OPEN = (State.DRAFTED, State.CHECKED, State.SIGNED)  # on its way to the public
WAS_PUBLIC = (State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN)
_UID = ascii_lowercase + digits
_BETWEEN = "\x1f"  # two languages in one column


def two(pair: Pair) -> str:
    """Words in both languages, as an event keeps them."""
    return pair[0] if pair[0] == pair[1] else _BETWEEN.join(pair)


def new_uid() -> str:
    """The address of a publication: ten characters that nobody guesses."""
    return "".join(secrets.choice(_UID) for _ in range(10))


class PublicationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PublicationQuerySet":
        """All for who drafts or signs; for the others who see disclosure what is or was public."""
        if not user.is_authenticated or not user.has_perm("disclosure.view"):
            return self.none()
        return self if any(user.has_perm(it) for it in WRITES) else self.filter(published_at__isnull=False)

    def published(self) -> "PublicationQuerySet":
        """What the public has: the one question behind every public page, feed, search, count and package."""
        return self.filter(_has(State.PUBLISHED))

    def withdrawn(self) -> "PublicationQuerySet":
        """What was public and is withdrawn: a notice stands in its place."""
        return self.filter(_has(State.WITHDRAWN)).exclude(_has(State.PUBLISHED))

    def known_outside(self) -> "PublicationQuerySet":
        """Both: every address that answers."""
        return self.filter(_has(State.PUBLISHED, State.WITHDRAWN))

    def with_versions(self) -> "PublicationQuerySet":
        """With their versions, the newest first, as lists need them: without what stands in them."""
        heavy = ("content", "texts")
        return self.prefetch_related(Prefetch("versions", PublicationVersion.objects.defer(*heavy)))

    def whole(self) -> "PublicationQuerySet":
        """With all that is public of them: what stands in their versions, and their files, in a few questions."""
        return self.select_related("entry").prefetch_related("versions__files")


def _has(*states: State) -> Exists:
    return Exists(PublicationVersion.objects.filter(publication=OuterRef("pk"), state__in=states))


class Publication(models.Model):
    """A publication: its address and its index number stay, whatever its versions say."""

    uid = models.CharField(max_length=10, unique=True, default=new_uid, editable=False)
    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, null=True, related_name="publications")
    kind = models.CharField(max_length=12)
    record_key = models.CharField(max_length=120, blank=True)  # what of the record it is about; by hand: nothing
    index_number = models.CharField(max_length=60, blank=True)  # given when a version is first sent to be signed off
    year = models.PositiveIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)  # without a gap within the year, never used again
    is_dropped = models.BooleanField(default=False)  # given up before anything of it was public
    published_at = models.DateTimeField(null=True)  # the first time; by the server
    updated_at = models.DateTimeField(null=True)  # the last time that the public got to see something else
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["entry", "kind", "record_key"],
                condition=~Q(record_key="") & Q(is_dropped=False),
                name="publication_of_record_once",
            ),
            models.UniqueConstraint(
                fields=["index_number"], condition=~Q(index_number=""), name="publication_number_once"
            ),
            models.UniqueConstraint(fields=["year", "serial"], name="publication_serial_once"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="publication_kind_known"),
            models.CheckConstraint(
                condition=Q(index_number="", year=None, serial=None)
                | ~Q(index_number="") & Q(year__isnull=False, serial__gte=1),
                name="publication_number_whole",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(index_number="") & Q(updated_at__gte=models.F("published_at")),
                name="publication_public_with_number",
            ),
        )
        indexes = (
            models.Index(fields=["entry", "kind", "-id"], name="publications_by_kind"),
            models.Index(fields=["-published_at"], name="publications_in_time"),
        )

    def __str__(self) -> str:
        return self.index_number or self.uid

    def get_absolute_url(self) -> str:
        return reverse("disclosure:publication", args=[self.uid])

    @property
    def kind_told(self) -> Kind:
        """As the laws know it."""
        return Kind(self.kind)

    @property
    def kind_said(self) -> str:
        """In the reader's language."""
        return say(*KINDS[self.kind_told])

    @property
    def chain(self) -> list["PublicationVersion"]:
        """Its versions, the newest first."""
        return list(self.versions.all())

    @property
    def newest(self) -> "PublicationVersion":
        """The version that counts for who works on it: the newest that was not given up."""
        chain = self.chain
        return next((it for it in chain if it.state != State.DROPPED), chain[0])

    @property
    def public(self) -> "PublicationVersion | None":
        """What the public has: the published version, else the newest that was withdrawn."""
        chain = self.chain
        out = next((it for it in chain if it.state == State.PUBLISHED), None)
        return out or next((it for it in chain if it.state == State.WITHDRAWN), None)


class VersionQuerySet(models.QuerySet):
    def published(self) -> "VersionQuerySet":
        """The versions that the public has."""
        return self.filter(state=State.PUBLISHED)

    def open(self) -> "VersionQuerySet":
        """Those on their way to the public."""
        return self.filter(state__in=OPEN)

    def light(self) -> "VersionQuerySet":
        """Without what stands in them: lists need it not."""
        return self.defer("content", "texts")


def state_outside(uid: str) -> State | None:
    """What the public has at an address: published or withdrawn; nothing: neither. One light question, for every page
    that is asked for."""
    rows = PublicationVersion.objects.filter(publication__uid=uid, state__in=(State.PUBLISHED, State.WITHDRAWN))
    states = set(rows.order_by().values_list("state", flat=True))
    return State.PUBLISHED if State.PUBLISHED in states else State.WITHDRAWN if states else None


class PublicationVersion(models.Model):
    """A version. Out of a draft, what stands in it never changes; once published it never leaves the record. Validity
    is added, and what leaked is destroyed by two people: its hash stays."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default=State.DRAFTED)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, blank=True)
    content = models.JSONField()  # as it was worked out or written: `stored.py`
    texts = models.JSONField(default=dict)  # key of a paragraph → [zh, en], of what was edited beside it
    metadata = models.JSONField(default=dict)  # the record but what stands in columns: `stored.py`
    written_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    measures = models.CharField(max_length=2000, blank=True)  # `|road|drainage|`
    record_known = models.CharField(max_length=200, blank=True)  # which version of the record, in words
    record_hash = models.CharField(max_length=64, blank=True)  # of what the record said when it was drafted or renewed
    content_hash = models.CharField(max_length=64, blank=True)  # of all that is signed off; given when it is checked
    changes = models.PositiveIntegerField(default=0)  # raised by every deed
    edits = models.PositiveIntegerField(default=0)  # raised by what changes what stands in it
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")  # who drafted it
    at = models.DateTimeField()
    day = models.DateField()
    reason = models.JSONField(default=list)  # [zh, en], of a correction: why
    changed = models.JSONField(default=list)  # [zh, en]: what is otherwise
    checked_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)  # by the server
    published_on = models.DateField(null=True)  # the business day
    shows_old = models.BooleanField(default=False)  # the version before stays reachable
    ends_on = models.DateField(null=True)  # the first day on which it does not count, or not as it was
    ending = models.CharField(max_length=10, blank=True)
    successor = models.CharField(max_length=60, blank=True)  # index number of what takes its place
    withdrawn_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_class = models.CharField(max_length=20, blank=True)  # the class of reasons that the public is told
    destroyed_at = models.DateTimeField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("publication", "-number")
        constraints = (
            models.UniqueConstraint(fields=["publication", "number"], name="publication_version_once"),
            models.UniqueConstraint(
                fields=["publication"], condition=Q(state__in=list(OPEN)), name="publication_one_open_version"
            ),
            models.UniqueConstraint(
                fields=["publication"], condition=Q(state=State.PUBLISHED), name="publication_one_public_version"
            ),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="publication_state_known"),
            models.CheckConstraint(condition=Q(ending__in=list(Ending)), name="publication_ending_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SIGNED, *WAS_PUBLIC])
                | Q(signed_by__isnull=False, signed_at__isnull=False) & ~Q(content_hash=""),
                name="publication_signed_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(WAS_PUBLIC))
                | Q(published_by__isnull=False, published_at__gte=models.F("signed_at"), published_on__isnull=False),
                name="publication_public_after_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_class=""),
                name="publication_withdrawn_why",
            ),
            models.CheckConstraint(condition=Q(ending="") | Q(ends_on__isnull=False), name="publication_ends_on_day"),
        )
        indexes = (
            models.Index(fields=["state", "-published_at"], name="publication_versions_state"),
            models.Index(fields=["state", "ends_on"], name="publication_versions_ending"),
        )

    def __str__(self) -> str:
        return f"{self.title_zh} V{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("disclosure:version", args=[self.publication.uid, self.number])

    @property
    def told(self) -> State:
        """The state as the laws know it."""
        return State(self.state)

    @property
    def state_said(self) -> str:
        """In the reader's language."""
        return say(*STATES[self.told])

    @property
    def tone(self) -> str:
        """How its state is shown: done, part, late or nothing."""
        return {
            State.PUBLISHED: "done",
            State.DRAFTED: "part",
            State.CHECKED: "part",
            State.SIGNED: "part",
            State.WITHDRAWN: "late",
        }.get(self.told, "")

    @property
    def title_said(self) -> str:
        """In the reader's language."""
        return say(self.title_zh, self.title_en or self.title_zh)

    @property
    def is_open(self) -> bool:
        """Is it on its way to the public?"""
        return self.told in OPEN

    @property
    def drafted(self) -> Content:
        """What was worked out or written, without what was edited beside it."""
        return content_of(self.content)

    @property
    def final(self) -> Content:
        """What is published: with what was edited in place, the office's own text and the pictures after it."""
        made = content_of(self.content, self.texts)
        shown = [it.shown for it in self.files.all() if it.role == "picture"]
        return replace(made, blocks=(*made.blocks, *shown))

    @property
    def record(self) -> Metadata:
        """Its record, with the number and the times that the server gave."""
        return metadata_of(self)

    def validity(self, day: date) -> Validity:
        """Whether it counts on a day."""
        return validity_on(day, self.effective_on, self.ends_on, Ending(self.ending))

    def validity_said(self, day: date) -> str:
        """The same in the reader's language."""
        return say(*VALIDITY[self.validity(day)])


class PublicationEstate(models.Model):
    """An estate that a version tells of: for lists and for the estate's page."""

    version = models.ForeignKey(PublicationVersion, models.CASCADE, related_name="estates")
    estate = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=200, blank=True)
    region_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["version", "estate"], name="publication_estate_once"),)
        indexes = (
            models.Index(fields=["estate", "version"], name="publications_of_estate"),
            models.Index(fields=["region", "version"], name="publications_of_region"),
        )

    def __str__(self) -> str:
        return self.name


class PublicationEvent(models.Model):
    """What happened to a version: by whom, when, why. Never changed or removed."""

    version = models.ForeignKey(PublicationVersion, models.PROTECT, related_name="events")
    action = models.CharField(max_length=20)  # an Action; `draft` at its beginning, and what `words.DEEDS` adds
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()  # the business day
    reason = models.CharField(max_length=500, blank=True)
    what = models.CharField(max_length=400, blank=True)  # which paragraph, file, field; in two languages as `two` says

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["version", "-id"], name="events_of_publication"),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.action}"

    @property
    def what_said(self) -> str:
        """In the reader's language."""
        zh, _, en = self.what.partition(_BETWEEN)
        return say(zh, en or zh)

    @property
    def action_said(self) -> str:
        """In the reader's language."""
        from ..words import DEEDS

        return say(*(ACTIONS[Action(self.action)] if self.action in list(Action) else DEEDS[self.action]))

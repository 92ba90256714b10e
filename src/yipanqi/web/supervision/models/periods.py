"""关账: periods that were closed, each with all that its figures rest on; bulletins and summaries written from them."""

import gzip
import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from yipanqi.domain.supervision.bulletin import Paragraph, Words
from yipanqi.domain.supervision.period import Period, period_of
from yipanqi.domain.supervision.snapshot import Snapshot, snapshot_of
from yipanqi.web.page.say import language, say
from yipanqi.web.programmes.models import ProgrammeEntry

BULLETIN, SUMMARY = "bulletin", "summary"
KINDS = {BULLETIN: ("工作通报", "Bulletin"), SUMMARY: ("年度总结", "Yearly summary")}
DRAFTED, ISSUED, SUPERSEDED = "drafted", "issued", "superseded"
STATES = {
    DRAFTED: ("拟稿", "Draft"),
    ISSUED: ("已印发", "Issued"),
    SUPERSEDED: ("已由新稿代替", "Replaced by a newer draft"),
}


class ClosedPeriod(models.Model):
    """A close of a period: a version. Never changed or removed; after corrections a new one stands beside it."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="closed_periods")
    period = models.CharField(max_length=8)  # 2028-04, 2028Q2, 2028H1, 2028
    first = models.DateField()
    last = models.DateField()
    version = models.PositiveIntegerField()
    known_on = models.DateField()  # what was known on this day
    figures = models.JSONField(default=dict)  # programme year → sums, for lists; all else is in the content
    figures_hash = models.CharField(max_length=64)  # of what was worked out of the record
    content_hash = models.CharField(max_length=64)  # of that and of what things were called
    law = models.PositiveIntegerField()
    reason = models.CharField(max_length=500, blank=True)  # of a later version
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-last", "period", "-version")
        constraints = (
            models.UniqueConstraint(fields=["entry", "period", "version"], name="closed_period_version_once"),
        )
        indexes = (models.Index(fields=["entry", "-last"], name="closed_period_in_time"),)

    def __str__(self) -> str:
        return f"{self.period} V{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:period", args=[self.pk])

    @property
    def told(self) -> Period:
        """As the law knows it."""
        return period_of(self.period)

    @property
    def period_said(self) -> str:
        """In the reader's language."""
        return self.told.said(language())

    @property
    def snapshot(self) -> Snapshot:
        """All that the close holds."""
        return _held(self.pk, self.content_hash)[0]

    @property
    def words(self) -> Words:
        """What it called things."""
        return _held(self.pk, self.content_hash)[1]


@lru_cache(maxsize=8)
def _held(closed: int, content_hash: str) -> tuple[Snapshot, Words]:
    """A close's content, read once: it never changes."""
    kept = json.loads(gzip.decompress(bytes(PeriodContent.objects.get(closed=closed).packed)))
    return snapshot_of(kept["snapshot"]), words_of(kept["words"])


def words_of(kept: dict[str, Any]) -> Words:
    """Names as JSON keeps them."""
    return Words(
        district=(kept["district"][0], kept["district"][1]),
        rule=(kept["rule"][0], kept["rule"][1]),
        rank=kept["rank"],
        names={key: (it[0], it[1]) for key, it in kept["names"].items()},
    )


class PeriodContent(models.Model):
    """What a close holds, packed: its estates and what else its figures rest on, and what things were called."""

    closed = models.OneToOneField(ClosedPeriod, models.PROTECT, related_name="content")
    packed = models.BinaryField()  # JSON, gzipped

    def __str__(self) -> str:
        return str(self.closed_id)


class Bulletin(models.Model):
    """A bulletin or a summary. What was worked out stays beside what was edited; an issued one never changes: a
    correction is a later version."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="bulletins")
    closed = models.ForeignKey(ClosedPeriod, models.PROTECT, related_name="bulletins")
    period = models.CharField(max_length=8)
    kind = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=DRAFTED)
    title = models.JSONField()  # [Chinese, English]
    paragraphs = models.JSONField()  # as they were worked out: [{"key", "level", "marked": [zh, en]}, …]
    texts = models.JSONField(default=dict)  # key → [zh, en], of what was edited
    changes = models.PositiveIntegerField(default=0)  # raised by every edit
    organ = models.CharField(max_length=40, blank=True)
    year = models.PositiveIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_on = models.DateField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)  # of what was issued

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["entry", "period", "kind", "version"], name="bulletin_version_once"),
            models.UniqueConstraint(
                fields=["entry", "organ", "year", "number"],
                condition=Q(number__isnull=False),
                name="bulletin_number_once",
            ),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="bulletin_state_known"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="bulletin_kind_known"),
            models.CheckConstraint(
                condition=~Q(state=ISSUED) | Q(number__isnull=False, issued_by__isnull=False, issued_on__isnull=False),
                name="bulletin_issued_by_whom",
            ),
        )
        indexes = (models.Index(fields=["entry", "state", "-id"], name="bulletin_by_state"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.period} V{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:bulletin", args=[self.pk])

    @property
    def kind_said(self) -> str:
        """In the reader's language."""
        return say(*KINDS[self.kind])

    @property
    def state_said(self) -> str:
        """In the reader's language."""
        return say(*STATES[self.state])

    @property
    def title_said(self) -> str:
        """In the reader's language."""
        return say(self.title[0], self.title[1])

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return {DRAFTED: "part", ISSUED: "done"}.get(self.state, "")

    @property
    def code(self) -> str:
        """江改办通报〔2028〕4号; nothing before it is issued."""
        return f"{self.organ}〔{self.year}〕{self.number}号" if self.number else ""

    def computed(self) -> list[Paragraph]:
        """The paragraphs as they were worked out."""
        return [
            Paragraph(key=it["key"], level=it["level"], marked=(it["marked"][0], it["marked"][1]))
            for it in self.paragraphs
        ]

    def final(self, lang: str) -> list[tuple[Paragraph, str]]:
        """Each paragraph and its text as it stands: the edited one, where it was."""
        at = int(lang == "en")
        return [(it, self.texts[it.key][at] if it.key in self.texts else it.text(lang)) for it in self.computed()]


class BulletinEdit(models.Model):
    """An edit of a paragraph: what it said, what it says, by whom, why. Never changed or removed."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="edits")
    key = models.CharField(max_length=40)
    before = models.JSONField()  # [zh, en]
    after = models.JSONField()
    why = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.key}"

"""The present state of a programme row by row, how it came about, and the versions that plans rest on."""

import gzip
import json
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.programme import Programme
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit.models import Event
from yipanqi.web.page.memory import lasting
from yipanqi.web.page.say import say
from yipanqi.workbook.columns import SHEET, SHEETS
from yipanqi.workbook.records import OF_ESTATE, put_together

from .unit_models import UnitOrganisation as UnitOrganisation
from .words import APPLIED, READY, REFUSED, STATES, VERSION_REASONS

Sheets = dict[str, list[dict[str, Any]]]
_KEPT = 8  # programmes at once in the memory of a process


class _Shelf:
    """The few programmes used last: making one from its rows takes a moment."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Programme] = OrderedDict()

    def take(self, key: tuple[Any, ...], make: Callable[[], Programme], *, is_whole: bool = False) -> Programme:
        """The programme of this key; made where it is not at hand. One with all its estates may be large."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        with lasting() if is_whole else nullcontext():
            made = self._kept[key] = make()
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made


_shelf = _Shelf()


class ProgrammeEntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ProgrammeEntryQuerySet":
        """The programmes of the district somebody belongs to, for who may see programmes."""
        if not user.is_authenticated or not user.has_perm("programmes.view"):
            return self.none()
        scope = user.scope()
        if scope.is_whole:
            return self
        return self.filter(organisation__path__in=scope.upwards)

    def filled(self) -> "ProgrammeEntryQuerySet":
        """Those that hold something, the newest first."""
        return self.filter(current_version__isnull=False).order_by("-created_at", "-pk")


def _by_sheet(rows: "RecordQuerySet") -> Sheets:
    """The values of the rows, sheet by sheet, in order."""
    found: Sheets = {sheet.key: [] for sheet in SHEETS}
    for sheet, values in rows.in_order().values_list("sheet", "values").iterator(chunk_size=5000):
        found[sheet].append(values)
    return found


class ProgrammeEntry(models.Model):
    """A programme that a district keeps here; its rows are `Record`s, its frozen states `ProgrammeVersion`s."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=200)
    district = models.CharField(max_length=100, blank=True)
    first_year = models.PositiveSmallIntegerField(null=True)
    years = models.PositiveSmallIntegerField(null=True)
    is_synthetic = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)  # raised by every change of a row
    current_version = models.ForeignKey("ProgrammeVersion", models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = ProgrammeEntryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programmes:programme", args=[self.pk])

    @property
    def is_edited(self) -> bool:
        """Was anything changed since the newest version was made?"""
        return self.current_version is None or self.current_version.revision != self.revision

    def programme(self) -> Programme:
        """The programme as it stands now, in words of the domain."""
        return _shelf.take(("now", self.pk, self.revision), lambda: put_together(self.sheets()), is_whole=True)

    def frame(self) -> Programme:
        """The programme without its estates: measures, funds, policy; quick however many estates there are."""
        return _shelf.take(("frame", self.pk, self.revision), lambda: put_together(self.sheets("")))

    def sheets(self, estate: str | None = None) -> Sheets:
        """The rows as they stand; with an estate only its own (of `""` none) beside those that belong to none."""
        rows = self.records.active()
        return _by_sheet(rows if estate is None else rows.filter(estate__in=["", estate]))

    def sheets_for_admission(self, late: Iterable[str]) -> Sheets:
        """The rows that tell which late-built estates are admitted: all estates, and of the late ones all rows."""
        return _by_sheet(self.records.active().filter(Q(sheet="estates") | Q(estate__in=["", *late])))

    def small(self, estate: str) -> Programme:
        """The programme with this one estate: enough to judge and to price it, however many others there are."""
        return _shelf.take(("one", self.pk, self.revision, estate), lambda: put_together(self.sheets(estate)))


class ProgrammeVersion(models.Model):
    """A programme frozen at a moment: what a plan was made from. The same content is one version."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()  # the canonical JSON of all rows, gzipped
    revision = models.PositiveIntegerField()  # of the entry when this was its state
    reason = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["entry", "number"], name="programme_version_number_once"),
            models.UniqueConstraint(fields=["entry", "sha256"], name="programme_version_content_once"),
            models.CheckConstraint(condition=Q(reason__in=list(VERSION_REASONS)), name="programme_version_reason"),
        )

    def __str__(self) -> str:
        return f"{self.entry} V{self.number}"

    @property
    def reason_said(self) -> str:
        """Why it was made, in the reader's language."""
        return say(*VERSION_REASONS[self.reason])

    def sheets(self) -> Sheets:
        """The rows of all sheets, as they were."""
        return json.loads(gzip.decompress(bytes(self.content)))

    def programme(self) -> Programme:
        """The programme as it was, in words of the domain."""
        return _shelf.take(("version", self.sha256), lambda: put_together(self.sheets()), is_whole=True)


class RecordQuerySet(models.QuerySet):
    def active(self) -> "RecordQuerySet":
        """Not removed."""
        return self.filter(is_active=True)

    def in_order(self) -> "RecordQuerySet":
        """As the sheets list them."""
        return self.order_by("position", "pk")

    def visible_to(self, user: Any) -> "RecordQuerySet":
        """Rows that belong to no estate, and those of the estates somebody sees."""
        rows = self.filter(entry__in=ProgrammeEntry.objects.visible_to(user))
        if not user.is_authenticated or user.scope().is_whole:
            return rows
        mine = EstateRow.objects.visible_to(user).filter(entry_id=models.OuterRef("entry_id"))
        return rows.filter(Q(estate="") | Q(models.Exists(mine.filter(estate=models.OuterRef("estate")))))


class Record(models.Model):
    """One row of a sheet as it stands now."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="records")
    sheet = models.CharField(max_length=20)
    key = models.CharField(max_length=200)  # what makes the row unique in its sheet
    estate = models.CharField(max_length=200, blank=True)  # the estate it belongs to
    values = models.JSONField()  # as `workbook.records` describes
    position = models.PositiveIntegerField()  # its place among the sheet's rows
    revision = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(default=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["entry", "sheet", "key"], name="record_key_once"),
            models.CheckConstraint(condition=Q(sheet__in=list(SHEET)), name="record_sheet_known"),
        )
        indexes = (
            models.Index(fields=["entry", "estate", "sheet"], name="record_of_estate"),
            models.Index(fields=["entry", "position"], name="record_in_order"),
        )

    def __str__(self) -> str:
        return f"{say(*SHEET[self.sheet].title)} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:record", args=[self.pk])

    @property
    def name(self) -> str:
        """What people call the row."""
        return str(self.values.get("name") or self.values.get("title") or self.key.replace("\x1f", " · "))

    @property
    def is_of_estate(self) -> bool:
        """Does it belong to one estate?"""
        return self.sheet in OF_ESTATE


class EstateRowQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "EstateRowQuerySet":
        """The estates of the subdistricts and communities somebody belongs to; all of them for the district."""
        rows = self.filter(entry__in=ProgrammeEntry.objects.visible_to(user))
        if not user.is_authenticated:
            return rows.none()
        scope = user.scope()
        if scope.is_whole:
            return rows
        return rows.filter(Q(subdistrict__in=scope.regions) | Q(community__in=scope.regions))

    def included(self) -> "EstateRowQuerySet":
        """Not excluded: those that a plan may start."""
        return self.exclude(standing="excluded")

    def searched(self, words: str) -> "EstateRowQuerySet":
        """Whose name, code, pinyin or initials hold every one of the words."""
        rows = self
        for word in words.split()[:5]:
            low = word.lower()
            rows = rows.filter(
                Q(name__icontains=word)
                | Q(estate__icontains=word)
                | Q(pinyin__contains=low)
                | Q(initials__contains=low)
                | Q(subdistrict_name__icontains=word)
            )
        return rows


class EstateRow(models.Model):
    """What the registry, the board and the search need of an estate, worked out when its rows change."""

    entry = models.ForeignKey(ProgrammeEntry, models.CASCADE, related_name="estates")
    record = models.OneToOneField(Record, models.CASCADE, related_name="row")
    estate = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    pinyin = models.CharField(max_length=400, blank=True)
    initials = models.CharField(max_length=200, blank=True)
    subdistrict = models.CharField(max_length=200)
    subdistrict_name = models.CharField(max_length=200)
    subdistrict_order = models.PositiveIntegerField(default=0)
    community = models.CharField(max_length=200, blank=True)
    community_name = models.CharField(max_length=200, blank=True)
    built_year = models.IntegerField(null=True)
    households = models.IntegerField(default=0)
    buildings = models.IntegerField(null=True)
    floor_area = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    standing = models.CharField(max_length=20)  # as the offer says it
    admitted = models.SmallIntegerField(null=True)  # the fiscal year (index) in which a late-built estate is admitted
    needs = models.JSONField(default=dict)  # measure → severity
    needed = models.TextField(blank=True)  # `|road|water|`, to filter by
    needs_count = models.PositiveIntegerField(default=0)
    cost = models.BigIntegerField(default=0)  # fen, of all needs at the standard option
    is_under_way = models.BooleanField(default=False)
    longitude = models.FloatField(null=True)  # of CGCS2000, to draw; the record has every digit
    latitude = models.FloatField(null=True)

    objects = EstateRowQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry", "estate"], name="estate_row_once"),)
        indexes = (
            models.Index(fields=["entry", "subdistrict_order", "pinyin"], name="estate_on_board"),
            models.Index(fields=["entry", "pinyin"], name="estate_by_name"),
            models.Index(fields=["entry", "built_year"], name="estate_by_year"),
            models.Index(fields=["entry", "cost"], name="estate_by_cost"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("estates:estate", args=[self.record_id])

    @cached_property
    def programme(self) -> Programme:
        """The programme with this one estate."""
        return self.entry.small(self.estate)

    @cached_property
    def offered(self) -> Offer:
        """What may be chosen on it."""
        return offer(self.programme, {self.estate: self.admitted})

    @cached_property
    def records(self) -> dict[tuple[str, str], Record]:
        """Its rows by sheet and measure."""
        rows = self.entry.records.active().filter(estate=self.estate)
        return {(record.sheet, record.values.get("measure", "")): record for record in rows}


class ImportBatch(models.Model):
    """A workbook somebody uploaded: read, shown as a difference, taken in or not, taken back or not."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=100)  # under MEDIA_ROOT/imports
    annotated_as = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10)
    base_revision = models.PositiveIntegerField(default=0)  # of the entry, when the difference was worked out
    content = models.BinaryField(null=True)  # the rows read, gzipped JSON
    bodies = models.JSONField(null=True)  # its units and the names of its regions, beside the content, which is large
    findings = models.JSONField(default=list)
    error_count = models.PositiveIntegerField(default=0)
    warning_count = models.PositiveIntegerField(default=0)
    difference = models.JSONField(default=dict)
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, null=True, related_name="batches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="import_state_known"),
            models.UniqueConstraint(
                fields=["entry", "sha256"],
                condition=Q(state__in=["reading", "ready", "applying"]),
                name="import_once",
            ),
        )
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("programmes:import", args=[self.uid])

    @property
    def state_said(self) -> str:
        """The state in the reader's language."""
        return say(*STATES[self.state])

    @property
    def tone(self) -> str:
        """How the state is shown: done, part, late, or nothing."""
        return {APPLIED: "done", REFUSED: "late", READY: "part"}.get(self.state, "")

    def sheets(self) -> Sheets:
        """The rows that were read."""
        return json.loads(gzip.decompress(bytes(self.content)))


class Change(models.Model):
    """What a row was and became; never changed itself."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="changes")
    record = models.ForeignKey(Record, models.PROTECT, related_name="changes")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="changes")
    is_undoing = models.BooleanField(default=False)
    before = models.JSONField(null=True)  # none: the row was not there
    after = models.JSONField(null=True)  # none: it was removed
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["record", "-id"], name="change_of_record"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.at:%Y-%m-%d}"

    @property
    def what_said(self) -> str:
        """Was the row added, removed or changed?"""
        if self.before is None:
            return say("新增", "added")
        return say("删除", "removed") if self.after is None else say("修改", "changed")


class Photo(models.Model):
    """A photo of an estate: only the clean copy we made of it is kept."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="photos")
    estate = models.CharField(max_length=200)
    caption = models.CharField(max_length=200, blank=True)
    taken_date = models.DateField(null=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    likeness = models.CharField(max_length=16, blank=True)  # bits that like pictures share, as `painting` tells
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["entry", "estate"], name="photo_of_estate"),)

    def __str__(self) -> str:
        return self.caption or str(self.uid)

    @property
    def file_name(self) -> str:
        """Its name under MEDIA_ROOT/photos: ours, never the uploader's."""
        return f"{self.uid}.jpg"


class PhotoMatch(models.Model):
    """Two photos of different estates that look alike, noted when the later one came in."""

    photo = models.ForeignKey(Photo, models.PROTECT, related_name="matches")
    other = models.ForeignKey(Photo, models.PROTECT, related_name="+")  # the earlier one
    distance = models.PositiveSmallIntegerField()  # bits of 64 in which they differ

    class Meta:
        constraints = (models.UniqueConstraint(fields=["photo", "other"], name="photo_match_once"),)

    def __str__(self) -> str:
        return f"{self.photo_id} ~ {self.other_id}"


class ColumnChoice(models.Model):
    """Which columns of a list somebody wants to see."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    table = models.CharField(max_length=40)
    columns = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "table"], name="column_choice_once"),)

    def __str__(self) -> str:
        return f"{self.user} {self.table}"

"""A programme that is kept here, and its frozen states."""

import gzip
import json
from collections.abc import Callable, Hashable, Iterable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from yipanqi.domain.programme import Programme
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.page.light import Light, WithLarge
from yipanqi.web.page.memory import lasting
from yipanqi.web.page.say import say
from yipanqi.web.page.shelf import Shelf
from yipanqi.workbook.columns import SHEETS
from yipanqi.workbook.records import canonical, put_together

from ..words import VERSION_REASONS

Sheets = dict[str, list[dict[str, Any]]]
_KEPT = 8  # programmes at once in the memory of a process


class _Shelf(Shelf[Programme]):
    """The few programmes used last: making one from its rows takes a moment."""

    def take(self, key: Hashable, make: Callable[[], Programme], *, is_whole: bool = False) -> Programme:
        """The programme of this key; made where it is not at hand. One with all its estates may be large."""

        def lastingly() -> Programme:
            with lasting():
                return make()

        return super().take(key, lastingly if is_whole else make)


shelf = _Shelf(_KEPT)
counted: Shelf[Any] = Shelf(64)  # what is told of estates, for each scope that asked


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


def told_once(what: str, entry: "ProgrammeEntry", user: Any, make: Callable[[], Any]) -> Any:
    """What somebody is told of the estates of a programme, worked out once for each state of its rows."""
    may = user.has_perm("programmes.view")
    return counted.take((what, entry.pk, entry.revision, user.scope(), may), make)


def _by_sheet(rows: Any) -> Sheets:
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
        return shelf.take(("now", self.pk, self.revision), lambda: put_together(self.sheets()), is_whole=True)

    def frame(self) -> Programme:
        """The programme without its estates: measures, funds, policy; quick however many estates there are."""
        return shelf.take(("frame", self.pk, self.revision), lambda: put_together(self.sheets("")))

    def sheets(self, estate: str | None = None) -> Sheets:
        """The rows as they stand; with an estate only its own (of `""` none) beside those that belong to none."""
        rows = self.records.active()
        return _by_sheet(rows if estate is None else rows.filter(estate__in=["", estate]))

    def sheets_for_admission(self, late: Iterable[str]) -> Sheets:
        """The rows that tell which late-built estates are admitted: all estates, and of the late ones all rows."""
        return _by_sheet(self.records.active().filter(Q(sheet="estates") | Q(estate__in=["", *late])))

    def small(self, estate: str) -> Programme:
        """The programme with this one estate: enough to judge and to price it, however many others there are."""
        return shelf.take(("one", self.pk, self.revision, estate), lambda: put_together(self.sheets(estate)))


class ProgrammeVersion(WithLarge):
    """A programme frozen at a moment: what a plan was made from. The same content is one version."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()  # the canonical JSON of all rows, gzipped
    revision = models.PositiveIntegerField()  # of the entry when this was its state
    reason = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = models.Manager()
    light = Light("content")

    class Meta:
        base_manager_name = "light"
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
        return shelf.take(("version", self.sha256), lambda: put_together(self.sheets()), is_whole=True)

    @staticmethod
    def foresee(sheets: Sheets, programme: Programme) -> None:
        """The programme of these rows is at hand, should they become a version."""
        shelf.take(("version", sha256(canonical(sheets)).hexdigest()), lambda: programme)

"""The rows of a programme as they stand now, and what lists need of its estates."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.programme import Programme
from yipanqi.web.page.address import address_of
from yipanqi.web.page.say import say
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.records import OF_ESTATE

from .entries import ProgrammeEntry

MONEY_SHEETS = frozenset({"funds", "share_rules", "earmarks"})  # the district's money: for who may export


def hidden_sheets(user: Any) -> frozenset[str]:
    """The sheets that somebody does not see."""
    return frozenset() if user.has_perm("programmes.export") else MONEY_SHEETS


class RecordQuerySet(models.QuerySet):
    def active(self) -> "RecordQuerySet":
        """Not removed."""
        return self.filter(is_active=True)

    def in_order(self) -> "RecordQuerySet":
        """As the sheets list them."""
        return self.order_by("position", "pk")

    def visible_to(self, user: Any) -> "RecordQuerySet":
        """Rows that belong to no estate, and those of the estates somebody sees; the district's money is for who may
        export."""
        rows = self.filter(entry__in=ProgrammeEntry.objects.visible_to(user))
        if user.is_authenticated and (hidden := hidden_sheets(user)):
            rows = rows.exclude(sheet__in=hidden)
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

    @property
    def spelled(self) -> str:
        """In English the sound of its name, to be read beside it."""
        return say("", self.pinyin.capitalize())

    def get_absolute_url(self) -> str:
        return address_of("estates:estate", self.record_id)

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


class ColumnChoice(models.Model):
    """Which columns of a list somebody wants to see."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    table = models.CharField(max_length=40)
    columns = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "table"], name="column_choice_once"),)

    def __str__(self) -> str:
        return f"{self.user} {self.table}"

"""合同台账: contracts, their lots, and the workbooks they came from."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yipanqi.domain.delivery.contract import Contract, ContractKind, Lot, Tender, TenderMethod
from yipanqi.domain.money import wan_in_full
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import ProgrammeEntry

from .files import PaperFile
from .tasks import DeliveryTask, units_of


class ContractRowQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ContractRowQuerySet":
        """All for who sees the whole district; for the others their own, and those with lots on estates they see."""
        if not user.is_authenticated or not user.has_perm("delivery.view"):
            return self.none()
        scope = user.scope()
        if scope.is_whole:
            return self
        units = units_of(user)
        seen = DeliveryTask.objects.visible_to(user).filter(
            entry_id=models.OuterRef("entry_id"), estate=models.OuterRef("estate"), parent=None
        )
        lots = LotRow.objects.filter(models.Exists(seen))
        return self.filter(
            Q(first_party_id__in=units) | Q(second_party_id__in=units) | Q(pk__in=lots.values("contract_id"))
        )

    def kept(self) -> "ContractRowQuerySet":
        """Not taken back."""
        return self.filter(removed_at=None)

    def live(self, day: date) -> "ContractRowQuerySet":
        """Signed, and not ended on this day."""
        return self.kept().filter(Q(ended_on=None) | Q(ended_on__gt=day), signed_on__lte=day)


class ContractImport(models.Model):
    """A workbook of contracts: read, shown, and then taken in, or not; taken back, or not."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    rows = models.JSONField(default=list)  # what was read, until it is taken in
    findings = models.JSONField(default=list)
    row_count = models.PositiveIntegerField()
    unchanged_count = models.PositiveIntegerField(default=0)  # rows that are in the ledger as they stand
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("delivery:contract-import", args=[self.pk])

    @property
    def state_said(self) -> str:
        """Where it stands, in the reader's language."""
        if self.undone_at:
            return say("已撤销", "Undone")
        if self.applied_at:
            return say("已导入", "Taken in")
        return say("有错误", "Has errors") if self.findings else say("待确认", "To be confirmed")


class ContractRow(models.Model):
    """A contract as it is kept."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="contracts")
    number = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    project = models.CharField(max_length=200)  # contracts of one project and kind can be combined
    first_party = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    second_party = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()  # fen
    signed_on = models.DateField()
    starts_on = models.DateField()
    finishes_on = models.DateField()
    tender_method = models.CharField(max_length=20, blank=True)
    tender_number = models.CharField(max_length=100, blank=True)
    awarded_on = models.DateField(null=True)
    file = models.ForeignKey(PaperFile, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)  # from this day on it holds nothing
    ended_why = models.CharField(max_length=300, blank=True)
    batch = models.ForeignKey(ContractImport, models.PROTECT, null=True, related_name="contracts")
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)  # the import that brought it was taken back

    objects = ContractRowQuerySet.as_manager()

    class Meta:
        ordering = ("-signed_on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[it.value for it in ContractKind]), name="contract_kind_known"),
            models.CheckConstraint(
                condition=Q(tender_method="") | Q(tender_method__in=[it.value for it in TenderMethod]),
                name="contract_tender_known",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="contract_amount_above_zero"),
            models.CheckConstraint(condition=Q(finishes_on__gte=F("starts_on")), name="contract_finishes_later"),
            models.CheckConstraint(condition=~Q(first_party=F("second_party")), name="contract_of_two_parties"),
            models.CheckConstraint(condition=Q(ended_on=None) | ~Q(ended_why=""), name="contract_ends_for_a_reason"),
            models.UniqueConstraint(
                fields=["entry", "number"], condition=Q(removed_at=None), name="contract_number_once"
            ),
        )
        indexes = (models.Index(fields=["entry", "-signed_on"], name="contract_by_day"),)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("delivery:contract", args=[self.pk])

    @property
    def told(self) -> Contract:
        """As the laws know it; its lots are read once where they were fetched before."""
        return self.with_lots(tuple(Lot(lot.estate, lot.measure) for lot in self.lots.all()))

    def with_lots(self, lots: tuple[Lot, ...]) -> Contract:
        """The same with these lots."""
        tender = None
        if self.tender_method:
            method = TenderMethod(self.tender_method)
            tender = Tender(method=method, number=self.tender_number, awarded_on=self.awarded_on)
        return Contract(
            number=self.number,
            kind=ContractKind(self.kind),
            project=self.project,
            amount=self.amount,
            first_party=str(self.first_party_id),
            second_party=str(self.second_party_id),
            signed_on=self.signed_on,
            starts_on=self.starts_on,
            finishes_on=self.finishes_on,
            lots=lots,
            tender=tender,
            ended_on=self.ended_on,
        )

    @property
    def kind_said(self) -> str:
        """In the reader's language."""
        return say(*ContractKind(self.kind).names)

    @property
    def amount_said(self) -> str:
        """In 10⁴ yuan."""
        return wan_in_full(self.amount)

    @property
    def tender_said(self) -> str:
        """The record of the tender."""
        if not self.tender_method:
            return ""
        method = say(*TenderMethod(self.tender_method).names)
        return " · ".join(filter(None, (method, self.tender_number, str(self.awarded_on or ""))))

    @property
    def awarded_said(self) -> str:
        """How it was tendered, and when it was awarded."""
        if not self.tender_method:
            return ""
        return " ".join(filter(None, (say(*TenderMethod(self.tender_method).names), str(self.awarded_on or ""))))

    def state_said(self, day: date) -> str:
        """Where it stands on a day."""
        if self.ended_on and self.ended_on <= day:
            return say("已终止", "Ended")
        return say("履行中", "Live") if self.finishes_on >= day else say("超过完工日期", "Past its end")


class LotRow(models.Model):
    """A work of an estate that a contract covers; without a measure all of the estate's works."""

    contract = models.ForeignKey(ContractRow, models.CASCADE, related_name="lots")
    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="+")
    estate = models.CharField(max_length=200)
    measure = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("estate", "measure")
        constraints = (models.UniqueConstraint(fields=["contract", "estate", "measure"], name="lot_once"),)
        indexes = (models.Index(fields=["entry", "estate"], name="lot_of_estate"),)

    def __str__(self) -> str:
        return f"{self.estate} {self.measure}".strip()

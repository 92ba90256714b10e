"""Joint acceptance and handover: what was applied for, judged, signed, ordered, decided; what a receiver got."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yipanqi.domain.delivery import acceptance as law
from yipanqi.domain.delivery import handover as handing
from yipanqi.domain.delivery.checklist import CheckItem, Checklist
from yipanqi.domain.delivery.party import Party
from yipanqi.domain.delivery.sources import source_told
from yipanqi.domain.sentences.spoken import UNITS, word
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import Photo, ProgrammeEntry
from yipanqi.workbook.checklists import shipped

from .tasks import DeliveryTask, units_of

_USER = settings.AUTH_USER_MODEL
_TONES = {
    law.State.ON_SITE: "part",
    law.State.PAPERS_CHECKED: "part",
    law.State.RECTIFYING: "late",
    law.State.ACCEPTED: "done",
    law.State.CONDITIONAL: "done",
    law.State.FILED: "done",
    law.State.REFUSED: "late",
}


class ChecklistVersion(models.Model):
    """A version of the checklists: read from a file, then put in force. Never changed afterwards."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="checklists")
    number = models.PositiveIntegerField(null=True)  # from 1; none before it is put in force
    source = models.CharField(max_length=200)
    effect_date = models.DateField()
    items = models.JSONField()
    warnings = models.JSONField(default=list)  # [Chinese, English, cell] of each
    file_name = models.CharField(max_length=200)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    in_force_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["entry", "number"], name="checklist_number_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, in_force_at__isnull=True)
                | Q(number__gte=1, in_force_at__isnull=False),
                name="checklist_numbered_in_force",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number or '—'} {self.source}"

    @property
    def source_said(self) -> str:
        """Where it comes from, in the reader's language."""
        return source_said(self.source)

    def get_absolute_url(self) -> str:
        return reverse("delivery:checklist", args=[self.pk])

    @property
    def told(self) -> Checklist:
        """As the laws read it."""
        items = tuple(
            CheckItem(**row | {"parties": tuple(Party(code) for code in row["parties"])}) for row in self.items
        )
        return Checklist(number=self.number or 0, source=self.source, effect_date=self.effect_date, items=items)


class AcceptanceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AcceptanceQuerySet":
        """All for who sees the whole district; for the others those of works that they see."""
        if user.is_authenticated and user.has_perm("delivery.view") and user.scope().is_whole:
            return self
        seen = DeliveryTask.objects.visible_to(user)
        works = AcceptanceWork.objects.filter(task__in=seen)
        return self.filter(pk__in=works.values("acceptance_id"))

    def told(self) -> "AcceptanceQuerySet":
        """With what a list shows of each."""
        return self.select_related("contractor", "supervisor", "applied_by")


class Acceptance(models.Model):
    """The joint acceptance of an estate's works, or of some of them. It keeps the checklist it was begun with."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="acceptances")
    round = models.PositiveIntegerField()  # of the estate, from 1
    estate = models.CharField(max_length=200)
    estate_name = models.CharField(max_length=200)
    region = models.CharField(max_length=200)
    region_name = models.CharField(max_length=200)
    community = models.CharField(max_length=200, blank=True)
    contractor = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    supervisor = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, default=law.State.APPLIED)
    version = models.PositiveIntegerField(default=1)  # raised by every move and by what the office writes
    checklist_number = models.PositiveIntegerField()
    checklist_source = models.CharField(max_length=200)
    checklist_date = models.DateField()
    papers = models.JSONField(default=dict)  # code → is it there?
    note = models.CharField(max_length=500, blank=True)
    applied_by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
    applied_on = models.DateField()
    visited_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # of the outcome

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["entry", "estate", "round"], name="acceptance_round_once"),
            models.CheckConstraint(condition=Q(state__in=list(law.State)), name="acceptance_state_known"),
        )
        indexes = (
            models.Index(fields=["entry", "estate"], name="acceptance_of_estate"),
            models.Index(fields=["entry", "state"], name="acceptance_by_state"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("delivery:acceptance", args=[self.pk])

    @property
    def checklist_said(self) -> str:
        """The version it was begun with, and its source, in the reader's language."""
        source = source_said(self.checklist_source)
        return say(
            f"第{self.checklist_number}版，{source}，{self.checklist_date}起施行",
            f"version {self.checklist_number}, {source}, in effect from {self.checklist_date}",
        )

    @property
    def number(self) -> str:
        """`JH-012-acceptance-1`."""
        return f"{self.estate}-acceptance-{self.round}"

    @property
    def told(self) -> law.State:
        """The state as the laws know it."""
        return law.State(self.state)

    @property
    def state_said(self) -> str:
        """Where it stands, in the reader's language."""
        return say(*self.told.names)

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return _TONES.get(self.told, "")

    @cached_property
    def case(self) -> law.Case:
        """As the laws look at it; read once."""
        items = {item.pk: item for item in self.items.all()}
        return law.Case(
            state=self.told,
            papers=self.papers,
            items=tuple(item.told for item in items.values()),
            marks=tuple(
                law.Mark(
                    item=items[mark.item_id].key,
                    party=Party(mark.party),
                    verdict=law.Verdict(mark.verdict),
                    at=mark.at,
                    has_photo=mark.photo_id is not None,
                )
                for mark in self.marks.all()
            ),
            signatures=tuple(one.told for one in self.signatures.all()),
            rectifications=tuple(one.told for one in self.rectifications.all()),
            conditions=tuple(one.told for one in self.conditions.all()),
            quantities=tuple(one.told for one in self.works.all()),
        )


class AcceptanceWork(models.Model):
    """A work that is accepted; once accepted, its quantity is the last word."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="works")
    task = models.ForeignKey(DeliveryTask, models.PROTECT, related_name="acceptance_works")
    measure = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    unit = models.CharField(max_length=30, blank=True)
    planned = models.DecimalField(max_digits=16, decimal_places=3, default=0)
    reported = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    accepted = models.DecimalField(max_digits=16, decimal_places=3, null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["acceptance", "task"], name="acceptance_work_once"),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True) | Q(accepted__gte=0), name="acceptance_work_not_below_zero"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name_said(self) -> str:
        """In the reader's language."""
        return say(self.name, self.name_en or self.name)

    @property
    def unit_said(self) -> str:
        """In what it is counted, in the reader's language."""
        return word(UNITS, self.unit, say("zh", "en"))

    @property
    def told(self) -> law.Quantity:
        """As the laws read it."""
        return law.Quantity(work=self.measure, planned=self.planned, reported=self.reported, accepted=self.accepted)


class AcceptanceItem(models.Model):
    """An item of the list that the acceptance was begun with."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="items")
    place = models.PositiveIntegerField()
    measure = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    item = models.CharField(max_length=200)
    item_en = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=200)
    how_en = models.CharField(max_length=200, blank=True)
    limit = models.CharField(max_length=200)
    limit_en = models.CharField(max_length=200, blank=True)
    needs_photo = models.BooleanField()
    parties = models.JSONField()
    basis = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["acceptance", "place"], name="acceptance_item_place_once"),)

    def __str__(self) -> str:
        return self.item

    @property
    def key(self) -> str:
        """As the laws know it."""
        return f"{self.measure}-{self.number}"

    @property
    def of_parties(self) -> tuple[Party, ...]:
        """Who judges it."""
        return tuple(Party(code) for code in self.parties)

    @property
    def told(self) -> law.Item:
        """As the laws read it."""
        return law.Item(key=self.key, parties=self.of_parties, needs_photo=self.needs_photo)

    @property
    def listed(self) -> CheckItem:
        """As the list has it."""
        names = ("measure", "number", "item", "item_en", "how", "how_en", "limit", "limit_en", "needs_photo", "basis")
        return CheckItem(**{name: getattr(self, name) for name in names}, parties=self.of_parties, source=self.source)

    @property
    def said(self) -> tuple[str, str, str]:
        """What, how and the limit, in the reader's language."""
        return self.listed.said(say("zh", "en"))


class PaperEntry(models.Model):
    """A list that was signed by hand, as one person entered it; it counts once another has confirmed it."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="paper_entries")
    party = models.CharField(max_length=20)
    organisation_name = models.CharField(max_length=100)
    signer = models.CharField(max_length=60)
    signed_on = models.DateField()
    marks = models.JSONField()  # [item's key, verdict, remark, photo or none]
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, related_name="+")  # of the sheet itself
    entered_by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")),
                name="paper_entry_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(returned_by__isnull=True), name="paper_entry_one_end"
            ),
        )

    def __str__(self) -> str:
        return f"{self.acceptance_id} {self.party}"

    @property
    def is_waiting(self) -> bool:
        """Has nobody confirmed or returned it?"""
        return self.confirmed_by_id is None and self.returned_by_id is None

    @property
    def photos(self) -> list[int]:
        """Of the sheet, and of its items."""
        return [pk for pk in (self.photo_id, *(photo for *_, photo in self.marks)) if pk]

    @property
    def party_said(self) -> str:
        """In the reader's language."""
        return say(*Party(self.party).names)


class AcceptanceMark(models.Model):
    """A party's word about an item. Added, never changed: the latest counts."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="marks")
    item = models.ForeignKey(AcceptanceItem, models.PROTECT, related_name="marks")
    party = models.CharField(max_length=20)
    verdict = models.CharField(max_length=10)
    remark = models.CharField(max_length=300, blank=True)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(PaperEntry, models.PROTECT, null=True, related_name="marks_made")
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(verdict__in=list(law.Verdict)), name="acceptance_mark_verdict_known"),
            models.CheckConstraint(condition=Q(party__in=list(Party)), name="acceptance_mark_party_known"),
        )
        indexes = (models.Index(fields=["acceptance", "party"], name="acceptance_marks"),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.party} {self.verdict}"

    @property
    def verdict_said(self) -> str:
        """In the reader's language."""
        return say(*law.Verdict(self.verdict).names)


class AcceptanceSignature(models.Model):
    """A party signed these of its items: on the screen itself, or on paper."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=20)
    items = models.JSONField(default=list)  # keys; none: all of the party's
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    organisation_name = models.CharField(max_length=100)
    signer = models.CharField(max_length=60)
    signed_on = models.DateField()
    paper = models.ForeignKey(PaperEntry, models.PROTECT, null=True, related_name="signatures")
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")  # who signed, or who confirmed the paper
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(party__in=list(Party)), name="acceptance_signature_party_known"),
        )

    def __str__(self) -> str:
        return f"{self.acceptance_id} {self.party}"

    @property
    def paper_said(self) -> str:
        """Who entered it from paper and who confirmed it, in the reader's language."""
        entered = self.paper.entered_by if self.paper else ""
        return say(f"纸质，{entered}录入、{self.by}复核", f"on paper, entered by {entered}, confirmed by {self.by}")

    @property
    def told(self) -> law.Signature:
        """As the laws read it."""
        return law.Signature(party=Party(self.party), at=self.at, items=frozenset(self.items))


class AcceptanceRectification(models.Model):
    """What is to be put right: what was found, who, by when."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="rectifications")
    item = models.ForeignKey(AcceptanceItem, models.PROTECT, related_name="rectifications")
    found = models.CharField(max_length=300)
    who = models.CharField(max_length=60)
    due_date = models.DateField()
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_date = models.DateField(null=True)
    done_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    done_note = models.CharField(max_length=300, blank=True)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.found

    @property
    def told(self) -> law.Rectification:
        """As the laws read it."""
        return law.Rectification(item=self.item.key, who=self.who, due_date=self.due_date, done_date=self.done_date)

    def is_late(self, day: date) -> bool:
        """Should it have been done before this day?"""
        return self.done_date is None and self.due_date < day


class AcceptanceCondition(models.Model):
    """What acceptance is given on, and until when."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="conditions")
    text = models.CharField(max_length=300)
    due_date = models.DateField()
    item = models.ForeignKey(AcceptanceItem, models.PROTECT, null=True, related_name="conditions")
    party = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    met_date = models.DateField(null=True)
    met_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text

    @property
    def told(self) -> law.Condition:
        """As the laws read it."""
        return law.Condition(
            text=self.text,
            due_date=self.due_date,
            item=self.item.key if self.item else "",
            party=Party(self.party) if self.party else None,
            met_date=self.met_date,
        )


class AcceptanceEvent(models.Model):
    """A move: by whom, when, why. Never changed or removed."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="events")
    action = models.CharField(max_length=30)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.acceptance_id} {self.action}"

    @property
    def action_said(self) -> str:
        """In the reader's language."""
        if self.action in set(law.Action):
            return say(*law.Action(self.action).names)
        return say("申请验收", "Applied for")


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HandoverQuerySet":
        """Those of acceptances that somebody sees, and those whose receiver is one's own organisation."""
        if not user.is_authenticated or not user.has_perm("delivery.view"):
            return self.none()
        seen = Acceptance.objects.visible_to(user)
        return self.filter(Q(acceptance__in=seen) | Q(receiver__in=units_of(user)))


class Handover(models.Model):
    """What one receiver gets of an accepted estate."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="handovers")
    party = models.CharField(max_length=20)
    receiver = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    receiver_name = models.CharField(max_length=100)
    state = models.CharField(max_length=10, default=handing.State.OFFERED)
    version = models.PositiveIntegerField(default=1)
    offered_by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    offered_on = models.DateField()
    reason = models.CharField(max_length=500, blank=True)  # of the last refusal
    giver_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    giver_on = models.DateField(null=True)
    receiver_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")  # or who confirmed the paper
    receiver_on = models.DateField(null=True)
    receiver_person = models.CharField(max_length=60, blank=True)
    paper_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")  # who entered the signed paper
    paper_at = models.DateTimeField(null=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["acceptance", "party", "receiver_name"], name="handover_receiver_once"),
            models.CheckConstraint(condition=Q(state__in=list(handing.State)), name="handover_state_known"),
            models.CheckConstraint(
                condition=Q(receiver_by__isnull=True) | Q(paper_by__isnull=True) | ~Q(receiver_by=F("paper_by")),
                name="handover_paper_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"{self.acceptance_id} {self.receiver_name}"

    def get_absolute_url(self) -> str:
        return reverse("delivery:handover", args=[self.pk])

    @property
    def told(self) -> handing.State:
        """The state as the laws know it."""
        return handing.State(self.state)

    @property
    def state_said(self) -> str:
        """In the reader's language."""
        return say(*self.told.names)

    @property
    def tone(self) -> str:
        """How its state is shown."""
        tones = {handing.State.SIGNED: "done", handing.State.REFUSED: "late", handing.State.CHECKED: "part"}
        return tones.get(self.told, "")

    @property
    def party_said(self) -> str:
        """In the reader's language."""
        return say(*Party(self.party).names)

    @property
    def paper_said(self) -> str:
        """Who entered the receiver's signature from paper and who confirmed it."""
        return say(
            f"纸质，{self.paper_by}录入、{self.receiver_by}复核",
            f"on paper, entered by {self.paper_by}, confirmed by {self.receiver_by}",
        )

    @property
    def signed(self) -> frozenset[handing.Side]:
        """Which sides have signed."""
        sides = ((handing.Side.GIVER, self.giver_on), (handing.Side.RECEIVER, self.receiver_on))
        return frozenset(side for side, day in sides if day)


class HandoverLine(models.Model):
    """A thing handed over."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="lines")
    measure = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    item = models.CharField(max_length=200)
    item_en = models.CharField(max_length=200, blank=True)
    quantity = models.CharField(max_length=60, blank=True)
    warranty_until = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.item

    @property
    def name_said(self) -> str:
        """The work, in the reader's language."""
        return say(self.name, self.name_en or self.name)

    @property
    def item_said(self) -> str:
        """The thing, in the reader's language."""
        return say(self.item, self.item_en or self.item)


class HandoverEvent(models.Model):
    """What was done with a list. Never changed or removed."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="events")
    action = models.CharField(max_length=20)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.handover_id} {self.action}"

    @property
    def action_said(self) -> str:
        """In the reader's language."""
        if self.action in set(handing.Action):
            return say(*handing.Action(self.action).names)
        return say("移交", "Offered")


def source_said(source: str) -> str:
    """Where a version of the checklists, or a rule, comes from, in the reader's language."""
    return source_told(source, say("zh", "en"))


def checklists_of(entry: ProgrammeEntry) -> Iterable[Checklist]:
    """All versions that count or counted, the shipped one first."""
    rows = ChecklistVersion.objects.filter(entry=entry, number__isnull=False)
    return (shipped(), *(row.told for row in rows))

"""考核: schemes as a district adopted them, assessments by one, what each unit has by each indicator, appeals."""

from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yipanqi.domain.supervision.assessment import SEEN, Action, AppealState, State
from yipanqi.domain.supervision.cycle import span_told
from yipanqi.domain.supervision.scheme import Cycle, Scheme
from yipanqi.domain.supervision.scheme_stored import scheme_of
from yipanqi.domain.supervision.scored import Value
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.delivery.models import PaperFile
from yipanqi.web.delivery.models.tasks import units_of
from yipanqi.web.page.say import language, say
from yipanqi.web.programmes.models import ProgrammeEntry

_TONES = {State.FINAL: "done", State.WITHDRAWN: "", State.DRAFTED: ""}


class AssessmentScheme(models.Model):
    """A scheme as it was adopted, from a day on. Added, never changed: what was scored by it stays so."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="schemes")
    key = models.CharField(max_length=60)
    value = models.JSONField()  # as `scheme_stored` keeps it
    source = models.CharField(max_length=300)  # on what ground it was adopted
    since = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("key", "-since", "-pk")
        constraints = (models.UniqueConstraint(fields=["entry", "key", "since"], name="assessment_scheme_once"),)

    def __str__(self) -> str:
        return say(*self.told.names)

    def get_absolute_url(self) -> str:
        return reverse("supervision:assessment-scheme", args=[self.pk])

    @cached_property
    def told(self) -> Scheme:
        """As the laws know it."""
        return scheme_of(self.value)


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        """All for who sees the whole district; for the others those in which their unit is assessed, once shown."""
        if not user.is_authenticated or not user.has_perm("supervision.view"):
            return self.none()
        if user.scope().is_whole:
            return self
        own = AssessedUnit.objects.filter(unit__in=units_of(user)).values("assessment")
        return self.filter(state__in=SEEN, pk__in=own)


class Assessment(models.Model):
    """Units of some kinds, assessed for a month, a quarter or a year by one version of a scheme. Final, it stays."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="assessments")
    scheme = models.ForeignKey(AssessmentScheme, models.PROTECT, related_name="assessments")
    key = models.CharField(max_length=60)  # of the scheme: by which the last time is found
    cycle = models.CharField(max_length=10)
    once = models.CharField(max_length=100, null=True, unique=True)  # programme, key and period; none: withdrawn
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=10, default=State.DRAFTED)
    version = models.PositiveIntegerField(default=1)  # raised by every change
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    filled_at = models.DateTimeField(null=True)  # when the record was read
    filled_on = models.DateField(null=True)
    scored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    scored_on = models.DateField(null=True)
    shown_on = models.DateField(null=True)
    appeal_until = models.DateField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    final_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    final_at = models.DateTimeField(null=True)
    final_on = models.DateField(null=True)
    law = models.CharField(max_length=60, blank=True)  # the version of the code that made it final
    content_hash = models.CharField(max_length=64, blank=True)  # of scheme, values, results and law

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("-first", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=list(State)), name="assessment_state_known"),
            models.CheckConstraint(condition=Q(cycle__in=list(Cycle)), name="assessment_cycle_known"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="assessment_ends_later"),
            models.CheckConstraint(
                condition=Q(final_by=None) | ~Q(final_by=F("scored_by")), name="assessment_final_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state=State.FINAL, final_by__isnull=False) & ~Q(content_hash="")
                | ~Q(state=State.FINAL) & Q(final_by=None, content_hash=""),
                name="assessment_final_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, once=None) | ~Q(state=State.WITHDRAWN) & Q(once__isnull=False),
                name="assessment_once_until_withdrawn",
            ),
        )
        indexes = (models.Index(fields=["entry", "state", "-first"], name="assessments_by_state"),)

    def __str__(self) -> str:
        return f"{self.span_said} · {self.scheme}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:assessment", args=[self.pk])

    @property
    def told(self) -> State:
        """The state as the laws know it."""
        return State(self.state)

    @property
    def state_said(self) -> str:
        """Where it stands, in the reader's language."""
        return say(*self.told.names)

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return _TONES.get(self.told, "part")

    @property
    def span_said(self) -> str:
        """Of what it is, in the reader's language."""
        return span_told(Cycle(self.cycle), self.first, language())


class AssessedUnit(models.Model):
    """A unit in an assessment: how much it had to do, what it has in all, and its place."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="units")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)  # as it was called then
    tasks = models.PositiveIntegerField(default=0)
    estates = models.PositiveIntegerField(default=0)
    barred = models.CharField(max_length=60, blank=True)  # by which event
    barred_why = models.CharField(max_length=500, blank=True)

    score = models.DecimalField(max_digits=8, decimal_places=2, null=True)  # published
    apart = models.CharField(max_length=60, blank=True)  # of it by leaders' judgement: an exact fraction
    grade = models.JSONField(null=True)  # its names
    rank = models.PositiveIntegerField(null=True)
    unranked = models.CharField(max_length=20, blank=True)  # why it has none
    change = models.DecimalField(max_digits=8, decimal_places=2, null=True)  # of the score, against the last time
    places = models.IntegerField(null=True)  # gained against the last time
    is_final = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["assessment", "unit"], name="assessed_unit_once"),)
        indexes = (models.Index(fields=["unit", "assessment"], name="assessed_of_unit"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("supervision:assessment-unit", args=[self.assessment_id, self.pk])

    @property
    def grade_said(self) -> str:
        """In the reader's language."""
        if self.barred:
            return say("取消评优", "Barred")
        return say(*self.grade) if self.grade else ""

    @property
    def apart_said(self) -> Fraction | None:
        """What of the score leaders judged."""
        return fraction_of(self.apart)


class AssessedValue(models.Model):
    """What is known of a unit by an indicator, where it comes from, and what it brings. The rows that were counted are
    kept with it."""

    assessed = models.ForeignKey(AssessedUnit, models.PROTECT, related_name="values")
    indicator = models.CharField(max_length=60)
    amount = models.CharField(max_length=60, blank=True)  # exact fractions, as `Fraction` writes them
    of = models.CharField(max_length=60, blank=True)
    counts = models.JSONField(null=True)
    is_absent = models.BooleanField(default=False)
    is_given_up = models.BooleanField(default=False)  # it is said why there is no score
    evidence = models.CharField(max_length=500, blank=True)
    rows = models.JSONField(default=list)  # [task, what it counts as, day]
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # none: the record
    at = models.DateTimeField(null=True)

    standing = models.CharField(max_length=10, blank=True)
    points = models.CharField(max_length=60, blank=True)  # an exact fraction, before rescaling
    is_doubled = models.BooleanField(default=False)
    is_final = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["assessed", "indicator"], name="assessed_value_once"),)

    def __str__(self) -> str:
        return f"{self.assessed_id} {self.indicator}"

    @property
    def told(self) -> Value:
        """As the laws know it."""
        return value_told(self.amount, self.of, self.counts, self.is_absent)

    @property
    def is_known(self) -> bool:
        """Is there a value, or is it said why there is none?"""
        return self.is_given_up or not self.told.is_missing


class Appeal(models.Model):
    """申诉: what a unit holds against a value, and how it was answered."""

    assessed = models.ForeignKey(AssessedUnit, models.PROTECT, related_name="appeals")
    indicator = models.CharField(max_length=60)
    text = models.TextField(max_length=2000)
    evidence = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()

    state = models.CharField(max_length=10, default=AppealState.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    before = models.JSONField(default=dict)  # the value and score that it changed, and what they became
    after = models.JSONField(default=dict)
    is_final = models.BooleanField(default=False)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=list(AppealState)), name="appeal_state_known"),
            models.CheckConstraint(
                condition=Q(state=AppealState.OPEN, decided_by=None)
                | ~Q(state=AppealState.OPEN) & Q(decided_by__isnull=False) & ~Q(decided_by=F("by")) & ~Q(answer=""),
                name="appeal_answered_by_another",
            ),
            models.UniqueConstraint(
                fields=["assessed", "indicator"], condition=Q(state=AppealState.OPEN), name="appeal_open_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.assessed} · {self.indicator}"

    @property
    def told(self) -> AppealState:
        """The state as the laws know it."""
        return AppealState(self.state)

    @property
    def state_said(self) -> str:
        """In the reader's language."""
        return say(*self.told.names)

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return {AppealState.OPEN: "part", AppealState.UPHELD: "done"}.get(self.told, "")


class AssessmentFile(models.Model):
    """A file that proves a value, an appeal or its answer. Never changed or removed; the seal holds its hash."""

    uid = models.UUIDField(unique=True, editable=False)
    assessed = models.ForeignKey(AssessedUnit, models.PROTECT, related_name="files")
    indicator = models.CharField(max_length=60)
    appeal = models.ForeignKey(Appeal, models.PROTECT, null=True, related_name="files")  # none: of the value
    is_answer = models.BooleanField(default=False)  # brought by who decided
    file = models.ForeignKey(PaperFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_answer=False) | Q(appeal__isnull=False), name="assessment_file_answers_an_appeal"
            ),
        )

    def __str__(self) -> str:
        return str(self.file.file_name)

    def get_absolute_url(self) -> str:
        return reverse("supervision:assessment-file", args=[self.assessed.assessment_id, self.assessed_id, self.uid])


class AssessmentEvent(models.Model):
    """What was done to an assessment: by whom, when, why. Never changed or removed."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="events")
    action = models.CharField(max_length=10)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict)  # the unit and the indicator, a value before and after

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.action}"

    @property
    def action_said(self) -> str:
        """In the reader's language."""
        return say(*(Action(self.action).names if self.action in set(Action) else ("发起考核", "Begun")))


def value_told(amount: str, of: str, counts: Any, is_absent: bool) -> Value:
    """A value as the laws know it, from how it is kept."""
    return Value(
        amount=fraction_of(amount),
        of=None if is_absent else fraction_of(of),
        counts=counts,
        is_absent=is_absent,
    )


@lru_cache(maxsize=4096)
def fraction_of(text: str) -> Fraction | None:
    """The exact fraction that is kept so; none where nothing is."""
    return Fraction(text) if text else None


def kept(value: Fraction | None) -> str:
    """An exact fraction as it is kept."""
    return "" if value is None else str(value)

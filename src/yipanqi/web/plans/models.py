"""Runs of the planner and plans changed by hand; proposals and adoptions, which are only ever added."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from yipanqi.domain.money import wan_text
from yipanqi.domain.planning.scenario import Scenario, derived
from yipanqi.domain.planning.words import NO_GAP, gap_text
from yipanqi.domain.programme import Policy, Programme
from yipanqi.web.jobs.models import Job
from yipanqi.web.page.light import Light, WithLarge
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import ProgrammeEntry, ProgrammeVersion

from .words import (
    BROKEN,
    CUT_SHORT,
    DECLINED,
    DRAFT,
    ENDS,
    FORMER,
    HAND,
    IMPOSSIBLE,
    IN_FORCE,
    KINDS,
    MADE,
    OPEN,
    PLANNER,
    PROPOSED,
    STANDINGS,
    STATES,
    UNDECIDED,
    UNPAID,
    WITHDRAWN,
)


class PlanRunQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PlanRunQuerySet":
        """All runs for who sees the whole district; for the others what was adopted in their own tree."""
        if not user.is_authenticated or not user.has_perm("plans.view"):
            return self.none()
        scope = user.scope()
        if scope.is_whole:
            return self
        return self.filter(entry__organisation__path__in=scope.upwards, adoptions__isnull=False).distinct()

    def light(self) -> "PlanRunQuerySet":
        """Without the outcomes, which are large."""
        return self.defer("outcome")

    def told(self) -> "PlanRunQuerySet":
        """With whether each waits to be adopted (`is_proposed`), and whether it ever was (`was_adopted`)."""
        mine = OuterRef("pk")
        return self.annotate(
            is_proposed=Exists(Proposal.objects.waiting().filter(run=mine)),
            was_adopted=Exists(Adoption.objects.filter(run=mine)),
        )

    def standing(self, asked: str, in_force: int | None) -> "PlanRunQuerySet":
        """Those that the list tells so: by how they stand, or by their state where they stand nowhere. Of `told()`."""
        if asked == IN_FORCE:
            return self.filter(pk=in_force)
        rest = self.exclude(pk=in_force) if in_force else self
        if asked == PROPOSED:
            return rest.filter(is_proposed=True)
        if asked == FORMER:
            return rest.filter(is_proposed=False, was_adopted=True)
        rest = rest.filter(is_proposed=False, was_adopted=False)
        if asked == BROKEN:
            return rest.filter(state=MADE, violation_count__gt=0)
        if asked in (CUT_SHORT, MADE):
            short = [run.pk for run in rest.filter(state=MADE, violation_count=0).light() if run.is_unfinished]
            whole = rest.filter(state=MADE, violation_count=0)
            return whole.filter(pk__in=short) if asked == CUT_SHORT else whole.exclude(pk__in=short)
        return rest.filter(state=asked)

    def made(self) -> "PlanRunQuerySet":
        """Those that have a plan."""
        return self.filter(state=MADE)


class ProposalQuerySet(models.QuerySet):
    def waiting(self) -> "ProposalQuerySet":
        """Those that nobody has adopted, declined or withdrawn."""
        return self.filter(end=None, adoptions=None)


class PlanRun(WithLarge):
    """One making of a plan: from which version, with which settings, by whom, and what became of it. Once made it
    never changes."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="runs")
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="runs")
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, default=PLANNER)
    asked = models.JSONField(default=dict)  # seconds, work, seed, workers, moves, warm: does it go on from its base?
    levers = models.JSONField(default=dict)  # the stored form of `scenario`
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default=OPEN)
    changes = models.JSONField(default=list)  # [Chinese, English] each: what the levers or the hand changed
    why_not = models.JSONField(default=list)  # [Chinese, English] each: why there is no plan
    broken = models.JSONField(default=list)  # [Chinese, English] each: the rules that a plan by hand breaks
    violation_count = models.PositiveIntegerField(default=0)
    objective = models.FloatField(null=True)
    upper_bound = models.FloatField(null=True)
    priced_bound = models.FloatField(null=True)  # that of the prices, where the upper one is the solver's word
    gap = models.FloatField(null=True)
    unfinished = models.BooleanField(null=True)  # was its search cut short? None: made before that was kept
    seconds = models.FloatField(null=True)
    work = models.PositiveIntegerField(null=True)
    versions = models.JSONField(default=dict)
    estates = models.PositiveIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    works = models.PositiveIntegerField(null=True)
    money = models.BigIntegerField(null=True)  # fen
    money_told = models.BigIntegerField(null=True)  # as pages tell it; None: made before that was kept
    outcome = models.BinaryField(null=True)  # as `kept` packs it
    folder = models.CharField(max_length=100, blank=True)  # under HOME/plans: problem and plan as tables
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    objects = PlanRunQuerySet.as_manager()
    light = Light("outcome")

    class Meta:
        ordering = ("-pk",)
        base_manager_name = "light"
        constraints = (
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="plan_run_state_known"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="plan_run_kind_known"),
            models.CheckConstraint(
                condition=~Q(state=MADE) | Q(outcome__isnull=False, made_at__isnull=False, estates__isnull=False),
                name="plan_run_made_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(kind=HAND) | Q(base__isnull=False), name="plan_run_by_hand_has_its_base"
            ),
        )
        indexes = (models.Index(fields=["entry", "-id"], name="plan_runs_of_entry"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plans:run", args=[self.uid])

    @property
    def scenario(self) -> Scenario:
        """What the run has otherwise than its version."""
        return Scenario.of(self.levers)

    def programme(self) -> Programme:
        """The programme that is planned: the version's as the scenario has it."""
        return derived(self.version.programme(), self.scenario)

    @property
    def is_made(self) -> bool:
        """Is there a plan?"""
        return self.state == MADE

    @property
    def is_open(self) -> bool:
        """Does a worker still make it, or will?"""
        return self.state == OPEN and self.job is not None and self.job.is_open

    @property
    def may_be_adopted(self) -> bool:
        """A plan that breaks no rule."""
        return self.is_made and self.violation_count == 0

    @property
    def can_be_remade(self) -> bool:
        """With one process, or with a number of rounds given, the same work gives the same plan; so many estates that
        they are searched in parts tell no work that would."""
        repeats = self.asked["workers"] == 1 or bool(self.asked["work"])
        return self.is_made and self.kind == PLANNER and repeats and self.work is not None

    @property
    def changes_said(self) -> list[str]:
        """What the levers or the hand changed, in the reader's language."""
        return [say(*pair) for pair in self.changes]

    @property
    def is_warm(self) -> bool:
        """Did the search go on from its base?"""
        return self.base_id is not None and bool(self.asked.get("warm"))

    @property
    def state_said(self) -> str:
        """The state in the reader's language; until it is made, that of its job."""
        if self.state == OPEN and self.job is not None:
            return self.job.state_said
        if self.violation_count:
            return say(f"违反 {self.violation_count} 项规则", f"breaks {self.violation_count} rules")
        if self.is_unfinished:
            return say(*DRAFT)
        return say(*STATES[self.state])

    def standing(self, in_force: int | None) -> str:
        """How the list tells it before its state: in force, proposed, once in force, or nothing. Of `told()` rows."""
        if self.pk == in_force:
            return IN_FORCE
        return PROPOSED if self.is_proposed else FORMER if self.was_adopted else ""

    def standing_said(self, in_force: int | None) -> str:
        """The same in the reader's language, else its state."""
        standing = self.standing(in_force)
        return say(*STANDINGS[standing]) if standing else self.state_said

    @property
    def tone(self) -> str:
        """How the state is shown: done, part, late, or nothing."""
        if self.may_be_adopted:
            return "part" if self.is_unfinished else "done"
        if self.is_open:
            return "part"
        return "late" if self.violation_count or self.state in (IMPOSSIBLE, UNDECIDED) else ""

    @property
    def is_undecided(self) -> bool:
        """Was the time over before it was known whether there is a plan?"""
        return self.state == UNDECIDED

    @property
    def bound_by_solver(self) -> bool:
        """Is the bound the solver's word alone?"""
        return self.priced_bound is not None

    @property
    def proven_gap(self) -> float:
        """How far it may be from the best by the bound that anybody can recompute."""
        if self.priced_bound is None:
            return self.gap or 0.0
        return (self.priced_bound - self.objective) / max(abs(self.objective), 1e-9)

    @property
    def is_unfinished(self) -> bool:
        """Is it a draft, since its search was cut short?"""
        if self.unfinished is None:
            return self.kind == PLANNER and (self.gap or 0.0) > Policy().draft_gap
        return self.unfinished

    @property
    def is_proven_optimal(self) -> bool:
        """Is it proven, by the prices or by the solver, that no plan is better?"""
        return self.gap is not None and self.gap < NO_GAP

    @property
    def kind_said(self) -> str:
        """How it was made, in the reader's language."""
        return say(*KINDS[self.kind])

    @property
    def is_paid(self) -> bool:
        """Was it paid to the fen? A plan by hand that breaks rules of its shape cannot be: nothing is reckoned."""
        return self.money is not None and not (self.violation_count and not self.money)

    @property
    def money_shown(self) -> int:
        """Its money as pages tell it, in fen; of plans made before that was kept, its money."""
        return (self.money if self.money_told is None else self.money_told) or 0

    @property
    def money_said(self) -> str:
        """Its money in 10⁴ yuan."""
        if self.is_made and not self.is_paid:
            return say(*UNPAID)
        return "" if self.money is None else wan_text(self.money_shown)

    @property
    def objective_said(self) -> str:
        """Its value in points."""
        if self.is_made and not self.is_paid:
            return say(*UNPAID)
        return "" if self.objective is None else f"{self.objective:,.1f}"

    @property
    def gap_said(self) -> str:
        """How far it may be from the best, and if by the solver's word alone; nothing where that is not known."""
        if self.gap is None:
            return ""
        told = say("已证最优", "optimal") if self.is_proven_optimal else gap_text(self.gap)
        return told + (say("（据求解器）", " (solver's word)") if self.bound_by_solver else "")


class DocumentSet(models.Model):
    """The documents of a plan in one language, as they stand in a folder."""

    run = models.ForeignKey(PlanRun, models.PROTECT, related_name="documents")
    lang = models.CharField(max_length=2)
    folder = models.CharField(max_length=100)  # under HOME/plans
    names = models.JSONField()
    hashes = models.JSONField(default=dict)  # name → SHA-256
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "lang"], name="plan_documents_once"),)

    def __str__(self) -> str:
        return f"{self.run} {self.lang}"


class Proposal(models.Model):
    """Somebody asks that a plan be put in force. Never changed or removed; once it has ended, another may follow."""

    run = models.ForeignKey(PlanRun, models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField(default=1)  # of the run's proposals
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=["run", "number"], name="plan_proposed_once_at_a_time"),)

    def __str__(self) -> str:
        return str(self.run)


class ProposalEnd(models.Model):
    """A proposal was declined by somebody else, with a reason, or withdrawn by who made it. It stays so."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="end")
    kind = models.CharField(max_length=10)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=WITHDRAWN, by=F("proposed_by"))
                | (Q(kind=DECLINED) & ~Q(by=F("proposed_by")) & ~Q(note="")),
                name="plan_proposal_ended_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal} {self.kind}"

    @property
    def kind_said(self) -> str:
        """How it ended, in the reader's language."""
        return say(*ENDS[self.kind])


class Adoption(models.Model):
    """A plan is put in force by somebody else than who proposed it. The newest counts; older ones are history."""

    run = models.ForeignKey(PlanRun, models.PROTECT, related_name="adoptions")
    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="adoptions")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="adoptions")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(by=F("proposed_by")), name="plan_adopted_by_somebody_else"),
            models.UniqueConstraint(fields=["proposal"], name="plan_proposal_adopted_once"),
        )

    def __str__(self) -> str:
        return str(self.run)


def adopted(entry: ProgrammeEntry) -> Adoption | None:
    """What is in force for a programme."""
    rows = Adoption.objects.filter(entry=entry).select_related("run__version", "run__entry", "run__job", "by")
    return rows.defer("run__outcome", "run__version__content").first()

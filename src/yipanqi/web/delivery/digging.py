"""Where ground is opened by a programme's tasks, and where these digs clash."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any

from django.db.models import Max, Sum

from yipanqi.domain.coordinate import Point
from yipanqi.domain.delivery.dig import (
    Clash,
    Dig,
    DigPolicy,
    Ground,
    JointPlan,
    Surface,
    SurfaceKind,
    Turn,
    clashes,
    near,
    plan_lacks,
    policy_on,
    together,
)
from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.measure import Phase
from yipanqi.domain.reason import Reason
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry

from .models import ClosedSurface, DeliverySetting, DeliveryTask, DigPlan, DigTurn, Reopening, Street
from .models.settings import settings_of

_DUG = (State.REPORTED, State.CHECKED, State.CLOSED)  # of which the ground is closed again


@dataclass(frozen=True, kw_only=True)
class Digging:
    """All digs of a programme that are not over, as the laws judge them on a day."""

    entry: ProgrammeEntry
    day: date

    @cached_property
    def policy(self) -> DigPolicy:
        """What the district decided, of this day."""
        return policy_on(settings_of(self.entry), self.day)

    @cached_property
    def names(self) -> dict[str, str]:
        """estate → its name, of those with tasks."""
        tops = DeliveryTask.objects.filter(entry=self.entry, parent=None).order_by()
        return dict(tops.values_list("estate", "estate_name"))

    @cached_property
    def streets(self) -> list[Street]:
        """Streets with their estates."""
        return list(self.entry.streets.all())

    @cached_property
    def ground(self) -> Ground:
        """Streets by their keys, and where estates lie."""
        placed = EstateRow.objects.filter(entry=self.entry, longitude__isnull=False, latitude__isnull=False)
        points = {estate: Point(x, y) for estate, x, y in placed.values_list("estate", "longitude", "latitude")}
        return Ground(streets={street_key(it.pk): tuple(it.estates) for it in self.streets}, points=points)

    @cached_property
    def places(self) -> dict[str, str]:
        """What sentences call estates and streets."""
        return self.names | {street_key(it.pk): it.name for it in self.streets}

    @cached_property
    def plans(self) -> dict[str, JointPlan]:
        """Joint plans by their keys."""
        rows = self.entry.dig_plans.filter(cancelled_at=None).prefetch_related("turns__task")
        return {str(row.pk): told_plan(row) for row in rows}

    @cached_property
    def digs(self) -> list[Dig]:
        """Works underground that are still to be done, or under way."""
        return list(_digs(self.entry, self._tasks(self.underground)))

    @cached_property
    def underground(self) -> frozenset[str]:
        """The measures that open the ground."""
        return frozenset(it.id for it in self.entry.frame().measures if it.phase is Phase.UNDERGROUND)

    @cached_property
    def surfaces(self) -> list[Surface]:
        """Closed surfaces that were entered, and those that the plan's own works close."""
        kept = ClosedSurface.objects.filter(entry=self.entry, removed_at=None)
        found = [
            Surface(
                place=street_key(it.street_id) if it.street_id else it.estate,
                kind=SurfaceKind(it.kind),
                closed_on=it.closed_on,
            )
            for it in kept
        ]
        fields = ("estate", "finish_date", "reported_on")
        for estate, planned, reported in self._tasks(self.policy.surfaces, _DUG).values_list(*fields):
            found.append(Surface(place=estate, kind=SurfaceKind.NEW, closed_on=reported or planned))
        return found

    @cached_property
    def clashes(self) -> list[Clash]:
        """All that is wrong with them as they are planned."""
        granted = Reopening.objects.filter(entry=self.entry, is_granted=True, task__isnull=False)
        return clashes(
            self.digs,
            ground=self.ground,
            plans=self.plans,
            surfaces=self.surfaces,
            policy=self.policy,
            excepted=set(granted.values_list("task__number", flat=True)),
        )

    def groups(self) -> list[tuple[str, ...]]:
        """Estates with digs that belong together, those alone left out, the largest first."""
        own = dict.fromkeys(dig.estate for dig in self.digs)
        found = [group for group in together(self.ground, list(own), self.policy.near_metres) if len(group) > 1]
        return sorted(found, key=len, reverse=True)

    def beside(self, estate: str) -> frozenset[str]:
        """The estates with digs on a street of this one or near it."""
        digging = {dig.estate for dig in self.digs}
        on_street = {it for members in self.ground.streets.values() if estate in members for it in members}
        pairs = near(self.ground.points, self.policy.near_metres)
        return frozenset((on_street | {it for pair in pairs if estate in pair for it in pair} - {estate}) & digging)

    def lacks(self, plan: JointPlan) -> list[Reason]:
        """What a joint plan does not say, or says the wrong way round."""
        return list(plan_lacks(plan, self.digs, self.policy))

    def _tasks(self, measures: Collection[str], also: Iterable[State] = ()) -> "DeliveryTask.objects":
        rows = DeliveryTask.objects.filter(entry=self.entry, kind=Kind.WORK, measure__in=measures)
        over = {State.CANCELLED, *_DUG} - set(also)
        return rows.exclude(state__in=over).order_by("place")


def digging_of(entry: ProgrammeEntry, day: date) -> Digging:
    """The digs of a programme as they stand now: judged once for as long as nothing of them changes, for a city's take
    a second."""
    found = Digging(entry=entry, day=day)
    mark = _mark(found)
    with _LOCK:
        if mark in KEPT:
            KEPT.move_to_end(mark)
            return KEPT[mark]
        KEPT[mark] = found
        while len(KEPT) > _MOST_KEPT:
            KEPT.popitem(last=False)
        return found


KEPT: OrderedDict[tuple[Any, ...], Digging] = OrderedDict()
_MOST_KEPT, _LOCK = 2, Lock()


def _mark(found: Digging) -> tuple[Any, ...]:
    """What changes when anything changes on which the judgement rests."""
    entry = found.entry
    asked = (
        DigPlan.objects.filter(entry=entry).aggregate(last=Max("pk"), version=Sum("version")),
        Street.objects.filter(entry=entry).aggregate(last=Max("pk"), version=Sum("version")),
        ClosedSurface.objects.filter(entry=entry).aggregate(last=Max("pk"), gone=Max("removed_at")),
        Reopening.objects.filter(entry=entry).aggregate(last=Max("decided_at")),
        DeliverySetting.objects.filter(entry=entry).aggregate(last=Max("pk")),
    )
    last = DeliveryTask.objects.filter(entry=entry).order_by("-changed_at").values_list("changed_at", flat=True).first()
    return entry.pk, entry.revision, found.day, last, *(tuple(it.values()) for it in asked)


def street_key(pk: int) -> str:
    """What the laws call a street: no estate is called so."""
    return f"street:{pk}"


def told_plan(row: DigPlan) -> JointPlan:
    """As the laws know it."""
    return JointPlan(
        id=str(row.pk),
        first=row.first_date,
        last=row.last_date,
        turns=tuple(
            Turn(number=it.task.number, order=it.order, depth=it.depth, restored_on=it.restored_on)
            for it in row.turns.all()
        ),
    )


def _digs(entry: ProgrammeEntry, tasks: "DeliveryTask.objects") -> Iterator[Dig]:
    turns = DigTurn.objects.filter(plan__entry=entry, plan__cancelled_at=None)
    plan_of = {task: str(plan) for task, plan in turns.values_list("task_id", "plan_id")}
    fields = ("pk", "number", "estate", "measure", "start_date", "finish_date", "started_on")
    for pk, number, estate, measure, first, last, started in tasks.values_list(*fields).iterator(5000):
        begin = min(started or first, last)
        yield Dig(number=number, estate=estate, measure=measure, first=begin, last=last, plan=plan_of.get(pk, ""))

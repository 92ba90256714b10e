"""From an adopted plan to its tasks: what stays keeps number and history, what is new is added, the rest cancelled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.delivery.state import UNDONE, State, of_parts
from yipanqi.domain.delivery.tree import Kind, Node, tree
from yipanqi.domain.planning.task import Answerable
from yipanqi.domain.programme import Programme
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.today import today
from yipanqi.web.plans.models import Adoption, PlanRun, adopted
from yipanqi.web.plans.study import study
from yipanqi.web.programmes import actions as programmes
from yipanqi.web.programmes.models import ProgrammeEntry, UnitOrganisation

from ..models import Baseline, DeliveryTask, TaskEvent
from ..models.settings import setting
from ..words import REPLANNED
from .baselines import keep_baseline

_BATCH = 2000
_UNDONE = UNDONE | {State.HELD}
_OF_PLAN = (
    "adoption_id",
    "place",
    "parent_id",
    "name",
    "name_en",
    "estate_name",
    "region",
    "region_name",
    "community",
    "standard",
    "deliverable",
    "quantity",
    "unit",
    "budget",
    "told_budget",
    "start_date",
    "finish_date",
    "is_provisional",
    "after",
    "lead_id",
    "responsible_id",
    "inspecting_id",
    "supporting",
    "units_said",
)  # what an adopted plan says of a task
_MOVED = ("start_date", "finish_date", "budget", "told_budget", "quantity")  # of which the history tells


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The tree of an adopted plan, with the programme that names what is in it."""

    programme: Programme
    nodes: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Made:
    """How many tasks an adoption added, kept, cancelled and took up again."""

    added: int
    kept: int
    cancelled: int
    revived: int


def prepared(adoption: Adoption) -> Prepared:
    """What this adoption asks for, worked out before anything is written."""
    return prepared_of(adoption.run)


def prepared_of(run: PlanRun) -> Prepared:
    """What the adoption of this plan would ask for."""
    found = study(run)
    days = setting(run.entry, "coordination_days", today())
    return Prepared(
        programme=found.programme, nodes=tree(found.programme, found.facts.tasks, coordination_days=int(days))
    )


@transaction.atomic
def set_up(*, adoption: Adoption, made: Prepared, at: datetime) -> Made | None:
    """Write the tasks of an adopted plan, once; none where a later plan is in force already."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=adoption.entry_id)
    in_force = adopted(entry)
    if in_force is None or in_force.pk != adoption.pk or Baseline.objects.filter(adoption=adoption).exists():
        return None
    programmes.give_organisations(entry=entry, by=adoption.by, at=at)
    known = {task.number: task for task in DeliveryTask.objects.filter(entry=entry)}
    wanted = {node.number for node in made.nodes}
    rows = _rows(made, adoption, at)
    added = _added([row for row in rows if row.number not in known], made.nodes, known)
    events = _kept(rows, known)
    gone = [t for t in known.values() if t.number not in wanted and t.is_leaf and t.told in _UNDONE]
    back = [t for n, t in known.items() if n in wanted and t.is_leaf and t.told is State.CANCELLED]
    why = f"{adoption.run.name}"
    events += _settled(gone, State.CANCELLED, "cancel", why, at) + _settled(back, State.PLANNED, "revive", why, at)
    TaskEvent.objects.bulk_create(events, batch_size=_BATCH)
    lift_all(entry, at=at)
    baseline = keep_baseline(entry=entry, name=adoption.run.name, adoption=adoption, by=adoption.by, at=at)
    counts = Made(added=len(added), kept=len(wanted) - len(added), cancelled=len(gone), revived=len(back))
    told = {"added": counts.added, "kept": counts.kept, "cancelled": counts.cancelled, "revived": counts.revived}
    audit.record(
        "delivery.tasks_made", subject=adoption.run, by=adoption.by, at=at, after=told | {"baseline": baseline.number}
    )
    return counts


@transaction.atomic
def share_told(*, adoption: Adoption, made: Prepared, at: datetime) -> int:
    """Tell the money of tasks that an older version wrote as the plan's papers tell it: of those whose money is still
    the plan's. How many are told otherwise than before; none where a later plan is in force."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=adoption.entry_id)
    in_force = adopted(entry)
    if in_force is None or in_force.pk != adoption.pk:
        return 0
    plans = {node.number: node for node in made.nodes}
    tasks = DeliveryTask.objects.filter(entry=entry, adoption=adoption)
    changed = []
    for task in tasks.only("number", "budget", "told_budget"):
        node = plans.get(task.number)
        if node and node.budget == task.budget and node.told != task.told_budget:
            task.told_budget, task.changed_at = node.told, at
            changed.append(task)
    DeliveryTask.objects.bulk_update(changed, ["told_budget", "changed_at"], batch_size=500)
    return len(changed)


@transaction.atomic
def load_past(tasks: Sequence[DeliveryTask], events: Sequence[TaskEvent], *, at: datetime) -> None:
    """Store where the tasks of a programme stand, and the moves that brought them there, of a demonstration."""
    fields = "state state_before held_until held_for started_on reported_on reported_by closed_on contractor supervisor"
    DeliveryTask.objects.bulk_create(
        tasks, batch_size=_BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=fields.split()
    )
    TaskEvent.objects.bulk_create(events, batch_size=_BATCH)
    lift_all(tasks[0].entry, at=at)
    told = {"kept": len(tasks)}
    audit.record("delivery.sample_loaded", subject=tasks[0].entry, at=at, after=told)


def lift_all(entry: ProgrammeEntry, *, at: datetime) -> None:
    """Give every stage and estate the state that its parts make of it."""
    children: dict[int, list[State]] = {}
    states = DeliveryTask.objects.filter(entry=entry, is_leaf=True).values_list("parent_id", "state")
    for parent, state in states:
        children.setdefault(parent, []).append(State(state))
    upper = list(DeliveryTask.objects.filter(entry=entry, is_leaf=False).order_by("-place"))  # 施工 before its estate
    changed = []
    for task in sorted(upper, key=lambda it: it.kind == Kind.ESTATE):
        state = of_parts(children.get(task.pk, []))
        if task.parent_id:
            children.setdefault(task.parent_id, []).append(state)
        if state != task.state:
            task.state_before = task.state if state is State.HELD else ""
            task.state, task.changed_at = state, at
            changed.append(task)
    DeliveryTask.objects.bulk_update(changed, ["state", "state_before", "changed_at"], batch_size=500)


def _rows(made: Prepared, adoption: Adoption, at: datetime) -> list[DeliveryTask]:
    linked = UnitOrganisation.objects.filter(entry=adoption.entry_id).values_list("unit", "organisation_id")
    organisations = dict(linked)
    return [row_of(made.programme, node, place, adoption, organisations, at) for place, node in enumerate(made.nodes)]


def row_of(
    programme: Programme, node: Node, place: int, adoption: Adoption, organisations: Mapping[str, int], at: datetime
) -> DeliveryTask:
    """The task that this node is, not written yet."""
    estate = programme.estate_by_id[node.estate]
    region = programme.region_by_id.get(estate.subdistrict)
    zh, en = _names(programme, node)
    units = node.units
    return DeliveryTask(
        entry_id=adoption.entry_id,
        adoption=adoption,
        number=node.number,
        kind=node.kind,
        stage=node.stage or "",
        measure=node.measure or "",
        is_leaf=node.is_leaf,
        place=place,
        estate=node.estate,
        estate_name=estate.name,
        region=estate.subdistrict,
        region_name=region.name if region else estate.subdistrict,
        community=estate.community or "",
        name=zh,
        name_en=en,
        standard=node.standard or "",
        deliverable=units.deliverable,
        quantity=node.quantity.value if node.quantity else None,
        unit=programme.measure_by_id[node.measure].unit if node.measure else "",
        budget=node.budget,
        told_budget=node.told,
        start_date=node.start_date,
        finish_date=node.finish_date,
        is_provisional=node.is_provisional,
        after=list(node.after),
        lead_id=organisations.get(units.lead),
        responsible_id=organisations.get(units.responsible),
        inspecting_id=organisations.get(units.inspecting),
        supporting=_supporting(units.supporting, organisations),
        units_said=_unlinked(programme, units, organisations),
        person=node.person,
        changed_at=at,
    )


def _names(programme: Programme, node: Node) -> tuple[str, str]:
    if node.measure:
        measure = programme.measure_by_id[node.measure]
        return measure.name, measure.name_en or measure.name
    if node.stage:
        return node.stage.names
    name = programme.estate_by_id[node.estate].name
    return name, name


def _supporting(units: Iterable[str], organisations: Mapping[str, int]) -> str:
    known = [str(organisations[unit]) for unit in units if unit in organisations]
    return f"|{'|'.join(known)}|" if known else ""


def _unlinked(programme: Programme, units: Answerable, organisations: Mapping[str, int]) -> dict[str, Any]:
    """The names of the units that are no organisation of the platform, and of all that support."""
    named = {"lead": units.lead, "responsible": units.responsible, "inspecting": units.inspecting}
    by_id = programme.unit_by_id
    found: dict[str, Any] = {
        part: by_id[u].name if u in by_id else u for part, u in named.items() if u and u not in organisations
    }
    if units.supporting:
        found["supporting"] = [by_id[u].name if u in by_id else u for u in units.supporting]
    return found


def _added(rows: Sequence[DeliveryTask], nodes: Sequence[Node], known: dict[str, DeliveryTask]) -> list[DeliveryTask]:
    """Write the new ones, those above before those below, whose parents they are."""
    parents = {node.number: node.parent for node in nodes}
    by_number = dict(known)
    for kind in Kind:
        level = [row for row in rows if row.kind == kind]
        for row in level:
            above = by_number.get(parents[row.number])
            row.parent_id = above.pk if above else None
        DeliveryTask.objects.bulk_create(level, batch_size=_BATCH)
        by_number |= {row.number: row for row in level}
    return list(rows)


def _kept(rows: Sequence[DeliveryTask], known: Mapping[str, DeliveryTask]) -> list[TaskEvent]:
    """Write what the plan says now of those that stay; what has been settled stays as it was."""
    changed, events = [], []
    for row in rows:
        task = known.get(row.number)
        if task is None or task.told not in (*_UNDONE, State.CANCELLED):
            continue
        row.parent_id = task.parent_id
        facts = {name: [_plain(getattr(task, name)), _plain(getattr(row, name))] for name in _MOVED}
        facts = {name: pair for name, pair in facts.items() if pair[0] != pair[1]}
        if any(getattr(task, name) != getattr(row, name) for name in _OF_PLAN):
            for name in _OF_PLAN:
                setattr(task, name, getattr(row, name))
            task.version, task.changed_at = task.version + 1, row.changed_at
            changed.append(task)
        if facts and task.is_leaf:
            events.append(_event(task, REPLANNED, task.state, task.state, row.changed_at, facts=facts))
    fields = [*(name.removesuffix("_id") for name in _OF_PLAN), "version", "changed_at"]
    DeliveryTask.objects.bulk_create(
        changed, batch_size=_BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=fields
    )
    return events


def _settled(tasks: Sequence[DeliveryTask], state: State, action: str, why: str, at: datetime) -> list[TaskEvent]:
    events = [_event(task, action, task.state, state, at, reason=why) for task in tasks]
    numbers = [task.pk for task in tasks]
    for first in range(0, len(numbers), 500):
        rows = DeliveryTask.objects.filter(pk__in=numbers[first : first + 500])
        rows.update(state=state, state_before="", held_until=None, held_for="", changed_at=at)
    return events


def _event(
    task: DeliveryTask, action: str, before: str, after: str, at: datetime, *, reason: str = "", facts: Any = None
) -> TaskEvent:
    return TaskEvent(
        task=task, action=action, before=before, after=after, at=at, day=today(), reason=reason, facts=facts or {}
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)

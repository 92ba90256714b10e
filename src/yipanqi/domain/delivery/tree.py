"""The tasks of an adopted plan: estate → stages, and under 施工 the works; each with what must be settled before it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from yipanqi.domain.delivery.stage import DeliveryStage, stage_number
from yipanqi.domain.measure import Measure, Standard
from yipanqi.domain.money import Fen
from yipanqi.domain.planning.dates import waits
from yipanqi.domain.planning.estimate import Quantity
from yipanqi.domain.planning.task import Answerable, Task, answerable
from yipanqi.domain.programme import Programme

COORDINATION_DAYS = 10  # working days for 统筹施工方案 where a district says nothing else; ours


class Kind(StrEnum):
    """What a node of the tree is."""

    ESTATE = "estate"
    STAGE = "stage"
    WORK = "work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A task as it is carried out. Numbers never move: the same estate's same work has the same one in every plan."""

    number: str
    parent: str  # the number of the node above it; empty for an estate
    kind: Kind
    estate: str
    start_date: date
    finish_date: date  # the last day
    units: Answerable
    person: str = ""
    stage: DeliveryStage | None = None  # of a work: 施工
    measure: str | None = None
    standard: Standard | None = None
    quantity: Quantity | None = None
    budget: Fen = 0  # to the fen
    told: Fen = 0  # as it is told in 万元
    after: tuple[str, ...] = ()  # numbers of the tasks of this estate that come before it
    is_provisional: bool = False

    @property
    def is_leaf(self) -> bool:
        """Does somebody do it, or is it what its parts make of it?"""
        return self.kind is Kind.WORK or (self.kind is Kind.STAGE and self.stage is not DeliveryStage.CONSTRUCTION)


def tree(
    programme: Programme, tasks: Iterable[Task], *, coordination_days: int = COORDINATION_DAYS
) -> tuple[Node, ...]:
    """The nodes of all estates of a plan's tasks: each estate, its stages in their order, its works after 施工."""
    found: list[Node] = []
    for estate, own in groupby(tasks, key=lambda task: task.estate):
        found += _of_estate(programme, estate, list(own), coordination_days)
    return tuple(found)


def _of_estate(programme: Programme, estate: str, tasks: Sequence[Task], coordination_days: int) -> Iterator[Node]:
    steps = {DeliveryStage(task.step.value): task for task in tasks if task.step}
    works = [task for task in tasks if task.measure]
    chosen = [programme.measure_by_id[task.measure] for task in works if task.measure]
    stages = [_stage(programme, estate, stage, task) for stage, task in steps.items()]
    if works:
        stages += _built(programme, estate, works, coordination_days)
    stages.sort(key=lambda node: list(DeliveryStage).index(node.stage or DeliveryStage.SCHEME))
    first, last = min(task.start_date for task in tasks), max(task.finish_date for task in tasks)
    top = stage_number(estate, None)
    yield Node(
        number=top,
        parent="",
        kind=Kind.ESTATE,
        estate=estate,
        start_date=min(first, *(node.start_date for node in stages)),
        finish_date=last,
        units=answerable(programme, estate, []),
        person=_person(programme, answerable(programme, estate, [])),
        budget=sum(task.budget for task in works),
        told=sum(task.told for task in works),
    )
    known = {node.stage: node.number for node in stages if node.stage}
    ready = tuple(known[it] for it in (DeliveryStage.TENDER, DeliveryStage.COORDINATION) if it in known)
    for node in stages:
        yield _with(node, parent=top, after=_before(node, known, [task.number for task in works]))
        if node.stage is DeliveryStage.CONSTRUCTION:
            for task, measure in zip(works, chosen, strict=True):
                waited = tuple(t.number for t, m in zip(works, chosen, strict=True) if _waits(measure, m))
                yield _work(task, node.number, (*ready, *waited))


def _before(node: Node, known: Mapping[DeliveryStage, str], works: Sequence[str]) -> tuple[str, ...]:
    if node.stage is DeliveryStage.ACCEPTANCE:
        return tuple(works)
    before = node.stage and _COMES_AFTER.get(node.stage)
    return (known[before],) if before and before in known else ()


_COMES_AFTER = {
    DeliveryStage.NOTICE: DeliveryStage.SCHEME,
    DeliveryStage.APPROVAL: DeliveryStage.NOTICE,
    DeliveryStage.REVIEW: DeliveryStage.APPROVAL,
    DeliveryStage.TENDER: DeliveryStage.REVIEW,
    DeliveryStage.COORDINATION: DeliveryStage.SCHEME,
    DeliveryStage.HANDOVER: DeliveryStage.ACCEPTANCE,
}


def _waits(later: Measure, earlier: Measure) -> bool:
    return later.id != earlier.id and waits(later, earlier)


def _stage(programme: Programme, estate: str, stage: DeliveryStage, task: Task) -> Node:
    return Node(
        number=stage_number(estate, stage),
        parent="",
        kind=Kind.STAGE,
        estate=estate,
        stage=stage,
        start_date=task.start_date,
        finish_date=task.finish_date,
        units=task.units,
        person=task.person,
        is_provisional=task.is_provisional,
    )


def _built(programme: Programme, estate: str, works: Sequence[Task], days: int) -> Iterator[Node]:
    """统筹施工方案, which ends on the working day before the first work, and 施工 from the first work to the last."""
    first = min(task.start_date for task in works)
    until = programme.working.last_working(first - timedelta(days=1))
    begin = programme.working.add(until, -(days - 1)) if days > 1 else until
    units = answerable(programme, estate, [DeliveryStage.COORDINATION, DeliveryStage.SCHEME])
    yield Node(
        number=stage_number(estate, DeliveryStage.COORDINATION),
        parent="",
        kind=Kind.STAGE,
        estate=estate,
        stage=DeliveryStage.COORDINATION,
        start_date=begin,
        finish_date=until,
        units=units,
        person=_person(programme, units),
        is_provisional=any(map(programme.working.is_provisional, (begin, until))),
    )
    units = answerable(programme, estate, [DeliveryStage.CONSTRUCTION])
    yield Node(
        number=stage_number(estate, DeliveryStage.CONSTRUCTION),
        parent="",
        kind=Kind.STAGE,
        estate=estate,
        stage=DeliveryStage.CONSTRUCTION,
        start_date=first,
        finish_date=max(task.finish_date for task in works),
        units=units,
        person=_person(programme, units),
        budget=sum(task.budget for task in works),
        told=sum(task.told for task in works),
        is_provisional=any(task.is_provisional for task in works),
    )


def _work(task: Task, parent: str, after: tuple[str, ...]) -> Node:
    return Node(
        number=task.number,
        parent=parent,
        kind=Kind.WORK,
        estate=task.estate,
        stage=DeliveryStage.CONSTRUCTION,
        measure=task.measure,
        standard=task.standard,
        quantity=task.quantity,
        budget=task.budget,
        told=task.told,
        start_date=task.start_date,
        finish_date=task.finish_date,
        units=task.units,
        person=task.person,
        after=after,
        is_provisional=task.is_provisional,
    )


def _with(node: Node, *, parent: str, after: tuple[str, ...]) -> Node:
    return replace(node, parent=parent, after=after)


def _person(programme: Programme, units: Answerable) -> str:
    unit = programme.unit_by_id.get(units.responsible) or programme.unit_by_id.get(units.lead)
    return unit.person if unit else ""

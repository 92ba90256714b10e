"""What the record tells of works, from which the facts of a case are drawn: nothing of it is typed again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.report import ReportState
from yipanqi.domain.supervision.experience import Drawn, Work, drawn
from yipanqi.web.delivery.models import BaselineRow, DeliveryTask
from yipanqi.web.delivery.models.acceptance import AcceptanceWork
from yipanqi.web.programmes.models import EstateRow
from yipanqi.web.progress.models import TaskReport

DONE = (State.REPORTED, State.CHECKED, State.CLOSED)
MOST_WORKS = 60  # of a case


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A work with its facts: planned as it was first adopted, done as it was reported or accepted; the cost as it was
    certified, else its budget."""

    task: DeliveryTask
    work: Work
    quantity: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The works of a case, what is drawn from them, and the estates where they were done."""

    works: tuple[Found, ...]
    drawn: Drawn
    places: tuple[EstateRow, ...]

    @property
    def households(self) -> int:
        """Of its estates together."""
        return sum(it.households for it in self.places)


def works_for(user: Any, entry: Any) -> Any:
    """The works that this person may make a case of: done, and in their sight."""
    rows = DeliveryTask.objects.visible_to(user).filter(entry=entry, kind=Kind.WORK, state__in=DONE)
    return rows.exclude(measure="").order_by("place")


def record_of(tasks: Sequence[DeliveryTask]) -> Record:
    """The facts of these works, which are of one programme, in a few questions for all. ValueError without a work."""
    found = tuple(_found(tasks))
    estates = EstateRow.objects.filter(
        entry__in={it.entry_id for it in tasks}, estate__in={it.estate for it in tasks}
    ).order_by("subdistrict_order", "pinyin")
    return Record(works=found, drawn=drawn(it.work for it in found), places=tuple(estates))


def _found(tasks: Sequence[DeliveryTask]) -> Iterable[Found]:
    keys = [it.pk for it in tasks]
    spans = BaselineRow.objects.filter(task__in=keys).order_by("-baseline__number")
    planned = {task: (start, end) for task, start, end in spans.values_list("task_id", "start_date", "finish_date")}
    reports = TaskReport.objects.newest().filter(task__in=keys, state=ReportState.CONFIRMED).order_by("month")
    certified, quantities = dict[int, int](), dict[int, Decimal]()
    for task, sum_, quantity in reports.values_list("task_id", "certified", "quantity"):
        certified |= {} if sum_ is None else {task: sum_}
        quantities |= {} if quantity is None else {task: quantity}
    accepted = AcceptanceWork.objects.filter(task__in=keys, accepted__isnull=False)
    quantities |= dict(accepted.values_list("task_id", "accepted"))
    for task in tasks:
        start, finish = planned.get(task.pk, (task.start_date, task.finish_date))
        work = Work(
            measure=task.measure,
            cost=certified.get(task.pk, task.told_budget),
            start_date=start,
            finish_date=finish,
            started_on=task.started_on,
            done_on=task.reported_on if task.told in DONE else None,
        )
        yield Found(task=task, work=work, quantity=quantities.get(task.pk, task.quantity))

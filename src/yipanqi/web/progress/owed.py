"""Which works owe a report for a month, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.due import due_on, month_of
from yipanqi.web.delivery.models import DeliveryTask, TaskQuerySet
from yipanqi.web.delivery.models.tasks import units_of
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import ProgrammeEntry

from .forms import CONFIRMED, MISSING, RETURNED, SENT, STATES, shown
from .ground import Rules
from .models import ReportState, TaskReport

_MONTHS = 12  # that may be chosen
_GOING = (State.PLANNED, State.READY, State.UNDER_WAY)
_DONE = (State.REPORTED, State.CHECKED, State.CLOSED)


def owing(rows: TaskQuerySet, month: date) -> TaskQuerySet:
    """The works under way in a month, or that should be: not finished before it, neither cancelled nor on hold."""
    return _begun(rows, month).filter(Q(*_unfinished(month), _connector=Q.OR))


def lacking(rows: TaskQuerySet, entry: ProgrammeEntry, month: date) -> int:
    """How many of these that owe a report for a month have none: counted in parts, each of which an index answers."""
    begun = in_state(_begun(rows, month).order_by(), entry, month, MISSING)
    return sum(begun.filter(part).count() for part in _unfinished(month))


def _begun(rows: TaskQuerySet, month: date) -> TaskQuerySet:
    last = due_on(month)
    return rows.filter(Q(started_on__lte=last) | Q(started_on=None, start_date__lte=last), kind=Kind.WORK)


def _unfinished(month: date) -> tuple[Q, ...]:
    """What goes on, and what was reported as done in the month or after it; no work is in two of them."""
    return (
        Q(state__in=_GOING),
        Q(state__in=_DONE, reported_on__gte=month),
        Q(state__in=_DONE, reported_on=None),
    )


def month_due(rows: TaskQuerySet, rules: Rules) -> date:
    """The month that these works report: the one before until its bulletin is out, unless nothing of it is left to be
    sent; else the one that goes on."""
    month, now = rules.month(), month_of(rules.day)
    if month == now:
        return now
    there = TaskReport.objects.newest().filter(task=OuterRef("pk"), month=month).exclude(state=ReportState.RETURNED)
    return month if owing(rows, month).exclude(Exists(there)).exists() else now


def own_works(rows: TaskQuerySet, user: Any) -> TaskQuerySet:
    """Those that somebody's organisation reports."""
    return rows.filter(is_own(user))


def is_own(user: Any, of: str = "") -> Q:
    """Does somebody's organisation report the task? `of`: the way to it from other rows, as `task__`."""
    units = units_of(user)
    nobody = {f"{of}contractor": None, f"{of}responsible": None, f"{of}lead_id__in": units}
    return Q((f"{of}contractor_id__in", units)) | Q((f"{of}responsible_id__in", units)) | Q(**nobody)


def in_state(rows: TaskQuerySet, entry: ProgrammeEntry, month: date, state: str) -> TaskQuerySet:
    """Those of a programme whose report of the month stands so; of any state where none is asked for."""
    reports = TaskReport.objects.newest().filter(entry=entry, month=month)
    if state == MISSING:
        return rows.exclude(pk__in=reports.values("task"))  # one list: quicker than a question for each work
    return rows.filter(Exists(reports.filter(task=OuterRef("pk"), state=state))) if state in STATES else rows


def months_until(day: date, first: date | None) -> list[date]:
    """The months that may be asked for, the newest first."""
    found = [month_of(day)]
    while len(found) < _MONTHS and (first is None or found[-1] > month_of(first)):
        found.append(month_of(found[-1] - timedelta(days=1)))
    return found


@dataclass(frozen=True)
class OwedLine:
    """A work in the list of a month."""

    task: DeliveryTask
    report: TaskReport | None
    before: TaskReport | None  # the last of the months before
    is_due: bool  # the month is over, and there is none

    @property
    def state(self) -> str:
        """As `STATES` names it."""
        return self.report.state if self.report else MISSING

    @property
    def said(self) -> str:
        """The state, in the reader's language."""
        return say("逾期未报", "Overdue") if self.is_due and not self.report else say(*STATES[self.state])

    @property
    def tone(self) -> str:
        """How it is shown."""
        return {CONFIRMED: "done", SENT: "part", RETURNED: "late"}.get(self.state, "late" if self.is_due else "")

    @property
    def percent(self) -> str:
        """Done to date, as last reported."""
        last = self.report or self.before
        return shown(last.percent) if last else ""


def lines_of(tasks: Sequence[DeliveryTask], month: date, day: date) -> list[OwedLine]:
    """The works of a list with their reports, in two questions for all."""
    keys = [task.pk for task in tasks]
    now = {it.task_id: it for it in TaskReport.objects.newest().filter(task__in=keys, month=month)}
    before = last_before(keys, month)
    is_over = day > due_on(month)
    return [OwedLine(task, now.get(task.pk), before.get(task.pk), is_over) for task in tasks]


def last_before(keys: Iterable[int], month: date) -> dict[int, TaskReport]:
    """Task → its last report of the months before that was not given back."""
    rows = TaskReport.objects.newest().filter(task__in=list(keys), month__lt=month)
    return {it.task_id: it for it in rows.exclude(state=ReportState.RETURNED).order_by("month", "version")}

"""What is known of the tasks of a programme on a day: their plan, what became of them, their reports. Of today as the
tasks stand, of an earlier day by undoing what was done since."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast

from yipanqi.domain.delivery.state import NOT_BEGUN, SETTLED, Action, State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import Fen
from yipanqi.domain.progress.experience import FinishedWork
from yipanqi.domain.progress.forecast import Part
from yipanqi.domain.progress.report import Report, counting
from yipanqi.domain.progress.standing import Hold, Standing
from yipanqi.web.delivery.models import DeliveryTask, TaskEvent, TaskQuerySet
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import ReportState, TaskReport

_TASK = (
    "pk", "number", "kind", "estate", "measure", "region", "state", "start_date", "finish_date", "started_on",
    "reported_on", "closed_on", "held_for", "held_until", "told_budget", "after", "version",
    "community", "lead_id", "responsible_id", "inspecting_id", "contractor_id", "supervisor_id", "supporting",
)  # fmt: skip
_FIELDS = tuple({"told_budget": "budget"}.get(name, name) for name in _TASK)
_REPORT = (
    "task_id", "month", "version", "percent", "as_of", "day", "state", "judged_on", "quantity", "certified",
    "expected_finish",
)  # fmt: skip
_DONE = (State.REPORTED, State.CHECKED, State.CLOSED)
_DATES = ("start_date", "finish_date")
_PARTIES = ("contractor_id", "supervisor_id")
_STATE = _TASK.index("state")
_TEXTS = ("month", "percent", "as_of", "day", "judged_on", "quantity", "expected_finish")
_BY_MONTH = attrgetter("month", "version")
_CHUNK = 20_000  # rows read at a time
_MANY = 900  # tasks; of more those of the whole programme are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A task as it was known on a day."""

    pk: int
    number: str
    kind: str
    estate: str
    measure: str
    region: str
    state: State
    start_date: date
    finish_date: date
    started_on: date | None
    reported_on: date | None
    closed_on: date | None
    held_for: str
    held_until: date | None
    budget: Fen  # as it is told
    after: Sequence[str]
    version: int
    community: str
    lead_id: int | None
    responsible_id: int | None
    inspecting_id: int | None
    contractor_id: int | None
    supervisor_id: int | None
    supporting: str
    resumed_on: date | None = None
    reports: Sequence[Report] = ()

    @property
    def is_work(self) -> bool:
        """Does the site report it?"""
        return self.kind == Kind.WORK

    @property
    def unit(self) -> int | None:
        """The organisation that answers for it: the contractor, else who is responsible."""
        return self.contractor_id or self.responsible_id or self.lead_id

    def standing(self, day: date, *, ranks: Any = None, forecasts: Any = ()) -> Standing:
        """As the law of lights looks at it."""
        done = self.state in _DONE
        hold = Hold(since=self.start_date, condition=self.held_for, until=self.held_until)
        return Standing(
            start_date=self.start_date,
            finish_date=self.finish_date,
            is_work=self.is_work,
            owes=self.is_work,
            owes_since=self.resumed_on,
            started_on=self.started_on if self.state not in NOT_BEGUN or self.state is State.HELD else None,
            finished_on=self.reported_on if done else None,
            settled_on=(self.closed_on or self.reported_on or day)
            if self.state in (State.CHECKED, State.CLOSED)
            else None,
            cancelled_on=date.min if self.state is State.CANCELLED else None,
            hold=replace(hold, since=date.min) if self.state is State.HELD else None,
            reports=self.reports,
            ranks=ranks or {},
            forecasts=forecasts,
        )

    def part(self, day: date, group: str) -> Part:
        """As the law of forecast looks at it: a stage has no percent, and is done or not."""
        report = counting(self.reports, day)
        is_done = self.state in SETTLED or self.state is State.REPORTED
        return Part(
            number=self.number,
            start=self.start_date,
            finish=self.finish_date,
            budget=self.budget,
            percent=Decimal(100) if is_done else min(report.percent, Decimal("99.9")) if report else Decimal(0),
            as_of=report.as_of if report else None,
            started=self.started_on,
            finished=(self.reported_on or self.closed_on or day) if is_done else None,
            kinds=tuple(filter(None, (self.measure, group))),
            likes=self.likes,
            after=tuple(self.after),
        )

    @property
    def parts(self) -> str:
        """All organisations that have a part in it: `|12|15|`."""
        one = (self.lead_id, self.responsible_id, self.inspecting_id, self.contractor_id, self.supervisor_id)
        units = sorted({*(it for it in one if it), *(int(it) for it in self.supporting.split("|") if it)})
        return "".join(f"|{it}" for it in units) + "|" if units else ""

    def certified(self, day: date) -> Fen:
        """What was certified by the last confirmed report that says so."""
        told = [it for it in self.reports if it.certified is not None]
        report = counting(told, day, confirmed=True)
        return report.certified or 0 if report else 0

    @property
    def likes(self) -> tuple[str, ...]:
        """What it shares with others that tells of their pace: who builds it, the season in which it begins."""
        begun = self.started_on or self.start_date
        builder = (f"by {self.contractor_id}",) if self.contractor_id else ()
        return (*builder, f"in {begun.year}Q{(begun.month + 2) // 3}")

    def finished(self, day: date, group: str) -> FinishedWork:
        """What it teaches, once it is finished: its reports as they were first told."""
        first: dict[date, Report] = {}
        for it in self.reports:
            if it.sent_on <= day and (it.month not in first or it.version < first[it.month].version):
                first[it.month] = it
        told = tuple((it.sent_on, it.as_of, it.percent) for it in first.values())
        return FinishedWork(part=self.part(day, group), reports=told)


def known_of(entry: ProgrammeEntry, day: date, today: date, rows: TaskQuerySet | None = None) -> list[Known]:
    """The tasks that somebody does, of these or of all, as they were known on a day, each with its reports."""
    rows = DeliveryTask.objects.filter(entry=entry).leaves() if rows is None else rows
    told = list(rows.order_by("place", "pk").values_list(*_TASK))
    keys = None if len(told) > _MANY else [it[0] for it in told]
    reports, resumed = _reports(entry, keys, day), _resumed(entry, keys, day)
    tasks = [
        Known(
            **dict(zip(_FIELDS, it, strict=True)) | {"state": State(it[_STATE])},
            reports=reports.get(it[0], ()),
            resumed_on=resumed.get(it[0]),
        )
        for it in told
    ]
    return _undone(entry, tasks, keys, day) if day < today else tasks


def _of(rows: Any, field: str, keys: list[int] | None) -> Any:
    return rows if keys is None else rows.filter(**{f"{field}__in": keys})


class _Read(dict[str | None, Any]):
    """What texts say, each read once: of a million reports few differ in a day or a percent."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__({None: None})
        self._read = read

    def __missing__(self, text: str) -> Any:
        found = self[text] = self._read(text)
        return found


def _reports(entry: ProgrammeEntry, keys: list[int] | None, day: date) -> dict[int, list[Report]]:
    """Task → its reports that were sent by a day, in the order of their months and versions. Days and decimals come as
    texts, and in no order: a million rows are sorted sooner here, by their tasks."""
    rows = _of(TaskReport.objects.filter(entry=entry, day__lte=day), "task", keys)
    texts = {f"{name}_text": Cast(name, CharField(max_length=20)) for name in _TEXTS}
    names = [f"{name}_text" if name in _TEXTS else name for name in _REPORT]
    days, percents, amounts = _Read(date.fromisoformat), _Read(_decimal(1)), _Read(_decimal(3))
    confirmed, returned = ReportState.CONFIRMED.value, ReportState.RETURNED.value
    found: dict[int, list[Report]] = defaultdict(list)
    for task, month, version, percent, as_of, sent, state, judged, quantity, certified, finish in (
        rows.order_by().annotate(**texts).values_list(*names).iterator(chunk_size=_CHUNK)
    ):
        found[task].append(
            Report(
                month=days[month],
                version=version,
                percent=percents[percent],
                as_of=days[as_of],
                sent_on=days[sent],
                confirmed_on=days[judged] if state == confirmed else None,
                returned_on=days[judged] if state == returned else None,
                quantity=amounts[quantity],
                certified=certified,
                expected_finish=days[finish],
            )
        )
    for told in found.values():
        told.sort(key=_BY_MONTH)
    return found


def _decimal(places: int) -> Callable[[str], Decimal]:
    step = Decimal(1).scaleb(-places)
    return lambda text: Decimal(text).quantize(step)


def _resumed(entry: ProgrammeEntry, keys: list[int] | None, day: date) -> dict[int, date]:
    """Task → the day on which it was last taken up again."""
    rows = _of(TaskEvent.objects.filter(task__entry=entry, action=Action.RESUME, day__lte=day), "task", keys)
    return dict(rows.order_by("pk").values_list("task_id", "day"))


_Event = tuple[str, dict[str, Any]]  # the state before, and the facts


def _undone(entry: ProgrammeEntry, tasks: list[Known], keys: list[int] | None, day: date) -> list[Known]:
    """The tasks as they were before what was done to them after a day."""
    events = _of(TaskEvent.objects.filter(task__entry=entry), "task", keys)
    later: dict[int, list[_Event]] = defaultdict(list)
    for pk, *event in events.filter(day__gt=day).order_by("-pk").values_list("task_id", "before", "facts"):
        later[pk].append((event[0], event[1]))
    last: dict[int, dict[str, tuple[date, dict[str, Any]]]] = defaultdict(dict)
    deeds = events.filter(day__lte=day, action__in=(*_DEEDS, Action.HOLD)).order_by("pk")
    for pk, action, on, facts in deeds.values_list("task_id", "action", "day", "facts"):
        last[pk][action] = (on, facts)
    return [_before(it, later[it.pk], last.get(it.pk, {}), day) if it.pk in later else it for it in tasks]


_DEEDS = {Action.START: "started_on", Action.REPORT: "reported_on", Action.CLOSE: "closed_on"}


def _before(task: Known, later: Iterable[_Event], last: dict[str, tuple[date, dict[str, Any]]], day: date) -> Known:
    """The task before these events, the latest first; `last`: what was done to it last before them, by kind."""
    found: dict[str, Any] = {"state": task.state}
    for before, facts in later:
        if before:
            found["state"] = State(before)
        for name in _DATES:
            if isinstance(pair := facts.get(name), list) and pair[0]:
                found[name] = date.fromisoformat(pair[0])
        for name in _PARTIES:
            if isinstance(pair := facts.get(name), list):
                found[name] = pair[0]
    for action, name in _DEEDS.items():
        stands = getattr(task, name)  # of what was loaded without its deeds
        found[name] = last[action][0] if action in last else stands if stands and stands <= day else None
    facts = last[Action.HOLD][1] if Action.HOLD in last else {}
    until = facts.get("until")
    found |= {"held_for": facts.get("held_for", ""), "held_until": date.fromisoformat(until) if until else None}
    return replace(task, **found)

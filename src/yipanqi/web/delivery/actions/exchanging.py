"""What leaves as files and what comes back: a dry run is kept, taken in at once or not at all, and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from yipanqi.domain.delivery.state import ENDED, Action, Who
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import ProgrammeEntry

from ..models import DeliveryTask, TaskEvent, TaskImport
from ..words import NOTED
from ..words import PERSON as REPLACED
from .moving import CannotMove, move, parts_of

MOST_FINDINGS = 2000
PERSON, NOTE, STATE = "person", "note", "state"  # what a file may change
_BATCH = 500


class CannotTakeIn(Cannot):
    """The file may not be taken in, or taken back, now; the message tells why."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something about a cell: an error, because of which nothing is taken in, or what is left as it is."""

    sheet: str
    cell: str
    zh: str
    en: str
    is_error: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """A change of one task, as the file asks for it; `after` of a state is the move."""

    task: int
    number: str
    title: tuple[str, str]
    version: int
    what: str
    before: str
    after: str


@transaction.atomic
def taken(*, entry: ProgrammeEntry | None, file: str, by: Any, at: datetime, rows: int) -> None:
    """Remember who took which tasks away."""
    audit.record("delivery.exported", subject=entry, by=by, at=at, after={"file": file, "rows": rows})


@transaction.atomic
def keep_import(
    *,
    entry: ProgrammeEntry,
    name: str,
    content: bytes,
    rows: int,
    findings: Sequence[Finding],
    steps: Sequence[Step],
    losses: Sequence[tuple[str, str]] = (),
    by: Any,
    at: datetime,
) -> TaskImport:
    """Keep what was read in a file, to be looked at; nothing is changed yet."""
    kept = TaskImport.objects.create(
        entry=entry,
        file_name=name[-200:],
        digest=sha256(content).hexdigest(),
        rows=rows,
        findings=[asdict(it) for it in findings[:MOST_FINDINGS]],
        losses=[list(it) for it in losses],
        steps=[asdict(it) for it in steps],
        by=by,
        at=at,
    )
    told = {"file": kept.file_name, "rows": rows, "errors": kept.error_count}
    audit.record("task_import.read", subject=kept, by=by, at=at, after=told)
    return kept


@transaction.atomic
def apply_import(*, kept: TaskImport, by: Any, at: datetime, day: date) -> TaskImport:
    """Do all that the file asks for, or nothing."""
    kept = TaskImport.objects.select_for_update().get(pk=kept.pk)
    if kept.state != "ready":
        raise CannotTakeIn("这个文件不能导入", "This file cannot be taken in")
    steps, tasks = _steps(kept), _locked(kept)
    for step in steps:
        task = tasks.get(step.task)
        if task is None or task.version != step.version:
            raise CannotTakeIn(
                f"核对之后任务“{step.title[0]}”又有变动，请重新上传核对",
                f"“{step.title[1]}” has changed since this was checked: upload the file again",
            )
        if step.what != STATE and not may_fill_in(by, task):
            raise CannotTakeIn(f"任务“{step.title[0]}”不能由您填报", f"“{step.title[1]}” is not yours to fill in")
    why = kept.file_name
    _persons([it for it in steps if it.what == PERSON], tasks, by=by, at=at, day=day, why=why)
    _notes([it for it in steps if it.what == NOTE], tasks, by=by, at=at, day=day)
    for step in (it for it in steps if it.what == STATE):
        try:
            move(task=tasks[step.task], action=Action(step.after), by=by, at=at, day=day, reason=why)
        except CannotMove as refusal:
            zh, en = refusal.args
            raise CannotTakeIn(f"{step.title[0]}：{zh}", f"{step.title[1]}: {en}") from None
    kept.applied_at = at
    kept.save(update_fields=["applied_at"])
    audit.record("task_import.applied", subject=kept, by=by, at=at, after=_told(steps) | {"file": kept.file_name})
    return kept


@transaction.atomic
def undo_import(*, kept: TaskImport, by: Any, at: datetime, day: date) -> TaskImport:
    """Give persons and notes back what they were. States stay: they go back by the moves of the table alone."""
    kept = TaskImport.objects.select_for_update().get(pk=kept.pk)
    if kept.state != "applied":
        raise CannotTakeIn("这次导入不能撤销", "This import cannot be undone")
    steps, tasks = [it for it in _steps(kept) if it.what != STATE], _locked(kept)
    if not steps:
        raise CannotTakeIn(
            "这次导入只办理了状态；状态按任务办理流程退回，不能撤销导入",
            "This import moved states alone; they go back by moves of the tasks, not by undoing",
        )
    notes = _noted([it.task for it in steps])
    for step in steps:
        now = tasks[step.task].person if step.what == PERSON else notes.get(step.task, "")
        if now != step.after:
            raise CannotTakeIn(
                f"任务“{step.title[0]}”在导入之后又有修改，不能撤销",
                f"“{step.title[1]}” was changed after the import, which cannot be undone any more",
            )
    back = [Step(**(asdict(it) | {"title": tuple(it.title), "before": it.after, "after": it.before})) for it in steps]
    why = f"{kept.file_name} ↶"
    _persons([it for it in back if it.what == PERSON], tasks, by=by, at=at, day=day, why=why)
    _notes([it for it in back if it.what == NOTE], tasks, by=by, at=at, day=day)
    kept.undone_at, kept.undone_by = at, by
    kept.save(update_fields=["undone_at", "undone_by"])
    audit.record("task_import.undone", subject=kept, by=by, at=at, after=_told(back) | {"file": kept.file_name})
    return kept


def may_fill_in(user: Any, task: DeliveryTask) -> bool:
    """May this person say who answers for it, and write its note?"""
    return task.told not in ENDED and bool(parts_of(user, task) & {Who.RESPONSIBLE, Who.OFFICE})


def _steps(kept: TaskImport) -> list[Step]:
    return [Step(**(it | {"title": tuple(it["title"])})) for it in kept.steps]


def _told(steps: Sequence[Step]) -> dict[str, int]:
    names = {PERSON: "persons", NOTE: "notes", STATE: "states"}
    return {name: count for what, name in names.items() if (count := sum(it.what == what for it in steps))}


def _locked(kept: TaskImport) -> dict[int, DeliveryTask]:
    numbers = sorted({it["task"] for it in kept.steps})
    found: dict[int, DeliveryTask] = {}
    for first in range(0, len(numbers), _BATCH):
        rows = DeliveryTask.objects.select_for_update().filter(pk__in=numbers[first : first + _BATCH])
        found |= {task.pk: task for task in rows}
    return found


def _noted(tasks: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for first in range(0, len(tasks), _BATCH):
        rows = TaskEvent.objects.filter(action=NOTED, task__in=tasks[first : first + _BATCH]).order_by("pk")
        found.update(rows.values_list("task_id", "reason"))
    return found


def _persons(
    steps: Sequence[Step], tasks: Mapping[int, DeliveryTask], *, by: Any, at: datetime, day: date, why: str
) -> None:
    events = []
    for step in steps:
        task = tasks[step.task]
        task.person, task.version, task.changed_at = step.after, task.version + 1, at
        facts = {"person": [step.before, step.after]}
        events.append(_event(task, REPLACED, by, at, day, reason=why, facts=facts))
    changed = [tasks[step.task] for step in steps]
    DeliveryTask.objects.bulk_update(changed, ["person", "version", "changed_at"], batch_size=_BATCH)
    TaskEvent.objects.bulk_create(events, batch_size=_BATCH)


def _notes(steps: Sequence[Step], tasks: Mapping[int, DeliveryTask], *, by: Any, at: datetime, day: date) -> None:
    events = [_event(tasks[step.task], NOTED, by, at, day, reason=step.after) for step in steps]
    TaskEvent.objects.bulk_create(events, batch_size=_BATCH)


def _event(
    task: DeliveryTask, action: str, by: Any, at: datetime, day: date, *, reason: str, facts: Any = None
) -> TaskEvent:
    return TaskEvent(
        task=task, action=action, before=task.state, after=task.state, by=by, at=at, day=day, reason=reason,
        facts=facts or {},
    )  # fmt: skip

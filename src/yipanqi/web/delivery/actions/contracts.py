"""合同台账: contracts kept, corrected and ended; whoever builds or supervises gets the tasks of the lots, and loses
them when the contract ends."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.delivery import contract as law
from yipanqi.domain.delivery.contract import Contract, Duty, TaskFace
from yipanqi.domain.delivery.laws_told import reasons_told
from yipanqi.domain.delivery.state import ENDED
from yipanqi.domain.reason import Reason
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import Stale
from yipanqi.web.programmes.models import ProgrammeEntry

from ..law_names import names_of
from ..models import ContractImport, ContractRow, DeliveryTask, LotRow, TaskEvent
from ..models.settings import settings_of
from ..words import ASSIGNED, UNASSIGNED

_FACTS = (
    "number",
    "name",
    "kind",
    "project",
    "first_party_id",
    "second_party_id",
    "amount",
    "signed_on",
    "starts_on",
    "finishes_on",
    "tender_method",
    "tender_number",
    "awarded_on",
)
_BATCH = 500


class CannotKeepContract(Cannot):
    """The contract breaks a rule; the message says which, and what is missing."""


class CannotEnd(Cannot):
    """The contract has ended already, or there is no reason."""


class CannotImportContracts(Cannot):
    """There are errors, or the workbook was taken in already."""


def refusals(entry: ProgrammeEntry, contract: Contract, others: Collection[Contract]) -> list[Reason]:
    """Why it may not be kept beside these, by the limits of the day of signing."""
    return law.lacks(contract, others, law.limits_on(settings_of(entry), contract.signed_on))


def known_contracts(entry: ProgrammeEntry, *, but: ContractRow | None = None) -> list[Contract]:
    """The contracts of a programme in words of the domain."""
    rows = entry.contracts.kept().prefetch_related("lots")
    return [row.told for row in (rows.exclude(pk=but.pk) if but else rows)]


@transaction.atomic
def keep(
    *,
    entry: ProgrammeEntry,
    facts: Mapping[str, Any],
    lots: Iterable[tuple[str, str]],
    by: Any,
    at: datetime,
    day: date,
) -> ContractRow:
    """Keep a new contract; its tasks go to its second party. Raises CannotKeepContract."""
    ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    row = ContractRow(entry=entry, by=by, at=at, **facts)
    _check_day(row, day)
    _written(row, lots)
    audit.record("contract.kept", subject=row, by=by, at=at, after=_told(row, lots))
    assign(entry=entry, day=day, at=at, by=by, why=row.number)
    return row


@transaction.atomic
def correct(
    *,
    row: ContractRow,
    facts: Mapping[str, Any],
    lots: Iterable[tuple[str, str]],
    reason: str,
    seen: int,
    by: Any,
    at: datetime,
    day: date,
) -> ContractRow:
    """Correct what was entered, with a reason; `seen` is the version that was looked at. Raises CannotKeepContract or
    Stale."""
    ProgrammeEntry.objects.select_for_update().get(pk=row.entry_id)
    row = ContractRow.objects.select_for_update().get(pk=row.pk)
    if row.version != seen:
        raise Stale
    if row.removed_at:
        raise CannotKeepContract("合同已撤销", "The contract was taken back")
    if not reason.strip():
        raise CannotKeepContract("请写明更正的理由", "Say why it is corrected")
    before = _told(row, [(lot.estate, lot.measure) for lot in row.lots.all()])
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    _check_day(row, day)
    _written(row, lots)
    after = _told(row, lots)
    changed = [name for name in after if before[name] != after[name]]
    told = {name: after[name] for name in changed} | {"reason": reason}
    audit.record(
        "contract.corrected", subject=row, by=by, at=at, before={name: before[name] for name in changed}, after=told
    )
    assign(entry=row.entry, day=day, at=at, by=by, why=reason)
    return row


@transaction.atomic
def end(*, row: ContractRow, on: date, why: str, by: Any, at: datetime, day: date) -> ContractRow:
    """The contract ends on a day that has come, for a reason: its second party holds none of its tasks any longer."""
    ProgrammeEntry.objects.select_for_update().get(pk=row.entry_id)
    row = ContractRow.objects.select_for_update().get(pk=row.pk)
    if row.ended_on or row.removed_at:
        raise CannotEnd("合同已经终止", "The contract has ended already")
    if not why.strip():
        raise CannotEnd("请写明终止的理由", "Say why it ends")
    if not row.signed_on <= on <= day:
        raise CannotEnd(
            "终止日期不能早于签订日期，也不能晚于今天", "It ends neither before it was signed nor later than today"
        )
    row.ended_on, row.ended_why, row.version = on, why.strip(), row.version + 1
    row.save(update_fields=["ended_on", "ended_why", "version"])
    audit.record("contract.ended", subject=row, by=by, at=at, after={"ended_on": on, "reason": why})
    assign(entry=row.entry, day=day, at=at, by=by, why=why)
    return row


@transaction.atomic
def attach(*, row: ContractRow, file: Any, by: Any, at: datetime) -> ContractRow:
    """Put the signed contract's file to it; an earlier one stays kept, and the log tells of both."""
    row = ContractRow.objects.select_for_update().get(pk=row.pk)
    before = str(row.file.uid) if row.file else ""
    row.file, row.version = file, row.version + 1
    row.save(update_fields=["file", "version"])
    audit.record(
        "contract.file_attached", subject=row, by=by, at=at, before={"file": before}, after={"file": str(file.uid)}
    )
    return row


@transaction.atomic
def assign(*, entry: ProgrammeEntry, day: date, at: datetime, by: Any, why: str) -> int:
    """Give every task the contractor and the supervisor that the contracts of this day say, and tell its history where
    this is somebody else; how many tasks changed. Asked for once more it changes nothing."""
    contracts = list(entry.contracts.live(day).prefetch_related("lots"))
    tasks = {task.number: task for task in _assignable(entry, contracts)}
    faces = [TaskFace(number=t.number, estate=t.estate, stage=t.stage_told, measure=t.measure) for t in tasks.values()]
    held = law.holders((row.told for row in contracts), faces, day)
    moves = [(task, *_parties(task, held.get(number, {}))) for number, task in tasks.items()]
    moves = [(task, now, wanted) for task, now, wanted in moves if now != wanted]
    names = _names(pk for _, now, wanted in moves for pk in (*now.values(), *wanted.values()))
    for task, _, wanted in moves:
        for name, pk in wanted.items():
            setattr(task, f"{name}_id", pk)
        task.version, task.changed_at = task.version + 1, at
    events = [_assigned(task, now, wanted, names, by=by, at=at, day=day, why=why) for task, now, wanted in moves]
    changed = [task for task, _, _ in moves]
    DeliveryTask.objects.bulk_update(
        changed, ["contractor_id", "supervisor_id", "version", "changed_at"], batch_size=_BATCH
    )
    TaskEvent.objects.bulk_create(events, batch_size=_BATCH)
    if changed:
        audit.record("contract.tasks_assigned", subject=entry, by=by, at=at, after={"tasks": len(changed)})
    return len(changed)


def _assignable(entry: ProgrammeEntry, contracts: Iterable[ContractRow]) -> Iterable[DeliveryTask]:
    """Open tasks of the lots' estates, and those that somebody holds by a contract."""
    estates = {lot.estate for row in contracts for lot in row.lots.all()}
    tasks = DeliveryTask.objects.select_for_update().filter(entry=entry, stage="construction").exclude(state__in=ENDED)
    return (
        tasks.filter(estate__in=estates)
        | tasks.filter(contractor__isnull=False)
        | tasks.filter(supervisor__isnull=False)
    )


def _parties(task: DeliveryTask, held: Mapping[Duty, str]) -> tuple[dict[str, int | None], dict[str, int | None]]:
    """Who holds the task's duties now, and who should."""
    now = {duty.value: getattr(task, f"{duty}_id") for duty in Duty}
    return now, {duty.value: int(held[duty]) if duty in held else None for duty in Duty}


def _names(keys: Iterable[int | None]) -> dict[int | None, str | None]:
    known = Organisation.objects.in_bulk({pk for pk in keys if pk})
    return {None: None} | {pk: it.name for pk, it in known.items()}


def _assigned(
    task: DeliveryTask,
    now: Mapping[str, int | None],
    wanted: Mapping[str, int | None],
    names: Mapping[int | None, str | None],
    *,
    by: Any,
    at: datetime,
    day: date,
    why: str,
) -> TaskEvent:
    """What the task's history tells of it."""
    other = [name for name in wanted if now[name] != wanted[name]]
    return TaskEvent(
        task=task,
        action=ASSIGNED if any(wanted[name] for name in other) else UNASSIGNED,
        before=task.state,
        after=task.state,
        by=by,
        at=at,
        day=day,
        reason=why[:500],
        facts={name: [names[now[name]], names[wanted[name]]] for name in other}
        | {f"{name}_id": [now[name], wanted[name]] for name in other},  # by which an earlier day is worked out
    )


def _written(row: ContractRow, lots: Iterable[tuple[str, str]], among: Sequence[Contract] | None = None) -> ContractRow:
    """Judge it with these lots beside the others, and write it."""
    pairs = list(dict.fromkeys(lots))
    others = list(among) if among is not None else known_contracts(row.entry, but=row if row.pk else None)
    if any(other.number == row.number for other in others):
        raise CannotKeepContract(f"合同编号{row.number}已在台账中", f"Contract {row.number} is in the ledger already")
    wrong = refusals(row.entry, _contract(row, pairs), others)
    if wrong:
        names = names_of(row.entry, (estate for reason in wrong for estate in _estates(reason)))
        raise CannotKeepContract(*reasons_told(wrong, names))
    row.save()
    row.lots.all().delete()
    LotRow.objects.bulk_create(
        LotRow(contract=row, entry=row.entry, estate=estate, measure=measure) for estate, measure in pairs
    )
    return row


def _check_day(row: ContractRow, day: date) -> None:
    if row.signed_on > day:
        raise CannotKeepContract("签订日期还没有到", "The day of signing has not come yet")


def _contract(row: ContractRow, lots: Iterable[tuple[str, str]]) -> Contract:
    kept = ContractRow(**{name: getattr(row, name) for name in (*_FACTS, "ended_on")})
    return kept.with_lots(tuple(law.Lot(*pair) for pair in lots))


def _estates(reason: Reason) -> list[str]:
    return [str(reason.values["estate"])] if "estate" in reason.values else []


def _told(row: ContractRow, lots: Iterable[tuple[str, str]]) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in _FACTS}
    return facts | {"lots": sorted(f"{estate} {measure}".strip() for estate, measure in lots)}


@transaction.atomic
def keep_import(
    *,
    entry: ProgrammeEntry,
    name: str,
    content: bytes,
    rows: Sequence[Mapping[str, Any]],
    wrong: Sequence[Mapping[str, str]],
    unchanged: int,
    by: Any,
    at: datetime,
) -> ContractImport:
    """Keep what was read from a file, to be looked at; nothing is in the ledger yet."""
    kept = ContractImport.objects.create(
        entry=entry,
        file_name=name[-200:],
        digest=hashlib.sha256(content).hexdigest(),
        rows=list(rows),
        findings=list(wrong[:2000]),
        row_count=len(rows),
        unchanged_count=unchanged,
        created_by=by,
        created_at=at,
    )
    audit.record("contract_import.read", subject=kept, by=by, at=at, after={"rows": len(rows), "errors": len(wrong)})
    return kept


@transaction.atomic
def apply_import(*, kept: ContractImport, by: Any, at: datetime, day: date) -> None:
    """Take all contracts of the file in, or none; the same file has no second effect."""
    if kept.findings:
        raise CannotImportContracts(
            "文件里还有错误，改好后请重新上传", "There are errors in the file: correct it and upload it again"
        )
    entry = ProgrammeEntry.objects.select_for_update().get(pk=kept.entry_id)
    if not ContractImport.objects.filter(pk=kept.pk, applied_at=None).update(applied_at=at):
        raise CannotImportContracts("这个文件已经导入过", "This file was taken in already")
    known = known_contracts(entry)
    for facts in kept.rows:
        row = ContractRow(entry=entry, batch=kept, by=by, at=at, **_from_json(facts))
        _check_day(row, day)
        _written(row, [tuple(lot) for lot in facts["lots"]], known)
        known.append(row.told)
    assign(entry=entry, day=day, at=at, by=by, why=kept.file_name)
    audit.record("contract_import.applied", subject=kept, by=by, at=at, after={"rows": len(kept.rows)})
    kept.refresh_from_db()


@transaction.atomic
def undo_import(*, kept: ContractImport, by: Any, at: datetime, day: date) -> None:
    """Take the contracts of an import back; refused, with their numbers, where some were changed since."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=kept.entry_id)
    rows = list(ContractRow.objects.select_for_update().filter(batch=kept, removed_at=None))
    if changed := [row.number for row in rows if row.version != 1]:
        names = ", ".join(changed)
        raise CannotImportContracts(
            f"这些合同导入后有更正或终止，不能撤销：{names}", f"These were corrected or ended since: {names}"
        )
    done = ContractImport.objects.filter(pk=kept.pk, undone_at=None, applied_at__isnull=False).update(undone_at=at)
    if not done:
        raise CannotImportContracts("这次导入已经撤销", "This import is undone already")
    ContractRow.objects.filter(pk__in=[row.pk for row in rows]).update(removed_at=at)
    assign(entry=entry, day=day, at=at, by=by, why=kept.file_name)
    audit.record("contract_import.undone", subject=kept, by=by, at=at, before={"rows": len(rows)})
    kept.refresh_from_db()


@transaction.atomic
def exported(*, entry: ProgrammeEntry, count: int, by: Any, at: datetime) -> None:
    """Record who took a copy of the ledger, and of how much of it."""
    audit.record("contract.exported", subject=entry, by=by, at=at, after={"count": count})


def _from_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    dates = ("signed_on", "starts_on", "finishes_on", "awarded_on")
    found = {name: facts[name] for name in _FACTS}
    return found | {name: date.fromisoformat(found[name]) if found[name] else None for name in dates}

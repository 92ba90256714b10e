"""The steps of an import, written: many rows with few statements, all told to the database and the log beforehand as
far as they can be, so that others wait for the writing alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from yipanqi.web.audit import actions as audit
from yipanqi.web.audit.bound import digest_of, text_of
from yipanqi.web.audit.many_actions import keys, prepared, write
from yipanqi.workbook.records import OF_ESTATE

from ..difference import RowChange
from ..models import Change, ImportBatch, ProgrammeEntry, Record
from .rows import about

_FIELDS = ("sheet", "key", "estate", "values", "position", "revision", "is_active")  # of a new row, beside its entry
_Known = dict[tuple[str, str], Record]


@dataclass(frozen=True, kw_only=True)
class Steps:
    """What is to be done to the rows of an entry, and what of that can be told before it is done."""

    known: _Known  # the rows that the entry ever had, and the new ones
    found: Sequence[RowChange]
    positions: Mapping[tuple[str, str], int]  # of rows that are to have these; the others keep theirs
    fresh: Sequence[Record]  # not written yet: without a key
    rows: Sequence[Sequence[Any]]  # these as the database takes them
    texts: Sequence[str]  # as the log tells them
    changes: Sequence[Sequence[Any]]  # before and after of each step, as the database takes them


def tell(
    entry: ProgrammeEntry, known: _Known, found: Sequence[RowChange], positions: Mapping[tuple[str, str], int]
) -> Steps:
    """Tell the steps; nothing is written yet, and the rows that are known stay as they are."""
    fresh = [_new(entry, step, positions) for step in found if (step.sheet, step.key) not in known]
    return Steps(
        known=known | {(it.sheet, it.key): it for it in fresh},
        found=found,
        positions=positions,
        fresh=fresh,
        rows=prepared(Record, _FIELDS, ([getattr(it, name) for name in _FIELDS] for it in fresh)),
        texts=[text_of(it) for it in fresh],
        changes=prepared(Change, ("before", "after"), ((it.before, it.after) for it in found)),
    )


def _new(entry: ProgrammeEntry, step: RowChange, positions: Mapping[tuple[str, str], int]) -> Record:
    values = step.after or {}
    return Record(
        entry_id=entry.pk,
        sheet=step.sheet,
        key=step.key,
        estate=_estate(step.sheet, values),
        values=values,
        position=positions[step.sheet, step.key],
        revision=1,
        is_active=step.after is not None,
    )


def _estate(sheet: str, values: Mapping[str, Any]) -> str:
    return str(values.get(OF_ESTATE[sheet], "")) if sheet in OF_ESTATE else ""


@transaction.atomic
def do(steps: Steps, entry: ProgrammeEntry, batch: ImportBatch, by: Any, at: datetime, *, is_undoing: bool) -> None:
    """Do the steps, one change each, one event for all of them."""
    new = {(it.sheet, it.key) for it in steps.fresh}
    changed = [_changed(steps.known[it.sheet, it.key], it) for it in steps.found if (it.sheet, it.key) not in new]
    moved = []
    for place, position in steps.positions.items():
        record = steps.known[place]
        if record.position != position:
            record.position = position
            moved.append(record)
    _insert(entry, steps)
    _overwrite({record.pk: record for record in (*changed, *moved)}.values())
    action = "import.undone" if is_undoing else "import.applied"
    counts = {kind: sum(step.kind == kind for step in steps.found) for kind in ("added", "changed", "removed")}
    digests = [digest_of(record, text) for record, text in zip(steps.fresh, steps.texts, strict=True)]
    event = audit.record(
        action,
        subject=batch,
        by=by,
        at=at,
        after={"sha256": batch.sha256, **counts},
        bound=(*changed, *moved),
        digests=digests,
    )
    same = {"entry": entry.pk, "batch": batch.pk, "is_undoing": is_undoing, "by": by and by.pk, "at": at, "reason": ""}
    pairs = zip(steps.found, steps.changes, strict=True)
    write(
        Change,
        same={**same, "event": event.pk},
        fields=("record", "before", "after"),
        rows=([steps.known[it.sheet, it.key].pk, *told] for it, told in pairs),
    )
    own = steps.known["programme", ""]
    ProgrammeEntry.objects.filter(pk=entry.pk).update(revision=F("revision") + 1, **about(own))


def _changed(record: Record, step: RowChange) -> Record:
    record.is_active = step.after is not None
    record.values = step.after if step.after is not None else record.values
    record.estate = _estate(record.sheet, record.values)
    record.revision += 1
    return record


def _insert(entry: ProgrammeEntry, steps: Steps) -> None:
    """The new rows, each under a key of its own, by which changes and log know it at once."""
    own = keys(Record, len(steps.fresh))
    rows = ([key, *row] for key, row in zip(own, steps.rows, strict=True))
    write(Record, same={"entry": entry.pk}, fields=("id", *_FIELDS), rows=rows)
    for record, key in zip(steps.fresh, own, strict=True):
        record.pk = key


def _overwrite(records: Iterable[Record]) -> None:
    """Write rows that are there anew, many with one statement: a hundred thousand of them in seconds."""
    fields = ["values", "estate", "revision", "is_active", "position"]
    Record.objects.bulk_create(
        records, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )

"""Rows that a later stage worked out, taken in as a workbook is: one deed of the log, one version, one undo."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from yipanqi.documents.press.plain_table import plain_table
from yipanqi.domain.finding import Gravity
from yipanqi.domain.sentences import LANGUAGES, sentence
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.kept_file import store
from yipanqi.web.page.say import language, say
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.records import checked

from .. import difference, guarding
from ..models import ImportBatch, ProgrammeEntry, ProgrammeVersion
from ..models.entries import Sheets
from ..words import APPLIED, APPLYING
from . import index, writing
from .imports import CannotImport, import_path
from .versions import freeze


@dataclass(frozen=True, kw_only=True)
class Revision:
    """Rows that are to become those of a programme, checked and held against what it had: all that takes long, and
    needs nobody to wait for it."""

    base: int  # the revision of the entry that this rests on
    steps: writing.Steps
    told: dict[str, Any]
    content: bytes  # the list of changes, as a file
    name: str
    facts: index.Facts


def prepare(*, entry: ProgrammeEntry, sheets: Sheets, name: str) -> Revision:
    """Check these rows, and what they change of the entry as it stands. CannotImport where the data would be wrong or a
    later stage forbids it."""
    programme, findings = checked(sheets)
    for finding in findings:
        if finding.gravity is Gravity.ERROR or programme is None:
            raise CannotImport(*(sentence(finding.code, finding.values, lang) for lang in LANGUAGES))
    assert programme is not None  # a finding would have said why
    known, wanted = difference.present(entry), difference.keyed(sheets)
    steps = list(difference.row_changes(known, wanted))
    for bar in guarding.barred(entry, steps):
        raise CannotImport(*bar.why)
    ProgrammeVersion.foresee(sheets, programme)
    told = difference.told(steps, difference.active(known), sheets)
    return Revision(
        base=entry.revision,
        steps=writing.tell(entry, known, steps, {key: position for key, (position, _) in wanted.items()}),
        told=told,
        content=_listed(name, told),
        name=name,
        facts=index.facts(programme),
    )


@transaction.atomic
def revise(*, entry: ProgrammeEntry, ready: Revision, by: Any, at: datetime) -> ImportBatch:
    """Make these the rows of the programme, under a name by which the import is found and undone; its file is the list
    of changes. CannotImport where the data are others by now, or a later stage forbids it; nothing has changed then."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.batches.filter(state=APPLYING).exists():
        raise CannotImport("有工作簿正在写入，请稍后再试", "A workbook is being taken in; try again later")
    if entry.revision != ready.base:
        raise CannotImport("计划数据刚刚有改动，请再试一次", "The data were changed just now; try again")
    for bar in guarding.barred(entry, ready.steps.found):
        raise CannotImport(*bar.why)
    stored_as = f"{uuid.uuid4()}.xlsx"
    store(import_path(stored_as), ready.content)
    batch = ImportBatch.objects.create(
        entry=entry,
        file_name=ready.name[:190],
        stored_as=stored_as,
        sha256=sha256(ready.content).hexdigest(),
        size=len(ready.content),
        state=APPLIED,
        base_revision=entry.revision,
        difference=ready.told,
        by=by,
        at=at,
        applied_by=by,
        applied_at=at,
    )
    audit.record("import.confirmed", subject=batch, by=by, at=at)
    writing.do(ready.steps, entry, batch, by, at, is_undoing=False)
    entry.refresh_from_db()
    index.write(entry, ready.facts, is_whole=True)
    batch.version = freeze(entry=entry, reason="import", by=by, at=at)
    batch.save(update_fields=["version"])
    return batch


def _listed(name: str, told: dict[str, Any]) -> bytes:
    """The changed rows, field by field, as a table."""
    lang, kinds = language(), {"added": say("新增", "added"), "removed": say("删除", "removed")}
    head = [
        say("工作表", "Sheet"),
        say("行", "Row"),
        say("变化", "Change"),
        say("原值", "Before"),
        say("新值", "After"),
    ]
    rows: list[list[Any]] = []
    for key, sheet in told.items():
        for row in sheet["rows"]:
            where = [say(*SHEET[key].title), row["name"][lang]]
            rows += [[*where, field[lang], was[lang], now[lang]] for field, was, now in row["fields"]]
            rows += [[*where, kinds[row["kind"]], "", ""]] if row["kind"] in kinds else []
    return plain_table(name.removesuffix(".xlsx"), say("写入计划数据的变化", "What changed in the data"), head, rows)

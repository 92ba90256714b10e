"""Rows that a later stage worked out, taken in as a workbook is: one deed of the log, one version, one undo."""

import uuid
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
from ..models import ImportBatch, ProgrammeEntry
from ..models.entries import Sheets
from ..words import APPLIED, APPLYING
from . import index
from .imports import CannotImport, _write, import_path
from .versions import freeze


@transaction.atomic
def revise(*, entry: ProgrammeEntry, sheets: Sheets, name: str, by: Any, at: datetime) -> ImportBatch:
    """Make these the rows of the programme, under a name by which the import is found and undone; its file is the list
    of changes. CannotImport where the data would be wrong or a later stage forbids it; nothing has changed then."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.batches.filter(state=APPLYING).exists():
        raise CannotImport("有工作簿正在写入，请稍后再试", "A workbook is being taken in; try again later")
    programme, findings = checked(sheets)
    for finding in findings:
        if finding.gravity is Gravity.ERROR or programme is None:
            raise CannotImport(*(sentence(finding.code, finding.values, lang) for lang in LANGUAGES))
    known, wanted = difference.present(entry), difference.keyed(sheets)
    steps = list(difference.row_changes(known, wanted))
    for bar in guarding.barred(entry, steps):
        raise CannotImport(*bar.why)
    told = difference.told(steps, difference.active(known), sheets)
    content, stored_as = _listed(name, told), f"{uuid.uuid4()}.xlsx"
    store(import_path(stored_as), content)
    batch = ImportBatch.objects.create(
        entry=entry,
        file_name=name[:190],
        stored_as=stored_as,
        sha256=sha256(content).hexdigest(),
        size=len(content),
        state=APPLIED,
        base_revision=entry.revision,
        difference=told,
        by=by,
        at=at,
        applied_by=by,
        applied_at=at,
    )
    audit.record("import.confirmed", subject=batch, by=by, at=at)
    _write(entry, known, steps, {key: position for key, (position, _) in wanted.items()}, batch, by, at)
    entry.refresh_from_db()
    assert programme is not None  # a finding would have said why
    index.write(entry, index.facts(programme), is_whole=True)
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

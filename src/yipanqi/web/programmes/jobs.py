"""What the workers do for programmes: read a workbook, take it in, write one."""

import gzip
import json
import os
import uuid
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import timezone

from yipanqi.web.jobs.child import GaveOut, run_in_child
from yipanqi.web.jobs.handlers import CannotDo, Stopped, handler
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page.held import workplace
from yipanqi.web.page.kept_file import is_sound
from yipanqi.web.page.sweep import sweep
from yipanqi.workbook.records import put_together

from . import actions, reading
from .actions import index
from .actions.imports import MARKING, import_path
from .models import EstateRow, ImportBatch, ProgrammeEntry, Record
from .words import DROPPED

_GRACE = 1.0  # seconds after a wish to stop: there is nothing worth keeping


@handler("programmes.read", "读取工作簿", "Reading a workbook", needs="programmes.import", one_each=True)
def read(ticket: Ticket) -> dict[str, Any]:
    """Read the file in a limited child process; keep the findings and the difference."""
    batch = ImportBatch.objects.select_related("entry").get(pk=ticket.args["batch"])
    ticket.progress(0.05, ("正在读取工作簿", "Reading the workbook"))
    if not is_sound(import_path(batch.stored_as), batch.sha256):
        raise CannotDo("文件丢失或已损坏，请重新上传", "The file is lost or damaged; upload it again")
    try:
        found = run_in_child(ticket, reading.read, _asked(batch), timeout=reading.SECONDS, grace=_GRACE)
    except GaveOut:
        found = reading.too_heavy()
    if found.own is not None and found.content and batch.entry.current_version is not None:
        found = reading.laid_on(found, batch.entry.sheets())
    ticket.progress(0.7, ("正在与现有数据比较", "Comparing with the present data"))
    with ticket.effect() as outcome:
        actions.take_in(batch=batch, found=found)
        if found.findings and not found.is_refused:
            actions.ask_for_marks(batch=batch)
        outcome.result = {"errors": sum(map(reading.is_error, found.findings))}
    return {}


@handler("programmes.mark", "标注工作簿", "Marking a workbook", needs="programmes.import", one_each=True)
def mark(ticket: Ticket) -> dict[str, Any]:
    """Write the copy with every finding at its cell, while the difference is already being looked at."""
    batch = ImportBatch.objects.select_related("by").get(pk=ticket.args["batch"])
    if batch.state == DROPPED:
        raise Stopped
    name = _annotated(ticket, batch)
    with ticket.effect():
        actions.keep_marked(batch=batch, name=name)
    return {}


def _annotated(ticket: Ticket, batch: ImportBatch) -> str:
    """The marked copy's name; none where it could not be written."""
    name = f"{uuid.uuid4()}.xlsx"
    lang = "en" if batch.by and batch.by.language.startswith("en") else "zh"
    with workplace(import_path(name).parent, MARKING) as folder:
        told = _asked(batch), str(folder / name), lang
        try:
            if not run_in_child(ticket, reading.mark, *told, timeout=reading.SECONDS, grace=_GRACE):
                return ""
        except GaveOut:
            return ""
        os.replace(folder / name, import_path(name))
    return name


def _asked(batch: ImportBatch) -> reading.Asked:
    """The workbook as it was uploaded; the first year is the one after the upload's."""
    return reading.Asked(
        path=str(import_path(batch.stored_as)),
        name=Path(batch.file_name).stem,
        year=batch.at.year + 1,
        given=_given(batch),
        kept=actions.kept_for(batch.entry),
        base=_present(batch.entry),
    )


def _present(entry: ProgrammeEntry) -> bytes:
    if entry.current_version_id is None:
        return b""
    return gzip.compress(json.dumps(entry.sheets(), ensure_ascii=False).encode(), compresslevel=1)


def _given(batch: ImportBatch) -> str:
    """The mapping by which an own book is to be read, or was."""
    own = batch.own or {}
    return own.get("given") or own.get("mapping") or ""


@handler("programmes.apply", "导入工作簿", "Taking a workbook in", needs="programmes.import")
def apply(ticket: Ticket) -> dict[str, Any]:
    """Work out the lists, then write everything in one transaction."""
    batch = ImportBatch.objects.select_related("entry").get(pk=ticket.args["batch"])
    ticket.progress(0.1, ("正在推算造价", "Estimating costs"))
    try:
        found = index.facts(put_together(batch.sheets()))
    except index.TooCostly as refusal:
        raise CannotDo(*refusal.args) from None
    ticket.progress(0.4, ("正在写入", "Writing"))
    with ticket.effect() as outcome:
        is_done = actions.apply(batch=batch, facts=found, at=timezone.now())
        outcome.result = {"applied": is_done}
    sweep(Record, EstateRow)
    return {}


@handler("programmes.undo", "撤销导入", "Undoing an import", needs="programmes.import")
def undo(ticket: Ticket) -> dict[str, Any]:
    """Put a large programme back to what it was before an import, in one transaction."""
    batch = ImportBatch.objects.select_related("entry").get(pk=ticket.args["batch"])
    ticket.progress(0.1, ("正在撤销", "Undoing"))
    try:
        with ticket.effect() as outcome:
            who = ticket.job.created_by
            actions.undo(batch=batch, with_later=ticket.args["with_later"], by=who, at=timezone.now())
            outcome.result = {"undone": True}
    except actions.CannotUndo as refusal:
        raise CannotDo(refusal.zh, refusal.en) from None
    return {}


@handler("programmes.export", "导出工作簿", "Exporting a workbook", needs="programmes.export")
def export(ticket: Ticket) -> dict[str, Any]:
    """Write the workbook of a large programme as it stands now, and tell where it is taken away."""
    entry = ProgrammeEntry.objects.get(pk=ticket.args["entry"])
    ticket.progress(0.05, ("正在整理数据", "Putting the data together"))
    entry.programme()
    ticket.progress(0.3, ("正在写工作簿", "Writing the workbook"))
    if ticket.should_stop():
        raise Stopped
    actions.write_export(entry, ticket.args["lang"])
    return {"offers": f"{reverse('programmes:export', args=[entry.pk])}?lang={ticket.args['lang']}"}

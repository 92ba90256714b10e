"""What the workers do for programmes: read a workbook, take it in, write one."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone

from yipanqi import workbook
from yipanqi.web.jobs.handlers import CannotDo, Stopped, handler
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.workbook.records import put_together

from . import actions
from .actions import index
from .actions.imports import import_path
from .models import ImportBatch, ProgrammeEntry


@handler("programmes.read", "读取工作簿", "Reading a workbook", needs="programmes.import")
def read(ticket: Ticket) -> dict[str, Any]:
    """Read the file in its limited child process; keep the findings and the difference."""
    batch = ImportBatch.objects.select_related("entry").get(pk=ticket.args["batch"])
    ticket.progress(0.05, ("正在读取工作簿", "Reading the workbook"))
    try:
        reading = workbook.read(import_path(batch.stored_as))
    except workbook.CannotRead:
        raise CannotDo("文件不在了，请重新上传", "The file is gone; upload it again") from None
    ticket.progress(0.7, ("正在与现有数据比较", "Comparing with the present data"))
    with ticket.effect() as outcome:
        actions.take_in(batch=batch, programme=reading.programme, findings=reading.findings)
        if reading.findings and not reading.is_refused:
            actions.ask_for_marks(batch=batch)
        outcome.result = {"errors": sum(finding.gravity.value == "error" for finding in reading.findings)}
    return {}


@handler("programmes.mark", "标注工作簿", "Marking a workbook", needs="programmes.import")
def mark(ticket: Ticket) -> dict[str, Any]:
    """Write the copy with every finding at its cell, while the difference is already being looked at."""
    batch = ImportBatch.objects.select_related("by").get(pk=ticket.args["batch"])
    name = _annotated(batch, workbook.read(import_path(batch.stored_as)))
    with ticket.effect():
        actions.keep_marked(batch=batch, name=name)
    return {}


def _annotated(batch: ImportBatch, reading: workbook.Reading) -> str:
    """The marked copy's name; none where it could not be written."""
    name = f"{uuid.uuid4()}.xlsx"
    lang = "en" if batch.by and batch.by.language.startswith("en") else "zh"
    try:
        workbook.annotate(import_path(batch.stored_as), reading.findings, import_path(name), lang=lang)
    except workbook.CannotAnnotate:
        return ""  # the page lists every finding all the same
    return name


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

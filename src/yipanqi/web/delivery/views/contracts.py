"""合同台账: the list, one contract, its file; workbooks in and out."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.domain.delivery.contract import limits_on, notes
from yipanqi.domain.delivery.laws_told import reason_told
from yipanqi.domain.money import wan_in_full
from yipanqi.web.page.answer import XLSX, done, download, query_without, to_keep
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.held import NoTurn, turn
from yipanqi.web.page.kept_file import LostFile, opened
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import language, say
from yipanqi.web.page.stale import Stale
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .. import contract_sheet
from ..actions import contracts as actions
from ..actions.files import CannotKeepFile, keep_file, paper_path
from ..law_forms import ContractFilter, ContractForm, EndForm, UploadForm, WorkbookForm
from ..law_names import names_of
from ..lines import line_of
from ..models import ContractImport, ContractRow, DeliveryTask, PaperFile
from ..models.settings import settings_of
from .frame import entry_here, page

_PAGE = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permission_required("delivery.view")
def contracts(request: HttpRequest) -> HttpResponse:
    """The ledger, by filters; also as the workbook that can be read again."""
    entry, day = entry_here(request), today()
    rows = ContractRow.objects.visible_to(request.user).kept().filter(entry=entry)
    form = ContractFilter(request.GET)
    found = form.chosen(rows).select_related("first_party", "second_party", "file")
    if file_asked(request.GET, ("xlsx",)):
        return _book(request, entry, found)
    shown = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    shown.object_list = [(row, row.state_said(day), _tone(row, day)) for row in shown.object_list]
    is_part = request.htmx.target == "contracts"
    values = {
        "form": form,
        "contracts": shown,
        "query": query_without(request, "page"),
        "is_part": is_part,
        "whole": wan_in_full(found.order_by().aggregate(whole=Sum("amount"))["whole"] or 0),
        "count": found.order_by().count(),
        "can_export": request.user.has_perm("programmes.export"),
    }
    return page(request, "_contracts.html" if is_part else "contracts.html", entry, **values)


def _tone(row: ContractRow, day: Any) -> str:
    if row.ended_on and row.ended_on <= day:
        return "done"
    return "part" if row.finishes_on >= day else "late"


def _book(request: HttpRequest, entry: ProgrammeEntry | None, rows: Any) -> HttpResponse:
    if not request.user.has_perm("programmes.export"):
        raise NotPermitted("programmes.export")
    if entry is None:
        raise Http404
    data = _written(entry, rows.prefetch_related("lots"))
    actions.exported(entry=entry, count=rows.count(), by=request.user, at=timezone.now())
    return download(data, say("合同台账.xlsx", "contracts.xlsx"), XLSX)


def _written(entry: ProgrammeEntry, rows: Any = ()) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contracts.xlsx"
        contract_sheet.write(path, entry, rows)
        return path.read_bytes()


@require_safe
@permission_required("delivery.view")
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """One contract: what it says, the tasks that it gives, what is unusual about it."""
    row = _row(request, pk)
    day = today()
    lots = list(row.lots.all())
    names = names_of(row.entry, (lot.estate for lot in lots))
    field = {"works": "contractor_id", "supervision": "supervisor_id"}.get(row.kind)
    tasks = DeliveryTask.objects.visible_to(request.user).told().filter(entry=row.entry)
    estates = [lot.estate for lot in lots]
    held = (
        tasks.filter(**{field: row.second_party_id}, estate__in=estates).order_by("estate", "place")[:200]
        if field
        else ()
    )
    lang = language()
    values = {
        "row": row,
        "state": row.state_said(day),
        "tone": _tone(row, day),
        "lots": [
            (
                names.places.get(lot.estate, lot.estate),
                names.measures.get(lot.measure, (lot.measure,) * 2)[lang == "en"],
            )
            for lot in lots
        ],
        "lines": [line_of(task, day) for task in held],
        "notes": [reason_told(it, lang) for it in notes(row.told, limits_on(settings_of(row.entry), row.signed_on))],
        "end_form": EndForm(initial={"on": day}),
        "upload_form": UploadForm(),
    }
    return page(request, "contract.html", row.entry, **values)


@form_page
@permission_required("delivery.manage")
def new(request: HttpRequest) -> HttpResponse:
    """Keep a contract."""
    entry = entry_here(request)
    if entry is None:
        raise Http404
    form = ContractForm(request.POST if request.method == "POST" else None, entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.keep(
                entry=entry, facts=form.facts(), lots=form.cleaned_data["lots"], by=request.user, at=timezone.now(),
                day=today(),
            )  # fmt: skip
        except actions.CannotKeepContract as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(row)
    return page(request, "contract_form.html", entry, form=form, row=None, status=422 if form.errors else 200)


@form_page
@permission_required("delivery.manage")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a contract, with a reason."""
    row = _row(request, pk)
    form = ContractForm(request.POST if request.method == "POST" else None, entry=row.entry, row=row)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            actions.correct(
                row=row, facts=form.facts(), lots=asked["lots"], reason=asked["reason"], seen=asked["seen"] or 0,
                by=request.user, at=timezone.now(), day=today(),
            )  # fmt: skip
        except (actions.CannotKeepContract, Stale) as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.copy()
            form.data["seen"] = ContractRow.objects.get(pk=pk).version
        else:
            return redirect(row)
    return page(request, "contract_form.html", row.entry, form=form, row=row, status=422 if form.errors else 200)


@require_POST
@permission_required("delivery.manage")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The contract ends: day and reason."""
    row = _row(request, pk)
    form = EndForm(request.POST)
    form.is_valid()
    asked = form.cleaned_data
    about = {"row": row, "by": request.user, "at": timezone.now(), "day": today()}
    deed = partial(actions.end, on=asked.get("on") or today(), why=asked.get("why", ""), **about)
    words = say("合同已终止，其任务不再由该单位承担", "The contract has ended; its tasks are no longer held by it")
    return done(request, deed, words, back=row)


@require_POST
@permission_required("delivery.manage")
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the signed contract's file to it."""
    row = _row(request, pk)
    form = UploadForm(request.POST, request.FILES)

    def deed() -> None:
        if not form.is_valid():
            raise CannotKeepFile("请选择文件", "Choose a file")
        at = timezone.now()
        kept = keep_file(upload=form.cleaned_data["file"], by=request.user, at=at)
        actions.attach(row=row, file=kept, by=request.user, at=at)

    return done(request, deed, say("文件已保存", "The file is kept"), back=row)


@require_safe
@permission_required("delivery.view")
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The contract's file, to be saved."""
    row = _row(request, pk)
    if row.file is None:
        raise Http404
    return handed_out(row.file)


def handed_out(kept: PaperFile) -> FileResponse:
    """A kept file as it came, never shown in the page's place; 404 where it is lost."""
    try:
        response = FileResponse(opened(paper_path(kept), kept.sha256), content_type="application/octet-stream")
    except LostFile:
        raise Http404 from None
    response["Content-Disposition"] = to_keep(kept.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _row(request: HttpRequest, pk: int) -> ContractRow:
    rows = ContractRow.objects.visible_to(request.user).kept()
    return get_object_or_404(rows.select_related("entry", "first_party", "second_party", "file", "by"), pk=pk)


@form_page
@permission_required("delivery.manage")
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a filled workbook; what was uploaded before stands below."""
    entry = entry_here(request)
    if entry is None:
        raise Http404
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read()
        try:
            with turn(f"contracts-{request.user.pk}"), turn("contracts", 2):  # of the threads that answer pages
                found = contract_sheet.read(entry, upload.name, content)
        except NoTurn:
            busy = say("另一个合同文件正在读取，请稍后再试", "Another file is being read; try again soon")
            form.add_error("file", busy)
        else:
            kept = actions.keep_import(
                entry=entry, name=upload.name, content=content, rows=found.rows, wrong=found.wrong,
                unchanged=found.unchanged, by=request.user, at=timezone.now(),
            )  # fmt: skip
            return redirect(kept)
    kept = ContractImport.objects.filter(entry=entry, created_by=request.user).order_by("-pk")
    return page(request, "contract_imports.html", entry, form=form, imports=kept[:50])


@require_safe
@permission_required("delivery.manage")
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with what one may choose."""
    entry = entry_here(request)
    if entry is None:
        raise Http404
    return download(_written(entry), say("合同模板.xlsx", "contracts-template.xlsx"), XLSX)


@require_safe
@permission_required("delivery.manage")
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import would do, or did; every error by its cell."""
    kept = _kept(request, pk)
    wrong = [(it["cell"], say(it["zh"], it["en"])) for it in kept.findings]
    rows = [(it["number"], it["name"], wan_in_full(it["amount"]), it["signed_on"]) for it in kept.rows]
    values = {"kept": kept, "wrong": wrong, "rows": rows}
    return page(request, "contract_import.html", kept.entry, **values)


@require_POST
@permission_required("delivery.manage")
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it in."""
    kept = _kept(request, pk)
    deed = partial(actions.apply_import, kept=kept, by=request.user, at=timezone.now(), day=today())
    return done(
        request, deed, say(f"已导入 {kept.row_count} 份合同", f"{kept.row_count} contracts taken in"), back=kept
    )


@require_POST
@permission_required("delivery.manage")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    kept = _kept(request, pk)
    deed = partial(actions.undo_import, kept=kept, by=request.user, at=timezone.now(), day=today())
    return done(request, deed, say("导入已撤销", "The import is undone"), back=kept)


def _kept(request: HttpRequest, pk: int) -> ContractImport:
    return get_object_or_404(ContractImport.objects.select_related("entry"), pk=pk, created_by=request.user)

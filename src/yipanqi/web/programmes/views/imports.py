"""Workbooks on their way in: uploaded, shown as a difference with all findings, confirmed, undone."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.web.jobs.models import Job
from yipanqi.web.page.answer import XLSX, done, to_keep
from yipanqi.web.page.kept_file import opened
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import in_turn, language, listed, say
from yipanqi.workbook.columns import SHEET

from .. import actions
from ..actions.imports import import_path
from ..findings import causes
from ..forms import UploadForm
from ..models import BookMapping, ImportBatch, ProgrammeEntry
from ..words import APPLIED, APPLYING, READING, READY, REFUSED
from ..working import current, entries, page
from .units import of_import

PER_PAGE = 100  # causes


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("programmes.import")
def imports(request: HttpRequest) -> HttpResponse:
    """What was uploaded before; upload another."""
    entry = current(request)
    is_post = request.method == "POST"
    form = UploadForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        entries=entries(request),
        initial={"entry": entry},
    )
    if is_post and form.is_valid():
        now, given = timezone.now(), form.cleaned_data
        try:
            batch = actions.upload(entry=given["entry"], file=given["file"], by=request.user, at=now)
            if batch.at != now:
                messages.info(
                    request, say("这个文件上传过，这是那一次的结果", "This file was uploaded before; here it is")
                )
            return redirect(batch)
        except actions.CannotUpload as refusal:
            form.add_error("file", str(refusal))
    batches = ImportBatch.objects.filter(entry__in=ProgrammeEntry.objects.visible_to(request.user))
    batches = batches.select_related("entry", "by").defer("content", "findings", "difference")[:50]
    return page(
        request,
        "programmes/imports.html",
        entry,
        form=form,
        batches=batches,
        refused=ImportBatch.objects.filter(by=request.user, state=REFUSED).count(),
        mappings=kept_mappings(request),
        status=422 if is_post else 200,
    )


@require_safe
@permission_required("programmes.import")
def batch(request: HttpRequest, uid: str) -> HttpResponse:
    """What one workbook would change, or has changed, and everything that is wrong in it."""
    found = batch_of(request, uid)
    return _page(request, found)


@require_POST
@permission_required("programmes.import")
def confirm(request: HttpRequest, uid: str) -> HttpResponse:
    """Take the workbook in."""
    found = batch_of(request, uid)
    return done(request, partial(actions.confirm, batch=found, by=request.user, at=timezone.now()), back=found)


@require_POST
@permission_required("programmes.import")
def check_again(request: HttpRequest, uid: str) -> HttpResponse:
    """Work the difference out anew."""
    found = batch_of(request, uid)
    return done(request, partial(actions.check_again, batch=found, by=request.user, at=timezone.now()), back=found)


@require_POST
@permission_required("programmes.import")
def drop(request: HttpRequest, uid: str) -> HttpResponse:
    """Give the workbook up."""
    found = batch_of(request, uid)
    deed = partial(actions.drop, batch=found, by=request.user, at=timezone.now())
    words = say("已放弃，数据没有变化", "Dropped; the data have not changed")
    return done(request, deed, words, back="programmes:imports")


@require_POST
@permission_required("programmes.import")
def drop_refused(request: HttpRequest) -> HttpResponse:
    """Give up all of one's own workbooks that were refused."""
    deed = partial(actions.drop_refused, by=request.user, at=timezone.now())
    return done(request, deed, _dropped, back="programmes:imports")


def _dropped(count: int) -> str:
    return say(f"已放弃 {count} 个工作簿，数据没有变化", f"Workbooks dropped: {count}; the data have not changed")


@require_POST
@permission_required("programmes.import")
def undo(request: HttpRequest, uid: str) -> HttpResponse:
    """Put everything back as it was before this import."""
    found = batch_of(request, uid)
    try:
        with_later = request.POST.get("with_later") == "1"
        if actions.ask_to_undo(batch=found, with_later=with_later, by=request.user):
            return redirect(found)
        actions.undo(batch=found, with_later=with_later, by=request.user, at=timezone.now())
        messages.success(request, say("已撤销这次导入", "The import was undone"))
        return redirect(found)
    except actions.CannotUndo as refusal:
        return _page(request, found, refusal=refusal, status=409)


@require_safe
@permission_required("programmes.import")
def file(request: HttpRequest, uid: str, what: str) -> FileResponse:
    """The workbook as it was uploaded, or its copy with every finding marked."""
    found = batch_of(request, uid)
    is_marked = what == "marked"
    name, digest = (found.annotated_as, found.annotated_sha256) if is_marked else (found.stored_as, found.sha256)
    if not name:
        raise Http404
    stream = opened(import_path(name), digest)
    stem = found.file_name.rpartition(".")[0]
    called = say(f"标注副本 {stem}.xlsx", f"marked copy {stem}.xlsx") if is_marked else found.file_name
    response = FileResponse(stream, content_type=XLSX)
    response["Content-Disposition"] = to_keep(called)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def kept_mappings(request: HttpRequest) -> QuerySet[BookMapping]:
    """The mappings of the districts whose programmes one may see."""
    seen = ProgrammeEntry.objects.visible_to(request.user).values_list("organisation__path", flat=True).distinct()
    roots = {f"/{path.strip('/').split('/')[0]}/" for path in seen}
    return BookMapping.objects.filter(organisation__path__in=roots).select_related("by")


def batch_of(request: HttpRequest, uid: str) -> ImportBatch:
    """The import at this address, where one may see it."""
    visible = ImportBatch.objects.filter(entry__in=ProgrammeEntry.objects.visible_to(request.user))
    if not request.user.scope().is_whole:
        visible = visible.filter(by=request.user)
    return get_object_or_404(visible.select_related("entry", "by", "applied_by", "undone_by"), uid=uid)


def _page(
    request: HttpRequest, found: ImportBatch, refusal: actions.CannotUndo | None = None, status: int = 200
) -> HttpResponse:
    job = _job(found)
    if found.state in (READING, APPLYING) and job is not None and not job.is_open:
        found.refresh_from_db()  # it may have ended well between the two questions
        job = _job(found)
    is_stuck = found.state in (READING, APPLYING) and job is not None and not job.is_open  # it failed or was stopped
    is_busy = not is_stuck and (found.state in (READING, APPLYING) or bool(job and job.is_open))
    return page(
        request,
        "programmes/_import.html" if request.htmx and request.htmx.target == "import" else "programmes/import.html",
        current(request),
        batch=found,
        is_busy=is_busy,
        is_stuck=is_stuck,
        is_marking=_is_marking(found),
        job=job if is_busy or is_stuck or (job and job.error_said) else None,
        causes=Paginator(causes(found.findings, language()), PER_PAGE).get_page(request.GET.get("page")),
        sheets=[_sheet_told(key, told) for key, told in found.difference.items()],
        bodies=of_import(request, found),
        can_plan=request.user.has_perm("plans.make"),
        is_same=not found.difference and found.state == "ready",
        is_outdated=found.state == "ready" and found.base_revision != found.entry.revision,
        later=refusal.changes if refusal else [],
        refusal=refusal,
        status=status,
    )


def _job(found: ImportBatch) -> Job | None:
    kinds = {READING: "programmes.read", APPLYING: "programmes.apply", APPLIED: "programmes.undo"}
    kind = kinds.get(found.state, "")
    return Job.objects.filter(kind=kind, subject_id=str(found.pk)).order_by("-pk").first()


def _is_marking(found: ImportBatch) -> bool:
    """Whether the copy with every finding marked is still being written."""
    if found.annotated_as or found.state not in (READY, REFUSED):
        return False
    return Job.objects.open().filter(kind="programmes.mark", subject_id=str(found.pk)).exists()


def _sheet_told(key: str, told: dict[str, Any]) -> dict[str, Any]:
    sheet = SHEET[key]
    titles = {column.key: column.title[language() == "en"] for column in sheet.columns}
    rows = [
        row
        | {
            "name": _said(row["name"]),
            "fields": [(_heading(name, titles), _said(old), _said(new)) for name, old, new in row["fields"]],
        }
        for row in told["rows"]
    ]
    return told | {"title": say(*sheet.title), "rows": rows, "key": key}


def _heading(name: Any, titles: dict[str, str]) -> str:
    return titles.get(name, name) if isinstance(name, str) else _said(name)


def _said(value: Any) -> str:
    """What is kept in both languages; imports of earlier releases kept plain values."""
    if isinstance(value, dict) and value.keys() == {"zh", "en"}:
        return value[language()] or "—"
    if value is None:
        return "—"
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    if isinstance(value, dict):
        value = in_turn(f"{part} {item}" for part, item in value.items())
    return (listed(value) if isinstance(value, list) else str(value))[:200]

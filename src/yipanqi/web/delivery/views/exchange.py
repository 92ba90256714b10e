"""Tasks as files: taken away in the papers' columns, and what is filled in taken in again after a dry run."""

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.documents.plan.carried_out import write_duties, write_tasks
from yipanqi.documents.plan.project_xml import project_xml
from yipanqi.domain.delivery.project import LOSSES, ProjectTask
from yipanqi.domain.delivery.state import Action, State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.sentences import sentence
from yipanqi.web.page.answer import XLSX, done, download
from yipanqi.web.page.held import NoTurn, turn
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import language, say, say_later
from yipanqi.web.page.today import today
from yipanqi.web.plans.models import Adoption, adopted
from yipanqi.web.plans.study import study
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.workbook.opening import CannotRead, FileRefused
from yipanqi.workbook.project_xml import CannotReadProject, read_project
from yipanqi.workbook.task_book import TaskSheet, read_tasks

from ..actions import exchanging
from ..actions.exchanging import Finding
from ..comparing import Compared, Comparison
from ..models import Baseline, BaselineRow, DeliveryTask, TaskImport, TaskQuerySet
from ..narrowing import Narrowed
from ..project_files import compared_with_project, losses_of
from ..task_values import Papers, heads, notes_of
from .frame import entry_here, page

MOST_ROWS = 5_000  # of a file that somebody waits for
_MOST_BYTES = 20_000_000
_PAGE = 100
_DONE = (State.REPORTED, State.CHECKED, State.CLOSED)
form_page = require_http_methods(["GET", "HEAD", "POST"])


class FileForm(forms.Form):
    """A file that comes back."""

    file = forms.FileField(
        label=say_later(
            "填好的文件（Excel、CSV 或 MS Project XML）", "The file that was filled in (Excel, CSV or MS Project XML)"
        ),
        help_text=say_later("先核对，确认后才写入", "First it is checked; nothing is written until you confirm"),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > _MOST_BYTES:
            raise forms.ValidationError(say("文件超过 20 MB", "The file is larger than 20 MB"))
        return file


@form_page
@permission_required("delivery.view")
def exchange(request: HttpRequest) -> HttpResponse:
    """What may be taken away, narrowed as the lists are; a file to check, and those checked before."""
    entry, day = entry_here(request), today()
    asked = Narrowed(request, entry, day)
    can_fill_in = _may_fill_in(request.user)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not can_fill_in or entry is None:
            raise Http404
        if form.is_valid() and (kept := _read(request, entry, form)):
            return redirect(kept)
    rows = asked.rows.leaves().exclude(state=State.CANCELLED)
    count = rows.order_by().count()
    values = {
        "asked": asked,
        "form": form,
        "can_fill_in": can_fill_in,
        "count": count,
        "is_too_long": count > MOST_ROWS,
        "most": MOST_ROWS,
        "query": asked.query(),
        "losses": [say(*it) for it in LOSSES.values()],
        "imports": _imports(request, entry)[:50],
    }
    return page(request, "exchange.html", entry, **values)


def _may_fill_in(user: Any) -> bool:
    return user.has_perm("delivery.work") or user.has_perm("delivery.manage")


def _imports(request: HttpRequest, entry: ProgrammeEntry | None) -> QuerySet[TaskImport]:
    """One's own; of who manages delivery those of all."""
    rows = TaskImport.objects.filter(entry=entry).select_related("by")
    return rows if request.user.has_perm("delivery.manage") else rows.filter(by=request.user)


@require_safe
@permission_required("programmes.export")
def tasks_file(request: HttpRequest) -> HttpResponse:
    """The task list in the papers' columns, to fill in."""
    return _written(request, "tasks", partial(_write, write_tasks, "states"))


@require_safe
@permission_required("programmes.export")
def duties_file(request: HttpRequest) -> HttpResponse:
    """Who has which part in which task."""
    return _written(request, "duties", partial(_write, write_duties, ""))


def _write(writer: Callable[..., Path], states: str, path: Path, papers: Papers, tasks: Sequence[DeliveryTask]) -> None:
    at, day = timezone.now(), today()
    more = {"states": papers.states()} if states else {}
    note = say(
        f"{day} 的情况，共 {len(tasks)} 项；责任人、备注、状态可填写后导回，其他列改动不会写入",
        f"As of {day}, {len(tasks)} tasks; person, remarks and state may be filled in and taken in again, no others",
    )
    writer(path, papers.rows(tasks), papers.words, note=note, day=day, at=timezone.localtime(at), **more)


def _written(
    request: HttpRequest, name: str, write: Callable[[Path, Papers, Sequence[DeliveryTask]], None]
) -> HttpResponse:
    """The file of the tasks that are asked for; too many are refused with a sentence."""
    entry, adoption = _adopted(request)
    rows = Narrowed(request, entry, today()).rows.leaves().exclude(state=State.CANCELLED)
    if rows.count() > MOST_ROWS:
        return _too_many(request)
    tasks = list(rows.told())
    papers = Papers(study(adoption.run), language())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.xlsx"
        write(path, papers, tasks)
        data = path.read_bytes()
    exchanging.taken(entry=entry, file=f"{name}.xlsx", by=request.user, at=timezone.now(), rows=len(tasks))
    names = {"tasks": say("任务清单", "task-list"), "duties": say("责任分解表", "responsibility")}
    return download(data, f"{names[name]}-{today()}.xlsx", XLSX)


def _adopted(request: HttpRequest) -> tuple[ProgrammeEntry, Adoption]:
    entry = entry_here(request)
    adoption = adopted(entry) if entry else None
    if entry is None or adoption is None:
        raise Http404
    return entry, adoption


def _too_many(request: HttpRequest) -> HttpResponse:
    text = say(
        f"一个文件最多 {MOST_ROWS:,} 项任务，请先按街道或单位筛选",
        f"A file holds {MOST_ROWS:,} tasks at most: narrow them by subdistrict or unit",
    )
    messages.error(request, text)
    return redirect(f"{reverse('delivery:exchange')}?{request.GET.urlencode()}")


@require_safe
@permission_required("programmes.export")
def project_file(request: HttpRequest) -> HttpResponse:
    """The tasks with all levels above them, as MS Project's XML."""
    entry, _ = _adopted(request)
    rows = Narrowed(request, entry, today()).rows.exclude(state=State.CANCELLED)
    if rows.count() > MOST_ROWS:
        return _too_many(request)
    tasks = list(rows.told())
    data = project_xml(entry.name, _project_tasks(entry, tasks), timezone.localtime())
    exchanging.taken(entry=entry, file="project.xml", by=request.user, at=timezone.now(), rows=len(tasks))
    return download(data, f"{say('任务', 'tasks')}-{today()}.xml", "application/xml")


def _project_tasks(entry: ProgrammeEntry, tasks: Sequence[DeliveryTask]) -> list[ProjectTask]:
    first = Baseline.objects.filter(entry=entry, number=0).first()
    kept = BaselineRow.objects.filter(baseline=first, task__in=[it.pk for it in tasks]) if first else ()
    spans = {it.task_id: (it.start_date, it.finish_date) for it in kept}
    notes, depth = notes_of(tasks), {it.pk: list(Kind).index(Kind(it.kind)) + 1 for it in tasks}
    return [
        ProjectTask(
            number=it.number,
            name=it.estate_name if it.kind == Kind.ESTATE else it.name_said,
            level=depth[it.pk] if it.parent_id in depth or it.parent_id is None else 1,
            start_date=it.start_date,
            finish_date=it.finish_date,
            is_summary=not it.is_leaf,
            percent=100 if it.told in _DONE else 0,
            actual_start=it.started_on,
            actual_finish=(it.reported_on or it.closed_on) if it.told in _DONE else None,
            baseline=spans.get(it.pk),
            after=it.after,
            unit=it.unit_said("responsible"),
            person=it.person,
            note=notes.get(it.pk, ""),
        )
        for it in tasks
    ]


def _read(request: HttpRequest, entry: ProgrammeEntry, form: FileForm) -> TaskImport | None:
    """Read the file and keep what it would change; none where the form says why not."""
    adoption = adopted(entry)
    if adoption is None:
        raise Http404
    file = form.cleaned_data["file"]
    content = file.read()
    rows = DeliveryTask.objects.visible_to(request.user).filter(entry=entry).leaves()
    losses: list[tuple[str, str]] = []
    try:
        with turn(f"tasks-{request.user.pk}"), turn("tasks", 2):
            if file.name.lower().endswith(".xml"):
                read = read_project(content)
                found, losses = compared_with_project(read, rows, request.user), losses_of(read)
            else:
                found = _compared(read_tasks(file.name, content, heads(), "head_number"), adoption, rows, request)
    except NoTurn:
        form.add_error("file", say("另一个文件正在读取，请稍后再试", "Another file is being read; try again soon"))
        return None
    except FileRefused as refusal:
        form.add_error("file", sentence(refusal.code, refusal.values, language()))
        return None
    except (CannotRead, CannotReadProject):
        form.add_error(
            "file",
            say("文件无法读取：不是 MS Project XML，或含有不允许的内容", "The file cannot be read as MS Project XML"),
        )
        return None
    return exchanging.keep_import(
        entry=entry,
        name=Path(file.name).name,
        content=content,
        rows=found.rows,
        findings=found.findings,
        steps=found.steps,
        losses=losses,
        by=request.user,
        at=timezone.now(),
    )


def _compared(sheets: Sequence[TaskSheet], adoption: Adoption, rows: TaskQuerySet, request: HttpRequest) -> Compared:
    lines = sum(len(sheet.lines) for sheet in sheets)
    if lines > MOST_ROWS * 4:
        found = Compared(rows=lines)
        zh, en = f"行数超过 {MOST_ROWS * 4:,}，请分几次导入", f"More than {MOST_ROWS * 4:,} rows: take them in by parts"
        found.findings.append(Finding(sheet="", cell="", zh=zh, en=en, is_error=True))
        return found
    told = study(adoption.run)
    papers = {sheet.lang: Papers(told, sheet.lang) for sheet in sheets}
    return Comparison(rows, heads(), request.user, today()).of(sheets, papers)


_WHAT = {
    exchanging.PERSON: ("责任人", "Person"),
    exchanging.NOTE: ("备注", "Note"),
    exchanging.STATE: ("状态", "State"),
}


def _import_here(request: HttpRequest, pk: int) -> TaskImport:
    return get_object_or_404(_imports(request, entry_here(request)), pk=pk)


@require_safe
@permission_required("delivery.view")
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would change, or did; every finding by its cell."""
    kept = _import_here(request, pk)
    steps = [
        {
            "title": say(*it["title"]),
            "url": reverse("delivery:task", args=[it["task"]]),
            "what": say(*_WHAT[it["what"]]),
            "before": say(*State(it["before"]).names) if it["what"] == exchanging.STATE else it["before"],
            "after": say(*Action(it["after"]).names) if it["what"] == exchanging.STATE else it["after"],
        }
        for it in kept.steps
    ]
    findings = sorted(kept.findings, key=lambda it: not it["is_error"])
    values = {
        "kept": kept,
        "steps": Paginator(steps, _PAGE).get_page(request.GET.get("page")),
        "step_count": len(steps),
        "findings": [it | {"said": say(it["zh"], it["en"])} for it in findings[:500]],
        "finding_count": len(findings),
        "losses": [say(*it) for it in kept.losses],
        "has_states": any(it["what"] == exchanging.STATE for it in kept.steps),
        "can_fill_in": _may_fill_in(request.user),
    }
    return page(request, "import.html", kept.entry, **values)


@require_POST
@permission_required("delivery.view")
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it in."""
    kept = _import_here(request, pk)
    if not _may_fill_in(request.user):
        raise Http404
    deed = partial(exchanging.apply_import, kept=kept, by=request.user, at=timezone.now(), day=today())
    return done(request, deed, say("已导入", "Taken in"), back=kept)


@require_POST
@permission_required("delivery.view")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    kept = _import_here(request, pk)
    if not _may_fill_in(request.user):
        raise Http404
    deed = partial(exchanging.undo_import, kept=kept, by=request.user, at=timezone.now(), day=today())
    return done(request, deed, say("导入已撤销", "The import is undone"), back=kept)

"""Reports that wait to be confirmed: looked through, several confirmed at once, taken away as a file."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from yipanqi.domain.progress.report_told import MARKS
from yipanqi.web.delivery.models.tasks import units_of
from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import listed, say
from yipanqi.web.page.tables import Cell, Table, text
from yipanqi.web.page.today import today

from .. import actions
from ..forms import BARE, MARKED, TROUBLED, ConfirmFilter, shown
from ..models import ReportPhoto, ReportState, TaskReport
from ..owed import last_before
from ..receipts import on_their_way
from .frame import entry_here, page
from .reports import problem_said, work_cells, work_heads

_PAGE = 50
_MOST = 20_000  # rows of a file


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("delivery.check")
def confirm(request: HttpRequest) -> HttpResponse:
    """Reports that wait for one's organisation; several are confirmed at once."""
    entry = entry_here(request)
    waiting = _waiting(request, entry)
    if request.method == "POST":
        return _confirmed(request, waiting)
    form = ConfirmFilter(request.GET, months=sorted(set(waiting.order_by().values_list("month", flat=True))))
    rows = _chosen(waiting, form).select_related("task__contractor", "by").order_by("at", "pk")
    if kind := file_asked(request.GET):
        return exported(request, entry, _table(_lines_of(list(rows[:_MOST]))), kind, "reports-to-confirm")
    shown_now = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    values = {
        "form": form,
        "shown": shown_now,
        "lines": _lines_of(list(shown_now)),
        "is_waiting": waiting.exists(),
        "query": query_without(request, "page"),
    }
    return page(request, "confirm.html", entry, **values)


def _waiting(request: HttpRequest, entry: Any) -> Any:
    """Newest reports not judged yet, of the tasks that one inspects, sent by others."""
    rows = TaskReport.objects.newest().filter(entry=entry, state=ReportState.SENT).exclude(by=request.user)
    units = units_of(request.user)
    own = Q(task__supervisor_id__in=units) | Q(task__inspecting_id__in=units)
    if request.user.has_perm("delivery.manage"):
        own |= Q(task__supervisor=None, task__inspecting=None)
    return rows.filter(own)


def _chosen(rows: Any, form: ConfirmFilter) -> Any:
    asked = form.cleaned_data
    if month := asked.get("month"):
        rows = rows.filter(month=f"{month}-01")
    if q := asked.get("q"):
        rows = rows.filter(Q(task__estate_name__icontains=q) | Q(task__number__icontains=q))
    photos = ReportPhoto.objects.filter(report=OuterRef("pk"))
    which = asked.get("which")
    if which == TROUBLED:
        rows = rows.exclude(problem="")
    elif which == MARKED:
        rows = rows.filter(~Q(marks=[]) | Exists(photos.filter(is_marked=True, cleared_at=None)))
    elif which == BARE:
        rows = rows.exclude(Exists(photos))
    return rows


def _lines_of(reports: Sequence[TaskReport]) -> list[dict[str, Any]]:
    """Reports, each with the one before, its problem and marks in words, and its photos."""
    months = {it.month for it in reports}
    before = {month: last_before([it.task_id for it in reports if it.month == month], month) for month in months}
    coming = on_their_way(list(reports))
    photos = ReportPhoto.objects.filter(report__in=list(reports)).order_by()
    held = dict(photos.values_list("report").annotate(count=Count("*")))
    odd = dict(photos.filter(is_marked=True, cleared_at=None).values_list("report").annotate(count=Count("*")))
    return [
        {
            "report": it,
            "before": before[it.month].get(it.task_id),
            "problem": problem_said(it),
            "marks": listed(say(*MARKS[mark]) for mark in it.marks),
            "photos": held.get(it.pk, 0),
            "odd": odd.get(it.pk, 0),
            "coming": coming.get(it.pk, 0),
        }
        for it in reports
    ]


def _table(lines: Sequence[dict[str, Any]]) -> Table:
    columns = [
        *work_heads(),
        (say("月份", "Month"), False),
        (say("完成（%）", "Done (%)"), True),
        (say("上次（%）", "Before (%)"), True),
        (say("存在问题", "Problem"), False),
        (say("标记", "Marks"), False),
        (say("照片", "Photos"), True),
        (say("上报时间", "Sent"), False),
        (say("上报人", "Sent by"), False),
    ]
    rows = []
    for line in lines:
        report, before = line["report"], line["before"]
        rows.append(
            [
                *work_cells(report.task),
                text(f"{report.month:%Y-%m}"),
                Cell(report.percent, shown(report.percent)),
                Cell(before.percent if before else None, shown(before.percent) if before else ""),
                text(line["problem"]),
                text(line["marks"]),
                Cell(line["photos"], str(line["photos"])),
                text(f"{timezone.localtime(report.at):%Y-%m-%d %H:%M}"),
                text(str(report.by or "")),
            ]
        )
    return Table(title=say("待确认的月报", "Reports to confirm"), columns=columns, rows=rows)


def _confirmed(request: HttpRequest, rows: Any) -> HttpResponse:
    chosen = [key for key in request.POST.getlist("report") if key.isdigit()][:_PAGE]
    count = 0
    for found in rows.filter(pk__in=chosen):
        try:
            actions.confirm(report=found, by=request.user, at=timezone.now(), day=today())
            count += 1
        except actions.CannotJudge as refusal:
            messages.error(request, f"{found}: {refusal}")
    if count:
        messages.success(request, say(f"已确认 {count} 份", f"{count} confirmed"))
    elif not chosen:
        messages.error(request, say("没有选择月报", "No report was chosen"))
    return redirect(request.get_full_path())

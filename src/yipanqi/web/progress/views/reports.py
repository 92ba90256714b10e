"""Reports of a month: which are owed, writing one, looking at one, confirming and giving back."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, FilteredRelation, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.domain.delivery.state import Who
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import wan_in_full
from yipanqi.domain.progress.due import due_on, month_of
from yipanqi.domain.progress.report import Problem
from yipanqi.domain.progress.report_told import MARKS
from yipanqi.web.delivery.actions import parts_of
from yipanqi.web.delivery.keyed import Keyed
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.tasks import called
from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.page.answer import done, query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.web.page.tables import Cell, Table, text
from yipanqi.web.page.today import today

from .. import actions
from ..actions.reporting import Sent
from ..forms import MISSING, STATES, ReportFilter, ReportForm, WhyForm, begun, shown
from ..ground import Rules, newest_of
from ..models import ReportDraft, ReportState, TaskReport
from ..models.reports import month_said
from ..owed import OwedLine, in_state, last_before, lines_of, month_due, months_until, owing, own_works
from ..photos_told import lines_of as photo_lines
from ..photos_told import pairs_of
from ..receipts import on_their_way
from .frame import entry_here, page, task_here

_PAGE = 50
_MOST = 20_000  # rows of a file
_CARRIED = ("percent", "quantity", "problem", "problem_text", "expected_finish", "certified", "reason")


@require_safe
@permission_required("delivery.view")
def index(request: HttpRequest) -> HttpResponse:
    """The works that owe a report for a month, those of one's own first of all; what became of each."""
    entry, day = entry_here(request), today()
    seen = DeliveryTask.objects.visible_to(request.user).filter(entry=entry)
    first = seen.filter(kind=Kind.WORK).order_by().aggregate(first=Min("start_date"))["first"]
    rules = Rules(entry, day) if entry else None
    own = own_works(seen, request.user)
    has_own = own.exists()
    is_own = has_own and request.GET.get("whose") != "all"
    form = ReportFilter(
        request.GET,
        entry=entry,
        user=request.user,
        months=months_until(day, first),
        month=month_due(own if is_own else seen, rules) if rules else month_of(day),
        is_own=is_own,
    )
    rows = owing(own if is_own else seen, form.month)
    standing = _standing(rows, form.month)
    rows = _chosen(rows, entry, form)
    if kind := file_asked(request.GET):
        lines = lines_of(list(rows.told().order_by("place")[:_MOST]), form.month, day)
        return exported(request, entry, _table(lines, form.month), kind, "reports")
    pages = Paginator(Keyed(rows.order_by("place", "pk")), _PAGE)
    if not form.is_narrow:
        pages.count = sum(standing.values())  # is known already
    shown_now = pages.get_page(request.GET.get("page"))
    shown_now.object_list = lines_of(list(shown_now.object_list), form.month, day)
    values = {
        "form": form,
        "lines": shown_now,
        "counts": _counts(standing, form.month),
        "month": form.month,
        "month_told": month_said(form.month),
        "due": due_on(form.month),
        "confirmed_by": rules.confirmed_by(form.month) if rules else None,
        "is_closed": bool(rules and form.month <= rules.closed_until()),
        "is_own": is_own,
        "months": months_to_switch(rules, form.month) if rules and is_own else [],
        "may_report": request.user.has_perm("delivery.work"),
        "query": query_without(request, "page"),
        "may_all": has_own,
    }
    return page(request, "index.html", entry, **values)


def _chosen(rows: Any, entry: Any, form: ReportFilter) -> Any:
    asked = form.cleaned_data
    rows = in_state(rows, entry, form.month, asked.get("state", ""))
    if region := asked.get("region"):
        rows = rows.filter(region=region)
    if unit := asked.get("unit"):
        rows = rows.filter(Q(contractor_id=unit) | Q(responsible_id=unit) | Q(supervisor_id=unit))
    if q := asked.get("q"):
        rows = rows.filter(called(entry, q))
    return rows


def _standing(rows: Any, month: date) -> dict[str, int]:
    """How many stand how: the works are gone through once."""
    now = FilteredRelation("reports", condition=Q(reports__month=month, reports__is_newest__in=(True,)))
    told = rows.order_by().annotate(now=now).values_list("now__state").annotate(count=Count("*"))
    return {state or MISSING: count for state, count in told}


def _counts(found: dict[str, int], month: date) -> list[dict[str, Any]]:
    """The same in words; each leads to its rows."""
    tones = {"missing": "", "sent": "part", "returned": "late", "confirmed": "done"}
    return [
        {
            "name": say(*said),
            "count": f"{found.get(key, 0):,}",
            "query": f"month={month:%Y-%m}&state={key}",
            "tone": tones[key],
        }
        for key, said in STATES.items()
    ]


def work_heads() -> list[tuple[str, bool]]:
    """The first columns of a file of works."""
    names = (
        say("编号", "Number"),
        say("街道", "Subdistrict"),
        say("小区", "Estate"),
        say("改造项", "Work"),
        say("施工单位", "Contractor"),
    )
    return [(name, False) for name in names]


def work_cells(task: DeliveryTask) -> list[Cell]:
    """What these columns tell of a work."""
    unit = task.unit_said("contractor") or task.unit_said("responsible")
    return [text(it) for it in (task.number, task.region_name, task.estate_name, task.name_said, unit)]


def _table(lines: Sequence[OwedLine], month: date) -> Table:
    columns = [
        *work_heads(),
        (say("状态", "State"), False),
        (say("完成（%）", "Done (%)"), True),
        (say("完成数量", "Quantity"), True),
        (say("存在问题", "Problem"), False),
        (say("预计完成", "Expected finish"), False),
        (say("上报时间", "Sent"), False),
    ]
    rows = []
    for line in lines:
        report = line.report
        told = problem_said(report) if report else ""
        rows.append(
            [
                *work_cells(line.task),
                text(say(*STATES[line.state])),
                Cell(report.percent if report else None, shown(report.percent) if report else ""),
                Cell(report.quantity if report else None, shown(report.quantity) if report else ""),
                text(told),
                text(report.expected_finish.isoformat() if report and report.expected_finish else ""),
                text(f"{timezone.localtime(report.at):%Y-%m-%d %H:%M}" if report else ""),
            ]
        )
    title = say(f"{month_said(month)}月报", f"Reports of {month_said(month)}")
    return Table(title=title, columns=columns, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("delivery.view")
def report_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a task and month; the last values are filled in."""
    if request.method == "POST":
        return _sent(request, _task_sent(request, pk), today())
    task, day = task_here(request, pk), today()
    month = month_asked(request, month_due(DeliveryTask.objects.filter(pk=pk), Rules(task.entry, day)))
    newest, before = newest_of(task, month), last_before([task.pk], month).get(task.pk)
    draft = ReportDraft.objects.filter(task=task, month=month, by=request.user).first()
    initial = begun(task, month, newest, before) | (draft.values if draft else {})
    return _form_page(request, task, month, ReportForm(task=task, initial=initial, needs=_needs(task, newest, month)))


def _task_sent(request: HttpRequest, pk: int) -> DeliveryTask:
    """The task of what was sent, with no more than its form asks for: whoever keeps a report reads it again, locked."""
    rows = DeliveryTask.objects.visible_to(request.user).only("entry", "quantity", "unit")
    return get_object_or_404(rows, pk=pk)


def _needs(task: DeliveryTask, newest: TaskReport | None, month: date) -> list[str]:
    """A correction says why from the beginning."""
    closed = Rules(task.entry, today()).closed_until()
    return ["reason"] if month <= closed or (newest and newest.state == ReportState.CONFIRMED) else []


def _form_page(
    request: HttpRequest, task: DeliveryTask, month: date, form: ReportForm, status: int = 200, **more: Any
) -> HttpResponse:
    task, newest = task_here(request, task.pk), newest_of(task, month)
    rules = Rules(task.entry, today())
    values = {
        "task": task,
        "form": form,
        "month": month,
        "month_told": month_said(month),
        "newest": newest,
        "before": last_before([task.pk], month).get(task.pk),
        "may_report": Who.RESPONSIBLE in parts_of(request.user, task),
        "draft": ReportDraft.objects.filter(task=task, month=month, by=request.user).first(),
        "is_closed": month <= rules.closed_until(),
        "months": months_to_switch(rules, month),
        "server_now": timezone.now(),
        **more,
    }
    return page(request, "report_new.html", task.entry, status=status, **values)


def months_to_switch(rules: Rules, month: date) -> list[tuple[str, str, bool]]:
    """(key, name, is it the one that is shown) of the months that may be reported now, where there are two."""
    found = rules.open_months()
    return [(f"{it:%Y-%m}", month_said(it), it == month) for it in found] if len(found) > 1 else []


def month_asked(request: HttpRequest, usual: date) -> date:
    """`?month=2028-05`; else the usual one."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return usual


def _sent(request: HttpRequest, task: DeliveryTask, day: date) -> HttpResponse:
    form = ReportForm(request.POST, request.FILES, task=task)
    is_fine = form.is_valid()
    month = form.cleaned_data.get("month") or month_of(day)
    if "draft" in request.POST:
        return _drafted(request, task, month, form)
    if not is_fine:
        return _form_page(request, task, month, form, status=422)
    try:
        sent = send_with_photos(request, task, form)
    except actions.Refused as refusal:
        form.tell(refusal.found)
        return _form_page(request, task, month, form, status=422)
    except actions.Conflict as conflict:
        return _conflicting(request, task, month, form, conflict)
    except Cannot as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, task, month, form, status=422)
    _say_sent(request, sent)
    return redirect(sent.report)


def send_with_photos(request: HttpRequest, task: DeliveryTask, form: ReportForm) -> Sent:
    """Keep the report, then its photos one by one; a photo that is not taken is told, the report stands."""
    sent = actions.send(
        task=task, entered=form.entered, written=form.written, by=request.user, at=timezone.now(), day=today()
    )
    for upload in form.cleaned_data["photos"]:
        try:
            actions.keep_photo(report=sent.report, data=upload.read(), by=request.user, at=timezone.now())
        except Cannot as refusal:
            messages.warning(request, say("照片 {}：{}", "Photo {}: {}").format(upload.name, refusal))
    return sent


def _conflicting(
    request: HttpRequest, task: DeliveryTask, month: date, form: ReportForm, conflict: actions.Conflict
) -> HttpResponse:
    """What was written stays; the other report is shown beside it. Sent again, it takes that one's place."""
    form.data = form.data.copy()
    form.data["seen"] = conflict.standing.version
    if conflict.standing.uid == form.cleaned_data["uid"]:
        form.data["uid"] = begun(task, month, None, None)["uid"]
    form.add_error(None, str(conflict))
    return _form_page(request, task, month, form, status=409, other=conflict.standing)


def _drafted(request: HttpRequest, task: DeliveryTask, month: date, form: ReportForm) -> HttpResponse:
    values = {name: request.POST.get(name, "")[:_MOST] for name in _CARRIED if name in request.POST}
    deed = partial(actions.keep_draft, task=task, month=month, values=values, by=request.user, at=timezone.now())
    said = say("草稿已保存，还没有上报", "Kept as a draft; it is not sent yet")
    return done(request, deed, said, back=f"{request.path}?month={month:%Y-%m}")


def _say_sent(request: HttpRequest, sent: Sent) -> None:
    if sent.is_new:
        messages.success(request, say("已上报，等待确认", "Sent; it waits to be confirmed"))
    else:
        messages.success(request, say("这份上报此前已送达", "This report had arrived before"))
    for lack in sent.lacks:
        messages.warning(request, say(*lack))


@require_safe
@permission_required("delivery.view")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: what it says, its photos, its versions; confirming it or giving it back."""
    return _report_page(request, _report(request, pk), WhyForm())


def _report(request: HttpRequest, pk: int) -> TaskReport:
    rows = TaskReport.objects.visible_to(request.user).select_related("task__entry", "by", "judged_by")
    return get_object_or_404(rows, pk=pk)


def _report_page(request: HttpRequest, found: TaskReport, form: WhyForm, status: int = 200) -> HttpResponse:
    task, parts = found.task, parts_of(request.user, found.task)
    versions = list(task.reports.filter(month=found.month).select_related("by", "judged_by").order_by("-version"))
    values = {
        "report": found,
        "task": task,
        "facts": report_facts(found),
        "marks": [say(*MARKS[it]) for it in found.marks],
        "versions": versions if len(versions) > 1 else [],
        "coming": on_their_way([found]).get(found.pk, 0),
        "pairs": pairs_of(task, today()),
        "photos": photo_lines(list(found.photos.select_related("cleared_by", "task")), request.user),
        "why_form": form,
        "may_judge": found.is_newest
        and found.state == ReportState.SENT
        and Who.INSPECTING in parts
        and found.by_id != request.user.pk,
        "is_own": found.by_id == request.user.pk,
        "may_report": Who.RESPONSIBLE in parts and found.is_newest,
        "status": status,
    }
    return page(request, "report.html", task.entry, **values)


def report_facts(report: TaskReport) -> list[tuple[str, str]]:
    """What a report says, name by name; what it does not say is left out."""
    task = report.task
    quantity = f"{shown(report.quantity)} {task.counted_in}".strip() if report.quantity is not None else ""
    planned = say(f"（计划 {task.quantity_said}）", f" (planned: {task.quantity_said})") if task.quantity_said else ""
    found = [
        (say("完成百分比", "Done"), f"{shown(report.percent)} %"),
        (say("完成数量", "Quantity done"), quantity and quantity + planned),
        (say("存在问题", "Problem"), problem_said(report)),
        (say("预计完成", "Expected finish"), report.expected_finish.isoformat() if report.expected_finish else ""),
        (
            say("已确认工程款（万元）", "Certified (10⁴ yuan)"),
            "" if report.certified is None else wan_in_full(report.certified),
        ),
        (say("理由", "Reason"), report.reason),
    ]
    return [(name, said) for name, said in found if said]


def problem_said(report: TaskReport) -> str:
    """The kind of a problem and what was written about it."""
    kind = say(*Problem(report.problem).names) if report.problem else ""
    return say("：", ": ").join(filter(None, (kind, report.problem_text)))


@require_POST
@permission_required("delivery.check")
def report_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """It is so."""
    found = _report(request, pk)
    deed = partial(actions.confirm, report=found, by=request.user, at=timezone.now(), day=today())
    back = request.POST.get("back") == "list"
    return done(
        request,
        deed,
        say("已确认", "Confirmed"),
        back=f"/progress/confirm/?month={found.month:%Y-%m}" if back else found,
    )


@require_POST
@permission_required("delivery.check")
def report_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back, with the reason."""
    found = _report(request, pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _report_page(request, found, form, status=422)
    deed = partial(
        actions.give_back,
        report=found,
        why=form.cleaned_data["why"],
        by=request.user,
        at=timezone.now(),
        day=today(),
    )
    return done(request, deed, say("已退回", "Given back"), back=found)

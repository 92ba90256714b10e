"""Drafting an order by hand, from a task, an estate or nothing; writing a draft anew."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.report import Problem
from yipanqi.domain.supervision.clock import PUBLIC_DAYS
from yipanqi.domain.supervision.order import Basis, OrderAction, Origin, Urgency
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import OFFICE
from yipanqi.web.delivery.actions import Overtaken
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.settings import setting
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, listed, say
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.progress.models import TaskReport

from ..actions import orders as actions
from ..models import FileKind, Order
from ..orders_forms import DraftForm
from ..orders_shown import light_said
from .frame import entry_here, page
from .orders import order_here
from .orders_act import kept

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@permission_required("supervision.issue")
def new(request: HttpRequest) -> HttpResponse:
    """A new draft; `?task=`, `?report=` (its problem) or `?estate=` say what it is about."""
    entry = entry_here(request)
    if entry is None or actions.organ_of(request.user) is None:
        messages.error(request, say("由改造办或区领导小组拟办", "The office or the leading group drafts orders"))
        return redirect("supervision:index")
    report = _report(request, entry)
    tasks = [report.task] if report else _tasks(request, entry)
    if request.method != "POST":
        initial = _of_report(report) if report else _of_task(tasks[0]) if tasks else _of_estate(request, entry)
        return _page(request, entry, DraftForm(entry=entry, initial={**_usual(entry), **initial}), tasks=tasks)
    form = DraftForm(request.POST, request.FILES, entry=entry)
    if not form.is_valid():
        return _page(request, entry, form, tasks=tasks, status=422)
    try:
        files = kept(request, entry, "", _attached(form), timezone.now())
        made = actions.draft(
            entry=entry,
            tasks=tasks,
            files=list(files),
            by=request.user,
            at=timezone.now(),
            day=today(),
            **_asked(form),
            **_source(report),
        )
    except Cannot as refusal:
        form.add_error(None, str(refusal))
        return _page(request, entry, form, tasks=tasks, status=422)
    messages.success(request, say("已拟好，核对后交办", "Drafted: look at it, then issue it"))
    return redirect(made)


@form_page
@permission_required("supervision.issue")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    found = order_here(request, pk)
    if OrderAction.EDIT not in actions.actions_for(request.user, found, today()):
        messages.error(request, say("只有拟办的督办单可以由拟办单位修改", "Only a draft is edited, by its organ"))
        return redirect(found)
    if request.method != "POST":
        return _page(request, found.entry, DraftForm(entry=found.entry, initial=_as_it_is(found)), order=found)
    form = DraftForm(request.POST, request.FILES, entry=found.entry)
    if not form.is_valid():
        return _page(request, found.entry, form, order=found, status=422)
    values = _asked(form)
    try:
        actions.check_seen(found, form.cleaned_data["seen"])
        actions.edit(
            order=found,
            values=values,
            files=list(kept(request, found.entry, "", _attached(form), timezone.now())),
            by=request.user,
            at=timezone.now(),
            day=today(),
            seen=form.cleaned_data["seen"],
        )
    except Cannot as refusal:
        found = order_here(request, pk)
        form.data = form.data.copy()
        form.data["seen"] = found.version
        form.add_error(None, str(refusal))
        is_late = isinstance(refusal, Overtaken)
        other = _differs(form, found) if is_late else ()
        return _page(request, found.entry, form, order=found, other=other, status=409 if is_late else 422)
    messages.success(request, say("已保存", "Saved"))
    return redirect(found)


def _page(request: HttpRequest, entry: ProgrammeEntry, form: DraftForm, **values: Any) -> HttpResponse:
    return page(request, "order_new.html", entry, form=form, **values)


def _tasks(request: HttpRequest, entry: ProgrammeEntry) -> list[DeliveryTask]:
    number = request.GET.get("task", "")
    rows = DeliveryTask.objects.visible_to(request.user).filter(entry=entry).told()
    return list(rows.filter(pk=number)) if number.isascii() and number.isdigit() and len(number) < 10 else []


def _report(request: HttpRequest, entry: ProgrammeEntry) -> TaskReport | None:
    """The monthly report whose problem asks for an order, if this person may see it."""
    number = request.GET.get("report", "")
    rows = TaskReport.objects.visible_to(request.user).filter(entry=entry).exclude(problem="")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return rows.filter(pk=number).select_related("task").first() if is_number else None


def _of_report(report: TaskReport) -> dict[str, Any]:
    """What a draft about a reported problem begins with: the problem in the words of who reported it."""
    about = _of_task(report.task)
    kind = Problem(report.problem).names[0]
    told = f"{report.month:%Y年%-m月}月报反映：{kind}。{report.problem_text}".strip()
    return about | {
        "matter": f"{about['estates']}“{report.task.name}”：{kind}"[:200],
        "content": f"{told}\n请牵头协调解决，按时限反馈。",
        "origin": Origin.REPORT,
    }


def _source(report: TaskReport | None) -> dict[str, str]:
    """Where an order of a report comes from: one problem of a month has one order."""
    if report is None:
        return {}
    url = reverse("progress:report", args=[report.pk])
    return {"origin_key": f"report:{report.task_id}:{report.month:%Y-%m}", "origin_url": url}


def _usual(entry: ProgrammeEntry) -> dict[str, Any]:
    office = Organisation.objects.filter(kind=OFFICE, is_active=True).order_by("path").first()
    return {
        "urgency": Urgency.ORDINARY,
        "basis": Basis.INSTRUCTION,
        "origin": Origin.HAND,
        "inspects": office,
        "public_days": setting(entry, PUBLIC_DAYS, today()),
    }


def _of_task(task: DeliveryTask) -> dict[str, Any]:
    """What a draft about a task begins with: its place, its units, its light. A slip is written in Chinese."""
    told = light_said(task, today())
    name = "" if task.kind == Kind.ESTATE else f"“{task.name}”"
    units = {"lead": task.responsible or task.lead or task.contractor}
    if task.inspecting and task.inspecting != units["lead"]:
        units["inspects"] = task.inspecting
    return {
        "matter": f"{task.estate_name}{name}{'进度滞后' if told else '督办'}",
        "content": f"{told}\n请查明原因，采取措施，按时限反馈。".strip(),
        "estates": task.estate_name,
        "needs_photos": True,
        "origin": Origin.LIGHT if told else Origin.HAND,
        **units,
    }


def _of_estate(request: HttpRequest, entry: ProgrammeEntry) -> dict[str, Any]:
    estate = request.GET.get("estate", "")
    rows = DeliveryTask.objects.visible_to(request.user).filter(entry=entry, kind=Kind.ESTATE, estate=estate)
    found = rows.first() if estate else None
    if found is None:
        return {}
    return {"estates": found.estate_name, "lead": found.responsible or found.lead, "needs_photos": True}


def _as_it_is(order: Order) -> dict[str, Any]:
    names = (*actions.EDITED, "origin")
    return {name: getattr(order, name) for name in names} | {
        "artefacts": "\n".join(order.artefacts),
        "supporting": list(order.supporting.all()),
        "estates": listed(it.name for it in order.estates.all()),
        "seen": order.version,
    }


def _asked(form: DraftForm) -> dict[str, Any]:
    asked = form.cleaned_data
    kept_names = {name: value for name, value in asked.items() if name not in ("files", "seen")}
    return kept_names | {"public_days": asked["public_days"] or 0}


def _attached(form: DraftForm) -> list[tuple[str, str, Any]]:
    return [(FileKind.ATTACHED, "", it) for it in form.cleaned_data["files"]]


def _differs(form: DraftForm, order: Order) -> list[tuple[str, str]]:
    """What somebody else wrote meanwhile, by field, beside what is in the form still."""
    now = _as_it_is(order)
    return [
        (str(form.fields[name].label), str(now[name]))
        for name in ("matter", "content", "limit", "lead", "inspects", "artefacts")
        if str(now[name] or "") != str(form.data.get(name, "") or "")
        and now[name]
        and str(getattr(now[name], "pk", now[name])) != form.data.get(name)
    ]

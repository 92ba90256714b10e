"""The list of tasks, one's own, and the page of one; moving it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.state import ENDED, MOVES, UNDONE, Action, State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import in_wan
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.page.answer import done, query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Cell, Table, file_of, text
from yipanqi.web.page.today import today
from yipanqi.web.plans.models import adopted
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry

from .. import actions
from ..beside import marks_of, sections_beside
from ..forms import MoveForm, OwnTaskFilter, PersonForm, TaskFilter
from ..gating import gate_missing
from ..law_sections import task_sections
from ..lines import facts, lines_of, standing
from ..models import Acceptance, DeliveryTask, TaskQuerySet
from ..words import PARTS
from .changes import changes_of
from .frame import entry_here, page, task_here

_PAGE = 50
_MOST = 20_000  # rows of a file
_EVENTS = 100  # that a page shows


@require_safe
@permission_required("delivery.view")
def index(request: HttpRequest) -> HttpResponse:
    """All tasks that one may see, by filters."""
    return _list(request, "index")


@require_safe
@permission_required("delivery.view")
def mine(request: HttpRequest) -> HttpResponse:
    """Those in which an organisation of one's own has a part; what is late comes first."""
    return _list(request, "mine")


def _list(request: HttpRequest, which: str) -> HttpResponse:
    entry, day = entry_here(request), today()
    rows = DeliveryTask.objects.visible_to(request.user).filter(entry=entry).leaves()
    if which == "mine":
        rows = rows.mine(request.user)
    form = (OwnTaskFilter if which == "mine" else TaskFilter)(request.GET, entry=entry, user=request.user)
    form.is_valid()
    if form_of_file := file_asked(request.GET):
        return _file(request, form.chosen(rows, day).told(), form_of_file)
    counted = _counted(rows, day)
    found = form.listed(rows, day, {state: count for state, (count, _) in counted.items()})
    shown = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    shown.object_list = lines_of(list(shown.object_list), day)
    is_part = request.htmx.target == "tasks"
    values = {
        "form": form,
        "tasks": shown,
        "which": which,
        "counts": _counts(counted),
        "query": query_without(request, "page"),
        "is_part": is_part,
    }
    return page(request, "_tasks.html" if is_part else "tasks.html", entry, **values)


def _counted(rows: TaskQuerySet, day: date) -> dict[str, tuple[int, int]]:
    """State → how many tasks, and how many of them are late."""
    late = Count("state", filter=Q(finish_date__lt=day, state__in=UNDONE))
    told = rows.order_by().values_list("state").annotate(count=Count("*"), late=late)
    return {state: (count, late) for state, count, late in told}


def _counts(counted: Mapping[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """How many are late, under way, to be checked, to be closed, closed; each leads to its rows."""
    by_state = {state: count for state, (count, _) in counted.items()}
    asked = (
        (say("逾期", "Late"), sum(late for _, late in counted.values()), "when=late", "late"),
        (say("实施中", "Under way"), by_state.get(State.UNDER_WAY, 0), "state=under_way", "part"),
        (say("待核验", "To be checked"), by_state.get(State.REPORTED, 0), "state=reported", "part"),
        (say("待销号", "To be closed"), by_state.get(State.CHECKED, 0), "state=checked", "part"),
        (say("已销号", "Closed"), by_state.get(State.CLOSED, 0), "state=closed", "done"),
    )
    return [{"name": name, "count": f"{count:,}", "query": q, "tone": tone} for name, count, q, tone in asked]


def _file(request: HttpRequest, rows: TaskQuerySet, form: str) -> HttpResponse:
    if not request.user.has_perm("programmes.export"):
        raise NotPermitted("programmes.export")
    heads = [
        (say("编号", "Number"), False),
        (say("街道", "Subdistrict"), False),
        (say("小区", "Estate"), False),
        (say("任务", "Task"), False),
        (say("数量", "Quantity"), False),
        (say("资金（万元）", "Money (10⁴ yuan)"), True),
        *((say(*said), False) for said in PARTS.values()),
        (say("责任人", "Person"), False),
        (say("计划开始", "Planned start"), False),
        (say("计划完成", "Planned finish"), False),
        (say("状态", "State"), False),
    ]
    day = today()
    table = [
        [
            text(it.number),
            text(it.region_name),
            text(it.estate_name),
            text(it.name_said),
            text(it.quantity_said),
            Cell(in_wan(it.told_budget) if it.told_budget else None, it.budget_said),
            *(text(it.unit_said(part)) for part in PARTS),
            text(it.person),
            text(it.start_date.isoformat()),
            text(it.finish_date.isoformat()),
            text(it.state_said + (say("·逾期", ", late") if it.is_late(day) else "")),
        ]
        for it in rows[:_MOST]
    ]
    return file_of(
        Table(title=say("任务", "Tasks"), columns=heads, rows=table), form, "tasks", say("任务列表", "Tasks")
    )


@require_safe
@permission_required("delivery.view")
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what, where, when, by whom; what is missing; what one may do; what was done."""
    return _page_of(request, task_here(request, pk))


def _page_of(
    request: HttpRequest,
    found: DeliveryTask,
    sent: MoveForm | None = None,
    status: int = 200,
    written: Sequence[str] = (),
) -> HttpResponse:
    day = today()
    may = actions.moves_for(request.user, found)
    forms = [
        {
            "action": action,
            "name": say(*action.names),
            "form": sent if sent and sent.data.get("action") == action else MoveForm(task=found, action=action),
            "is_open": bool(sent and sent.data.get("action") == action),
            "is_onward": not MOVES[found.told, action].needs_reason,
        }
        for action in may
    ]
    values = {
        "task": found,
        "tone": found.tone(day),
        "standing": standing(found, day),
        "mark": marks_of([found], day).get(found.pk),
        "facts": facts(found),
        "forms": forms,
        "written": written,
        "events": list(found.events.select_related("by")[:_EVENTS]),
        "family": _family(found, day),
        "missing": _missing(found, day),
        "changes": changes_of(request.user, found),
        "more": [*sections_beside(request.user, found, day), *task_sections(request.user, found, day)],
        "acceptances": Acceptance.objects.visible_to(request.user).filter(entry=found.entry, estate=found.estate)
        if found.stage in (DeliveryStage.ACCEPTANCE, DeliveryStage.HANDOVER)
        else (),
        "above": found.parent,
        "above_said": _above_said(found.parent),
        "row": _row(request, found),
        "made_said": _made_said(found),
        "person_form": PersonForm(),
        "can_replace": found.told not in ENDED and (bool(may) or request.user.has_perm("delivery.manage")),
        "status": status,
    }
    return page(request, "task.html", found.entry, **values)


def _family(task: DeliveryTask, day: date) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Its parts, what comes before it, what comes after it: as far as there are any."""
    own = list(DeliveryTask.objects.filter(entry=task.entry, estate=task.estate).told())
    found = (
        ("below", say("下级任务", "Its parts"), [it for it in own if it.parent_id == task.pk]),
        ("before", say("前置任务", "Before it"), [it for it in own if it.number in task.after]),
        ("following", say("后续任务", "After it"), [it for it in own if task.number in it.after]),
    )
    return [(key, heading, lines_of(rows, day)) for key, heading, rows in found if rows]


def _missing(task: DeliveryTask, day: date) -> list[tuple[str, list[str]]]:
    """What the next gate still wants."""
    found = []
    if task.told in (State.PLANNED, State.READY):
        found.append((say("还不能开始", "It may not start yet"), gate_missing(task, "start", day)))
    if task.told is State.UNDER_WAY:
        found.append((say("还不能报完", "It may not be reported done yet"), gate_missing(task, "end", day)))
    return [(heading, [say(*it) for it in lacks]) for heading, lacks in found if lacks]


def _above_said(above: DeliveryTask | None) -> str:
    if above is None:
        return ""
    return say("全部环节", "All stages") if above.kind == Kind.ESTATE else above.name_said


def _row(request: HttpRequest, task: DeliveryTask) -> EstateRow | None:
    """The estate's row, for who sees programmes."""
    return EstateRow.objects.visible_to(request.user).filter(entry=task.entry, estate=task.estate).first()


def _made_said(task: DeliveryTask) -> str:
    run, when = task.adoption.run, f"{timezone.localtime(task.adoption.at):%Y-%m-%d}"
    return say(f"{when} 采用方案“{run}”时分解。", f"Made when the plan “{run}” was adopted, {when}.")


@require_POST
@permission_required("delivery.view")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one of the moves of the table; refused, the page tells what is missing and keeps what was written."""
    found = task_here(request, pk)
    action = next((it for it in Action if it == request.POST.get("action")), None)
    form = MoveForm(request.POST, task=found, action=action)
    if action is None or not form.is_valid():
        return _page_of(request, found, form, status=422)
    asked = form.cleaned_data
    try:
        actions.move(
            task=found,
            action=action,
            by=request.user,
            at=timezone.now(),
            day=today(),
            reason=asked["reason"],
            seen=asked["seen"],
            until=asked.get("until"),
            condition=asked.get("condition", ""),
        )
    except (actions.CannotMove, actions.Overtaken) as refusal:
        found = task_here(request, pk)
        form.data = form.data.copy()
        form.data["seen"] = found.version
        form.add_error(None, str(refusal))
        if action not in actions.moves_for(request.user, found):
            messages.error(request, str(refusal))
            written = [asked[name] for name in ("reason", "condition") if asked.get(name)]
            return _page_of(request, found, status=_status(refusal), written=written)
        return _page_of(request, found, form, status=_status(refusal))
    messages.success(request, say(*MOVED).format(say(*action.names)))
    return redirect(found)


MOVED = ("已办理：{}", "Done: {}")


def _status(refusal: Exception) -> int:
    return 409 if isinstance(refusal, actions.Overtaken) else 422


@require_POST
@permission_required("delivery.view")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Name another person who answers for it."""
    found = task_here(request, pk)
    form = PersonForm(request.POST)
    form.is_valid()
    asked = form.cleaned_data
    deed = partial(
        actions.replace_person,
        task=found,
        person=asked.get("person", ""),
        reason=asked.get("reason", ""),
        by=request.user,
        at=timezone.now(),
        day=today(),
    )
    return done(request, deed, say("已更换责任人", "The person is replaced"), back=found)


@require_POST
@permission_required("delivery.manage")
def make(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Have the tasks of the plan in force made, where that was not done."""
    entry = get_object_or_404(ProgrammeEntry.objects.visible_to(request.user), pk=entry_id)
    in_force = adopted(entry)
    if in_force is None:
        messages.error(request, say("还没有采用的方案", "No plan is in force yet"))
        return redirect("delivery:index")
    kind = "delivery.tasks"
    key = jobs.key_again(f"{kind}:{in_force.pk}", is_undone=not DeliveryTask.objects.filter(entry=entry).exists())
    job = jobs.file(kind=kind, args={"adoption": in_force.pk}, by=request.user, key=key, subject=in_force.run)
    return redirect(job)

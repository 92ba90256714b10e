"""Changes: their list, asking for one with its effect shown first, the page of one, and deciding about it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.domain.delivery.change import CHANGE_MOVES, ChangeAction, ChangeKind, ChangeState
from yipanqi.domain.delivery.tree import Kind
from yipanqi.web.accounts.roles import ROLES
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import listed, say
from yipanqi.web.page.stale import Stale, mark_of
from yipanqi.web.page.tables import Table, text
from yipanqi.web.page.today import today

from .. import actions, change_told
from ..change_forms import FORMS, BeginForm, ChangeFilter, ChangeForm, DecideForm
from ..effects import Effect, Family, effect_of
from ..models import ChangeRequest, DeliveryTask
from .frame import entry_here, exported, page, task_here

_ASK = ("delivery.manage", "delivery.work", "programmes.edit")  # with any of which somebody may ask for some change
_PAGE, _FOUND, _OF_TASK = 50, 60, 20  # rows of a page; tasks that a search offers; changes on a task's page
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permission_required("delivery.view")
def changes(request: HttpRequest) -> HttpResponse:
    """All changes that one may see, by filters; as a file too."""
    entry, day = entry_here(request), today()
    rows = ChangeRequest.objects.visible_to(request.user).filter(entry=entry)
    form = ChangeFilter(request.GET)
    found = form.chosen(rows).told()
    if kind := file_asked(request.GET):
        return exported(request, entry, _table(found), kind, "changes")
    waiting = rows.asked().exclude(by=request.user) if request.user.has_perm("delivery.approve") else rows.none()
    return page(
        request,
        "changes.html",
        entry,
        form=form,
        shown=Paginator(found, _PAGE).get_page(request.GET.get("page")),
        count=found.order_by().count(),
        query=query_without(request, "page"),
        waiting=[
            it for it in waiting.told()[:20] if ChangeAction.APPROVE in actions.actions_for(request.user, it, day)
        ],
        has_changes=bool(rows.exists()),
        may_ask=any(request.user.has_perm(it) for it in _ASK),
    )


def _table(found: Any) -> Table:
    heads = (
        ("编号", "Number"),
        ("街道", "Subdistrict"),
        ("小区", "Estate"),
        ("任务", "Task"),
        ("内容", "About"),
        ("理由", "Reason"),
        ("影响", "Effect"),
        ("提请人", "Asked by"),
        ("提请日期", "Asked on"),
        ("状态", "State"),
        ("办理人", "Decided by"),
        ("办理日期", "Decided on"),
    )
    figures = [
        (say("资金变动（元）", "Money (yuan)"), True),
        (say("工期变动（工作日）", "Dates (working days)"), True),
    ]
    rows = [
        [
            text(it.code),
            text(it.task.region_name),
            text(it.task.estate_name),
            text(it.task.name_said if it.task.kind != Kind.ESTATE else ""),
            text(it.kind_said),
            text(it.reason),
            text(change_told.sentence(it.effect, it.money, it.days)),
            text(str(it.by)),
            text(it.day.isoformat()),
            text(it.state_said),
            text(str(it.decided_by or "")),
            text(it.decided_on.isoformat() if it.decided_on else ""),
            change_told.signed_yuan(it.money),
            text(it.days),
        ]
        for it in found
    ]
    return Table(title=say("变更", "Changes"), columns=[*((say(*it), False) for it in heads), *figures], rows=rows)


@require_safe
@permission_required("delivery.view")
def begin(request: HttpRequest) -> HttpResponse:
    """Find the estate or the task that a change is about."""
    entry = entry_here(request)
    form = BeginForm(request.GET)
    rows = DeliveryTask.objects.visible_to(request.user).filter(entry=entry).select_related("entry")
    found = [(it, links_for(request.user, it)) for it in form.chosen(rows)[:_FOUND]]
    return page(
        request,
        "change_begin.html",
        entry,
        form=form,
        found=[pair for pair in found if pair[1]],
        is_asked=bool(request.GET.get("q", "").strip()),
        is_cut=len(found) == _FOUND,
    )


def links_for(user: Any, task: DeliveryTask) -> list[tuple[str, str]]:
    """What this person may ask to change of the task: its name and where to ask."""
    return [
        (say(*kind.names), reverse("delivery:change-new", args=[task.pk, kind.value]))
        for kind in actions.kinds_for(user, task)
    ]


def changes_of(user: Any, task: DeliveryTask) -> dict[str, Any]:
    """What was asked to change of a task, of an estate whatever of its tasks; and what this person may ask."""
    rows = ChangeRequest.objects.visible_to(user).filter(entry=task.entry_id).told()
    own = rows.filter(task__estate=task.estate) if task.kind == Kind.ESTATE else rows.filter(task=task)
    return {"asked": list(own[:_OF_TASK]), "links": links_for(user, task)}


@form_page
@permission_required("delivery.view")
def new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for a change: the form, then its effect, then it is asked for."""
    task = task_here(request, pk)
    if kind not in set(ChangeKind):
        raise Http404
    about = ChangeKind(kind)
    if about not in actions.kinds_for(request.user, task):
        messages.error(request, say("这项任务现在不能由您提出这种变更", "This is not for you to change, or not now"))
        return redirect(task)
    family = Family(task)
    try:
        if not actions.is_in_time(family, about, today()):
            raise actions.too_late(family, today())
        form = FORMS[about](request.POST if request.method == "POST" else None, family=family, **_again(request, about))
    except actions.CannotChange as refusal:
        messages.error(request, str(refusal))
        return redirect(task)
    if request.method != "POST" or "back" in request.POST or not form.is_valid():
        return _asking(
            request, family, about, form, status=422 if form.is_bound and "back" not in request.POST else 200
        )
    if form.cleaned_data["seen"] not in (None, form.mark):
        form.renew(form.mark, form.now)
        return _asking(request, family, about, form, status=409)
    return _shown(request, family, about, form)


def _again(request: HttpRequest, kind: ChangeKind) -> dict[str, Any]:
    """What an earlier change asked for, to be asked for anew."""
    number = request.GET.get("again", "")
    rows = ChangeRequest.objects.visible_to(request.user).filter(kind=kind)
    found = rows.filter(pk=number).first() if number.isascii() and number.isdigit() and len(number) < 10 else None
    return {} if found is None else {"asked": found.asked, "reason": found.reason}


def _shown(request: HttpRequest, family: Family, kind: ChangeKind, form: ChangeForm) -> HttpResponse:
    """The effect of what was written; sent once more as it was shown, it is asked for."""
    day, status = today(), 200
    try:
        effect = effect_of(family, kind, form.asked, day)
        seen = actions.seen_of(effect)
        if request.POST.get("shown") == seen:
            change = actions.ask(
                task=family.task,
                kind=kind,
                asked=form.asked,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
                day=day,
                seen=seen,
            )
            messages.success(request, say("已提请，等待另一人批准", "Asked for; somebody else now decides"))
            return redirect(change)
    except (actions.CannotChange, Stale) as refusal:
        form.add_error(None, str(refusal))
        return _asking(request, family, kind, form, status=422)
    if "shown" in request.POST:
        status = 409
        messages.warning(
            request, say("影响与刚才显示的不同，请再看一遍", "The effect is another one by now: look at it once more")
        )
    sent = [(name, value) for name in form.fields for value in form.data.getlist(name)]
    more = {
        "sent": sent,
        "seen": seen,
        "reason": form.cleaned_data["reason"],
        **_told(effect.told, family.entry, effect),
    }
    return _asking(request, family, kind, form, template="change_effect.html", status=status, **more)


def _asking(
    request: HttpRequest,
    family: Family,
    kind: ChangeKind,
    form: ChangeForm,
    *,
    template: str = "change_new.html",
    **more: Any,
) -> HttpResponse:
    until = actions.facts_until(family, today()) if kind is ChangeKind.FACTS else None
    values = {"task": family.task, "kind": kind, "kind_said": say(*kind.names), "form": form, "until": until}
    return page(request, template, family.entry, here="delivery:changes", **values, **more)


def _told(told: dict[str, Any], entry: Any, effect: Effect | ChangeRequest) -> dict[str, Any]:
    """What a page shows of an effect."""
    return {
        "sentence": change_told.sentence(told, effect.money, effect.days),
        "lines": change_told.lines(told),
        "notes": list(change_told.notes(told)),
        "tables": change_told.tables(told, entry),
    }


@require_safe
@permission_required("delivery.view")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: what is asked, what it does, who decided, and what one may do."""
    return _page_of(request, change_here(request, pk))


def change_here(request: HttpRequest, pk: int) -> ChangeRequest:
    """The change, if this person may see it; else 404."""
    rows = ChangeRequest.objects.visible_to(request.user).told()
    return get_object_or_404(rows.select_related("entry", "task__entry", "undone_by"), pk=pk)


def _page_of(
    request: HttpRequest, found: ChangeRequest, sent: DecideForm | None = None, status: int = 200
) -> HttpResponse:
    day, refusal = today(), ""
    told, effect = found.effect, None
    may = actions.actions_for(request.user, found, day)
    if found.told is ChangeState.ASKED:
        try:
            effect = effect_of(Family(found.task), found.kind_told, found.asked, day)
            told = effect.told
            if effect.seen != found.seen:
                refusal = say(
                    "提请之后任务又有变动，需要重新提请", "The tasks have changed since: it has to be asked for anew"
                )
        except actions.CannotChange as reason:
            refusal = str(reason)
    if refusal:
        may = tuple(it for it in may if it is not ChangeAction.APPROVE)
    forms = []
    for action in may:
        is_sent = sent is not None and sent.data.get("action") == action
        form = sent if is_sent else DecideForm(initial={"seen": mark_of(told)}, prefix=None, auto_id=f"{action}-%s")
        move = CHANGE_MOVES[found.told, action]
        if form is not sent and move.needs_reason:
            form.fields["note"].required, form.fields["note"].label = True, say("理由", "Reason")
        forms.append({"action": action, "name": say(*action.names), "form": form, "is_open": is_sent})
    return page(
        request,
        "change.html",
        found.entry,
        here="delivery:changes",
        change=found,
        forms=forms,
        refusal=refusal,
        approvers=_approvers(found, day, effect) if found.told is ChangeState.ASKED else "",
        again=reverse("delivery:change-new", args=[found.task_id, found.kind]) + f"?again={found.pk}",
        may_ask_again=found.told is not ChangeState.APPROVED
        and (refusal or found.told is not ChangeState.ASKED)
        and found.kind_told in actions.kinds_for(request.user, found.task),
        status=status,
        **_told(told, found.entry, effect or found),
    )


def _approvers(found: ChangeRequest, day: Any, effect: Effect | None) -> str:
    roles = actions.roles_that_may(found, day, effect)
    return listed(say(ROLES[it].zh, ROLES[it].en) for it in roles if it in ROLES)


@require_POST
@permission_required("delivery.view")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, decline, withdraw or undo it; refused, the page tells why and keeps what was written."""
    found = change_here(request, pk)
    action = next((it for it in ChangeAction if it == request.POST.get("action")), None)
    form = DecideForm(request.POST)
    if action is None or not form.is_valid():
        return _page_of(request, found, form, status=422)
    about = {"note": form.cleaned_data["note"], "seen": form.cleaned_data["seen"]}
    try:
        actions.decide(change=found, action=action, by=request.user, at=timezone.now(), day=today(), **about)
    except (actions.CannotDecide, actions.CannotChange, Stale) as refusal:
        found = change_here(request, pk)
        form.data = form.data.copy()
        form.data.pop("seen", None)
        form.add_error(None, str(refusal))
        if action not in actions.actions_for(request.user, found, today()):
            messages.error(request, str(refusal))
        return _page_of(request, found, form, status=409 if isinstance(refusal, Stale) else 422)
    messages.success(request, _DONE[action]())
    return redirect(found)


_DONE = {
    ChangeAction.APPROVE: lambda: say("已批准，任务已按变更调整", "Approved; the tasks are as the change says"),
    ChangeAction.DECLINE: lambda: say(
        "已退回，提请人会在首页看到理由", "Declined; who asked sees why on the first page"
    ),
    ChangeAction.WITHDRAW: lambda: say("变更已撤回", "The change is withdrawn"),
    ChangeAction.UNDO: lambda: say("变更已撤销，恢复原样", "The change is undone; all is as it was"),
}

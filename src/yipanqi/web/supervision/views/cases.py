"""The experience library: its list, proposing a case of works whose facts are drawn from the record, deciding."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.domain.supervision.experience import CASE_MOVES, CaseAction, CaseState
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.web.page.stale import Stale, mark_of
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from ..actions import cases as actions
from ..case_forms import CaseFilter, CaseForm, NoteForm, cases_table
from ..case_record import Found, record_of, works_for
from ..models import ExperienceCase
from .frame import entry_here, page
from .meetings import exported

PROPOSE = "supervision.answer"
_PAGE, _FOUND = 50, 60  # rows of a page; works that a search offers
form_page = require_http_methods(["GET", "HEAD", "POST"])


def case_here(request: HttpRequest, pk: int) -> ExperienceCase:
    """The case, if this person may see it; else 404."""
    rows = ExperienceCase.objects.visible_to(request.user).told().select_related("entry", "withdrawn_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
@permission_required("supervision.view")
def cases(request: HttpRequest) -> HttpResponse:
    """The library, by filters; as a file too. Shared cases of all programmes."""
    entry = entry_here(request)
    rows = ExperienceCase.objects.visible_to(request.user)
    form = CaseFilter(request.GET, rows)
    found = form.chosen(rows).told()
    if kind := file_asked(request.GET):
        return exported(request, entry, cases_table(found), kind, "cases")
    shown = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    waits = request.user.has_perm("supervision.close")
    waiting = rows.filter(state=CaseState.PROPOSED).exclude(by=request.user).told()[:20] if waits else ()
    return page(
        request,
        "cases.html",
        entry,
        form=form,
        shown=shown,
        count=shown.paginator.count,
        query=query_without(request, "page"),
        has_cases=rows.exists(),
        waiting=waiting,
        may_propose=request.user.has_perm(PROPOSE),
    )


@form_page
@permission_required(PROPOSE)
def case_new(request: HttpRequest) -> HttpResponse:
    """Propose a case: choose works that are done, write what worked; cost, days and sizes come from the record."""
    entry = entry_here(request)
    if entry is None:
        return page(request, "case_edit.html", None)
    form = CaseForm(request.POST if request.method == "POST" else None, tasks=_asked(request))
    if not form.is_bound or "find" in request.POST:
        return _writing(request, entry, form)
    if form.is_valid():
        about: dict[str, Any] = {"by": request.user, "at": timezone.now(), "day": today()}
        try:
            made = actions.propose(entry=entry, texts=form.texts, tasks=form.chosen(), **about)
        except actions.CannotShare as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("已提交，等待另一人核准", "Proposed; somebody else now decides"))
            return redirect(made)
    return _writing(request, entry, form, status=422)


@form_page
@permission_required(PROPOSE)
def case_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a case that is not decided yet."""
    found = case_here(request, pk)
    if CaseAction.CORRECT not in actions.actions_for(request.user, found):
        messages.error(request, say("这个案例现在不能由您修改", "This case is not yours to edit now"))
        return redirect(found)
    tasks = [it.task_id for it in found.works.all()]
    form = CaseForm(request.POST if request.method == "POST" else None, case=found, tasks=tasks)
    if not form.is_bound or "find" in request.POST:
        return _writing(request, found.entry, form, found)
    status = 422
    if form.is_valid():
        about: dict[str, Any] = {"by": request.user, "at": timezone.now(), "day": today()}
        about["seen"] = form.cleaned_data["seen"]
        try:
            actions.correct(case=found, texts=form.texts, tasks=form.chosen(), **about)
        except Stale:
            now = case_here(request, pk)
            form.renew(mark_of(now.version), [(form.fields[it].label, getattr(now, it)) for it in actions.TEXTS])
            status = 409
        except actions.CannotShare as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("已保存", "Saved"))
            return redirect(found)
    return _writing(request, found.entry, form, found, status=status)


def _asked(request: HttpRequest) -> list[int]:
    return [int(it) for it in request.GET.getlist("task") if it.isdigit() and len(it) < 10]


def _writing(
    request: HttpRequest,
    entry: ProgrammeEntry,
    form: CaseForm,
    case: ExperienceCase | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form with the works that are chosen and those that a search finds, each with its facts."""
    rows = works_for(request.user, entry)
    q = str((request.POST if request.method == "POST" else request.GET).get("q", "")).strip()[:60]
    chosen = Q(pk__in=form.tasks)
    if q:
        offered = rows.filter(Q(estate_name__icontains=q) | Q(number__icontains=q) | Q(name__icontains=q) | chosen)
    else:
        offered = rows.filter(Q(estate__in=rows.filter(chosen).values("estate")) | chosen)
    tasks = list(offered[:_FOUND])
    found: tuple[Found, ...] = record_of(tasks).works if tasks else ()
    drawn = record_of(mine).drawn if (mine := [it for it in tasks if it.pk in form.tasks]) else None
    return page(
        request,
        "case_edit.html",
        entry,
        form=form,
        case=case,
        q=q,
        offered=[(it, it.task.pk in form.tasks) for it in found],
        is_cut=len(tasks) == _FOUND,
        drawn=drawn,
        status=status,
    )


@require_safe
@permission_required("supervision.view")
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """A case with its facts, its works and estates."""
    return _page_of(request, case_here(request, pk))


@require_POST
@permission_required("supervision.view")
def case_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve it, give it back, propose it again, withdraw it; refused, the page tells why."""
    found = case_here(request, pk)
    action = next((it for it in CaseAction if it == request.POST.get("action")), None)
    if action is None or action is CaseAction.CORRECT:
        raise Http404
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page_of(request, found, (action, form), 422)
    about: dict[str, Any] = {"by": request.user, "at": timezone.now(), "day": today()}
    try:
        actions.decide(
            case=found, action=action, note=form.cleaned_data["note"], seen=form.cleaned_data["seen"], **about
        )
    except Stale:
        now = case_here(request, pk)
        form.renew(mark_of(now.version), [(say("状态", "State"), now.state_said)])
        return _page_of(request, now, (action, form), 409)
    except Cannot as refusal:
        form.add_error(None, str(refusal))
        return _page_of(request, found, (action, form), 422)
    messages.success(request, say("已保存", "Saved"))
    return redirect(found)


def _page_of(
    request: HttpRequest, found: ExperienceCase, sent: tuple[CaseAction, Any] | None = None, status: int = 200
) -> HttpResponse:
    may = actions.actions_for(request.user, found)
    told = []
    for action in (it for it in may if it is not CaseAction.CORRECT):
        is_sent = sent is not None and sent[0] is action
        form = sent[1] if sent is not None and is_sent else NoteForm(
            initial={"seen": mark_of(found.version)}, auto_id=f"{action}-%s"
        )  # fmt: skip
        if CASE_MOVES[found.told, action].needs_reason:
            form.fields["note"].label = say("理由", "Reason")
        told.append({"action": action, "name": say(*action.names), "form": form, "is_open": is_sent})
    if sent is not None and sent[0] not in may:
        messages.error(request, " ".join(str(it) for errors in sent[1].errors.values() for it in errors))
    return page(
        request,
        "case.html",
        found.entry,
        case=found,
        works=found.works.select_related("task"),
        places=found.places.all(),
        moves=told,
        may_edit=CaseAction.CORRECT in may,
        events=found.events.select_related("by"),
        status=status,
    )

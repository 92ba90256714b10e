"""闸门: papers of a stage handed in and withdrawn; exceptions asked for and decided."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.domain.delivery.gate import At, Paper
from yipanqi.web.page.answer import done
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import listed, say
from yipanqi.web.page.today import today

from ..actions import gates as actions
from ..actions.files import CannotKeepFile, keep_file
from ..law_forms import DecideForm, ExceptionForm, PaperForm, WhyForm
from ..models import DeliveryTask, GateException, StagePaper
from .contracts import handed_out
from .frame import entry_here, page, task_here

_PAGE = 50


@require_POST
@permission_required("delivery.view")
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a paper in on a task."""
    task = task_here(request, pk)
    form = PaperForm(request.POST, request.FILES)

    def deed() -> None:
        if not form.is_valid():
            raise CannotKeepFile(*_lacking(form))
        if not actions.may_hand_in(request.user, task):  # before a file is kept for nothing
            raise actions.CannotHandIn(
                "只有本任务的责任、督办单位和区改造办可以提交资料",
                "Papers are handed in by the units of the task and the renovation office",
            )
        asked, at = form.cleaned_data, timezone.now()
        kept = keep_file(upload=asked["file"], by=request.user, at=at)
        about = {"paper": Paper(asked["paper"]), "number": asked["number"], "dated": asked["dated"]}
        actions.hand_in(task=task, file=kept, by=request.user, at=at, day=today(), **about)

    return done(request, deed, say("资料已提交", "The paper is handed in"), back=f"{task.get_absolute_url()}#papers")


def _lacking(form: Any) -> tuple[str, str]:
    """The fields that are not right, by name; in the reader's language, which is all that is shown."""
    names = listed(form.fields[name].label for name in form.errors if name in form.fields)
    return f"请检查：{names}", f"Look at: {names}"


@require_POST
@permission_required("delivery.view")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper counts no longer."""
    paper = get_object_or_404(StagePaper.objects.select_related("task"), pk=pk)
    task = task_here(request, paper.task_id)
    form = WhyForm(request.POST)
    form.is_valid()
    why = form.cleaned_data.get("why", "")
    deed = partial(actions.withdraw, paper=paper, why=why, by=request.user, at=timezone.now())
    return done(request, deed, say("资料已撤回", "The paper is withdrawn"), back=f"{task.get_absolute_url()}#papers")


@require_safe
@permission_required("delivery.view")
def file(request: HttpRequest, pk: int) -> FileResponse:
    """A paper's file, to be saved: for who sees a task of its estate."""
    paper = get_object_or_404(StagePaper.objects.select_related("file"), pk=pk)
    task_here(request, paper.task_id)
    if paper.file is None:
        raise Http404
    return handed_out(paper.file)


@require_POST
@permission_required("delivery.view")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an exception at a gate of a task."""
    task = task_here(request, pk)
    form = ExceptionForm(request.POST)
    form.is_valid()
    asked = form.cleaned_data
    gate = At(asked.get("gate") or At.START)
    about = {"by": request.user, "at": timezone.now(), "day": today()}
    deed = partial(actions.ask_exception, task=task, gate=gate, reason=asked.get("reason", ""), **about)
    words = say("已申请例外，等待另一人批准", "Asked; somebody else now decides")
    return done(request, deed, words, back=f"{task.get_absolute_url()}#papers")


@require_safe
@permission_required("delivery.view")
def exceptions(request: HttpRequest) -> HttpResponse:
    """All exceptions that one may see; those that wait come first."""
    entry = entry_here(request)
    rows = GateException.objects.visible_to(request.user).filter(task__entry=entry)
    rows = rows.select_related("task", "by", "decided_by").order_by("decided_at", "-pk")
    waiting = rows.waiting()
    shown = Paginator(rows.exclude(decided_at=None).order_by("-decided_at"), _PAGE).get_page(request.GET.get("page"))
    return page(request, "exceptions.html", entry, waiting=waiting[:200], decided=shown, form=DecideForm())


@require_POST
@permission_required("delivery.approve")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or decline an exception."""
    asked = get_object_or_404(GateException.objects.visible_to(request.user), pk=pk)
    form = DecideForm(request.POST)
    form.is_valid()
    is_granted = form.cleaned_data.get("answer") == "grant"
    about = {"by": request.user, "at": timezone.now(), "day": today()}
    note = form.cleaned_data.get("note", "")
    deed = partial(actions.decide_exception, asked=asked, is_granted=is_granted, note=note, **about)
    words = say("已批准例外", "The exception is granted") if is_granted else say("已退回例外", "It is declined")
    back = DeliveryTask.objects.get(pk=asked.task_id).get_absolute_url() if is_granted else "delivery:exceptions"
    return done(request, deed, words, back=back)

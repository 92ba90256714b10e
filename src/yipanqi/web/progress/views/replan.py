"""Planning on from what really happened: what would be taken over, taking it over, which tasks the new plan moves."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.jobs.awaited import asks_how_far, how_far
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.stale import Stale, mark_of
from yipanqi.web.page.tables import paged
from yipanqi.web.page.today import today
from yipanqi.web.plans.models import Adoption, PlanRun
from yipanqi.web.programmes.models import ImportBatch, ProgrammeEntry

from ..actions.replanning import REPLAN, CannotReplan, in_force, next_of, replans_of, seen_of
from ..actions.replanning import replan as plan_on
from ..models import ReplanLook
from ..moves import AT_SIGHT, KINDS, moves_of
from ..moves import table as moves_table
from ..replan_forms import MovesForm, ReplanForm
from ..replan_jobs import TAKE_OVER, file_look, file_take_over, last_job
from ..replan_look import Look, kept_look, look_at
from ..replan_tables import counts_of, tables_of
from .frame import entry_here, page

_LAST = 10  # earlier ones that are listed
_SECONDS, _ESTATES, _MOST = 15.0, 500, 600.0  # of search: for so many estates, and at most


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("plans.make")
def replan(request: HttpRequest) -> HttpResponse:
    """What would be taken over; sent, it is, and the plan that follows is made.

    A page that reads must not write, so what it works out itself is gone with it: that is for programmes of which it
    takes no longer than a page may, whose reader sees it at once and up to date. Of others a job works it out and
    keeps it, and a job takes it over. Both ways lead to one `Look`, from which one template is filled.
    """
    _refuse(request, "delivery.manage", *(("programmes.import",) if request.method == "POST" else ()))
    entry = entry_here(request)
    if entry is None:
        return page(request, "replan.html", None, why_not=say("还没有计划", "There is no programme yet"))
    try:
        return _by_job(request, entry) if _is_large(entry) else _at_sight(request, entry)
    except CannotReplan as refusal:
        return page(request, "replan.html", entry, why_not=str(refusal), runs=_runs(entry))


@require_POST
@permission_required("plans.make")
def look_anew(request: HttpRequest) -> HttpResponse:
    """Have it worked out what would be taken over of a large programme."""
    _refuse(request, "delivery.manage")
    entry = entry_here(request)
    if entry is not None and _is_large(entry):
        file_look(entry, by=request.user)
    return redirect("progress:replan")


def _refuse(request: HttpRequest, *codes: str) -> None:
    for code in codes:
        if not request.user.has_perm(code):
            raise NotPermitted(code)


def _is_large(entry: ProgrammeEntry) -> bool:
    return entry.estates.count() > AT_SIGHT


def _at_sight(request: HttpRequest, entry: ProgrammeEntry) -> HttpResponse:
    """Worked out within the page. Raises CannotReplan."""
    adoption, found = next_of(entry, today())
    look, mark = look_at(entry, found), mark_of(*seen_of(entry, adoption))
    form = _form(request, look, mark)
    deed = partial(plan_on, entry=entry, by=request.user, at=timezone.now(), day=today())
    if run := _sent(request, form, mark, deed):
        words = "已写入计划数据，正在编制；编成后在本页看采用后将变动的任务"
        messages.success(
            request, say(words, "Taken over, and being planned; then this page leads to the tasks that will move")
        )
        return redirect(run)
    return _shown(request, entry, adoption, look, form)


def _by_job(request: HttpRequest, entry: ProgrammeEntry) -> HttpResponse:
    """As a job worked it out last, and how far the next job is; taken over is only what rests on how things are now.
    Raises CannotReplan."""
    job = last_job(entry)
    told = {"job": job, "is_taken_over": job is not None and job.kind == TAKE_OVER and job.state == "done"}
    if asks_how_far(request):
        return how_far(request, page=reverse("progress:replan"), template="progress/_replan_job.html", **told)
    adoption, kept = in_force(entry), ReplanLook.objects.filter(entry=entry).first()
    look, form, mark = None, None, mark_of(*seen_of(entry, adoption))
    if kept is not None:
        look = kept_look(kept)
        if kept.rests_on == (entry.revision, adoption.pk, today()):
            form = _form(request, look, mark)
    if form is None and request.method == "POST":
        messages.error(request, str(Stale()))
        return redirect("progress:replan")
    if form and _sent(request, form, mark, partial(file_take_over, entry=entry, by=request.user)):
        return redirect("progress:replan")
    return _shown(request, entry, adoption, look, form, is_large=True, kept=kept, **told)


def _form(request: HttpRequest, look: Look, mark: str) -> ReplanForm:
    return ReplanForm(
        request.POST if request.method == "POST" else None,
        day=today(),
        forced=look.forced,
        near=max(3, look.planned // 10),
        seconds=min(_SECONDS * max(1.0, look.estates / _ESTATES), _MOST),
        seen=mark,
    )


def _sent(request: HttpRequest, form: ReplanForm, mark: str, deed: Callable[..., Any]) -> Any:
    """What was done with a form that was sent; nothing where it was not, or was refused: the form says why."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return deed(**form.cleaned_data)
    except Stale:
        form.renew(mark)
    except CannotReplan as refusal:
        form.add_error(None, str(refusal))
    return None


def _shown(
    request: HttpRequest,
    entry: ProgrammeEntry,
    adoption: Adoption,
    look: Look | None,
    form: ReplanForm | None,
    **more: Any,
) -> HttpResponse:
    tables = tables_of(look) if look else []
    if (kind := file_asked(request.GET)) and (asked := [it for it in tables if it.key == request.GET.get("table")]):
        return exported(request, entry, asked[0], kind, f"replan-{asked[0].key}")
    values = {
        "form": form,
        "adoption": adoption,
        "look": look,
        "counts": counts_of(look) if look else [],
        "tables": [paged(it, request.GET) for it in tables],
        "runs": _runs(entry),
        "can_write": request.user.has_perm("programmes.import"),
        "status": 422 if form is not None and form.errors else 200,
    }
    return page(request, "replan.html", entry, **values, **more)


def _runs(entry: ProgrammeEntry) -> list[dict[str, Any]]:
    """The plans that were made so, each with the import that took over what they rest on."""
    runs = list(replans_of(entry).select_related("by", "job")[:_LAST])
    batches = ImportBatch.objects.filter(uid__in=[run.asked[REPLAN]["import"] for run in runs])
    known = {str(it.uid): it for it in batches.defer("content", "difference", "findings")}
    return [{"run": run, "batch": known.get(run.asked[REPLAN]["import"])} for run in runs]


@require_safe
@permission_required("plans.make")
def moves(request: HttpRequest, uid: Any) -> HttpResponse:
    """Which tasks move, come and go once this plan is adopted."""
    _refuse(request, "delivery.manage")
    runs = PlanRun.objects.visible_to(request.user).select_related("entry", "version", "base", "job").light()
    run = get_object_or_404(runs, uid=uid)
    if not run.is_made:
        return page(request, "replan_moves.html", run.entry, run=run)
    found = moves_of(run)
    form = MovesForm(request.GET)
    rows = form.chosen(found)
    if kind := file_asked(request.GET):
        return exported(request, run.entry, moves_table(found, rows, is_file=True), kind, "moves")
    counts = [(key, say(*KINDS[key]), f"{n:,}") for key, n in found.counts.items() if n]
    return page(
        request,
        "replan_moves.html",
        run.entry,
        run=run,
        form=form,
        counts=counts,
        table=paged(moves_table(found, rows), request.GET, is_alone=True),
        query=query_without(request, "page", "all"),
    )

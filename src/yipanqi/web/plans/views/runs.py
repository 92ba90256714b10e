"""The list of runs, a new run, what it is doing, how to stop it; runs beside each other."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.domain.money import in_wan
from yipanqi.domain.planning.scenario import UNCHANGED, CannotDerive, changes_said, coded_said
from yipanqi.domain.planning.why import counted
from yipanqi.domain.planning.words import gap_text
from yipanqi.domain.sentences.spoken import percent_text
from yipanqi.web.audit import actions as audit
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.models import Job
from yipanqi.web.page import charts
from yipanqi.web.page.answer import done
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import in_turn, language, say
from yipanqi.web.page.tables import Cell, Table, count, file_of, paged, text
from yipanqi.web.page.uid_asked import uid_asked
from yipanqi.web.programmes.working import CHOSEN, current, entries, offered

from .. import actions, own_estates
from ..actions import MOST_SECONDS
from ..comparing import beside, board, in_short
from ..first_page import missed_of
from ..forms import CompareForm, RunFilter, RunForm
from ..limit_tables import in_words
from ..models import PlanRun, PlanRunQuerySet, adopted
from ..shown import entry_of, plan_of
from ..study import figures, study, wan
from ..words import OPEN
from .frame import made_of, page, run_of

_PAGE = 50
_CHOICES = 200  # plans that the comparison offers
_DATA_GONE = (
    "这个方案的计划数据已撤销；请先重新导入工作簿，再重新编制。",
    "The data of this plan's programme were taken back: import the workbook again, then plan again.",
)
_NAMES = 1000  # estates that a field suggests
_USUAL_SECONDS, _USUAL_ESTATES = 15.0, 200  # of a search; estates up to which they suffice
_WARM_SECONDS = 6  # of a search that goes on from an earlier plan


@require_safe
@permission_required("plans.view")
def index(request: HttpRequest) -> HttpResponse:
    """The runs one may see, newest first."""
    form = RunFilter(request.GET)
    runs = (
        PlanRun.objects.visible_to(request.user)
        .light()
        .told()
        .select_related("entry", "job", "by", "base")
        .order_by("-pk")
    )
    entry = current(request)
    if entry is not None:
        runs = runs.filter(entry=entry)
    shown = entry or entry_of(request.user)  # who sees no programmes still sees what is in force
    adoption = adopted(shown) if shown else None
    in_force = adoption.run_id if adoption else None
    runs = form.chosen(runs, in_force)
    if form_of_file := file_asked(request.GET):
        return _list_file(request, runs, form_of_file, in_force)
    query = request.GET.copy()
    query.pop("page", None)
    is_part = request.htmx.target == "runs"
    values = {
        "form": form,
        "is_part": is_part,
        "runs": _said(Paginator(runs, _PAGE).get_page(request.GET.get("page")), in_force),
        "query": query.urlencode(),
        "in_force": in_force,
    }
    return page(request, "_runs.html" if is_part else "runs.html", entry=entry, **values)


def _said(runs: Page, in_force: int | None) -> Page:
    """Each run with how it stands, in words."""
    runs.object_list = list(runs.object_list)
    for run in runs.object_list:
        run.said_here = run.standing_said(in_force)
    return runs


def _list_file(request: HttpRequest, runs: PlanRunQuerySet, form: str, in_force: int | None) -> HttpResponse:
    if not request.user.has_perm("programmes.export"):
        raise PermissionDenied("programmes.export")
    heads = [
        (say("名称", "Name"), False),
        (say("状态", "State"), False),
        (say("方式", "Made"), False),
        (say("小区", "Estates"), True),
        (say("户", "Households"), True),
        (say("金额（万元）", "Money (10⁴ yuan)"), True),
        (say("效益", "Objective"), True),
        (say("差距", "Gap"), True),
        (say("情景", "Scenario"), False),
        (say("编制人", "By"), False),
        (say("时间", "At"), False),
    ]
    rows = [
        [
            text(run.name),
            text(run.standing_said(in_force)),
            text(run.kind_said),
            count(run.estates),
            count(run.households),
            Cell(in_wan(run.money), run.money_said) if run.is_paid and run.money else text(run.money_said),
            text(f"{run.objective:.1f}" if run.is_paid and run.objective is not None else run.objective_said),
            text(run.gap_said),
            text(in_turn(run.changes_said)),
            text(run.by or ""),
            text(f"{timezone.localtime(run.at):%Y-%m-%d %H:%M}"),
        ]
        for run in runs[:5000]
    ]
    table = Table(title=say("方案", "Plans"), columns=heads, rows=rows)
    return file_of(table, form, "plans", say("方案列表", "List of plans"))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("plans.make")
def new(request: HttpRequest) -> HttpResponse:
    """Start a run: settings and scenario; with `from`, beginning with those of another run, of its programme."""
    before = _before(request)
    entry = current(request) if before is None else _filled_entry(request, before)
    if entry is None and before is not None:
        messages.error(request, say(*_DATA_GONE))
        return redirect(before)
    if entry is None:
        raise Http404
    made = PlanRun.objects.visible_to(request.user).made().light().filter(entry=entry).order_by("-pk")
    base = before if before and before.is_made else None
    form = _run_form(request, entry, made, before)
    looks = "look" in request.POST
    if request.method == "POST" and form.is_valid() and not looks:
        try:
            run = actions.start(
                entry=entry,
                name=form.cleaned_data["name"],
                asked=form.asked(),
                scenario=form.scenario(),
                base=form.cleaned_data["base"],
                by=request.user,
                at=timezone.now(),
            )
            return redirect(run)
        except actions.CannotStart as refusal:
            form.add_error(None, str(refusal))
    names = [estate.name for estate in form.programme.estates[:_NAMES]]
    values = {
        "form": form,
        "names": names,
        "from_run": base,
        "is_renewed": base is not None and request.GET.get("renew") == "1",
        "looks": looks and not form.errors,
    }
    if request.method == "POST" and not form.errors:
        values["changes"] = changes_said(form.programme, form.scenario(), language())
    return page(request, "new.html", entry=entry, status=422 if form.errors else 200, **values)


@require_POST
@permission_required("plans.make")
def at_once(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Make a plan of this programme with the usual settings; from now on one works with this programme."""
    entry = get_object_or_404(entries(request), pk=entry_id)
    request.session[CHOSEN] = entry.pk
    usual = {"seconds": _seconds_for(entry), "work": None, "seed": 0, "workers": 1, "moves": None, "warm": False}
    start = partial(actions.start, entry=entry, name=_next_name(entry, None), asked=usual, by=request.user)
    try:
        return redirect(start(at=timezone.now()))
    except actions.CannotStart as refusal:
        messages.error(request, str(refusal))
        return redirect(entry)


def _seconds_for(entry: Any) -> float:
    """How long is searched where nobody says: a district's plan is good after 15 seconds."""
    return min(_USUAL_SECONDS * max(1.0, entry.estates.count() / _USUAL_ESTATES), MOST_SECONDS)


def _filled_entry(request: HttpRequest, run: PlanRun) -> Any:
    """The programme of a run; None where its data were taken back."""
    return next((entry for entry in offered(request) if entry.pk == run.entry_id), None)


def _before(request: HttpRequest) -> PlanRun | None:
    """The run that a new one begins with: one that is made, or that ended without a plan."""
    uid = uid_asked(request.GET.get("from"))
    if uid is None:
        return None
    runs = PlanRun.objects.visible_to(request.user).light().exclude(state=OPEN)
    return runs.select_related("base").filter(uid=uid).first()


def _run_form(request: HttpRequest, entry: Any, made: PlanRunQuerySet, before: PlanRun | None) -> RunForm:
    """The form of a new run, beginning with settings and scenario of an earlier one where the programme still fits
    them."""
    initial: dict[str, Any] = {"name": _next_name(entry, before)} | (_settings(before) if before else {})
    asked = {"programme": entry.programme(), "runs": made, "initial": initial}
    sent = request.POST if request.method == "POST" else None  # an empty one is a form too, with all its faults
    try:
        return RunForm(sent, scenario=before.scenario if before else UNCHANGED, **asked)
    except CannotDerive as refusal:  # the programme has changed since
        why = coded_said(entry.programme(), refusal, language())
        zh = f"原方案的假设已不成立（{why}），从现有数据开始"
        messages.warning(request, say(zh, f"The scenario no longer holds ({why}): this begins with today's figures"))
        return RunForm(sent, scenario=UNCHANGED, **asked)


def _settings(before: PlanRun) -> dict[str, Any]:
    """What the form of a new run begins with: a made run is its base, one that was not is asked once more, with more
    time where that was short."""
    kept = {key: before.asked[key] for key in ("seed", "workers") if key in before.asked}
    if before.is_made:
        return kept | {"base": str(before.uid), "warm": True, "seconds": _WARM_SECONDS}
    kept |= {key: before.asked[key] for key in ("seconds", "moves", "warm") if key in before.asked}
    if before.is_undecided:
        kept["seconds"] = min(4 * before.asked["seconds"], MOST_SECONDS)
    return kept | ({"base": str(before.base.uid)} if before.base else {})


def _next_name(entry: Any, base: PlanRun | None) -> str:
    number = PlanRun.objects.filter(entry=entry).count() + 1
    return f"{base.name[:80]} · {number}" if base else say(f"方案 {number}", f"Plan {number}")


@require_safe
@never_cache
@permission_required("plans.view")
def run(request: HttpRequest, uid: Any) -> HttpResponse:
    """What the run is doing; once made, the plan in a sentence and its figures; else why there is none."""
    found = run_of(request, uid)
    if not found.is_made:
        return _progress(request, found)
    if request.htmx.target == "progress":  # it has just been made: show the plan
        response = HttpResponse()
        response["HX-Redirect"] = found.get_absolute_url()
        return response
    values: dict[str, Any] = {
        "sentence": own_estates.sentence(request.user, found),
        "figures": figures(found),
        "standings": _standings(found),
        "refused": _refused(found),
        "unasked": study(found).facts.unasked,
        "unasked_estates": study(found).facts.unasked_estates,
        "households_part": "equity",
        "money_part": "money",
        "changes": found.changes_said,
        "broken": [say(*pair) for pair in found.broken],
        "missed": missed_of(study(found)),
        "proposals": _proposals(found),
        "proposal": found.proposals.waiting().select_related("by").first(),
        "documents": found.documents.all(),
        "is_writing": Job.objects.open().filter(key__startswith=f"plans.documents:{found.uid}:").exists(),
        "best_limits": _limit_sentences(found),
        "remaking": _remaking(found),
        **_draft(found),
        "against": (against := _against(request, found)),
        "sees_base": against is not None,
    }
    if not own_estates.sees_whole(request.user):
        values |= _of_estates(request, found)
    return page(request, "run.html", found, **values)


def _standings(run: PlanRun) -> list[tuple[str, str, int]]:
    """How all estates of the programme stand: (code, name, count); each is in one of them."""
    found = study(run)
    return [(code, found.words.say(f"standing_{code}"), n) for code, n in counted(found.facts).items() if n]


def _refused(run: PlanRun) -> list[tuple[str, str, int]]:
    """Works that may not be planned: (code, why, count) for each reason."""
    facts, words = study(run).facts, study(run).words
    return [(code, words.say(f"because_{code}"), works) for code, (works, _) in facts.refused.items()]


def _draft(run: PlanRun) -> dict[str, str]:
    """Of a plan whose search was cut short, how far it may be from the best, and how far it might be."""
    if not run.is_unfinished:
        return {}
    most = study(run).programme.policy.draft_gap
    return {"gap_said": gap_text(study(run).outcome.search_gap), "draft_said": percent_text(most)}


def _of_estates(request: HttpRequest, run: PlanRun) -> dict[str, Any]:
    """What takes the place of the whole for who reads of some estates: their sums, and nothing that names others."""
    opened = study(run)
    seen = own_estates.part_of(request.user, run, opened)
    started = [estate for estate in opened.facts.started if estate.id in seen.estates]
    counted = {
        "estates": f"{len(started):,}",
        "households": f"{sum(estate.households for estate in started):,}",
        "works": f"{len(seen.works):,}",
        "money": wan(sum(payment.amount for payment in own_estates.payments_of(opened, seen))),
    }
    parts = {"households_part": "why", "money_part": "payments"}
    emptied = ("standings", "refused", "unasked", "changes", "broken", "missed", "best_limits", "documents")
    nothing: dict[str, Any] = {name: [] for name in emptied}
    return nothing | {"figures": figures(run) | counted, "against": None, "is_part": True} | parts


def _against(request: HttpRequest, run: PlanRun) -> dict[str, Any] | None:
    """What the plan changes against the one it began with, for who may see both."""
    seen = PlanRun.objects.visible_to(request.user).made()
    return in_short(run.base, run) if run.base and seen.filter(pk=run.base.pk).exists() else None


def _proposals(run: PlanRun) -> list[dict[str, Any]]:
    """Each proposal of the plan with what became of it, the newest first."""
    rows = run.proposals.select_related("by", "end__by").prefetch_related("adoptions__by")
    return [{"proposal": it, "end": getattr(it, "end", None), "adoption": it.adoptions.first()} for it in rows]


def _limit_sentences(run: PlanRun) -> list[str]:
    found = study(run)
    return [in_words(found, limit) for limit in found.facts.binding[:5]]


def _remaking(run: PlanRun) -> dict[str, Any] | None:
    """The newest remaking of the run, and in what it differed."""
    job = Job.objects.filter(kind="plans.remake", args={"run": run.pk}).order_by("-pk").first()
    return job and {"job": job, "is_same": job.result is not None and not job.result["differences"]}


def _progress(request: HttpRequest, found: PlanRun) -> HttpResponse:
    job = found.job
    series = (job.detail or {}).get("series", []) if job else []
    values = {
        "job": job,
        "curve": charts.lines(series, say("目前最好", "best"), say("上界", "bound")),
        "rows": series[:: max(1, len(series) // 12)][-12:],
        "why_not": [say(*pair) for pair in found.why_not],
        "can_stop": bool(job and job.can_be_stopped and _may_change(request.user, found)),
        "can_retry": bool(
            job and job.can_be_tried_again and found.state == "open" and _may_change(request.user, found)
        ),
        "changes": found.changes_said,
    }
    return page(request, "_progress.html" if request.htmx.target == "progress" else "progress.html", found, **values)


def _may_change(user: Any, found: PlanRun) -> bool:
    return user.has_perm("plans.make") and (found.by_id == user.pk or user.has_perm("jobs.stop_all"))


@require_POST
@permission_required("plans.make")
def stop(request: HttpRequest, uid: Any) -> HttpResponse:
    """Ask the run to stop; the best plan so far is kept."""
    found = _own(request, uid)
    return done(request, partial(jobs.ask_to_stop, found.job, by=request.user), back=found)


@require_POST
@permission_required("plans.make")
def again(request: HttpRequest, uid: Any) -> HttpResponse:
    """Put a run that failed or was stopped before its first plan back into the queue."""
    found = _own(request, uid)
    return done(request, partial(jobs.try_again, found.job, by=request.user), back=found)


@require_POST
@permission_required("plans.make")
def go_on(request: HttpRequest, uid: Any) -> HttpResponse:
    """Search on from this plan, with more time; the page of the new run tells how it goes."""
    found = made_of(request, uid)
    try:
        return redirect(actions.go_on(run=found, by=request.user, at=timezone.now()))
    except actions.CannotStart as refusal:
        messages.error(request, str(refusal))
        return redirect(found)


def _own(request: HttpRequest, uid: Any) -> PlanRun:
    """A run that this person may stop; the refusal is recorded."""
    found = run_of(request, uid)
    if found.job is None or not _may_change(request.user, found):
        audit.refuse("access.refused", subject=found, by=request.user)
        raise PermissionDenied("plans.make")
    return found


@require_safe
@permission_required("plans.view")
def compare(request: HttpRequest) -> HttpResponse:
    """Two or three plans beside each other: the first against each of the others. They are whole plans, so that it is
    for who may export."""
    if not own_estates.sees_whole(request.user):
        raise NotPermitted("programmes.export")
    wanted = [uid for text in request.GET.getlist("run")[:10] if (uid := uid_asked(text))]
    runs = PlanRun.objects.visible_to(request.user).made().light().select_related("entry")
    by_uid = {run.uid: run for run in runs.filter(uid__in=wanted)}
    chosen = [by_uid[uid] for uid in dict.fromkeys(wanted) if uid in by_uid][:3]
    if "ticked" in request.GET:  # in the list, which has the newest first
        chosen = _in_order(chosen)
    entry = chosen[0].entry if chosen else current(request)
    form = CompareForm(runs=runs.filter(entry=entry)[:_CHOICES] if entry else [], chosen=chosen, asked=request.GET)
    if len(chosen) < 2:
        return page(request, "compare_none.html", entry=entry, form=form)
    values = beside(chosen, form.kept)
    if form_of_file := file_asked(request.GET):
        return _compared_file(request, chosen, values, form_of_file)
    for pair in values["pairs"]:
        pair["tables"] = [paged(table, request.GET) for table in pair["tables"]]
    values |= {"form": form, "query": request.GET.urlencode(), "part": None, "board": board(chosen, request.user)}
    return page(request, "compare.html", entry=entry, chosen=chosen, **values | _on_board(request, chosen))


def _in_order(chosen: list[PlanRun]) -> list[PlanRun]:
    """The plan in force first, then the older before the newer: what changes is told against the first."""
    in_force = {adoption.run_id for run in chosen if (adoption := adopted(run.entry))}
    return sorted(chosen, key=lambda run: (run.pk not in in_force, run.pk))


def _on_board(request: HttpRequest, chosen: list[PlanRun]) -> dict[str, Any]:
    """The plan that the first page shows, and those of the chosen ones that its board can be compared with."""
    entry = current(request)
    shown = plan_of(entry, request.user) if entry == chosen[0].entry else None
    others = [run for run in chosen if run.entry == entry and str(run.uid) != shown.key] if shown else []
    return {"shown": shown, "on_board": others}


def _compared_file(request: HttpRequest, chosen: list[PlanRun], values: dict[str, Any], form: str) -> HttpResponse:
    """One table of the comparison as a file; who took it is recorded."""
    if not request.user.has_perm("programmes.export"):
        raise PermissionDenied("programmes.export")
    tables = [values["totals"], *(table for pair in values["pairs"] for table in pair["tables"])]
    table = next((it for it in tables if it.key == request.GET.get("table")), tables[0])
    name, about = f"compare-{table.key}", " · ".join(run.name for run in chosen)
    actions.taken(run=chosen[-1], action="plan.exported", file=f"{name}.{form}", by=request.user, at=timezone.now())
    return file_of(table, form, name, about)

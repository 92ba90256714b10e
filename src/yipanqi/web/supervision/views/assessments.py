"""Assessments: their list, a new one, the matrix of units and indicators, bringing it on."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.domain.supervision.assessment import MOVES, Action, AppealState, State
from yipanqi.domain.supervision.scheme import Formula, Scorer
from yipanqi.domain.supervision.scheme_told import plain
from yipanqi.web.accounts.roles import KINDS
from yipanqi.web.delivery.actions.taking import taken
from yipanqi.web.delivery.models.tasks import units_of
from yipanqi.web.jobs.models import OPEN, Job
from yipanqi.web.page.answer import done, query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.stale import Stale, mark_of
from yipanqi.web.page.tables import Table, file_of, text
from yipanqi.web.page.today import today

from ..actions import assessments as actions
from ..assess_forms import AssessmentFilter, MoveForm, NewForm, UnitFilter
from ..assess_shown import matrix, unit_row
from ..assess_words import JOB, REFUSED
from ..models import Appeal, AssessedUnit, AssessedValue, Assessment, AssessmentScheme
from ..scoring import recomputed, values_of
from .frame import entry_here, page

_PAGE, _EVENTS = 50, 60
_ORDER = (F("rank").asc(nulls_last=True), F("score").desc(nulls_last=True), "pk")
form_page = require_http_methods(["GET", "HEAD", "POST"])


def exported(request: HttpRequest, table: Table, kind: str, name: str, entry: Any) -> HttpResponse:
    """A table as a file, for who may export; who took it is recorded."""
    if not request.user.has_perm("programmes.export"):
        raise NotPermitted("programmes.export")
    taken(entry=entry, file=f"{name}.{kind}", by=request.user, at=timezone.now())
    return file_of(table, kind, f"supervision-{name}", f"{entry or ''} · {table.title} · {today():%Y-%m-%d}")


@require_safe
@permission_required("supervision.view")
def assessments(request: HttpRequest) -> HttpResponse:
    """All assessments that one may see, by filters; as a file too."""
    entry = entry_here(request)
    rows = Assessment.objects.visible_to(request.user).filter(entry=entry)
    form = AssessmentFilter(request.GET)
    found = form.chosen(rows).select_related("scheme")
    counted = found.order_by("-first", "-pk").annotate(
        count=Count("units", distinct=True),
        waiting=Count("units__appeals", Q(units__appeals__state=AppealState.OPEN), distinct=True),
    )
    if kind := file_asked(request.GET):
        return exported(request, _list(counted), kind, "assessments", entry)
    return page(
        request,
        "assessments.html",
        entry,
        form=form,
        shown=Paginator(counted, _PAGE).get_page(request.GET.get("page")),
        query=query_without(request, "page"),
        has_any=rows.exists(),
        is_whole=request.user.scope().is_whole,
        may_begin=entry is not None and request.user.has_perm("supervision.score"),
        has_scheme=AssessmentScheme.objects.filter(entry=entry).exists(),
    )


def _list(found: Any) -> Table:
    columns = [
        (say("考核期", "Period"), False),
        (say("办法", "Scheme"), False),
        (say("状态", "State"), False),
        (say("单位数", "Units"), True),
        (say("待裁定申诉", "Appeals waiting"), True),
        (say("发起日期", "Begun"), False),
        (say("审定日期", "Final"), False),
    ]
    rows = [
        [
            text(it.span_said),
            text(str(it.scheme)),
            text(it.state_said),
            text(it.count),
            text(it.waiting),
            text(it.day.isoformat()),
            text(it.final_on.isoformat() if it.final_on else ""),
        ]
        for it in found
    ]
    return Table(title=say("考核", "Assessments"), columns=columns, rows=rows)


def in_force(entry: Any, day: Any) -> list[AssessmentScheme]:
    """The newest version of each scheme that counts on a day."""
    found: dict[str, AssessmentScheme] = {}
    for it in AssessmentScheme.objects.filter(entry=entry, since__lte=day).order_by("since", "pk"):
        found[it.key] = it
    return sorted(found.values(), key=lambda it: -it.pk)


@form_page
@permission_required("supervision.score")
def new(request: HttpRequest) -> HttpResponse:
    """Begin an assessment: first the scheme, then the period and the units."""
    entry, day = entry_here(request), today()
    offered = in_force(entry, day)
    if not offered:
        return page(request, "assessment_new.html", entry, offered=())
    asked = request.POST.get("scheme") or request.GET.get("scheme", "")
    chosen = next((it for it in offered if str(it.pk) == asked), offered[0])
    form = NewForm(request.POST if request.method == "POST" else None, offered=offered, chosen=chosen, day=day)
    about = {"offered": offered, "chosen": chosen, "form": form, "kinds": [say(*KINDS[it]) for it in chosen.told.kinds]}
    if request.method != "POST" or not form.is_valid():
        return page(request, "assessment_new.html", entry, status=422 if form.is_bound else 200, **about)
    year, number = form.asked
    try:
        found = actions.begin(
            scheme=form.cleaned_data["scheme"],
            year=year,
            number=number,
            units=form.cleaned_data["units"],
            by=request.user,
            at=timezone.now(),
            day=day,
        )
    except actions.CannotAssess as refusal:
        form.add_error(None, str(refusal))
        return page(request, "assessment_new.html", entry, status=422, **about)
    messages.success(request, say("考核已发起，正在取数", "Begun; the record is being read"))
    return redirect(found)


def assessment_here(request: HttpRequest, pk: int) -> Assessment:
    """The assessment, if this person may see it; else 404."""
    rows = Assessment.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("scheme", "entry", "scored_by", "final_by", "decided_by"), pk=pk)


@require_safe
@permission_required("supervision.view")
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The matrix of units and indicators; for a unit its own sheet and, once final, the ranking."""
    found = assessment_here(request, pk)
    if not request.user.scope().is_whole:
        return _own(request, found)
    return whole(request, found)


def _own(request: HttpRequest, found: Assessment) -> HttpResponse:
    """What a unit sees: its own sheet, and the ranking once it is final."""
    own = list(found.units.filter(unit__in=units_of(request.user)))
    if len(own) == 1 and found.told is not State.FINAL:
        return redirect(own[0])
    ranking = list(found.units.order_by(*_ORDER)) if found.told is State.FINAL else []
    scheme = found.scheme.told
    keys = {it.pk for it in own}
    rows = [unit_row(scheme, it, {}) | {"is_own": it.pk in keys} for it in ranking]
    return page(request, "assessment_own.html", found.entry, found=found, own=own, rows=rows)


def whole(
    request: HttpRequest, found: Assessment, sent: MoveForm | None = None, action: str = "", status: int = 200
) -> HttpResponse:
    """The page for who sees the whole district."""
    scheme = found.scheme.told
    form = UnitFilter(request.GET, [it.names for it in scheme.grades])
    rows = form.chosen(found.units.all()).order_by(*_ORDER)
    if request.GET.get("check"):  # hundreds of units: beside the matrix it would be slow
        return page(request, "assessment_check.html", found.entry, found=found, checked=recomputed(found))
    if kind := file_asked(request.GET):
        return exported(request, matrix(found, scheme, list(rows), values_of(found)), kind, "assessment", found.entry)
    shown = Paginator(rows, found.units.count() if request.GET.get("all") else _PAGE).get_page(request.GET.get("page"))
    values: dict[int, dict[str, AssessedValue]] = {}
    for it in AssessedValue.objects.filter(assessed__in=[one.pk for one in shown]).defer("rows"):
        values.setdefault(it.assessed_id, {})[it.indicator] = it
    lacking = dict(actions.lacking(found)) if found.told is State.DRAFTED else {}
    heads = _heads(request, found, lacking)
    day = today()
    return page(
        request,
        "assessment.html",
        found.entry,
        found=found,
        scheme=scheme,
        form=form,
        shown=shown,
        rows=[unit_row(scheme, it, values.get(it.pk, {})) for it in shown],
        heads=heads,
        may_enter=any(it["may_enter"] for it in heads),
        grades=_grades(found),
        has_apart=any(it.scorer is Scorer.LEADERS for it in scheme.indicators),
        moves=_moves(request, found, day, sent, action),
        job=Job.objects.filter(kind=JOB, state__in=OPEN, args__assessment=found.pk).order_by("-pk").first(),
        may_fill=found.told is State.DRAFTED and request.user.has_perm("supervision.score"),
        open_appeals=Appeal.objects.filter(assessed__assessment=found, state=AppealState.OPEN).count(),
        appeals=Appeal.objects.filter(assessed__assessment=found).count(),
        events=_events(found),
        query=query_without(request, "page"),
        status=status,
    )


def _events(found: Assessment) -> list[tuple[Any, str]]:
    """What was done last, each with the indicator it was about."""
    names = {it.key: say(*it.names) for it in found.scheme.told.indicators}
    return [(it, names.get(it.facts.get("indicator", ""), "")) for it in found.events.select_related("by")[:_EVENTS]]


def _heads(request: HttpRequest, found: Assessment, lacking: dict[str, int]) -> list[dict[str, Any]]:
    """The indicators over their columns; a way to enter values for who may."""
    is_drafted = found.told is State.DRAFTED
    return [
        {
            "key": it.key,
            "name": say(*it.names),
            "weight": "" if it.formula is Formula.BONUS else plain(it.weight),
            "lacking": lacking.get(it.key, 0),
            "may_enter": is_drafted
            and actions.scores(request.user, it)
            and (it.is_entered or bool(found.filled_at and lacking.get(it.key))),
            "is_apart": it.scorer is Scorer.LEADERS,
        }
        for it in found.scheme.told.indicators
    ]


def _grades(found: Assessment) -> list[tuple[str, int]]:
    """How many units have each grade."""
    counts: dict[str, int] = {}
    for grade, barred in found.units.values_list("grade", "barred"):
        if grade and not barred:
            counts[grade[0]] = counts.get(grade[0], 0) + 1
    return [(say(*it.names), counts[it.names[0]]) for it in found.scheme.told.grades if it.names[0] in counts]


def _moves(
    request: HttpRequest, found: Assessment, day: Any, sent: MoveForm | None, action: str
) -> list[dict[str, Any]]:
    """What this person may do with the whole assessment, each with its form or why not now."""
    moves = []
    for at, (it, code) in enumerate(actions.actions_for(request.user, found, day)):
        form = sent if sent is not None and action == it else MoveForm(initial={"seen": mark_of(found.version)})
        if form is not sent:
            form.auto_id = f"{it.value}-%s"
            if MOVES[found.told, it].needs_reason:
                form.fields["note"].required, form.fields["note"].label = True, say("理由", "Reason")
        until = f"{found.appeal_until:%Y-%m-%d}" if found.appeal_until else ""
        moves.append(
            {
                "action": it.value,
                "name": say(*it.names),
                "why": say(*REFUSED[code]).format(state="", action="", until=until) if code else "",
                "form": form,
                "is_open": form is sent,
                "is_primary": at == 0 and it not in (Action.REOPEN, Action.WITHDRAW),
            }
        )
    return moves


@require_POST
@permission_required("supervision.view")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the assessment on; refused, the page tells why and keeps what was written."""
    found = assessment_here(request, pk)
    action = next((it for it in actions.MOVED if it == request.POST.get("action")), None)
    form = MoveForm(request.POST)
    if action is None or not form.is_valid():
        return _again(request, found, form, request.POST.get("action", ""), 422)
    asked = form.cleaned_data
    try:
        actions.move(
            assessment=found,
            action=action,
            by=request.user,
            at=timezone.now(),
            day=today(),
            note=asked["note"],
            seen=asked["seen"],
        )
    except (actions.CannotAssess, Stale) as refusal:
        is_stale = isinstance(refusal, Stale)
        found = assessment_here(request, pk)
        if is_stale:
            form.renew(mark_of(found.version), [(say("状态", "State"), found.state_said)])
        else:
            form.add_error(None, str(refusal))
            messages.error(request, str(refusal))
        return _again(request, found, form, action, 409 if is_stale else 422)
    messages.success(request, say(f"已{action.names[0]}", f"Done: {action.names[1]}"))
    return redirect(found)


def _again(request: HttpRequest, found: Assessment, form: MoveForm, action: str, status: int) -> HttpResponse:
    if not request.user.scope().is_whole:
        return redirect(found)
    return whole(request, found, form, action, status)


@require_POST
@permission_required("supervision.score")
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the record read once more."""
    found = assessment_here(request, pk)
    return done(
        request,
        lambda: actions.ask_to_fill(assessment=found, by=request.user, at=timezone.now(), day=today()),
        lambda job: say("已排队取数", "The record will be read"),
        back=found,
    )


def units_seen(user: Any, found: Assessment) -> Any:
    """The units of an assessment whose sheets somebody may see."""
    rows = AssessedUnit.objects.filter(assessment=found)
    return rows if user.scope().is_whole else rows.filter(unit__in=units_of(user))

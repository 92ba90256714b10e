"""统筹开挖: clashes as planned, joint plans, streets and closed surfaces, and surfaces opened again."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.domain.delivery.dig import Clash
from yipanqi.domain.delivery.laws_told import Names, reason_told, told
from yipanqi.web.page.answer import done, query_without
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import language, listed, say
from yipanqi.web.page.stale import Stale
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from ..actions import digs as actions
from ..digging import Digging, digging_of, told_plan
from ..law_forms import DecideForm, DigPlanForm, ReopeningForm, StreetForm, SurfaceForm, TurnForm, WhyForm, WindowForm
from ..law_names import names_of
from ..models import ClosedSurface, DeliveryTask, DigPlan, Reopening
from .frame import entry_here, page

_PAGE = 50
_MOST_GROUPS = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permission_required("delivery.view")
def digs(request: HttpRequest) -> HttpResponse:
    """Clashes of the digs as they are planned, of the estates that one sees; joint plans; groups without one."""
    entry = entry_here(request)
    values: dict[str, Any] = {"clashes": (), "plans": (), "groups": ()}
    if entry is not None:
        found = digging_of(entry, today())
        seen = _seen(request, entry)
        own = [it for it in found.clashes if seen is None or seen & set(it.estates)]
        shown = Paginator(own, _PAGE).get_page(request.GET.get("page"))
        names = _names(found)
        shown.object_list = [_clash(it, names, found.names) for it in shown.object_list]
        plans = [
            {"plan": row, "count": len(row.turns.all()), "lacks": len(found.lacks(told_plan(row)))}
            for row in entry.dig_plans.filter(cancelled_at=None).prefetch_related("turns__task")
        ]
        values = {
            "clashes": shown,
            "count": len(own),
            "plans": plans,
            "groups": _groups(found, seen),
            "query": query_without(request, "page"),
            "dig_count": len(found.digs),
            "may_ask": _may_ask(request.user),
        }
    return page(request, "digs.html", entry, **values)


def _seen(request: HttpRequest, entry: ProgrammeEntry) -> set[str] | None:
    """The estates whose digs one sees; nothing said: all."""
    if request.user.scope().is_whole:
        return None
    rows = DeliveryTask.objects.visible_to(request.user).filter(entry=entry)
    return set(rows.order_by().values_list("estate", flat=True).distinct())


def _names(found: Digging) -> Names:
    return names_of(found.entry, places=found.places)


def _clash(clash: Clash, names: Names, estates: dict[str, str]) -> dict[str, Any]:
    return {
        "text": told(clash.code, clash.values, language(), names),
        "estates": [(code, estates.get(code, code)) for code in clash.estates],
        "number": clash.numbers[0] if clash.code.startswith("dig.closed") else "",
        "is_surface": clash.code.startswith("dig.closed"),
        "can_join": clash.code.startswith("dig.again"),
    }


def _groups(found: Digging, seen: set[str] | None) -> list[dict[str, Any]]:
    """Estates that should share a window and have digs without a joint plan, the largest groups first."""
    loose = {dig.estate for dig in found.digs if not dig.plan}
    groups = []
    for group in found.groups():
        own = [estate for estate in group if estate in loose]
        if len(own) > 1 and (seen is None or seen & set(own)):
            groups.append(
                {"names": listed(found.names.get(it, it) for it in own[:8]), "more": max(len(own) - 8, 0), "codes": own}
            )
    return groups[:_MOST_GROUPS]


@form_page
@permission_required("delivery.manage")
def new_plan(request: HttpRequest) -> HttpResponse:
    """Make a joint plan of the digs of some estates."""
    entry = entry_here(request)
    if entry is None:
        raise Http404
    found = digging_of(entry, today())
    asked = set((request.GET.getlist("estate") or request.POST.getlist("estate"))[:60])
    if len(asked) == 1:
        asked |= found.beside(next(iter(asked)))
    numbers = [dig.number for dig in found.digs if dig.estate in asked and not dig.plan][:200]
    tasks = list(DeliveryTask.objects.filter(entry=entry, number__in=numbers).order_by("start_date", "place"))
    initial = {}
    if tasks:
        initial = {
            "name": _plan_name(tasks),
            "first_date": min(it.start_date for it in tasks),
            "last_date": max(it.finish_date for it in tasks),
            "tasks": [str(it.pk) for it in tasks],
        }
    form = DigPlanForm(request.POST if request.method == "POST" else None, tasks=tasks, initial=initial)
    if request.method == "POST" and form.is_valid():
        told_, keys = form.cleaned_data, set(form.cleaned_data["tasks"])
        chosen = [it for it in tasks if str(it.pk) in keys]
        window = told_["first_date"], told_["last_date"]
        try:
            plan = actions.keep_plan(
                entry=entry, name=told_["name"], window=window, tasks=chosen, by=request.user, at=timezone.now()
            )
        except actions.CannotPlanDig as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(plan)
    status = 422 if form.errors else 200
    return page(
        request, "dig_plan_new.html", entry, form=form, estates=sorted(asked), has_digs=bool(tasks), status=status
    )


def _plan_name(tasks: list[DeliveryTask]) -> str:
    names = list(dict.fromkeys(it.estate_name for it in tasks))
    return f"{listed(names[:3])}{say('等', ' …') if len(names) > 3 else ''}{say('管线统筹', ': pipes together')}"


@form_page
@permission_required("delivery.view")
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One joint plan: its window, whose turn it is, what it lacks; changed by who manages."""
    row = get_object_or_404(DigPlan.objects.filter(entry=entry_here(request)).select_related("entry"), pk=pk)
    turns = list(row.turns.select_related("task"))
    can_change = request.user.has_perm("delivery.manage") and row.cancelled_at is None
    sent = request.POST if request.method == "POST" else None
    dates = {"first_date": row.first_date, "last_date": row.last_date, "seen": row.version}
    window = WindowForm(sent, initial=dates)
    forms = [
        (it, TurnForm(sent, prefix=f"t{it.task_id}", initial={name: getattr(it, name) for name in _TURN}))
        for it in turns
    ]
    if sent is not None:
        if not can_change:
            raise Http404
        if all([window.is_valid(), *(form.is_valid() for _, form in forms)]):
            asked = window.cleaned_data
            try:
                actions.change_plan(
                    plan=row,
                    window=(asked["first_date"], asked["last_date"]),
                    turns={it.task_id: tuple(form.cleaned_data[name] for name in _TURN) for it, form in forms},
                    seen=asked["seen"],
                    by=request.user,
                    at=timezone.now(),
                )
            except (actions.CannotPlanDig, Stale) as refusal:
                window.add_error(None, str(refusal))
            else:
                return redirect(row)
    found = digging_of(row.entry, today())
    numbers = {it.task.number: it.task.title_said for it in turns}
    names, lang = names_of(row.entry, places=found.places | numbers), language()
    values = {
        "plan": row,
        "turns": forms,
        "window": window,
        "can_change": can_change,
        "lacks": [reason_told(it, lang, names) for it in found.lacks(told_plan(row))] if not row.cancelled_at else [],
        "clashes": [told(it.code, it.values, lang, names) for it in found.clashes if numbers.keys() & set(it.numbers)],
        "cancel_form": WhyForm(),
        "status": 422 if window.errors or any(form.errors for _, form in forms) else 200,
    }
    return page(request, "dig_plan.html", row.entry, **values)


_TURN = ("order", "depth", "restored_on")


@require_POST
@permission_required("delivery.manage")
def cancel_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a joint plan up, with a reason."""
    row = get_object_or_404(DigPlan.objects.filter(entry=entry_here(request)), pk=pk)
    form = WhyForm(request.POST)
    form.is_valid()
    deed = partial(
        actions.cancel_plan, plan=row, why=form.cleaned_data.get("why", ""), by=request.user, at=timezone.now()
    )
    return done(request, deed, say("统筹方案已取消", "The joint plan is cancelled"), back="delivery:digs")


@form_page
@permission_required("delivery.manage")
def ground(request: HttpRequest) -> HttpResponse:
    """Streets with their estates, and closed surfaces; added here."""
    entry = entry_here(request)
    if entry is None:
        raise Http404
    which = request.POST.get("what", "") if request.method == "POST" else ""
    street = StreetForm(request.POST if which == "street" else None, entry=entry)
    surface = SurfaceForm(request.POST if which == "surface" else None, entry=entry)
    form = {"street": street, "surface": surface}.get(which)
    if form is not None and form.is_valid():
        asked, about = form.cleaned_data, {"entry": entry, "by": request.user, "at": timezone.now()}
        try:
            if which == "street":
                actions.keep_street(name=asked["name"], estates=asked["estates"], **about)
            else:
                on, code = asked["place"]
                facts = {name: asked[name] for name in ("kind", "closed_on", "source")}
                actions.keep_surface(street=on, estate=code, **facts, **about)
        except actions.CannotPlanDig as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("delivery:dig-ground")
    found = digging_of(entry, today())
    values = {
        "street_form": street,
        "surface_form": surface,
        "streets": [(it, listed(found.names.get(code, code) for code in it.estates)) for it in found.streets],
        "surfaces": [
            (it, str(it.street or found.names.get(it.estate, it.estate)))
            for it in ClosedSurface.objects.filter(entry=entry, removed_at=None).select_related("street")[:500]
        ],
        "policy": found.policy,
        "status": 422 if form is not None and form.errors else 200,
    }
    return page(request, "dig_ground.html", entry, **values)


@require_POST
@permission_required("delivery.manage")
def remove_surface(request: HttpRequest, pk: int) -> HttpResponse:
    """A closed surface was entered by mistake."""
    surface = get_object_or_404(ClosedSurface.objects.filter(entry=entry_here(request)), pk=pk)
    deed = partial(actions.remove_surface, surface=surface, by=request.user, at=timezone.now())
    return done(request, deed, say("已移除", "Removed"), back="delivery:dig-ground")


@form_page
@permission_required("delivery.view")
def reopenings(request: HttpRequest) -> HttpResponse:
    """Closed surfaces that were, or are to be, opened again; asked for and recorded here."""
    entry = entry_here(request)
    task = _asked_task(request, entry)
    initial = {"task": task.pk, "estate": task.estate, "first_date": task.start_date, "last_date": task.finish_date}
    form = None
    may_ask = entry is not None and _may_ask(request.user)
    if may_ask:
        sent = request.POST if request.method == "POST" else None
        form = ReopeningForm(sent, entry=entry, initial=initial if task.pk else {})
        if sent is not None and form.is_valid() and _opened(request, entry, form, task):
            return redirect("delivery:reopenings")
    elif request.method == "POST":
        raise Http404
    rows = Reopening.objects.visible_to(request.user).filter(entry=entry).select_related("by", "decided_by", "task")
    shown = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    values = {"form": form, "reopenings": shown, "is_asking": bool(task.pk or (form and form.errors))}
    return page(request, "reopenings.html", entry, **values, status=422 if form and form.errors else 200)


def _may_ask(user: Any) -> bool:
    return user.has_perm("delivery.work") or user.has_perm("delivery.manage")


def _asked_task(request: HttpRequest, entry: ProgrammeEntry | None) -> DeliveryTask:
    """The task for which a surface is to be opened; an empty one where none is named."""
    asked = request.POST.get("task") or request.GET.get("task") or ""
    rows = DeliveryTask.objects.visible_to(request.user).filter(entry=entry)
    found = rows.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 12 else None
    if found is None and (number := request.GET.get("number")):
        found = rows.filter(number=number).first()
    return found or DeliveryTask()


def _opened(request: HttpRequest, entry: ProgrammeEntry, form: ReopeningForm, task: DeliveryTask) -> bool:
    asked = form.cleaned_data
    rows = DeliveryTask.objects.visible_to(request.user).filter(entry=entry, estate=asked["estate"])
    first = rows.order_by("place").first()
    if first is None:
        form.add_error("estate", say("没有这个小区", "There is no such estate"))
        return False
    try:
        actions.ask_reopening(
            entry=entry,
            top=first,
            task=task if task.pk and task.estate == asked["estate"] else None,
            place=asked["place"],
            reason=asked["reason"],
            dates=(asked["first_date"], asked["last_date"]),
            restored_on=asked["restored_on"],
            is_emergency=asked["is_emergency"],
            by=request.user,
            at=timezone.now(),
            day=today(),
        )
    except actions.CannotReopen as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_POST
@permission_required("delivery.approve")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Allow that a closed surface is opened, or not."""
    asked = get_object_or_404(Reopening.objects.visible_to(request.user), pk=pk)
    form = DecideForm(request.POST)
    form.is_valid()
    is_granted = form.cleaned_data.get("answer") == "grant"
    note = form.cleaned_data.get("note", "")
    deed = partial(
        actions.decide_reopening, asked=asked, is_granted=is_granted, note=note, by=request.user, at=timezone.now()
    )
    words = say("已批准开挖", "The dig is allowed") if is_granted else say("未批准开挖", "The dig is not allowed")
    return done(request, deed, words, back="delivery:reopenings")

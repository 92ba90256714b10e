"""The ladder of orders: its rules and presets, what the next night will do, what rules have drafted, what was taken."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.documents.supervision.letters import (
    write_circular,
    write_interview,
    write_order,
    write_reply,
    write_urging,
)
from yipanqi.domain.delivery.setting import Setting, in_force
from yipanqi.domain.supervision.clock import LIMIT_DAYS, REPLY_DAYS, SIGN_DAYS, Clocks, clocks_of
from yipanqi.domain.supervision.clock import PRESETS as CLOCKS
from yipanqi.domain.supervision.colours import PRESETS, SHAPES
from yipanqi.domain.supervision.ladder import LADDERS, Step
from yipanqi.domain.supervision.ladder_shipped import COLOURS, LADDER, RAISING, rules_on
from yipanqi.domain.supervision.order import OrderState
from yipanqi.domain.supervision.raising import When
from yipanqi.web.delivery.actions import CannotSet
from yipanqi.web.delivery.models import DeliverySetting
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.delivery.rulebook import shipped
from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.jobs.awaited import asks_how_far, how_far
from yipanqi.web.page.answer import download, query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import in_turn, language, say
from yipanqi.web.page.tables import Table, count, link, paged, text
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .. import ladder_jobs, ladder_shown
from ..actions import ladder as actions
from ..actions.orders import clocks_in
from ..ladder_forms import FORMS, AheadForm, DraftFilter, StepFilter
from ..ladder_look import Ahead, is_large, kept_look, look_at, may_be_outdated, tables_of
from ..ladder_night import night_of
from ..ladder_papers import circular_facts, order_facts, reply_facts, step_facts
from ..ladder_people import Readers, told_said
from ..ladder_tried import Tried, tried
from ..ladder_words import (
    clock_lines,
    colour_lines,
    colours_stored,
    ladder_lines,
    ladder_stored,
    raising_lines,
    raising_stored,
    source_said,
)
from ..models import LadderStep, NightLook, Order
from .frame import entry_here, page
from .orders import order_here

_PAGE, _MOST = 50, 20_000  # rows of a page, of a file
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SAID = {LADDER: ladder_stored, COLOURS: colours_stored, RAISING: raising_stored}
_HEADS = {
    "ladder": ("催办台阶", "The ladder"),
    "colours": ("督办单颜色", "Colours of orders"),
    "raising": ("自动拟办规则", "Rules that make orders"),
    "clocks": ("督办时限", "Clocks of orders"),
}
_CLOCKS = (SIGN_DAYS, REPLY_DAYS, LIMIT_DAYS)


@require_safe
@permission_required("supervision.view")
def ladder(request: HttpRequest) -> HttpResponse:
    """The rules in force, the presets with their sources, and what each would have done."""
    return _page(request, entry_here(request))


@require_POST
@permission_required("supervision.issue")
def ladder_set(request: HttpRequest, entry_id: int, kind: str) -> HttpResponse:
    """Let a ladder, colours, clocks or rules count from a day on that is not over."""
    entry = get_object_or_404(ProgrammeEntry.objects.visible_to(request.user), pk=entry_id)
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST, rules=rules_on(settings_of(entry), today()), day=today())
    if form.is_valid():
        asked = form.cleaned_data
        try:
            actions.set_rules(
                entry=entry,
                values=form.values,
                source=asked["source"],
                since=asked["since"],
                by=request.user,
                at=timezone.now(),
                day=today(),
            )
        except CannotSet as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("已保存，从生效日期起按此办理", "Saved; it counts from its day on"))
            return redirect("supervision:ladder")
    return _page(request, entry, {kind: form}, status=422)


def _page(
    request: HttpRequest, entry: ProgrammeEntry | None, sent: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    day, values = today(), dict[str, Any](segments=_segments(request), status=status)
    if entry is None:
        return page(request, "ladder.html", None, **values)
    known = settings_of(entry)
    rules = rules_on(known, day)
    clocks = clocks_in(entry, day)
    found = tried(entry, request.user, rules, clocks, day)
    values |= {
        "now": [
            _in_force(entry, known, "ladder", day, say(*rules.ladder.names), ladder_lines(rules.ladder)),
            _in_force(entry, known, "colours", day, say(*rules.colours.names), colour_lines(rules.colours)),
            _in_force(entry, known, "clocks", day, _clocks_name(clocks), clock_lines(clocks)),
            _in_force(entry, known, "raising", day, "", raising_lines(rules.raising)),
        ],
        "ladders": [
            (say(*it.names), ladder_lines(it), source_said(it.source), say(*it.note)) for it in LADDERS.values()
        ],
        "presets": [
            (say(*it.names), colour_lines(it), source_said(it.source), say(*it.note)) for it in PRESETS.values()
        ],
        "tried": found,
        "colour_tables": [_colour_table(found, at) for at in range(len(found.shown))],
        "ladder_table": _ladder_table(found),
        "clocks": [(say(*it.names), clock_lines(it.clocks), source_said(it.source)) for it in CLOCKS],
        "clock_table": _clock_table(found),
    }
    if request.user.has_perm("supervision.issue"):
        values["forms"] = [
            (
                kind,
                say(*_HEADS[kind]),
                (sent or {}).get(kind) or form_of(None, rules=rules, day=day),
                kind in (sent or {}),
            )
            for kind, form_of in FORMS.items()
        ]
    return page(request, "ladder.html", entry, **values)


def _in_force(
    entry: ProgrammeEntry, known: Any, kind: str, day: date, name: str, lines: Sequence[str]
) -> dict[str, Any]:
    keys = _CLOCKS if kind == "clocks" else (f"supervision.{kind}",)
    now = [in_force(known, key, day) for key in keys]
    since = max(it.since for it in now)
    later = sorted((it for it in known if it.key in keys and it.since > day), key=lambda it: it.since)
    rows = DeliverySetting.objects.filter(entry=entry, key__in=keys).select_related("by")
    return {
        "head": say(*_HEADS[kind]),
        "name": name,
        "lines": lines,
        "source": in_turn(dict.fromkeys(source_said(it.source) for it in now)),
        "since": since if since != shipped()[0].since else None,
        "later": dict.fromkeys((it.since, _said_later(known, it), source_said(it.source)) for it in later),
        "history": list(dict.fromkeys(f"{it.since} · {it.by} · {it.source}" for it in rows)),
    }


def _said_later(known: Any, later: Setting) -> str:
    """What will count from a later day on: of clocks all of them, as they will be then."""
    if later.key in _SAID:
        return _SAID[later.key](later.value)
    return in_turn(clock_lines(clocks_of({key: in_force(known, key, later.since).value for key in _CLOCKS})))


def _clocks_name(clocks: Clocks) -> str:
    """What the clocks in force are called; nothing where the district has its own."""
    return next((say(*it.names) for it in CLOCKS if it.clocks == clocks), "")


def _clock_table(found: Tried) -> Table:
    """How many orders would have been late under each set of clocks."""
    columns = [(say("时限", "Clocks"), False), (say("签收超期", "Signed for late"), True)]
    columns += [(say("首次反馈超期", "First answered late"), True), (say("办结超期", "Done late"), True)]
    rows = [
        [text(say(*it.names)), count(it.sign or None), count(it.reply or None), count(it.limit or None)]
        for it in found.clocks
    ]
    return Table(title=say("各套时限", "Each set of clocks"), columns=columns, rows=rows, key="clocks")


def _colour_table(found: Tried, at: int) -> Table:
    """Month by month how many orders had which colour by a preset."""
    shown = found.shown[at]
    columns = [(say("截至", "On"), False)]
    columns += [(f"{SHAPES[it.colour]} {say(*it.names)}", True) for it in shown.colours.levels]
    rows = [
        [text(f"{day}"), *(count(number or None) for number in numbers)]
        for day, numbers in zip(found.days, shown.by_day, strict=True)
        if any(numbers) or day == found.days[0]
    ]
    rows.append([text(say("曾亮过的督办单", "Orders that ever had it")), *(count(it or None) for it in shown.ever)])
    return Table(title=say(*shown.colours.names), columns=columns, rows=rows, key=f"colours-{at}")


def _ladder_table(found: Tried) -> Table:
    """How often each ladder would have taken each step, and how often it was taken."""
    columns = [(say("台阶", "Ladder"), False), *((say(*it.names), True) for it in Step)]
    columns.append((say("涉及督办单", "Orders concerned"), True))
    rows = [
        [text(say(*it.ladder.names)), *(count(it.steps.get(step) or None) for step in Step), count(it.orders or None)]
        for it in found.ladders
    ]
    rows.append(
        [text(say("实际已发", "As it was")), *(count(found.taken.get(step) or None) for step in Step), text("")]
    )
    return Table(title=say("各套台阶", "Each ladder"), columns=columns, rows=rows, key="ladders")


@require_safe
@permission_required("supervision.issue")
def ladder_next(request: HttpRequest) -> HttpResponse:
    """What the next night will do, and who will read of it."""
    entry, values = entry_here(request), dict[str, Any](segments=_segments(request))
    if entry is None:
        return page(request, "ladder_next.html", None, **values)
    first = ladder_jobs.next_day(entry)
    form = AheadForm(request.GET, first=first)
    if is_large(entry, form.on):
        return _ahead_by_job(request, entry, first, values)
    look = look_at(night_of(entry, form.on, is_whole=False))
    return _ahead(request, entry, look, first, values | {"form": form})


@require_POST
@permission_required("supervision.issue")
def ladder_look(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Have the night of a day worked out, where there is too much for the page to do it."""
    entry = get_object_or_404(ProgrammeEntry.objects.visible_to(request.user), pk=entry_id)
    day = AheadForm(request.POST, first=ladder_jobs.next_day(entry)).on
    if is_large(entry, day):
        ladder_jobs.file_look(entry, day, by=request.user)
    return redirect(link(reverse("supervision:ladder-next"), on_day=day))


def _ahead_by_job(request: HttpRequest, entry: ProgrammeEntry, first: date, values: dict[str, Any]) -> HttpResponse:
    """As a job worked it out last, for whichever day that was, and how far the next job is."""
    job = ladder_jobs.last_look(entry)
    if asks_how_far(request):
        return how_far(request, job, request.get_full_path())
    kept = NightLook.objects.filter(entry=entry).first()
    asked = request.GET if kept is None or request.GET.get("on_day") else {"on_day": kept.day.isoformat()}
    values |= {"form": AheadForm(asked, first=first), "is_large": True, "kept": kept, "job": job}
    if kept is None:
        return page(request, "ladder_next.html", entry, **values)
    values |= {"is_over": kept.day < first, "is_outdated": may_be_outdated(kept)}
    return _ahead(request, entry, kept_look(kept), first, values)


def _ahead(
    request: HttpRequest, entry: ProgrammeEntry, look: Ahead, first: date, values: dict[str, Any]
) -> HttpResponse:
    """What a night would do, page by page; or one of its tables as a file, whole."""
    tables = tables_of(look)
    if kind := file_asked(request.GET):
        table = tables.get(request.GET.get("of", ""), tables["due"])
        return exported(request, entry, table, kind, "supervision-night")
    values |= {
        "look": look,
        "steps": len(look.rows["due"]),
        "may_run": look.day == first == today(),
        "query": query_without(request, "as", "of"),
        "is_off": not entry.frame().working.is_working(look.day),
    }
    values |= {key: paged(table, request.GET) for key, table in tables.items()}
    return page(request, "ladder_next.html", entry, **values)


@require_POST
@permission_required("supervision.issue")
def ladder_run(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Have what is due today done now."""
    entry = get_object_or_404(ProgrammeEntry.objects.visible_to(request.user), pk=entry_id)
    return redirect(ladder_jobs.file_for(entry.pk, today(), by=request.user, is_asked=True))


@require_safe
@permission_required("supervision.issue")
def ladder_raised(request: HttpRequest) -> HttpResponse:
    """What rules have drafted, with who will be told; to be issued in one go."""
    entry, form = entry_here(request), DraftFilter(request.GET)
    values = {"segments": _segments(request), "form": form, "query": query_without(request, "page")}
    if entry is None:
        return page(request, "ladder_raised.html", None, **values)
    rows = _drafts(entry)
    has_any = rows.exists()
    if rule := form.asked.get("rule"):
        rows = rows.filter(origin_key__startswith=f"{rule}:")
    if q := form.asked.get("q"):
        rows = rows.filter(Q(matter__icontains=q) | Q(lead__name__icontains=q))
    if kind := file_asked(request.GET):
        return exported(request, entry, _drafts_table(list(rows[:_MOST])), kind, "supervision-drafts")
    shown, readers = Paginator(rows, _PAGE).get_page(request.GET.get("page")), Readers()
    shown.object_list = list(_draft_lines(shown.object_list.prefetch_related("supporting"), readers))
    return page(
        request, "ladder_raised.html", entry, **values, shown=shown, count=shown.paginator.count, has_any=has_any
    )


@require_POST
@permission_required("supervision.issue")
def ladder_issue(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Issue the chosen drafts of rules."""
    entry = get_object_or_404(ProgrammeEntry.objects.visible_to(request.user), pk=entry_id)
    keys = [int(it) for it in request.POST.getlist("order") if it.isdecimal()]
    chosen = list(_drafts(entry).filter(pk__in=keys[:_MOST]))
    try:
        issued, refused = actions.issue_raised(
            entry=entry, orders=chosen, by=request.user, at=timezone.now(), day=today()
        )
    except actions.CannotRaise as refusal:
        messages.error(request, str(refusal))
        return redirect("supervision:ladder-raised")
    if issued:
        number = len(issued)
        said = say(f"已交办 {number} 件，通知已发", f"{number} order{'s are' if number > 1 else ' is'} issued and told")
        messages.success(request, said)
    for order, why in refused:
        messages.error(request, f"{order.matter}{say('：', ': ')}{why}")
    return redirect("supervision:ladder-raised")


@require_safe
@permission_required("supervision.view")
def ladder_steps(request: HttpRequest) -> HttpResponse:
    """The steps that were taken, the newest first."""
    entry, form = entry_here(request), StepFilter(request.GET)
    rows = LadderStep.objects.visible_to(request.user).filter(order__entry=entry).select_related("order__lead")
    has_any, asked = rows.exists(), form.asked
    if asked.get("step"):
        rows = rows.filter(step=asked["step"])
    if q := asked.get("q"):
        rows = rows.filter(_found(q))
    if asked.get("since"):
        rows = rows.filter(day__gte=asked["since"])
    if asked.get("until"):
        rows = rows.filter(day__lte=asked["until"])
    if (kind := file_asked(request.GET)) and entry is not None:
        return exported(request, entry, ladder_shown.steps_table(rows[:_MOST]), kind, "supervision-steps")
    shown = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "ladder_steps.html",
        entry,
        segments=_segments(request),
        form=form,
        shown=shown,
        count=shown.paginator.count,
        table=ladder_shown.steps_table(shown.object_list),
        query=query_without(request, "page"),
        has_any=has_any,
    )


@require_safe
@permission_required("supervision.view")
def ladder_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of a step: urging letter, circular of its day, or invitation."""
    seen = LadderStep.objects.visible_to(request.user)
    row = get_object_or_404(seen.select_related("order__lead", "order__organ", "order__entry"), pk=pk)
    name = f"{row.code} {row.step_said}"
    if row.step_told is Step.CIRCULAR:
        same = seen.filter(organ=row.organ_id, step=row.step, year=row.year, number=row.number)
        named = list(same.select_related("order__lead", "order__organ", "order__entry").order_by("order__number"))
        return _word(write_circular, circular_facts(named), name)
    if row.step_told is Step.REMIND:
        raise Http404
    write = write_urging if row.step_told is Step.URGE else write_interview
    return _word(write, step_facts(row), name)


@require_safe
@permission_required("supervision.view")
def order_letter(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """An order, or its answer, as a letter."""
    order = order_here(request, pk)
    if kind == "order":
        return _word(write_order, order_facts(order), f"{order.code_said} {say('督办单', 'order')}")
    if kind != "reply" or not order.number:
        raise Http404
    return _word(write_reply, reply_facts(order), f"{order.code} {say('办理情况报告', 'report')}")


def _word(write: Callable[..., Path], facts: Any, name: str) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = write(facts, Path(folder) / "paper.docx", language())
        return download(path.read_bytes(), f"{name}.docx", _DOCX)


def _segments(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """The parts of the ladder's pages that somebody may see."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    parts = [("ladder", say("规则", "Rules"), True)]
    if request.user.has_perm("supervision.issue"):
        parts += [
            ("ladder-next", say("下一次处理", "The next night"), True),
            ("ladder-raised", say("按规则拟办", "Drafted by rule"), True),
        ]
    parts.append(("ladder-steps", say("催办记录", "Steps taken"), True))
    return [(reverse(f"supervision:{name}"), said, name == here) for name, said, _ in parts]


def _found(q: str) -> Q:
    """By matter, unit, or the number of the order or of the letter."""
    found = Q(order__matter__icontains=q) | Q(order__lead__name__icontains=q)
    digits = "".join(it for it in q if it.isdecimal())
    return found | Q(order__number=int(digits[-6:])) if digits and len(digits) < 7 else found


def _drafts(entry: ProgrammeEntry) -> Any:
    """Drafts that rules made."""
    begin = Q()
    for when in When:
        begin |= Q(origin_key__startswith=f"{when.value}:")
    return Order.objects.filter(begin, entry=entry, state=OrderState.DRAFTED, drafted_by=None).told().order_by("-pk")


def _draft_lines(orders: Any, readers: Readers) -> Iterator[dict[str, Any]]:
    for it in orders:
        units = [it.lead, *it.supporting.all()]
        told = [
            {"whom": "lead" if at == 0 else "supporting", "unit": unit.name, "is_copy": False}
            | {"names": [str(one) for one in readers.people(unit.pk, "supervision.answer")]}
            for at, unit in enumerate(units)
        ]
        yield {"order": it, "rule": say(*When(it.origin_key.partition(":")[0]).names), "told": told_said(told)}


def _drafts_table(orders: list[Order]) -> Table:
    columns = [(say("拟办日期", "Drafted on"), False), (say("规则", "Rule"), False), (say("事项", "Matter"), False)]
    columns += [(say("内容", "Content"), False), (say("牵头单位", "Lead unit"), False)]
    columns.append((say("督办单位", "Inspecting unit"), False))
    rows = [
        [
            text(it.drafted_on.isoformat()),
            text(say(*When(it.origin_key.partition(":")[0]).names)),
            text(it.matter),
            text(it.content),
            text(it.lead.name),
            text(it.inspects.name),
        ]
        for it in orders
    ]
    return Table(title=say("按规则拟办", "Drafted by rule"), columns=columns, rows=rows, key="drafts")

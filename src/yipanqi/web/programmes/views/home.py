"""The first page: four figures, what waits, the board; and the board as a file."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yipanqi.documents.press.plain_table import plain_table
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.web.accounts.waiting import waiting
from yipanqi.web.audit import actions as audit
from yipanqi.web.page import board as boards
from yipanqi.web.page.board import Board, Row
from yipanqi.web.page.csv_file import csv_response
from yipanqi.web.page.file_asked import ASK, OLD_ASK, file_asked
from yipanqi.web.page.permission import for_everyone, permission_required
from yipanqi.web.page.say import say

from ..forms import INCLUDED
from ..models import EstateRow, EstateRowQuerySet, ImportBatch, ProgrammeEntry
from ..seam import PlanView, Waiting, seam
from ..words import READY, REFUSED
from .frame import XLSX, current, download, page, query_without

BOARD_ROWS = 1000  # rows that the board shows at once; above that each subdistrict comes when it is scrolled to
LEGENDS = {
    "needs": ("none", "need1", "need2", "need3"),
    "plan": ("none", "need", "planned", "way", "done"),
    "difference": ("none", "need", "planned", "planned added", "need dropped", "planned earlier", "planned later"),
}
SORTS = {
    "": ("街道", "subdistrict", ("subdistrict_order", "pinyin", "estate")),
    "households": ("户数", "households", ("subdistrict_order", "-households", "estate")),
    "needs": ("需要项数", "needs", ("subdistrict_order", "-needs_count", "estate")),
    "cost": ("造价", "cost", ("subdistrict_order", "-cost", "estate")),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the board is asked to show; what makes no sense is left out."""

    mode: str
    quarter: int | None
    subdistrict: str
    measure: str
    only: str
    sort: str
    plan: PlanView | None
    other: PlanView | None


@require_safe
@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """The board with its figures for who sees programmes; what waits for everyone else."""
    if not request.user.has_perm("programmes.view"):
        return render(request, "home.html", {"waiting": list(waiting(request.user))})
    entry = current(request)
    if entry is None:
        return page(request, "empty.html", waiting=_waiting(request, None))
    asked = _asked(request, entry)
    if request.htmx and request.htmx.target == "board":
        return page(request, "_board_part.html", entry, **_board_values(request, entry, asked))
    return page(
        request,
        "home.html",
        entry,
        figures=_figures(request, entry, asked.plan),
        waiting=_waiting(request, entry),
        **_board_values(request, entry, asked),
    )


@require_safe
@permission_required("programmes.export")
def export(request: HttpRequest) -> HttpResponse:
    """The board exactly as it is shown, as XLSX or CSV."""
    entry = current(request)
    if entry is None:
        raise Http404
    asked = _asked(request, entry)
    board = _board(entry, _rows(request, entry, asked), asked)
    head = [say("街道", "Subdistrict"), say("小区", "Estate"), say("户数", "Households")]
    head += [heading.name for heading in board.headings] + ([say("开工", "Start")] if board.has_start else [])
    lines = [
        [row.section, row.name, row.households, *(boards.sign_of(row.stones.get(h.id)) for h in board.headings)]
        + ([row.start] if board.has_start else [])
        for row in board.rows
    ]
    _exported(request, entry, len(lines))
    if file_asked(request.GET) == "csv":
        return csv_response("board", head, lines)
    legend = "  ".join(f"{boards.sign_of(state)} {said}" for state, said in board.legend_said)
    return download(plain_table(entry.name, legend, head, lines), "board.xlsx", XLSX)


@transaction.atomic
def _exported(request: HttpRequest, entry: ProgrammeEntry, count: int) -> None:
    audit.record("board.exported", subject=entry, by=request.user, after={"rows": count})


def _asked(request: HttpRequest, entry: ProgrammeEntry) -> Asked:
    ask = request.GET
    plan = seam.plan_of(entry, request.user)
    other = seam.other_plan_of(entry, request.user, ask.get("against", "")) if plan and ask.get("against") else None
    modes = ["needs", *(["plan"] if plan else []), *(["difference"] if plan and other else [])]
    mode = ask.get("mode") if ask.get("mode") in modes else modes[min(1, len(modes) - 1)]
    quarter = None
    if plan and mode == "plan":
        labels = {label: number for number, label in boards.quarters(plan.programme.calendar)}
        quarter = labels.get(ask.get("quarter", ""))
    return Asked(
        mode=mode,
        quarter=quarter,
        subdistrict=ask.get("subdistrict", "")[:200],
        measure=ask.get("measure", "")[:200],
        only=ask.get("only", "") if ask.get("only") in ("in", "out") and mode != "needs" else "",
        sort=ask.get("sort", "") if ask.get("sort") in SORTS else "",
        plan=plan,
        other=other,
    )


def _rows(request: HttpRequest, entry: ProgrammeEntry, asked: Asked) -> EstateRowQuerySet:
    rows = EstateRow.objects.visible_to(request.user).filter(entry=entry)
    if asked.subdistrict:
        rows = rows.filter(subdistrict=asked.subdistrict)
    if asked.measure:
        rows = rows.filter(needed__contains=f"|{asked.measure}|")
    return rows.order_by(*SORTS[asked.sort][2])


def _board_values(request: HttpRequest, entry: ProgrammeEntry, asked: Asked) -> dict[str, Any]:
    visible = EstateRow.objects.visible_to(request.user).filter(entry=entry)
    places = list(
        visible.values("subdistrict", "subdistrict_name", "subdistrict_order")
        .annotate(count=Count("pk"))
        .order_by("subdistrict_order", "subdistrict")
    )
    rows = _rows(request, entry, asked)
    count = sum(place["count"] for place in places)
    is_lazy = count > BOARD_ROWS and not asked.subdistrict
    board = _board(entry, rows.none() if is_lazy else rows, asked)
    return {
        "board": board,
        "asked": asked,
        "is_lazy": is_lazy,
        "lazy": [{**place, "query": query_without(request, subdistrict=place["subdistrict"])} for place in places]
        if is_lazy
        else [],
        "is_part": request.GET.get("part") == "1",
        "places": places,
        "count": len(board.rows),
        "modes": _modes(request, asked),
        "others": _others(request, entry, asked.plan),
        "sorts": [(code, say(*pair[:2])) for code, pair in SORTS.items()],
        "measures": [(heading.id, heading.name) for heading in board.headings],
        "scrubber": _scrubber(request, asked),
        "export_query": query_without(request, ASK, OLD_ASK),
        "hidden": [(k, v) for k, v in request.GET.items() if k in ("mode", "quarter", "against") and v],
        "kept": [(k, v) for k, v in request.GET.items() if k in ("subdistrict", "measure", "only", "sort") and v],
    }


def _modes(request: HttpRequest, asked: Asked) -> list[tuple[str, str, bool]]:
    known = [("needs", say("需求", "Needs")), ("plan", say("方案", "Plan")), ("difference", say("对比", "Difference"))]
    open_to = {"needs"} | ({"plan"} if asked.plan else set()) | ({"difference"} if asked.other else set())
    return [
        (query_without(request, "quarter", mode=mode), name, mode == asked.mode)
        for mode, name in known
        if mode in open_to
    ]


def _others(request: HttpRequest, entry: ProgrammeEntry, plan: PlanView | None) -> list[tuple[str, str]]:
    """The plans that the one shown may be compared with."""
    return [] if plan is None else [one for one in seam.plans_of(entry, request.user) if one[0] != plan.key]


def _scrubber(request: HttpRequest, asked: Asked) -> dict[str, Any] | None:
    """The quarters as links; with one chosen, its households and money."""
    if asked.plan is None or asked.mode != "plan":
        return None
    calendar = asked.plan.programme.calendar
    stops = [
        {"label": label, "query": query_without(request, quarter=label), "is_here": number == asked.quarter}
        for number, label in boards.quarters(calendar)
    ]
    found: dict[str, Any] = {"stops": stops, "all": query_without(request, "quarter"), "is_all": asked.quarter is None}
    if asked.quarter is not None:
        households, money = boards.quarter_figures(asked.plan.plan, asked.plan.programme, asked.quarter)
        found |= {"label": calendar.label(asked.quarter), "households": households, "money": money / FEN_PER_WAN}
    return found


def _board(entry: ProgrammeEntry, rows: EstateRowQuerySet, asked: Asked) -> Board:
    programme = entry.frame()
    lines = (_line(row, asked) for row in rows)
    kept = [line for line in lines if not asked.only or line.is_out == (asked.only == "out")]
    return boards.build(
        kept,
        programme.groups,
        programme.measures,
        LEGENDS[asked.mode],
        has_start=asked.plan is not None and asked.mode != "needs",
    )


def _line(row: EstateRow, asked: Asked) -> Row:
    plain = {"url": row.get_absolute_url(), "name": row.name, "households": row.households}
    plain["section"] = row.subdistrict_name
    if asked.mode == "needs" or asked.plan is None:
        return Row(stones=boards.need_stones(row.needs), **plain)
    plan, programme = asked.plan.plan, asked.plan.programme
    start = plan.starts.get(row.estate)
    plain["start"] = say("未排入", "not planned") if start is None else programme.calendar.label(start)
    plain["is_out"] = start is None
    plain["note_url"] = f"{row.get_absolute_url()}#plan" if start is None else ""
    if asked.mode == "difference" and asked.other is not None:
        stones = boards.difference_stones(row.needs, plan, asked.other.plan, row.estate)
    else:
        stones = boards.plan_stones(row.needs, plan, programme, row.estate, asked.quarter)
    return Row(stones=stones, **plain)


def _figures(request: HttpRequest, entry: ProgrammeEntry, plan: PlanView | None) -> list[dict[str, Any]]:
    """Four figures, each a link to its rows."""
    rows = EstateRow.objects.visible_to(request.user).filter(entry=entry)
    is_in = ~Q(standing="excluded")
    sums = rows.aggregate(
        all=Count("pk"),
        eligible=Count("pk", filter=is_in),
        households=Sum("households", filter=is_in),
        needs=Sum("needs_count", filter=is_in),
        cost=Sum("cost", filter=is_in),
    )
    estates = f"{reverse('programmes:estates')}?standing={INCLUDED}"
    found = [
        (f"{sums['eligible']:,} / {sums['all']:,}", say("符合条件的小区", "eligible estates"), estates),
        (f"{sums['households'] or 0:,}", say("涉及户数", "households"), f"{estates}&sort=-households"),
        (_yi(sums["cost"] or 0), say("全部需要的造价", "cost of all needs"), f"{estates}&sort=-cost"),
        (_granted(entry), say("资金额度", "appropriations"), _funds_url(entry)),
    ]
    if plan is not None:
        visible, planned = set(rows.values_list("estate", flat=True)), plan.programme.estate_by_id
        started = [estate for estate in plan.plan.starts if estate in visible]
        told = say("方案改造的小区", "estates in the plan")
        found[0] = (f"{len(started):,} / {len(visible):,}", told, f"{reverse('home')}?mode=plan&only=in")
        told = say("方案受益户", "households in the plan")
        households = sum(planned[estate].households for estate in started)  # as the plan's sentence counts them
        found[1] = (f"{households:,}", told, _started_url(request, plan))
    return [{"figure": figure, "name": name, "url": url} for figure, name, url in found]


def _started_url(request: HttpRequest, plan: PlanView) -> str:
    """Where the estates that the plan starts are listed: as the plan counts them, or those that somebody sees."""
    is_whole = request.user.scope().is_whole
    return plan.rows_url if is_whole and plan.rows_url else f"{reverse('programmes:estates')}?plan=in"


def _yi(fen: int) -> str:
    """In 10⁸ yuan, as sentences say it."""
    value = Decimal(fen) / FEN_PER_WAN / 10_000
    return (
        say(f"{value:.2f} 亿元", f"¥{value / 10:.2f} bn")
        if value >= 1
        else say(f"{value * 10_000:,.0f} 万元", f"¥{value * 100:,.0f} m")
    )


def _granted(entry: ProgrammeEntry) -> str:
    funds = entry.frame().funds
    whole = sum(grant or 0 for fund in funds for grant in fund.grants)
    is_open = any(not fund.is_limited for fund in funds)
    return _yi(whole) + (" +" if is_open else "")


def _funds_url(entry: ProgrammeEntry) -> str:
    return reverse("programmes:sheet", args=[entry.pk, "funds"])


def _waiting(request: HttpRequest, entry: ProgrammeEntry | None) -> list[Waiting]:
    """What waits for this person: their own uploads first, then what later stages tell."""
    mine = ImportBatch.objects.filter(by=request.user, state__in=[READY, REFUSED]).order_by("-at")[:5]
    found = [
        Waiting(
            text=say(
                f"工作簿《{batch.file_name}》{batch.state_said}", f"Workbook “{batch.file_name}”: {batch.state_said}"
            ),
            url=batch.get_absolute_url(),
            until=None,
        )
        for batch in mine
    ]
    return [*found, *(item for told in seam.waiting for item in told(entry, request.user))]

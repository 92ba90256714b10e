"""The first page: figures, what waits, the board; and the board as a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from yipanqi.documents.press.plain_table import plain_table
from yipanqi.web.audit import actions as audit
from yipanqi.web.page import board as boards
from yipanqi.web.page.answer import XLSX, asked_otherwise, download, query_without
from yipanqi.web.page.board import BOARD_ROWS, Board, BoardRow
from yipanqi.web.page.csv_file import csv_response
from yipanqi.web.page.file_asked import ASK, OLD_ASK, file_asked
from yipanqi.web.page.permission import for_everyone, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Figure, Mode, Section, Telling, Waiting, each, latest
from yipanqi.web.programmes.models import EstateRow, EstateRowQuerySet, ProgrammeEntry
from yipanqi.web.programmes.models.entries import told_once
from yipanqi.web.programmes.working import current, page

from ..stages import tellings

SORTS = {
    "": ("街道", "subdistrict", ("subdistrict_order", "pinyin", "estate")),
    "households": ("户数", "households", ("-households", "estate")),
    "needs": ("需要项数", "needs", ("-needs_count", "estate")),
    "cost": ("造价", "cost", ("-cost", "estate")),
}
NARROWING = ("subdistrict", "measure", "only", "sort")  # questions of the board's own filters


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the board is asked to show; what makes no sense is left out."""

    request: HttpRequest
    entry: ProgrammeEntry
    told: Sequence[Telling]

    @cached_property
    def modes(self) -> list[Mode]:
        """The ways to look at it."""
        return latest(each(self.told, "modes", self.request.GET))

    @cached_property
    def mode(self) -> Mode:
        """The way asked for, else the usual one of the latest stage that has one."""
        usual = [mode for mode in self.modes if mode.is_usual][-1]
        return next((mode for mode in self.modes if mode.key == self.request.GET.get("mode")), usual)

    @cached_property
    def tools(self) -> list[Section]:
        """What stands above it beside the filters."""
        return latest(each(self.told, "tools", self.request.GET))

    @property
    def subdistrict(self) -> str:
        """Only of this one."""
        return self.request.GET.get("subdistrict", "")[:200]

    @property
    def measure(self) -> str:
        """Only where this is needed."""
        return self.request.GET.get("measure", "")[:200]

    @property
    def only(self) -> str:
        """Only what is in or out of what the mode shows."""
        only = self.request.GET.get("only", "")
        return only if only in dict(self.mode.only) else ""

    @property
    def is_filtered(self) -> bool:
        """Are some of the estates left out?"""
        return bool(self.subdistrict or self.measure or self.only)

    @cached_property
    def places(self) -> list[dict[str, Any]]:
        """The subdistricts that this person sees, with the number of their estates."""
        return told_once("places", self.entry, self.request.user, lambda: _places(self.visible))

    @cached_property
    def is_lazy(self) -> bool:
        """Is each subdistrict shown once it is scrolled to?"""
        return sum(place["count"] for place in self.places) > BOARD_ROWS and not self.subdistrict

    @cached_property
    def found(self) -> list[EstateRow]:
        """The rows, read."""
        return list(self.rows)

    @cached_property
    def estates(self) -> frozenset[str] | None:
        """The estates that the board tells of. Nothing: all of the district."""
        if not self.is_filtered and self.request.user.scope().is_whole:
            return None
        if not self.only and self.is_lazy:
            return frozenset(self.rows.order_by().values_list("estate", flat=True))
        if not self.only:
            return frozenset(row.estate for row in self.found)
        lines = ((row.estate, self.mode.line(row)) for row in self.found)
        return frozenset(estate for estate, line in lines if line.is_out == (self.only == "out"))

    @property
    def kept(self) -> EstateRowQuerySet | None:
        """The rows that the page's figures are of, where some are left out."""
        if not self.is_filtered:
            return None
        return self.visible.filter(estate__in=self.estates or ()) if self.only else self.rows

    @property
    def said(self) -> str:
        """The filters in words."""
        names = [say(m.name, m.name_en or m.name) for m in self.entry.frame().measures if m.id == self.measure]
        places = [at["subdistrict_name"] for at in self.places if at["subdistrict"] == self.subdistrict]
        only = [dict(self.mode.only)[self.only]] if self.only else []
        return " · ".join(filter(None, [*places, *names, *only]))

    @property
    def sort(self) -> str:
        """One of the orders."""
        sort = self.request.GET.get("sort", "")
        return sort if sort in SORTS else ""

    @property
    def visible(self) -> EstateRowQuerySet:
        """All estates that this person sees."""
        return EstateRow.objects.visible_to(self.request.user).filter(entry=self.entry)

    @property
    def rows(self) -> EstateRowQuerySet:
        """Those that pass, in the order asked for."""
        rows = self.visible
        if self.subdistrict:
            rows = rows.filter(subdistrict=self.subdistrict)
        if self.measure:
            rows = rows.filter(needed__contains=f"|{self.measure}|")
        return rows.order_by(*SORTS[self.sort][2])

    def board(self, rows: Iterable[EstateRow]) -> Board:
        """A line for each of these rows."""
        programme, mode = self.entry.frame(), self.mode
        lines: Iterable[BoardRow] = map(mode.line, rows)
        if self.sort:  # the largest of the district first, whatever their subdistrict
            section = say(f"按{SORTS[self.sort][0]}排列", f"By {SORTS[self.sort][1]}")
            lines = (replace(line, section=section, place=line.section) for line in lines)
        return boards.build(
            [line for line in lines if not self.only or line.is_out == (self.only == "out")],
            programme.groups,
            programme.measures,
            mode.legend,
            has_start=mode.has_start,
            has_progress=mode.has_progress,
        )


@require_safe
@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """The board with its figures for who sees programmes; what waits for everyone else."""
    sees = request.user.has_perm("programmes.view")
    entry = current(request) if sees else None
    told = tellings(request.user, entry)
    own = {"lead": next(filter(None, (telling.lead() for telling in reversed(told))), None)}
    is_opened = bool(request.htmx and request.GET.get("part") == "1")  # a subdistrict that was scrolled to
    is_part = is_opened or bool(request.htmx and request.htmx.target == "board")
    if not is_part:
        own |= {"waiting": _waiting(told), "panels": latest(each(told, "panels"))}
    if not sees or entry is None:
        template = "estates/empty.html" if sees else "estates/plain.html"
        return page(request, template, figures=latest(each(told, "figures")), **own)
    asked = Asked(request=request, entry=entry, told=told)
    if (
        not request.user.scope().is_whole and not asked.visible.exists()
    ):  # an organisation whose part of the plan is works, not an area
        return page(request, "estates/plain.html", entry, figures=latest(each(told, "figures")), **own)
    if is_opened:
        return page(request, "estates/_board_part.html", entry, **_board_values(asked))
    template = "estates/_board_and_figures.html" if is_part else "estates/home.html"
    return page(request, template, entry, figures=_figures(asked), **own, **_board_values(asked))


def _figures(asked: Asked) -> list[Figure]:
    """The figures of the estates that the board tells of; those of a filter lead to its rows."""
    kept = asked.kept
    for telling in asked.told:
        telling.rows = kept
    found = latest(each(asked.told, "figures"))
    return found if kept is None else [_narrowed(figure, asked) for figure in found]


def _narrowed(figure: Figure, asked: Asked) -> Figure:
    path, _, query = figure.url.partition("?")
    if path not in (reverse("home"), reverse("estates:registry")):
        return replace(figure, url="")
    more = asked_otherwise(QueryDict(query), subdistrict=asked.subdistrict, measure=asked.measure)
    return replace(figure, url=f"{path}?{more}")


@require_safe
@permission_required("programmes.export")
def export(request: HttpRequest) -> HttpResponse:
    """The board exactly as it is shown, as XLSX or CSV."""
    entry = current(request)
    if entry is None:
        raise Http404
    asked = Asked(request=request, entry=entry, told=tellings(request.user, entry))
    board = asked.board(asked.found)
    head = [say("街道", "Subdistrict"), say("小区", "Estate"), say("户数", "Households")]
    head += [heading.name for heading in board.headings] + ([say("开工", "Start")] if board.has_start else [])
    lines = [
        [
            row.place or row.section,
            row.name,
            row.households,
            *(boards.sign_of(row.stones.get(h.id)) for h in board.headings),
        ]
        + ([row.start] if board.has_start else [])
        for row in board.rows
    ]
    _exported(request, entry, len(lines))
    if file_asked(request.GET) == "csv":
        return csv_response(say("棋盘", "board"), head, lines)
    legend = "  ".join(f"{boards.sign_of(state)} {said}" for state, said in board.legend_said)
    return download(plain_table(entry.name, legend, head, lines), say("棋盘.xlsx", "board.xlsx"), XLSX)


@transaction.atomic
def _exported(request: HttpRequest, entry: ProgrammeEntry, count: int) -> None:
    audit.record("board.exported", subject=entry, by=request.user, after={"rows": count})


def _board_values(asked: Asked) -> dict[str, Any]:
    request, given = asked.request, asked.request.GET
    places, is_lazy = asked.places, asked.is_lazy
    board = asked.board(() if is_lazy else asked.found)
    return {
        "board": board,
        "asked": asked,
        "is_lazy": is_lazy,
        "lazy": [{**at, "query": query_without(request, subdistrict=at["subdistrict"])} for at in places if is_lazy],
        "is_part": given.get("part") == "1",
        "places": places,
        "count": len(board.rows),
        "foot": asked.mode.foot(asked.estates) if asked.mode.foot else None,
        "clear_query": query_without(request, "subdistrict", "measure", "only", "part", "quarter"),
        "kept_count": len(asked.estates or ()) if asked.is_filtered else None,
        "modes": [
            (query_without(request, "quarter", mode=mode.key), mode.name, mode == asked.mode) for mode in asked.modes
        ],
        "sorts": [(code, say(*pair[:2])) for code, pair in SORTS.items()],
        "measures": [(heading.id, heading.name) for heading in board.headings],
        "export_query": query_without(request, ASK, OLD_ASK),
        "hidden": [(k, v) for k, v in given.items() if k not in (*NARROWING, "part", ASK, OLD_ASK) and v],
        "kept": [(k, v) for k, v in given.items() if k in NARROWING and v],
    }


def _places(rows: EstateRowQuerySet) -> list[dict[str, Any]]:
    """The subdistricts with the number of their estates."""
    names = "subdistrict", "subdistrict_name", "subdistrict_order"
    return list(rows.values(*names).annotate(count=Count("*")).order_by("subdistrict_order", "subdistrict"))


def _waiting(told: Sequence[Telling]) -> list[Waiting]:
    """What waits for this person; of later stages first, so that uploads never drown what others wait for."""
    return list(each(reversed(told), "waiting"))

"""Who has how much to do: units by stages, measures or states, each figure a way to its rows; a unit; an estate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.state import ENDED, SETTLED, State
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Cell, Table, count, file_of, link, text
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from ..actions import exchanging
from ..lines import lines_of
from ..models import DeliveryTask, TaskQuerySet
from ..narrowing import Narrowed
from ..words import PARTS, SUPPORTING
from .frame import entry_here, page

BY = {"state": ("状态", "States"), "stage": ("环节", "Stages"), "measure": ("改造项", "Measures")}
_SHOWN = 50  # tasks of a unit with one part
WORKS = DeliveryStage.CONSTRUCTION.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """How many tasks, how many of them late, and where they are listed."""

    count: int
    late: int
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """A unit with its sums in the order of the columns, and all together."""

    name: str
    url: str
    sums: Sequence[Sum | None]
    whole: Sum


@require_safe
@permission_required("delivery.view")
def matrix(request: HttpRequest) -> HttpResponse:
    """Units by what they have to do, of one part."""
    entry, day = entry_here(request), today()
    asked = Narrowed(request, entry, day)
    part = request.GET.get("part", "")
    part = part if part in PARTS else "responsible"
    by = request.GET.get("by", "")
    by = by if by in BY else "state"
    columns = _columns(by, entry)
    rows = list(_unit_rows(asked, part, by, columns))
    if form := file_asked(request.GET):
        return _file(request, entry, part, by, columns, rows, form)
    values = {
        "asked": asked,
        "columns": [name for _, name in columns],
        "rows": rows,
        "foot": [_added(row.sums[at] for row in rows) for at in range(len(columns))],
        "whole": _added(row.whole for row in rows),
        "part_said": say(*PARTS[part]),
        "parts": [(asked.query(part=key), say(*said), key == part) for key, said in PARTS.items()],
        "bys": [(asked.query(by=key), say(*said), key == by) for key, said in BY.items()],
        "query": asked.query(),
        "is_unlinked": any(not row.url for row in rows),
    }
    return page(request, "matrix.html", entry, **values)


def _columns(by: str, entry: ProgrammeEntry | None) -> list[tuple[str, str]]:
    if by == "state":
        return [(it.value, say(*it.names)) for it in State]
    if by == "stage":
        return [(it.value, say(*it.names)) for it in DeliveryStage]
    return [(it.id, say(it.name, it.name_en or it.name)) for it in (entry.frame().measures if entry else ())]


def _unit_rows(asked: Narrowed, part: str, by: str, columns: list[tuple[str, str]]) -> Iterator[UnitRow]:
    """A row for each unit: organisations in the order of their tree, then units that are none of the platform."""
    rows = asked.rows.leaves().order_by()
    if by != "state":
        rows = rows.exclude(state=State.CANCELLED)
    if by == "measure":
        rows = rows.exclude(measure="")
    late = Count("state", filter=_late(asked.day))
    found: dict[Any, dict[str, tuple[int, int]]] = {}
    known = rows.filter(**{f"{part}__isnull": False})
    for unit, code, number, number_late in known.values_list(f"{part}_id", by).annotate(n=Count("*"), late=late):
        found.setdefault(unit, {})[code] = (number, number_late)
    places = Organisation.objects.filter(pk__in=found).order_by("path")
    said = KT(f"units_said__{part}")
    unlinked: dict[str, dict[str, tuple[int, int]]] = {}
    keys = rows.filter(**{f"{part}__isnull": True}).values("pk")  # found in an index, so that no other task is read
    others = DeliveryTask.objects.filter(pk__in=keys).order_by().annotate(said=said)
    for name, code, number, number_late in others.values_list("said", by).annotate(n=Count("*"), late=late):
        if name:
            unlinked.setdefault(name, {})[code] = (number, number_late)
    for place in places:
        url = link(reverse("delivery:unit", args=[place.pk]))
        yield _row(asked, place.name, url, found[place.pk], columns, by, {"unit": str(place.pk), "part": part})
    for name in sorted(unlinked):
        yield _row(asked, name, "", unlinked[name], columns, by, {"said": name, "part": part})


def _late(day: Any) -> Q:
    """As `TaskQuerySet.late`, to count by."""
    return Q(finish_date__lt=day) & ~Q(state__in=[*SETTLED, State.REPORTED, State.HELD])


def _row(
    asked: Narrowed,
    name: str,
    url: str,
    found: dict[str, tuple[int, int]],
    columns: list[tuple[str, str]],
    by: str,
    whose: dict[str, str],
) -> UnitRow:
    base = {key: value for key, value in asked.kept if key in ("region", "q", "estate", "when", "what")} | whose
    every = {"state": "all" if by == "state" else "live"}

    def sum_of(code: str) -> Sum | None:
        if code not in found:
            return None
        number, late = found[code]
        return Sum(count=number, late=late, url=_listed(base | every | _asked_of(by, code)))

    whole = _added(Sum(count=n, late=late) for n, late in found.values())
    more = every if by != "measure" else every | {"what": base.get("what", "kind:work")}
    whole = Sum(count=whole.count, late=whole.late, url=_listed(base | more))
    return UnitRow(name=name, url=url, sums=[sum_of(code) for code, _ in columns], whole=whole)


def _asked_of(by: str, code: str) -> dict[str, str]:
    if by == "state":
        return {"state": code}
    if by == "stage" and code == WORKS:
        return {"what": "kind:work"}
    return {"what": f"{by}:{code}"}


def _listed(asked: dict[str, str]) -> str:
    return link(reverse("delivery:index"), **asked)


def _added(sums: Any) -> Sum:
    known = [it for it in sums if it]
    return Sum(count=sum(it.count for it in known), late=sum(it.late for it in known))


def _file(
    request: HttpRequest,
    entry: ProgrammeEntry | None,
    part: str,
    by: str,
    columns: list[tuple[str, str]],
    rows: list[UnitRow],
    form: str,
) -> HttpResponse:
    """The matrix as a file; of each column how many, and how many of them late."""
    if not request.user.has_perm("programmes.export"):
        raise NotPermitted("programmes.export")
    late = say("其中逾期", "late")
    heads: list[tuple[str, bool]] = [(say(*PARTS[part]), False), (say("合计", "All"), True), (late, True)]
    for _, name in columns:
        heads += [(name, True), (f"{name} · {late}", True)]

    def cells(row: UnitRow) -> list[Cell]:
        pairs = [row.whole, *(it or Sum(count=0, late=0) for it in row.sums)]
        return [text(row.name), *(cell for it in pairs for cell in (count(it.count), count(it.late)))]

    exchanging.taken(entry=entry, file=f"matrix.{form}", by=request.user, at=timezone.now(), rows=len(rows))
    title = say("责任矩阵", "Responsibility matrix")
    table = Table(title=title, columns=heads, rows=[cells(row) for row in rows])
    return file_of(table, form, "matrix", f"{entry or ''} · {say(*PARTS[part])} × {say(*BY[by])} · {today()}")


@require_safe
@permission_required("delivery.view")
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: how many tasks with which part in which state; then its tasks by part, the late ones first."""
    entry, day = entry_here(request), today()
    asked = Narrowed(request, entry, day)
    found = Organisation.objects.filter(pk=pk).first()
    rows = asked.seen.leaves().exclude(state=State.CANCELLED)
    parts = list(_parts_of(rows, pk, day)) if found else []
    is_seen = found is not None and Organisation.objects.visible_to(request.user).filter(pk=pk).exists()
    if found is None or not (parts or is_seen):
        raise Http404
    states = [it for it in State if it is not State.CANCELLED]
    values = {
        "unit": found,
        "states": [say(*it.names) for it in states],
        "parts": [
            it
            | {
                "sums": [
                    Sum(
                        count=it["by_state"].get(state, 0),
                        late=0,
                        url=_listed({"unit": str(pk), "part": it["part"], "state": state.value}),
                    )
                    for state in states
                ]
            }
            for it in parts
        ],
    }
    return page(request, "unit.html", entry, **values)


def _parts_of(rows: TaskQuerySet, pk: int, day: Any) -> Iterator[dict[str, Any]]:
    """Each part that the organisation has: its counts, and its tasks with what is late first, then what is open."""
    order = Case(
        When(_late(day), then=Value(0)),
        When(state__in=ENDED, then=Value(2)),
        default=Value(1),
        output_field=IntegerField(),
    )
    for part, said in {**PARTS, SUPPORTING: ("配合单位", "Supporting")}.items():
        own = rows.filter(supporting__contains=f"|{pk}|") if part == SUPPORTING else rows.filter(**{f"{part}_id": pk})
        counted = list(
            own.order_by().values_list("state").annotate(n=Count("*"), late=Count("state", filter=_late(day)))
        )
        if not counted:
            continue
        tasks = own.told().order_by(order, "finish_date", "place")[:_SHOWN]
        number, late = sum(n for _, n, _ in counted), sum(it for *_, it in counted)
        yield {
            "part": part,
            "name": say(*said),
            "by_state": {State(state): n for state, n, _ in counted},
            "whole": Sum(count=number, late=late, url=_listed({"unit": str(pk), "part": part, "state": "live"})),
            "late_url": _listed({"unit": str(pk), "part": part, "when": "late"}),
            "lines": lines_of(list(tasks), day),
            "more": max(0, number - _SHOWN),
        }


@require_safe
@permission_required("delivery.view")
def estate(request: HttpRequest, estate: str) -> HttpResponse:
    """All tasks of one estate, as the tree has them."""
    entry, day = entry_here(request), today()
    rows = DeliveryTask.objects.visible_to(request.user).filter(entry=entry, estate=estate)
    tasks = list(rows.told())
    if not tasks:
        raise Http404
    row = entry.estates.filter(estate=estate).first() if entry and request.user.has_perm("programmes.view") else None
    leaves = [it for it in tasks if it.is_leaf and it.told is not State.CANCELLED]
    values = {
        "name": tasks[0].estate_name,
        "region": tasks[0].region_name,
        "row": row,
        "lines": [line | {"depth": _DEPTH[line["task"].kind]} for line in lines_of(tasks, day)],
        "told": say(
            f"共 {len(leaves)} 项，{sum(it.told in ENDED for it in leaves)} 项销号，"
            f"{sum(it.is_late(day) for it in leaves)} 项逾期。",
            f"{len(leaves)} tasks, {sum(it.told in ENDED for it in leaves)} closed, "
            f"{sum(it.is_late(day) for it in leaves)} late.",
        ),
        "gantt": link(reverse("delivery:gantt"), estate=estate),
    }
    return page(request, "estate.html", entry, **values)


_DEPTH = {"estate": 0, "stage": 1, "work": 2}

"""The registry of estates, its files, and the columns that somebody wants to see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.documents.press.plain_table import plain_table
from yipanqi.domain.money import in_wan
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.answer import XLSX, download, query_without
from yipanqi.web.page.csv_file import csv_response
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import in_turn, say
from yipanqi.web.page.tables import PRINTED_ROWS
from yipanqi.web.page.telling import ListColumn, Telling, each, latest
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.models import EstateRow, EstateRowQuerySet, ProgrammeEntry
from yipanqi.web.programmes.working import current, page

from .. import registry, search
from ..forms import EstateFilter
from ..stages import tellings

PER_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Head:
    """A heading, and where a click leads."""

    column: ListColumn
    title: str
    query: str
    sorted: str  # ascending, descending or not at all


@require_safe
@permission_required("programmes.view")
def estates(request: HttpRequest) -> HttpResponse:
    """The estates somebody sees, filtered, sorted, page by page."""
    entry = current(request)
    if entry is None:
        return page(request, "estates/empty.html")
    told = tellings(request.user, entry)
    known = registry.columns(told)
    form, rows = kept(request, entry, told)
    asked = request.GET.get("q", "").strip()[:60]
    if request.GET.get("go") and asked and (found := search.exact(request.user, entry, asked)):
        return redirect(found)
    chosen = registry.chosen(known, request.user)
    is_part, is_all = request.htmx.target == "rows", request.GET.get("all") == "1"
    shown = _page_of(rows, PRINTED_ROWS if is_all else PER_PAGE, request.GET.get("page"))
    sums = rows.order_by().aggregate(households=Sum("households"), cost=Sum("cost"))
    return page(
        request,
        "estates/_registry.html" if is_part else "estates/registry.html",
        entry,
        is_part=is_part,
        form=form,
        columns=[(column.key, registry.title(column), column in chosen) for column in known if column.key != "name"],
        rows=[(row, [_cell(column, row) for column in chosen[1:]]) for row in shown],
        heads=_heads(request, chosen),
        shown=shown,
        of_measure=_of_measure(told, form, rows),
        total={"households": sums["households"] or 0, "cost": in_wan(sums["cost"] or 0)},
        query=query_without(request, "page"),
        is_all=is_all,
        all_query=query_without(request, "page", all="" if is_all else "1"),
        is_filtered=form.is_asked,
        sees_none=not shown.paginator.count
        and not EstateRow.objects.visible_to(request.user).filter(entry=entry).exists(),
        also=search.beside(request.user, entry, asked) if asked else [],
        sort=request.GET.get("sort", ""),
    )


@require_safe
@permission_required("programmes.export")
def export(request: HttpRequest) -> HttpResponse:
    """The rows and columns that the page shows, as XLSX or CSV; and the code, to take it in again."""
    entry = current(request)
    if entry is None:
        raise Http404
    told = tellings(request.user, entry)
    form, rows = kept(request, entry, told)
    known = registry.columns(told)
    shown = registry.chosen(known, request.user)
    chosen = [shown[0], *(c for c in known if c.key == "id" and c not in shown), *shown[1:]]
    head = [registry.title(column) for column in chosen]
    lines = [[column.value(row) for column in chosen] for row in rows]
    taken(request, entry, len(lines))
    if file_asked(request.GET) == "csv":
        return csv_response(say("小区清单", "estates"), head, lines)
    title = say(f"{entry.district}小区清单", f"Estates of {entry.district}")
    note = in_turn(part for part in (entry.name, form.said(), synthetic(entry)) if part)
    return download(plain_table(title, note, head, lines), say("小区清单.xlsx", "estates.xlsx"), XLSX)


@require_POST
@permission_required("programmes.view")
def columns(request: HttpRequest) -> HttpResponse:
    """Remember which columns this person wants."""
    known = {column.key for column in registry.columns(tellings(request.user, current(request)))}
    keys = [key for key in request.POST.getlist("column") if key in known]
    actions.choose_columns(table=registry.TABLE, columns=keys, by=request.user, at=timezone.now())
    back = request.POST.get("query", "")[:2000]
    return redirect(f"{reverse('estates:registry')}?{back}" if back else reverse("estates:registry"))


def _page_of(rows: EstateRowQuerySet, size: int, asked: str | None) -> Page:
    """A page of the rows: no more than their keys are put in order."""
    shown = Paginator(rows.values_list("pk", flat=True), size).get_page(asked)
    keys = list(shown.object_list)
    found = rows.order_by().in_bulk(keys)
    shown.object_list = [found[key] for key in keys if key in found]
    return shown


def _of_measure(told: Iterable[Telling], form: EstateFilter, rows: EstateRowQuerySet) -> tuple[str, str] | None:
    """Where one kind of work is asked for: its name, and what the stages tell of it at the estates of the list."""
    measure = form.cleaned_data.get("measure")
    if not measure:
        return None
    estates = frozenset(rows.order_by().values_list("estate", flat=True))
    return dict(form.fields["measure"].choices)[measure], in_turn(each(told, "of_measure", measure, estates))


def kept(
    request: HttpRequest, entry: ProgrammeEntry, told: Iterable[Telling]
) -> tuple[EstateFilter, EstateRowQuerySet]:
    """The filters that are asked for, and the estates this person sees that pass them, in the order asked for."""
    told = list(told)
    visible = EstateRow.objects.visible_to(request.user).filter(entry=entry)
    places = visible.values_list("subdistrict", "subdistrict_name").order_by("subdistrict_order").distinct()
    form = EstateFilter(
        request.GET,
        subdistricts=list(dict.fromkeys(places)),
        measures=[(m.id, say(m.name, m.name_en or m.name)) for m in entry.frame().measures],
        told=latest(each(told, "filters")),
    )
    order = registry.order(registry.columns(told), request.GET.get("sort", ""))
    return form, form.kept(visible).order_by(*order).select_related("record")


def _cell(column: ListColumn, row: EstateRow) -> dict[str, Any]:
    return {
        "key": column.key,
        "text": registry.text(column, row),
        "title": registry.title(column),
        "is_number": column.is_number,
        "is_state": column.state is not None,
        "state": column.state(row) if column.state else "",
    }


def _heads(request: HttpRequest, chosen: Iterable[ListColumn]) -> list[Head]:
    """Each heading, and where a click leads: the same list sorted by it, then the other way round."""
    now, found = request.GET.get("sort", ""), []
    for column in chosen:
        is_down, is_here = now == f"-{column.key}", now.removeprefix("-") == column.key
        first = "-" if column.is_number and not column.is_plain else ""
        asked = (f"-{column.key}" if now == column.key else column.key) if is_here else f"{first}{column.key}"
        found.append(
            Head(
                column=column,
                title=registry.title(column),
                query=query_without(request, "page", sort=asked) if column.sort else "",
                sorted="descending" if is_here and is_down else "ascending" if is_here else "",
            )
        )
    return found


@transaction.atomic
def taken(request: HttpRequest, entry: ProgrammeEntry, count: int) -> None:
    """Record that so many estates were taken away."""
    audit.record("estates.exported", subject=entry, by=request.user, after={"rows": count})


def synthetic(entry: ProgrammeEntry) -> str:
    """That the figures are invented, where they are."""
    return say("示例数据", "Synthetic data") if entry.is_synthetic else ""

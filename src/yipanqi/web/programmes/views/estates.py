"""The registry of estates, its files, and the columns that somebody wants to see."""

from typing import Any

from django.core.paginator import Paginator
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
from yipanqi.web.page.csv_file import csv_response
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import in_turn, say
from yipanqi.web.page.tables import PRINTED_ROWS

from .. import actions, registry
from ..forms import EstateFilter
from ..models import EstateRow, EstateRowQuerySet, ProgrammeEntry
from ..seam import PlanView, seam
from .frame import XLSX, current, download, page, query_without

PER_PAGE = 50


@require_safe
@permission_required("programmes.view")
def estates(request: HttpRequest) -> HttpResponse:
    """The estates somebody sees, filtered, sorted, page by page."""
    entry = current(request)
    if entry is None:
        return page(request, "empty.html", waiting=[])
    form, rows = kept(request, entry, seam.plan_of(entry, request.user))
    fields = registry.chosen(request.user)
    is_part = request.htmx.target == "rows"
    is_all = request.GET.get("all") == "1"
    pages = Paginator(rows, PRINTED_ROWS if is_all else PER_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    sums = rows.order_by().aggregate(households=Sum("households"), cost=Sum("cost"))
    return page(
        request,
        "_estates.html" if is_part else "estates.html",
        entry,
        is_part=is_part,
        form=form,
        fields=fields,
        all_fields=registry.FIELDS,
        rows=[(row, [(field, field.text(row)) for field in fields[1:]]) for row in shown],
        heads=_heads(request, fields),
        shown=shown,
        total={
            "households": sums["households"] or 0,
            "cost": in_wan(sums["cost"] or 0),
        },
        query=query_without(request, "page"),
        is_all=is_all,
        all_query=query_without(request, "page", all="" if is_all else "1"),
        is_filtered=any(form.cleaned_data.get(name) not in ("", None) for name in form.fields),
        sort=request.GET.get("sort", ""),
    )


@require_safe
@permission_required("programmes.export")
def export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows and columns that the page shows, as XLSX or CSV."""
    entry = current(request)
    if entry is None:
        raise Http404
    form, rows = kept(request, entry, seam.plan_of(entry, request.user))
    fields = registry.chosen(request.user)
    head = [field.title for field in fields]
    lines = [[field.value(row) for field in fields] for row in rows]
    told(request, entry, len(lines))
    if file_asked(request.GET) == "csv":
        return csv_response("estates", head, lines)
    title = say(f"{entry.district}小区清单", f"Estates of {entry.district}")
    note = in_turn(part for part in (entry.name, form.said(), synthetic(entry)) if part)
    return download(plain_table(title, note, head, lines), "estates.xlsx", XLSX)


@require_POST
@permission_required("programmes.view")
def columns(request: HttpRequest) -> HttpResponse:
    """Remember which columns this person wants."""
    keys = [key for key in request.POST.getlist("column") if key in registry.FIELD]
    actions.choose_columns(table=registry.TABLE, columns=keys, by=request.user, at=timezone.now())
    back = request.POST.get("query", "")[:2000]
    return redirect(f"{reverse('programmes:estates')}?{back}" if back else reverse("programmes:estates"))


def kept(request: HttpRequest, entry: ProgrammeEntry, plan: PlanView | None) -> tuple[EstateFilter, EstateRowQuerySet]:
    """The filters that are asked for, and the estates this person sees that pass them, in the order asked for."""
    visible = EstateRow.objects.visible_to(request.user).filter(entry=entry)
    places = visible.values_list("subdistrict", "subdistrict_name").order_by("subdistrict_order").distinct()
    measures = [(m.id, say(m.name, m.name_en or m.name)) for m in entry.frame().measures]
    form = EstateFilter(
        request.GET,
        subdistricts=list(dict.fromkeys(places)),
        measures=measures,
        started=plan.plan.starts if plan else None,
    )
    rows = form.kept(visible).order_by(*registry.order(request.GET.get("sort", ""))).select_related("record")
    return form, rows


def _heads(request: HttpRequest, fields: list[registry.Field]) -> list[dict[str, Any]]:
    """Each heading, and where a click leads: the same list sorted by it, then the other way round."""
    now = request.GET.get("sort", "")
    found = []
    for field in fields:
        is_down, is_here = now == f"-{field.key}", now.removeprefix("-") == field.key
        first = "-" if field.is_number and field.key != "built_year" else ""
        asked = (f"-{field.key}" if now == field.key else field.key) if is_here else f"{first}{field.key}"
        found.append(
            {
                "field": field,
                "query": query_without(request, "page", sort=asked) if field.sort else "",
                "sorted": "descending" if is_here and is_down else "ascending" if is_here else "",
            }
        )
    return found


@transaction.atomic
def told(request: HttpRequest, entry: ProgrammeEntry, count: int) -> None:
    """Record that so many estates were taken away."""
    audit.record("estates.exported", subject=entry, by=request.user, after={"rows": count})


def synthetic(entry: ProgrammeEntry) -> str:
    """That the figures are invented, where they are."""
    return say("示例数据", "Synthetic data") if entry.is_synthetic else ""

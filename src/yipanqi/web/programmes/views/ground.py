"""The registry on the map: the same estates under the same filters, each a mark, and the list beside it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Avg, Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yipanqi.documents.press.plain_table import plain_table
from yipanqi.domain.coordinate import Point
from yipanqi.web.page.csv_file import csv_response
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.mapping import MAP_ESTATES, Look, Spot, lay_out, tiles
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import in_turn, say

from ..models import EstateRow, EstateRowQuerySet
from ..seam import PlanView, seam
from .estates import kept, synthetic, told
from .frame import XLSX, current, download, page, query_without

LOOKS = {  # state → its words, shape and colour; who is further on comes first
    "way": ("施工中", "Under way", "square", "jade"),
    "planned": ("已排入方案", "In the plan", "circle", "blue"),
    "eligible": ("符合条件", "Eligible", "circle", "open"),
    "late": ("放宽纳入", "Late-built", "diamond", "open-amber"),
    "excluded": ("不纳入", "Excluded", "square", "open-grey"),
}


@require_safe
@permission_required("programmes.view")
def ground(request: HttpRequest) -> HttpResponse:
    """The estates somebody sees on the map, filtered as in the registry."""
    entry = current(request)
    if entry is None:
        return page(request, "empty.html", waiting=[])
    plan = seam.plan_of(entry, request.user)
    form, rows = kept(request, entry, plan)
    rows, is_part = _in_order(rows), request.htmx.target == "map-part"
    sums = rows.order_by().aggregate(count=Count("pk"), households=Sum("households"), placed=Count("longitude"))
    is_crowded = sums["placed"] > MAP_ESTATES and not form.cleaned_data.get("subdistrict")
    looks = {code: Look(code=code, said=say(zh, en), shape=s, tone=t) for code, (zh, en, s, t) in LOOKS.items()}
    spots = _crowds(request, rows) if is_crowded else _spots(request, rows[: 2 * MAP_ESTATES], looks, plan)
    return page(
        request,
        "_ground.html" if is_part else "ground.html",
        entry,
        is_map=True,
        is_part=is_part,
        form=form,
        map=lay_out(spots, list(looks.values())),
        sums=sums,
        is_crowded=is_crowded,
        name_head=say("街道", "Subdistrict") if is_crowded else "",
        state_head=say("小区", "Estates") if is_crowded else "",
        is_cut=not is_crowded and sums["count"] > 2 * MAP_ESTATES,
        tiles=tiles(),
        plan=plan,
        query=query_without(request, "page", "sort"),
        is_filtered=any(form.cleaned_data.get(name) not in ("", None) for name in form.fields),
    )


@require_safe
@permission_required("programmes.export")
def export(request: HttpRequest) -> HttpResponse:
    """The list of the map, with coordinates, as XLSX or CSV."""
    entry = current(request)
    if entry is None:
        raise Http404
    plan = seam.plan_of(entry, request.user)
    form, rows = kept(request, entry, plan)
    head = [say("小区", "Estate"), say("编号", "Code"), say("街道", "Subdistrict"), say("户数", "Households")]
    head += [say("状态", "State"), say("经度（CGCS2000）", "Longitude (CGCS2000)")]
    head += [say("纬度（CGCS2000）", "Latitude (CGCS2000)")]
    lines = [
        [
            row.name,
            row.estate,
            row.subdistrict_name,
            row.households,
            say(*LOOKS[_state(row, plan)][:2]),
            row.longitude,
            row.latitude,
        ]
        for row in _in_order(rows)
    ]
    told(request, entry, len(lines))
    if file_asked(request.GET) == "csv":
        return csv_response("map", head, lines)
    title = say(f"{entry.district}小区位置", f"Where the estates of {entry.district} are")
    note = in_turn(part for part in (entry.name, form.said(), synthetic(entry)) if part)
    return download(plain_table(title, note, head, lines), "map.xlsx", XLSX)


def _in_order(rows: EstateRowQuerySet) -> EstateRowQuerySet:
    """By subdistrict, as the list beside the map has its headings."""
    return rows.select_related(None).order_by("subdistrict_order", "subdistrict", "pinyin", "estate")


def _spots(
    request: HttpRequest, rows: Iterable[EstateRow], looks: dict[str, Look], plan: PlanView | None
) -> Iterator[Spot]:
    can_edit = request.user.has_perm("programmes.edit")
    for row in rows:
        yield Spot(
            id=str(row.record_id),
            name=row.name,
            section=row.subdistrict_name,
            look=looks[_state(row, plan)],
            households=row.households,
            point=_point(row.longitude, row.latitude),
            url=row.get_absolute_url(),
            fix=reverse("programmes:record", args=[row.record_id]) if can_edit else "",
        )


def _crowds(request: HttpRequest, rows: EstateRowQuerySet) -> Iterator[Spot]:
    """A mark for each subdistrict where there are too many estates for one each."""
    look = Look(code="crowd", said=say("个小区", "estates"), shape="circle", tone="open")
    places = (
        rows.order_by("subdistrict_order", "subdistrict")
        .values("subdistrict", "subdistrict_name", "subdistrict_order")
        .annotate(count=Count("pk"), households=Sum("households"), east=Avg("longitude"), north=Avg("latitude"))
    )
    for place in places:
        url = f"?{query_without(request, 'page', 'sort', subdistrict=place['subdistrict'])}"
        yield Spot(
            id=f"s{place['subdistrict']}",
            name=place["subdistrict_name"],
            section="",
            look=look,
            households=place["households"],
            point=_point(place["east"], place["north"]),
            told=say(f"{place['count']:,} 个小区", f"{place['count']:,} estates"),
            url=url,
            to=url,
            count=place["count"],
        )


def _point(east: Any, north: Any) -> Point | None:
    return None if east is None or north is None else Point(east, north)


def _state(row: EstateRow, plan: PlanView | None) -> str:
    if row.is_under_way:
        return "way"
    return "planned" if plan is not None and row.estate in plan.plan.starts else row.standing

"""The registry on the map: the same estates under the same filters, each a mark, and the list beside it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Avg, Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yipanqi.documents.press.plain_table import plain_table
from yipanqi.domain.coordinate import Point
from yipanqi.web.page.answer import XLSX, download, query_without
from yipanqi.web.page.csv_file import csv_response
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.mapping import MAP_ESTATES, Look, Spot, lay_out, tiles
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import in_turn, say
from yipanqi.web.page.telling import Telling, each, latest
from yipanqi.web.programmes.models import EstateRow, EstateRowQuerySet
from yipanqi.web.programmes.working import current, page

from ..stages import tellings
from .registry import kept, synthetic, taken


@require_safe
@permission_required("programmes.view")
def estates_map(request: HttpRequest) -> HttpResponse:
    """The estates somebody sees on the map, filtered as in the registry."""
    entry = current(request)
    if entry is None:
        return page(request, "estates/empty.html")
    told = tellings(request.user, entry)
    form, rows = kept(request, entry, told)
    rows, is_part = _in_order(rows), request.htmx.target == "map-part"
    sums = rows.order_by().aggregate(count=Count("*"), households=Sum("households"), placed=Count("longitude"))
    is_crowded = sums["placed"] > MAP_ESTATES and not form.cleaned_data.get("subdistrict")
    looks = looks_of(told)
    spots = _crowds(request, rows) if is_crowded else _spots(request, rows[: 2 * MAP_ESTATES], looks, told)
    return page(
        request,
        "estates/_map_part.html" if is_part else "estates/map.html",
        entry,
        is_map=True,
        is_part=is_part,
        form=form,
        map=lay_out(spots, looks),
        sums=sums,
        is_crowded=is_crowded,
        name_head=say("街道", "Subdistrict") if is_crowded else "",
        state_head=say("小区", "Estates") if is_crowded else "",
        is_cut=not is_crowded and sums["count"] > 2 * MAP_ESTATES,
        tiles=tiles(),
        query=query_without(request, "page", "sort"),
        is_filtered=form.is_asked,
    )


@require_safe
@permission_required("programmes.export")
def export(request: HttpRequest) -> HttpResponse:
    """The list of the map, with coordinates, as XLSX or CSV."""
    entry = current(request)
    if entry is None:
        raise Http404
    told = tellings(request.user, entry)
    form, rows = kept(request, entry, told)
    said = {look.code: look.said for look in looks_of(told)}
    head = [say("小区", "Estate"), say("编号", "Code"), say("街道", "Subdistrict"), say("户数", "Households")]
    head += [say("状态", "State"), say("经度（CGCS2000）", "Longitude (CGCS2000)")]
    head += [say("纬度（CGCS2000）", "Latitude (CGCS2000)")]
    lines = [
        [
            row.name,
            row.estate,
            row.subdistrict_name,
            row.households,
            said[_state(row, told)],
            row.longitude,
            row.latitude,
        ]
        for row in _in_order(rows)
    ]
    taken(request, entry, len(lines))
    if file_asked(request.GET) == "csv":
        return csv_response(say("小区位置", "map"), head, lines)
    title = say(f"{entry.district}小区位置", f"Where the estates of {entry.district} are")
    note = in_turn(part for part in (entry.name, form.said(), synthetic(entry)) if part)
    return download(plain_table(title, note, head, lines), say("小区位置.xlsx", "map.xlsx"), XLSX)


def _in_order(rows: EstateRowQuerySet) -> EstateRowQuerySet:
    """By subdistrict, as the list beside the map has its headings."""
    return rows.select_related(None).order_by("subdistrict_order", "subdistrict", "pinyin", "estate")


def _spots(
    request: HttpRequest, rows: Iterable[EstateRow], looks: Iterable[Look], told: Sequence[Telling]
) -> Iterator[Spot]:
    by_code = {look.code: look for look in looks}
    can_edit = request.user.has_perm("programmes.edit")
    for row in rows:
        yield Spot(
            id=str(row.record_id),
            name=row.name,
            section=row.subdistrict_name,
            look=by_code[_state(row, told)],
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
        .annotate(count=Count("*"), households=Sum("households"), east=Avg("longitude"), north=Avg("latitude"))
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


def looks_of(told: Iterable[Telling]) -> list[Look]:
    """The states that the stages tell, who is further on first."""
    return sorted(latest(each(told, "looks")), key=lambda look: -look.rank)


def _state(row: EstateRow, told: Sequence[Telling]) -> str:
    """The state that the latest stage tells of it."""
    return next(state for telling in reversed(told) if (state := telling.state(row)))

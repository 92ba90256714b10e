"""An estate's page: its chain, and under it facts, works, plan, money, timeline, photos and history; its photos."""

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.domain.fund import Fund
from yipanqi.domain.measure import Need
from yipanqi.domain.money import FEN_PER_WAN, in_wan, wan_text
from yipanqi.domain.offer import Offer, offer
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.spoken import CLASSES, STANDARDS
from yipanqi.web.permission import permission_required
from yipanqi.web.say import say
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.records import names_in

from .. import actions, board, chain
from ..actions.photos import photo_path
from ..alike import alike
from ..forms import PhotoForm, language, texts_of
from ..models import Change, EstateRow, Photo, Record
from ..seam import PlanView, seam
from .frame import page

Values = dict[str, Any]


@require_safe
@permission_required("programmes.view")
def estate(request: HttpRequest, record_id: int) -> HttpResponse:
    """Everything about one estate on one page."""
    row = _row(request, record_id)
    return _page(request, row, PhotoForm())


@require_POST
@permission_required("programmes.edit")
def add_photo(request: HttpRequest, record_id: int) -> HttpResponse:
    """Keep a photo of the estate."""
    row = _row(request, record_id)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            actions.keep_photo(
                row=row,
                data=asked["file"].read(20_000_001),
                caption=asked["caption"],
                taken_date=asked["taken_date"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, say("照片已保存", "The photo was saved"))
            return redirect(f"{row.get_absolute_url()}#photos")
        except actions.CannotKeep as refusal:
            form.add_error("file", str(refusal))
    return _page(request, row, form, status=422)


@require_POST
@permission_required("programmes.edit")
def remove_photo(request: HttpRequest, uid: str) -> HttpResponse:
    """Show a photo no more."""
    photo, row = _photo(request, uid)
    actions.remove_photo(photo=photo, by=request.user, at=timezone.now())
    messages.success(request, say("照片已移除", "The photo was removed"))
    return redirect(f"{row.get_absolute_url()}#photos")


@require_safe
@permission_required("programmes.view")
def photo(request: HttpRequest, uid: str) -> FileResponse:
    """The clean copy itself, under our own name and type."""
    found, _ = _photo(request, uid)
    try:
        response = FileResponse(photo_path(found).open("rb"), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{found.file_name}"'
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _row(request: HttpRequest, record_id: int) -> EstateRow:
    rows = EstateRow.objects.visible_to(request.user).select_related("entry__current_version", "record")
    return get_object_or_404(rows, record_id=record_id)


def _photo(request: HttpRequest, uid: str) -> tuple[Photo, EstateRow]:
    found = get_object_or_404(Photo, uid=uid, removed_at=None)
    row = get_object_or_404(EstateRow.objects.visible_to(request.user), entry=found.entry_id, estate=found.estate)
    return found, row


def _page(request: HttpRequest, row: EstateRow, form: PhotoForm, status: int = 200) -> HttpResponse:
    entry = row.entry
    programme = entry.small(row.estate)
    own, plan = programme.estate_by_id[row.estate], seam.plan_of(entry, request.user)
    photos = list(Photo.objects.filter(entry=entry, estate=row.estate, removed_at=None).order_by("taken_date", "at"))
    likenesses = alike(photos, request.user)
    told = [card for tell in seam.cards for card in tell(row, request.user)]
    records = {(r.sheet, r.values.get("measure", "")): r for r in entry.records.active().filter(estate=row.estate)}
    names = names_in(entry.sheets(row.estate))
    works = _works(row, programme, plan, records)
    return page(
        request,
        "estate.html",
        entry,
        row=row,
        own=own,
        standing=_standing(programme, row),
        chain=chain.links(row, programme, plan, len(photos), told),
        facts=texts_of(row.record, SHEET["estates"], programme.calendar, names),
        buildings=programme.buildings,
        works=works,
        works_cost_said=wan_text(row.cost),
        plan=plan,
        start=_start(row, plan),
        why=plan.why(row.estate) if plan else [],
        money=_money(row, plan),
        photos=[(photo, likenesses.get(photo.pk, ())) for photo in photos],
        is_any_alike=bool(likenesses),
        form=form,
        history=_history(row, programme),
        can_edit=request.user.has_perm("programmes.edit"),
        status=status,
    )


def _standing(programme: Programme, row: EstateRow) -> str:
    """In a sentence, where the estate may not be renovated or only within a share."""
    reasons = offer(programme).standings[row.estate].reasons
    return " ".join(sentence(reason.code, reason.values, language()) for reason in reasons)


def _works(
    row: EstateRow, programme: Programme, plan: PlanView | None, records: dict[tuple[str, str], Record]
) -> list[Values]:
    """What the survey found, what it costs, and how far it is."""
    offered = offer(programme)
    needs = {need.measure: need for need in programme.needs_by_estate.get(row.estate, ())}
    stones = (
        board.plan_stones(needs, plan.plan, plan.programme, row.estate)
        if plan
        else board.need_stones({measure: float(need.severity) for measure, need in needs.items()})
    )
    order = [measure.id for measure in programme.measures if measure.id in needs]
    return [
        _work(row, programme, offered, needs[measure], stones[measure], plan)
        | {"record": records.get(("survey", measure))}
        for measure in order
    ]


def _work(
    row: EstateRow, programme: Programme, offered: Offer, need: Need, stone: str, plan: PlanView | None
) -> Values:
    measure = programme.measure_by_id[need.measure]
    work = offered.work.get((row.estate, need.measure))
    refusal = next((r for r in offered.refusals if r.measure == need.measure), None)
    standard = plan.plan.choices.get((row.estate, need.measure)) if plan else None
    lang = language()
    return {
        "id": measure.id,
        "name": say(measure.name, measure.name_en or measure.name),
        "class": say(*CLASSES[measure.measure_class.value]),
        "standard": say(*STANDARDS[standard.value]) if standard else "",
        "severity": f"{float(need.severity):.2f}",
        "support": f"{float(need.support):.0%}" if need.support is not None else "",
        "quantity": _quantity(work.estimate.quantity.value) if work else "",
        "is_estimated": bool(work) and work.estimate.quantity.origin.value == "estimated",
        "unit": measure.unit,
        "cost": work.estimate.cost if work else None,
        "cost_said": wan_text(work.option(standard).cost if standard else work.estimate.cost) if work else "",
        "stone": stone,
        "stone_said": board.said_of(stone),
        "refusal": sentence(refusal.reason.code, refusal.reason.values, lang) if refusal else "",
    }


def _quantity(value: Any) -> str:
    return f"{float(value):,.1f}".removesuffix(".0")


def _start(row: EstateRow, plan: PlanView | None) -> tuple[str, str] | None:
    """First and last quarter of the estate in the plan."""
    if plan is None or row.estate not in plan.plan.starts:
        return None
    start, calendar = plan.plan.starts[row.estate], plan.programme.calendar
    ends = [measure.end for measure in plan.programme.measures if (row.estate, measure.id) in plan.plan.choices]
    return calendar.label(start), calendar.label(start + max(ends, default=1) - 1)


def _money(row: EstateRow, plan: PlanView | None) -> Values | None:
    """Whose money, by source and year; the rows add up to the totals."""
    if plan is None or row.estate not in plan.plan.starts:
        return None
    calendar, years = plan.programme.calendar, range(plan.programme.calendar.years)
    by_fund: dict[str, list[int]] = {}
    for measure in plan.programme.measures:
        for payment in plan.plan.payments_by_work.get((row.estate, measure.id), ()):
            by_fund.setdefault(payment.fund, [0] * calendar.years)[payment.year] += payment.amount
    total = sum(sum(amounts) for amounts in by_fund.values())
    rows = [
        {
            "name": _fund_name(plan.programme.fund_by_id[fund]),
            "years": [in_wan(amount) for amount in amounts],
            "total": in_wan(sum(amounts)),
            "part": float(Fraction(sum(amounts), total) * 1000) if total else 0,
        }
        for fund, amounts in sorted(by_fund.items(), key=lambda item: -sum(item[1]))
    ]
    left = 0.0
    for line in rows:
        line["left"] = round(left, 1)
        left += line["part"]
        line["part"] = round(line["part"], 1)
    return {
        "years": [calendar.first_year + year for year in years],
        "rows": rows,
        "sums": [in_wan(sum(amounts[year] for amounts in by_fund.values())) for year in years],
        "total": in_wan(total),
        "total_said": f"{total / FEN_PER_WAN:,.2f}",
    }


def _fund_name(fund: Fund) -> str:
    return say(fund.name, fund.name_en or fund.name)


def _history(row: EstateRow, programme: Programme) -> list[Values]:
    """The latest deeds: each edit by itself, what an import did in one line."""
    records = list(Record.objects.filter(entry=row.entry_id, estate=row.estate).values_list("pk", flat=True))
    of_estate = Change.objects.filter(record__in=records)
    edits = of_estate.filter(batch=None).select_related("record", "by").order_by("-pk")[:12]
    imports = (
        of_estate.exclude(batch=None)
        .values("batch__file_name", "at", "by__display_name", "is_undoing")
        .annotate(count=Count("pk"))
        .order_by("-at")[:6]
    )
    found = [
        {
            "at": change.at,
            "by": change.by,
            "what": _what(change),
            "name": _row_name(change.record, programme),
            "url": change.record.get_absolute_url(),
            "reason": change.reason,
        }
        for change in edits
    ]
    found += [
        {
            "at": deed["at"],
            "by": deed["by__display_name"],
            "what": say("撤销导入", "undid the import") if deed["is_undoing"] else say("导入", "imported"),
            "name": f"{deed['batch__file_name']} · {deed['count']} {say('行', 'rows')}",
        }
        for deed in imports
    ]
    return sorted(found, key=lambda deed: deed["at"], reverse=True)


def _what(change: Change) -> str:
    if change.before is None:
        return say("新增", "added")
    return say("删除", "removed") if change.after is None else say("修改", "changed")


def _row_name(record: Record, programme: Programme) -> str:
    measure = programme.measure_by_id.get(record.values.get("measure", ""))
    name = say(measure.name, measure.name_en or measure.name) if measure else record.name
    return f"{say(*SHEET[record.sheet].title)} · {name}"

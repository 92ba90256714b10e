"""An estate's page: its chain, and under it each stage, the plan, its documents, facts and history; its photos."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.domain.money import wan_text
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences import sentence
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import language, say
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.records import names_in

from .. import actions, chain, planned, survey
from ..actions.photos import photo_path
from ..forms import PhotoForm, texts_of
from ..models import Change, EstateRow, Photo, Record
from ..photo_matches import alike
from ..seam import seam
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
    links = chain.links(row, programme, plan, photos, told)
    return page(
        request,
        "estate.html",
        entry,
        row=row,
        own=own,
        standing=_standing(programme, row),
        chain=links,
        stages={link.key: link for link in links},
        to_come=chain.to_come(links),
        facts=texts_of(row.record, SHEET["estates"], programme.calendar, names),
        buildings=programme.buildings,
        wishes=survey.wishes(row, programme),
        votes=survey.votes(row, programme),
        works=survey.works(row, programme, plan, records),
        works_cost_said=wan_text(row.cost),
        plan=plan,
        start=planned.span(row, plan),
        why=plan.why(row.estate) if plan else [],
        money=planned.money(row, plan),
        timeline=planned.timeline(row, plan),
        papers=plan.papers() if plan else [],
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

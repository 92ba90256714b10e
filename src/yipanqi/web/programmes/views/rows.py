"""Programmes and their sheets row by row: lists, forms, history; the whole as a workbook."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi import workbook
from yipanqi.domain.estate import Level
from yipanqi.domain.finding import Finding
from yipanqi.domain.sentences import sentence
from yipanqi.web.page.answer import XLSX, done, download
from yipanqi.web.page.kept_file import LostFile
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import in_turn, language, say
from yipanqi.workbook.columns import SHEET, SHEETS
from yipanqi.workbook.layout import Column, Sheet
from yipanqi.workbook.own_fields import sheet_in
from yipanqi.workbook.records import OF_ESTATE, calendar_in, names_in, shown

from .. import actions
from ..forms import RowForm
from ..models import Change, EstateRow, ProgrammeEntry, Record, hidden_sheets
from ..row_words import record_name
from ..working import CHOSEN, current, entries, page


@require_safe
@permission_required("programmes.view")
def programme(request: HttpRequest, entry_id: int) -> HttpResponse:
    """What a programme holds: its sheets, versions and imports."""
    entry = entry_of(request, entry_id)
    records = Record.objects.visible_to(request.user).filter(entry=entry, is_active=True)
    counts = dict(records.values_list("sheet").annotate(count=Count("*")).order_by())
    return page(
        request,
        "programmes/programme.html",
        entry,
        shown=entry,
        can_export_whole=request.user.has_perm("programmes.export") and request.user.scope().is_whole,
        is_large=actions.is_large(entry),
        is_written=actions.is_written(entry, language()),
        others=[other for other in entries(request) if other.pk != entry.pk],
        is_current=(chosen := current(request)) is not None and chosen.pk == entry.pk,
        sheets=[
            (sheet, say(*sheet.title), say(*sheet.note), counts.get(sheet.key, 0))
            for sheet in SHEETS
            if sheet.key not in hidden_sheets(request.user)
        ],
        versions=entry.versions.select_related("by").defer("content").order_by("-number")[:10],
        batches=entry.batches.select_related("by").defer("content", "findings", "difference")[:10],
    )


@require_POST
@permission_required("programmes.view")
def choose(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Work with this programme from now on."""
    entry = entry_of(request, entry_id)
    request.session[CHOSEN] = entry.pk
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("programmes.view")
def record(request: HttpRequest, record_id: int) -> HttpResponse:
    """One row: its form for who may edit it, its history for everybody who sees it."""
    found = _record(request, record_id)
    can_edit = found.is_active and may_edit(request, SHEET[found.sheet])
    if request.method == "POST":
        if not can_edit:
            raise Http404
        return _saved(request, found)
    form = _form(request, found.entry, SHEET[found.sheet], found.values, found.revision, estate=found.estate)
    return _record_page(request, found, form, can_edit)


@require_POST
@permission_required("programmes.edit")
def remove(request: HttpRequest, record_id: int) -> HttpResponse:
    """Take a row out."""
    found = _to_edit(request, record_id)
    revision = request.POST.get("revision", "")
    try:
        actions.remove(
            record=found,
            revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0,
            by=request.user,
            at=timezone.now(),
            reason=request.POST.get("reason", ""),
        )
    except actions.CannotSave as refusal:
        return _refused(request, found, refusal)
    except actions.Outdated as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, say("已删除，可在“已删除的行”中找回", "Removed; it can be found among the rows removed"))
    return redirect("programmes:sheet", found.entry_id, found.sheet)


@require_POST
@permission_required("programmes.edit")
def confirm_row(request: HttpRequest, record_id: int) -> HttpResponse:
    """Confirm what somebody else entered."""
    found = _to_edit(request, record_id)
    deed = partial(actions.confirm_row, record=found, by=request.user, at=timezone.now())
    return done(request, deed, say("已复核，从现在起生效", "Confirmed; it counts from now on"), back=found)


@require_POST
@permission_required("programmes.edit")
def restore(request: HttpRequest, record_id: int) -> HttpResponse:
    """Bring a row back that was removed."""
    found = _to_edit(request, record_id)
    try:
        actions.restore(record=found, by=request.user, at=timezone.now())
    except actions.CannotSave as refusal:
        return _refused(request, found, refusal)
    messages.success(request, say("已恢复", "Brought back"))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("programmes.edit")
def add(request: HttpRequest, entry_id: int, key: str) -> HttpResponse:
    """A new row of a sheet; with an estate in the address, one of that estate's."""
    entry, found = entry_of(request, entry_id), sheet_of(key)
    if found.upright or not may_edit(request, found):
        raise Http404
    estate = request.GET.get("estate", "")[:200]
    fixed = _fixed(request, entry, found, estate)
    form = _form(request, entry, found, {}, 0, data=request.POST if request.method == "POST" else None, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        _check_scope(request, entry, found, form.parsed.values)
        try:
            new, warnings = actions.add(
                entry=entry,
                sheet=key,
                values=form.parsed.values,
                by=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
            _tell(request, warnings)
            return redirect(_after(entry, new))
        except actions.CannotSave as refusal:
            form.add_error(None, str(refusal))
            form.add_findings(refusal.findings)
    title = say(f"新增：{found.title[0]}", f"New: {found.title[1]}")
    values = {"form": form, "title": title, "sheet": found, "can_edit": True, "is_new": True}
    status = 422 if form.errors else 200
    return page(request, "programmes/record.html", entry, **values, back=_list_of(entry, found), status=status)


def _list_of(entry: ProgrammeEntry, sheet: Sheet) -> str:
    """Where the rows of a sheet are listed."""
    if sheet.upright:
        return entry.get_absolute_url()
    return reverse("programmes:sheet", args=[entry.pk, sheet.key])


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("programmes.export")
def export(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The whole programme as the workbook that can be imported again; for who sees the whole district. Of a large
    programme a worker writes it: sending the form has it written, and the job's page leads back here."""
    entry = entry_of(request, entry_id)
    if not request.user.scope().is_whole or entry.current_version_id is None:
        raise Http404
    lang = request.GET["lang"] if request.GET.get("lang") in ("zh", "en") else language()
    if not actions.is_large(entry):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "programme.xlsx"
            workbook.write(entry.programme(), path, lang=lang)
            data = path.read_bytes()
    elif request.method == "POST":
        return redirect(actions.ask_for_export(entry=entry, lang=lang, by=request.user, at=timezone.now()))
    else:
        try:
            data = actions.written_export(entry, lang)
        except LostFile:
            messages.info(
                request,
                say(
                    "这一版的工作簿还没有生成，请点“导出工作簿”",
                    "Press “Export the workbook” to have that of this state written",
                ),
            )
            return redirect(entry)
    actions.taken(entry=entry, by=request.user, at=timezone.now())
    kind = {"zh": "改造计划数据", "en": "programme data"}[lang]
    return download(data, f"{kind} {entry.name} {timezone.localdate()}.xlsx", XLSX)


@require_safe
@permission_required("programmes.view")
def template(request: HttpRequest) -> HttpResponse:
    """The blank workbook that a new programme starts from."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        workbook.template(path, lang=language(), first_year=timezone.localdate().year + 1)
        return download(path.read_bytes(), say("改造计划空白表.xlsx", "blank programme.xlsx"), XLSX)


def entry_of(request: HttpRequest, entry_id: int) -> ProgrammeEntry:
    """The programme of this address, where one may see it."""
    return get_object_or_404(ProgrammeEntry.objects.visible_to(request.user).filled(), pk=entry_id)


def sheet_of(key: str) -> Sheet:
    """The sheet of this address."""
    if key not in SHEET:
        raise Http404
    return SHEET[key]


def _record(request: HttpRequest, record_id: int) -> Record:
    return get_object_or_404(Record.objects.visible_to(request.user).select_related("entry"), pk=record_id)


def _to_edit(request: HttpRequest, record_id: int) -> Record:
    """The row, where one may change it."""
    found = _record(request, record_id)
    if not may_edit(request, SHEET[found.sheet]):
        raise Http404
    return found


def _refused(request: HttpRequest, found: Record, refusal: actions.CannotSave) -> HttpResponse:
    """Back to the row, with why nothing was done."""
    for words in [_refusal_told(refusal), *(_words(finding) for finding in refusal.findings[:5])]:
        messages.error(request, words)
    return redirect(found)


def _refusal_told(refusal: actions.CannotSave) -> str:
    """Why not; of what a later stage forbids with the page where it is asked for."""
    if not isinstance(refusal, actions.Forbidden) or not refusal.bar.url:
        return str(refusal)
    return format_html('{} <a href="{}">{}</a>', str(refusal), refusal.bar.url, say(*refusal.bar.link))


def may_edit(request: HttpRequest, found: Sheet) -> bool:
    """A subdistrict edits what belongs to its estates; the rest is the district's."""
    return request.user.has_perm("programmes.edit") and (found.key in OF_ESTATE or request.user.scope().is_whole)


def reference_sheets(request: HttpRequest, entry: ProgrammeEntry, estate: str = "") -> dict[str, list[dict[str, Any]]]:
    """The rows that others name, with one estate's own or, for lists, with code and name of every estate one sees."""
    sheets = entry.sheets(estate)
    if not estate:
        seen = EstateRow.objects.visible_to(request.user).filter(entry=entry).values_list("estate", "name")
        sheets["estates"] = [{"id": code, "name": name} for code, name in seen]
    return sheets


def _form(
    request: HttpRequest,
    entry: ProgrammeEntry,
    found: Sheet,
    values: dict[str, Any],
    revision: int,
    *,
    data: Any = None,
    estate: str = "",
    fixed: dict[str, str] | None = None,
) -> RowForm:
    sheets = reference_sheets(request, entry, estate)
    if estate and found.key != "estates":
        fixed = {"estate": estate}
    return RowForm(
        data,
        sheet=sheet_in(sheets, found.key),
        calendar=calendar_in(sheets),
        names=names_in(sheets),
        values=values,
        revision=revision,
        fixed=fixed,
        offered=_offered(request, sheets),
        groups=_groups(sheets),
    )


def _groups(sheets: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, str]]:
    """The list of communities has them by subdistrict."""
    names = {row["id"]: row.get("name") or row["id"] for row in sheets["regions"]}
    return {"community": {row["id"]: names.get(row.get("subdistrict"), "") for row in sheets["communities"]}}


def _offered(request: HttpRequest, sheets: dict[str, list[dict[str, Any]]]) -> dict[str, frozenset[str]]:
    """The subdistricts and communities that a row's lists offer: no district or province, and only one's own area."""
    places = {row["id"] for row in sheets["regions"] if row.get("level") == Level.SUBDISTRICT.value}
    inside = {row["id"]: row.get("subdistrict", "") for row in sheets["communities"]}
    scope = request.user.scope()
    if not scope.is_whole:
        above = {inside[code] for code in scope.regions if code in inside}
        inside = {code: place for code, place in inside.items() if code in scope.regions or place in scope.regions}
        places &= {*scope.regions, *above}
    return {"subdistrict": frozenset(places), "community": frozenset(inside)} if places else {}


def _fixed(request: HttpRequest, entry: ProgrammeEntry, found: Sheet, estate: str) -> dict[str, str]:
    if not estate or found.key not in OF_ESTATE or found.key == "estates":
        return {}
    get_object_or_404(EstateRow.objects.visible_to(request.user), entry=entry, estate=estate)
    return {"estate": estate}


def _check_scope(request: HttpRequest, entry: ProgrammeEntry, found: Sheet, values: dict[str, Any]) -> None:
    """Nobody moves a row, or an estate, out of or into somebody else's area."""
    scope = request.user.scope()
    if scope.is_whole or found.key not in OF_ESTATE:
        return
    if found.key == "estates":
        if values.get("subdistrict") not in scope.regions and values.get("community") not in scope.regions:
            raise Http404
        return
    get_object_or_404(EstateRow.objects.visible_to(request.user), entry=entry, estate=values.get("estate", ""))


def _saved(request: HttpRequest, found: Record) -> HttpResponse:
    of_row = SHEET[found.sheet]
    form = _form(request, found.entry, of_row, found.values, found.revision, data=request.POST, estate=found.estate)
    if not form.is_valid():
        return _record_page(request, found, form, True, status=422)
    _check_scope(request, found.entry, of_row, form.parsed.values)
    try:
        warnings = actions.edit(
            record=found,
            values=form.parsed.values,
            revision=form.cleaned_data["revision"],
            by=request.user,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
        )
    except actions.CannotSave as refusal:
        form.add_error(None, _refusal_told(refusal))
        form.add_findings(refusal.findings)
        return _record_page(request, found, form, True, status=422)
    except actions.Outdated as refusal:
        return _conflict(request, refusal.record, form)
    _tell(request, warnings)
    return redirect(_after(found.entry, found))


def _conflict(request: HttpRequest, now: Record, form: RowForm) -> HttpResponse:
    """Both versions side by side; nothing is lost, nothing is overwritten."""
    lang, theirs, mine = language(), now.values, form.parsed.values
    lines = []
    for column in form.sheet.columns:
        pair = [theirs.get(column.key), mine.get(column.key)]
        if pair[0] != pair[1]:
            lines.append((column.heading(lang), *(_value_told(form, column, value) for value in pair)))
    last = now.changes.select_related("by").order_by("-pk").first()
    return page(
        request, "programmes/conflict.html", now.entry, now=now, lines=lines, last=last, mine=_written(form), status=409
    )


def _written(form: RowForm) -> list[tuple[str, str]]:
    """What somebody wrote, to be sent again."""
    return [(name, form.data[name]) for name in form.fields if name in form.data and name != "revision"]


def _record_page(request: HttpRequest, found: Record, form: RowForm, can_edit: bool, status: int = 200) -> HttpResponse:
    row = EstateRow.objects.filter(entry=found.entry_id, estate=found.estate).first() if found.estate else None
    changes = found.changes.select_related("by", "batch", "event").order_by("-pk")[:30]
    return page(
        request,
        "programmes/record.html",
        found.entry,
        record=found,
        row=row,
        form=form,
        sheet=SHEET[found.sheet],
        title=record_name(found) or found.name,
        can_edit=can_edit,
        can_confirm=can_edit and _waits_for(found, request.user),
        can_restore=not found.is_active and may_edit(request, SHEET[found.sheet]),
        history=[(change, _told(change, form)) for change in changes],
        back=row.get_absolute_url() if row else _list_of(found.entry, SHEET[found.sheet]),
        status=status,
    )


def _waits_for(found: Record, user: Any) -> bool:
    """Does the row wait to be confirmed, by somebody who is not who entered it?"""
    is_open = found.sheet in actions.CONFIRMED and not found.values.get("confirmed_by")
    return is_open and found.values.get("entered_by") != str(user)


def _told(change: Change, form: RowForm) -> list[tuple[str, str, str]]:
    """The fields that a change touched: heading, before, after."""
    old, new, lang, found = change.before or {}, change.after or {}, language(), []
    for column in form.sheet.columns if change.before and change.after else ():
        if old.get(column.key) != new.get(column.key):
            pair = [old.get(column.key), new.get(column.key)]
            found.append((column.heading(lang), *(_value_told(form, column, value) for value in pair)))
    return found


def _after(entry: ProgrammeEntry, record: Record) -> str:
    """Back to the estate the row belongs to, else to the row's sheet."""
    row = EstateRow.objects.filter(entry=entry, estate=record.estate).first() if record.estate else None
    if row is not None:
        return row.get_absolute_url()
    if SHEET[record.sheet].upright:
        return entry.get_absolute_url()
    return reverse("programmes:sheet", args=[entry.pk, record.sheet])


def _tell(request: HttpRequest, warnings: list[Finding]) -> None:
    messages.success(request, say("已保存", "Saved"))
    for finding in warnings:
        messages.warning(request, _words(finding))


def _words(finding: Finding) -> str:
    return sentence(finding.code, finding.values, language())


def _value_told(form: RowForm, column: Column, value: Any) -> str:
    """A value as the row's page shows it; one of several years or places with each of them."""
    if column.each and value:
        return in_turn(f"{part} {shown(form.writer, column, item)}" for part, item in value.items())
    return shown(form.writer, column, value)

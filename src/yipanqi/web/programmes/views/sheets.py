"""The rows of a sheet, with every figure, as a list and as a file; those that were removed."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import Cell, Table, file_of, pages_of
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.layout import Column
from yipanqi.workbook.own_fields import sheet_in
from yipanqi.workbook.records import calendar_in, shown
from yipanqi.workbook.show import Writer
from yipanqi.workbook.write import spread

from ..models import Change, Record, hidden_sheets
from ..row_words import FIGURES, row_name, value_text, writer_of
from ..working import page
from .rows import entry_of, may_edit, reference_sheets, sheet_of

PER_PAGE = 50
_MANY = 8  # columns that a page holds side by side
Parts = list[tuple[Column, str]]


@require_safe
@permission_required("programmes.view")
def sheet(request: HttpRequest, entry_id: int, key: str) -> HttpResponse:
    """The rows of one sheet, as they stand; also as a file that can be taken in again."""
    entry, found = entry_of(request, entry_id), sheet_of(key)
    if key in hidden_sheets(request.user):
        raise Http404  # as each of its rows is
    if found.upright:
        return redirect(get_object_or_404(entry.records.active(), sheet=key))
    rows = Record.objects.visible_to(request.user).filter(entry=entry, sheet=key, is_active=True)
    asked = request.GET.get("q", "").strip()[:60]
    if asked:
        rows = rows.filter(Q(key__icontains=asked) | Q(values__name__icontains=asked))
    sheets, lang = reference_sheets(request, entry), language()
    writer, parts = writer_of(sheets, lang), spread(sheet_in(sheets, key), calendar_in(sheets))
    heads = [(column.heading(lang, part), column.kind in FIGURES) for column, part in parts]
    if form := file_asked(request.GET):
        if not request.user.has_perm("programmes.export"):
            raise PermissionDenied("programmes.export")
        taken = [_raw(writer, parts, record) for record in rows.in_order().iterator(chunk_size=5000)]
        return file_of(Table(title=say(*found.title), columns=heads, rows=taken), form, key, say(*found.title))
    pages = pages_of(rows.in_order(), request.GET, size=PER_PAGE)
    return page(
        request,
        "programmes/sheet.html",
        entry,
        sheet=found,
        title=say(*found.title),
        note=say(*found.note),
        heads=heads,
        is_wide=len(heads) > _MANY,
        rows=[(record, _told(writer, parts, heads, record)) for record in pages.shown],
        count=pages.shown.paginator.count,
        pages=pages if pages.shown.paginator.count > PER_PAGE else None,
        asked=asked,
        query=query_without(request, "page"),
        can_edit=may_edit(request, found),
        can_export=request.user.has_perm("programmes.export"),
    )


@require_safe
@permission_required("programmes.view")
def removed(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The rows that were removed and are not back, the newest first: what, who, when, why."""
    entry = entry_of(request, entry_id)
    gone = Record.objects.visible_to(request.user).filter(entry=entry, is_active=False)
    changes = (
        Change.objects.filter(record__in=gone, after__isnull=True)
        .select_related("record", "by", "batch")
        .order_by("-pk")
    )
    listed = Paginator(changes, PER_PAGE).get_page(request.GET.get("page"))
    writer = writer_of(reference_sheets(request, entry), language())
    lines = [
        {
            "change": change,
            "name": row_name(writer, SHEET[change.record.sheet], change.before or {}) or change.record.name,
            "sheet": say(*SHEET[change.record.sheet].title),
            "can_restore": may_edit(request, SHEET[change.record.sheet]),
        }
        for change in listed
    ]
    return page(request, "programmes/removed.html", entry, shown=entry, lines=lines, listed=listed)


def _value(column: Column, part: str, record: Record) -> Any:
    value = record.values.get(column.key)
    return (value or {}).get(part) if column.each else value


def _told(writer: Writer, parts: Parts, heads: list[tuple[str, bool]], record: Record) -> list[tuple[str, str, bool]]:
    return [
        (value_text(writer, column, _value(column, part, record)), *head)
        for (column, part), head in zip(parts, heads, strict=True)
    ]


def _raw(writer: Writer, parts: Parts, record: Record) -> list[Cell]:
    return [_cell(writer, column, _value(column, part, record)) for column, part in parts]


def _cell(writer: Writer, column: Column, value: Any) -> Cell:
    """As the workbook has it: figures as numbers, names for codes."""
    text = shown(writer, column, value, is_raw=True)
    try:
        return Cell(Decimal(text) if column.kind in FIGURES and text else text, text)
    except InvalidOperation:  # 不限
        return Cell(text, text)

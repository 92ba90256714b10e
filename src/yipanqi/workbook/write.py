"""Writes a programme as a workbook, and the blank workbook that a new programme starts from."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from xlsxwriter.exceptions import FileCreateError

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.programme import Heading, Programme
from yipanqi.domain.step import STEP_RULES
from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.columns import NOTES, SAMPLE, SERIAL, SHEETS
from yipanqi.workbook.columns.own_fields import widened
from yipanqi.workbook.flatten import Row, names, rows
from yipanqi.workbook.layout import FIRST_COLUMN, FIRST_ROW, Column, Each, Sheet
from yipanqi.workbook.lists import Lists
from yipanqi.workbook.notes import write_notes
from yipanqi.workbook.show import Shown, Writer
from yipanqi.workbook.style import Formats, new_book, page

_TITLE, _NOTE, _BANDS, _KEYS, _HEADS, _OTHER_HEADS = range(FIRST_ROW)  # rows
_WIDEST = 26


def write(programme: Programme, path: Path | str, *, lang: str = "zh") -> None:
    """Write the programme's workbook; `read` gives the same programme back. CannotWrite names a value that no
    cell can hold; OSError where the file cannot be made."""
    _write(programme, Path(path), lang, has_samples=False)


def template(path: Path | str, *, lang: str = "zh", first_year: int = 2027, years: int = 3) -> None:
    """Write the blank workbook: the catalogue's measures, ratios, blackouts, units and duties are filled in, the
    other sheets hold one sample row, which is not read."""
    _write(blank(Calendar(first_year=first_year, years=years)), Path(path), lang, has_samples=True)


def blank(calendar: Calendar) -> Programme:
    """A new programme: nothing but the defaults. Share rules wait for the district's own funds."""
    known = defaults()
    return Programme(
        heading=Heading(title="", district="", issuer=""),
        calendar=calendar,
        regions=(),
        estates=(),
        groups=known.groups,
        measures=known.measures,
        needs=(),
        funds=(),
        share_rules=(),
        blackouts=known.blackouts(calendar),
        units=known.units,
        duties=known.duties,
        policy=known.policy,
        steps=STEP_RULES,
    )


def _write(programme: Programme, path: Path, lang: str, *, has_samples: bool) -> None:
    try:
        _fill(programme, path, lang, has_samples=has_samples)
    except FileCreateError as error:  # what the system said
        raise error.args[0] from None


def _fill(programme: Programme, path: Path, lang: str, *, has_samples: bool) -> None:
    writer = Writer(calendar=programme.calendar, names=names(programme), lang=lang)
    content, sheets = rows(programme), [widened(sheet, programme.own_fields) for sheet in SHEETS]
    shown = {sheet.key: [_shown(writer, sheet, row) for row in content[sheet.key]] for sheet in sheets}
    with new_book(path) as book:
        look = Formats(book)
        write_notes(book, look, NOTES[lang == "en"], lang)
        lists = Lists(programme.calendar, lang)
        lists.names = tuple(
            writer.names[table].label(code, lang)
            for table in ("groups", "measures")
            for code in writer.names[table].ids
        )
        for sheet in sheets:
            tab = book.add_worksheet(sheet.title[lang == "en"])
            if sheet.upright:
                _upright(tab, look, lists, sheet, programme.calendar, shown[sheet.key][0], lang)
            else:
                _table(tab, look, lists, sheet, programme.calendar, shown[sheet.key], lang, has_samples)
        lists.write(book, look)


def _shown(writer: Writer, sheet: Sheet, row: Row) -> dict[tuple[str, str], Shown]:
    found: dict[tuple[str, str], Shown] = {}
    for column in sheet.columns:
        value = row.get(column.key)
        if column.each:
            parts = value if isinstance(value, Mapping) else {}
            found |= {(column.key, part): writer.cell(column, item) for part, item in parts.items()}
        else:
            found[column.key, ""] = writer.cell(column, value)
    return found


def spread(sheet: Sheet, calendar: Calendar) -> list[tuple[Column, str]]:
    """The sheet's columns as they stand in a workbook: repeated ones once for every year or quarter."""
    found: list[tuple[Column, str]] = []
    for column in sheet.columns:
        labels = [""]
        if column.each is Each.YEAR:
            labels = [str(calendar.first_year + year) for year in range(calendar.years)]
        if column.each is Each.QUARTER:
            labels = [calendar.label(quarter) for quarter in range(calendar.quarters)]
        found += [(column, label) for label in labels]
    return found


def _table(
    tab: Any,
    look: Formats,
    lists: Lists,
    sheet: Sheet,
    calendar: Calendar,
    content: list[dict[tuple[str, str], Shown]],
    lang: str,
    has_samples: bool,
) -> None:
    columns = spread(sheet, calendar)
    _head(tab, look, sheet, columns, lang)
    is_sampled = has_samples and not content and any(column.example for column, _ in columns)
    first = FIRST_ROW + is_sampled
    if is_sampled:
        _sample(tab, look, columns, lang)
    for row, cells in enumerate(content, start=first):
        tab.write_number(row, 0, row - first + 1, look.serial)
        for at, (column, part) in enumerate(columns, start=FIRST_COLUMN):
            _put(tab, look, row, at, column, cells.get((column.key, part)))
    last = max(first + len(content), FIRST_ROW + sheet.room) - 1
    for row in range(
        first + len(content), min(last, first + len(content) + 15) + 1 if has_samples and not content else 0
    ):
        tab.write_blank(row, 0, None, look.serial)
        for at, (column, _) in enumerate(columns, start=FIRST_COLUMN):
            tab.write_blank(row, at, None, look.body(column))
    for at, (column, _) in enumerate(columns, start=FIRST_COLUMN):
        tab.set_column(at, at, _width(column, content), look.blank(column))
        lists.validate(tab, column, at, FIRST_ROW, last)
    tab.autofilter(_OTHER_HEADS, 0, last, len(columns))
    tab.freeze_panes(FIRST_ROW, FIRST_COLUMN + _frozen(sheet))
    width = sum(_width(column, content) for column, _ in columns)
    page(tab, rows=(_BANDS, _OTHER_HEADS), is_wide=width > 140, across=1 + (width > 300))


def _frozen(sheet: Sheet) -> int:
    """How many columns stay in sight: up to the name."""
    keys = [column.key for column in sheet.columns]
    return keys.index("name") + 1 if "name" in keys[:3] else len(sheet.unique) if len(sheet.unique) < 3 else 1


def _head(tab: Any, look: Formats, sheet: Sheet, columns: list[tuple[Column, str]], lang: str) -> None:
    other = "zh" if lang == "en" else "en"
    which = lang == "en"
    tab.set_default_row(18)
    tab.set_row(_TITLE, 30)
    tab.write_string(_TITLE, 0, f"{sheet.title[which]}　{sheet.title[not which]}", look.title)
    tab.write_string(_NOTE, 0, sheet.note[which], look.note)
    _bands(tab, look, columns, which)
    tab.write_string(_HEADS, 0, SERIAL[which], look.head)
    tab.write_string(_OTHER_HEADS, 0, SERIAL[not which], look.under)
    tab.write_string(_KEYS, 0, "#", look.key)
    tab.set_column(0, 0, 6)
    tab.set_row(_HEADS, 34)
    tab.set_row(_OTHER_HEADS, 28)
    tab.set_row(_KEYS, 12, look.key, {"hidden": True})
    for at, (column, part) in enumerate(columns, start=FIRST_COLUMN):
        tab.write_string(_HEADS, at, column.heading(lang, part), look.needed if column.needed else look.head)
        tab.write_string(_OTHER_HEADS, at, column.heading(other, part), look.under)
        tab.write_string(_KEYS, at, column.part_key(part), look.key)
        if any(column.help):
            tab.write_comment(_HEADS, at, column.help[which], {"x_scale": 1.6, "y_scale": 0.6})


def _bands(tab: Any, look: Formats, columns: list[tuple[Column, str]], which: bool) -> None:
    """A heading above each run of columns that belong together."""
    tab.set_row(_BANDS, 20 if any(any(column.band) for column, _ in columns) else 4)
    at = FIRST_COLUMN
    for band, run in groupby(column.band for column, _ in columns):
        last = at + len(list(run)) - 1
        if any(band) and last > at:
            tab.merge_range(_BANDS, at, _BANDS, last, band[which], look.over)
        elif any(band):
            tab.write_string(_BANDS, at, band[which], look.over)
        at = last + 1


def _sample(tab: Any, look: Formats, columns: list[tuple[Column, str]], lang: str) -> None:
    tab.write_string(FIRST_ROW, 0, SAMPLE[lang == "en"], look.sample)
    for at, (column, _) in enumerate(columns, start=FIRST_COLUMN):
        tab.write_string(FIRST_ROW, at, column.example, look.sample)


def _put(tab: Any, look: Formats, row: int, at: int, column: Column, shown: Shown) -> None:
    style = look.body(column)
    if shown is None:
        tab.write_blank(row, at, None, style)
    elif isinstance(shown, Decimal):
        tab.write_number(row, at, float(shown), style)
    elif isinstance(shown, date):
        tab.write_datetime(row, at, shown, style)
    else:
        tab.write_string(row, at, shown, style)  # a string whatever it begins with: no formula, no link


def _width(column: Column, content: Iterable[Mapping[tuple[str, str], Shown]]) -> float:
    """Wide enough for the cells, within reason."""
    longest = max((_cells_wide(cells.get((column.key, ""))) for cells in content), default=0)
    return max(column.width, min(longest + 2, max(column.width, _WIDEST)))


def _cells_wide(shown: Shown) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in shown) if isinstance(shown, str) else 0


def _upright(
    tab: Any,
    look: Formats,
    lists: Lists,
    sheet: Sheet,
    calendar: Calendar,
    cells: dict[tuple[str, str], Shown],
    lang: str,
) -> None:
    which = lang == "en"
    tab.set_default_row(19)
    tab.set_row(_TITLE, 30)
    tab.write_string(_TITLE, 1, f"{sheet.title[which]}　{sheet.title[not which]}", look.title)
    tab.write_string(1, 1, sheet.note[which], look.note)
    titles = (("项目", "Field"), ("英文", "中文"), ("填写内容", "Value"), ("说明", "Explanation"))
    for at, title in enumerate(titles, start=1):
        tab.write_string(2, at, title[which], look.head)
    for at, (width, style) in enumerate(((10, look.key), (26, None), (26, None), (54, None), (60, None))):
        tab.set_column(at, at, width, style, {"hidden": True} if at == 0 else {})
    row, band = 3, ("", "")
    for column, part in spread(sheet, calendar):
        if column.band != band:
            band = column.band
            for at in range(1, 5):
                tab.write_string(row, at, band[which] if at == 1 else "", look.band)
            row += 1
        value = cells.get((column.key, part))
        tab.write_string(row, 0, column.part_key(part), look.key)
        tab.write_string(row, 1, column.heading(lang, part), look.field_needed if column.needed else look.field)
        tab.write_string(row, 2, column.heading("zh" if which else "en", part), look.field_other)
        _put(tab, look, row, 3, replace(column, width=0), value)
        tab.write_string(row, 4, column.help[which], look.help)
        lists.validate(tab, column, 3, row, row)
        row += 1
    tab.freeze_panes(3, 0)
    page(tab, rows=(2, 2), is_wide=False)

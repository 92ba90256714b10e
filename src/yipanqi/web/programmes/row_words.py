"""What people call a row and its values: names for codes, 10⁴ yuan for fen, separators between thousands."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from yipanqi.web.page.say import language
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.layout import Column, Kind, Sheet
from yipanqi.workbook.records import OF_ESTATE, calendar_in, names_in, shown
from yipanqi.workbook.show import CannotWrite, Writer

from .models import ProgrammeEntry, Record
from .models.entries import Sheets

FIGURES = (
    Kind.COUNT,
    Kind.NUMBER,
    Kind.RATIO,
    Kind.FRACTION,
    Kind.MONEY,
    Kind.LIMIT,
    Kind.YUAN,
    Kind.YEAR,
    Kind.FISCAL,
    Kind.DEGREES,
)
_SEPARATED = (Kind.COUNT, Kind.NUMBER, Kind.MONEY, Kind.LIMIT, Kind.YUAN)
_MONEY = (Kind.MONEY, Kind.LIMIT)


def writer_of(sheets: Sheets, lang: str) -> Writer:
    """Says values of a programme with these rows."""
    return Writer(calendar=calendar_in(sheets), names=names_in(sheets), lang=lang)


def entry_writer(entry: ProgrammeEntry, estate: str = "") -> Writer:
    """Says values of a programme as it stands, in the reader's language; with an estate also of what belongs to it."""
    return writer_of(entry.sheets(estate), language())


def value_text(writer: Writer, column: Column, value: Any) -> str:
    """A value as people read it; nothing for nothing."""
    text = shown(writer, column, value)
    if column.kind not in _SEPARATED or not text:
        return text
    try:
        figure = Decimal(text)
    except ArithmeticError:  # 不限
        return text
    places = max(2 if column.kind in _MONEY else 0, -int(figure.normalize().as_tuple().exponent))
    return f"{figure:,.{places}f}"


def row_name(writer: Writer, sheet: Sheet, values: Mapping[str, Any]) -> str:
    """What people call a row: its name, else what makes it unique in its sheet, in words."""
    if sheet.upright:
        return str(values.get("title", ""))
    keys = [column.key for column in sheet.columns]
    if "name" in keys and values.get("name"):
        english = values.get("name_en") if writer.lang == "en" else ""
        estate = _said(writer, sheet, values, "estate") if sheet.key in OF_ESTATE and "estate" in keys else ""
        return " · ".join(filter(None, (estate, str(english or values["name"]))))
    named = sheet.unique or keys[:2]
    return " · ".join(filter(None, (_said(writer, sheet, values, key) for key in named)))


def record_name(record: Record, writer: Writer | None = None) -> str:
    """What people call a row that is kept, in the reader's language."""
    return row_name(writer or entry_writer(record.entry, record.estate), SHEET[record.sheet], record.values)


def _said(writer: Writer, sheet: Sheet, values: Mapping[str, Any], key: str) -> str:
    column = sheet.column(key)
    if column.each:
        return ""
    try:
        return value_text(writer, column, values.get(key))
    except CannotWrite:  # what it refers to is gone: as it was written
        return str(values.get(key, ""))

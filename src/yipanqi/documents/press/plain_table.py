"""One table as a workbook of one sheet: what a page lists, to take away. Texts stay texts whatever they begin with."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # characters that XML cannot hold


def plain_table(title: str, note: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The workbook's bytes: title, a line that says what was filtered, headings, rows."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, _SAFE) as book:
        looks = {name: book.add_format(_LOOKS[name]) for name in _LOOKS}
        tab = book.add_worksheet(_tab_name(title))
        tab.write_string(0, 0, _text(title), looks["title"])
        tab.write_string(1, 0, _text(note), looks["note"])
        widths = [_width(text) for text in head]
        for at, text in enumerate(head):
            tab.write_string(2, at, _text(text), looks["head"])
        last = 2
        for last, row in enumerate(rows, start=3):
            for at, value in enumerate(row):
                _put(tab, last, at, value, looks)
                widths[at] = max(widths[at], min(40, _width(str(value if value is not None else ""))))
        for at, width in enumerate(widths):
            tab.set_column(at, at, width + 2)
        tab.autofilter(2, 0, max(last, 2), max(0, len(head) - 1))
        tab.freeze_panes(3, 1)
        tab.set_landscape()
        tab.set_paper(9)
        tab.fit_to_pages(1, 0)
        tab.repeat_rows(2)
    return out.getvalue()


_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#5d636b"},
    "head": {"bold": True, "bottom": 1, "bg_color": "#f4f0e7"},
    "text": {},
    "whole": {"num_format": "#,##0"},
    "year": {"num_format": "0"},
    "money": {"num_format": "#,##0.00"},
    "date": {"num_format": "yyyy-mm-dd"},
}


def _put(tab: Any, row: int, at: int, value: Any, looks: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Decimal):
        tab.write_number(row, at, float(value), looks["money"])
    elif isinstance(value, int) and not isinstance(value, bool):
        tab.write_number(row, at, value, looks["year" if 1800 <= value <= 2200 else "whole"])
    elif isinstance(value, date):
        tab.write_datetime(row, at, value, looks["date"])
    else:
        tab.write_string(row, at, _text(str(value)), looks["text"])


def _text(text: str) -> str:
    return text.translate(_ILLEGAL)[:32_767]


def _tab_name(title: str) -> str:
    """What Excel allows: no brackets, no quotes at either end, 31 letters."""
    plain = "".join("_" if letter in "[]:*?/\\" else letter for letter in _text(title))
    return plain[:31].strip("'") or "_"


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)

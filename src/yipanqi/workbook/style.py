"""How a workbook looks: paper, ink, and a little seal red."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from yipanqi.workbook.layout import Column, Kind

INK, MUTED, LINE, PAPER, TINT, SEAL, AMBER = "#1f1d1a", "#6f6a62", "#cfc9bd", "#ffffff", "#f5f2ea", "#a4271e", "#b7791f"
FACE = "微软雅黑"  # of every Chinese Windows and WPS; others fall back
_NUMBERS = {
    Kind.COUNT: "#,##0",
    Kind.NUMBER: "#,##0.######",
    Kind.RATIO: "0.####",
    Kind.FRACTION: "0.####",
    Kind.MONEY: "#,##0.00####",
    Kind.LIMIT: "#,##0.00####",
    Kind.YUAN: "#,##0.##",
    Kind.DEGREES: "0.000000##",
    Kind.YEAR: "0",
    Kind.FISCAL: "0",
    Kind.DATE: "yyyy-mm-dd",
}
_CENTRED = (Kind.CODE, Kind.YEAR, Kind.FISCAL, Kind.QUARTER, Kind.DATE, Kind.YES, Kind.CHOICE, Kind.PARTS)


def new_book(path: Path) -> Any:
    """A workbook in which no string ever becomes a formula, a link or a number."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_size(1600, 1000)
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})  # no clock: the same programme, the same bytes
    return book


class Formats:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        base = {"font_name": FACE, "font_size": 10, "font_color": INK, "valign": "vcenter"}
        self._base = base
        lined = {"border": 1, "border_color": LINE}
        heading = base | lined | {"bold": True, "bg_color": TINT, "align": "center", "text_wrap": True}
        self.title = self._add(base | {"font_size": 16, "bold": True, "font_color": INK})
        self.note = self._add(base | {"font_size": 9, "font_color": MUTED})
        self.head = self._add(heading)
        self.needed = self._add(heading | {"font_color": SEAL})
        self.under = self._add(heading | {"bold": False, "font_size": 8, "font_color": MUTED})
        self.over = self._add(base | {"bold": True, "align": "center", "bottom": 2, "bottom_color": SEAL})
        self.key = self._add({"font_size": 8, "font_color": MUTED, "num_format": "@"})
        self.serial = self._add(base | lined | {"align": "center", "font_color": MUTED, "font_size": 9})
        self.sample = self._add(
            base | lined | {"italic": True, "font_color": MUTED, "bg_color": TINT, "num_format": "@", "align": "center"}
        )
        self.band = self._add(
            base | {"bold": True, "bottom": 2, "bottom_color": SEAL, "font_color": INK, "font_size": 11}
        )
        self.field = self._add(base | lined | {"bg_color": TINT})
        self.field_needed = self._add(base | lined | {"bg_color": TINT, "bold": True, "font_color": SEAL})
        self.field_other = self._add(base | lined | {"bg_color": TINT, "font_size": 9, "font_color": MUTED})
        self.help = self._add(base | {"font_size": 9, "font_color": MUTED, "text_wrap": True, "indent": 1})
        self.text = self._add(base | {"text_wrap": True, "valign": "top"})
        self.strong = self._add(base | {"bold": True, "font_size": 11})
        self.plain = self._add(base | {"num_format": "@"})
        self.error = self._add(base | lined | {"bg_color": "#f6d5d1", "font_color": SEAL})
        self.warning = self._add(base | lined | {"bg_color": "#fbe9c6", "font_color": INK})
        self.unmarked = self._add(base)
        self.date = self._add(base | {"num_format": "yyyy-mm-dd"})
        self.link = self._add(base | {"font_color": SEAL, "underline": 1})
        self._bodies: dict[tuple[object, ...], Any] = {}
        self._lined = lined

    def body(self, column: Column) -> Any:
        """The format of a column's cells: text for what is no number, so that codes keep their zeros."""
        return self._of(column, is_lined=True)

    def blank(self, column: Column) -> Any:
        """The format of a whole column, for rows to come."""
        return self._of(column, is_lined=False)

    def _of(self, column: Column, *, is_lined: bool) -> Any:
        number = _NUMBERS.get(column.kind, "@")
        align = "center" if column.kind in _CENTRED else "right" if number != "@" else "left"
        if column.width == 0:  # the value of an upright sheet
            align = "left"
        wraps = column.kind is Kind.TEXT
        key = (number, align, is_lined, wraps)
        if key not in self._bodies:
            look = self._base | {"num_format": number, "align": align, "text_wrap": wraps}
            look |= {} if align == "center" else {"indent": 1}
            self._bodies[key] = self._add(look | (self._lined if is_lined else {}))
        return self._bodies[key]

    def _add(self, properties: dict[str, Any]) -> Any:
        return self._book.add_format(properties)


def page(tab: Any, *, rows: tuple[int, int], is_wide: bool, across: int = 1) -> None:
    """Printed on A4, or A3 where wide; landscape, so many pages across, headings repeated, pages numbered."""
    if across > 1:
        tab.repeat_columns(0, 2)
    tab.set_landscape()
    tab.set_paper(8 if is_wide else 9)
    tab.fit_to_pages(across, 0)
    tab.repeat_rows(*rows)
    tab.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    tab.set_footer("&L&8&A&C&8— &P —")
    tab.hide_gridlines(2)


@cache
def letters(column: int) -> str:
    """`AB` of column 27."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found

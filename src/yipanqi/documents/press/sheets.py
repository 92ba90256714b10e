"""Excel's common form: one look, one page set-up, fixed dates; totals are formulas with their values."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from yipanqi.documents.sentences import CATALOGUE
from yipanqi.domain.sentences import sentence

INK, LINE, PAPER, BAND, GREY, RED = "#1f2328", "#d8d2c4", "#f6f3ec", "#efeae0", "#6b7078", "#a4271e"
A3, A4 = 8, 9
LINE_HEIGHT, LATIN_LINE = 13.5, 12.0  # points, of 10-point text
HEAD_ROW = 2  # title, note, heads
SCALE = 90  # per cent: the least at which a page is printed, so that its 10-point text has nine points
_ROOM = {A3: 172.0, A4: 118.0}  # characters across a landscape page at that scale, where they are widest (LibreOffice)
_TALL = {A3: 825.0, A4: 550.0}  # points down the same
_EDGE = 5 / 7  # of a character: what a column takes beside its width
_SAME = 1e-6
_NARROWEST = 0.75  # of their width, to which columns of text are narrowed before a sheet takes more pages across

_MONEY = '#,##0.00;-#,##0.00;"–"'  # nothing is a dash
_MILLION = '#,##0.0000;-#,##0.0000;"–"'  # as exact as 万元 with two places
_PLACES = {"wan": 2, "yuan": 2, "million": 4, "points": 2, "share": 0}  # below half of its last place a figure is none
_RED_PAPER, _YELLOW_PAPER = "#f7cdc6", "#fbe8b2"

_STYLES: dict[str, dict[str, Any]] = {
    "text": {"indent": 1},
    "wrap": {"text_wrap": True, "indent": 1},
    "centre": {"align": "center"},
    "centre_wrap": {"align": "center", "text_wrap": True},
    "right_wrap": {"align": "right", "text_wrap": True},
    "upright": {"align": "center", "text_wrap": True, "rotation": 90},
    "plain": {},
    "wrap_line": {"text_wrap": True},
    "count": {"num_format": "#,##0", "align": "right"},
    "quantity": {"num_format": "#,##0", "align": "right"},
    "quantity1": {"num_format": "#,##0.0", "align": "right"},  # a format by value: `#,##0.##` shows a bare point
    "quantity2": {"num_format": "#,##0.00", "align": "right"},
    "quantity4": {"num_format": "#,##0.0000", "align": "right"},
    "wan": {"num_format": _MONEY, "align": "right"},
    "yuan": {"num_format": _MONEY, "align": "right"},
    "million": {"num_format": _MILLION, "align": "right"},
    "points": {"num_format": _MONEY, "align": "right"},
    "share": {"num_format": '#,##0;-#,##0;"–"', "align": "right"},
    "progress": {"num_format": "0%", "align": "right"},
    "progress1": {"num_format": "0.0%", "align": "right"},
    "percent": {"num_format": "0.0", "align": "right"},
    "year": {"num_format": "0", "align": "center"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
}

_HEAD_OF = {  # a heading stands as its column does
    "text": "wrap",
    "wrap": "wrap",
    "centre": "centre_wrap",
    "date": "centre_wrap",
    "year": "centre_wrap",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What every sheet of a book carries: whose it is, when it was issued, and the label of invented figures."""

    lang: str
    title: str
    label: str = ""
    issuer: str = ""
    source: str = ""
    issued: str = ""
    running: str = ""  # the title at the foot of every page, where it is a shorter one
    made_at: datetime  # the moment that the file carries: the same figures give the same bytes


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column's heading, its width in characters and how its cells look."""

    head: str
    width: float
    style: str = "text"


class PaperBook:
    """An Excel file in the house's form."""

    def __init__(self, file: xlsxwriter.Workbook, imprint: Imprint) -> None:
        self.file, self.imprint = file, imprint
        self._made: dict[str, Any] = {}
        self._sheets: list[PaperSheet] = []

    def style(self, name: str, kind: str = "body") -> Any:
        """A cell's look: a style of the table above as body, total, band or head."""
        key = f"{name}/{kind}"
        if key not in self._made:
            self._made[key] = self.file.add_format({**_base(self.imprint.lang), **_STYLES[name], **_KINDS[kind]})
        return self._made[key]

    def sheet(
        self,
        name: str,
        title: str,
        note: str,
        columns: Sequence[PaperColumn],
        *,
        paper: int = A4,
        pages: int = 0,
        keys: int = 1,
        printed: int = 0,
    ) -> "PaperSheet":
        """A new sheet: title, note, frozen heads that every printed page repeats; as many pages down as it takes, or
        made to fit so many; of its columns all are printed, or so many. Nothing is printed in less than nine points:
        a sheet too wide for that goes over pages side by side, each with the first key columns."""
        page = self.file.add_worksheet(name)
        self._sheets.append(PaperSheet(self, page, title, note, columns, paper, pages, keys, printed or len(columns)))
        return self._sheets[-1]

    def close(self) -> None:
        """Completes the file: what is printed of each sheet is its table, whatever runs over its edge."""
        for sheet in self._sheets:
            sheet.finish()
        self.file.close()


class PaperSheet:
    """A sheet of rows under heads."""

    def __init__(
        self,
        book: PaperBook,
        page: Any,
        title: str,
        note: str,
        columns: Sequence[PaperColumn],
        paper: int,
        pages: int,
        keys: int,
        printed: int,
    ) -> None:
        self.book, self.page, self.next_row = book, page, HEAD_ROW + 1
        self.columns = narrowed(columns, printed, _ROOM[paper])
        self.is_printed, self.printed_columns = True, printed
        self.paper, self.pages, self.keys = paper, pages, keys
        self.groups = side_by_side([column.width for column in self.columns[:printed]], keys, _ROOM[paper])
        self.heights: dict[int, float] = {}
        for i, column in enumerate(self.columns):
            page.set_column(i, i, column.width)
        self._above(0, title, "title", 16, 30)
        self._above(1, note, "note", 10, 18)
        self.heads(HEAD_ROW)
        page.freeze_panes(HEAD_ROW + 1, 0)
        page.repeat_rows(HEAD_ROW)
        self._print()

    def height(self, row: int, points: float, **options: Any) -> None:
        """Gives a row its height."""
        self.heights[row] = points
        self.page.set_row(row, points, None, options)

    def _above(self, row: int, text: str, kind: str, size: float, height: float) -> None:
        """A line above the heads, broken where it is longer than the first page's table is wide."""
        columns = self.columns[: self.groups[0][-1] + 1]
        lines = _lines(text, sum(column.width for column in columns) * 10 / size)
        self.height(row, max(height, 1.35 * size * lines + 4))
        if lines > 1 and len(columns) > 1:
            look = self.book.style("wrap_line", kind)
            self.page.merge_range(row, 0, row, len(columns) - 1, text, look)
        else:
            self.page.write(row, 0, text, self.book.style("wrap_line" if lines > 1 else "plain", kind))

    def heads(self, row: int) -> None:
        """Writes the headings in a row."""
        lines = max((_lines(column.head, column.width) for column in self.columns), default=1)
        self.height(row, max(34, LINE_HEIGHT * lines + 6))
        for i, column in enumerate(self.columns):
            self.page.write(row, i, column.head, self.book.style(_HEAD_OF.get(column.style, "right_wrap"), "head"))

    def row(self, values: Sequence[object], kind: str = "body", height: float = 18, level: int = 0) -> int:
        """Writes a row, at least so high and as high as its texts need, and returns its index; None leaves a cell
        empty; a level above nothing lets readers fold the row away."""
        row, self.next_row = self.next_row, self.next_row + 1
        self.height(row, max(height, self._needed(values)), **({"level": level} if level else {}))
        for i, (value, column) in enumerate(zip(values, self.columns, strict=True)):
            self.put(row, i, value, column.style, kind)
        return row

    def _needed(self, values: Sequence[object]) -> float:
        """The height at which every wrapped text is seen."""
        pairs = zip(values, self.columns, strict=True)
        texts = [(v, c.width) for v, c in pairs if isinstance(v, str) and c.style == "wrap"]
        lines = max((sum(_lines(line, width) for line in text.split("\n")) for text, width in texts), default=1)
        return LATIN_LINE * lines + 2.5 if self.book.imprint.lang == "en" else LINE_HEIGHT * lines + 4

    def put(self, row: int, column: int, value: object, style: str, kind: str = "body") -> None:
        look = self.book.style(_by_value(style, value), kind)
        if isinstance(value, Formula):
            self.page.write_formula(row, column, value.text, look, value.value)
        elif isinstance(value, date):
            self.page.write_datetime(row, column, value, look)
        elif isinstance(value, str):
            self.page.write_string(row, column, value, look)
        elif value is None:
            self.page.write_blank(row, column, None, look)
        else:
            self.page.write_number(row, column, _no_less_than_nothing(style, value), look)

    def band(self, text: str, height: float = 24) -> int:
        """A line across the sheet that heads a group of rows."""
        row, self.next_row = self.next_row, self.next_row + 1
        self.height(row, height)
        for i in range(len(self.columns)):
            self.page.write(row, i, text if i == 0 else "", self.book.style("plain", "band"))
        return row

    def filter(self) -> None:
        """Filters over all rows written so far."""
        self.page.autofilter(HEAD_ROW, 0, max(self.next_row - 1, HEAD_ROW + 1), len(self.columns) - 1)

    def choices(self, column: int, values: Sequence[str], stop: str) -> None:
        """Cells of a column take one of these values; another one is refused with a word."""
        rules = {
            "validate": "list",
            "source": list(values),
            "error_title": stop,
            "error_message": "\u3000".join(values),
        }
        self.page.data_validation(HEAD_ROW + 1, column, max(self.next_row - 1, HEAD_ROW + 1), column, rules)

    def accepts(self, column: int, rule: dict[str, Any]) -> None:
        """Cells of a column take what the rule allows."""
        self.page.data_validation(HEAD_ROW + 1, column, max(self.next_row - 1, HEAD_ROW + 1), column, rule)

    def lights(self, column: int, red: str, yellow: str) -> None:
        """Cells of a column turn red, else yellow, where a formula about their row holds."""
        last = max(self.next_row - 1, HEAD_ROW + 1)
        for formula, paper in ((red, _RED_PAPER), (yellow, _YELLOW_PAPER)):
            look = self.book.file.add_format({"bg_color": paper, "bold": paper == _RED_PAPER})
            rule = {"type": "formula", "criteria": formula, "format": look, "stop_if_true": True}
            self.page.conditional_format(HEAD_ROW + 1, column, last, column, rule)

    def for_the_screen(self) -> None:
        """Printing the book prints nothing of this sheet: its print area is an empty cell beside the table."""
        self.is_printed = False
        below, beside = self.next_row + 3, len(self.columns) + 1
        self.page.print_area(below, beside, below, beside)

    def finish(self) -> None:
        """What is printed is the table, whatever runs over its edge: on as few pages as nine points allow."""
        if self.is_printed:
            self.page.print_area(0, 0, max(self.next_row - 1, HEAD_ROW), self.printed_columns - 1)
        if len(self.groups) > 1:
            self.page.set_print_scale(SCALE)
            self.page.set_v_pagebreaks([group[0] for group in self.groups[1:]])
            self.page.repeat_columns(0, self.keys - 1)
        else:
            is_low = sum(self.heights.values()) <= _TALL[self.paper] * max(self.pages, 1)
            self.page.fit_to_pages(1, self.pages if is_low else 0)

    def _print(self) -> None:
        page, imprint = self.page, self.book.imprint
        page.set_paper(self.paper)
        page.set_landscape()
        page.hide_gridlines(2)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        label, title = (text.replace("&", "&&") for text in (imprint.label, imprint.running or imprint.title))
        numbers = sentence("doc_page", {}, imprint.lang, CATALOGUE)
        page.set_footer(f"&L&10{title}　{label}&C&10{numbers}&R&10 {imprint.issued}")


def narrowed(columns: Sequence[PaperColumn], printed: int, room: float) -> list[PaperColumn]:
    """The columns with those of text narrowed alike where a page's room needs it and they bear it."""
    shown = columns[:printed]
    texts = sum(column.width for column in shown if column.style == "wrap")
    others = sum(column.width + _EDGE for column in shown) - texts
    part = (room - others) / texts if texts else 1.0
    if not _NARROWEST <= part < 1:
        return list(columns)
    return [replace(c, width=c.width * part) if c.style == "wrap" else c for c in columns]


def side_by_side(widths: Sequence[float], keys: int, room: float) -> list[list[int]]:
    """Columns in groups, each of which a page holds beside the key columns, about alike in width; the keys stand in
    the first group."""
    taken = [width + _EDGE for width in widths]
    rest = range(keys, len(widths))
    free, wide = room - sum(taken[:keys]), sum(taken[keys:])
    if wide <= free + _SAME or not rest:
        return [list(range(len(widths)))]
    even, groups = wide / math.ceil(wide / free - _SAME), [list[int]()]
    for i in rest:
        inside = sum(taken[j] for j in groups[-1])
        if groups[-1] and (inside + taken[i] > free + _SAME or inside >= even):
            groups.append([])
        groups[-1].append(i)
    return [[*range(keys), *groups[0]], *groups[1:]]


def _by_value(style: str, value: object) -> str:
    """A quantity's format has as many places as it has, two at most."""
    if style != "quantity" or not isinstance(value, (int, float)):
        return style
    return next(
        (name for name, n in (("quantity", 0), ("quantity1", 1)) if round(value, n) == round(value, 2)), "quantity2"
    )


def _no_less_than_nothing(style: str, value: object) -> object:
    """A figure that would be shown as -0.00 is none."""
    if style in _PLACES and isinstance(value, float) and not round(value, _PLACES[style]):
        return 0
    return value


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column, its indent taken off; Latin words need some room to break."""
    is_wide = [ord(char) > 0x2E80 and char != "㎡" for char in text]
    latin = 1.1 if any(is_wide) else 0.94  # beside Chinese signs it is the Chinese face's
    length = sum(1.95 if wide else latin for wide in is_wide)
    return max(1, math.ceil(length / (width - 2)))


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula and the value it has, for readers that do not calculate."""

    text: str
    value: float


@contextmanager
def book(path: Path, imprint: Imprint) -> Iterator[PaperBook]:
    """Opens an Excel file to write; it is complete when the block ends. Its dates come from the imprint."""
    file = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    file.set_properties(
        {"title": imprint.title, "author": imprint.issuer, "created": imprint.made_at, "comments": imprint.source}
    )
    made = PaperBook(file, imprint)
    yield made
    made.close()


def title_line(imprint: Imprint, text: str) -> str:
    """A sheet's title: the book's, its own, and the label of invented figures and of a what-if."""
    label = f"【{imprint.label}】" if imprint.lang == "zh" else f" [{imprint.label}]"
    between = "　" if imprint.lang == "zh" else " · "
    return (imprint.running or imprint.title) + between + text + (label if imprint.label else "")


def cell(row: int, column: int, *, fixed: str = "") -> str:
    """`C4`; with fixed `r`, `c` or `rc` the row, the column or both carry a dollar sign."""
    return str(xl_rowcol_to_cell(row, column, row_abs="r" in fixed, col_abs="c" in fixed))


def _base(lang: str) -> dict[str, Any]:
    face = "Calibri" if lang == "en" else "微软雅黑"
    return {"font_name": face, "font_size": 10, "font_color": INK, "valign": "vcenter"}


_KINDS: dict[str, dict[str, Any]] = {
    "body": {"bottom": 1, "bottom_color": LINE},
    "muted": {"bottom": 1, "bottom_color": LINE, "font_color": GREY},
    "total": {"bold": True, "top": 1, "top_color": INK, "bottom": 1, "bottom_color": INK, "bg_color": PAPER},
    "band": {"bold": True, "bg_color": BAND, "bottom": 1, "bottom_color": INK, "font_size": 11},
    "head": {"bold": True, "bg_color": PAPER, "bottom": 2, "bottom_color": INK, "top": 1, "top_color": INK},
    "title": {"bold": True, "font_size": 16},
    "note": {"font_color": GREY},
    "note_right": {"font_color": GREY, "align": "right"},
    "sum": {"bold": True},
}

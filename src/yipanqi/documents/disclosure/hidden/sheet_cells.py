"""Cells of a worksheet, and which of them nobody sees."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .loose import figure
from .markup import Element, attribute, local
from .telling import CannotRead
from .word_style import child_of

_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_NOTHING = re.compile(r'(\s|""|;){2,}')  # a number format that shows nothing, whatever stands in the cell
_MOST_ROWS, _MOST_COLUMNS, _MOST_COVERED = 1_048_576, 16_384, 2_000_000


@dataclass(frozen=True, slots=True)
class Text:
    """A shared or own string: what is read, and its reading aid (phonetic), which is not."""

    text: str
    aid: str = ""


@dataclass(frozen=True, slots=True)
class Unseen:
    """The rows and columns of a sheet that are hidden, and the number formats that show nothing."""

    rows: frozenset[int]
    columns: frozenset[int]
    formats: frozenset[int]
    spread: dict[tuple[int, int], bool] = field(default_factory=dict)  # first cell of a merged area → is any of it seen
    covered: frozenset[tuple[int, int]] = frozenset()  # the other cells of merged areas: their values are not shown

    def hides(self, at: tuple[int, int], style: int) -> bool:
        """Does nobody see the cell? A merged one is seen where any of its cells is."""
        if style in self.formats:
            return True
        if at in self.spread:
            return not self.spread[at]
        if at in self.covered:
            return True
        return at[0] in self.rows or at[1] in self.columns


def text_of(item: Element) -> Text:
    """A string with its runs joined."""
    aids = {piece for aid in item.iter() if local(aid) == "rPh" for piece in aid.iter()}
    pieces = [piece for piece in item.iter() if local(piece) == "t"]
    seen = "".join(piece.text or "" for piece in pieces if piece not in aids)
    return Text(seen, "".join(piece.text or "" for piece in pieces if piece in aids))


def position(address: str) -> tuple[int, int]:
    """Row and column from 1 of `B7`; (0, 0) of what is no address."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def letters(column: int) -> str:
    """`B` of column 2."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def empty_formats(styles: Element) -> frozenset[int]:
    """The styles of cells whose number format shows nothing."""
    codes = {
        attribute(one, "numFmtId")
        for one in styles.iter()
        if local(one) == "numFmt" and _NOTHING.fullmatch(attribute(one, "formatCode"))
    }
    frames = child_of(styles, "cellXfs")
    kinds = [] if frames is None else [one for one in frames if local(one) == "xf"]
    return frozenset(number for number, kind in enumerate(kinds) if attribute(kind, "numFmtId") in codes)


def unseen(sheet: Element, formats: frozenset[int]) -> Unseen:
    """What of a sheet is hidden."""
    columns: set[int] = set()
    listed = child_of(sheet, "cols")
    for one in listed if listed is not None else ():
        if _is_on(attribute(one, "hidden")) or _is_nought(attribute(one, "width")):
            first, last = int(attribute(one, "min") or 0), int(attribute(one, "max") or 0)
            columns.update(range(first, min(last, _MOST_COLUMNS) + 1))
    rows = {
        number for number, row in rows_of(sheet) if _is_on(attribute(row, "hidden")) or _is_nought(attribute(row, "ht"))
    }
    areas = list(_areas(sheet))
    spread = {(top, left): _is_seen(area, rows, columns) for area in areas for top, left, _, _ in [area]}
    return Unseen(frozenset(rows), frozenset(columns), formats, spread, frozenset(_covered(areas)))


def _is_on(text: str) -> bool:
    return text in ("1", "true", "on")


def _is_nought(text: str) -> bool:
    try:
        return bool(text) and float(text) < 0.1
    except ValueError:
        return False


def _areas(sheet: Element) -> Iterator[tuple[int, int, int, int]]:
    """Merged areas: top, left, bottom, right."""
    listed = child_of(sheet, "mergeCells")
    for area in listed if listed is not None else ():
        first, _, last = attribute(area, "ref").partition(":")
        (top, left), (bottom, right) = position(first), position(last or first)
        if top and bottom <= _MOST_ROWS and right <= _MOST_COLUMNS:
            yield top, left, bottom, right


def _is_seen(area: tuple[int, int, int, int], rows: set[int], columns: set[int]) -> bool:
    top, left, bottom, right = area
    is_row_seen = bottom - top >= len(rows) or any(row not in rows for row in range(top, bottom + 1))
    return is_row_seen and any(column not in columns for column in range(left, right + 1))


def _covered(areas: list[tuple[int, int, int, int]]) -> Iterator[tuple[int, int]]:
    left_over = _MOST_COVERED
    for top, left, bottom, right in areas:
        left_over -= (bottom - top + 1) * (right - left + 1)
        if left_over < 0:
            raise CannotRead("heavy")
        yield from ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def rows_of(sheet: Element) -> Iterator[tuple[int, Element]]:
    """The rows with their numbers, which a row may leave out."""
    data, number = child_of(sheet, "sheetData"), 0
    for row in data if data is not None else ():
        if local(row) == "row":
            told = row.get("r", "")
            number = int(told) if told.isdigit() else number + 1
            yield number, row


def cells_of(number: int, row: Element) -> Iterator[tuple[tuple[int, int], Element]]:
    """The cells of a row with their places, which a cell may leave out."""
    column = 0
    for cell in row:
        if local(cell) == "c":
            told = position(cell.get("r", ""))[1]
            column = told or column + 1
            yield (number, column), cell


def style_of(cell: Element) -> int:
    """The number of a cell's style."""
    told = cell.get("s", "")
    return int(told) if told.isdigit() else 0


def shown(cell: Element, shared: list[Text]) -> tuple[Text, int]:
    """What a cell says, the stored result of a formula too; the number of its shared string, or -1."""
    kind, value = cell.get("t", ""), child_of(cell, "v")
    if kind == "inlineStr":
        own = child_of(cell, "is")
        return (text_of(own) if own is not None else Text("")), -1
    text = (value.text or "") if value is not None else ""
    if kind == "s":
        at = int(text) if text.strip().isdigit() else -1
        return (shared[at], at) if 0 <= at < len(shared) else (Text(""), -1)
    return Text(text if kind in ("str", "e", "b", "d") else figure(text)), -1

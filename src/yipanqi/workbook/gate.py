"""The one gate: what stands in a file becomes what is read, whatever the form of the file; what is doubtful about a
cell that is read is said at it. Every reader of tables takes its books from here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.workbook import formula, number_format
from yipanqi.workbook.cells import VERBATIM
from yipanqi.workbook.layout import Kind
from yipanqi.workbook.opening import open_book
from yipanqi.workbook.printed import is_printed
from yipanqi.workbook.raw import Book, Cell, Grid, Raw, UnusableCell, address, coordinates
from yipanqi.workbook.tables import SheetTable, TableRow, named
from yipanqi.workbook.text import family, invisible, scale_of_unit

PICTURE = "picture_in_cell"
_PICTURE_CALLS = ("=DISPIMG(", "=_XLFN.DISPIMG(", "=IMAGE(", "=_XLFN.IMAGE(")
_DEEPEST = 20  # formulas behind formulas
Filled = Mapping[Cell, tuple[TableRow, str, str]]  # a cell that is read → its row, column and year or quarter


def admit(path: Path, *, name: str = "") -> tuple[Book, Book]:
    """The file as it stands, and as it is read. Raises CannotRead or FileRefused."""
    book = open_book(path, name=name)
    return book, replace(book, grids=tuple(_read_as(grid, book) for grid in book.grids))


def _read_as(grid: Grid, book: Book) -> Grid:
    """The sheet with pictures and false noughts taken out, and figures as their formats show them."""
    other: dict[Cell, Raw] = {}
    for at, code in grid.formats.items():
        seen = _seen(grid.rows.get(at[0], {}).get(at[1]), code)
        if seen is not None:
            other[at] = seen
    for at, text in grid.noughts.items():
        if _told(book, grid, at, text):
            other[at] = UnusableCell("formula_nought", text)
    for row, cells in grid.rows.items():
        for column, raw in cells.items():
            if raw.__class__ is str and raw[:1] == "=" and _is_picture(raw):
                other[row, column] = UnusableCell(PICTURE)
    if not other:
        return grid
    rows = {row: dict(cells) for row, cells in grid.rows.items()}
    for (row, column), raw in other.items():
        if column in rows.get(row, {}):
            rows[row][column] = raw
    return replace(grid, rows=rows)


def _is_picture(text: str) -> bool:
    return text.replace(" ", "").upper().startswith(_PICTURE_CALLS)


def _seen(raw: Raw | None, code: str) -> str | None:
    """A figure as its number format shows it, where that changes what it says: in another unit, or divided."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return None
    shown = number_format.shown(code)
    _, is_money = scale_of_unit(shown.unit)
    if shown.is_percent or (shown.divisor == 1 and not is_money and not family(shown.unit)):
        return None
    return shown.figure(raw)


def _told(book: Book, grid: Grid, at: Cell, text: str) -> Decimal | None:
    """What a formula whose stored value is 0 would give, where that is told and is not 0."""
    try:
        found = formula.result(text, _looking(book, grid, _DEEPEST)) if text else Decimal(0)
    except formula.CannotTell:
        return None
    return found if abs(found) > Decimal("1e-9") else None


def _looking(book: Book, grid: Grid, deepest: int) -> formula.Look:
    """Looks up cells; a formula's own stored 0 is worked out too."""
    by_name = {one.name: one for one in book.grids}

    def look(sheet: str, at: Cell) -> Raw | Decimal | None:
        home = by_name.get(sheet) if sheet else grid
        if home is None or not deepest:
            raise formula.CannotTell
        if text := home.noughts.get(at):
            return formula.result(text, _looking(book, home, deepest - 1))
        return home.rows.get(at[0], {}).get(at[1])

    return look


def doubts(book: Book, tables: Iterable[SheetTable]) -> Iterator[Finding]:
    """What is doubtful about the cells that are read, each cause said once; `book` is the file as it stands."""
    said_once: dict[tuple[str, object], Finding] = {}
    for finding in _doubts(book, tables):
        key = finding.code, finding.values.get("sign")
        if key[1] is None:
            yield finding
        elif key in said_once:
            first = said_once[key]
            count = int(str(first.values["count"])) + int(str(finding.values["count"]))
            said_once[key] = replace(first, values={**first.values, "count": count})
        else:
            said_once[key] = finding
    yield from said_once.values()


def _doubts(book: Book, tables: Iterable[SheetTable]) -> Iterator[Finding]:
    by_name = {grid.name: grid for grid in book.grids}
    for table in tables:
        for name in dict.fromkeys(row.sheet for row in table.rows):
            grid, rows = by_name.get(name), [row for row in table.rows if row.sheet == name]
            if grid is None:
                continue
            yield from _mixed_shares(grid, rows, table)
            if not _is_plain(grid, rows, table):
                filled = _filled(rows)
                for find in _DOUBTS:
                    yield from find(book, grid, filled, table)


def _is_plain(grid: Grid, rows: list[TableRow], table: SheetTable) -> bool:
    """Is there nothing in the sheet that a doubt could be about? Asked first: most sheets are so, and long."""
    texts = {raw for cells in grid.rows.values() for raw in cells.values() if raw.__class__ is str}
    unusable = any(raw.__class__ is UnusableCell for row in rows for raw in row.cells.values())
    columns = {coordinates(place)[1] for row in rows[:1] for place in row.places.values()}
    return not (
        unusable
        or grid.is_hidden
        or grid.noughts
        or any(not number_format.shown(code).is_percent for code in set(grid.formats.values()))
        or (grid.hidden_rows and any(row.number in grid.hidden_rows for row in rows))
        or grid.hidden_columns & columns
        or any(invisible(sign) or _is_unprinted(sign) for sign in set().union(*texts))
        or table.sheet.upright
    )


def _filled(rows: Iterable[TableRow]) -> Filled:
    found = {}
    for row in rows:
        for (key, part), place in row.places.items():
            if (key, part) in row.cells:
                found[coordinates(place)] = row, key, part
    return found


def _first(code: str, filled: Filled, cells: list[Cell], **values: object) -> Finding:
    """One finding for all of these cells, at the first of them."""
    row, key, _ = filled[cells[0]]
    place = Place(sheet=row.sheet, cell=address(*cells[0]), field=key)
    whole = {"count": len(cells), "cells": listed(cells), **values}
    return Finding(code=code, gravity=Gravity.WARNING, values=whole, place=place)


def listed(cells: list[Cell]) -> str:
    return "、".join(address(*at) for at in cells[:5]) + ("…" if len(cells) > 5 else "")


def _signs(book: Book, grid: Grid, filled: Filled, table: SheetTable) -> Iterator[Finding]:
    """Signs that nobody sees, which are left out of what is read, and signs that the PDF documents cannot show."""
    found: dict[tuple[str, str], list[Cell]] = {}
    for row, column in filled:
        raw = grid.rows.get(row, {}).get(column)
        if isinstance(raw, str) and not raw.isascii():
            hidden = set() if raw.startswith(VERBATIM) else set(invisible(raw))
            for sign in hidden:
                found.setdefault(("invisible_sign", sign), []).append((row, column))
            for sign in set(raw) - hidden:
                if _is_unprinted(sign):
                    found.setdefault(("unprintable", sign), []).append((row, column))
    for (code, sign), cells in sorted(found.items()):
        number = f"U+{ord(sign):04X}"
        values = {"sign": number} if code == "invisible_sign" else {"sign": sign, "number": number}
        yield _first(code, filled, sorted(cells), **values)


def _is_unprinted(sign: str) -> bool:
    return not is_printed(sign) and not sign.isspace() and not invisible(sign)


def _pictures(book: Book, grid: Grid, filled: Filled, table: SheetTable) -> Iterator[Finding]:
    """Pictures in cells: they are no text, and are not taken."""
    found: dict[str, list[Cell]] = {}
    for at, (row, key, part) in filled.items():
        raw = row.cells[key, part]
        if isinstance(raw, UnusableCell) and raw.code == PICTURE:
            found.setdefault(key, []).append(at)
    for key, cells in found.items():
        yield _first(PICTURE, filled, sorted(cells), **named(table.sheet.column(key)))


def _shifted(book: Book, grid: Grid, filled: Filled, table: SheetTable) -> Iterator[Finding]:
    """Figures that are shown divided: what is seen is read, and what is stored is said."""
    found: dict[tuple[str, str], list[Cell]] = {}
    for at, code in grid.formats.items():
        raw = grid.rows.get(at[0], {}).get(at[1])
        if at in filled and number_format.shown(code).divisor != 1 and _seen(raw, code) is not None:
            found.setdefault((code, filled[at][1]), []).append(at)
    for (code, key), cells in found.items():
        first = min(cells)
        raw = grid.rows[first[0]][first[1]]
        values = {"stored": f"{raw}", "seen": _seen(raw, code), **named(table.sheet.column(key))}
        yield _first("shown_divided", filled, sorted(cells), **values)


def _never_calculated(book: Book, grid: Grid, filled: Filled, table: SheetTable) -> Iterator[Finding]:
    """Formulas of a file in which none has a value but 0, where what they would give cannot be told."""
    if book.is_calculated:
        return
    cells = [at for at, text in grid.noughts.items() if at in filled and not is_nought(book, grid, at, text)]
    if cells:
        yield _first("formula_nought_maybe", filled, sorted(cells))


def is_nought(book: Book, grid: Grid, at: Cell, text: str) -> bool:
    """Is the formula's value known: truly 0, or said as false already?"""
    try:
        return bool(text) and formula.result(text, _looking(book, grid, _DEEPEST)) is not None
    except formula.CannotTell:
        return False


def _hidden(book: Book, grid: Grid, filled: Filled, table: SheetTable) -> Iterator[Finding]:
    """Sheets, rows and columns that nobody sees are read all the same, and that is said."""
    if grid.is_hidden and filled:
        yield _first("sheet_hidden", filled, sorted(filled), sheet=grid.name)
        return
    rows = sorted({row for row, _ in filled if row in grid.hidden_rows})
    if rows:
        cells = [min(at for at in filled if at[0] == row) for row in rows]
        yield _first("rows_hidden", filled, cells, rows=runs_of(rows), count=len(rows))
    columns = sorted({column for _, column in filled if column in grid.hidden_columns})
    for column in columns:
        cells = sorted(at for at in filled if at[1] == column)
        yield _first("column_hidden", filled, cells, **named(table.sheet.column(filled[cells[0]][1])))


def runs_of(rows: list[int]) -> str:
    """8—12、15: rows as people number them."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1][1:] = [row]
        else:
            runs.append([row])
    texts = [f"{run[0] + 1}—{run[-1] + 1}" if len(run) > 1 else f"{run[0] + 1}" for run in runs]
    return "、".join(texts[:8]) + ("…" if len(texts) > 8 else "")


def _mixed_shares(grid: Grid, rows: list[TableRow], table: SheetTable) -> Iterator[Finding]:
    """A column in which some say 80 and some 0.8: 1 and less may then be one per cent."""
    for column in table.sheet.columns:
        if column.kind not in (Kind.RATIO, Kind.FRACTION):
            continue
        told = [(row, raw) for row in rows if _is_figure(raw := row.cells.get((column.key, "")))]
        if not any(2 <= raw <= 100 for _, raw in told):  # type: ignore[operator]
            continue
        small = [(row, raw) for row, raw in told if 0 < raw <= 1]  # type: ignore[operator]
        cells = {coordinates(row.place(column.key).cell): (row, raw) for row, raw in small}
        doubtful = sorted(at for at in cells if at not in grid.formats)
        if doubtful:
            row, raw = cells[doubtful[0]]
            values = {"count": len(doubtful), "cells": listed(doubtful), "text": f"{raw}", **named(column)}
            yield Finding(code="share_mixed", gravity=Gravity.WARNING, values=values, place=row.place(column.key))


def _is_figure(raw: Raw | None) -> bool:
    return isinstance(raw, (int, float)) and not isinstance(raw, bool)


_Doubt = Callable[[Book, Grid, Filled, SheetTable], Iterator[Finding]]
_DOUBTS: tuple[_Doubt, ...] = (_signs, _pictures, _shifted, _never_calculated, _hidden)

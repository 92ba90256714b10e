"""What nobody sees of the cells that an own book is read from: hidden rows and columns, formulas never calculated,
figures that are shown divided. The gate decides what is read; here it is said."""

from collections.abc import Iterable, Iterator

from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.workbook import number_format
from yipanqi.workbook.gate import is_nought, listed, runs_of
from yipanqi.workbook.layout import said
from yipanqi.workbook.own.tabling import OwnTable
from yipanqi.workbook.raw import Book, Cell, Grid, address


def unseen(book: Book, tables: Iterable[OwnTable]) -> Iterator[Finding]:
    """Each cause once for a table, at its first cell; `book` is the file as it stands."""
    grids = {grid.name: grid for grid in book.grids}
    for table in tables:
        grid = grids[table.sheet]
        read = {(row, at) for row in table.rows for at in table.heads if at in grid.rows.get(row, {})}
        rows = sorted({row for row, _ in read} & grid.hidden_rows)
        if rows:
            first = min(at for at in read if at[0] == rows[0])
            yield _found("rows_hidden", table, [first], rows=runs_of(rows), count=len(rows))
        for column in sorted({at for _, at in read} & grid.hidden_columns):
            cells = sorted(at for at in read if at[1] == column)
            yield _found("column_hidden", table, cells, column=_head(table, column))
        yield from _never_calculated(book, grid, table, read)
        yield from _divided(grid, table, read)


def _never_calculated(book: Book, grid: Grid, table: OwnTable, read: set[Cell]) -> Iterator[Finding]:
    cells = [at for at, text in grid.noughts.items() if at in read and not is_nought(book, grid, at, text)]
    if cells and not book.is_calculated:
        yield _found("formula_nought_maybe", table, sorted(cells))


def _divided(grid: Grid, table: OwnTable, read: set[Cell]) -> Iterator[Finding]:
    found: dict[tuple[int, str], list[Cell]] = {}
    for at, code in grid.formats.items():
        if at in read and number_format.shown(code).divisor != 1 and _is_figure(grid, at):
            found.setdefault((at[1], code), []).append(at)
    for (column, code), cells in found.items():
        raw = grid.rows[min(cells)[0]][column]
        assert isinstance(raw, (int, float))
        values = {"stored": f"{raw}", "seen": number_format.shown(code).figure(raw)}
        yield _found("shown_divided", table, sorted(cells), column=_head(table, column), **values)


def _is_figure(grid: Grid, at: Cell) -> bool:
    raw = grid.rows[at[0]][at[1]]
    return isinstance(raw, (int, float)) and not isinstance(raw, bool)


def _head(table: OwnTable, at: int) -> dict[str, str]:
    head = "/".join(table.heads[at])
    return said((head, head))


def _found(code: str, table: OwnTable, cells: list[Cell], **values: object) -> Finding:
    whole = {"count": len(cells), "cells": listed(cells), **values}
    place = Place(sheet=table.sheet, cell=address(*cells[0]))
    return Finding(code=code, gravity=Gravity.WARNING, values=whole, place=place)

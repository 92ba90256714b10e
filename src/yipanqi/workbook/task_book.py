"""A task list that comes back: its sheets, its rows by the number of the task, each cell with its address."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yipanqi.workbook.opening import ENDINGS, LIMITS, open_book
from yipanqi.workbook.raw import Grid, Raw, UnusableCell, address

_SECONDS = 20  # somebody waits for the page
_LIMITS = LIMITS | {"CPU": 12, "rows": 50_000, "cells": 1_500_000, "sheets": 30}
_HEADS_WITHIN = 12  # rows from the top
Heads = Mapping[str, tuple[str, str]]  # code → its heading in Chinese and in English


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """A row: the task's number and its cells by code; `at` tells the address of each column in this row."""

    sheet: str
    row: int
    number: str
    cells: Mapping[str, Raw]
    columns: Mapping[str, int]

    def at(self, code: str) -> str:
        """`C7`."""
        return address(self.row, self.columns[code])


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSheet:
    """A sheet whose heads name the task's number: its language, and the codes of its columns."""

    name: str
    lang: str
    codes: frozenset[str]
    lines: tuple[TaskLine, ...]


def read_tasks(name: str, content: bytes, heads: Heads, number: str) -> tuple[TaskSheet, ...]:
    """The sheets of a file that have a column of task numbers (its code is `number`), opened in a limited child. Raises
    FileRefused and CannotRead."""
    suffix = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"tasks{suffix if suffix in ENDINGS else '.xlsx'}"
        path.write_bytes(content)
        book = open_book(path, limits=_LIMITS, seconds=_SECONDS)
    found = (_sheet(grid, heads, number) for grid in book.grids if not grid.is_hidden)
    return tuple(sheet for sheet in found if sheet)


def plain(raw: Raw | None) -> object:
    """A cell's value as it is compared: a day, a figure, a text without spaces around it; none where it is empty."""
    if raw is None or isinstance(raw, UnusableCell):
        return None
    if isinstance(raw, str):
        return raw.strip() or None
    return raw


def _sheet(grid: Grid, heads: Heads, number: str) -> TaskSheet | None:
    known = [{title.strip().casefold(): code for code, pair in heads.items() for title in [pair[at]]} for at in (0, 1)]
    for row in sorted(grid.rows)[:_HEADS_WITHIN]:
        texts = {column: str(raw).strip().casefold() for column, raw in grid.rows[row].items() if isinstance(raw, str)}
        for lang, words in zip(("zh", "en"), known, strict=True):
            columns = {words[text]: column for column, text in texts.items() if text in words}
            if number in columns and len(columns) > 1:
                lines = tuple(_lines(grid, row, columns, number))
                return TaskSheet(name=grid.name, lang=lang, codes=frozenset(columns), lines=lines)
    return None


def _lines(grid: Grid, head: int, columns: Mapping[str, int], number: str) -> Iterator[TaskLine]:
    for row in sorted(grid.rows):
        told = grid.rows[row]
        named = plain(told.get(columns[number]))
        if row <= head or named is None or isinstance(named, date):
            continue
        cells = {code: told[column] for code, column in columns.items() if column in told}
        yield TaskLine(sheet=grid.name, row=row, number=str(named), cells=cells, columns=columns)

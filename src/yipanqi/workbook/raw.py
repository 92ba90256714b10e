"""Plain cells as they came from a file: text, numbers, days, marks; and the address of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class UnusableCell:
    """A cell without a usable value: a formula never calculated, or an error such as #REF!."""

    code: str
    text: str = ""


Raw: TypeAlias = str | float | int | bool | date | UnusableCell
Cell: TypeAlias = tuple[int, int]  # row, column; from 0
Area: TypeAlias = tuple[int, int, int, int]  # top, left, bottom, right; from 0


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A sheet's cells that are not empty, by row and column from 0, and its merged areas."""

    name: str
    rows: Mapping[int, Mapping[int, Raw]]
    merged: tuple[Area, ...] = ()
    is_1904: bool = False
    is_hidden: bool = False
    noughts: Mapping[Cell, str] = field(default_factory=dict)  # formulas whose stored value is 0, as far as told
    formats: Mapping[Cell, str] = field(default_factory=dict)  # number formats that show another figure than is stored
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def filled(self) -> dict[int, dict[int, Raw]]:
        """The cells, each merged area filled with its first cell."""
        rows = {row: dict(cells) for row, cells in self.rows.items()}
        for top, left, bottom, right in self.merged:
            value = self.rows.get(top, {}).get(left)
            if value is not None:
                for row in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        rows.setdefault(row, {})[column] = value
        return dict(sorted(rows.items()))

    def filled_down(self) -> dict[int, dict[int, Raw]]:
        """The cells; a merged one counts for each of its rows, in its first column."""
        rows = {row: dict(cells) for row, cells in self.rows.items()}
        for top, left, bottom, _ in self.merged:
            value = self.rows.get(top, {}).get(left)
            if value is not None:
                for row in range(top + 1, bottom + 1):
                    rows.setdefault(row, {}).setdefault(left, value)
        return dict(sorted(rows.items()))


@dataclass(frozen=True, kw_only=True)
class Book:
    """All sheets of a file, and what was remarked while it was opened."""

    grids: tuple[Grid, ...]
    remarks: tuple[tuple[str, Mapping[str, object]], ...] = field(default_factory=tuple)
    is_calculated: bool = True  # has any formula another value than 0?


def address(row: int, column: int) -> str:
    """`B7` of row 6, column 1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def coordinates(cell: str) -> tuple[int, int]:
    """Row 6, column 1 of `B7`."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters) :]) - 1, column - 1

"""Findings as an import's page lists them: one line for each cause, with all the cells that it is said of."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from yipanqi.workbook.raw import coordinates

MOST_AREAS = 8  # of cells that a line names
_CELL = re.compile(r"[A-Z]+[0-9]+")


@dataclass(frozen=True, kw_only=True)
class Cause:
    """What is wrong, in which sheet, at which cells: cells under one another as one area."""

    sheet: str
    is_error: bool
    text: str
    count: int
    areas: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The first areas."""
        return self.areas[:MOST_AREAS]

    @property
    def more(self) -> int:
        """How many areas stand only in the marked copy."""
        return max(0, len(self.areas) - MOST_AREAS)


def causes(findings: Iterable[Mapping[str, str]], lang: str) -> list[Cause]:
    """What is said twice in a sheet is one cause; errors first, else in the order of the findings."""
    found: dict[tuple[bool, str, str], list[str]] = {}
    for one in findings:
        found.setdefault((one["gravity"] == "error", one["sheet"], one[lang]), []).append(one["cell"])
    made = [
        Cause(sheet=sheet, is_error=is_error, text=text, count=len(cells), areas=tuple(_areas(cells)))
        for (is_error, sheet, text), cells in found.items()
    ]
    return sorted(made, key=lambda cause: not cause.is_error)


def _areas(cells: Iterable[str]) -> Iterator[str]:
    """`D7–D36` for cells that follow one another in a column."""
    known = sorted({cell for cell in cells if _CELL.fullmatch(cell)}, key=lambda cell: coordinates(cell)[::-1])
    for _, run in groupby(enumerate(known), key=lambda one: (coordinates(one[1])[1], coordinates(one[1])[0] - one[0])):
        area = [cell for _, cell in run]
        yield area[0] if len(area) == 1 else f"{area[0]}–{area[-1]}"

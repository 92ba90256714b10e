"""Tables and figures for a terminal, where a Chinese character takes two columns."""

import unicodedata
from collections.abc import Iterable, Sequence


def width(text: str) -> int:
    """The columns that a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(rows: Iterable[Sequence[str]], right: Sequence[int] = (), indent: str = "  ") -> list[str]:
    """Rows as aligned lines; the columns named in `right` are set flush right."""
    cells = [list(row) for row in rows]
    if not cells:
        return []
    widest = [max(width(row[n]) for row in cells) for n in range(len(cells[0]))]
    return [
        (indent + "  ".join(_padded(cell, widest[n], n in right) for n, cell in enumerate(row))).rstrip()
        for row in cells
    ]


def _padded(text: str, columns: int, right: bool) -> str:
    space = " " * (columns - width(text))
    return space + text if right else text + space

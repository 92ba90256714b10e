"""Finds the tables of an office's sheet: headings of one or more rows, what stands above them, rows of data."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yipanqi.workbook.own.vocabulary import EXACT, head_of, kind_of, measure_of
from yipanqi.workbook.raw import Grid, Raw
from yipanqi.workbook.text import is_aside, is_sum, title_key

Cells = Mapping[int, Raw]
_LEAST = 3  # headings that a row of headings names
_YEAR = re.compile(r"^(?:19|20)\d\d年?(?:度|第?[一二三四1-4]季度|q[1-4])?$", re.IGNORECASE)
_SUMS = re.compile(r"^(?:其中|合计|小计|总计|共计|累计|总数|全区|全街|全县|全市)")
_PLACE = re.compile(
    r"^[（(]?[一二三四五六七八九十\d]*[、.．）)]*\s*([一-龥]{1,8}?(?:街道|镇|乡|街))(?:办事处)?(?:[（(].*)?$"
)


@dataclass(frozen=True, kw_only=True)
class OwnTable:
    """One table: its headings by column, from the top; its rows with merged areas filled, and as they stand; the
    place that a row of one name above them says."""

    sheet: str
    number: int
    heads: Mapping[int, tuple[str, ...]]
    rows: Mapping[int, Cells]
    alone: Mapping[int, Cells]
    above: tuple[str, ...] = ()
    places: Mapping[int, str] = field(default_factory=dict)


def tables_of(grid: Grid) -> list[OwnTable]:
    """The tables of a sheet, from the top; none where no row names three headings."""
    filled, found, above = grid.filled(), list[OwnTable](), list[str]()
    left = sorted(filled)
    while left:
        row = left.pop(0)
        if not _is_head(filled[row]):
            above += _texts(filled[row])
            continue
        block = [row]
        while left and left[0] == block[-1] + 1 and _continues(filled[left[0]], grid.rows.get(left[0], {})):
            block.append(left.pop(0))
        heads = _paths([filled[at] for at in block])
        body: list[int] = []
        while left and not _is_other_head(filled[left[0]], heads):
            body.append(left.pop(0))
        found.append(_table(grid, len(found) + 1, heads, body, tuple(above)))
        above = []
    return found


def place_in(text: str) -> str:
    """The subdistrict that a title names: 东湾街道2027年度申报表 → 东湾街道; empty where it names none."""
    match = re.search(r"([一-龥]{1,6}?(?:街道|镇|乡))", re.sub(r"^.*?[:：]", "", text))
    return match[1] if match else ""


def _table(
    grid: Grid, number: int, heads: dict[int, tuple[str, ...]], body: list[int], above: tuple[str, ...]
) -> OwnTable:
    filled, rows, places, place = grid.filled(), dict[int, Cells](), dict[int, str](), ""
    repeated = {path[-1] for path in heads.values()}
    for row in body:
        texts = list(dict.fromkeys(_texts(filled[row])))
        named = _PLACE.match(texts[0]) if len(texts) == 1 and not _figures(filled[row]) else None
        if named:
            place = named[1]
        elif texts and is_aside(texts[0]):
            break
        elif not _is_sum(filled[row]) and len(repeated & set(texts)) < _LEAST and len(filled[row]) > 1:
            rows[row], places[row] = filled[row], place
    alone = {row: grid.rows.get(row, {}) for row in rows}
    return OwnTable(sheet=grid.name, number=number, heads=heads, rows=rows, alone=alone, above=above, places=places)


def _is_sum(cells: Cells) -> bool:
    """A row of sums says so in one of its first cells."""
    first = [cells[at] for at in sorted(cells)[:4]]
    return any(isinstance(cell, str) and (is_sum(cell) or _SUMS.match(title_key(cell))) for cell in first)


def _is_head(cells: Cells) -> bool:
    texts = set(_texts(cells))
    known = sum(is_known(text) for text in texts)
    return known >= _LEAST and 2 * known >= len(texts) and not _figures(cells)


def _continues(cells: Cells, alone: Cells) -> bool:
    """Is this one more row of the heading?"""
    texts = {cell for cell in alone.values() if isinstance(cell, str)}
    return bool(texts) and not _figures(alone) and 2 * sum(map(is_known, texts)) >= len(texts)


def _is_other_head(cells: Cells, heads: Mapping[int, tuple[str, ...]]) -> bool:
    return _is_head(cells) and len(set(_texts(cells)) & {part for path in heads.values() for part in path}) < _LEAST


def is_known(text: str) -> bool:
    """Is this a heading of an office's table: a column, a group of columns, a work, a source of money, a year?"""
    if _YEAR.match(title_key(text)) or head_of(text) or head_of(text, "band"):
        return True
    measure, kind = measure_of(text), kind_of(text)
    return bool(measure and measure[1] >= EXACT) or bool(kind and kind[1] >= EXACT)


def _paths(block: list[Cells]) -> dict[int, tuple[str, ...]]:
    """Column → its headings from the top, each said once."""
    found: dict[int, list[str]] = {}
    for cells in block:
        for column, cell in cells.items():
            text = str(cell).strip()
            if text and text not in found.setdefault(column, []):
                found[column].append(text)
    return {column: tuple(path) for column, path in sorted(found.items()) if path}


def _texts(cells: Cells) -> Iterator[str]:
    return (cell.strip() for cell in cells.values() if isinstance(cell, str) and cell.strip())


def _figures(cells: Cells) -> list[Raw]:
    """Numbers that are no years."""
    return [c for c in cells.values() if isinstance(c, (int, float)) and not (1950 <= c <= 2100 and c == int(c))]

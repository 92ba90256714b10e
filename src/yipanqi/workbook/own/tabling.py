"""Finds the tables of an office's sheet: headings of one or more rows, what stands above them, rows of data."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yipanqi.workbook.own.heading import Filled, is_head, is_same_head, more_of_head, paths, row_above, split_at, texts
from yipanqi.workbook.raw import Cell, Grid, Raw
from yipanqi.workbook.text import is_aside, is_blank, is_instruction, is_sum, title_key

Cells = Mapping[int, Raw]
_SUMS = re.compile(
    r"^(?:合计|小计|总计|共计|累计|总数|总投资|总资金|资金总)"
    r"|^(?:全区|全街|全县|全市|汇总|本页|以上)(?!.*(?:宿舍|院|村|里|里小区|苑|园|楼|坊|巷|公寓)$)"
)
_PART = "其中"
_SIGNED = re.compile(
    r"(?:填表|填报|制表|审核|审批|负责|联系|经办|分管|主管)\S{0,4}[：:]|^(?:注|备注|说明|附注|数据来源|资料来源)[：:\d]|盖章"
)
_HANDS = frozenset("甲乙丙丁戊己庚辛壬癸")


@dataclass(frozen=True, kw_only=True)
class OwnTable:
    """One table: its headings by column, from the top; its rows, merged areas filled downwards, and as they stand; the
    rows that say nothing of their own, and why (head, sum, aside, again, numbers, instruction)."""

    sheet: str
    number: int
    heads: Mapping[int, tuple[str, ...]]
    rows: Mapping[int, Cells]
    alone: Mapping[int, Cells]
    above: tuple[str, ...] = ()
    sums: Mapping[int, Cells] = field(default_factory=dict)
    left_out: Mapping[int, str] = field(default_factory=dict)  # row → why it is no data
    tall: Mapping[Cell, int] = field(default_factory=dict)  # the first cell of a merged area → its rows


def tables_of(grid: Grid) -> list[OwnTable]:
    """The tables of a sheet, from the top and from the left; none where no row names headings."""
    filled = grid.filled()
    whole = _found(grid, filled, ())
    bands = _bands(grid, whole)
    if len(bands) > 1:
        above = whole[0].above
        parts = [_found(_part(grid, *band), _cut(filled, *band), above) for band in bands]
        if all(parts):
            return [_numbered(table, at) for at, table in enumerate((t for part in parts for t in part), 1)]
    return whole


def place_in(text: str) -> str:
    """The subdistrict that a title names: 西江区东湾街道2027年度申报表 → 东湾街道; empty where it names none."""
    said = re.sub(r"^[^：:]{0,8}(?:单位|街道|部门)[：:]", "", text.strip())
    for match in re.finditer(r"([一-龥]{1,12}?)(街道|镇|乡)", said):
        stem = re.split(r"[区县市省年度于报的关附件表月]", match[1])[-1]
        if stem and stem not in ("城", "乡", "村", "集", "各", "全", "本", "所属", "该", "所在", "辖区", "下辖"):
            return stem + match[2]
    return ""


def _found(grid: Grid, filled: Filled, above: tuple[str, ...]) -> list[OwnTable]:
    found, said, left = list[OwnTable](), list(above), sorted(filled)
    while left:
        row = left.pop(0)
        if not is_head(filled, row, left):
            said += dict.fromkeys(texts(filled[row]))
            continue
        block = [*row_above(filled, row), row]
        while left and left[0] == block[-1] + 1 and more_of_head(filled, grid, block, left[0]):
            block.append(left.pop(0))
        heads = paths(grid, filled, block)
        body: list[int] = []
        while left and (is_same_head(filled[left[0]], heads) or not is_head(filled, left[0], left[1:], is_first=False)):
            body.append(left.pop(0))
        over = [text for text in said if text not in {t for at in block for t in texts(filled[at])}]
        found += _tables(grid, len(found) + 1, heads, body, tuple(over), block)
        said = []
    return found


def _tables(
    grid: Grid,
    number: int,
    heads: Mapping[int, tuple[str, ...]],
    body: list[int],
    above: tuple[str, ...],
    block: list[int],
) -> list[OwnTable]:
    """The table under a heading; several where the same heading stands side by side."""
    columns, starts = sorted(heads), split_at(heads)
    ends = [*starts[1:], columns[-1] + 1]
    found = []
    for at, (first, end) in enumerate(zip(starts, ends, strict=True)):
        inside = {column: path for column, path in heads.items() if first <= column < end}
        part = _part(grid, first, end - 1) if len(starts) > 1 else grid
        found.append(_table(part, number + at, inside, body, above, block))
    return found


def _table(
    grid: Grid,
    number: int,
    heads: Mapping[int, tuple[str, ...]],
    body: list[int],
    above: tuple[str, ...],
    block: list[int],
) -> OwnTable:
    down, rows, sums = grid.filled_down(), dict[int, Cells](), dict[int, Cells]()
    left_out = dict.fromkeys(block, "head")
    is_over = False
    for row in body:
        cells = {at: raw for at, raw in down.get(row, {}).items() if not (isinstance(raw, str) and is_blank(raw))}
        why = _why_left_out(cells, heads, is_over)
        is_over = is_over or why == "aside"
        if why == "sum":
            sums[row] = cells
        if why:
            left_out[row] = why
        elif cells:
            rows[row] = down[row]
    alone = {row: grid.rows.get(row, {}) for row in rows}
    tall = {(top, left): bottom - top + 1 for top, left, bottom, _ in grid.merged if bottom > top}
    return OwnTable(
        sheet=grid.name, number=number, heads=heads, rows=rows, alone=alone, above=above, sums=sums,
        left_out=left_out, tall=tall,
    )  # fmt: skip


def _why_left_out(cells: Cells, heads: Mapping[int, tuple[str, ...]], is_over: bool) -> str:
    """Why a row is no data; empty where it may be."""
    said = list(dict.fromkeys(texts(cells)))
    if not cells:
        return ""
    if said and (is_aside(said[0]) or (len(said) <= 4 and all(_SIGNED.search(text) for text in said[:1]))):
        return "aside"
    if is_over and len(cells) == 1 and said and len(said[0]) > 6:  # notes that go on
        return "aside"
    if _is_sum(cells):
        return "sum"
    if is_same_head(cells, heads):
        return "again"
    if _are_numbers(cells):
        return "numbers"
    if len(said) > 1 and not _figures(cells) and 2 * sum(map(is_instruction, said)) >= len(said):
        return "instruction"
    return ""


def _is_sum(cells: Cells) -> bool:
    """A row of sums says so in one of the texts that stand before its figures; 其中 is its first."""
    first = _before_figures(cells)
    if first and title_key(first[0]).startswith(_PART):
        return True
    return any(is_sum(cell) or _SUMS.match(title_key(cell)) for cell in first[:4] if len(cell) <= 24)


def _before_figures(cells: Cells) -> list[str]:
    """The texts ahead of the first figure, which is not the row's number."""
    found: list[str] = []
    for index, at in enumerate(sorted(cells)):
        raw = cells[at]
        if isinstance(raw, str):
            found.append(raw)
        elif index and not isinstance(raw, bool):
            break
    return found


def _are_numbers(cells: Cells) -> bool:
    """The numbers of the columns: 1 2 3 4, or 甲 乙 1 2."""
    said = [title_key(f"{cells[at]:g}" if isinstance(cells[at], float) else str(cells[at])) for at in sorted(cells)]
    figures = [int(text.strip("()[]")) for text in said if text.strip("()[]").isdecimal()]
    rest = [text for text in said if not text.strip("()[]").isdecimal()]
    return (
        len(figures) >= 3
        and figures == list(range(figures[0], figures[0] + len(figures)))
        and figures[0] <= 2
        and set(rest) <= _HANDS
    )


def _bands(grid: Grid, whole: Iterable[OwnTable]) -> list[tuple[int, int]]:
    """Runs of columns that empty columns set apart, below the titles."""
    tables = list(whole)
    if not tables:
        return []
    first = min(row for table in tables for row in table.left_out)
    used = sorted({at for row, cells in grid.rows.items() if row >= first for at in cells if not _is_note(cells, at)})
    found: list[tuple[int, int]] = []
    for at in used:
        if found and at - found[-1][1] == 1:
            found[-1] = found[-1][0], at
        else:
            found.append((at, at))
    return found


def _is_note(cells: Cells, at: int) -> bool:
    raw = cells[at]
    return isinstance(raw, str) and len(cells) <= 3 and bool(is_aside(raw) or _SIGNED.search(raw))


def _part(grid: Grid, first: int, last: int) -> Grid:
    """The columns of a sheet from one to another."""
    rows = {row: {at: raw for at, raw in cells.items() if first <= at <= last} for row, cells in grid.rows.items()}
    merged = tuple(area for area in grid.merged if first <= area[1] and area[3] <= last)
    return Grid(name=grid.name, rows={row: cells for row, cells in rows.items() if cells}, merged=merged)


def _cut(filled: Filled, first: int, last: int) -> Filled:
    parts = {row: {at: raw for at, raw in cells.items() if first <= at <= last} for row, cells in filled.items()}
    return {row: cells for row, cells in parts.items() if cells}


def _numbered(table: OwnTable, number: int) -> OwnTable:
    return OwnTable(**{name: getattr(table, name) for name in table.__dataclass_fields__} | {"number": number})


def _figures(cells: Cells) -> list[Raw]:
    return [c for c in cells.values() if isinstance(c, (int, float)) and not isinstance(c, bool)]

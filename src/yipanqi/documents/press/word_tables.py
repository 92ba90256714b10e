"""Word tables after filling: widths by content, numbers to the right, totals set apart, rows that do not break."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table

TEXT_WIDTH = 8845  # twentieths of a point: 156 mm
_NUMBER = re.compile(  # 1,234 · 2027 Q1 · 30,260 ㎡ · 2027年一季度 · 2027年3月 · Mar 2027
    r"^[\d,.%／/—-]*$|^\d{4} Q\d$|^[\d,]+ \S{1,12}$|^\d{4}年(?:.季度|\d+月)$|^[A-Z][a-z]{2} \d{4}$"
)
_WIDEST = 24  # a column grows with its text up to so many half characters
_EDGES = 1.2  # what a cell takes beside its text, in half characters
_LEAST = 5.0  # the room of the narrowest column, in half characters
_HALF = 105  # twentieths of a point: half a character of 10.5 points
_BOLD = 1.12  # bold figures are so much wider
_ROOMY = 1.6  # a text column has at most so much of its need
_WHOLE = 11  # a table of so many rows is not broken over pages
_STRONG, _LINE = "EDEDED", "000000"


@dataclass(frozen=True)
class Printed:
    """A table ready to print; the rows named by index are set apart (totals, headings)."""

    heads: list[str]
    rows: list[list[str]]
    strong: set[int] = field(default_factory=set)
    figures: frozenset[int] = frozenset()  # columns set to the right whatever stands in them
    width: int = TEXT_WIDTH  # of the page's text, in twentieths of a point
    is_broken: bool = False  # a short one, too, may end on the next page


def dress(document: Document, printed: Iterable[Printed]) -> None:
    """Gives every table of the document its form; a table is known by its headings, wherever an editor moved it."""
    by_heads = {tuple(table.heads): table for table in printed}
    for table in document.tables:
        heads = tuple(cell.text for cell in table.rows[0].cells)
        if heads in by_heads:
            _form(table, by_heads[heads])


def dress_in_turn(document: Document, printed: Iterable[Printed]) -> None:
    """The same for tables that may share their headings: the document has them in this order."""
    for table, one in zip(document.tables, printed, strict=False):
        _form(table, one)


def _form(table: Table, printed: Printed) -> None:
    columns = list(zip(*printed.rows, strict=True)) or [()] * len(printed.heads)
    are_numbers = [i in printed.figures or all(_NUMBER.match(it) for it in column) for i, column in enumerate(columns)]
    widths = _widths(printed.heads, columns, are_numbers, printed.strong, printed.width)
    _fixed(table, widths)
    for i, row in enumerate(table.rows):
        _unbroken(row._tr)  # noqa: SLF001  python-docx has no word for it
        cells = row._tr.tc_lst  # noqa: SLF001  row.cells costs a search for each cell
        for cell, width, is_number in zip(cells, widths, are_numbers, strict=True):
            _cell(cell, width, is_number, is_head=i == 0, is_strong=i - 1 in printed.strong)
        left = len(table.rows) - 1 - i
        if left and (i < 3 or left < 3 or (len(table.rows) <= _WHOLE and not printed.is_broken)):
            _kept(cells)


def _widths(
    heads: Sequence[str],
    columns: Sequence[Sequence[str]],
    are_numbers: Sequence[bool],
    strong: Set[int],
    width: int = TEXT_WIDTH,
) -> list[int]:
    """Numbers get what they need, texts share the rest by their longest; a heading may break between words."""
    needs = [
        max([_LEAST, _head(head), *(_length(x) * (_BOLD if i in strong else 1) for i, x in enumerate(column))]) + _EDGES
        for head, column in zip(heads, columns, strict=True)
    ]
    fixed = sum(_HALF * need for need, is_number in zip(needs, are_numbers, strict=True) if is_number)
    texts = sum(min(need, _WIDEST) for need, is_number in zip(needs, are_numbers, strict=True) if not is_number)
    if not texts or fixed > width * 0.85:  # nothing to give: all shrink or grow alike
        return [int(width * need / sum(needs)) for need in needs]
    share = min((width - fixed) / texts, _ROOMY * _HALF)
    spare = (width - fixed - share * texts) / max(sum(are_numbers), 1)  # what texts leave, numbers stand wider
    widths = [
        int(_HALF * need + spare if is_number else share * min(need, _WIDEST))
        for need, is_number in zip(needs, are_numbers, strict=True)
    ]
    if share < _HALF:  # what is short keeps its need, what is long shares what is left
        wanted = [(need, i) for i, need in enumerate(needs) if not are_numbers[i]]
        room = width - fixed
        for left, (need, i) in zip(range(len(wanted), 0, -1), sorted(wanted), strict=True):
            widths[i] = int(min(_HALF * need, room / left))
            room -= widths[i]
        widths[sorted(wanted)[-1][1]] += int(room)
    return _whole_heads(heads, widths, are_numbers)


def _whole_heads(heads: Sequence[str], widths: list[int], are_numbers: Sequence[bool]) -> list[int]:
    """A column of texts is as wide as the longest word of its heading; the widest one gives what that takes."""
    texts = [i for i, is_number in enumerate(are_numbers) if not is_number]
    for i in texts:
        lacking = int(0.9 * _HALF * (_longest_word(heads[i]) + _EDGES)) - widths[i]
        widest = max(texts, key=lambda at: widths[at])
        if lacking > 0 and widest != i and widths[widest] > 2 * lacking:
            widths[i], widths[widest] = widths[i] + lacking, widths[widest] - lacking
    return widths


def _head(text: str) -> float:
    """Room for a heading: a short one keeps its line, a long Chinese one takes two, a Latin one breaks at spaces."""
    if _longest_word(text):
        return _longest_word(text)
    return _length(text) if _length(text) <= 8 else _length(text) / 2 + 2


def _length(text: str) -> float:
    """In half characters; Chinese and Latin signs stand a quarter of a character apart."""
    is_wide = [ord(char) > 0x2E80 for char in text]
    return sum(2.0 if wide else 1.2 for wide in is_wide) + 0.4 * sum(a != b for a, b in pairwise(is_wide))


def _longest_word(text: str) -> float:
    """A Latin word is not broken; Chinese may break anywhere."""
    return max((_length(word) for word in text.split() if ord(word[0]) < 0x2E80), default=0.0)


def _fixed(table: Table, widths: Sequence[int]) -> None:
    table.autofit = False
    properties = table._tbl.tblPr  # noqa: SLF001
    for name in ("w:tblW", "w:tblBorders", "w:tblCellMar"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    total = OxmlElement("w:tblW")
    total.set(qn("w:w"), str(sum(widths)))
    total.set(qn("w:type"), "dxa")
    properties.append(total)
    properties.append(_grid())
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 30), ("left", 40), ("bottom", 30), ("right", 40)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):  # noqa: SLF001
        column.set(qn("w:w"), str(width))


def _grid() -> object:
    """Black lines around every cell, as official tables have them."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    return borders


def _unbroken(row) -> None:  # type: ignore[no-untyped-def]
    properties = row.get_or_add_trPr()
    if properties.find(qn("w:cantSplit")) is None:
        properties.append(OxmlElement("w:cantSplit"))


def _kept(cells) -> None:  # type: ignore[no-untyped-def]
    """A row stays with the next one."""
    for cell in cells:
        for paragraph in cell.p_lst:
            paragraph.get_or_add_pPr().append(OxmlElement("w:keepNext"))


def _cell(cell, width: int, is_number: bool, is_head: bool, is_strong: bool) -> None:  # type: ignore[no-untyped-def]
    cell.width = width * 635  # in EMU
    properties = cell.get_or_add_tcPr()
    middle = OxmlElement("w:vAlign")
    middle.set(qn("w:val"), "center")
    if is_head or is_strong:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _STRONG)):
            shade.set(qn(f"w:{name}"), value)
        properties.append(shade)
    properties.append(middle)
    for paragraph in cell.p_lst:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_number else WD_ALIGN_PARAGRAPH.LEFT
        if is_strong:
            for run in paragraph.r_lst:
                run.get_or_add_rPr().append(OxmlElement("w:b"))

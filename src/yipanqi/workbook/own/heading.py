"""Which rows of a sheet are headings, and what each column is headed by, from the top."""

import re
from collections.abc import Iterator, Mapping, Sequence

from yipanqi.workbook.own.values import when_in
from yipanqi.workbook.own.vocabulary import CLOSE, EXACT, head_of, kind_of, measure_of, state_in
from yipanqi.workbook.raw import Grid, Raw
from yipanqi.workbook.text import bare_title, is_unit, title_key

Filled = Mapping[int, Mapping[int, Raw]]
_LEAST = 3  # headings that a row of headings names, or all of two
_LONGEST = 40  # characters of a heading
_PERIOD = re.compile(
    r"^(?:\d\d年(?:度)?|(?:19|20)\d\d年?(?:度|[上下]半年|第?[一二三四1-4]季度|q[1-4]|\d{1,2}月)?|第?[一二三四]季度|q[1-4])$",
    re.IGNORECASE,
)
_FILL_IN = re.compile(r"[:：]|单位|填报|填表|日期|^附[件表]")


def texts(cells: Mapping[int, Raw]) -> Iterator[str]:
    """The texts of a row, without outer spaces."""
    return (cell.strip() for cell in cells.values() if isinstance(cell, str) and cell.strip())


def is_head(filled: Filled, row: int, following: Sequence[int], *, is_first: bool = True) -> bool:
    """Does this row head a table? Two headings suffice where they are all of the row and data follow."""
    cells = filled[row]
    said = {text for text in texts(cells) if len(text) <= _LONGEST}
    if _figures(cells) or not said:
        return False
    known = {text for text in said if is_known(text)}
    own = {text for text in known if is_structure(text)}
    if len(known) >= _LEAST and own and (2 * len(known) >= len(said) or len(own) >= _LEAST):
        return is_first or len(own) >= 2 or _is_of_money(own, known)
    below = filled[following[0]] if following else {}
    has_data = bool(below) and not any(is_structure(text) for text in texts(below))
    return len(said) in (2, 3) and len(known) >= 2 and len(own) >= (1 if is_first else 2) and has_data


def _is_of_money(own: set[str], known: set[str]) -> bool:
    """Sources by years need no second heading."""
    heads = {found[0] for text in own if (found := head_of(text))}
    return bool(heads & {"fund", "when"}) and any(
        _PERIOD.match(bare_title(text)[0]) or kind_of(text) for text in known - own
    )


def is_structure(text: str) -> bool:
    """Is this the heading of a column, whatever works and sources are called?"""
    found = head_of(text)
    return bool(found and found[2] >= EXACT and found[0] != "sum")


def is_known(text: str) -> bool:
    """Is this a heading of an office's table: a column, a group of columns, a work, a source of money, a year?"""
    if _PERIOD.match(bare_title(text)[0]) or head_of(text) or head_of(text, "band"):
        return True
    measure, kind = measure_of(text), kind_of(text)
    return bool(measure and measure[1] >= CLOSE) or bool(kind and kind[1] >= EXACT)


def is_same_head(cells: Mapping[int, Raw], heads: Mapping[int, tuple[str, ...]]) -> bool:
    """Is this the heading once more?"""
    same = sum(
        isinstance(raw, str) and title_key(raw) in map(title_key, heads.get(at, ())) for at, raw in cells.items()
    )
    return same >= 2 and 2 * same >= len(cells)


def row_above(filled: Filled, row: int) -> list[int]:
    """The rows above a heading that head several of its columns: bands over columns, no titles."""
    found: list[int] = []
    while (above := (found[0] if found else row) - 1) in filled and len(found) < 3:
        cells = filled[above]
        said = set(texts(cells))
        if not said or _figures(cells) or any(_FILL_IN.search(bare_title(t)[0]) or len(t) > 24 for t in said):
            break
        named = sum(bool(head_of(t, "band") or head_of(t) or measure_of(t) or state_in(t)) for t in said)
        starts_inside = min(at for at, raw in cells.items() if isinstance(raw, str)) > min(filled[row])
        if 2 * named < len(said) or (len(said) == 1 and not starts_inside):
            break
        found.insert(0, above)
    return found


def more_of_head(filled: Filled, grid: Grid, block: Sequence[int], row: int) -> bool:
    """Is this one more row of the heading: smaller headings under wider ones, or units under headings?"""
    above = {at: raw for over in block for at, raw in filled[over].items()}
    own = grid.rows.get(row, {})
    said = {at: raw.strip() for at, raw in own.items() if isinstance(raw, str) and raw.strip()}
    if not said or _figures(own):
        return False
    if all(_is_unit(text) for text in said.values()):
        return True
    for at, text in said.items():
        parent = above.get(at)
        is_wide = parent is None or above.get(at + 1) == parent or above.get(at - 1) == parent or at + 1 not in above
        over = isinstance(parent, str) and (head_of(parent, "band") or measure_of(parent) or not is_structure(parent))
        if not (is_unit_only(text) or (is_wide and (parent is None or over or text in texts(above)))):
            return False
    return 2 * sum(is_known(text) or is_unit_only(text) or bool(when_in(text)) for text in said.values()) >= len(said)


def paths(grid: Grid, filled: Filled, block: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Column → its headings from the top, each said once. A heading without merged cells covers the empty ones to
    its right, as far as something stands under them."""
    rows = [dict(filled[at]) for at in block]
    for index, cells in enumerate(rows[:-1]):
        below = {at for later in rows[index + 1 :] for at in later}
        over = rows[index - 1] if index else {}
        spread: Raw | None = None
        for at in range(min(below | cells.keys(), default=0), max(below | cells.keys(), default=-1) + 1):
            if at in cells:
                has_children = at in below and any(
                    later.get(at) not in (None, cells[at]) for later in rows[index + 1 :]
                )
                spread = cells[at] if has_children else None
            elif spread is not None and at in below and (not index or over.get(at) == over.get(at - 1)):
                cells[at] = spread
            else:
                spread = None
    found: dict[int, list[str]] = {}
    for cells in rows:
        for at, raw in cells.items():
            text = _text(raw)
            if text and text not in found.setdefault(at, []):
                found[at].append(text)
    return {at: tuple(path) for at, path in sorted(found.items()) if path}


def split_at(heads: Mapping[int, tuple[str, ...]]) -> list[int]:
    """The columns at which the same headings begin again: tables side by side."""
    columns = sorted(heads)
    first = heads[columns[0]][-1]
    starts = [at for at in columns if heads[at][-1] == first]
    names = [{heads[at][-1] for at in columns if start <= at < end} for start, end in _runs(starts, columns)]
    is_repeated = len(starts) > 1 and all(len(names[0] & name) >= 2 for name in names[1:])
    return starts if is_repeated else columns[:1]


def _runs(starts: list[int], columns: list[int]) -> Iterator[tuple[int, int]]:
    return zip(starts, [*starts[1:], columns[-1] + 1], strict=True)


def is_unit_only(text: str) -> bool:
    """Does a heading say no more than a unit? 楼道 alone may be a work, （户） is none."""
    return _is_unit(text) and (text.strip()[:1] in "（([【" or not is_known(text))


def _is_unit(text: str) -> bool:
    bare = re.sub(r"^[（(\[【]|[）)\]】]$", "", text.strip())
    return bool(bare) and all(is_unit(part) for part in re.split(r"[/、]", bare) if part)


def _text(raw: Raw) -> str:
    if isinstance(raw, float) and raw == int(raw):
        return str(int(raw))
    return str(raw).strip()


def _figures(cells: Mapping[int, Raw]) -> list[Raw]:
    """Numbers that are no years."""
    return [
        c
        for c in cells.values()
        if isinstance(c, (int, float)) and not isinstance(c, bool) and not (2000 <= c <= 2100 and c == int(c))
    ]

"""Headings: which column of a grid is which column of a sheet, whatever rows stand above."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from yipanqi.domain.calendar import Calendar, first_quarter
from yipanqi.workbook.columns import SERIAL
from yipanqi.workbook.layout import Column, Each, Kind, Sheet
from yipanqi.workbook.raw import Raw
from yipanqi.workbook.text import bare_title, family, is_other_unit, is_unit, scale_of_unit, title_key

_TOP = 30  # rows in which a heading is looked for
_PART = re.compile(
    r"(20\d\d|19\d\d)\s*年?\s*(?:度)?\s*(?:[-/]?\s*(?:q\s*([1-4])|第?\s*([一二三四1-4])\s*季度))?", re.IGNORECASE
)
_known: dict[str, dict[str, Column]] = {}  # sheet → its titles
_SHEET_UNIT = re.compile(r"(?:金额|面积)?单位[：:]\s*([^）)：:]{1,40})")
Row = Mapping[int, Raw]


@dataclass(frozen=True, kw_only=True)
class Match:
    """A column that a heading means; for repeated ones its year or quarter; the scale of its unit where it has one."""

    column: Column
    part: str = ""
    scale: int | None = None
    other_unit: str = ""  # in which the column cannot be reckoned

    @property
    def name(self) -> tuple[str, str]:
        return self.column.key, self.part


@dataclass(frozen=True, kw_only=True)
class Header:
    """Where the data begin, and what stands in which column."""

    row: int  # the last row of the heading
    matches: Mapping[int, Match]
    serial: int | None = None
    unmatched: Mapping[int, tuple[int, str]] = field(default_factory=dict)  # the row where its title stands, and it
    doubled: Mapping[int, Match] = field(default_factory=dict)


def find_header(sheet: Sheet, rows: Mapping[int, Row]) -> Header | None:
    """The heading of a sheet's table; None where no row looks like it. The rows have their merged areas filled."""
    first = min(rows, default=0)
    top = [row for row in rows if row <= _TOP + first]
    scores = {row: len(_matches(sheet, rows[row])) for row in top}
    best = max(top, key=lambda row: (_is_key_row(sheet, rows[row]), scores[row], -row), default=None)
    if best is None or not scores[best]:
        return None
    last = best
    while last + 1 in scores and scores[last + 1] >= max(2, scores[best] / 3):
        last += 1
    if scores[best] < _least(sheet):
        return None
    return _header(sheet, rows, [row for row in range(max(min(rows), best - 4), last + 1) if row in rows], last)


def resemblance(sheet: Sheet, rows: Mapping[int, Row]) -> float:
    """How much of the sheet's needed columns a grid's heading names, 0 to 1; 0 below three matches."""
    header = find_header(sheet, rows) if not sheet.upright else None
    if header is None or len(header.matches) < 3:
        return 0
    needed = {column.key for column in sheet.columns if column.needed}
    found = {match.column.key for match in header.matches.values()}
    named = len(header.matches) + len(header.unmatched)
    return len(needed & found) / len(needed) * len(header.matches) / named


def match_title(sheet: Sheet, text: str) -> Match | None:
    """The column that a title or a key means."""
    titles = _titles(sheet)
    bare, unit = bare_title(text)
    for candidate in (title_key(text), bare):
        if candidate in titles:
            column = titles[candidate]
            if column.each is not None:
                return None
            return Match(column=column, scale=_scale(column, unit), other_unit=_other_unit(column, unit))
    return _match_part(sheet, text, unit)


def sheet_scales(rows: Mapping[int, Row], before: int) -> dict[str, int]:
    """What `单位：万元、万㎡` above the heading says of the sheet's money, areas and counts."""
    found: dict[str, int] = {}
    for row in rows:
        for raw in rows[row].values() if row <= before else ():
            if isinstance(raw, str) and (match := _SHEET_UNIT.search(raw)):
                for unit in re.split(r"[、,，;；/\s]+", match[1]):
                    found.setdefault(family(unit), scale_of_unit(unit)[0])
    found.pop("", None)
    return found


def _least(sheet: Sheet) -> int:
    return min(2, len(sheet.columns))


def _titles(sheet: Sheet) -> dict[str, Column]:
    if sheet.key not in _known:
        _known[sheet.key] = _all_titles(sheet)
    return _known[sheet.key]


def _all_titles(sheet: Sheet) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in sheet.columns:
        for name in (*column.also, column.key, *column.title):
            found[title_key(name)] = column
    for column in sheet.columns:  # a title of one's own goes before another's second name
        found |= {title_key(name): column for name in (*column.title, column.key)}
    return found


def _match_part(sheet: Sheet, text: str, unit: str) -> Match | None:
    found = _PART.search(title_key(text))
    each = [column for column in sheet.columns if column.each]
    if not found or not each:
        return None
    quarter = found[2] or found[3]
    wanted = Each.QUARTER if quarter else Each.YEAR
    rest = bare_title(_PART.sub("", text))[0].strip("_")
    for column in each:
        names = {title_key(name) for name in (*column.title, *column.also, column.key)} | {"", "年度"}
        if column.each is wanted and rest in names:
            number = "" if quarter is None else f"Q{'一二三四'.find(quarter) + 1 or int(quarter)}"
            part = found[1] + number
            return Match(column=column, part=part, scale=_scale(column, unit), other_unit=_other_unit(column, unit))
    return None


def _scale(column: Column, unit: str) -> int | None:
    """The scale a heading's unit gives, where it fits the column."""
    if not unit or not is_unit(unit):
        return None
    scale, is_money = scale_of_unit(unit)
    if column.kind in (Kind.MONEY, Kind.LIMIT, Kind.YUAN):
        return scale if is_money else None
    return None if is_money or scale == 1 else scale


def _other_unit(column: Column, unit: str) -> str:
    """The heading's unit, where it is one that the column cannot be reckoned in: 亩, or 栋 over households."""
    if column.kind not in (Kind.MONEY, Kind.LIMIT, Kind.YUAN, Kind.COUNT, Kind.NUMBER) or not unit:
        return ""
    is_money = column.kind in (Kind.MONEY, Kind.LIMIT, Kind.YUAN)
    wanted = "money" if is_money else family(column.unit[0])
    said_to = family(unit)
    return unit if is_other_unit(unit) or (said_to and wanted and said_to != wanted) else ""


def _matches(sheet: Sheet, row: Row) -> dict[int, Match]:
    found = {}
    for column, raw in row.items():
        if isinstance(raw, str) and len(raw) < 80 and (match := match_title(sheet, raw)):
            found[column] = match
    return found


def _is_key_row(sheet: Sheet, row: Row) -> bool:
    keys = {column.key for column in sheet.columns}
    texts = [raw.split(":")[0] for raw in row.values() if isinstance(raw, str)]
    return len(texts) > 1 and sum(text in keys for text in texts) * 2 > len(texts)


def _header(sheet: Sheet, rows: Mapping[int, Row], block: list[int], last: int) -> Header:
    first = next(row for row in block if _matches(sheet, rows[row]))
    block = [row for row in block if row >= first]
    matches: dict[int, Match] = {}
    unmatched: dict[int, tuple[int, str]] = {}
    doubled: dict[int, Match] = {}
    serial, taken = None, set()
    for column in sorted({column for row in block for column in rows[row]}):
        texts = [raw for row in reversed(block) if isinstance(raw := rows[row].get(column), str)]
        match = next(_candidates(sheet, texts), None)
        if match is None:
            if any(title_key(text) in {title_key(name) for name in SERIAL} for text in texts):
                serial = column
            elif texts:
                unmatched[column] = next(row for row in block if rows[row].get(column) == texts[0]), texts[0]
        elif match.name in taken:
            doubled[column] = match
        else:
            taken.add(match.name)
            matches[column] = match
    return Header(row=last, matches=matches, serial=serial, unmatched=unmatched, doubled=doubled)


def _candidates(sheet: Sheet, texts: list[str]) -> Iterator[Match]:
    """Matches of a column's heading cells, from the lowest up; a lower cell may need the one above it. A unit may
    stand in any of them."""
    scales = [match.scale for text in texts if (match := match_title(sheet, text)) and match.scale]
    pairs = [upper + lower for lower, upper in pairwise(texts) if upper != lower]
    for text in (*texts, *pairs):
        if match := match_title(sheet, text):
            yield replace(match, scale=match.scale or next(iter(scales), None))


def part_index(column: Column, part: str, calendar: Calendar) -> int | None:
    """The index of a repeated column's year or quarter in the horizon; None outside it."""
    year, _, quarter = part.partition("Q")
    index = int(year) - calendar.first_year
    if column.each is Each.QUARTER:
        index = first_quarter(index) + int(quarter) - 1
        return index if 0 <= index < calendar.quarters else None
    return index if 0 <= index < calendar.years else None

"""Guesses what an office's tables and columns are, each guess with how sure it is."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from yipanqi.workbook.own.mapping import ColumnMap, Mapping, Meaning, Role, TableMap
from yipanqi.workbook.own.meaning import column_of, once
from yipanqi.workbook.own.tabling import OwnTable, place_in
from yipanqi.workbook.own.units import with_units
from yipanqi.workbook.own.vocabulary import CLOSE, INSIDE
from yipanqi.workbook.raw import address

_NAMELESS = re.compile(
    r"^(sheet|工作表|表)\s*\d*$|汇总|总表|封面|说明|目录|小区|台账|改造|需求|清单|明细|楼栋|统计|资金|摸底|项目|申报|附[件表]|数据|计划|报表|工程|"
    r"年|一览|全区|全县|区县|街道|镇$|乡$|社区|调查|表$",
    re.IGNORECASE,
)
_COUNTS = {Meaning.HOUSEHOLDS, Meaning.FLOOR_AREA, Meaning.BUILT_YEAR, Meaning.BUILDINGS, Meaning.STAIRWELLS}
_OF_WORKS = {Meaning.QUANTITY, Meaning.SEVERITY, Meaning.DEMAND}


def guessed(tables: Sequence[OwnTable]) -> tuple[TableMap, ...]:
    """What each table is."""
    return tuple(_table(table) for table in tables)


def known_before(guess: TableMap, mapping: Mapping) -> TableMap:
    """The guess, with what the mapping says of the same headings: of the table of the same shape, else of any."""
    twin = next((t for t in mapping.tables if t.shape == guess.shape and t.key == guess.key), None)
    twin = twin or next((t for t in mapping.tables if t.shape == guess.shape), None)
    known = {c.head: c for table in mapping.tables if table.role is guess.role for c in table.columns}
    known |= {c.head: c for c in twin.columns} if twin else {}
    columns = tuple(
        replace(known[c.head], column=c.column, samples=c.samples, when=c.when or known[c.head].when)
        if c.head in known
        else c
        for c in guess.columns
    )
    if twin is None:
        return replace(guess, columns=columns)
    is_same_sheet = twin.sheet == guess.sheet
    return replace(
        guess,
        columns=columns,
        role=twin.role,
        confidence=twin.confidence,
        subdistrict=twin.subdistrict if is_same_sheet and twin.subdistrict else guess.subdistrict,
        estate=twin.estate if is_same_sheet and twin.estate else guess.estate,
    )


def _table(table: OwnTable) -> TableMap:
    columns = with_units(table, once([column_of(table, at) for at in table.heads]))
    role, sure = _role(table, columns)
    place = _place(table, columns) if role in (Role.ESTATES, Role.BUILDINGS, Role.WORKS) else ""
    rows = [*table.rows, *table.left_out]
    area = f"{address(min(rows), min(table.heads))}:{address(max(rows), max(table.heads))}" if rows else ""
    return TableMap(
        sheet=table.sheet, number=table.number, role=role, subdistrict=place, columns=tuple(columns), confidence=sure,
        area=area,
    )  # fmt: skip


def _place(table: OwnTable, columns: Iterable[ColumnMap]) -> str:
    """Whose estates a table lists: what its titles say, else the name of its sheet."""
    if Meaning.SUBDISTRICT in {column.meaning for column in columns}:
        return ""
    name = table.sheet.strip()
    place = place_in(name) or next(filter(None, map(place_in, reversed(table.above))), "")
    bare = re.sub(r"[\d（()）年.\s、.]+", "", name)
    if not place and not _NAMELESS.search(name) and re.fullmatch(r"[一-龥]{2,4}", bare):
        place = bare if bare.endswith("街") else f"{bare}街道"
    return place


def _role(table: OwnTable, columns: Sequence[ColumnMap]) -> tuple[Role, float]:
    means = {column.meaning for column in columns}
    if Meaning.FUND in means and Meaning.AMOUNT in means:
        return Role.MONEY, CLOSE
    if Meaning.ESTATE not in means:
        if Meaning.MONEY in means and Meaning.WHEN in means:
            return Role.MONEY, CLOSE
        return (Role.SUMMARY, INSIDE) if Meaning.SUBDISTRICT in means else (Role.IGNORE, INSIDE)
    if Meaning.BUILDING in means or _has_rows_of_buildings(table, columns):
        return Role.BUILDINGS, CLOSE
    if not _COUNTS & means or (_OF_WORKS & means and Meaning.WORKS in means and _repeats(table, columns)):
        return Role.WORKS, INSIDE
    return Role.ESTATES, CLOSE


def _at(table: OwnTable, columns: Sequence[ColumnMap], meanings: set[Meaning]) -> list[int]:
    return [at for at, column in zip(table.heads, columns, strict=True) if column.meaning in meanings]


def _repeats(table: OwnTable, columns: Sequence[ColumnMap]) -> bool:
    """Does the same estate stand in row after row?"""
    (at, *_) = _at(table, columns, {Meaning.ESTATE})
    names = [str(cells[at]).strip() for cells in table.rows.values() if at in cells]
    return any(one == other for one, other in itertools.pairwise(names))


def _has_rows_of_buildings(table: OwnTable, columns: Sequence[ColumnMap]) -> bool:
    """Does one estate, merged down or written again, have other counts in each of its rows?"""
    (at, *_) = _at(table, columns, {Meaning.ESTATE})
    counted = _at(table, columns, {Meaning.HOUSEHOLDS, Meaning.FLOOR_AREA, Meaning.STAIRWELLS})
    runs: dict[str, list[tuple[object, ...]]] = {}
    for row, cells in table.rows.items():
        name = str(cells.get(at, "")).strip()
        figures = tuple(table.alone[row].get(one) for one in counted)
        if name and any(isinstance(figure, (int, float)) for figure in figures):
            runs.setdefault(name, []).append(figures)
    tall = {table.rows[row].get(at) for (row, column) in table.tall if column == at and row in table.rows}
    several = [figures for name, figures in runs.items() if len(figures) > 1 and len(set(figures)) > 1]
    return bool(several) and (bool(tall) or 3 * sum(map(len, several)) > 2 * len(table.rows))

"""Guesses what an office's tables and columns are, each guess with how sure it is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from yipanqi.workbook.own.mapping import ColumnMap, Mapping, Meaning, Role, TableMap, head_key
from yipanqi.workbook.own.tabling import OwnTable, place_in
from yipanqi.workbook.own.vocabulary import CLOSE, INSIDE, head_inside, head_of, kind_of, measure_of, tick
from yipanqi.workbook.raw import Raw, address
from yipanqi.workbook.text import bare_title, scale_of_unit

_ONCE = {Meaning.ESTATE, Meaning.SUBDISTRICT, Meaning.HOUSEHOLDS, Meaning.FLOOR_AREA, Meaning.BUILT_YEAR, Meaning.COST}
_ONCE |= {Meaning.BUILDINGS, Meaning.BUILDING, Meaning.COMMUNITY, Meaning.STAIRWELLS, Meaning.FLOORS, Meaning.WHEN}
_WHEN = re.compile(r"((?:19|20)\d\d)\s*年?\s*(?:度)?\s*(?:第?\s*([一二三四1-4])\s*季度|[-/]?\s*[qQ]\s*([1-4]))?")
_NAMELESS = re.compile(
    r"^(sheet|工作表|表)\s*\d*$|汇总|总表|封面|说明|目录|小区|台账|改造|需求|清单|明细|楼栋|统计|资金|摸底|项目|申报|附[件表]|数据|计划|报表|工程",
    re.IGNORECASE,
)
_MONEY_UNIT = re.compile(r"(?:百|千|万|十万|百万|亿)?元")


def guessed(tables: Sequence[OwnTable]) -> tuple[TableMap, ...]:
    """What each table is."""
    return tuple(_table(table) for table in tables)


def known_before(guess: TableMap, mapping: Mapping) -> TableMap:
    """The guess, with what the mapping says of the same headings."""
    known = {column.head: column for table in mapping.tables for column in table.columns}
    twin = next((t for t in mapping.tables if t.shape == guess.shape), None)
    columns = tuple(
        replace(known[c.head], column=c.column, samples=c.samples, when=c.when or known[c.head].when)
        if c.head in known
        else c
        for c in guess.columns
    )
    role = twin.role if twin else guess.role
    return replace(guess, columns=columns, role=role, confidence=twin.confidence if twin else guess.confidence)


def when_in(text: str) -> str:
    """The year or quarter that a text begins to name: 2027, 2027Q3; empty where it names none."""
    match = _WHEN.search(text)
    if not match:
        return ""
    quarter = match[2] or match[3]
    return match[1] + (f"Q{'一二三四'.find(quarter) + 1 or quarter}" if quarter else "")


def _table(table: OwnTable) -> TableMap:
    unit = _unit_above(table.above)
    columns = _once([_column(table, at, path, unit) for at, path in table.heads.items()])
    role, sure = _role({column.meaning for column in columns})
    texts = (*table.above, table.sheet)
    place = next(filter(None, map(place_in, texts)), "")
    lists = role in (Role.ESTATES, Role.BUILDINGS)
    if (
        lists
        and not place
        and Meaning.SUBDISTRICT not in {c.meaning for c in columns}
        and not _NAMELESS.search(table.sheet)
    ):
        place = f"{table.sheet.strip()}街道" if re.fullmatch(r"[一-龥]{2,4}", table.sheet.strip()) else ""
    rows = sorted(table.rows)
    area = f"{address(rows[0], min(table.heads))}:{address(rows[-1], max(table.heads))}" if rows else ""
    return TableMap(
        sheet=table.sheet, number=table.number, role=role, subdistrict=place, columns=tuple(columns), confidence=sure,
        area=area,
    )  # fmt: skip


def _unit_above(above: Iterable[str]) -> str:
    """万元 of 单位：栋、户、平方米、万元."""
    said = " ".join(text for text in above if "单位" in text and ("：" in text or ":" in text))
    match = _MONEY_UNIT.search(said)
    return match[0] if match else ""


def _column(table: OwnTable, at: int, path: tuple[str, ...], unit_above: str) -> ColumnMap:
    values = [cells[at] for cells in table.rows.values() if at in cells]
    meaning, about, sure = _meaning(path, values)
    unit = next((u for part in reversed(path) if (u := _unit(part))), "")
    is_money = meaning in (Meaning.MONEY, Meaning.AMOUNT, Meaning.COST, Meaning.WORK_COST)
    return ColumnMap(
        head=head_key(path),
        meaning=meaning,
        measure=about if meaning in (Meaning.WORK, Meaning.WORK_COST) else "",
        fund=about if meaning is Meaning.MONEY else "",
        when=next((when for part in reversed(path) if (when := when_in(part))), ""),
        unit=unit or (unit_above or "万元" if is_money else ""),
        confidence=sure,
        column=address(0, at).rstrip("1"),
        samples=tuple(str(value) for value in values[:3]),
    )


def _unit(part: str) -> str:
    for found in re.findall(r"[（(\[【/]\s*([^（）()\[\]【】/]{1,6})\s*[）)\]】]?", part):
        scale, is_money = scale_of_unit(found)
        if is_money or scale != 1 or found in ("㎡", "m²", "m2", "平方米", "户", "栋"):
            return str(found)
    return ""


def _meaning(path: tuple[str, ...], values: Sequence[Raw]) -> tuple[Meaning, str, float]:
    """A column's meaning, the measure or fund it is about, and how sure that is."""
    leaf, bands = path[-1], {found[0] for part in path[:-1] if (found := head_of(part, "band"))}
    head, measure, kind = head_of(leaf), measure_of(leaf), kind_of(leaf)
    bare = bare_title(leaf)[0]
    if re.fullmatch(r"(?:19|20)\d\d年?度?", bare):
        return (Meaning.WHEN_TICK if "when" in bands else Meaning.AMOUNT), "", CLOSE
    if "works" in bands and measure:
        return Meaning.WORK, measure[0], measure[1]
    if "money" in bands and not (head and head[0] == "sum"):
        return Meaning.MONEY, bare_title(leaf)[0], CLOSE
    if head:
        return _of_head(head[0], values), "", head[2]
    if measure and (measure[1] > INSIDE or _are_ticks(values)):
        return (Meaning.WORK_COST if scale_of_unit(_unit(leaf))[1] else Meaning.WORK), measure[0], measure[1]
    if kind and (scale_of_unit(_unit(leaf))[1] or _are_figures(values)):
        return Meaning.MONEY, bare, kind[1]
    inside = head_inside(leaf)
    if inside and inside[2] >= INSIDE:
        return _of_head(inside[0], values), "", inside[2]
    return Meaning.CUSTOM, "", 0.8


def _of_head(word: str, values: Sequence[Raw]) -> Meaning:
    if word in ("building_or_count", "building") and _are_figures(values):
        return Meaning.BUILDINGS
    if word == "building_or_count":
        return Meaning.BUILDING
    return Meaning(word) if word in set(Meaning) else Meaning.CUSTOM


def _are_figures(values: Sequence[Raw]) -> bool:
    return bool(values) and 2 * sum(isinstance(value, (int, float)) for value in values) > len(values)


def _are_ticks(values: Sequence[Raw]) -> bool:
    return bool(values) and all(not isinstance(v, str) or tick(v) is not None for v in values)


def _once(columns: list[ColumnMap]) -> list[ColumnMap]:
    """Of two columns that could be the estate's name or its households the surer one is; the other is kept beside."""
    best: dict[Meaning, ColumnMap] = {}
    for column in columns:
        held = best.get(column.meaning)
        if held is None or column.confidence > held.confidence:
            best[column.meaning] = column
    return [
        c if c.meaning not in _ONCE or best[c.meaning] is c else replace(c, meaning=Meaning.CUSTOM) for c in columns
    ]


def _role(meanings: set[Meaning]) -> tuple[Role, float]:
    if Meaning.ESTATE in meanings:
        if Meaning.BUILDING in meanings:
            return Role.BUILDINGS, CLOSE
        counts = {Meaning.HOUSEHOLDS, Meaning.FLOOR_AREA, Meaning.BUILT_YEAR, Meaning.BUILDINGS}
        return (Role.ESTATES, CLOSE) if counts & meanings else (Role.WORKS, INSIDE)
    if Meaning.FUND in meanings and Meaning.AMOUNT in meanings:
        return Role.MONEY, CLOSE
    return (Role.SUMMARY, INSIDE) if Meaning.SUBDISTRICT in meanings else (Role.IGNORE, INSIDE)

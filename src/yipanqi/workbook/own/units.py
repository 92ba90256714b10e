"""Units of money and area: said by a heading or above the table, else taken from what the figures can be."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median

from yipanqi.workbook.own.mapping import OF_MONEY, ColumnMap, Meaning
from yipanqi.workbook.own.tabling import OwnTable
from yipanqi.workbook.own.values import count
from yipanqi.workbook.text import family, scale_of_unit

_MONEY_UNIT = re.compile(r"(?:百|千|万|十万|百万|亿)?元")
_AREA_UNIT = re.compile(r"(?:万|百)?(?:平方米|平米|㎡|m2|m²)")
_SAID = re.compile(r"单位\s*[：:为]?(?![^：:]{0,3}(?:办|街道|局|公司))")
_OF_HOUSEHOLD = {"万元": (0.03, 30), "元": (300, 300_000)}  # money of a household, for an estate's whole
_AREA_OF_HOUSEHOLD = {"㎡": (15, 300), "万㎡": (0.0015, 0.03)}
_LIKELY, _UNSURE = 0.85, 0.6
_LARGE = 50_000  # more 万元 than this has no estate and hardly a fund


def with_units(table: OwnTable, columns: Sequence[ColumnMap]) -> list[ColumnMap]:
    """The columns with the units of their money and areas."""
    said = _above(table.above)
    at = dict(zip(table.heads, columns, strict=True))
    homes = next((place for place, c in at.items() if c.meaning is Meaning.HOUSEHOLDS), None)
    return [_with_unit(table, place, column, homes, said) for place, column in at.items()]


def _above(above: Iterable[str]) -> dict[str, str]:
    """万元 and 平方米 of 单位：栋、户、平方米、万元."""
    texts = " ".join(
        text for text in above if _SAID.search(text) or re.fullmatch(r"[（(]?(?:百|千|万|亿)?元[）)]?", text)
    )
    money = _MONEY_UNIT.findall(texts)
    area = _AREA_UNIT.findall(texts)
    return {"money": money[-1] if money else "", "area": area[-1] if area else ""}


def _with_unit(table: OwnTable, at: int, column: ColumnMap, homes: int | None, said: dict[str, str]) -> ColumnMap:
    if column.meaning in OF_MONEY:
        if scale_of_unit(column.unit)[1]:
            return column
        is_whole = column.meaning is not Meaning.WORK_COST
        return _measured(column, said["money"], _pairs(table, at, homes) if is_whole else [], _OF_HOUSEHOLD)
    if column.meaning is Meaning.FLOOR_AREA:
        if family(column.unit) == "area":
            return column
        return _measured(column, said["area"], _pairs(table, at, homes), _AREA_OF_HOUSEHOLD)
    return column


def _measured(
    column: ColumnMap, said: str, pairs: list[tuple[float, float | None]], likely: Mapping[str, tuple[float, float]]
) -> ColumnMap:
    """The unit that was said, if there is one; else the one in which the figures of a household are possible."""
    usual = next(iter(likely))
    if said or not pairs:
        return replace(column, unit=said or usual)
    shares = [value / home for value, home in pairs if home]
    if shares:
        fits = [unit for unit, (low, high) in likely.items() if low <= median(shares) <= high]
        sure = _LIKELY if len(fits) == 1 else _UNSURE
        return replace(column, unit=fits[0] if fits else usual, confidence=min(column.confidence, sure))
    is_large = usual == "万元" and median(value for value, _ in pairs) > _LARGE
    return replace(
        column, unit="元" if is_large else usual, confidence=min(column.confidence, _UNSURE if is_large else 1)
    )


def _pairs(table: OwnTable, at: int, homes: int | None) -> list[tuple[float, float | None]]:
    """The column's figures, each with the households of its row. Cells that say their own unit are left out."""
    found = []
    for row, cells in table.rows.items():
        is_whole = (row, at) in table.tall  # of an estate, beside the households of one of its buildings
        home = None if homes is None or is_whole else count(cells.get(homes, ""))
        value = count(table.alone[row].get(at, ""))
        if value and value[0] > 0 and value[1] is None:
            found.append((float(value[0]), float(home[0]) if home and home[0] else None))
    return found

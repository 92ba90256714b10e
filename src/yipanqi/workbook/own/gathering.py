"""Gathers what an office's tables say of estates, works and money, as a mapping reads them."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from yipanqi.domain.money import Fen
from yipanqi.workbook.own.facts import Gathered, Key
from yipanqi.workbook.own.listing import Listing
from yipanqi.workbook.own.mapping import ColumnMap, Mapping, Meaning, Role, TableMap
from yipanqi.workbook.own.reading import Reader
from yipanqi.workbook.own.tabling import Cells, OwnTable
from yipanqi.workbook.own.values import when_in, wished, years_of
from yipanqi.workbook.raw import Book, Raw
from yipanqi.workbook.text import is_blank, title_key

_PART = re.compile(r"^其中[：:]?\s*")
_SUMMED = (Meaning.HOUSEHOLDS, Meaning.BUILDINGS, Meaning.FLOOR_AREA)


def gathered(tables: Iterable[OwnTable], mapping: Mapping) -> Gathered:
    """Read every table as the mapping says: lists that say where estates are before those that do not, lists of
    estates before their works."""
    found, roles = Gathered(), {table.key: table for table in mapping.tables}
    pairs = [(table, roles[f"{table.sheet}#{table.number}"]) for table in tables]
    for table, told in sorted(pairs, key=lambda pair: _order(pair[1])):
        _take_shape(table, found)
        if told.role is Role.MONEY:
            _grants(Reader(table, told, mapping, found))
        elif told.role in (Role.ESTATES, Role.BUILDINGS, Role.WORKS):
            listing = Listing(Reader(table, told, mapping, found), _year_of(table))
            listing.read()
            _check_sums(table, listing, found)
        else:
            _take_all(table, found)
    return found


def left_over(book: Book, tables: Iterable[OwnTable], found: Gathered) -> None:
    """Say every cell that was neither understood nor said, once for each column or row that has such cells."""
    with_tables = {table.sheet: table for table in tables}
    for grid in book.grids:
        if grid.is_hidden or grid.name not in with_tables:
            continue
        placed = found.placed.get(grid.name, set())
        seen: dict[int, list[tuple[int, Raw]]] = {}
        for row, cells in grid.rows.items():
            for at, raw in cells.items():
                if (row, at) not in placed and not (isinstance(raw, str) and is_blank(raw)):
                    seen.setdefault(at, []).append((row, raw))
        for at, cells_left in seen.items():
            row, raw = cells_left[0]
            found.doubt("own_cell_left", grid.name, row, at, text=str(raw)[:40], count=len(cells_left))


def _order(told: TableMap) -> tuple[bool, bool, bool]:
    is_placed = bool(told.subdistrict) or any(c.meaning is Meaning.SUBDISTRICT for c in told.columns)
    return told.role is Role.WORKS, told.role is Role.MONEY, not is_placed


def _year_of(table: OwnTable) -> str:
    """The one year that the titles are about."""
    years = {years[0] for text in (*table.above, table.sheet) if (years := years_of(when_in(text)))}
    return str(next(iter(years))) if len(years) == 1 else ""


def _take_shape(table: OwnTable, found: Gathered) -> None:
    """Titles, headings, sums and notes are understood as what they are."""
    for row, why in table.left_out.items():
        columns = range(min(table.heads), max(table.heads) + 1) if why in ("head", "again", "sum") else range(700)
        for at in columns:
            found.take(table.sheet, row, at)
    first = min(row for row, why in table.left_out.items() if why == "head")
    for row in range(first):
        for at in range(700):
            found.take(table.sheet, row, at)


def _take_all(table: OwnTable, found: Gathered) -> None:
    for row, cells in table.rows.items():
        for at in cells:
            found.take(table.sheet, row, at)


def _grants(reader: Reader) -> None:
    """Sources by years, years by sources, or a row for each source and year; beside an estate where one is named."""
    is_earmarked = any(True for _ in reader.of(Meaning.ESTATE))
    above, columns = _year_of(reader.table), [*reader.of(Meaning.AMOUNT), *reader.of(Meaning.MONEY)]
    source, (wholes, parts) = "", _divided(reader, columns)
    for row, cells in sorted({**reader.table.rows, **parts}.items()):
        source = _PART.sub("", reader.text(cells, Meaning.FUND)) or source
        row_year = next((wished(cells.get(at, ""), above) for at, _ in reader.of(Meaning.WHEN)), "") or above
        estate: Key | None = None
        for at, column in columns if row not in wholes else ():
            named = column.fund or source
            if row not in parts and reader.is_unlimited(row, at, named):
                continue
            amount = reader.money_of(cells.get(at, ""), column) if row in parts else reader.money(row, at, column)
            if not named or amount is None:
                continue
            year = (column.when or row_year)[:4]
            if is_earmarked and amount:
                estate = estate or _estate_of(reader, row, cells)
                beside = named, year, estate
                reader.found.beside[beside] = reader.found.beside.get(beside, 0) + amount
            elif not is_earmarked:
                reader.found.granted[named, year] = reader.found.granted.get((named, year), 0) + amount
        if row in wholes:
            reader.doubt("own_money_divided", row, min(reader.table.heads), text=source)
        reader.take_row(row)


def _estate_of(reader: Reader, row: int, cells: Cells) -> Key:
    """The estate that a row of money is for; one that no list names is said, and its money is for no estate."""
    name, place = reader.name(cells), reader.text(cells, Meaning.SUBDISTRICT)
    said = reader.mapping.names.get(title_key(name), name)
    place, name = said.split("/", 1) if "/" in said else (place, said)
    known = list(reader.found.named(name))
    if len(known) > 1:
        known = [key for key in known if key[0] == place]
    if known:
        return known[0]
    at = next(at for at, _ in reader.of(Meaning.ESTATE))
    reader.doubt("own_money_stranger", row, at, text=name)
    return "", ""


def _divided(reader: Reader, columns: list[tuple[int, ColumnMap]]) -> tuple[set[int], dict[int, Cells]]:
    """The rows of sources whose parts (其中) stand below and are the whole of them, and those parts that say so."""
    table, wholes, used = reader.table, set[int](), dict[int, Cells]()
    parts = {row: cells for row, cells in table.sums.items() if _PART.match(reader.text(cells, Meaning.FUND))}

    def amounts(cells: Cells) -> list[Fen]:
        return [reader.money_of(cells.get(at, ""), column) or 0 for at, column in columns]

    for first in parts:
        above = [row for row in table.rows if row < first]
        whole, total = amounts(table.rows[max(above)]) if above else [], [0] * len(columns)
        for row, cells in sorted((row, cells) for row, cells in {**table.rows, **parts}.items() if row >= first):
            total = [one + other for one, other in zip(total, amounts(cells), strict=True)]
            if total == whole:
                wholes.add(max(above))
                used |= {part: parts[part] for part in parts if first <= part <= row}
                break
    return wholes, used


def _check_sums(table: OwnTable, listing: Listing, found: Gathered) -> None:
    """A row of sums that says otherwise than the rows above it is said."""
    reader = listing.reader
    for meaning in _SUMMED:
        for at, column in reader.of(meaning):
            for row, cells in table.sums.items():
                given = reader.figure_of(cells.get(at, ""), column)
                if given is not None and given != 0 and not _is_sum_of(given, list(_runs(table, listing, row, at))):
                    total = sum((value for _, value in listing.counted(at, row)), Decimal(0))
                    found.doubt("own_sum_differs", table.sheet, row, at, text=f"{given:f}", total=f"{total:f}")


def _is_sum_of(given: Decimal, sums: list[Decimal]) -> bool:
    return any(abs(given - one) <= Decimal("0.005") * abs(one) for one in sums) or not any(sums)


def _runs(table: OwnTable, listing: Listing, row: int, at: int) -> Iterator[Decimal]:
    """What a row of sums may be the sum of: the rows since any row of sums above it, or all of the sheet."""
    values = listing.counted(at, row)
    for first in (-1, *(other for other in table.sums if other < row)):
        yield sum((value for other, value in values if other > first), Decimal(0))
    yield sum((value for _, value in listing.counted(at, 10**9)), Decimal(0))

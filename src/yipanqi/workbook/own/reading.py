"""Reads the cells of one table as its mapping says: texts, counts, money; what cannot be read is said at its cell."""

import re
from collections.abc import Iterator
from decimal import Decimal

from yipanqi.domain.finding import Place
from yipanqi.domain.money import FEN_PER_YUAN, Fen, rounded
from yipanqi.workbook.layout import said
from yipanqi.workbook.own.facts import Gathered
from yipanqi.workbook.own.mapping import ColumnMap, Mapping, Meaning, TableMap
from yipanqi.workbook.own.tabling import Cells, OwnTable
from yipanqi.workbook.own.values import built_in, count, highest, is_rough, is_unlimited
from yipanqi.workbook.raw import Raw, UnusableCell, address
from yipanqi.workbook.text import family, is_blank, plain, scale_of_unit, visible

_SPACES = re.compile(r"\s+")
_SMALLER = (Meaning.FLOORS, Meaning.STAIRWELLS)
_TICKS = frozenset("√✓✔☑是需")
_COUNTED = {  # what a column of figures counts, as its cells' own units may say
    Meaning.HOUSEHOLDS: "households", Meaning.BUILDINGS: "buildings", Meaning.STAIRWELLS: "stairwells",
    Meaning.FLOORS: "floors", Meaning.FLOOR_AREA: "area",
}  # fmt: skip


class Reader:
    """The cells of one table."""

    def __init__(self, table: OwnTable, told: TableMap, mapping: Mapping, found: Gathered) -> None:
        self.table, self.told, self.mapping, self.found = table, told, mapping, found
        self.columns = list(zip(table.heads, told.columns, strict=True))
        said = {cell.strip() for cells in table.rows.values() for cell in cells.values() if isinstance(cell, str)}
        self.hollow = False if "●" in said else None if said & _TICKS else True  # what ○ says here; None: it is asked

    def of(self, *meanings: Meaning) -> Iterator[tuple[int, ColumnMap]]:
        """The columns of these meanings."""
        return ((at, column) for at, column in self.columns if column.meaning in meanings)

    def text(self, cells: Cells, meaning: Meaning) -> str:
        """What the first column of this meaning says; empty where it says nothing."""
        for at, _ in self.of(meaning):
            told = shown(cells.get(at, ""))
            if told:
                self.found.spell(told, written(cells[at]))
            return told
        return ""

    def name(self, cells: Cells) -> str:
        """The estate that a row names, without spaces."""
        told = self.text(cells, Meaning.ESTATE)
        name = _SPACES.sub("", told)
        self.found.spell(name, _SPACES.sub("", self.found.as_written(told)))
        return name

    def figure(self, row: int, at: int, column: ColumnMap) -> Decimal | None:
        """A count or a ratio; what is none is said."""
        raw = self.table.rows[row].get(at, "")
        if self._is_nothing(raw, row, at):
            return None
        value = self.figure_of(raw, column)
        if value is None:
            self.doubt("own_figure", row, at, text=shown(raw))
        return value

    def figure_of(self, raw: Raw, column: ColumnMap) -> Decimal | None:
        """The number that a cell says in its column; None where it says none."""
        if column.meaning is Meaning.BUILT_YEAR:
            year = built_in(raw)
            return None if year is None else Decimal(year)
        found = count(raw)
        if found is None:
            return highest(raw) if column.meaning in _SMALLER and isinstance(raw, str) else None
        value, scale, is_percent, unit = found
        wanted = _COUNTED.get(column.meaning)
        if value < 0 or (wanted and (is_percent or family(unit) not in ("", wanted))):
            return None
        if is_percent:
            return value / 100
        return value * (scale or (scale_of_unit(column.unit)[0] if column.unit else 1))

    def money(self, row: int, at: int, column: ColumnMap) -> Fen | None:
        """Fen; the cell's own unit goes before its column's. A merged cell counts once."""
        if at not in self.table.alone[row]:
            return None
        raw = self.table.alone[row][at]
        if self._is_nothing(raw, row, at):
            return None
        amount = self.money_of(raw, column)
        if amount is None:
            self.doubt("own_figure", row, at, text=shown(raw))
        elif is_rough(raw):
            self.doubt("own_rough", row, at, text=shown(raw))
        return amount

    def is_unlimited(self, row: int, at: int, source: str) -> bool:
        """Does the cell say that its source has no limit? It is said."""
        raw = self.table.alone[row].get(at, "")
        if not source or not is_unlimited(raw):
            return False
        if source not in self.found.unlimited:
            self.found.unlimited.append(source)
        self.doubt("own_unlimited", row, at, text=shown(raw), name=source)
        return True

    def money_of(self, raw: Raw, column: ColumnMap) -> Fen | None:
        """The fen that a cell says in its column; None where it says none."""
        found = None if isinstance(raw, UnusableCell) else count(raw)
        if found is None or found[0] < 0 or found[2] or family(found[3]) not in ("", "money"):
            return None
        return rounded(found[0] * (found[1] or scale_of_unit(column.unit or "万元")[0]) * FEN_PER_YUAN)

    def place(self, row: int, at: int) -> Place:
        """Where a cell stands."""
        return Place(sheet=self.table.sheet, cell=address(row, at))

    def doubt(self, code: str, row: int, at: int, **values: object) -> None:
        self.found.doubt(code, self.table.sheet, row, at, **values)

    def take_row(self, row: int) -> None:
        """The cells of a row that was read, as far as their columns have a heading."""
        for at in self.table.heads:
            self.found.take(self.table.sheet, row, at)

    def _is_nothing(self, raw: Raw, row: int, at: int) -> bool:
        if isinstance(raw, UnusableCell):
            head = "/".join(self.table.heads.get(at, ()))
            self.doubt(raw.code, row, at, text=raw.text, column=said((head, head)), cells=address(row, at), count=1)
            return True
        return isinstance(raw, str) and is_blank(raw)


def written(raw: Raw) -> str:
    """The cell as somebody wrote it, without what nobody sees; a figure as it is shown."""
    return visible(raw).strip() if isinstance(raw, str) else shown(raw)


def shown(raw: Raw) -> str:
    """The cell as a text in half-width signs; empty where it says nothing."""
    if isinstance(raw, UnusableCell):
        return ""
    text = plain(f"{raw:.15g}" if isinstance(raw, float) else str(raw))
    return "" if is_blank(text) else text

"""Gathers what an office's tables say of estates, works and money, as a mapping reads them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.domain.money import FEN_PER_YUAN, Fen, rounded
from yipanqi.workbook.cells import exact
from yipanqi.workbook.own.guessing import when_in
from yipanqi.workbook.own.mapping import NOTHING, ColumnMap, Mapping, Meaning, Role, TableMap
from yipanqi.workbook.own.tabling import Cells, OwnTable
from yipanqi.workbook.own.vocabulary import measure_of, tick
from yipanqi.workbook.raw import Raw, UnusableCell, address
from yipanqi.workbook.text import is_blank, number, plain, scale_of_unit, title_key

_WORDS = re.compile(r"[、，,;；\n\r\t/+＋|。]+|\s{1,}|(?<=[一-龥])[.．](?=[一-龥])")
_COUNTED = re.compile(r"^(.*?)[（(]?\s*[×xX*]?\s*(\d+(?:\.\d+)?)\s*(?:部|处|盏|个|套|台|户|㎡|平方米|m2|m²)?\s*[）)]?$")
_RATIOS = (Meaning.SEVERITY, Meaning.DEMAND, Meaning.SUPPORT)
_ASIDE = (Meaning.CUSTOM, Meaning.NOTE, Meaning.LONGITUDE, Meaning.LATITUDE, Meaning.ESTATE_CODE)
_KINDS = {
    Meaning.HOUSEHOLDS: "households", Meaning.BUILDINGS: "buildings", Meaning.STAIRWELLS: "stairwells",
    Meaning.FLOOR_AREA: "floor_area", Meaning.FLOORS: "floors", Meaning.BUILT_YEAR: "built_year",
}  # fmt: skip


@dataclass(kw_only=True)
class OwnWork:
    """A work that an estate wishes for."""

    quantity: Decimal | None = None
    cost: Fen | None = None
    ratios: dict[str, Decimal] = field(default_factory=dict)  # severity, demand, support


@dataclass(kw_only=True)
class OwnEstate:
    """An estate as the book tells it."""

    name: str
    subdistrict: str
    place: Place
    figures: dict[str, Decimal] = field(default_factory=dict)
    community: str = ""
    when: str = ""
    cost: Fen | None = None
    buildings: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    works: dict[str, OwnWork] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Gathered:
    """All that the book tells, and what could not be read of it, by cell."""

    estates: dict[tuple[str, str], OwnEstate] = field(default_factory=dict)
    money: dict[tuple[str, str], Fen] = field(default_factory=dict)  # (source, year or "") → fen beside estates
    granted: dict[tuple[str, str], Fen] = field(default_factory=dict)  # the same, from tables of money
    unknown: dict[str, Place] = field(default_factory=dict)  # words of works that mean nothing yet
    findings: list[Finding] = field(default_factory=list)


def gathered(tables: Iterable[OwnTable], mapping: Mapping) -> Gathered:
    """Read every table as the mapping says."""
    found, roles = Gathered(), {table.key: table for table in mapping.tables}
    pairs = [(table, roles[f"{table.sheet}#{table.number}"]) for table in tables]
    for table, told in sorted(pairs, key=lambda pair: pair[1].role is Role.WORKS):  # estates before their works
        reader = _Reader(table, told, mapping, found)
        if told.role is Role.MONEY:
            reader.grants()
        elif told.role in (Role.ESTATES, Role.BUILDINGS, Role.WORKS):
            reader.estates()
    return found


class _Reader:
    """Reads one table into what is gathered."""

    def __init__(self, table: OwnTable, told: TableMap, mapping: Mapping, found: Gathered) -> None:
        self.table, self.told, self.mapping, self.found = table, told, mapping, found
        self.columns = list(zip(table.heads, told.columns, strict=True))
        self.has_filled = any("●" in str(cell) for cells in table.rows.values() for cell in cells.values())

    def of(self, meaning: Meaning) -> Iterator[tuple[int, ColumnMap]]:
        return ((at, column) for at, column in self.columns if column.meaning is meaning)

    def text(self, cells: Cells, meaning: Meaning) -> str:
        """What the first column of this meaning says."""
        for at, _ in self.of(meaning):
            value = cells.get(at, "")
            return "" if isinstance(value, UnusableCell) else plain(str(value))
        return ""

    def grants(self) -> None:
        """A source's money by year, or in one sum."""
        for row, cells in self.table.rows.items():
            source = self.text(cells, Meaning.FUND)
            for at, column in self.of(Meaning.AMOUNT):
                amount = self.money(row, at, column)
                if source and amount is not None:
                    key = source, column.when or when_in(self.text(cells, Meaning.WHEN))
                    self.found.granted[key] = self.found.granted.get(key, 0) + amount

    def estates(self) -> None:
        for row, cells in self.table.rows.items():
            name = self.text(cells, Meaning.ESTATE)
            if not name or is_blank(name):
                self.nameless(row)
                continue
            estate = self.estate(name, cells, row)
            self.figures(estate, row, cells)
            self.wishes(estate, row)
            self.paid(estate, row)
            self.kept(estate, row)

    def nameless(self, row: int) -> None:
        """A row with figures and without an estate is said, not dropped."""
        alone = self.table.alone[row]
        if sum(isinstance(cell, (int, float)) and bool(cell) for cell in alone.values()) > 1:
            self.doubt("own_row_nameless", row, min(alone))

    def estate(self, name: str, cells: Cells, row: int) -> OwnEstate:
        subdistrict = self.text(cells, Meaning.SUBDISTRICT) or self.table.places.get(row, "") or self.told.subdistrict
        name = self.mapping.names.get(name, name)
        known = [key for key in self.found.estates if key[1] == name]
        is_known = known and (not subdistrict or self.told.role is Role.WORKS)
        key = known[0] if is_known and (subdistrict, name) not in known else (subdistrict, name)
        at = next(at for at, _ in self.of(Meaning.ESTATE))
        place = Place(sheet=self.table.sheet, cell=address(row, at))
        return self.found.estates.setdefault(key, OwnEstate(name=name, subdistrict=subdistrict, place=place))

    def figures(self, estate: OwnEstate, row: int, cells: Cells) -> None:
        """Counts of the estate, or of its building, which are summed."""
        building = self.text(cells, Meaning.BUILDING) if self.told.role is Role.BUILDINGS else ""
        for at, column in self.columns:
            kind = _KINDS.get(column.meaning)
            value = self.figure(row, at, column) if kind else None
            if kind is None or value is None:
                continue
            if building and kind != "buildings" and at in self.table.alone[row]:
                estate.buildings.setdefault(building, {})[kind] = value
            elif not building:
                estate.figures.setdefault(kind, value)
        if building:
            estate.buildings.setdefault(building, {})
        estate.community = estate.community or self.text(cells, Meaning.COMMUNITY)
        estate.when = estate.when or when_in(self.text(cells, Meaning.WHEN)) or self.ticked_year(row)
        for at, column in self.of(Meaning.COST):
            amount = self.money(row, at, column)
            if amount and self.told.role is Role.ESTATES:
                estate.cost = amount if estate.cost is None else estate.cost

    def ticked_year(self, row: int) -> str:
        alone = self.table.alone[row]
        marks = ((column.when, alone.get(at, "")) for at, column in self.of(Meaning.WHEN_TICK))
        return next((when for when, mark in marks if self.says(mark)), "")

    def wishes(self, estate: OwnEstate, row: int) -> None:
        """Works by ticks, counts and quantities, and by words."""
        cells = self.table.rows[row]
        for at, column in self.of(Meaning.WORK):
            value = cells.get(at, "")
            if self.says(value):
                work = estate.works.setdefault(column.measure, OwnWork())
                amount = exact(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
                if amount is not None and amount != 1:
                    work.quantity = (work.quantity or Decimal(0)) + amount
        for at, column in self.of(Meaning.WORK_COST):
            if cost := self.money(row, at, column):
                work = estate.works.setdefault(column.measure, OwnWork())
                work.cost = (work.cost or 0) + cost
        named: list[OwnWork] = []
        for at, _ in self.of(Meaning.WORKS):
            for measure, amount in self.in_words(str(cells.get(at, "")), row, at):
                named.append(estate.works.setdefault(measure, OwnWork()))
                named[-1].quantity = amount if named[-1].quantity is None else named[-1].quantity
        self.of_row(named or list(estate.works.values()), row, has_one=len(named) == 1)

    def of_row(self, works: list[OwnWork], row: int, *, has_one: bool) -> None:
        """Ratios of a row are those of its works; its quantity and cost are its one work's."""
        for meaning in _RATIOS:
            for at, column in self.of(meaning):
                value = self.figure(row, at, column)
                if value is not None and 0 <= value <= 100:
                    for work in works:
                        work.ratios[meaning.value] = value if value <= 1 else value / 100
        if not has_one:
            return
        for at, column in self.of(Meaning.QUANTITY):
            works[0].quantity = works[0].quantity or self.figure(row, at, column)
        for at, column in self.of(Meaning.COST):
            if self.told.role is Role.WORKS:
                works[0].cost = self.money(row, at, column)

    def says(self, value: Raw) -> bool:
        """Is the work wished for? A number is a count, unless it is nought."""
        if isinstance(value, bool):
            return value
        if isinstance(value, (int, float)):
            return value > 0
        if isinstance(value, str) and value.strip():
            mark = tick(value, self.mapping.ticks, has_filled=self.has_filled)
            return mark if mark is not None else not is_blank(value)
        return False

    def in_words(self, text: str, row: int, at: int) -> Iterator[tuple[str, Decimal | None]]:
        whole = measure_of(text, self.mapping.words)
        for word in [text] if whole else _WORDS.split(text):
            bare = re.sub(r"^[（(]?\d+[）).、．]\s*|等$", "", word.strip())
            if not bare or is_blank(bare):
                continue
            counted = _COUNTED.match(bare)
            found = measure_of(bare, self.mapping.words)
            amount = None
            if counted and counted[1] and (inner := measure_of(counted[1], self.mapping.words)):
                found, amount = inner, Decimal(counted[2])
            if found is None:
                self.found.unknown.setdefault(title_key(bare), Place(sheet=self.table.sheet, cell=address(row, at)))
            elif found[0] != NOTHING:
                yield found[0], amount

    def paid(self, estate: OwnEstate, row: int) -> None:
        """Money beside an estate is that source's, in the year wished; a merged cell counts once."""
        for at, column in self.of(Meaning.MONEY):
            if at in self.table.alone[row] and (amount := self.money(row, at, column)):
                key = column.fund, column.when[:4] or estate.when[:4]
                self.found.money[key] = self.found.money.get(key, 0) + amount

    def kept(self, estate: OwnEstate, row: int) -> None:
        """What has no place of its own stays with the estate, under its heading."""
        for at, column in self.columns:
            value = self.table.alone[row].get(at, "")
            if column.meaning in _ASIDE and not isinstance(value, UnusableCell):
                text = plain(str(value))
                if text and not is_blank(text):
                    estate.notes.append(f"{column.head.split('/')[-1]}：{text}")

    def figure(self, row: int, at: int, column: ColumnMap) -> Decimal | None:
        raw = self.table.rows[row].get(at, "")
        if isinstance(raw, UnusableCell):
            self.doubt(raw.code, row, at)
            return None
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return exact(raw) * (scale_of_unit(column.unit)[0] if column.unit else 1)
        text = plain(str(raw))
        if not text or is_blank(text):
            return None
        if column.meaning is Meaning.BUILT_YEAR:
            years = re.findall(r"(?:19|20)\d\d", text)
            if years:
                return Decimal(max(years))
        found = number(re.sub(r"^[约≈~]|左右$", "", text))
        if found:
            scale = found[1] or (scale_of_unit(column.unit)[0] if column.unit else 1)
            return found[0] / 100 if found[2] else found[0] * scale
        many = re.fullmatch(r"(\d+)\s*[-—~至到/、]\s*(\d+)\s*层?", text)
        if many and column.meaning is Meaning.FLOORS:
            return Decimal(max(map(int, many.groups())))
        self.doubt("own_figure", row, at, text)
        return None

    def money(self, row: int, at: int, column: ColumnMap) -> Fen | None:
        """Fen; the cell's own unit goes before its column's."""
        raw = self.table.rows[row].get(at, "")
        if isinstance(raw, UnusableCell):
            self.doubt(raw.code, row, at)
            return None
        scale = scale_of_unit(column.unit or "万元")[0]
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return rounded(exact(raw) * scale * FEN_PER_YUAN)
        text = plain(str(raw))
        if not text or is_blank(text):
            return None
        found = number(text)
        if found is None:
            self.doubt("own_figure", row, at, text)
            return None
        return rounded(found[0] * (found[1] or scale) * FEN_PER_YUAN)

    def doubt(self, code: str, row: int, at: int, text: str = "") -> None:
        place = Place(sheet=self.table.sheet, cell=address(row, at))
        self.found.findings.append(Finding(code=code, gravity=Gravity.WARNING, values={"text": text}, place=place))

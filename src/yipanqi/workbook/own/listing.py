"""Reads a table whose rows are estates, buildings or works of estates."""

import re
from decimal import Decimal
from difflib import get_close_matches

from yipanqi.workbook.own.facts import Key, OwnEstate
from yipanqi.workbook.own.mapping import NOTHING, RATIOS, Meaning, Role
from yipanqi.workbook.own.reading import Reader, shown, written
from yipanqi.workbook.own.tabling import Cells, place_in
from yipanqi.workbook.own.values import is_rough, when_in, wished
from yipanqi.workbook.own.wishing import read_works, says
from yipanqi.workbook.raw import Raw, UnusableCell
from yipanqi.workbook.text import is_blank, title_key

_KINDS = {
    Meaning.HOUSEHOLDS: "households", Meaning.BUILDINGS: "buildings", Meaning.STAIRWELLS: "stairwells",
    Meaning.FLOOR_AREA: "floor_area", Meaning.FLOORS: "floors", Meaning.BUILT_YEAR: "built_year",
}  # fmt: skip
_OF_BUILDING = ("households", "stairwells", "floor_area", "floors", "built_year")
_PLACED = (Meaning.LONGITUDE, Meaning.LATITUDE)
_ASIDE = (Meaning.CUSTOM, Meaning.NOTE, Meaning.ESTATE_CODE, Meaning.IGNORE)
_NUMBERED = re.compile(r"^[（(]?(?:[一二三四五六七八九十]+|[ⅠⅡⅢⅣⅤⅥ]|[IVX]{1,4})[）)]?[、.．\s]*(?=\S|$)")
_STREET = re.compile(r"^(.{1,8}?(?:街道|镇|乡|街))(?:办事处|办)?(?:\s*[（(：:].*)?(?:小计|合计)?$")
_NEAR = 0.6  # of two names, to be taken for one another in a question
_COUNTED = (int, float)


class Listing:
    """One table of estates, read row by row: what a row leaves empty of where and whose it is, the row above says."""

    def __init__(self, reader: Reader, year: str) -> None:
        self.reader, self.year = reader, year
        self.place = self.group = self.when = ""
        self.last: dict[Meaning, str] = {}
        self.estate: OwnEstate | None = None
        self._key: Key = "", ""  # of the estate
        self._counted: list[tuple[int, int, Decimal]] = []
        self._numbers: dict[Key, int] = {}
        self._rows: dict[Key, set[tuple[tuple[int, str], ...]]] = {}

    def counted(self, at: int, before: int) -> list[tuple[int, Decimal]]:
        """The figures of a column that were taken from rows before this one, each with its row."""
        return [(row, value) for row, column, value in self._counted if column == at and row < before]

    def read(self) -> None:
        """Read every row into what is gathered."""
        for row, cells in self.reader.table.rows.items():
            if not self._is_group(row, cells):
                self._row(row, cells)

    def _is_group(self, row: int, cells: Cells) -> bool:
        """A row that heads others says their subdistrict, their year or a name of its own."""
        alone = {at: raw for at, raw in self.reader.table.alone[row].items() if shown(raw)}
        texts = [raw.strip() for raw in alone.values() if isinstance(raw, str)]
        if not texts or not alone:
            return False
        columns = {at: column.meaning for at, column in self.reader.columns}
        named = [raw for at, raw in alone.items() if columns.get(at) is Meaning.ESTATE]
        bare = _NUMBERED.sub("", "".join(texts[:2]) if _NUMBERED.fullmatch(texts[0]) else texts[0]).strip()
        street = _STREET.match(bare)
        is_alone = len(texts) == 1 or (len(texts) == 2 and bool(_NUMBERED.fullmatch(texts[0])))
        is_over = is_alone and (not named or str(named[0]).strip() in texts)
        if not is_over or any(at in alone for at, m in columns.items() if m is Meaning.SUBDISTRICT and named):
            return False
        has_figures = any(
            isinstance(raw, _COUNTED) for at, raw in alone.items() if columns.get(at) is not Meaning.SERIAL
        )
        is_numbered = bool(_NUMBERED.match(texts[0])) and texts[0] != bare
        if street and (is_numbered or not has_figures or not street[1].endswith("街") or not named):
            self.place, self.last, self.group = street[1], {}, ""
        elif len(bare) <= 16 and when_in(bare) and not has_figures:
            self.when = when_in(bare)
        elif is_numbered and (not has_figures or not named):
            self.group = bare
        elif not has_figures and len(alone) == 1 and not named:
            self.group = bare if len(bare) <= 16 else self.group
        else:
            return False
        for at in alone:
            self.reader.found.take(self.reader.table.sheet, row, at)
        return True

    def _row(self, row: int, cells: Cells) -> None:
        reader, estate = self.reader, self._estate_of(row, cells)
        if estate is None:
            return
        self.estate = estate
        if self._is_repeated(estate, row):
            reader.take_row(row)
            return
        building = self._building(estate, row, cells)
        is_again = estate.table != reader.told.key and reader.told.role is not Role.WORKS
        self._figures(estate, row, building, is_again)
        estate.community = estate.community or self._carried(Meaning.COMMUNITY, cells)
        estate.when = estate.when or self._when(row, cells)
        read_works(reader, estate, row, building, is_again=is_again)
        self._money(estate, row)
        self._kept(estate, row)
        reader.take_row(row)

    def _is_repeated(self, estate: OwnEstate, row: int) -> bool:
        """Does a row of the estate stand once more, word for word but for its number? Its buildings may be alike."""
        if self.reader.told.role is not Role.ESTATES:
            return False
        serials = {at for at, _ in self.reader.of(Meaning.SERIAL)}
        cells = tuple((at, shown(raw)) for at, raw in sorted(self.reader.table.alone[row].items()) if at not in serials)
        seen = self._rows.setdefault((estate.subdistrict, estate.name), set())
        is_seen = cells in seen
        seen.add(cells)
        return is_seen

    def _estate_of(self, row: int, cells: Cells) -> OwnEstate | None:
        """The estate that a row is about; None where it names none and follows none."""
        name = self.reader.name(cells) or self.reader.told.estate
        subdistrict = self._carried(Meaning.SUBDISTRICT, cells) or self.place or self.reader.told.subdistrict
        if name:
            at = next((at for at, _ in self.reader.of(Meaning.ESTATE)), min(self.reader.table.heads))
            return self._named(name, subdistrict, row, at)
        if self._continues(row):
            return self.estate
        if self._is_unlabelled_sum(row):
            self.reader.take_row(row)
            return None
        self._say_nameless(row)
        return None

    def _carried(self, meaning: Meaning, cells: Cells) -> str:
        """What the column says here, else what it said above."""
        said = self.reader.text(cells, meaning)
        if meaning is Meaning.SUBDISTRICT and said:
            said = re.sub(r"办事处$", "", said)
            if said != self.last.get(meaning):
                self.last.pop(Meaning.COMMUNITY, None)
        if said:
            self.last[meaning] = said
        return self.last.get(meaning, "")

    def _continues(self, row: int) -> bool:
        """Is a row without a name one more building, or one more work, of the estate above?"""
        if self.estate is None:
            return False
        alone = self.reader.table.alone[row]
        meanings = {column.meaning for at, column in self.reader.columns if shown(alone.get(at, ""))}
        if self.reader.told.role is Role.BUILDINGS:
            return Meaning.BUILDING in meanings or bool(meanings & {Meaning.HOUSEHOLDS, Meaning.FLOOR_AREA})
        return self.reader.told.role is Role.WORKS or not meanings & set(_KINDS)

    def _is_unlabelled_sum(self, row: int) -> bool:
        """Figures without a name that are the sums of what stands above."""
        alone, seen = self.reader.table.alone[row], 0
        for at, column in self.reader.of(Meaning.HOUSEHOLDS, Meaning.BUILDINGS, Meaning.FLOOR_AREA):
            value = self.reader.figure_of(alone.get(at, ""), column)
            if value and value != sum((one for _, one in self.counted(at, row)), Decimal(0)):
                return False
            seen += bool(value)
        return seen > 0

    def _say_nameless(self, row: int) -> None:
        alone = self.reader.table.alone[row]
        held = [at for at, raw in alone.items() if shown(raw)]
        if not held:
            return
        has_figures = sum(isinstance(alone[at], _COUNTED) and bool(alone[at]) for at in held) > 1
        code = "own_row_nameless" if has_figures else "own_row_alone"
        self.reader.doubt(code, row, min(held), text=shown(alone[min(held)])[:40])
        self.reader.take_row(row)

    def _named(self, name: str, subdistrict: str, row: int, at: int) -> OwnEstate | None:
        """The estate of this name: one that is known, or a new one."""
        reader, found = self.reader, self.reader.found
        place = reader.place(row, at)
        said = reader.mapping.names.get(title_key(name), "")
        if said and said != NOTHING:
            subdistrict, name = said.split("/", 1) if "/" in said else (subdistrict, said)
        known = list(found.named(name))
        key = subdistrict, name
        if key not in found.estates and known and not subdistrict:
            key = known[0]
            if len(known) > 1:
                found.strangers.setdefault(title_key(name), (place, tuple("/".join(one) for one in known)))
        elif key not in found.estates and known and reader.told.role is Role.WORKS:
            key = known[0]
        if reader.told.role is Role.WORKS and key not in found.estates and found.estates and said != NOTHING:
            near = self._near(name)
            if any(table.role in (Role.ESTATES, Role.BUILDINGS) for table in reader.mapping.tables):
                found.strangers.setdefault(title_key(name), (place, near))
                key = next((one for one in found.estates if near and "/".join(one) == near[0]), key)
        if reader.told.role is Role.ESTATES:
            key = self._again(key, row, at)
        if key not in found.estates:
            found.estates[key] = OwnEstate(name=name, subdistrict=key[0], place=place, table=reader.told.key)
            if self.group:
                found.estates[key].extras["分组"] = self.group
        self._key = key
        return found.estates[key]

    def _near(self, name: str) -> tuple[str, ...]:
        names = {estate.name: "/".join(key) for key, estate in self.reader.found.estates.items()}
        return tuple(names[one] for one in get_close_matches(name, names, 3, _NEAR))

    def _again(self, key: Key, row: int, at: int) -> Key:
        """An estate that its own list names twice: the same once more, or another of that name. It is said."""
        found, reader = self.reader.found, self.reader
        estate = found.estates.get(key)
        if estate is None or estate.table != reader.told.key or at not in reader.table.alone[row]:
            return key
        cells = reader.table.rows[row]
        other = [
            kind
            for column_at, column in reader.columns
            if (kind := _KINDS.get(column.meaning))
            and (value := reader.figure_of(cells.get(column_at, ""), column)) is not None
            and estate.figures.get(kind) not in (None, value)
        ]
        given = [
            kind for at, column in reader.columns if (kind := _KINDS.get(column.meaning)) and shown(cells.get(at, ""))
        ]
        if not given:  # a work of it
            return key
        reader.doubt("own_estate_again" if other else "own_estate_same", row, at, text=estate.name)
        if not other:
            return key
        self._numbers[key] = self._numbers.get(key, 1) + 1
        return key[0], f"{key[1]}〔{self._numbers[key]}〕"

    def _building(self, estate: OwnEstate, row: int, cells: Cells) -> str:
        """The building that a row is about; one without a name gets a number."""
        if self.reader.told.role is not Role.BUILDINGS:
            return ""
        name = self.reader.text(cells, Meaning.BUILDING)
        if re.fullmatch(r"\d+", name):
            name = f"{name}栋"
        alone = self.reader.table.alone[row]
        if not name and any(shown(alone.get(at, "")) for at, _ in self.reader.of(*_KINDS)):
            name = f"第{len(estate.buildings) + 1}栋"
        if name:
            estate.buildings.setdefault(name, {})
        return name

    def _figures(self, estate: OwnEstate, row: int, building: str, is_again: bool) -> None:
        """Counts of the estate, or of its building, which are summed."""
        reader = self.reader
        for at, column in reader.of(*_KINDS):
            kind = _KINDS[column.meaning]
            value = reader.figure(row, at, column)
            if value is None:
                continue
            if kind not in ("floor_area", "built_year") and value != value.to_integral_value():
                reader.doubt("own_figure", row, at, text=shown(reader.table.rows[row][at]))
                continue
            is_own = at in reader.table.alone[row]
            if is_own:
                self._counted.append((row, at, value))
            if building and kind in _OF_BUILDING:
                if is_own and (row, at) not in reader.table.tall:
                    estate.buildings[building][kind] = value
                elif kind in ("built_year", "floors"):
                    estate.buildings[building].setdefault(kind, value)
                else:
                    estate.figures.setdefault(kind, value)
            elif is_again and estate.figures.get(kind, value) != value and is_own:
                kept = estate.figures[kind]
                reader.doubt("own_repeat_differs", row, at, text=f"{value:f}", kept=f"{kept:f}", name=estate.name)
            else:
                estate.figures.setdefault(kind, value)
            if is_rough(reader.table.rows[row][at]):
                estate.rough.add(kind)

    def _when(self, row: int, cells: Cells) -> str:
        """The year or quarter wished: of the row, of ticks under periods, or of the group."""
        for at, _ in self.reader.of(Meaning.WHEN):
            raw = cells.get(at, "")
            if shown(raw) and not isinstance(raw, UnusableCell):
                when = wished(raw, self.year)
                if not when:
                    self.reader.doubt("own_when", row, at, text=shown(raw))
                return when
        ticked = [
            column.when if column.when[:1] != "Q" else f"{(self.when or self.year)[:4]}{column.when}"
            for at, column in self.reader.of(Meaning.WHEN_TICK)
            if says(self.reader, cells.get(at, ""), row, at)
        ]
        return next((when for when in ticked if when[:1] == "2"), self.when)

    def _money(self, estate: OwnEstate, row: int) -> None:
        """Money beside an estate is that source's, in the year wished; a sum is the estate's cost."""
        reader = self.reader
        for at, column in reader.of(Meaning.MONEY):
            if reader.is_unlimited(row, at, column.fund):
                continue
            amount = reader.money(row, at, column)
            if amount and estate.is_from(f"{column.fund}{column.when}", reader.told.key):
                key = column.fund, (column.when or estate.when)[:4], self._key
                reader.found.beside[key] = reader.found.beside.get(key, 0) + amount
        yearly = []
        for at, column in reader.of(Meaning.COST, Meaning.AMOUNT):
            amount = reader.money(row, at, column)
            if not amount or (column.meaning is Meaning.COST and reader.told.role is Role.WORKS):
                continue
            if not estate.is_from("", reader.told.key):
                continue
            estate.cost = (estate.cost or 0) + amount
            yearly += [column.when] if column.when else []
        if len(yearly) == 1:
            estate.when = estate.when or yearly[0]

    def _kept(self, estate: OwnEstate, row: int) -> None:
        """What has no place of its own stays with the estate, under its heading."""
        reader = self.reader
        for at, column in reader.of(*_PLACED):
            if value := reader.figure(row, at, column):
                estate.point.setdefault(column.meaning.value, value)
        for at, column in reader.of(*RATIOS):
            value = reader.figure(row, at, column)
            if value is not None and 0 <= value <= 100:
                ratio = value if value <= 1 else value / 100
                if reader.told.role is Role.WORKS:
                    continue
                estate.ratios.setdefault(column.meaning.value, ratio)
        for at, column in reader.of(*_ASIDE):
            raw: Raw = reader.table.alone[row].get(at, "")
            text = shown(raw)
            head = reader.table.heads[at][-1].replace("\n", "")
            if text and column.meaning is not Meaning.IGNORE and not is_blank(text):
                reader.found.spell(text, written(raw))
                if column.meaning is Meaning.NOTE:
                    estate.notes.append(written(raw))
                elif text not in estate.extras.get(head, ""):
                    estate.extras[head] = "；".join(filter(None, (estate.extras.get(head, ""), text)))
        if not estate.subdistrict and (place := place_in(" ".join(estate.extras.values()))):
            estate.subdistrict = place

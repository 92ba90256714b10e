"""Tables to values: every cell parsed, every reference resolved, every row made a word of the domain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.domain.planning.offer import Offer
from yipanqi.workbook.assemble import disorder, thing
from yipanqi.workbook.cells import Bad, Setting, text_of, value_of
from yipanqi.workbook.columns import SHEET, SHEETS
from yipanqi.workbook.flatten import fixed_names
from yipanqi.workbook.headers import part_index
from yipanqi.workbook.layout import Column, Each, Kind, Pair, Sheet, said
from yipanqi.workbook.names import Names, joined
from yipanqi.workbook.raw import UnusableCell
from yipanqi.workbook.tables import SheetTable, TableRow, named
from yipanqi.workbook.text import title_key

WRONG = object()  # a cell with a finding: neither a value nor empty
_NAMED = ("regions", "communities", "estates", "groups", "measures", "funds", "units")
_NOWHERE = ("unknown_reference", "unknown_reference_likely", "unknown_choice")
_CELLS = 5  # that are named beside the first


@dataclass(frozen=True, kw_only=True)
class ReadRow:
    """A row's values, where it stands, and what was made of it (None where it is wrong)."""

    row: TableRow
    values: Mapping[str, Any]
    thing: Any = None


@dataclass(frozen=True, kw_only=True)
class Mistaken:
    """A cell that names several rows of a sheet; it is read as the first of them so that its row is judged."""

    row: TableRow
    place: Place
    sheet: str
    text: str
    codes: tuple[str, ...]


@dataclass(kw_only=True)
class ReadRows:
    """All rows of all sheets, and what was found wrong with them."""

    calendar: Calendar
    made: dict[str, list[ReadRow]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    shared: dict[str, set[str]] = field(default_factory=dict)  # sheet → codes of rows that others cannot tell apart
    offered: Offer | None = None  # what the rows let a plan choose from, once a check has asked
    _index: dict[str, dict[tuple[object, ...], TableRow]] = field(default_factory=dict)

    def things(self, sheet: str) -> tuple[Any, ...]:
        return tuple(made.thing for made in self.made.get(sheet, ()) if made.thing is not None)

    def is_whole(self, sheet: str) -> bool:
        """Could every row of the sheet be read? What counts over its rows is else not known."""
        if sheet not in self.made:
            return not SHEET[sheet].needed
        return all(made.thing is not None for made in self.made[sheet])

    def row(self, sheet: str, **wanted: object) -> TableRow | None:
        """The first row with these values in the columns that make a row unique."""
        if sheet not in self._index:
            unique = SHEET[sheet].unique
            self._index[sheet] = {}
            for made in self.made.get(sheet, ()):
                self._index[sheet].setdefault(tuple(made.values.get(key) for key in unique), made.row)
        return self._index[sheet].get(tuple(wanted[key] for key in SHEET[sheet].unique))


def make_rows(tables: Mapping[str, SheetTable], calendar: Calendar, *, checks_horizon: bool) -> ReadRows:
    """Parse every table but the programme's own."""
    known = _names(tables)
    made = ReadRows(calendar=calendar)
    mistaken: list[Mistaken] = []
    for sheet in SHEETS:
        table = tables.get(sheet.key)
        if table is None or sheet.upright:
            continue
        parser = _Parser(table, calendar, _finders(sheet, known, tables), checks_horizon)
        made.made[sheet.key] = [parser.row(row) for row in table.rows]
        made.findings += _once_each(parser.findings)
        mistaken += parser.mistaken
        unsure = {(one.row.sheet, one.row.number) for one in parser.mistaken}
        sure = [m for m in made.made[sheet.key] if (m.row.sheet, m.row.number) not in unsure]
        made.findings += _doubles(sheet, sure, known)
    made.findings += _shared_names(mistaken, tables, made.shared)
    return made


def _once_each(findings: Iterable[Finding]) -> Iterator[Finding]:
    """What stands in many rows of a column and is known nowhere is one finding, with the others' cells."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.place.sheet, finding.place.field, finding.values.get("text"))
        alike.setdefault(key if finding.code in _NOWHERE else (id(finding),), []).append(finding)
    for first, *others in alike.values():
        if not others:
            yield first
            continue
        cells = [finding.place.cell for finding in others[:_CELLS]]
        values = {**first.values, "count": len(others) + 1, "cells": "、".join(cells) + "…" * (len(others) > _CELLS)}
        yield replace(first, code=f"{first.code}_often", values=values)


def _shared_names(
    mistaken: Iterable[Mistaken], tables: Mapping[str, SheetTable], shared: dict[str, set[str]]
) -> Iterator[Finding]:
    """Rows whose name others use to refer to them though several bear it: said once, at the name."""
    uses: dict[tuple[str, str], list[Mistaken]] = {}
    for one in mistaken:
        uses.setdefault((one.sheet, title_key(one.text)), []).append(one)
    for (sheet, name), used in uses.items():
        shared.setdefault(sheet, set()).update(used[0].codes)
        keys = [key for key in ("name", "name_en") if any(column.key == key for column in SHEET[sheet].columns)]
        named_so = [
            (row, key)
            for row in tables[sheet].rows
            for key in keys
            if title_key(_name(SHEET[sheet], row, key)) == name and _name(SHEET[sheet], row, "id") in used[0].codes
        ]
        for row, key in named_so[1:]:
            first, where = named_so[0][0].place(key), used[0].place
            values = {
                "name": used[0].text,
                "first": first.cell,
                "codes": "、".join(used[0].codes),
                "count": len(used),
                "where": f"{where.sheet}!{where.cell}",
            }
            yield Finding(code="name_shared", values=values, place=row.place(key))


def parse_field_row(
    table: SheetTable, calendar: Calendar, *, checks_horizon: bool
) -> tuple[dict[str, Any], list[Finding]]:
    """The values of the upright programme sheet."""
    parser = _Parser(table, calendar, {}, checks_horizon)
    return parser.values(table.rows[0]), parser.findings


def first_values(table: SheetTable) -> list[dict[str, Any]]:
    """The values of a table that names no other; cells that cannot be read count as empty, findings come later."""
    parser = _Parser(table, Calendar(first_year=2000, years=1), {}, False)
    return [parser.values(row) for row in table.rows]


def _names(tables: Mapping[str, SheetTable]) -> dict[str, Names]:
    """The codes and names of every sheet that others refer to, wrong rows included: a wrong row is one finding,
    not one more for each row that refers to it."""
    found = fixed_names()
    for sheet in _NAMED:
        found[sheet] = Names()
        table = tables.get(sheet)
        for row in table.rows if table else ():
            texts = [_name(SHEET[sheet], row, key) for key in ("id", "name", "name_en")]
            code = texts[0] if texts[0] not in found[sheet].ids else f"{texts[0]}〔{row.first}〕"
            if texts[0]:  # a code's second row keeps its name apart: what refers to it is no second finding
                found[sheet].add([(code, texts[1], texts[2])])
    return found


def _name(sheet: Sheet, row: TableRow, key: str) -> str:
    raw = row.cells.get((key, ""))
    column = next((column for column in sheet.columns if column.key == key), None)
    if raw is None or column is None:
        return ""
    try:
        return str(value_of(column, raw, Setting(calendar=Calendar(first_year=2000, years=1))) or "")
    except Bad:
        return ""


def _finders(sheet: Sheet, known: Mapping[str, Names], tables: Mapping[str, SheetTable]) -> dict[str, Names | None]:
    """Reference column → its names; None where a sheet is missing, and so every name would be unknown."""
    found: dict[str, Names | None] = {}
    for column in sheet.columns:
        if column.of:
            is_whole = all(name in tables or name not in _NAMED for name in column.of)
            found[column.key] = joined((known[name] for name in column.of), column.special) if is_whole else None
    return found


class _Parser:
    """Parses the rows of one table."""

    def __init__(
        self, table: SheetTable, calendar: Calendar, finders: Mapping[str, Names | None], checks_horizon: bool
    ) -> None:
        self._table, self._calendar, self._checks_horizon = table, calendar, checks_horizon
        self._find = {key: names.find for key, names in finders.items() if names is not None}
        self._settings: dict[tuple[str, str, str], tuple[Setting, dict[object, object]]] = {}
        self.mistaken: list[Mistaken] = []
        self.findings: list[Finding] = list(self._parts_outside()) if checks_horizon else []

    def row(self, row: TableRow) -> ReadRow:
        """The row's values and, where all are well, what they make."""
        before = len(self.findings)
        values = self.values(row)
        made = None
        unread = {finding.place for finding in self.findings[before:]}
        for bad in disorder(self._table.sheet.key, values):  # also of a row that is wrong elsewhere
            if row.place(str(bad.values["column"])) not in unread:  # a cell that cannot be read is not missing
                self._add_bad(row, bad)
        if len(self.findings) == before and self._is_whole(row):
            made = self._thing(row, values)
        return ReadRow(row=row, values=values, thing=made)

    def values(self, row: TableRow) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for column in self._table.sheet.columns:
            if column.each:
                found[column.key] = self._parts(row, column)
            else:
                found[column.key] = self._single(row, column)
        return found

    def _single(self, row: TableRow, column: Column) -> object:
        value = self._value(row, column, "")
        if value is None and column.needed and (column.key, "") in row.places:
            self._add(row, column, "", "value_missing")
        return column.default if value is None or value is WRONG else value

    def _thing(self, row: TableRow, values: Mapping[str, Any]) -> object:
        try:
            return thing(self._table.sheet.key, values, self._calendar)
        except Bad as bad:
            self._add_bad(row, bad)
        except ValueError as error:
            place = row.place(self._table.sheet.columns[0].key)
            self.findings.append(Finding(code="row_impossible", values={"message": str(error)}, place=place))
        return None

    def _add_bad(self, row: TableRow, bad: Bad) -> None:
        column = self._table.sheet.column(str(bad.values["column"]))
        part = next((part for key, part in sorted(row.places) if key == column.key), "")
        self._add(row, column, part, bad.code, **{key: value for key, value in bad.values.items() if key != "column"})

    def _is_whole(self, row: TableRow) -> bool:
        """Were all needed columns in the sheet? (One that is missing is a finding of its own.)"""
        present = {key for key, _ in row.places}
        return all(c.key in present and not self._absent(c) for c in self._table.sheet.columns if c.needed)

    def _value(self, row: TableRow, column: Column, part: str) -> object:
        raw = row.cells.get((column.key, part))
        if raw is None or (isinstance(raw, UnusableCell) and raw.code == "picture_in_cell"):
            return None  # a picture is said by the gate
        setting, known = self._setting(row, column, part)
        seen = raw.__class__, raw  # 1 and TRUE are equal, and not the same
        if seen in known:
            return known[seen]
        try:
            value = known[seen] = value_of(column, raw, setting)
            return value
        except Bad as bad:
            shown = text_of(raw)[:60]
            if bad.code == "ambiguous_name" and column.kind is Kind.REF and len(column.of) == 1:
                codes = tuple(str(bad.values["codes"]).split("、"))
                place = row.place(column.key, part)
                one = Mistaken(row=row, place=place, sheet=column.of[0], text=shown, codes=codes)
                self.mistaken.append(one)
                return codes[0]
            self._add(row, column, part, bad.code, **{"text": shown, **bad.values})
            return WRONG

    def _setting(self, row: TableRow, column: Column, part: str) -> tuple[Setting, dict[object, object]]:
        """What the reading of the column's cells depends on, and what was read of it: most cells of a survey say
        what others said before."""
        name = row.sheet, column.key, part
        if name not in self._settings:
            of_sheet = self._table.of(row.sheet)
            setting = Setting(
                calendar=self._calendar,
                scale=of_sheet.scales.get((column.key, part)),
                is_1904=of_sheet.is_1904,
                checks_horizon=self._checks_horizon,
                find=self._find,
            )
            self._settings[name] = setting, {}
        return self._settings[name]

    def _parts(self, row: TableRow, column: Column) -> dict[int, Any]:
        """A repeated column's values by index in the horizon."""
        found: dict[int, Any] = {}
        for key, part in self._table.present:
            index = part_index(column, part, self._calendar) if key == column.key and part else None
            if index is not None:
                value = self._value(row, column, part)
                if value is None and column.needed and (key, part) in row.places:
                    self._add(row, column, part, "value_missing")
                elif value is not None and value is not WRONG:
                    found[index] = value
        self._missing_parts(row, column)
        return dict(sorted(found.items()))

    def _missing_parts(self, row: TableRow, column: Column) -> None:
        missing = self._absent(column)
        if missing and self._checks_horizon and row is self._table.rows[0]:
            self._add(row, column, "", "parts_missing", parts="、".join(missing[:8]))

    def _absent(self, column: Column) -> list[str]:
        """The years or quarters of the horizon for which a needed column is not there."""
        if not column.needed or column.each is None:
            return []
        present = {part_index(column, part, self._calendar) for key, part in self._table.present if key == column.key}
        wanted = self._calendar.quarters if column.each is Each.QUARTER else self._calendar.years
        return [self._calendar.label(index) for index in range(wanted) if index not in present]

    def _parts_outside(self) -> Iterator[Finding]:
        """Columns of years or quarters that the horizon does not have, with values in them."""
        for column in self._table.sheet.columns:
            for key, part in sorted(self._table.present):
                if key == column.key and part and part_index(column, part, self._calendar) is None:
                    used = [row for row in self._table.rows if (key, part) in row.cells]
                    for row in used[:1]:
                        values = {**named(column), "part": part}
                        place = row.place(key, part)
                        yield Finding(code="part_outside", gravity=Gravity.WARNING, values=values, place=place)

    def _add(self, row: TableRow, column: Column, part: str, code: str, **values: object) -> None:
        whole = {"text": "", **named(column), **values}
        self.findings.append(Finding(code=code, values=whole, place=row.place(column.key, part)))


def _doubles(sheet: Sheet, rows: Iterable[ReadRow], known: Mapping[str, Names]) -> Iterator[Finding]:
    """Rows whose key another row has already."""
    seen: dict[tuple[object, ...], TableRow] = {}
    for made in rows if sheet.unique else ():
        key = tuple(made.values.get(name) for name in sheet.unique)
        if key[0] is None or (None in key and sheet.key != "under_way"):
            continue
        if key in seen:
            first = seen[key].place(sheet.unique[0])
            told = [_told(sheet.column(name), part, known) for name, part in zip(sheet.unique, key, strict=True)]
            values: dict[str, object] = {
                "key": said((" · ".join(zh for zh, _ in told), " · ".join(en for _, en in told)))
            }
            values["first"] = first.cell if first.sheet == made.row.sheet else f"{first.sheet}!{first.cell}"
            yield Finding(code="row_twice", values=values, place=_last_place(made.row, sheet))
        else:
            seen[key] = made.row


def _told(column: Column, value: object, known: Mapping[str, Names]) -> Pair:
    """A key's part as people call it."""
    for name in column.of:
        if name in known and value in known[name].ids:
            zh, en = known[name].ids[str(value)]
            return zh or str(value), en or zh or str(value)
    return (column.words or {}).get(str(value), (str(value), str(value)))


def _last_place(row: TableRow, sheet: Sheet) -> Place:
    return row.place(sheet.unique[0])

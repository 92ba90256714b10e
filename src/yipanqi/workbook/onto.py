"""A list laid onto a programme that is there: its rows change the rows that they name, or are new; what it does not
say stays. So a subdistrict's list, or a list that was taken away, comes back through the one reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from yipanqi.domain.finding import Finding
from yipanqi.domain.programme import Programme
from yipanqi.workbook import flatten
from yipanqi.workbook.cells import VERBATIM, Bad, text_of
from yipanqi.workbook.columns import SHEETS
from yipanqi.workbook.layout import Column, Sheet, said
from yipanqi.workbook.names import Names, joined
from yipanqi.workbook.raw import Raw
from yipanqi.workbook.show import Shown, Writer
from yipanqi.workbook.tables import Name, SheetTable, TableRow
from yipanqi.workbook.text import plain, title_key

PRESENT = ("现有数据", "present data")  # what the rows of the programme are called where a finding is about them
Known = dict[tuple[str, ...], int]  # what names a row → where it stands


def laid_onto(programme: Programme, tables: Mapping[str, SheetTable]) -> tuple[dict[str, SheetTable], list[Finding]]:
    """The programme's own tables with these laid onto them; rows that are new and cannot be, as findings."""
    writer = Writer(calendar=programme.calendar, names=flatten.names(programme), lang="zh")
    content = flatten.rows(programme)
    found: dict[str, SheetTable] = {}
    findings: list[Finding] = []
    for sheet in SHEETS:
        base = _base(sheet, content[sheet.key], writer)
        laid = tables.get(sheet.key)
        if laid is None:
            found[sheet.key] = base
        else:
            found[sheet.key], new = _Laying(sheet, writer.names, base, laid).joined()
            findings += new
    return found, findings


def _base(sheet: Sheet, rows: list[flatten.Row], writer: Writer) -> SheetTable:
    """The programme's rows as a table of a workbook, without places."""
    made, name = [], f"{PRESENT[0]}·{sheet.title[0]}"
    present: set[Name] = set()
    for number, row in enumerate(rows):
        cells: dict[Name, Raw] = {}
        for column in sheet.columns:
            value = row.get(column.key)
            parts = value if column.each and isinstance(value, Mapping) else {"": value}
            for part, item in parts.items() if column.each or not isinstance(value, Mapping) else ():
                present.add((column.key, str(part)))
                shown = _raw(writer.cell(column, item))
                if shown is not None:
                    cells[column.key, str(part)] = shown
        made.append((number, cells))
    places = dict.fromkeys(present, "")
    whole = tuple(TableRow(sheet=name, number=n, cells=cells, places=places, first="") for n, cells in made)
    every = {(column.key, "") for column in sheet.columns if not column.each}
    return SheetTable(sheet=sheet, name=name, rows=whole, present=frozenset(present | every))


def _raw(shown: Shown) -> Raw | None:
    return f"{shown:f}" if isinstance(shown, Decimal) else shown if isinstance(shown, (str, date)) else None


@dataclass(frozen=True)
class _Laying:
    """One sheet's rows laid onto the programme's."""

    sheet: Sheet
    names: Mapping[str, Names]
    base: SheetTable
    laid: SheetTable
    known: dict[str, Names] = field(default_factory=dict)

    def joined(self) -> tuple[SheetTable, list[Finding]]:
        """Both tables as one, and the new rows that lack what a row needs."""
        rows, findings = list(self.base.rows), []
        by_key = {self._key(row): at for at, row in enumerate(rows)}
        by_name = self._by_name()
        for row in self.laid.rows:
            at = 0 if self.sheet.upright and rows else self._found(row, by_key, by_name)
            if at is not None:
                rows[at] = replace(row, cells={**rows[at].cells, **row.cells}, places={**rows[at].places, **row.places})
                continue
            lacking = [column for column in self.sheet.columns if column.needed and self._lacks(column)]
            if lacking:
                findings.append(self._incomplete(row, lacking))
            else:
                rows.append(row)
        present = self.base.present | self.laid.present
        parts = (self.base, *(self.laid.parts or (self.laid,)))
        shape = tuple(found for found in self.laid.findings if found.code not in ("column_missing", "field_missing"))
        return replace(self.base, rows=tuple(rows), present=present, parts=parts, findings=shape), findings

    def _lacks(self, column: Column) -> bool:
        return all(key != column.key for key, _ in self.laid.present)

    def _incomplete(self, row: TableRow, lacking: list[Column]) -> Finding:
        titles = said(("、".join(column.title[0] for column in lacking), ", ".join(c.title[1] for c in lacking)))
        label = next((text_of(row.cells[key, ""]) for key in ("name", "id", "estate") if (key, "") in row.cells), "")
        place = row.place("name" if ("name", "") in row.cells else self.sheet.columns[0].key)
        return Finding(code="row_new_incomplete", values={"text": label[:60], "titles": titles}, place=place)

    def _found(self, row: TableRow, by_key: Known, by_name: dict[str, list[int]]) -> int | None:
        """Where the row that this one is about stands: by what makes it unique, else by its name alone."""
        if all((key, "") in row.cells for key in self.sheet.unique or ("",)):
            return by_key.get(self._key(row))
        places = by_name.get(title_key(text_of(row.cells.get(("name", ""), "")))) or []
        if len(places) > 1 and ("subdistrict", "") in row.cells:
            home = self._part("subdistrict", row)
            places = [at for at in places if self._part("subdistrict", self.base.rows[at]) == home]
        return places[0] if len(places) == 1 else None

    def _by_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, row in enumerate(self.base.rows):
            name = title_key(text_of(row.cells.get(("name", ""), "")))
            if name:
                found.setdefault(name, []).append(at)
        return found

    def _key(self, row: TableRow) -> tuple[str, ...]:
        return tuple(self._part(key, row) for key in self.sheet.unique or [c.key for c in self.sheet.columns[:2]])

    def _names(self, column: Column) -> Names:
        if column.key not in self.known:  # once, not for each row of a survey
            self.known[column.key] = joined((self.names[name] for name in column.of), column.special)
        return self.known[column.key]

    def _part(self, key: str, row: TableRow) -> str:
        """A part of a row's key, as a code where it is a reference."""
        column, raw = self.sheet.column(key), row.cells.get((key, ""), "")
        text = text_of(raw)
        if not column.of:
            return plain(text)
        try:
            is_verbatim = isinstance(raw, str) and raw.startswith(VERBATIM)
            return self._names(column).find(text, is_verbatim)
        except Bad:
            return text

"""Reads a workbook: everything that is wrong with it at once, by sheet and cell, and the programme where nothing is."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.finding import Finding, Gravity, Place, forbid
from yipanqi.domain.programme import Programme
from yipanqi.workbook.assemble import calendar_of, programme_of
from yipanqi.workbook.columns import FINDINGS, LISTS, NOTES, SHEET, SHEETS
from yipanqi.workbook.columns.own_fields import widened
from yipanqi.workbook.gate import admit, doubts
from yipanqi.workbook.headers import resemblance
from yipanqi.workbook.judge import judge
from yipanqi.workbook.layout import Sheet, said
from yipanqi.workbook.onto import laid_onto
from yipanqi.workbook.opening import FileRefused
from yipanqi.workbook.own_fields import fields_in
from yipanqi.workbook.raw import Book, Grid, coordinates
from yipanqi.workbook.rows import ReadRows, make_rows, parse_field_row
from yipanqi.workbook.tables import SheetTable, joined, table
from yipanqi.workbook.text import title_key

_PLACEHOLDER = Calendar(first_year=2000, years=1)  # while the workbook does not say its own
_MOST_FINDINGS = 5_000
_LONGEST = 30  # years that headings may show
_LIKELY_PART = 0.3  # the same, where it is laid onto a programme and may have columns of its own
_LIKELY = 0.6  # of a sheet's headings, to take a sheet of another name for it


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a workbook says: its programme, None where findings forbid planning; findings by sheet and cell."""

    programme: Programme | None
    findings: tuple[Finding, ...]
    is_foreign: bool = False  # of the sheets that a programme needs it has one at most: an office's own book
    is_list: bool = False  # though it is no whole programme, its sheets are ours, with our headings

    @property
    def is_refused(self) -> bool:
        """Was the file not even opened?"""
        return any(finding.code.startswith("file_") for finding in self.findings)


def read(path: Path | str, *, name: str = "", onto: Programme | None = None) -> Reading:
    """Read XLSX, XLS, ET, XLSB, a CSV file, or a folder of CSV files named as the sheets. CannotRead where there is no
    file. A CSV file that is not called as its sheet is says by `name` what it was called. A workbook of some sheets, or
    a list of some rows and columns, is laid onto a programme: what it does not say stays as it is there."""
    try:
        book, admitted = admit(Path(path), name=name)
    except FileRefused as refusal:
        return Reading(programme=None, findings=(Finding(code=refusal.code, values=refusal.values),))
    tables, findings = _tables(admitted, is_whole=onto is None)
    findings += doubts(book, tables.values())
    if onto is not None and tables:
        tables, new = laid_onto(onto, tables)
        findings += [*new, *(found for table in tables.values() for found in table.findings)]
    elif onto is not None:
        findings.append(Finding(code="list_unknown"))
    values, calendar, of_fields = _fields(tables)
    findings += of_fields
    rows = make_rows(tables, calendar or _PLACEHOLDER, checks_horizon=calendar is not None)
    findings += rows.findings
    programme = _programme(values, calendar, rows)
    if programme is not None:
        findings += judge(programme, rows, tables)
    found = _sorted(findings, book)
    is_foreign = sum(sheet.needed and sheet.key in tables for sheet in SHEETS) <= 1
    return Reading(
        programme=None if forbid(list(found)) else programme,
        findings=found,
        is_foreign=is_foreign,
        is_list=is_foreign and bool(tables) and all(_is_ours(grid) for grid in admitted.grids if grid.rows),
    )


def _tables(book: Book, *, is_whole: bool) -> tuple[dict[str, SheetTable], list[Finding]]:
    """The sheets that are known, as tables; findings of shape, unknown and missing sheets."""
    findings = [Finding(code=code, gravity=Gravity.WARNING, values=values) for code, values in book.remarks]
    tables: dict[str, SheetTable] = {}
    own = fields_in(book)
    for grid, sheet, is_named in sorted(
        _kinds(book, is_whole=is_whole), key=lambda kind: (kind[0].is_hidden, not kind[2])
    ):
        if sheet is None:
            findings += _strange(grid)
        elif sheet.key not in tables:
            tables[sheet.key] = table(widened(sheet, own), grid)
        else:
            other = table(widened(sheet, own), grid)
            refusal = _refused(tables[sheet.key], other, is_named=is_named, is_hidden=grid.is_hidden)
            if refusal is not None:
                findings.append(refusal)
            elif other.rows:
                tables[sheet.key] = joined(tables[sheet.key], other)
    for found in tables.values():
        findings += [*(found.findings if is_whole else ()), *_joined_of(found)]
    missing = [sheet for sheet in SHEETS if sheet.needed and sheet.key not in tables]
    if missing and is_whole:
        titles = ("、".join(s.title[0] for s in missing), ", ".join(s.title[1] for s in missing))
        values = {"titles": said(titles)}
        findings.append(Finding(code="sheet_missing", values=values))
    return tables, findings


def _kinds(book: Book, *, is_whole: bool) -> Iterator[tuple[Grid, Sheet | None, bool]]:
    """Each grid with the sheet that it is, and whether its name says so."""
    kinds = [(grid, _by_name(grid) or (None if is_whole else _by_part_of_name(grid))) for grid in book.grids]
    taken = {sheet.key for _, sheet in kinds if sheet is not None}
    for grid, sheet in kinds:
        yield grid, sheet or _by_headings(grid, taken, _LIKELY if is_whole else _LIKELY_PART), sheet is not None


def _is_ours(grid: Grid) -> bool:
    """Has it most of the headings of one of our sheets, all that are needed among them, or is it a page of notes?"""
    if _is_notes(grid):
        return True
    filled = grid.filled()
    return max(resemblance(sheet, filled) for sheet in SHEETS) >= _LIKELY


def _is_notes(grid: Grid) -> bool:
    return title_key(grid.name) in {title_key(title) for pair in (NOTES, LISTS, FINDINGS) for title in pair}


def _by_name(grid: Grid) -> Sheet | None:
    name = title_key(grid.name)
    for sheet in SHEETS:
        if name in {title_key(title) for title in (*sheet.title, sheet.key)}:
            return sheet
    return next((sheet for sheet in SHEETS if name in {title_key(title) for title in sheet.also}), None)


def _by_part_of_name(grid: Grid) -> Sheet | None:
    """The sheet that a list's longer name ends or begins with: 江汉区小区清单, Estates of Jianghan."""
    name = title_key(grid.name)
    for sheet in SHEETS:
        long = [title_key(title) for title in (sheet.title[0], *sheet.also) if len(title) > 2]
        if any(name.endswith(title) for title in long) or name.startswith(f"{title_key(sheet.title[1])}of"):
            return sheet
    return None


def _by_headings(grid: Grid, taken: Container[str], least: float) -> Sheet | None:
    """The sheet that a grid's headings say; one that is not there by name before one that is."""
    if _is_notes(grid):
        return None
    filled = grid.filled()
    likely = {sheet.key: resemblance(sheet, filled) for sheet in SHEETS}
    best = max(likely, key=lambda key: (likely[key], key not in taken))
    return SHEET[best] if likely[best] >= least else None


def _refused(first: SheetTable, other: SheetTable, *, is_named: bool, is_hidden: bool) -> Finding | None:
    """Why a second sheet of a kind is not read with the first: hidden, or the same rows once more."""
    place = Place(sheet=other.name, cell="A1")
    values = {"title": said(other.sheet.title), "other": first.name}
    if is_hidden:
        return Finding(code="sheet_hidden_unread", gravity=Gravity.WARNING, values=values, place=place)
    mine, keys = first.keys(), other.keys()
    if other.sheet.upright or 2 * len(mine & keys) > min(len(mine), len(keys)) > 0:
        gravity = Gravity.ERROR if is_named else Gravity.WARNING
        return Finding(code="sheet_twice", gravity=gravity, values=values, place=place)
    return None


def _joined_of(table: SheetTable) -> Iterator[Finding]:
    if table.parts:
        names = [part.name for part in table.parts]
        values = {"title": said(table.sheet.title), "count": len(names), "names": "、".join(names)}
        place = Place(sheet=names[0], cell="A1")
        yield Finding(code="sheets_joined", gravity=Gravity.WARNING, values=values, place=place)


def _strange(grid: Grid) -> Iterator[Finding]:
    known = {title_key(title) for pair in (NOTES, LISTS, FINDINGS) for title in pair}
    if grid.rows and title_key(grid.name) not in known:
        place = Place(sheet=grid.name, cell="A1")
        yield Finding(code="sheet_unknown", gravity=Gravity.WARNING, values={"sheet": grid.name}, place=place)


def _fields(tables: Mapping[str, SheetTable]) -> tuple[dict[str, Any], Calendar | None, list[Finding]]:
    """The programme sheet's values and calendar, read twice: its quarters need its calendar."""
    fields = tables.get("programme")
    if fields is None or not fields.rows:
        return {}, _shown(tables, {}), []
    first, _ = parse_field_row(fields, _PLACEHOLDER, checks_horizon=False)
    calendar = _calendar(first) or _shown(tables, first)
    values, findings = parse_field_row(fields, calendar or _PLACEHOLDER, checks_horizon=calendar is not None)
    return values, calendar, findings


def _shown(tables: Mapping[str, SheetTable], values: Mapping[str, Any]) -> Calendar | None:
    """The calendar that headings of years and quarters show, while the programme's own cannot be read: whatever
    else is wrong is found all the same."""
    years = {int(part[:4]) for table in tables.values() for _, part in table.present if part}
    first = values.get("first_year") or min(years, default=0)
    count = max(years, default=0) - first + 1
    return Calendar(first_year=first, years=count) if 1 <= count <= _LONGEST and 1990 <= first <= 2100 else None


def _calendar(values: Mapping[str, Any]) -> Calendar | None:
    if values.get("first_year") is None or values.get("years") is None:
        return None
    try:
        return calendar_of(values)
    except ValueError:
        return None


def _programme(values: Mapping[str, Any], calendar: Calendar | None, rows: ReadRows) -> Programme | None:
    """The programme as far as it could be made; findings decide whether it may be planned with."""
    if calendar is None or not values:
        return None
    whole = {sheet.key: rows.things(sheet.key) for sheet in SHEETS if not sheet.upright}
    return programme_of(values, calendar, whole)


def _sorted(findings: list[Finding], book: Book) -> tuple[Finding, ...]:
    """By sheet, in the order of the file, then row and column; the first so many."""
    order = {grid.name: number for number, grid in enumerate(book.grids)}

    def key(finding: Finding) -> tuple[int, tuple[int, int], str]:
        at = coordinates(finding.place.cell) if finding.place.cell else (-1, -1)
        return order.get(finding.place.sheet, -1), at, finding.code

    found = sorted(findings, key=key)
    if len(found) > _MOST_FINDINGS:
        more = Finding(code="findings_more", values={"count": len(found) - _MOST_FINDINGS})
        found = [*found[:_MOST_FINDINGS], more]
    return tuple(found)

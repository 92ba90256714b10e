"""A quick figure before any survey: a list of estates, or bundles of estates, in; the same list with estimates out."""

import csv
import errno
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.domain.money import FEN_PER_WAN, FEN_PER_YUAN, rough
from yipanqi.domain.planning.estimate import ESTATES, Band, CannotEstimate, base_scope, likely, outline
from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.cells import Bad, Setting, exact, value_of
from yipanqi.workbook.columns.places import ESTATES as ESTATE_SHEET
from yipanqi.workbook.gate import admit
from yipanqi.workbook.headers import Header, find_header
from yipanqi.workbook.layout import Column, Kind, Sheet, said
from yipanqi.workbook.opening import CannotRead, FileRefused
from yipanqi.workbook.plausible import AREA_OF_HOUSEHOLD
from yipanqi.workbook.raw import Grid, Raw, UnusableCell
from yipanqi.workbook.tables import SheetTable, TableRow, table

COUNTS = ("buildings", "households", "floor_area")
NAME, HOW_MANY = "name", "estates"
ADDED = ("estimated_low", "estimated", "estimated_high")  # 10⁴ yuan
LARGEST_COUNT = Decimal(10) ** 12
_FAR_OFF = 10  # times outside the usual floor area of a household: an area in another unit is 10,000 times off
_NAMED = 6  # rows that one finding names before it only counts them
_BUNDLE = re.compile(r"\[BUNDLE\s+n\s*=\s*(\d+)\s*\]", re.IGNORECASE)
_OTHER_NAMES = {NAME: ("community", "项目", "小区（项目）"), "floor_area": ("floor_area_m2",)}
_CALENDAR = Calendar(first_year=2000, years=1)  # nothing here depends on it


def _columns() -> Iterator[Column]:
    for key in (NAME, *COUNTS):
        column = ESTATE_SHEET.column(key)
        yield replace(column, needed=key == NAME, also=(*column.also, *_OTHER_NAMES.get(key, ())))
    yield Column(key=HOW_MANY, kind=Kind.COUNT, title=("小区数", "Estates"), unit=("个", "count"), low=0)


_SHEET = Sheet(key="quick", title=("小区", "Estates"), note=("", ""), columns=tuple(_columns()), least=1)


class CannotReadTable(Exception):
    """The file is no list that can be estimated; `code` and `values` say why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class QuickRow:
    """A row as it stands, and what it counts."""

    cells: tuple[str, ...]
    counts: dict[str, Decimal]
    is_sound: bool


@dataclass(frozen=True, slots=True)
class QuickTable:
    """A list that was read, with everything found wrong in it."""

    header: tuple[str, ...]
    rows: tuple[QuickRow, ...]
    findings: tuple[Finding, ...]


def read(path: Path | str) -> QuickTable:
    """The rows of a list: XLSX, XLS, ET, XLSB or CSV, with Chinese or English headings, units in headings or cells, and
    sums among its rows. CannotRead where there is no file, CannotReadTable where there is nothing to estimate from."""
    if Path(path).is_dir():
        raise CannotRead(f"{path}", IsADirectoryError(errno.EISDIR, "is a directory"))
    try:
        _, book = admit(Path(path))
    except FileRefused as refusal:
        raise CannotReadTable(refusal.code, **refusal.values) from None
    known = [(grid, table(_SHEET, grid)) for grid in book.grids if not grid.is_hidden]
    usable = [(grid, found) for grid, found in known if _counted(found)]
    if not usable:
        titles = said(tuple("、".join(_SHEET.column(key).title[lang] for key in COUNTS) for lang in (0, 1)))  # type: ignore[arg-type]
        raise CannotReadTable("quick_no_column", columns=titles)
    grid, found = max(usable, key=lambda pair: len(_counted(pair[1])))
    header = find_header(_SHEET, grid.filled())
    assert header is not None, "the table was found by it"
    others = [one.name for one, told in usable if one is not grid and len(_counted(told)) >= len(_counted(found))]
    return _read(grid, found, header, others)


def _counted(found: SheetTable) -> set[str]:
    return {key for key, _ in found.present} & set(COUNTS)


def _read(grid: Grid, found: SheetTable, header: Header, others: list[str]) -> QuickTable:
    for finding in found.findings:
        if finding.code == "column_twice" and finding.place.field != NAME:  # of two names the first is the estate's
            raise CannotReadTable("quick_column_twice", **finding.values)
        if finding.code == "heading_unit":
            raise CannotReadTable(finding.code, **finding.values)
    width = max(_head_columns(grid, header), default=-1) + 1
    findings = [
        Finding(code="quick_column_missing", gravity=Gravity.WARNING, values={"column": said(column.title)})
        for column in _SHEET.columns
        if column.key in COUNTS and column.key not in _counted(found)
    ]
    if others:
        values = {"sheet": grid.name, "others": "、".join(others)}
        findings.append(Finding(code="quick_other_sheets", gravity=Gravity.WARNING, values=values))
    data = {row.number: row for row in found.rows}
    rows = []
    for number, cells in grid.rows.items():
        if number > header.row:
            texts = tuple(_text(cells.get(at, "")) for at in range(max(width, *(at + 1 for at in cells))))
            row = data.get(number)
            rows.append(_row(row, texts, width, found.scales, findings) if row else QuickRow(texts, {}, False))
    return QuickTable(header=tuple(_heads(grid, header, width)), rows=tuple(rows), findings=_by_cause(findings))


def _by_cause(findings: list[Finding]) -> tuple[Finding, ...]:
    """An area in another unit is one cause, however many rows it touches: one finding names them."""
    unlikely = [finding for finding in findings if finding.code == "quick_area_unlikely"]
    if len(unlikely) < 2:
        return tuple(findings)
    rows = tuple(finding.values["row"] for finding in unlikely)
    named = (*rows[:_NAMED], *(("…",) if len(rows) > _NAMED else ()))
    whole = replace(
        unlikely[0], code="quick_areas_unlikely", values={**unlikely[0].values, "rows": named, "count": len(rows)}
    )
    return (*(finding for finding in findings if finding.code != "quick_area_unlikely"), whole)


def _head_columns(grid: Grid, header: Header) -> set[int]:
    return {*header.matches, *header.unmatched, *header.doubled, *({header.serial} - {None})}  # type: ignore[arg-type]


def _heads(grid: Grid, header: Header, width: int) -> Iterator[str]:
    """Each column's lowest title."""
    filled = grid.filled()
    for at in range(width):
        texts = [_text(filled[row][at]) for row in sorted(filled) if row <= header.row and at in filled[row]]
        yield texts[-1].strip() if texts else ""


def _text(raw: Raw) -> str:
    """The cell as it stands."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, (bool, UnusableCell)):
        return raw.text if isinstance(raw, UnusableCell) else str(raw).upper()
    return raw.isoformat() if isinstance(raw, date) else f"{exact(raw):f}"


def estimated(table: QuickTable) -> list[Band | None]:
    """The base-class cost of each row by the catalogue's rates, with the ends between which eight in ten lie; None
    where a row counts nothing, or wrongly."""
    given = defaults()
    measures = base_scope(given.measures)
    bands: list[Band | None] = []
    for row in table.rows:
        try:
            bands.append(
                likely(outline(row.counts, measures, given.policy).mid, given.policy) if row.is_sound else None
            )
        except CannotEstimate:
            bands.append(None)
    return bands


def write(table: QuickTable, bands: Sequence[Band | None]) -> str:
    """The same list as CSV with the estimate's columns at its end; no cell can act as a formula."""
    kept = [i for i, name in enumerate(table.header) if name not in ADDED]
    width = len(table.header)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(_harmless(table.header[i]) for i in kept), *ADDED])
    for row, band in zip(table.rows, bands, strict=True):
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        figures = ["", "", ""] if band is None else [_wan(band.low), _wan(band.mid, 3), _wan(band.high)]
        writer.writerow([*(_harmless(cells[i]) for i in kept), *figures])
    return out.getvalue()


def _row(
    row: TableRow, texts: tuple[str, ...], width: int, scales: Mapping[tuple[str, str], int], findings: list[Finding]
) -> QuickRow:
    number, before = row.number + 1, len(findings)
    name = _text(row.cells.get((NAME, ""), "")) or next((text for text in texts if text.strip()), "")
    counts: dict[str, Decimal] = {}
    for column in _SHEET.columns:
        if column.key != NAME:
            try:
                value = _value(column, row.cells.get((column.key, "")), scales)
            except Bad as bad:
                values = {"row": number, "column": said(column.title), "text": bad.values["text"]}
                findings.append(Finding(code="quick_bad_cell", values=values, place=Place(field=column.key)))
                continue
            counts |= {column.key: value} if value is not None else {}
    findings += _doubts(number, name, counts, texts, width)
    bundle = _BUNDLE.search(name)
    known = {key: value for key, value in counts.items() if key in COUNTS}
    if not known and len(findings) == before:
        values = {"row": number, "name": name}
        findings.append(Finding(code="quick_nothing_known", gravity=Gravity.WARNING, values=values))
    estates = Decimal(bundle[1]) if bundle else counts.get(HOW_MANY, Decimal(1))
    return QuickRow(texts, known | ({ESTATES: estates} if known else {}), bool(known) and len(findings) == before)


def _value(column: Column, raw: Raw | None, scales: Mapping[tuple[str, str], int]) -> Decimal | None:
    """A count above zero; Bad where the cell says something else."""
    text = "" if raw is None else _text(raw)[:60]
    try:
        value = value_of(column, raw, Setting(calendar=_CALENDAR, scale=scales.get((column.key, ""))))
    except Bad as bad:
        raise Bad(bad.code, text=text) from None
    if value is None:
        return None
    if not isinstance(value, (int, Decimal)) or not 0 < value <= LARGEST_COUNT:
        raise Bad("not_a_number", text=text)
    return Decimal(value)


def _doubts(
    number: int, name: str, counts: Mapping[str, Decimal], texts: tuple[str, ...], width: int
) -> Iterator[Finding]:
    """What makes a row's figures impossible, taken together."""
    bundle = _BUNDLE.search(name)
    if bundle and not 0 < Decimal(bundle[1]) < LARGEST_COUNT:
        values = {"row": number, "column": said(_SHEET.column(NAME).title), "text": bundle[0]}
        yield Finding(code="quick_bad_cell", values=values, place=Place(field=NAME))
    if len(texts) > width:
        yield Finding(code="quick_too_many_cells", values={"row": number, "cells": len(texts), "columns": width})
    if "households" in counts and "floor_area" in counts:
        each = counts["floor_area"] / counts["households"]
        if not AREA_OF_HOUSEHOLD[0] / _FAR_OFF <= each <= AREA_OF_HOUSEHOLD[1] * _FAR_OFF:
            values = {"row": number, "name": name, "area": f"{each:,.2f}"}
            yield Finding(code="quick_area_unlikely", values=values, place=Place(field="floor_area"))


def _harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets a quote before it; full-width signs count too."""
    plain = unicodedata.normalize("NFKC", text).lstrip(" \n")
    is_number = re.fullmatch(r"[-+]?[\d.,]*", plain, re.ASCII)
    return "'" + text if plain.startswith(("=", "+", "-", "@", "\t", "\r")) and not is_number else text


def _wan(fen: int, digits: int = 2) -> str:
    """10⁴ yuan with as many digits as the figure can bear: two at the ends of a band, three in its middle."""
    return f"{(rough(fen, digits) * FEN_PER_YUAN / FEN_PER_WAN).normalize():f}"

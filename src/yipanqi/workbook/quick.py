"""A quick figure before any survey: a CSV of estates, or bundles of estates, in; the same with estimates out."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.domain.money import in_wan
from yipanqi.domain.planning.estimate import ESTATES, Band, CannotEstimate, base_scope, outline
from yipanqi.workbook.catalogue import defaults

COUNTS = {"buildings": "buildings", "households": "households", "floor_area_m2": "floor_area"}  # column → count
NAME = "community"
ADDED = ("estimated_low", "estimated", "estimated_high")  # 10⁴ yuan
LARGEST_FILE = 64 * 2**20  # bytes
LARGEST_COUNT = Decimal(10) ** 12
EMPTY = {"", "/", "-", "—", "无", "暂无", "不详"}
_BUNDLE = re.compile(r"\[BUNDLE\s+n\s*=\s*(\d+)\s*\]", re.IGNORECASE)


class CannotReadTable(Exception):
    """The file is no CSV that can be estimated; `code` and `values` say why."""

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
    """A CSV that was read, with everything found wrong in it."""

    header: tuple[str, ...]
    rows: tuple[QuickRow, ...]
    findings: tuple[Finding, ...]


def read(content: bytes) -> QuickTable:
    """The rows of a CSV in UTF-8 or GB18030; CannotReadTable where it is none or has no column to estimate from."""
    first, *lines = _lines(content)
    header = [cell.strip() for cell in first]
    columns = _columns(header)
    findings: list[Finding] = [
        Finding(code="quick_column_missing", gravity=Gravity.WARNING, values={"column": name})
        for name in COUNTS
        if name not in columns
    ]
    rows = tuple(
        _row(number, line, header, columns, findings)
        for number, line in enumerate(lines, 2)
        if any(cell.strip() for cell in line)
    )
    return QuickTable(header=tuple(header), rows=rows, findings=tuple(findings))


def estimated(table: QuickTable) -> list[Band | None]:
    """The base-class cost of each row by the catalogue's rates; None where a row counts nothing, or wrongly."""
    given = defaults()
    measures = base_scope(given.measures)
    bands: list[Band | None] = []
    for row in table.rows:
        try:
            bands.append(outline(row.counts, measures, given.policy) if row.is_sound else None)
        except CannotEstimate:
            bands.append(None)
    return bands


def write(table: QuickTable, bands: Sequence[Band | None]) -> str:
    """The same CSV with the estimate's columns at its end; no cell can act as a formula."""
    kept = [i for i, name in enumerate(table.header) if name not in ADDED]
    width = len(table.header)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(_harmless(table.header[i]) for i in kept), *ADDED])
    for row, band in zip(table.rows, bands, strict=True):
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        figures = ["", "", ""] if band is None else [_wan(band.low), _wan(band.mid), _wan(band.high)]
        writer.writerow([*(_harmless(cells[i]) for i in kept), *figures])
    return out.getvalue()


def _lines(content: bytes) -> list[list[str]]:
    if len(content) > LARGEST_FILE:
        raise CannotReadTable("quick_too_large", limit=LARGEST_FILE // 2**20)
    text = _text(content)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise CannotReadTable("quick_no_csv", why=str(error)) from None
    if not lines:
        raise CannotReadTable("quick_no_csv", why="empty")
    return lines


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise CannotReadTable("quick_no_text")


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Where the columns that are read stand."""
    for name in {*COUNTS, NAME}:
        if header.count(name) > 1:
            raise CannotReadTable("quick_column_twice", column=name)
    columns = {name: header.index(name) for name in (*COUNTS, NAME) if name in header}
    if not columns.keys() & COUNTS.keys():
        raise CannotReadTable("quick_no_column", columns=", ".join(COUNTS))
    return columns


def _row(
    number: int, line: list[str], header: Sequence[str], columns: dict[str, int], findings: list[Finding]
) -> QuickRow:
    faults = list(_faults(number, line, header, columns))
    findings += faults
    known = {COUNTS[c]: n for c, i in columns.items() if c in COUNTS and (n := _number(c, _cell(line, i))) is not None}
    if not known and not faults:
        values = {"row": number, "name": _cell(line, columns.get(NAME))}
        findings.append(Finding(code="quick_nothing_known", gravity=Gravity.WARNING, values=values))
    bundle = _BUNDLE.search(_cell(line, columns.get(NAME)))
    estates = Decimal(bundle[1]) if bundle else Decimal(1)
    return QuickRow(tuple(line), known | ({ESTATES: estates} if known else {}), bool(known) and not faults)


def _faults(number: int, line: Sequence[str], header: Sequence[str], columns: dict[str, int]) -> Iterator[Finding]:
    for column, index in columns.items():
        text = _cell(line, index)
        if column in COUNTS and _plain(text) not in EMPTY and _number(column, text) is None:
            place = Place(field=column)
            yield Finding(code="quick_bad_cell", values={"row": number, "column": column, "text": text}, place=place)
    bundle = _BUNDLE.search(_cell(line, columns.get(NAME)))
    if bundle and not 0 < Decimal(bundle[1]) < LARGEST_COUNT:
        values = {"row": number, "column": NAME, "text": bundle[0]}
        yield Finding(code="quick_bad_cell", values=values, place=Place(field=NAME))
    if len(line) > len(header):
        yield Finding(code="quick_too_many_cells", values={"row": number, "cells": len(line), "columns": len(header)})


def _cell(line: Sequence[str], index: int | None) -> str:
    return line[index].strip() if index is not None and index < len(line) else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _number(column: str, text: str) -> Decimal | None:
    """A count above zero, whole but for areas; full-width digits and thousands separators are read."""
    plain = _plain(text).replace(",", "")
    if not re.fullmatch(r"\d{1,15}(\.\d{1,6})?", plain, re.ASCII):
        return None
    value = Decimal(plain)
    whole = column == "floor_area_m2" or value == value.to_integral_value()
    return value if whole and 0 < value <= LARGEST_COUNT else None


def _harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets a quote before it; full-width signs count too."""
    plain = unicodedata.normalize("NFKC", text).lstrip(" \n")
    is_number = re.fullmatch(r"[-+]?[\d.,]*", plain, re.ASCII)
    return "'" + text if plain.startswith(("=", "+", "-", "@", "\t", "\r")) and not is_number else text


def _wan(fen: int) -> str:
    return f"{in_wan(fen):.2f}"

"""What a workbook would add, change and remove, by sheet and row."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yipanqi.workbook.columns import SHEET, SHEETS
from yipanqi.workbook.columns.own_fields import widened
from yipanqi.workbook.layout import LANGUAGES
from yipanqi.workbook.own_fields import fields_of
from yipanqi.workbook.records import key_of

from .models import ProgrammeEntry, Record
from .models.entries import Sheets
from .row_words import row_name, value_text, writer_of

MOST_SHOWN = 200  # rows of each sheet and kind that the page lists; all are counted
_Rows = dict[tuple[str, str], tuple[int, dict[str, Any]]]  # (sheet, key) → position, values


@dataclass(frozen=True)
class RowChange:
    """One row that the workbook adds, changes or removes."""

    sheet: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def kind(self) -> str:
        """added, changed or removed."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


def keyed(sheets: Mapping[str, list[dict[str, Any]]]) -> _Rows:
    """The rows of a workbook by what makes them unique; rows that nothing tells apart are numbered."""
    found: _Rows = {}
    for sheet in SHEETS:
        for position, values in enumerate(sheets.get(sheet.key, ())):
            key, more = key_of(sheet, values), 1
            while (sheet.key, key) in found:
                more += 1
                key = f"{key_of(sheet, values)}\x1f{more}"
            found[sheet.key, key] = (position, values)
    return found


def present(entry: ProgrammeEntry) -> dict[tuple[str, str], Record]:
    """All rows that the entry ever had, by what makes them unique."""
    return {(record.sheet, record.key): record for record in entry.records.all().iterator(chunk_size=5000)}


def row_changes(known: Mapping[tuple[str, str], Record], wanted: _Rows) -> Iterator[RowChange]:
    """What has to be done so that the wanted rows, and no others, are there."""
    for (sheet, key), (_, values) in wanted.items():
        record = known.get((sheet, key))
        before = record.values if record is not None and record.is_active else None
        if before != values:
            yield RowChange(sheet, key, before, values)
    for (sheet, key), record in known.items():
        if record.is_active and (sheet, key) not in wanted:
            yield RowChange(sheet, key, record.values, None)


def told(found: Iterable[RowChange], before: Sheets, after: Sheets) -> dict[str, Any]:
    """The difference as the page says it, in both languages: for each sheet its counts and the first rows of each
    kind. `before` holds the rows that were there, `after` those that will be."""
    said = _Said(before, after)
    sheets: dict[str, Any] = {}
    for change in found:
        sheet = sheets.setdefault(change.sheet, {"added": 0, "changed": 0, "removed": 0, "rows": []})
        sheet[change.kind] += 1
        if sheet[change.kind] <= MOST_SHOWN:
            sheet["rows"].append({"kind": change.kind, "name": said.name(change), "fields": list(said.fields(change))})
    return {sheet.key: sheets[sheet.key] for sheet in SHEETS if sheet.key in sheets}


def active(known: Mapping[tuple[str, str], Record]) -> Sheets:
    """The rows that are there now, by sheet."""
    found: Sheets = {sheet.key: [] for sheet in SHEETS}
    for record in known.values():
        if record.is_active:
            found[record.sheet].append(record.values)
    return found


class _Said:
    """Rows and fields in words; what went is said as it was called, what comes as it will be."""

    def __init__(self, before: Sheets, after: Sheets) -> None:
        old = before if before.get("programme") else after
        self._old = {lang: writer_of(old, lang) for lang in LANGUAGES}
        self._new = {lang: writer_of(after, lang) for lang in LANGUAGES}
        own = [*fields_of(old.get("own_fields", ())), *fields_of(after.get("own_fields", ()))]
        self._columns = {
            sheet.key: widened(sheet, {field.name: field for field in own}.values()).columns for sheet in SHEETS
        }

    def name(self, change: RowChange) -> dict[str, str]:
        """What people call the row."""
        writers, values = (self._old, change.before) if change.after is None else (self._new, change.after)
        return {lang: row_name(writers[lang], SHEET[change.sheet], values or {})[:120] for lang in LANGUAGES}

    def fields(self, change: RowChange) -> Iterator[list[dict[str, str]]]:
        """Heading, before and after of each field that changes; of a repeated one of each year or quarter."""
        old, new = change.before, change.after
        if old is None or new is None:
            return
        for column in self._columns[change.sheet]:
            was, becomes = old.get(column.key), new.get(column.key)
            if was == becomes:
                continue
            for part in _parts(was, becomes) if column.each else ("",):
                pair = [value.get(part) if column.each and value else value for value in (was, becomes)]
                if pair[0] != pair[1]:
                    yield [
                        {lang: column.heading(lang, part) for lang in LANGUAGES},
                        {lang: value_text(self._old[lang], column, pair[0])[:200] for lang in LANGUAGES},
                        {lang: value_text(self._new[lang], column, pair[1])[:200] for lang in LANGUAGES},
                    ]


def _parts(*values: dict[str, Any] | None) -> list[str]:
    """The years or quarters that either has."""
    return sorted({part for value in values for part in value or {}})

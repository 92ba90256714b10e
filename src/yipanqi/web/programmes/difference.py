"""What a workbook would add, change and remove, by sheet and row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yipanqi.workbook.columns import SHEET, SHEETS
from yipanqi.workbook.records import key_of

from .models import ProgrammeEntry, Record

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


def told(found: list[RowChange]) -> dict[str, Any]:
    """The difference as the page shows it: for each sheet its counts and the first rows of each kind."""
    sheets: dict[str, Any] = {}
    for change in found:
        sheet = sheets.setdefault(change.sheet, {"added": 0, "changed": 0, "removed": 0, "rows": []})
        sheet[change.kind] += 1
        if sheet[change.kind] <= MOST_SHOWN:
            sheet["rows"].append({"kind": change.kind, "name": _name(change), "fields": _fields(change)})
    return {sheet.key: sheets[sheet.key] for sheet in SHEETS if sheet.key in sheets}


def _name(change: RowChange) -> str:
    values = change.after or change.before or {}
    return str(values.get("name") or values.get("title") or change.key.replace("\x1f", " · "))[:120]


def _fields(change: RowChange) -> list[list[Any]]:
    """The fields that change, before and after."""
    if change.kind != "changed" or change.before is None or change.after is None:
        return []
    known = [column.key for column in SHEET[change.sheet].columns]
    names = [*known, *sorted({*change.before, *change.after} - set(known))]  # the district's own fields last
    return [
        [name, change.before.get(name), change.after.get(name)]
        for name in names
        if change.before.get(name) != change.after.get(name)
    ]

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
class Step:
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


def steps(known: Mapping[tuple[str, str], Record], wanted: _Rows) -> Iterator[Step]:
    """What has to be done so that the wanted rows, and no others, are there."""
    for (sheet, key), (_, values) in wanted.items():
        record = known.get((sheet, key))
        before = record.values if record is not None and record.is_active else None
        if before != values:
            yield Step(sheet, key, before, values)
    for (sheet, key), record in known.items():
        if record.is_active and (sheet, key) not in wanted:
            yield Step(sheet, key, record.values, None)


def told(found: list[Step]) -> dict[str, Any]:
    """The difference as the page shows it: for each sheet its counts and the first rows of each kind."""
    sheets: dict[str, Any] = {}
    for step in found:
        sheet = sheets.setdefault(step.sheet, {"added": 0, "changed": 0, "removed": 0, "rows": []})
        sheet[step.kind] += 1
        if sheet[step.kind] <= MOST_SHOWN:
            sheet["rows"].append({"kind": step.kind, "name": _name(step), "fields": _fields(step)})
    return {sheet.key: sheets[sheet.key] for sheet in SHEETS if sheet.key in sheets}


def _name(step: Step) -> str:
    values = step.after or step.before or {}
    return str(values.get("name") or values.get("title") or step.key.replace("\x1f", " · "))[:120]


def _fields(step: Step) -> list[list[Any]]:
    """The fields that change, before and after."""
    if step.kind != "changed" or step.before is None or step.after is None:
        return []
    names = [column.key for column in SHEET[step.sheet].columns]
    return [
        [name, step.before.get(name), step.after.get(name)]
        for name in names
        if step.before.get(name) != step.after.get(name)
    ]

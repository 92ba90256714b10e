"""The rows of the sheets as plain values, as a database or a form keeps them: JSON in, the same programme out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256
from typing import Any, TypeAlias

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.finding import Finding, Place
from yipanqi.domain.programme import Programme
from yipanqi.workbook.assemble import PLACE, calendar_of, placed, programme_of, thing
from yipanqi.workbook.cells import VERBATIM, Bad, Setting, value_of
from yipanqi.workbook.columns import SHEET, SHEETS
from yipanqi.workbook.columns.own_fields import widened
from yipanqi.workbook.flatten import fixed_names, rows
from yipanqi.workbook.judge import judge
from yipanqi.workbook.layout import FIRST_ROW, Column, Each, Kind, Sheet, said
from yipanqi.workbook.names import Names, joined
from yipanqi.workbook.own_fields import sheet_in, unfit
from yipanqi.workbook.rows import ReadRow, ReadRows
from yipanqi.workbook.show import Writer
from yipanqi.workbook.tables import TableRow, named
from yipanqi.workbook.write import spread

Plain: TypeAlias = dict[str, Any]  # column key → JSON value; of repeated columns year or quarter → value; no nulls
Sheets: TypeAlias = Mapping[str, Sequence[Plain]]
Texts: TypeAlias = Mapping[tuple[str, str], str]  # (column key, year or quarter) → what somebody wrote
NAMED = ("regions", "communities", "estates", "groups", "measures", "funds", "units")
OF_ESTATE = {
    "estates": "id", "buildings": "estate", "survey": "estate", "under_way": "estate", "earmarks": "estate",
    "spent": "estate",
}  # fmt: skip
LONGEST_KEY = 180
_EMPTY: tuple[object, ...] = (None, "", [], {})  # an empty cell, however it came about
_DECIMAL = (Kind.NUMBER, Kind.RATIO, Kind.YUAN, Kind.DEGREES)


def taken_apart(programme: Programme) -> dict[str, list[Plain]]:
    """Sheet → its rows as plain values; `put_together` gives the same programme back."""
    content, calendar = rows(programme), programme.calendar
    sheets = [widened(sheet, programme.own_fields) for sheet in SHEETS]
    return {sheet.key: [_plain_row(sheet, row, calendar) for row in content[sheet.key]] for sheet in sheets}


def put_together(sheets: Sheets) -> Programme:
    """The programme that the rows say. Bad or ValueError where a row cannot be."""
    return _made(sheets)[0]


def calendar_in(sheets: Sheets) -> Calendar:
    """The horizon that the programme sheet's row says."""
    row = sheets["programme"][0]
    return calendar_of({"first_year": row["first_year"], "years": row["years"]})


def key_of(sheet: Sheet, row: Mapping[str, Any]) -> str:
    """What makes the row unique in its sheet, short enough for an index; the upright sheet's row has none."""
    if sheet.upright:
        return ""
    names = sheet.unique or tuple(column.key for column in sheet.columns[:2])
    key = "\x1f".join(str(row.get(name, "")) for name in names)
    return key if len(key) <= LONGEST_KEY else sha256(key.encode()).hexdigest()


def names_in(sheets: Sheets) -> dict[str, Names]:
    """Sheet → the codes and names by which its rows are referred to."""
    found = fixed_names()
    for sheet in NAMED:
        found[sheet] = Names()
        found[sheet].add((row["id"], row.get("name", ""), row.get("name_en", "")) for row in sheets.get(sheet, ()))
    return found


def names_for(column: Column, names: Mapping[str, Names]) -> Names:
    """What a reference column may name."""
    return joined((names[sheet] for sheet in column.of), column.special)


def checked(sheets: Sheets) -> tuple[Programme | None, list[Finding]]:
    """The programme that the rows say, and all that is wrong between them; places name the sheet and the field."""
    missing = [*_lost_references(sheets), *unfit(sheets)]
    if missing:
        return None, missing
    try:
        programme, made = _made(sheets)
    except Bad as bad:
        return None, [Finding(code=bad.code, values={"text": "", "column": {"zh": "", "en": ""}, **bad.values})]
    except ValueError as error:
        return None, [Finding(code="row_impossible", values={"message": str(error)})]
    return programme, judge(programme, made, {})


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """What somebody wrote into a form of one row: its plain values, or what is wrong, by field."""

    values: Plain
    findings: tuple[Finding, ...]


def parsed(sheet: Sheet, texts: Texts, calendar: Calendar, names: Mapping[str, Names]) -> Parsed:
    """Read one row as the workbook's reader would."""
    setting = Setting(
        calendar=calendar, find={column.key: names_for(column, names).find for column in sheet.columns if column.of}
    )
    values: Plain = {}
    findings: list[Finding] = []
    for column, part in spread(sheet, calendar):
        try:
            value = value_of(column, texts.get((column.key, part), ""), setting)
            if value is None and column.needed:
                raise Bad("value_missing")
        except Bad as bad:
            shown = {"text": texts.get((column.key, part), "")[:60], **named(column), **bad.values}
            place = Place(sheet=sheet.key, field=column.part_key(part))
            findings.append(Finding(code=bad.code, values=shown, place=place))
            continue
        plain = _plain(column, value, calendar)
        if plain not in _EMPTY and column.each:
            values.setdefault(column.key, {})[part] = plain
        elif plain not in _EMPTY and not _is_old(column, plain, calendar):
            values[column.key] = plain
    findings = findings or list(_impossible(sheet, values, calendar))
    if sheet.key == "estates" and not findings:
        values = _placed(sheet, values, calendar)
    return Parsed(values=values, findings=tuple(findings))


def shown(writer: Writer, column: Column, value: object, *, is_raw: bool = False) -> str:
    """A plain value as a cell shows it; `is_raw` keeps the mark that a form needs to read it back exactly."""
    value = column.before if value is None else value
    if value is None:
        return ""
    cell = writer.cell(column, _restored(column, value, writer.calendar))
    if cell is None:
        return ""
    text = f"{cell:f}" if isinstance(cell, Decimal) else cell.isoformat() if isinstance(cell, date) else cell
    return text if is_raw else text.removeprefix(VERBATIM)


def canonical(sheets: Sheets) -> bytes:
    """The one text of these rows, to be hashed and kept."""
    return json.dumps(sheets, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain_row(sheet: Sheet, row: Mapping[str, Any], calendar: Calendar) -> Plain:
    found: Plain = {}
    for column in sheet.columns:
        value = row.get(column.key)
        if column.each and isinstance(value, Mapping):
            value = {part: _plain(column, item, calendar) for part, item in value.items() if item is not None}
        else:
            value = _plain(column, value, calendar)
        if value not in _EMPTY and not _is_old(column, value, calendar):
            found[column.key] = value
    return found


def _is_old(column: Column, value: object, calendar: Calendar) -> bool:
    """Is this what a row means that says nothing? It is not written: rows older than the column stay as they are."""
    return column.before is not None and value == _plain(column, column.before, calendar)


def _plain(column: Column, value: Any, calendar: Calendar) -> Any:
    """The value in the kinds that JSON has; quarters and years by their names, so that they outlive a new horizon."""
    if isinstance(value, Enum):
        return value.value
    if column.kind is Kind.QUARTER and isinstance(value, int):
        return calendar.label(value)
    if column.kind is Kind.FISCAL and isinstance(value, int):
        return calendar.first_year + value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, frozenset)):
        return [_plain(column, item, calendar) for item in value]
    return value.replace("\0", "") if isinstance(value, str) else value


def _restored_row(sheet: Sheet, row: Mapping[str, Any], calendar: Calendar) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in sheet.columns:
        value = row.get(column.key)
        if column.each:
            parts = {_index(column, part, calendar): item for part, item in (value or {}).items()}
            found[column.key] = {at: _restored(column, item, calendar) for at, item in sorted(parts.items())}
        else:
            absent = column.default if column.before is None else column.before
            found[column.key] = absent if value is None else _restored(column, value, calendar)
    return found


def _placed(sheet: Sheet, values: Plain, calendar: Calendar) -> Plain:
    """The row of an estate with its coordinates as they are kept."""
    kept = _plain_row(sheet, placed(_restored_row(sheet, values, calendar)), calendar)
    rest = {key: value for key, value in values.items() if key not in PLACE}
    return rest | {key: kept[key] for key in PLACE if key in kept}


def _index(column: Column, part: str, calendar: Calendar) -> int:
    return int(part) - calendar.first_year if column.each is Each.YEAR else calendar.quarter(part)


def _restored(column: Column, value: Any, calendar: Calendar) -> Any:
    kind = column.kind
    if kind in _DECIMAL:
        return Decimal(value)
    if kind is Kind.QUARTER:
        return calendar.quarter(value)
    if kind is Kind.FISCAL:
        return value - calendar.first_year
    if kind is Kind.FRACTION:
        return Fraction(value)
    if kind is Kind.DATE:
        return date.fromisoformat(value)
    if kind is Kind.PARTS:
        return tuple(Decimal(part) for part in value)
    if column.aliases:
        return column.aliases.get(value, value)
    return tuple(value) if isinstance(value, list) else value


def _made(sheets: Sheets) -> tuple[Programme, ReadRows]:
    calendar = calendar_in(sheets)
    made = ReadRows(calendar=calendar)
    for sheet in SHEETS:
        if not sheet.upright:
            content = sheets.get(sheet.key, ())
            known = sheet_in(sheets, sheet.key)
            made.made[sheet.key] = [_one(known, number, row, calendar) for number, row in enumerate(content)]
    things = {sheet.key: made.things(sheet.key) for sheet in SHEETS if not sheet.upright}
    fields = _restored_row(SHEET["programme"], sheets["programme"][0], calendar)
    return programme_of(fields, calendar, things), made


def _one(sheet: Sheet, number: int, row: Plain, calendar: Calendar) -> ReadRow:
    values = _restored_row(sheet, row, calendar)
    at = FIRST_ROW + number + 1
    where = TableRow(sheet=sheet.title[0], number=at, cells={}, places={}, first=f"B{at}")
    return ReadRow(row=where, values=values, thing=thing(sheet.key, values, calendar))


def _impossible(sheet: Sheet, values: Plain, calendar: Calendar) -> Iterator[Finding]:
    """What is wrong between the fields of one row."""
    if sheet.upright:
        return
    try:
        thing(sheet.key, _restored_row(sheet, values, calendar), calendar)
    except Bad as bad:
        column = sheet.column(str(bad.values.pop("column")))
        place = Place(sheet=sheet.key, field=column.key)
        yield Finding(code=bad.code, values={"text": "", **named(column), **bad.values}, place=place)
    except ValueError as error:
        yield Finding(code="row_impossible", values={"message": str(error)}, place=Place(sheet=sheet.key))


def _lost_references(sheets: Sheets) -> Iterator[Finding]:
    """References to rows that are not there: said once for each sheet and row that is gone, at the first."""
    names = names_in(sheets)
    for sheet in SHEETS:
        for column in (column for column in sheet.columns if column.of):
            known = names_for(column, names).ids
            uses: dict[str, list[int]] = {}
            for number, row in enumerate(sheets.get(sheet.key, ())):
                value = row.get(column.key)
                for code in value if isinstance(value, list) else [value] if value else []:
                    if code not in known:
                        uses.setdefault(code, []).append(number)
            for code, numbers in uses.items():
                place = Place(sheet=sheet.title[0], cell=f"B{FIRST_ROW + numbers[0] + 1}", field=column.key)
                values = {"text": code, "title": said(sheet.title), "count": len(numbers), **named(column)}
                yield Finding(code="reference_lost", values=values, place=place)

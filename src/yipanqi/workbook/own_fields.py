"""Which own fields rows or a workbook declare, and what estates say in them that does not fit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.domain.own_field import OwnField, OwnKind
from yipanqi.domain.programme import Programme
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.columns.own_fields import LONGEST_NAME, PREFIX, widened
from yipanqi.workbook.headers import all_titles
from yipanqi.workbook.layout import FIRST_ROW, Sheet, said
from yipanqi.workbook.raw import Book
from yipanqi.workbook.rows import ReadRows, first_values
from yipanqi.workbook.tables import table
from yipanqi.workbook.text import title_key

MOST_FIELDS = 60
Plain = Mapping[str, Any]


def fields_of(rows: Iterable[Plain]) -> tuple[OwnField, ...]:
    """The own fields that rows of their sheet declare, as far as they are well declared and can be told apart."""
    found: dict[str, OwnField] = {}
    for row in rows:
        name, kind, choices = row.get("name"), row.get("kind") or OwnKind.TEXT, tuple(row.get("choices") or ())
        if name and kind in list(OwnKind) and (kind == OwnKind.CHOICE) is bool(choices):
            found.setdefault(title_key(str(name)), OwnField(name=str(name), kind=OwnKind(kind), choices=choices))
    known = all_titles(SHEET["estates"])
    return tuple(field for key, field in found.items() if key not in known)[:MOST_FIELDS]


def sheet_in(sheets: Mapping[str, Sequence[Plain]], key: str) -> Sheet:
    """A sheet as these rows know it: the estates' with the own columns that they declare."""
    return widened(SHEET[key], fields_of(sheets.get("own_fields", ())))


def fields_in(book: Book) -> tuple[OwnField, ...]:
    """The own fields that a workbook declares."""
    sheet = SHEET["own_fields"]
    names = {title_key(name) for name in (*sheet.title, sheet.key, *sheet.also)}
    grid = next((grid for grid in book.grids if title_key(grid.name) in names), None)
    return fields_of(first_values(table(sheet, grid))) if grid else ()


def undeclared(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """Every declared field is one of its own: not a column that is known, nor another field in other letters."""
    known, seen = all_titles(SHEET["estates"]), set[str]()
    declared = rows.made.get("own_fields", ())
    for made in declared:
        name, key = str(made.values["name"] or ""), title_key(str(made.values["name"] or ""))
        place = made.row.place("name")
        if key in known:
            values: dict[str, object] = {"name": name, "column": said(known[key].title)}
            yield Finding(code="own_field_known", values=values, place=place)
        elif key in seen:
            yield Finding(code="own_field_twice", values={"name": name}, place=place)
        elif len(name) > LONGEST_NAME:
            yield Finding(code="own_field_long", values={"name": name[:20], "most": LONGEST_NAME}, place=place)
        seen.add(key)
    if len(declared) > MOST_FIELDS:
        place = declared[MOST_FIELDS].row.place("name")
        yield Finding(code="own_fields_many", values={"most": MOST_FIELDS}, place=place)


def unfit(sheets: Mapping[str, Sequence[Plain]]) -> Iterator[Finding]:
    """What kept rows of estates say in own fields that are not declared, or of another kind: said once for each."""
    fields = {PREFIX + field.name: field for field in fields_of(sheets.get("own_fields", ()))}
    wrong: dict[str, list[int]] = {}
    for number, row in enumerate(sheets.get("estates", ())):
        for key, value in row.items():
            if key.startswith(PREFIX) and not (key in fields and _fits(fields[key], value)):
                wrong.setdefault(key, []).append(number)
    for key, numbers in wrong.items():
        values: dict[str, object] = {
            "name": key.removeprefix(PREFIX),
            "count": len(numbers),
            "estate": sheets["estates"][numbers[0]].get("name", ""),
        }
        place = Place(sheet=SHEET["estates"].title[0], cell=f"B{FIRST_ROW + numbers[0] + 1}", field=key)
        code = "own_value_unfit" if key in fields else "own_field_used"
        yield Finding(code=code, gravity=Gravity.ERROR, values=values, place=place)


def _fits(field: OwnField, value: Any) -> bool:
    try:
        if field.kind is OwnKind.NUMBER:
            return Decimal(value).is_finite()
        if field.kind is OwnKind.DATE:
            return bool(date.fromisoformat(value))
    except (InvalidOperation, ValueError, TypeError):
        return False
    return isinstance(value, str) and (field.kind is OwnKind.TEXT or value in field.choices)

"""The district's own fields of estates as columns and questions of the registry."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from yipanqi.domain.own_field import OwnField, OwnKind
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Filter, ListColumn
from yipanqi.workbook.columns.own_fields import PREFIX

from .models import EstateRow, ProgrammeEntry

MOST_VALUES = 40  # that a drop-down lists; of more one asks only whether there is any
FILLED, EMPTY = "*", "-"  # in an address; a cell that says "-" says nothing


def columns(entry: ProgrammeEntry | None) -> Iterator[ListColumn]:
    """A column of each own field, hidden until somebody chooses it."""
    for field in entry.frame().own_fields if entry else ():
        yield ListColumn(
            key=PREFIX + field.name,
            zh=field.name,
            en=field.name,
            value=_value(field),
            is_number=field.kind is OwnKind.NUMBER,
            is_usual=False,
        )


def filters(entry: ProgrammeEntry | None, user: Any) -> Iterator[Filter]:
    """A question about each own field."""
    if entry is None:
        return
    rows = EstateRow.objects.visible_to(user).filter(entry=entry)
    for number, field in enumerate(entry.frame().own_fields):
        kept = _kept(field, f"own_{number}")
        yield Filter(key=PREFIX + field.name, label=field.name, choices=_choices(field, rows), kept=kept)


def _value(field: OwnField) -> Callable[[EstateRow], Any]:
    def value(row: EstateRow) -> Any:
        plain = row.record.values.get(PREFIX + field.name)
        if plain is None:
            return None
        if field.kind is OwnKind.NUMBER:
            return Decimal(plain)
        return date.fromisoformat(plain) if field.kind is OwnKind.DATE else plain

    return value


def _text(field: OwnField) -> Cast:
    """What an estate's row says, as plain text: what JSON has of it would be compared as JSON."""
    return Cast(KeyTextTransform(PREFIX + field.name, "record__values"), TextField())


def _choices(field: OwnField, rows: QuerySet) -> list[tuple[str, str]]:
    known = list(field.choices)
    if field.kind is not OwnKind.CHOICE:
        found = rows.annotate(own=_text(field)).exclude(own=None).order_by().values_list("own", flat=True).distinct()
        known = sorted(found[: MOST_VALUES + 1], key=Decimal if field.kind is OwnKind.NUMBER else str)
    listed = [(value, value) for value in known] if len(known) <= MOST_VALUES else []
    return [*listed, (FILLED, say("已填", "filled in")), (EMPTY, say("未填", "empty"))]


def _kept(field: OwnField, name: str) -> Callable[[QuerySet, str], QuerySet]:
    def kept(rows: QuerySet, asked: str) -> QuerySet:
        rows = rows.annotate(**{name: _text(field)})
        if asked in (FILLED, EMPTY):
            return rows.filter(**{f"{name}__isnull": asked == EMPTY})
        return rows.filter(**{name: asked})

    return kept

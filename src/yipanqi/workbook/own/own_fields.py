"""Columns of an office's book that are none of ours, as fields of its own of the estates."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from yipanqi.domain.own_field import Own, OwnField, OwnKind
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.columns.own_fields import LONGEST_NAME
from yipanqi.workbook.headers import all_titles
from yipanqi.workbook.own_fields import MOST_FIELDS
from yipanqi.workbook.text import title_key

_NUMBER = re.compile(r"[-+]?\d{1,12}(?:\.\d{1,6})?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def own_fields_of(extras: Iterable[Mapping[str, str]]) -> dict[str, OwnField]:
    """Heading → the field that it becomes. Numbers and dates are such where every estate says one; a heading that is
    too long, is one of ours, or is one too many becomes none."""
    known, said = set(all_titles(SHEET["estates"])), dict[str, list[str]]()
    for one in extras:
        for head, text in one.items():
            said.setdefault(head, []).append(text)
    found: dict[str, OwnField] = {}
    for head, texts in said.items():
        key = title_key(head)
        if key and key not in known and len(head) <= LONGEST_NAME and len(found) < MOST_FIELDS:
            known.add(key)
            found[head] = OwnField(name=head, kind=_kind(texts))
    return found


def own_value(field: OwnField, text: str) -> Own:
    """What a field of this kind holds where its cell says this."""
    if field.kind is OwnKind.NUMBER:
        return Decimal(text)
    return date.fromisoformat(text) if field.kind is OwnKind.DATE else text


def fits(field: OwnField, value: Own) -> bool:
    """May the field hold this value?"""
    if field.kind is OwnKind.NUMBER:
        return isinstance(value, Decimal)
    if field.kind is OwnKind.DATE:
        return isinstance(value, date)
    return isinstance(value, str) and (field.kind is OwnKind.TEXT or value in field.choices)


def _kind(texts: Iterable[str]) -> OwnKind:
    if all(_NUMBER.fullmatch(text) for text in texts):
        return OwnKind.NUMBER
    return OwnKind.DATE if all(map(_is_date, texts)) else OwnKind.TEXT


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False

"""A rule of delivery as a form takes it and a page tells it, by the kind of its value."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms

from yipanqi.domain.delivery.described import Field, NoValue, ValueKind, checked
from yipanqi.domain.money import from_wan, in_wan
from yipanqi.web.page.say import in_turn, say, say_later

from .rulebook import page_of

_MORE_ROWS = 2  # empty ones that a table offers
_MOST_COUNT, _MOST_WAN = 1_000_000, Decimal(100_000_000)


class RuleForm(forms.Form):
    """A value of a key from a day on, with its source."""

    since = forms.DateField(
        label=say_later("自哪天起", "From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=say_later("依据", "Source"),
        max_length=300,
        help_text=say_later("文件名称和文号，或会议、批示", "The paper and its number, or the meeting that decided it"),
    )

    def __init__(self, data: Any, *, field: Field, value: Any, day: Any) -> None:
        super().__init__(data, initial={"since": day})
        self.field = field
        for name, one, now in self._parts(value):
            self.fields[name] = _field(one, now)
        self.order_fields([it for it in self.fields if it not in ("since", "source")] + ["since", "source"])

    def _parts(self, value: Any) -> Iterator[tuple[str, Field, Any]]:
        if self.field.kind is not ValueKind.TABLE:
            yield "value", self.field, value
            return
        for at in range(len(value) + _MORE_ROWS):
            row = value[at] if at < len(value) else {}
            for column in self.field.columns:
                yield f"{at}-{column.key}", column, row.get(column.key)

    @property
    def is_table(self) -> bool:
        """Is its value a table?"""
        return self.field.kind is ValueKind.TABLE

    @property
    def heads(self) -> list[str]:
        """The columns' names, with their units."""
        return [head_of(column) for column in self.field.columns]

    @property
    def lines(self) -> list[list[Any]]:
        """The fields of a table, row by row."""
        found: dict[str, list[Any]] = {}
        for name in self.fields:
            at, dash, _ = name.partition("-")
            if dash:
                found.setdefault(at, []).append(self[name])
        return [*found.values()]

    @property
    def others(self) -> list[Any]:
        """The fields that are no part of a table."""
        return [self[name] for name in self.fields if "-" not in name]

    def clean(self) -> dict[str, Any]:
        """With the value as it is kept."""
        asked = self.cleaned_data
        if self.errors:
            return asked
        asked["kept"] = self._kept(asked)
        try:
            checked(self.field, asked["kept"])
        except NoValue:
            raise forms.ValidationError(say("这个值不成立，请核对", "This is no value of the rule")) from None
        return asked

    def _kept(self, asked: dict[str, Any]) -> Any:
        if not self.is_table:
            return _kept(self.field, asked["value"])
        first, rows = self.field.columns[0].key, []
        for at in range(len(self.lines)):
            if asked[f"{at}-{first}"]:
                rows.append({it.key: _kept(it, asked[f"{at}-{it.key}"]) for it in self.field.columns})
        return rows


def head_of(field: Field) -> str:
    """Its name, with its unit."""
    unit = say(*field.unit)
    return say(*field.names) + (say(f"（{unit}）", f" ({unit})") if unit else "")


def value_said(field: Field, value: Any) -> str:
    """A value in the reader's language."""
    if own := page_of(field.key):
        return own.said(value)
    if value is None:
        return say("不限", "no limit")
    if field.kind is ValueKind.TABLE:
        return in_turn(_row_said(field, row) for row in value)
    if field.kind is ValueKind.CHOICE:
        return say(*(field.options or {}).get(value, (str(value), str(value))))
    if field.kind is ValueKind.MONEY:
        return _with_unit(field, _wan(value))
    if field.kind is ValueKind.COUNT:
        return _with_unit(field, f"{value:,}")
    return str(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _row_said(field: Field, row: dict[str, Any]) -> str:
    first, *rest = field.columns
    limits = [f"{say(*it.names)} {value_said(it, row[it.key])}" for it in rest if row.get(it.key) is not None]
    told = say("、", ", ").join(limits) or say("不设上限", "no limit")
    return f"{value_said(first, row.get(first.key))}{say('：', ': ')}{told}"


def _wan(fen: int) -> str:
    """10⁴ yuan, without needless noughts."""
    return f"{in_wan(fen).normalize():,f}"


def _with_unit(field: Field, figure: str) -> str:
    return f"{figure} {say(*field.unit)}".strip()


def _field(one: Field, now: Any) -> forms.Field:
    """The field of a form; in a table nothing is required: an empty row is none."""
    common: dict[str, Any] = {"label": head_of(one), "required": one.key == "value" or not one.may_be_none}
    common |= {"help_text": say(*one.note), "initial": now}
    if one.kind is ValueKind.COUNT:
        return forms.IntegerField(min_value=0, max_value=_MOST_COUNT, **common)
    if one.kind is ValueKind.MONEY:
        common["initial"] = None if now is None else _wan(now).replace(",", "")
        return forms.DecimalField(min_value=0, max_value=_MOST_WAN, decimal_places=6, **common)
    if one.kind is ValueKind.CHOICE:
        options = [(code, say(*names)) for code, names in (one.options or {}).items()]
        return forms.ChoiceField(choices=[("", "—"), *options], **common | {"required": False})
    if one.kind is ValueKind.OTHER:
        return forms.JSONField(widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}), **common)
    return forms.CharField(max_length=500, **common)


def _kept(one: Field, value: Any) -> Any:
    if value is None or value == "":
        return None
    return from_wan(value) if one.kind is ValueKind.MONEY else value

"""Kinds of values, as a sentence names them: `{over:fen}` is money, `{start:quarter}` a quarter of the horizon.

A field without a kind is a plain figure or text, whatever it is called; ordinary formats (`{used:.1f}`) stay what they
are. A value that is not what its kind takes (what an old record holds is text already) is said as it stands."""

import string
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from numbers import Integral
from typing import Any

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences.spoken import (
    CLASSES,
    MATTERS,
    STANDARDS,
    TRADES,
    VOTES,
    date_text,
    estate_name,
    fund_name,
    joined,
    measure_name,
    money_figure,
    money_text,
    percent_text,
    quarter_text,
    ratio_text,
    region_name,
    rough_money_text,
    unit_name,
    word,
    year_text,
)

InProgramme = Callable[[Programme, Any, str], str]
ByItself = Callable[[Any, str], str]


def _in_calendar(text: Callable[[Calendar, int, str], str]) -> InProgramme:
    return lambda programme, value, lang: (
        text(programme.calendar, int(value), lang) if isinstance(value, Integral) else str(value)
    )


def _word_of(table: Mapping[str, tuple[str, str]]) -> ByItself:
    return lambda value, lang: word(table, str(value), lang)


def _money(value: Any, lang: str) -> str:
    return money_text(int(value), lang) if isinstance(value, Integral) else str(value)


def _figure(value: Any, lang: str) -> str:
    return money_figure(int(value), lang) if isinstance(value, Integral) else str(value)


def _rough(value: Any, lang: str) -> str:
    return rough_money_text(int(value), lang) if isinstance(value, Integral) else str(value)


def _percent(value: Any, lang: str) -> str:
    return percent_text(value) if isinstance(value, (int, float, Decimal, Fraction)) else str(value)


def _ratio(value: Any, lang: str) -> str:
    return ratio_text(value, lang) if isinstance(value, Fraction) else _percent(value, lang)


def _day(value: Any, lang: str) -> str:
    return date_text(value, lang) if isinstance(value, date) else str(value)


IN_PROGRAMME: dict[str, InProgramme] = {  # ids and indexes, which only a programme can name
    "estate": lambda programme, value, lang: estate_name(programme, value),
    "region": lambda programme, value, lang: region_name(programme, value),
    "measure": measure_name,
    "fund": fund_name,
    "unit": unit_name,
    "quarter": _in_calendar(quarter_text),
    "year": _in_calendar(year_text),
}
BY_ITSELF: dict[str, ByItself] = {
    "fen": _money,
    "figure": _figure,
    "rough": _rough,
    "percent": _percent,
    "ratio": _ratio,
    "day": _day,
    "trade": _word_of(TRADES),
    "standard": _word_of(STANDARDS),
    "class": _word_of(CLASSES),
    "matter": _word_of(MATTERS),
    "vote": _word_of(VOTES),
}
KINDS = frozenset(IN_PROGRAMME) | frozenset(BY_ITSELF)


class Speaker(string.Formatter):
    """Fills the fields of sentences about a programme in a language; of a list, each by its field's kind."""

    def __init__(self, programme: Programme | None, lang: str) -> None:
        self.programme, self.lang = programme, lang

    def vformat(self, format_string: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
        """The sentence with its values; KeyError names one that is missing. A sentence is taken apart once."""
        parts = _taken_apart(format_string)
        if parts is None:
            return super().vformat(format_string, args, kwargs)
        told = []
        for literal, name, kind in parts:
            told.append(literal)
            if name is not None:
                told.append(self.format_field(kwargs[name], kind))
        return "".join(told)

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value by its field's kind or format; ValueError where its name needs a programme and there is none."""
        if not format_spec and type(value) is str:
            return value
        if isinstance(value, (tuple, list, set, frozenset)):
            items = sorted(value) if isinstance(value, (set, frozenset)) else value
            return joined((self.format_field(item, format_spec) for item in items), self.lang)
        if format_spec in BY_ITSELF:
            return BY_ITSELF[format_spec](value, self.lang)
        if format_spec not in IN_PROGRAMME:
            return str(super().format_field(value, format_spec))
        if self.programme is None:
            raise ValueError(f"a value of the kind {format_spec} is said of a programme, and there is none")
        return str(IN_PROGRAMME[format_spec](self.programme, value, self.lang))


@lru_cache(maxsize=4096)
def _taken_apart(sentence: str) -> tuple[tuple[str, str | None, str], ...] | None:
    """Text, name and kind of each field in turn; None where a field is more than a name: `{0}`, `{a.b}`, `{a!r}`."""
    found = tuple(string.Formatter().parse(sentence))
    is_plain = all(
        name is None or (name.isidentifier() and not conversion and "{" not in (kind or ""))
        for _, name, kind, conversion in found
    )
    return tuple((literal, name, kind or "") for literal, name, kind, _ in found) if is_plain else None

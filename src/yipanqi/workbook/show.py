"""One value to one cell, so that it is read back as the same value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.money import in_wan
from yipanqi.workbook.cells import UNLIMITED, VERBATIM, Bad, Setting, value_of
from yipanqi.workbook.layout import Column, Kind
from yipanqi.workbook.names import Names, joined
from yipanqi.workbook.text import is_aside, is_sum

MOST_CHARACTERS = 32_767  # of a cell, in every version of Excel
MOST_DIGITS = 15  # that a spreadsheet keeps of a number
Shown = str | Decimal | date | None


class CannotWrite(Exception):
    """A value that a cell cannot hold; the message names sheet, column and value."""


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Shows values of one programme in one language."""

    calendar: Calendar
    names: Mapping[str, Names]
    lang: str
    _known: dict[str, Names] = field(default_factory=dict, repr=False, compare=False)  # by sheets and special words

    def cell(self, column: Column, value: object) -> Shown:
        """What to put into the cell."""
        known = self._names(column)
        shown = self._shown(column, value, known)
        if isinstance(shown, str) and shown and not self._reads_back(column, shown, value, known):
            shown = VERBATIM + self._codes(value)
            if not self._reads_back(column, shown, value, known):
                raise CannotWrite(f"{column.title[self.lang == 'en']}: {value}")
        if isinstance(shown, str) and len(shown) > MOST_CHARACTERS:
            raise CannotWrite(f"{column.title[self.lang == 'en']}: {len(shown)} > {MOST_CHARACTERS}")
        return shown or None if isinstance(shown, str) else shown

    def _names(self, column: Column) -> Names:
        key = "/".join((*column.of, *(column.special or ())))
        if key not in self._known:  # once, not for each of a hundred thousand cells
            self._known[key] = joined((self.names[sheet] for sheet in column.of), column.special)
        return self._known[key]

    def _shown(self, column: Column, value: object, known: Names) -> Shown:
        if value is None:
            return None
        if column.kind in (Kind.REF, Kind.REFS):
            codes = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
            return self._list(known.label(code, self.lang) for code in codes if code)
        if column.kind in (Kind.CHOICE, Kind.WORD, Kind.CHOICES, Kind.WORDS):
            codes = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
            return self._list(self._word(column, str(getattr(code, "value", code))) for code in codes)
        return self._plain(column, value)

    def _list(self, items: object) -> str:
        return ("、" if self.lang == "zh" else "; ").join(items)  # type: ignore[arg-type]

    def _word(self, column: Column, code: str) -> str:
        pair = (column.words or {}).get(code)
        return pair[self.lang == "en"] if pair else code

    def _plain(self, column: Column, value: object) -> Shown:
        if isinstance(value, bool):
            return self._word(column, "yes" if value else "no")
        if column.kind is Kind.LIMIT and value == UNLIMITED[1]:
            return UNLIMITED[self.lang == "en"]
        if column.kind in (Kind.MONEY, Kind.LIMIT) and isinstance(value, int):
            return number(in_wan(value))
        if column.kind is Kind.QUARTER and isinstance(value, int):
            return self.calendar.label(value)
        if column.kind is Kind.FISCAL and isinstance(value, int):
            return Decimal(self.calendar.first_year + value)
        if column.kind is Kind.PARTS and isinstance(value, tuple):
            return ("；" if self.lang == "zh" else "; ").join(f"{part:f}" for part in value)
        if isinstance(value, Fraction):
            return _fraction(value)
        if isinstance(value, (int, Decimal)):
            return number(Decimal(value))
        return value if isinstance(value, date) else str(value)

    def _codes(self, value: object) -> str:
        """The value as codes, to be taken as they stand."""
        if isinstance(value, (tuple, frozenset)):
            return self._list(str(getattr(item, "value", item)) for item in value)
        return str(getattr(value, "value", value))

    def _reads_back(self, column: Column, shown: str, value: object, known: Names) -> bool:
        if not shown.startswith(VERBATIM) and (is_sum(shown) or is_aside(shown)):
            return False
        setting = Setting(calendar=self.calendar, checks_horizon=False, find={column.key: known.find})
        try:
            found = value_of(column, shown, setting)
        except Bad:
            return False
        return found == _coded(value)


def _coded(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, frozenset)):
        return tuple(_coded(item) for item in value)
    return value


def number(value: Decimal) -> Decimal | str:
    """The number, or its text where a spreadsheet would not keep all its digits."""
    digits = len(value.normalize().as_tuple().digits)
    return value if digits <= MOST_DIGITS and Decimal(repr(float(value))) == value else f"{value:f}"


def _fraction(value: Fraction) -> Decimal | str:
    shown = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(shown) != value or isinstance(number(shown), str):
        return f"{value.numerator}/{value.denominator}"
    return shown

"""Periods that are closed: a month, a quarter, half a year or a year of a programme, and what they are called."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from yipanqi.domain.sentences.spoken import month_text

_DAY = timedelta(days=1)
_YEAR = 12
_NUMERALS = "一二三四"


class PeriodKind(StrEnum):
    """How long it is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _NAMES[self]

    @property
    def months(self) -> int:
        """How many months it has."""
        return _MONTHS[self]


_NAMES = {
    PeriodKind.MONTH: ("月", "month"),
    PeriodKind.QUARTER: ("季度", "quarter"),
    PeriodKind.HALF: ("半年", "half-year"),
    PeriodKind.YEAR: ("年", "year"),
}
_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of whole months. ValueError where its first day begins none of its kind."""

    first: date
    kind: PeriodKind

    def __post_init__(self) -> None:
        if self.first.day != 1 or (self.first.month - 1) % self.kind.months:
            raise ValueError(f"{self.first} begins no {self.kind}")

    @property
    def last(self) -> date:
        """Its last day."""
        return _after(self.first, self.kind.months) - _DAY

    @property
    def year(self) -> int:
        """The year that it lies in."""
        return self.first.year

    @property
    def number(self) -> int:
        """Which of its kind in the year: 4 of April, 2 of the second quarter."""
        return (self.first.month - 1) // self.kind.months + 1

    @property
    def before(self) -> "Period":
        """The one before it."""
        return Period(_after(self.first, -self.kind.months), self.kind)

    @property
    def month(self) -> date:
        """The first day of its last month."""
        return self.last.replace(day=1)

    @property
    def key(self) -> str:
        """2028-04, 2028Q2, 2028H1, 2028."""
        return {
            PeriodKind.MONTH: f"{self.year}-{self.first.month:02}",
            PeriodKind.QUARTER: f"{self.year}Q{self.number}",
            PeriodKind.HALF: f"{self.year}H{self.number}",
            PeriodKind.YEAR: f"{self.year}",
        }[self.kind]

    def said(self, lang: str = "zh") -> str:
        """2028年4月, 2028年第二季度, 2028年上半年, 2028年; in English alike."""
        if self.kind is PeriodKind.MONTH:
            return month_text(self.year, self.first.month, lang)
        if self.kind is PeriodKind.QUARTER:
            return f"{self.year} Q{self.number}" if lang == "en" else f"{self.year}年第{_NUMERALS[self.number - 1]}季度"
        if self.kind is PeriodKind.HALF:
            half = ("first", "second")[self.number - 1]
            return f"the {half} half of {self.year}" if lang == "en" else f"{self.year}年{'上下'[self.number - 1]}半年"
        return f"{self.year}" if lang == "en" else f"{self.year}年"

    def quarters(self) -> tuple[date, ...]:
        """The last days of the four quarters of its year."""
        return tuple(Period(date(self.year, month, 1), PeriodKind.QUARTER).last for month in (1, 4, 7, 10))


def period_of(key: str) -> Period:
    """The period of a key. ValueError where it is none."""
    year, rest = int(key[:4]), key[4:]
    if not rest:
        return Period(date(year, 1, 1), PeriodKind.YEAR)
    if rest[0] == "-":
        return Period(date(year, int(rest[1:]), 1), PeriodKind.MONTH)
    kind = {"Q": PeriodKind.QUARTER, "H": PeriodKind.HALF}.get(rest[0])
    if kind is None:
        raise ValueError(key)
    return Period(date(year, (int(rest[1:]) - 1) * kind.months + 1, 1), kind)


def containing(day: date, kind: PeriodKind) -> Period:
    """The period of a kind in which a day lies."""
    return Period(date(day.year, (day.month - 1) // kind.months * kind.months + 1, 1), kind)


def over(first: date, day: date, kind: PeriodKind) -> Iterator[Period]:
    """The periods of a kind that are over on a day, the newest first, back to that of the first day."""
    found = containing(day, kind).before
    while found.last >= first:
        yield found
        found = found.before


def _after(month: date, months: int) -> date:
    count = month.year * _YEAR + month.month - 1 + months
    return date(count // _YEAR, count % _YEAR + 1, 1)

"""Quarters, fiscal years and the days on which a trade may not work."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

QUARTERS_PER_YEAR = 4
MONTHS_PER_QUARTER = 3
_LABEL = re.compile(r"^\s*(\d{4})\s*(?:年)?\s*[-/]?\s*(?:[QqＱ]\s*([1-4])|第?\s*([一二三四1-4])\s*季度)\s*$")


def year_of(quarter: int) -> int:
    """The index of the fiscal year that holds a quarter."""
    return quarter // QUARTERS_PER_YEAR


def place_in_year(quarter: int) -> int:
    """0 for the first quarter of its fiscal year … 3 for the last."""
    return quarter % QUARTERS_PER_YEAR


def first_quarter(year: int) -> int:
    """The first quarter of a fiscal year, by its index."""
    return year * QUARTERS_PER_YEAR


def years_begun(quarter: int) -> int:
    """How many fiscal years have begun before a quarter."""
    return year_of(quarter + QUARTERS_PER_YEAR - 1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The horizon: quarters 0 … Q−1 from the first day of the first fiscal year, which is a calendar year."""

    first_year: int
    years: int

    def __post_init__(self) -> None:
        if self.years < 1 or not 1990 <= self.first_year <= 2100:
            raise ValueError("a calendar needs at least one year, from 1990 to 2100")

    @property
    def quarters(self) -> int:
        return self.years * QUARTERS_PER_YEAR

    def label(self, quarter: int) -> str:
        """`2027Q1`."""
        return f"{self.first_year + year_of(quarter)}Q{place_in_year(quarter) + 1}"

    def quarter(self, label: str) -> int:
        """The index of `2027Q1`, `2027-Q1` or `2027年第一季度`; ValueError where it is none. It may lie outside."""
        match = _LABEL.match(label)
        if not match:
            raise ValueError(f"not a quarter: {label}")
        part = match[2] or match[3]
        number = "一二三四".index(part) if part in "一二三四" else int(part) - 1
        return first_quarter(int(match[1]) - self.first_year) + number

    def quarter_of(self, day: date) -> int:
        """The quarter that holds a day; below zero before the horizon."""
        return first_quarter(day.year - self.first_year) + (day.month - 1) // MONTHS_PER_QUARTER

    def first_day(self, quarter: int) -> date:
        return date(self.first_year + year_of(quarter), place_in_year(quarter) * MONTHS_PER_QUARTER + 1, 1)

    def last_day(self, quarter: int) -> date:
        return self.first_day(quarter + 1) - timedelta(days=1)

    def days(self, quarter: int) -> int:
        return (self.last_day(quarter) - self.first_day(quarter)).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """Days on which trades stop or slow: plum rains, exams, festivals, pollution stops."""

    name: str
    first_date: date
    last_date: date
    trades: frozenset[str] = frozenset()  # none named: all trades
    loss: Decimal = Decimal(1)  # part of a day's work that is lost
    source: str = ""

    def __post_init__(self) -> None:
        if self.last_date < self.first_date:
            raise ValueError(f"{self.name} ends before it begins")
        if not 0 <= self.loss <= 1:
            raise ValueError(f"{self.name}: the loss is a part of 1")

    def stops(self, trade: str) -> bool:
        return not self.trades or trade in self.trades


def days_lost(calendar: Calendar, blackouts: Iterable[Blackout], trade: str, quarter: int) -> Decimal:
    """Days of work a trade loses in a quarter; a day named by several blackouts is lost once, at the largest loss."""
    worst: dict[date, Decimal] = {}
    for blackout in blackouts:
        if blackout.stops(trade):
            for day in _overlap(calendar, blackout, quarter):
                worst[day] = max(worst.get(day, Decimal(0)), blackout.loss)
    return sum(worst.values(), Decimal(0))


def working_part(calendar: Calendar, blackouts: Iterable[Blackout], trade: str, quarter: int) -> Fraction:
    """The part of a quarter's crew capacity that blackouts leave to a trade."""
    return 1 - Fraction(days_lost(calendar, blackouts, trade, quarter)) / calendar.days(quarter)


def _overlap(calendar: Calendar, blackout: Blackout, quarter: int) -> Iterator[date]:
    day = max(blackout.first_date, calendar.first_day(quarter))
    last = min(blackout.last_date, calendar.last_day(quarter))
    while day <= last:
        yield day
        day += timedelta(days=1)

"""工作日: which days are worked. A year without its notice is provisional (暂定): weekends and the statutory days."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from yipanqi.domain.holidays import LUNAR, NOTICES

_SATURDAY, _WEEK = 5, 7
_SPRING, _QINGMING, _DRAGON_BOAT, _MID_AUTUMN = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayYear:
    """节假日安排 of a year: days off, and weekend days that are worked for them. It counts only once a second person
    has confirmed what the first one entered."""

    year: int
    number: str = ""  # 文号
    issued_on: date | None = None
    days_off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    entered_by: str = ""
    confirmed_by: str = ""

    def __post_init__(self) -> None:
        if any(day.year != self.year for day in (*self.days_off, *self.worked)):
            raise ValueError(f"{self.year}: a day of another year")
        if self.days_off & self.worked:
            raise ValueError(f"{self.year}: a day that is both off and worked")

    @property
    def is_confirmed(self) -> bool:
        """Did somebody else than who entered it confirm it?"""
        return bool(self.confirmed_by) and self.confirmed_by != self.entered_by


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked, of any year; `years` are those whose notice is known."""

    years: Mapping[int, HolidayYear]

    def is_provisional(self, day: date) -> bool:
        """暂定: does this day rest on a year without its notice?"""
        return day.year not in self.years

    def is_working(self, day: date) -> bool:
        """Is the day worked?"""
        known = self.years.get(day.year)
        if known is None:
            return day.weekday() < _SATURDAY and day not in statutory(day.year)
        return day in known.worked or (day.weekday() < _SATURDAY and day not in known.days_off)

    def next_working(self, day: date) -> date:
        """The day itself where it is worked, else the next one that is."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def last_working(self, day: date) -> date:
        """The day itself where it is worked, else the last one before it that is."""
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def add(self, day: date, count: int) -> date:
        """The working day that comes so many working days after the day (before it where the count is below zero); of
        none the day itself, moved to the next working day."""
        if count == 0:
            return self.next_working(day)
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def between(self, first: date, last: date) -> int:
        """Working days from the first day to the last, both counted; below zero days where the last comes first."""
        if last < first:
            return -self.between(last, first)
        found = _weekdays(last.toordinal()) - _weekdays(first.toordinal() - 1)
        for year in range(first.year, last.year + 1):
            known = self.years.get(year)
            off, worked = (statutory(year), frozenset[date]()) if known is None else (known.days_off, known.worked)
            found -= sum(first <= day <= last and day.weekday() < _SATURDAY for day in off)
            found += sum(first <= day <= last and day.weekday() >= _SATURDAY for day in worked)
        return found

    def first_provisional(self, days: Iterable[date]) -> date | None:
        """The earliest of these days that rests on a year without its notice."""
        return min((day for day in days if self.is_provisional(day)), default=None)


@cache
def shipped() -> WorkingCalendar:
    """The calendar with the notices of 2004–2026."""
    return WorkingCalendar({year: _noticed(year) for year in NOTICES})


def with_years(more: Iterable[HolidayYear]) -> WorkingCalendar:
    """The shipped calendar with later notices, or others in the place of its own, as far as they are confirmed."""
    return WorkingCalendar({**shipped().years, **{one.year: one for one in more if one.is_confirmed}})


@cache
def statutory(year: int) -> frozenset[date]:
    """The thirteen statutory days of a year; of the lunar ones as far as their table goes."""
    fixed = [date(year, 1, 1), date(year, 5, 1), date(year, 5, 2), *(date(year, 10, day) for day in (1, 2, 3))]
    if year not in LUNAR:
        return frozenset(fixed)
    lunar = [_day(year, text) for text in LUNAR[year]]
    spring = [lunar[_SPRING] + timedelta(days=offset) for offset in range(-1, 3)]  # the eve and three days
    return frozenset([*fixed, *spring, lunar[_QINGMING], lunar[_DRAGON_BOAT], lunar[_MID_AUTUMN]])


def days_in(year: int, text: str) -> frozenset[date]:
    """`02-15/02-23 04-04` → the days. ValueError where a part is no day of the year, or a range ends before it
    begins."""
    found: set[date] = set()
    for part in text.split():
        first, _, last = part.partition("/")
        begin, end = _day(year, first), _day(year, last or first)
        if end < begin:
            raise ValueError(part)
        found.update(_days(begin, end))
    return frozenset(found)


def days_text(days: Iterable[date]) -> str:
    """The days as `days_in` reads them, runs of days as ranges."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return " ".join(f"{a:%m-%d}" if a == b else f"{a:%m-%d}/{b:%m-%d}" for a, b in runs)


def _noticed(year: int) -> HolidayYear:
    number, issued, off, worked = NOTICES[year]
    return HolidayYear(
        year=year,
        number=number,
        issued_on=date.fromisoformat(issued) if issued else None,
        days_off=days_in(year, off),
        worked=days_in(year, worked),
    )


def _day(year: int, text: str) -> date:
    month, _, day = text.partition("-")
    return date(year, int(month), int(day))


def _weekdays(days: int) -> int:
    """Days from Monday to Friday among the first so many of all, which begin with a Monday."""
    weeks, rest = divmod(days, _WEEK)
    return weeks * _SATURDAY + min(rest, _SATURDAY)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)

"""上报日历: which months a task owes, until when a report is due, confirmed, told in the bulletin, and closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from yipanqi.domain.working_calendar import WorkingCalendar

_DAY = timedelta(days=1)
_DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a district decides about reporting."""

    confirm_days: int = 3  # working days of the next month until it is confirmed
    bulletin_days: int = 5  # the day of the next month on which the bulletin is out
    grey_days: int = 5  # days of work without a report that is due; more count as yellow


USUAL = Due()


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + 1, 1, 1) if month.month == _DECEMBER else date(month.year, month.month + 1, 1)


def months(first: date, last: date) -> Iterator[date]:
    """The first days of the months from that of the first day to that of the last; none where the last comes before."""
    month = month_of(first)
    while month <= last:
        yield month
        month = next_month(month)


def due_on(month: date) -> date:
    """The last day of the month, on which its report is due."""
    return next_month(month) - _DAY


def last_due(day: date) -> date:
    """The month whose report was due last: the day on which it is due must be over."""
    return month_of(month_of(day) - _DAY)


def confirm_by(month: date, working: WorkingCalendar, due: Due) -> date:
    """The day until which the month's reports are confirmed: so many working days into the next month."""
    return working.add(due_on(month), due.confirm_days)


def bulletin_on(month: date, due: Due) -> date:
    """The day on which the month's bulletin is out; of a shorter month its last day."""
    first = next_month(month)
    return min(first + (due.bulletin_days - 1) * _DAY, due_on(first))


def is_closed(month: date, day: date, due: Due) -> bool:
    """Is the bulletin out, so that the month changes by a correction only?"""
    return day > bulletin_on(month, due)


def is_late(month: date, day: date) -> bool:
    """Does a report that comes on this day come after it was due?"""
    return day > due_on(month)


def owed(begins: date, day: date, *, until: date | None = None, since: date | None = None) -> Iterator[date]:
    """The months whose reports have come due, of a task from when it begins or should: also the month in which it
    begins, and that in which it is done (`until`); none that was over before `since` (on hold till then)."""
    month = month_of(max(begins, since) if since else begins)
    yield from months(month, min(last_due(day), month_of(until)) if until else last_due(day))

"""Days on which a site works: working days without those on which works stop. Counted by lists, so that the lights of
a hundred thousand tasks take seconds."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.working_calendar import WorkingCalendar

_DAY = timedelta(days=1)


class SiteDays:
    """The site's days of a calendar; a blackout counts where a whole day's work is lost."""

    def __init__(self, working: WorkingCalendar, blackouts: Iterable[Blackout] = ()) -> None:
        self._working = working
        self._stops = [(it.first_date, it.last_date) for it in blackouts if it.loss == 1]
        self._years: range | None = None
        self._days: list[date] = []

    def works(self, day: date) -> bool:
        """Is work done on this day?"""
        return self._working.is_working(day) and not any(first <= day <= last for first, last in self._stops)

    def between(self, first: date, last: date) -> int:
        """Days of work from the first day to the last, both counted; below zero days where the last comes first."""
        if last < first:
            return -self.between(last, first)
        self._know(first.year, last.year)
        return bisect_right(self._days, last) - bisect_left(self._days, first)

    def add(self, day: date, count: int) -> date:
        """The day of work that comes so many of them after the day (before it where the count is below zero); of none
        the day itself, moved to the next one."""
        self._know(day.year, day.year)
        while True:
            at = bisect_right(self._days, day) + count - 1 if count > 0 else bisect_left(self._days, day) + count
            if 0 <= at < len(self._days):
                return self._days[at]
            known = self._years or range(day.year, day.year + 1)
            self._know(known.start - (at < 0), known.stop - 1 + (at >= 0))

    def next(self, day: date) -> date:
        """The day itself where work is done, else the next on which it is."""
        return self.add(day, 0)

    def _know(self, first: int, last: int) -> None:
        """Have the days of these years in the list. ValueError beyond the years that dates have."""
        known = self._years
        if known is not None and known.start <= first and last < known.stop:
            return
        years = range(min(first, known.start), max(last + 1, known.stop)) if known else range(first, last + 1)
        day, end = date(years.start, 1, 1), date(years.stop - 1, 12, 31)
        found = []
        while day <= end:
            if self.works(day):
                found.append(day)
            day += _DAY
        self._years, self._days = years, found

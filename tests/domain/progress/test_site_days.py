from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.working_calendar import shipped

_STOP = Blackout(name="中考", first_date=date(2026, 6, 15), last_date=date(2026, 6, 26))


def test_a_stop_is_no_day_of_work() -> None:
    days = SiteDays(shipped(), [_STOP])
    assert days.between(date(2026, 6, 12), date(2026, 6, 29)) == 2
    assert days.add(date(2026, 6, 12), 1) == date(2026, 6, 29)


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(-300, 300))
def test_it_counts_as_the_calendar_does_where_nothing_stops(day: date, count: int) -> None:
    days, calendar = SiteDays(shipped()), shipped()
    assert days.add(day, count) == calendar.add(day, count)
    other = days.add(day, count)
    assert days.between(day, other) == calendar.between(day, other)

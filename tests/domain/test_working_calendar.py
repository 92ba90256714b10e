"""Which days are worked: by the notices of 2004–2026 held against two libraries, and provisionally after them."""

import random
from datetime import date, timedelta

import chinese_calendar as chinese
import holidays
import pytest

from yipanqi.domain.working_calendar import HolidayYear, days_in, days_text, shipped, statutory, with_years

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
KNOWN = date(2005, 12, 31)  # a Saturday that was worked: `holidays` has it, `chinesecalendar` has not


def days(first, last):
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def test_every_day_of_2004_to_2026_is_as_chinesecalendar_has_it():
    """8,401 days; one is known to differ."""
    other = [day for day in days(FIRST, LAST) if shipped().is_working(day) is not chinese.is_workday(day)]

    assert len(list(days(FIRST, LAST))) == 8401 and other == [KNOWN]


def test_every_day_of_2004_to_2026_is_as_holidays_has_it():
    """A second library, which knows make-up days since 2001."""
    china = holidays.country_holidays("CN", years=range(2004, 2027))

    assert [day for day in days(FIRST, LAST) if shipped().is_working(day) is not china.is_working_day(day)] == []


def test_a_year_without_its_notice_is_provisional():
    """Weekends and the thirteen statutory days; the lunar ones by their table."""
    calendar = shipped()

    assert calendar.is_provisional(date(2027, 3, 1)) and not calendar.is_provisional(date(2026, 3, 1))
    assert len(statutory(2027)) == 13
    assert {date(2027, 2, 5), date(2027, 2, 6), date(2027, 6, 9), date(2027, 9, 15)} < statutory(2027)
    assert not calendar.is_working(date(2027, 2, 8)) and calendar.is_working(date(2027, 2, 9))
    assert not calendar.is_working(date(2060, 10, 1))  # beyond the table of lunar days


def test_lunar_days_are_those_of_a_library():
    """Of every year of the table."""
    known = holidays.country_holidays("CN", years=range(2027, 2051))

    for year in range(2027, 2051):
        named = {day for day in known if day.year == year}
        assert {day for day in statutory(year) if (day.month, day.day) not in ((5, 2),)} <= named


def test_working_days_between_are_the_days_that_are_worked():
    """Counted by weeks, over years with and without their notice: as many as one by one."""
    calendar, chance = shipped(), random.Random(4)

    for _ in range(300):
        first = date(2003, 6, 1) + timedelta(days=chance.randrange(9500))
        last = first + timedelta(days=chance.choice((0, 1, 5, 40, 700, 1500)))
        one_by_one = sum(calendar.is_working(day) for day in days(first, last))
        assert calendar.between(first, last) == one_by_one
        assert first == last or calendar.between(last, first) == -one_by_one


def test_days_are_added_and_counted():
    """Over the Spring Festival of 2026 with its make-up days."""
    calendar = shipped()

    assert calendar.add(date(2026, 2, 13), 1) == date(2026, 2, 14)  # a Saturday that is worked
    assert calendar.add(date(2026, 2, 14), 1) == date(2026, 2, 24)
    assert calendar.add(date(2026, 2, 24), -1) == date(2026, 2, 14)
    assert calendar.add(date(2026, 2, 20), 0) == calendar.next_working(date(2026, 2, 20)) == date(2026, 2, 24)
    assert calendar.last_working(date(2026, 2, 20)) == date(2026, 2, 14)
    assert calendar.between(date(2026, 1, 1), date(2026, 12, 31)) == 248
    assert calendar.between(date(2026, 2, 24), date(2026, 2, 13)) == -3


def test_a_notice_counts_once_a_second_person_confirmed_it():
    """What one person entered alone leaves the year provisional."""
    off = days_in(2027, "02-05/02-11 10-01/10-07")
    entered = HolidayYear(year=2027, number="国办发明电〔2026〕9号", days_off=off, entered_by="甲")
    confirmed = HolidayYear(year=2027, days_off=off, worked=days_in(2027, "02-14"), entered_by="甲", confirmed_by="乙")

    assert with_years([entered]).is_provisional(date(2027, 2, 9))
    assert with_years([confirmed]).is_working(date(2027, 2, 14))
    assert not with_years([confirmed]).is_working(date(2027, 2, 9))


@pytest.mark.parametrize("text", ["02-30", "05-03/05-01", "x", "02"])
def test_days_that_are_none_are_refused(text):
    """With the part that is wrong."""
    with pytest.raises(ValueError):
        days_in(2027, text)


def test_days_are_written_as_they_are_read():
    """Runs as ranges."""
    assert days_text(days_in(2026, "02-15/02-23 04-04")) == "02-15/02-23 04-04"


def test_impossible_years_are_refused():
    """A day of another year, a day both off and worked."""
    with pytest.raises(ValueError, match="another year"):
        HolidayYear(year=2027, days_off=frozenset({date(2026, 1, 1)}))
    with pytest.raises(ValueError, match="both"):
        HolidayYear(year=2027, days_off=days_in(2027, "01-01"), worked=days_in(2027, "01-01"))

"""Quarters and blackouts."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from yipanqi.domain.calendar import (
    Blackout,
    Calendar,
    days_lost,
    first_quarter,
    place_in_year,
    working_part,
    year_of,
    years_begun,
)

CALENDAR = Calendar(first_year=2027, years=3)


@pytest.mark.parametrize("text", ["2028Q2", " 2028-Q2 ", "2028年第二季度", "2028年2季度", "2028q2"])
def test_reads_a_quarter_however_it_is_written(text: str):
    """Officials write quarters in several ways."""
    assert CALENDAR.quarter(text) == 5
    assert CALENDAR.label(5) == "2028Q2"


def test_refuses_what_is_no_quarter():
    """Five quarters has no year."""
    with pytest.raises(ValueError, match="2028Q5"):
        CALENDAR.quarter("2028Q5")


def test_quarters_follow_each_other():
    """The day after a quarter's last is the next one's first; leap days count."""
    assert [CALENDAR.days(q) for q in range(8)] == [90, 91, 92, 92, 91, 91, 92, 92]
    assert CALENDAR.last_day(3) == date(2027, 12, 31)
    assert CALENDAR.first_day(4) == date(2028, 1, 1)


def test_quarters_fall_in_years():
    """Every quarter lies in one fiscal year and one place of it, before the horizon too; a year begun counts."""
    assert [year_of(q) for q in (-1, 0, 3, 4, 11)] == [-1, 0, 0, 1, 2]
    assert [place_in_year(q) for q in (-1, 0, 3, 4)] == [3, 0, 3, 0]
    assert [first_quarter(y) for y in (-1, 0, 2)] == [-4, 0, 8]
    assert [years_begun(q) for q in (0, 1, 4, 5)] == [0, 1, 1, 2]


@pytest.mark.parametrize("quarter", [-5, -1, 0, 1, 2, 3, 4, 7])
def test_a_day_lies_in_its_quarter(quarter: int):
    """From its first to its last day, below zero before the horizon."""
    days = (CALENDAR.first_day(quarter), CALENDAR.last_day(quarter))

    assert [CALENDAR.quarter_of(day) for day in days] == [quarter, quarter]


def blackout(first: date, last: date, loss: str = "1", trades: frozenset[str] = frozenset()) -> Blackout:
    return Blackout(name="x", first_date=first, last_date=last, loss=Decimal(loss), trades=trades)


def test_both_ends_of_a_blackout_are_lost():
    """From the first to the last day, inclusive, and only inside the quarter."""
    rains = blackout(date(2027, 6, 21), date(2027, 7, 10))

    assert days_lost(CALENDAR, [rains], "pipe", 1) == 10
    assert days_lost(CALENDAR, [rains], "pipe", 2) == 10
    assert working_part(CALENDAR, [rains], "pipe", 1) == Fraction(81, 91)


def test_a_day_is_lost_once():
    """Where blackouts meet, the largest loss counts, not their sum."""
    first = blackout(date(2027, 6, 1), date(2027, 6, 10), "0.5")
    second = blackout(date(2027, 6, 6), date(2027, 6, 15), "0.8")

    assert days_lost(CALENDAR, [first, second], "pipe", 1) == Decimal("2.5") + Decimal("8.0")


def test_a_blackout_stops_only_its_trades():
    """None named: all."""
    rains = blackout(date(2027, 6, 10), date(2027, 7, 15), trades=frozenset({"pipe"}))

    assert days_lost(CALENDAR, [rains], "fire", 1) == 0
    assert blackout(date(2027, 1, 1), date(2027, 1, 1)).stops("fire")


def test_refuses_an_impossible_blackout():
    """It ends after it begins and takes no more than the day."""
    with pytest.raises(ValueError, match="ends before"):
        blackout(date(2027, 6, 2), date(2027, 6, 1))
    with pytest.raises(ValueError, match="part of 1"):
        blackout(date(2027, 6, 1), date(2027, 6, 1), "1.1")

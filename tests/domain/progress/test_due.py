"""The calendar of reporting."""

from datetime import date

from yipanqi.domain.progress.due import Due, bulletin_on, confirm_by, due_on, is_closed, is_late, owed
from yipanqi.domain.working_calendar import shipped

_SEPTEMBER = date(2026, 9, 1)


def test_days_of_a_month():
    """Due on its last day; confirmed by the third working day, after the National Day holidays; bulletin on the 5th."""
    due = Due()
    assert due_on(_SEPTEMBER) == date(2026, 9, 30)
    assert confirm_by(_SEPTEMBER, shipped(), due) == date(2026, 10, 10)
    assert bulletin_on(_SEPTEMBER, due) == date(2026, 10, 5)
    assert bulletin_on(date(2026, 1, 1), Due(bulletin_days=31)) == date(2026, 2, 28)
    assert [is_closed(_SEPTEMBER, date(2026, 10, it), due) for it in (5, 6)] == [False, True]
    assert [is_late(_SEPTEMBER, it) for it in (date(2026, 9, 30), date(2026, 10, 1))] == [False, True]


def test_months_that_are_owed():
    """From the month in which it begins to the last one that came due, or that in which it was done."""
    begins = date(2026, 11, 28)
    months = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert list(owed(begins, date(2026, 11, 30))) == []
    assert list(owed(begins, date(2027, 2, 1))) == months
    assert list(owed(begins, date(2027, 5, 1), until=date(2026, 12, 3))) == months[:2]
    assert list(owed(begins, date(2027, 2, 1), since=date(2026, 12, 31))) == months[1:]

"""A rule tried on finished works: which came late, what was warned of, and whether the warnings were right."""

from datetime import timedelta
from fractions import Fraction

from site_work import DAYS, FINISH, START, day_of

from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.trial import half_time, is_late, scored


def test_late_is_more_than_a_tenth_of_the_planned_days_past_the_plan() -> None:
    assert not is_late(START, FINISH, FINISH - timedelta(days=3), DAYS)
    assert not is_late(START, FINISH, day_of(110), DAYS)  # ten of a hundred
    assert is_late(START, FINISH, day_of(111), DAYS)


def test_half_time_is_when_half_of_the_planned_days_are_over() -> None:
    assert half_time(START, FINISH, DAYS) == day_of(51)


def test_recall_and_precision_count_what_was_warned_of() -> None:
    shown = [
        (True, Colour.RED),
        (True, Colour.YELLOW),
        (True, Colour.GREEN),
        (False, Colour.YELLOW),
        (False, Colour.GREY),
    ]
    found = scored(shown)
    assert (found.count, found.late) == (5, 3)
    assert found.recall == Fraction(2, 3)
    assert found.precision == Fraction(2, 3)
    assert found.red_precision == 1


def test_nothing_is_told_where_nothing_was_late_or_warned_of() -> None:
    found = scored([(False, Colour.GREEN)])
    assert found.recall is found.precision is found.red_precision is None

"""The clocks of an order: first day not counted, days off, holds; a clock never ends before it starts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.domain.delivery.described import checked
from yipanqi.domain.supervision import clock
from yipanqi.domain.supervision.clock import (
    FIELDS,
    PRESETS,
    SHIPPED,
    Course,
    Stop,
    clocks_of,
    days_late,
    days_left,
    dues,
    missed,
    moved,
    next_report,
    stopped_days,
    stored_clocks,
)
from yipanqi.domain.supervision.order import Basis, Urgency
from yipanqi.domain.working_calendar import shipped

WORKING = shipped()
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
OURS = clocks_of({it.key: it.value for it in SHIPPED})


@pytest.mark.parametrize(
    ("urgency", "reply", "limit"),
    [
        (Urgency.URGENT, "2026-03-05", "2026-03-09"),
        (Urgency.ORDINARY, "2026-03-09", "2026-03-17"),
        (Urgency.HARD, "2026-03-23", "2026-04-01"),
    ],
)
def test_the_shipped_clocks(urgency, reply, limit):
    """Issued on Monday 2026-03-02: signed by Tuesday; first answered in 3, 5, 15 working days; done in 5, 15, 30 days,
    a day off moved on (the 7th is a Saturday)."""
    found = dues(OURS, WORKING, date(2026, 3, 2), urgency, Basis.INSTRUCTION)

    assert (found.sign, f"{found.reply}", f"{found.limit}") == (date(2026, 3, 3), reply, limit)


def test_documents_and_minutes_have_limits_of_their_own():
    """30 and 20 days, whatever the urgency."""
    day = date(2026, 3, 2)

    assert dues(OURS, WORKING, day, Urgency.URGENT, Basis.DOCUMENT).limit == date(2026, 4, 1)
    assert dues(OURS, WORKING, day, Urgency.HARD, Basis.MINUTES).limit == date(2026, 3, 23)  # the 22nd is a Sunday


def test_a_named_limit_counts_and_the_answer_never_comes_after_it():
    """Named tomorrow, all three are due tomorrow; named in the past, it is no limit."""
    day = date(2026, 3, 2)

    found = dues(OURS, WORKING, day, Urgency.HARD, Basis.INSTRUCTION, date(2026, 3, 3))

    assert (found.sign, found.reply, found.limit) == (date(2026, 3, 3),) * 3
    with pytest.raises(ValueError, match="before"):
        dues(OURS, WORKING, day, Urgency.HARD, Basis.INSTRUCTION, date(2026, 3, 1))


@settings(max_examples=200, deadline=None)
@given(DAYS, st.sampled_from(Urgency), st.sampled_from(Basis), st.none() | st.integers(0, 90))
def test_no_clock_ends_before_it_starts(day, urgency, basis, named):
    """By each preset, on whatever day."""
    for preset in PRESETS:
        limit = None if named is None else day + timedelta(days=named)
        found = dues(preset.clocks, WORKING, day, urgency, basis, limit)
        assert day <= found.sign <= found.limit
        assert day <= found.reply <= found.limit


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(0, 60), st.integers(0, 90), st.integers(0, 60))
def test_days_on_hold_do_not_count(start, until_due, held_after, held_for):
    """After a hold as many working days are left, or it is as late, as when the hold began; whichever day it is."""
    due = WORKING.add(start, until_due)
    since = start + timedelta(days=held_after)
    stop = Stop(since=since, until=since + timedelta(days=held_for))

    after = moved(due, stop, WORKING)

    assert after >= due
    assert stopped_days([stop], WORKING, stop.until) == stopped_days([Stop(since=since)], WORKING, stop.until)
    if WORKING.is_working(since) and WORKING.is_working(stop.until):
        assert days_left(after, WORKING, stop.until) == days_left(due, WORKING, since)


def test_a_hold_of_a_day_off_stops_nothing():
    """From Saturday to Monday; and one that is not over moves nothing yet."""
    saturday, monday = date(2026, 3, 7), date(2026, 3, 9)

    assert stopped_days([Stop(since=saturday, until=monday)], WORKING, monday) == 0
    assert moved(date(2026, 3, 12), Stop(since=saturday, until=monday), WORKING) == date(2026, 3, 12)
    with pytest.raises(ValueError, match="not over"):
        moved(monday, Stop(since=saturday), WORKING)


def test_each_set_of_clocks_is_missed_by_its_own_days():
    """Ordinary, issued on Monday 2026-03-02, signed on the 4th, first answered on the 12th, done on the 17th: ours were
    missed twice, the published ones at the signing alone. A hold of four working days makes the answer come in time."""
    course = Course(
        issued=date(2026, 3, 2),
        urgency=Urgency.ORDINARY,
        basis=Basis.INSTRUCTION,
        signed=date(2026, 3, 4),
        replied=date(2026, 3, 12),
        done=date(2026, 3, 17),
    )
    held = replace(course, stops=(Stop(since=date(2026, 3, 5), until=date(2026, 3, 11)),))
    ours, published = (it.clocks for it in PRESETS)
    later = date(2026, 6, 1)

    assert missed(ours, WORKING, course, later) == (True, True, False)
    assert missed(published, WORKING, course, later) == (True, False, False)
    assert missed(ours, WORKING, held, later) == (True, False, False)


def test_what_was_not_done_is_missed_until_the_order_ends():
    """On the day of issue nothing is late, later all of it; withdrawn the next day nothing ever is."""
    course = Course(issued=date(2026, 3, 2), urgency=Urgency.URGENT, basis=Basis.INSTRUCTION)
    ended = replace(course, ended=date(2026, 3, 3))

    assert missed(OURS, WORKING, course, date(2026, 3, 2)) == (False, False, False)
    assert missed(OURS, WORKING, course, date(2026, 4, 1)) == (True, True, True)
    assert missed(OURS, WORKING, ended, date(2026, 4, 1)) == (False, False, False)


def test_late_begins_the_day_after():
    """Due on Friday: on Friday 0 are left, on Monday it is one working day late."""
    friday = date(2026, 3, 6)
    days = [date(2026, 3, it) for it in (5, 6, 7, 9)]

    assert [days_left(friday, WORKING, it) for it in days] == [1, 0, 0, -1]
    assert [days_late(friday, WORKING, it) for it in days] == [0, 0, 0, 1]


def test_the_next_report_comes_a_cycle_after_the_last():
    """From the signing, then from each report; a day off moves on."""
    signed = date(2026, 3, 2)

    assert next_report(signed, 7, [], WORKING) == date(2026, 3, 9)
    assert next_report(signed, 7, [date(2026, 3, 9)], WORKING) == date(2026, 3, 16)
    assert next_report(signed, 5, [], WORKING) == date(2026, 3, 9)  # the 7th is a Saturday


def test_each_shipped_setting_has_a_name_a_source_and_a_value_of_its_kind():
    """A value that is ours says so; what was published names where."""
    named = {it.key: it for it in FIELDS}

    assert {it.key for it in SHIPPED} == named.keys()
    for it in SHIPPED:
        assert checked(named[it.key], it.value) == it.value
    for preset in PRESETS:
        stored = stored_clocks(preset.clocks)
        assert clocks_of({key: checked(named[key], value) for key, value in stored.items()}) == preset.clocks
    assert {it.source for it in SHIPPED} == {clock.OURS[0], clock.PUBLISHED}

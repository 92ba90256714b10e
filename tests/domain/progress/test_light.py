"""The colour of a day: what is known on it, by a rule, with the memory of red."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_work import DAYS, FINISH, START, a_report, a_work, colour, confirmed, day_of

from yipanqi.domain.progress.due import Due
from yipanqi.domain.progress.light import Colour, light, light_of
from yipanqi.domain.progress.presets import DAYS_BEHIND, PRESETS
from yipanqi.domain.progress.report import Report
from yipanqi.domain.progress.standing import Hold, Standing

_DAY = timedelta(days=1)


def test_nothing_is_expected_before_the_start() -> None:
    """None until the day before, green on the day itself."""
    planned = a_work(started_on=None)
    assert colour(planned, START - _DAY) is Colour.NONE
    assert colour(planned, START) is Colour.GREEN


@pytest.mark.parametrize(("late", "expected"), [(9, Colour.GREEN), (10, Colour.YELLOW), (29, Colour.YELLOW)])
def test_a_late_start_counts_by_days_of_work(late: int, expected: Colour) -> None:
    """A start needs no report: each day of work after its date is one more."""
    planned = a_work(started_on=None, owes=False)
    found = light(DAYS_BEHIND, planned, DAYS, day_of(1 + late))
    assert (found.behind, found.colour, found.code) == (late, expected, "start_late")


def test_a_start_thirty_days_late_is_red_until_it_is_made_up() -> None:
    """Begun late, it is still as late as it was begun."""
    begun = a_work(started_on=day_of(31), owes=False)
    assert colour(begun, day_of(30)) is Colour.YELLOW
    assert colour(begun, day_of(31)) is Colour.RED
    assert light(DAYS_BEHIND, begun, DAYS, day_of(60)).behind == 30


@pytest.mark.parametrize("day", [1, 20, 45])
def test_a_work_is_judged_at_its_last_report(day: int) -> None:
    """No day without a report makes it later, as long as its planned finish has not come."""
    work = a_work(a_report(day_of(50), 45), owes=False)
    assert light(DAYS_BEHIND, work, DAYS, day_of(50 + day)).behind == 5


def test_a_passed_finish_counts_by_days_of_work() -> None:
    """On its last day it is as its report says; then each day of work is one more."""
    work = a_work(a_report(day_of(95), 94), owes=False)
    assert light(DAYS_BEHIND, work, DAYS, FINISH).behind == 1
    later = light(DAYS_BEHIND, work, DAYS, DAYS.add(FINISH, 12))
    assert (later.behind, later.code, later.colour) == (12, "finish_late", Colour.YELLOW)


def test_what_is_done_gets_no_later() -> None:
    """All done, by a report or by its unit's word: what counts is the day on which it was."""
    done = a_work(a_report(DAYS.add(FINISH, 5), 100), owes=False)
    assert light(DAYS_BEHIND, done, DAYS, DAYS.add(FINISH, 90)).behind == 5
    told = a_work(finished_on=DAYS.add(FINISH, 4), owes=False)
    assert light(DAYS_BEHIND, told, DAYS, DAYS.add(FINISH, 90)).behind == 4


def test_a_report_of_nearly_all_is_not_all() -> None:
    """99.99 % is shown as 99.9 and stays open."""
    nearly = a_work(a_report(day_of(95), "99.99"), owes=False)
    found = light(DAYS_BEHIND, nearly, DAYS, DAYS.add(FINISH, 10))
    assert (found.percent, found.code, found.behind) == (Decimal("99.9"), "finish_late", 10)


def test_of_a_stage_only_start_and_finish_count() -> None:
    """A percent in between changes nothing; a late start stays, a passed finish adds up."""
    stage = a_work(a_report(day_of(50), 1), is_work=False, started_on=day_of(6), owes=False)
    assert light(DAYS_BEHIND, stage, DAYS, day_of(60)).behind == 5
    assert light(DAYS_BEHIND, stage, DAYS, DAYS.add(FINISH, 31)).colour is Colour.RED


def test_settled_cancelled_and_held_show_just_that() -> None:
    """Each from its day on; a hold that has run out says so."""
    late = a_work(started_on=None, owes=False)
    day = day_of(50)
    assert colour(late, day) is Colour.RED
    assert colour(replace(late, settled_on=day), day) is Colour.DONE
    assert colour(replace(late, settled_on=day + _DAY), day) is Colour.RED
    assert light(DAYS_BEHIND, replace(late, cancelled_on=day), DAYS, day).code == "cancelled"
    held = replace(late, hold=Hold(since=day, condition="管线迁改", until=day))
    assert colour(held, day - _DAY) is Colour.RED
    assert light(DAYS_BEHIND, held, DAYS, day).hold == "管线迁改"
    assert light(DAYS_BEHIND, held, DAYS, day).code == "held"
    assert light(DAYS_BEHIND, held, DAYS, day + _DAY).code == "held_over"


def test_grey_without_the_report_of_the_last_month() -> None:
    """Not on the day on which it is due; grey for five days of work, then yellow."""
    work, due = a_work(), date(2026, 3, 31)
    assert colour(work, due) is Colour.GREEN
    fifth = DAYS.add(due, 5)
    assert [colour(work, it) for it in (due + _DAY, fifth)] == [Colour.GREY, Colour.GREY]
    found = light(DAYS_BEHIND, work, DAYS, DAYS.add(due, 6))
    assert (found.colour, found.code, found.missing, found.silent) == (Colour.YELLOW, "no_report", date(2026, 3, 1), 6)
    assert light(DAYS_BEHIND, work, DAYS, fifth, Due(grey_days=4)).colour is Colour.YELLOW


def test_silence_hides_no_red() -> None:
    """What is known to be red stays red without a report."""
    work = a_work(a_report(date(2026, 3, 31), 0), started_on=None)
    assert colour(work, day_of(31)) is Colour.RED
    assert colour(work, date(2026, 5, 6)) is Colour.RED


def test_who_owes_nothing_is_never_grey() -> None:
    """A stage that reports by its moves; months that were over while it was on hold."""
    day = date(2026, 4, 20)
    assert colour(a_work(owes=False), day) is Colour.GREEN
    assert colour(a_work(owes_since=date(2026, 4, 1)), day) is Colour.GREEN
    assert colour(a_work(owes_since=date(2026, 3, 31)), day) is Colour.YELLOW


def test_a_returned_report_counts_until_it_is_returned() -> None:
    """From that day the one before counts; its silence is counted from the return."""
    wrong = a_report(date(2026, 4, 30), 5, returned_on=date(2026, 5, 8))
    work = a_work(confirmed(date(2026, 3, 31), 21), wrong)
    assert colour(work, date(2026, 5, 7)) is Colour.RED
    assert colour(work, date(2026, 5, 8)) is Colour.GREY
    assert light(DAYS_BEHIND, work, DAYS, DAYS.add(date(2026, 5, 8), 6)).colour is Colour.YELLOW


_RED = confirmed(date(2026, 4, 30), 5)


def test_red_becomes_yellow_once_the_gap_is_closed_and_confirmed() -> None:
    """Sent is not enough; the next month's confirmed report makes it green."""
    closing, next_one = confirmed(date(2026, 5, 31), 60), confirmed(date(2026, 6, 30), 85)
    work = a_work(confirmed(date(2026, 3, 31), 21), _RED, closing, next_one)
    seen = [colour(work, it) for it in (date(2026, 5, 4), date(2026, 6, 2), date(2026, 6, 3), date(2026, 7, 2))]
    assert seen == [Colour.RED, Colour.RED, Colour.YELLOW, Colour.YELLOW]
    assert colour(work, date(2026, 7, 3)) is Colour.GREEN
    found = light(DAYS_BEHIND, work, DAYS, date(2026, 6, 10))
    assert (found.red_on, found.closed_on) == (date(2026, 4, 30), date(2026, 6, 3))


def test_a_gap_that_is_half_closed_stays_red() -> None:
    """Confirmed, but the rule still finds yellow."""
    work = a_work(confirmed(date(2026, 3, 31), 21), _RED, confirmed(date(2026, 5, 31), 45))
    found = light(DAYS_BEHIND, work, DAYS, date(2026, 6, 10))
    assert (found.behind, found.colour) == (17, Colour.RED)


def test_an_earlier_report_confirmed_late_closes_nothing() -> None:
    """It tells of a day before the gap."""
    early = a_report(date(2026, 3, 31), 21, confirmed_on=date(2026, 6, 5))
    work = a_work(early, _RED, a_report(date(2026, 5, 31), 60))
    assert colour(work, date(2026, 6, 8)) is Colour.RED


def test_a_correction_counts_for_red_once_it_is_confirmed() -> None:
    """A wrong figure that nobody confirmed never was red; until then it is."""
    wrong = a_report(date(2026, 4, 30), 5)
    right = replace(
        confirmed(date(2026, 4, 30), 42), version=2, sent_on=date(2026, 5, 6), confirmed_on=date(2026, 5, 8)
    )
    work = a_work(confirmed(date(2026, 3, 31), 21), wrong, right)
    assert [colour(work, date(2026, 5, it)) for it in (5, 6, 7, 8)] == [Colour.RED] * 3 + [Colour.GREEN]


def test_a_light_is_kept_as_json() -> None:
    """And read again as it was."""
    for reports in ((), (_RED,), (confirmed(date(2026, 3, 31), 21), _RED, confirmed(date(2026, 5, 31), 60))):
        found = light(DAYS_BEHIND, a_work(*reports), DAYS, date(2026, 6, 10))
        assert light_of(found.stored) == found
    held = light(DAYS_BEHIND, a_work(hold=Hold(since=START, condition="雨", until=FINISH)), DAYS, FINISH)
    assert light_of(held.stored) == held


_MONTHS = [date(2026, month, 1) for month in range(2, 13)]


@st.composite
def _records(draw: st.DrawFn, *, returns: bool = True) -> Standing:
    """A task with reports in any order of sending, confirmed, returned or neither."""
    reports: list[Report] = []
    for month in draw(st.lists(st.sampled_from(_MONTHS), max_size=8)):
        as_of = min(month + timedelta(days=27), date(2026, 12, 31))
        sent = as_of + timedelta(days=draw(st.integers(0, 40)))
        judged = sent + timedelta(days=draw(st.integers(0, 20)))
        fate = draw(st.sampled_from(["sent", "confirmed", "returned"] if returns else ["sent", "confirmed"]))
        reports.append(
            a_report(
                as_of,
                draw(st.integers(0, 1000)) and str(Decimal(draw(st.integers(0, 1000))) / 10),
                version=1 + sum(it.month == month for it in reports),
                sent_on=sent,
                confirmed_on=judged if fate == "confirmed" else None,
                returned_on=judged if fate == "returned" else None,
            )
        )
    started = draw(st.none() | st.dates(date(2026, 1, 15), date(2026, 9, 1)))
    finished = draw(st.none() | st.dates(date(2026, 7, 1), date(2026, 12, 31)))
    return a_work(*reports, started_on=started, finished_on=finished, is_work=draw(st.booleans()))


_ANY_DAY = st.dates(date(2026, 1, 10), date(2027, 2, 1))
_RULES = st.sampled_from(list(PRESETS.values()))


@given(_records(), _RULES, _ANY_DAY)
def test_a_light_is_the_same_however_often_it_is_asked(record: Standing, rule, day: date) -> None:
    """And in whatever order its reports come."""
    found = light(rule, record, DAYS, day)
    assert light(rule, record, DAYS, day) == found
    assert light(rule, replace(record, reports=record.reports[::-1]), DAYS, day) == found


@given(_records(), _RULES, _ANY_DAY)
def test_later_reports_do_not_change_a_past_day(record: Standing, rule, day: date) -> None:
    """Nor confirmations, returns, starts and finishes of later days."""
    known = tuple(
        replace(
            it,
            confirmed_on=it.confirmed_on if it.confirmed_on and it.confirmed_on <= day else None,
            returned_on=it.returned_on if it.returned_on and it.returned_on <= day else None,
        )
        for it in record.reports
        if it.sent_on <= day
    )
    then = replace(
        record,
        reports=known,
        started_on=record.started_on if record.started_on and record.started_on <= day else None,
        finished_on=record.finished_on if record.finished_on and record.finished_on <= day else None,
    )
    assert light(rule, record, DAYS, day) == light(rule, then, DAYS, day)


@given(_records(returns=False), _RULES)
def test_red_never_becomes_green_without_a_confirmed_report(record: Standing, rule) -> None:
    """Between the last red day and the green one a report was confirmed."""
    red = None
    for day in (date(2026, 2, 1) + timedelta(days=3 * it) for it in range(120)):
        found = colour(record, day, rule)
        if found is Colour.RED:
            red = day
        elif found is Colour.GREEN and red is not None:
            assert any(it.confirmed_on and red < it.confirmed_on <= day for it in record.reports)
            red = None

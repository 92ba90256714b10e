"""Each gauge and preset at its thresholds and on either side of them."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from site_work import DAYS, FINISH, START, a_report, a_work, colour, confirmed, day_of

from yipanqi.domain.progress.light import Colour, light
from yipanqi.domain.progress.presets import DEFAULT, FORECAST, PRESETS, by_days
from yipanqi.domain.progress.standing import places

_G, _Y, _R = Colour.GREEN, Colour.YELLOW, Colour.RED


@pytest.mark.parametrize(
    ("rule", "elapsed", "percent", "expected"),
    [
        ("days", 50, "40.5", _G),  # 9.5 days behind: earned days are rounded, half up, 41
        ("days", 50, "40", _Y),
        ("days", 50, "21", _Y),
        ("days", 50, "20", _R),
        ("wuhan", 50, "40", _G),
        ("wuhan", 50, "39.9", _Y),
        ("wuhan", 50, "30", _Y),
        ("wuhan", 50, "29.9", _R),
        ("yinchuan_pace", 50, "40.1", _G),
        ("yinchuan_pace", 50, "40", _Y),
        ("yinchuan_pace", 50, "20", _Y),
        ("yinchuan_pace", 50, "19.9", _R),
        ("sanya", 50, "50", _G),
        ("sanya", 50, "49.9", _Y),
        ("sanya", 50, "25", _Y),
        ("sanya", 50, "24.9", _R),
        ("tianjin", 50, "50", _G),
        ("tianjin", 50, "49.9", _Y),
        ("tianjin", 50, "35", _Y),
        ("tianjin", 50, "34.9", _R),
    ],
)
def test_thresholds_of_what_is_done_to_date(rule, elapsed, percent, expected):
    """A work of 100 days: percent is days earned, elapsed days is pace."""
    day = day_of(elapsed)
    assert colour(a_work(a_report(day, percent)), day, PRESETS[rule]) is expected


@pytest.mark.parametrize(("percent", "expected"), [("36", _G), ("35.9", _Y), ("32", _Y), ("31.9", _R)])
def test_xinhuang_looks_at_the_task_of_the_month(percent, expected):
    """20 days of work after a report that was on pace: 16 of them are 80 %."""
    work = a_work(confirmed(day_of(20), 20, 0), a_report(day_of(40), percent))
    assert light(PRESETS["xinhuang"], work, DAYS, day_of(40)).colour is expected


def test_what_was_done_ahead_need_not_be_done_again():
    """Ten points ahead, then half of the month's plan: nothing is missed."""
    work = a_work(confirmed(day_of(20), 30, 0), a_report(day_of(40), 40))
    assert colour(work, day_of(40), PRESETS["xinhuang"]) is _G
    assert colour(work, day_of(40), PRESETS["sanya_month"]) is _G


def test_once_the_plan_is_over_all_that_is_left_is_the_task():
    """Of the 40 points left after the planned finish 30 are 75 %."""
    after, later = DAYS.add(FINISH, 5), DAYS.add(FINISH, 27)
    work = a_work(confirmed(after, 60, 0), a_report(later, 90))
    assert light(PRESETS["xinhuang"], work, DAYS, later).value == 75


def test_yinchuan_start_counts_months():
    """Not begun: yellow once its month is over, red after three."""
    rule, late = PRESETS["yinchuan_start"], a_work(started_on=None, owes=False)
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [colour(late, it, rule) for it in days] == [_G, _Y, _Y, _R]
    begun = replace(late, started_on=date(2026, 4, 20))
    assert [colour(begun, it, rule) for it in (date(2026, 4, 19), date(2026, 4, 20))] == [_Y, _G]


def test_sanya_districts_count_months_in_a_row():
    """Missed once: yellow; twice running: red; a month that was done ends the row."""
    rule = PRESETS["sanya_month"]
    march, april, may = date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)
    assert colour(a_work(a_report(march, 21)), march, rule) is _Y
    assert colour(a_work(a_report(march, 21), a_report(april, 41)), april, rule) is _R
    done = a_work(a_report(march, 21), a_report(april, 50), a_report(may, 60))
    assert light(rule, done, DAYS, april).colour is _G
    assert light(rule, done, DAYS, may).value == 1


def test_months_that_were_over_before_it_began_were_missed():
    """Planned for March, begun in May, by its first report."""
    work = a_work(a_report(date(2026, 5, 31), 5), started_on=date(2026, 5, 6), owes=False)
    assert light(PRESETS["sanya_month"], work, DAYS, date(2026, 5, 31)).value == 3


def test_sanya_counts_from_the_first_of_january():
    """What was missed in the year before does not count; this year's part of the plan does."""
    rule, before = PRESETS["sanya"], confirmed(date(2026, 12, 31), 40, 0)
    plan = {"start_date": date(2026, 11, 2), "finish_date": date(2027, 3, 31), "started_on": date(2026, 11, 2)}
    day = date(2027, 1, 29)
    pace = [Fraction(DAYS.between(plan["start_date"], it)) for it in (date(2026, 12, 31), day, plan["finish_date"])]
    asked = 100 * (pace[1] - pace[0]) / pace[2]
    for share in (Fraction(11, 10), Fraction(9, 10), Fraction(4, 10)):
        work = a_work(before, a_report(day, f"{float(40 + asked * share):.1f}"), **plan)
        assert abs(Fraction(light(rule, work, DAYS, day).value) - 100 * share) < 1


@pytest.mark.parametrize(("place", "expected"), [(3, _R), (4, _Y)])
def test_cangnan_is_red_among_the_last_three(place, expected):
    """Yellow for the missed month; red once the bulletin of the 5th tells its place; done is green at any place."""
    rule, march = PRESETS["cangnan"], date(2026, 3, 31)
    missed = a_work(a_report(march, 10), ranks={date(2026, 3, 1): place})
    assert [colour(missed, date(2026, 4, it), rule) for it in (4, 5)] == [_Y, expected]
    done = replace(missed, reports=(a_report(march, 30),))
    assert colour(done, date(2026, 4, 5), rule) is _G


def test_places_from_the_last():
    """Equals share a place."""
    found = places({"a": Fraction(1, 2), "b": Fraction(1, 5), "c": Fraction(1, 2), "d": Fraction(1)})
    assert found == {"b": 1, "a": 2, "c": 2, "d": 4}


@pytest.mark.parametrize(("share", "expected"), [("5/100", _G), ("51/1000", _Y), ("10/100", _Y), ("101/1000", _R)])
def test_the_forecast_counts_beyond_its_thresholds(share, expected):
    """5 % and 10 % themselves do not count."""
    work = a_work(a_report(day_of(50), 50), forecasts=((day_of(50), Fraction(share)),))
    assert colour(work, day_of(50), FORECAST) is expected


def test_without_a_forecast_what_is_certain_counts():
    """Not begun for 11 of 100 days: it cannot be less than 11 % late."""
    late = a_work(started_on=None, owes=False)
    assert light(FORECAST, late, DAYS, day_of(12)).value == 11
    assert [colour(late, day_of(it), FORECAST) for it in (6, 7, 11, 12)] == [_G, _Y, _Y, _R]


@pytest.mark.parametrize("rule", ["wuhan", "yinchuan_pace", "tianjin", "sanya"])
def test_what_is_not_begun_stands_at_nothing_at_the_months_end(rule):
    """Without any report; not before the month is over."""
    late = a_work(started_on=None, owes=False)
    assert colour(late, date(2026, 3, 31), PRESETS[rule]) is _G
    assert colour(late, date(2026, 4, 1), PRESETS[rule]) is (_Y if rule == "yinchuan_pace" else _R)


@pytest.mark.parametrize("rule", ["wuhan", "yinchuan_pace", "xinhuang"])
def test_a_stage_is_all_or_nothing(rule):
    """On pace until its finish has passed a month's end."""
    stage = a_work(is_work=False, owes=False)
    end = FINISH.replace(day=31 if FINISH.month in (1, 3, 5, 7, 8, 10, 12) else 30)
    assert colour(stage, end, PRESETS[rule]) is _G
    assert colour(stage, DAYS.add(end, 1), PRESETS[rule]) is _R


def test_the_default_follows_the_policy():
    """As the workbook says: so many days late set a light."""
    assert (DEFAULT.yellow.at, DEFAULT.red.at, DEFAULT.also) == (10, 30, FORECAST)
    rule = by_days(5, 15)
    late = a_work(started_on=None, owes=False)
    assert [colour(late, day_of(1 + it), rule) for it in (4, 5, 14, 15)] == [_G, _Y, _Y, _R]
    assert colour(late, START, rule) is _G


@pytest.mark.parametrize(
    ("percent", "share", "expected", "by"),
    [
        ("45", "5/100", _G, "days_forecast"),
        ("45", "6/100", _Y, "forecast"),
        ("40", "0", _Y, "days_forecast"),
        ("40", "6/100", _Y, "days_forecast"),
        ("40", "11/100", _R, "forecast"),
        ("20", "0", _R, "days_forecast"),
    ],
)
def test_the_default_shows_the_worse_of_days_and_forecast(percent, share, expected, by):
    """Each by its own thresholds; the light names the one that decides, and keeps what the other found."""
    work = a_work(a_report(day_of(50), percent), forecasts=((day_of(50), Fraction(share)),))
    found = light(DEFAULT, work, DAYS, day_of(50))
    assert (found.colour, found.rule) == (expected, by)
    assert {found.value, found.other} == {50 - int(percent), 100 * Fraction(share)}


def test_a_stage_goes_by_its_days_alone():
    """How far it has come nobody reports: eleven days late of a hundred is yellow, not red."""
    stage = a_work(is_work=False, owes=False, started_on=None)
    assert colour(stage, day_of(12), DEFAULT) is _Y
    assert colour(a_work(started_on=None, owes=False), day_of(12), DEFAULT) is _R


def test_red_by_the_forecast_stays_until_its_gap_is_closed():
    """Each of both rules has its memory: what the forecast saw is not forgotten because the days are few."""
    seen, later = day_of(50), day_of(60)
    foretold = ((seen, Fraction(12, 100)), (later, Fraction(0)))
    work = a_work(a_report(seen, 45), a_report(later, 58), forecasts=foretold)
    found = light(DEFAULT, work, DAYS, later)
    assert (found.colour, found.rule, found.red_on) == (_R, "forecast", seen)

"""The ladder: which steps are due on which day, that holds stop it, that each is taken once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from yipanqi.domain.supervision.ladder import (
    HOTLINE_RULE,
    LADDERS,
    USUAL,
    Clock,
    NoLadder,
    Rung,
    Step,
    Stop,
    Told,
    Why,
    drawn,
    due,
    ladder_of,
    last_day,
    late_days,
    stopped_days,
    would,
)
from yipanqi.domain.working_calendar import shipped

DAYS = shipped()
ISSUED, LIMIT = date(2026, 4, 1), date(2026, 4, 10)  # a Wednesday; a Friday, with Qingming (4 to 6 April) between
CLOCK = Clock(issued=ISSUED, limit=LIMIT)


def nights(clock: Clock, until: date, ladder=USUAL, off: frozenset[date] = frozenset()) -> dict[Step, date]:
    """What a night on each day takes, but for the days on which none ran."""
    taken: dict[Step, date] = {}
    day = clock.issued
    while day <= until:
        if day not in off:
            for stand in due(ladder, clock, taken, DAYS, day):
                assert stand.rung.step not in taken
                taken[stand.rung.step] = day
        day += timedelta(days=1)
    return taken


def test_each_step_comes_on_its_working_day() -> None:
    """Three working days before the limit, the working day after it, five and ten after it."""
    assert nights(CLOCK, date(2026, 5, 30)) == {
        Step.REMIND: date(2026, 4, 7),
        Step.URGE: date(2026, 4, 13),
        Step.CIRCULAR: date(2026, 4, 17),
        Step.INTERVIEW: date(2026, 4, 24),
    }
    assert would(USUAL, CLOCK, DAYS, date(2026, 5, 30)) == nights(CLOCK, date(2026, 5, 30))


def test_the_circular_of_the_hotline_counts_from_the_letter() -> None:
    found = nights(CLOCK, date(2026, 5, 30), HOTLINE_RULE)
    assert found == {Step.REMIND: date(2026, 4, 9), Step.URGE: date(2026, 4, 13), Step.CIRCULAR: date(2026, 4, 20)}


def test_days_on_hold_are_added_and_told() -> None:
    """A hold from Tuesday to Thursday costs two working days, before the limit and after it."""
    held = replace(CLOCK, stops=(Stop(first=date(2026, 4, 7), until=date(2026, 4, 9), why=Why.HELD),))
    assert last_day(held, DAYS) == date(2026, 4, 14)
    assert stopped_days(held, DAYS, date(2026, 4, 30)) == {Why.HELD: 2}
    assert nights(held, date(2026, 5, 30))[Step.URGE] == date(2026, 4, 15)
    late = replace(CLOCK, stops=(Stop(first=date(2026, 4, 14), until=date(2026, 4, 16), why=Why.HELD),))
    assert nights(late, date(2026, 5, 30))[Step.CIRCULAR] == date(2026, 4, 21)
    assert late_days(late, DAYS, date(2026, 4, 21)) == 5


def test_nothing_is_due_while_the_clock_stands() -> None:
    held = replace(CLOCK, stops=(Stop(first=date(2026, 4, 3), until=None, why=Why.HELD),))
    assert nights(held, date(2026, 6, 30)) == {}
    assert {it.told for it in drawn(USUAL, held, {}, DAYS, date(2026, 6, 30))} == {Told.STOPPED}


def test_an_answer_stops_the_ladder_and_a_given_back_one_lets_it_go_on() -> None:
    """The limit stays as it is: what is given back after it is urged at once."""
    answered = Stop(first=date(2026, 4, 9), until=date(2026, 4, 15), why=Why.ANSWERED)
    found = nights(replace(CLOCK, stops=(answered,)), date(2026, 5, 30))
    assert found[Step.URGE] == date(2026, 4, 15)
    assert last_day(replace(CLOCK, stops=(answered,)), DAYS) == LIMIT


def test_what_days_off_left_is_caught_up_step_after_step_with_grace() -> None:
    """No night for three weeks: one step on the first day, the next two working days later, no reminder."""
    off = frozenset(date(2026, 4, 2) + timedelta(days=at) for at in range(27))
    assert nights(CLOCK, date(2026, 5, 30), off=off) == {
        Step.URGE: date(2026, 4, 29),
        Step.CIRCULAR: date(2026, 5, 6),  # the 1 May holidays between
        Step.INTERVIEW: date(2026, 5, 8),
    }


def test_a_step_is_taken_once_and_none_after_the_end() -> None:
    taken = {Step.REMIND: date(2026, 4, 7), Step.URGE: date(2026, 4, 13)}
    assert due(USUAL, CLOCK, taken, DAYS, date(2026, 4, 13)) == ()
    ended = replace(CLOCK, ended=date(2026, 4, 14))
    assert nights(ended, date(2026, 5, 30)) == taken
    assert [it.told for it in drawn(USUAL, ended, taken, DAYS, date(2026, 5, 1))][2:] == [Told.SPARED, Told.SPARED]


def test_no_step_on_a_day_that_is_not_worked() -> None:
    saturday = date(2026, 4, 18)
    assert due(USUAL, CLOCK, {Step.URGE: date(2026, 4, 13)}, DAYS, saturday) == ()
    assert drawn(USUAL, CLOCK, {Step.URGE: date(2026, 4, 13)}, DAYS, saturday)[2].on == date(2026, 4, 20)


def test_a_reminder_on_the_day_of_issue_lapses() -> None:
    short = Clock(issued=date(2026, 4, 7), limit=LIMIT)
    assert Step.REMIND not in nights(short, date(2026, 4, 30))


@pytest.mark.parametrize("key", LADDERS)
def test_a_ladder_is_kept_and_read_again(key: str) -> None:
    assert ladder_of(LADDERS[key].stored) == LADDERS[key]


@pytest.mark.parametrize(
    "rungs",
    [
        (),
        (Rung(step=Step.URGE, days=0),),
        (Rung(step=Step.URGE, days=5), Rung(step=Step.CIRCULAR, days=5)),
        (Rung(step=Step.CIRCULAR, days=1), Rung(step=Step.URGE, days=5)),
        (Rung(step=Step.URGE, days=1, to=()),),
    ],
)
def test_a_ladder_that_contradicts_itself_is_refused(rungs: tuple[Rung, ...]) -> None:
    with pytest.raises(NoLadder):
        replace(USUAL, rungs=rungs)


def test_data_that_are_no_ladder_are_refused() -> None:
    for value in ({}, [], USUAL.stored | {"grace": "2"}, USUAL.stored | {"rungs": [{"step": "shout"}]}):
        with pytest.raises(NoLadder):
            ladder_of(value)

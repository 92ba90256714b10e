"""Meetings: every cell of both tables, the agenda over several meetings, what is put aside, three working days."""

from datetime import date
from itertools import product

import pytest

from yipanqi.domain.supervision.meeting import (
    Carried,
    ItemAction,
    ItemSituation,
    ItemState,
    MeetingAction,
    MeetingSituation,
    MeetingState,
    Of,
    Standing,
    agenda,
    item_refusal,
    meeting_refusal,
    order_due,
    possible_item,
    standing_of,
    wakes_on,
)
from yipanqi.domain.working_calendar import shipped

_MEETINGS = {
    #            correct hold record print take_back cancel
    "planned": "+        +    .      .     .         +",
    "held": "+           .    +      +     .         .",
    "printed": ".        .    .      .     +         .",
    "cancelled": ".      .    .      .     .         .",
}
_ITEMS = {
    #           to_note to_action order task drop take_up unlink snooze wake
    "note": ".          +         .     .    .    .       .      .      .",
    "open": "+          .         +     +    +    .       .      +      +",
    "drafted": ".       .         .     .    .    .       .      +      +",
    "ordered": ".       .         .     .    .    .       .      +      +",
    "tasked": ".        .         .     .    .    .       +      +      +",
    "dropped": "+       .         .     .    .    +       .      .      .",
    "closed": ".        .         .     .    .    .       .      .      .",
}
_STANDS = {
    #         none    drafted   going     ended     gone
    "note": "note     note      note      note      note",
    "open": "open     open      open      open      open",
    "dropped": "dropped dropped dropped   dropped   dropped",
    "ordered": "!     drafted   ordered   closed    open",
    "tasked": "!      tasked    tasked    closed    open",
}
_DAY = date(2027, 5, 10)


def test_every_cell_of_the_meetings_table():
    """What may be done to a meeting in which state: nothing that is not named, and all that is."""
    fits = MeetingSituation(day=_DAY, held_on=_DAY, printed_on=_DAY, items=1)

    told = {
        (state, action): meeting_refusal(state, action, fits, reason="因故")
        for state, action in product(MeetingState, MeetingAction)
    }

    assert told == _expected(_MEETINGS, MeetingState, MeetingAction)


def test_every_cell_of_the_items_table():
    """What may be done to an item that stands so."""
    fits = ItemSituation(is_snoozed=True, wakes_on=date(2027, 6, 1), day=_DAY)

    told = {
        (standing, action): item_refusal(standing, action, fits, reason="因故")
        for standing, action in product(Standing, ItemAction)
    }

    assert told == _expected(_ITEMS, Standing, ItemAction)


def _expected(table, rows, columns):
    return {
        (row, column): "" if cell == "+" else "no_such_move"
        for row in rows
        for column, cell in zip(columns, table[row].split(), strict=True)
    }


def test_every_cell_of_what_became_of_an_item():
    """An item stands as its order or its task does; one without either that should have one is a fault."""
    for state, cells in _STANDS.items():
        for hangs, cell in zip((None, *Of), cells.split(), strict=True):
            if cell == "!":
                with pytest.raises(ValueError, match=state):
                    standing_of(ItemState(state), hangs)
            else:
                assert standing_of(ItemState(state), hangs) == cell, (state, hangs)


def test_a_note_and_an_action_change_places_while_nothing_hangs_on_it():
    """Both ways; never once an order or a task was made of it."""
    free, hung = ItemSituation(), ItemSituation(has_hung=True)

    assert item_refusal(Standing.NOTE, ItemAction.TO_ACTION, free) == ""
    assert item_refusal(Standing.OPEN, ItemAction.TO_NOTE, free) == ""
    assert item_refusal(Standing.OPEN, ItemAction.TO_NOTE, hung) == "nothing_hangs"
    assert item_refusal(Standing.OPEN, ItemAction.ORDER, hung) == ""
    assert ItemAction.TO_NOTE not in possible_item(Standing.OPEN, hung)


def test_what_an_item_needs():
    """A reason where it is said; a meeting that was held; a day ahead to wake on."""
    assert item_refusal(Standing.OPEN, ItemAction.DROP, ItemSituation()) == "no_reason"
    assert item_refusal(Standing.OPEN, ItemAction.ORDER, ItemSituation(is_held=False)) == "is_held"
    today = ItemSituation(wakes_on=_DAY, day=_DAY)
    assert item_refusal(Standing.OPEN, ItemAction.SNOOZE, today, reason="等图纸") == "is_ahead"
    assert item_refusal(Standing.OPEN, ItemAction.WAKE, ItemSituation()) == "is_snoozed"


def test_what_a_meeting_needs():
    """It is held no earlier than its day; its minutes have items, and a day between the meeting and today; they are
    taken back only while nothing hangs on an item."""
    hold, print_, back = MeetingAction.HOLD, MeetingAction.PRINT, MeetingAction.TAKE_BACK
    ahead = MeetingSituation(day=_DAY, held_on=date(2027, 5, 11))
    empty = MeetingSituation(day=_DAY, held_on=_DAY, printed_on=_DAY)
    early = MeetingSituation(day=_DAY, held_on=_DAY, printed_on=date(2027, 5, 9), items=2)
    late = MeetingSituation(day=_DAY, held_on=_DAY, printed_on=date(2027, 5, 11), items=2)
    hanging = MeetingSituation(day=_DAY, held_on=_DAY, items=2, hanging=1)

    assert meeting_refusal(MeetingState.PLANNED, hold, ahead) == "day_came"
    assert meeting_refusal(MeetingState.HELD, print_, empty) == "has_items"
    assert meeting_refusal(MeetingState.HELD, print_, early) == "printed_after"
    assert meeting_refusal(MeetingState.HELD, print_, late) == "printed_after"
    assert meeting_refusal(MeetingState.PRINTED, back, hanging, reason="号错") == "none_hangs"
    assert meeting_refusal(MeetingState.PLANNED, MeetingAction.CANCEL, ahead) == "no_reason"


@pytest.mark.parametrize(
    ("printed", "due"),
    [
        ("2026-03-02", "2026-03-05"),  # a Monday
        ("2026-03-05", "2026-03-10"),  # a Thursday: over a weekend
        ("2026-02-12", "2026-02-24"),  # before the Spring Festival: the 14th is worked, the 15th to 23rd are off
        ("2026-09-29", "2026-10-09"),  # before the National Day: 30 September, 8 and 9 October
        ("2026-03-07", "2026-03-11"),  # printed on a Saturday: from the Monday on
    ],
)
def test_an_order_is_made_within_three_working_days(printed, due):
    """The day of printing is not counted; days off are not, weekend days that are worked for them are."""
    found = order_due(date.fromisoformat(printed), shipped(), 3)

    assert found == date.fromisoformat(due)


def test_what_is_put_aside_is_due_when_it_wakes():
    """Not before the day of waking, on a working day; without minutes nothing is due."""
    printed = date(2026, 3, 2)

    assert order_due(printed, shipped(), 3, wakes=date(2026, 3, 3)) == date(2026, 3, 5)
    assert order_due(printed, shipped(), 3, wakes=date(2026, 5, 2)) == date(2026, 5, 6)
    assert order_due(None, shipped(), 3) is None


def test_it_wakes_so_many_days_before_a_date():
    """Calendar days; none: on the day itself."""
    assert wakes_on(date(2027, 3, 2), 5) == date(2027, 2, 25)
    assert wakes_on(date(2027, 3, 2), 0) == date(2027, 3, 2)
    with pytest.raises(ValueError, match="-1"):
        wakes_on(date(2027, 3, 2), -1)


def _carried(key, meeting, held, standing="open", **more):
    return Carried(key=key, meeting=meeting, held_on=held, number=key, standing=Standing(standing), **more)


def test_open_items_of_all_earlier_meetings_stand_on_the_next_agenda():
    """Over three meetings: what is open is carried on, the oldest first; what was closed, dropped or only noted is
    not; what a later meeting asks stands on no earlier agenda."""
    january, february, march = date(2027, 1, 11), date(2027, 2, 8), date(2027, 3, 8)
    first = [_carried(1, 10, january, "ordered"), _carried(2, 10, january, "closed"), _carried(3, 10, january, "note")]
    second = [_carried(4, 11, february, "open"), _carried(5, 11, february, "dropped")]
    third = [_carried(6, 12, march, "tasked")]
    items = [*third, *second, *first]

    assert [it.key for it in agenda(items, 10, january)] == []
    assert [it.key for it in agenda(items, 11, february)] == [1]
    assert [it.key for it in agenda(items, 12, march)] == [1, 4]
    assert [it.key for it in agenda(items, 13, march)] == [1, 4, 6]  # a second meeting on the day of the third


def test_what_sleeps_stands_on_no_agenda_before_it_wakes():
    """On the day on which it wakes it is there again."""
    aside = _carried(1, 10, date(2027, 1, 11), wakes=date(2027, 3, 8))

    assert agenda([aside], 11, date(2027, 2, 8)) == ()
    assert agenda([aside], 12, date(2027, 3, 8)) == (aside,)

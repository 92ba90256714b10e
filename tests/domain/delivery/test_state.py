"""The table of states: every cell with its expected answer, and what stages make of their parts."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.domain.delivery.state import (
    ENDED,
    MOVES,
    Action,
    Guard,
    Refusal,
    Situation,
    State,
    Who,
    of_parts,
    possible,
    refusal,
)

S, A, W = State, Action, Who
WHO_DOES = {
    A.PREPARE: {S.PLANNED: (W.RESPONSIBLE, S.READY)},
    A.START: {S.READY: (W.RESPONSIBLE, S.UNDER_WAY)},
    A.REPORT: {S.UNDER_WAY: (W.RESPONSIBLE, S.REPORTED)},
    A.TAKE_BACK: {S.REPORTED: (W.RESPONSIBLE, S.UNDER_WAY)},
    A.CHECK: {S.REPORTED: (W.INSPECTING, S.CHECKED)},
    A.SEND_BACK: {S.REPORTED: (W.INSPECTING, S.UNDER_WAY), S.CHECKED: (W.OFFICE, S.UNDER_WAY)},
    A.CLOSE: {S.CHECKED: (W.OFFICE, S.CLOSED)},
    A.REOPEN: {S.CLOSED: (W.OFFICE, S.UNDER_WAY)},
    A.HOLD: {s: (W.OFFICE, S.HELD) for s in (S.PLANNED, S.READY, S.UNDER_WAY, S.REPORTED, S.CHECKED)},
    A.RESUME: {S.HELD: (W.OFFICE, None)},
    A.CANCEL: {s: (W.CHANGE, S.CANCELLED) for s in (*S,) if s not in (S.CLOSED, S.CANCELLED)},
    A.REVIVE: {S.CANCELLED: (W.CHANGE, S.PLANNED)},
}  # written by hand from what was decided, beside the table that the product reads


@pytest.mark.parametrize(("state", "action", "who"), [*product(State, Action, Who)])
def test_each_cell(state, action, who):
    """Of 8 states, 12 actions and 4 kinds of people exactly the decided cells are allowed, and lead where decided."""
    answer = refusal(state, action, {who}, Situation(), reason="理由")
    decided = WHO_DOES[action].get(state)

    if decided is None:
        assert answer == Refusal(code="no_such_move")
    elif decided[0] is not who:
        assert answer == Refusal(code="not_yours")
    else:
        assert answer is None and MOVES[state, action].to is decided[1]


@pytest.mark.parametrize(("state", "action"), MOVES)
def test_a_reason_is_asked_for_where_something_is_undone(state, action):
    """Going back, holding, cancelling, taking up again want a reason; going on does not."""
    wants = action in (A.TAKE_BACK, A.SEND_BACK, A.REOPEN, A.HOLD, A.CANCEL, A.REVIVE)

    answer = refusal(state, action, set(Who), Situation(), reason="  ")

    assert answer == (Refusal(code="no_reason") if wants else None)


@pytest.mark.parametrize(
    ("state", "action", "situation", "guard"),
    [
        (S.PLANNED, A.PREPARE, Situation(unsettled=("a",)), Guard.PREDECESSORS),
        (S.READY, A.START, Situation(missing_to_start=("合同",)), Guard.START_GATE),
        (S.UNDER_WAY, A.REPORT, Situation(missing_to_end=("照片",)), Guard.END_GATE),
        (S.REPORTED, A.CHECK, Situation(is_reporter=True), Guard.NOT_REPORTER),
        (S.CHECKED, A.CLOSE, Situation(is_reporter=True), Guard.NOT_REPORTER),
    ],
)
def test_a_guard_refuses_with_what_is_missing(state, action, situation, guard):
    """The refusal names the guard and what is missing."""
    answer = refusal(state, action, set(Who), situation)

    assert answer is not None and answer.code == guard.value and answer.missing


def test_stages_are_not_moved_by_hand_but_may_be_held():
    """A stage is what its parts make of it."""
    whole = Situation(is_leaf=False)

    assert refusal(S.PLANNED, A.PREPARE, set(Who), whole) == Refusal(code="of_its_parts")
    assert refusal(S.PLANNED, A.HOLD, set(Who), whole, reason="雨季") is None
    assert possible(S.PLANNED, set(Who), is_leaf=False) == (A.HOLD,)


@given(st.lists(st.sampled_from(State), max_size=8))
def test_a_stage_is_closed_exactly_when_each_part_is_closed_or_cancelled(states):
    """And cancelled where there is nothing but cancelled parts."""
    found = of_parts(states)

    assert (found in ENDED) is all(state in ENDED for state in states)
    assert (found is S.CANCELLED) is all(state is S.CANCELLED for state in states)


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ("planned planned", "planned"),
        ("ready planned", "ready"),
        ("closed planned", "under_way"),
        ("reported checked", "under_way"),
        ("checked closed", "checked"),
        ("held closed", "held"),
        ("held planned", "planned"),
        ("cancelled closed", "closed"),
    ],
)
def test_what_parts_make(states, whole):
    """A stage is under way once one of its parts is, and on hold when nothing else is left."""
    assert of_parts(map(State, states.split())) is State(whole)

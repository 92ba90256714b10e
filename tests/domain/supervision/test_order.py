"""Who may do what to an order, as the table says; what a guard refuses."""

from dataclasses import fields, replace
from itertools import product

import pytest

from yipanqi.domain.supervision.order import (
    ENDED,
    OPEN,
    ORDER_MOVES,
    WAITS,
    OrderAction,
    OrderGuard,
    OrderPart,
    OrderSituation,
    OrderState,
    number_said,
    order_refusal,
    part_wanted,
    possible_orders,
    public_over,
)

BAD = {
    OrderGuard.COMPLETE: {"is_complete": False},
    OrderGuard.TWO_UNITS: {"is_two_units": False},
    OrderGuard.LIMIT_AHEAD: {"is_limit_ahead": False},
    OrderGuard.IN_TIME: {"is_in_time": False},
    OrderGuard.LATER: {"is_later": False},
    OrderGuard.NONE_OPEN: {"is_none_open": False},
    OrderGuard.ASKED: {"is_extension_asked": False},
    OrderGuard.SOMETHING_ASKED: {"is_something_asked": False},
    OrderGuard.SOON: {"is_soon": False},
    OrderGuard.OTHER_LEAD: {"is_other_lead": False},
    OrderGuard.OTHER_UNIT: {"is_other_unit": False},
    OrderGuard.OTHER_PERSON: {"is_other_person": False},
    OrderGuard.CAUSE: {"has_cause": False},
    OrderGuard.PREVENTION: {"has_prevention": False},
    OrderGuard.ARTEFACTS: {"missing_artefacts": ("合同",)},
    OrderGuard.PHOTOS: {"has_photos": False},
    OrderGuard.PUBLIC_OVER: {"is_public_over": False},
    OrderGuard.PUBLIC_WANTED: {"is_public_wanted": False},
    OrderGuard.PERIODIC: {"is_periodic": False},
}
S, A, P = OrderState, OrderAction, OrderPart
# the expected table, written once more by hand: state → what each part may try, on an order not yet extended
EXPECTED = {
    S.DRAFTED: {P.ISSUER: {A.EDIT, A.ISSUE, A.WITHDRAW}},
    S.ISSUED: {
        P.ISSUER: {A.REASSIGN, A.EXTEND, A.DECLINE, A.HOLD, A.WITHDRAW},
        P.LEAD: {A.SIGN, A.ASK_EXTENSION},
    },
    S.SIGNED: {
        P.ISSUER: {A.REASSIGN, A.EXTEND, A.DECLINE, A.HOLD, A.WITHDRAW},
        P.LEAD: {A.REPORT, A.REPLY, A.ASK_REASSIGN, A.ASK_EXTENSION},
    },
    S.REPLIED: {P.ISSUER: {A.HOLD, A.WITHDRAW}, P.CHECKER: {A.TAKE, A.GIVE_BACK}},
    S.CHECKING: {P.ISSUER: {A.HOLD, A.WITHDRAW}, P.CHECKER: {A.PUBLISH, A.CLOSE, A.GIVE_BACK}},
    S.CLOSED: {P.ISSUER: {A.REOPEN}},
    S.HELD: {P.ISSUER: {A.RESUME, A.WITHDRAW}},
    S.WITHDRAWN: {},
}


@pytest.mark.parametrize(("state", "action", "part"), list(product(S, A, P)))
def test_every_cell_of_the_table_for_every_part(state, action, part):
    """What the table names is possible for whom it names, with a reason where it wants one; all else is refused."""
    may = action in EXPECTED[state].get(part, ())
    move = ORDER_MOVES.get((state, action))

    told = order_refusal(state, action, {part}, OrderSituation(), reason="理由")
    bare = order_refusal(state, action, {part}, OrderSituation())

    assert (told is None) is may
    if not may:
        assert told.code == ("no_such_move" if move is None else "not_yours")
    else:
        assert (bare.code if bare else "") == ("no_reason" if move.needs_reason else "")
    assert (action in possible_orders(state, {part})) is may


@pytest.mark.parametrize("state", [S.ISSUED, S.SIGNED])
def test_a_second_extension_is_one_level_higher(state):
    """Once it was extended, the issuing organ may neither grant nor decline the next; whoever decides may."""
    for action in (A.EXTEND, A.DECLINE):
        assert part_wanted(state, action) is P.ISSUER
        assert part_wanted(state, action, extensions=1) is P.DECIDER
        told = order_refusal(state, action, {P.ISSUER}, OrderSituation(), reason="理由", extensions=1)
        assert told is not None and told.code == "not_yours"
    assert part_wanted(state, A.HOLD, extensions=1) is P.ISSUER


@pytest.mark.parametrize(("cell", "guard"), list(product(ORDER_MOVES, OrderGuard)))
def test_a_guard_holds_where_the_table_names_it(cell, guard):
    """Where its condition fails, the moves that name it are refused by its name, and the others are not."""
    move = ORDER_MOVES[cell]
    if guard is OrderGuard.ONE_LEVEL_UP:
        return

    told = order_refusal(*cell, {move.who}, OrderSituation(**BAD[guard]), reason="理由")

    assert (told.guards if told else ()) == ((guard,) if guard in move.guards else ())


def test_every_guard_has_its_condition():
    """And every condition its guard."""
    assert set(BAD) == set(OrderGuard) - {OrderGuard.ONE_LEVEL_UP}
    assert {name for it in BAD.values() for name in it} == {it.name for it in fields(OrderSituation)}


def test_all_that_the_close_lacks_is_told_at_once():
    """Cause, prevention, artefacts, photos: nobody is sent back four times."""
    bare = replace(
        OrderSituation(), has_cause=False, has_prevention=False, missing_artefacts=("竣工图",), has_photos=False
    )

    told = order_refusal(S.CHECKING, A.CLOSE, {P.CHECKER}, bare)

    assert told.guards == (OrderGuard.CAUSE, OrderGuard.PREVENTION, OrderGuard.ARTEFACTS, OrderGuard.PHOTOS)
    assert told.missing == ("竣工图",)


def test_every_state_can_be_left_and_says_for_whom_it_waits():
    """But the two that end an order; and each is reached from the draft."""
    reached = {S.DRAFTED}
    for _ in S:
        reached |= {move.to for (state, _), move in ORDER_MOVES.items() if state in reached and move.to}

    assert reached == set(S)
    assert set(WAITS) == set(S) - ENDED
    for state, waits in WAITS.items():
        assert ORDER_MOVES[state, waits.action].who is waits.part
    assert set(OPEN) & ENDED == set()


def test_a_number_is_said_as_offices_write_it():
    """Six-cornered brackets, no zeros before it."""
    assert number_said("改", 2027, 12) == "改督〔2027〕12号"


def test_days_on_notice_begin_the_day_after():
    """Of five days the sixth day after is free; of none nothing is waited for."""
    from datetime import date

    first = date(2027, 3, 1)

    assert [public_over(first, 5, date(2027, 3, day)) for day in (6, 7)] == [False, True]
    assert public_over(None, 0, first)
    assert not public_over(None, 5, first)

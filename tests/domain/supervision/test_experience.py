"""The experience library: every cell of its table, what is drawn from the record, and which cases are offered."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from yipanqi.domain.supervision.experience import (
    CaseAction,
    CasePart,
    CaseState,
    Known,
    Reason,
    Size,
    Why,
    Work,
    case_refusal,
    drawn,
    nearest,
)

_TABLE = {
    #              correct    approve    return     propose    withdraw
    "proposed": "  proposer   approver   approver   .          proposer",
    "returned": "  proposer   .          .          proposer   proposer",
    "approved": "  .          .          .          .          both",
    "withdrawn": " .          .          .          .          .",
}
_PROPOSER, _APPROVER = CasePart.PROPOSER, CasePart.APPROVER


@pytest.mark.parametrize("parts", [(), (_PROPOSER,), (_APPROVER,), (_PROPOSER, _APPROVER)])
def test_every_cell_for_every_part(parts):
    """Who proposed it corrects and withdraws; somebody else approves and gives back; both withdraw what is shared."""
    cells = {state: row.split() for state, row in _TABLE.items()}

    for state, (at, action) in product(CaseState, enumerate(CaseAction)):
        told = case_refusal(state, action, parts, reason="因故")
        assert told == _expected(cells[state][at], parts), (state, action, parts)


def _expected(cell, parts):
    if cell == ".":
        return "no_such_move"
    wanted = {"proposer": {_PROPOSER}, "approver": {_APPROVER}, "both": {_PROPOSER, _APPROVER}}[cell]
    if not wanted & set(parts):
        return "not_yours"
    return "other_person" if cell == "approver" and _PROPOSER in parts else ""


def test_giving_back_and_withdrawing_what_is_shared_need_a_reason():
    """Withdrawing what nobody has approved does not."""
    assert case_refusal(CaseState.PROPOSED, CaseAction.RETURN, {_APPROVER}) == "no_reason"
    assert case_refusal(CaseState.APPROVED, CaseAction.WITHDRAW, {_APPROVER}) == "no_reason"
    assert case_refusal(CaseState.PROPOSED, CaseAction.WITHDRAW, {_PROPOSER}) == ""


_HERE = Size(households=300, floor_area=Decimal(20000), built_year=1990)


def _known(key, measures="drainage", **size):
    return Known(key=key, measures=frozenset(measures.split()), places=(Size(**size),))


def test_the_nearest_case_comes_first_and_says_why():
    """By households, floor area and year; the reasons give the figures of there and of here."""
    far = _known(1, households=500, floor_area=Decimal(30000), built_year=1980)
    near = _known(2, "drainage road", households=330, floor_area=Decimal(22000), built_year=1992)

    first, second = nearest(_HERE, ["drainage", "roof"], [far, near])

    assert (first.key, second.key) == (2, 1)
    assert first.distance == Fraction(1, 10)  # a tenth more of each, and two years of twenty
    assert first.reasons == (
        Reason(why=Why.MEASURE, there="drainage"),
        Reason(why=Why.HOUSEHOLDS, there=330, here=300),
        Reason(why=Why.FLOOR_AREA, there=Decimal(22000), here=Decimal(20000)),
        Reason(why=Why.BUILT_YEAR, there=1992, here=1990),
    )


def test_another_work_or_another_size_is_not_offered():
    """Twice the size is like, a household more is not; nor is a case of which no size is known."""
    other = _known(1, "roof", households=300)
    twice, more = _known(2, households=600), _known(3, households=601)
    small = _known(4, households=150)
    unlike_area = _known(5, households=300, floor_area=Decimal(40001))
    unknown = _known(6, built_year=1990)

    found = nearest(_HERE, ["drainage"], [other, twice, more, small, unlike_area, unknown], most=9)

    assert [it.key for it in found] == [2, 4]


def test_of_many_estates_the_nearest_counts():
    """A case is offered for the estate that is most like."""
    case = Known(key=1, measures=frozenset({"road"}), places=(Size(households=900), Size(households=310)))

    (found,) = nearest(_HERE, ["road"], [case])

    assert found.reasons[-1] == Reason(why=Why.HOUSEHOLDS, there=310, here=300)


def test_equally_near_ones_come_in_the_order_of_their_keys_and_only_so_many():
    """The same cases in whatever order they are given."""
    cases = [_known(key, households=300) for key in (4, 2, 3, 1)]

    found = nearest(_HERE, ["drainage"], cases, most=3)

    assert [it.key for it in found] == [1, 2, 3]
    assert nearest(_HERE, ["drainage"], cases, most=0) == ()


def test_the_facts_of_a_case_come_from_its_works():
    """Measures once each, costs summed, days from the first to the last, both counted."""
    found = drawn(
        [
            Work(
                measure="road",
                cost=120_00,
                start_date=date(2027, 3, 1),
                finish_date=date(2027, 3, 10),
                started_on=date(2027, 3, 2),
                done_on=date(2027, 3, 15),
            ),
            Work(
                measure="drainage",
                cost=80_00,
                start_date=date(2027, 2, 20),
                finish_date=date(2027, 3, 5),
                started_on=date(2027, 2, 20),
                done_on=date(2027, 3, 4),
            ),
        ]
    )

    assert found.measures == ("road", "drainage")
    assert found.cost == 200_00
    assert (found.days_planned, found.days_taken) == (19, 24)


def test_days_taken_are_not_known_before_the_end():
    """A work that is not done leaves them out; no work is no case."""
    going = Work(
        measure="road",
        cost=0,
        start_date=date(2027, 3, 1),
        finish_date=date(2027, 3, 1),
        started_on=date(2027, 3, 1),
    )

    assert drawn([going]).days_taken is None
    with pytest.raises(ValueError, match="no work"):
        drawn([])

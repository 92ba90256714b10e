"""Who may do what to a change, as the table says; limits, the last day, and what a change does to money and targets."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from builders import a_measure, a_need, an_estate
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.domain.capacity import Target, TargetKind
from yipanqi.domain.delivery import change, described
from yipanqi.domain.delivery.change import (
    CHANGE_MOVES,
    Begun,
    ChangeAction,
    ChangeGuard,
    ChangeSituation,
    ChangeState,
    Limit,
    Part,
    change_refusal,
    last_day,
    limits_of,
    possible_changes,
    reached,
    repriced,
    roles_for,
)
from yipanqi.domain.delivery.described import NoValue, checked, undescribed
from yipanqi.domain.delivery.shipped import SHIPPED
from yipanqi.domain.programme import Policy

PARTS = [set(), {Part.ASKER}, {Part.APPROVER}, {Part.ASKER, Part.APPROVER}]
BAD = {
    ChangeGuard.OTHER_PERSON: {"is_asker": True},
    ChangeGuard.WITHIN_LIMIT: {"is_within_limit": False},
    ChangeGuard.IN_TIME: {"is_in_time": False},
    ChangeGuard.STILL_SO: {"is_still_so": False},
    ChangeGuard.SAME_DAY: {"is_same_day": False},
}


@pytest.mark.parametrize(("state", "action"), list(product(ChangeState, ChangeAction)))
def test_every_cell_of_the_table_for_every_part(state, action):
    """What the table names is possible for whom it names, with a reason where it wants one; all else is refused."""
    move = CHANGE_MOVES.get((state, action))

    for parts in PARTS:
        told = change_refusal(state, action, parts, ChangeSituation(), reason="理由")
        bare = change_refusal(state, action, parts, ChangeSituation())
        wanted = "no_such_move" if move is None else "not_yours" if move.who not in parts else ""
        assert told == wanted
        assert (action in possible_changes(state, parts)) is (wanted == "")
        assert bare == (wanted or ("no_reason" if move.needs_reason else ""))


@pytest.mark.parametrize(("cell", "guard"), [(c, g) for c, move in CHANGE_MOVES.items() for g in ChangeGuard])
def test_a_guard_holds_where_the_table_names_it(cell, guard):
    """Where its condition fails, the moves that name it are refused by its name, and the others are not."""
    move = CHANGE_MOVES[cell]

    told = change_refusal(*cell, {move.who}, ChangeSituation(**BAD[guard]), reason="理由")

    assert told == (guard.value if guard in move.guards else "")
    assert set(BAD) == set(ChangeGuard)
    assert len(fields(ChangeSituation)) == len(BAD)


LIMITS = (Limit(role="approver", money=100, days=20), Limit(role="leader"))


@settings(max_examples=100, deadline=None)
@given(st.integers(-300, 300), st.integers(-60, 60))
def test_a_limit_counts_both_ways(money, days):
    """Savings and delays, cuts and rushes: the approver up to both limits, the leader whatever it is."""
    found = roles_for(LIMITS, money, days)

    assert ("approver" in found) is (abs(money) <= 100 and abs(days) <= 20)
    assert "leader" in found


def test_limits_and_the_last_day_come_from_the_settings():
    """The shipped ones are values of their kinds; a day that no year has is none."""
    shipped = {it.key: it.value for it in change.SHIPPED}

    assert [it.role for it in limits_of(shipped[change.LIMITS])] == ["approver", "leader"]
    assert last_day(2027, shipped[change.LAST_DAY]) == date(2027, 6, 30)
    with pytest.raises(ValueError, match="day"):
        last_day(2027, "02-30")


def test_more_households_cost_more_where_they_are_what_is_counted():
    """A quantity by the driver follows the facts, and the budget in proportion; one that was surveyed stays."""
    before, after = an_estate(households=300), an_estate(households=330)
    measure, policy = a_measure("water"), Policy()

    counted = repriced(1_000_000, measure, None, policy, before=before, after=after)
    surveyed = repriced(1_000_000, measure, a_need(quantity=Decimal(300)), policy, before=before, after=after)

    assert (counted.quantity.value, counted.budget) == (Decimal(330), 1_100_000)
    assert (surveyed.quantity.value, surveyed.budget) == (Decimal(300), 1_000_000)


def test_targets_tell_what_a_change_takes_from_them():
    """Households and estates begun by a year, within the region; what does not move is not told."""
    targets = [
        Target(region="D", kind=TargetKind.HOUSEHOLDS, year=1, at_least=500, penalty=Decimal(1)),
        Target(region="D", kind=TargetKind.ESTATES, year=0, at_least=1, penalty=Decimal(1)),
        Target(region="S2", kind=TargetKind.ESTATES, year=1, at_least=1, penalty=Decimal(1)),
    ]
    one = Begun(regions=frozenset({"S1", "D"}), year=0, households=300)
    other = Begun(regions=frozenset({"S2", "D"}), year=1, households=250)

    fewer = reached(targets, [one, other], [replace(one, households=200), other])
    later = reached(targets, [one, other], [replace(one, year=1), other])

    assert [(it.before, it.after, it.is_missed_more) for it in fewer] == [(550, 450, True)]
    assert [(it.target, it.after, it.is_missed_more) for it in later] == [(targets[1], 0, True)]
    assert not reached(targets, [one, other], [one, other])


def test_each_shipped_setting_has_a_name_and_a_value_of_its_kind():
    """A key that nobody described fails here before anybody has to fill in its form."""
    assert undescribed([it.key for it in SHIPPED]) == []
    for it in SHIPPED:
        assert checked(described.described(it.key, it.value), it.value) == it.value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("coordination_days", -1),
        ("coordination_days", True),
        ("coordination_days", None),
        ("change.last_day", "6-30"),
        ("change.last_day", "02-30"),
        ("change.limits", []),
        ("change.limits", [{"role": "nobody", "money": None, "days": None}]),
        ("change.limits", [{"role": "leader", "money": -1, "days": None}]),
        ("change.limits", [{"role": "leader", "more": 1}]),
        ("dig.surfaces", " "),
        ("gate.tender.end.award", "perhaps"),
    ],
)
def test_what_is_no_value_of_its_kind_is_refused(key, value):
    """By the key that it is wrong for."""
    with pytest.raises(NoValue):
        checked(described.described(key, value), value)

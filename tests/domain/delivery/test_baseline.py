"""Two moments side by side, in working days and fen."""

from datetime import date
from decimal import Decimal

import pytest

from yipanqi.domain.delivery.baseline import Kind, Standing, difference, differences
from yipanqi.domain.working_calendar import shipped

WORKING = shipped()


def a_standing(first: str, last: str, budget: int = 100, quantity: int | None = None) -> Standing:
    much = None if quantity is None else Decimal(quantity)
    return Standing(start=date.fromisoformat(first), finish=date.fromisoformat(last), budget=budget, quantity=much)


def test_dates_differ_by_working_days_and_money_by_fen():
    """Over the May holiday of 2026 ten calendar days are six working days, for 9 May is worked."""
    old, new = a_standing("2026-04-01", "2026-04-30"), a_standing("2026-04-01", "2026-05-10", 75)

    later, earlier = difference(WORKING, old, new), difference(WORKING, new, old)

    assert (later.kind, later.start_days, later.finish_days, later.budget) == (Kind.LATER, 0, 4, -25)
    assert (earlier.kind, earlier.finish_days, earlier.budget) == (Kind.EARLIER, -4, 25)


def test_what_is_there_at_one_moment_only():
    """A work that came counts whole, one that went likewise; what is at neither is no task."""
    one = a_standing("2026-04-01", "2026-04-30")

    assert (difference(WORKING, None, one).kind, difference(WORKING, None, one).budget) == (Kind.ADDED, 100)
    assert (difference(WORKING, one, None).kind, difference(WORKING, one, None).budget) == (Kind.GONE, -100)
    with pytest.raises(ValueError, match="nowhere"):
        difference(WORKING, None, None)


def test_money_alone_is_another_change_and_nothing_is_none():
    """The same dates with other money or another quantity are no delay."""
    one = a_standing("2026-04-01", "2026-04-30", quantity=3)

    assert difference(WORKING, one, a_standing("2026-04-01", "2026-04-30", 101, 3)).kind is Kind.OTHERWISE
    assert difference(WORKING, one, a_standing("2026-04-01", "2026-04-30", 100, 4)).kind is Kind.OTHERWISE
    assert difference(WORKING, one, one).kind is Kind.SAME


def test_every_task_of_either_moment_comes_once():
    """In the order of the later moment, then those that are gone; the money of all adds up."""
    one = a_standing("2026-04-01", "2026-04-30")
    old, new = {"a": one, "b": one}, {"c": one, "b": one}

    found = dict(differences(WORKING, old, new))

    assert [*found] == ["c", "b", "a"]
    assert sum(it.budget for it in found.values()) == 0

"""Whole fen: rounding, splitting, showing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.domain.money import (
    ceiling,
    from_wan,
    from_yuan,
    in_wan,
    parts,
    percentages,
    rounded,
    shown,
    wan_in_full,
    wan_text,
)

amounts = st.lists(st.integers(0, 10**13), min_size=1, max_size=30)


def test_half_a_fen_rounds_up():
    """A half goes up, everything else to the nearest."""
    assert [rounded(Fraction(n, 2)) for n in (1, 2, 3, 5)] == [1, 1, 2, 3]
    assert from_yuan(Decimal("0.005")) == 1
    assert from_yuan(Decimal("0.0049")) == 0


def test_ceiling_never_falls_short():
    """A whole number stays, a fraction goes up."""
    assert (ceiling(Fraction(3)), ceiling(Fraction(7, 3)), ceiling(Decimal("0.01"))) == (3, 3, 1)


def test_ten_thousand_yuan_there_and_back():
    """10⁴ yuan are a million fen, exactly both ways."""
    assert from_wan(Decimal("12.345678")) == 12_345_678
    assert in_wan(12_345_678) == Decimal("12.345678")
    assert wan_text(1_234_567_890_000) == "1,234,567.89"


@given(total=st.integers(0, 10**14), weights=amounts)
def test_parts_add_up(total: int, weights: list[int]):
    """By largest remainder the parts add up to the total, each within one of its exact share."""
    split = parts(total, weights)

    whole = sum(weights)
    assert sum(split) == (total if whole else 0)
    assert all(abs(p - Fraction(total * w, whole)) < 1 for p, w in zip(split, weights, strict=True) if whole)


@given(amounts=amounts, places=st.integers(0, 3))
def test_shown_rows_add_up_to_the_shown_total(amounts: list[int], places: int):
    """What is printed adds up as printed, and no row moves by a whole last digit."""
    total, rows = shown(sum(amounts), amounts, places)

    assert sum(rows) == total
    step = Decimal(1).scaleb(-places)
    assert abs(total - in_wan(sum(amounts))) <= step / 2
    assert all(abs(row - in_wan(amount)) < step for row, amount in zip(rows, amounts, strict=True))


def test_shown_takes_away_where_rounding_gave_too_much():
    """Three equal thirds of a hundredth too many."""
    assert shown(15_000, [5_000, 5_000, 5_000]) == (Decimal("0.02"), [Decimal("0.01"), Decimal("0.01"), Decimal(0)])


def test_shown_refuses_rows_of_another_total():
    """Rows that do not add up are no rows of this total."""
    with pytest.raises(ValueError, match="add up"):
        shown(3, [1, 1])


@given(amounts=amounts)
def test_percentages_add_up_to_a_hundred(amounts: list[int]):
    """The shown shares add up to 100, or are all zero."""
    assert sum(percentages(amounts)) == (100 if sum(amounts) else 0)


@pytest.mark.parametrize(
    ("fen", "told"),
    [(0, "0.00"), (1_234_500, "1.2345"), (1_230_000_000, "1,230.00"), (1, "0.000001"), (-15_000, "-0.015")],
)
def test_what_was_written_is_told_with_all_its_places(fen: int, told: str):
    """A contract of 1.2345 × 10⁴ yuan stays that, at least with two places."""
    assert wan_in_full(fen) == told

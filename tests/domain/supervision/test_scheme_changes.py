"""What differs between two schemes is told once each, in both languages."""

from dataclasses import replace
from fractions import Fraction

from yipanqi.domain.supervision.scheme_changes import changes_told
from yipanqi.domain.supervision.schemes_shipped import SUBDISTRICTS


def test_nothing_differs_from_itself() -> None:
    """No sentence for a copy."""
    assert changes_told(SUBDISTRICTS, replace(SUBDISTRICTS)) == []


def test_weights_left_out_and_new_lines_are_told_once() -> None:
    """Two weights moved, one indicator for another: a weight is told as a weight, not again as another way to count."""
    first, second, *rest = SUBDISTRICTS.indicators
    lines = [replace(first, weight=first.weight + 5), replace(second, weight=second.weight - 5), *rest[:-1]]
    lines.append(replace(rest[-1], key="other", names=("其他", "Other")))
    told = changes_told(SUBDISTRICTS, replace(SUBDISTRICTS, indicators=tuple(lines)))

    assert f"“{first.names[0]}”分值：25 → 30" in [zh for zh, _ in told]
    assert f"left out: “{rest[-1].names[1]}”" in [en for _, en in told]
    assert len(told) == 4 and first.weight == Fraction(25)

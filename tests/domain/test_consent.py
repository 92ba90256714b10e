"""Art. 278: two denominators, two stages, two kinds of matter."""

from fractions import Fraction

import pytest

from yipanqi.domain.consent import Consent, Matter, shortfalls

HAIR = Fraction(1, 10**9)


def vote(turnout: Fraction = Fraction(1), approval: Fraction = Fraction(1), **changes: Fraction) -> Consent:
    ratios = {
        "turnout_heads": turnout,
        "turnout_area": turnout,
        "approval_heads": approval,
        "approval_area": approval,
    }
    return Consent(**(ratios | changes))


def test_exactly_two_thirds_is_a_quorum():
    """以上 includes the bound (art. 1259)."""
    assert shortfalls(vote(turnout=Fraction(2, 3)), Matter.ORDINARY) == []
    assert shortfalls(vote(turnout=Fraction(2, 3) - HAIR), Matter.ORDINARY) == ["turnout_heads", "turnout_area"]


def test_exactly_half_is_no_majority():
    """过半数 is strictly more."""
    assert shortfalls(vote(approval=Fraction(1, 2)), Matter.ORDINARY) == ["approval_heads", "approval_area"]
    assert shortfalls(vote(approval=Fraction(1, 2) + HAIR), Matter.ORDINARY) == []


def test_exactly_three_quarters_decides_a_major_matter():
    """Again the bound is included."""
    assert shortfalls(vote(approval=Fraction(3, 4)), Matter.MAJOR) == []
    assert shortfalls(vote(approval=Fraction(3, 4) - HAIR), Matter.MAJOR) == ["approval_heads", "approval_area"]


@pytest.mark.parametrize("ratio", ["turnout_heads", "turnout_area", "approval_heads", "approval_area"])
def test_each_ratio_counts_by_itself(ratio: str):
    """Heads do not make up for area, nor turnout for approval."""
    assert shortfalls(vote(**{ratio: Fraction(1, 3)}), Matter.MAJOR) == [ratio]


def test_a_ratio_is_no_percentage():
    """66 is refused where 0.66 was meant."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        vote(turnout=Fraction(66))

"""How good a plan is told to be: what anybody can recompute is proven, what only the solver says is its word."""

from dataclasses import replace
from decimal import Decimal

import pytest
from builders import a_programme

from yipanqi.domain.planning.outcome import Outcome, bounded, is_unfinished
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.words import Words

TENTH = Decimal("0.1")


def worth(objective: float, upper_bound: float, priced_bound: float | None = None) -> Outcome:
    """A plan of so many points under these bounds, the first the solver's word where there are two."""
    bounds = bounded(objective, upper_bound, priced_bound)
    return Outcome(plan=Plan(starts={}, choices={}), objective=objective, seconds=0.0, work=None, seed=0, **bounds)


def test_the_two_gaps() -> None:
    """The gap is that of the lowest bound; the proven one that of the bound which can be recomputed."""
    alone, by_solver = worth(100.0, 110.0), worth(100.0, 102.0, 110.0)

    assert (alone.gap, alone.proven_gap, alone.bound_by_solver) == (pytest.approx(0.1), pytest.approx(0.1), False)
    assert (by_solver.gap, by_solver.proven_gap) == (pytest.approx(0.02), pytest.approx(0.1))
    assert by_solver.bound_by_solver


def test_a_plan_that_beats_the_solvers_bound_takes_its_word_away() -> None:
    """A solver that is refuted counts no more, unless by what figures are off; no bound is below the plan."""
    refuted, off, beyond = worth(103.0, 102.0, 110.0), worth(102.00001, 102.0, 110.0), worth(111.0, 110.0)

    assert (refuted.upper_bound, refuted.bound_by_solver, refuted.priced_bound) == (110.0, False, None)
    assert (off.upper_bound, off.bound_by_solver) == (102.00001, True)
    assert beyond.upper_bound == 111.0


@pytest.mark.parametrize(
    ("outcome", "zh", "en"),
    [
        (worth(100.0, 110.0), "差距不超过10.0%", "proven to lie within 10.0%"),
        (worth(100.0, 100.0), "已证最优，没有更好的方案", "proven optimal: no plan is better"),
        (
            worth(100.0, 100.1, 102.3),
            "据求解器计算，与最优方案相差不超过0.10%（按价格可复算的上界：不超过2.3%）",
            "within 0.10% of the best any plan could bring, by the solver's word (by the bound that can be recomputed "
            "from prices, within 2.3%)",
        ),
        (
            worth(100.0, 100.0, 102.3),
            "已证最优（求解器证明；按价格可复算的上界：相差不超过2.3%）",
            "proven optimal by the solver",
        ),
        (worth(100.0, 109.96, 109.99), "差距不超过10.0%", "proven to lie within 10.0%"),
        (worth(100.0, 100.0, 100.001), "已证最优，没有更好的方案", "proven optimal: no plan is better"),
    ],
)
def test_the_gap_in_words(outcome: Outcome, zh: str, en: str) -> None:
    """What only the solver says, a proof too, is told as its word beside the bound that can be recomputed; where it
    says no more than the prices, the proof is told."""
    told = [Words(a_programme(), lang).gap(outcome) for lang in ("zh", "en")]

    assert zh in told[0]
    assert en in told[1]
    assert ("solver" in told[1]) == ("求解器" in told[0]) == ("可复算" in told[0]) == ("recomputed" in told[1])


@pytest.mark.parametrize(
    ("outcome", "is_draft"),
    [
        (worth(100.0, 110.0), False),
        (worth(100.0, 110.1), True),
        (worth(100.0, 103.0, 150.0), False),
        (worth(-31_828.0, 297_294.0), True),
        (replace(worth(50.0, 110.0), searched_gap=0.004), False),
        (replace(worth(100.0, 100.1), searched_gap=0.3), True),
    ],
)
def test_a_search_cut_short_leaves_a_draft(outcome: Outcome, is_draft: bool) -> None:
    """By the lowest bound that is known, above what the programme lets; what was changed by hand since stands as the
    search did that it came from."""
    assert is_unfinished(outcome, TENTH) is is_draft

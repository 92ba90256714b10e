"""How good a plan is told to be: what anybody can recompute is proven, what only the solver says is its word."""

import pytest
from builders import a_programme

from yipanqi.domain.planning.outcome import Outcome, bounded
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.words import Words


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
        (worth(100.0, 100.0), "已证明没有更好的方案", "proven that no plan is better"),
        (
            worth(100.0, 100.1, 102.3),
            "据求解器计算，与最优方案相差不超过0.10%（按价格可复算的上界：不超过2.3%）",
            "within 0.10% of the best any plan could bring, by the solver's word (by the bound that can be recomputed "
            "from prices, within 2.3%)",
        ),
        (
            worth(100.0, 100.0, 102.3),
            "据求解器计算，没有更好的方案（按价格可复算的上界：相差不超过2.3%）",
            "the best there is, by the solver's word",
        ),
        (worth(100.0, 109.96, 109.99), "差距不超过10.0%", "proven to lie within 10.0%"),
        (worth(100.0, 100.0, 100.001), "已证明没有更好的方案", "proven that no plan is better"),
    ],
)
def test_the_gap_in_words(outcome: Outcome, zh: str, en: str) -> None:
    """By the solver's word a gap is never called proven; where it says no more than the prices, the proof is told."""
    told = [Words(a_programme(), lang).gap(outcome) for lang in ("zh", "en")]

    assert zh in told[0]
    assert en in told[1]
    assert ("solver" in told[1]) == ("求解器" in told[0]) == (not ("证明" in told[0] or "差距" in told[0]))
    assert not ("solver" in told[1] and "prove" in told[1])

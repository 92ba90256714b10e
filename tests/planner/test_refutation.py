"""That there is no plan is shown in whole numbers, or it is not believed."""

from dataclasses import replace

import numpy as np
import pytest

from yipanqi.planner.params import RefutationParams
from yipanqi.planner.refutation import refuted
from yipanqi.planner.solver import INF, Linear

PARAMS = RefutationParams()


def knapsacks(rows: list[tuple[list[float], float, float]], whole: bool = True) -> Linear:
    """Columns 0 to 1 in rows of (values, at least, at most)."""
    columns = len(rows[0][0])
    entries = [(row, at, value) for row, (values, _, _) in enumerate(rows) for at, value in enumerate(values) if value]
    return Linear(
        cost=np.zeros(columns),
        lower=np.zeros(columns),
        upper=np.ones(columns),
        whole=np.full(columns, whole),
        row_lower=np.array([low for _, low, _ in rows]),
        row_upper=np.array([high for _, _, high in rows]),
        ptr=np.searchsorted([row for row, _, _ in entries], np.arange(len(rows) + 1)).astype(np.int32),
        index=np.array([at for _, at, _ in entries], np.int32),
        value=np.array([value for _, _, value in entries]),
    )


def test_too_much_asked():
    """Three works of 0.1 within 0.3 can be paid as decimals, yet three times the float is more than the float 0.3."""
    tight = knapsacks([([0.1, 0.1, 0.1], 0.3000001, INF), ([0.1, 0.1, 0.1], -INF, 0.3)])

    assert refuted(tight, PARAMS) is True


def test_what_fits_is_not_refuted():
    """Where a solution is, none of the word that there is none is believed."""
    assert refuted(knapsacks([([3.0, 5.0, 7.0], 8.0, 8.0)]), PARAMS) is False


def test_whole_columns_need_a_tree():
    """3a + 5b + 7c = 6 has solutions in parts and none in whole: seen by cases, and not with parts allowed."""
    model = knapsacks([([3.0, 5.0, 7.0], 6.0, 6.0)])

    assert refuted(model, PARAMS) is True
    assert refuted(model, PARAMS, relax=True) is False


@pytest.mark.parametrize("seed", range(40))
def test_as_by_trying_all(seed: int):
    """Small knapsacks, some of huge money: refuted exactly where no choice of all fits."""
    chance = np.random.default_rng(seed)
    values = chance.integers(1, 40, (2, 7)) * chance.choice([1e-4, 1.0, 1e6], (2, 1))
    sides = values.sum(axis=1) * chance.uniform(0.1, 0.9, 2)
    wide = values.min(axis=1) * chance.uniform(0.0, 0.6, 2)
    model = knapsacks([(list(v), side, side + more) for v, side, more in zip(values, sides, wide, strict=True)])
    every = (np.arange(2**7)[:, None] >> np.arange(7)) & 1

    used = every @ values.T
    fits = ((used >= model.row_lower) & (used <= model.row_upper)).all(axis=1).any()

    assert refuted(model, PARAMS) is not bool(fits)


def test_columns_without_a_limit_are_held_by_their_rows():
    """Money that flows without a limit of its own is held by what is due: 5 are due, 4 are granted."""
    due = knapsacks([([1.0, -1.0, 0.0], 0.0, 0.0), ([0.0, 1.0, 0.0], -INF, 4.0), ([1.0, 0.0, -5.0], 0.0, 0.0)])
    model = replace(due, upper=np.array([INF, INF, 1.0]), lower=np.array([0.0, 0.0, 1.0]))

    assert refuted(model, PARAMS) is True
    assert refuted(replace(model, lower=np.zeros(3)), PARAMS) is False


def test_too_large_or_too_late_to_know():
    """Of a large model, and where nobody waits any longer, nothing is claimed."""
    model = knapsacks([([3.0, 5.0, 7.0], 6.0, 6.0)])

    assert refuted(model, replace(PARAMS, entries=2)) is None
    assert refuted(model, replace(PARAMS, cases=1)) is None
    assert refuted(model, PARAMS, lambda: True) is None

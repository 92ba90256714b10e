"""Annealing: what it returns can be paid and worked, it is no worse than where it began, and it ends by its counts."""

from pathlib import Path

import numpy as np
import pytest
from planner.small import generated

from yipanqi.planner import read_problem
from yipanqi.planner.anneal import SLICES, anneal
from yipanqi.planner.collision import First, first_plan
from yipanqi.planner.funding import payable
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.method import price
from yipanqi.planner.prices import count_use, objective
from yipanqi.planner.problem import NONE, Moves
from yipanqi.planner.table import lay_table

SIZES = [
    ("--estates", "6", "--crews", "3"),
    ("--estates", "12", "--tight", "0.3"),
    ("--estates", "10", "--options", "1"),
]


def started(layout: Layout) -> First:
    """A plan that holds."""
    first = first_plan(layout)
    assert isinstance(first, First)
    return first


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_it_returns_holds_and_is_no_worse(tmp_path: Path, size: tuple[str, ...], seed: int) -> None:
    """No crew, site or fund is overused, the worth is the objective counted anew, and no less than the beginning's."""
    problem = read_problem(generated(tmp_path / "p", *size, "--seed", str(seed)))
    layout = lay_out(problem)
    first = started(layout)

    found = anneal(
        lay_table(layout, price(layout)), first.start, first.choice, moves=20_000, seed=seed, stop=lambda: False
    )

    assert found is not None
    start, choice, worth = found
    use = count_use(layout, start, choice)
    assert (use.crew <= problem.crews.cap + 1e-6).all()
    assert (use.site <= problem.sites.cap).all()
    assert payable(layout, use.due) is not None
    assert worth == pytest.approx(objective(layout, use), rel=1e-9)
    assert worth >= objective(layout, count_use(layout, first.start, first.choice)) - 1e-6


def test_same_seed_same_plan(tmp_path: Path) -> None:
    """The random choices come from the seed alone."""
    layout = lay_out(read_problem(generated(tmp_path / "p", "--estates", "8")))
    first, table = started(layout), lay_table(layout, price(layout))

    one, two = (anneal(table, first.start, first.choice, moves=10_000, seed=7, stop=lambda: False) for _ in range(2))

    assert one is not None and two is not None
    assert (one[0] == two[0]).all()
    assert (one[1] == two[1]).all()


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_ends_though_the_moves_can_hardly_be_held(tmp_path: Path, limit: int) -> None:
    """From a far base plan and few moves, the last repair ends though moving an estate back and forth wins a float's
    rounding each time."""
    problem = read_problem(generated(tmp_path / "p", "--estates", "6", "--crews", "3"))
    base = np.array([4, 8, 6, 0, 2, NONE], np.int32)
    layout = lay_out(problem)
    answer = price(layout)
    first = started(layout)
    object.__setattr__(problem, "moves", Moves(base, limit))
    table = lay_table(lay_out(problem), answer)
    asked: list[int] = []

    def look() -> bool:
        asked.append(1)
        return False

    for seed in range(20):
        anneal(table, first.start, first.choice, moves=20_000, seed=seed, stop=look)

    assert len(asked) == 20 * SLICES

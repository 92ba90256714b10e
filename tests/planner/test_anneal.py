"""Annealing ends by its counts, whatever rows cannot be held."""

import time
from pathlib import Path

import numpy as np
import pytest
from planner.small import generated

from yipanqi.planner import read_problem
from yipanqi.planner.anneal import anneal
from yipanqi.planner.board import lay_board
from yipanqi.planner.collision import First, first_plan
from yipanqi.planner.layout import lay_out
from yipanqi.planner.method import price
from yipanqi.planner.prices import cheapest_mix, money_price
from yipanqi.planner.problem import NONE, Moves


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_ends_though_the_moves_can_hardly_be_held(tmp_path: Path, limit: int) -> None:
    """From a far base plan and few moves, the last repair ends though moving an estate back and forth wins a float's
    rounding each time."""
    problem = read_problem(generated(tmp_path / "p", "--estates", "6", "--crews", "3"))
    base = np.array([4, 8, 6, 0, 2, NONE], np.int32)
    layout = lay_out(problem)
    answer, _ = price(layout)
    first = first_plan(layout)
    assert isinstance(first, First)
    object.__setattr__(problem, "moves", Moves(base, limit))
    board = lay_board(lay_out(problem), answer.prices, cheapest_mix(layout, money_price(layout, answer.prices))[1])
    how = {"steps": 20_000, "hot": 200.0, "cold": 4.0}
    began = time.monotonic()

    for seed in range(40):
        anneal(board, first.start, first.choice, seed=seed, stop=lambda: time.monotonic() > began + 60, **how)

    assert time.monotonic() < began + 60

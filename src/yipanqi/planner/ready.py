"""Compile every kernel by using each once on a small problem; the cache beside the code keeps them.

    python -m yipanqi.planner.ready PROBLEM_DIR

The installation does this, so that the first search does not spend its time on compiling. Code that an earlier version
left behind is gone before: see `compiled`.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from yipanqi.planner.collision import Infeasible, Undecided
from yipanqi.planner.layout import lay_out
from yipanqi.planner.limit_table import lay_limits
from yipanqi.planner.method import Settings, price, solve
from yipanqi.planner.pots import pots_of
from yipanqi.planner.prices import ask
from yipanqi.planner.problem import Problem
from yipanqi.planner.reading import read_problem
from yipanqi.planner.rebuild import Walker
from yipanqi.planner.shortage import too_poor


class CannotReady(Exception):
    """The problem has no plan, so not every kernel was used."""


def ready(problem: Problem) -> None:
    """Use every kernel: those of prices and verification by solving, those of the search one by one."""
    solved = solve(problem, Settings(seconds=None, work=1, workers=1))
    if isinstance(solved, Infeasible | Undecided):
        raise CannotReady
    layout = lay_out(problem)
    answer = price(layout)
    dear = ask(layout, replace(answer.prices, pots=pots_of(([0], [0], [0], [0]), [0.0])))
    walker = Walker(lay_limits(layout, dear))
    walker.begin(solved.draft)
    walker.walk(1, 1, 1.0, (1.0, 1.0), 0, lambda: False)
    too_poor(walker.table.purse, np.ones((layout.profiles, problem.years)))


if __name__ == "__main__":
    ready(read_problem(Path(sys.argv[1])))

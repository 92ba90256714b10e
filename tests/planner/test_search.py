"""The search of one worker: its cycles, and what it does with two plans."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from planner.small import a_fund, a_problem, estate, generated, work

from yipanqi.planner import Infeasible, Settings, Solution, Undecided, read_problem, solve
from yipanqi.planner.draft import nothing
from yipanqi.planner.incumbent import Incumbent
from yipanqi.planner.layout import lay_out
from yipanqi.planner.method import price
from yipanqi.planner.neighbourhood import near
from yipanqi.planner.params import ScheduleParams
from yipanqi.planner.prices import ask, count_use, no_prices, objective
from yipanqi.planner.schedule import cycle_of
from yipanqi.planner.search import Searcher


def test_cycles_double() -> None:
    """Counted rounds fall into cycles of 8, 16, 32 …, each told how much of it is gone, from nothing to nearly all."""
    params = ScheduleParams(cycle=8, walking=0.8)
    rounds = [cycle_of(params, number) for number in range(1, 1 + 8 * 7)]

    assert [sum(cycle == n for cycle, _ in rounds) for n in range(3)] == [8, 16, 32]
    for n in range(3):
        gone = [at for cycle, at in rounds if cycle == n]
        assert gone[0] == 0.0
        assert gone == sorted(gone)
        assert params.walking < gone[-1] < 1.0


def test_an_estate_that_must_start_may_start_near_its_best(tmp_path: Path) -> None:
    """Starts are measured by an estate's best lawful answer: one that must start and wins nothing keeps its own."""
    path = a_problem(
        tmp_path / "p",
        [estate("A", must=True), estate("B")],
        [work("A", "pipe", required=True, cost=50.0, benefit=1.0), work("B", "pipe", cost=10.0, benefit=50.0)],
        funds=[a_fund(cap=[60.0, 60.0])],
    )
    layout = lay_out(read_problem(path))
    dear = no_prices(layout)
    answer = ask(layout, replace(dear, fund=np.full_like(dear.fund, 1.0)))

    allowed = near(answer, np.full(2, -1, np.int32), 1.0)

    assert answer.value[0] < -40.0  # it loses what it costs, and must
    assert allowed[0].any()
    assert (allowed[0] == (answer.gains[0] >= answer.value[0] - 1.0)).all()


def test_between_two_plans_nothing_is_lost(tmp_path: Path) -> None:
    """What comes of two walks is worth no less than the better one, holds, and starts estates as one of them does."""
    layout = lay_out(read_problem(generated(tmp_path / "p", "--estates", "30", "--seed", "2")))
    answer, plans = price(layout), []
    for worker in range(2):
        searcher = Searcher(layout, answer, 5, worker)
        found = searcher.round(0, Incumbent(nothing(layout.problem), -np.inf), lambda: False)
        assert found is not None
        plans.append(found)
    own, best = sorted(plans, key=lambda plan: plan.worth)
    searcher.walks.own = own

    crossed = searcher.round(4, best, lambda: False, along=0.9)

    assert crossed is not None
    assert crossed.worth >= best.worth
    assert crossed.worth == pytest.approx(objective(layout, count_use(layout, crossed.draft)))
    start = crossed.draft.start
    assert ((start == own.draft.start) | (start == best.draft.start) | (start == -1)).all()
    assert searcher.walks.own is None


def children() -> set[int]:
    """Processes that this one has begun."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            found |= {int(entry.name)} if parent == os.getpid() else set()
    return found


@pytest.mark.parametrize("seconds", [0.4, 3.0])
@pytest.mark.parametrize("must", [False, True])
def test_no_process_outlives_a_search(tmp_path: Path, seconds: float, must: bool) -> None:
    """Whether there is a plan or the rules collide, and however short the time: workers that began are gone."""
    folder = generated(tmp_path / "p", "--estates", "12", "--tight", "0.3")
    problem = read_problem(folder)
    if must:
        problem.estates.must[:] = True
        problem.funds.cap[np.isfinite(problem.funds.cap)] = 0.0
    before = children()

    found = solve(problem, Settings(seconds=seconds, workers=2))

    assert isinstance(found, Infeasible | Undecided if must else Solution)  # in so short a time
    assert children() <= before

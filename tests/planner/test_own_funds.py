"""Funds that pay in one place alone are told apart: a row of the common ones says exactly what can be paid."""

import json
from pathlib import Path

import numpy as np
import pytest
from planner.referee import optimum
from planner.test_alone import own_money

from yipanqi.planner import read_problem
from yipanqi.planner.alone import small_pots
from yipanqi.planner.draft import Draft
from yipanqi.planner.guide import guide
from yipanqi.planner.ladder import Odds
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.limit_table import LimitTable, lay_limits
from yipanqi.planner.method import Settings, price, solve
from yipanqi.planner.params import TableParams, WalkParams
from yipanqi.planner.prices import ask, count_use
from yipanqi.planner.problem import NONE
from yipanqi.planner.rebuild import Met, Pace, State, Walker, _scratch, take_steps
from yipanqi.planner.shortage import too_poor
from yipanqi.planner.solution import Solution

APART = TableParams(few=2)  # more funds than these are many: own ones are told apart


def drafts(layout: Layout, count: int, seed: int) -> list[Draft]:
    """Random plans, whatever they cost."""
    rng, works, found = np.random.default_rng(seed), layout.problem.works, []
    for _ in range(count):
        start = np.array([rng.choice(np.append(np.flatnonzero(row), NONE)) for row in layout.open], np.int32)
        does = (start[layout.work_estate] != NONE) & (layout.forced | (rng.random(len(works.measure)) < 0.5))
        found.append(Draft(start, np.where(does, works.option_ptr[:-1], NONE).astype(np.int32)))
    return found


def after(table: LimitTable, draft: Draft, steps: int) -> State:
    """Where so many steps from a plan end; with none, the plan itself, or what is left of one that is too much."""
    state = State(np.zeros(len(table.base)), np.zeros(len(table.packed.target_end)), *_columns(draft))
    met, says = Met(*_columns(draft), -np.inf), guide(table)
    pace = Pace(steps, 1.0, 1e9, 3, 0.8, 7, (0.5, 6.0), 0.0, 0.5, 2, Odds(1_500, 0.2, 0.1, 0.7))
    take_steps(table.packed, table.limits, says, pace, state, met, _scratch(table, says, 2))
    return state


def _columns(draft: Draft) -> tuple[np.ndarray, np.ndarray]:
    copy = draft.copy()
    return copy.start, copy.choice


def laid(folder: Path, seed: int) -> LimitTable:
    """The table of a small problem with a fund for each estate."""
    own_money(folder, seed, common=(6.0, 9.0, 12.0)[seed % 3])
    told = json.loads((folder / "programme.json").read_text())
    told["committed"] = [{"region": "R-e0", "measure": "pipe", "year": year, "amount": 0.5} for year in range(2)]
    (folder / "programme.json").write_text(json.dumps(told))
    layout = lay_out(read_problem(folder))
    return lay_limits(layout, price(layout), APART)


@pytest.mark.parametrize("seed", range(6))
def test_what_can_be_paid_is_what_the_rows_allow(tmp_path: Path, seed: int) -> None:
    """Every plan that can be paid is left as it is, of every other one something is given up."""
    table = laid(tmp_path / "p", seed)
    layout = table.layout
    assert table.own_funds is not None
    plans = drafts(layout, 60, seed)

    payable = [table.payable(plan) for plan in plans]

    assert 0 < sum(payable) < len(plans)
    assert len(table.known) <= 3  # one common fund of two years: a set for each choice of its years
    for plan, can in zip(plans, payable, strict=True):
        assert can == (too_poor(table.purse, count_use(layout, plan).due) is None)
        left = after(table, plan, 0)
        is_left = (left.start == plan.start).all() and (left.choice == plan.choice).all()
        assert is_left == can


def test_steps_count_as_afresh(tmp_path: Path) -> None:
    """What rows and own funds hold after many steps is what the plan that they end at uses."""
    table = laid(tmp_path / "p", 1)
    for plan in drafts(table.layout, 60, 1):
        table.payable(plan)
    plan = Draft(np.full(3, NONE, np.int32), np.full(len(table.layout.forced), NONE, np.int32))

    walked = after(table, plan, 300)

    afresh = after(table, Draft(walked.start, walked.choice), 0)
    assert (walked.start != NONE).any()
    np.testing.assert_allclose(walked.used, afresh.used, atol=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_a_walk_beside_own_funds_finds_the_best(tmp_path: Path, seed: int) -> None:
    """Of three estates, against all plans."""
    table = laid(tmp_path / "p", seed)
    walker, worth = Walker(table, WalkParams(table=APART)), -np.inf

    for number, draft in enumerate(drafts(table.layout, 6, seed)):
        walker.begin(draft)
        walker.walk(3_000, 3, 0.8, (0.3, 0.003), number, lambda: False)
        worth = max(worth, walker.worth)

    assert worth == pytest.approx(optimum(table.layout.problem))


def test_a_start_is_worth_to_a_walk_what_prices_say(tmp_path: Path) -> None:
    """Where single starts have prices of their own for money, works are weighed by them."""
    layout = lay_out(read_problem(own_money(tmp_path / "p", 2, common=6.0)))
    answer = price(layout)
    pots = small_pots(layout)
    answer = ask(layout, type(answer.prices)(**{**vars(answer.prices), "pots": pots.priced(np.full(len(pots), 0.3))}))

    says = guide(lay_limits(layout, answer, APART))

    whole = WalkParams().guide.levels.index(1.0)
    worth = (says.most[whole] + says.grant[whole])[layout.open]
    np.testing.assert_allclose(worth, answer.gains[layout.open], rtol=1e-5, atol=1e-5)
    assert says.grant[whole].max() > 0


def test_many_own_funds_are_planned_and_bounded(tmp_path: Path) -> None:
    """Fourteen estates with a fund each, and one of the district: a plan that the verifier passes, near its bound."""
    problem = read_problem(own_money(tmp_path / "p", 5, count=14, common=20.0))

    found = solve(problem, Settings(work=6, workers=1))

    assert isinstance(found, Solution)
    assert found.objective <= found.upper_bound <= 1.15 * found.objective

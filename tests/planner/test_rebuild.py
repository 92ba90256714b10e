"""The walk: what it meets can be paid and worked, is no worse than where it began, and it ends by its counts."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from planner.small import ROOT, generated

from yipanqi.planner import read_problem
from yipanqi.planner.collision import first_plan
from yipanqi.planner.draft import Draft
from yipanqi.planner.funding import payable
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.limit_table import LimitTable, lay_limits
from yipanqi.planner.method import price
from yipanqi.planner.params import StepParams
from yipanqi.planner.prices import Prices, ask, count_use, no_prices, objective
from yipanqi.planner.problem import NONE, Moves
from yipanqi.planner.rebuild import Walker

SIZES = [
    ("--estates", "6", "--crews", "3"),
    ("--estates", "12", "--tight", "0.3"),
    ("--estates", "10", "--options", "1"),
]


def started(layout: Layout) -> Draft:
    """A plan that holds."""
    first = first_plan(layout)
    assert isinstance(first, Draft)
    return first


def walked(table: LimitTable, draft: Draft, steps: int, seed: int) -> Walker:
    """A walk that cools down."""
    walker = Walker(table)
    walker.begin(draft)
    walker.walk(steps, 6, 0.5, (0.3, 0.01), seed, lambda: False)
    return walker


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("from_prices", [False, True])
def test_what_it_meets_holds_and_is_no_worse(
    tmp_path: Path, size: tuple[str, ...], seed: int, from_prices: bool
) -> None:
    """No crew, site or fund is overused, the worth is the objective counted anew, and no less than the beginning's;
    what prices ask for, far above the caps, is shed first."""
    problem = read_problem(generated(tmp_path / "p", *size, "--seed", str(seed)))
    layout = lay_out(problem)
    first, answer = started(layout), price(layout)
    begin = answer.draft if from_prices else first

    found = walked(lay_limits(layout, answer), begin, 4_000, seed)

    use = count_use(layout, found.best)
    assert (use.crew <= problem.crews.cap + 1e-6).all()
    assert (use.site <= problem.sites.cap).all()
    assert payable(layout, use.due) is not None
    assert found.worth == pytest.approx(objective(layout, use), rel=1e-9)
    assert found.worth >= objective(layout, count_use(layout, first)) - 1e-6


def test_a_hotter_and_longer_walk_goes_further(tmp_path: Path) -> None:
    """The walk is a search: ten times the steps find more than the first look, on each of three districts."""
    for seed in ("1", "2", "3"):
        layout = lay_out(read_problem(generated(tmp_path / seed, "--estates", "30", "--seed", seed)))
        answer = price(layout)

        short, long = (walked(lay_limits(layout, answer), answer.draft, n, 0) for n in (500, 20_000))

        assert short.worth < long.worth <= answer.bound


def test_same_seed_same_plan(tmp_path: Path) -> None:
    """The random choices come from the seed alone."""
    layout = lay_out(read_problem(generated(tmp_path / "p", "--estates", "8")))
    first, answer = started(layout), price(layout)

    one, two = (walked(lay_limits(layout, answer), first, 2_000, 7) for _ in range(2))

    assert (one.best.start == two.best.start).all()
    assert (one.best.choice == two.best.choice).all()
    assert (one.at.start == two.at.start).all()


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_ends_though_the_moves_can_hardly_be_held(tmp_path: Path, limit: int) -> None:
    """From a far base plan and few moves the walk ends, and what it meets moves no more estates than it may."""
    problem = read_problem(generated(tmp_path / "p", "--estates", "6", "--crews", "3"))
    base = np.array([4, 8, 6, 0, 2, NONE], np.int32)
    layout = lay_out(problem)
    answer = price(layout)
    first = started(layout)
    object.__setattr__(problem, "moves", Moves(base, limit))
    table = lay_limits(lay_out(problem), answer)
    asked: list[int] = []

    def look() -> bool:
        asked.append(1)
        return False

    walker = Walker(table)
    for seed in range(20):
        walker.begin(first)
        walker.walk(4 * StepParams().slice, 6, 0.5, (0.3, 0.01), seed, look)
        assert not np.isfinite(walker.worth) or (walker.best.start != base).sum() <= limit
        walker.begin(Draft(base, np.where(base[layout.work_estate] >= 0, layout.base, NONE).astype(np.int32)))
        walker.walk(4 * StepParams().slice, 6, 0.5, (0.3, 0.01), seed, lambda: False)
        assert not np.isfinite(walker.worth) or (walker.best.start != base).sum() <= limit

    assert len(asked) == 20 * 4


def test_a_narrowed_walk_starts_nobody_elsewhere(tmp_path: Path) -> None:
    """Estates that it moves start where they are allowed to; widened again it moves them anywhere."""
    layout = lay_out(read_problem(generated(tmp_path / "p", "--estates", "12", "--seed", "1")))
    first, answer = started(layout), price(layout)
    walker, even = Walker(lay_limits(layout, answer)), np.arange(layout.open.shape[1]) % 2 == 0
    allowed = np.tile(even, (len(first.start), 1))

    walker.narrow(allowed)
    walker.begin(first)
    walker.walk(4 * StepParams().slice, 6, 0.5, (0.3, 0.01), 0, lambda: False)

    moved = (walker.best.start != first.start) & (walker.best.start >= 0)
    assert moved.sum() > 2
    assert even[walker.best.start[moved]].all()

    walker.narrow(np.ones_like(allowed))
    walker.walk(4 * StepParams().slice, 6, 0.5, (0.3, 0.01), 1, lambda: False)

    assert not even[walker.at.start[walker.at.start >= 0]].all()


FIXED = {  # (limit of moves, worth, sha256 of where the walk ends and of the best plan it met)
    None: (15524.703902487397, "bd585d09c973", "bd585d09c973"),
    5: (15761.099483713135, "bd585d09c973", "0cad396786af"),
}


@pytest.mark.parametrize("limit", list(FIXED))
def test_the_walk_goes_where_it_always_went(limit: int | None) -> None:
    """On the shipped tiny problem, under prices by hand, a walk of so many steps ends at the plan that it ended at when
    these figures were taken: a clean-up changes none of them, a better method takes them anew."""
    problem = read_problem(ROOT / "examples/tiny-problem")
    free = no_prices(lay_out(problem))
    by_hand = Prices(free.fund + 0.5, free.crew + 2.0, free.site + 20.0, 0.5 * problem.targets.penalty, 5.0)
    if limit is not None:
        base = np.array([4, 8, 6, 0, 2, NONE], np.int32)
        object.__setattr__(problem, "moves", Moves(base, limit))
    layout = lay_out(problem)
    answer = ask(layout, by_hand)

    found = walked(lay_limits(layout, answer), answer.draft, 8 * StepParams().slice, 5)

    ends = [digest(found.at), digest(found.best)]
    assert (found.worth, ends) == (pytest.approx(FIXED[limit][0], rel=1e-12), list(FIXED[limit][1:]))


def digest(draft: Draft) -> str:
    """A plan in columns as a few letters."""
    return hashlib.sha256(np.concatenate([draft.start, draft.choice]).astype(np.int32).tobytes()).hexdigest()[:12]

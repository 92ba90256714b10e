"""Starts alone, annealed under the prices of several relaxations, where whole estates fill the crews."""

from dataclasses import replace

import numpy as np
import pytest
from planner.small import generated

from yipanqi.planner import read_problem
from yipanqi.planner.affordable import keeps
from yipanqi.planner.draft import Draft, nothing
from yipanqi.planner.incumbent import Incumbent, Turn, joined, valued
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.method import price
from yipanqi.planner.params import Params, ScheduleParams, StartParams
from yipanqi.planner.prices import count_use
from yipanqi.planner.problem import NONE, Ints
from yipanqi.planner.schedule import Kind, Standing, due
from yipanqi.planner.search import Searcher
from yipanqi.planner.start_rounds import StartRounds, needs

FEW_STEPS = Params(starts=StartParams(steps=200_000))


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The search of 30 estates with very scarce crews."""
    path = generated(tmp_path_factory.mktemp("scarce") / "p", "--estates", "30", "--seed", "1", "--crews", "0.3")
    layout = lay_out(read_problem(path))
    return Searcher(layout, price(layout), 7, params=FEW_STEPS)


def anew(searcher: Searcher) -> StartRounds:
    """Rounds that have learnt nothing yet."""
    return searcher.mate(0).starts


def turn(best: Incumbent, number: int = 1) -> Turn:
    """A turn that nobody cuts short."""
    return Turn(number, best, np.random.default_rng((7, number)), lambda: False)


def with_bases(layout: Layout, start: Ints) -> Draft:
    """The cheapest required works at some starts."""
    return Draft(start, np.where(start[layout.work_estate] != NONE, layout.base, NONE).astype(np.int32))


def random_starts(layout: Layout, rng: np.random.Generator, part: float = 0.4) -> Ints:
    """Any open start of some estates, and none of the others."""
    start = np.full(len(layout.place), NONE, np.int32)
    for e in np.flatnonzero(layout.open.any(axis=1) & (rng.random(len(start)) < part)):
        start[e] = rng.choice(np.flatnonzero(layout.open[e]))
    return start


def test_needs_are_what_the_cheapest_required_works_use(searcher: Searcher) -> None:
    """Crews and sites, row by row, of random starts."""
    layout = searcher.layout
    ptr, row, need = needs(layout)
    for seed in range(5):
        start = random_starts(layout, np.random.default_rng(seed))
        used = np.zeros(layout.problem.crews.cap.size + layout.problem.sites.cap.size)
        for e in np.flatnonzero(start != NONE):
            mine = slice(ptr[e], ptr[e + 1])
            used[row[mine] + start[e]] += need[mine]

        use = count_use(layout, with_bases(layout, start))

        assert used == pytest.approx(np.append(use.crew.ravel(), use.site.ravel()))


def test_a_cut_bounds_what_works_bring_at_any_starts_and_is_exact_where_it_was_asked(searcher: Searcher) -> None:
    """By strong duality, less what missed targets cost, which starts themselves say."""
    rounds, layout = anew(searcher), searcher.layout
    rng, asked = np.random.default_rng(3), []
    targets = layout.problem.targets
    for _ in range(12):
        start = random_starts(layout, rng, part=0.1)
        relaxed = rounds.relaxed(with_bases(layout, start))[1]
        if relaxed.value is None:
            continue
        started = count_use(layout, with_bases(layout, start)).started
        missed = float((targets.penalty * np.maximum(0.0, targets.at_least - started)).sum())
        asked.append((start, relaxed.objective + missed))
        rounds.learn(with_bases(layout, start))
    assert len(asked) > 1

    for number, (gains, fixed) in enumerate(rounds.cuts):
        for at, (start, worth) in enumerate(asked):
            on = np.flatnonzero(start != NONE)
            said = fixed + float(gains[on, start[on]].sum())
            assert said >= worth - 1e-6 * abs(worth) - 1e-6
            if at == number:
                assert said == pytest.approx(worth, rel=1e-6, abs=1e-3)


def test_rounds_keep_every_limit_gain_and_are_the_same_again(searcher: Searcher) -> None:
    """Two searches with the same rounds end at the same plan, which holds and is better than none."""
    layout, ends = searcher.layout, []
    none = valued(layout, nothing(layout.problem))
    for _ in range(2):
        rounds, best = anew(searcher), none
        for number in range(3):
            best = rounds.round(turn(best, number))
        ends.append(best)

    assert ends[0].worth > none.worth
    assert ends[0].worth <= searcher.answer.bound
    assert keeps(layout, searcher.exact.purse, ends[0].draft)
    assert (ends[0].draft.start == ends[1].draft.start).all()
    assert (ends[0].draft.choice == ends[1].draft.choice).all()


def test_a_round_that_is_cut_short_gives_nothing(searcher: Searcher) -> None:
    """The best plan known is handed back."""
    best = valued(searcher.layout, nothing(searcher.layout.problem))

    assert anew(searcher).round(replace(turn(best), stop=lambda: True)) is best


def test_a_second_worker_bounds_whole_starts_while_others_seek(searcher: Searcher) -> None:
    """The plan in hand with a bound that is no worse than the prices'; where no time is left, as it is."""
    best = valued(searcher.layout, nothing(searcher.layout.problem))

    bounded = searcher.exact.bounded(replace(turn(best), seconds=1.5))

    assert bounded.draft is best.draft
    assert best.worth <= bounded.bound <= searcher.answer.bound
    assert searcher.exact.bounded(replace(turn(best), seconds=0.0)) is best
    assert joined(best, bounded).bound == joined(bounded, best).bound == bounded.bound
    assert joined(bounded, replace(best, worth=bounded.bound + 1.0)).bound == np.inf  # refuted


def test_starts_are_sought_alone_where_crews_are_scarce() -> None:
    """Not among few estates, nor where crews leave room."""
    params = ScheduleParams()
    at = Standing(worker=0, estates=83, has_many_funds=False, is_scarce=True, joins=False, worth=1.0, slack=1.0)

    assert due(params, 1, 0.1, at).kind is Kind.STARTS
    assert due(params, 1, 0.1, replace(at, is_scarce=False)).kind is Kind.WALK
    assert due(params, 1, 0.1, replace(at, estates=params.few)).kind is Kind.BRIEF
    assert due(params, 1, 0.5, replace(at, worker=1, is_timed=True)).kind is Kind.BOUND
    assert due(params, 1, 0.5, replace(at, worker=1)).kind is Kind.STARTS
    assert due(params, 1, 0.9, at).kind not in {Kind.STARTS, Kind.WALK}

"""Many estates: shards under common money."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
from check_plan import check
from planner.small import generated

from yipanqi.planner import Progress, Settings, Solution, read_problem, solve, write_solution
from yipanqi.planner.books import open_books
from yipanqi.planner.clock import Clock
from yipanqi.planner.descent import descend
from yipanqi.planner.layout import lay_out
from yipanqi.planner.params import Params, VisitParams
from yipanqi.planner.shards import cut
from yipanqi.planner.visits import Pace

ESTATES = 250  # three districts: so few would be priced and searched as one
CUT = Params(relaxable=ESTATES // 2)


def test_stops_at_once_and_keeps_the_best(tmp_path: Path) -> None:
    """Asked to stop after every shard has its plan, the search does not wait for the long walks under way."""
    folder = generated(tmp_path / "p", "--estates", str(ESTATES), "--seed", "4")
    problem = read_problem(folder)
    asked: list[float] = []

    def told(at: Progress) -> None:
        if at.work >= 3 and not asked:
            asked.append(time.time())

    found = solve(problem, Settings(seconds=600.0, workers=2, params=CUT), progress=told, stop=lambda: bool(asked))
    took = time.time() - asked[0]

    assert isinstance(found, Solution)
    assert found.stopped
    assert found.work is None  # nothing would make it again
    assert took < 60  # the second visits alone would take minutes
    write_solution(problem, found, tmp_path / "plan")
    assert check(folder, tmp_path / "plan")["faults"] == []


def test_counted_visits_give_the_same_plan(tmp_path: Path) -> None:
    """The same visits with one worker make the same plan."""
    problem = read_problem(generated(tmp_path / "p", "--estates", str(ESTATES), "--seed", "5"))

    one, two = (solve(problem, Settings(work=1, workers=1, seed=2, params=CUT)) for _ in range(2))

    assert isinstance(one, Solution) and isinstance(two, Solution)
    assert (one.start == two.start).all()
    assert one.objective == two.objective
    assert one.work == 1


def test_what_districts_share_is_divided_without_loss(tmp_path: Path) -> None:
    """Of a city's sites, money and targets every district gets its part: whole sites, all of a cap and never more; an
    unlimited fund stays so for everybody."""
    folder = generated(tmp_path / "p", "--estates", str(ESTATES), "--seed", "4")
    with_sites = json.loads((folder / "programme.json").read_text())
    city = next(region["id"] for region in with_sites["regions"] if region["level"] == "city")
    with_sites["sites"].append({"region": city, "cap": [8] * with_sites["quarters"]})
    (folder / "programme.json").write_text(json.dumps(with_sites))
    problem = read_problem(folder)
    layout, shards = lay_out(problem), cut(problem)

    books = open_books(layout, shards, descend(layout, 20), 2.0)

    fund, site = np.zeros(problem.funds.cap.shape), np.zeros(problem.sites.cap.shape)
    for shard, quota in zip(shards, books.quotas, strict=True):
        fund[shard.funds] += quota.fund
        site[shard.sites] += quota.site
        assert (quota.site == np.floor(quota.site)).all()
        assert (quota.site[-1] >= 2).all()  # of eight for three
    assert fund == pytest.approx(problem.funds.cap)
    assert (site == problem.sites.cap).all()
    found = solve(problem, Settings(work=1, workers=1, params=CUT))
    assert isinstance(found, Solution)
    write_solution(problem, found, tmp_path / "plan")
    assert check(folder, tmp_path / "plan")["faults"] == []


def test_what_collides_in_its_parts_is_searched_as_a_whole(tmp_path: Path) -> None:
    """One site for a city of three districts, and an estate that must start in the smallest part: there is a plan."""
    folder = generated(tmp_path / "p", "--estates", str(ESTATES), "--seed", "4")
    told = json.loads((folder / "programme.json").read_text())
    city = next(region["id"] for region in told["regions"] if region["level"] == "city")
    told["sites"] = [{"region": city, "cap": [1] * told["quarters"]}]
    (folder / "programme.json").write_text(json.dumps(told))
    problem = read_problem(folder)
    problem.estates.must[:] = False
    problem.estates.must[0] = True  # the first districts' parts of one site are none

    found = solve(problem, Settings(work=1, workers=1, params=CUT))

    assert isinstance(found, Solution)
    assert found.start[0] >= 0


@pytest.mark.parametrize("seconds", [0.0, 30.0, 1e6])
def test_first_visits_are_never_left_out(seconds: float) -> None:
    """However late it is, a shard's first visit takes some steps; a later one takes none when there is no time."""
    pace = Pace(2, 1000, Clock(time.time(), seconds))

    first = [pace.steps(100, 0) for _ in range(10)]
    later = pace.steps(100, 1)

    assert min(first) > 0
    assert (later > 0) == (seconds > 0)
    assert later <= VisitParams().pace * seconds

"""A plan that cannot be paid gives up what brings least for the money that is lacking."""

from pathlib import Path

import numpy as np
import pytest
from planner.small import a_fund, a_problem, estate, work

from yipanqi.planner import read_problem
from yipanqi.planner.affordable import affordable, keeps
from yipanqi.planner.draft import Draft
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.shortage import purse, too_poor, too_poor_each

ESTATES = [estate("a"), estate("b")]
WORKS = [
    work("a", "pipe", required=True, cost=10.0, benefit=5.0),
    work("a", "road", cost=10.0, benefit=30.0),
    work("b", "pipe", required=True, cost=10.0, benefit=50.0),
]
EVERYTHING = Draft(np.zeros(2, np.int32), np.arange(3, dtype=np.int32))


def laid(folder: Path, cap: float, **changes: bool) -> Layout:
    estates = [estate("a", **changes), ESTATES[1]]
    return lay_out(read_problem(a_problem(folder, estates, WORKS, funds=[a_fund(cap=[cap, 0.0])])))


@pytest.mark.parametrize(
    ("cap", "started", "works"),
    [(30.0, 2, 3), (20.0, 2, 2), (10.0, 1, 1)],
)
def test_least_is_given_up(tmp_path: Path, cap: float, started: int, works: int) -> None:
    """Nothing where money suffices, then the optional work, then the estate that wins least for its money."""
    layout = laid(tmp_path / "p", cap)

    held = affordable(layout, purse(layout), EVERYTHING)

    assert held is not None
    assert (int((held.start >= 0).sum()), int((held.choice >= 0).sum())) == (started, works)
    assert held.start[1] == 0
    assert keeps(layout, purse(layout), held)


def test_what_must_be_is_never_given_up(tmp_path: Path) -> None:
    """A must estate that no money reaches leaves no plan."""
    layout = laid(tmp_path / "p", 5.0, must=True)

    assert affordable(layout, purse(layout), EVERYTHING) is None


def test_apart_they_say_the_same(tmp_path: Path) -> None:
    """Sets of funds that pay nothing in common are told apart, and what they lack adds up."""
    funds = [a_fund("one", cap=[10.0, 10.0], share={"pipe": 1.0}), a_fund("two", cap=[10.0, 10.0], share={"road": 1.0})]
    layout = lay_out(read_problem(a_problem(tmp_path / "p", ESTATES, WORKS, funds=funds)))
    due = np.full((layout.profiles, layout.problem.years), 15.0)
    due[~purse(layout).part.any(axis=1)] = 0.0  # what nobody may pay is never due

    whole, parts = too_poor(purse(layout), due), too_poor_each(purse(layout), due)

    assert whole is not None
    lacks = [float((cut.coef * due).sum()) - cut.money for cut in (whole, *parts)]
    assert lacks[0] == pytest.approx(sum(lacks[1:5]))
    assert all(lack > 0 for lack in lacks)

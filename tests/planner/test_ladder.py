"""The ladders: the upper hull of options, found again by trying every option against every other."""

from pathlib import Path

import numpy as np
import pytest
from planner.small import generated

from yipanqi.planner import read_problem
from yipanqi.planner.ladder import ladder
from yipanqi.planner.layout import Layout, lay_out
from yipanqi.planner.problem import Floats


def hull(layout: Layout, priced: Floats, work: int, start: int) -> list[int]:
    """The options of a work that are best for some exchange of points for price, beginning at its base or nothing."""
    works, packed = layout.problem.works, layout.packed
    base = int(layout.base[work])
    points = [(priced[start, base], packed.worth[start] * works.benefit[base], base)] if base >= 0 else [(0.0, 0.0, -1)]
    points += [
        (priced[start, o], packed.worth[start] * works.benefit[o], o)
        for o in range(works.option_ptr[work], works.option_ptr[work + 1])
        if layout.usable[o] and o != base
    ]
    rates = [(q[1] - p[1]) / (q[0] - p[0]) for p in points for q in points if q[0] > p[0] and q[1] > p[1]]
    best = {
        max(points, key=lambda p: (p[1] - scale * rate * p[0], p[1]))[2] for rate in rates for scale in (0.999, 1.001)
    }
    return sorted(best - {points[0][2]}, key=lambda o: float(works.benefit[o]))


@pytest.mark.parametrize("seed", ["1", "2"])
def test_rungs_are_the_hull(tmp_path: Path, seed: str) -> None:
    """Each work's rungs, in order, are its options on the upper hull; each brings less for its price than the last."""
    layout = lay_out(read_problem(generated(tmp_path / "p", "--estates", "8", "--options", "3", "--seed", seed)))
    works = layout.problem.works
    priced = np.outer(np.linspace(0.1, 3.0, layout.problem.quarters), works.cost)  # a base stays the cheapest
    found = ladder(layout, priced)
    tall = 0
    for work in range(len(works.measure)):
        for start in range(0, layout.problem.quarters, 3):
            rungs, ratios = hull(layout, priced, work, start), found.ratio[start]
            of_work = np.arange(works.option_ptr[work], works.option_ptr[work + 1])
            on = [int(o) for o in of_work if ratios[o] > 0 and o != layout.base[work]]
            assert sorted(on, key=lambda o: float(works.benefit[o])) == rungs
            under = [int(layout.base[work]), *rungs]
            assert [int(found.below[start, o]) for o in rungs] == under[: len(rungs)]
            assert (np.diff([float(ratios[o]) for o in rungs]) < 0).all()
            tall = max(tall, len(rungs))
    assert tall > 1


def test_rungs_lie_by_estate_start_and_class(tmp_path: Path) -> None:
    """Every rung of an open start is found once under its estate, start and class; classes go from much to little."""
    layout = lay_out(read_problem(generated(tmp_path / "p", "--estates", "8", "--options", "3", "--seed", "1")))
    quarters = layout.problem.quarters
    priced = np.tile(layout.problem.works.cost, (quarters, 1)).astype(float)
    found = ladder(layout, priced)
    met = 0
    for estate in range(len(layout.place)):
        for start in range(quarters):
            at = (estate * quarters + start) * found.classes
            first, end = found.head[at], found.head[at + found.classes]
            rungs = found.rung[first:end]
            assert not len(rungs) or layout.open[estate, start]
            assert (layout.work_estate[rungs[:, 0]] == estate).all()
            met += len(set(rungs[:, 2]))
            tops = [
                found.ratio[start, found.rung[found.head[at + k] : found.head[at + k + 1], 2]].max(initial=0.0)
                for k in range(found.classes)
            ]
            some = [top for top in tops if top > 0]
            assert some == sorted(some, reverse=True)
    assert met == len(found.rung) > 0

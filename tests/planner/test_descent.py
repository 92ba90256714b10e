"""Prices are lowered until they hardly bring anything, whichever limit is the dear one."""

import json
from pathlib import Path

import numpy as np
from planner.small import generated

from yipanqi.planner import read_problem
from yipanqi.planner.descent import descend, settle
from yipanqi.planner.layout import lay_out
from yipanqi.planner.method import price


def scarce_sites(folder: Path) -> Path:
    """Twelve estates of which two may be built at once: one row of sites is all that is dear."""
    made = generated(folder, "--estates", "12", "--tight", "3", "--crews", "5")
    said = json.loads((made / "programme.json").read_text("utf-8"))
    root = next(region["id"] for region in said["regions"] if not region["parent"])
    said["sites"].append({"region": root, "cap": [2] * said["quarters"]})
    (made / "programme.json").write_text(json.dumps(said), "utf-8")
    return made


def test_one_dear_limit_among_free_ones(tmp_path: Path) -> None:
    """Prices settle within a three-hundredth of the relaxation's bound, which no prices beat."""
    layout = lay_out(read_problem(scarce_sites(tmp_path / "p")))

    best, found = price(layout).bound, settle(layout).bound

    assert best - 1e-6 <= found <= best + abs(best) / 300


def test_a_leg_goes_on_from_the_one_before(tmp_path: Path) -> None:
    """What a leg ends at is no worse than its beginning, and the same every time."""
    layout = lay_out(read_problem(scarce_sites(tmp_path / "p")))
    first = descend(layout, 60).answer

    one, two = (descend(layout, 60, earlier=first.prices).answer for _ in range(2))

    assert one.bound <= first.bound
    assert np.array_equal(one.prices.site, two.prices.site)


def test_stopped_at_once(tmp_path: Path) -> None:
    """Where there is no time, one pass answers: any prices give a bound."""
    layout = lay_out(read_problem(scarce_sites(tmp_path / "p")))

    assert settle(layout, stop=lambda: True).bound >= price(layout).bound - 1e-6

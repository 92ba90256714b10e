"""Real workers, killed, paused, stopped and starved; the long version is `make drill`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

DRILL = Path(__file__).parents[3] / "drills" / "jobs.py"
TIMES = {"kill": 10, "pause": 2, "stop": 2, "disk": 2}


@pytest.fixture(scope="module")
def scenes():
    """All scenes at once, each on a database of its own."""
    command = [sys.executable, str(DRILL), "--scene"]
    playing = {
        name: subprocess.Popen([*command, name, "--times", str(times)], stdout=subprocess.PIPE, text=True)
        for name, times in TIMES.items()
    }
    yield playing
    for play in playing.values():
        play.kill()
        play.wait()


def told(scenes, name: str) -> dict:
    """What the scene counted; skipped where it was left out, with the reason."""
    words, _ = scenes[name].communicate(timeout=150)
    counted = json.loads(words)
    if "left out" in counted:
        pytest.skip(counted["left out"])
    assert "late" not in counted, counted
    return counted


def nothing_is_lost(counted: dict) -> bool:
    """No job left open, no effect missing, doubled or halved, no two workers at one job, no process left."""
    bad = ("open", "effects missing", "effects too many", "overlaps", "processes left")
    return (
        not any(counted[name] for name in bad)
        and counted["done"] == counted["effects"] == counted["ends told once"]
        and counted["database sound"]
    )


def test_kill_nine_at_random_points(scenes):
    """Whenever a worker is killed, every job ends done and has its effect once."""
    counted = told(scenes, "kill")

    assert counted["kills"] == 10
    assert counted["done"] == counted["jobs"]
    assert nothing_is_lost(counted), counted


def test_zombies_have_no_effect(scenes):
    """A worker paused beyond its lease and woken after another did its job writes nothing, and lives on."""
    counted = told(scenes, "pause")

    assert counted["workers alive"] == 2
    assert counted["done"] == counted["jobs"]
    assert nothing_is_lost(counted), counted


def test_stopping_and_leaving(scenes):
    """Waiting, running and child jobs stop without effect; a worker told to leave gives its job to the next.

    Of several workers one that is killed is replaced, and all leave together.
    """
    counted = told(scenes, "stop")

    assert (counted["stopped"], counted["done"], counted["left with code"]) == (3, 1, 0)
    assert (counted["left together with code"], counted["did not sign off"]) == (0, 1)
    assert nothing_is_lost(counted), counted


def test_a_full_disk(scenes):
    """Nothing is half written, pages can still be read, and with room again all is done without a restart."""
    counted = told(scenes, "disk")

    assert counted["effects while full"] == 0
    assert counted["pages readable while full"]
    assert counted["done"] == counted["jobs"]
    assert nothing_is_lost(counted), counted

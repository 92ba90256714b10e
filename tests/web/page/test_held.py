"""Turns and workplaces: shared by all processes of the machine, and gone with the process that held them."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest

from yipanqi.web.page.held import NoTurn, clear, turn, workplace


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path


def test_so_many_have_a_turn_and_so_many_wait():
    """Two places and none to wait: the third is sent away, and comes in once one has left."""
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(turn("a", 2))
        with pytest.raises(NoTurn), turn("a", 2):
            pass
        with turn("b"):  # another thing
            pass
    with turn("a", 2):
        pass


def test_whoever_waits_in_vain_is_sent_away_and_so_is_who_finds_the_queue_full():
    """After their patience; at once, where as many wait as may."""
    with turn("a", 1, queue=1):
        began = time.monotonic()
        with pytest.raises(NoTurn), turn("a", 1, queue=1, patience=0.2):
            pass
        assert time.monotonic() - began >= 0.2
        with turn("a-in", 2):  # as if one waited, and one were in
            pass


def test_a_workplace_goes_with_its_work(tmp_path):
    """It is nobody's left-over while somebody works in it."""
    with workplace(tmp_path, ".work-") as work:
        (work / "half").write_text("x")
        assert clear(tmp_path, [".work-"]) == 0
        assert (work / "half").exists()
    assert not work.exists()


KILLED = """
import sys, time
from pathlib import Path
from yipanqi.web.page.held import workplace
with workplace(Path(sys.argv[1]), ".work-") as work:
    (work / "database").write_text("unsealed")
    print("there", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_process_leaves_is_cleared(tmp_path):
    """Not before it is dead; and what others keep there stays."""
    (tmp_path / "kept").mkdir()
    with subprocess.Popen([sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"there\n"
        assert clear(tmp_path, [".work-"], first="database") == 0
        child.send_signal(signal.SIGKILL)
    assert [it.name for it in tmp_path.glob(".work-*/*")] == ["database"]

    assert clear(tmp_path, [".work-"], first="database") == 1
    assert [it.name for it in tmp_path.iterdir()] == ["kept"]


def test_what_has_no_lock_goes_once_it_is_old(tmp_path):
    """Left by an earlier version, or half a file: an hour later nobody writes it any more."""
    for name in ("tmpold", "tmpnew"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / "tmpold", (0, 0))

    assert clear(tmp_path, [], aged=["tmp"]) == 1
    assert [it.name for it in tmp_path.iterdir()] == ["tmpnew"]

"""Functions that tests run in a child process, which imports them by name."""

import ctypes
import os
import subprocess
import time
from pathlib import Path

from yipanqi.web.jobs.handlers import CannotDo
from yipanqi.web.jobs.pipe import Pipe


def add(line: Pipe, one: int, other: int) -> int:
    """The sum, told in one step."""
    line.progress(0.5, ("一半", "Half"), {"best": one})
    return one + other


def refuse(line: Pipe) -> None:
    """A refusal in words."""
    raise CannotDo("没有数据", "There is no data")


def stumble(line: Pipe) -> None:
    """A fault nobody foresaw."""
    raise ZeroDivisionError("by nothing")


def crash(line: Pipe) -> None:
    """The end of the process itself, as of a solver with a bug."""
    ctypes.string_at(0)


def until_asked(line: Pipe) -> str:
    """Works until it is asked to stop, then keeps its best."""
    while not line.should_stop():
        time.sleep(0.01)
    return "best"


def for_ever(line: Pipe, note: str) -> None:
    """Hears nothing, and has a process of its own; leaves both ids."""
    other = subprocess.Popen(["sleep", "600"])
    Path(note).write_text(f"{os.getpid()} {other.pid}")
    line.progress(0.1)
    time.sleep(600)

"""A search watched from a terminal: its progress on one line, and Ctrl-C to end it with the best plan so far."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from yipanqi.cli.sentences import sentence
from yipanqi.domain.planning.words import gap_text

if TYPE_CHECKING:  # numba takes a second to import: commands that do not plan need not pay for it
    from yipanqi.planner import Progress

EVERY, EVERY_ON_PAPER = 0.1, 5.0  # seconds between two lines, on a terminal and elsewhere


def shown(began: float, lang: str) -> Callable[["Progress"], None]:
    """Shows where the search stands, with the seconds since `began` (of the machine's clock)."""
    live, last = sys.stderr.isatty(), [0.0]

    def show(at: "Progress") -> None:
        now = time.time()
        if now - last[0] < (EVERY if live else EVERY_ON_PAPER):
            return
        last[0] = now
        values = {"seconds": now - began, "work": at.work, "best": at.best, "bound": at.bound, "gap": gap_text(at.gap)}
        text = sentence("planner_progress", values, lang)
        sys.stderr.write(f"\r\x1b[K{text}" if live else text + "\n")
        sys.stderr.flush()

    return show


@contextmanager
def interruptible(lang: str) -> Iterator[Callable[[], bool]]:
    """While this lasts, the first Ctrl-C asks the search to end; a second one interrupts as usual."""
    pressed: list[bool] = []

    def press(*_: object) -> None:
        pressed.append(True)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.stderr.write("\n" + sentence("planning_stopping", {}, lang) + "\n")

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def process_began() -> float:
    """When this process began, by the machine's clock; now, where the system does not tell."""
    try:
        fields = Path("/proc/self/stat").read_text().rsplit(") ", 1)[1].split()
        up = float(Path("/proc/uptime").read_text().split()[0])
        return time.time() - up + int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return time.time()

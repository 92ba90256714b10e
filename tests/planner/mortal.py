"""Tasks that do their workers harm."""

import os
import signal
import threading
from pathlib import Path
from typing import Any

from yipanqi.planner import CannotReadProblem


def die_once(mark: Path) -> int:
    """Kill the worker that does this first; the next one says who it is."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def die(*_: Any) -> None:
    """Kill whichever worker does this."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    """Fail as a worker does that cannot read the problem."""
    raise CannotReadProblem("works.parquet", 3, "cost", "negative")


def unspeakable() -> Any:
    """Answer what no pipe carries."""
    return threading.Lock()

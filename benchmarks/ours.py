"""Our own side of every comparison: problems made, planned in a process of their own, and judged from outside."""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import peers

HERE = Path(__file__).resolve().parent
CHECKER = HERE.parent / "tests/check_plan.py"
LOOK = 0.2  # seconds between two looks at the memory


def machine(*packages: str) -> str:
    """The processor, Python and the versions of packages."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{peers.cpu()}; Python {sys.version.split()[0]}; {versions}"


def made(folder: Path, *options: str) -> Path:
    """The folder of a generated problem, made if it is not there."""
    if not (folder / "works.parquet").exists():
        command = [sys.executable, str(HERE / "make_problem.py"), str(folder), *options]
        subprocess.run(command, check=True, capture_output=True)
    return folder


def planned(
    problem: Path, seconds: float, *options: str, judged: bool = True, into: Path | None = None
) -> dict[str, Any]:
    """What the outside checker says of our plan; beside it the whole process: `wall` seconds, `memory` bytes, and the
    seconds of `processor` time of it and all below it. `CalledProcessError` where there is no plan.

    `told` is the search's own story: (seconds since the process began, best, bound) of each line of progress.
    Memory is the largest sum over the process and its workers.
    """
    plan = into or problem.parent / f"{problem.name}-plan"
    command = [sys.executable, "-m", "yipanqi", "solve", str(problem), str(plan), "--seconds", str(seconds), "--force"]
    began, before = time.monotonic(), _processor()
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    watch = _Watch(process.pid)
    watch.start()
    _, said = process.communicate()
    wall, processor = time.monotonic() - began, _processor() - before
    watch.done.set()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said.decode())
    facts: dict[str, Any] = json.loads((plan / "plan.json").read_text())
    if judged:
        checker = [sys.executable, str(CHECKER), str(problem), str(plan)]
        facts |= json.loads(subprocess.run(checker, check=True, capture_output=True, text=True).stdout)
    facts["gap"] = (facts["upper_bound"] - facts["objective"]) / abs(facts["objective"])
    return facts | {"wall": wall, "memory": watch.most, "processor": processor}


def _processor() -> float:
    """Seconds of processor time of all processes that were begun here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Watch(threading.Thread):
    """Looks at the resident memory of a process and all below it until told that it is done."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self.done = pid, 0, threading.Event()

    def run(self) -> None:
        while not self.done.wait(LOOK):
            self.most = max(self.most, sum(_resident(pid) for pid in _family(self.pid)))


def _family(root: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0

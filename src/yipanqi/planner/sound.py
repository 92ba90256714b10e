"""Is a Parquet file sound? Asked of a child process: what reads a damaged one may be ended by it, not only fail."""

import json
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 120.0  # seconds for one file; four million rows take one
ROOM = 8 << 30  # bytes of address space: Polars reserves 1 GB, four million rows take half of one


class Probe:
    """Opens files in a child process that may die of them; begun by the first question, and again after a death."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def is_sound(self, path: Path) -> bool:
        """Can a process open the file and live?"""
        child = self.child = self.child or _begun()
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(json.dumps(str(path.absolute())) + "\n")
            child.stdin.flush()
        except (OSError, ValueError):
            pass  # it is dead: nothing will be answered
        answer = child.stdout.readline() if select.select([child.stdout], [], [], PATIENCE)[0] else ""
        if answer not in ("sound\n", "damaged\n"):
            self._end()
        return answer == "sound\n"

    def _end(self) -> None:
        if self.child is not None:
            self.child.kill()
            self.child.communicate()
            self.child = None


def _begun() -> "subprocess.Popen[str]":
    command = [sys.executable, "-P", "-c", _CHILD, str(ROOM)]  # the same packages as ours, none of where we stand
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)


_CHILD = """
import json, resource, sys
import polars as pl
room = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_AS, (room, room))
for line in sys.stdin:
    try:
        pl.read_parquet(json.loads(line), glob=False, hive_partitioning=False).null_count()
        answer = "sound"
    except (OSError, ValueError, OverflowError, pl.exceptions.PolarsError):
        answer = "damaged"
    sys.stdout.write(answer + "\\n")
    sys.stdout.flush()
"""

"""The machine code of the kernels, which numba keeps from one process to the next: thrown away when a source changes.

numba compares a kernel's own file alone. What a kernel calls, or is handed, may stand in another one: when that has
changed, the code that was kept would do what was right before, and when a class there has another name it cannot even
be loaded. So an installation may be brought up to date in place, and its first search compiles once more.
"""

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

SOURCES = (
    "alone",
    "deltas",
    "drawing",
    "guide",
    "inner",
    "kernel",
    "ladder",
    "own_funds",
    "packed",
    "problem",
    "rebuild",
    "recheck",
    "ruin",
    "shedding",
    "shortage",
)
STAMP = "kernels.sha256"  # beside the code: what it was compiled from


def renew(kernel: Any) -> None:
    """Throw away the code kept where this kernel's is, unless it was compiled from the sources as they are now."""
    stats = getattr(kernel, "stats", None)  # none where numba is told not to compile
    if stats is None or stats.cache_path is None:
        return
    folder, now = Path(stats.cache_path), _digest()
    stamp = folder / STAMP
    if stamp.is_file() and stamp.read_text(encoding="ascii") == now:
        return
    with suppress(OSError):  # whoever may not write there has no code there either
        for kept in [*folder.glob("*.nbi"), *folder.glob("*.nbc")]:
            kept.unlink(missing_ok=True)  # another process may do the same
        stamp.write_text(now, encoding="ascii")


def prepare(kernel: Any) -> None:
    """Have numba do beforehand what it does when the first kernel of a process is called, a quarter of a second."""
    for context in (getattr(kernel, name, None) for name in ("typingctx", "targetctx")):
        if context is not None:  # none where numba is told not to compile
            context.refresh()


def _digest() -> str:
    here = Path(__file__).parent
    return hashlib.sha256(b"".join((here / f"{name}.py").read_bytes() for name in SOURCES)).hexdigest()

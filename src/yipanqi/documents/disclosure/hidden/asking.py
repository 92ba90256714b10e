"""Asks the limited child: whatever a file does to its reader, it does to the child only."""

import json
import subprocess
import sys
from pathlib import Path

from .telling import REFUSALS, CannotRead, Found, Looked

LARGEST = 50_000_000  # bytes of a file
WALL_SECONDS = 15.0
LIMITS = {"AS": 768 << 20, "CPU": 15, "FSIZE": 160 << 20, "NOFILE": 64, "CORE": 0}
_CHILD = Path(__file__).with_name("child.py")


def looked_through(data: bytes, name: str, *, seconds: float = WALL_SECONDS) -> Looked:
    """Every text of a file, its name too, those that nobody sees marked. Raises CannotRead."""
    told = json.loads(_answer("look", data, name, seconds))
    strings = tuple(Found((zh, en), text, is_hidden) for zh, en, text, is_hidden in told["strings"])
    return Looked(strings, tuple(told["needs_eyes"]), told["form"])


def rewritten(data: bytes, name: str, *, seconds: float = WALL_SECONDS) -> bytes:
    """A file of the same form that holds nothing but what the allow-list names: nobody's name, no comment, no deleted
    or hidden text, no formula, no embedded file, of its properties the title only. Raises CannotRead.

    Text under a black box in a PDF stays where it is: look through the new file to find it."""
    return _answer("rewrite", data, name, seconds)


def _answer(deed: str, data: bytes, name: str, seconds: float) -> bytes:
    if len(data) > LARGEST:
        raise CannotRead("large")
    command = [sys.executable, "-I", str(_CHILD), deed, json.dumps(LIMITS), name]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes) as child:  # type: ignore[call-overload]
        try:
            answer, _ = child.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            raise CannotRead("heavy") from None
    head, _, rest = answer.partition(b"\n")
    if child.returncode != 0 or not head:  # ended by a limit, or crashed
        raise CannotRead("heavy")
    code = json.loads(head)
    if code in REFUSALS:
        raise CannotRead(code)
    return bytes(rest)

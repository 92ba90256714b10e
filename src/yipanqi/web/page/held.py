"""What one process holds and all others of this machine see, through locks of the system: they end with the process,
however it ends."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

FOLDER = "locks"
_LOOK = 0.05  # seconds between two looks at what others hold
_OLD = 3600.0  # seconds after which a folder that nobody can hold, made before there were locks, is left over


class NoTurn(Exception):
    """Others are before us, and more of them than one may wait for."""


@contextmanager
def turn(name: str, places: int = 1, queue: int = 0, patience: float = 0.0) -> Iterator[None]:
    """One of so many places that the processes of this machine share. Of more than these, so many wait, so long;
    everybody else, and who has waited in vain, gets NoTurn."""
    with ExitStack() as held:
        if queue:
            _one_of(held, [f"{name}-in-{at}" for at in range(places + queue)], 0.0)
        _one_of(held, [f"{name}-{at}" for at in range(places)], patience)
        yield


@contextmanager
def workplace(folder: Path, prefix: str) -> Iterator[Path]:
    """A folder to work in. It goes when the work ends; that of a process that was killed goes with the next `clear`."""
    with ExitStack() as held:
        with _locked(folder):  # nobody clears between its making and its being held
            work = Path(held.enter_context(tempfile.TemporaryDirectory(prefix=prefix, dir=folder)))
            held.enter_context(_locked(work))
        yield work


def clear(folder: Path, prefixes: Iterable[str], first: str = "", aged: Iterable[str] = ()) -> int:
    """Remove the workplaces in a folder that nobody works in any more, and say how many; in each goes first what is
    named so. What begins with one of `aged` has no lock and goes once it is an hour old."""
    if not folder.is_dir():
        return 0
    with _locked(folder):
        left = [it for prefix in prefixes for it in folder.glob(f"{prefix}*") if it.is_dir() and _is_left(it)]
        left += [it for prefix in aged for it in folder.glob(f"{prefix}*") if _age(it) > _OLD]
        for work in left if first else ():
            with suppress(OSError):
                (work / first).unlink()
        for work in left:
            shutil.rmtree(work, ignore_errors=True)
            with suppress(OSError):
                work.unlink()
    return sum(not it.exists() for it in left)


def _is_left(work: Path) -> bool:
    try:
        with _locked(work, waits=False):
            return True
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks, of another machine perhaps: nobody works for a day
        return _age(work) > 24 * _OLD


def _age(path: Path) -> float:
    with suppress(OSError):
        return time.time() - path.stat().st_mtime
    return 0.0


@contextmanager
def _locked(folder: Path, *, waits: bool = True) -> Iterator[None]:
    """The folder itself, locked, where its file system can; one that shall not wait raises OSError instead."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if waits:
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _one_of(held: ExitStack, names: list[str], patience: float) -> None:
    until = time.monotonic() + patience
    folder = Path(settings.HOME) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        for name in names:
            file = (folder / name).open("ab")
            if _is_taken(file):
                held.enter_context(file)
                return
        if time.monotonic() >= until:
            raise NoTurn
        time.sleep(_LOOK)


def _is_taken(file: IO[bytes]) -> bool:
    """Ours from now on? Else the file is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return False
    return True

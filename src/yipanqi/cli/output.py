"""An output folder that is never half-written: everything is made beside it, then moved into place."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CannotOverwrite(Exception):
    """The folder holds something and may not be written over."""


class CannotReach(Exception):
    """The folder is in a place where nothing may be written."""


def check_free(folder: Path, force: bool) -> None:
    """Raise `CannotOverwrite` where the folder holds anything and nobody said that it may be written over, and
    `CannotReach` where it could not be made: before the long work, not after."""
    if not _may_be_made(folder):
        raise CannotReach(str(folder))
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not force)):
        raise CannotOverwrite(str(folder))


def _may_be_made(folder: Path) -> bool:
    """Can a folder be made beside this one, and below the nearest folder that exists?"""
    place = folder.absolute().parent
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryDirectory(dir=place):
            return True
    except OSError:
        return False


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """A folder to write into, which takes its place when all is written and leaves no trace when something fails.
    In a folder that exists, only entries of the same names are replaced: what else lies there is not ours."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        made = work / "made"
        made.mkdir()
        yield made
        if folder.exists():
            _replace_entries(made, folder, work)
        else:
            os.replace(made, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _replace_entries(made: Path, folder: Path, work: Path) -> None:
    old = work / "old"
    old.mkdir()
    for entry in sorted(made.iterdir()):
        place = folder / entry.name
        if place.exists() or place.is_symlink():
            os.replace(place, old / entry.name)
        os.replace(entry, place)

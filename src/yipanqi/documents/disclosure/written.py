"""The published tree as files. A build lays what is new beside the tree; all of it is moved in at the end, at once for
whoever may be killed meanwhile: what is beside and what is to go are known, and moving goes on where it was cut off."""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def beside(folder: Path) -> Path:
    """Where a build lays what is not in the tree yet: beside it, on the same disk."""
    return folder.with_name(folder.name + ".next")


class Tree:
    """A folder as it will be: files are laid beside it, and what is there already byte for byte is left as it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: set[str] = set()  # every path that was laid
        self.gone: set[str] = set()  # what is in the folder and is to go
        self.written = 0
        self._beside = beside(folder)
        self._folders: set[str] = set()

    @property
    def removed(self) -> int:
        """How many files are to go."""
        return len(self.gone)

    def put(self, path: str, data: bytes) -> None:
        """Lay a file at a path of the tree."""
        self.seen.add(path)
        self.gone.discard(path)
        target = os.path.join(self._beside, path)
        if _is_same(os.path.join(self.folder, path), data):
            with suppress(FileNotFoundError):  # laid otherwise before, in the same build
                os.unlink(target)
            return
        at = os.path.dirname(target)
        if at not in self._folders:
            os.makedirs(at, exist_ok=True)
            self._folders.add(at)
        with open(target, "wb") as file:
            file.write(data)
        self.written += 1

    def get(self, path: str) -> bytes:
        """What lies there."""
        try:
            return (self._beside / path).read_bytes()
        except FileNotFoundError:
            return (self.folder / path).read_bytes()

    def remove(self, path: str) -> None:
        """Take a file away."""
        with suppress(FileNotFoundError):
            (self._beside / path).unlink()
            self._folders.clear()
            _clear_up(self._beside / path, self._beside)
        if (self.folder / path).is_file():
            self.gone.add(path)

    def clear(self, under: str, keep: set[str]) -> None:
        """Take away what lies under a folder and is not among these paths."""
        for path in self.files(under):
            if path not in keep:
                self.remove(path)

    def files(self, under: str = "") -> list[str]:
        """The paths of all files under a folder, sorted."""
        found = {path for root in (self.folder, self._beside) for path in _files(root, under)}
        return sorted(found - self.gone)

    def top(self) -> list[str]:
        """The names of the files that lie in no folder, sorted."""
        roots = [it for it in (self.folder, self._beside) if it.is_dir()]
        return sorted({it.name for root in roots for it in root.iterdir() if it.is_file()} - self.gone)


def move_in(folder: Path, gone: Iterable[str]) -> None:
    """Bring a tree to what was built: take away what is to go, and move in what lies beside. Done again after it was
    cut off it comes to the same."""
    for path in gone:
        with suppress(FileNotFoundError):
            (folder / path).unlink()
            _clear_up(folder / path, folder)
    if beside(folder).is_dir():
        _move(str(beside(folder)), str(folder))
    clear_beside(folder)


def clear_beside(folder: Path) -> None:
    """Nothing lies beside the tree any more."""
    shutil.rmtree(beside(folder), ignore_errors=True)


def _move(source: str, target: str) -> None:
    """Move what is in a folder into another one; a folder that is not there yet in one step."""
    with os.scandir(source) as entries:
        for entry in entries:
            there = os.path.join(target, entry.name)
            if entry.is_dir(follow_symlinks=False) and os.path.isdir(there):
                _move(entry.path, there)
            else:
                os.replace(entry.path, there)


def _clear_up(path: Path, root: Path) -> None:
    """Take away the folders above a file that it left empty."""
    at = path.parent
    with suppress(OSError):  # the first that is not empty stays, and all above it
        while at != root:
            at.rmdir()
            at = at.parent


def _files(root: Path, under: str) -> list[str]:
    found = []
    for at, _, names in os.walk(root / under):
        base = os.path.relpath(at, root).replace(os.sep, "/")
        found += names if base == "." else [f"{base}/{name}" for name in names]
    return found


def _is_same(target: str, data: bytes) -> bool:
    try:
        if os.path.getsize(target) != len(data):
            return False
        with open(target, "rb") as file:
            return file.read() == data
    except FileNotFoundError:
        return False

"""The published tree as files: each is whole, old or new, at every moment."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

_NEW = ".new~"  # at the end of a name: a file that is being written


class Tree:
    """A folder into which files are laid; what is already there byte for byte is left as it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: set[str] = set()  # every path that was laid
        self.written = 0
        self.removed = 0
        self._folders: set[str] = set()

    def put(self, path: str, data: bytes) -> None:
        """Lay a file at a path of the tree."""
        self.seen.add(path)
        target = os.path.join(self.folder, path)
        if _is_same(target, data):
            return
        at = os.path.dirname(target)
        if at not in self._folders:
            os.makedirs(at, exist_ok=True)
            self._folders.add(at)
        with open(target + _NEW, "wb") as file:
            file.write(data)
        os.replace(target + _NEW, target)
        self.written += 1

    def get(self, path: str) -> bytes:
        """What lies there."""
        return (self.folder / path).read_bytes()

    def remove(self, path: str) -> None:
        """Take a file away, and the folders that it leaves empty."""
        target = self.folder / path
        with suppress(FileNotFoundError):
            target.unlink()
            self.removed += 1
        self._folders.clear()
        at = target.parent
        with suppress(OSError):  # the first that is not empty stays, and all above it
            while at != self.folder:
                at.rmdir()
                at = at.parent

    def clear(self, under: str, keep: set[str]) -> None:
        """Take away what lies under a folder and is not among these paths."""
        for path in self.files(under):
            if path not in keep:
                self.remove(path)

    def files(self, under: str = "") -> list[str]:
        """The paths of all files under a folder, sorted."""
        root = self.folder / under
        found = []
        for at, _, names in os.walk(root):
            base = os.path.relpath(at, self.folder)
            found += [name if base == "." else f"{base}/{name}" for name in names]
        return sorted(path.replace(os.sep, "/") for path in found)

    def drop(self, under: str) -> None:
        """Take a folder away."""
        for path in self.files(under):
            self.remove(path)
        shutil.rmtree(self.folder / under, ignore_errors=True)


def _is_same(target: str, data: bytes) -> bool:
    try:
        if os.path.getsize(target) != len(data):
            return False
        with open(target, "rb") as file:
            return file.read() == data
    except FileNotFoundError:
        return False

"""Files that were kept with their hash: handed out while they still are what was kept, and never otherwise."""

import logging
import os
from contextlib import ExitStack
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

log = logging.getLogger(__name__)


class LostFile(Exception):
    """The file is gone, or is not what was kept any more."""


def store(path: Path, data: bytes) -> None:
    """Write the file whole or not at all, and onto the disk before anybody is told of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """What is kept with a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def opened(path: Path, sha256: str) -> BinaryIO:
    """The file, read through and found to be what was kept. Raises LostFile, and the server's log tells why."""
    with ExitStack() as held:
        try:
            file = held.enter_context(path.open("rb"))
            is_whole = file_digest(file, "sha256").hexdigest() == sha256
            file.seek(0)
        except OSError as fault:
            raise _lost(path, str(fault.strerror)) from None
        if not is_whole:
            raise _lost(path, "its hash is another one")
        held.pop_all()  # whoever asked closes it
        return file


def is_sound(path: Path, sha256: str) -> bool:
    """Is it there, and what was kept?"""
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False


def _lost(path: Path, why: str) -> LostFile:
    log.error(
        "a kept file cannot be handed out", extra={"facts": {"file": path.name, "in": path.parent.name, "why": why}}
    )
    return LostFile(path.name)

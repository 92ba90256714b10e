"""Bytes of publications: each lies once in HOME/disclosure, under its hash."""

import hashlib
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from yipanqi.web.page import kept_file

FOLDER = "disclosure"


def place_of(sha256: str) -> Path:
    """Where the bytes of this hash lie."""
    return Path(settings.HOME) / FOLDER / sha256[:2] / sha256


def keep(data: bytes) -> str:
    """Keep these bytes, once; their hash."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not kept_file.is_sound(place_of(sha256), sha256):
        kept_file.store(place_of(sha256), data)
    return sha256


def opened(sha256: str) -> BinaryIO:
    """The bytes, found to be what was kept. Raises LostFile."""
    return kept_file.opened(place_of(sha256), sha256)


def read(sha256: str) -> bytes:
    """All of them. Raises LostFile."""
    with opened(sha256) as file:
        return file.read()


def is_sound(sha256: str) -> bool:
    """Are they there, and what was kept?"""
    return kept_file.is_sound(place_of(sha256), sha256)


def destroy(sha256: str) -> None:
    """Let the bytes be gone; that they are gone already is as good."""
    place_of(sha256).unlink(missing_ok=True)

"""名册: whom the estate knows, so that a plain name is known again without being kept: keyed hashes of names, and of
names with their rooms. The first characters are kept as they are: surnames, by which the search is quick."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from yipanqi.domain.disclosure.privacy.plain import arabic, compact, plain

_PARTS = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Roll:
    """Persons of an estate under a key; equal keys and persons make equal rolls."""

    key: bytes
    names: frozenset[bytes]
    rooms: frozenset[bytes]  # name and room together
    begins: frozenset[str]  # first characters
    longest: int

    @classmethod
    def made(cls, key: bytes, persons: Iterable[tuple[str, str]]) -> "Roll":
        """The roll of these names and rooms; a room may be empty."""
        if len(key) < 16:
            raise ValueError("the key of a roll has at least 16 bytes")
        known = [(_name(name), room_key(room)) for name, room in persons if len(_name(name)) >= 2]
        return cls(
            key,
            frozenset(_hash(key, name) for name, _ in known),
            frozenset(_hash(key, f"{name}|{room}") for name, room in known if room),
            frozenset(name[0] for name, _ in known),
            max((len(name) for name, _ in known), default=0),
        )

    def knows(self, name: str) -> bool:
        """Whether somebody on the roll has this name."""
        return _hash(self.key, _name(name)) in self.names

    def lives(self, name: str, room: str) -> bool:
        """Whether somebody of this name has this room."""
        return _hash(self.key, f"{_name(name)}|{room_key(room)}") in self.rooms


def room_key(room: str) -> str:
    """A room by its numbers alone: 3栋2单元501室, 三栋-2-501 and 3-2-501 are one."""
    return "-".join(_PARTS.findall(arabic(plain(room).text)))


def _name(name: str) -> str:
    return compact(name) if name.isascii() else re.sub(r"\s", "", name)


def _hash(key: bytes, value: str) -> bytes:
    return hmac.digest(key, value.encode(), hashlib.sha256)[:16]

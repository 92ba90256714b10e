"""The door to the privacy scanner and to what looks into files."""

from dataclasses import dataclass
from typing import Any

from yipanqi.domain.disclosure.publication import Pair

try:
    from yipanqi.domain.disclosure.privacy import marks
except ImportError:  # until the scanner's branch has landed

    def marks(text: str, roll: Any = None) -> list[Any]:
        """Nothing is marked."""
        return []


try:
    from yipanqi.documents.disclosure.hidden import CannotRead, rewritten, strings
except ImportError:  # until its branch has landed
    CannotRead = rewritten = strings = None


def kind_named(kind: str) -> Pair:
    """What the scanner calls it."""
    return kind, kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file as it goes out, and what was found in it."""

    data: bytes
    marks: list[tuple[Pair, Any, str]]  # place, mark, the text that it marks
    pages: int = 0  # without text


def looked(data: bytes, name: str) -> Looked:
    """The file rewritten, and all of its strings scanned, hidden ones too. Raises CannotRead."""
    found = [(it.place, mark, it.text[mark.start : mark.end]) for it in strings(data, name) for mark in marks(it.text)]
    return Looked(data=rewritten(data, name), marks=found)

"""The door to what is looked for in texts, of persons and of secrecy, and to what looks into files."""

from collections.abc import Iterator
from dataclasses import dataclass

from yipanqi.documents.disclosure.hidden import CannotRead, looked_through, rewritten
from yipanqi.domain.disclosure import privacy, secrecy
from yipanqi.domain.disclosure.privacy import KINDS, Mark, MarkKind, Roll
from yipanqi.domain.disclosure.publication import Pair

__all__ = ["CannotRead", "Looked", "Seen", "kind_named", "looked", "marks"]


def kind_named(kind: str) -> Pair:
    """What the scanner calls a kind of mark."""
    return KINDS[MarkKind(kind)] if kind in list(MarkKind) else (kind, kind)


def marks(text: str, roll: Roll | None = None) -> list[Mark]:
    """What of persons stands in a text, and what says that it is secret, internal, not to be published or a draft."""
    return [*privacy.marks(text, roll), *secrecy.marks(text)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A mark in a file: where, what, and the value that it marks, which nobody keeps."""

    place: Pair
    mark: Mark
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file as it goes out, what was found in that, how many of its pages have no text, and the rows of its tables:
    place and cells by tabs."""

    data: bytes
    seen: list[Seen]
    pages: int
    rows: list[tuple[Pair, str]]


def looked(data: bytes, name: str, roll: Roll | None = None) -> Looked:
    """The file rewritten, so that nothing hides in it, and every string of the new one scanned, with the estates' roll
    where there is one. Raises CannotRead."""
    clean = rewritten(data, name)
    through = looked_through(clean, name)
    seen = [it for found in through.strings for it in _seen(found.place, found.text, roll)]
    is_picture = through.form in ("JPEG", "PNG")
    rows = [(it.place, it.text) for it in through.strings if "\t" in it.text]
    return Looked(data=clean, seen=seen, pages=0 if is_picture else len(through.needs_eyes), rows=rows)


def _seen(place: Pair, text: str, roll: Roll | None) -> Iterator[Seen]:
    for mark in marks(text, roll):
        yield Seen(place=place, mark=mark, value=text[mark.start : mark.end])

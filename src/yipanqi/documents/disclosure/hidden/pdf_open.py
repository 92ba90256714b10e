"""A PDF that nobody trusts, opened; its objects one by one; what of it is switched off."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from .telling import CannotRead

PAGES = 3_000
OBJECTS = 300_000
_STARTS = ("/JavaScript", "/Launch", "/ImportData", "/Rendition", "/RichMediaExecute")


def opened(data: bytes) -> PdfReader:
    """The PDF. Raises CannotRead where it is damaged, encrypted, or starts anything."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        is_encrypted = reader.is_encrypted
        count = 0 if is_encrypted else len(reader.pages)
    except Exception:  # a library's word on bytes that nobody vouches for
        raise CannotRead("damaged") from None
    if is_encrypted:
        raise CannotRead("encrypted")
    if not 0 < count <= PAGES:
        raise CannotRead("entries" if count else "damaged")
    for _, found in objects(reader):
        for one in dictionaries(found):
            if got(one, "/S") in _STARTS or "/JS" in one:
                raise CannotRead("script")
    return reader


def objects(reader: PdfReader) -> Iterator[tuple[int, Any]]:
    """Every object of the file with its number, those too at which nothing points. One that cannot be read is passed
    over: neither can anybody else read it."""
    keys = {(number, generation) for generation, numbers in reader.xref.items() for number in numbers}
    keys |= {(number, 0) for number in reader.xref_objStm}
    if len(keys) > OBJECTS:
        raise CannotRead("entries")
    for number, generation in sorted(keys):
        try:
            found = reader.get_object(IndirectObject(number, generation, reader))
        except Exception:  # as above
            continue
        if found is not None:
            yield number, found


def dictionaries(found: Any, depth: int = 0) -> Iterator[DictionaryObject]:
    """The dictionaries of one object, without those of other objects."""
    if depth > 60:
        raise CannotRead("deep")
    if isinstance(found, DictionaryObject):
        yield found
        for value in found.values():
            yield from dictionaries(value, depth + 1)
    elif isinstance(found, ArrayObject):
        for value in found:
            yield from dictionaries(value, depth + 1)


def got(holder: Any, key: str) -> Any:
    """A value of a dictionary, wherever it lies; None where there is none."""
    if not isinstance(holder, DictionaryObject):
        return None
    try:
        return holder[key]
    except MemoryError:
        raise
    except Exception:  # no such key, or a reference that leads nowhere
        return None


def content_of(stream: Any) -> bytes:
    """The unpacked bytes of a stream; nothing where they cannot be unpacked."""
    if not isinstance(stream, StreamObject):
        return b""
    try:
        return bytes(stream.get_data())
    except MemoryError:
        raise
    except LimitReachedError:
        raise CannotRead("bomb") from None
    except Exception:  # a damaged stream: nobody else reads it either
        return b""


class Layers:
    """Which layers (optional content) of a PDF are switched off."""

    def __init__(self, reader: PdfReader) -> None:
        properties = got(reader.root_object, "/OCProperties")
        usual = got(properties, "/D")
        groups = _numbers(_raw(properties, "/OCGs"))
        off = groups if got(usual, "/BaseState") == "/OFF" else set()
        self._off = (off - _numbers(_raw(usual, "/ON"))) | _numbers(_raw(usual, "/OFF"))

    def is_off(self, holder: Any, key: str) -> bool:
        """Is the layer, or the group of layers, switched off at which this value of a dictionary points?"""
        raw = _raw(holder, key)
        if isinstance(raw, IndirectObject) and raw.idnum in self._off:
            return True
        group = got(holder, key)
        if got(group, "/Type") != "/OCMD":
            return False
        members = _raw(group, "/OCGs")
        numbers = {members.idnum} if isinstance(members, IndirectObject) else _numbers(members)
        if isinstance(members, IndirectObject) and isinstance(got(group, "/OCGs"), ArrayObject):
            numbers = _numbers(got(group, "/OCGs"))
        policy = got(group, "/P") or "/AnyOn"
        hidden = numbers & self._off
        return bool(numbers) and (numbers == hidden if policy == "/AnyOn" else bool(hidden) and policy == "/AllOn")

    def __bool__(self) -> bool:
        return bool(self._off)


def _raw(holder: Any, key: str) -> Any:
    return holder.raw_get(key) if isinstance(holder, DictionaryObject) and key in holder else None


def _numbers(listed: Any) -> set[int]:
    if isinstance(listed, IndirectObject):
        listed = listed.get_object()
    return (
        {one.idnum for one in listed if isinstance(one, IndirectObject)} if isinstance(listed, ArrayObject) else set()
    )

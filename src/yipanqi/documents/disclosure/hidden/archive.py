"""The parts of an office file: an archive that is counted before anything in it is believed."""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator

from .telling import CannotRead

ENTRIES = 2_000  # a large workbook has some fifty, a long report with pictures some hundreds
UNPACKED = 250_000_000  # bytes of all entries together
_HEAVY, _RATIO = 20_000_000, 300  # bytes from which, and times by which, an entry may not swell
_HEADER = 30
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Archive:
    """The entries of an archive, each unpacked once. Names are compared as office programs do: with either slash,
    whatever the case. Raises CannotRead where entries overlap, share a name, lie about their size or swell too far."""

    def __init__(self, data: bytes) -> None:
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, EOFError):
            raise CannotRead("damaged") from None
        entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
        if len(entries) > ENTRIES:
            raise CannotRead("entries")
        ends = [entry.header_offset for entry in entries[1:]] + [archive.start_dir]
        self.names: dict[str, str] = {}
        self._parts: dict[str, bytes] = {}
        self._asides = [archive.comment]
        left, last = UNPACKED, 0
        for entry, end in zip(entries, ends, strict=True):
            key = _key(entry.filename)
            if key in self._parts:
                raise CannotRead("forged")
            content, stop = _unpacked(data, entry, end, left)
            left -= len(content)
            self.names[key], self._parts[key] = entry.filename, content
            self._asides += [data[last : entry.header_offset], entry.comment, entry.extra]
            last = stop
        self._asides.append(data[last : archive.start_dir])

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._parts

    def __iter__(self) -> Iterator[str]:
        """The names of all parts, in one writing: small letters, no slash in front."""
        return iter(self._parts)

    def part(self, name: str) -> bytes:
        """A part; nothing where there is none."""
        return self._parts.get(_key(name), b"")

    def asides(self) -> Iterator[bytes]:
        """What stands in the archive beside its parts: comments, extra fields, bytes between entries."""
        return (aside for aside in self._asides if aside)


def packed(parts: dict[str, bytes]) -> bytes:
    """An archive that depends on nothing but these parts; the list of types stands first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, parts[name])
    return out.getvalue()


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()


def _unpacked(data: bytes, entry: zipfile.ZipInfo, end: int, room: int) -> tuple[bytes, int]:
    """An entry's bytes, counted while they unpack, and where it ends."""
    if entry.flag_bits & 1:
        raise CannotRead("encrypted")
    header = data[entry.header_offset : entry.header_offset + _HEADER]
    if len(header) < _HEADER or header[:4] != b"PK\x03\x04" or entry.compress_type not in (0, 8):
        raise CannotRead("damaged")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    start = entry.header_offset + _HEADER + name_length + extra_length
    stop = start + entry.compress_size
    if stop > end:
        raise CannotRead("forged")
    raw = data[start:stop]
    if max(entry.file_size, len(raw)) > room:
        raise CannotRead("bomb")
    content = raw if entry.compress_type == 0 else _inflated(raw, entry.file_size)
    if len(content) != entry.file_size:
        raise CannotRead("forged")
    if len(content) > _HEAVY and len(content) > _RATIO * max(1, len(raw)):
        raise CannotRead("bomb")
    return content, stop


def _inflated(raw: bytes, told: int) -> bytes:
    try:
        return zlib.decompressobj(-15).decompress(raw, told + 1)
    except zlib.error:
        raise CannotRead("damaged") from None

"""Errors, formulas never calculated, hidden rows and columns of an XLS or ET file, and errors of an XLSB sheet: the
reader of cells hands an error up as an empty cell. Stands beside `sandbox`, and runs inside it: it imports nothing of
ours."""

import struct
from collections.abc import Iterator
from typing import Any

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_BOF, _BOUNDSHEET, _FORMULA, _BOOLERR, _ROW, _COLINFO = 0x0809, 0x0085, 0x0006, 0x0205, 0x0208, 0x007D
_BIFF8 = 0x0600
_ROW_HEADER, _CELL_ERROR, _FORMULA_ERROR, _BUNDLE_SHEET = 0, 3, 11, 156  # records of XLSB
_MOST_FAULTS = 10_000


class Unreadable(Exception):
    """The file's own table of contents makes no sense."""


def stream(data: bytes) -> bytes:
    """The workbook's stream in an OLE2 file; empty where there is none."""
    try:
        return _stream(data)
    except (struct.error, IndexError, ValueError):
        raise Unreadable from None


def _stream(data: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    small = 1 << struct.unpack_from("<H", data, 32)[0]
    first_directory, cutoff, first_small = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    table = _sectors_of_table(data, size)
    directory = _chain(data, table, first_directory, size)
    root, found = b"", b""
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
        start, length = struct.unpack_from("<II", entry, 116)
        if at == 0:
            root = _chain(data, table, start, size)
        elif name in ("Workbook", "Book") and length >= cutoff:
            found = _chain(data, table, start, size)[:length]
        elif name in ("Workbook", "Book"):
            links = _chain(data, table, first_small, size)
            shorts = list(struct.unpack(f"<{len(links) // 4}I", links[: len(links) // 4 * 4]))
            found = _small_chain(root, shorts, start, small)[:length]
    return found


def _sectors_of_table(data: bytes, size: int) -> list[int]:
    """The file's table of sectors: what follows each."""
    places = [place for place in struct.unpack_from("<109I", data, 76) if place < 0xFFFFFFFA]
    following, seen = struct.unpack_from("<I", data, 68)[0], 0
    while following < 0xFFFFFFFA and seen < 4_000:
        block = data[(following + 1) * size : (following + 2) * size]
        numbers = struct.unpack(f"<{size // 4}I", block)
        places += [place for place in numbers[:-1] if place < 0xFFFFFFFA]
        following, seen = numbers[-1], seen + 1
    found: list[int] = []
    for place in places:
        found += struct.unpack(f"<{size // 4}I", data[(place + 1) * size : (place + 2) * size])
    return found


def _chain(data: bytes, table: list[int], start: int, size: int) -> bytes:
    parts, left = [], len(table) + 1
    while start < 0xFFFFFFFA and left:
        parts.append(data[(start + 1) * size : (start + 2) * size])
        start, left = table[start], left - 1
    return b"".join(parts)


def _small_chain(root: bytes, table: list[int], start: int, size: int) -> bytes:
    parts, left = [], len(table) + 1
    while start < 0xFFFFFFFA and left:
        parts.append(root[start * size : (start + 1) * size])
        start, left = table[start], left - 1
    return b"".join(parts)


def version(book: bytes) -> int:
    """0x0600 of Excel 97 and later, 0x0500 of Excel 5.0 and 95, 0 where it cannot be told."""
    return int(struct.unpack_from("<H", book, 4)[0]) if len(book) > 8 and book[1:2] == b"\x08" else 0


def is_old(book: bytes) -> bool:
    """Was it written by Excel 95 or before, whose text has a code page of its own?"""
    return book[:1] == b"\x09" and (book[1:2] in (b"\x00", b"\x02", b"\x04") or 0 < version(book) < _BIFF8)


def scans(book: bytes) -> dict[str, dict[str, Any]]:
    """Sheet → what is to be known of it besides its cells."""
    found, starts = {}, list(_sheets(book))
    for name, start in starts:
        found[name] = _sheet(book, start)
    return found


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(book: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(book, 0):
        if kind == 0x000A:  # the end of what holds for the whole workbook
            return
        if kind == _BOUNDSHEET and len(body) > 8:
            start, _, length, is_wide = struct.unpack_from("<IHBB", body, 0)
            text = body[8 : 8 + length * (1 + (is_wide & 1))]
            yield text.decode("utf-16-le" if is_wide & 1 else "latin-1", "replace"), start


def _sheet(book: bytes, start: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "faults": {},
        "noughts": {},
        "worked": False,
        "formats": {},
        "hidden_rows": [],
        "hidden_columns": [],
    }
    depth = 0
    for kind, body in _records(book, start):
        depth += (kind == _BOF) - (kind == 0x000A)
        if depth == 0:
            break
        if depth == 1:
            _take(kind, body, found)
    return found


def _take(kind: int, body: bytes, found: dict[str, Any]) -> None:
    if kind == _BOOLERR and len(body) >= 8 and body[7] == 1:
        row, column = struct.unpack_from("<HH", body)
        _note(found["faults"], row, column, ["error_value", _ERRORS.get(body[6], "#")])
    elif kind == _FORMULA and len(body) >= 14:
        row, column = struct.unpack_from("<HH", body)
        value = body[6:14]
        if value[6:] == b"\xff\xff":
            if value[0] == 2:
                _note(found["faults"], row, column, ["error_value", _ERRORS.get(value[2], "#")])
            found["worked"] = found["worked"] or value[0] in (0, 1)
        elif struct.unpack("<d", value)[0] == 0:
            _note(found["noughts"], row, column, "")
        else:
            found["worked"] = True
    elif kind == _ROW and len(body) >= 16 and struct.unpack_from("<H", body, 12)[0] & 0x20:
        found["hidden_rows"].append(struct.unpack_from("<H", body)[0])
    elif kind == _COLINFO and len(body) >= 10 and struct.unpack_from("<H", body, 8)[0] & 1:
        first, last = struct.unpack_from("<HH", body)
        found["hidden_columns"] += range(first, min(last, 701) + 1)


def _note(noted: dict[str, Any], row: int, column: int, what: Any) -> None:
    if len(noted) < _MOST_FAULTS:
        letters, number = "", column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        noted[f"{letters}{row + 1}"] = what


def xlsb_errors(part: bytes) -> dict[str, list[str]]:
    """Cell → the error in it, of one sheet of an XLSB file."""
    found: dict[str, list[str]] = {}
    at, row = 0, 0
    while at < len(part):
        kind, at = _varint(part, at, 2)
        length, at = _varint(part, at, 4)
        body, at = part[at : at + length], at + length
        if kind == _ROW_HEADER and len(body) >= 4:
            row = struct.unpack_from("<I", body)[0]
        elif kind in (_CELL_ERROR, _FORMULA_ERROR) and len(body) >= 9:
            _note(found, row, struct.unpack_from("<I", body)[0], ["error_value", _ERRORS.get(body[8], "#")])
    return found


def xlsb_sheets(part: bytes) -> Iterator[tuple[str, str]]:
    """Name and relationship of each sheet, from the workbook's part of an XLSB file."""
    at = 0
    while at < len(part):
        kind, at = _varint(part, at, 2)
        length, at = _varint(part, at, 4)
        body, at = part[at : at + length], at + length
        if kind == _BUNDLE_SHEET and len(body) > 12:
            reference, after = _wide_text(body, 8)
            name, _ = _wide_text(body, after)
            yield name, reference


def _wide_text(body: bytes, at: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _varint(part: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for place in range(most):
        if at >= len(part):
            break
        byte, at = part[at], at + 1
        value |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return value, at

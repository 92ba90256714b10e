"""Opens a file that nobody trusts and hands its plain cells up as JSON lines. Runs alone, as a limited child process:
it imports nothing of ours, limits itself before it looks at the file, and whatever happens to it happens only to it.

    python -I sandbox.py FILE LIMITS_AS_JSON [NAME] > cells.jsonl

NAME is what the sheet of a CSV file is called; the file's own name unless given.
"""

import csv
import io
import json
import posixpath
import re
import resource
import struct
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_FAR = re.compile(rb"<(?:\w+:)?c\b[^>]*\br=[\"']([A-Z]{3}\d+)[\"'][^>/]*>")
_DEEP = re.compile(rb"<(?:\w+:)?c\b[^>]*\br=[\"']([A-Z]{1,2}([1-9]\d{5,6}))[\"'][^>/]*>")
_MAYBE_FAR = re.compile(rb"r=[\"'][A-Z]{3}\d")  # quick to look for; only where they are found the exact ones search
_MAYBE_DEEP = re.compile(rb"r=[\"'][A-Z]{1,2}[1-9]\d{5}")
_FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b")
_ERROR = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)<")
_END = re.compile(rb"</(?:\w+:)?c>")
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]+\d+)[\"']")
_MOST_FAULTS = 10_000


class Refused(Exception):
    """This file is not read; the code and values of the finding that says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def main() -> None:
    """Limit myself, read the file, print its cells; a refusal is printed too."""
    path, limits = Path(sys.argv[1]), json.loads(sys.argv[2])
    for name in ("AS", "CPU", "FSIZE", "NOFILE", "CORE"):
        if name in limits:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limits[name], limits[name]))
    try:
        for line in lines(path, limits, sys.argv[3] if len(sys.argv) > 3 else ""):
            sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")
        sys.stdout.write('{"end":1}\n')
        sys.stdout.flush()
    except Refused as refusal:
        sys.stdout.write("\n" + json.dumps({"refused": refusal.code, "values": refusal.values}) + "\n")


def lines(path: Path, limits: dict[str, int], name: str = "") -> Iterator[dict[str, Any]]:
    """A line for each sheet and each remark."""
    if path.is_dir():
        yield from _csv_folder(path, limits)
        return
    data = path.read_bytes()
    if data[:4] == b"PK\x03\x04":
        yield from _xlsx(data, limits)
    elif data[:8] == OLE:
        yield from _xls(data, limits)
    elif path.suffix.lower() in (".csv", ".txt", ".tsv"):
        yield _csv(name or path.stem, data, limits)
    else:
        raise Refused("file_not_workbook", suffix=path.suffix or path.name)


def inventory(data: bytes, limits: dict[str, int]) -> dict[str, bytes]:
    """The unpacked sheets and parts that are looked into, after every entry was unpacked once and counted."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError):
        raise Refused("file_damaged") from None
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    if len(entries) > limits["entries"]:
        raise Refused("file_entries", count=len(entries), most=limits["entries"])
    if max(Counter(entry.filename.casefold() for entry in entries).values(), default=0) > 1:
        raise Refused("file_overlap")
    ends = [entry.header_offset for entry in entries[1:]] + [archive.start_dir]
    total, kept = 0, {}
    for entry, end in zip(entries, ends, strict=True):
        content = _unpacked(data, entry, end, limits["unpacked"] - total)
        total += len(content)
        if len(content) > 20_000_000 and len(content) > 300 * max(1, entry.compress_size):
            raise Refused("file_bomb", size=len(content) // 1_000_000, ratio=len(content) // entry.compress_size)
        _look_into(entry.filename, content)
        if entry.filename.startswith("xl/worksheets/") or entry.filename.endswith(
            ("workbook.xml", "workbook.xml.rels")
        ):
            kept[entry.filename] = content
    if not any(name.endswith(("workbook.xml", "workbook.bin")) for name in archive.namelist()):
        raise Refused("file_not_workbook", suffix=".zip")
    return kept


def _unpacked(data: bytes, entry: zipfile.ZipInfo, end: int, room: int) -> bytes:
    """An entry's bytes, counted while they unpack; its declared sizes and place must be true."""
    if entry.flag_bits & 1:
        raise Refused("file_encrypted")
    header = data[entry.header_offset : entry.header_offset + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04" or entry.compress_type not in (0, 8):
        raise Refused("file_damaged")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    start = entry.header_offset + 30 + name_length + extra_length
    if start + entry.compress_size > end:
        raise Refused("file_overlap")
    packed = data[start : start + entry.compress_size]
    if max(entry.file_size, len(packed)) > room:
        raise Refused("file_bomb", size=entry.file_size // 1_000_000, ratio=entry.file_size // max(1, len(packed)))
    if entry.compress_type == 0:
        content = packed
    else:
        unpacker = zlib.decompressobj(-15)
        try:
            content = unpacker.decompress(packed, entry.file_size + 1)
        except zlib.error:
            raise Refused("file_damaged") from None
    if len(content) != entry.file_size:
        raise Refused("file_lying_size", name=entry.filename[:60])
    return content


def _look_into(name: str, content: bytes) -> None:
    lower = name.lower()
    if lower.endswith("vbaproject.bin") or "/macrosheets/" in lower:
        raise Refused("file_macro")
    if lower.endswith((".xml", ".rels", ".vml")):
        head = content[:4]
        if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head:
            raise Refused("file_damaged")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise Refused("file_entities")


def _xlsx(data: bytes, limits: dict[str, int]) -> Iterator[dict[str, Any]]:
    parts = inventory(data, limits)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    if any(name.startswith("xl/externalLinks/") for name in names):
        yield {"remark": "external_links", "values": {}}
    if any(name.startswith("xl/embeddings/") for name in names):
        yield {"remark": "embedded_files", "values": {}}
    is_1904 = bool(re.search(rb"date1904=[\"'](1|true)[\"']", parts.get("xl/workbook.xml", b"")))
    named = list(_sheet_parts(parts))
    _refuse_repeated(named, limits)
    faults = {name: _scan(name, parts.get(part, b""), limits) for name, part in named}
    parts.clear()
    yield from _calamine(data, limits, faults, is_1904)


def _refuse_repeated(named: list[tuple[str, str]], limits: dict[str, int]) -> None:
    """No workbook of a person has hundreds of sheets, or one part under two names: it would be read as often."""
    if len(named) > limits["sheets"]:
        raise Refused("file_sheets", count=len(named), most=limits["sheets"])
    seen: set[str] = set()
    for name, part in named:
        for key in (f"name {name.casefold()}", f"part {posixpath.normpath(part).casefold()}"):
            if key in seen:
                raise Refused("file_sheet_twice", sheet=name[:60])
            seen.add(key)


def _sheet_parts(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Each sheet's name, and the part that holds it."""
    try:
        book = ElementTree.fromstring(parts.get("xl/workbook.xml", b""))
        rels = ElementTree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b""))
    except ElementTree.ParseError:
        return
    targets = {rel.get("Id"): rel.get("Target", "") for rel in rels.iter(f"{_RELS}Relationship")}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            target = next((targets.get(v, "") for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            yield sheet.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _scan(name: str, xml: bytes, limits: dict[str, int]) -> dict[str, list[str]]:
    """Cells that are too far out are refused; formulas without a value and errors are listed by address."""
    if _MAYBE_FAR.search(xml) and (far := _FAR.search(xml)):
        raise Refused("file_far_cell", sheet=name, cell=far[1].decode())
    for deep in _DEEP.finditer(xml) if _MAYBE_DEEP.search(xml) else ():
        if int(deep[2]) > limits["rows"]:
            raise Refused("file_too_many_rows", sheet=name, cell=deep[1].decode(), most=limits["rows"])
    faults: dict[str, list[str]] = {}
    has_formulas, has_errors = b"<f" in xml or b":f" in xml, b't="e"' in xml or b"t='e'" in xml
    looked_for = (("formula_uncalculated", _FORMULA, has_formulas), ("error_value", _ERROR, has_errors))
    for code, pattern, is_there in looked_for:
        for match in pattern.finditer(xml) if is_there else ():
            end = _END.search(xml, match.end())
            value = _VALUE.search(xml, match.end(), end.start() if end else match.end())
            place = _REFERENCE.search(match[1])
            is_text = re.search(rb"\bt=[\"']str[\"']", match[1])
            if place and len(faults) < _MOST_FAULTS and (code == "error_value" or not (value or is_text)):
                faults[place[1].decode()] = [code, value[1].decode("utf-8", "replace") if value else ""]
    return faults


def _xls(data: bytes, limits: dict[str, int]) -> Iterator[dict[str, Any]]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("file_encrypted")
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise Refused("file_macro")
    yield from _calamine(data, limits, {}, False)


def _calamine(
    data: bytes, limits: dict[str, int], faults: dict[str, dict[str, list[str]]], is_1904: bool
) -> Iterator[dict[str, Any]]:
    import python_calamine  # only now: the limits are set and the inventory is clean

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(book.sheets_metadata) > limits["sheets"]:  # of the older forms, which are not looked into before
            raise Refused("file_sheets", count=len(book.sheets_metadata), most=limits["sheets"])
        left, covered = limits["cells"], limits["cells"]
        for meta in book.sheets_metadata:
            if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            line = _sheet(book.get_sheet_by_name(meta.name), limits, (left, covered), faults.get(meta.name, {}))
            left -= sum(len(cells) for _, cells in line["rows"])
            covered -= sum((area[2] - area[0] + 1) * (area[3] - area[1] + 1) for area in line["merged"])
            visible = meta.visible is python_calamine.SheetVisibleEnum.Visible
            yield line | {"sheet": meta.name, "is_1904": is_1904, "hidden": not visible}
    except python_calamine.PasswordError:
        raise Refused("file_encrypted") from None
    except (python_calamine.CalamineError, OSError, ValueError, RuntimeError):
        raise Refused("file_damaged") from None


def _sheet(sheet: Any, limits: dict[str, int], room: tuple[int, int], faults: dict[str, list[str]]) -> dict[str, Any]:
    """A sheet's cells; `room` is how many cells, and how many that merged areas cover, it may have."""
    left, covered = room
    rows: list[tuple[int, list[list[Any]]]] = []
    start, end = sheet.start or (0, 0), sheet.end or (0, 0)
    if end[0] >= limits["rows"]:
        raise Refused("file_too_many_rows", sheet=sheet.name, cell=f"A{end[0] + 1}", most=limits["rows"])
    by_row: dict[int, list[list[Any]]] = {}
    for cell, fault in faults.items():
        row, column = _coordinates(cell)
        by_row.setdefault(row, []).append([column, {"fault": fault}])
    for offset, values in enumerate(sheet.to_python(skip_empty_area=True) if sheet.start else []):
        row = start[0] + offset
        cells = [[start[1] + at, _plain(value)] for at, value in enumerate(values) if value != ""]
        by_row[row] = cells + by_row.get(row, [])
        left -= len(by_row[row])
        if left < 0:
            raise Refused("file_too_many_cells", sheet=sheet.name, most=limits["cells"])
    rows = [(row, cells) for row, cells in sorted(by_row.items()) if cells]
    return {"rows": rows, "merged": list(_merged(sheet, end, limits, covered))}


def _merged(sheet: Any, end: tuple[int, int], limits: dict[str, int], room: int) -> Iterator[list[int]]:
    """Merged areas, cut to the cells in use."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        bottom, right = min(bottom, end[0]), min(right, end[1])
        room -= max(0, bottom - top + 1) * max(0, right - left + 1)
        if room < 0:
            raise Refused("file_too_many_cells", sheet=sheet.name, most=limits["cells"])
        if top <= bottom and left <= right:
            yield [top, left, bottom, right]


def _plain(value: Any) -> Any:
    if value.__class__ is str:
        return value.replace("\0", "")  # which no database keeps
    if value.__class__ is float:
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, datetime):
        return {"day": value.date().isoformat()}
    return {"day": value.isoformat()} if isinstance(value, date) else str(value)


def _coordinates(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters) :]) - 1, column - 1


def _csv_folder(folder: Path, limits: dict[str, int]) -> Iterator[dict[str, Any]]:
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in (".csv", ".tsv", ".txt"))
    if not files:
        raise Refused("file_no_tables")
    if len(files) > 64 or sum(file.stat().st_size for file in files) > limits["bytes"]:
        raise Refused(
            "file_too_large", size=sum(f.stat().st_size for f in files) // 1_000_000, most=limits["bytes"] // 1_000_000
        )
    for file in files:
        yield _csv(file.stem, file.read_bytes(), limits)


def _csv(name: str, data: bytes, limits: dict[str, int]) -> dict[str, Any]:
    text = _decoded(data)
    if "\0" in text:
        raise Refused("file_not_workbook", suffix=".csv")
    first = "\n".join(text.splitlines()[:5])
    delimiter = max(",\t;", key=first.count)
    rows, left = [], limits["cells"]
    csv.field_size_limit(1_000_000)
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            cells = [[column, value] for column, value in enumerate(values) if value != ""]
            left -= len(cells)
            if row >= limits["rows"] or left < 0:
                raise Refused("file_too_many_rows", sheet=name, cell=f"A{row + 1}", most=limits["rows"])
            if cells:
                rows.append((row, cells))
    except csv.Error:
        raise Refused("file_damaged") from None
    return {"sheet": name, "rows": rows, "merged": [], "is_1904": False, "hidden": False}


def _decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, else what the bytes look like, GB18030 above all."""
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes  # only where it is needed: it is slow to load

    best = from_bytes(data[:200_000], cp_isolation=["gb18030", "big5", "big5hkscs", "utf_16"]).best()
    encodings = ["gb18030"] if best is None or best.encoding == "gb18030" else [best.encoding, "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("file_encoding")


if __name__ == "__main__":
    main()

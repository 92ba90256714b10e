"""Opens a file that nobody trusts and hands its plain cells up as JSON lines. Runs alone, as a limited child process:
it imports nothing of ours but what stands beside it, limits itself before it looks at the file, and whatever happens to
it happens only to it.

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
from collections.abc import Iterator
from datetime import date, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from xml.etree import ElementTree


def _beside(name: str) -> Any:
    """A module that stands beside this file: run alone, it finds nothing else of ours."""
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


biff_scan, sheet_scan = _beside("biff_scan"), _beside("sheet_scan")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXTS = (".csv", ".tsv", ".txt")
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
Scans = dict[str, dict[str, Any]]  # sheet → what is to be known of it besides its cells


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
    elif path.suffix.lower() in TEXTS:
        yield _csv(name or path.stem, data, limits)
    else:
        raise Refused("file_not_workbook", suffix=path.suffix or path.name)


class Inventory:
    """The entries of an archive, each unpacked once and counted; what is read is unpacked again, one at a time. Names
    are compared as the reader of cells does: with either slash, whatever the case."""

    def __init__(self, data: bytes, limits: dict[str, int]) -> None:
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError):
            raise Refused("file_damaged") from None
        entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
        if len(entries) > limits["entries"]:
            raise Refused("file_entries", count=len(entries), most=limits["entries"])
        self._data, self._entries = data, {_key(entry.filename): entry for entry in entries}
        if len(self._entries) < len(entries):
            raise Refused("file_overlap")
        ends = [entry.header_offset for entry in entries[1:]] + [archive.start_dir]
        self._ends = {_key(entry.filename): end for entry, end in zip(entries, ends, strict=True)}
        left = limits["unpacked"]
        for key in self._entries:
            left -= self._count(key, left)
        if not {"xl/workbook.xml", "xl/workbook.bin"} & self._entries.keys():
            raise Refused("file_not_workbook", suffix=".zip")

    def _count(self, key: str, room: int) -> int:
        entry = self._entries[key]
        content = _unpacked(self._data, entry, self._ends[key], room)
        if len(content) > 20_000_000 and len(content) > 300 * max(1, entry.compress_size):
            raise Refused("file_bomb", size=len(content) // 1_000_000, ratio=len(content) // entry.compress_size)
        _look_into(key, content)
        return len(content)

    def content(self, name: str) -> bytes:
        """A part that is read, nothing where there is none; the reader of cells knows UTF-8 only."""
        key = _key(name)
        if key not in self._entries:
            return b""
        found = _unpacked(self._data, self._entries[key], self._ends[key], 1 << 40)
        if found[:2] in _UTF16:
            raise Refused("file_damaged")
        return found

    def has(self, folder: str) -> bool:
        """Is there an entry in this folder?"""
        return any(key.startswith(folder) for key in self._entries)


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()


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
    if name.endswith("vbaproject.bin") or "/macrosheets/" in name:
        raise Refused("file_macro")
    if name.endswith((".xml", ".rels", ".vml")):
        text = content
        if content[:2] in _UTF16:  # Power Query keeps its part so; nothing that is read may be
            is_big = content[:2] in (b"\xfe\xff", b"\0<")
            text = content.decode("utf-16-be" if is_big else "utf-16-le", "replace").encode("utf-8", "replace")
        elif b"\0" in content[:4]:
            raise Refused("file_damaged")
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise Refused("file_entities")


def _xlsx(data: bytes, limits: dict[str, int]) -> Iterator[dict[str, Any]]:
    parts = Inventory(data, limits)
    if parts.has("xl/externallinks/"):
        yield {"remark": "external_links", "values": {}}
    if parts.has("xl/embeddings/"):
        yield {"remark": "embedded_files", "values": {}}
    book = parts.content("xl/workbook.xml")
    is_1904 = bool(re.search(rb"date1904=[\"'](1|true)[\"']", book))
    named = list(_sheet_parts(book, parts.content("xl/_rels/workbook.xml.rels")))
    _refuse_repeated(named, limits)
    scans: Scans = {}
    if book:
        styles = sheet_scan.telling_formats(parts.content("xl/styles.xml"))
        scans = {name: _scanned(name, parts.content(part), styles, limits) for name, part in named}
    else:
        scans = _xlsb_scans(parts, data)
    yield from _calamine(data, limits, scans, is_1904)


def _scanned(name: str, xml: bytes, styles: dict[int, str], limits: dict[str, int]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = sheet_scan.scan(name, xml, styles, limits["rows"])
        return found
    except sheet_scan.TooFar as far:
        raise Refused(far.code, **far.values) from None


def _xlsb_scans(parts: Inventory, data: bytes) -> Scans:
    """The errors in the sheets of a binary workbook, whose order is that of their parts' names."""
    import python_calamine

    try:
        names = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    except (python_calamine.CalamineError, OSError, ValueError, RuntimeError):
        raise Refused("file_damaged") from None
    targets = _xlsb_targets(parts)
    found = {}
    for name in names:
        if part := targets.get(name):
            found[name] = {"faults": biff_scan.xlsb_errors(parts.content(part))}
    return found


def _xlsb_targets(parts: Inventory) -> dict[str, str]:
    """Each sheet's name, and the part that holds it, of a binary workbook."""
    try:
        rels = ElementTree.fromstring(parts.content("xl/_rels/workbook.bin.rels"))
    except ElementTree.ParseError:
        return {}
    targets = {rel.get("Id", ""): rel.get("Target", "") for rel in rels.iter(f"{_RELS}Relationship")}
    sheets = biff_scan.xlsb_sheets(parts.content("xl/workbook.bin"))
    return {name: posixpath.join("xl", targets[ref]).lstrip("/") for name, ref in sheets if ref in targets}


def _refuse_repeated(named: list[tuple[str, str]], limits: dict[str, int]) -> None:
    """No workbook of a person has hundreds of sheets, or one part under two names: it would be read as often."""
    if len(named) > limits["sheets"]:
        raise Refused("file_sheets", count=len(named), most=limits["sheets"])
    seen: set[str] = set()
    for name, part in named:
        for key in (f"name {name.casefold()}", f"part {_key(part)}"):
            if key in seen:
                raise Refused("file_sheet_twice", sheet=name[:60])
            seen.add(key)


def _sheet_parts(book: bytes, rels: bytes) -> Iterator[tuple[str, str]]:
    """Each sheet's name, and the part that holds it."""
    try:
        sheets, links = ElementTree.fromstring(book), ElementTree.fromstring(rels)
    except ElementTree.ParseError:
        return
    targets = {rel.get("Id"): rel.get("Target", "") for rel in links.iter(f"{_RELS}Relationship")}
    for sheet in sheets.iter():
        if sheet.tag.endswith("}sheet"):
            target = next((targets.get(v, "") for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            yield sheet.get("name", ""), target.lstrip("/") if target[:1] in ("/", "\\") else f"xl/{target}"


def _xls(data: bytes, limits: dict[str, int]) -> Iterator[dict[str, Any]]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("file_encrypted")
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise Refused("file_macro")
    try:
        book = biff_scan.stream(data)
        if biff_scan.is_old(book):  # its text has a code page of its own, which is often not the one that it names
            raise Refused("file_too_old")
        scans = biff_scan.scans(book)
    except (biff_scan.Unreadable, struct.error):
        raise Refused("file_damaged") from None
    yield from _calamine(data, limits, scans, False)


def _calamine(data: bytes, limits: dict[str, int], scans: Scans, is_1904: bool) -> Iterator[dict[str, Any]]:
    import python_calamine  # only now: the limits are set and the inventory is clean

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(book.sheets_metadata) > limits["sheets"]:  # of the older forms, which are not looked into before
            raise Refused("file_sheets", count=len(book.sheets_metadata), most=limits["sheets"])
        left, covered = limits["cells"], limits["cells"]
        for meta in book.sheets_metadata:
            if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            scan = scans.get(meta.name, {})
            line = _sheet(book.get_sheet_by_name(meta.name), limits, (left, covered), scan.get("faults", {})) | scan
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
    declared = re.match(r"sep=([,;\t|])\r?\n", text)  # what Excel writes to be told its own delimiter
    text = text[declared.end() :] if declared else text
    delimiter = declared[1] if declared else _delimiter(text)
    rows, left = [], limits["cells"]
    csv.field_size_limit(1_000_000)
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            cells = [[column, _unequalled(value)] for column, value in enumerate(values) if value != ""]
            left -= len(cells)
            if row >= limits["rows"] or left < 0:
                raise Refused("file_too_many_rows", sheet=name, cell=f"A{row + 1}", most=limits["rows"])
            if cells:
                rows.append((row, cells))
    except csv.Error:
        raise Refused("file_damaged") from None
    return {"sheet": name, "rows": rows, "merged": [], "is_1904": False, "hidden": False}


def _delimiter(text: str) -> str:
    """What separates the cells: the sign that stands equally often, and most often, in the first lines, quoted texts
    aside."""
    bare = re.sub(r'"[^"]*"', "", text[:20_000])
    first = [line for line in bare.splitlines()[:20] if line.strip()]
    counts = {sign: [line.count(sign) for line in first] for sign in ",\t;|，；"}
    return max(counts, key=lambda sign: (sum(map(bool, counts[sign])), sum(counts[sign])))


def _unequalled(value: str) -> Any:
    """`="0012"` is what keeps a code's noughts in a CSV file; any other formula was never calculated."""
    if not value.startswith("=") or len(value) < 2:
        return value
    quoted = re.fullmatch(r'="((?:[^"]|"")*)"', value)
    return quoted[1].replace('""', '"') if quoted else {"fault": ["formula_uncalculated", value[:60]]}


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

"""The cells of CSV files, whatever their encoding and separator. Stands beside `sandbox`, and runs inside it: it
imports nothing of ours."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ENDINGS = (".csv", ".tsv", ".txt")


class Unusable(Exception):
    """This file is not read; the code and values of the finding that says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def folder(place: Path, limits: dict[str, int]) -> Iterator[dict[str, Any]]:
    files = sorted(file for file in place.iterdir() if file.suffix.lower() in ENDINGS)
    if not files:
        raise Unusable("file_no_tables")
    if len(files) > 64 or sum(file.stat().st_size for file in files) > limits["bytes"]:
        raise Unusable(
            "file_too_large", size=sum(f.stat().st_size for f in files) // 1_000_000, most=limits["bytes"] // 1_000_000
        )
    for file in files:
        yield table(file.stem, file.read_bytes(), limits)


def table(name: str, data: bytes, limits: dict[str, int]) -> dict[str, Any]:
    text = _decoded(data)
    if "\0" in text:
        raise Unusable("file_not_workbook", suffix=".csv")
    declared = re.match(r"sep=([,;\t|])\r?\n", text)  # what Excel writes to be told its own delimiter
    text = text[declared.end() :] if declared else text
    delimiter = declared[1] if declared else _delimiter(text)
    rows, left, row = [], limits["cells"], -1
    csv.field_size_limit(1_000_000)
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)):
            cells = [[column, _unequalled(value)] for column, value in enumerate(values) if value != ""]
            left -= len(cells)
            if row >= limits["rows"] or left < 0:
                raise Unusable("file_too_many_rows", sheet=name, cell=f"A{row + 1}", most=limits["rows"])
            if cells:
                rows.append((row, cells))
    except csv.Error:
        raise Unusable("file_quotes", row=row + 2) from None
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
    raise Unusable("file_encoding")

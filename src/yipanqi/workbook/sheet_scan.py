"""What the reader of cells does not hand up of an XLSX sheet: formulas never calculated, errors, number formats that
change what is seen, hidden rows and columns, cells too far out. Stands beside `sandbox`, and runs inside it: it imports
nothing of ours."""

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import unescape

_CELL = rb"<(?:\w+:)?c\b"
_FAR = re.compile(_CELL + rb"[^>]*\br=[\"']([A-Z]{3}\d+)[\"'][^>/]*>")
_DEEP = re.compile(_CELL + rb"[^>]*\br=[\"']([A-Z]{1,2}([1-9]\d{5,6}))[\"'][^>/]*>")
_MAYBE_FAR = re.compile(rb"r=[\"'][A-Z]{3}\d")  # quick to look for; only where they are found the exact ones search
_MAYBE_DEEP = re.compile(rb"r=[\"'][A-Z]{1,2}[1-9]\d{5}")
_FORMULA = re.compile(_CELL + rb"([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)<)")
_ERROR = re.compile(_CELL + rb"([^>]*\bt=[\"']e[\"'][^>]*)>")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)<")
_END = re.compile(rb"</(?:\w+:)?c>")
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]+\d+)[\"']")
_TYPE = re.compile(rb"\bt=[\"'](\w+)[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ANY_CELL = re.compile(_CELL)
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_NUMBERED = re.compile(rb"\br=[\"'](\d+)[\"']")
_IS_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)>")
_XFS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_XF = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_BUILT_IN = {9: "0%", 10: "0.00%"}
_MOST_FAULTS = 10_000
_MOST_SHOWN = 200_000  # cells of a sheet whose number format is told


class TooFar(Exception):
    """A cell beyond what is read; `code` and `values` of the finding."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def telling_formats(styles: bytes) -> dict[int, str]:
    """Number of a cell's style → its number format, of formats that show another figure than is stored: a unit, a
    shifted point, per cent."""
    codes = dict(_BUILT_IN)
    for match in _FORMAT.finditer(styles):
        number, code = _attribute(match[1], b"numFmtId"), _attribute(match[1], b"formatCode")
        if number.isdigit():
            codes[int(number)] = code
    area = _XFS.search(styles)
    found = {}
    for style, match in enumerate(_XF.finditer(area[0]) if area else ()):
        number = _attribute(match[1], b"numFmtId")
        code = codes.get(int(number), "") if number.isdigit() else ""
        if _tells(code):
            found[style] = code
    return found


def _tells(code: str) -> bool:
    bare = re.sub(r"\[[^\]]*\]", "", code.split(";")[0])
    is_date = re.search(r"[yhs年月日时]|(?<![a-z])m(?![a-z])|d", re.sub(r'"[^"]*"', "", bare), re.IGNORECASE)
    return not is_date and bool(
        "%" in bare or re.search(r"[0#?],+(?![0#?])|[!\\]\.|\"\.|[\u4e00-\u9fff㎡²]|\"[a-z]+2?\"", bare, re.IGNORECASE)
    )


def _attribute(text: bytes, name: bytes) -> str:
    match = re.search(rb"\b" + name + rb"=(?:\"([^\"]*)\"|'([^']*)')", text)
    raw = (match[1] if match[1] is not None else match[2]) if match else b""
    return unescape(raw.decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"})


def scan(name: str, xml: bytes, styles: dict[int, str], most_rows: int) -> dict[str, Any]:
    """All that is to be known of a sheet besides its cells; TooFar where cells stand too far out."""
    _check_far(name, xml, most_rows)
    found: dict[str, Any] = {"faults": {}, "noughts": {}, "worked": False}
    if b"<f" in xml or b":f" in xml:
        _formulas(xml, found)
    if b't="e"' in xml or b"t='e'" in xml:
        _errors(xml, found)
    found["formats"] = _formats(xml, styles)
    found["hidden_rows"], found["hidden_columns"] = list(_hidden_rows(xml)), list(_hidden_columns(xml))
    return found


def _check_far(name: str, xml: bytes, most_rows: int) -> None:
    if _MAYBE_FAR.search(xml) and (far := _FAR.search(xml)):
        raise TooFar("file_far_cell", sheet=name, cell=far[1].decode())
    for deep in _DEEP.finditer(xml) if _MAYBE_DEEP.search(xml) else ():
        if int(deep[2]) > most_rows:
            raise TooFar("file_too_many_rows", sheet=name, cell=deep[1].decode(), most=most_rows)


def _formulas(xml: bytes, found: dict[str, Any]) -> None:
    """Formulas without a value, and those whose value is 0 with what they say; whether any has another value."""
    for match in _FORMULA.finditer(xml):
        end = _END.search(xml, match.end())
        value = _VALUE.search(xml, match.end() - 1, end.start() if end else match.end())
        kind = _TYPE.search(match[1])
        if value is None and not (kind and kind[1] == b"str"):
            _note(found["faults"], xml, match, ["formula_uncalculated", ""])
        elif value is not None and (kind is None or kind[1] == b"n") and not value[1].strip(b"0.- "):
            _note(found["noughts"], xml, match, unescape((match[2] or b"").decode("utf-8", "replace")))
        elif value is not None:
            found["worked"] = True


def _errors(xml: bytes, found: dict[str, Any]) -> None:
    for match in _ERROR.finditer(xml):
        end = _END.search(xml, match.end())
        value = _VALUE.search(xml, match.end(), end.start() if end else match.end())
        _note(found["faults"], xml, match, ["error_value", value[1].decode("utf-8", "replace") if value else ""])


def _note(noted: dict[str, Any], xml: bytes, match: re.Match[bytes], what: Any) -> None:
    if len(noted) < _MOST_FAULTS:
        place = _REFERENCE.search(match[1])
        noted[place[1].decode() if place else _counted(xml, match.start())] = what


def _counted(xml: bytes, at: int) -> str:
    """The address of a cell that does not say its own: some programs leave it out, and readers count."""
    start = max(xml.rfind(b"<row", 0, at), xml.rfind(b":row", 0, at))
    own = _NUMBERED.search(xml, start, xml.find(b">", start))
    row = int(own[1]) if own else sum(1 for _ in _ROW.finditer(xml, 0, at))
    column, letters = sum(1 for _ in _ANY_CELL.finditer(xml, start, at)) + 1, ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _formats(xml: bytes, styles: dict[int, str]) -> dict[str, list[str]]:
    """Number format → the filled cells that have it."""
    if not styles:
        return {}
    wanted = b"|".join(str(style).encode() for style in styles)
    pattern = re.compile(_CELL + rb"([^>]*\bs=[\"'](" + wanted + rb")[\"'][^>]*)>(?!\s*</)")
    found: dict[str, list[str]] = {}
    left = _MOST_SHOWN
    for match in pattern.finditer(xml):
        place = _REFERENCE.search(match[1])
        if left and not match[1].endswith(b"/"):
            cell = place[1].decode() if place else _counted(xml, match.start())
            found.setdefault(styles[int(match[2])], []).append(cell)
            left -= 1
    return found


def _hidden_rows(xml: bytes) -> Iterator[int]:
    """From 0."""
    if b"hidden=" not in xml:
        return
    for count, match in enumerate(_ROW.finditer(xml)):
        if _IS_HIDDEN.search(match[1]):
            own = _NUMBERED.search(match[1])
            yield int(own[1]) - 1 if own else count


def _hidden_columns(xml: bytes) -> Iterator[int]:
    """From 0, up to the last column that is read."""
    for match in _COLUMN.finditer(xml, 0, xml.find(b"<sheetData") if b"<sheetData" in xml else len(xml)):
        first, last = _attribute(match[1], b"min"), _attribute(match[1], b"max")
        if _IS_HIDDEN.search(match[1]) and first.isdigit() and last.isdigit():
            yield from range(int(first) - 1, min(int(last), 702))

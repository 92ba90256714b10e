"""PDF through Typst: data go in as JSON, never as program text; a sign that no face can show is printed as 〓."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import pylopdf_fonts_zh_cn as fonts
import typst
from fontTools.ttLib import TTFont

SUBSTITUTE = "〓"  # what compositors have put where a sort was missing


def pdf(template: str, data: Mapping[str, object], made_at: datetime) -> bytes:
    """A template of this package set with data, as PDF."""
    return _pages(_compiler(template, data).compile(format="pdf", timestamp=made_at.replace(tzinfo=UTC)))[0]


def lasting_pdf(
    template: str, data: Mapping[str, object], made_at: datetime, beside: Mapping[str, bytes] | None = None
) -> bytes:
    """The same as PDF/A-2a and PDF/UA-1, tagged: to keep, and to be read aloud. `beside`: files (pictures) that the
    template opens as `/name`. Typst raises where the standards cannot be held."""
    with TemporaryDirectory() as folder:
        for name, content in (beside or {}).items():
            Path(folder, name).write_bytes(content)
        made = _compiler(template, data, folder).compile(
            format="pdf", timestamp=made_at, pdf_standards=["a-2a", "ua-1"]
        )
    return _pages(made)[0]


def pictures(template: str, data: Mapping[str, object], ppi: float = 220) -> list[bytes]:
    """A template's pages as PNG pictures."""
    return _pages(_compiler(template, data).compile(format="png", ppi=ppi))


def printable(data: object) -> object:
    """Nested data with a substitute for every sign that no face shows, and without those that nobody sees."""
    if isinstance(data, str):
        return "".join(map(_printed, data))
    if isinstance(data, Mapping):
        return {key: printable(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [printable(value) for value in data]
    return data


def _printed(sign: str) -> str:
    if ord(sign) in characters() or sign.isspace():
        return sign
    return "" if unicodedata.category(sign) in ("Cf", "Cc", "Mn") else SUBSTITUTE


def _compiler(template: str, data: Mapping[str, object], root: str | None = None) -> typst.Compiler:
    source = files("yipanqi.documents").joinpath("templates", template).read_bytes()
    inputs = {"data": json.dumps(printable(data), ensure_ascii=False)}
    return typst.Compiler(source, root=root, font_paths=_fonts(), sys_inputs=inputs)


def _pages(compiled: bytes | list[bytes] | None) -> list[bytes]:
    return compiled if isinstance(compiled, list) else [compiled or b""]


@cache
def _fonts() -> typst.Fonts:
    folder = fonts.sans_path().parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


@cache
def characters() -> frozenset[int]:
    """What both faces can show."""
    covered = [_covered(path) for path in (fonts.sans_path(), fonts.serif_path())]
    return covered[0] & covered[1]


def _covered(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())

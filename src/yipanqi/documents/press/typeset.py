"""PDF through Typst: data go in as JSON, never as program text; a character no font can show is an error."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import pylopdf_fonts_zh_cn as fonts
import typst
from fontTools.ttLib import TTFont


class CannotPrint(Exception):
    """Characters that no font at hand can show; the message names them and where they stand."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        self.missing = dict(missing)  # character → where it was first seen
        listed = "；".join(f"{char}（U+{ord(char):04X}）{place}" for char, place in self.missing.items())
        super().__init__(f"字体缺字，无法排印 / no glyph to print with: {listed}")


def pdf(template: str, data: Mapping[str, object], made_at: datetime) -> bytes:
    """A template of this package set with data, as PDF."""
    return _pages(_compiler(template, data).compile(format="pdf", timestamp=made_at.replace(tzinfo=UTC)))[0]


def pictures(template: str, data: Mapping[str, object], ppi: float = 220) -> list[bytes]:
    """A template's pages as PNG pictures."""
    return _pages(_compiler(template, data).compile(format="png", ppi=ppi))


def check_glyphs(texts: Iterable[tuple[str, str]]) -> None:
    """Every character of (place, text) can be shown; otherwise `CannotPrint`."""
    known = _characters()
    missing: dict[str, str] = {}
    for place, text in texts:
        for char in text:
            if ord(char) not in known and not char.isspace():
                missing.setdefault(char, place)
    if missing:
        raise CannotPrint(missing)


def texts(data: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Every string in nested data with the way to it."""
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from texts(value, f"{place}.{key}" if place else str(key))
    elif isinstance(data, (list, tuple)):
        for i, value in enumerate(data):
            yield from texts(value, f"{place}[{i}]")


def _compiler(template: str, data: Mapping[str, object]) -> typst.Compiler:
    source = files("yipanqi.documents").joinpath("templates", template).read_bytes()
    check_glyphs(texts(data, template))
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.Compiler(source, font_paths=_fonts(), sys_inputs=inputs)


def _pages(compiled: bytes | list[bytes] | None) -> list[bytes]:
    return compiled if isinstance(compiled, list) else [compiled or b""]


@cache
def _fonts() -> typst.Fonts:
    folder = fonts.sans_path().parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


@cache
def _characters() -> frozenset[int]:
    """What both faces can show."""
    covered = [_covered(path) for path in (fonts.sans_path(), fonts.serif_path())]
    return covered[0] & covered[1]


def _covered(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())

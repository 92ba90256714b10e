"""Schemes of assessment as files: a workbook to be changed, and what a file that comes back says."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yipanqi.domain.finding import Gravity
from yipanqi.domain.sentences import sentence
from yipanqi.domain.supervision.scheme import Scheme
from yipanqi.domain.supervision.scheme_stored import NoScheme, scheme_of
from yipanqi.domain.supervision.scheme_told import fault_told
from yipanqi.web.page.say import language, say
from yipanqi.workbook import CannotRead
from yipanqi.workbook.opening import ENDINGS
from yipanqi.workbook.schemes import read_scheme, write_scheme

from .scheme_forms import MOST

LARGEST = 5_000_000  # bytes of a workbook
SHOWN = 200  # findings that a page tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something about a file, and where."""

    where: str
    text: str
    is_error: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What a file says: a scheme, or why it holds none."""

    scheme: Scheme | None
    told: list[Told]


def as_book(scheme: Scheme | None) -> bytes:
    """A scheme as a workbook in the reader's language; nothing: an empty template."""
    with tempfile.TemporaryDirectory() as folder:
        return write_scheme(Path(folder) / "scheme.xlsx", scheme, language()).read_bytes()


def read(upload: Any) -> FileRead:
    """What an uploaded workbook or JSON says; nothing of it is kept."""
    suffix = Path(upload.name).suffix.lower()
    most = MOST if suffix == ".json" else LARGEST
    if upload.size > most:
        size = f"{most / 1_000_000:g} MB"
        return _none(say(f"文件超过 {size}", f"The file is larger than {size}"))
    return _json(upload.read()) if suffix == ".json" else _book(upload.read(), suffix)


def _none(text: str) -> FileRead:
    return FileRead(scheme=None, told=[Told(where="", text=text)])


def _json(data: bytes) -> FileRead:
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, UnicodeDecodeError, RecursionError):
        return _none(say("读不懂这个文件，应为本软件导出的 JSON", "This is no JSON that was exported here"))
    try:
        return FileRead(scheme=scheme_of(value), told=[])
    except NoScheme as fault:
        told = [Told(where="", text=fault_told(value, it, language())) for it in fault.faults[:SHOWN]]
        return FileRead(scheme=None, told=told)


def _book(data: bytes, suffix: str) -> FileRead:
    """Opened in a limited child process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"scheme{suffix if suffix in ENDINGS else '.xlsx'}"
        path.write_bytes(data)
        try:
            found = read_scheme(path)
        except CannotRead as refusal:
            return _none(str(refusal))
    told = [
        Told(
            where=" ".join(it for it in (one.place.sheet, one.place.cell) if it),
            text=sentence(one.code, one.values, language()),
            is_error=one.gravity is Gravity.ERROR,
        )
        for one in found.findings[:SHOWN]
    ]
    return FileRead(scheme=found.scheme if found.is_usable else None, told=told)

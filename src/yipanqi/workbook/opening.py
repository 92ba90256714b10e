"""Opens a workbook in a limited child process; what cannot be opened safely is refused with a finding."""

import errno
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from io import BufferedRandom
from pathlib import Path
from typing import Any

from yipanqi.workbook import sandbox as cellar
from yipanqi.workbook.raw import Book, Grid, Raw, UnusableCell, coordinates

ENDINGS = (".xlsx", ".xls", ".et", ".xlsb", ".csv", ".tsv", ".txt")  # of the files that every door takes
WALL_SECONDS = 40  # a survey of 5,000 estates and 23 measures takes four on a machine with nothing else to do
LIMITS = {
    "AS": 768 << 20,  # address space: all of these files were held by it when measured
    "CPU": 20,  # seconds
    "FSIZE": 160 << 20,  # what the child may hand up
    "NOFILE": 64,
    "CORE": 0,
    "bytes": 50_000_000,  # of the file
    "entries": 2_000,  # of the archive; a large workbook has some fifty
    "unpacked": 250_000_000,  # bytes of all entries together
    "rows": 200_000,  # of a sheet
    "cells": 3_000_000,  # of the workbook, empty ones not counted
    "sheets": 100,  # ours has some twenty
}
_ERROR = re.compile(r"#(REF!|DIV/0!|VALUE!|N/A|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA)\s*$")


class FileRefused(Exception):
    """The file is not read; the code and values of the finding that says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class CannotRead(Exception):
    """There is no such file, or it may not be opened; the message names it, `reason` is what the system said."""

    def __init__(self, message: str, reason: OSError) -> None:
        super().__init__(message)
        self.reason = reason


class _Unfinished(Exception):
    pass


def open_book(path: Path, *, name: str = "", limits: Mapping[str, int] = LIMITS, seconds: float = WALL_SECONDS) -> Book:
    """All cells of a workbook, of a CSV file or of a folder of these. Raises CannotRead or FileRefused. `name` is what
    the sheet of a CSV file is called, where its file is called otherwise."""
    if not path.exists():
        absent = FileNotFoundError(errno.ENOENT, "no such file")
        raise CannotRead(f"没有这个文件 no such file: {path}", absent)
    if path.is_file() and path.stat().st_size > limits["bytes"]:
        raise FileRefused("file_too_large", size=path.stat().st_size // 1_000_000, most=limits["bytes"] // 1_000_000)
    if path.is_file() and path.stat().st_size == 0:
        raise FileRefused("file_empty")
    try:
        if path.is_file():
            path.open("rb").close()
    except OSError as error:
        raise CannotRead(f"{path}: {error.strerror}", error) from None
    with tempfile.TemporaryFile() as answer:
        told = [cellar.__file__, str(path), json.dumps(dict(limits)), *([name] if name else [])]
        code = run_limited(told, answer, seconds)
        answer.seek(0)
        try:
            return _book(answer, code)
        except _Unfinished:
            megabytes = limits["AS"] >> 20
            raise FileRefused("file_too_heavy", seconds=round(seconds), megabytes=megabytes) from None


def run_limited(arguments: list[str], answer: BufferedRandom | Any, seconds: float, given: bytes = b"") -> int | None:
    """Run a script of ours alone, in the caller's group: who ends the group ends it too. Its exit code, None where
    the wall clock ended it."""
    command = [sys.executable, "-I", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=answer, stderr=subprocess.DEVNULL) as child:
        try:
            child.communicate(given, timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return None
        return child.returncode


def _book(answer: Any, code: int | None) -> Book:
    grids: list[Grid] = []
    remarks: list[tuple[str, Mapping[str, object]]] = []
    is_whole = is_calculated = False
    for text in answer:
        line = _line(text)
        if "refused" in line:
            raise FileRefused(line["refused"], **line["values"])
        if "remark" in line:
            remarks.append((line["remark"], line["values"]))
        elif "rows" in line:
            grids.append(_grid(line))
            is_calculated = is_calculated or bool(line.get("worked"))
        is_whole = is_whole or "end" in line
    if not is_whole or code != 0:  # killed by a limit, aborted, or crashed
        raise _Unfinished
    return Book(grids=tuple(grids), remarks=tuple(remarks), is_calculated=is_calculated)


def _line(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text) if text.strip() else {}
    except ValueError:  # cut short when the child was killed
        return {}
    return found if isinstance(found, dict) else {}


def _grid(line: Mapping[str, Any]) -> Grid:
    return Grid(
        name=line["sheet"],
        rows={row: {column: _raw(value) for column, value in cells} for row, cells in line["rows"]},
        merged=tuple(tuple(area) for area in line["merged"]),
        is_1904=line["is_1904"],
        is_hidden=line["hidden"],
        noughts={coordinates(cell): formula for cell, formula in line.get("noughts", {}).items()},
        formats={coordinates(cell): code for code, cells in line.get("formats", {}).items() for cell in cells},
        hidden_rows=frozenset(line.get("hidden_rows", ())),
        hidden_columns=frozenset(line.get("hidden_columns", ())),
    )


def _raw(value: Any) -> Raw:
    if value.__class__ is str:
        return UnusableCell("error_value", value) if value[:1] == "#" and _ERROR.match(value) else value
    if isinstance(value, dict):
        if "day" in value:
            return date.fromisoformat(value["day"])
        return UnusableCell(*value["fault"])
    if isinstance(value, (str, int, float)):
        return value
    return ""

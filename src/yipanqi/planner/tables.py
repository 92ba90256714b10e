"""Reads the files of problem and plan folders strictly: what is not of its type is refused by file, row and field."""

import json
import math
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from yipanqi.planner.sound import Probe

SHOWN = 200  # characters of a wrong value that are repeated
NARROW = 2**31 - 1  # whole numbers are held in 32 bits


class Fault(StrEnum):
    """What is wrong with a file, a row or a field; each has its sentence at the doors."""

    ABSENT = "absent"
    NOT_A_FILE = "not_a_file"
    UNOPENED = "unopened"
    DAMAGED = "damaged"
    NOT_JSON = "not_json"
    NOT_OBJECT = "not_object"
    NO_PLAN = "no_plan"
    NO_COLUMN = "no_column"
    NO_KEY = "no_key"
    EMPTY = "empty"
    NOT_TEXT = "not_text"
    NOT_WHOLE = "not_whole"
    NOT_NUMBER = "not_number"
    NOT_FINITE = "not_finite"
    NOT_FLAG = "not_flag"
    NOT_LIST = "not_list"
    OUTSIDE = "outside"
    NEGATIVE = "negative"
    NOT_POSITIVE = "not_positive"
    UNKNOWN = "unknown"
    TWICE = "twice"
    IMPOSSIBLE = "impossible"
    DIFFERS = "differs"
    CYCLE = "cycle"
    CROWDED = "crowded"
    NO_WINDOW = "no_window"
    NO_WHOLE_YEARS = "no_whole_years"
    NOT_ONE = "not_one"
    LENGTH = "length"
    NO_PRICE = "no_price"
    NOT_FEN = "not_fen"


class CannotRead(Exception):
    """A folder is not of the promised form: which file, row (from 1, or an entry of a list), field, what is wrong."""

    is_of_problem = False  # of a problem folder, rather than of a plan's

    def __init__(
        self, file: str, row: int | str | None, field: str, fault: str, values: Mapping[str, object] | None = None
    ) -> None:
        self.file, self.row, self.field, self.fault, self.values = file, row, field, fault, dict(values or {})
        place = f"{file}, row {row}" if row is not None else file
        said = "".join(f", {name} {value}" for name, value in self.values.items())
        super().__init__(f"{place}, {field}: {fault}{said}")

    def __reduce__(self) -> tuple[type, tuple[str, int | str | None, str, str, dict[str, object]]]:
        return type(self), (self.file, self.row, self.field, self.fault, self.values)  # a worker's refusal travels


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"


_TYPE: dict[Kind, Any] = {Kind.TEXT: pl.Utf8, Kind.WHOLE: pl.Int64, Kind.NUMBER: pl.Float64, Kind.FLAG: pl.Boolean}
_WRONG = {
    Kind.TEXT: Fault.NOT_TEXT,
    Kind.WHOLE: Fault.NOT_WHOLE,
    Kind.NUMBER: Fault.NOT_NUMBER,
    Kind.FLAG: Fault.NOT_FLAG,
}


class Reader:
    """Reads the files of one folder; what is wrong is raised as the folder's own refusal, which names the file, and its
    folder too where there are several of a kind. A probe opens tables before this process does."""

    def __init__(
        self, folder: Path, refusal: type[CannotRead], probe: Probe | None = None, *, names_folder: bool = False
    ) -> None:
        self.folder, self.refusal, self.probe, self.names_folder = folder, refusal, probe, names_folder

    def refuse(self, file: str, row: int | str | None, field: str, fault: Fault, **values: object) -> NoReturn:
        """Raise the refusal."""
        raise self.refusal(shown(self.folder / file) if self.names_folder else file, row, field, fault, values)

    def refuse_first(self, file: str, field: str, bad: pl.Series, fault: Fault, **values: object) -> None:
        """Raise for the first row that is bad; a series among the values is told at that row."""
        row = bad.arg_max() if bad.any() else None
        if row is not None:
            said = {name: shown(it[row]) if isinstance(it, pl.Series) else it for name, it in values.items()}
            self.refuse(file, row + 1, field, fault, **said)

    def has(self, file: str) -> bool:
        """Is there anything under this name?"""
        return (self.folder / file).exists() or (self.folder / file).is_symlink()

    def table(self, file: str, columns: Mapping[str, Kind], extra: Mapping[str, Kind] | None = None) -> pl.DataFrame:
        """These columns of a Parquet file, and those of the extra ones that it has: typed, finite, without a null."""
        self._is_file(file)
        if self.probe is not None and not self.probe.is_sound(self.folder / file):
            self.refuse(file, None, "file", Fault.DAMAGED)
        try:
            frame = pl.read_parquet(self.folder / file, glob=False, hive_partitioning=False)
        except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, OverflowError):
            self.refuse(file, None, "file", Fault.DAMAGED)
        for name in columns:
            if name not in frame.columns:
                self.refuse(file, None, name, Fault.NO_COLUMN)
        wanted = {**columns, **{name: kind for name, kind in (extra or {}).items() if name in frame.columns}}
        return pl.DataFrame([self._typed(file, frame[name], kind) for name, kind in wanted.items()])

    def json(self, file: str) -> dict[str, Any]:
        """The object of a JSON file; no key stands twice, every number is finite."""
        self._is_file(file)
        try:
            text = (self.folder / file).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            self.refuse(file, None, "file", Fault.NOT_JSON, at="")
        except OSError as error:
            self.refuse(file, None, "file", Fault.UNOPENED, why=error.strerror or str(error))
        try:
            found = json.loads(text, object_pairs_hook=lambda pairs: self._once(file, pairs))
            self._finite(file, "", found)
        except json.JSONDecodeError as error:
            self.refuse(file, None, "file", Fault.NOT_JSON, at=f" ({error.lineno}:{error.colno})")
        except (ValueError, RecursionError):  # a figure of thousands of digits, thousands of brackets
            self.refuse(file, None, "file", Fault.NOT_JSON, at="")
        if not isinstance(found, dict):
            self.refuse(file, None, "file", Fault.NOT_OBJECT)
        return found

    def number(self, said: Mapping[str, Any], file: str, row: int | str | None, key: str) -> float:
        """A finite number under a key of a JSON object."""
        value = said.get(key)
        if value is None:
            self.refuse(file, row, key, Fault.NO_KEY if key not in said else Fault.EMPTY)
        return self.as_number(value, file, row, key)

    def as_number(self, value: Any, file: str, row: int | str | None, key: str) -> float:
        """A JSON value that must be a finite number."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.refuse(file, row, key, Fault.NOT_NUMBER, value=shown(value))
        try:
            found = float(value)
        except OverflowError:
            found = math.inf
        if not math.isfinite(found):
            self.refuse(file, row, key, Fault.NOT_FINITE, value=shown(value))
        return found

    def _is_file(self, file: str) -> None:
        path = self.folder / file
        try:
            is_file, is_there = path.is_file(), path.exists()
        except (OSError, ValueError) as error:
            self.refuse(file, None, "file", Fault.UNOPENED, why=getattr(error, "strerror", None) or str(error))
        if not is_there:
            self.refuse(file, None, "file", Fault.ABSENT)
        if not is_file:
            self.refuse(file, None, "file", Fault.NOT_A_FILE)

    def _once(self, file: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                self.refuse(file, None, shown(key), Fault.TWICE, value=shown(key))
            found[key] = value
        return found

    def _finite(self, file: str, field: str, value: Any) -> None:
        """Refuse the numbers that JSON does not have, and texts that no file could hold."""
        if isinstance(value, dict):
            for key, part in value.items():
                self._finite(file, field, key)
                self._finite(file, f"{field}.{key}" if field else key, part)
        elif isinstance(value, list):
            for part in value:
                self._finite(file, field, part)
        elif isinstance(value, float) and not math.isfinite(value):
            self.refuse(file, None, field, Fault.NOT_FINITE, value=shown(value))
        elif isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value):
            self.refuse(file, None, shown(field), Fault.NOT_TEXT, value=shown(value))

    def _typed(self, file: str, column: pl.Series, kind: Kind) -> pl.Series:
        """A column in its type; the first row that is not of it is refused."""
        name, held = column.name, column.dtype
        if not len(column):
            return pl.Series(name, [], dtype=_TYPE[kind])
        self.refuse_first(file, name, column.is_null(), Fault.EMPTY)
        if not _is_of(held, kind):
            row = _first_broken(column) if kind is Kind.WHOLE and held.is_float() else 0
            self.refuse(file, row + 1, name, _WRONG[kind], value=shown(column[row]))
        found = column.cast(_TYPE[kind], strict=False)
        if kind is Kind.WHOLE:
            self.refuse_first(file, name, found.is_null(), Fault.OUTSIDE, value=column, least=-NARROW, most=NARROW)
        if kind is Kind.NUMBER:
            endless = ~found.is_finite().fill_null(value=False)
            self.refuse_first(file, name, endless, Fault.NOT_FINITE, value=column)
        return found


def shown(value: object) -> str:
    """A wrong value as it may be repeated on any terminal: short, without control characters."""
    text = value if isinstance(value, str) else str(value)
    safe = "".join(sign if sign.isprintable() else "�" for sign in text[: SHOWN + 1])
    return safe if len(safe) <= SHOWN else safe[:SHOWN] + "…"


def _is_of(held: pl.DataType, kind: Kind) -> bool:
    if kind is Kind.TEXT:
        return held in (pl.Utf8, pl.Categorical, pl.Enum)
    if kind is Kind.WHOLE:
        return held.is_integer()
    return held.is_numeric() if kind is Kind.NUMBER else held == pl.Boolean


def _first_broken(column: pl.Series) -> int:
    """The first row of floats that is no whole number; the first of all where each is one."""
    broken = ~(column == column.round())
    return (broken.arg_max() or 0) if broken.any() else 0

"""What a limited child process of a worker does with a workbook that nobody trusts: read it, mark a copy of it. Knows
no database; whatever the workbook does to it, it does to nobody else."""

import gzip
import json
import resource
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yipanqi import workbook
from yipanqi.domain.finding import Finding, Gravity
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences import LANGUAGES, sentence
from yipanqi.workbook.records import put_together, taken_apart

SECONDS = 150.0  # of the wall clock; a survey of 5,000 estates is read in a fifth of them, and marked in two
LIMITS = {"AS": 1024 << 20, "CPU": 90}
MOST_ROWS = 32 << 20  # bytes of the rows that are handed up


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a workbook says: its rows as gzipped JSON, none where findings forbid it; the findings in both languages."""

    content: bytes
    findings: list[dict[str, str]]
    is_refused: bool  # it was not even opened: there is nothing to mark


def read(line: Any, path: str, name: str, base: bytes, year: int) -> Read:
    """Read the workbook that was uploaded under this name. An office's own book is laid onto the present rows (gzipped
    JSON; none of a programme that holds nothing yet); the year is the first where such a book names none."""
    _limit()
    try:
        programme, findings, is_refused = _found(path, name, base, year)
        content = b"" if programme is None else _packed(taken_apart(programme))
        return Read(content=content, findings=[_told(it) for it in findings], is_refused=is_refused)
    except (MemoryError, _TooMuch):
        return too_heavy()


def mark(line: Any, path: str, name: str, base: bytes, year: int, out: str, lang: str) -> bool:
    """Write the copy with every finding at its cell; was it written?"""
    _limit()
    try:
        _, findings, _ = _found(path, name, base, year)
        workbook.annotate(path, findings, out, lang=lang, name=name)
    except (MemoryError, workbook.CannotAnnotate):
        return False  # the page lists every finding all the same
    return True


def _found(path: str, name: str, base: bytes, year: int) -> tuple[Programme | None, Sequence[Finding], bool]:
    """What the workbook says, its findings, and whether it was not even opened."""
    found = workbook.read(path, name=name)
    if not found.is_foreign:
        return found.programme, found.findings, found.is_refused
    own = workbook.read_own(path, name=name, year=year)
    if own.programme is None:
        return None, found.findings, found.is_refused
    present = put_together(json.loads(gzip.decompress(base))) if base else None
    programme = workbook.merged(present, own.programme) if present else own.programme
    told = Finding(code="own_read", gravity=Gravity.WARNING, values=own.counts)
    return programme, [told, *(it.finding for it in own.questions), *own.findings, *own.defaults], False


def too_heavy() -> Read:
    """A workbook that cannot be read within the limits."""
    told = {"seconds": round(SECONDS), "megabytes": LIMITS["AS"] >> 20}
    return Read(content=b"", findings=[_told(Finding(code="file_too_heavy", values=told))], is_refused=True)


class _TooMuch(Exception):
    pass


def _limit() -> None:
    for name, most in LIMITS.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def _packed(sheets: dict[str, list[dict[str, Any]]]) -> bytes:
    plain = json.dumps(sheets, ensure_ascii=False).encode()
    if len(plain) > MOST_ROWS:
        raise _TooMuch
    return gzip.compress(plain, compresslevel=6)


def _told(finding: Finding) -> dict[str, str]:
    said = {lang: sentence(finding.code, finding.values, lang) for lang in LANGUAGES}
    return {"sheet": finding.place.sheet, "cell": finding.place.cell, "gravity": finding.gravity.value, **said}


def is_error(told: dict[str, str]) -> bool:
    """Does this finding forbid to plan?"""
    return told["gravity"] == Gravity.ERROR.value

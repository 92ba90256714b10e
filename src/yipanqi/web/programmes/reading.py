"""What a limited child process of a worker does with a workbook that nobody trusts: read it, mark a copy of it. Knows
no database; whatever the workbook does to it, it does to nobody else."""

import gzip
import json
import resource
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yipanqi import workbook
from yipanqi.domain.finding import Finding, Gravity, forbid
from yipanqi.domain.sentences import LANGUAGES, sentence
from yipanqi.workbook.funding import OF_ALL_ESTATES
from yipanqi.workbook.records import Sheets, put_together, taken_apart

from .own_telling import default_told, own_told

SECONDS = 150.0  # of the wall clock; a survey of 5,000 estates is read in a fifth of them, and marked in two
LIMITS = {"AS": 1024 << 20, "CPU": 90}
MOST_ROWS = 32 << 20  # bytes of the rows that are handed up


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a workbook says: its rows as gzipped JSON, none where findings forbid it; the findings in both languages."""

    content: bytes
    findings: list[dict[str, str]]
    is_refused: bool  # it was not even opened: there is nothing to mark
    own: dict[str, Any] | None = None  # of an office's own book: how it was read, what is open, what was made up
    made_up: dict[str, list[str]] = field(default_factory=dict)  # figure → estates that do not tell it


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A workbook as it was uploaded, and how it is read where it is an office's own: by the mapping that was given,
    else by the one kept for its shape; `year` is the first where it names none."""

    path: str
    name: str
    year: int
    given: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)  # shape → mapping
    base: bytes = b""  # the present rows, gzipped JSON, onto which a list of ours is laid


def read(line: Any, asked: Asked) -> Read:
    """Read the workbook."""
    _limit()
    try:
        found, own = _found(asked)
        content = b"" if found.programme is None else _packed(taken_apart(found.programme))
        told = [_told(it) for it in found.findings]
        made_up = {kind: sorted(codes) for kind, codes in own.made_up.items()} if own else {}
        return Read(
            content=content,
            findings=told,
            is_refused=found.is_refused,
            own=None if own is None else own_told(workbook.laid_onto(own) if asked.base else own),
            made_up=made_up,
        )
    except (MemoryError, _TooMuch):
        return too_heavy()


def mark(line: Any, asked: Asked, out: str, lang: str) -> bool:
    """Write the copy with every finding at its cell; was it written?"""
    _limit()
    try:
        found, _ = _found(asked)
        workbook.annotate(asked.path, found.findings, out, lang=lang, name=asked.name)
    except (MemoryError, workbook.CannotAnnotate):
        return False  # the page lists every finding all the same
    return True


def laid_on(found: Read, present: Sheets) -> Read:
    """An own book as what the present rows become by it: its estates are updated, all others stay."""
    base, listed = put_together(present), put_together(json.loads(gzip.decompress(found.content)))
    programme = workbook.merged(base, listed, made_up=found.made_up)
    own = dict(found.own or {})
    own["defaults"] = [*own.get("defaults", ()), *map(default_told, workbook.not_planned(base, listed))]
    try:
        return replace(found, content=_packed(taken_apart(programme)), own=own)
    except _TooMuch:
        return too_heavy()


def _found(asked: Asked) -> tuple[workbook.Reading, workbook.OwnBook | None]:
    """What the workbook says; of an office's own book what was understood, made up and not understood."""
    found = workbook.read(asked.path, name=asked.name)
    if found.is_list and asked.base:
        present = put_together(json.loads(gzip.decompress(asked.base)))
        return workbook.read(asked.path, name=asked.name, onto=present), None
    if not found.is_foreign:
        return found, None
    own = _own(asked)
    if own.programme is None and not own.mapping.tables:
        return found, None
    told = Finding(code="own_read", gravity=Gravity.WARNING, values=own.counts)
    findings = [told, *(it.finding for it in own.questions), *own.findings]
    if asked.base:  # a list of some estates says nothing of all the money
        findings = [finding for finding in findings if finding.code not in OF_ALL_ESTATES]
    programme = None if forbid(findings) else own.programme
    return replace(found, programme=programme, findings=tuple(findings)), own


def _own(asked: Asked) -> workbook.OwnBook:
    """The own book by the mapping that was given, else by the one that is kept for its shape, else by guesses."""
    if asked.given:
        mapping = workbook.Mapping.from_json(asked.given)
        return workbook.read_own(asked.path, name=asked.name, mapping=mapping, year=asked.year)
    own = workbook.read_own(asked.path, name=asked.name, year=asked.year)
    kept = asked.kept.get(own.mapping.shape)
    if kept is None:
        return own
    mapping = workbook.Mapping.from_json(kept)
    return workbook.read_own(asked.path, name=asked.name, mapping=mapping, year=asked.year)


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

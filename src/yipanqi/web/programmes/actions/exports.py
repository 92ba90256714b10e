"""The workbook of a whole programme: of a large one a worker writes it, once for each state and language."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from yipanqi import workbook
from yipanqi.web.audit import actions as audit
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.models import Job
from yipanqi.web.page.held import workplace
from yipanqi.web.page.kept_file import is_sound, opened, sha256_of

from ..models import ProgrammeEntry

WRITING = ".writing-"
_HASH = ".sha256"  # beside each
BOOK_ESTATES = 300  # the workbook of more takes longer than a page may


def is_large(entry: ProgrammeEntry) -> bool:
    """Does its workbook take a worker?"""
    return entry.estates.count() > BOOK_ESTATES


def export_path(entry: ProgrammeEntry, lang: str) -> Path:
    """Where the workbook of the programme as it stands now lies, once it is written."""
    return _folder(entry) / f"{entry.revision}-{lang}.xlsx"


def written_export(entry: ProgrammeEntry, lang: str) -> bytes:
    """The workbook of the programme as it stands now. Raises LostFile where it is not written, or not whole."""
    path = export_path(entry, lang)
    with opened(path, _digest(path)) as file:
        return file.read()


def is_written(entry: ProgrammeEntry, lang: str) -> bool:
    """Does that workbook lie there, whole?"""
    path = export_path(entry, lang)
    return is_sound(path, _digest(path))


def _digest(path: Path) -> str:
    try:
        return path.with_suffix(_HASH).read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def _folder(entry: ProgrammeEntry) -> Path:
    return Path(settings.HOME) / "exports" / str(entry.pk)


@transaction.atomic
def ask_for_export(*, entry: ProgrammeEntry, lang: str, by: Any, at: datetime) -> Job:
    """Have a worker write the workbook; whoever asks twice for the same state finds the job that is under way."""
    known = Job.objects.open().filter(kind="programmes.export", args=_args(entry, lang), created_by=by).first()
    key = f"programmes.export:{entry.pk}:{entry.revision}:{lang}:{by.pk}:{at:%Y%m%d%H%M%S%f}"
    return known or jobs.file(kind="programmes.export", args=_args(entry, lang), by=by, key=key, subject=entry)


def _args(entry: ProgrammeEntry, lang: str) -> dict[str, Any]:
    return {"entry": entry.pk, "revision": entry.revision, "lang": lang}


def write_export(entry: ProgrammeEntry, lang: str) -> None:
    """Write the workbook of the programme as it stands now beside its place, then put it there; those of earlier
    states go."""
    path = export_path(entry, lang)
    path.parent.mkdir(parents=True, exist_ok=True)
    with workplace(path.parent, WRITING) as folder:
        draft = folder / path.name
        workbook.write(entry.programme(), draft, lang=lang)
        draft.with_suffix(_HASH).write_text(sha256_of(draft), "ascii")
        os.replace(draft, path)
        os.replace(draft.with_suffix(_HASH), path.with_suffix(_HASH))
    for old in (*path.parent.glob("*.xlsx"), *path.parent.glob(f"*{_HASH}")):
        if not old.name.startswith(f"{entry.revision}-"):
            old.unlink(missing_ok=True)


@transaction.atomic
def taken(*, entry: ProgrammeEntry, by: Any, at: datetime) -> None:
    """Somebody took the whole programme away as a workbook."""
    audit.record("programme.exported", subject=entry, by=by, at=at, after={"revision": entry.revision})

"""Answers to what an office's own book leaves open; what they say is kept for the next book of its shape."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.workbook import Mapping

from ..models import BookMapping, ImportBatch, ProgrammeEntry
from ..words import READING, READY, REFUSED


class CannotAnswer(Cannot):
    """These answers cannot be used now; the message tells the user why."""


def district_of(entry: ProgrammeEntry) -> Organisation:
    """The district whose books are read alike."""
    root = entry.organisation.path.strip("/").split("/")[0]
    return Organisation.objects.get(path=f"/{root}/")


def kept_for(entry: ProgrammeEntry) -> dict[str, str]:
    """Shape of a book → the mapping that its district keeps."""
    return dict(BookMapping.objects.filter(organisation=district_of(entry)).values_list("shape", "content"))


@transaction.atomic
def answer(*, batch: ImportBatch, mapping: Mapping, answers: int, seen: int, by: Any, at: datetime) -> ImportBatch:
    """Have the book read again by this mapping. `seen` is the reading that the answers are about."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.own is None or batch.state not in (READY, REFUSED):
        raise CannotAnswer("这个文件现在不能更改对照", "The mapping of this file cannot be changed now")
    if batch.own["reading"] != seen:
        raise CannotAnswer(
            "页面打开之后已按别的对照重新读取，请核对后再改",
            "The book was read anew by another mapping since this page was opened; look at it and change it then",
        )
    batch.own = {"given": mapping.to_json(), "answers": batch.own["answers"] + answers, "reading": seen + 1}
    batch.state = READING
    batch.save(update_fields=["own", "state"])
    audit.record("import.mapped", subject=batch, by=by, at=at, after={"answers": answers})
    return batch


@transaction.atomic
def keep(*, batch: ImportBatch, by: Any, at: datetime) -> None:
    """Keep the mapping of a book that was taken in."""
    if batch.own is None or "settled" not in batch.own:
        return
    told = {"file_name": batch.file_name, "content": batch.own["settled"], "by": by, "at": at}
    shape = Mapping.from_json(batch.own["settled"]).shape
    kept, _ = BookMapping.objects.update_or_create(organisation=district_of(batch.entry), shape=shape, defaults=told)
    audit.record("mapping.kept", subject=kept, by=by, at=at, after={"shape": shape})


@transaction.atomic
def forget(*, kept: BookMapping, by: Any, at: datetime) -> None:
    """Read books of this shape by guesses again."""
    audit.record("mapping.forgotten", subject=kept, by=by, at=at, before={"shape": kept.shape})
    kept.delete()

"""The portal's addresses, read in as a list and taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot

from ..echo_file import EchoRow
from ..models import EchoImport, PortalEcho


class CannotImport(Cannot):
    """The list cannot be taken in."""


class CannotUndo(Cannot):
    """It cannot be taken back."""


@transaction.atomic
def take_in(*, file_name: str, sha256: str, rows: Sequence[EchoRow], by: Any, at: datetime) -> EchoImport:
    """Store what the list says; the same file once more has no second effect."""
    last = EchoImport.objects.filter(undone_at=None).first()
    if last is not None and last.sha256 == sha256:
        raise CannotImport("这份清单已经导入", "This list is taken in already")
    if not rows:
        raise CannotImport("清单里没有可导入的行", "The list has no line to take in")
    batch = EchoImport.objects.create(file_name=file_name[:200], sha256=sha256, count=len(rows), by=by, at=at)
    PortalEcho.objects.bulk_create(
        PortalEcho(batch=batch, publication_id=it.publication, url=it.url, published_at=it.published_at, at=at)
        for it in rows
    )
    after = {"file": batch.file_name, "count": batch.count, "hash": sha256[:16]}
    audit.record("echo.imported", subject=batch, by=by, at=at, after=after)
    return batch


@transaction.atomic
def undo(*, batch: EchoImport, by: Any, at: datetime) -> EchoImport:
    """Take the last list back: what an earlier one said counts again."""
    row = EchoImport.objects.select_for_update().get(pk=batch.pk)
    if row.undone_at is not None:
        raise CannotUndo("已经撤销", "It is taken back already")
    if EchoImport.objects.filter(undone_at=None, pk__gt=row.pk).exists():
        raise CannotUndo("请先撤销之后的导入", "Take back the later ones first")
    row.undone_by, row.undone_at = by, at
    row.save(update_fields=["undone_by", "undone_at"])
    audit.record("echo.undone", subject=row, by=by, at=at, after={"file": row.file_name, "count": row.count})
    return row

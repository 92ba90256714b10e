"""Lists from outside, taken in and taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import ProgrammeEntry

from ..models import BroughtList


class CannotBring(Cannot):
    """The list cannot be taken in."""


class CannotTakeBack(Cannot):
    """It cannot be taken back."""


@transaction.atomic
def bring(
    *, entry: ProgrammeEntry, kind: str, file_name: str, sha256: str, count: int, by: Any, at: datetime
) -> BroughtList:
    """Let a list count whose lines are kept under this hash; the same list once more has no second effect."""
    ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    last = BroughtList.objects.filter(entry=entry, kind=kind, undone_at=None).first()
    if last is not None and last.sha256 == sha256:
        raise CannotBring("这份清单已经导入", "This list is taken in already")
    if not count:
        raise CannotBring("清单里没有可导入的行", "The list has no line to take in")
    made = BroughtList.objects.create(
        entry=entry, kind=kind, file_name=file_name[:200], sha256=sha256, count=count, by=by, at=at
    )
    audit.record(f"list.{kind}", subject=made, by=by, at=at, after={"file": made.file_name, "count": count})
    return made


@transaction.atomic
def take_back(*, brought: BroughtList, by: Any, at: datetime) -> BroughtList:
    """Take the last list of its kind back: what an earlier one said counts again."""
    row = BroughtList.objects.select_for_update().get(pk=brought.pk)
    if row.undone_at is not None:
        raise CannotTakeBack("已经撤销", "It is taken back already")
    if BroughtList.objects.filter(entry=row.entry, kind=row.kind, undone_at=None, pk__gt=row.pk).exists():
        raise CannotTakeBack("请先撤销之后的导入", "Take back the later ones first")
    row.undone_by, row.undone_at = by, at
    row.save(update_fields=["undone_by", "undone_at"])
    audit.record("list.undone", subject=row, by=by, at=at, after={"file": row.file_name, "count": row.count})
    return row

"""销毁: what leaked is destroyed by two people: bytes and content are gone, hash, reason and place stay."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.disclosure.state import Action
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot

from .. import keeping
from ..models import Destruction, PublicationFile, PublicationVersion
from .moving import begun, facts_of, tell

GONE = ("（内容已销毁）", "(content destroyed)")


class CannotDestroy(Cannot):
    """It cannot be destroyed, or not by this person."""


@transaction.atomic
def ask(
    *,
    version: PublicationVersion,
    reason: str,
    by: Any,
    at: datetime,
    day: date,
    is_signed: bool,
    seen: str | None = None,
) -> Destruction:
    """Ask, as the first of two, that what stands in a version that is out no more is destroyed."""
    row, _ = begun(version, Action.DESTROY, by, seen=seen, reason=reason, is_signed=is_signed)
    if row.destroyed_at or row.destructions.exists():
        raise CannotDestroy("已有人申请或已销毁", "Somebody asked for it, or it is destroyed")
    made = Destruction.objects.create(version=row, why=reason.strip()[:500], by=by, at=at)
    row.changes += 1
    row.save(update_fields=["changes"])
    tell(row, "destroy_asked", row.state, by, at, day, reason=reason)
    audit.record("publication.destroy_asked", subject=row, by=by, at=at, after=facts_of(row, reason=reason.strip()))
    return made


def destroy(
    *, version: PublicationVersion, by: Any, at: datetime, day: date, is_signed: bool, seen: str | None = None
) -> Destruction:
    """Destroy it, as the second: the record says so first, then the bytes go; if they could not, this can be asked
    again."""
    done = _destroy(version, by=by, at=at, day=day, is_signed=is_signed, seen=seen)
    remove_bytes(done)
    return done


@transaction.atomic
def _destroy(
    version: PublicationVersion, *, by: Any, at: datetime, day: date, is_signed: bool, seen: str | None
) -> Destruction:
    known = version.destructions.first()
    if known is None:
        raise CannotDestroy("还没有人申请销毁", "Nobody asked for it")
    if by is not None and by.pk == known.by_id:
        raise CannotDestroy("须由申请人以外的人执行", "Somebody else than who asked does it")
    row, _ = begun(version, Action.DESTROY, by, seen=seen, reason=known.why, is_signed=is_signed)
    kept = Destruction.objects.select_for_update().get(pk=known.pk)
    if kept.second_id is not None:
        raise CannotDestroy("已经销毁", "It is destroyed already")
    kept.second, kept.done_at = by, at
    kept.hashes = [[it.name, it.sha256, it.size] for it in row.files.all()]
    kept.save(update_fields=["second", "done_at", "hashes"])
    row.content, row.texts, row.metadata, row.measures = {}, {}, {}, ""
    row.title_zh, row.title_en = GONE
    row.record_known = row.record_hash = ""
    row.destroyed_at = at
    row.changes += 1
    row.save()
    row.estates.all().delete()
    tell(row, Action.DESTROY, row.state, by, at, day, reason=kept.why)
    after = facts_of(row, reason=kept.why, files=len(kept.hashes), hash=row.content_hash)
    audit.record("publication.destroyed", subject=row, by=by, at=at, after=after)
    return kept


def remove_bytes(done: Destruction) -> int:
    """Let the bytes be gone that no other version still has; how many files."""
    others = PublicationFile.objects.exclude(version=done.version_id).filter(version__destroyed_at=None)
    own = {sha256 for _, sha256, _ in done.hashes}
    shared = set(others.filter(sha256__in=own).values_list("sha256", flat=True))
    for sha256 in own - shared:
        keeping.destroy(sha256)
    return len(own - shared)

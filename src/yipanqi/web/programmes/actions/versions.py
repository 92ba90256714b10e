"""Freezing a programme's state: what a plan is made from never changes afterwards."""

import gzip
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max

from yipanqi.web.audit import actions as audit
from yipanqi.workbook.records import canonical

from ..models import ProgrammeEntry, ProgrammeVersion


@transaction.atomic
def freeze(*, entry: ProgrammeEntry, reason: str, by: Any, at: datetime) -> ProgrammeVersion:
    """The version that holds the programme as it stands; made unless there is one with this very content."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.current_version_id and not entry.is_edited:
        return entry.current_version
    content = canonical(entry.sheets())
    digest = sha256(content).hexdigest()
    version = entry.versions.filter(sha256=digest).first()
    if version is None:
        number = (entry.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        version = ProgrammeVersion.objects.create(
            entry=entry,
            number=number,
            sha256=digest,
            content=gzip.compress(content, compresslevel=6, mtime=0),
            revision=entry.revision,
            reason=reason,
            by=by,
            at=at,
        )
        told = {"number": number, "sha256": digest}
        audit.record("programme.version_made", subject=version, by=by, at=at, after=told, bound=[version])
    else:
        ProgrammeVersion.objects.filter(pk=version.pk).update(revision=entry.revision)
        version.revision = entry.revision
    ProgrammeEntry.objects.filter(pk=entry.pk).update(current_version=version)
    return version

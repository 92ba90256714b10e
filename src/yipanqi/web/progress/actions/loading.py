"""A past that was recorded elsewhere, loaded in bulk: of a demonstration. The log tells of it once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yipanqi.web.audit import actions as audit
from yipanqi.web.page.kept_file import store
from yipanqi.web.programmes.models import ProgrammeEntry

from ..models import ReportPhoto, TaskReport
from .photos import photo_path

_BATCH = 500


@transaction.atomic
def load_past(*, entry: ProgrammeEntry, reports: Sequence[TaskReport], at: datetime) -> None:
    """Store what was reported of a programme's tasks until now."""
    TaskReport.objects.bulk_create(reports, batch_size=_BATCH)
    audit.record("progress.sample_loaded", subject=entry, at=at, after={"reports": len(reports)})


@transaction.atomic
def load_photos(*, entry: ProgrammeEntry, photos: Sequence[ReportPhoto], files: Sequence[bytes], at: datetime) -> None:
    """Store photos of reports with their clean copies, in the same order; what is odd about them may be added."""
    paths = [photo_path(photo) for photo in photos]
    try:
        for path, data in zip(paths, files, strict=True):
            store(path, data)
        ReportPhoto.objects.bulk_create(photos, batch_size=_BATCH)
        audit.record("progress.sample_photos_loaded", subject=entry, at=at, after={"count": len(photos)})
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise


def mark_loaded(photos: Sequence[ReportPhoto]) -> None:
    """Keep what was found to be odd about photos that were just loaded."""
    ReportPhoto.objects.bulk_update(
        photos, ["marks", "is_marked", "cleared_by", "cleared_at", "cleared_why"], batch_size=_BATCH
    )

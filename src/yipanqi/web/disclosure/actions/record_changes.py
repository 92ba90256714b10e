"""变更: what was found to differ from the record is kept with the day on which it was seen first."""

from collections.abc import Mapping
from datetime import date

from yipanqi.web.programmes.models import ProgrammeEntry

from ..models import RecordChange
from ..record_changes import Difference


def keep(entry: ProgrammeEntry, found: Mapping[int, Difference], day: date) -> None:
    """Keep what was found: what differs already keeps its day, what is the same again goes."""
    known = RecordChange.objects.filter(version__publication__entry=entry)
    known.exclude(version__in=found).delete()
    RecordChange.objects.bulk_create(
        [
            RecordChange(version_id=key, seen_on=day, places=it.places, first=list(it.first))
            for key, it in found.items()
        ],
        update_conflicts=True,
        unique_fields=["version"],
        update_fields=["places", "first"],
    )

"""变更: which published versions the record says otherwise than now, and since when that was seen."""

from collections.abc import Callable
from dataclasses import dataclass

from yipanqi.domain.disclosure.publication import Kind, Pair
from yipanqi.domain.disclosure.state import State
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import PublicationVersion, RecordChange
from .offered import differs

_AT_ONCE = 200  # versions that are read at a time


@dataclass(frozen=True, slots=True)
class Difference:
    """How a version differs from the record: in how many places, and where first."""

    places: int
    first: Pair


def differences(entry: ProgrammeEntry, pause: Callable[[float], object] = lambda part: None) -> dict[int, Difference]:
    """The published versions of a programme that were made of the record and differ from it now, by key. `pause` is
    told how far it is."""
    rows = PublicationVersion.objects.published().filter(publication__entry=entry)
    keys = list(rows.exclude(publication__record_key="").filter(destroyed_at=None).values_list("pk", flat=True))
    found: dict[int, Difference] = {}
    for start in range(0, len(keys), _AT_ONCE):
        pause(start / len(keys))
        chosen = PublicationVersion.objects.filter(pk__in=keys[start : start + _AT_ONCE])
        for version in chosen.select_related("publication__entry"):
            if told := differs(version):
                found[version.pk] = Difference(len(told), told[0].place)
    return found


def of(entry: ProgrammeEntry) -> dict[tuple[Kind, str], RecordChange]:
    """What was found, of versions that are still what the public has, by kind and matter."""
    rows = RecordChange.objects.filter(version__publication__entry=entry, version__state=State.PUBLISHED)
    return {
        (it.version.publication.kind_told, it.version.publication.record_key): it
        for it in rows.select_related("version__publication").defer("version__content", "version__texts")
    }

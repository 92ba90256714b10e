"""What the record offers to be published and is not yet, and what a publication says otherwise than the record now."""

from datetime import date

from yipanqi.web.programmes.models import ProgrammeEntry

from . import from_record
from .from_record import Changed, Offer
from .models import Publication, PublicationVersion


def offers(entry: ProgrammeEntry, day: date) -> list[Offer]:
    """What could be published of the record, and is not: a template without its record is not among it."""
    taken = Publication.objects.filter(entry=entry, is_dropped=False).exclude(record_key="")
    known = set(taken.values_list("kind", "record_key"))
    return [it for it in from_record.offers(entry, day) if (it.kind.value, it.record_key) not in known]


def offer_of(entry: ProgrammeEntry, kind: str, record_key: str, day: date) -> Offer | None:
    """The offer of this kind and key that nobody drafted yet; else nothing."""
    return next((it for it in offers(entry, day) if (it.kind.value, it.record_key) == (kind, record_key)), None)


def differs(version: PublicationVersion) -> list[Changed]:
    """What the record says otherwise now than when the version was drafted; nothing: the same, or written by hand."""
    publication = version.publication
    if not publication.record_key or publication.entry is None or version.destroyed_at:
        return []
    kind, key = publication.kind_told, publication.record_key
    return from_record.differs(publication.entry, kind, key, version.drafted)

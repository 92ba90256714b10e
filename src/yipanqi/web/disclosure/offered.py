"""What the record offers to be published, and what a publication says of it now: the door to the templates."""

from datetime import date

from yipanqi.domain.disclosure.publication import Content
from yipanqi.web.programmes.models import ProgrammeEntry

from . import from_record
from .from_record import Offer
from .models import Publication


def offers(entry: ProgrammeEntry, day: date) -> list[Offer]:
    """What could be published of the record, and is not: a template without its record is not among it."""
    taken = Publication.objects.filter(entry=entry, is_dropped=False).exclude(record_key="")
    known = set(taken.values_list("kind", "record_key"))
    return [it for it in from_record.offers(entry, day) if (it.kind.value, it.record_key) not in known]


def offer_of(entry: ProgrammeEntry, kind: str, record_key: str, day: date) -> Offer | None:
    """The offer of this kind and key, published or not; nothing where the record has it no more."""
    return next((it for it in from_record.offers(entry, day) if (it.kind, it.record_key) == (kind, record_key)), None)


def content_now(publication: Publication, day: date) -> Content | None:
    """What the record says now of what a publication is about; nothing: written by hand, or gone from the record."""
    if not publication.record_key or publication.entry is None:
        return None
    offer = offer_of(publication.entry, publication.kind, publication.record_key, day)
    return from_record.content(publication.entry, offer) if offer else None

"""Publications filled from the record: what the record offers, what is published of it, and what it says otherwise now.

Every field that is read goes through `reading.taken`, which knows what each stage lets be published."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from yipanqi.domain.disclosure.drafts_changed import Changed, changed, gone
from yipanqi.domain.disclosure.publication import Content, Kind
from yipanqi.web.programmes.models import ProgrammeEntry

from . import acceptance, assessment, contract, meeting, notice, plan, progress, start, tasks
from .base import NoRecord, Offer, Source
from .metadata import suggested
from .reading import NotPublic

__all__ = ["Changed", "NoRecord", "NotPublic", "Offer", "content", "content_of", "differs", "offers", "suggested"]

SOURCES: Sequence[Source] = [
    cast(Source, it) for it in (plan, tasks, notice, contract, start, progress, meeting, acceptance, assessment)
]
_BY_PREFIX = {it.PREFIX: it for it in SOURCES}


def offers(entry: ProgrammeEntry, day: date) -> list[Offer]:
    """What the record of a programme offers on a day: a template without its record is not among it."""
    return [it for source in SOURCES for it in source.offers(entry, day)]


def content(entry: ProgrammeEntry, offer: Offer) -> Content:
    """What is published of an offer, as the record says it now. NoRecord where it is gone."""
    return content_of(entry, offer.kind, offer.record_key)


def content_of(entry: ProgrammeEntry, kind: Kind, record_key: str) -> Content:
    """The same by the kind and the key that a publication keeps."""
    prefix, _, name = record_key.partition(":")
    source = _BY_PREFIX.get(prefix)
    if source is None or kind not in source.KINDS or not name:
        raise NoRecord
    return source.content(entry, kind, name)


def differs(entry: ProgrammeEntry, kind: Kind, record_key: str, drafted: Content) -> list[Changed]:
    """What the record says otherwise now than when a version was drafted: `drafted` is what `content` gave then, before
    anybody edited it. Nothing: the same."""
    try:
        return changed(drafted, content_of(entry, kind, record_key))
    except NoRecord:
        return [gone()]

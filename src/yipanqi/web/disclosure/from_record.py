"""What the record offers to be published. (Its templates come with the branch of the record; until then: nothing.)"""

from dataclasses import dataclass
from datetime import date

from yipanqi.domain.disclosure.publication import Content, Kind, Pair
from yipanqi.web.programmes.models import ProgrammeEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something of the record that may be published."""

    kind: Kind
    record_key: str
    title: Pair
    event_day: date


def offers(entry: ProgrammeEntry, day: date) -> list[Offer]:
    """Nothing yet."""
    return []


def content(entry: ProgrammeEntry, offer: Offer) -> Content:
    """What is said of it."""
    raise LookupError(offer.record_key)

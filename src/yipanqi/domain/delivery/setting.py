"""What a district decides about delivery: values with their source and the day from which they count. Later values
never change what earlier ones judged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yipanqi.domain.delivery.sources import OURS

_OURS = OURS[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One value of a key, from a day on."""

    key: str
    value: Any
    source: str
    since: date = date.min


SHIPPED: tuple[Setting, ...] = (
    Setting(key="coordination_days", value=10, source=_OURS),
)  # in force where a district says nothing; others are added beside their laws


def in_force(settings: Iterable[Setting], key: str, day: date) -> Setting:
    """The value that counts on a day: the newest that had come into force. KeyError for a key nobody knows."""
    known = [it for it in settings if it.key == key and it.since <= day]
    if not known:
        raise KeyError(key)
    return max(known, key=lambda it: it.since)

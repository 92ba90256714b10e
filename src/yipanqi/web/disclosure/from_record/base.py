"""What a source of publications is: it says what the record offers, and tells it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils import timezone

from yipanqi.domain.disclosure.publication import Content, Kind, Pair
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import ProgrammeEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something of the record that can be published, and since when."""

    kind: Kind
    record_key: str  # what it is about: supervision.closedperiod:2028-04
    title: Pair
    event_day: date  # of what made it due
    url: str  # where the record is, for staff
    document_number: str = ""  # 文号 of the paper that it tells of


class NoRecord(Cannot):
    """There is nothing of this key to be published, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            "记录中没有可公开的这一项，或者它已经变化", "The record has nothing of this to publish, or no longer"
        )


class Source(Protocol):
    """What of the record publications of some kinds are filled from."""

    PREFIX: str  # of its keys
    KINDS: tuple[Kind, ...]

    def offers(self, entry: ProgrammeEntry, day: date) -> Iterator[Offer]:
        """What can be published on a day."""

    def content(self, entry: ProgrammeEntry, kind: Kind, name: str) -> Content:
        """What is published of one. NoRecord where there is none."""


def is_sample(entry: ProgrammeEntry) -> bool:
    """示例数据: are its figures invented?"""
    return entry.is_synthetic or entry.frame().heading.is_synthetic


def day_of(at: datetime) -> date:
    """The day of a moment, here."""
    return timezone.localdate(at)


def said(day: date) -> str:
    """2028年4月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def number(name: str) -> int:
    """The key of a row. NoRecord where it is none."""
    if not name.isdecimal() or len(name) > 18:
        raise NoRecord
    return int(name)

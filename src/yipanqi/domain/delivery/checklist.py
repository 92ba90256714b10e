"""What is looked at when a work is accepted: lists in versions, each with its source and the day it takes effect."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yipanqi.domain.delivery.party import Party, in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckItem:
    """One thing that is looked at: how, against which limit, who judges and signs it, and whether a photo shows it."""

    measure: str
    number: int  # its place in the measure's list, from 1
    item: str
    item_en: str = ""
    how: str
    how_en: str = ""
    limit: str
    limit_en: str = ""
    needs_photo: bool = False
    parties: tuple[Party, ...]
    basis: str = ""  # the standard it leans on
    source: str = ""

    def __post_init__(self) -> None:
        if not (self.measure and self.item and self.how and self.limit):
            raise ValueError(f"{self.measure} {self.number}: an item says what, how and against which limit")
        if not self.parties or self.parties != in_order(self.parties):
            raise ValueError(f"{self.measure} {self.number}: somebody signs it, each party once and in order")

    @property
    def key(self) -> str:
        """`water-1`: by this it is known within its version."""
        return f"{self.measure}-{self.number}"

    def said(self, lang: str) -> tuple[str, str, str]:
        """What, how and the limit; in Chinese where there is no English."""
        if lang == "en":
            return self.item_en or self.item, self.how_en or self.how, self.limit_en or self.limit
        return self.item, self.how, self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """A version of all lists."""

    number: int  # 0: the one that this software ships
    source: str
    effect_date: date
    items: tuple[CheckItem, ...]

    def __post_init__(self) -> None:
        keys = [item.key for item in self.items]
        if len(keys) != len(set(keys)):
            raise ValueError("two items of a measure have the same number")

    def of(self, measures: Iterable[str]) -> tuple[CheckItem, ...]:
        """The items of some measures, in the order of the measures named."""
        by_measure: dict[str, list[CheckItem]] = {}
        for item in self.items:
            by_measure.setdefault(item.measure, []).append(item)
        return tuple(item for measure in dict.fromkeys(measures) for item in by_measure.get(measure, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverItem:
    """What a receiver gets of a work, and for how many months it is under warranty; 0: what the contract says."""

    measure: str
    receiver: Party
    item: str
    item_en: str = ""
    warranty_months: int = 0
    source: str = ""

    def said(self, lang: str) -> str:
        """Its name in a language."""
        return self.item_en or self.item if lang == "en" else self.item


def in_force(versions: Iterable[Checklist], day: date) -> Checklist:
    """The version that counts for what begins on a day: of those in effect the latest, of one day's the highest
    number. ValueError where none is in effect."""
    found = [version for version in versions if version.effect_date <= day]
    if not found:
        raise ValueError(f"no checklist is in effect on {day}")
    return max(found, key=lambda version: (version.effect_date, version.number))

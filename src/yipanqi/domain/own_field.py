"""自有字段: a column that a district keeps of its estates besides those that plans know. No plan depends on one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Own: TypeAlias = str | Decimal | date  # what an estate's own field holds


class OwnKind(StrEnum):
    """What the cells of an own field hold."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnField:
    """A field of every estate that the district added; its name is the heading of its column."""

    name: str
    kind: OwnKind = OwnKind.TEXT
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("an own field without a name")
        if (self.kind is OwnKind.CHOICE) is not bool(self.choices):
            raise ValueError(f"{self.name}: choices go with the kind choice, and with no other")

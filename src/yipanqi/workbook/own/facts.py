"""What an office's book tells: estates, their buildings and works, money; and which cell told what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.domain.money import Fen
from yipanqi.workbook.raw import Cell, address

Key = tuple[str, str]  # subdistrict and name of an estate


@dataclass(kw_only=True)
class OwnWork:
    """A work that an estate wishes for."""

    quantity: Decimal | None = None
    cost: Fen | None = None
    ratios: dict[str, Decimal] = field(default_factory=dict)  # severity, demand, support
    buildings: list[str] = field(default_factory=list)  # those that wish for it, where that was told by building
    notes: list[str] = field(default_factory=list)

    def add(self, amount: Decimal | None) -> None:
        """So much more of it."""
        if amount is not None:
            self.quantity = (self.quantity or Decimal(0)) + amount


@dataclass(kw_only=True)
class OwnEstate:
    """An estate as the book tells it."""

    name: str
    subdistrict: str
    place: Place
    table: str = ""  # the first table that lists it
    figures: dict[str, Decimal] = field(default_factory=dict)
    rough: set[str] = field(default_factory=set)  # figures that were told as about so much, or as a range
    community: str = ""
    when: str = ""
    cost: Fen | None = None
    sources: dict[str, str] = field(default_factory=dict)  # money, or its cost → the table that told it
    buildings: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    works: dict[str, OwnWork] = field(default_factory=dict)
    ratios: dict[str, Decimal] = field(default_factory=dict)  # of all its works
    point: dict[str, Decimal] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)  # heading → what stands under it: the estate's own fields

    def is_from(self, money: str, table: str) -> bool:
        """Is this table the one that tells this money? What another repeats does not count twice."""
        return self.sources.setdefault(money, table) == table


@dataclass(kw_only=True)
class Gathered:
    """All that the book tells, what could not be read of it, by cell, and which cells were understood."""

    estates: dict[Key, OwnEstate] = field(default_factory=dict)
    beside: dict[tuple[str, str, Key], Fen] = field(default_factory=dict)  # (source, year or "", estate) → fen
    granted: dict[tuple[str, str], Fen] = field(default_factory=dict)  # (source, year or ""), from tables of money
    unlimited: list[str] = field(default_factory=list)  # sources that say that they have no limit
    unknown: dict[str, Place] = field(default_factory=dict)  # words of works that mean nothing yet
    marks: dict[str, Place] = field(default_factory=dict)  # marks that say neither yes nor no; taken as yes
    strangers: dict[str, tuple[Place, tuple[str, ...]]] = field(
        default_factory=dict
    )  # names of no estate, and near ones
    findings: list[Finding] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)  # a text as it is compared → as the office wrote it
    placed: dict[str, set[Cell]] = field(default_factory=dict)  # sheet → cells that were understood or said

    def take(self, sheet: str, row: int, at: int) -> None:
        """This cell was understood."""
        self.placed.setdefault(sheet, set()).add((row, at))

    def spell(self, told: str, raw: str) -> None:
        """A text was written so, the first time that it is met."""
        if raw != told:
            self.written.setdefault(told, raw)

    def as_written(self, told: str) -> str:
        """A name as the office wrote it: it is compared in half-width signs, and printed in its own."""
        return self.written.get(told, told)

    def spelled(self, values: Mapping[str, object]) -> dict[str, object]:
        """Values of a finding with its names as they were written."""
        names = {"name", "names", "touched"} & values.keys()
        return {**values, **{key: self._spelled(values[key]) for key in names}}

    def _spelled(self, value: object) -> object:
        if isinstance(value, str):
            return self.as_written(value)
        return tuple(map(self._spelled, value)) if isinstance(value, tuple | list) else value

    def doubt(self, code: str, sheet: str, row: int, at: int, **values: object) -> None:
        """This cell is said instead."""
        self.take(sheet, row, at)
        place = Place(sheet=sheet, cell=address(row, at))
        values = {"text": "", **self.spelled(values)}
        self.findings.append(Finding(code=code, gravity=Gravity.WARNING, values=values, place=place))

    def named(self, name: str) -> Iterator[Key]:
        """The estates of this name."""
        return (key for key, estate in self.estates.items() if estate.name == name)

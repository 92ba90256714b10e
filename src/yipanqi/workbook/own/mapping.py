"""What an office's words mean: which table is what, which column, which word. A frozen value, kept as a JSON file."""

import json
from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

from yipanqi.domain.fund import FundKind
from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.text import is_unit, title_key

SURE = 0.75  # a guess below it is a question
ANSWERED = 1.0
NOTHING = "-"  # an answer: no work, no estate of ours


class Role(StrEnum):
    """What a table is."""

    ESTATES = "estates"  # a row is an estate
    BUILDINGS = "buildings"  # a row is a building
    WORKS = "works"  # a row is a work of an estate
    MONEY = "money"  # sources and years
    SUMMARY = "summary"  # sums of what other tables say; counted by nobody
    IGNORE = "ignore"


class Meaning(StrEnum):
    """What a column's cells are."""

    SERIAL = "serial"
    ESTATE = "estate"
    ESTATE_CODE = "estate_code"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    BUILDING = "building"
    BUILT_YEAR = "built_year"
    HOUSEHOLDS = "households"
    BUILDINGS = "buildings"
    STAIRWELLS = "stairwells"
    FLOORS = "floors"
    FLOOR_AREA = "floor_area"
    WORKS = "works"  # works in words
    WORK = "work"  # a tick, a count or a quantity of the column's measure
    WORK_COST = "work_cost"  # money of the column's measure
    QUANTITY = "quantity"  # of the row's work
    UNIT = "unit"  # of the row's quantity
    COST = "cost"  # of the row's estate or work
    MONEY = "money"  # of the column's fund, beside an estate or in a table of money
    FUND = "fund"  # a source's name
    AMOUNT = "amount"  # of the row's fund
    WHEN = "when"  # year or quarter wished
    WHEN_TICK = "when_tick"  # a tick for the column's year or quarter
    SUPPORT = "support"
    SEVERITY = "severity"
    DEMAND = "demand"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"
    NOTE = "note"
    SUM = "sum"
    CUSTOM = "custom"  # the estate's own field
    IGNORE = "ignore"


OF_MONEY = (Meaning.MONEY, Meaning.AMOUNT, Meaning.COST, Meaning.WORK_COST)  # columns whose figures are money
RATIOS = (Meaning.SEVERITY, Meaning.DEMAND, Meaning.SUPPORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """A column's heading and what it means; `samples` and `column` tell what was seen, nothing depends on them."""

    head: str
    meaning: Meaning
    measure: str = ""
    fund: str = ""
    when: str = ""  # 2027 or 2027Q3
    unit: str = ""
    confidence: float = ANSWERED
    column: str = ""
    samples: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """The meaning as one word: `work:water`, `money:上级补助:2027`, `households`."""
        about = {Meaning.WORK: self.measure, Meaning.WORK_COST: self.measure, Meaning.MONEY: self.fund}
        parts = [self.meaning.value, about.get(self.meaning, ""), self.when]
        while parts[-1] == "":
            parts.pop()
        return ":".join(parts)

    def saying(self, says: str) -> "ColumnMap":
        """The same column with an answered meaning. ValueError where there is no such meaning."""
        meaning, *rest = says.split(":")
        about, when = (*rest, "", "")[:2]
        given = Meaning(meaning)
        return replace(
            self,
            meaning=given,
            measure=about if given in (Meaning.WORK, Meaning.WORK_COST) else "",
            fund=about if given is Meaning.MONEY else "",
            when=when,
            confidence=ANSWERED,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMap:
    """A table of a sheet: what it is, whose estates it lists where no column says so, and its columns."""

    sheet: str
    number: int = 1  # of the sheet's tables
    role: Role
    subdistrict: str = ""
    estate: str = ""  # whose buildings it lists, where no column says so
    columns: tuple[ColumnMap, ...] = ()
    confidence: float = ANSWERED
    area: str = ""  # where it was seen

    @property
    def key(self) -> str:
        return f"{self.sheet}#{self.number}"

    @property
    def shape(self) -> frozenset[str]:
        return frozenset(column.head for column in self.columns)


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """All that must be known to read an office's book; kept by office and shape, and a file that can be handed on."""

    office: str = ""
    district: str = ""
    first_year: int | None = None
    years: int | None = None
    built_year: int | None = None  # of all estates, where the book tells it of none; 0: not known
    tables: tuple[TableMap, ...] = ()
    words: Table[str, str] = field(default_factory=dict)  # local word → measure, or NOTHING
    ticks: Table[str, str] = field(default_factory=dict)  # local mark → yes, no
    funds: Table[str, str] = field(default_factory=dict)  # source → kind
    names: Table[str, str] = field(default_factory=dict)  # an estate as a table writes it → as the list does
    codes: Table[str, str] = field(default_factory=dict)  # what was numbered → its code, so that it stays

    @property
    def shape(self) -> str:
        """A short sign of the book's headings: books of one shape share it, whatever their sheets and years are."""
        heads = sorted({head for table in self.tables for head in table.shape})
        return sha256("\n".join(heads).encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """The file that can be handed on."""
        plain = {"yipanqi_mapping": 1, "shape": self.shape, **asdict(self)}
        return json.dumps(plain, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Mapping":
        """The mapping that a file says. ValueError where it says none."""
        try:
            plain = json.loads(text)
            if not isinstance(plain, dict) or plain.get("yipanqi_mapping") != 1:
                raise ValueError("no mapping")
            rest = {name: plain[name] for name in cls.__dataclass_fields__ if name in plain and name != "tables"}
            return cls(**rest, tables=tuple(_table(one) for one in plain.get("tables", ())))
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(str(error)) from None

    def confirmed(self) -> "Mapping":
        """The same, every guess taken as answered: a book of this shape is asked nothing more."""
        return replace(self, tables=tuple(_confirmed(table) for table in self.tables))


def answered(mapping: Mapping, key: str, answer: str) -> Mapping:
    """The mapping with a question answered; the key is the question's. ValueError where there is no such question or
    answer."""
    kind, _, rest = key.partition("/")
    _check(kind, answer)
    if kind in ("word", "tick", "fund", "name"):
        name = f"{kind}s"
        return replace(mapping, **{name: {**getattr(mapping, name), rest: answer}})  # type: ignore[arg-type]  # a table of words
    if kind == "year":
        first, _, last = answer.partition("-")
        return replace(mapping, first_year=int(first), years=int(last or first) - int(first) + 1)
    if kind == "built":
        return replace(mapping, built_year=0 if answer == NOTHING else int(answer))
    sheet, _, head = rest.partition("/")
    asked = next((t for t in mapping.tables if t.key == sheet and (not head or head in t.shape)), None)
    if asked is None:
        raise ValueError(key)
    tables = (_answered(t, kind, head, answer) if _is_asked_too(t, asked, kind, head) else t for t in mapping.tables)
    return replace(mapping, tables=tuple(tables))


def _is_asked_too(table: TableMap, asked: TableMap, kind: str, head: str) -> bool:
    """Is this answer also about that table? What a column means is asked once for all sheets, and what a table of
    these headings is; its subdistrict is its own."""
    if table.key == asked.key:
        return True
    if kind == "role":
        return table.shape == asked.shape and table.role is asked.role
    says = {column.says for column in asked.columns if column.head == head}
    return kind in ("column", "unit") and any(c.head == head and c.says in says for c in table.columns)


def head_key(parts: Iterable[str]) -> str:
    """A heading's path as one word: its rows from the top, without spaces."""
    found: list[str] = []
    for part in map(title_key, parts):
        if part and part not in found[-1:]:
            found.append(part)
    return "/".join(found)


def _check(kind: str, answer: str) -> None:
    """ValueError where a kind of question has no such answer."""
    measure = answer if kind == "word" else ""
    if kind == "column":
        meaning, _, about = answer.partition(":")
        measure = about.partition(":")[0] if meaning in (Meaning.WORK, Meaning.WORK_COST) else ""
    if measure and measure != NOTHING and measure not in {one.id for one in defaults().measures}:
        raise ValueError(answer)
    if kind == "fund":
        FundKind(answer)
    if (kind == "tick" and answer not in ("yes", "no")) or (kind == "unit" and not is_unit(answer)):
        raise ValueError(answer)


def _answered(table: TableMap, kind: str, head: str, answer: str) -> TableMap:
    if kind == "role":
        return replace(table, role=Role(answer), confidence=ANSWERED)
    if kind in ("subdistrict", "estate"):
        return replace(table, subdistrict=answer) if kind == "subdistrict" else replace(table, estate=answer)
    if kind not in ("column", "unit"):
        raise ValueError(kind)
    return replace(
        table,
        columns=tuple(
            c if c.head != head else c.saying(answer) if kind == "column" else _measured(c, answer)
            for c in table.columns
        ),
    )


def _measured(column: ColumnMap, unit: str) -> ColumnMap:
    return replace(column, unit=unit, confidence=ANSWERED)


def _confirmed(table: TableMap) -> TableMap:
    columns = tuple(replace(column, confidence=ANSWERED) for column in table.columns)
    return replace(table, columns=columns, confidence=ANSWERED)


def _table(plain: Table[str, Any]) -> TableMap:
    columns = tuple(
        ColumnMap(**{**one, "meaning": Meaning(one["meaning"]), "samples": tuple(one.get("samples", ()))})
        for one in plain.get("columns", ())
    )
    return TableMap(**{**plain, "role": Role(plain["role"]), "columns": columns})

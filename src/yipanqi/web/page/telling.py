"""What a stage tells the pages that span stages.

Each app has one `telling.py` with one class: its `Telling`. The pages on top (`web/estates`) ask the tellings of their
list one after the other, earliest stage first; where two tell something by the same key, the later stage's counts.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from django.db.models import QuerySet
from django.http import QueryDict

from yipanqi.domain.stage import Stage

from .board import BoardRow
from .mapping import Look
from .tables import Table


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a stage says of an estate: a card of the chain."""

    key: str  # of the stage, as `domain/stage.py` lists them
    state: str  # none, need, planned, way, done, late
    lines: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the estate's page: a template, what it needs beside the page's own values, and its place."""

    key: str
    place: int
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, stage: Stage, template: str, **values: Any) -> "Section":
        """The section of a stage, in its own place."""
        return cls(key=stage, place=place_of(stage), template=template, values=values)


def place_of(stage: Stage) -> int:
    """Where the sections of a stage stand on the estate's page; others may stand between them, before or after."""
    return 100 * stage.number


@dataclass(frozen=True, kw_only=True)
class Brief:
    """A short fact of an estate, in the band under its name."""

    key: str
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Headline:
    """What stands beside an estate's name: how far it has come, in a word."""

    said: str
    state: str = ""  # done, part, planned, or nothing


@dataclass(frozen=True, kw_only=True)
class Deed:
    """A line of an estate's history."""

    at: Any
    by: Any
    what: str
    name: str
    url: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Something that waits for this person."""

    text: str
    url: str
    until: Any = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure of the first page, and where its rows are."""

    key: str
    figure: str
    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a panel: what it says, and where it leads."""

    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of the first page: a heading, some lines or a small table, and the next step."""

    key: str
    title: str
    lines: Sequence[Line] = ()
    table: Table | None = None
    note: str = ""
    more: Sequence[Line] = ()  # where the rest is, or what to do next


@dataclass(frozen=True, kw_only=True)
class Lead:
    """The sentence under the first page's heading."""

    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Mode:
    """A way to look at the board: what its lines show, what the legend explains, what else may be asked."""

    key: str
    name: str
    legend: Sequence[str]
    line: Callable[[Any], BoardRow]  # of an estate's row
    has_start: bool = False
    has_progress: bool = False
    is_usual: bool = False  # shown where none is asked for; of several the last
    only: Sequence[tuple[str, str]] = ()  # `in` and `out` in words, where lines can be out of what is shown
    foot: Callable[[frozenset[str] | None], Section] | None = None  # under the board: of these estates; nothing: all


@dataclass(frozen=True, kw_only=True)
class ListColumn:
    """A column of the registry."""

    key: str
    zh: str
    en: str
    value: Callable[[Any], Any]  # of an estate's row
    sort: str = ""  # the model's fields, by commas; empty: not sortable
    places: int = 0  # decimals that are always shown
    is_number: bool = False
    is_plain: bool = False  # a number without separators: a year
    is_usual: bool = True
    state: Callable[[Any], str] | None = None  # done, part or nothing: shown as a state


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A question that the registry and the map may ask, by a list to choose from."""

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    kept: Callable[[QuerySet, str], QuerySet]  # the rows that pass, of what was chosen


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry of the rail: where it leads, what it is called, and the permission to see it (none: everyone)."""

    url_name: str
    zh: str
    en: str
    place: int  # in the rail; the hundreds are its groups
    permission: str = ""
    under: str = ""  # the prefix of addresses that light this entry
    is_inside: bool = False  # stands on the page of settings, not in the rail itself
    zh_note: str = ""  # what is there, for the page of settings
    en_note: str = ""


class OfEstate:
    """What a stage tells of one estate; a stage overrides what it has to say."""

    def cards(self) -> Iterable[Card]:
        """Cards of the chain."""
        return ()

    def sections(self) -> Iterable[Section]:
        """Sections of the page."""
        return ()

    def briefs(self) -> Iterable[Brief]:
        """Facts of the band under the name."""
        return ()

    def headline(self) -> Headline | None:
        """How far it has come."""
        return None

    def history(self) -> Iterable[Deed]:
        """The latest deeds."""
        return ()


class Telling:
    """What a stage tells one person of one programme; a stage overrides what it has to say."""

    rail: Sequence[Entry] = ()
    style = ""  # the style sheet of its sections
    rows: QuerySet | None = None  # the estates to which the first page's board is narrowed; nothing: all of them

    def __init__(self, user: Any, entry: Any) -> None:
        self.user, self.entry = user, entry  # the entry is None while there is no programme

    def waiting(self) -> Iterable[Waiting]:
        """What waits for this person."""
        return ()

    def figures(self) -> Iterable[Figure]:
        """Figures of the first page; of `rows` alone, where its board is filtered."""
        return ()

    def panels(self) -> Iterable[Panel]:
        """Parts of the first page between what waits and the board."""
        return ()

    def lead(self) -> Lead | None:
        """The sentence under the first page's heading."""
        return None

    def modes(self, asked: QueryDict) -> Iterable[Mode]:
        """Ways to look at the board; some depend on what else is asked."""
        return ()

    def tools(self, asked: QueryDict) -> Iterable[Section]:
        """What stands above the board beside its filters."""
        return ()

    def columns(self) -> Iterable[ListColumn]:
        """Columns of the registry."""
        return ()

    def of_measure(self, measure: str, estates: Collection[str]) -> Iterable[str]:
        """What is told of one kind of work at these estates, beside their list."""
        return ()

    def filters(self) -> Iterable[Filter]:
        """Questions of the registry and the map."""
        return ()

    def looks(self) -> Iterable[Look]:
        """States of estates on the map, with their marks."""
        return ()

    def state(self, row: Any) -> str:
        """The estate's state on the map, one of the looks; empty: an earlier stage tells it."""
        return ""

    def of(self, row: Any) -> OfEstate:
        """What is told of one estate."""
        return OfEstate()


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


Item = TypeVar("Item", bound=_Keyed)


def latest(told: Iterable[Item]) -> list[Item]:
    """One item for each key, in the order in which keys came first; the last one told counts."""
    return list({item.key: item for item in told}.values())


def each(tellings: Iterable[Any], part: str, *asked: Any) -> Iterator[Any]:
    """All that the tellings say of this part, stage after stage."""
    for telling in tellings:
        yield from getattr(telling, part)(*asked)

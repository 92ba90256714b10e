"""A look at what would come, as a job keeps it: tables in all languages with their links, cut into parts of which a
page reads those that it shows. Nobody sets it: tables of these kinds may be emptied at any time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import override

from .say import say
from .tables import PAGE, Cell, Rows, count, text

Row = Sequence[Cell]
Part = tuple[str, int, list[Any]]  # table, number from 0 on, rows as JSON in all languages


class KeptLook(models.Model):
    """A look: for which business day, when it was worked out, its figures. What it rests on each kind knows itself."""

    day = models.DateField()
    at = models.DateTimeField()
    figures = models.JSONField(default=dict)  # with the `lengths_of` its tables

    class Meta:
        abstract = True

    def kept(self, parts: Iterable[Part]) -> Iterator[models.Model]:
        """The rows to be written beside it, of what `packed` made."""
        for table, number, rows in parts:
            yield self.parts.model(look=self, table=table, number=number, rows=rows)

    def rows(self) -> dict[str, Rows]:
        """By table, in the language of the request; read when they are looked at."""
        lengths = self.figures["lengths"].items()
        return {table: Rows(_Kept(self.parts.all(), table, length), _unpacked) for table, length in lengths}


class KeptRows(models.Model):
    """As many rows of a table as a page shows; each kind has a `look`, whose `parts` these are."""

    table = models.CharField(max_length=20)
    number = models.PositiveIntegerField()  # from 0 on
    rows = models.JSONField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.table} {self.number}"


def lengths_of(tables: Mapping[str, Sequence[Row]]) -> dict[str, int]:
    """How many rows each has: kept among the figures."""
    return {name: len(rows) for name, rows in tables.items()}


def packed(tables: Mapping[str, Sequence[Row]]) -> Iterator[Part]:
    """What is kept of these tables, whose rows are made anew for each language."""
    for table, rows in tables.items():
        for number, first in enumerate(range(0, len(rows), PAGE)):
            said = []
            for code, _ in settings.LANGUAGES:
                with override(code):
                    said.append(rows[first : first + PAGE])
            yield table, number, [list(map(_packed, *pair)) for pair in zip(*said, strict=True)]


def _packed(zh: Cell, en: Cell) -> Any:
    """A whole number or a gap of a column of figures; a text that is the same in both languages and leads nowhere; or
    both and where they lead."""
    if (zh.value is None or type(zh.value) is int) and zh == en == count(zh.value):
        return zh.value
    return zh.text if zh.text == en.text and not zh.url else [zh.text, en.text, zh.url]


def _unpacked(row: Sequence[Any]) -> Row:
    return [_cell(it) for it in row]


def _cell(kept: Any) -> Cell:
    if kept is None or isinstance(kept, int):
        return count(kept)
    return text(kept) if isinstance(kept, str) else text(say(*kept[:2]), kept[2])


class _Kept(Sequence[Any]):
    """Rows of a table as they were kept, of which only those are read that are looked at."""

    def __init__(self, parts: Any, table: str, length: int) -> None:
        self._parts, self._table, self._length = parts, table, length

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, at: Any) -> Any:
        if not isinstance(at, slice):
            return self[at : at + 1][0]
        first, last, _ = at.indices(len(self))
        number = first // PAGE
        parts = self._parts.filter(table=self._table, number__range=(number, (last - 1) // PAGE))
        rows = [row for part in parts.order_by("number").values_list("rows", flat=True) for row in part]
        return rows[first - number * PAGE : last - number * PAGE]

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

"""A table as a page shows it and as a file takes it away."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.utils.safestring import SafeString, mark_safe

from yipanqi.documents.press.plain_table import plain_table
from yipanqi.domain.money import FEN_PER_WAN, in_wan, wan_in_full
from yipanqi.web.page.answer import XLSX, download
from yipanqi.web.page.csv_file import csv_response

MOST_BESIDE = 4  # columns that a phone shows side by side


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, how it is shown, and where its rows are."""

    value: Any
    text: str
    url: str = ""


class Rows(Sequence[Sequence[Cell]]):
    """Rows that are made when they are looked at: a page shows a few of a hundred thousand."""

    def __init__(self, things: Sequence[Any], make: Callable[[Any], Sequence[Cell]]) -> None:
        self._things, self._make = things, make

    def __len__(self) -> int:
        return len(self._things)

    def __getitem__(self, at: Any) -> Any:
        return (
            [self._make(thing) for thing in self._things[at]] if isinstance(at, slice) else self._make(self._things[at])
        )

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return map(self._make, self._things)


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Which of a long table's pages is shown, and the questions that lead to the others."""

    shown: Page
    earlier: str = ""
    later: str = ""
    all: str = ""  # as many rows as paper takes, or page by page again
    is_all: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns, rows, and a last row of sums."""

    title: str
    columns: Sequence[tuple[str, bool]]  # name; is it a figure?
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()
    note: str = ""
    key: str = ""
    is_wide: bool = False  # long texts in the last column
    is_dense: bool = False  # many narrow columns, to be seen side by side
    is_folded: bool = False  # opened by whoever wants it
    pages: Pages | None = None  # the rows are those of one of them

    @property
    def is_stacked(self) -> bool:
        """Do its rows become cards where there is no room beside each other?"""
        return self.is_wide or (len(self.columns) > MOST_BESIDE and not self.is_dense)

    @property
    def lines(self) -> Iterator[SafeString]:
        """Each row's cells for the page; plain strings, for a page to print has tens of thousands."""
        heads = self._heads
        return (_cells(row, heads) for row in self.rows)

    @property
    def sums(self) -> SafeString:
        """The last row's cells likewise."""
        return _cells(self.foot, self._heads)

    @property
    def _heads(self) -> list[tuple[str, bool]]:
        """The columns, their names escaped once for all rows."""
        return [(escape(str(name)), is_figure) for name, is_figure in self.columns]


PAGE, PRINTED_ROWS = 100, 5000  # of one page; where all are asked for, to print


def paged(table: Table, asked: QueryDict, *, is_alone: bool = False) -> Table:
    """A long table's page that is asked for, by the table's key where other tables have pages of their own; files have
    it whole."""
    if len(table.rows) <= PAGE:
        return table
    pages = pages_of(table.rows, asked, "" if is_alone else table.key)
    is_folded = table.is_folded and not pages.is_all and f"page-{table.key}" not in asked
    return replace(table, rows=list(pages.shown.object_list), pages=pages, is_folded=is_folded)


def pages_of(rows: Sequence[Any], asked: QueryDict, key: str = "", size: int | None = None) -> Pages:
    """The page of these rows that is asked for, and the ways to the others, which keep what else is asked."""
    ask = f"page-{key}" if key else "page"
    is_all = asked.get("all") == (key or "1")
    shown = Paginator(rows, PRINTED_ROWS if is_all else size or PAGE).get_page(asked.get(ask))

    def query(**more: Any) -> str:
        kept = asked.copy()
        for name, value in more.items():
            kept.pop(name, None)
            if value:
                kept[name] = value
        return kept.urlencode()

    return Pages(
        shown=shown,
        earlier=query(**{ask: shown.previous_page_number()}) if shown.has_previous() else "",
        later=query(**{ask: shown.next_page_number()}) if shown.has_next() else "",
        all=query(**{ask: "", "all": "" if is_all else key or "1"}),
        is_all=is_all,
    )


def _cells(row: Sequence[Cell], heads: Sequence[tuple[str, bool]]) -> SafeString:
    """A heading of the row, and its cells with the names of their columns, which are escaped."""
    found = []
    for place, (cell, (name, is_figure)) in enumerate(zip(row, heads, strict=True)):
        text = escape(str(cell.text))
        shown = f'<a href="{escape(str(cell.url))}">{text}</a>' if cell.url else text
        kind = ' class="number"' if is_figure else ""
        found.append(f'<td{kind} data-head="{name}">{shown}</td>' if place else f'<th scope="row">{shown}</th>')
    return mark_safe("".join(found))  # every part is escaped


def text(value: Any, url: str = "") -> Cell:
    """A word."""
    return Cell(value, "" if value is None else str(value), url)


def count(value: int | None, url: str = "") -> Cell:
    """A whole number."""
    return Cell(value, "" if value is None else f"{value:,}", url if value else "")


def points(value: float | None) -> Cell:
    """A figure with one decimal."""
    return Cell(None if value is None else Decimal(f"{value:.2f}"), "" if value is None else f"{value:,.1f}")


def money(fen: int | None, url: str = "") -> Cell:
    """10⁴ yuan with two decimals; nothing for nothing."""
    wan = Decimal(fen or 0) / FEN_PER_WAN
    return Cell(wan if fen else None, f"{wan:,.2f}" if fen else "", url if fen else "")


def money_in_full(fen: int | None, url: str = "") -> Cell:
    """The same of what somebody wrote, with all its places."""
    return Cell(in_wan(fen), wan_in_full(fen), url) if fen else money(fen, url)


def link(base: str, **asked: Any) -> str:
    """An address with a question."""
    kept = {key: value for key, value in asked.items() if value not in (None, "")}
    return f"{base}?{urlencode(kept)}" if kept else base


def file_of(table: Table, form: str, name: str, about: str) -> HttpResponse:
    """The table as CSV or XLSX, exactly as it is shown."""
    head = [column for column, _ in table.columns]
    whole = chain(table.rows, [table.foot] if table.foot else [])
    rows: Iterable[list[Any]] = ([cell.value for cell in row] for row in whole)
    if form == "csv":
        return csv_response(name, head, rows)
    return download(plain_table(table.title, about, head, rows), f"{name}.xlsx", XLSX)

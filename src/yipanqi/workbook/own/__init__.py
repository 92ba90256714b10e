"""An office's own book: whatever its shape, read by a mapping that is guessed, told, kept and used again."""

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from pathlib import Path

from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.domain.fund import Fund
from yipanqi.domain.programme import Programme
from yipanqi.workbook.gate import admit
from yipanqi.workbook.opening import FileRefused
from yipanqi.workbook.own.asking import Question, questions_of
from yipanqi.workbook.own.facts import Gathered
from yipanqi.workbook.own.gathering import gathered, left_over
from yipanqi.workbook.own.guessing import guessed, known_before
from yipanqi.workbook.own.judging import unlikely
from yipanqi.workbook.own.making import district_in, made, title_of, touching
from yipanqi.workbook.own.mapping import NOTHING, Mapping, Role, answered
from yipanqi.workbook.own.merging import outside
from yipanqi.workbook.own.sources import REST
from yipanqi.workbook.own.tabling import OwnTable, tables_of
from yipanqi.workbook.own.unseen import unseen
from yipanqi.workbook.own.values import when_in, years_of

__all__ = ["Mapping", "OwnBook", "Question", "answered", "laid_onto", "not_planned", "read_own", "settled"]


_DATED = re.compile(r"(?:日期|时间|截至|截止|打印|制表|填表)")  # a day of writing is no year to plan
_OF_SOURCES = (
    "own_made_kind",
    "own_made_bound",
    "own_money_outside",
    "own_money_undated",
    "own_beside_beyond",
    "own_beside_unlisted",
)
_OF_THE_WHOLE = ("own_made_fund", "own_made_rules", "own_made_capacity", "own_made_district")
_FEW = 3  # rows that a sheet without a table may hold and not be told: a title, a date, a name


@dataclass(frozen=True, kw_only=True)
class OwnBook:
    """What an office's book amounts to: the programme, None where there are no estates in it; how it was read; what is
    open, what was made up, and what could not be placed."""

    programme: Programme | None
    mapping: Mapping
    questions: tuple[Question, ...] = ()
    defaults: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    left_out: Table[str, Table[str, tuple[int, ...]]] = field(default_factory=dict)  # table → why → its rows
    made_up: Table[str, frozenset[str]] = field(default_factory=dict)  # figure → estates of which nobody told it

    @property
    def sources(self) -> tuple[Fund, ...]:
        """The funds as the book names them; what of one is for no estate is no other source."""
        return tuple(fund for fund in self.programme.funds if not fund.name.endswith(REST)) if self.programme else ()

    @property
    def counts(self) -> Table[str, int]:
        """How much was read."""
        whole = self.programme
        if whole is None:
            return {"estates": 0, "works": 0, "households": 0, "buildings": 0, "regions": 0}
        places = {estate.subdistrict for estate in whole.estates}
        households = sum(estate.households for estate in whole.estates)
        buildings = sum(estate.buildings or 0 for estate in whole.estates)
        works = len(whole.needs)
        return {
            "estates": len(whole.estates), "works": works, "households": households, "buildings": buildings,
            "regions": len(places),
        }  # fmt: skip


def laid_onto(book: OwnBook) -> OwnBook:
    """The book as it is told where it is laid onto a programme, whose money and crews stay: nothing is made up of them,
    and money in the book is said not to be taken."""
    has_money = any(one.code in _OF_SOURCES for one in book.defaults)
    kept = tuple(one for one in book.defaults if one.code not in _OF_THE_WHOLE and one.code not in _OF_SOURCES)
    stays = Finding(code="own_money_stays", gravity=Gravity.WARNING, values={"touched": ()})
    return replace(book, defaults=(*kept, stays) if has_money else kept)


def not_planned(base: Programme, listed: Programme) -> tuple[Finding, ...]:
    """What is told of listed estates that wish for years outside those of the programme they are laid onto."""
    names = outside(base, listed)
    if not names:
        return ()
    return (Finding(code="own_wish_outside", gravity=Gravity.WARNING, values=touching(names)),)


def read_own(path: Path | str, *, mapping: Mapping | None = None, name: str = "", year: int | None = None) -> OwnBook:
    """Read a book of any shape; where a mapping is given, it goes before every guess. `year` is the first year where
    the book names none. CannotRead where there is no file."""
    given = mapping or Mapping()
    try:
        stored, book = admit(Path(path), name=name)
    except FileRefused as refusal:
        finding = Finding(code=refusal.code, values=refusal.values)
        return OwnBook(programme=None, mapping=given, findings=(finding,))
    tables = [table for grid in book.grids if not grid.is_hidden for table in tables_of(grid)]
    hidden = [
        Finding(code="own_sheet_hidden", gravity=Gravity.WARNING, place=Place(sheet=grid.name, cell="A1"))
        for grid in book.grids
        if grid.is_hidden and grid.rows
    ]
    unread = [
        Finding(code="own_sheet_unread", gravity=Gravity.WARNING, place=Place(sheet=grid.name, cell="A1"))
        for grid in book.grids
        if not grid.is_hidden and len(grid.rows) > _FEW and grid.name not in {table.sheet for table in tables}
    ]
    used = replace(given, tables=tuple(known_before(guess, given) for guess in guessed(tables)))
    found = gathered(tables, used)
    left_over(book, tables, found)
    told = (*hidden, *unread, *_left(used), *unseen(stored, tables), *found.findings)
    if not found.estates:
        return OwnBook(programme=None, mapping=used, findings=(*told, Finding(code="own_no_estates")))
    years = _years(found, tables) or ([year] if year else [])
    questions = questions_of(used, found, has_years=bool(years or used.first_year))
    if not years and not used.first_year:
        return OwnBook(programme=None, mapping=used, questions=questions, findings=told)
    texts = [text for table in tables for text in (*table.above, table.sheet)]
    district = used.district or district_in(texts)
    whole = made(found, used, title_of(district, years or [used.first_year or 0]), district, years)
    return OwnBook(
        programme=whole.programme,
        mapping=replace(used, codes=whole.codes, district=district),
        questions=questions,
        defaults=tuple(whole.defaults),
        findings=(*told, *unlikely(whole.programme, found)),
        left_out={f"{table.sheet}#{table.number}": _left_out(table) for table in tables},
        made_up=whole.made_up,
    )


def settled(book: OwnBook) -> Mapping:
    """The mapping with every guess that was used taken as the answer, so that the same book asks nothing next time."""
    mapping = book.mapping.confirmed()
    for question in book.questions:
        kind = question.key.partition("/")[0]
        answer = NOTHING if kind == "word" else question.guess
        if answer and kind in ("word", "tick", "name", "built"):
            mapping = answered(mapping, question.key, answer)
    return mapping


def _left_out(table: OwnTable) -> dict[str, tuple[int, ...]]:
    """Why → the rows of a table that are no data, counted as its sheet counts them."""
    return {
        why: tuple(row + 1 for row, said in table.left_out.items() if said == why)
        for why in dict.fromkeys(table.left_out.values())
    }


def _left(mapping: Mapping) -> list[Finding]:
    """Tables that are no list of estates and no money: sums of others, or nothing that is known."""
    return [
        Finding(
            code="own_table_sums" if table.role is Role.SUMMARY else "own_table_unread",
            gravity=Gravity.WARNING,
            place=Place(sheet=table.sheet, cell=table.area.partition(":")[0]),
        )
        for table in mapping.tables
        if table.role in (Role.SUMMARY, Role.IGNORE) and table.area
    ]


def _years(found: Gathered, tables: list[OwnTable]) -> list[int]:
    """The years of wishes and money, and of a span that a title names; without any those of the titles."""
    said = {estate.when for estate in found.estates.values()}
    said |= {year for _, year, _ in found.beside} | {year for _, year in found.granted}
    titles = {when_in(text) for table in tables for text in (*table.above, table.sheet) if not _DATED.search(text)}
    spans = {title for title in titles if "-" in title}
    said = (said - {""} or titles - {""}) | spans
    pairs = [years for when in said if (years := years_of(when))]
    return sorted({year for first, last in pairs for year in (first, last)})

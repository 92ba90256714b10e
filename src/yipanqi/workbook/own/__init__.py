"""An office's own book: whatever its shape, read by a mapping that is guessed, told, kept and used again."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from pathlib import Path

from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.domain.programme import Programme
from yipanqi.workbook.gate import admit
from yipanqi.workbook.opening import FileRefused
from yipanqi.workbook.own.gathering import Gathered, gathered
from yipanqi.workbook.own.guessing import guessed, known_before, when_in
from yipanqi.workbook.own.making import district_in, made, title_of
from yipanqi.workbook.own.mapping import SURE, Mapping, Role, answered
from yipanqi.workbook.own.tabling import OwnTable, tables_of
from yipanqi.workbook.own.vocabulary import near

__all__ = ["Mapping", "OwnBook", "Question", "answered", "read_own"]


_FEW = 3  # rows that a sheet without a table may hold and not be told: a title, a date, a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A doubt: its key and an answer settle it (`answered`); the finding says it, with sheet and cell."""

    key: str
    finding: Finding
    guess: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OwnBook:
    """What an office's book amounts to: the programme, None where there are no estates in it; how it was read; what is
    open, what was made up, and what could not be placed."""

    programme: Programme | None
    mapping: Mapping
    questions: tuple[Question, ...] = ()
    defaults: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()

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


def read_own(path: Path | str, *, mapping: Mapping | None = None, name: str = "", year: int | None = None) -> OwnBook:
    """Read a book of any shape; where a mapping is given, it goes before every guess. `year` is the first year where
    the book names none. CannotRead where there is no file."""
    given = mapping or Mapping()
    try:
        _, book = admit(Path(path), name=name)
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
    hidden += [*unread, *_left(used)]
    if not found.estates:
        none = Finding(code="own_no_estates")
        return OwnBook(programme=None, mapping=used, findings=(*hidden, *found.findings, none))
    years = _years(found, tables) or ([year] if year else [])
    questions = [*_columns(used), *_words(found)]
    if not years and not used.first_year:
        return OwnBook(
            programme=None, mapping=used, questions=(*questions, _year()), findings=(*hidden, *found.findings)
        )
    texts = [text for table in tables for text in (*table.above, table.sheet)]
    district = used.district or district_in(texts)
    whole = made(found, used, title_of(district, years or [used.first_year or 0]), district, years)
    return OwnBook(
        programme=whole.programme,
        mapping=replace(used, codes=whole.codes, district=district),
        questions=tuple(questions),
        defaults=tuple(whole.defaults),
        findings=(*hidden, *found.findings),
    )


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
    """The years of wishes and money; without any those of the titles."""
    said = {estate.when[:4] for estate in found.estates.values()}
    said |= {year[:4] for _, year in (*found.money, *found.granted)}
    said = said - {""} or {when_in(text)[:4] for table in tables for text in table.above} - {""}
    return sorted(int(year) for year in said)


def _columns(mapping: Mapping) -> list[Question]:
    """Columns whose meaning is guessed and not sure."""
    return [
        Question(
            key=f"column/{table.key}/{column.head}",
            guess=column.says,
            finding=Finding(
                code="own_column_unsure",
                gravity=Gravity.WARNING,
                values={"head": column.head, "guess": column.says, "samples": "、".join(column.samples)},
                place=Place(sheet=table.sheet, cell=f"{column.column}1"),
            ),
        )
        for table in mapping.tables
        if table.role not in (Role.IGNORE, Role.SUMMARY)
        for column in table.columns
        if column.confidence < SURE
    ]


def _words(found: Gathered) -> list[Question]:
    """Words of works that mean nothing yet."""
    return [
        Question(
            key=f"word/{word}",
            choices=near(word),
            guess=next(iter(near(word, 1)), ""),
            finding=Finding(code="own_word_unknown", gravity=Gravity.WARNING, values={"word": word}, place=place),
        )
        for word, place in found.unknown.items()
    ]


def _year() -> Question:
    return Question(key="year/", finding=Finding(code="own_year_unknown"))

"""What is open: each doubt a question with its key, its choices and the guess that was used meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass

from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.workbook.layout import said
from yipanqi.workbook.own.facts import Gathered
from yipanqi.workbook.own.making import built_year_of
from yipanqi.workbook.own.mapping import NOTHING, OF_MONEY, SURE, Mapping, Meaning, Role, TableMap
from yipanqi.workbook.own.values import is_denied
from yipanqi.workbook.own.vocabulary import near
from yipanqi.workbook.own.words import meaning_name

_LISTS = (Role.ESTATES, Role.BUILDINGS, Role.WORKS, Role.MONEY)
_MEANINGS = tuple(one.value for one in Meaning if one not in (Meaning.WORK, Meaning.WORK_COST, Meaning.MONEY))
_ALIKE = 3  # samples of a column


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A doubt: its key and an answer settle it (`answered`); the finding says it, with sheet and cell."""

    key: str
    finding: Finding
    guess: str = ""
    choices: tuple[str, ...] = ()


def questions_of(mapping: Mapping, found: Gathered, *, has_years: bool) -> tuple[Question, ...]:
    """All that is open, what would change most first."""
    asked = [*([] if has_years else [_year()]), *_built(mapping, found), *_places(mapping, found), *_columns(mapping)]
    return tuple([*asked, *_words(found), *_marks(found), *_names(found)])


def _question(key: str, code: str, place: Place, likely: str, choices: tuple[str, ...], **values: object) -> Question:
    finding = Finding(code=code, gravity=Gravity.WARNING, values=values, place=place)
    return Question(key=key, finding=finding, guess=likely, choices=choices)


def _built(mapping: Mapping, found: Gathered) -> Iterator[Question]:
    """A book that says of no estate when it was built: whether it may be renovated hangs on that."""
    year = built_year_of(found, mapping)
    if year and mapping.built_year is None:
        place = next(iter(found.estates.values())).place
        yield _question("built/", "own_built_unknown", place, str(year), (str(year), NOTHING), year=year)


def _columns(mapping: Mapping) -> Iterator[Question]:
    """Columns whose meaning or unit is guessed and not sure; one of several sheets is asked once for all."""
    seen: set[tuple[str, str]] = set()
    for table in mapping.tables:
        if table.role not in _LISTS:
            continue
        for column in table.columns:
            if column.confidence >= SURE or (column.head, column.says) in seen:
                continue
            seen.add((column.head, column.says))
            place = Place(sheet=table.sheet, cell=f"{column.column}{_first_row(table)}")
            values = {"head": column.head, "samples": column.samples[:_ALIKE]}
            if column.meaning in OF_MONEY or column.meaning is Meaning.FLOOR_AREA:
                choices = ("㎡", "万㎡") if column.meaning is Meaning.FLOOR_AREA else ("万元", "元", "亿元")
                key = f"unit/{table.key}/{column.head}"
                said_unit = column.unit or choices[0]
                yield _question(key, "own_unit_unsure", place, said_unit, choices, guess=said_unit, **values)
                continue
            works = tuple(f"work:{measure}" for measure in near(column.head.rpartition("/")[2]))
            likely = works if column.meaning is Meaning.WORK else _MEANINGS
            guess = column.says if column.says != "work" else next(iter(works), "custom")
            key, offered = f"column/{table.key}/{column.head}", tuple(dict.fromkeys((guess, *likely, "custom")))
            yield _question(key, "own_column_unsure", place, guess, offered, guess=said(meaning_name(guess)), **values)


def _places(mapping: Mapping, found: Gathered) -> Iterator[Question]:
    """Lists of estates that say nowhere in which subdistrict these are."""
    lost = {estate.table for estate in found.estates.values() if not estate.subdistrict}
    known = tuple(dict.fromkeys(e.subdistrict for e in found.estates.values() if e.subdistrict))
    for table in mapping.tables:
        if table.key in lost:
            place = Place(sheet=table.sheet, cell=table.area.partition(":")[0])
            yield _question(f"subdistrict/{table.key}/", "own_place_unknown", place, "", known)


def _words(found: Gathered) -> Iterator[Question]:
    """Words of works that mean nothing yet."""
    for word, place in found.unknown.items():
        likely = NOTHING if is_denied(word) else next(iter(near(word, 1)), "")
        yield _question(f"word/{word}", "own_word_unknown", place, likely, near(word), word=word)


def _marks(found: Gathered) -> Iterator[Question]:
    for mark, place in found.marks.items():
        yield _question(f"tick/{mark}", "own_mark_unknown", place, "yes", ("yes", "no"), mark=mark[:30])


def _names(found: Gathered) -> Iterator[Question]:
    """Works of estates that no list names."""
    for name, (place, near_names) in found.strangers.items():
        guess = next(iter(near_names), NOTHING)
        yield _question(f"name/{name}", "own_name_unknown", place, guess, (*near_names, NOTHING), name=name)


def _year() -> Question:
    return Question(key="year/", finding=Finding(code="own_year_unknown"))


def _first_row(table: TableMap) -> str:
    return "".join(sign for sign in table.area.partition(":")[0] if sign.isdigit()) or "1"

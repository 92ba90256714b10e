"""A table under a head row in a sheet that no programme describes: where its head is, which column is which, what its
cells hold; what is wrong is told by its cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.workbook.cells import Bad, Setting, text_of, value_of
from yipanqi.workbook.layout import Column, Kind, Pair
from yipanqi.workbook.raw import Grid, Raw, UnusableCell, address
from yipanqi.workbook.text import is_blank, plain

Columns = Mapping[str, tuple[str, str, float]]  # name → Chinese, English, width
_SETTING = Setting(calendar=Calendar(first_year=2000, years=1))  # no column of such a table depends on a horizon
_SEARCHED = 20  # rows in which a head is looked for


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where a table's head is, the column of each name, and what is wrong with it."""

    at: int
    columns: Mapping[str, int]
    findings: list[Finding] = field(default_factory=list)


def head_of(grid: Grid, columns: Columns, *, least: int, needed: tuple[str, ...] = ()) -> Head | None:
    """The first row that holds so many of these heads; nothing where this is another table."""
    known = {plain(word).casefold(): name for name, (*words, _) in columns.items() for word in words}
    for at, cells in list(grid.filled().items())[:_SEARCHED]:
        found: dict[str, int] = {}
        findings: list[Finding] = []
        for column, raw in cells.items():
            name = known.get(plain(text_of(raw)).rstrip("*＊ ").casefold())
            place = Place(sheet=grid.name, cell=address(at, column))
            if name is None:
                findings.append(warning("column_unknown", place, text=text_of(raw)))
            elif name in found:
                findings.append(warning("column_twice", place, column=title_of(columns, name)))
            else:
                found[name] = column
        if len(found) >= least:
            place = Place(sheet=grid.name, cell=address(at, 0))
            lacking = [title_of(columns, name) for name in needed if name not in found]
            findings += [Finding(code="column_missing", values={"column": it}, place=place) for it in lacking]
            return Head(at=at, columns=found, findings=findings)
    return None


def below(grid: Grid, head: Head) -> Iterator[tuple[int, Mapping[int, Raw]]]:
    """The rows under a head in which anything stands in one of its columns."""
    for at, cells in grid.filled().items():
        if at > head.at and any(_is_filled(cells.get(column)) for column in head.columns.values()):
            yield at, cells


def _is_filled(raw: Raw | None) -> bool:
    return raw is not None and (isinstance(raw, UnusableCell) or not is_blank(text_of(raw)))


def cell_value(
    title: Pair,
    raw: Raw | None,
    place: Place,
    findings: list[Finding],
    *,
    kind: Kind = Kind.TEXT,
    needed: bool = False,
    longest: int = 200,
) -> object:
    """What a cell holds; nothing, with a finding, where that is no value of its kind."""
    said = {"zh": title[0], "en": title[1]}
    try:
        value = value_of(Column(key="", title=title, kind=kind), raw, _SETTING)
    except Bad as bad:
        values = {"column": said, "text": "" if raw is None else text_of(raw)} | bad.values
        findings.append(Finding(code=bad.code, values=values, place=place))
        return None
    if isinstance(value, str) and len(value) > longest:
        values = {"column": said, "most": longest, "text": value[:20] + "…"}
        findings.append(Finding(code="code_too_long", values=values, place=place))
    elif needed and value in (None, ""):
        findings.append(Finding(code="value_missing", values={"column": said}, place=place))
    return value


def title_of(columns: Columns, name: str) -> dict[str, str]:
    """What a column is called, in both languages, as findings name it."""
    zh, en, _ = columns[name]
    return {"zh": zh, "en": en}


def warning(code: str, place: Place, **values: object) -> Finding:
    """A finding that forbids nothing."""
    return Finding(code=code, gravity=Gravity.WARNING, values=values, place=place)

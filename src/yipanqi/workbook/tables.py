"""A grid of cells to a table of rows: heading found, merged cells filled down, sums and notes left out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from yipanqi.domain.finding import Finding, Gravity, Place
from yipanqi.workbook.cells import text_of
from yipanqi.workbook.headers import Header, Match, find_header, match_title, sheet_scales
from yipanqi.workbook.layout import Column, Kind, Sheet, said
from yipanqi.workbook.left_out import LeftOut, is_coded
from yipanqi.workbook.raw import Grid, Raw, address
from yipanqi.workbook.text import family, title_key

_VALUE_TITLES = {"填写内容", "内容", "值", "数值", "参数值", "value", "填写"}
Name = tuple[str, str]  # column key, year or quarter


class Places(Mapping[Name, str]):
    """Where each column stands in a row; addresses are made when asked for, which is seldom."""

    def __init__(self, row: int, columns: Mapping[Name, int]) -> None:
        self._row, self._columns = row, columns

    def __getitem__(self, name: Name) -> str:
        return address(self._row, self._columns[name])

    def __iter__(self) -> Iterator[Name]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row's cells by column, where each stands, and the scale of its heading's unit."""

    sheet: str  # the sheet's name in the file
    number: int
    cells: Mapping[Name, Raw]
    places: Mapping[Name, str]
    first: str  # the address of the row's first cell

    def place(self, key: str, part: str = "") -> Place:
        """Where the column's value stands in this row, or would stand."""
        return Place(sheet=self.sheet, cell=self.places.get((key, part), self.first), field=key)


@dataclass(frozen=True, kw_only=True)
class SheetTable:
    """A sheet's rows, with what was found wrong in its shape."""

    sheet: Sheet
    name: str
    rows: tuple[TableRow, ...] = ()
    scales: Mapping[Name, int] = field(default_factory=dict)
    present: frozenset[Name] = frozenset()
    findings: tuple[Finding, ...] = ()
    is_1904: bool = False
    parts: tuple["SheetTable", ...] = ()  # the sheets that this one was joined of

    def of(self, name: str) -> "SheetTable":
        """The sheet of this name among those that were joined."""
        return next((part for part in self.parts if part.name == name), self)

    def keys(self) -> set[tuple[str, ...]]:
        """What makes each row unique, as it is written."""
        names = [(key, "") for key in self.sheet.unique] or sorted(self.present)
        texts = ([text_of(row.cells.get(name, "")) for name in names] for row in self.rows)
        return {tuple(title_key(text) for text in row) for row in texts}


def joined(first: SheetTable, other: SheetTable) -> SheetTable:
    """Two sheets of one kind as one; each row keeps the units of its own."""
    return replace(
        first,
        rows=first.rows + other.rows,
        present=first.present | other.present,
        findings=first.findings + other.findings,
        parts=(*(first.parts or (first,)), other),
    )


def named(column: Column) -> dict[str, object]:
    """A column's title as a value of a finding."""
    return {"column": said(column.title)}


def table(sheet: Sheet, grid: Grid) -> SheetTable:
    """The grid read as the sheet's table."""
    filled = grid.filled()
    if sheet.upright:
        return _upright(sheet, grid, filled)
    header = find_header(sheet, filled)
    if header is None:
        missing = Finding(code="header_missing", place=Place(sheet=grid.name, cell="A1"), values=_title(sheet))
        return SheetTable(sheet=sheet, name=grid.name, findings=(missing,) if filled else ())
    body = grid.filled_down()
    left_out = _left_out(sheet, grid, header, filled)
    rows = tuple(_rows(grid, body, header, left_out))
    return SheetTable(
        sheet=sheet,
        name=grid.name,
        rows=rows,
        scales=_scales(header.matches.values(), sheet_scales(filled, header.row)),
        present=frozenset(match.name for match in header.matches.values()),
        findings=(*_shape_findings(sheet, grid, header, body), *_instructed(grid, header, left_out)),
        is_1904=grid.is_1904,
    )


def _title(sheet: Sheet) -> dict[str, object]:
    return {"title": said(sheet.title)}


def _scales(matches: Iterable[Match], of_sheet: Mapping[str, int]) -> dict[Name, int]:
    found: dict[Name, int] = {}
    for match in matches:
        is_money = match.column.kind in (Kind.MONEY, Kind.LIMIT)
        scale = match.scale or of_sheet.get("money" if is_money else family(match.column.unit[0]))
        if scale and not (match.column.kind is Kind.YUAN and not match.scale):
            found[match.name] = scale
    return found


def _rows(grid: Grid, body: Mapping[int, Mapping[int, Raw]], header: Header, left_out: LeftOut) -> Iterator[TableRow]:
    places = {match.name: column for column, match in header.matches.items()}
    first = min(header.matches)
    for row, cells in body.items():
        if row <= header.row or left_out.has(row, cells):
            continue
        yield TableRow(
            sheet=grid.name,
            number=row,
            cells={name: cells[column] for name, column in places.items() if column in cells},
            places=Places(row, places),
            first=address(row, first),
        )


def _left_out(sheet: Sheet, grid: Grid, header: Header, filled: Mapping[int, Mapping[int, Raw]]) -> LeftOut:
    above: dict[int, set[str]] = {}
    for row, cells in filled.items():
        for column, raw in cells.items() if row <= header.row else ():
            if isinstance(raw, str):
                above.setdefault(column, set()).add(title_key(raw))
    first = next((row for row in grid.rows if row > header.row), header.row + 1)
    coded = any(is_coded(header, cells) for row, cells in grid.rows.items() if row > header.row)
    return LeftOut(sheet=sheet, header=header, above=above, first=first, is_coded=coded)


def _instructed(grid: Grid, header: Header, left_out: LeftOut) -> Iterator[Finding]:
    for row in left_out.instructions:
        place = Place(sheet=grid.name, cell=address(row, min(grid.rows.get(row, header.matches))))
        yield Finding(code="row_instruction", gravity=Gravity.WARNING, place=place)


def _shape_findings(
    sheet: Sheet, grid: Grid, header: Header, body: Mapping[int, Mapping[int, Raw]]
) -> Iterator[Finding]:
    for column, (at, text) in header.unmatched.items():
        if any(column in cells for row, cells in body.items() if row > header.row):
            yield Finding(
                code="column_unkept" if sheet.key == "estates" else "column_unknown",
                gravity=Gravity.WARNING,
                values={"text": text[:40], **_title(sheet)},
                place=Place(sheet=grid.name, cell=address(at, column)),
            )
    for column, match in header.matches.items():
        if match.other_unit:
            values = {**named(match.column), "unit": match.other_unit, "own": said(match.column.unit)}
            place = Place(sheet=grid.name, cell=address(header.row, column), field=match.column.key)
            yield Finding(code="heading_unit", values=values, place=place)
    for column, match in header.doubled.items():
        place = Place(sheet=grid.name, cell=address(header.row, column), field=match.column.key)
        yield Finding(code="column_twice", values=named(match.column), place=place)
    found = {match.column.key for match in header.matches.values()}
    for wanted in sheet.columns:
        if wanted.needed and wanted.key not in found:
            place = Place(sheet=grid.name, cell=address(header.row, min(header.matches)), field=wanted.key)
            yield Finding(code="column_missing", values=named(wanted), place=place)


def _upright(sheet: Sheet, grid: Grid, rows: Mapping[int, Mapping[int, Raw]]) -> SheetTable:
    """A sheet with one field a row becomes a table with a single row."""
    value_column = _value_column(rows)
    cells: dict[Name, Raw] = {}
    places: dict[Name, str] = {}
    scales: list[Match] = []
    findings: list[Finding] = []
    for row, texts in rows.items():
        match, column = _field(sheet, texts)
        if match is None:
            findings += _strange_field(sheet, grid, row, texts, value_column)
            continue
        at = column + 1 if value_column is None else value_column
        if match.name in places:
            place = Place(sheet=grid.name, cell=address(row, at), field=match.column.key)
            findings.append(Finding(code="field_twice", values=named(match.column), place=place))
            continue
        places[match.name] = address(row, at)
        scales.append(match)
        if at in texts:
            cells[match.name] = texts[at]
    found = {key for key, _ in places}
    findings += [
        Finding(code="field_missing", values=named(column), place=Place(sheet=grid.name, cell="A1", field=column.key))
        for column in sheet.columns
        if column.needed and column.key not in found
    ]
    whole = TableRow(sheet=grid.name, number=0, cells=cells, places=places, first="A1")
    return SheetTable(
        sheet=sheet,
        name=grid.name,
        rows=(whole,),
        scales=_scales(scales, {}),
        present=frozenset(places),
        findings=tuple(findings),
        is_1904=grid.is_1904,
    )


def _value_column(rows: Mapping[int, Mapping[int, Raw]]) -> int | None:
    for texts in list(rows.values())[:10]:
        for column, raw in texts.items():
            if isinstance(raw, str) and any(word in _VALUE_TITLES for word in title_key(raw).split("/")):
                return column
    return None


def _field(sheet: Sheet, texts: Mapping[int, Raw]) -> tuple[Match | None, int]:
    """The field that a row is about, and the last column of its titles."""
    found: Match | None = None
    at = 0
    for column, raw in sorted(texts.items()):
        match = match_title(sheet, raw) if isinstance(raw, str) and len(raw) < 80 else None
        if match is None or (found is not None and match.name != found.name):
            if found is not None:
                break
            continue
        found, at = match, column
    return found, at


def _strange_field(
    sheet: Sheet, grid: Grid, row: int, texts: Mapping[int, Raw], value_column: int | None
) -> list[Finding]:
    """A row with a title and a value that no field knows."""
    if value_column is None or value_column not in texts:
        return []
    label = next((raw for _, raw in sorted(texts.items()) if isinstance(raw, str)), "")
    if any(word in _VALUE_TITLES for word in title_key(str(texts[value_column])).split("/")):
        return []
    return [
        Finding(
            code="field_unknown",
            gravity=Gravity.WARNING,
            values={"text": label[:40], **_title(sheet)},
            place=Place(sheet=grid.name, cell=address(row, value_column)),
        )
    ]

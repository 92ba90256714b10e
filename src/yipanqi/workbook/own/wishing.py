"""What works a row wishes for: marks, counts, quantities and costs under a work, and works in words."""

import re
from decimal import Decimal

from yipanqi.domain.measure import Measure
from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.cells import exact
from yipanqi.workbook.own.facts import OwnEstate, OwnWork
from yipanqi.workbook.own.mapping import NOTHING, RATIOS, ColumnMap, Meaning, Role
from yipanqi.workbook.own.reading import Reader, shown
from yipanqi.workbook.own.values import fitting, is_denied, pieces, split_amount
from yipanqi.workbook.own.vocabulary import EXACT, measure_of, measures_of, tick
from yipanqi.workbook.raw import Raw, UnusableCell
from yipanqi.workbook.text import arabic, is_blank, title_key

_SMALL = 20  # so few ㎡ are no area but a count of buildings


def read_works(reader: Reader, estate: OwnEstate, row: int, building: str, *, is_again: bool) -> None:
    """Take a row's works into the estate. In a list that repeats another only what is new counts."""
    before = set(estate.works) if is_again else set()
    for at, column in reader.of(Meaning.WORK):
        if column.measure and column.measure not in before and column.measure != NOTHING:
            _marked(reader, estate, row, at, column, building)
    for at, column in reader.of(Meaning.WORK_COST):
        if column.measure not in before and (cost := reader.money(row, at, column)):
            work = estate.works.setdefault(column.measure, OwnWork())
            work.cost = (work.cost or 0) + cost
    named: list[OwnWork] = []
    codes: list[str] = []
    for at, _ in reader.of(Meaning.WORKS):
        raw = reader.table.rows[row].get(at, "")
        text = raw if isinstance(raw, str) and shown(raw) else shown(raw)
        for measure, amount, note in _in_words(reader, text, row, at):
            if measure in before:
                continue
            codes.append(measure)
            work = estate.works.setdefault(measure, OwnWork())
            if at in reader.table.alone[row]:
                work.add(amount)
                work.notes += [note] if note else []
            _of_building(work, building)
            named.append(work)
    _of_row(reader, estate, dict(zip(codes, named, strict=True)), row)


def says(reader: Reader, value: Raw, row: int, at: int) -> bool:
    """Is it wished for? A number is a count, unless it is nought; what says neither is asked, and taken as yes."""
    if isinstance(value, UnusableCell):
        reader.doubt(value.code, row, at, text=value.text)
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        if value < 0:
            reader.doubt("own_figure", row, at, text=shown(value))
        return value > 0
    text = str(value).strip()
    if not text:
        return False
    mark = tick(text, reader.mapping.ticks, hollow=reader.hollow)
    if mark is None and is_blank(text):
        return False
    if mark is None:
        if is_denied(text) or split_amount(f"工程{arabic(text)}")[1] is None:
            reader.found.marks.setdefault(title_key(text) or text, reader.place(row, at))
        return True
    return mark


def _marked(reader: Reader, estate: OwnEstate, row: int, at: int, column: ColumnMap, building: str) -> None:
    value = reader.table.rows[row].get(at, "")
    if not says(reader, value, row, at):
        return
    work = estate.works.setdefault(column.measure, OwnWork())
    _of_building(work, building)
    if at not in reader.table.alone[row]:
        return
    amount, unit = _amount(value)
    if amount is None or (amount == 1 and not _counts(reader, at)):
        if amount is None and re.search(r"\d", shown(value)):
            _unfit(reader, work, row, at, column)
        return
    measure = _measure(column.measure)
    quantity = fitting(measure, (amount, unit or column.unit))
    if (
        quantity is None
        or _is_broken(measure, quantity)
        or (measure.unit.startswith("㎡") and not (unit or column.unit) and amount <= _SMALL)
    ):
        _unfit(reader, work, row, at, column)
    else:
        work.add(quantity)


def _unfit(reader: Reader, work: OwnWork, row: int, at: int, column: ColumnMap) -> None:
    """A figure that is no quantity of the work is said, and kept in its note."""
    text = shown(reader.table.rows[row][at])
    reader.doubt("own_quantity", row, at, text=text, unit=_measure(column.measure).unit)
    work.notes.append(f"{column.head.rpartition('/')[2]}{text}")


def _is_broken(measure: Measure, quantity: Decimal) -> bool:
    """Is this half a thing that is counted?"""
    return measure.is_countable and quantity != quantity.to_integral_value()


def _counts(reader: Reader, at: int) -> bool:
    """Do the cells of a column say how many, not only whether?"""
    return any(
        (amount := _amount(cells.get(at, ""))[0]) is not None and amount > 1 for cells in reader.table.rows.values()
    )


def _amount(value: Raw) -> tuple[Decimal | None, str]:
    if isinstance(value, bool):
        return None, ""
    if isinstance(value, (int, float)):
        return exact(value), ""
    rest, found = split_amount(f"工程{arabic(shown(value))}")
    return found if found and not re.search(r"\d|[-—–~～至+/]$", rest) else (None, "")


def _in_words(reader: Reader, text: str, row: int, at: int) -> list[tuple[str, Decimal | None, str]]:
    """The works that a cell names, each with its quantity, or with what was said where that is another unit's."""
    own = reader.mapping.words
    whole = measure_of(text, own) if text else None
    found: list[tuple[str, Decimal | None, str]] = []
    for piece in [text] if whole and whole[1] >= EXACT else pieces(text):
        word, amount = split_amount(piece)
        measures = measures_of(piece, own) or measures_of(word, own)
        if measures and title_key(word) not in own and is_denied(piece):
            measures = (own[title_key(piece)],) if title_key(piece) in own else ()
            if not measures:
                reader.found.unknown.setdefault(title_key(piece), reader.place(row, at))
        elif not measures and not is_blank(word):
            reader.found.unknown.setdefault(title_key(word), reader.place(row, at))
        for measure in measures:
            if measure != NOTHING:
                quantity = fitting(_measure(measure), amount) if amount and len(measures) == 1 else None
                found.append((measure, quantity, piece if amount and quantity is None else ""))
    return found


def _of_row(reader: Reader, estate: OwnEstate, named: dict[str, OwnWork], row: int) -> None:
    """In a list of works a row's ratios are those of its works; its quantity and cost are its one work's."""
    is_list = reader.told.role is Role.WORKS
    for at, column in reader.of(*RATIOS) if is_list else ():
        value = reader.figure(row, at, column)
        if value is not None and 0 <= value <= 100:
            for work in named.values():
                work.ratios[column.meaning.value] = value if value <= 1 else value / 100
    for at, column in reader.of(Meaning.QUANTITY):
        if len(named) == 1:
            _quantity(reader, *next(iter(named.items())), row, at, column)
        elif text := shown(reader.table.alone[row].get(at, "")):
            estate.notes.append(text)
    for at, column in reader.of(Meaning.COST) if is_list else ():
        cost = reader.money(row, at, column)
        if cost and len(named) == 1:
            work = next(iter(named.values()))
            work.cost = (work.cost or 0) + cost
        elif cost:
            estate.cost = (estate.cost or 0) + cost


def _quantity(reader: Reader, code: str, work: OwnWork, row: int, at: int, column: ColumnMap) -> None:
    """The quantity of the row's one work, if it is in the work's unit."""
    cell = reader.table.alone[row].get(at, "")
    amount, unit = _amount(cell)
    if amount is None or work.quantity is not None:
        return
    unit = unit or reader.text(reader.table.rows[row], Meaning.UNIT) or column.unit
    work.quantity = fitting(_measure(code), (amount, unit))
    if work.quantity is None:
        reader.doubt("own_quantity", row, at, text=f"{shown(cell)}{unit}", unit=_measure(code).unit)
        work.notes.append(f"{shown(cell)}{unit}")


def _of_building(work: OwnWork, building: str) -> None:
    if building and building not in work.buildings:
        work.buildings.append(building)


def _measure(code: str) -> Measure:
    return next(measure for measure in defaults().measures if measure.id == code)

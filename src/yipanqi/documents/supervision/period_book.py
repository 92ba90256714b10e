"""四张统计表 and the duty table as a workbook: a sheet for each, printed in at least nine points; each says which
published table its columns follow. The official forms are not public: these are ours, and say so."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from yipanqi.documents.press.sheets import A3, A4, Imprint, PaperBook, PaperColumn, book
from yipanqi.documents.supervision.period_facts import PaperFacts
from yipanqi.documents.supervision.period_labels import LABELS
from yipanqi.domain.money import FEN_PER_MILLION, FEN_PER_WAN
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.catalogue import catalogue
from yipanqi.domain.supervision.figures import percent
from yipanqi.domain.supervision.grids import Box, Column, Grid, Kind

_SAID = catalogue(periods=LABELS)
_WIDE = 9  # columns from which a sheet is printed on A3
_LONG = 24  # characters from which a text has a wide column
_FIGURE, _WORD, _WIDEST = 11, 14, 44  # characters of a column


def write_period_book(facts: PaperFacts, path: Path, imprint: Imprint) -> Path:
    """Writes the workbook."""
    with book(path, imprint) as file:
        for grid in _grids(facts):
            _sheet(file, grid, facts, imprint)
        _mapping(file, facts, imprint)
    return path


def _sheet(file: PaperBook, grid: Grid, facts: PaperFacts, imprint: Imprint) -> None:
    at = imprint.lang == "en"
    columns = [_column(it, at, [row[i] for row in grid.rows], imprint.lang, facts) for i, it in enumerate(grid.columns)]
    notes = [grid.note[at], *(_say("period_check", imprint.lang, formula=it.formula) for it in grid.checks)]
    between = "; " if at else "；"
    note = between.join([imprint.source, *(it for it in notes if it)])
    name = grid.key if at else grid.title[0].partition("　")[2] or grid.title[0]
    tab = file.sheet(
        _tab(name), grid.title[at], note, columns, paper=A3 if len(columns) >= _WIDE else A4, printed=len(columns)
    )
    for row in grid.rows:
        tab.row([_value(box, facts, imprint.lang) for box in row])
    if grid.foot:
        tab.row([_value(box, facts, imprint.lang) for box in grid.foot], "total")
    if grid.rows:
        tab.filter()


def _column(column: Column, at: bool, boxes: Sequence[Box], lang: str, facts: PaperFacts) -> PaperColumn:
    kinds = {box.kind for box in boxes}
    if Kind.MONEY in kinds:
        return PaperColumn(column.names[at], _FIGURE + 3, "million" if lang == "en" else "wan")
    if Kind.SHARE in kinds:
        return PaperColumn(column.names[at], _FIGURE, "points")
    if column.is_figure and kinds <= {Kind.COUNT}:
        return PaperColumn(column.names[at], _FIGURE, "count")
    longest = max((len(box.said(lang, facts.names)) for box in boxes), default=0)
    width = _FIGURE if column.is_figure else _WIDEST if longest > _LONG else _WORD
    return PaperColumn(column.names[at], width, "right_wrap" if column.is_figure else "wrap")


def _value(box: Box, facts: PaperFacts, lang: str) -> object:
    if box.kind is Kind.MONEY and isinstance(box.value, int):
        return box.value / (FEN_PER_MILLION if lang == "en" else FEN_PER_WAN)  # a cell of Excel is a float
    if box.kind is Kind.SHARE:
        found = percent(box.value) if isinstance(box.value, Fraction) else None
        return None if found is None else float(found)
    if box.kind is Kind.COUNT:
        return box.value
    return box.said(lang, facts.names)


def _mapping(file: PaperBook, facts: PaperFacts, imprint: Imprint) -> None:
    at = imprint.lang == "en"
    heads = [PaperColumn(_say(code, imprint.lang), width, "wrap") for code, width in _MAPPED]
    tab = file.sheet(
        _say("period_mapping", imprint.lang),
        _say("period_mapping", imprint.lang),
        _say("period_not_public", imprint.lang),
        heads,
    )
    for grid in _grids(facts):
        columns = ("; " if at else "、").join(it.names[at] for it in grid.columns)
        tab.row([grid.title[at], columns, grid.source[at]])


_MAPPED = (("period_table", 30), ("period_columns", 50), ("period_follows", 36))


def _say(code: str, lang: str, **values: object) -> str:
    return sentence(code, values, lang, _SAID)


def _grids(facts: PaperFacts) -> list[Grid]:
    return [grid for annex in facts.annexes for grid in annex]


def _tab(name: str) -> str:
    """What Excel allows."""
    return "".join("_" if letter in "[]:*?/\\'" else letter for letter in name)[:31]

"""Which rows under a heading hold no data of their own: blank and preset ones, samples, sums, groups, notes, the
heading once more, instructions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yipanqi.domain.calendar import Calendar
from yipanqi.workbook.cells import VERBATIM, Bad, Setting, value_of
from yipanqi.workbook.columns import SAMPLE
from yipanqi.workbook.headers import Header
from yipanqi.workbook.layout import Column, Kind, Sheet
from yipanqi.workbook.raw import Raw, UnusableCell
from yipanqi.workbook.text import is_aside, is_blank, is_group, is_instruction, is_serial, is_sum, title_key

Cells = Mapping[int, Raw]
_LABELS = (Kind.CODE, Kind.REF, Kind.CHOICE)  # what a row of sums may say where others say a code or a name
_PRESET = (Kind.YES, Kind.CHOICE, Kind.CHOICES, Kind.REF, Kind.REFS, Kind.QUARTER, Kind.FISCAL)
_GROUPED = (
    "estates",
    "buildings",
    "survey",
    "under_way",
    "earmarks",
    "spent",
)  # whose rows people group by subdistrict
_INSTRUCTED = 3  # rows under the heading that may instruct
_SAMPLES = {title_key(word) for word in (*SAMPLE, "样例", "例", "举例", "范例", "example")}


@dataclass(kw_only=True)
class LeftOut:
    """Judges the rows of one sheet; `instructions` are the rows that were taken for instructions."""

    sheet: Sheet
    header: Header
    above: Mapping[int, set[str]]  # column → what stands in it down to the heading
    first: int  # the first row under the heading
    is_coded: bool  # has any row a code or a reference that it needs?
    instructions: list[int] = field(default_factory=list)

    def has(self, row: int, cells: Cells) -> bool:
        """Is this row left out?"""
        if self._is_sample(cells) or self._is_idle(cells) or self._is_heading(cells):
            return True
        if self._is_summed(cells) or self._is_grouped(cells):
            return True
        if row < self.first + _INSTRUCTED and self._instructs(cells):
            self.instructions.append(row)
            return True
        return any(is_aside(text) for text in list(_texts(cells))[:1])

    def _is_sample(self, cells: Cells) -> bool:
        label = cells.get(self.header.serial) if self.header.serial is not None else None
        return isinstance(label, str) and title_key(label) in _SAMPLES

    def _is_idle(self, cells: Cells) -> bool:
        """Nothing but noughts, choices set before, and formulas that found nothing, and no code or name."""
        if all(_is_empty(raw) for column, raw in cells.items() if column in self.header.matches):
            return True
        names = {"name", *(self.sheet.unique or [column.key for column in self.sheet.columns[:2]])}
        for at, raw in cells.items():
            match = self.header.matches.get(at)
            if match is None or _is_empty(raw) or _is_nothing(raw):
                continue
            if match.column.key in names or match.column.kind not in _PRESET or isinstance(raw, (int, float)):
                return False
        return True

    def _is_heading(self, cells: Cells) -> bool:
        """The heading, or what stands above it, once more: pages printed one under the other."""
        texts = [(at, raw) for at, raw in cells.items() if not _is_empty(raw)]
        return all(isinstance(raw, str) and title_key(raw) in self.above.get(at, ()) for at, raw in texts)

    def _is_summed(self, cells: Cells) -> bool:
        return any(is_sum(text) for text in self._labels(cells))

    def _labels(self, cells: Cells) -> Iterator[str]:
        """The texts of a row that may call it something: of codes, names and choices, and left of them; no notes."""
        known = [at for at, match in self.header.matches.items() if match.column.needed]
        last = max(known, default=min(self.header.matches))
        for at, raw in sorted(cells.items()):
            match = self.header.matches.get(at)
            if not isinstance(raw, str) or raw.startswith(VERBATIM) or is_blank(raw):
                continue
            if (match is None and at < last) or (
                match is not None and (match.column.kind in _LABELS or (match.column.needed and at <= last))
            ):
                yield raw

    def _is_grouped(self, cells: Cells) -> bool:
        """A subdistrict's row above or below its estates: a name and sums, and nothing else that a row needs."""
        if self.sheet.key not in _GROUPED or not self.is_coded or is_coded(self.header, cells):
            return False
        texts = [text for text in _texts(cells) if not text.startswith(VERBATIM)]
        label = next((text for text in texts if not is_serial(text)), "")
        return is_group(label) or (len(texts) > 1 and is_serial(texts[0]) and len(texts) == 2)

    def _instructs(self, cells: Cells) -> bool:
        """What is to be filled in, said in words: no cell is a number, and those that should be one are not."""
        label = cells.get(self.header.serial) if self.header.serial is not None else None
        if isinstance(label, str) and is_instruction(label):
            return True
        filled = {at: raw for at, raw in cells.items() if at in self.header.matches and not _is_empty(raw)}
        if len(filled) < 2 or not all(isinstance(raw, str) for raw in filled.values()):
            return False
        figures = [(self.header.matches[at].column, raw) for at, raw in filled.items() if _wants_figure(self, at)]
        texts = [raw for raw in filled.values() if isinstance(raw, str)]
        told = sum(is_instruction(text) for text in texts)
        if any(_is_read(column, raw) for column, raw in figures):
            return False
        return 2 * told >= len(texts) if told > (1 if figures else 2) else bool(told and len(figures) > 1)


def is_coded(header: Header, cells: Cells) -> bool:
    """Has the row a code, or a reference, that its sheet needs?"""
    return any(
        match.column.kind in (Kind.CODE, Kind.REF) and match.column.needed and not _is_empty(cells[at])
        for at, match in header.matches.items()
        if at in cells
    )


def _wants_figure(left: LeftOut, at: int) -> bool:
    kinds = (Kind.COUNT, Kind.NUMBER, Kind.RATIO, Kind.FRACTION, Kind.MONEY, Kind.LIMIT, Kind.YUAN, Kind.YEAR)
    return left.header.matches[at].column.kind in kinds


def _is_read(column: Column, raw: Raw) -> bool:
    try:
        return value_of(column, raw, Setting(calendar=Calendar(first_year=2000, years=1))) is not None
    except Bad:
        return False


def _is_empty(raw: Raw) -> bool:
    return isinstance(raw, str) and not raw.startswith(VERBATIM) and is_blank(raw)


def _is_nothing(raw: Raw) -> bool:
    """A nought, or a formula that has found nothing yet."""
    if isinstance(raw, UnusableCell):
        return raw.code != "picture_in_cell"
    if isinstance(raw, str):
        return bool(re.fullmatch(r"0+(\.0+)?%?", raw.strip()))
    return isinstance(raw, (int, float)) and not raw


def _texts(cells: Cells) -> Iterator[str]:
    for column in sorted(cells):
        raw = cells[column]
        if isinstance(raw, str) and not is_blank(raw):
            yield raw

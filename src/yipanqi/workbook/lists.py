"""Drop-downs: what may be chosen in a cell, from a hidden sheet of lists or from the names on another sheet."""

from typing import Any

from yipanqi.domain.calendar import Calendar
from yipanqi.workbook.columns import LISTS, SHEET
from yipanqi.workbook.columns.words import CLASSES, STEPS, YES
from yipanqi.workbook.layout import FIRST_COLUMN, FIRST_ROW, Column, Kind
from yipanqi.workbook.style import Formats, letters


class Lists:
    """Collects the lists that columns need and writes them on one hidden sheet."""

    def __init__(self, calendar: Calendar, lang: str) -> None:
        self._calendar, self._lang, self._lists = calendar, lang, dict[tuple[str, ...], int]()

    def validate(self, tab: Any, column: Column, at: int, first: int, last: int) -> None:
        """Give the cells of a column their drop-down, where it has one."""
        source = self._source(column)
        if source:
            is_open = column.kind in (
                Kind.REF,
                Kind.WORD,
                Kind.QUARTER,
                Kind.REFS,
                Kind.WORDS,
                Kind.CHOICES,
                Kind.LIMIT,
            )
            options = {"validate": "list", "source": source, "error_type": "information" if is_open else "stop"}
            tab.data_validation(first, at, last, at, options | {"show_error": not is_open})

    def write(self, book: Any, look: Formats) -> None:
        """The hidden sheet itself."""
        tab = book.add_worksheet(LISTS[self._lang == "en"])
        tab.hide()
        for items, at in self._lists.items():
            for row, item in enumerate(items):
                tab.write_string(row, at, item, look.plain)

    def _source(self, column: Column) -> str:
        which = self._lang == "en"
        if column.kind is Kind.YES:
            return self._list(tuple(pair[which] for pair in YES.values()))
        if column.words:
            return self._list(tuple(pair[which] for pair in column.words.values()))
        if column.kind is Kind.QUARTER:
            return self._list(tuple(self._calendar.label(quarter) for quarter in range(self._calendar.quarters)))
        if column.kind is Kind.FISCAL:
            return self._list(tuple(str(self._calendar.first_year + year) for year in range(self._calendar.years)))
        if column.special and len(column.of) > 1:
            return self._list(self._everything(column))
        return self._rows_of(column.of[0]) if column.of else ""

    def _everything(self, column: Column) -> tuple[str, ...]:
        which = self._lang == "en"
        tables = [column.special or {}, *(CLASSES if sheet == "classes" else STEPS for sheet in column.of[2:])]
        return tuple(pair[which] for table in tables for pair in table.values()) + self.names

    names: tuple[str, ...] = ()  # of measures and groups, as the workbook has them

    def _rows_of(self, sheet: str) -> str:
        """The names on another sheet, those still to come included."""
        target = SHEET[sheet]
        at = letters([column.key for column in target.columns].index("name") + FIRST_COLUMN)
        return f"='{target.title[self._lang == 'en']}'!${at}${FIRST_ROW + 1}:${at}${FIRST_ROW + target.room}"

    def _list(self, items: tuple[str, ...]) -> str:
        at = letters(self._lists.setdefault(items, len(self._lists)))
        return f"='{LISTS[self._lang == 'en']}'!${at}$1:${at}${len(items)}"

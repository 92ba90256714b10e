"""任务清单 and 责任分解表 of tasks that are being carried out, in the columns of the plan's own papers: to fill in and
to hand back."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from yipanqi.documents.plan.responsibility import DETAILS
from yipanqi.documents.plan.task_list import COLUMNS, Column, columns
from yipanqi.documents.plan.words import PaperWords
from yipanqi.documents.press.sheets import A3, PaperBook, PaperColumn, PaperSheet, book, title_line
from yipanqi.domain.unit import Part

_STATE = "head_state"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as it stands: its values by the codes of the papers' headings; the units with a part in it."""

    values: Mapping[str, object]
    units: Sequence[tuple[Part, str]] = field(default=())


def write_tasks(
    path: Path, rows: Sequence[TaskRow], words: PaperWords, *, states: Sequence[str], note: str, day: date, at: datetime
) -> Path:
    """Writes the task list; `states` are those to choose from."""
    with _opened(path, words, day, at) as file:
        sheet = _sheet(file, words, "sheet_tasks", "title_tasks", note, COLUMNS)
        for number, row in enumerate(rows, 1):
            sheet.row([number, *(row.values.get(code) for code, *_ in COLUMNS[1:])], height=15)
        sheet.filter()
        sheet.page.freeze_panes(3, 6)
        if rows:
            at_state = [code for code, *_ in COLUMNS].index(_STATE)
            sheet.choices(at_state, states, words.say("state_stop"))
    return path


def write_duties(path: Path, rows: Sequence[TaskRow], words: PaperWords, *, note: str, day: date, at: datetime) -> Path:
    """Writes who has which part in which task, unit after unit, and how many of each."""
    duties = sorted(
        ((unit, part, row) for row in rows for part, unit in row.units if unit),
        key=lambda it: (it[0], list(Part).index(it[1])),
    )
    with _opened(path, words, day, at) as file:
        _sums(file, words, duties, note)
        sheet = _sheet(file, words, "sheet_duties", "title_duties", note, DETAILS)
        for unit, part, row in duties:
            told = {**row.values, "head_unit": unit, "head_role": words.say(f"doc_role_{part}")}
            sheet.row([told.get(code) for code, *_ in DETAILS], height=15)
        sheet.filter()
        sheet.page.freeze_panes(3, 2)
    return path


def _sums(file: PaperBook, words: PaperWords, duties: Sequence[tuple[str, Part, TaskRow]], note: str) -> None:
    """A row for each unit: how many tasks with each part."""
    counts: dict[str, dict[Part, int]] = {}
    for unit, part, _ in duties:
        counts.setdefault(unit, dict.fromkeys(Part, 0))[part] += 1
    heads = [
        PaperColumn(words.say("head_unit"), 36, "wrap"),
        *(PaperColumn(words.say(f"doc_role_{part}"), 12, "count") for part in Part),
    ]
    title = title_line(words.imprint, words.say("title_units"))
    sheet = file.sheet(words.say("sheet_units"), title, note, heads)
    for unit, by_part in counts.items():
        sheet.row([unit, *(by_part[part] or None for part in Part)])


def _sheet(file: PaperBook, words: PaperWords, name: str, title: str, note: str, table: Sequence[Column]) -> PaperSheet:
    return file.sheet(
        words.say(name), title_line(words.imprint, words.say(title)), note, columns(words, table), paper=A3
    )


def _opened(path: Path, words: PaperWords, day: date, at: datetime) -> AbstractContextManager[PaperBook]:
    imprint = replace(words.imprint, issued=words.day(day), made_at=at.replace(tzinfo=None))
    return book(path, imprint)

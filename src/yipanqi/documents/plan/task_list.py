"""任务清单: one row for each task, and the reverse schedule (倒排工期) by month of completion."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from yipanqi.documents.plan.words import PaperWords, paper_words
from yipanqi.documents.press.sheets import A3, Formula, PaperBook, PaperColumn, PaperSheet, book, cell, title_line
from yipanqi.domain.money import in_wan, in_yuan
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.task import Task
from yipanqi.domain.sentences.spoken import month_text

_COLUMNS = (
    ("head_number", 17, "text"),
    ("head_subdistrict", 11, "text"),
    ("head_estate", 16, "wrap"),
    ("head_group", 16, "wrap"),
    ("head_task", 25, "wrap"),
    ("head_standard", 9, "text"),
    ("head_quantity", 9, "quantity"),
    ("head_unit_of", 11, "text"),
    ("head_origin", 8, "text"),
    ("head_budget", 11, "wan"),
    ("head_budget_yuan", 14, "yuan"),
    ("head_source", 46, "wrap"),
    ("head_start", 11, "date"),
    ("head_finish", 11, "date"),
    ("head_days", 7, "count"),
    ("head_lead", 24, "wrap"),
    ("head_responsible", 24, "wrap"),
    ("head_supporting", 34, "wrap"),
    ("head_inspecting", 30, "wrap"),
    ("head_person", 9, "wrap"),
    ("head_deliverable", 28, "wrap"),
    ("head_state", 7, "text"),
)
_REVERSE = (
    ("head_finish", 12, "date"),
    ("head_start", 12, "date"),
    ("head_days", 8, "count"),
    ("head_number", 17, "text"),
    ("head_subdistrict", 12, "text"),
    ("head_estate", 16, "wrap"),
    ("head_task", 24, "wrap"),
    ("head_budget", 13, "wan"),
    ("head_lead", 24, "wrap"),
    ("head_responsible", 24, "wrap"),
    ("head_inspecting", 30, "wrap"),
    ("head_person", 12, "wrap"),
    ("head_deliverable", 28, "wrap"),
    ("head_state", 9, "text"),
)
_BUDGET, _BUDGET_YUAN = 9, 10


def write_task_list(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the task list; budgets in yuan are exact, in 万元 they add up to the shown total."""
    words = paper_words(facts, lang)
    with book(path, words.imprint) as file:
        _list(file, facts, words)
        _reverse(file, facts, words)
    return path


def columns(words: PaperWords, table: Sequence[tuple[str, float, str]], **values: object) -> list[PaperColumn]:
    """Columns with their headings in a language."""
    return [PaperColumn(words.say(code, **values), width, style) for code, width, style in table]


def _list(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    note = words.say("note_tasks", count=len(facts.tasks), estates=len(facts.started))
    title = title_line(words.imprint, words.say("title_tasks"))
    sheet = file.sheet(words.say("sheet_tasks"), title, note, columns(words, _COLUMNS), paper=A3)
    for task, budget in zip(facts.tasks, facts.told_by_task, strict=True):
        sheet.row(_row(task, float(in_wan(budget)) if task.measure else None, words, facts), height=15)
    sheet.filter()
    sheet.page.freeze_panes(3, 5)
    _filtered_total(sheet, facts, words)


def _filtered_total(sheet: PaperSheet, facts: Facts, words: PaperWords) -> None:
    """Above the heads: what the rows shown by the filter add up to."""
    totals = {_BUDGET: float(in_wan(facts.told_total)), _BUDGET_YUAN: float(in_yuan(facts.total))}
    sheet.put(1, _BUDGET - 1, words.say("note_filtered"), "text", "note_right")
    for column, value in totals.items():
        rows = f"{cell(3, column)}:{cell(sheet.next_row - 1, column)}"
        sheet.put(1, column, Formula(f"=SUBTOTAL(109,{rows})", value), "wan", "sum")


def _row(task: Task, budget: float | None, words: PaperWords, facts: Facts) -> list[object]:
    measure = facts.programme.measure_by_id[task.measure] if task.measure else None
    units = task.units
    return [
        task.number,
        words.subdistrict(task.estate),
        words.estate(task.estate),
        words.task_group(task),
        words.task(task),
        words.standard(task.standard) if task.standard else None,
        float(task.quantity.value) if task.quantity else None,
        words.unit_of(measure.id) if measure else None,
        words.say(f"doc_origin_{task.quantity.origin}") if task.quantity else None,
        budget,
        float(in_yuan(task.budget)) if measure else None,
        words.sources(facts.told_sources(task)) or None,
        task.start_date,
        task.finish_date,
        task.days,
        words.unit(units.lead),
        words.unit(units.responsible),
        words.units(units.supporting),
        words.unit(units.inspecting),
        task.person or None,
        units.deliverable or None,
        words.say(f"doc_state_{task.state}"),
    ]


def _reverse(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    title = title_line(words.imprint, words.say("title_reverse"))
    heads = columns(words, _REVERSE)
    sheet = file.sheet(words.say("sheet_reverse"), title, words.say("note_reverse"), heads, paper=A3)
    sheet.page.outline_settings(True, False, False, False)
    told = {task.number: in_wan(budget) for task, budget in zip(facts.tasks, facts.told_by_task, strict=True)}
    for (year, month), due in _by_month(facts.tasks):
        begun = sum((t.start_date.year, t.start_date.month) == (year, month) for t in facts.tasks)
        name = month_text(year, month, words.lang)
        sheet.band(words.say("note_month", month=name, due=len(due), begun=begun))
        for task in due:
            sheet.row(_due(task, float(told[task.number]) if task.measure else None, words), height=15, level=1)


def _by_month(found: Sequence[Task]) -> Iterator[tuple[tuple[int, int], list[Task]]]:
    ordered = sorted(found, key=lambda t: (t.finish_date, t.start_date, t.number))
    for month, due in groupby(ordered, key=lambda t: (t.finish_date.year, t.finish_date.month)):
        yield month, list(due)


def _due(task: Task, budget: float | None, words: PaperWords) -> list[object]:
    return [
        task.finish_date,
        task.start_date,
        task.days,
        task.number,
        words.subdistrict(task.estate),
        words.estate(task.estate),
        words.task(task),
        budget,
        words.unit(task.units.lead),
        words.unit(task.units.responsible),
        words.unit(task.units.inspecting),
        task.person or None,
        task.units.deliverable or None,
        words.say(f"doc_state_{task.state}"),
    ]

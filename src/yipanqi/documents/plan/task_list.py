"""任务清单: one row for each task to fill in, the same to print, and the countdown from milestones (倒排工期)."""

from collections.abc import Sequence
from pathlib import Path

from yipanqi.documents.plan.words import PaperWords, sheet_words
from yipanqi.documents.press.sheets import A3, Formula, PaperBook, PaperColumn, PaperSheet, book, cell, title_line
from yipanqi.domain.money import in_yuan
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.slack import Countdown, countdowns
from yipanqi.domain.planning.task import Task, TaskState
from yipanqi.domain.sentences.spoken import month_text

Column = tuple[str, float, str]

COLUMNS: tuple[Column, ...] = (
    ("head_place", 7, "count"),
    ("head_number", 19, "text"),
    ("head_subdistrict", 13, "wrap"),
    ("head_estate", 16, "wrap"),
    ("head_group", 16, "wrap"),
    ("head_task", 25, "wrap"),
    ("head_goal", 40, "wrap"),
    ("head_standard", 9, "text"),
    ("head_quantity", 10, "quantity"),
    ("head_unit_of", 13, "wrap"),
    ("head_origin", 10, "text"),
    ("head_budget", 11, "wan"),
    ("head_budget_yuan", 15, "yuan"),
    ("head_source", 46, "wrap"),
    ("head_start", 12, "date"),
    ("head_finish", 12, "date"),
    ("head_days", 8, "count"),
    ("head_provisional", 10, "text"),
    ("head_lead", 24, "wrap"),
    ("head_responsible", 24, "wrap"),
    ("head_supporting", 34, "wrap"),
    ("head_inspecting", 24, "wrap"),
    ("head_person", 16, "wrap"),
    ("head_deliverable", 28, "wrap"),
    ("head_state", 10, "text"),
    ("head_actual_start", 12, "date"),
    ("head_actual_finish", 12, "date"),
    ("head_progress", 9, "progress"),
    ("head_problems", 28, "wrap"),
    ("head_remarks", 20, "wrap"),
)
_AT = {code: i for i, (code, _, _) in enumerate(COLUMNS)}
_PRINTED: tuple[Column, ...] = (
    ("head_place", 6, "count"),
    ("head_subdistrict", 12, "wrap"),
    ("head_estate", 15, "wrap"),
    ("head_task", 26, "wrap"),
    ("head_goal", 36, "wrap"),
    ("head_budget", 10, "wan"),
    ("head_start", 11, "date"),
    ("head_finish", 11, "date"),
    ("head_responsible", 19, "wrap"),
    ("head_person", 9, "wrap"),
    ("head_remarks", 8, "wrap"),
)
_PRINTED_BUDGET = 5
_REVERSE: tuple[Column, ...] = (
    ("head_month", 11, "text"),
    ("head_finish", 11, "date"),
    ("head_latest", 11, "date"),
    ("head_slack", 8, "count"),
    ("head_node", 10, "text"),
    ("head_node_date", 11, "date"),
    ("head_subdistrict", 12, "wrap"),
    ("head_estate", 13, "wrap"),
    ("head_task", 21, "wrap"),
    ("head_lead", 20, "wrap"),
    ("head_responsible", 18, "wrap"),
    ("head_supporting", 18, "wrap"),
    ("head_start", 12, "date"),
    ("head_person", 9, "wrap"),
    ("head_state", 9, "text"),
    ("head_number", 19, "text"),
)
_REVERSE_PRINTED = 12  # columns of the countdown that are printed; the others are for the screen
_WIDER = {
    "head_subdistrict": 15.5,
    "head_estate": 17.0,
    "head_month": 13.0,
    "head_node": 12.0,
    "head_remarks": 11.5,
    "head_households": 11.5,
}  # in English
_PRINTED_EN = {"head_task": 25.0, "head_goal": 30.0}  # names of places take more room there
_STATES = ("planned", "under_way", "finished", "suspended")
_PROGRESS = {TaskState.PLANNED: 0.0, TaskState.FINISHED: 1.0}


def write_task_list(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the task list; budgets in yuan are exact, those in 万元 add up to the shown total."""
    words = sheet_words(facts, lang)
    found = sorted(facts.tasks, key=_place)
    with book(path, words.imprint) as file:
        _list(file, facts, words, found)
        _printed(file, facts, words, found)
        _reverse(file, facts, words)
    return path


def columns(words: PaperWords, table: Sequence[Column], **values: object) -> list[PaperColumn]:
    """Columns with their headings in a language; names and money take their room and form in English."""
    english = words.lang == "en"
    return [
        PaperColumn(
            words.say(code, **values),
            max(width, _WIDER.get(code, 0)) if english else width,
            words.money_style if style == "wan" else "wrap" if english and style == "text" else style,
        )
        for code, width, style in table
    ]


def _place(task: Task) -> tuple[object, ...]:
    return task.start_date, task.finish_date, task.number


def _list(file: PaperBook, facts: Facts, words: PaperWords, found: Sequence[Task]) -> None:
    """The sheet to filter and to fill in; it is not printed."""
    policy = facts.programme.policy
    lights = {"yellow": policy.yellow_days, "red": policy.red_days}
    note = words.say("note_tasks", count=len(facts.tasks), estates=len(facts.started), **lights)
    title = title_line(words.imprint, words.say("title_tasks"))
    sheet = file.sheet(words.say("sheet_tasks"), title, note, columns(words, COLUMNS), paper=A3)
    for i, row in enumerate(found, 1):
        sheet.row([i, *_row(row, words, facts)], height=15)
    sheet.filter()
    sheet.page.freeze_panes(3, 6)
    sheet.for_the_screen()
    _filtered_total(sheet, facts, words)
    _to_fill_in(sheet, words, lights)


def _to_fill_in(sheet: PaperSheet, words: PaperWords, lights: dict[str, int]) -> None:
    """Lists to choose from, what cells accept, and lights on deadlines that have passed."""
    sheet.choices(_AT["head_state"], [words.say(f"doc_state_{code}") for code in _STATES], words.say("state_stop"))
    sheet.accepts(_AT["head_progress"], {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1})
    due, state, ended = (cell(3, _AT[f"head_{code}"], fixed="c") for code in ("finish", "state", "actual_finish"))
    closed = (words.say(f"doc_state_{code}") for code in ("finished", "suspended"))
    open_ = ",".join(f'{state}<>"{name}"' for name in closed)
    late = {
        colour: f"=AND(ISNUMBER({due}),{open_},NOT(ISNUMBER({ended})),TODAY()-{due}>={days})"
        for colour, days in lights.items()
    }
    for code in ("head_finish", "head_state"):
        sheet.lights(_AT[code], **late)


def _filtered_total(sheet: PaperSheet, facts: Facts, words: PaperWords) -> None:
    """Above the heads: what the rows shown by the filter add up to."""
    budget, yuan = _AT["head_budget"], _AT["head_budget_yuan"]
    totals = {budget: words.told_money(facts.told_total), yuan: float(in_yuan(facts.total))}
    sheet.put(1, budget - 1, words.say("note_filtered"), "text", "note_right")
    for column, value in totals.items():
        rows = f"{cell(3, column)}:{cell(max(sheet.next_row - 1, 3), column)}"
        sheet.put(1, column, Formula(f"=SUBTOTAL(109,{rows})", value), sheet.columns[column].style, "sum")


def _row(task: Task, words: PaperWords, facts: Facts) -> list[object]:
    measure = facts.programme.measure_by_id[task.measure] if task.measure else None
    units = task.units
    return [
        task.number,
        words.subdistrict(task.estate),
        words.estate(task.estate),
        words.task_group(task),
        words.task(task),
        words.goal(task),
        words.standard(task.standard) if task.standard else None,
        float(task.quantity.value) if task.quantity else None,
        words.counted_in(measure.id) if measure else None,
        words.say(f"doc_origin_{task.quantity.origin}") if task.quantity else None,
        words.told_money(task.told) if measure else None,
        float(in_yuan(task.budget)) if measure else None,
        words.sources(facts.told_sources(task)) or None,
        task.start_date,
        task.finish_date,
        task.days,
        words.say("doc_provisional") if task.is_provisional else None,
        words.short_unit(units.lead),
        words.short_unit(units.responsible),
        words.units_short(units.supporting),
        words.short_unit(units.inspecting),
        task.person or None,
        words.deliverable(task) or None,
        words.say(f"doc_state_{task.state}"),
        None,
        None,
        _PROGRESS.get(task.state),
        None,
        None,
    ]


def _printed(file: PaperBook, facts: Facts, words: PaperWords, found: Sequence[Task]) -> None:
    """The list to print, in readable letters."""
    title = title_line(words.imprint, words.say("title_tasks"))
    note = words.say("note_tasks_print", count=len(facts.tasks), estates=len(facts.started))
    table = [(c, _PRINTED_EN.get(c, w) if words.lang == "en" else w, s) for c, w, s in _PRINTED]
    sheet = file.sheet(words.say("sheet_tasks_print"), title, note, columns(words, table), paper=A3)
    for i, task in enumerate(found, 1):
        sheet.row(
            [
                i,
                words.subdistrict(task.estate),
                words.estate(task.estate),
                words.task(task),
                words.goal(task),
                words.told_money(task.told) if task.measure else None,
                task.start_date,
                task.finish_date,
                words.short_unit(task.units.responsible),
                task.person or None,
                words.say("doc_provisional") if task.is_provisional else None,
            ],
            height=17,
        )
    rows = f"{cell(3, _PRINTED_BUDGET)}:{cell(max(sheet.next_row - 1, 3), _PRINTED_BUDGET)}"
    total = Formula(f"=SUM({rows})", words.told_money(facts.told_total))
    values = [words.say("doc_total") if i == 1 else None for i in range(len(_PRINTED))]
    values[_PRINTED_BUDGET : _PRINTED_BUDGET + 1] = [total]  # type: ignore[list-item]
    sheet.row(values, "total", 20)


def _reverse(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    title = title_line(words.imprint, words.say("title_reverse"))
    heads = columns(words, _REVERSE)
    sheet = file.sheet(
        words.say("sheet_reverse"), title, words.say("note_reverse"), heads, paper=A3, printed=_REVERSE_PRINTED
    )
    counted = countdowns(facts.programme, facts.tasks)
    for task in sorted(facts.tasks, key=lambda t: (t.finish_date, t.start_date, t.number)):
        sheet.row(_due(task, counted[task.number], words), height=15)
    sheet.filter()


def _due(task: Task, counted: Countdown, words: PaperWords) -> list[object]:
    return [
        month_text(task.finish_date.year, task.finish_date.month, words.lang),
        task.finish_date,
        counted.latest,
        counted.slack,
        words.say(f"doc_node_{counted.node}"),
        counted.day,
        words.subdistrict(task.estate),
        words.estate(task.estate),
        words.task(task),
        words.short_unit(task.units.lead),
        words.short_unit(task.units.responsible),
        words.units_short(task.units.supporting, 2),
        task.start_date,
        task.person or None,
        words.say(f"doc_state_{task.state}"),
        task.number,
    ]

"""责任分解表: units × tasks with 牵头 / 责任 / 配合 / 督办, counts and deadlines by unit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from yipanqi.documents.plan.task_list import columns
from yipanqi.documents.plan.words import PaperWords, paper_words
from yipanqi.documents.press.sheets import A3, HEAD_ROW, Formula, PaperBook, PaperColumn, book, cell, title_line
from yipanqi.domain.money import in_wan
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.task import Task
from yipanqi.domain.step import Step
from yipanqi.domain.unit import Part

_DETAILS = (
    ("head_unit", 26, "wrap"),
    ("head_role", 12, "text"),
    ("head_number", 17, "text"),
    ("head_subdistrict", 13, "text"),
    ("head_estate", 18, "wrap"),
    ("head_task", 26, "wrap"),
    ("head_start", 12, "date"),
    ("head_finish", 12, "date"),
    ("head_deliverable", 28, "wrap"),
    ("head_person", 12, "wrap"),
)


@dataclass
class Share:
    """A unit's share: its tasks by part, the money it answers for."""

    unit: str
    tasks: dict[Part, list[tuple[Task, Decimal]]] = field(default_factory=lambda: {part: [] for part in Part})

    @property
    def money(self) -> Decimal:
        """万元 of the tasks it is responsible for."""
        return sum((budget for _, budget in self.tasks[Part.RESPONSIBLE]), Decimal(0))

    @property
    def deadlines(self) -> list[date]:
        """Of the tasks it leads or answers for, in order."""
        rows = {t.number: t.finish_date for part in (Part.LEAD, Part.RESPONSIBLE) for t, _ in self.tasks[part]}
        return sorted(rows.values())


def write_responsibility(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the responsibility table."""
    words = paper_words(facts, lang)
    all_shares = shares(facts)
    with book(path, words.imprint) as file:
        _overview(file, facts, words, all_shares)
        _matrix(file, facts, words, all_shares)
        _details(file, facts, words, all_shares)
    return path


def shares(facts: Facts) -> list[Share]:
    """Every unit with a task, in the programme's order."""
    found: dict[str, Share] = {unit.id: Share(unit.id) for unit in facts.programme.units}
    for task, budget in zip(facts.tasks, map(in_wan, facts.told_by_task), strict=True):
        for part, unit in parts_of(task):
            found.setdefault(unit, Share(unit)).tasks[part].append((task, budget))
    return [share for share in found.values() if any(share.tasks.values())]


def parts_of(task: Task) -> Iterator[tuple[Part, str]]:
    """Which units have which part in a task."""
    named = [
        (Part.LEAD, task.units.lead),
        (Part.RESPONSIBLE, task.units.responsible),
        *((Part.SUPPORTING, unit) for unit in task.units.supporting),
        (Part.INSPECTING, task.units.inspecting),
    ]
    return ((part, unit) for part, unit in named if unit)


def _overview(file: PaperBook, facts: Facts, words: PaperWords, all_shares: list[Share]) -> None:
    heads = [
        PaperColumn(words.say("head_unit"), 34, "wrap"),
        *(PaperColumn(words.say(f"doc_role_{part}"), 10, "count") for part in Part),
        PaperColumn(words.say("head_in_charge_money"), 16, "wan"),
        *(PaperColumn(words.say("head_due_in", year=words.year(y)), 11, "count") for y in facts.years),
        PaperColumn(words.say("head_first_deadline"), 13, "date"),
        PaperColumn(words.say("head_last_deadline"), 13, "date"),
        PaperColumn(words.say("head_person"), 13, "wrap"),
    ]
    title = title_line(words.imprint, words.say("title_units"))
    sheet = file.sheet(words.say("sheet_units"), title, words.say("note_units"), heads)
    for share in all_shares:
        sheet.row(_overview_row(facts, words, share), height=24)
    first, last = 3, sheet.next_row - 1
    totals: list[object] = [words.say("doc_total")]
    sums = [sum(len(p.tasks[part]) for p in all_shares) for part in Part]
    values = [*map(float, sums), float(sum((p.money for p in all_shares), Decimal(0)))]
    for i, value in enumerate(values, 1):
        totals.append(Formula(f"=SUM({cell(first, i)}:{cell(last, i)})", value))
    sheet.row([*totals, *[None] * (len(heads) - len(totals))], "total", 24)


def _overview_row(facts: Facts, words: PaperWords, share: Share) -> list[object]:
    due = share.deadlines
    first_year = facts.programme.calendar.first_year
    unit = facts.programme.unit_by_id.get(share.unit)
    return [
        words.unit(share.unit),
        *(len(share.tasks[part]) or None for part in Part),
        float(share.money) or None,
        *(sum(day.year == first_year + y for day in due) or None for y in facts.years),
        due[0] if due else None,
        due[-1] if due else None,
        unit.person if unit and unit.person else None,
    ]


def _matrix(file: PaperBook, facts: Facts, words: PaperWords, all_shares: list[Share]) -> None:
    """Units × measures and steps: which parts a unit has, anywhere."""
    subjects = [(line.measure.id, words.measure(line.measure.id)) for line in facts.measure_lines if line.chosen]
    subjects += [(step.value, words.say(f"step_{step}")) for step in Step]
    width = 7.5 if words.lang == "zh" else 9
    heads = [
        PaperColumn(words.say("head_unit"), 34, "wrap"),
        *(PaperColumn(name, width, "centre") for _, name in subjects),
    ]
    title = title_line(words.imprint, words.say("title_matrix"))
    sheet = file.sheet(words.say("sheet_matrix"), title, words.say("note_matrix"), heads, paper=A3)
    sheet.page.set_row(2, 74)
    for i, (_, name) in enumerate(subjects, 1):
        sheet.page.write(2, i, name, file.style("centre_wrap", "head"))
    sheet.page.freeze_panes(3, 1)
    for share in all_shares:
        marks = [_marks(words, share, subject) or None for subject, _ in subjects]
        sheet.row([words.unit(share.unit), *marks], height=24)


def _marks(words: PaperWords, share: Share, subject: str) -> str:
    has = [part for part in Part if any(subject in (t.measure, t.step) for t, _ in share.tasks[part])]
    return ("" if words.lang == "zh" else " ").join(words.say(f"doc_mark_{part}") for part in has)


def _details(file: PaperBook, facts: Facts, words: PaperWords, all_shares: list[Share]) -> None:
    title = title_line(words.imprint, words.say("title_duties"))
    heads = columns(words, _DETAILS)
    sheet = file.sheet(words.say("sheet_duties"), title, words.say("note_duties"), heads, paper=A3)
    for share in all_shares:
        unit = facts.programme.unit_by_id.get(share.unit)
        for part in Part:
            for task, _ in sorted(share.tasks[part], key=lambda row: (row[0].finish_date, row[0].number)):
                sheet.row(
                    [
                        words.unit(share.unit),
                        words.say(f"doc_role_{part}"),
                        task.number,
                        words.subdistrict(task.estate),
                        words.estate(task.estate),
                        words.task(task),
                        task.start_date,
                        task.finish_date,
                        task.units.deliverable or None,
                        (unit.person if unit else "") or None,
                    ],
                    height=15,
                )
    sheet.filter()
    sheet.page.print_area(0, 0, HEAD_ROW, len(heads) - 1)  # some thousand rows: to be filtered, not printed

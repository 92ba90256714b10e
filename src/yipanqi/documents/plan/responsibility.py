"""责任分解表: who leads, answers for, supports and inspects what by when: as a whole and by unit."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from yipanqi.documents.plan.task_list import Column, columns
from yipanqi.documents.plan.words import PaperWords, count, sheet_words
from yipanqi.documents.press.sheets import (
    A3,
    HEAD_ROW,
    LINE_HEIGHT,
    Formula,
    PaperBook,
    PaperColumn,
    book,
    cell,
    title_line,
)
from yipanqi.domain.money import from_wan, in_wan
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.task import Task
from yipanqi.domain.step import Step
from yipanqi.domain.unit import Part

_BREAKDOWN: tuple[Column, ...] = (
    ("head_place", 6, "count"),
    ("head_matter_task", 22, "wrap"),
    ("head_content", 56, "wrap"),
    ("head_lead", 18, "wrap"),
    ("head_responsible", 18, "wrap"),
    ("head_supporting", 27, "wrap"),
    ("head_person", 10, "wrap"),
    ("head_deadline", 11, "date"),
)
_BY_UNIT: tuple[Column, ...] = (
    ("head_place", 6, "count"),
    ("head_matter_task", 20, "wrap"),
    ("head_own_part", 11, "wrap"),
    ("head_content", 50, "wrap"),
    ("head_lead", 20, "wrap"),
    ("head_responsible", 18, "wrap"),
    ("head_supporting", 23, "wrap"),
    ("head_person", 9, "wrap"),
    ("head_deadline", 11, "date"),
)
_BY_UNIT_EN: tuple[Column, ...] = (
    ("head_place", 4, "count"),
    ("head_matter_task", 26, "wrap"),
    ("head_own_part", 5.5, "wrap"),
    ("head_content", 45.5, "wrap"),
    ("head_lead", 25.6, "wrap"),
    ("head_responsible", 15, "wrap"),
    ("head_supporting", 25.6, "wrap"),
    ("head_person", 7, "wrap"),
    ("head_deadline", 11, "date"),
)
DETAILS: tuple[Column, ...] = (
    ("head_unit", 26, "wrap"),
    ("head_role", 12, "text"),
    ("head_number", 19, "text"),
    ("head_subdistrict", 13, "text"),
    ("head_estate", 18, "wrap"),
    ("head_task", 26, "wrap"),
    ("head_start", 12, "date"),
    ("head_finish", 12, "date"),
    ("head_deliverable", 28, "wrap"),
    ("head_person", 12, "wrap"),
)
_MARKS, _ON_A_LINE = 4.0, 2  # the width of a column of marks, and how many it holds on a line
_NAMED = 2  # units that a narrow cell names before it counts them


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
    def all(self) -> list[Task]:
        """Every task it has a part in, once, by their dates."""
        rows = {t.number: t for part in Part for t, _ in self.tasks[part]}
        return sorted(rows.values(), key=lambda t: (t.start_date, t.number))

    @property
    def deadlines(self) -> list[date]:
        """Of the tasks it leads or answers for, in order."""
        rows = {t.number: t.finish_date for part in (Part.LEAD, Part.RESPONSIBLE) for t, _ in self.tasks[part]}
        return sorted(rows.values())

    def parts(self, subject: str) -> list[Part]:
        """Its parts in a measure's or step's tasks."""
        return [part for part in Part if any(subject in (t.measure, t.step) for t, _ in self.tasks[part])]


@dataclass(frozen=True)
class Matter:
    """A measure or a step, and its tasks: a line of the breakdown."""

    id: str
    tasks: tuple[Task, ...]

    @property
    def deadline(self) -> date:
        return max(task.finish_date for task in self.tasks)


def write_responsibility(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the responsibility table."""
    words = sheet_words(facts, lang)
    all_shares = shares(facts)
    with book(path, words.imprint) as file:
        _overview(file, facts, words, all_shares)
        _breakdown(file, facts, words)
        _by_unit(file, facts, words, all_shares)
        _matrix(file, facts, words, all_shares)
        _details(file, facts, words, all_shares)
    return path


def shares(facts: Facts) -> list[Share]:
    """Every unit with a task, in the programme's order."""
    found: dict[str, Share] = {unit.id: Share(unit.id) for unit in facts.programme.units}
    for task in facts.tasks:
        for part, unit in parts_of(task):
            found.setdefault(unit, Share(unit)).tasks[part].append((task, in_wan(task.told)))
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


def matters(facts: Facts, tasks: Iterable[Task]) -> list[Matter]:
    """The measures and steps of some tasks, in the catalogue's order; none without a task."""
    found: dict[str, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.measure or str(task.step), []).append(task)
    order = [*(measure.id for measure in facts.programme.measures), *map(str, Step)]
    return [Matter(id, tuple(found[id])) for id in order if id in found]


def _overview(file: PaperBook, facts: Facts, words: PaperWords, all_shares: list[Share]) -> None:
    """A row for each unit, on one page: its tasks by part, money, and what is due in every year that has a deadline."""
    years = sorted({day.year for share in all_shares for day in share.deadlines})
    heads = [
        PaperColumn(words.say("head_unit"), 32 if words.lang == "en" else 36, "wrap"),
        *(PaperColumn(words.say(f"doc_role_{part}"), 11 if words.lang == "en" else 8, "count") for part in Part),
        PaperColumn(words.say("head_in_charge_money"), 12, words.money_style),
        PaperColumn(words.say("head_due_all"), 9, "count"),
        *(PaperColumn(words.say("head_due_in", year=year), 7.5, "count") for year in years),
        PaperColumn(words.say("head_first_deadline"), 11, "date"),
        PaperColumn(words.say("head_last_deadline"), 11, "date"),
        PaperColumn(words.say("head_person"), 7 if words.lang == "en" else 10, "wrap"),
    ]
    title = title_line(words.imprint, words.say("title_units"))
    sheet = file.sheet(words.say("sheet_units"), title, words.say("note_units"), heads, paper=A3, pages=1)
    table = [_overview_row(facts, words, share, years) for share in all_shares]
    for row in table:
        sheet.row(row, height=20)
    first, last = 3, max(sheet.next_row - 1, 3)
    totals: list[object] = [words.say("doc_total")]
    for i in range(1, 7 + len(years)):
        value = sum(float(str(row[i] or 0)) for row in table)
        totals.append(Formula(f"=SUM({cell(first, i)}:{cell(last, i)})", round(value, 4)))
    sheet.row([*totals, *[None] * (len(heads) - len(totals))], "total", 22)


def _overview_row(facts: Facts, words: PaperWords, share: Share, years: Sequence[int]) -> list[object]:
    due = share.deadlines
    unit = facts.programme.unit_by_id.get(share.unit)
    by_year = Counter(day.year for day in due)
    return [
        words.unit(share.unit),
        *(len(share.tasks[part]) or None for part in Part),
        words.told_money(from_wan(share.money)) or None,
        len(due) or None,
        *(by_year[year] or None for year in years),
        due[0] if due else None,
        due[-1] if due else None,
        unit.person if unit and unit.person else None,
    ]


def _breakdown(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    """The whole on a page or two: a row for each measure under its heading, then the steps."""
    title = title_line(words.imprint, words.say("title_breakdown"))
    note = words.say("note_breakdown", count=len(facts.tasks), estates=len(facts.started))
    sheet = file.sheet(words.say("sheet_breakdown"), title, note, columns(words, _BREAKDOWN), paper=A3)
    heading = ""
    for i, matter in enumerate(matters(facts, facts.tasks), 1):
        group = words.task_group(matter.tasks[0])
        if group != heading:
            heading = group
            sheet.band(group, 20)
        units = [task.units for task in matter.tasks]
        sheet.row(
            [
                i,
                _name(words, matter),
                _content(words, matter),
                _one(words, [u.lead for u in units]),
                _one(words, [u.responsible for u in units]),
                _all_supporting(words, matter),
                _one_person(words, matter),
                matter.deadline,
            ]
        )


def _by_unit(file: PaperBook, facts: Facts, words: PaperWords, all_shares: list[Share]) -> None:
    """A page for each unit: the matters in which it has a part, of its own tasks alone."""
    title = title_line(words.imprint, words.say("title_by_unit"))
    heads = columns(words, _BY_UNIT_EN if words.lang == "en" else _BY_UNIT)
    sheet = file.sheet(words.say("sheet_by_unit"), title, words.say("note_by_unit"), heads, paper=A3)
    breaks = list[int]()
    for share in all_shares:
        counts = {str(part): len(share.tasks[part]) for part in Part}
        breaks.append(sheet.band(words.say("unit_band", unit=words.unit(share.unit), **counts)))
        for i, matter in enumerate(matters(facts, share.all), 1):
            units = [task.units for task in matter.tasks]
            sheet.row(
                [
                    i,
                    _name(words, matter),
                    _parts(words, share.parts(matter.id)),
                    _content(words, matter, by_year=False),
                    _one(words, [u.lead for u in units], share.unit),
                    _one(words, [u.responsible for u in units], share.unit),
                    _few_supporting(words, matter, share.unit),
                    _one_person(words, matter),
                    matter.deadline,
                ],
                height=15 if words.lang == "en" else 17,
            )
    sheet.page.repeat_rows(0, HEAD_ROW)
    sheet.page.set_h_pagebreaks(breaks[1:])


def _parts(words: PaperWords, parts: Sequence[Part]) -> str:
    """A unit's parts; in English by their letters, which the note explains."""
    if words.lang == "en":
        return " ".join(words.say(f"doc_mark_{part}") for part in parts)
    return "、".join(words.say(f"doc_role_{part}") for part in parts)


def _name(words: PaperWords, matter: Matter) -> str:
    step = matter.tasks[0].step
    return words.say(f"step_{step}") if step else words.measure(matter.id)


def _content(words: PaperWords, matter: Matter, by_year: bool = True) -> str:
    """How many estates, how much, for how much money, and how many are done in which year."""
    done = sorted(Counter(task.finish_date.year for task in matter.tasks).items()) if by_year else []
    parts = [
        _whole(words, matter, is_short=not by_year),
        *(words.say("content_year", year=y, count=n) for y, n in done),
    ]
    return ("；" if words.lang == "zh" else "; ").join(
        [parts[0], *([("、" if words.lang == "zh" else ", ").join(parts[1:])] if done else [])]
    )


def _whole(words: PaperWords, matter: Matter, is_short: bool) -> str:
    estates, first = len({task.estate for task in matter.tasks}), matter.tasks[0]
    if first.measure is None:
        return words.say("content_step", goal=words.goal(first), estates=estates)
    quantity = sum((task.quantity.value for task in matter.tasks if task.quantity), Decimal(0))
    fen = sum(task.told for task in matter.tasks)
    told = f"{words.told_money(fen):,.2f}"
    unit = words.unit_of(first.measure) if is_short and words.lang == "en" else words.counted_in(first.measure)
    return words.say(
        "content_work", estates=estates, quantity=count(quantity.quantize(Decimal(1))), unit=unit, money=told
    )


def _one(words: PaperWords, units: Sequence[str], own: str = "") -> str:
    """The unit, or that each estate has its own; on a unit's own page it is not named again."""
    found = list(dict.fromkeys(unit for unit in units if unit))
    if own and found == [own]:
        return words.say("doc_own_unit")
    return words.units_short(found) if len(found) <= _NAMED else words.say("doc_several")


def _all_supporting(words: PaperWords, matter: Matter) -> str:
    """Supporting units; those of single estates' subdistricts are told as each estate's own."""
    everywhere, some = _supporting(matter)
    names = [words.short_unit(unit) for unit in everywhere] + ([words.say("doc_several")] if some else [])
    return ("、" if words.lang == "zh" else ", ").join(names) or words.say("none")


def _few_supporting(words: PaperWords, matter: Matter, own: str) -> str:
    everywhere, some = _supporting(matter)
    if [*everywhere, *some] == [own]:
        return words.say("doc_own_unit")
    if some and not everywhere:
        return words.units_short(some, 1) if len(some) == 1 else words.say("doc_several")
    return words.units_short(everywhere, _NAMED)


def _supporting(matter: Matter) -> tuple[list[str], list[str]]:
    """Units that support each of the tasks, and those that support only some of them."""
    counts = Counter(unit for task in matter.tasks for unit in dict.fromkeys(task.units.supporting))
    return (
        [unit for unit, n in counts.items() if n == len(matter.tasks)],
        [unit for unit, n in counts.items() if n < len(matter.tasks)],
    )


def _one_person(words: PaperWords, matter: Matter) -> str | None:
    found = list(dict.fromkeys(task.person for task in matter.tasks if task.person))
    return "、".join(found) if 0 < len(found) <= _NAMED else words.say("doc_several_persons") if found else None


def _matrix(file: PaperBook, facts: Facts, words: PaperWords, all_shares: list[Share]) -> None:
    """Units × measures and steps: which parts a unit has, anywhere."""
    subjects = [(line.measure.id, words.measure(line.measure.id)) for line in facts.measure_lines if line.chosen]
    subjects += [(step.value, words.say(f"step_{step}")) for step in Step]
    heads = [
        PaperColumn(words.say("head_unit"), 34, "wrap"),
        *(PaperColumn(name, _MARKS, "centre_wrap") for _, name in subjects),
    ]
    title = title_line(words.imprint, words.say("title_matrix"))
    sheet = file.sheet(words.say("sheet_matrix"), title, words.say("note_matrix"), heads, paper=A3, pages=1)
    sheet.height(HEAD_ROW, 122 if words.lang == "zh" else 168)
    for i, (_, name) in enumerate(subjects, 1):
        sheet.page.write(HEAD_ROW, i, name, file.style("centre_wrap" if words.lang == "zh" else "upright", "head"))
    sheet.page.freeze_panes(HEAD_ROW + 1, 1)
    for share in all_shares:
        marks = [_marks(words, share, subject) or None for subject, _ in subjects]
        lines = 2 if any(len(share.parts(subject)) > _ON_A_LINE for subject, _ in subjects) else 1
        sheet.row([words.short_unit(share.unit), *marks], height=LINE_HEIGHT * lines + 4)


def _marks(words: PaperWords, share: Share, subject: str) -> str:
    return ("" if words.lang == "zh" else " ").join(words.say(f"doc_mark_{part}") for part in share.parts(subject))


def _details(file: PaperBook, facts: Facts, words: PaperWords, all_shares: list[Share]) -> None:
    title = title_line(words.imprint, words.say("title_duties"))
    heads = columns(words, DETAILS)
    sheet = file.sheet(words.say("sheet_duties"), title, words.say("note_duties"), heads, paper=A3)
    for share in all_shares:
        for part in Part:
            for task, _ in sorted(share.tasks[part], key=lambda row: (row[0].finish_date, row[0].number)):
                sheet.row(_detail(facts, words, share.unit, part, task), height=15)
    sheet.filter()
    sheet.for_the_screen()  # some thousand rows: to be filtered, not printed


def _detail(facts: Facts, words: PaperWords, unit: str, part: Part, task: Task) -> list[object]:
    found = facts.programme.unit_by_id.get(unit)
    return [
        words.unit(unit),
        words.say(f"doc_role_{part}"),
        task.number,
        words.subdistrict(task.estate),
        words.estate(task.estate),
        words.task(task),
        task.start_date,
        task.finish_date,
        words.deliverable(task) or None,
        (found.person if found else "") or None,
    ]

"""Tasks as the papers' columns tell them: what an export writes, and what a file that came back is held against."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from yipanqi.documents.plan.carried_out import TaskRow
from yipanqi.documents.plan.task_list import COLUMNS
from yipanqi.documents.plan.words import PaperWords, sheet_words
from yipanqi.documents.sentences import CATALOGUE
from yipanqi.domain.delivery.state import State
from yipanqi.domain.money import in_yuan
from yipanqi.domain.planning.task import Task
from yipanqi.domain.sentences import sentence
from yipanqi.domain.unit import Part
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.plans.study import Study

from .models import DeliveryTask, TaskEvent
from .words import NOTED

_DONE = (State.REPORTED, State.CHECKED, State.CLOSED)
_BATCH = 500


class Papers:
    """The plan's words in a language, and what its papers tell of each task besides what is kept of it here."""

    def __init__(self, found: Study, lang: str) -> None:
        self.words: PaperWords = sheet_words(found.facts, lang)
        self.lang, self._facts = lang, found.facts
        self._planned: dict[str, Task] = {task.number: task for task in found.facts.tasks}

    def state(self, task: DeliveryTask) -> str:
        """Where it stands."""
        return task.told.names[self.lang == "en"]

    def states(self) -> list[str]:
        """All of them, to choose from."""
        return [state.names[self.lang == "en"] for state in State]

    def rows(self, tasks: Sequence[DeliveryTask]) -> list[TaskRow]:
        """A row for each task."""
        notes, names = notes_of(tasks), _supporting(tasks)
        return [TaskRow(values=self._values(it, notes, names), units=list(_units(it, names))) for it in tasks]

    def _values(self, task: DeliveryTask, notes: dict[int, str], names: dict[int, str]) -> dict[str, object]:
        words, programme = self.words, self.words.programme
        planned = self._planned.get(task.number)
        is_known = task.estate in programme.estate_by_id
        measure = programme.measure_by_id.get(task.measure)
        return {
            "head_number": task.number,
            "head_subdistrict": words.subdistrict(task.estate) if is_known else task.region_name,
            "head_estate": words.estate(task.estate) if is_known else task.estate_name,
            "head_group": words.group(measure.group) if measure else words.say("doc_steps"),
            "head_task": task.name_en if self.lang == "en" else task.name,
            "head_goal": words.goal(planned) if planned else None,
            "head_standard": words.standard(task.standard) if task.standard else None,
            "head_quantity": float(task.quantity) if task.quantity is not None else None,
            "head_unit_of": words.counted_in(measure.id) if measure else None,
            "head_origin": words.say(f"doc_origin_{planned.quantity.origin}") if planned and planned.quantity else None,
            "head_budget": words.told_money(task.told_budget) if task.told_budget else None,
            "head_budget_yuan": float(in_yuan(task.budget)) if task.budget else None,
            "head_source": (words.sources(self._facts.told_sources(planned)) or None) if planned else None,
            "head_start": task.start_date,
            "head_finish": task.finish_date,
            "head_days": (task.finish_date - task.start_date).days + 1,
            "head_provisional": words.say("doc_provisional") if task.is_provisional else None,
            "head_lead": task.unit_said("lead") or None,
            "head_responsible": task.unit_said("responsible") or None,
            "head_supporting": ("、" if self.lang == "zh" else "; ").join(_supporters(task, names)) or None,
            "head_inspecting": task.unit_said("inspecting") or None,
            "head_person": task.person or None,
            "head_deliverable": (words.deliverable(planned) if planned else task.deliverable) or None,
            "head_state": self.state(task),
            "head_actual_start": task.started_on,
            "head_actual_finish": task.reported_on if task.told in _DONE else None,
            "head_progress": 1.0 if task.told in _DONE else 0.0 if task.started_on is None else None,
            "head_problems": task.held_for or None,
            "head_remarks": notes.get(task.pk) or None,
        }


def heads() -> dict[str, tuple[str, str]]:
    """The papers' headings by their codes, in both languages; without what a quantity is counted in, which in English
    is called like the unit of the table of duties."""
    return {code: _pair(code) for code, *_ in COLUMNS if code != "head_unit_of"}


def _pair(code: str) -> tuple[str, str]:
    return sentence(code, {}, "zh", CATALOGUE), sentence(code, {}, "en", CATALOGUE)


def notes_of(tasks: Iterable[DeliveryTask]) -> dict[int, str]:
    """Task → its note, where it has one."""
    numbers = [task.pk for task in tasks]
    found: dict[int, str] = {}
    for first in range(0, len(numbers), _BATCH):
        kept = TaskEvent.objects.filter(action=NOTED, task__in=numbers[first : first + _BATCH]).order_by("pk")
        found.update(kept.values_list("task_id", "reason"))
    return {task: note for task, note in found.items() if note}


def same(one: object, other: object) -> bool:
    """Is a cell what was written into it? A day, a figure or a text, however the file kept it."""
    return _plain(one) == _plain(other)


def _plain(value: object) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return round(float(value), 6)
    text = " ".join(str(value).split())
    try:
        return round(float(text.replace(",", "")), 6)
    except ValueError:
        return text or None


def _units(task: DeliveryTask, names: dict[int, str]) -> Iterable[tuple[Part, str]]:
    for part in (Part.LEAD, Part.RESPONSIBLE, Part.INSPECTING):
        yield part, task.unit_said(part.value)
    for unit in _supporters(task, names):
        yield Part.SUPPORTING, unit


def _supporters(task: DeliveryTask, names: dict[int, str]) -> list[str]:
    """As the plan calls them, all of them; where it was not kept so, those that are organisations."""
    said = task.units_said.get("supporting") or []
    return [*said] if isinstance(said, list) else [names[unit] for unit in _ids(task) if unit in names]


def _ids(task: DeliveryTask) -> list[int]:
    return [int(part) for part in task.supporting.split("|") if part]


def _supporting(tasks: Iterable[DeliveryTask]) -> dict[int, str]:
    wanted = {unit for task in tasks for unit in _ids(task)}
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name"))

"""A project file that came back, held against the tasks: persons and notes may be taken in, nothing else is."""

from collections.abc import Iterator
from typing import Any

from yipanqi.workbook.project_xml import ReadProject, ReadTask

from .actions.exchanging import NOTE, PERSON, Finding, Step, may_fill_in
from .comparing import Compared
from .models import DeliveryTask, TaskQuerySet
from .task_values import notes_of

_BATCH = 500
_LOST = {
    "resources": ("资源 {} 个", "{} resources"),
    "assignments": ("资源分配 {} 条", "{} assignments"),
    "calendars": ("日历 {} 个", "{} calendars"),
    "links": ("前置关系 {} 条", "{} links between tasks"),
    "costs": ("带费用的任务 {} 项", "{} tasks with costs"),
    "fields": ("自定义字段 {} 个", "{} fields of its own"),
    "percents": ("完成百分比 {} 项（状态请在任务页办理）", "{} percents done (states are moved on the tasks' pages)"),
}
_MOVED = (
    "日期为 {}，系统为 {}：计划日期只能经变更申请调整，没有导入",
    "It has {}, here it is {}: planned dates move by a change request alone, so this is not taken in",
)
_UNKNOWN = ("没有编号“{}”的任务（{}），没有导入", "There is no task numbered “{}” ({}): not taken in")


def losses_of(read: ReadProject) -> list[tuple[str, str]]:
    """What the file holds and nobody takes in, each with how many."""
    return [(zh.format(n), en.format(n)) for name, (zh, en) in _LOST.items() if (n := read.others.get(name, 0))]


def compared_with_project(read: ReadProject, rows: TaskQuerySet, by: Any) -> Compared:
    """What the file would change, and what is left as it is."""
    found = Compared(rows=len(read.tasks))
    tasks: dict[str, DeliveryTask] = {}
    numbers = sorted({it.number for it in read.tasks})
    for first in range(0, len(numbers), _BATCH):
        tasks |= {it.number: it for it in rows.filter(number__in=numbers[first : first + _BATCH])}
    notes = notes_of(tasks.values())
    seen: set[str] = set()
    for one in read.tasks:
        task, place = tasks.get(one.number), f"UID {one.uid}"
        if task is None and not one.number.endswith(("-estate", "-construction")):  # what its parts make of it
            zh, en = (text.format(one.number, one.name) for text in _UNKNOWN)
            found.findings.append(Finding(sheet="", cell=place, zh=zh, en=en))
        if task is None or one.number in seen:
            continue
        seen.add(one.number)
        found.findings += _moved(one, task, place)
        for what, before, after in ((PERSON, task.person, one.person), (NOTE, notes.get(task.pk, ""), one.note)):
            if after and after != before:
                _asked(found, task, place, what, before, after, by)
    return found


def _asked(found: Compared, task: DeliveryTask, place: str, what: str, before: str, after: str, by: Any) -> None:
    if not may_fill_in(by, task) or len(after) > {PERSON: 60, NOTE: 500}[what]:
        zh, en = "这项任务不由您填报，或内容过长", "This task is not yours to fill in, or the text is too long"
        found.findings.append(Finding(sheet="", cell=place, zh=zh, en=en, is_error=True))
        return
    title = (f"{task.estate_name} · {task.name}", f"{task.estate_name} · {task.name_en}")
    found.steps.append(
        Step(task=task.pk, number=task.number, title=title, version=task.version, what=what, before=before, after=after)
    )


def _moved(one: ReadTask, task: DeliveryTask, place: str) -> Iterator[Finding]:
    told, here = (one.start_date, one.finish_date), (task.start_date, task.finish_date)
    if None not in told and told != here:
        zh, en = (text.format(" – ".join(map(str, told)), " – ".join(map(str, here))) for text in _MOVED)
        yield Finding(sheet="", cell=place, zh=zh, en=en)

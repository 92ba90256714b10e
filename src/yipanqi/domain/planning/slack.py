"""倒排: what each task's node is, how late it may end before the node moves, and how many working days that leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from yipanqi.domain.planning.dates import waits
from yipanqi.domain.planning.task import Task
from yipanqi.domain.programme import Programme
from yipanqi.domain.step import AFTER, BEFORE

_DAY = timedelta(days=1)


class Node(StrEnum):
    """The days of an estate that everything is counted back from."""

    START = "start"  # 开工: the first day of works
    COMPLETION = "completion"  # 完工: the last day of works
    ACCEPTANCE = "acceptance"  # 验收移交: the last day of the handover


@dataclass(frozen=True, slots=True)
class Countdown:
    """A task's node, the node's day, the latest day on which the task may end, and the working days between its own
    end and that one."""

    node: Node
    day: date
    latest: date
    slack: int


def countdowns(programme: Programme, tasks: Sequence[Task]) -> dict[str, Countdown]:
    """By task number. Counted back from the nodes: steps that follow take their least time, works the days they are
    planned to take; a work stays in its quarters, whose money and crews are counted."""
    found: dict[str, Countdown] = {}
    for _, group in groupby(tasks, key=lambda task: task.estate):
        found.update(_of_estate(programme, list(group)))
    return found


def _of_estate(programme: Programme, tasks: Sequence[Task]) -> Iterator[tuple[str, Countdown]]:
    works = {task.measure: task for task in tasks if task.measure}
    steps = {task.step: task for task in tasks if task.step}
    for node, chain, day in (
        (Node.START, BEFORE, min((t.start_date for t in works.values()), default=None)),
        (Node.ACCEPTANCE, AFTER, max((t.finish_date for t in steps.values()), default=None)),
    ):
        end = day - _DAY if node is Node.START and day else day
        for step in reversed(chain):
            if step in steps and day and end:
                yield steps[step].number, _counted(programme, steps[step], node, day, end)
                end -= timedelta(days=programme.step_rule(step).least)
    latest = _latest(programme, works)
    day = max((t.finish_date for t in works.values()), default=None)
    for measure, task in works.items():
        if day:
            yield task.number, _counted(programme, task, Node.COMPLETION, day, latest[measure])


def _latest(programme: Programme, works: Mapping[str, Task]) -> dict[str, date]:
    """Each work's latest end: that of all works, of its last quarter, or the day before what waits for it begins."""
    entries, calendar = programme.measure_by_id, programme.calendar
    last, found = max((t.finish_date for t in works.values()), default=date.min), dict[str, date]()

    def latest(measure: str) -> date:
        if measure not in found:
            after = [m for m in works if m != measure and waits(entries[m], entries[measure])]
            begins = [latest(m) - timedelta(days=works[m].days) for m in after]
            found[measure] = min([last, calendar.last_day(works[measure].quarters[1]), *begins])
        return found[measure]

    return {measure: latest(measure) for measure in works}


def _counted(programme: Programme, task: Task, node: Node, day: date, latest: date) -> Countdown:
    end = max(programme.working.last_working(latest), task.finish_date)
    return Countdown(node, day, end, max(0, programme.working.between(task.finish_date + _DAY, end)))

"""The example more than a year into its plan: tasks in every state, as a district might have brought them on until the
business day. What became of works is told by whoever loads it; what came before and after them, and works of which
nothing is told, is invented by a fixed seed. Loaded in bulk; the pages say that it is sample data."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.state import UNDONE, Action, State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.working_calendar import shipped
from yipanqi.web.accounts.demonstration import LOGINS
from yipanqi.web.accounts.models import Organisation, User
from yipanqi.web.accounts.roles import CONTRACTOR, SUPERVISOR
from yipanqi.web.page.today import today
from yipanqi.web.plans.demo import worked
from yipanqi.web.plans.models import PlanRun

from . import acceptance_demo, actions
from .law_demo import lay_down
from .models import DeliveryTask, TaskEvent

_SEED = 20280410
_SLIPS = (0, 0, 0, 0, 0, 3, 5, 8, 12, 20, 35, 60)  # days by which an estate is behind its plan
_CHECKED, _CLOSED, _READY = 6, 20, 12  # days from a report to its check and its close; before a start that it is ready
_HELD_SINCE, _CANCELLED = 12, 11  # days of work that they are on hold; the estate from which on one work is cancelled
_DAY = timedelta(days=1)
_HELD = ("燃气管道迁改完成", "弱电杆线入地完成", "业主补充表决通过")
Tell = Callable[[str, str], None]


@dataclass(frozen=True, kw_only=True)
class Past:
    """What became of a task until a day: the days on which it was begun, reported, checked and closed."""

    state: State
    ready: date | None = None
    started: date | None = None
    reported: date | None = None
    checked: date | None = None
    closed: date | None = None


@dataclass(frozen=True, kw_only=True)
class Course:
    """What is told of a work: when it was begun and done, and when somebody confirmed that all of it is."""

    begun: date
    done: date
    confirmed: date


Courses = Mapping[str, Course]  # by the task's number
_NONE: Courses = {}


def make_tasks(*, run: PlanRun, log: Path, tell: Tell) -> None:
    """Tasks of the adopted plan."""
    worked("delivery.tasks", run.pk, log)
    tell("任务已分解", "the tasks are made")


def prepare(*, run: PlanRun, courses: Courses, tell: Tell) -> None:
    """The tasks brought on to the business day, once."""
    if settings.TODAY and not TaskEvent.objects.filter(task__entry=run.entry).exists():
        tasks = DeliveryTask.objects.filter(entry=run.entry).order_by("place")
        bring_on(list(tasks), today(), people(), courses)
        acceptance_demo.bring_on(run.entry, people(), at=timezone.now(), day=today())
        tell("示例任务状态已载入", "sample states of the tasks are loaded")
        lay_down(entry=run.entry, by=people()["planner"], day=today())
        tell("示例合同与资料已载入", "sample contracts and papers are loaded")


def past_of(
    tasks: Sequence[DeliveryTask], day: date, chance: random.Random, courses: Courses = _NONE
) -> Iterator[tuple[DeliveryTask, Past]]:
    """What became of an estate's tasks, which follow each other. Where nothing is told of its works some estates are
    behind their plan; else what comes before the works is over when the first of them begins."""
    told = [courses[it.number].begun for it in tasks if it.number in courses]
    slip, first = timedelta(days=0 if told else chance.choice(_SLIPS)), min(told, default=date.max)
    ends, followed = dict[str, date](), dict[str, date]()
    spans: list[tuple[DeliveryTask, date, date, date]] = []
    for task in sorted(tasks, key=lambda it: (it.start_date, it.place)):
        length = task.finish_date - task.start_date
        free = [ends[it] + _DAY for it in task.after if it in ends]
        begin = shipped().next_working(max([task.start_date + slip, *free]))
        end = shipped().next_working(begin + length * chance.choice((90, 100, 100, 110, 125)) // 100)
        if course := courses.get(task.number):
            begin, end = course.begun, course.done
        elif told and _is_before(task):
            end = min(end, shipped().add(first, -1))
            begin = min(begin, end)
        ready = min(begin, max([begin - timedelta(days=_READY), *free]))
        ends[task.number] = end
        spans.append((task, ready, begin, end))
        for number in task.after:
            followed[number] = min(ready, followed.get(number, ready))
    for task, ready, begin, end in spans:
        confirmed = courses[task.number].confirmed if task.number in courses else end
        yield task, _until(ready, begin, end, confirmed, day, followed.get(task.number, date.max))


def _is_before(task: DeliveryTask) -> bool:
    """Is it a stage before the works?"""
    return task.kind == Kind.STAGE and task.stage not in (DeliveryStage.ACCEPTANCE, DeliveryStage.HANDOVER)


def _until(ready: date, begin: date, end: date, confirmed: date, day: date, followed: date) -> Past:
    """`followed`: the day on which what comes after is ready, by which it is checked."""
    if ready > day:
        return Past(state=State.PLANNED)
    if begin > day:
        return Past(state=State.READY, ready=ready)
    if end > day:
        return Past(state=State.UNDER_WAY, ready=ready, started=begin)
    checked, closed = (max(confirmed, shipped().add(end, days)) for days in (_CHECKED, _CLOSED))
    checked = max(end, min(checked, followed))
    state = State.CLOSED if closed <= day else State.CHECKED if checked <= day else State.REPORTED
    return Past(
        state=state,
        ready=ready,
        started=begin,
        reported=end,
        checked=checked if checked <= day else None,
        closed=closed if closed <= day else None,
    )


def bring_on(tasks: list[DeliveryTask], day: date, people: Mapping[str, User], courses: Courses = _NONE) -> None:
    """Load what became of these tasks until the day: people do it who go by `contractor`, `supervisor`, `approver` and
    `planner`."""
    chance = random.Random(_SEED)
    builder, watcher = (Organisation.objects.filter(kind=kind).first() for kind in (CONTRACTOR, SUPERVISOR))
    changed: list[DeliveryTask] = []
    events: list[TaskEvent] = []
    for at, (_, own) in enumerate(groupby((it for it in tasks if it.is_leaf), key=lambda it: it.estate)):
        for task, past in past_of(list(own), day, chance, courses):
            if task.kind == Kind.WORK and past.state is not State.PLANNED:
                task.contractor, task.supervisor = builder, watcher
            events += _told(task, past, people)
            _put(task, past, people["contractor"])
            changed.append(task)
        events += _aside(at, changed, day, people["planner"])
    actions.load_past(changed, events, at=timezone.now())


def people() -> dict[str, User]:
    """Those of the demonstration, by what their logins end with."""
    return {it.login.removeprefix(LOGINS): it for it in User.objects.filter(login__startswith=LOGINS)}


def _put(task: DeliveryTask, past: Past, doer: User) -> None:
    task.state, task.started_on, task.reported_on, task.closed_on = past.state, past.started, past.reported, past.closed
    task.reported_by = doer if past.reported else None


def _told(task: DeliveryTask, past: Past, people: Mapping[str, User]) -> Iterator[TaskEvent]:
    """The moves that brought it there."""
    steps = (
        (Action.PREPARE, State.PLANNED, State.READY, past.ready, "contractor"),
        (Action.START, State.READY, State.UNDER_WAY, past.started, "contractor"),
        (Action.REPORT, State.UNDER_WAY, State.REPORTED, past.reported, "contractor"),
        (Action.CHECK, State.REPORTED, State.CHECKED, past.checked, "supervisor"),
        (Action.CLOSE, State.CHECKED, State.CLOSED, past.closed, "approver"),
    )
    for action, before, after, day, who in steps:
        if day is not None:
            yield _event(task, action, before, after, day, people[who])


def _aside(at: int, tasks: list[DeliveryTask], day: date, by: User) -> Iterator[TaskEvent]:
    """Of some estates one work is on hold, of one a work is cancelled that was not begun."""
    task = next((it for it in reversed(tasks) if it.kind == Kind.WORK), None)
    if task is None or task.told not in UNDONE:
        return
    before, since = task.told, shipped().add(day, -_HELD_SINCE)
    if at % 9 == 4 and (before is State.PLANNED or (task.started_on is not None and task.started_on <= since)):
        task.state, task.state_before, task.held_for = State.HELD, before, _HELD[at % len(_HELD)]
        task.held_until = day + timedelta(days=45)
        facts = {"held_for": task.held_for, "until": task.held_until.isoformat()}
        yield _event(task, Action.HOLD, before, State.HELD, since, by, "示例：条件未具备", facts)
    elif at >= _CANCELLED and before is State.PLANNED and not any(it.told is State.CANCELLED for it in tasks):
        task.state = State.CANCELLED
        yield _event(task, Action.CANCEL, before, State.CANCELLED, day - timedelta(days=30), by, "示例：业主表决未通过")


def _event(
    task: DeliveryTask,
    action: Action,
    before: State,
    after: State,
    day: date,
    by: User,
    reason: str = "",
    facts: Mapping[str, str] | None = None,
) -> TaskEvent:
    at = timezone.make_aware(datetime.combine(day, time(10)))
    return TaskEvent(
        task=task, action=action, before=before, after=after, by=by, at=at, day=day, reason=reason, facts=facts or {}
    )

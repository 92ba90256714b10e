"""The example a year into its plan: tasks in every state, as a district might have brought them on until the business
day. What is told of them is invented, by a fixed seed, and loaded in bulk; the pages say that it is sample data."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.utils import timezone

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


def prepare(*, run: PlanRun, log: Path, tell: Tell) -> None:
    """Tasks of the adopted plan, brought on to the business day once."""
    worked("delivery.tasks", run.pk, log)
    tasks = DeliveryTask.objects.filter(entry=run.entry).order_by("place")
    tell("任务已分解", "the tasks are made")
    if settings.TODAY and not TaskEvent.objects.filter(task__entry=run.entry).exists():
        bring_on(list(tasks), today(), _people())
        acceptance_demo.bring_on(run.entry, _people(), at=timezone.now(), day=today())
        tell("示例进度已载入", "sample progress is loaded")
        lay_down(entry=run.entry, by=_people()["planner"], day=today())
        tell("示例合同与资料已载入", "sample contracts and papers are loaded")


def past_of(tasks: Sequence[DeliveryTask], day: date, chance: random.Random) -> Iterator[tuple[DeliveryTask, Past]]:
    """What became of an estate's tasks, which follow each other: some estates are behind their plan."""
    slip, ends = timedelta(days=chance.choice(_SLIPS)), dict[str, date]()
    spans, followed = list[tuple[DeliveryTask, date, date, date]](), dict[str, date]()
    for task in sorted(tasks, key=lambda it: (it.start_date, it.place)):
        length = task.finish_date - task.start_date
        free = [ends[it] + timedelta(days=1) for it in task.after if it in ends]
        begin = shipped().next_working(max([task.start_date + slip, *free]))
        ready = max([begin - timedelta(days=_READY), *free])
        end = shipped().next_working(begin + length * chance.choice((90, 100, 100, 110, 125)) // 100)
        ends[task.number] = end
        spans.append((task, ready, begin, end))
        for number in task.after:
            followed[number] = min(ready, followed.get(number, ready))
    for task, ready, begin, end in spans:
        yield task, _until(ready, begin, end, day, followed.get(task.number, date.max))


def _until(ready: date, begin: date, end: date, day: date, followed: date) -> Past:
    """`followed`: the day on which what comes after is ready, by which it is checked."""
    if ready > day:
        return Past(state=State.PLANNED)
    if begin > day:
        return Past(state=State.READY, ready=ready)
    if end > day:
        return Past(state=State.UNDER_WAY, ready=ready, started=begin)
    checked, closed = (shipped().add(end, days) for days in (_CHECKED, _CLOSED))
    checked = min(checked, followed)
    state = State.CLOSED if closed <= day else State.CHECKED if checked <= day else State.REPORTED
    return Past(
        state=state,
        ready=ready,
        started=begin,
        reported=end,
        checked=checked if checked <= day else None,
        closed=closed if closed <= day else None,
    )


def bring_on(tasks: list[DeliveryTask], day: date, people: Mapping[str, User]) -> None:
    """Load what became of these tasks until the day: people do it who go by `contractor`, `supervisor`, `approver` and
    `planner`."""
    chance = random.Random(_SEED)
    builder, watcher = (Organisation.objects.filter(kind=kind).first() for kind in (CONTRACTOR, SUPERVISOR))
    changed: list[DeliveryTask] = []
    events: list[TaskEvent] = []
    for at, (_, own) in enumerate(groupby((it for it in tasks if it.is_leaf), key=lambda it: it.estate)):
        for task, past in past_of(list(own), day, chance):
            if task.kind == Kind.WORK and past.state is not State.PLANNED:
                task.contractor, task.supervisor = builder, watcher
            events += _told(task, past, people)
            _put(task, past, people["contractor"])
            changed.append(task)
        events += _aside(at, changed, day, people["planner"])
    actions.load_past(changed, events, at=timezone.now())


def _people() -> dict[str, User]:
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
    """Of some estates one work is on hold, of one a work is cancelled."""
    task = next((it for it in reversed(tasks) if it.kind == Kind.WORK), None)
    if task is None or task.told not in UNDONE:
        return
    before = task.told
    if at % 9 == 4:
        task.state, task.state_before, task.held_for = State.HELD, before, _HELD[at % len(_HELD)]
        task.held_until = day + timedelta(days=45)
        yield _event(task, Action.HOLD, before, State.HELD, day - timedelta(days=20), by, "示例：条件未具备")
    elif at == 11:
        task.state = State.CANCELLED
        yield _event(task, Action.CANCEL, before, State.CANCELLED, day - timedelta(days=30), by, "示例：业主表决未通过")


def _event(
    task: DeliveryTask, action: Action, before: State, after: State, day: date, by: User, reason: str = ""
) -> TaskEvent:
    at = timezone.make_aware(datetime.combine(day, time(10)))
    return TaskEvent(task=task, action=action, before=before, after=after, by=by, at=at, day=day, reason=reason)

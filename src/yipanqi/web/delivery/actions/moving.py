"""Moving a task by the table of states, and replacing the person who answers for it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from yipanqi.domain.delivery.state import (
    ENDED,
    MOVES,
    SETTLED,
    Action,
    Guard,
    Refusal,
    Situation,
    State,
    Who,
    of_parts,
    possible,
    refusal,
)
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot

from .. import telling_people
from ..gating import gate_missing
from ..models import DeliveryTask, TaskEvent
from ..models.tasks import units_of
from ..words import DERIVED, PERSON, REFUSED, WHO

_MOST_NAMED = 5  # of the tasks that are missing


class CannotMove(Cannot):
    """The task may not be moved so, or not by this person; the message says what is missing."""


class Overtaken(Cannot):
    """Somebody else was faster: who, when, and how it stands now."""


def overtaken(last: Any, zh: str, en: str) -> Overtaken:
    """Whoever did `last`, a row with `by` and `at`, was faster; `zh` and `en` say what they did and how it stands
    since. A later plan leaves no row where it only raised the version. What was written is on the page still."""
    when = f"{timezone.localtime(last.at):%H:%M}" if last else ""
    who_zh, who_en = (f"{last.by or ''} 在 {when} ", f"{last.by or ''} at {when}: ") if last else ("", "")
    return Overtaken(
        f"{who_zh}{zh}。您填写的内容仍在下面，请核对后再提交。",
        f"{who_en}{en}. What you wrote is still below; look again and send it.",
    )


def parts_of(user: Any, task: DeliveryTask) -> frozenset[Who]:
    """Which parts of the table somebody has in a task."""
    units, found = set(units_of(user)), set[Who]()
    doers = {task.contractor_id, task.responsible_id or task.lead_id} - {None}
    checkers = {task.supervisor_id, task.inspecting_id} - {None}
    if user.has_perm("delivery.work") and doers & units:
        found.add(Who.RESPONSIBLE)
    is_office = user.has_perm("delivery.manage")
    if user.has_perm("delivery.check") and (checkers & units or (is_office and not checkers)):
        found.add(Who.INSPECTING)
    if is_office:
        found.add(Who.OFFICE)
        if not doers:  # nobody else could
            found.add(Who.RESPONSIBLE)
    return frozenset(found)


def moves_for(user: Any, task: DeliveryTask) -> tuple[Action, ...]:
    """What this person may try on it now."""
    return possible(task.told, parts_of(user, task), is_leaf=task.is_leaf)


def situation_of(task: DeliveryTask, action: Action, by: Any, day: date) -> Situation:
    """What this move of it is judged by: no more is looked up than its guards ask for."""
    found = MOVES.get((task.told, action))
    guards = found.guards if found else ()
    before = DeliveryTask.objects.filter(entry_id=task.entry_id, number__in=task.after).exclude(state__in=SETTLED)
    return Situation(
        is_leaf=task.is_leaf,
        unsettled=tuple(before) if Guard.PREDECESSORS in guards else (),
        missing_to_start=gate_missing(task, "start", day) if Guard.START_GATE in guards else (),
        missing_to_end=gate_missing(task, "end", day) if Guard.END_GATE in guards else (),
        is_reporter=by is not None and task.reported_by_id == by.pk,
    )


@transaction.atomic
def move(
    *,
    task: DeliveryTask,
    action: Action,
    by: Any,
    at: datetime,
    day: date,
    reason: str = "",
    seen: int | None = None,
    until: date | None = None,
    condition: str = "",
) -> DeliveryTask:
    """Do this to the task, as the table allows it to this person; `seen` is the version that they looked at. A stage
    or an estate is held, or taken up again, with all its parts."""
    task = DeliveryTask.objects.select_for_update().get(pk=task.pk)
    if seen is not None and seen != task.version:
        zh, en = task.told.names
        last = task.events.select_related("by").first()
        raise overtaken(last, f"已办理，任务现在是“{zh}”", f"acted, and the task is “{en}” now")
    refused = refusal(task.told, action, parts_of(by, task), situation_of(task, action, by, day), reason=reason)
    if refused is not None:
        raise CannotMove(*move_said(refused, task, action))
    if action is Action.HOLD and not condition.strip():
        raise CannotMove("请写明恢复的条件", "Say on what condition it goes on")
    if action is Action.HOLD and until is not None and until < day:
        raise CannotMove("挂账的期限不能早于今天", "A hold cannot end before today")
    told = {"reason": reason, "until": until, "held_for": condition}
    touched = [task] if task.is_leaf else [it for it in _below(task) if (it.told, action) in MOVES]
    for one in touched:
        _moved(one, action, by, at, day, **told)
    lift(touched, by=by, at=at, day=day)
    event = next(found.event for (_, one), found in MOVES.items() if one is action)
    after = {"number": task.number, "day": day, "reason": reason, "held_for": condition, "until": until}
    told_after = {name: value for name, value in after.items() if value}
    audit.record(event, subject=task, by=by, at=at, after=told_after)
    for one in touched:
        telling_people.of_move(one, action, by=by, at=at, reason=reason)
    task.refresh_from_db()
    return task


@transaction.atomic
def replace_person(*, task: DeliveryTask, person: str, by: Any, at: datetime, day: date, reason: str) -> DeliveryTask:
    """Somebody else answers for the task from this day on."""
    task = DeliveryTask.objects.select_for_update().get(pk=task.pk)
    if not (person.strip() and reason.strip()):
        raise CannotMove("请写明新的责任人和理由", "Name the new person, and say why")
    if task.told in ENDED:
        raise CannotMove("任务已经结束", "The task has ended")
    if not parts_of(by, task) & {Who.RESPONSIBLE, Who.OFFICE}:
        raise CannotMove(*move_said(Refusal(code="not_yours"), task, Action.START))
    facts = {"person": [task.person, person.strip()]}
    task.person, task.version, task.changed_at = person.strip(), task.version + 1, at
    task.save(update_fields=["person", "version", "changed_at"])
    TaskEvent.objects.create(
        task=task, action=PERSON, before=task.state, after=task.state, by=by, at=at, day=day, reason=reason, facts=facts
    )
    audit.record("task.person_replaced", subject=task, by=by, at=at, after={"number": task.number, "reason": reason})
    return task


def _below(task: DeliveryTask) -> list[DeliveryTask]:
    """The tasks that somebody does, under this one."""
    rows = DeliveryTask.objects.select_for_update().filter(entry_id=task.entry_id, estate=task.estate, is_leaf=True)
    return list(rows if task.parent_id is None else rows.filter(parent=task))


def _moved(
    task: DeliveryTask, action: Action, by: Any, at: datetime, day: date, *, reason: str, until: Any, held_for: str
) -> None:
    before, found = task.told, MOVES[task.told, action]
    task.state = found.to or State(task.state_before)
    task.state_before = before if action is Action.HOLD else ""
    task.held_until, task.held_for = (until, held_for) if action is Action.HOLD else (None, "")
    if action is Action.START:
        task.started_on = task.started_on or day
    if action is Action.REPORT:
        task.reported_on, task.reported_by = day, by
    task.closed_on = day if action is Action.CLOSE else None
    task.version, task.changed_at = task.version + 1, at
    task.save()
    facts = {"held_for": held_for, "until": until.isoformat() if until else ""} if action is Action.HOLD else {}
    TaskEvent.objects.create(
        task=task, action=action, before=before, after=task.state, by=by, at=at, day=day, reason=reason, facts=facts
    )


def lift(tasks: Iterable[DeliveryTask], *, by: Any, at: datetime, day: date) -> None:
    """Give what stands above these tasks the state that its parts make of it."""
    parents = {task.parent_id for task in tasks if task.parent_id}
    for pk in parents:
        parent = DeliveryTask.objects.select_for_update().get(pk=pk)
        children = list(parent.children.values_list("state", "started_on"))
        state, before = of_parts(State(state) for state, _ in children), parent.told
        started = min((first for _, first in children if first), default=None)
        if (state, started) == (before, parent.started_on):
            continue
        parent.state, parent.started_on, parent.changed_at = state, started, at
        parent.closed_on = day if state is State.CLOSED else None
        parent.state_before = before if state is State.HELD else ""
        parent.version += 1
        parent.save()
        if state is not before:
            TaskEvent.objects.create(task=parent, action=DERIVED, before=before, after=state, by=by, at=at, day=day)
        lift([parent], by=by, at=at, day=day)


def move_said(refused: Refusal, task: DeliveryTask, action: Action) -> tuple[str, str]:
    """A refusal in both languages."""
    found = MOVES.get((task.told, action))
    sides = []
    for at, text in enumerate(REFUSED[refused.code]):
        named = [_name(it, at) for it in refused.missing[:_MOST_NAMED]]
        rest = len(refused.missing) - _MOST_NAMED
        more = [] if rest <= 0 else [("等 {} 项", "and {} more")[at].format(rest)]
        sides.append(
            text.format(
                state=task.told.names[at],
                action=action.names[at],
                who=WHO[found.who][at] if found else "",
                missing=("、", ", ")[at].join([*named, *more]),
            )
        )
    return sides[0], sides[1]


def _name(missing: Any, at: int) -> str:
    if isinstance(missing, DeliveryTask):
        return (missing.name, missing.name_en)[at]
    return missing[at] if isinstance(missing, tuple) else str(missing)

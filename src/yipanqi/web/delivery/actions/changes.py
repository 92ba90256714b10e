"""Asking for a change, deciding about it, and undoing it on the same day: two persons, one transaction, one record."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from yipanqi.domain.delivery.change import (
    CHANGE_MOVES,
    FACTS,
    LAST_DAY,
    LIMITS,
    ChangeAction,
    ChangeGuard,
    ChangeKind,
    ChangeSituation,
    ChangeState,
    Part,
    change_refusal,
    last_day,
    limits_of,
    possible_changes,
    roles_for,
)
from yipanqi.domain.delivery.state import ENDED, Action, State, Who
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.plain_value import plain_value
from yipanqi.domain.planning.told import told_alone
from yipanqi.web.accounts.roles import ROLES
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import check, mark_of
from yipanqi.web.plans.models import adopted
from yipanqi.web.programmes import actions as programmes
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry, UnitOrganisation

from .. import telling_people
from ..effects import RECORD, UNITS, CannotChange, Effect, Family, effect_of
from ..models import ChangeRequest, DeliveryTask, TaskEvent
from ..models.settings import setting
from ..words import ADDED, CHANGE_REFUSED, CHANGED, UNDONE
from .adopting import row_of
from .moving import lift, parts_of

_KEPT = ("start_date", "finish_date", "is_provisional", "budget", "told_budget", "quantity", "after", "person", "state")
_STORED = (*_KEPT, "state_before", "held_until", "held_for", *(f"{part}_id" for part in UNITS))
_TOLD = (
    "start_date",
    "finish_date",
    "budget",
    "told_budget",
    "quantity",
    "person",
)  # of which the history of a task tells


class CannotDecide(Cannot):
    """The change may not be decided so, or not by this person, or not any more."""


def kinds_for(user: Any, task: DeliveryTask) -> tuple[ChangeKind, ...]:
    """What this person may ask to change of a task: of an estate its facts and works, of what somebody does its dates,
    units, and that it is done at all."""
    is_office = user.has_perm("delivery.manage")
    if task.told in ENDED:
        return ()
    if task.kind == Kind.ESTATE:
        rows = EstateRow.objects.visible_to(user).filter(entry=task.entry_id, estate=task.estate)
        may_facts = is_office or (user.has_perm("programmes.edit") and rows.exists())
        return (*([ChangeKind.FACTS] if may_facts else []), *([ChangeKind.ADD] if is_office else []))
    if not task.is_leaf:
        return ()
    may = is_office or Who.RESPONSIBLE in parts_of(user, task)
    drop = [ChangeKind.DROP] if is_office and task.kind == Kind.WORK else []
    return (ChangeKind.DATES, ChangeKind.UNITS, *drop) if may else ()


def facts_until(family: Family, day: date) -> date:
    """The last day on which facts of this estate may change: of the year in which its works begin, else its first
    task."""
    first = min((it.start_date for it in family.works), default=family.top.start_date)
    return last_day(first.year, setting(family.entry, LAST_DAY, day))


def is_in_time(family: Family, kind: ChangeKind, day: date) -> bool:
    """May such a change still be asked for and approved?"""
    return kind is not ChangeKind.FACTS or day <= facts_until(family, day)


@transaction.atomic
def ask(
    *,
    task: DeliveryTask,
    kind: ChangeKind,
    asked: Mapping[str, Any],
    reason: str,
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> ChangeRequest:
    """Ask for a change whose effect was shown; `seen` is the mark of it. CannotChange, or Stale where the effect is
    another one by now."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=task.entry_id)
    family = Family(task, is_locked=True)
    if kind not in kinds_for(by, family.task):
        raise CannotChange("您不能提出这项变更", "This is not for you to ask for")
    if not reason.strip():
        raise CannotChange("请写明理由", "Say why")
    if not is_in_time(family, kind, day):
        raise too_late(family, day)
    effect = effect_of(family, kind, asked, day)
    check(seen, effect.told)
    number = (entry.changes_asked.aggregate(last=Max("number"))["last"] or 0) + 1
    change = ChangeRequest.objects.create(
        entry=entry,
        number=number,
        task=family.task,
        kind=kind,
        asked=dict(asked),
        reason=reason.strip(),
        effect=effect.told,
        money=effect.money,
        days=effect.days,
        seen=effect.seen,
        by=by,
        at=at,
        day=day,
    )
    after = {"number": change.code, "kind": kind, "task": family.task.number, "note": change.reason}
    audit.record("change.asked", subject=change, by=by, at=at, after=after)
    telling_people.of_change_asked(change, roles_that_may(change, day), at=at)
    return change


def too_late(family: Family, day: date) -> CannotChange:
    """That facts stand since their last day."""
    until = facts_until(family, day)
    return CannotChange(
        f"户数、面积、楼栋的变更截止于 {until:%Y-%m-%d}", f"Households, area and buildings stand since {until:%Y-%m-%d}"
    )


def parts_in(user: Any, change: ChangeRequest) -> frozenset[Part]:
    """The parts that somebody has in a change."""
    found = {Part.ASKER} if change.by_id == user.pk else set()
    return frozenset(found | ({Part.APPROVER} if user.has_perm("delivery.approve") else set()))


def roles_that_may(change: ChangeRequest, day: date, effect: Effect | None = None) -> tuple[str, ...]:
    """The roles whose limit covers the change as it stands."""
    money, days = (change.money, change.days) if effect is None else (effect.money, effect.days)
    return roles_for(limits_of(setting(change.entry, LIMITS, day)), money, days)


def actions_for(user: Any, change: ChangeRequest, day: date) -> tuple[ChangeAction, ...]:
    """What this person may do with it now, as far as that can be told without working its effect out."""
    situation = ChangeSituation(
        is_asker=change.by_id == user.pk,
        is_within_limit=_is_within(user, roles_that_may(change, day)),
        is_same_day=change.decided_on == day,
    )
    parts = parts_in(user, change)
    may = possible_changes(change.told, parts)
    return tuple(it for it in may if not change_refusal(change.told, it, parts, situation, reason="?"))


def _is_within(user: Any, roles: tuple[str, ...]) -> bool:
    return any(held.role in roles for held in user.memberships_held)


@transaction.atomic
def decide(
    *,
    change: ChangeRequest,
    action: ChangeAction,
    by: Any,
    at: datetime,
    day: date,
    note: str = "",
    seen: str | None = None,
) -> ChangeRequest:
    """Do this with the change, as the table allows it; `seen` is the mark of the effect that was looked at. Approved,
    it is done at once; undone, all is put back."""
    ProgrammeEntry.objects.select_for_update().get(pk=change.entry_id)
    change = ChangeRequest.objects.select_for_update().select_related("entry", "task__entry").get(pk=change.pk)
    family = Family(change.task, is_locked=True)
    effect = None
    if (change.told, action) == (ChangeState.ASKED, ChangeAction.APPROVE):
        effect = effect_of(family, change.kind_told, change.asked, day)
    situation = ChangeSituation(
        is_asker=change.by_id == by.pk,
        is_within_limit=_is_within(by, roles_that_may(change, day, effect)),
        is_in_time=is_in_time(family, change.kind_told, day),
        is_still_so=_is_still_so(change, family, effect),
        is_same_day=change.decided_on == day,
    )
    if code := change_refusal(change.told, action, parts_in(by, change), situation, reason=note):
        raise _refused(code, change, action, day, effect)
    if effect is not None:
        check(seen, effect.told)
        change.effect, change.money, change.days = effect.told, effect.money, effect.days
        change.before = _apply(change, family, effect, by, at, day)
    if action is ChangeAction.UNDO:
        _put_back(change, family, by, at, day, note)
        change.undone_by, change.undone_at, change.undone_for = by, at, note.strip()
    elif action is not ChangeAction.WITHDRAW:
        change.decided_by, change.decided_at, change.decided_on, change.note = by, at, day, note.strip()
    move = CHANGE_MOVES[change.told, action]
    change.state = move.to
    change.save()
    after = {"number": change.code, "kind": change.kind, "task": change.task.number, "note": note.strip()}
    after |= {"money": change.money, "days": change.days} if action is ChangeAction.APPROVE else {}
    audit.record(move.event, subject=change, by=by, at=at, after=after)
    telling_people.of_change_decided(change, by=by, at=at)
    return change


def _is_still_so(change: ChangeRequest, family: Family, effect: Effect | None) -> bool:
    """Do the tasks stand as they stood when it was asked, or when it was approved?"""
    if effect is not None:
        return effect.seen == change.seen
    if change.told is not ChangeState.APPROVED:
        return True
    now = {it.number: it.version for it in family.tasks}
    if RECORD in change.before["versions"]:
        now[RECORD] = family.record.revision
    return all(now.get(number) == version for number, version in change.before["versions"].items())


def _refused(code: str, change: ChangeRequest, action: ChangeAction, day: date, effect: Effect | None) -> CannotDecide:
    roles = [ROLES[it] for it in roles_that_may(change, day, effect) if it in ROLES]
    sides = [
        text.format(
            state=change.told.names[at],
            action=action.names[at],
            who=("、", ", ")[at].join((it.zh, it.en)[at] for it in roles),
        )
        for at, text in enumerate(CHANGE_REFUSED[code])
    ]
    if code == ChangeGuard.IN_TIME:
        return CannotDecide(*too_late(Family(change.task), day).args)
    return CannotDecide(sides[0], sides[1])


def _apply(change: ChangeRequest, family: Family, effect: Effect, by: Any, at: datetime, day: date) -> dict[str, Any]:
    """Write the effect; what it changed, as it was, and the versions that it left."""
    why = f"{change.code} {change.reason}"[:500]
    hand = _Hand(family, by, at, day, why)
    for line in effect.told.get("moved", ()):
        first, last = map(date.fromisoformat, line["new"])
        hand.touch(line["number"], start_date=first, finish_date=last, is_provisional=line["is_provisional"])
    for line in effect.told.get("works", ()):
        if line["what"] == "repriced":
            money = line["budget"][1]
            hand.touch(
                line["number"], quantity=Decimal(line["quantity"][1]), budget=money, told_budget=told_alone(money)
            )
        if line["what"] == "dropped":
            gone = {"state": State.CANCELLED, "state_before": "", "held_until": None, "held_for": ""}
            hand.touch(line["number"], **gone)
    if "after" in effect.told:
        kept = [it for it in family.task.after if it not in family.dated]
        hand.touch(family.task.number, after=[*change.asked["after"], *kept])
    if change.kind_told is ChangeKind.UNITS:
        units = {f"{part}_id": change.asked[part] for part in UNITS}
        hand.touch(family.task.number, person=change.asked["person"], **units)
    if effect.node is not None:
        _added(hand, effect)
    hand.write()
    found = {"tasks": hand.before, "versions": {it: family.by_number[it].version for it in hand.before}}
    if hand.created:
        found["created"] = hand.created
        found["versions"][hand.created] = family.by_number[hand.created].version
    if change.kind_told is ChangeKind.FACTS:
        found["facts"] = {name: family.record.values.get(name) for name in FACTS}
        found["versions"][RECORD] = _write_facts(family, {name: change.asked[name] for name in FACTS}, by, at, why)
    return found


def _added(hand: "_Hand", effect: Effect) -> None:
    """The new work, or the cancelled one again, and what waits for it."""
    family, node = hand.family, effect.node
    assert node is not None
    linked = UnitOrganisation.objects.filter(entry=family.entry).values_list("unit", "organisation_id")
    adoption = adopted(family.entry)
    if adoption is None:
        raise CannotChange("还没有采用的方案", "No plan is in force yet")
    last = max((it.place for it in family.works), default=family.by_number[node.parent].place)
    row = row_of(family.programme, node, last, adoption, dict(linked), hand.at)
    row.parent_id = family.by_number[node.parent].pk
    hand.take_up(row)
    for number in effect.told.get("joined", ()):
        task = family.by_number[number]
        hand.touch(number, after=list(dict.fromkeys([*task.after, node.number])))


def _write_facts(family: Family, facts: Mapping[str, Any], by: Any, at: datetime, why: str) -> int:
    """Write the estate's facts into the programme's data, with a version of it; the revision of the row."""
    record = family.record
    wanted = {name: value for name, value in (record.values | facts).items() if value is not None}
    try:
        programmes.edit(
            record=record, values=wanted, revision=record.revision, by=by, at=at, reason=why[:300], is_decided=True
        )
    except programmes.CannotSave as refusal:
        raise CannotChange(*refusal.args) from None
    programmes.freeze(entry=family.entry, reason="edit", by=by, at=at)
    return record.revision + 1


def _put_back(change: ChangeRequest, family: Family, by: Any, at: datetime, day: date, note: str) -> None:
    """All that it changed as it was before."""
    hand = _Hand(family, by, at, day, f"{change.code} {note.strip()}"[:500], deed=UNDONE)
    for number, values in change.before["tasks"].items():
        hand.touch(number, **_read(values))
    if number := change.before.get("created"):
        hand.touch(number, state=State.CANCELLED)
    hand.write()
    if "facts" in change.before:
        _write_facts(family, change.before["facts"], by, at, note.strip())


class _Hand:
    """Writes tasks of one estate: each with its version, its event, and then those above them."""

    def __init__(self, family: Family, by: Any, at: datetime, day: date, why: str, deed: str = CHANGED) -> None:
        self.family, self.by, self.at, self.day, self.why, self.deed = family, by, at, day, why, deed
        self.before: dict[str, dict[str, Any]] = {}  # what was changed, as it was
        self.created = ""
        self._touched: dict[str, DeliveryTask] = {}

    def touch(self, number: str, **values: Any) -> None:
        """Give a task these values."""
        task = self.family.by_number[number]
        if number != self.created:
            self.before.setdefault(number, {name: plain_value(getattr(task, name)) for name in _STORED})
        for name, value in values.items():
            setattr(task, name, value)
        self._touched[number] = task

    def take_up(self, row: DeliveryTask) -> None:
        """Add this task; where it was cancelled, it is taken up again with what the row says."""
        known = self.family.by_number.get(row.number)
        if known is None:
            row.save()
            self.family.tasks.append(row)
            self.family.by_number[row.number] = row
            self.created = row.number
            self._event(row, ADDED, "", {})
            return
        self.touch(row.number, state=State.PLANNED, **{name: getattr(row, name) for name in _KEPT if name != "state"})

    def write(self) -> None:
        """Write what was touched, with its events, and give what stands above its dates, money and state."""
        for number, task in self._touched.items():
            old = self.before.get(number, {})
            task.version, task.changed_at = task.version + 1, self.at
            task.save()
            before, facts = old.get("state", task.state), _facts_of(old, task)
            if self.deed == CHANGED and before != task.state:
                deed = Action.CANCEL if task.told is State.CANCELLED else Action.REVIVE
            else:
                deed = self.deed
            self._event(task, deed, before, facts)
        self._roll_up()
        lift([it for it in self.family.tasks if it.is_leaf], by=self.by, at=self.at, day=self.day)

    def _roll_up(self) -> None:
        """Dates and money of 施工 and of the estate, as their parts make them."""
        works, leaves = self.family.works, self.family.leaves
        for task in self.family.tasks:
            below = leaves if task.kind == Kind.ESTATE else works
            if task.is_leaf or not below:
                continue
            first, last = min(it.start_date for it in below), max(it.finish_date for it in below)
            money = {name: sum(getattr(it, name) for it in works) for name in ("budget", "told_budget")}
            now = {"start_date": first, "finish_date": last, **money}
            if all(getattr(task, name) == value for name, value in now.items()):
                continue
            for name, value in now.items():
                setattr(task, name, value)
            task.version, task.changed_at = task.version + 1, self.at
            task.save(update_fields=[*now, "version", "changed_at"])

    def _event(self, task: DeliveryTask, deed: str, before: str, facts: dict[str, Any]) -> None:
        TaskEvent.objects.create(
            task=task,
            action=deed,
            before=before,
            after=task.state,
            by=self.by,
            at=self.at,
            day=self.day,
            reason=self.why,
            facts=facts,
        )


def _facts_of(old: Mapping[str, Any], task: DeliveryTask) -> dict[str, Any]:
    pairs = {name: [old[name], plain_value(getattr(task, name))] for name in _TOLD if name in old}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    """What `plain_value` made of a task's values, as they were."""
    found = dict(values)
    for name in ("start_date", "finish_date", "held_until"):
        found[name] = date.fromisoformat(found[name]) if found[name] else None
    found["quantity"] = None if found["quantity"] is None else Decimal(found["quantity"])
    return found


def seen_of(effect: Effect) -> str:
    """The mark of an effect that a form shows."""
    return mark_of(effect.told)

"""统筹开挖: streets and closed surfaces as data, joint plans, and closed surfaces opened again."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.delivery.dig import policy_on, recorded_late, reopening_lacks
from yipanqi.domain.delivery.laws_told import reasons_told
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import Stale
from yipanqi.web.programmes.models import ProgrammeEntry

from ..models import ClosedSurface, DeliveryTask, DigPlan, DigTurn, Reopening, Street
from ..models.settings import settings_of


class CannotPlanDig(Cannot):
    """The street, surface or joint plan is not kept so."""


class CannotReopen(Cannot):
    """The surface may not be opened so, or not by this person's word."""


@transaction.atomic
def keep_street(*, entry: ProgrammeEntry, name: str, estates: Iterable[str], by: Any, at: datetime) -> Street:
    """A street and its estates; a street of this name gets these estates."""
    ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    codes = sorted(set(estates))
    if len(codes) < 2:
        raise CannotPlanDig("至少选择两个小区", "Choose two estates at least")
    street = Street.objects.filter(entry=entry, name=name.strip()).first()
    if street is None:
        street = Street.objects.create(entry=entry, name=name.strip(), estates=codes)
        audit.record("dig.street_kept", subject=street, by=by, at=at, after={"name": street.name, "estates": codes})
        return street
    before = street.estates
    street.estates, street.version = codes, street.version + 1
    street.save(update_fields=["estates", "version"])
    audit.record(
        "dig.street_changed", subject=street, by=by, at=at, before={"estates": before}, after={"estates": codes}
    )
    return street


@transaction.atomic
def keep_surface(
    *,
    entry: ProgrammeEntry,
    street: Street | None,
    estate: str,
    kind: str,
    closed_on: date,
    source: str,
    by: Any,
    at: datetime,
) -> ClosedSurface:
    """A surface of a street or an estate that was closed on a day."""
    if (street is None) is (not estate):
        raise CannotPlanDig("请选择道路或小区之一", "Choose a street or an estate")
    surface = ClosedSurface.objects.create(
        entry=entry, street=street, estate=estate, kind=kind, closed_on=closed_on, source=source, by=by, at=at
    )
    after = {"place": str(street or estate), "kind": kind, "closed_on": closed_on}
    audit.record("dig.surface_kept", subject=surface, by=by, at=at, after=after)
    return surface


@transaction.atomic
def remove_surface(*, surface: ClosedSurface, by: Any, at: datetime) -> None:
    """It was entered by mistake: it protects nothing any longer."""
    surface = ClosedSurface.objects.select_for_update().get(pk=surface.pk)
    if surface.removed_at is None:
        surface.removed_at = at
        surface.save(update_fields=["removed_at"])
        before = {"place": str(surface.street or surface.estate), "closed_on": surface.closed_on}
        audit.record("dig.surface_removed", subject=surface, by=by, at=at, before=before)


@transaction.atomic
def keep_plan(
    *, entry: ProgrammeEntry, name: str, window: tuple[date, date], tasks: Iterable[DeliveryTask], by: Any, at: datetime
) -> DigPlan:
    """A joint plan with one window for these digs; their turns are still to be set, one after the other for now."""
    ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    chosen = list(tasks)
    if len(chosen) < 2:
        raise CannotPlanDig("至少选择两项开挖", "Choose two digs at least")
    if window[1] < window[0]:
        raise CannotPlanDig("窗口的结束早于开始", "The window ends before it begins")
    _check_free(chosen)
    if entry.dig_plans.filter(name=name.strip(), cancelled_at=None).exists():
        raise CannotPlanDig("已有同名的统筹方案", "A joint plan has this name already")
    plan = DigPlan.objects.create(
        entry=entry, name=name.strip(), first_date=window[0], last_date=window[1], by=by, at=at
    )
    DigTurn.objects.bulk_create(
        DigTurn(plan=plan, task=task, order=place, depth=0) for place, task in enumerate(chosen, 1)
    )
    after = {"name": plan.name, "first_date": window[0], "last_date": window[1], "turns": [t.number for t in chosen]}
    audit.record("dig.plan_kept", subject=plan, by=by, at=at, after=after)
    return plan


@transaction.atomic
def change_plan(
    *,
    plan: DigPlan,
    window: tuple[date, date],
    turns: Mapping[int, tuple[int, int, date | None]],
    seen: int,
    by: Any,
    at: datetime,
) -> DigPlan:
    """Set the window and the turns: task → order, depth in centimetres, day on which the ground is whole again. `seen`
    is the version that was looked at."""
    plan = DigPlan.objects.select_for_update().get(pk=plan.pk)
    if plan.version != seen:
        raise Stale
    if plan.cancelled_at:
        raise CannotPlanDig("统筹方案已取消", "The joint plan was cancelled")
    if window[1] < window[0]:
        raise CannotPlanDig("窗口的结束早于开始", "The window ends before it begins")
    before = {"first_date": plan.first_date, "last_date": plan.last_date, "turns": _turns_told(plan)}
    rows = list(plan.turns.all())
    for row in rows:
        if row.task_id in turns:
            row.order, row.depth, row.restored_on = turns[row.task_id]
    DigTurn.objects.bulk_update(rows, ["order", "depth", "restored_on"])
    plan.first_date, plan.last_date, plan.version = *window, plan.version + 1
    plan.save(update_fields=["first_date", "last_date", "version"])
    after = {"first_date": plan.first_date, "last_date": plan.last_date, "turns": _turns_told(plan)}
    audit.record("dig.plan_changed", subject=plan, by=by, at=at, before=before, after=after)
    return plan


@transaction.atomic
def cancel_plan(*, plan: DigPlan, why: str, by: Any, at: datetime) -> DigPlan:
    """The digs share nothing any longer, for a reason."""
    plan = DigPlan.objects.select_for_update().get(pk=plan.pk)
    if plan.cancelled_at:
        raise CannotPlanDig("统筹方案已取消", "The joint plan was cancelled")
    if not why.strip():
        raise CannotPlanDig("请写明取消的理由", "Say why it is cancelled")
    plan.cancelled_at, plan.cancelled_why, plan.version = at, why.strip(), plan.version + 1
    plan.save(update_fields=["cancelled_at", "cancelled_why", "version"])
    audit.record("dig.plan_cancelled", subject=plan, by=by, at=at, after={"name": plan.name, "reason": why})
    return plan


@transaction.atomic
def ask_reopening(
    *,
    entry: ProgrammeEntry,
    top: DeliveryTask,
    task: DeliveryTask | None,
    place: str,
    reason: str,
    dates: tuple[date, date],
    restored_on: date | None,
    is_emergency: bool,
    by: Any,
    at: datetime,
    day: date,
) -> Reopening:
    """Ask that a closed surface of an estate be opened, or record that an emergency opened it already; `top` is the
    estate's own task. An emergency that is recorded later than it may be is marked so, and kept all the same."""
    if dates[1] < dates[0]:
        raise CannotReopen("开挖的结束早于开始", "The dig ends before it begins")
    if is_emergency and dates[0] > day:
        raise CannotReopen("抢修开挖的日期不能晚于今天", "An emergency cannot begin later than today")
    if lacks := list(reopening_lacks(reason, restored_on, dates[1])):
        raise CannotReopen(*reasons_told(lacks))
    policy = policy_on(settings_of(entry), day)
    is_late = is_emergency and recorded_late(dates[0], day, entry.frame().working, policy)
    asked = Reopening.objects.create(
        entry=entry,
        estate=top.estate,
        estate_name=top.estate_name,
        task=task,
        place=place,
        reason=reason.strip(),
        first_date=dates[0],
        last_date=dates[1],
        restored_on=restored_on,
        is_emergency=is_emergency,
        recorded_on=day,
        is_late=is_late,
        by=by,
        at=at,
    )
    code = "dig.emergency_recorded" if is_emergency else "dig.reopening_asked"
    after = {
        "place": place,
        "first_date": dates[0],
        "last_date": dates[1],
        "restored_on": restored_on,
        "reason": reason,
    }
    audit.record(code, subject=asked, by=by, at=at, scope=top.estate, after=after | {"is_late": is_late})
    return asked


@transaction.atomic
def decide_reopening(*, asked: Reopening, is_granted: bool, note: str, by: Any, at: datetime) -> Reopening:
    """Allow that the closed surface is opened, or not: by somebody else than who asked."""
    asked = Reopening.objects.select_for_update().get(pk=asked.pk)
    if asked.is_emergency:
        raise CannotReopen("抢修不需批准", "An emergency is not decided")
    if asked.decided_at:
        raise CannotReopen(f"{asked.decided_by}已经处理", f"{asked.decided_by} has decided it already")
    if asked.by_id == by.pk:
        raise CannotReopen("申请人不能批准自己的申请", "Who asked for it may not decide it")
    if not is_granted and not note.strip():
        raise CannotReopen("请写明不批准的理由", "Say why it is declined")
    asked.is_granted, asked.decided_by, asked.decided_at, asked.note = is_granted, by, at, note.strip()
    asked.save(update_fields=["is_granted", "decided_by", "decided_at", "note"])
    code = "dig.reopening_granted" if is_granted else "dig.reopening_declined"
    after = {"place": asked.place, "reason": asked.reason, "note": note}
    audit.record(code, subject=asked, by=by, at=at, scope=asked.estate, after=after)
    return asked


def _check_free(tasks: Iterable[DeliveryTask]) -> None:
    taken = DigTurn.objects.filter(task__in=list(tasks), plan__cancelled_at=None).select_related("task", "plan").first()
    if taken:
        zh = f"{taken.task.title_said}已在统筹方案“{taken.plan}”中"
        raise CannotPlanDig(zh, f"{taken.task.number} has its turn in the joint plan “{taken.plan}” already")


def _turns_told(plan: DigPlan) -> list[str]:
    rows = DigTurn.objects.filter(plan=plan).select_related("task")
    return [f"{it.order} {it.task.number} {it.depth}cm {it.restored_on or ''}".strip() for it in rows]

"""Whom of a task's units a move concerns: messages for their inbox, taken back once the matter is settled."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet

from yipanqi.domain.delivery.state import Action
from yipanqi.web.accounts.models import Membership, Organisation, User
from yipanqi.web.accounts.roles import ROLES
from yipanqi.web.inbox import actions as inbox
from yipanqi.web.plans.models import Adoption

from .models import Acceptance, AcceptanceRectification, ChangeRequest, DeliveryTask

TASKS, CHECK, BACK, DUE = "delivery.tasks", "delivery.check", "delivery.back", "delivery.due"
CHANGE, DECIDED, MEND, VISIT = "delivery.change", "delivery.decided", "delivery.mend", "delivery.visit"
KINDS = {
    TASKS: ("新任务", "New tasks"),
    CHECK: ("待核验", "To be checked"),
    BACK: ("退回的任务", "Sent back"),
    DUE: ("任务到期", "Task due"),
    CHANGE: ("待批变更", "Change to be decided"),
    DECIDED: ("变更办结", "Change decided"),
    MEND: ("整改", "To be put right"),
    VISIT: ("现场查验", "Site visit"),
}
_WEEK = timedelta(days=7)


def of_adoption(adoption: Adoption, *, at: datetime) -> None:
    """Each unit that has to do something reads how many tasks the adopted plan gives it, and from which day."""
    rows = DeliveryTask.objects.filter(entry=adoption.entry).leaves().undone()
    found = rows.order_by().values("responsible_id").annotate(count=Count("*"), first=Min("start_date"))
    for row in found:
        if row["responsible_id"] is not None:
            inbox.send(
                to=people_of([row["responsible_id"]], "delivery.work"),
                what=(
                    f"方案“{adoption.run}”采用，您单位有 {row['count']} 项任务",
                    f"The plan “{adoption.run}” is in force: {row['count']} tasks are your organisation's",
                ),
                why=("您的单位是责任单位", "Your organisation is responsible"),
                until=row["first"],
                url="/tasks/mine/",
                kind=TASKS,
                key=f"{TASKS}:{adoption.pk}:{row['responsible_id']}",
                at=at,
            )


def of_move(task: DeliveryTask, action: Action, *, by: Any, at: datetime, reason: str) -> None:
    """Who checks reads that a task was reported, who reported it that it was sent back; what is settled is taken
    back."""
    turn = task.events.filter(action=Action.REPORT).count()
    check, back = f"{CHECK}:{task.pk}:{turn}", f"{BACK}:{task.pk}:{turn}"
    if action is Action.REPORT:
        inbox.withdraw(f"{BACK}:{task.pk}:{turn - 1}", at=at, by=by)
        inbox.send(
            to=people_of([task.supervisor_id, task.inspecting_id], "delivery.check", but=by),
            what=(f"{task.estate_name}“{task.name}”已报完", f"{task.estate_name}: “{task.name_en}” is reported done"),
            why=("您的单位核验这项任务", "Your organisation checks it"),
            url=task.get_absolute_url(),
            kind=CHECK,
            key=check,
            at=at,
            by=by,
        )
        return
    inbox.withdraw(check, at=at, by=by)
    if action is Action.SEND_BACK:
        inbox.send(
            to=people_of([task.contractor_id, task.responsible_id], "delivery.work", but=by),
            what=(
                f"{task.estate_name}“{task.name}”被退回：{reason}",
                f"{task.estate_name}: “{task.name_en}” was sent back: {reason}",
            ),
            why=("您的单位报完了这项任务", "Your organisation reported it"),
            url=task.get_absolute_url(),
            kind=BACK,
            key=back,
            at=at,
            by=by,
        )


def of_week(day: date, *, at: datetime) -> int:
    """Each unit reads once a week how many of its tasks are late and how many are due until its end; how many people
    were told. What it read the week before is taken back."""
    first = day - timedelta(days=day.weekday())
    rows = DeliveryTask.objects.leaves().undone().filter(finish_date__lt=first + _WEEK).order_by()
    late, due, soonest = Counter[int](), Counter[int](), dict[int, date]()
    for part in ("responsible_id", "contractor_id"):
        for unit, finish, count in rows.values_list(part, "finish_date").annotate(count=Count("*")):
            if unit is not None:
                (late if finish < day else due)[unit] += count
                soonest[unit] = min(finish, soonest.get(unit, finish))
    told = 0
    for unit in sorted(soonest):
        inbox.withdraw(f"{DUE}:{first - _WEEK}:{unit}", at=at)
        told += inbox.send(
            to=people_of([unit], "delivery.work"),
            what=(
                f"您单位有 {late[unit]} 项任务逾期，本周到期 {due[unit]} 项",
                f"{late[unit]} tasks of your organisation are late, {due[unit]} are due this week",
            ),
            why=("您的单位是责任单位或施工单位", "Your organisation is responsible, or the contractor"),
            until=soonest[unit],
            url="/tasks/mine/",
            kind=DUE,
            key=f"{DUE}:{first}:{unit}",
            at=at,
        )
    return told


def of_change_asked(change: ChangeRequest, roles: Iterable[str], *, at: datetime) -> None:
    """Whoever may decide on a change, within their limit, reads of it; who asked does not decide."""
    held = Membership.objects.active().filter(role__in=[*roles]).exclude(user_id=change.by_id).select_related("user")
    inbox.send(
        to=[it.user for it in held if it.user.has_perm("delivery.approve")],
        what=(f"变更 {change.code} 待批：{change.reason}", f"Change {change.code} waits: {change.reason}"),
        why=("在您的批准权限内", "It is within your limit"),
        url=change.get_absolute_url(),
        kind=CHANGE,
        key=f"{CHANGE}:{change.pk}",
        at=at,
        by=change.by,
    )


def of_change_decided(change: ChangeRequest, *, by: Any, at: datetime) -> None:
    """It waits for nobody any longer; who asked reads what became of it, unless they did it themselves."""
    inbox.withdraw(f"{CHANGE}:{change.pk}", at=at, by=by)
    if by.pk == change.by_id:
        return
    zh, en = change.told.names
    inbox.send(
        to=[change.by],
        what=(f"变更 {change.code}：{zh}", f"Change {change.code}: {en}"),
        why=("您提出了这项变更", "You asked for it"),
        url=change.get_absolute_url(),
        kind=DECIDED,
        key=f"{DECIDED}:{change.pk}:{change.state}",
        at=at,
        by=by,
    )


def of_visit(acceptance: Acceptance, *, by: Any, at: datetime) -> None:
    """Contractor, supervisor, subdistrict and community read that their items are to be judged and signed on site."""
    places = Organisation.objects.filter(region_id__in=[it for it in (acceptance.region, acceptance.community) if it])
    parties = [acceptance.contractor_id, acceptance.supervisor_id, *places.values_list("pk", flat=True)]
    inbox.send(
        to=people_of(parties, "delivery.sign", but=by),
        what=(
            f"{acceptance.estate_name}联合验收进入现场查验，请查验并签字",
            f"{acceptance.estate_name}: the joint acceptance is on site; judge and sign your items",
        ),
        why=("您的单位是参加方", "Your organisation takes part"),
        url=acceptance.get_absolute_url(),
        kind=VISIT,
        key=f"{VISIT}:{acceptance.pk}",
        at=at,
        by=by,
    )


def of_rectification(made: AcceptanceRectification, *, by: Any, at: datetime) -> None:
    """The contractor reads what is to be put right, and by when."""
    case = made.acceptance
    inbox.send(
        to=people_of([case.contractor_id], "delivery.work", but=by),
        what=(f"{case.estate_name}验收整改：{made.found}", f"{case.estate_name}, to be put right: {made.found}"),
        why=("您的单位施工", "Your organisation is the contractor"),
        until=made.due_date,
        url=case.get_absolute_url(),
        kind=MEND,
        key=f"{MEND}:{made.pk}",
        at=at,
        by=by,
    )


def put_right(made: AcceptanceRectification, *, by: Any, at: datetime) -> None:
    """It is put right."""
    inbox.withdraw(f"{MEND}:{made.pk}", at=at, by=by)


def people_of(organisations: Iterable[int | None], permission: str, *, but: Any = None) -> list[User]:
    """Who belongs to these organisations and may do this."""
    held = _held(organisations, permission)
    return [it.user for it in held.select_related("user") if but is None or it.user_id != but.pk]


def keys_of(organisations: Iterable[int | None], permission: str, *, but: Any = None) -> list[int]:
    """The same people by their keys alone, for what is asked at each report."""
    held = _held(organisations, permission).order_by().values_list("user_id", flat=True)
    return [key for key in held if but is None or key != but.pk]


def _held(organisations: Iterable[int | None], permission: str) -> QuerySet[Membership]:
    roles = [code for code, role in ROLES.items() if permission in role.permissions]
    return Membership.objects.active().filter(organisation_id__in=[it for it in organisations if it], role__in=roles)

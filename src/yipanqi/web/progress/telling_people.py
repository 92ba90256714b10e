"""Who reads of reports: who is to confirm them, and who is to correct them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.report import ReportState
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.telling_people import keys_of, people_of
from yipanqi.web.inbox import actions as inbox
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import TaskReport

CONFIRM, BACK, LIGHTS = "progress.confirm", "progress.back", "progress.lights"
KINDS = {
    CONFIRM: ("月报待确认", "Reports to confirm"),
    BACK: ("月报退回", "Report given back"),
    LIGHTS: ("预警", "Lights"),
}


def of_report(report: TaskReport, *, at: datetime) -> None:
    """The units that confirm read once a month that reports wait for them; that an earlier version was given back is
    settled."""
    task = report.task
    if report.version > 1:
        inbox.withdraw(f"{BACK}:{task.pk}:{report.month:%Y-%m}:{report.version - 1}", at=at, by=report.by)
    for unit in {task.supervisor_id or task.inspecting_id} - {None}:
        inbox.send(
            to=keys_of([unit], "delivery.check", but=report.by),
            what=(f"{report.month:%Y-%m} 的月报待确认", f"Reports of {report.month:%Y-%m} are to be confirmed"),
            why=("您的单位监理或督办这些任务", "Your organisation supervises or inspects these tasks"),
            url=f"/progress/confirm/?month={report.month:%Y-%m}",
            kind=CONFIRM,
            key=f"{CONFIRM}:{unit}:{report.month:%Y-%m}",
            at=at,
            by=report.by,
        )


def of_judging(report: TaskReport, *, at: datetime) -> None:
    """Who sent a report that is given back reads why; once a unit has no more to confirm, nobody is told of it."""
    task, month = report.task, f"{report.month:%Y-%m}"
    if report.state == ReportState.RETURNED:
        inbox.send(
            to=[
                report.by,
                *people_of([task.contractor_id, task.responsible_id], "delivery.work", but=report.judged_by),
            ],
            what=(
                f"{task.estate_name}“{task.name}”{month} 的月报被退回：{report.judged_why}",
                f"{task.estate_name}: the report of “{task.name_en}” for {month} was given back: {report.judged_why}",
            ),
            why=("您的单位上报", "Your organisation reports it"),
            url=f"/progress/tasks/{task.pk}/report/?month={month}",
            kind=BACK,
            key=f"{BACK}:{task.pk}:{month}:{report.version}",
            at=at,
            by=report.judged_by,
        )
    unit = task.supervisor_id or task.inspecting_id
    waiting = TaskReport.objects.newest().filter(entry=report.entry_id, month=report.month, state=ReportState.SENT)
    part = "supervisor_id" if task.supervisor_id else "inspecting_id"
    if unit is not None and not waiting.filter(**{f"task__{part}": unit}).exists():
        inbox.withdraw(f"{CONFIRM}:{unit}:{month}", at=at, by=report.judged_by)


def of_lights(entry: ProgrammeEntry, turned: Mapping[int, tuple[str, str]], *, day: date, at: datetime) -> int:
    """The units of tasks that turned yellow or red read how many did; how many people were told."""
    found: dict[int, Counter[str]] = {}
    units = ("responsible_id", "contractor_id", "inspecting_id", "supervisor_id")
    keys = list(turned)
    for first in range(0, len(keys), _READ):
        rows = DeliveryTask.objects.filter(pk__in=keys[first : first + _READ])
        for pk, *parts in rows.order_by().values_list("pk", *units):
            for unit in {*parts} - {None}:
                found.setdefault(unit, Counter())[turned[pk][1]] += 1
    told = 0
    for unit, counts in sorted(found.items()):
        red, yellow = counts[Colour.RED], counts[Colour.YELLOW]
        told += inbox.send(
            to=people_of([unit], "delivery.view"),
            what=(
                f"{day} 新增红灯 {red} 项、黄灯 {yellow} 项",
                f"{day}: {red} tasks turned red, {yellow} yellow",
            ),
            why=("您的单位负责或督办这些任务", "Your organisation does or inspects these tasks"),
            url="/progress/lights/?colour=red" if red else "/progress/lights/?colour=yellow",
            kind=LIGHTS,
            key=f"{LIGHTS}:{entry.pk}:{unit}:{day}",
            at=at,
        )
    return told


_READ = 500  # tasks read at once

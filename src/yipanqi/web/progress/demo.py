"""The example more than a year into its plan, as its sites reported it: from a record that was made beside the product
(examples/simulated_delivery.py). A work that the record plans for other days keeps its lateness and length; one that it
does not know goes by its plan. All of it is sample data."""

import gzip
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.record import Span, WorkRecord, evenly, from_json, moved, until
from yipanqi.domain.progress.report import WHOLE
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.working_calendar import shipped
from yipanqi.web.delivery import demo as carried_out
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.programmes.models import ProgrammeEntry

from . import demo_photos
from .actions import lights
from .actions.loading import load_past
from .demo_reports import reports_of
from .demo_unsettled import unsettled
from .models import TaskLight, TaskReport

Tell = Callable[[str, str], None]
Known = Mapping[str, tuple[Span, WorkRecord]]  # by the task's number, with the days for which it was planned


def prepare(*, run: PlanRun, record: Path, log: Path, tell: Tell) -> None:
    """Tasks of the adopted plan, brought on to the business day, with reports, photos, lights and forecasts; once."""
    carried_out.make_tasks(run=run, log=log, tell=tell)
    if not settings.TODAY:
        return
    works = DeliveryTask.objects.filter(entry=run.entry, kind=Kind.WORK).order_by("place")
    records = unsettled(records_of(works, read(record)), today(), SiteDays(shipped()))
    carried_out.prepare(run=run, courses=courses_of(records), tell=tell)
    reports, photos = load(run.entry, records, day=today())
    if reports:
        tell(
            f"示例月报 {reports:,} 份、照片 {photos} 张已载入",
            f"{reports:,} sample reports and {photos} photos are loaded",
        )
    if light_up(run.entry, day=today(), is_anew=reports > 0):
        tell("预警和预测已更新", "lights and forecasts are worked out")


def read(path: Path) -> Known:
    """The record of a file that is packed; nothing where there is none."""
    if not path.exists():
        return {}
    rows = json.loads(gzip.decompress(path.read_bytes()))["works"]
    spans = ((date.fromisoformat(row["start"]), date.fromisoformat(row["finish"])) for row in rows)
    return {it.number: (span, it) for span, it in zip(spans, from_json(rows), strict=True)}


def records_of(works: Iterable[DeliveryTask], known: Known) -> list[WorkRecord]:
    """What becomes of each work, to its end."""
    days, found = SiteDays(shipped()), list[WorkRecord]()
    for task in works:
        now = (task.start_date, task.finish_date)
        if task.number in known:
            was, record = known[task.number]
            found.append(moved(record, was, now, days))
        else:
            found.append(evenly(task.number, *now, days))
    return found


def courses_of(records: Iterable[WorkRecord]) -> dict[str, carried_out.Course]:
    """As the demonstration of delivery asks for it."""
    return {
        it.number: carried_out.Course(begun=it.started, done=it.finished, confirmed=_confirmed(it))
        for it in records
        if it.started and it.finished
    }


def load(entry: ProgrammeEntry, records: Sequence[WorkRecord], *, day: date) -> tuple[int, int]:
    """What was reported by a day of tasks that stand where the record has them; how many reports and photos. Nothing
    where something was reported already."""
    if TaskReport.objects.filter(entry=entry).exists():
        return 0, 0
    people, at = carried_out.people(), timezone.now()
    works = {it.number: it for it in DeliveryTask.objects.filter(entry=entry, kind=Kind.WORK)}
    known = [(works[it.number], it) for it in until(records, day) if it.number in works]
    pairs = [(task, it) for task, it in known if task.started_on is not None and task.started_on == it.started]
    reports = reports_of(entry, pairs, people["contractor"], people["supervisor"])
    load_past(entry=entry, reports=reports, at=at)
    photos = demo_photos.load(entry, [it for it in reports if it.is_newest], by=people, at=at)
    return len(reports), photos


def light_up(entry: ProgrammeEntry, *, day: date, is_anew: bool = False) -> int:
    """Lights and forecasts of all tasks, by a rule that suits works of some weeks; how many. Once a day, but anew where
    something was loaded since: a worker's night may have come between tasks and reports."""
    if not is_anew and TaskLight.objects.filter(entry=entry, day=day).exists():
        return 0
    found, lesson = lights.worked_out(entry, day)
    lights.keep_all(entry=entry, found=found, lesson=lesson, day=day, at=timezone.now())
    return len(found)


def _confirmed(record: WorkRecord) -> date:
    """The day on which somebody confirmed that all of it is done."""
    found = [it.confirmed_on for it in record.reports if it.percent == WHOLE and it.confirmed_on]
    return min(found, default=date.max)

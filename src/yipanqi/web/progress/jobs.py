"""What the workers do for progress: each night the lights and forecasts of all tasks, and who has to know."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from yipanqi.web.delivery.models import Baseline
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.handlers import handler
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page.sweep import sweep
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from . import telling_people
from .actions import clear_parts, lights
from .models import EstateForecast, EstateLights, OutdatedEstate, TaskLight

NIGHT = "progress.night"


@handler(NIGHT, "更新预警和预测", "Working out lights and forecasts", needs="delivery.manage")
def night(ticket: Ticket) -> None:
    """The lights and forecasts of a programme on a day; each unit is told once what turned yellow or red. Of a day that
    is over nothing is written: the next night has been."""
    entry, day = ProgrammeEntry.objects.get(pk=ticket.args["entry"]), date.fromisoformat(ticket.args["day"])
    if day < today():
        with ticket.effect() as outcome:
            outcome.result = {"lights": 0}
        return
    clear_parts(timezone.now())
    ticket.progress(0.05, ("正在读取任务和月报", "Reading tasks and reports"))
    since = timezone.now()
    found, lesson = lights.worked_out(entry, day)
    ticket.progress(0.7, (f"正在写入 {len(found):,} 项预警", f"Writing {len(found):,} lights"))
    with ticket.effect() as outcome:
        turned = lights.keep_all(entry=entry, found=found, lesson=lesson, day=day, at=timezone.now(), since=since)
        telling_people.of_lights(entry, turned, day=day, at=timezone.now())
        told = Counter(it.light.colour.value for it in found)
        outcome.result = {"lights": len(found), "red": told["red"], "yellow": told["yellow"], "turned": len(turned)}
    sweep(TaskLight, EstateForecast, EstateLights)


def catch_up(*, at: datetime) -> None:
    """The worker's clock, every few minutes: lights of what was reported since the last time."""
    for entry in ProgrammeEntry.objects.filter(pk__in=OutdatedEstate.objects.values("entry")):
        lights.catch_up(entry, day=today())


def file_if_due(*, at: datetime) -> None:
    """The worker's clock: once a day, and once more after an adoption, file the lights of each programme with tasks. A
    clock that goes back files nothing anew: the day's key is there."""
    day = today()
    newest = Baseline.objects.order_by().values("entry").annotate(adoption=Max("adoption"))
    for entry, adoption in newest.values_list("entry", "adoption"):
        file_for(entry, day, adoption=adoption)


def file_for(entry: int, day: date, *, adoption: int | None, by: Any = None, is_asked: bool = False) -> Job:
    """File the lights of a programme for a day; asked for by somebody, once more."""
    key = f"{NIGHT}:{entry}:{day}:{adoption}"
    if is_asked:
        key = jobs.key_again(key, is_undone=True)
    return jobs.file(kind=NIGHT, args={"entry": entry, "day": day.isoformat()}, by=by, key=key)

"""What the workers do for orders: each night the orders that rules ask for, and the steps of ladders; where there are
many, a look at the night that comes."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.models import Baseline
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.handlers import handler
from yipanqi.web.jobs.models import OPEN, Job
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page.kept_look import packed
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.progress.jobs import NIGHT as LIGHTS

from .actions import ladder
from .ladder_look import figures_of, is_large, last_logged, look_at
from .ladder_night import night_of
from .models import Order

NIGHT, LOOK = "supervision.night", "supervision.night_look"


@handler(NIGHT, "督办催办和拟办", "Urging and drafting orders", needs="supervision.issue")
def night(ticket: Ticket) -> None:
    """What is due on a day, once. Of a day that is over nothing is done: the next night catches it up. Where a page
    could not work the next one out, a look at it is filed."""
    entry, day = ProgrammeEntry.objects.get(pk=ticket.args["entry"]), date.fromisoformat(ticket.args["day"])
    ticket.progress(0.1, ("正在查看督办单和任务", "Looking at orders and tasks"))
    with ticket.effect() as outcome:
        if day < today():
            outcome.result = {}
            return
        outcome.result = ladder.keep_night(entry=entry, day=day, at=timezone.now()).stored
        following = entry.frame().working.add(day, 1)
        if is_large(entry, following):
            file_look(entry, following)


@handler(LOOK, "试算下一次处理", "Working out the next night", needs="supervision.issue")
def look(ticket: Ticket) -> None:
    """Work out what the night of a day will do, by what is recorded now, and keep it for the page."""
    entry, day = ProgrammeEntry.objects.get(pk=ticket.args["entry"]), date.fromisoformat(ticket.args["day"])
    logged, at = last_logged(), timezone.now()
    ticket.progress(0.05, ("正在查看督办单和任务", "Looking at orders and tasks"))
    told = look_at(night_of(entry, max(day, next_day(entry)), is_whole=False))
    ticket.progress(0.7, ("正在列出台阶、收件人和拟办", "Listing steps, readers and orders"))
    figures, parts = figures_of(told), list(packed(told.rows))
    ticket.progress(0.9, ("正在写入", "Writing"))
    with ticket.effect():
        ladder.keep_look(entry=entry, day=told.day, at=at, logged=logged, figures=figures, parts=parts)


def file_if_due(*, at: datetime) -> None:
    """The worker's clock: once a day, when the day's lights are there, file the night of each programme that has tasks
    or orders. A clock that goes back files nothing anew: the day's key is there."""
    day = today()
    with_tasks = set(Baseline.objects.order_by().values_list("entry", flat=True))
    entries = with_tasks | set(Order.objects.order_by().values_list("entry", flat=True).distinct())
    for entry in sorted(entries):
        lights = Job.objects.filter(kind=LIGHTS, key__startswith=f"{LIGHTS}:{entry}:{day}:")
        if lights.filter(state__in=OPEN).exists() or (entry in with_tasks and not lights.exists()):
            continue
        file_for(entry, day)


def file_for(entry: int, day: date, *, by: Any = None, is_asked: bool = False) -> Job:
    """File the night of a programme for a day; asked for by somebody, once more."""
    key = f"{NIGHT}:{entry}:{day}"
    if is_asked:
        key = jobs.key_again(key, is_undone=True)
    return jobs.file(kind=NIGHT, args={"entry": entry, "day": day.isoformat()}, by=by, key=key)


def file_look(entry: ProgrammeEntry, day: date, *, by: Any = None) -> Job:
    """File a look at the night of a day; the same job while one waits or runs."""
    key = jobs.key_again(f"{LOOK}:{entry.pk}:{day}", is_undone=True)
    return jobs.file(kind=LOOK, args={"entry": entry.pk, "day": day.isoformat()}, by=by, key=key, subject=entry)


def last_look(entry: ProgrammeEntry) -> Job | None:
    """The look that was filed last."""
    return Job.objects.filter(kind=LOOK, args__entry=entry.pk).order_by("-pk").first()


def next_day(entry: ProgrammeEntry) -> date:
    """Whose night comes next: today's, or once it has been that of tomorrow."""
    return today() + timedelta(days=1) if has_been(entry, today()) else today()


def has_been(entry: ProgrammeEntry, day: date) -> bool:
    """Has the night of this day been?"""
    known = Event.objects.about("programmes.programmeentry", str(entry.pk)).filter(action="ladder.night")
    last = known.first()
    return last is not None and f'"day":"{day}"' in last.values_json

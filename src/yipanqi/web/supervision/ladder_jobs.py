"""What the workers do for orders: each night the orders that rules ask for, and the steps of ladders."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.models import Baseline
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.handlers import handler
from yipanqi.web.jobs.models import OPEN, Job
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.progress.jobs import NIGHT as LIGHTS

from .actions import ladder
from .models import Order

NIGHT = "supervision.night"


@handler(NIGHT, "督办催办和拟办", "Urging and drafting orders", needs="supervision.issue")
def night(ticket: Ticket) -> None:
    """What is due on a day, once. Of a day that is over nothing is done: the next night catches it up."""
    entry, day = ProgrammeEntry.objects.get(pk=ticket.args["entry"]), date.fromisoformat(ticket.args["day"])
    ticket.progress(0.1, ("正在查看督办单和任务", "Looking at orders and tasks"))
    with ticket.effect() as outcome:
        is_over = day < today()
        outcome.result = {} if is_over else ladder.keep_night(entry=entry, day=day, at=timezone.now()).stored


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


def has_been(entry: ProgrammeEntry, day: date) -> bool:
    """Has the night of this day been?"""
    known = Event.objects.about("programmes.programmeentry", str(entry.pk)).filter(action="ladder.night")
    last = known.first()
    return last is not None and f'"day":"{day}"' in last.values_json

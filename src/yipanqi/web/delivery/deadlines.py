"""One's own deadlines as iCalendar: what is due when, for which estate; no person, no phone, no state of anybody."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from yipanqi.web.page.say import say

from .models import DeliveryTask, TaskQuerySet

_BACK, _AHEAD = timedelta(days=90), timedelta(days=400)
_MOST = 500
_HOURS = timedelta(hours=6)  # after which a calendar program should ask again


def due_of(user: Any, day: date) -> TaskQuerySet:
    """The tasks of this person's organisations that are still to be done, those soon due first."""
    rows = DeliveryTask.objects.visible_to(user).mine(user).leaves().undone()
    near = rows.filter(finish_date__gte=day - _BACK, finish_date__lte=day + _AHEAD)
    return near.order_by("finish_date", "pk")[:_MOST]


def calendar_of(tasks: Iterable[DeliveryTask], *, base: str, day: date, host: str) -> bytes:
    """A calendar with an event of a whole day for each task; `base` begins the addresses of their pages."""
    calendar = Calendar()
    calendar.add("prodid", "-//Yipanqi//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", say("一盘棋·任务期限", "Yipanqi: deadlines"))
    calendar.add("refresh-interval", _HOURS, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for task in tasks:
        calendar.add_component(_event(task, base, day, host))
    return calendar.to_ical()


def _event(task: DeliveryTask, base: str, day: date, host: str) -> Event:
    event, late = Event(), task.days_late(day)
    title = say("完成期限", "due")
    event.add("uid", f"{task.entry_id}-{task.pk}@{host}")
    event.add("dtstamp", _moment(task.changed_at))
    event.add("last-modified", _moment(task.changed_at))
    event.add("sequence", task.version)
    event.add("dtstart", task.finish_date)
    event.add("dtend", task.finish_date + timedelta(days=1))
    event.add("summary", f"{say('逾期·', 'LATE ') if late else ''}{task.title_said} · {title}")
    event.add("location", task.region_name)
    event.add("description", f"{task.number} · {task.state_said}\n{task.start_date} – {task.finish_date}")
    event.add("url", base + task.get_absolute_url())
    event.add("transp", "TRANSPARENT")
    return event


def _moment(at: datetime) -> datetime:
    return at.replace(microsecond=0)

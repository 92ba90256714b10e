"""A month of tasks: what starts and what ends on which of its days, and what goes on all through it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.delivery.state import State
from yipanqi.domain.working_calendar import WorkingCalendar, shipped
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import pages_of
from yipanqi.web.page.today import today

from ..gantt_chart import later, month_of
from ..lines import line_of
from ..models import DeliveryTask, TaskQuerySet
from ..narrowing import Narrowed
from .frame import entry_here, page
from .gantt import month_asked

_NAMED = 6  # tasks of a day, before the rest is counted
_ENGLISH = "Mon Tue Wed Thu Fri Sat Sun"
_WEEKDAYS = tuple(zip(("周一", "周二", "周三", "周四", "周五", "周六", "周日"), _ENGLISH.split(), strict=True))
_ENDS = (("start_date", "开始", "Starts"), ("finish_date", "完成", "Ends"))


@require_safe
@permission_required("delivery.view")
def month(request: HttpRequest) -> HttpResponse:
    """The days of a month with what starts and ends on each; with `day` all of that one."""
    entry, day = entry_here(request), today()
    asked = Narrowed(request, entry, day)
    first = month_asked(request.GET.get("month", "")) or month_of(day)
    last = later(first, 1) - timedelta(days=1)
    rows = asked.rows.leaves().exclude(state=State.CANCELLED)
    one = _day_asked(request, first, last)
    values: dict[str, Any] = {
        "asked": asked,
        "first": first,
        "one": one,
        "month_said": say(f"{first.year} 年 {first.month} 月", f"{first:%B %Y}"),
        "earlier": asked.query("day", month=f"{later(first, -1):%Y-%m}"),
        "later": asked.query("day", month=f"{later(first, 1):%Y-%m}"),
        "here": asked.query("day", month=f"{first:%Y-%m}"),
    }
    if one is not None:
        of_day = [(say(zh, en), rows.filter(**{end: one}).told()) for end, zh, en in _ENDS]
        values["of_day"] = [(name, [line_of(it, day) for it in found[:500]], found.count()) for name, found in of_day]
        return page(request, "month.html", entry, **values)
    programme = entry.frame() if entry else None
    working = programme.working if programme else shipped()
    stops = [it for it in programme.blackouts if it.first_date <= last and it.last_date >= first] if programme else []
    named = {end: _of_days(rows, end, first, last) for end, *_ in _ENDS}
    through = rows.filter(start_date__lt=first, finish_date__gt=last)
    pages = pages_of(through.told().order_by("finish_date", "place"), request.GET, "through")
    values |= {
        "days": list(_days(first, last, day, working, stops, named, asked)),
        "counts": _counts(rows, pages.shown.paginator.count, first, last, day),
        "through": [line_of(it, day) for it in pages.shown.object_list],
        "pages": pages if pages.shown.has_other_pages() else None,
    }
    return page(request, "month.html", entry, **values)


def _day_asked(request: HttpRequest, first: date, last: date) -> date | None:
    try:
        found = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return found if first <= found <= last else None


def _of_days(rows: TaskQuerySet, end: str, first: date, last: date) -> dict[date, tuple[list[DeliveryTask], int]]:
    """Day → the first tasks that start or end on it, and how many there are."""
    within = rows.filter(**{f"{end}__range": (first, last)})
    by_day = dict(within.order_by().values_list(end).annotate(count=Count("pk")))
    first_ones = within.annotate(of_day=Window(RowNumber(), partition_by=[F(end)], order_by=["place", "pk"]))
    found: dict[date, list[DeliveryTask]] = defaultdict(list)
    for task in first_ones.filter(of_day__lte=_NAMED).order_by(end, "place"):
        found[getattr(task, end)].append(task)
    return {at: (tasks, by_day[at]) for at, tasks in found.items()}


def _days(
    first: date,
    last: date,
    today_is: date,
    working: WorkingCalendar,
    stops: list[Blackout],
    named: dict[str, dict[date, tuple[list[DeliveryTask], int]]],
    asked: Narrowed,
) -> Iterator[dict[str, Any]]:
    """Each day of the month: is it worked, is anything stopped from here on, what starts and ends."""
    for at in range((last - first).days + 1):
        day = first + timedelta(days=at)
        ends = []
        for end, zh, en in _ENDS:
            tasks, count = named[end].get(day, ([], 0))
            lines = [{"task": it, "tone": it.tone(today_is), "late": it.days_late(today_is)} for it in tasks]
            ends.append({"name": say(zh, en), "lines": lines, "count": count, "more": count - len(tasks)})
        yield {
            "day": day,
            "weekday": say(*_WEEKDAYS[day.weekday()]),
            "is_off": not working.is_working(day),
            "is_today": day == today_is,
            "is_provisional": working.is_provisional(day),
            "stops": [it.name for it in stops if it.first_date == day or (day == first and it.first_date < first)],
            "ends": ends,
            "has_tasks": any(it["count"] for it in ends),
            "query": asked.query(month=f"{first:%Y-%m}", day=day.isoformat()),
        }


def _counts(rows: TaskQuerySet, through: int, first: date, last: date, day: date) -> list[dict[str, Any]]:
    """How many start, end, go on all through the month; how many of those that end are late."""
    ending = rows.filter(finish_date__range=(first, last)).order_by()
    starting = rows.filter(start_date__range=(first, last)).order_by()
    asked = (
        (say("本月开始", "start"), starting.count(), ""),
        (say("本月完成", "end"), ending.count(), ""),
        (say("其中逾期", "of these late"), ending.late(day).count(), "late"),
        (say("整月实施", "go on all month"), through, "part"),
    )
    return [{"name": name, "count": f"{count:,}", "tone": tone} for name, count, tone in asked]

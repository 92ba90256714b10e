"""A month of tasks: what starts and what ends on which of its days, and what goes on all through it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import escape
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.delivery.state import UNDONE, State
from yipanqi.domain.working_calendar import WorkingCalendar, shipped
from yipanqi.web.page.address import addresses
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import pages_of
from yipanqi.web.page.today import today

from ..beside import Mark, marks_of
from ..gantt_chart import later, month_of
from ..keyed import Keyed, read
from ..lines import lines_of
from ..models import DeliveryTask, TaskQuerySet
from ..narrowing import Narrowed
from .frame import entry_here, page
from .gantt import month_asked

Ends = dict[date, tuple[list[DeliveryTask], int, int]]

_TELLING = ("red", "yellow", "grey", "held")  # tones of marks that the calendar shows
_TOLD = tuple(it for it in State if it is not State.CANCELLED)  # an index finds states that are named
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
    rows = asked.rows.leaves().filter(state__in=_TOLD)
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
        values["of_day"] = [(name, lines_of(list(found[:500]), day), found.count()) for name, found in of_day]
        return page(request, "month.html", entry, **values)
    programme = entry.frame() if entry else None
    working = programme.working if programme else shipped()
    stops = [it for it in programme.blackouts if it.first_date <= last and it.last_date >= first] if programme else []
    named = {end: _of_days(rows, end, first, last, day) for end, *_ in _ENDS}
    through = rows.filter(start_date__lt=first, finish_date__gt=last)
    pages = pages_of(Keyed(through.order_by("finish_date", "place")), request.GET, "through")
    ends = [task for of in named.values() for tasks, *_ in of.values() for task in tasks]
    marks = marks_of(ends, day)
    values |= {
        "days": list(_days(first, last, day, working, stops, named, asked, marks)),
        "counts": _counts(named, pages.shown.paginator.count),
        "through": lines_of(list(pages.shown.object_list), day),
        "pages": pages if pages.shown.has_other_pages() else None,
    }
    return page(request, "month.html", entry, **values)


def _day_asked(request: HttpRequest, first: date, last: date) -> date | None:
    try:
        found = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return found if first <= found <= last else None


def _of_days(rows: TaskQuerySet, end: str, first: date, last: date, today_is: date) -> Ends:
    """Day → the first tasks that start or end on it, how many there are, and how many of those are late."""
    within = rows.filter(**{f"{end}__range": (first, last)})
    late = Count("state", filter=Q(finish_date__lt=today_is, state__in=UNDONE))
    counted = within.order_by().values_list(end).annotate(count=Count("*"), late=late)
    first_ones = within.annotate(of_day=Window(RowNumber(), partition_by=[F(end)], order_by=["place", "pk"]))
    keys = first_ones.filter(of_day__lte=_NAMED).order_by(end, "place").values_list("pk", flat=True)
    found: dict[date, list[DeliveryTask]] = defaultdict(list)
    for task in read(DeliveryTask.objects.all(), keys):
        found[getattr(task, end)].append(task)
    return {at: (found[at], count, late) for at, count, late in counted}


def _days(
    first: date,
    last: date,
    today_is: date,
    working: WorkingCalendar,
    stops: list[Blackout],
    named: dict[str, Ends],
    asked: Narrowed,
    marks: dict[int, Mark],
) -> Iterator[dict[str, Any]]:
    """Each day of the month: is it worked, is anything stopped from here on, what starts and ends."""
    line = _liner(today_is)
    for at in range((last - first).days + 1):
        day = first + timedelta(days=at)
        ends = []
        for end, zh, en in _ENDS:
            tasks, count, _ = named[end].get(day, ([], 0, 0))
            lines = mark_safe("".join(line(it, marks.get(it.pk)) for it in tasks))  # escaped already
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


def _liner(day: date) -> Callable[[DeliveryTask, Mark | None], str]:
    """Tells a task in the list of a day: its state, its light where that asks for something, how late it is. Plain
    strings, for a month has hundreds."""
    address, is_english = addresses("delivery:task"), language() == "en"

    def line(task: DeliveryTask, mark: Mark | None) -> str:
        title = f"{task.estate_name} · {task.name_en if is_english else task.name}"
        told = f'<a href="{address(task.pk)}"><span class="state {task.tone(day)}">{escape(title)}</span></a>'
        if mark and mark.tone in _TELLING:
            light = f'<span class="unseen">{escape(mark.word)}</span>'
            told += f' <span class="light alone {mark.tone}" title="{escape(mark.sentence)}">{light}</span>'
        if late := task.days_late(day):
            said = f"late by {late} days" if is_english else f"逾期 {late} 天"
            told += f' <span class="note">{said}</span>'
        return f"<li>{told}</li>"

    return line


def _counts(named: dict[str, Ends], through: int) -> list[dict[str, Any]]:
    """How many start, end, go on all through the month; how many of those that end are late."""
    starting, ending = (named[end].values() for end, *_ in _ENDS)
    asked = (
        (say("本月开始", "start"), sum(count for _, count, _ in starting), ""),
        (say("本月完成", "end"), sum(count for _, count, _ in ending), ""),
        (say("其中逾期", "of these late"), sum(late for *_, late in ending), "late"),
        (say("整月实施", "go on all month"), through, "part"),
    )
    return [{"name": name, "count": f"{count:,}", "tone": tone} for name, count, tone in asked]

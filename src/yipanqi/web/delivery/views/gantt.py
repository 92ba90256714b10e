"""The Gantt chart of tasks: of all, a subdistrict, a unit, an estate; by quarter or by month; to print on A3."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape

from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.web.page.address import addresses
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import pages_of
from yipanqi.web.page.today import today

from ..beside import Mark, marks_of
from ..gantt_chart import Chart, ChartRow, Foretold, Span, Window, later, month_of
from ..keyed import Counted
from ..models import Baseline, BaselineRow, DeliveryTask, TaskQuerySet
from ..narrowing import Narrowed
from .frame import entry_here, page

ROWS = 1000  # of one page
QUARTER, MONTH = "quarter", "month"
_MONTHS = 12  # in one chart by month
_BEYOND = 12  # months past the plan's last day that the forecast may widen the chart
_ENDED = "done"  # tone of a mark whose forecast is over
_SPAN = ("start_date", "finish_date")
_DEPTH = {kind.value: depth for depth, kind in enumerate(Kind)}
_DONE = (State.REPORTED, State.CHECKED, State.CLOSED)
LEVELS = {
    "estate": ("小区", "Estates", (Kind.ESTATE,)),
    "stage": ("环节", "Stages", (Kind.ESTATE, Kind.STAGE)),
    "work": ("改造项", "Works", (Kind.ESTATE, Kind.STAGE, Kind.WORK)),
}
_FIELDS = (
    "number", "kind", "estate", "is_leaf", "name", "name_en", "estate_name", "region_name", "start_date", "finish_date",
    "started_on", "reported_on", "closed_on", "state",
)  # fmt: skip


@require_safe
@permission_required("delivery.view")
def gantt(request: HttpRequest) -> HttpResponse:
    """What was to be done when, is to be done now, and was done."""
    entry, day = entry_here(request), today()
    asked = Narrowed(request, entry, day)
    level = _level(request, asked)
    rows = asked.rows.leaves() if asked.is_of_parts else asked.rows.filter(kind__in=LEVELS[level][2])
    rows = rows.exclude(state=State.CANCELLED).only(*_FIELDS)
    by_month = request.GET.get("scale") == MONTH
    if by_month:
        first = month_asked(request.GET.get("from", "")) or later(month_of(day), -2)
        last = later(first, _MONTHS - 1)
        rows = rows.filter(start_date__lte=last, finish_date__gte=first)
    else:
        first, last, count = _days(rows, day)
    pages = pages_of(rows if by_month else Counted(rows, count), request.GET, size=ROWS)
    tasks = list(pages.shown.object_list)
    marks = marks_of(tasks, day)
    if not by_month:
        last = max([last, *_until(marks, last)])
    programme = entry.frame() if entry else None
    chart = Chart(
        Window(first, last, by_month=by_month),
        day,
        programme.blackouts if programme else (),
        programme.working if programme else None,
    )
    baselines = list(Baseline.objects.filter(entry=entry).order_by("number"))
    baseline = _baseline(request, baselines)
    values = {
        "asked": asked,
        "chart": chart,
        "lines": list(_lines(tasks, baseline, chart, day, marks, is_flat=asked.is_of_parts)),
        "has_marks": bool(marks),
        "pages": pages if pages.shown.has_other_pages() else None,
        "count": pages.shown.paginator.count,
        "baselines": [(it, asked.query(baseline=it.number), it == baseline) for it in baselines],
        "baseline": baseline,
        "scales": [
            (asked.query("from", scale=key), said, (key == MONTH) is by_month)
            for key, said in ((QUARTER, say("按季度", "By quarter")), (MONTH, say("按月", "By month")))
        ],
        "levels": []
        if asked.is_of_parts
        else [(asked.query(level=key), say(zh, en), key == level) for key, (zh, en, _) in LEVELS.items()],
        "earlier": asked.query(**{"from": f"{later(first, -6):%Y-%m}"}) if by_month else "",
        "later": asked.query(**{"from": f"{later(first, 6):%Y-%m}"}) if by_month else "",
    }
    return page(request, "gantt.html", entry, **values)


def _level(request: HttpRequest, asked: Narrowed) -> str:
    """How deep the tree is shown: of one estate to its works, of all the estates alone, unless asked otherwise."""
    usual = "work" if asked.asked.get("estate") else "estate"
    level = request.GET.get("level", "")
    return level if level in LEVELS else usual


def _days(rows: TaskQuerySet, day: date) -> tuple[date, date, int]:
    """The first and the last day of the chart of these tasks, and how many they are."""
    asked = {"first": Min("start_date"), "last": Max("finish_date"), "begun": Min("started_on")}
    found = rows.order_by().aggregate(**asked, count=Count("*"))
    first, last = found["first"] or day, found["last"] or day
    return min(first, found["begun"] or first), last, found["count"]


def month_asked(text: str) -> date | None:
    """`2027-03` → its first day."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _until(marks: Mapping[int, Mark], last: date) -> Iterator[date]:
    """The days until which tasks are foretold to go on, as far as a chart of the plan shows them."""
    most = later(month_of(last), _BEYOND)
    for it in marks.values():
        if it.finish_date and it.tone != _ENDED:
            yield min(it.finish_late or it.finish_date, most)


def _baseline(request: HttpRequest, known: list[Baseline]) -> Baseline | None:
    asked = request.GET.get("baseline", "")
    return next((it for it in known if str(it.number) == asked), known[0] if known else None)


def _lines(
    tasks: Sequence[DeliveryTask],
    baseline: Baseline | None,
    chart: Chart,
    day: date,
    marks: Mapping[int, Mark],
    *,
    is_flat: bool,
) -> Iterator[SafeString]:
    """Each task as a row of the table with its drawing; in the tree indented as deep as it lies. Plain strings: a page
    has a thousand."""
    kept = BaselineRow.objects.filter(baseline=baseline, task__in=[it.pk for it in tasks]) if baseline else None
    spans = {} if kept is None else {pk: Span(*days) for pk, *days in kept.values_list("task", *_SPAN)}
    words, is_english = {it.value: say(*it.names) for it in State}, language() == "en"
    of_task, of_estate = addresses("delivery:task"), addresses("delivery:estate")
    for task in tasks:
        mark = marks.get(task.pk)
        drawn = ChartRow(
            plan=Span(task.start_date, task.finish_date),
            baseline=spans.get(task.pk),
            actual=_actual(task, day),
            is_late=task.is_late(day),
            is_part=task.is_leaf,
            foretold=_foretold(task, mark),
            light=mark.word if mark else "",
        )
        what = task.name_en if is_english else task.name
        is_estate = task.kind == Kind.ESTATE
        name = escape(f"{task.estate_name} · {what}" if is_flat and not is_estate else what)
        place = f' <span class="note">{escape(task.region_name)}</span>' if is_estate else ""
        url = of_estate(task.estate) if is_estate else of_task(task.pk)
        said = words[task.state]
        state = f'<span class="state {task.tone(day)}" title="{said}">{_unseen(said)}</span>'
        yield mark_safe(
            f'<tr class="depth{0 if is_flat else _DEPTH[task.kind]}">'
            f'<th scope="row">{_light(mark)}<a href="{url}">{name}</a>{place}</th>'
            f'<td class="when">{state}{drawn.plan}</td><td class="bars">{chart.row(drawn)}</td></tr>'
        )  # every part is escaped


def _foretold(task: DeliveryTask, mark: Mark | None) -> Foretold | None:
    """Of what still goes on."""
    if mark is None or mark.finish_date is None or mark.tone == _ENDED or task.state in _DONE:
        return None
    return Foretold(finish=mark.finish_date, early=mark.finish_early, late=mark.finish_late)


def _light(mark: Mark | None) -> str:
    if mark is None:
        return ""
    told = f'class="light alone {mark.tone}" title="{escape(mark.sentence)}"'
    return f"<span {told}>{_unseen(mark.word)}</span>"


def _unseen(text: str) -> str:
    return f'<span class="unseen">{text}</span>'


def _actual(task: DeliveryTask, day: date) -> Span | None:
    if task.started_on is None:
        return None
    ended = (task.reported_on or task.closed_on) if task.state in _DONE else None
    return Span(task.started_on, max(task.started_on, ended or task.closed_on or day))

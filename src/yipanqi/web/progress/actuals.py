"""What became of the works of the plan in force, as the next programme is made of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import Fen
from yipanqi.domain.progress.replan import Actual
from yipanqi.domain.progress.report import ReportState
from yipanqi.web.delivery.models import BaselineRow, DeliveryTask
from yipanqi.web.plans.models import Adoption

from .models import TaskLight, TaskReport

DONE = (State.REPORTED, State.CHECKED, State.CLOSED)


class _Told(NamedTuple):
    """What a confirmed report says."""

    month: date
    percent: Decimal
    as_of: date
    certified: Fen | None


def actuals_of(adoption: Adoption, day: date) -> Iterator[Actual]:
    """Every work of the programme, with what its reports confirmed by this day say: planned as it was adopted."""
    entry = adoption.entry_id
    planned = {
        task: (start, finish)
        for task, start, finish in BaselineRow.objects.filter(
            baseline__adoption=adoption, task__kind=Kind.WORK
        ).values_list("task_id", "start_date", "finish_date")
    }
    reports = _confirmed(entry, day)
    foretold = dict(
        TaskLight.objects.filter(entry=entry, finish_date__isnull=False).values_list("task_id", "finish_date")
    )
    works = DeliveryTask.objects.filter(entry=entry, kind=Kind.WORK).order_by("place", "pk")
    fields = ("pk", "estate", "measure", "start_date", "finish_date", "started_on", "state", "held_until")
    for pk, estate, measure, start, finish, started, state, until in works.values_list(*fields):
        own = reports.get(pk, ())
        last, span = (own[-1] if own else None), planned.get(pk, (start, finish))
        yield Actual(
            estate=estate,
            measure=measure,
            start_date=span[0],
            finish_date=span[1],
            started_on=started or _first(own),
            percent=last.percent if last else None,
            as_of=last.as_of if last else None,
            certified=by_year({it.month: it.certified for it in own if it.certified is not None}),
            finish_on=foretold.get(pk),
            is_done=state in DONE,
            is_cancelled=state == State.CANCELLED,
            is_held=state == State.HELD,
            held_until=until,
        )


def by_year(to_date: Mapping[date, Fen]) -> dict[int, Fen]:
    """Calendar year → fen certified in it, of sums to date by month. A later smaller sum takes the earlier ones back
    to it: what was certified too much was not spent."""
    months = sorted(to_date)
    found: dict[int, Fen] = {}
    least: Fen | None = None
    ends: dict[int, Fen] = {}
    for month in reversed(months):
        least = to_date[month] if least is None else min(least, to_date[month])
        ends.setdefault(month.year, least)
    before = 0
    for year in sorted(ends):
        if ends[year] > before:
            found[year] = ends[year] - before
        before = max(before, ends[year])
    return found


def _confirmed(entry: int, day: date) -> dict[int, list[_Told]]:
    """Task → its confirmed reports by month, as far as they were confirmed by this day."""
    rows = TaskReport.objects.newest().filter(entry=entry, state=ReportState.CONFIRMED, judged_on__lte=day)
    found: dict[int, list[_Told]] = defaultdict(list)
    for task, *told in rows.order_by("month").values_list("task_id", *_Told._fields):
        found[task].append(_Told(*told))
    return found


def _first(reports: Iterable[_Told]) -> date | None:
    """The day for which something was first reported done, of a work that nobody started by hand."""
    return next((it.as_of for it in reports if it.percent > 0), None)

"""Keeping lights and forecasts as they were worked out: of a programme by night, of an estate soon after something of
it was reported. They are a cache; the log tells of the night alone."""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from secrets import randbelow
from typing import Any

from django.db import transaction

from yipanqi.domain.progress.light import Colour, Light
from yipanqi.domain.progress.share import WORST_FIRST
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from ..ground import Rules
from ..known import known_of
from ..models import EstateForecast, EstateLights, ForecastLesson, OutdatedEstate, TaskLight, TaskReport
from ..sums import months_of, places_of, schedules_of, sums_of
from ..working_out import Assessed, assessed, experience, fund_ends, of_estates, ranks_of

_BATCH = 2000
_TOGETHER = 10  # estates that are read once and written in one transaction
_MARKS = 2**31  # of reports: two in a row hardly ever leave the same
AT_ONCE = 5  # estates that a page works out anew before it is shown; a worker does the others
MONTHS, SCHEDULES = "months", "schedules"  # of a lesson: expected money, and earned schedules, of that night
_KEPT = (
    "day", "colour", "rule", "behind", "percent", "figures", "finish_date", "finish_early", "finish_late", "fund_end",
    "is_urgent", "version", "is_open", "late", "foretold", "gravity", "tenths", "budget", "certified", "is_work",
    "estate", "region", "unit",
)  # fmt: skip


def worked_out(entry: ProgrammeEntry, day: date) -> tuple[list[Assessed], dict[str, Any]]:
    """The lights and forecasts of all tasks on a day, and what finished works teach; nothing is written."""
    with _uncollected():
        return _worked_out(entry, day)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Millions of objects are made that refer to nothing in circles: looking for such takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _worked_out(entry: ProgrammeEntry, day: date) -> tuple[list[Assessed], dict[str, Any]]:
    rules = Rules(entry, day)
    tasks = known_of(entry, day, today())
    taught = experience(tasks, rules)
    ranks = ranks_of([it for it in tasks if it.is_work], rules.light, rules)
    found = assessed(tasks, rules, taught=taught, ends=fund_ends(entry, rules), ranks=ranks)
    return found, {
        **taught.lesson.stored,
        MONTHS: months_of(found, rules),
        SCHEDULES: schedules_of(found, rules),
    }


@transaction.atomic
def keep_all(
    *,
    entry: ProgrammeEntry,
    found: Sequence[Assessed],
    lesson: dict[str, Any],
    day: date,
    at: datetime,
    since: datetime | None = None,
) -> dict[int, tuple[str, str]]:
    """Keep them in the place of those that were; task → colour before and now, of those that turned yellow or red.
    What was done or reported since they were read is worked out once more."""
    with _uncollected():
        turned = _kept_all(entry, found, lesson, day, at)
    if since is not None and (late := _changed(entry, since)):
        renew(entry, late, day=day)
    return turned


def _changed(entry: ProgrammeEntry, since: datetime) -> set[str]:
    """The estates of which something was done, reported or judged since a moment."""
    tasks = DeliveryTask.objects.filter(entry=entry).order_by()
    reports = TaskReport.objects.filter(entry=entry).order_by()
    asked = (
        tasks.filter(changed_at__gte=since).values_list("estate"),
        reports.filter(at__gte=since).values_list("task__estate"),
        reports.filter(judged_at__gte=since).values_list("task__estate"),
    )
    return {estate for rows in asked for (estate,) in rows.distinct()}


def _kept_all(
    entry: ProgrammeEntry, found: Sequence[Assessed], lesson: dict[str, Any], day: date, at: datetime
) -> dict[int, tuple[str, str]]:
    before = dict(TaskLight.objects.filter(entry=entry).values_list("task_id", "colour"))
    _keep(entry, found)
    TaskLight.objects.filter(entry=entry).exclude(day=day).delete()
    EstateForecast.objects.filter(entry=entry).delete()
    EstateForecast.objects.bulk_create(sums_of(entry, found, places_of(entry), day), batch_size=_BATCH)
    EstateLights.objects.filter(entry=entry).delete()
    EstateLights.objects.bulk_create(_lights_of(entry, found), batch_size=_BATCH)
    ForecastLesson.objects.update_or_create(entry=entry, defaults={"day": day, "value": lesson})
    worse = (Colour.YELLOW, Colour.RED)
    turned = {
        it.known.pk: (before.get(it.known.pk, ""), it.light.colour.value)
        for it in found
        if it.light.colour in worse and before.get(it.known.pk) != it.light.colour
    }
    audit.record("lights.worked_out", subject=entry, at=at, after={"day": day, "count": len(found)})
    return turned


def outdate(entry: ProgrammeEntry, estate: str) -> None:
    """The lights of this estate are to be worked out anew, once what is being reported of it is kept."""
    OutdatedEstate.objects.bulk_create(
        [OutdatedEstate(entry=entry, estate=estate, times=randbelow(_MARKS))],
        update_conflicts=True,
        unique_fields=["entry", "estate"],
        update_fields=["times"],
    )


def catch_up(entry: ProgrammeEntry, *, day: date, most: int | None = None) -> int:
    """Work out anew what is outdated, up to so many estates; how many that were. Only what is written holds others up:
    an estate of which something was reported since it was read is left for the next time."""
    marks = list(OutdatedEstate.objects.filter(entry=entry).order_by("pk").values_list("estate", "times")[:most])
    for first in range(0, len(marks), _TOGETHER):
        some = dict(marks[first : first + _TOGETHER])
        found = of_estates(entry, some, day)
        _replace(entry, found, some, day)
    return len(marks)


@transaction.atomic
def _replace(entry: ProgrammeEntry, found: Sequence[Assessed], marks: Mapping[str, int], day: date) -> None:
    """Keep the lights of the estates whose mark is still the one that was read."""
    same = set()
    for estate, mark in sorted(marks.items()):  # waits for who is about to report
        if OutdatedEstate.objects.filter(entry=entry, estate=estate, times=mark).delete()[0]:
            same.add(estate)
    if same:
        _keep_of(entry, [it for it in found if it.known.estate in same], same, day)


@transaction.atomic
def renew(entry: ProgrammeEntry, estates: Iterable[str], *, day: date) -> None:
    """The lights of these estates anew: something of them was reported, confirmed or given back."""
    estates = list(estates)
    OutdatedEstate.objects.filter(entry=entry, estate__in=estates).delete()  # first: waits for who is about to report
    _keep_of(entry, of_estates(entry, estates, day), estates, day)


def _keep_of(entry: ProgrammeEntry, found: Sequence[Assessed], estates: Collection[str], day: date) -> None:
    """The lights of these estates, and what they come to, in the place of those that were."""
    _keep(entry, found)
    EstateForecast.objects.filter(entry=entry, estate__in=estates).delete()
    EstateForecast.objects.bulk_create(sums_of(entry, found, places_of(entry, estates), day))
    EstateLights.objects.filter(entry=entry, estate__in=estates).delete()
    EstateLights.objects.bulk_create(_lights_of(entry, found))


def _keep(entry: ProgrammeEntry, found: Sequence[Assessed]) -> None:
    for first in range(0, len(found), _BATCH):  # so that no more rows than these are held
        TaskLight.objects.bulk_create(
            [row_of(entry, it) for it in found[first : first + _BATCH]],
            update_conflicts=True,
            unique_fields=["task"],
            update_fields=_KEPT,
        )


def _lights_of(entry: ProgrammeEntry, found: Iterable[Assessed]) -> Iterable[EstateLights]:
    """What they come to; what is cancelled is left out."""
    sums: dict[tuple[str, bool, int], EstateLights] = {}
    for it in found:
        gravity, tenths, fen = gravity_of(it.light), tenths_of(it.light), it.known.budget
        if gravity is None:
            continue
        key = it.known.estate, it.known.is_work, gravity
        if (sum_ := sums.get(key)) is None:
            none = dict.fromkeys(("count", "budget", "weighed", "tenths", "reported"), 0)
            sum_ = sums[key] = EstateLights(
                entry=entry, estate=key[0], region=it.known.region, is_work=key[1], gravity=gravity, **none
            )
        sum_.count += 1
        sum_.budget += fen
        sum_.weighed += fen * tenths
        sum_.tenths += tenths
        sum_.reported += it.known.is_work and it.light.percent is not None
    return sums.values()


def row_of(entry: ProgrammeEntry, it: Assessed) -> TaskLight:
    """As the table keeps it."""
    one = it.forecast
    return TaskLight(
        entry=entry,
        task_id=it.known.pk,
        day=it.light.day,
        colour=it.light.colour,
        rule=it.light.rule,
        behind=it.light.behind,
        percent=it.light.percent if it.known.is_work else None,
        figures=it.light.stored,
        finish_date=one.finish if one else None,
        finish_early=one.early if one else None,
        finish_late=one.late if one else None,
        fund_end=it.fund_end,
        is_urgent=it.is_urgent,
        is_open=it.is_open,
        late=it.late,
        foretold=it.told.stored if it.told else {},
        version=it.known.version,
        gravity=gravity_of(it.light),
        tenths=tenths_of(it.light),
        budget=it.known.budget,
        certified=it.known.certified(it.light.day),
        is_work=it.known.is_work,
        estate=it.known.estate,
        region=it.known.region,
        unit=it.known.unit,
    )


def tenths_of(light: Light) -> int:
    """Tenths of a percent done, as the sum of a parent counts them."""
    return 1000 if light.colour is Colour.DONE else int((light.percent or 0) * 10)


def gravity_of(light: Light) -> int | None:
    """The place of its colour, the worst first; none of what is cancelled."""
    return None if light.code == "cancelled" else WORST_FIRST.index(light.colour)

"""What the forecasts of works come to: an estate's, whole and by who has a part in them, and money by month. Worked
out by night, and an estate's anew with each report of it."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import Fen, rounded_part
from yipanqi.domain.planning.told import told_alone
from yipanqi.domain.progress.forecast import UNTAUGHT, by_month, group_forecast
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.programmes.models import ProgrammeEntry

from .ground import Rules
from .models import EstateForecast
from .working_out import Assessed

Months = dict[str, dict[str, Fen]]  # subdistrict, or unit → month (its first day) → fen
BY_REGION, BY_UNIT, ELSEWHERE = "region", "unit", "0"


class Place(NamedTuple):
    """What an estate is called, and where it is."""

    name: str
    region: str
    region_name: str


def places_of(entry: ProgrammeEntry, estates: Iterable[str] | None = None) -> dict[str, Place]:
    """Of these estates, or of all."""
    rows = DeliveryTask.objects.filter(entry=entry, kind=Kind.ESTATE)
    if estates is not None:
        rows = rows.filter(estate__in=list(estates))
    told = rows.order_by().values_list("estate", "estate_name", "region", "region_name")
    return {estate: Place(*place) for estate, *place in told}


def sums_of(
    entry: ProgrammeEntry, found: Iterable[Assessed], places: Mapping[str, Place], day: date
) -> list[EstateForecast]:
    """The works of estates, whole and by who has a part in them; what is cancelled is left out."""
    works = (it for it in found if it.late is not None)
    whole: list[EstateForecast] = []
    parts: list[EstateForecast] = []
    for estate, group in groupby(works, key=lambda it: it.known.estate):
        place, own = places[estate], list(group)
        whole += [_sum(entry, some, place, day) for some in _by(own, lambda it: it.known.unit)]
        parts += [
            _sum(entry, some, place, day, parts=some[0].known.parts)
            for some in _by(own, lambda it: (it.known.unit, it.known.parts))
        ]
    return [*whole, *parts]  # those that are asked for most lie together


def _by(works: Iterable[Assessed], key: Callable[[Assessed], Hashable]) -> Iterable[list[Assessed]]:
    found: dict[Hashable, list[Assessed]] = {}
    for it in works:
        found.setdefault(key(it), []).append(it)
    return found.values()


def _sum(
    entry: ProgrammeEntry, works: Sequence[Assessed], place: Place, day: date, parts: str | None = None
) -> EstateForecast:
    told = [(it, it.forecast) for it in works if it.forecast is not None]
    tenths = {it.known.pk: int(it.part.percent * 10) for it in works}
    return EstateForecast(
        entry=entry,
        estate=works[0].known.estate,
        estate_name=place.name,
        region=place.region,
        region_name=place.region_name,
        community=works[0].known.community,
        is_whole=parts is None,
        parts=parts or "",
        unit_id=works[0].known.unit,
        day=day,
        works=len(works),
        undone=sum(it.is_open for it in works),
        late_works=sum(it.is_open and (it.late or 0) > 0 for it in works),
        urgent=sum(it.is_urgent for it in works),
        planned_finish=max(one.planned_finish for _, one in told),
        finish_date=max(one.finish for _, one in told),
        finish_early=max(one.early for _, one in told),
        finish_late=max(one.late for _, one in told),
        budget=sum(it.known.budget for it in works),
        earned=sum(it.known.budget * tenths[it.known.pk] for it in works),
        points=sum(tenths.values()),
        certified=sum(it.known.certified(day) for it in works),
        told_earned=sum(map(earned_of, works)),
    )


def earned_of(it: Assessed) -> Fen:
    """What a work has earned, as it is told: in whole hundreds of yuan, so that lists add up."""
    return told_alone(rounded_part(it.known.budget * int(it.part.percent * 10), 1000))


def months_of(found: Iterable[Assessed], rules: Rules) -> dict[str, Months]:
    """When the works' money is expected to be spent, by subdistrict and by who does them."""
    by_region: Months = {}
    by_unit: Months = {}
    for it in found:
        spent = money_of(it, rules)
        for sums, key in ((by_region, it.known.region), (by_unit, str(it.known.unit or ELSEWHERE))):
            own = sums.setdefault(key, {}) if spent else {}
            for month, fen in spent:
                told = month.isoformat()
                own[told] = own.get(told, 0) + fen
    return {BY_REGION: by_region, BY_UNIT: by_unit}


def schedules_of(found: Iterable[Assessed], rules: Rules) -> dict[str, dict[str, Any]]:
    """The earned schedule of each subdistrict and, under no name, of the programme."""
    groups: dict[str, list[Assessed]] = {"": []}
    for it in found:
        if it.late is not None:
            groups[""].append(it)
            groups.setdefault(it.known.region, []).append(it)
    return {key: _schedule(works, rules) for key, works in groups.items() if works}


def _schedule(works: Sequence[Assessed], rules: Rules) -> dict[str, Any]:
    parts, told = [it.part for it in works], [it.forecast for it in works if it.forecast is not None]
    one = group_forecast(parts, rules.days(""), rules.day, rules.forecast, UNTAUGHT, told)
    return {"planned": one.planned_days, "used": one.used_days, "earned": one.earned_days, "pace": one.pace}


def money_of(it: Assessed, rules: Rules) -> tuple[tuple[date, Fen], ...]:
    """When a work's money is expected to be spent."""
    if it.forecast is None or it.late is None or not it.known.budget:
        return ()
    days = rules.days(it.known.measure)
    return by_month(it.known.budget, told_alone(it.known.certified(rules.day)), it.forecast, days, rules.day)


def added(kept: Mapping[str, Any], keys: Callable[[str], bool]) -> tuple[tuple[date, Fen], ...]:
    """The months of several subdistricts or units together, of those whose keys fit."""
    found: dict[date, Fen] = {}
    for key, months in kept.items():
        for month, fen in months.items() if keys(key) else ():
            first = date.fromisoformat(month)
            found[first] = found.get(first, 0) + fen
    return tuple(sorted(found.items()))

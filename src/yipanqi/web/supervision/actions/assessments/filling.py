"""An assessment is begun and filled from the record."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from yipanqi.domain.supervision.assessment import (
    Action,
    Part,
    Situation,
    State,
    refusal,
)
from yipanqi.domain.supervision.cycle import span
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit import actions as audit
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.programmes.models import ProgrammeEntry

from ...assess_words import CREATE, JOB
from ...figures import OfUnit
from ...models import (
    AssessedUnit,
    AssessedValue,
    Assessment,
    AssessmentScheme,
)
from ...models.assessment import kept
from ...scoring import before, total, values_of
from .ground import (
    BATCH,
    POINTS,
    TOTALS,
    CannotAssess,
    judge,
    locked,
    note_event,
    seen_of,
    unlike,
)


@transaction.atomic
def begin(
    *,
    scheme: AssessmentScheme,
    year: int,
    number: int,
    units: Iterable[Organisation],
    by: Any,
    at: datetime,
    day: date,
    is_filed: bool = True,
) -> Assessment:
    """Assess these units by a scheme for a period that is over; a worker reads the record, where that is filed."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=scheme.entry_id)
    told, own = scheme.told, list(units)
    if not by.has_perm("supervision.score"):
        raise CannotAssess("考核由改造办或主管部门发起", "The office or a department begins an assessment")
    first, last = span(told.cycle, year, number)
    if last >= day:
        raise CannotAssess("这一期还没有结束", "This period is not over yet")
    if scheme.since > day:
        raise CannotAssess("这一办法还没有生效", "This scheme does not count yet")
    if not own or any(it.kind not in told.kinds for it in own):
        raise CannotAssess("请选择本办法适用的单位", "Choose units that the scheme is for")
    rows = Assessment.objects.filter(entry=entry, key=scheme.key, first=first).exclude(state=State.WITHDRAWN)
    if rows.exists():
        raise CannotAssess("这一期已经有这项考核", "There is such an assessment of this period already")
    about = {"scheme": scheme, "key": scheme.key, "cycle": told.cycle, "once": f"{entry.pk}:{scheme.key}:{first}"}
    found = Assessment.objects.create(entry=entry, first=first, last=last, by=by, at=at, day=day, **about)
    AssessedUnit.objects.bulk_create(
        [AssessedUnit(assessment=found, unit=it, name=it.name) for it in own], batch_size=BATCH
    )
    AssessedValue.objects.bulk_create(
        [AssessedValue(assessed=unit, indicator=it.key) for unit in found.units.all() for it in told.indicators],
        batch_size=BATCH,
    )
    audit.record("assessment.created", subject=found, by=by, at=at, after={"units_count": len(own), "first": first})
    note_event(found, CREATE, found.told, by, at, day)
    if is_filed:
        _file(found, by)
    return found


@transaction.atomic
def ask_to_fill(*, assessment: Assessment, by: Any, at: datetime, day: date) -> Any:
    """Have a worker read the record once more; its job."""
    found = locked(assessment)
    judge(found, Action.FILL, by, Situation())
    audit.record("assessment.fill_asked", subject=found, by=by, at=at)
    return _file(found, by)


def _file(found: Assessment, by: Any) -> Any:
    key = jobs.key_again(f"{JOB}:{found.pk}", is_undone=True)
    return jobs.file(kind=JOB, args={"assessment": found.pk}, by=by, key=key, subject=found)


@transaction.atomic
def fill(*, assessment: Assessment, figures: Mapping[int, OfUnit], by: Any, at: datetime, day: date) -> Assessment:
    """Keep what the record says (by unit), and what it comes to; what somebody entered stays."""
    found = locked(assessment)
    if refusal(found.told, Action.FILL, (Part.SCORER,), Situation()):
        raise CannotAssess("评分已经完成，不再取数", "Scoring is done: the record is read no more")
    scheme = found.scheme.told
    units, values = list(found.units.all()), values_of(found)
    were = seen_of(units, TOTALS)
    from_record = {it.key: it.source for it in scheme.indicators if not it.is_entered}
    new = list[AssessedValue]()
    for unit in units:
        told = figures[unit.unit_id]
        unit.tasks, unit.estates = told.tasks, told.estates
        own = {it.indicator: it for it in values.get(unit.pk, ())}
        for key, source in from_record.items():
            if own[key].by_id is None:
                figure = told.figures[source]
                own[key] = AssessedValue(
                    assessed=unit,
                    indicator=key,
                    amount=kept(figure.value.amount),
                    of=kept(figure.value.of),
                    counts=dict(figure.value.counts) if figure.value.counts is not None else None,
                    is_absent=figure.value.is_absent,
                    rows=list(figure.rows),
                    at=at,
                )
                new.append(own[key])
        values[unit.pk] = list(own.values())
    entered = [it for own in values.values() for it in own if it.pk is not None]
    was = seen_of(entered, POINTS)
    total(scheme, units, values, before(found))
    AssessedValue.objects.filter(assessed__assessment=found, indicator__in=list(from_record), by=None).delete()
    AssessedValue.objects.bulk_create(new, batch_size=BATCH)
    AssessedValue.objects.bulk_update(unlike(entered, POINTS, was), POINTS, batch_size=BATCH)
    AssessedUnit.objects.bulk_update(unlike(units, TOTALS, were), TOTALS, batch_size=BATCH)
    found.filled_at, found.filled_on = at, day
    found.version = F("version") + 1
    found.save(update_fields=["filled_at", "filled_on", "version"])
    audit.record("assessment.filled", subject=found, by=by, at=at, after={"units_count": len(units)})
    note_event(found, Action.FILL, found.told, by, at, day)
    found.refresh_from_db()
    return found

"""Assessments of a small district, brought as far as a test asks."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from domain.supervision.schemes import a_scheme, an_indicator, events
from web.district import an_organisation
from web.supervision.conftest import moment

from yipanqi.domain.supervision.assessment import Action
from yipanqi.domain.supervision.scheme import Formula, Scheme, Scorer
from yipanqi.domain.supervision.scheme_stored import stored
from yipanqi.domain.supervision.scored import Value
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.supervision.actions import assessments as actions
from yipanqi.web.supervision.actions import schemes
from yipanqi.web.supervision.actions.assessments import Given
from yipanqi.web.supervision.assessment_jobs import read
from yipanqi.web.supervision.models import AssessedUnit, Assessment, AssessmentScheme

DAY = date(2027, 4, 6)  # a Tuesday, after the first quarter
ENDS = date(2027, 4, 13)  # five working days on


def on(day: date = DAY) -> dict[str, Any]:
    """`at` and `day` of a deed."""
    return {"at": moment(day), "day": day}


def scheme_of(**more: Any) -> Scheme:
    """Two thirds from the record, a fifth judged by the office, a sixth by leaders, and a bonus."""
    return a_scheme(
        an_indicator("tasks", weight=60, source="tasks_on_time", scorer=Scorer.RECORD),
        an_indicator("people", formula=Formula.JUDGED, weight=25),
        an_indicator("leaders", formula=Formula.JUDGED, weight=15, scorer=Scorer.LEADERS),
        an_indicator("praise", formula=Formula.BONUS, events=events(city=2, blame=-2), floor=Fraction(-4)),
        **more,
    )


def adopted(entry: Any, district: Any, scheme: Scheme | None = None, since: date = DAY) -> AssessmentScheme:
    """The scheme, adopted by the office."""
    about = {"source": "领导小组会议", "since": since, "by": district.people["office"]}
    return schemes.adopt_scheme(entry=entry, value=stored(scheme or scheme_of()), **about, **on())


def begun(entry: Any, district: Any, *, more_units: int = 0, scheme: Scheme | None = None) -> Assessment:
    """An assessment of the first quarter of 2027, its record read."""
    own = adopted(entry, district, scheme)
    group = district.organisations["区领导小组"]
    for number in range(more_units):
        an_organisation(f"第{number}街道", "subdistrict", group, region_id=f"more-{number}")
    units = list(Organisation.objects.filter(kind="subdistrict").order_by("pk"))
    office = district.people["office"]
    found = actions.begin(scheme=own, year=2027, number=1, units=units, by=office, **on())
    return actions.fill(assessment=found, figures=read(found), by=office, **on())


def entered(found: Assessment, district: Any, values: Mapping[str, Any] | None = None) -> Assessment:
    """All that people give: judged values for all units alike, unless a value is named."""
    told = {"people": Value(amount=Fraction(20)), "leaders": Value(amount=Fraction(10)), "praise": Value(counts={})}
    told |= values or {}
    for key, value in told.items():
        by = district.people["district" if key == "leaders" else "office"]
        given = [Given(assessed=it.pk, value=value, evidence="评价记录") for it in found.units.all()]
        actions.enter(assessment=found, indicator=key, given=given, by=by, **on())
    found.refresh_from_db()
    return found


def moved(found: Assessment, district: Any, *steps: Action, day: date = DAY) -> Assessment:
    """Brought on by who may."""
    for action in steps:
        by = district.people["district" if action in (Action.CLOSE, Action.FINALISE) else "office"]
        found = actions.move(assessment=found, action=action, by=by, note="说明", **on(day))
    return found


def opened(entry: Any, district: Any, **more: Any) -> Assessment:
    """One whose appeals are open."""
    found = entered(begun(entry, district, **more), district)
    return moved(found, district, Action.SCORE, Action.SHOW, Action.OPEN)


def finished(entry: Any, district: Any, **more: Any) -> Assessment:
    """One that is final."""
    return moved(opened(entry, district, **more), district, Action.CLOSE, Action.FINALISE, day=date(2027, 4, 14))


def unit_of(found: Assessment, name: str = "新华街道") -> AssessedUnit:
    """A unit in it."""
    return found.units.get(name=name)

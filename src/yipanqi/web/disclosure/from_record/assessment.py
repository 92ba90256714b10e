"""考核结果: from the assessments that are final."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from yipanqi.domain.disclosure.drafts import say
from yipanqi.domain.disclosure.drafts_assessment import AssessmentRecord, UnitScore, draft_assessment
from yipanqi.domain.disclosure.publication import Content, Kind, Pair
from yipanqi.domain.supervision.assessment import State
from yipanqi.domain.supervision.cycle import span_told
from yipanqi.domain.supervision.scheme import Cycle
from yipanqi.domain.supervision.scheme_stored import scheme_of
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.supervision.models import AssessedUnit, Assessment

from .base import NoRecord, Offer, is_sample, number, said
from .reading import only, taken

PREFIX, KINDS = "supervision.assessment", (Kind.ASSESSMENT,)
_FIELDS = ("id", "cycle", "first", "final_on", "version", "scheme__value")


def offers(entry: ProgrammeEntry, day: date) -> Iterator[Offer]:
    """Each assessment that is final, the newest first."""
    rows = Assessment.objects.filter(entry=entry, state=State.FINAL, final_on__lte=day)
    district = entry.frame().heading.district
    for it in taken(rows, *_FIELDS):
        yield Offer(
            kind=Kind.ASSESSMENT,
            record_key=f"{PREFIX}:{it['id']}",
            title=say("assessment_title", district=district, span=_span(it), scheme=_scheme(it)),
            event_day=it["final_on"],
            url=reverse("supervision:assessment", args=[it["id"]]),
        )


def content(entry: ProgrammeEntry, kind: Kind, name: str) -> Content:
    """An assessment as it was made final."""
    rows = Assessment.objects.filter(entry=entry, pk=number(name), state=State.FINAL)
    it = only(taken(rows, *_FIELDS))
    if it is None:
        raise NoRecord
    units = AssessedUnit.objects.filter(assessment=it["id"])
    told = taken(units, "id", "name", "score", "grade", "rank", "unranked", "barred")
    heading = entry.frame().heading
    return draft_assessment(
        AssessmentRecord(
            district=heading.district,
            scheme=_scheme(it),
            span=_span(it),
            units=tuple(_unit(it["id"], one) for one in told),
            record=f"{said(it['final_on'])}审定的考核结果",
            as_of=it["final_on"],
            is_synthetic=is_sample(entry),
            at=reverse("supervision:assessment", args=[it["id"]]),
        )
    )


def _span(it: dict[str, Any]) -> Pair:
    zh, en = (span_told(Cycle(it["cycle"]), it["first"], lang) for lang in ("zh", "en"))
    return zh, en


def _scheme(it: dict[str, Any]) -> Pair:
    names = scheme_of(it["scheme__value"]).names
    return names[0], names[1]


def _unit(assessment: int, one: dict[str, Any]) -> UnitScore:
    return UnitScore(
        name=one["name"],
        score=one["score"],
        rank=one["rank"],
        grade=(one["grade"][0], one["grade"][1]) if one["grade"] else None,
        unranked=one["unranked"],
        is_barred=bool(one["barred"]),
        at=reverse("supervision:assessment-unit", args=[assessment, one["id"]]),
    )

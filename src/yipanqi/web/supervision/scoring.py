"""What kept values come to: each unit's points, score, grade, rank and change; and the seal of what is final."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from yipanqi import __version__
from yipanqi.domain.supervision.assessment import State
from yipanqi.domain.supervision.ranked import Change, Scored, changes, graded, ranks, unranked
from yipanqi.domain.supervision.scheme import Scheme
from yipanqi.domain.supervision.scheme_stored import canonical
from yipanqi.domain.supervision.scored import LAW, Result, Value, score

from .models import AssessedUnit, AssessedValue, Assessment, AssessmentFile
from .models.assessment import kept, value_told

Values = Mapping[int, Sequence[AssessedValue]]  # by the assessed unit


class KeptValue(NamedTuple):
    """A value as it is read to score it once more: hundreds of units are not made into rows of models."""

    indicator: str
    amount: str
    of: str
    counts: dict[str, int] | None
    is_absent: bool
    is_given_up: bool
    evidence: str
    points: str

    @property
    def told(self) -> Value:
        """As the laws know it."""
        return value_told(self.amount, self.of, self.counts, self.is_absent)


Proofs = Sequence[list[Any]]  # unit, indicator, appeal, answers it?, SHA-256
LAW_TOLD = f"{__version__}/{LAW}"  # the version of the code that scores
_NONE = Change(points=None, places=None)


def values_of(assessment: Assessment) -> dict[int, list[AssessedValue]]:
    """Assessed unit → its values, without their rows; in one question."""
    found: dict[int, list[AssessedValue]] = {}
    for it in AssessedValue.objects.filter(assessed__assessment=assessment).defer("rows"):
        found.setdefault(it.assessed_id, []).append(it)
    return found


def _kept_of(assessment: Assessment) -> dict[int, list[KeptValue]]:
    """Assessed unit → its values, light; in one question."""
    found: dict[int, list[KeptValue]] = {}
    rows = AssessedValue.objects.filter(assessed__assessment=assessment)
    for pk, *told in rows.values_list("assessed", *KeptValue._fields):
        found.setdefault(pk, []).append(KeptValue(*told))
    return found


def told_of(values: Iterable[AssessedValue | KeptValue]) -> dict[str, Value]:
    """Indicator → value, as the laws know them."""
    return {it.indicator: it.told for it in values}


def scored(scheme: Scheme, unit: AssessedUnit, values: Iterable[AssessedValue | KeptValue]) -> Result:
    """What a unit has."""
    return score(scheme, told_of(values), tasks=unit.tasks)


def total(scheme: Scheme, units: Sequence[AssessedUnit], values: Values, before: Assessment | None) -> None:
    """Write into these rows what they come to: points, scores, grades, ranks, changes. Nothing is saved."""
    for unit in units:
        own = values.get(unit.pk, ())
        result = scored(scheme, unit, own)
        by_key = {it.key: it for it in result.points}
        for it in own:
            point = by_key[it.indicator]
            it.standing, it.points, it.is_doubled = point.standing, kept(point.points), point.is_doubled
        unit.score, unit.apart = result.score, kept(result.apart)
        grade = graded(scheme, _told(unit))
        unit.grade = list(grade.names) if grade else None
    by_unit = _ranked(scheme, units)
    last = {} if before is None else {it.unit_id: (it.score, it.rank) for it in before.units.all()}
    changed = changes({it.unit_id: (it.score, by_unit.get(it.unit_id)) for it in units}, last)
    for unit in units:
        unit.rank, unit.unranked = by_unit.get(unit.unit_id), unranked(scheme, _told(unit))
        change = changed.get(unit.unit_id, _NONE)
        unit.change, unit.places = change.points, change.places


def _ranked(scheme: Scheme, units: Iterable[AssessedUnit]) -> dict[int, int]:
    return ranks(scheme, [_told(it) for it in units])


def _told(unit: AssessedUnit) -> Scored:
    return Scored(
        unit=unit.unit_id, score=unit.score, tasks=unit.tasks, estates=unit.estates, is_barred=bool(unit.barred)
    )


def before(assessment: Assessment) -> Assessment | None:
    """The last one that is final, by the same scheme's key, of an earlier period of the same length."""
    rows = Assessment.objects.filter(
        entry=assessment.entry_id,
        key=assessment.key,
        cycle=assessment.cycle,
        state=State.FINAL,
        first__lt=assessment.first,
    )
    return rows.order_by("-first").prefetch_related("units").first()


def proofs_of(assessment: Assessment) -> Proofs:
    """Every kept file of an assessment, as its seal holds it; in one question."""
    rows = AssessmentFile.objects.filter(assessed__assessment=assessment).order_by("pk")
    return [list(it) for it in rows.values_list("assessed__unit", "indicator", "appeal", "is_answer", "file__sha256")]


def content_hash(
    scheme: Scheme,
    assessment: Assessment,
    units: Sequence[AssessedUnit],
    values: Mapping[int, Sequence[AssessedValue | KeptValue]],
    law: str,
    proofs: Proofs,
) -> str:
    """SHA-256 of the scheme, every value with its evidence, every result, the files, and the version of the code."""
    told: dict[str, Any] = {
        "scheme": json.loads(canonical(scheme)),
        "span": [assessment.first.isoformat(), assessment.last.isoformat()],
        "law": law,
        "units": [
            {
                "unit": unit.unit_id,
                "name": unit.name,
                "tasks": unit.tasks,
                "estates": unit.estates,
                "barred": [unit.barred, unit.barred_why],
                "score": None if unit.score is None else f"{unit.score:.2f}",
                "grade": unit.grade,
                "rank": unit.rank,
                "values": [_value(it) for it in sorted(values.get(unit.pk, ()), key=lambda it: it.indicator)],
            }
            for unit in sorted(units, key=lambda it: it.unit_id)
        ],
    }
    if proofs:  # an older seal knows of none
        told["files"] = proofs
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _value(it: AssessedValue | KeptValue) -> list[Any]:
    counts = sorted((it.counts or {}).items())
    return [it.indicator, it.amount, it.of, counts, it.is_absent, it.is_given_up, it.evidence, it.points]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """What comes out of the kept values once more."""

    units: int
    differing: Sequence[tuple[str, Decimal | None, Decimal | None]]  # name, as kept, as it comes out now
    is_same_hash: bool | None  # none: it is not final yet
    law: str

    @property
    def is_same(self) -> bool:
        """To the same hundredth, and nothing touched?"""
        return not self.differing and self.is_same_hash is not False


def recomputed(assessment: Assessment) -> Recomputed:
    """Score it once more from what is kept, and look at its seal."""
    scheme, units = assessment.scheme.told, list(assessment.units.all())
    values = _kept_of(assessment)
    now = {it.pk: scored(scheme, it, values.get(it.pk, ())).score for it in units}
    differing = [(it.name, it.score, now[it.pk]) for it in units if it.score != now[it.pk]]
    seal = assessment.content_hash
    same = (
        content_hash(scheme, assessment, units, values, assessment.law, proofs_of(assessment)) == seal if seal else None
    )
    return Recomputed(units=len(units), differing=differing, is_same_hash=same, law=LAW_TOLD)

"""Values of an assessment that people give, each with what proves it; what bars a unit."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from yipanqi.domain.supervision.assessment import (
    Action,
    Situation,
)
from yipanqi.domain.supervision.scheme import Formula, Indicator, Scorer
from yipanqi.domain.supervision.scored import Value
from yipanqi.web.accounts.roles import OFFICE
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.models import PaperFile
from yipanqi.web.page.stale import check, mark_of

from ...models import (
    Appeal,
    AssessedUnit,
    AssessedValue,
    Assessment,
    AssessmentFile,
)
from ...models.assessment import kept
from ...scoring import before, total, values_of
from .ground import (
    BATCH,
    POINTS,
    TOTALS,
    CannotAssess,
    is_own,
    judge,
    line_of,
    locked,
    note_event,
    refusal_of,
    seen_of,
    unlike,
)

_GIVEN = ("amount", "of", "counts", "is_absent", "is_given_up", "evidence", "by", "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a scorer enters for a unit by an indicator: a value, that it has no such task, or why there is no score."""

    assessed: int
    value: Value
    evidence: str
    is_given_up: bool = False
    files: Sequence[PaperFile] = ()  # that prove it

    @property
    def proof(self) -> str:
        """What proves it, in words: as it was written, else what the files are called."""
        return self.evidence.strip() or named(self.files)


def scores(user: Any, indicator: Indicator) -> bool:
    """May this person give values of this indicator: as its scorer says; the office also where the record is silent."""
    if indicator.scorer is Scorer.LEADERS:
        return bool(user.has_perm("supervision.decide"))
    if not user.has_perm("supervision.score"):
        return False
    is_office = any(it.organisation.kind == OFFICE for it in user.memberships_held)
    return is_office or indicator.scorer is Scorer.DEPARTMENT


def mark_of_column(values: Iterable[AssessedValue]) -> str:
    """What the form of an indicator showed."""
    return mark_of(_column(values))


@transaction.atomic
def enter(
    *,
    assessment: Assessment,
    indicator: str,
    given: Sequence[Given],
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> int:
    """Give values of one indicator, each with its evidence; how many changed. `seen` is the mark of these values."""
    found = locked(assessment)
    line = line_of(found, indicator)
    units = {it.pk: it for it in found.units.all()}
    values = values_of(found)
    rows = {pk: it for pk, own in values.items() for it in own if it.indicator == indicator}
    if not scores(by, line):
        raise refusal_of("not_yours", found, Action.ENTER)
    for it in given:
        if it.assessed not in rows:
            raise CannotAssess("没有这个单位", "There is no such unit")
        situation = Situation(is_own_unit=is_own(by, units[it.assessed]))
        judge(found, Action.ENTER, by, situation, it.proof)
        if not line.is_entered and not (rows[it.assessed].told.is_missing or rows[it.assessed].by_id):
            raise CannotAssess("系统已取到数，不能手工改", "The record has this value: nobody types another")
        check_value(line, it)
    if seen is not None and given:
        check(seen, _column(rows[it.assessed] for it in given))
    changed = []
    for it in given:
        row = rows[it.assessed]
        if give(row, it):
            row.by, row.at = by, at
            changed.append(row)
        keep_files(units[it.assessed], indicator, it.files, by, at)
        if it.files and row not in changed:
            changed.append(row)
    if changed:
        retotal(found, list(units.values()), values, changed)
        names = [units[it.assessed_id].name for it in changed[:5]]
        after = {"indicator": line.names[0], "units_count": len(changed), "units": " · ".join(names)}
        audit.record("assessment.entered", subject=found, by=by, at=at, after=after)
        facts = {"indicator": indicator, "units": [it.assessed_id for it in changed]}
        note_event(found, Action.ENTER, found.told, by, at, day, facts=facts)
    return len(changed)


def named(files: Sequence[PaperFile]) -> str:
    """What kept files are called, where nobody wrote what proves it."""
    return " · ".join(it.file_name for it in files)[:500]


def keep_files(
    unit: AssessedUnit,
    indicator: str,
    files: Iterable[PaperFile],
    by: Any,
    at: datetime,
    *,
    appeal: Appeal | None = None,
    is_answer: bool = False,
) -> None:
    """Put kept files beside what they prove: a value, an appeal or its answer."""
    about = {"assessed": unit, "indicator": indicator, "appeal": appeal, "is_answer": is_answer, "by": by, "at": at}
    AssessmentFile.objects.bulk_create(AssessmentFile(uid=uuid.uuid4(), file=it, **about) for it in files)


def _column(values: Iterable[AssessedValue]) -> Any:
    return [
        (it.assessed_id, it.amount, it.of, sorted((it.counts or {}).items()), it.is_absent, it.is_given_up, it.evidence)
        for it in sorted(values, key=lambda it: it.assessed_id)
    ]


def check_value(line: Indicator, it: Given) -> None:
    """A value that the indicator can count. CannotAssess."""
    value = it.value
    if it.is_given_up != (value.is_missing and not value.is_absent):
        raise CannotAssess("请填写得分或数值，没有的写明原因", "Give a value, or say why there is none")
    if value.is_missing or value.is_absent:
        return
    if line.is_counted:
        known = {event.key for event in line.events}
        if value.counts is None or set(value.counts) - known or min(value.counts.values(), default=0) < 0:
            raise CannotAssess("次数应为不小于 0 的整数", "Counts are whole numbers from 0")
    elif value.ratio is None or value.ratio < 0 or (line.formula is Formula.JUDGED and value.ratio > line.weight):
        raise CannotAssess(
            f"“{line.names[0]}”应在 0 和 {line.weight} 之间" if line.formula is Formula.JUDGED else "数值不能小于 0",
            f"“{line.names[1]}” lies between 0 and {line.weight}"
            if line.formula is Formula.JUDGED
            else "A value is not below 0",
        )


def give(row: AssessedValue, it: Given) -> bool:
    """Put the value into its row; whether that changes it."""
    was = (row.amount, row.of, row.counts, row.is_absent, row.is_given_up, row.evidence)
    row.amount, row.of = kept(it.value.amount), kept(it.value.of)
    row.counts = None if it.value.counts is None else dict(it.value.counts)
    row.is_absent, row.is_given_up, row.evidence = it.value.is_absent, it.is_given_up, it.proof
    return was != (row.amount, row.of, row.counts, row.is_absent, row.is_given_up, row.evidence)


def retotal(
    found: Assessment,
    units: list[AssessedUnit],
    values: Mapping[int, Sequence[AssessedValue]],
    changed: Sequence[AssessedValue],
) -> None:
    """Save these values and what all come to."""
    were = seen_of(units, TOTALS)
    total(found.scheme.told, units, values, before(found))
    AssessedValue.objects.bulk_update(changed, [*_GIVEN, *POINTS], batch_size=BATCH)
    AssessedUnit.objects.bulk_update(unlike(units, TOTALS, were), TOTALS, batch_size=BATCH)
    Assessment.objects.filter(pk=found.pk).update(version=F("version") + 1)


@transaction.atomic
def bar(*, assessed: AssessedUnit, event: str, why: str, by: Any, at: datetime, day: date) -> AssessedUnit:
    """Say that something bars a unit from grade and rank, or, without an event, that nothing does."""
    found = locked(assessed.assessment)
    unit = found.units.get(pk=assessed.pk)
    judge(found, Action.ENTER, by, Situation(is_own_unit=is_own(by, unit)), why)
    if not by.has_perm("supervision.score"):
        raise refusal_of("not_yours", found, Action.ENTER)
    if event and event not in dict(found.scheme.told.barring):
        raise CannotAssess("办法中没有这一事项", "The scheme has no such event")
    units = list(found.units.all())
    mine = next(it for it in units if it.pk == unit.pk)
    mine.barred, mine.barred_why = event, why.strip()
    total(found.scheme.told, units, values_of(found), before(found))
    AssessedUnit.objects.bulk_update(units, [*TOTALS, "barred", "barred_why"], batch_size=BATCH)
    Assessment.objects.filter(pk=found.pk).update(version=F("version") + 1)
    after = {"units": mine.name, "barred": event, "note": why.strip()}
    audit.record("assessment.barred", subject=found, by=by, at=at, after=after)
    note_event(found, Action.ENTER, found.told, by, at, day, why.strip(), {"unit": unit.pk, "barred": event})
    return mine

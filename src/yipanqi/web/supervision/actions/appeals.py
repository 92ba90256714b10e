"""Appeals of the assessed against their values, and their answers by somebody who did not score."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from yipanqi.domain.supervision.assessment import Action, AppealState, Situation, refusal
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.models import PaperFile

from .. import assess_people
from ..models import Appeal, AssessedUnit, AssessedValue, Assessment
from ..scoring import values_of
from .assessments import (
    CannotAssess,
    Given,
    check_value,
    give,
    is_own,
    keep_files,
    line_of,
    locked,
    named,
    note_event,
    parts_in,
    refusal_of,
    retotal,
)


@transaction.atomic
def appeal(
    *,
    assessed: AssessedUnit,
    indicator: str,
    text: str,
    evidence: str,
    by: Any,
    at: datetime,
    day: date,
    files: Sequence[PaperFile] = (),
) -> Appeal:
    """Hold something against a value of one's unit, with evidence."""
    found = locked(assessed.assessment)
    unit = found.units.get(pk=assessed.pk)
    line = line_of(found, indicator)
    situation = Situation(
        day=day,
        until=found.appeal_until,
        has_open=unit.appeals.filter(indicator=indicator, state=AppealState.OPEN).exists(),
    )
    if code := refusal(found.told, Action.APPEAL, parts_in(by, unit), situation, reason=text):
        raise refusal_of(code, found, Action.APPEAL)
    proof = evidence.strip() or named(files)
    if not proof:
        raise CannotAssess("请写明依据（文件、数据、照片）", "Name your evidence: papers, figures, photos")
    row = Appeal.objects.create(
        assessed=unit, indicator=indicator, text=text.strip(), evidence=proof, by=by, at=at, day=day
    )
    keep_files(unit, indicator, files, by, at, appeal=row)
    after = {"units": unit.name, "indicator": line.names[0], "note": row.text[:200], "files": len(files)}
    audit.record("assessment.appealed", subject=found, by=by, at=at, after=after)
    note_event(found, Action.APPEAL, found.told, by, at, day, row.text[:500], {"appeal": row.pk, "unit": unit.pk})
    Assessment.objects.filter(pk=found.pk).update(version=F("version") + 1)
    assess_people.of_appeal(found, row, line.names, at=at)
    return row


def judged(user: Any, found: Assessment, row: Appeal, value: AssessedValue) -> Situation:
    """What deciding an appeal is judged by: who scored, or gave the value, does not decide; nor the assessed."""
    is_scorer = user.pk in (found.scored_by_id, value.by_id, row.by_id)
    return Situation(is_scorer=is_scorer, is_own_unit=is_own(user, row.assessed))


@transaction.atomic
def decide(
    *,
    appeal: Appeal,
    given: Given | None,
    answer: str,
    by: Any,
    at: datetime,
    day: date,
    files: Sequence[PaperFile] = (),
) -> Appeal:
    """Answer an appeal in writing: with another value it is upheld, without one refused."""
    found = locked(appeal.assessed.assessment)
    row = Appeal.objects.select_for_update().select_related("assessed").get(pk=appeal.pk)
    line, values = line_of(found, row.indicator), values_of(found)
    value = next(it for it in values[row.assessed_id] if it.indicator == row.indicator)
    if row.told is not AppealState.OPEN:
        raise CannotAssess("这项申诉已经裁定", "This appeal is decided already")
    if code := refusal(found.told, Action.DECIDE, parts_in(by), judged(by, found, row, value), reason=answer):
        raise refusal_of(code, found, Action.DECIDE)
    units = list(found.units.all())
    mine = next(it for it in units if it.pk == row.assessed_id)
    row.before = _outcome(mine, value)
    if given is not None:
        check_value(line, given)
        if not give(value, given):
            raise CannotAssess("裁定成立的，请给出新的数值", "Upheld: give the value that counts instead")
        value.by, value.at = by, at
        retotal(found, units, values, [value])
    row.after = _outcome(mine, value)
    row.state = AppealState.UPHELD if given is not None else AppealState.REFUSED
    row.answer, row.decided_by, row.decided_at, row.decided_on = answer.strip(), by, at, day
    row.save()
    keep_files(mine, row.indicator, files, by, at, appeal=row, is_answer=True)
    after = {"units": mine.name, "indicator": line.names[0], "state": row.state, "note": row.answer[:200]}
    audit.record("assessment.answered", subject=found, by=by, at=at, after=after)
    note_event(found, Action.DECIDE, found.told, by, at, day, row.answer[:500], {"appeal": row.pk, "unit": mine.pk})
    Assessment.objects.filter(pk=found.pk).update(version=F("version") + 1)
    assess_people.of_answer(found, row, line.names, at=at)
    return row


def _outcome(unit: AssessedUnit, value: AssessedValue) -> dict[str, Any]:
    """A value and what it came to, as an appeal keeps it."""
    return {
        "amount": value.amount,
        "of": value.of,
        "counts": value.counts,
        "is_absent": value.is_absent,
        "points": value.points,
        "score": None if unit.score is None else f"{unit.score:.2f}",
        "rank": unit.rank,
    }

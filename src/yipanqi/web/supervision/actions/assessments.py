"""What is done with assessments: made, filled from the record, scored, shown, made final."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from yipanqi.domain.supervision.assessment import (
    APPEAL_DAYS,
    MOVES,
    Action,
    AppealState,
    Part,
    Situation,
    State,
    possible,
    refusal,
)
from yipanqi.domain.supervision.cycle import span
from yipanqi.domain.supervision.scheme import Formula, Indicator, Scorer
from yipanqi.domain.supervision.scored import Value
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import OFFICE
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.models import PaperFile
from yipanqi.web.delivery.models.settings import setting
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import check, mark_of
from yipanqi.web.programmes.models import ProgrammeEntry

from .. import assess_people
from ..assess_words import CREATE, JOB, REFUSED
from ..figures import OfUnit
from ..models import (
    Appeal,
    AssessedUnit,
    AssessedValue,
    Assessment,
    AssessmentEvent,
    AssessmentFile,
    AssessmentScheme,
)
from ..models.assessment import kept
from ..scoring import LAW_TOLD, before, content_hash, proofs_of, total, values_of

_TOTALS = ("tasks", "estates", "score", "apart", "grade", "rank", "unranked", "change", "places")
_POINTS = ("standing", "points", "is_doubled")
_GIVEN = ("amount", "of", "counts", "is_absent", "is_given_up", "evidence", "by", "at")
_BATCH = 500


class CannotAssess(Cannot):
    """This may not be done with the assessment, or not by this person, or not now."""


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
        [AssessedUnit(assessment=found, unit=it, name=it.name) for it in own], batch_size=_BATCH
    )
    AssessedValue.objects.bulk_create(
        [AssessedValue(assessed=unit, indicator=it.key) for unit in found.units.all() for it in told.indicators],
        batch_size=_BATCH,
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
    _refuse(found, Action.FILL, by, Situation())
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
    were = _seen(units, _TOTALS)
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
    was = _seen(entered, _POINTS)
    total(scheme, units, values, before(found))
    AssessedValue.objects.filter(assessed__assessment=found, indicator__in=list(from_record), by=None).delete()
    AssessedValue.objects.bulk_create(new, batch_size=_BATCH)
    AssessedValue.objects.bulk_update(_other(entered, _POINTS, was), _POINTS, batch_size=_BATCH)
    AssessedUnit.objects.bulk_update(_other(units, _TOTALS, were), _TOTALS, batch_size=_BATCH)
    found.filled_at, found.filled_on = at, day
    found.version = F("version") + 1
    found.save(update_fields=["filled_at", "filled_on", "version"])
    audit.record("assessment.filled", subject=found, by=by, at=at, after={"units_count": len(units)})
    note_event(found, Action.FILL, found.told, by, at, day)
    found.refresh_from_db()
    return found


def scores(user: Any, indicator: Indicator) -> bool:
    """May this person give values of this indicator: as its scorer says; the office also where the record is silent."""
    if indicator.scorer is Scorer.LEADERS:
        return bool(user.has_perm("supervision.decide"))
    if not user.has_perm("supervision.score"):
        return False
    is_office = any(it.organisation.kind == OFFICE for it in user.memberships_held)
    return is_office or indicator.scorer is Scorer.DEPARTMENT


def parts_in(user: Any, unit: AssessedUnit | None = None) -> frozenset[Part]:
    """The parts that somebody has in assessments; that of the assessed where their unit is meant."""
    found = {Part.SCORER} if user.has_perm("supervision.score") else set()
    found |= {Part.DECIDER} if user.has_perm("supervision.decide") else set()
    if unit is not None and user.has_perm("supervision.answer") and is_own(user, unit):
        found.add(Part.ASSESSED)
    return frozenset(found)


def is_own(user: Any, unit: AssessedUnit) -> bool:
    """Does somebody belong to this very unit?"""
    return any(it.organisation_id == unit.unit_id for it in user.memberships_held)


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
        _refuse(found, Action.ENTER, by, situation, it.proof)
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
    were = _seen(units, _TOTALS)
    total(found.scheme.told, units, values, before(found))
    AssessedValue.objects.bulk_update(changed, [*_GIVEN, *_POINTS], batch_size=_BATCH)
    AssessedUnit.objects.bulk_update(_other(units, _TOTALS, were), _TOTALS, batch_size=_BATCH)
    Assessment.objects.filter(pk=found.pk).update(version=F("version") + 1)


def _seen(rows: Iterable[Any], names: Sequence[str]) -> dict[int, tuple[Any, ...]]:
    """What these rows hold now."""
    return {it.pk: tuple(getattr(it, name) for name in names) for it in rows}


def _other(rows: Iterable[Any], names: Sequence[str], was: Mapping[int, tuple[Any, ...]]) -> list[Any]:
    """Those that hold something else by now: few are written, however many were worked out."""
    return [it for it in rows if tuple(getattr(it, name) for name in names) != was[it.pk]]


@transaction.atomic
def bar(*, assessed: AssessedUnit, event: str, why: str, by: Any, at: datetime, day: date) -> AssessedUnit:
    """Say that something bars a unit from grade and rank, or, without an event, that nothing does."""
    found = locked(assessed.assessment)
    unit = found.units.get(pk=assessed.pk)
    _refuse(found, Action.ENTER, by, Situation(is_own_unit=is_own(by, unit)), why)
    if not by.has_perm("supervision.score"):
        raise refusal_of("not_yours", found, Action.ENTER)
    if event and event not in dict(found.scheme.told.barring):
        raise CannotAssess("办法中没有这一事项", "The scheme has no such event")
    units = list(found.units.all())
    mine = next(it for it in units if it.pk == unit.pk)
    mine.barred, mine.barred_why = event, why.strip()
    total(found.scheme.told, units, values_of(found), before(found))
    AssessedUnit.objects.bulk_update(units, [*_TOTALS, "barred", "barred_why"], batch_size=_BATCH)
    Assessment.objects.filter(pk=found.pk).update(version=F("version") + 1)
    after = {"units": mine.name, "barred": event, "note": why.strip()}
    audit.record("assessment.barred", subject=found, by=by, at=at, after=after)
    note_event(found, Action.ENTER, found.told, by, at, day, why.strip(), {"unit": unit.pk, "barred": event})
    return mine


@transaction.atomic
def move(
    *,
    assessment: Assessment,
    action: Action,
    by: Any,
    at: datetime,
    day: date,
    note: str = "",
    seen: str | None = None,
) -> Assessment:
    """Bring the whole assessment on; `seen` is the mark of the version that was looked at."""
    found = locked(assessment)
    check(seen, found.version)
    _refuse(found, action, by, situation_of(found, by, day), note)
    move_ = MOVES[found.told, action]
    before_ = found.told
    found.state, found.version = move_.to, found.version + 1
    _ON_MOVE[action](found, by, at, day)
    found.save()
    audit.record(move_.event, subject=found, by=by, at=at, after={"state": found.state, "note": note.strip()})
    note_event(found, action, before_, by, at, day, note.strip())
    assess_people.of_move(found, action, by=by, at=at)
    return found


def _scored(found: Assessment, by: Any, at: datetime, day: date) -> None:
    found.scored_by, found.scored_on = by, day


def _reopened(found: Assessment, by: Any, at: datetime, day: date) -> None:
    found.scored_by = found.scored_on = None


def _shown(found: Assessment, by: Any, at: datetime, day: date) -> None:
    found.shown_on = day


def _opened(found: Assessment, by: Any, at: datetime, day: date) -> None:
    days = setting(found.entry, APPEAL_DAYS, day)
    found.appeal_until = found.entry.frame().working.add(day, days)


def _decided(found: Assessment, by: Any, at: datetime, day: date) -> None:
    found.decided_by, found.decided_on = by, day


def _finalised(found: Assessment, by: Any, at: datetime, day: date) -> None:
    found.final_by, found.final_at, found.final_on, found.law = by, at, day, LAW_TOLD
    units, values = list(found.units.all()), values_of(found)
    found.content_hash = content_hash(found.scheme.told, found, units, values, LAW_TOLD, proofs_of(found))
    Appeal.objects.filter(assessed__assessment=found).update(is_final=True)
    AssessedValue.objects.filter(assessed__assessment=found).update(is_final=True)
    found.units.update(is_final=True)


def _withdrawn(found: Assessment, by: Any, at: datetime, day: date) -> None:
    found.once = None


_ON_MOVE = {
    Action.SCORE: _scored,
    Action.REOPEN: _reopened,
    Action.SHOW: _shown,
    Action.OPEN: _opened,
    Action.CLOSE: _decided,
    Action.FINALISE: _finalised,
    Action.WITHDRAW: _withdrawn,
}
MOVED = tuple(_ON_MOVE)  # what moves the whole assessment


def situation_of(found: Assessment, user: Any, day: date) -> Situation:
    """What a move of the whole assessment is judged by."""
    return Situation(
        is_complete=_is_complete(found) if found.told is State.DRAFTED else True,
        is_scorer=found.scored_by_id == user.pk,
        day=day,
        until=found.appeal_until,
        open_appeals=Appeal.objects.filter(assessed__assessment=found, state=AppealState.OPEN).count(),
    )


def lacking(found: Assessment) -> list[tuple[str, int]]:
    """Indicator → how many units have neither a value nor a reason why not."""
    rows = AssessedValue.objects.filter(
        assessed__assessment=found, amount="", counts__isnull=True, is_absent=False, is_given_up=False
    )
    counts: dict[str, int] = {}
    for key in rows.values_list("indicator", flat=True):
        counts[key] = counts.get(key, 0) + 1
    return [(it.key, counts[it.key]) for it in found.scheme.told.indicators if it.key in counts]


def _is_complete(found: Assessment) -> bool:
    return found.filled_at is not None and not lacking(found)


def actions_for(user: Any, found: Assessment, day: date) -> list[tuple[Action, str]]:
    """What this person may do with the whole assessment, each with why not now, or nothing."""
    parts = parts_in(user)
    may = [it for it in possible(found.told, parts) if it in MOVED]
    situation = situation_of(found, user, day) if may else Situation()
    return [(it, refusal(found.told, it, parts, situation, reason="?")) for it in may]


def locked(assessment: Assessment) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("scheme", "entry")
    return rows.get(pk=assessment.pk)


def line_of(found: Assessment, key: str) -> Indicator:
    try:
        return found.scheme.told.indicator(key)
    except KeyError:
        raise CannotAssess("办法中没有这项指标", "The scheme has no such indicator") from None


def _refuse(found: Assessment, action: Action, by: Any, situation: Situation, reason: str = "") -> None:
    if code := refusal(found.told, action, parts_in(by), situation, reason=reason):
        raise refusal_of(code, found, action)


def refusal_of(code: str, found: Assessment, action: Action) -> CannotAssess:
    until = found.appeal_until
    last = f"{until:%Y-%m-%d}" if until else "—"
    zh, en = (
        text.format(state=found.told.names[at], action=action.names[at], until=last)
        for at, text in enumerate(REFUSED[code])
    )
    return CannotAssess(zh, en)


def note_event(
    found: Assessment,
    action: str,
    before_: State,
    by: Any,
    at: datetime,
    day: date,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    AssessmentEvent.objects.create(
        assessment=found,
        action=action,
        before=before_,
        after=found.state,
        by=by,
        at=at,
        day=day,
        note=note[:500],
        facts=dict(facts or {}),
    )

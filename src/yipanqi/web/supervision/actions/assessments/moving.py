"""The whole assessment is brought on: scored, shown, open to appeals, decided, final."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.supervision.assessment import (
    APPEAL_DAYS,
    MOVES,
    Action,
    AppealState,
    Situation,
    State,
    possible,
    refusal,
)
from yipanqi.web.audit import actions as audit
from yipanqi.web.delivery.models.settings import setting
from yipanqi.web.page.stale import check

from ... import assess_people
from ...models import (
    Appeal,
    AssessedValue,
    Assessment,
)
from ...scoring import LAW_TOLD, content_hash, proofs_of, values_of
from .ground import (
    judge,
    locked,
    note_event,
    parts_in,
)


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
    judge(found, action, by, situation_of(found, by, day), note)
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

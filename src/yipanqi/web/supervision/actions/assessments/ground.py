"""What every deed of an assessment stands on: who may do it and why not, the lock, its event, its sums."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from yipanqi.domain.supervision.assessment import (
    Action,
    Part,
    Situation,
    State,
    refusal,
)
from yipanqi.domain.supervision.scheme import Indicator
from yipanqi.web.page.say import Cannot

from ...assess_words import REFUSED
from ...models import (
    AssessedUnit,
    Assessment,
    AssessmentEvent,
)

TOTALS = ("tasks", "estates", "score", "apart", "grade", "rank", "unranked", "change", "places")
POINTS = ("standing", "points", "is_doubled")
BATCH = 500


class CannotAssess(Cannot):
    """This may not be done with the assessment, or not by this person, or not now."""


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


def seen_of(rows: Iterable[Any], names: Sequence[str]) -> dict[int, tuple[Any, ...]]:
    """What these rows hold now."""
    return {it.pk: tuple(getattr(it, name) for name in names) for it in rows}


def unlike(rows: Iterable[Any], names: Sequence[str], was: Mapping[int, tuple[Any, ...]]) -> list[Any]:
    """Those that hold something else by now: few are written, however many were worked out."""
    return [it for it in rows if tuple(getattr(it, name) for name in names) != was[it.pk]]


def locked(assessment: Assessment) -> Assessment:
    """The assessment as it stands, for one deed at a time."""
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("scheme", "entry")
    return rows.get(pk=assessment.pk)


def line_of(found: Assessment, key: str) -> Indicator:
    """The indicator of its scheme. CannotAssess."""
    try:
        return found.scheme.told.indicator(key)
    except KeyError:
        raise CannotAssess("办法中没有这项指标", "The scheme has no such indicator") from None


def judge(found: Assessment, action: Action, by: Any, situation: Situation, reason: str = "") -> None:
    """CannotAssess where the table or a guard says no."""
    if code := refusal(found.told, action, parts_in(by), situation, reason=reason):
        raise refusal_of(code, found, action)


def refusal_of(code: str, found: Assessment, action: Action) -> CannotAssess:
    """A refusal of the law in both languages."""
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
    """What happened to it, for its page; the log has the same by the deed's own name."""
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

"""What people say of a draft before it is signed off: the three reviews, and findings that are let pass by two."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.disclosure.publication import Pair
from yipanqi.domain.disclosure.state import State
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import check as check_seen

from ..checking import ASK, findings
from ..models import FindingOverride, PublicationVersion, SecrecyReview
from ..models.publications import WRITES, two
from ..models.reviewing import RESULTS, STEPS
from .moving import facts_of, locked, seen_of, tell


class CannotReview(Cannot):
    """The review cannot be recorded so."""


class CannotOverride(Cannot):
    """The finding cannot be let pass, or not by this person."""


def _draft_of(version: PublicationVersion, by: Any, seen: str | None) -> PublicationVersion:
    row = locked(version)
    check_seen(seen, *seen_of(row))
    if row.told is not State.DRAFTED:
        raise CannotReview("只有起草中的可以审查", "A draft alone is reviewed")
    if by is None or not any(by.has_perm(it) for it in WRITES):
        raise CannotReview("您没有这项权限", "This is not yours to do")
    return row


@transaction.atomic
def review(
    *,
    version: PublicationVersion,
    steps: Mapping[int, tuple[str, str, str]],
    by: Any,
    at: datetime,
    day: date,
    seen: str | None = None,
) -> list[SecrecyReview]:
    """Record reviews of the draft as it stands: step → who reviewed it, on what ground, with what result. An edit
    afterwards asks for them again."""
    row = _draft_of(version, by, seen)
    made = []
    for step, (reviewer, basis, result) in sorted(steps.items()):
        if step not in STEPS or result not in RESULTS:
            raise CannotReview("没有这样的审查", "There is no such review")
        if not reviewer.strip() or not basis.strip():
            raise CannotReview("请写明审查人和依据", "Say who reviewed it and on what ground")
        made.append(
            SecrecyReview.objects.create(
                version=row,
                step=step,
                reviewer=reviewer.strip()[:100],
                basis=basis.strip()[:500],
                result=result,
                of_edit=row.edits,
                by=by,
                at=at,
                day=day,
            )
        )
    if not made:
        raise CannotReview("请至少登记一项", "Record one of them at least")
    tell(row, "review", row.state, by, at, day, what=two(_listed(made)))
    audit.record("publication.reviewed", subject=row, by=by, at=at, after=facts_of(row, step=[it.step for it in made]))
    return made


def _listed(made: list[SecrecyReview]) -> Pair:
    names = [STEPS[it.step] for it in made]
    return "、".join(zh for zh, _ in names), ", ".join(en for _, en in names)


@transaction.atomic
def ask_override(
    *, version: PublicationVersion, key: str, reason: str, by: Any, at: datetime, day: date
) -> FindingOverride:
    """Say why a finding that asks may pass; it passes once another person agrees."""
    row = _draft_of(version, by, None)
    found = next((it for it in findings(row) if it.key == key), None)
    if found is None:
        raise CannotOverride("没有这处疑点，可能已改正", "There is no such finding: perhaps it was put right")
    if found.level != ASK:
        raise CannotOverride("这一类必须改正，不能放行", "This kind must be put right and never passes")
    if found.override is not None:
        raise CannotOverride("已有人申请放行", "Somebody asked for it already")
    if not reason.strip():
        raise CannotOverride("请写明理由", "Say why")
    made = FindingOverride.objects.create(
        version=row,
        key=key,
        kind=found.kind,
        place=list(found.place),
        masked=found.masked[:200],
        reason=reason.strip()[:500],
        by=by,
        at=at,
    )
    tell(row, "override_asked", row.state, by, at, day, reason=reason, what=two(found.place))
    after = facts_of(row, finding=found.kind, place=found.place[0], reason=reason.strip())
    audit.record("finding.override_asked", subject=row, by=by, at=at, after=after)
    return made


@transaction.atomic
def override(*, override: FindingOverride, by: Any, at: datetime, day: date) -> FindingOverride:
    """Agree, as another person, that a finding passes."""
    row = _draft_of(override.version, by, None)
    kept = FindingOverride.objects.select_for_update().get(pk=override.pk)
    if kept.second_id is not None:
        raise CannotOverride("已经放行", "It passed already")
    if by.pk == kept.by_id:
        raise CannotOverride("须由申请人以外的人同意", "Somebody else than who asked agrees")
    kept.second, kept.second_at = by, at
    kept.save(update_fields=["second", "second_at"])
    tell(row, "override", row.state, by, at, day, what=two((kept.place[0], kept.place[1])))
    after = facts_of(row, finding=kept.kind, place=kept.place[0])
    audit.record("finding.overridden", subject=row, by=by, at=at, after=after)
    return kept

"""What somebody says of something due: that it does not apply, or that it was done, and that it was no longer so."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.disclosure.duty import OPEN, Matter
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import ProgrammeEntry

from ..duties import duties_of, notes_of
from ..models import DutyNote, Publication
from . import duty_lights

_MOST = 500


class CannotNote(Cannot):
    """This cannot be said of it, or not by this person."""


@transaction.atomic
def note_duty(
    *,
    entry: ProgrammeEntry,
    obligation: str,
    matter: str,
    kind: str,
    reason: str,
    by: Any,
    at: datetime,
    day: date,
    publication: Publication | None = None,
) -> DutyNote:
    """Say that something due does not apply, or that it was done elsewhere or by another publication. Never changed:
    the newest word counts."""
    _may(by)
    if kind not in (DutyNote.NOT_APPLICABLE, DutyNote.DONE):
        raise CannotNote("没有这样的说明", "This cannot be said")
    if not reason.strip():
        raise CannotNote("请写明理由", "Say why")
    ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    found = duties_of(entry, day).find(obligation, matter)
    if found is None or found.status not in OPEN:
        raise CannotNote("这一项已不是待公开状态", "This is not due any more")
    if publication is not None and (publication.entry_id != entry.pk or not _is_public(publication)):
        raise CannotNote("只能指已发布的公开件", "Name a publication that is public")
    duty_lights.put_out(entry, obligation=obligation, matter=matter)
    return _kept(entry, found, kind, reason, publication, by, at, day)


@transaction.atomic
def recall_duty_note(
    *, entry: ProgrammeEntry, obligation: str, matter: str, reason: str, by: Any, at: datetime, day: date
) -> DutyNote:
    """Take back what was said: it is due again."""
    _may(by)
    if not reason.strip():
        raise CannotNote("请写明理由", "Say why")
    ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    found = duties_of(entry, day).find(obligation, matter)
    if found is None or (obligation, matter) not in notes_of(entry):
        raise CannotNote("没有可撤回的说明", "Nothing was said of it")
    duty_lights.light_again(entry, found)
    return _kept(entry, found, DutyNote.RECALLED, reason, None, by, at, day)


def _may(by: Any) -> None:
    if by is None or not by.has_perm("disclosure.draft"):
        raise CannotNote("您没有这项权限", "This is not yours to do")


def _is_public(publication: Publication) -> bool:
    return Publication.objects.published().filter(pk=publication.pk).exists()


def _kept(
    entry: ProgrammeEntry,
    found: Matter,
    kind: str,
    reason: str,
    publication: Publication | None,
    by: Any,
    at: datetime,
    day: date,
) -> DutyNote:
    made = DutyNote.objects.create(
        entry=entry,
        obligation=found.obligation.code,
        matter=found.event.key,
        kind=kind,
        publication=publication,
        reason=reason.strip()[:_MOST],
        by=by,
        at=at,
        day=day,
    )
    after = {
        "obligation": found.obligation.zh,
        "matter": found.event.title[0],
        "due": found.until.isoformat(),
        "reason": made.reason,
        "publication": publication.index_number if publication else "",
    }
    audit.record(f"duty.{kind}", subject=made, by=by, at=at, after=after)
    return made

"""What opens and ends the secret address of a person's calendar."""

import secrets
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from yipanqi.web.accounts.models import User
from yipanqi.web.audit import actions as audit

from ..models import CalendarAddress


@transaction.atomic
def open_calendar(*, by: Any, at: datetime) -> str:
    """A new secret for this person's calendar, told this once; the one before it ends."""
    User.objects.select_for_update().get(pk=by.pk)  # of two at once the later one counts
    CalendarAddress.objects.filter(user=by, ended_at=None).update(ended_at=at)
    secret = secrets.token_urlsafe(32)
    kept = CalendarAddress.objects.create(user=by, digest=digest_of(secret), created_at=at)
    audit.record("calendar.opened", subject=kept, by=by, at=at)
    return secret


@transaction.atomic
def end_calendar(*, by: Any, at: datetime) -> bool:
    """End this person's address; was there one?"""
    found = CalendarAddress.objects.select_for_update().filter(user=by, ended_at=None).first()
    if found is None:
        return False
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    audit.record("calendar.ended", subject=found, by=by, at=at)
    return True


@transaction.atomic
def calendar_read(*, kept: CalendarAddress, day: date, at: datetime) -> None:
    """Remember that the address was read on this day; once a day, for programs ask every hour."""
    is_first = CalendarAddress.objects.filter(pk=kept.pk).exclude(read_on=day).update(read_on=day)
    if is_first:
        audit.record("calendar.read", subject=kept, by=kept.user, at=at, after={"day": day})


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()

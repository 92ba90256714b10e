"""Messages: sent once for each matter and person, settled with it, read and done by the person."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

from yipanqi.web.accounts.models import User
from yipanqi.web.audit import actions as audit

from ..kinds import known_kinds
from ..models import Message

Said = tuple[str, str]  # the same text in Chinese and in English
_LONGEST = 300


class CannotSend(ValueError):
    """A kind without a name, no key, a text in one language alone, or an address that is not ours."""


@transaction.atomic
def send(
    *,
    to: Iterable[User | int | None],
    what: Said,
    why: Said,
    kind: str,
    key: str,
    at: datetime,
    until: date | None = None,
    url: str = "",
    by: Any = None,
) -> int:
    """Tell these people (or their keys) what concerns them, why, until when and where; how many were told.

    Each person is told once of a matter (`key`), however often this is called; whoever is nobody, or has left, is
    passed over. Texts that are too long end with an ellipsis. Raises CannotSend.
    """
    _check(kind, key, url, *what, *why)
    asked = {it if isinstance(it, int) else it.pk for it in to if it is not None} - {None}
    told = set(Message.objects.filter(key=key, person__in=asked).values_list("person_id", flat=True))
    here = User.objects.filter(pk__in=asked - told, is_active=True).order_by("pk").values_list("pk", flat=True)
    (what_zh, what_en), (why_zh, why_en) = map(_short, what), map(_short, why)
    texts = {"what_zh": what_zh, "what_en": what_en, "why_zh": why_zh, "why_en": why_en}
    made = [
        Message(person_id=pk, key=key, kind=kind, until=until, url=url, sent_at=at, read_at=None, **texts)
        for pk in here
    ]
    if made:
        Message.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
        audit.record("message.sent", by=by, at=at, after={"kind": kind, "key": key, "count": len(made)})
    return len(made)


def _check(kind: str, key: str, url: str, *texts: str) -> None:
    if kind not in known_kinds():
        raise CannotSend(f"no app names the kind {kind}")
    if not 0 < len(key) <= 200 or not all(text.strip() for text in texts):
        raise CannotSend(f"{kind}: a message has a key, and its texts in both languages")
    if url and not (url.startswith("/") and url_has_allowed_host_and_scheme(url, None) and len(url) <= _LONGEST):
        raise CannotSend(f"{kind}: {url} is no path of ours")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


@transaction.atomic
def withdraw(key: str, *, at: datetime, by: Any = None) -> int:
    """The matter is settled: its open messages are history; how many there were."""
    count = Message.objects.open().filter(key=key).update(settled_at=at)
    if count:
        audit.record("message.withdrawn", by=by, at=at, after={"key": key, "count": count})
    return count


@transaction.atomic
def mark_read(message: Message, *, by: User, at: datetime) -> None:
    """Looked at; the first time counts."""
    if Message.objects.filter(pk=message.pk, read_at=None).update(read_at=at):
        audit.record("message.read", subject=message, by=by, at=at, after={"kind": message.kind})


@transaction.atomic
def mark_all_read(*, person: User, at: datetime) -> int:
    """All of one's unread messages looked at; how many there were."""
    count = Message.objects.visible_to(person).unread().update(read_at=at)
    if count:
        audit.record("message.read", subject=person, by=person, at=at, after={"count": count})
    return count


@transaction.atomic
def mark_done(message: Message, *, by: User, at: datetime) -> None:
    """The person has done what it asks for, and has read it by then; the first time counts."""
    if Message.objects.open().filter(pk=message.pk).update(done_at=at):
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=at)
        audit.record("message.done", subject=message, by=by, at=at, after={"kind": message.kind})

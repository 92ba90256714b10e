"""What adds to the log: the only writer of events."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from yipanqi.web.page.trace import request_id

from .actors import actor_of, roles_of
from .bound import Digest, digest, digests, summary
from .models import DONE, FIRST, FORMAT, REFUSED, Binding, Event, Opening, canonical, facts_of, hash_of

_LOCK = 0x79697061  # "yipa": the advisory lock that lets one writer at a time extend the chain


class CannotRecord(Exception):
    """An event is written in the transaction of its change, or not at all."""


def record(
    action: str,
    *,
    subject: models.Model | tuple[str, str] | None = None,
    by: Any = None,
    at: datetime | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    person_id: int | None = None,
    scope: str = "",
    result: str = DONE,
    bound: Iterable[models.Model] = (),
) -> Event:
    """Add what was done to the end of the log, in the transaction of the change it tells of.

    `before` and `after` are public facts of the change. `personal` values (names, phones) are kept beside the chain,
    which holds only their salted commitments, so that erasing a person does not break it. `by` is a user, an actor
    of another kind, or nobody: then it is a deed of the part of the system that works here. `bound` are the rows that
    the deed has written, of kinds that the chain answers for: the event holds their digest as they stand now.
    """
    if not connection.in_atomic_block:
        raise CannotRecord(action)
    openings = [_opening(name, value) for name, value in sorted((personal or {}).items())]
    rows = digests(bound)
    told = {"before": before, "after": after, "sealed": {it.name: it.commitment() for it in openings}}
    told["bound"] = summary(rows) if rows else None
    kind, identity = _identified(subject)
    event = _appended(
        by,
        at=(at or timezone.now()).astimezone(UTC),
        action=action,
        result=result,
        subject_type=kind,
        subject_id=identity,
        scope=scope,
        values_json=canonical({key: _plain(value) for key, value in told.items() if value}),
    )
    for opening in openings:
        opening.event, opening.person_id = event, person_id or int(identity or 0)
    Opening.objects.bulk_create(openings)
    _keep_bindings(Binding, event.seq, rows)
    return event


def _keep_bindings(binding: type[models.Model], seq: int, rows: Iterable[Digest]) -> None:
    made = (binding(event_id=seq, table=it.table, row_id=it.row_id, form=it.form, digest=it.digest) for it in rows)
    binding.objects.bulk_create(made, batch_size=500)


def _appended(by: Any, kind: type[models.Model] = Event, **facts: Any) -> Any:
    """The next event of the chain; `kind` is the model of events, in a migration that of then."""
    actor, last = actor_of(by), _last_event(kind)
    event = kind(
        seq=last.seq + 1 if last else 1,
        format=FORMAT,
        actor_kind=actor.kind,
        actor_key=actor.key,
        role=roles_of(by),
        request_id=request_id(),
        previous=last.hash if last else FIRST,
        **facts,
    )
    event.hash = hash_of(facts_of(event))
    event.save(force_insert=True)
    return event


@transaction.atomic
def refuse(action: str, **facts: Any) -> Event:
    """Record that something was asked for and not done; a transaction of its own, since there is no change."""
    return record(action, result=REFUSED, **facts)


@transaction.atomic
def exported(*, by: Any, filters: Mapping[str, str], count: int) -> Event:
    """Record who took a copy of the log, and of how much of it."""
    return record(
        "log.exported", by=by, after={"filters": sorted(name for name in filters if filters[name]), "count": count}
    )


@transaction.atomic
def erase(*, person_id: int, by: Any) -> int:
    """Forget the personal values of this person in the log; the chain holds as before."""
    count, _ = Opening.objects.filter(person_id=person_id).delete()
    record("person.erased_from_log", subject=("accounts.user", str(person_id)), by=by, after={"count": count})
    return count


@transaction.atomic
def checkpoints_begun(*, public_key: str, reason: str, at: datetime) -> Event:
    """Record from when on checkpoints are signed, and by which key; a reason where they are begun anew."""
    return record("checkpoints.begun", at=at, after={"public_key": public_key, "note": reason})


@transaction.atomic
def bind_what_is_there(
    kinds: Iterable[tuple[Any, tuple[str, ...]]],
    *,
    event: type[models.Model],
    binding: type[models.Model],
    at: datetime,
) -> int:
    """Bind the rows that were written before events held digests: once, in a migration, by its models of then; how
    many. `kinds` are the rows to bind, and the columns of their first form."""
    rows = [
        digest(chosen.model._meta.label_lower, 1, columns, row)
        for chosen, columns in kinds
        for row in chosen.order_by("pk").values("pk", *columns).iterator(chunk_size=2000)
    ]
    if not rows:
        return 0
    rows.sort()
    told = {"after": {"count": len(rows)}, "bound": summary(rows)}
    facts = {"subject_type": "", "subject_id": "", "scope": "", "values_json": canonical(told)}
    seq = _appended(None, event, at=at.astimezone(UTC), action="rows.bound", result=DONE, **facts).seq
    _keep_bindings(binding, seq, rows)
    return len(rows)


def changes(row: models.Model, new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values that would change, as they are and as they would be: `before` and `after` of an event."""
    old = {name: getattr(row, name) for name in new}
    changed = [name for name in new if old[name] != new[name]]
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}


def _last_event(kind: type[models.Model] = Event) -> Any:
    """The end of the chain, which no one else can extend before this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    return kind.objects.order_by("-seq").first()  # SQLite: an IMMEDIATE transaction is alone from its start


def _identified(subject: models.Model | tuple[str, str] | None) -> tuple[str, str]:
    if subject is None:
        return "", ""
    return subject if isinstance(subject, tuple) else (subject._meta.label_lower, str(subject.pk))


def _opening(name: str, value: Any) -> Opening:
    return Opening(name=name, salt=secrets.token_hex(32), value_json=canonical(_plain(value)))


def _plain(value: Any) -> Any:
    """The value in the few kinds that JSON has; whatever else it is fails here rather than in a later reading."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return f"{value._meta.label_lower}:{value.pk}"
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{type(value).__name__} has no place in the log")

"""What adds to the log: the only writer of events."""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone

from yipanqi.web.page.trace import network_here, request_id

from .actors import PUBLIC, STAFF, Actor, actor_of, roles_of
from .bound import Digest, digest, summary
from .bound import digests as digests_of
from .many_actions import insert
from .models import (
    DONE,
    FIRST,
    FORMAT,
    REFUSED,
    SUMMED,
    Binding,
    Event,
    Opening,
    RefusalCount,
    canonical,
    facts_of,
    hash_of,
)

_LOCK = 0x79697061  # "yipa": the advisory lock that lets one writer at a time extend the chain

MOST_SINGLE = 20  # refusals of one kind that are events of their own, within an hour, of one account
_MOST_SUMS = 200  # events an hour that sum refusals by address
_KEPT = timedelta(days=2)  # counts that an event tells


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
    digests: Iterable[Digest] = (),
) -> Event:
    """Add what was done to the end of the log, in the transaction of the change it tells of.

    `before` and `after` are public facts of the change. `personal` values (names, phones) are kept beside the chain,
    which holds only their salted commitments, so that erasing a person does not break it. `by` is a user, an actor
    of another kind, or nobody: then it is a deed of the part of the system that works here. `bound` are the rows that
    the deed has written, of kinds that the chain answers for: the event holds their digest as they stand now. `digests`
    are those of new rows that were told before they were written.
    """
    if not connection.in_atomic_block:
        raise CannotRecord(action)
    openings = [_opening(name, value) for name, value in sorted((personal or {}).items())]
    rows = sorted((*digests_of(bound), *digests))
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
    fields = ("table", "row_id", "form", "digest")
    insert(binding, same={"event": seq}, fields=fields, rows=((it.table, it.row_id, it.form, it.digest) for it in rows))


def _appended(by: Any, kind: type[models.Model] = Event, **facts: Any) -> Any:
    """The next event of the chain; `kind` is the model of events, in a migration that of then."""
    actor, last = actor_of(by), _last_event(kind)
    event = kind(
        seq=last[0] + 1 if last else 1,
        format=FORMAT,
        actor_kind=actor.kind,
        actor_key=actor.key,
        role=roles_of(by),
        request_id=request_id(),
        previous=last[1] if last else FIRST,
        **facts,
    )
    event.hash = hash_of(facts_of(event))
    event.save(force_insert=True)
    return event


@transaction.atomic
def refuse(
    action: str, *, most: int = MOST_SINGLE, times: int = 1, address: str | None = None, **facts: Any
) -> Event | None:
    """Record that something was asked for and not done; a transaction of its own, since there is no change.

    What concerns an account is an event of its own, up to so many an hour. Whatever is more, and what strangers ask
    about no account, is counted by address: nobody fills a log that keeps everything.
    """
    subject, by = _identified(facts.get("subject")), actor_of(facts.get("by"))
    is_about_somebody = by.kind != PUBLIC or bool(subject[1])
    if is_about_somebody and _refused_lately(action, subject, by) < most:
        return record(action, result=REFUSED, **facts)
    hour = timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    address = network_here() if address is None else address
    if is_about_somebody and by.kind == STAFF:
        subject = ("accounts.user", by.key)
    key = {"hour": hour, "address": address, "action": action, "subject_type": subject[0], "subject_id": subject[1]}
    row, _ = RefusalCount.objects.get_or_create(**key)
    RefusalCount.objects.filter(pk=row.pk).update(count=F("count") + times)
    return None


def _refused_lately(action: str, subject: tuple[str, str], by: Actor) -> int:
    """Single refusals of this kind within an hour: of this subject to strangers, or to this person whatever it was."""
    since = timezone.now() - timedelta(hours=1)
    found = Event.objects.filter(action=action, result=REFUSED, at__gte=since)
    if by.kind == PUBLIC:
        return found.filter(subject_type=subject[0], subject_id=subject[1]).count()
    return found.filter(actor_kind=by.kind, actor_key=by.key).count()


@transaction.atomic
def sum_refusals(*, at: datetime) -> None:
    """One event for each address, and each account, of every hour that is over, with what was refused and how often;
    of very many addresses the rest together. The counts that are told go after some days."""
    now = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    RefusalCount.objects.filter(told_in__isnull=False, hour__lt=now - _KEPT).delete()
    waiting = RefusalCount.objects.select_for_update().filter(told_in=None, hour__lt=now).order_by("-count", "pk")
    hours: dict[datetime, dict[tuple[str, str, str], list[RefusalCount]]] = {}
    for row in waiting:
        about = (row.subject_type, row.subject_id, "") if row.subject_id else ("", "", row.address)
        hours.setdefault(row.hour, {}).setdefault(about, []).append(row)
    for hour, summed in sorted(hours.items()):
        rest: list[RefusalCount] = []
        for turn, ((kind, identity, address), rows) in enumerate(summed.items()):
            if turn < _MOST_SUMS or kind:
                _tell(hour, rows, (kind, identity) if kind else None, {"address": address}, at)
            else:
                rest += rows
        if rest:
            _tell(hour, rest, None, {"addresses": len({row.address for row in rest})}, at)


def _tell(
    hour: datetime, rows: list[RefusalCount], subject: tuple[str, str] | None, where: dict[str, Any], at: datetime
) -> None:
    counts = Counter[str]()
    for row in rows:
        counts[row.action] += row.count
    deeds = [f"{action} {count}" for action, count in sorted(counts.items())]
    after = {"hour": hour, **{k: v for k, v in where.items() if v}, "count": counts.total(), "deeds": deeds}
    event = record(SUMMED, subject=subject, at=at, after=after, result=REFUSED)
    RefusalCount.objects.filter(pk__in=[row.pk for row in rows]).update(told_in=event.seq)


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


def _last_event(kind: type[models.Model] = Event) -> tuple[int, str] | None:
    """Number and hash of the end of the chain, which no one else can extend before this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    return (
        kind.objects.order_by("-seq").values_list("seq", "hash").first()
    )  # SQLite: an IMMEDIATE transaction is alone from its start


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

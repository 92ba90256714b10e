"""What opens and ends sessions: passwords, one-time codes, devices; and the record of who came and went."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F

from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot

from .. import own_sessions
from ..models import OneTimeCode, User

CODE_FOR = timedelta(days=3)
MOST_LOCKS = 12  # events an hour that tell of a lock of five minutes
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is mistaken for another


class CannotReset(Cannot):
    """The code is wrong, used or too old; it is not said which."""


@transaction.atomic
def end_sessions(*, person: User, by: User, at: datetime) -> None:
    """Every session of the person ends at its next request."""
    forget_sessions(person)
    audit.record("person.sessions_ended", subject=person, by=by, at=at)


def forget_sessions(person: User) -> None:
    """Every session of the person ends at its next request: part of a deed that is recorded by its own name."""
    User.objects.filter(pk=person.pk).update(session_version=F("session_version") + 1)
    person.__dict__.pop("memberships_held", None)  # read anew: the roles may just have changed
    person.__dict__.pop("permissions", None)


def set_password(*, person: User, password: str, by: Any, at: datetime) -> None:
    """A new password of one's own; every session ends but the one that is renewed by the view."""
    store_password(person, make_password(password), by=by, at=at)


@transaction.atomic
def store_password(person: User, encoded: str, *, by: Any, at: datetime) -> None:
    """The same of a password that is hashed already: within a transaction others would wait for the hashing."""
    stored = {"password": encoded, "password_changed_at": at}
    User.objects.filter(pk=person.pk).update(session_version=F("session_version") + 1, **stored)
    audit.record("person.password_set", subject=person, by=by, at=at)
    person.refresh_from_db()


@transaction.atomic
def issue_code(*, person: User, by: User | None, at: datetime) -> str:
    """A code to hand over in person; older codes end, and so do all sessions. It is told once and never again."""
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    person.codes.filter(used_at=None).update(used_at=at)
    OneTimeCode.objects.create(
        user=person, code_hash=hashed(code), created_by=by, created_at=at, expires_at=at + CODE_FOR
    )
    forget_sessions(person)
    audit.record("person.code_issued", subject=person, by=by, at=at, after={"expires_at": at + CODE_FOR})
    return code


def use_code(*, login: str, code: str, password: str, at: datetime) -> User:
    """Set a password by a one-time code; the second factor stays. Wrong codes end no code: a stranger could do so. How
    many may be tried is the view's to ask."""
    person = User.objects.filter(login__iexact=login.strip(), is_active=True).first()
    refusal = CannotReset(
        "登录名与一次性码不符，或一次性码已失效", "The login name and the code do not fit, or the code has expired"
    )
    fitting = person.codes.filter(code_hash=hashed(code), used_at=None, expires_at__gt=at) if person else None
    if person is None or not fitting.exists():
        audit.refuse("person.code_refused", subject=person, by=AnonymousUser())
        raise refusal
    encoded = make_password(password)  # before the transaction: nobody else's write waits for the hashing
    with transaction.atomic():
        if not fitting.update(used_at=at):
            raise refusal
        store_password(person, encoded, by=person, at=at)
    return person


def hashed(key: str) -> str:
    """Keys and codes are kept as hashes; blanks, dashes and case of a code as typed do not matter."""
    folded = key if len(key) > 20 else key.upper().replace("-", "").replace(" ", "")
    return hashlib.sha256(folded.encode()).hexdigest()


@transaction.atomic
def recorded_step(action: str, person: User, step: Callable[..., Any], *args: Any) -> Any:
    """Do a step of the login library and record it, both or neither."""
    done = step(*args)
    audit.record(action, subject=person, by=person)
    return done


@transaction.atomic
def end_other_sessions(*, person: User) -> None:
    """Every session of one's own but the one the view renews."""
    forget_sessions(person)
    audit.record("person.sessions_ended", subject=person, by=person)
    person.refresh_from_db()


@transaction.atomic
def end_one_session(*, person: User, name: str, at: datetime) -> bool:
    """End the one of one's own sessions that a page calls so; False where there is none."""
    row = next((row for row, _ in own_sessions.valid(person, at) if row.name == name), None)
    if row is None:
        return False
    row.delete()
    audit.record("person.session_ended", subject=person, by=person, at=at)
    return True


@transaction.atomic
def forget_device(*, person: User, by: User, at: datetime) -> None:
    """The device and its recovery codes are void, all sessions end; another is set up at the next login."""
    Authenticator.objects.filter(user=person).delete()
    forget_sessions(person)
    audit.record("person.device_removed", subject=person, by=by, at=at)


@transaction.atomic
def people_exported(*, by: User, count: int) -> None:
    """Record who took a copy of the list of people."""
    audit.record("people.exported", by=by, after={"count": count})


@transaction.atomic
def logged_in(*, person: User, methods: list[str]) -> None:
    """Record who came in, and how."""
    audit.record("session.began", subject=person, by=person, after={"methods": methods})


@transaction.atomic
def logged_out(*, person: User) -> None:
    """Record who went."""
    audit.record("session.ended", subject=person, by=person)


def login_failed(*, login: str) -> None:
    """Record a failed login: of whom where there is such a person; a name that nobody has is not kept."""
    audit.refuse("session.refused", subject=_named(login), by=AnonymousUser())


def locked_out(*, login: str) -> None:
    """Record that a login was not even judged: too many before it were wrong. Once for each lock, then counted."""
    audit.refuse("session.locked", subject=_named(login), by=AnonymousUser(), most=MOST_LOCKS)


def code_failed(*, person: User, by: Any = None, is_locked: bool = False) -> None:
    """Record a wrong second factor, or that it was not judged; `by` nobody before they are in."""
    if is_locked:
        audit.refuse("session.code_locked", subject=person, by=by or AnonymousUser(), most=MOST_LOCKS)
    else:
        audit.refuse("session.code_refused", subject=person, by=by or AnonymousUser())


def turned_away(*, times: int) -> None:
    """Count those who found the door full: nobody in particular, from nowhere in particular."""
    audit.refuse("session.turned_away", by=AnonymousUser(), times=times, address="")


def _named(login: str) -> User | None:
    return User.objects.filter(login__iexact=login.strip()).first() if login else None


@transaction.atomic
def connect_sso(*, sociallogin: Any, request: Any, person: User) -> None:
    """The account of the single sign-on opens this person's from now on."""
    sociallogin.connect(request, person)
    audit.record("person.sso_connected", subject=person, by=person)

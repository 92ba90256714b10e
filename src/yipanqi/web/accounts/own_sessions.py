"""One's own sessions as a page shows them: with which browser, since when, and which one is this."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import HASH_SESSION_KEY
from django.utils.crypto import constant_time_compare

from .models import Session, User

BROWSER = "browser"  # in the session
_BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "微信"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Open:
    """A session that still opens the platform."""

    name: str
    browser: str
    since: datetime | None
    until: datetime
    is_here: bool


def open_sessions(person: User, key: str | None, now: datetime) -> list[Open]:
    """The person's sessions, the newest first; `key` is that of the browser that asks."""
    found = [_told(row, data, row.session_key == key) for row, data in valid(person, now)]
    return sorted(found, key=lambda it: (it.is_here, it.until), reverse=True)


def valid(person: User, now: datetime) -> Iterator[tuple[Session, dict[str, Any]]]:
    """The rows of sessions that have neither expired nor been ended, with what they hold."""
    current = person.get_session_auth_hash()
    for row in Session.objects.filter(person=person, expire_date__gt=now):
        data = row.get_decoded()
        if constant_time_compare(data.get(HASH_SESSION_KEY, ""), current):
            yield row, data


def _told(row: Session, data: dict[str, Any], is_here: bool) -> Open:
    methods = data.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    since = datetime.fromtimestamp(methods[0]["at"], UTC) if methods and "at" in methods[0] else None
    browser = str(data.get(BROWSER, ""))
    return Open(name=row.name, browser=browser, since=since, until=row.expire_date, is_here=is_here)


def browser_of(agent: str) -> str:
    """The browser and the system that a browser says it is: Chrome · Windows."""
    found = (next((name for sign, name in signs if sign in agent), "") for signs in (_BROWSERS, _SYSTEMS))
    return " · ".join(filter(None, found))

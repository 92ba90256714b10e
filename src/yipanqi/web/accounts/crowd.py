"""Who comes in first where too many want to: a few at a time, known devices before those who waited, strangers last.

Hashing a password takes a request's thread for as long as it lasts, and each process has few. So a login is let through
only while there is room for its lane, and everybody else is told at once, before anything costly, when to come again.
The answer carries a ticket: who brings it back has waited, and needs less room than a newcomer. A browser that came in
before has a cookie that says so, and a lane before all others. Neither names a person. What a process remembers of the
last minutes is its own; limits that must hold for all processes are in the database (`limits`).
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError

from yipanqi.web.page import errors
from yipanqi.web.page.trace import network

DEVICE, TICKET = "device", "ticket"  # cookies
COME_AGAIN = 5  # seconds
_KNOWN_FOR = 180 * 86_400  # seconds a device is known after somebody last came in by it
_TICKET_FOR = 300
_WAITED = 2  # seconds: who comes back at once has not waited
_MINUTE = 60.0
_CROWDED_FOR = 30.0  # seconds
MOST_KEYS = 20_000


class Lane(IntEnum):
    """How well somebody is known who wants to come in."""

    KNOWN = 4  # by a device somebody came in from before
    WAITED = 3  # by a ticket
    RETURNED = 2  # by name and address, remembered from a moment ago: a browser that keeps no cookie
    NEW = 1


ROOM = {
    Lane.KNOWN: 3,
    Lane.WAITED: 2,
    Lane.RETURNED: 2,
    Lane.NEW: 1,
}  # of a process's threads, together with all others
_USES = {Lane.KNOWN: 10, Lane.WAITED: 4, Lane.RETURNED: 4}  # a minute, of one device, ticket or name and address


class Lately:
    """When each key first came within its last while, and how often; of the newest keys only."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock, self._lock = seconds, clock, threading.Lock()
        self._seen: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()

    def note(self, key: Hashable) -> int:
        """One time more; how often by now."""
        with self._lock:
            since, count = self._of(key)
            self._seen[key] = since, count + 1
            self._seen.move_to_end(key)
            if len(self._seen) > MOST_KEYS:
                self._seen.popitem(last=False)
            return count + 1

    def age(self, key: Hashable) -> float | None:
        """Seconds since it first came; nothing where it did not."""
        with self._lock:
            since, count = self._of(key)
            return self._clock() - since if count else None

    def forget(self, key: Hashable) -> None:
        """As if it had never come."""
        with self._lock:
            self._seen.pop(key, None)

    def _of(self, key: Hashable) -> tuple[float, int]:
        since, count = self._seen.get(key, (0.0, 0))
        return (since, count) if count and self._clock() - since < self._seconds else (self._clock(), 0)


class Door:
    """How many are let through at once: by lane from when somebody found no room until a while later; else alike."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock, self.inside = clock, threading.Lock(), 0
        self.crowded_at: float | None = None

    @contextmanager
    def passage(self, lane: Lane) -> Iterator[bool]:
        """Is there room? While inside, those of weaker lanes find less."""
        with self._lock:
            is_calm = self.crowded_at is None or self._clock() - self.crowded_at > _CROWDED_FOR
            is_open = self.inside < (max(ROOM.values()) if is_calm else ROOM[lane])
            self.inside += is_open
            if not is_open:
                self.crowded_at = self._clock()
        try:
            yield is_open
        finally:
            with self._lock:
                self.inside -= is_open


door = Door()
_turned_away = Lately(120.0)  # by name and address
_used = Lately(_MINUTE)  # devices, tickets, names and addresses, by the lane they asked for


def new_device() -> str:
    """A cookie for a device from which somebody came in."""
    return _new(DEVICE)


def device_of(request: HttpRequest) -> str:
    """The number of the device, where it is known; nothing of a strange one."""
    return _signed(request, DEVICE, _KNOWN_FOR)


def remember_device(request: HttpRequest, response: HttpResponse) -> None:
    """Give the browser its cookie; one that has it keeps it."""
    if not device_of(request):
        _set(response, DEVICE, new_device(), _KNOWN_FOR)


def lane_of(request: HttpRequest) -> Lane:
    """The best lane that is open to this login; each device, ticket and name opens its own a few times a minute."""
    if (device := device_of(request)) and _may_use(Lane.KNOWN, device):
        return Lane.KNOWN
    if (ticket := _signed(request, TICKET, _TICKET_FOR, _WAITED)) and _may_use(Lane.WAITED, ticket):
        return Lane.WAITED
    age = _turned_away.age(_who(request))
    if age is not None and age >= _WAITED and _may_use(Lane.RETURNED, _who(request)):
        return Lane.RETURNED
    return Lane.NEW


def turn_away(request: HttpRequest) -> HttpResponse:
    """When to come again, with a ticket; one that is still good keeps its age."""
    _turned_away.note(_who(request))
    response = errors.busy(request, COME_AGAIN)
    if not _signed(request, TICKET, _TICKET_FOR):
        _set(response, TICKET, _new(TICKET), _TICKET_FOR)
    return response


def was_wrong(request: HttpRequest) -> None:
    """The password was judged and is wrong: who waited for this begins anew."""
    _turned_away.forget(_who(request))


def _may_use(lane: Lane, key: Hashable) -> bool:
    return _used.note((lane, key)) <= _USES[lane]


def _who(request: HttpRequest) -> int:
    """Name and address as a number that tells neither."""
    try:
        name = request.POST.get("login", "")
    except UnreadablePostError:
        name = ""
    return hash((name.strip().lower()[:60], network(request)))


def _signed(request: HttpRequest, name: str, longest: int, least: int = 0) -> str:
    """The number in a cookie of ours that is not older than this, nor younger."""
    try:
        number, at = signing.Signer(salt=f"crowd.{name}").unsign(request.COOKIES.get(name, "")).split(".")
        return number if least <= _now() - int(at) <= longest else ""
    except (signing.BadSignature, ValueError):
        return ""


def _new(name: str) -> str:
    """A number by chance and the time, signed."""
    return signing.Signer(salt=f"crowd.{name}").sign(f"{secrets.token_urlsafe(12)}.{int(_now())}")


def _now() -> float:
    return time.time()


def _set(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    is_secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=seconds, secure=is_secure, httponly=True, samesite="Lax")

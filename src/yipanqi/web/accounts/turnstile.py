"""What stands before every form of who is not logged in: few logins at once, and nothing more often than its limit."""

import threading
import time

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from yipanqi.web.page import errors
from yipanqi.web.page.permission import View
from yipanqi.web.page.trace import network

from . import crowd
from .actions import limits, sessions

_TELL_EVERY = 10.0  # seconds


class Turnstile:
    """Answers 429, with when to come again, before anything costly is done."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        self._lock, self._away, self._told_at = threading.Lock(), 0, time.monotonic()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._tell()
        if request.method != "POST" or request.path_info != reverse("account_login"):
            return self.get_response(request)
        lane = crowd.lane_of(request)
        with crowd.door.passage(lane) as is_open:
            if not is_open:
                self._count()
                return crowd.turn_away(request)
            seconds = 0
            if lane is not crowd.Lane.KNOWN:
                seconds = limits.wait("password", limits.WRONG_PASSWORD, network(request), timezone.now())
            return errors.too_often(request, seconds) if seconds else self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: object, kwargs: object) -> HttpResponse | None:
        """Whatever else somebody sends who is not logged in; a login is counted where its password is judged."""
        if request.method != "POST" or request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name
        if name == "account_login":
            return None
        try:
            seconds = _wait(request, name)
        except (OSError, DatabaseError) as fault:  # the library asks nobody about what fails here
            if not errors.is_for_want_of_room(fault):
                raise
            return errors.no_room(request)
        return errors.too_often(request, seconds) if seconds else None

    def _count(self) -> None:
        with self._lock:
            self._away += 1

    def _tell(self) -> None:
        """Now and then, how many were turned away: counted for the log, all at once."""
        if not self._away or time.monotonic() - self._told_at < _TELL_EVERY:
            return
        with self._lock:
            count, self._away, self._told_at = self._away, 0, time.monotonic()
        try:
            if count:
                sessions.turned_away(times=count)
        except (OSError, DatabaseError) as fault:
            if not errors.is_for_want_of_room(fault):
                raise


def _wait(request: HttpRequest, name: str) -> int:
    """Seconds until this may be sent again; counted where it is 0. A device that is known has a count of its own."""
    limit, now = limits.POSTS.get(name, limits.OTHER), timezone.now()
    name = name if name in limits.POSTS else "other"
    if device := crowd.device_of(request):
        seconds, who = limits.wait_of(name, f"device {device}", limit.by_address, now), f"device {device}"
    else:
        seconds, who = limits.wait(name, limit, network(request), now), network(request)
    if not seconds:
        limits.count(name, who, at=now)
    return seconds

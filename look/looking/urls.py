"""The platform's addresses, and beside them `/look/…`: pages that only a mishap or another server would show."""

import errno
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import override_settings
from django.urls import path

from yipanqi.web import urls as platform
from yipanqi.web.accounts import entry
from yipanqi.web.accounts.hashing import CannotHash
from yipanqi.web.audit.views import log
from yipanqi.web.page import errors
from yipanqi.web.programmes.working import page

View = Callable[[HttpRequest], HttpResponse]
handler400, handler403 = platform.handler400, platform.handler403
handler404, handler500 = platform.handler404, platform.handler500


def _failing(kind: type[Exception], *words: object) -> View:
    """A page in which this goes wrong: what is answered is the platform's own answer."""

    def fail(request: HttpRequest) -> HttpResponse:
        raise kind(*words)

    return fail


def _shown(template: str, status: int) -> View:
    """A page that somebody sees who comes from a single sign-on."""

    def show(request: HttpRequest) -> HttpResponse:
        return render(request, template, status=status)

    return show


def empty(request: HttpRequest) -> HttpResponse:
    """The first page before there is a programme."""
    return page(request, "estates/empty.html", waiting=[], working=None)


def log_without_key(request: HttpRequest) -> HttpResponse:
    """The log where the key of the checkpoints was lost: what is wrong stands above it."""
    with override_settings(CHECKPOINT_KEY=settings.CHECKPOINT_KEY.with_name("lost.pem")):
        return log(request)


MISHAPS: dict[str, tuple[int, View]] = {  # what the page is called → its status and what leads to it
    "bad-request": (400, _failing(SuspiciousOperation)),
    "form-expired": (403, errors.csrf_failure),
    "too-much": (413, _failing(RequestDataTooBig)),
    "busy": (429, _failing(CannotHash)),
    "server-error": (500, _failing(RuntimeError)),
    "no-room": (507, _failing(OSError, errno.ENOSPC, "no room")),
    "locked": (429, entry.locked),
    "no-account": (403, _shown("account/unknown.html", 403)),
    "sign-on": (200, _shown("socialaccount/login.html", 200)),
    "sign-on-failed": (401, _shown("socialaccount/authentication_error.html", 401)),
}
urlpatterns = [
    *platform.urlpatterns,
    path("look/empty/", empty, name="look-empty"),
    path("look/log-without-key/", log_without_key, name="look-log-without-key"),
    *(path(f"look/{name}/", login_not_required(view), name=f"look-{name}") for name, (_, view) in MISHAPS.items()),
]

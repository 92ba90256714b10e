"""Each view says who may see it: by a permission of the table in `accounts/roles.py`, or everyone logged in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from yipanqi.web.audit import actions as audit

View = Callable[..., HttpResponse]


def permission_required(code: str) -> Callable[[View], View]:
    """The page is for whoever holds this permission; others get 403, and the refusal is recorded."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(code):
                audit.refuse("access.refused", subject=("permission", code), by=request.user)
                raise PermissionDenied(code)
            return view(request, *args, **kwargs)

        guarded.permission = code
        return guarded

    return guard


def for_everyone(view: View) -> View:
    """The page is for everyone who is logged in."""
    view.permission = ""
    return view

"""Each view says who may see it: by a permission of the table in `accounts/roles.py`, or everyone logged in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

View = Callable[..., HttpResponse]


class NotPermitted(PermissionDenied):
    """Whoever asks does not hold the permission of the page; the page that says 403 records it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def permission_required(code: str) -> Callable[[View], View]:
    """The page is for whoever holds this permission. Raises NotPermitted."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(code):
                raise NotPermitted(code)
            return view(request, *args, **kwargs)

        guarded.permission = code
        return guarded

    return guard


def may_open(user: Any, url: str, thing: Any = None) -> bool:
    """Would this page let somebody in: by its permission, and by what of its kind they see?"""
    try:
        code = getattr(resolve(url).func, "permission", "")
    except Resolver404:
        return False
    if code and not user.has_perm(code):
        return False
    rows = getattr(type(thing), "objects", None)
    return not hasattr(rows, "visible_to") or rows.visible_to(user).filter(pk=thing.pk).exists()


def for_everyone(view: View) -> View:
    """The page is for everyone who is logged in."""
    view.permission = ""
    return view

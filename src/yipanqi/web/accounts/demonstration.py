"""Coming in to a demonstration by one click, without password or code: where settings allow it, as its people alone."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest

from yipanqi.web.page.say import say

from .models import User
from .roles import ROLES

LOGINS, METHOD = "demo.", "demonstration"  # how login names begin; how the log calls this way in


def people() -> list[User]:
    """Who may come in so; on a server nobody."""
    if not settings.DEMONSTRATION:
        return []
    return list(User.objects.filter(login__startswith=LOGINS, is_active=True).order_by("pk"))


def buttons() -> list[dict[str, str]]:
    """A button for each role."""
    held = ((person, person.memberships_held[:1]) for person in people())
    return [
        {"login": person.login, "role": say(ROLES[it.role].zh, ROLES[it.role].en), "place": it.organisation.name}
        for person, roles in held
        for it in roles
    ]


def come_in(request: HttpRequest, person: Any) -> None:
    """Log this person in, instead of whoever was; the log says by which way."""
    adapter = get_adapter(request)
    if request.user.is_authenticated:
        adapter.logout(request)
    record_authentication(request, person, METHOD)
    person.backend = "django.contrib.auth.backends.ModelBackend"
    adapter.login(request, person)


def is_trusted(methods: set[str]) -> bool:
    """Does a session of these methods need no second factor, being a demonstration's?"""
    return settings.DEMONSTRATION and METHOD in methods

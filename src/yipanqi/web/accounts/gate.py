"""Who comes in how far: logged in, with two factors, with a fresh password, with the permission of the page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from . import crowd, demonstration

View = Callable[..., HttpResponse]
_ALWAYS = {"account_logout", "language"}
_SECOND_FACTOR = _ALWAYS | {"mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate"}
_NEW_PASSWORD = _ALWAYS | {"accounts:password"}


class Language:
    """Answers in the language the person chose; before login, in the one of the cookie or the browser."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class Gate:
    """Lets nobody past who has not logged in, and nobody past the second factor who has not shown it. The browser
    keeps no page of who is logged in, so that Back shows none after logout, and gets a cookie by which it is known."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store, private")
            if has_two_factors(request):
                crowd.remember_device(request, response)
        return response

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """Where this request must go first, if anywhere."""
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return _instead(request, redirect_to_login(request.get_full_path()))
        step, allowed = next_step(request)
        name = request.resolver_match.view_name
        return _instead(request, redirect(step)) if step and name not in allowed else None


def next_step(request: HttpRequest) -> tuple[str, set[str]]:
    """What this session still has to do, and the pages it may see until then; nothing when it is complete."""
    if not has_two_factors(request):
        has_device = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists()
        return ("mfa_reauthenticate" if has_device else "mfa_activate_totp"), _SECOND_FACTOR
    if must_change_password(request.user):
        return "accounts:password", _NEW_PASSWORD
    return "", set()


def has_two_factors(request: HttpRequest) -> bool:
    """This session showed a code, or comes from a single sign-on that is trusted to have asked for one."""
    methods = {record["method"] for record in get_authentication_records(request, request.user)}
    if "mfa" in methods or demonstration.is_trusted(methods):
        return True
    return settings.SSO_HAS_TWO_FACTORS and bool(methods & {"socialaccount", "cas"})


def must_change_password(user: Any) -> bool:
    """The password was set by somebody else, or is older than the policy lets it become."""
    if not user.has_usable_password():
        return False
    changed = user.password_changed_at
    days = settings.PASSWORD_DAYS
    return changed is None or bool(days and timezone.now() - changed > timedelta(days=days))


def _instead(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The same redirect, of the whole page where a fragment was asked for; a script that asks for JSON is told."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"login": response.url}, status=401)
    return HttpResponseClientRedirect(response.url) if getattr(request, "htmx", False) else response

"""OpenID Connect; only where the settings name a server. A server that does not answer is told as a failed login."""

from allauth.socialaccount.providers.openid_connect import views as library
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods
from requests import RequestException

from yipanqi.web.page.permission import View

_known = require_http_methods(["GET", "POST"])  # by HEAD the library would begin a login


@_known
@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Ask, then go to the other server."""
    return _answered(library.login, request, provider_id)


@_known
@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from there."""
    return _answered(library.callback, request, provider_id)


def _answered(view: View, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=503)

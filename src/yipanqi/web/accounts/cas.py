"""CAS, which many governments' single sign-on speaks; only where the settings name a server."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_cas_ng.utils import RedirectException
from django_cas_ng.views import LoginView

from .actions import sessions


class CasLogin(LoginView):
    """Come in by CAS as somebody who has an account here; the second factor is asked for as everywhere."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except RedirectException as error:  # a foreign address to go on to
            raise SuspiciousOperation(str(error)) from None

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:  # the library would call this a login by CAS, though no server was asked
            return redirect(settings.LOGIN_REDIRECT_URL)
        try:
            return super().get(request)
        except PermissionDenied:
            sessions.login_failed(login="")
            return render(request, "account/unknown.html", status=403)

    def successful_login(self, request: HttpRequest, next_page: str) -> HttpResponse:
        record_authentication(request, request.user, "cas")
        sessions.logged_in(person=request.user, methods=["cas"])
        return super().successful_login(request, next_page)

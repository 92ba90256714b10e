"""How people come in: passwords, codes, single sign-on; what allauth, axes and Django ask of us about it."""

import re
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yipanqi.web.page.say import say, say_later
from yipanqi.web.page.sealed import seal, unseal
from yipanqi.web.page.trace import network

from . import crowd
from .actions import limits, sessions
from .own_sessions import BROWSER, browser_of

_FRESH = 300  # seconds after which a second look is asked for


class LongEnough(MinimumLengthValidator):
    """Ten characters."""

    def get_error_message(self) -> str:
        return say(f"密码太短，至少 {self.min_length} 位", f"Too short: at least {self.min_length} characters")


class NotCommon(CommonPasswordValidator):
    """None that everybody tries first."""

    def get_error_message(self) -> str:
        return say("这个密码太常见", "This password is too common")


class NotTheName(UserAttributeSimilarityValidator):
    """Nothing like the login name or the name."""

    def get_error_message(self) -> str:
        return say("密码与登录名或姓名太相近", "The password is too much like the login name or the name")


class ThreeKinds:
    """Three of: capital letters, small letters, digits, other characters; not asked where the policy is ASVS."""

    HELP = say_later("大写、小写、数字、符号至少三类", "At least three of: capitals, small letters, digits, symbols")

    def validate(self, password: str, user: Any = None) -> None:
        kinds = sum(bool(re.search(pattern, password)) for pattern in ("[A-Z]", "[a-z]", "[0-9]", "[^A-Za-z0-9]"))
        if settings.PASSWORD_POLICY == "dengbao" and kinds < 3:
            raise ValidationError(self.HELP, code="password_kinds")

    def get_help_text(self) -> str:
        return str(self.HELP) if settings.PASSWORD_POLICY == "dengbao" else ""


def login_asked(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The login name somebody tries, folded: `Li` and `li` are one account."""
    asked = (credentials or {}).get("username") or request.POST.get("login")
    return asked.strip().lower()[:60] if asked else None


def locked(request: HttpRequest, response: Any = None, credentials: Any = None, *args: Any) -> HttpResponse:
    """The page that says when to try again; the same whether the account exists or not."""
    sessions.locked_out(login=login_asked(request, credentials) or "")
    page = render(request, "account/locked.html", {"minutes": 5}, status=429)
    page["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return page


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; who comes in and who fails is recorded."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": say_later("登录名或密码不正确", "The login name or the password is wrong"),
        "incorrect_password": say_later("密码不正确", "The password is wrong"),
        "too_many_login_attempts": say_later("尝试次数过多，请稍后再试", "Too many tries; wait a little"),
        "account_inactive": say_later("登录名或密码不正确", "The login name or the password is wrong"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: axes counts pairs of account and address; a count by account alone would lock people out."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        if not getattr(request, "axes_locked_out", False):
            sessions.login_failed(login=credentials.get("username", ""))
            limits.count("password", network(request), at=timezone.now())
            crowd.was_wrong(request)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """The password once more, counted like a login, so that an open session is no place to guess it."""
        return self.authenticate(self.request, username=user.login, password=password) is not None

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        request.session[BROWSER] = browser_of(request.headers.get("User-Agent", ""))
        methods = sorted({record["method"] for record in get_authentication_records(request, user)})
        sessions.logged_in(person=user, methods=methods)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            sessions.logged_out(person=request.user)
        super().logout(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the pages say themselves what happened."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: no mail leaves this server."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """One's own devices: unless one came in just now. Whatever else asks, asks for the password again."""
        records = get_authentication_records(self.request, self.request.user)
        is_fresh = bool(records) and time.time() - records[-1]["at"] < _FRESH
        return not (app == "allauth.mfa" and is_fresh)


class TooManyCodes(Exception):
    """The code is not even judged: those before it were wrong."""


def code_fits(person: Any, code: str) -> bool:
    """Is this the code of the person's device, judged and counted as at the login? Raises TooManyCodes."""
    device = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    try:
        forget_tries = check_rate_limit(person)
    except ValidationError:
        raise TooManyCodes from None
    is_right = device is not None and device.wrap().validate_code(code)
    if is_right:
        forget_tries()
    return is_right


def was_used(person: Any, code: str) -> bool:
    """Does the person's device show this code, so that it was refused for having been used?"""
    device = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    return device is not None and validate_totp_code(unseal(device.data["secret"], "mfa.secret"), code)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of devices are sealed at rest."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": say_later(
            "验证码不正确，请用最新的 6 位数字", "The code is wrong; use the newest six digits"
        ),
        "cannot_delete_authenticator": say_later("不能停用两步验证", "Two-step login cannot be switched off"),
        "cannot_generate_recovery_codes": say_later("请先启用两步验证", "Set up two-step login first"),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, "mfa.secret")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, "mfa.secret")


class SocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on opens the account of that login name, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        claim = str(
            sociallogin.account.extra_data.get("userinfo", sociallogin.account.extra_data).get(settings.OIDC_CLAIM, "")
        )
        person = get_user_model().objects.filter(login__iexact=claim, is_active=True).first() if claim else None
        if person is None:
            sessions.login_failed(login="")
            raise ImmediateHttpResponse(render(request, "account/unknown.html", status=403))
        sessions.connect_sso(sociallogin=sociallogin, request=request, person=person)

"""What everybody does for themselves: come in, settings, password, device, invitation, one-time code."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yipanqi.web.audit.models import Event
from yipanqi.web.page import errors
from yipanqi.web.page.permission import for_everyone
from yipanqi.web.page.say import say
from yipanqi.web.page.stale import Stale, mark_of
from yipanqi.web.page.trace import network

from .. import actions, crowd
from ..actions import limits, sessions
from ..channels import CHANNELS, MAIL, channels_on
from ..forms import AcceptForm, ChangePassword, DigestForm, PreferencesForm, ResetForm
from ..gate import must_change_password
from ..own_sessions import open_sessions
from ..roles import ROLES

TOO_MANY = "too_many_login_attempts"  # the library's word
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@for_everyone
def profile(request: HttpRequest) -> HttpResponse:
    """One's own settings, roles and latest comings and goings."""
    person = request.user
    seen, status = mark_of(*actions.preferences_of(person)), 200
    known = {"language": person.language, "is_senior": person.is_senior, "seen": seen}
    form = PreferencesForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_preferences(person=person, at=timezone.now(), **form.cleaned_data)
        except Stale:
            status = 409
            form.renew(seen)
        else:
            messages.success(request, _in(person.language, "设置已保存", "Your settings are saved"))
            return redirect("accounts:profile")
    devices = Authenticator.objects.filter(user=person)
    codes = devices.filter(type=Authenticator.Type.RECOVERY_CODES).first()
    page = {
        "form": form,
        "digest_said": say(*CHANNELS.get(person.digest_by, ("不发", "None"))),
        "device": devices.filter(type=Authenticator.Type.TOTP).first(),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": open_sessions(person, request.session.session_key, timezone.now()),
        "visits": Event.objects.by_staff([person.pk]).filter(action="session.began").order_by("-seq")[:5],
        "has_password": person.has_usable_password(),
    }
    return render(request, "accounts/profile.html", page, status=status)


@form_page
@for_everyone
def digest(request: HttpRequest) -> HttpResponse:
    """By which channel one's daily digest comes."""
    person, status = request.user, 200
    known = {"digest_by": person.digest_by, "email": person.email}
    form = DigestForm(request.POST or None, initial=known | {"seen": mark_of(*actions.digest_of(person))})
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_digest(person=person, at=timezone.now(), **form.cleaned_data)
        except Stale:
            status = 409
            form.renew(mark_of(*actions.digest_of(person)))
        except actions.CannotChoose as refusal:
            form.add_error("digest_by" if form.cleaned_data["digest_by"] != MAIL else "email", str(refusal))
        else:
            messages.success(request, say("设置已保存", "Your settings are saved"))
            return redirect("accounts:profile")
    page = {"form": form, "is_any_on": bool(channels_on()), "phone": person.phone_masked}
    return render(request, "accounts/digest.html", page, status=status)


@require_POST
@for_everyone
def end_session(request: HttpRequest, name: str) -> HttpResponse:
    """Log oneself out elsewhere: at one place, or everywhere but here."""
    if name == "others":
        sessions.end_other_sessions(person=request.user)
        _keep_this_session(request)
        messages.success(request, say("其他设备已退出", "Other devices are logged out"))
    elif sessions.end_one_session(person=request.user, name=name, at=timezone.now()):
        messages.success(request, say("那一处已退出", "That session is ended"))
    else:
        messages.error(request, say("那一处已经退出", "That session has ended already"))
    return redirect("accounts:profile")


def _in(language: str, zh: str, en: str) -> str:
    """The text in a language that was chosen just now, which this request does not speak yet."""
    return en if language == "en" else zh


@form_page
@for_everyone
@sensitive_post_parameters()
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """A new password of one's own; every other session ends."""
    person = request.user
    form = ChangePassword(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        if authenticate(request, username=person.login, password=asked["old"]) is None:
            form.add_error("old", say("密码不正确", "The password is wrong"))
        elif asked["old"] == asked["password"]:
            form.add_error("password", say("新密码不能与现在的相同", "The new password must differ from the old one"))
        else:
            sessions.set_password(person=person, password=asked["password"], by=person, at=timezone.now())
            _keep_this_session(request)
            messages.success(
                request, say("密码已修改，其他设备已退出", "Password changed; other devices are logged out")
            )
            return redirect("accounts:profile")
    page = {"form": form, "must": must_change_password(person), "days": settings.PASSWORD_DAYS}
    return render(request, "accounts/password.html", page)


def _keep_this_session(request: HttpRequest) -> None:
    """The session that changed something goes on, under a new id."""
    update_session_auth_hash(request, request.user)


@form_page
@login_not_required
@sensitive_post_parameters()
@never_cache
def reset(request: HttpRequest) -> HttpResponse:
    """A new password by a one-time code. Five wrong tries pause this login name at this address, and end nothing."""
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked, now = form.cleaned_data, timezone.now()
        place = network(request)
        pair = f"{asked['login'].strip().lower()} {place}"
        seconds = limits.wait_of("code", pair, limits.MOST_OF_PAIR, now)
        if not seconds and not crowd.device_of(request):
            seconds = limits.wait("code", limits.WRONG_CODE, place, now)
        if seconds:
            return errors.too_often(request, seconds)
        try:
            sessions.use_code(login=asked["login"], code=asked["code"], password=asked["password"], at=now)
        except sessions.CannotReset as refusal:
            limits.count("code", place, pair, at=now)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("密码已设置，请登录", "Your password is set; please log in"))
            return redirect("account_login")
    return render(request, "accounts/reset.html", {"form": form})


@form_page
@login_not_required
@sensitive_post_parameters()
@never_cache
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Make one's account by a link, once."""
    found = actions.invitation_of(key, timezone.now())
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    form = AcceptForm(request.POST or None, initial={"display_name": found.display_name})
    if request.method == "POST" and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("login", "display_name", "phone", "password")}
        try:
            actions.accept(key=key, at=timezone.now(), **asked)
        except (actions.CannotAdd, actions.CannotGrant, actions.CannotInvite) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("账号已建立，请登录", "Your account is made; please log in"))
            return redirect("account_login")
    role = say(ROLES[found.role].zh, ROLES[found.role].en)
    return render(request, "accounts/invitation.html", {"form": form, "invitation": found, "role": role})


# Devices: allauth's own steps, recorded


class Code(AuthenticateView):
    """The second factor; what is wrong is recorded, and too many are answered as such."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return _code_refused(self.request, form, super().form_invalid(form), self.stage.login.user)


class CodeAgain(ReauthenticateView):
    """The second factor once more, by who is logged in."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return _code_refused(self.request, form, super().form_invalid(form), self.request.user)


def _code_refused(request: HttpRequest, form: Any, response: HttpResponse, person: Any) -> HttpResponse:
    """The page that says so, with 429 where the code was not even judged."""
    codes = {error.code for error in form.errors.as_data().get("code", ())}
    if codes & {"incorrect_code", TOO_MANY}:
        by = request.user if request.user.is_authenticated else None
        sessions.code_failed(person=person, by=by, is_locked=TOO_MANY in codes)
    if TOO_MANY in codes:
        response.status_code, response["Retry-After"] = 429, str(limits.WINDOW)
    return response


class Activate(ActivateTOTPView):
    """A new device; this session has then shown two factors."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = sessions.recorded_step("person.device_added", self.request.user, super().form_valid, form)
        device = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        device.wrap().validate_code(form.cleaned_data["code"])  # it is used: nobody who saw it comes in by it
        record_authentication(self.request, self.request.user, "mfa", type="totp")
        return response


class Deactivate(DeactivateTOTPView):
    """The device is gone or old: this session must set up another before anything else."""

    def form_valid(self, form: Any) -> HttpResponse:
        sessions.recorded_step("person.device_removed", self.request.user, super().form_valid, form)
        kept = [it for it in get_authentication_records(self.request, self.request.user) if it["method"] != "mfa"]
        self.request.session["account_authentication_methods"] = kept
        sessions.end_other_sessions(person=self.request.user)
        _keep_this_session(self.request)
        return redirect("mfa_activate_totp")


class Codes(GenerateRecoveryCodesView):
    """New recovery codes; the old ones are void."""

    def form_valid(self, form: Any) -> HttpResponse:
        return sessions.recorded_step("person.recovery_codes_made", self.request.user, super().form_valid, form)


@require_POST
@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    """Change the language, remember it, and go back to the page."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if is_ours and back.startswith("/") else "/")  # a page, never a view's name
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            actions.change_preferences(person=request.user, at=timezone.now(), language=chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response

"""People, their roles and invitations."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.web.page.answer import done
from yipanqi.web.page.csv_file import csv_response
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import for_everyone, permission_required
from yipanqi.web.page.say import Cannot, in_turn, say
from yipanqi.web.page.stale import Stale, mark_of

from .. import actions
from ..actions import sessions
from ..forms import (
    InviteForm,
    LeaveForm,
    PeopleFilter,
    PersonForm,
    PurposeForm,
    RoleForm,
)
from ..models import Invitation, Membership, User
from ..roles import PERMISSIONS, ROLES

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permission_required("people.view")
def people(request: HttpRequest) -> HttpResponse:
    """Whom one sees, by filters; also as CSV."""
    form = PeopleFilter(request.GET)
    held = Prefetch("memberships", Membership.objects.active().select_related("organisation"), to_attr="held")
    chosen = form.chosen(User.objects.visible_to(request.user)).order_by("pinyin", "login").prefetch_related(held)
    if file_asked(request.GET, ("csv",)):
        return _people_csv(request, chosen)
    query = request.GET.copy()
    query.pop("page", None)
    page = {"form": form, "people": Paginator(chosen, 50).get_page(request.GET.get("page")), "query": query.urlencode()}
    page["is_part"] = request.htmx.target == "people"
    return render(request, "accounts/_people.html" if page["is_part"] else "accounts/people.html", page)


def _people_csv(request: HttpRequest, chosen: Any) -> HttpResponse:
    rows = [
        [it.display_name, it.login, it.phone_masked, in_turn(map(_role_told, it.held)), _state_told(it)]
        for it in chosen
    ]
    sessions.people_exported(by=request.user, count=len(rows))
    head = [
        say("姓名", "Name"),
        say("登录名", "Login"),
        say("电话", "Phone"),
        say("角色", "Roles"),
        say("状态", "State"),
    ]
    return csv_response(f"people-{timezone.localdate()}", head, rows)


def _role_told(held: Membership) -> str:
    return f"{held.organisation} {held.role_said}"


def _state_told(person: User) -> str:
    return say("在任", "Active") if person.is_active else say("已离任", "Left")


@require_safe
@for_everyone
def person(request: HttpRequest, uid: str) -> HttpResponse:
    """One person: who they are, what they may do, what was done to the account."""
    shown = _visible(request, uid)
    page = {
        "person": shown,
        "held": shown.memberships.select_related("organisation").order_by("ended_at", "-started_at"),
        "role_form": RoleForm(by=request.user),
        "permissions": [say(*PERMISSIONS[code]) for code in PERMISSIONS if code in shown.permissions],
        "purpose_form": PurposeForm(),
        "may_manage": request.user.has_perm("people.manage"),
        "may_grant": request.user.has_perm("roles.grant") and shown.is_active,
        "is_self": shown.pk == request.user.pk,
    }
    return render(request, "accounts/person.html", page)


def _visible(request: HttpRequest, uid: str) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), uid=uid)


@form_page
@permission_required("people.manage")
def edit_person(request: HttpRequest, uid: str) -> HttpResponse:
    """Name and phone."""
    shown = _visible(request, uid)
    known = {"display_name": shown.display_name, "phone": shown.phone}
    form = PersonForm(request.POST or None, initial=known | {"seen": mark_of(*actions.seen_of(shown))})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(person=shown, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Stale:
            status = 409
            form.renew(mark_of(*actions.seen_of(shown)), [(form.fields[name].label, known[name]) for name in known])
        else:
            messages.success(request, say("已保存", "Saved"))
            return redirect(shown)
    return render(request, "accounts/edit_person.html", {"form": form, "person": shown}, status=status)


@require_POST
@permission_required("people.view")
@never_cache
def phone(request: HttpRequest, uid: str) -> HttpResponse:
    """The phone in full, for a purpose."""
    shown = _visible(request, uid)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        messages.error(request, say("请写明用途", "Say what it is needed for"))
        return redirect(shown)
    number = actions.show_phone(person=shown, by=request.user, at=timezone.now(), purpose=form.cleaned_data["purpose"])
    return render(request, "accounts/phone.html", {"person": shown, "phone": number})


@require_POST
@permission_required("roles.grant")
def grant(request: HttpRequest, uid: str) -> HttpResponse:
    """A role more."""
    shown = _visible(request, uid)
    form = RoleForm(request.POST, by=request.user)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(shown)
    asked = {name: form.cleaned_data[name] for name in ("organisation", "role")}
    deed = partial(actions.grant, person=shown, by=request.user, at=timezone.now(), **asked)
    return done(request, deed, say("角色已授予，此人须重新登录", "Role granted; they must log in again"), back=shown)


@require_POST
@permission_required("roles.grant")
def end_role(request: HttpRequest, uid: str, membership_id: int) -> HttpResponse:
    """A role less."""
    shown = _visible(request, uid)
    held = get_object_or_404(Membership.objects.active(), pk=membership_id, user=shown)
    deed = partial(actions.end_role, membership=held, by=request.user, at=timezone.now())
    words = say("角色已收回，此人的会话已结束", "Role ended, and their sessions with it")
    return done(request, deed, words, back=shown)


@require_POST
@permission_required("people.manage")
@never_cache
def code(request: HttpRequest, uid: str) -> HttpResponse:
    """A one-time code to hand over in person, shown once."""
    shown = get_object_or_404(User.objects.visible_to(request.user), uid=uid, is_active=True)
    issued = sessions.issue_code(person=shown, by=request.user, at=timezone.now())
    return render(
        request, "accounts/code.html", {"person": shown, "code": issued, "until": timezone.now() + sessions.CODE_FOR}
    )


@require_POST
@permission_required("people.manage")
def end_sessions(request: HttpRequest, uid: str) -> HttpResponse:
    """Log somebody out everywhere."""
    shown = _visible(request, uid)
    deed = partial(sessions.end_sessions, person=shown, by=request.user, at=timezone.now())
    return done(request, deed, say("此人的所有会话已结束", "All their sessions are ended"), back=shown)


@require_POST
@permission_required("people.manage")
def forget_device(request: HttpRequest, uid: str) -> HttpResponse:
    """The device is lost: at the next login another is set up."""
    shown = _visible(request, uid)
    deed = partial(sessions.forget_device, person=shown, by=request.user, at=timezone.now())
    words = say("下次登录须重新设置验证器", "They set up a new device at the next login")
    return done(request, deed, words, back=shown)


@form_page
@permission_required("people.manage")
def leave(request: HttpRequest, uid: str) -> HttpResponse:
    """Somebody leaves; somebody else takes over."""
    shown = get_object_or_404(User.objects.visible_to(request.user), uid=uid, is_active=True)
    seen = mark_of(*actions.held_by(shown))
    form = LeaveForm(request.POST or None, by=request.user, person=shown, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(person=shown, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Stale:
            form.renew(seen)
            return render(request, "accounts/leave.html", {"form": form, "person": shown}, status=409)
        except Cannot as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("离任已办理", "They have left"))
            return redirect(shown)
    return render(request, "accounts/leave.html", {"form": form, "person": shown})


@require_POST
@permission_required("people.manage")
def come_back(request: HttpRequest, uid: str) -> HttpResponse:
    """Somebody returns, without roles."""
    shown = _visible(request, uid)
    deed = partial(actions.come_back, person=shown, by=request.user, at=timezone.now())
    words = say("账号已恢复，请重新授予角色", "The account is back; grant its roles anew")
    return done(request, deed, words, back=shown)


# Invitations


@form_page
@permission_required("people.manage")
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by a link; the link is shown once. Below it, the links that are still open."""
    form = InviteForm(request.POST or None, by=request.user)
    link = ""
    if request.method == "POST" and form.is_valid():
        invitation, key = actions.invite(by=request.user, at=timezone.now(), **form.cleaned_data)
        link = request.build_absolute_uri(reverse("accounts:invitation", args=[key]))
        form = InviteForm(by=request.user)
        messages.success(
            request, say(f"已为{invitation.display_name}生成邀请链接", f"Link made for {invitation.display_name}")
        )
    scope = request.user.scope().covers("organisation__")
    waiting = Invitation.objects.filter(scope, used_at=None, revoked_at=None, expires_at__gt=timezone.now())
    page = {"form": form, "link": link, "waiting": waiting.select_related("organisation").order_by("expires_at")}
    page["waiting"] = [(it, say(ROLES[it.role].zh, ROLES[it.role].en)) for it in page["waiting"]]
    return render(request, "accounts/invite.html", page)


@require_POST
@permission_required("people.manage")
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """The link opens nothing any more."""
    scope = request.user.scope().covers("organisation__")
    shown = get_object_or_404(Invitation.objects.filter(scope), pk=invitation_id)
    deed = partial(actions.revoke, invitation=shown, by=request.user, at=timezone.now())
    return done(request, deed, say("邀请已撤回", "The invitation is withdrawn"), back="accounts:invite")

"""The tree of organisations, and who may do what."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yipanqi.web.page.csv_file import csv_response
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.web.page.stale import Stale, mark_of

from .. import actions
from ..forms import (
    MoveForm,
    NewOrganisationForm,
    OrganisationForm,
)
from ..models import Membership, Organisation, User
from ..roles import PERMISSIONS, ROLES, kind_code
from .people import form_page


@require_safe
@permission_required("organisations.view")
def organisations(request: HttpRequest) -> HttpResponse:
    """The tree, as much of it as one sees."""
    active = Count("memberships", Q(memberships__ended_at=None, memberships__user__is_active=True))
    shown = Organisation.objects.visible_to(request.user).in_tree().annotate(people_count=active)
    if file_asked(request.GET, ("csv",)):
        head = [
            say("单位", "Organisation"),
            say("类型", "Kind"),
            say("上级", "Belongs to"),
            say("区域", "Region"),
            say("人数", "People"),
            say("单位编号", "Code"),
        ]
        rows = [
            [it, it.kind_said, it.parent or "", it.region_id, it.people_count, it.code]
            for it in shown.select_related("parent")
        ]
        return csv_response(f"organisations-{timezone.localdate()}", head, rows)
    least = min((it.depth for it in shown), default=0)
    page = {"rows": [(it, min(it.depth - least, 4)) for it in shown]}
    return render(request, "accounts/organisations.html", page)


@require_safe
@permission_required("organisations.view")
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One body, what belongs to it, and its people for who may see people."""
    shown = get_object_or_404(Organisation.objects.visible_to(request.user).select_related("parent"), pk=pk)
    held = Membership.objects.active().filter(organisation=shown, user__in=User.objects.visible_to(request.user))
    page = {
        "organisation": shown,
        "above": Organisation.objects.visible_to(request.user).filter(pk=shown.parent_id).first(),
        "below": shown.children.order_by("name"),
        "held": held.select_related("user").order_by("role", "user__pinyin"),
        "may_manage": request.user.has_perm("organisations.manage"),
    }
    return render(request, "accounts/organisation.html", page)


@form_page
@permission_required("organisations.manage")
def new_organisation(request: HttpRequest) -> HttpResponse:
    """A new body in the tree; the address may say what the form begins with."""
    asked = {name: request.GET.get(name, "")[:100] for name in NewOrganisationForm.field_order}
    asked["kind"] = kind_code(asked["kind"])
    form = NewOrganisationForm(request.POST or None, by=request.user, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_organisation(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Cannot as refusal:
            form.add_error(_field_of(refusal), str(refusal))
        else:
            messages.success(request, say("单位已建立", "The organisation is added"))
            return redirect(added)
    return render(request, "accounts/edit_organisation.html", {"form": form, "organisation": None})


@form_page
@permission_required("organisations.manage")
def edit_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, code or region."""
    shown = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    known = {"name": shown.name, "code": shown.code, "region_id": shown.region_id}
    seen = mark_of(*actions.organisation_seen(shown))
    form = OrganisationForm(request.POST or None, initial=known | {"seen": seen})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_organisation(organisation=shown, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Stale:
            status = 409
            form.renew(seen, [(form.fields[name].label, known[name]) for name in known])
        except Cannot as refusal:
            form.add_error(_field_of(refusal), str(refusal))
        else:
            messages.success(request, say("已保存", "Saved"))
            return redirect(shown)
    return render(request, "accounts/edit_organisation.html", {"form": form, "organisation": shown}, status=status)


def _field_of(refusal: Cannot) -> str:
    return "code" if isinstance(refusal, actions.CodeTaken) else "name"


@form_page
@permission_required("organisations.manage")
def move_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Another place in the tree."""
    shown = get_object_or_404(Organisation.objects.visible_to(request.user).exclude(parent=None), pk=pk)
    seen, status = mark_of(shown.pk, shown.parent_id), 200
    form = MoveForm(request.POST or None, by=request.user, organisation=shown, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_organisation(organisation=shown, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Stale:
            status = 409
            form.renew(seen)
        except Cannot as refusal:
            form.add_error("parent", str(refusal))
        else:
            words = say("隶属已调整，相关人员须重新登录", "It is moved; those concerned must log in again")
            messages.success(request, words)
            return redirect(shown)
    held = Membership.objects.active().filter(organisation__path__startswith=shown.path)
    page = {"form": form, "organisation": shown, "people": held.values("user").distinct().count()}
    return render(request, "accounts/move_organisation.html", page, status=status)


@require_safe
@permission_required("people.view")
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what: the table of the code, to read and to print."""
    rows = [(say(*words), [code in role.permissions for role in ROLES.values()]) for code, words in PERMISSIONS.items()]
    page = {"roles": [say(role.zh, role.en) for role in ROLES.values()], "rows": rows}
    return render(request, "accounts/roles.html", page)

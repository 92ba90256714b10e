"""What the pages of disclosure share: the tabs, the programme, the version that an address names, the password once
more."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from yipanqi.domain.disclosure.state import State
from yipanqi.web.accounts.actions.limits import WINDOW
from yipanqi.web.accounts.entry import TooManyCodes, code_fits
from yipanqi.web.delivery.views.frame import entry_here
from yipanqi.web.page import errors
from yipanqi.web.page.answer import done
from yipanqi.web.page.say import say
from yipanqi.web.page.stale import mark_of
from yipanqi.web.page.tabs import Tab, tabs
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from ..actions import moving
from ..forms import PasswordForm
from ..models import Publication, PublicationVersion
from ..models.publications import WRITES

PAGES: list[Tab] = [
    ("disclosure:index", "公开件", "Publications", "disclosure.view"),
    ("disclosure:offers", "可公开", "To publish", "disclosure.draft"),
    ("disclosure:duties", "应公开", "What is due", "disclosure.view"),
    ("disclosure:packages", "数据包", "Packages", "disclosure.view"),
    ("disclosure:portal", "门户回执", "On the portal", "disclosure.view"),
    ("disclosure:lists", "外来清单", "Lists", "disclosure.draft"),
    ("disclosure:settings", "设置", "Settings", "disclosure.view"),
]  # the tabs, in their order, and the permission that each wants
_UNDER: dict[str, str] = {
    "publication": "index",
    "version": "index",
    "new": "offers",
    "package": "packages",
    "portal": "portal",
    "duty": "duties",
    "list": "lists",
}

__all__ = ["entry_here", "page", "seen_mark", "sees_all", "signed", "version_here", "whole_here"]


def page(request: HttpRequest, template: str, entry: ProgrammeEntry | None = None, **values: Any) -> HttpResponse:
    """The page, with the programme in the top bar, the tabs and the business day."""
    may = request.user.has_perm
    frame: dict[str, Any] = {
        "entry": entry,
        "day": today(),
        "tabs": tabs(request, PAGES, _UNDER),
        "can_export": may("programmes.export"),
        "may_draft": may("disclosure.draft"),
        "may_sign": may("disclosure.sign"),
    }
    status = values.pop("status", 200)
    return render(request, f"disclosure/{template}", {**frame, **values}, status=status)


def version_here(request: HttpRequest, uid: str, number: int) -> PublicationVersion:
    """The version, if this person may see it; else 404."""
    rows = Publication.objects.visible_to(request.user).select_related("entry", "by").prefetch_related("versions")
    publication = get_object_or_404(rows, uid=uid)
    found = next((it for it in publication.versions.all() if it.number == number), None)
    is_out = found is not None and found.told in (State.PUBLISHED, State.WITHDRAWN)
    if found is None or not (is_out or sees_all(request.user)):
        raise Http404
    found.publication = publication
    prefetch_related_objects(
        [found], "files__looked_by", "estates", "overrides__by", "overrides__second", "reviews__by"
    )
    return found


def sees_all(user: Any) -> bool:
    """Does this person see what is not out, or not any more?"""
    return any(user.has_perm(it) for it in WRITES)


def whole_here(request: HttpRequest, uid: str, number: int) -> PublicationVersion:
    """The version with what stands in it; of one that was withdrawn for who drafts or signs alone. Else 404."""
    found = version_here(request, uid, number)
    if found.told is State.WITHDRAWN and not sees_all(request.user):
        raise Http404
    return found


def seen_mark(version: PublicationVersion) -> str:
    """What a form carries, so that nothing is done to what has changed since."""
    return mark_of(*moving.seen_of(version))


def signed(
    request: HttpRequest,
    version: PublicationVersion,
    form: PasswordForm,
    deed: Callable[[], Any],
    words: Any,
    *,
    back: Any = None,
) -> HttpResponse | None:
    """Do it, once the person at the keyboard has shown that they are who logged in; nothing: the form says what is
    wrong. What is not signed is recorded, and counted as at the login."""
    if request.method != "POST" or not form.is_valid():
        return None
    field = "password" if "password" in form.fields else "code"
    try:
        is_right = _is_person(request, field, form.cleaned_data[field])
    except TooManyCodes:
        moving.sign_refused(version=version, by=request.user)
        return errors.too_often(request, WINDOW)
    if not is_right:
        moving.sign_refused(version=version, by=request.user)
        form.add_error(field, say("不正确，没有办理", "This is wrong; nothing was done"))
        return None
    return done(request, deed, words, back=back or version)


def _is_person(request: HttpRequest, field: str, value: str) -> bool:
    """By the password or by the device. Raises TooManyCodes."""
    if field == "password":
        return bool(value) and get_adapter(request).reauthenticate(request.user, value)
    return code_fits(request.user, value)

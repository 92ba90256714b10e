"""What every page shows around its own: where one may go, and what the address of the page is in the other language."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from yipanqi.web.accounts import demonstration
from yipanqi.web.accounts.gate import next_step
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Entry

from .stages import STAGES

SETTINGS = "estates:settings"
OWN = (
    Entry(url_name="home", zh="总览", en="Overview", place=0),
    Entry(url_name=SETTINGS, zh="设置", en="Settings", place=190, under="/settings/"),
    Entry(
        url_name="accounts:profile",
        zh="我的设置",
        en="My settings",
        place=191,
        under="/me/",
        is_inside=True,
        zh_note="语言、大字、每日提要、密码、验证器、恢复码",
        en_note="language, large type, daily digest, password, device, codes",
    ),
    Entry(
        url_name="estates:registry", zh="小区", en="Estates", place=10, permission="programmes.view", under="/estates/"
    ),
)
_ON_A_PHONE = 4  # entries of the bottom bar before `more`


def entries() -> list[Entry]:
    """All entries in their order."""
    told = [*OWN, *(entry for stage in STAGES for entry in stage.rail)]
    return sorted(told, key=lambda entry: entry.place)


def open_to(user: Any) -> list[Entry]:
    """Those that somebody may open."""
    return [entry for entry in entries() if not entry.permission or user.has_perm(entry.permission)]


def shell(request: HttpRequest) -> dict[str, object]:
    """The rail of this person, what stands in the top bar, and whether the page is in senior mode."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        doors = {"sso": _other_doors(), "demonstration": demonstration.buttons}
        return {"rail": [], "rail_rest": [], "is_senior": False, **doors}
    rail = [] if next_step(request)[0] else list(_rail(user, request.path))
    sees = bool(rail) and user.has_perm("programmes.view")
    return {
        "rail": rail,
        "rail_first": rail if len(rail) <= _ON_A_PHONE + 1 else rail[:_ON_A_PHONE],
        "rail_rest": [] if len(rail) <= _ON_A_PHONE + 1 else rail[_ON_A_PHONE:],
        "switch": "programmes/_switch.html" if sees else "",
        "find": "estates/_find.html" if sees else "",
        "bell": "inbox/_bell.html" if rail else "",
        "is_senior": user.is_senior,
        "demonstrated_day": settings.TODAY,
        "perms_of": {code.replace(".", "_"): True for code in user.permissions},
    }


def _other_doors() -> list[dict[str, str]]:
    """The single sign-ons of this installation, as buttons of the login page."""
    doors = []
    if settings.OIDC_SERVER:
        name = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["name"]
        doors.append({"method": "post", "name": name, "url": reverse("openid_connect_login", args=["district"])})
    if settings.CAS_SERVER_URL:
        name = say("统一身份认证（CAS）", "Single sign-on (CAS)")
        doors.append({"method": "get", "name": name, "url": reverse("cas_ng_login")})
    return doors


def _rail(user: Any, path: str) -> Iterator[dict[str, object]]:
    """The entries that are open to this person; the first of each group after the first says so."""
    known = open_to(user)
    inside = tuple(entry.under for entry in known if entry.is_inside)
    for before, entry in pairwise([None, *(entry for entry in known if not entry.is_inside)]):
        url = reverse(entry.url_name)
        is_here = path.startswith(entry.under) if entry.under else path == url
        yield {
            "url": url,
            "name": say(entry.zh, entry.en),
            "is_here": is_here or (entry.url_name == SETTINGS and path.startswith(inside)),
            "begins_group": before is not None and before.place // 100 != entry.place // 100,
        }

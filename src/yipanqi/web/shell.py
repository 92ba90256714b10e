"""What every page shows around its own: where one may go, and what the address of the page is in the other language."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from yipanqi.web.page.say import say

from .accounts.gate import next_step


@dataclass(frozen=True)
class Room:
    """An entry of the rail: where it leads, what it is called, and the permission to see it (none: everyone)."""

    url_name: str
    zh: str
    en: str
    permission: str = ""
    under: str = ""  # the prefix of addresses that light this entry


RAIL = (
    Room("home", "总览", "Overview"),
    Room("programmes:estates", "小区", "Estates", "programmes.view", "/estates/"),
    Room("plans:index", "方案", "Plans", "plans.view", "/plans/"),
    Room("jobs:index", "后台任务", "Jobs", "", "/jobs/"),
    Room("accounts:people", "人员", "People", "people.view", "/people/"),
    Room("accounts:organisations", "单位", "Organisations", "organisations.view", "/organisations/"),
    Room("accounts:roles", "角色", "Roles", "people.view", "/roles/"),
    Room("audit:log", "日志", "Log", "audit.view", "/audit/"),
)
_ON_A_PHONE = 4  # entries of the bottom bar before `more`


def shell(request: HttpRequest) -> dict[str, object]:
    """The rail of this person, and whether the page is in senior mode."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"rail": [], "rail_rest": [], "is_senior": False, "sso": _other_doors()}
    rooms = [] if next_step(request)[0] else [_entry(room, request.path) for room in RAIL if _open(room, user)]
    return {
        "rail": rooms,
        "rail_first": rooms if len(rooms) <= _ON_A_PHONE + 1 else rooms[:_ON_A_PHONE],
        "rail_rest": [] if len(rooms) <= _ON_A_PHONE + 1 else rooms[_ON_A_PHONE:],
        "is_senior": user.is_senior,
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


def _open(room: Room, user: object) -> bool:
    return not room.permission or user.has_perm(room.permission)


def _entry(room: Room, path: str) -> dict[str, object]:
    url = reverse(room.url_name)
    is_here = path.startswith(room.under) if room.under else path == url
    return {"url": url, "name": say(room.zh, room.en), "is_here": is_here}

"""Who gets what from every route: the table that `test_routes` walks. A new route needs a row.

The rows of an app may stand in a module of their own beside this one, `routes_….py`, with its `ROWS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from web.district import KINDS, District

STAFF = tuple(kind for kind in KINDS if kind != "anonymous")
SEES_PEOPLE = ("district", "office", "subdistrict", "system_admin", "audit_admin")
SYSTEM, AUDIT = ("system_admin",), ("audit_admin",)
SEES_HISTORY = ("district", "office", "department", "subdistrict", "system_admin", "audit_admin")


@dataclass(frozen=True, kw_only=True)
class Row:
    """What those in `who` get by GET and by an empty POST; the other staff get `others`; before login, the login page.

    `is_open`: also before login, with `before`, where this differs from what staff get.
    """

    name: str
    who: tuple[str, ...]
    get: int = 405
    post: int = 405
    others: int = 403
    is_open: bool = False
    before: tuple[int, int] | None = None
    args: Callable[[District], list[Any]] = lambda district: []

    def expected(self, kind: str, method: str) -> int:
        """The status this kind of person gets."""
        told = (self.get, self.post)[method == "POST"]
        if kind == "anonymous":
            return 302 if not self.is_open else (self.before[method == "POST"] if self.before else told)
        return told if kind in self.who or told == 405 else self.others

    def in_force(self, kind: str) -> int:
        """The status of who gets 404, once the thing is in force and theirs to see."""
        return 200


def _community(district: District) -> list[Any]:
    return [district.people["community"].uid]


def _held(district: District) -> list[Any]:
    person = district.people["community"]
    return [person.uid, person.memberships.get().pk]


def _office(district: District) -> list[Any]:
    return [district.organisations["区改造办"].pk]


def _nobody(district: District) -> list[Any]:
    return [10**9]


ROWS = (
    # around the platform
    Row(name="home", who=STAFF, get=200),
    Row(name="estates:settings", who=STAFF, get=200),
    Row(name="health", who=STAFF, get=200, is_open=True),
    Row(name="language", who=STAFF, post=302, is_open=True),
    # coming in: whoever is in is sent on
    Row(name="account_login", who=STAFF, get=302, post=302, is_open=True, before=(200, 200)),
    Row(name="mfa_authenticate", who=STAFF, get=302, post=302, is_open=True, before=(302, 302)),
    Row(name="account_logout", who=STAFF, get=200, post=302, is_open=True, before=(302, 302)),
    Row(name="account_reauthenticate", who=STAFF, get=200, post=200),
    Row(name="mfa_reauthenticate", who=STAFF, get=302, post=302),
    Row(name="accounts:reset", who=STAFF, get=200, post=200, is_open=True),
    Row(name="accounts:demonstration", who=STAFF, post=404, is_open=True),
    Row(
        name="accounts:invitation",
        who=STAFF,
        get=410,
        post=410,
        is_open=True,
        args=lambda district: ["no-such-invitation"],
    ),
    # oneself
    Row(name="accounts:profile", who=STAFF, get=200, post=200),
    Row(name="accounts:end_session", who=STAFF, post=302, args=lambda district: ["others"]),
    Row(name="accounts:password", who=STAFF, get=200, post=200),
    Row(name="mfa_index", who=STAFF, get=302, post=302),
    Row(name="mfa_activate_totp", who=STAFF, get=200, post=200),
    Row(name="mfa_deactivate_totp", who=(), get=404, post=404, others=404),
    Row(name="mfa_view_recovery_codes", who=(), get=404, others=404),
    Row(name="mfa_generate_recovery_codes", who=STAFF, get=200, post=200),
    Row(name="mfa_download_recovery_codes", who=(), get=404, post=404, others=404),
    # people
    Row(name="accounts:people", who=SEES_PEOPLE, get=200),
    Row(name="accounts:person", who=(*SEES_PEOPLE, "community"), get=200, others=404, args=_community),
    Row(name="accounts:edit_person", who=SYSTEM, get=200, post=200, args=_community),
    Row(name="accounts:phone", who=SEES_PEOPLE, post=302, args=_community),
    Row(name="accounts:grant", who=SYSTEM, post=302, args=_community),
    Row(name="accounts:end_role", who=SYSTEM, post=302, args=_held),
    Row(name="accounts:code", who=SYSTEM, post=200, args=_community),
    Row(name="accounts:end_sessions", who=SYSTEM, post=302, args=_community),
    Row(name="accounts:forget_device", who=SYSTEM, post=302, args=_community),
    Row(name="accounts:leave", who=SYSTEM, get=200, post=200, args=_community),
    Row(name="accounts:come_back", who=SYSTEM, post=302, args=_community),
    Row(name="accounts:invite", who=SYSTEM, get=200, post=200),
    Row(name="accounts:revoke", who=SYSTEM, post=404, args=_nobody),
    Row(name="accounts:imports", who=SYSTEM, get=200, post=200),
    Row(name="accounts:import_template", who=SYSTEM, get=200),
    Row(name="accounts:import", who=SYSTEM, get=404, args=_nobody),
    Row(name="accounts:import_apply", who=SYSTEM, post=404, args=_nobody),
    Row(name="accounts:import_codes", who=SYSTEM, post=404, args=_nobody),
    Row(name="accounts:import_undo", who=SYSTEM, post=404, args=_nobody),
    # organisations and roles
    Row(name="accounts:organisations", who=STAFF, get=200),
    Row(
        name="accounts:organisation",
        who=("district", "office", "department", "system_admin", "audit_admin"),
        get=200,
        others=404,
        args=_office,
    ),
    Row(name="accounts:new_organisation", who=SYSTEM, get=200, post=200),
    Row(name="accounts:edit_organisation", who=SYSTEM, get=200, post=200, args=_office),
    Row(
        name="accounts:move_organisation",
        who=SYSTEM,
        get=200,
        post=200,
        args=lambda district: [district.organisations["登月社区"].pk],
    ),
    Row(name="accounts:roles", who=SEES_PEOPLE, get=200),
    # the log
    Row(name="audit:log", who=AUDIT, get=200),
    Row(name="audit:export", who=AUDIT, get=200),
    Row(name="audit:export-lines", who=AUDIT, get=200),
    Row(
        name="audit:history",
        who=SEES_HISTORY,
        get=200,
        args=lambda district: ["accounts.organisation", district.organisations["登月社区"].pk],
    ),
)

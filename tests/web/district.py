"""A small district for tests of the platform: a person of every kind, made by the platform's own actions."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.test import Client

from yipanqi.web.accounts import actions
from yipanqi.web.accounts.models import Organisation, User

AT = datetime(2027, 3, 1, 8, tzinfo=UTC)
PASSWORD = "Xinhua-Board-2027"
PHONE = "13871234567"

# kind of person → organisation, its kind, its place below, the role
_KINDS = {
    "district": ("区领导小组", "leading_group", "", "leader"),
    "office": ("区改造办", "office", "区领导小组", "planner"),
    "department": ("区水务局", "department", "区领导小组", "department_member"),
    "utility": ("燃气公司", "utility", "区领导小组", "utility_member"),
    "subdistrict": ("新华街道", "subdistrict", "区领导小组", "subdistrict_member"),
    "community": ("登月社区", "community", "新华街道", "community_member"),
    "contractor": ("江城建工", "contractor", "区改造办", "contractor_member"),
    "supervisor": ("华中监理", "supervisor", "区改造办", "supervisor_member"),
}
KINDS = ("anonymous", *_KINDS, "system_admin", "audit_admin")  # the ten kinds, and who keeps the log


@dataclass(frozen=True)
class District:
    """Its people by kind, and its organisations by name."""

    people: dict[str, User]
    organisations: dict[str, Organisation]


def a_district() -> District:
    """One person of each kind; beside them `approver`, and `elsewhere`, of another subdistrict."""
    places: dict[str, Organisation] = {}
    people: dict[str, User] = {}
    for kind, (name, sort, above, role) in _KINDS.items():
        places[name] = an_organisation(name, sort, places.get(above), region_id=f"R-{name}")
        people[kind] = a_person(kind, places[name], role)
    places["万松街道"] = an_organisation("万松街道", "subdistrict", places["区领导小组"])
    people["elsewhere"] = a_person("elsewhere", places["万松街道"], "subdistrict_member")
    people["approver"] = a_person("approver", places["区改造办"], "approver")
    for role in ("system_admin", "audit_admin"):
        people[role] = a_person(role, places["区领导小组"], role)
    return District(people, places)


def an_organisation(name: str, kind: str, parent: Organisation | None, region_id: str = "") -> Organisation:
    """One more body."""
    return actions.add_organisation(name=name, kind=kind, parent=parent, by=None, at=AT, region_id=region_id)


def a_person(login: str, organisation: Organisation | None = None, role: str = "", phone: str = PHONE) -> User:
    """One more person, with a password of their own that is not too old."""
    person = actions.add_person(login=login, display_name=f"人{login}", phone=phone, by=None, at=AT)
    actions.set_password(person=person, password=PASSWORD, by=person, at=datetime.now(UTC))
    if organisation:
        actions.grant(person=person, organisation=organisation, role=role, by=None, at=AT)
    return User.objects.get(pk=person.pk)


def come_in(client: Client, person: User, *, methods: tuple[str, ...] = ("password", "mfa")) -> None:
    """Log in as the pages would, without their time: the session tells by which methods."""
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": method, "at": time.time()} for method in methods]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()

"""Who reads a step of a ladder, and what they read."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from yipanqi.domain.supervision.ladder import Rung, Step, Whom
from yipanqi.web.accounts.models import Membership, User
from yipanqi.web.accounts.roles import LEADING_GROUP, OFFICE
from yipanqi.web.delivery.telling_people import people_of
from yipanqi.web.page.say import listed, say

from .models import Order

LADDER, RAISED = "supervision.ladder", "supervision.raised"
KINDS = {LADDER: ("督办催办", "Order urged"), RAISED: ("自动拟办", "Orders drafted by rule")}
_PERMISSION = {
    Whom.LEAD: "supervision.answer",
    Whom.SUPPORTING: "supervision.answer",
    Whom.INSPECTING: "supervision.check",
    Whom.OFFICE: "supervision.issue",
}
_ROLE = {Whom.DEPUTY: ("approver", OFFICE), Whom.LEADERS: ("leader", LEADING_GROUP)}
Said = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A unit that reads a step: in which part, its name, its people, whether it is a copy."""

    whom: Whom
    unit: str
    people: tuple[User, ...]
    is_copy: bool

    @property
    def stored(self) -> dict[str, Any]:
        """As a step keeps it."""
        names = [str(it) for it in self.people]
        return {"whom": self.whom.value, "unit": self.unit, "names": names, "is_copy": self.is_copy}


class Readers:
    """The people of units, each asked for once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], tuple[User, ...]] = {}

    def of(self, order: Order, rung: Rung) -> list[Reader]:
        """Who reads a step of this order: those it is for, then those who get a copy."""
        return [
            found
            for whoms, is_copy in ((rung.to, False), (rung.copy, True))
            for whom in whoms
            for found in self._units(order, whom, is_copy)
        ]

    def _units(self, order: Order, whom: Whom, is_copy: bool) -> Iterable[Reader]:
        if whom in _ROLE:
            role, _ = _ROLE[whom]
            yield Reader(whom=whom, unit=whom.names[0], people=self._roles.get(role, ()), is_copy=is_copy)
            return
        units = {
            Whom.LEAD: lambda: [order.lead],
            Whom.SUPPORTING: lambda: order.supporting.all(),
            Whom.INSPECTING: lambda: [order.inspects],
            Whom.OFFICE: lambda: [order.organ],
        }[whom]()
        for unit in units:
            yield Reader(whom=whom, unit=unit.name, people=self.people(unit.pk, _PERMISSION[whom]), is_copy=is_copy)

    def people(self, unit: int, permission: str) -> tuple[User, ...]:
        """Who may do this in a unit."""
        key = (unit, permission)
        if key not in self._known:
            self._known[key] = tuple({it.pk: it for it in people_of([unit], permission)}.values())
        return self._known[key]

    @cached_property
    def _roles(self) -> dict[str, tuple[User, ...]]:
        found: dict[str, dict[int, User]] = {}
        for role, kind in _ROLE.values():
            held = Membership.objects.active().filter(role=role, organisation__kind=kind).select_related("user")
            found[role] = {it.user_id: it.user for it in held}
        return {role: tuple(people.values()) for role, people in found.items()}


def said_of(order: Order, step: Step, late: int) -> Said:
    """What a message about a step says."""
    zh, en = _WHAT[step]
    values = {"code": order.code, "matter": order.matter, "late": late, "limit": order.limit}
    return zh.format(**values), en.format(**values)


def why_of(reader: Reader) -> Said:
    """Why it concerns somebody."""
    zh, en = reader.whom.names
    if reader.is_copy:
        return f"抄送：{zh}", f"Copy: {en.lower()}"
    return f"您的单位是{zh}", f"Your organisation: {en.lower()}"


def told_said(told: Iterable[dict[str, Any]]) -> list[str]:
    """Who read a step, unit by unit, in the reader's language."""
    found = []
    for it in told:
        zh, en = Whom(it["whom"]).names
        name = it["unit"] if it["whom"] not in _ROLE else say(zh, en)
        names = listed(it["names"]) or say("尚无账号", "nobody has an account")
        copy = say("抄送 ", "copy: ") if it["is_copy"] else ""
        found.append(f"{copy}{name}{say('（', ' (')}{names}{say('）', ')')}")
    return found


_WHAT: dict[Step, Said] = {
    Step.REMIND: (
        "督办单 {code} 将于 {limit} 到期：{matter}",
        "Order {code} is due on {limit}: {matter}",
    ),
    Step.URGE: (
        "催办：督办单 {code} 逾期 {late} 个工作日：{matter}",
        "Letter: order {code} is {late} working days late: {matter}",
    ),
    Step.CIRCULAR: (
        "通报：督办单 {code} 逾期 {late} 个工作日，列入通报：{matter}",
        "Circular: order {code}, {late} working days late, is named in it: {matter}",
    ),
    Step.INTERVIEW: (
        "约谈：督办单 {code} 逾期 {late} 个工作日：{matter}",
        "Interview: order {code} is {late} working days late: {matter}",
    ),
}

"""变更: what may be changed once a plan is in force, who approves it, and until when: one table and some data."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from yipanqi.domain.capacity import Target, TargetKind
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.sources import OURS
from yipanqi.domain.estate import Estate
from yipanqi.domain.measure import Measure, Need
from yipanqi.domain.money import FEN_PER_WAN, Fen, rounded
from yipanqi.domain.planning.estimate import Quantity, estimate
from yipanqi.domain.programme import Policy

_OURS = OURS[0]
LIMITS, LAST_DAY = "change.limits", "change.last_day"
SHIPPED = (
    Setting(
        key=LIMITS,
        value=[
            {"role": "approver", "money": 50 * FEN_PER_WAN, "days": 20},
            {"role": "leader", "money": None, "days": None},
        ],
        source=_OURS,
    ),
    Setting(key=LAST_DAY, value="06-30", source="广西老旧小区改造计划管理要求（6月30日前按程序调整）；" + _OURS),
)  # in force where a district says nothing


class ChangeKind(StrEnum):
    """What a change is about."""

    FACTS = "facts"  # households, floor area, buildings of an estate
    ADD = "add"  # a work is added to an estate
    DROP = "drop"  # a work is taken out
    DATES = "dates"  # of a task, and what comes before it
    UNITS = "units"  # who leads, answers for and inspects a task

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _KINDS[self]


FACTS = ("households", "floor_area", "buildings")  # of an estate, which change only so once a plan is in force


class ChangeState(StrEnum):
    """Where a change stands."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _STATES[self]


class ChangeAction(StrEnum):
    """What may be done to a change that was asked for."""

    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    UNDO = "undo"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _ACTIONS[self]


class Part(StrEnum):
    """The part that somebody has in a change."""

    ASKER = "asker"
    APPROVER = "approver"  # who may approve changes at all


class ChangeGuard(StrEnum):
    """What must hold beforehand."""

    OTHER_PERSON = "other_person"  # who asked does not decide
    WITHIN_LIMIT = "within_limit"  # their role may approve so much money and so many days
    IN_TIME = "in_time"  # facts: until the last day of the programme year
    STILL_SO = "still_so"  # the tasks stand as they stood when it was asked, or after it was approved
    SAME_DAY = "same_day"  # undone on the day of the approval only


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMove:
    """A cell of the table."""

    to: ChangeState
    who: Part
    guards: tuple[ChangeGuard, ...] = ()
    needs_reason: bool = False
    event: str


_ASKED, _APPROVED = ChangeState.ASKED, ChangeState.APPROVED
_DECIDES = (ChangeGuard.OTHER_PERSON, ChangeGuard.WITHIN_LIMIT)
CHANGE_MOVES: Mapping[tuple[ChangeState, ChangeAction], ChangeMove] = {
    (_ASKED, ChangeAction.APPROVE): ChangeMove(
        to=_APPROVED,
        who=Part.APPROVER,
        guards=(*_DECIDES, ChangeGuard.IN_TIME, ChangeGuard.STILL_SO),
        event="change.approved",
    ),
    (_ASKED, ChangeAction.DECLINE): ChangeMove(
        to=ChangeState.DECLINED,
        who=Part.APPROVER,
        guards=(ChangeGuard.OTHER_PERSON,),
        needs_reason=True,
        event="change.declined",
    ),
    (_ASKED, ChangeAction.WITHDRAW): ChangeMove(to=ChangeState.WITHDRAWN, who=Part.ASKER, event="change.withdrawn"),
    (_APPROVED, ChangeAction.UNDO): ChangeMove(
        to=ChangeState.UNDONE,
        who=Part.APPROVER,
        guards=(*_DECIDES, ChangeGuard.SAME_DAY, ChangeGuard.STILL_SO),
        needs_reason=True,
        event="change.undone",
    ),
}  # what is not named here is not possible


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Up to how much a role may approve; none: without a limit."""

    role: str
    money: Fen | None = None
    days: int | None = None  # working days

    def covers(self, money: Fen, days: int) -> bool:
        """Does it reach so far, whichever way the change goes?"""
        return (self.money is None or abs(money) <= self.money) and (self.days is None or abs(days) <= self.days)


def limits_of(value: Iterable[Mapping[str, Any]]) -> tuple[Limit, ...]:
    """The limits as the setting keeps them."""
    return tuple(Limit(role=it["role"], money=it.get("money"), days=it.get("days")) for it in value)


def roles_for(limits: Iterable[Limit], money: Fen, days: int) -> tuple[str, ...]:
    """The roles that may approve a change of so much money and so many working days."""
    return tuple(dict.fromkeys(it.role for it in limits if it.covers(money, days)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSituation:
    """What a move is judged by, besides the table."""

    is_asker: bool = False
    is_within_limit: bool = True
    is_in_time: bool = True
    is_still_so: bool = True
    is_same_day: bool = True


def change_refusal(
    state: ChangeState, action: ChangeAction, parts: Collection[Part], situation: ChangeSituation, *, reason: str = ""
) -> str:
    """Why this person may not do this now: `no_such_move`, `not_yours`, `no_reason` or a guard; empty: they may."""
    found = CHANGE_MOVES.get((state, action))
    if found is None:
        return "no_such_move"
    if found.who not in parts:
        return "not_yours"
    if failed := next((guard for guard in found.guards if not _HOLDS[guard](situation)), None):
        return failed.value
    return "no_reason" if found.needs_reason and not reason.strip() else ""


def possible_changes(state: ChangeState, parts: Collection[Part]) -> tuple[ChangeAction, ...]:
    """What somebody with these parts may try."""
    return tuple(it for it in ChangeAction if (move := CHANGE_MOVES.get((state, it))) and move.who in parts)


def last_day(year: int, month_day: str) -> date:
    """The last day of a year's programme on which its facts may change: `06-30`. ValueError where it is no day."""
    return date.fromisoformat(f"{year:04d}-{month_day}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repriced:
    """A work's quantity and budget as an estate's facts make them."""

    quantity: Quantity
    budget: Fen


def repriced(
    budget: Fen, measure: Measure, need: Need | None, policy: Policy, *, before: Estate, after: Estate
) -> Repriced:
    """The work on the estate with its new facts: the quantity by the survey or the driver, the budget in proportion to
    the cost. CannotEstimate names a count that is missing."""
    old, new = (estimate(estate, measure, need, policy) for estate in (before, after))
    paid = rounded(Fraction(budget) * new.cost / old.cost) if old.cost else new.cost
    return Repriced(quantity=new.quantity, budget=paid if new.cost != old.cost else budget)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An estate whose works begin in a year of the horizon (index), with what targets count of it."""

    regions: frozenset[str]  # its own and all above it
    year: int
    households: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A target and how much of it is reached, before a change and after."""

    target: Target
    before: int
    after: int

    @property
    def is_missed_more(self) -> bool:
        """Does the change take it further below what is asked?"""
        return self.after < min(self.before, self.target.at_least)


def reached(targets: Sequence[Target], before: Sequence[Begun], after: Sequence[Begun]) -> tuple[Reached, ...]:
    """The targets that a change moves, of the estates that begin."""
    found = (Reached(target=it, before=_count(it, before), after=_count(it, after)) for it in targets)
    return tuple(it for it in found if it.before != it.after)


def _count(target: Target, begun: Iterable[Begun]) -> int:
    inside = [it for it in begun if it.year <= target.year and target.region in it.regions]
    return sum(it.households for it in inside) if target.kind is TargetKind.HOUSEHOLDS else len(inside)


_HOLDS: Mapping[ChangeGuard, Callable[[ChangeSituation], bool]] = {
    ChangeGuard.OTHER_PERSON: lambda it: not it.is_asker,
    ChangeGuard.WITHIN_LIMIT: lambda it: it.is_within_limit,
    ChangeGuard.IN_TIME: lambda it: it.is_in_time,
    ChangeGuard.STILL_SO: lambda it: it.is_still_so,
    ChangeGuard.SAME_DAY: lambda it: it.is_same_day,
}
_KINDS = {
    ChangeKind.FACTS: ("户数、面积、楼栋", "Households, area, buildings"),
    ChangeKind.ADD: ("增加改造项", "Add a work"),
    ChangeKind.DROP: ("取消改造项", "Take a work out"),
    ChangeKind.DATES: ("日期", "Dates"),
    ChangeKind.UNITS: ("单位", "Units"),
}
_STATES = {
    ChangeState.ASKED: ("待批准", "Waiting for approval"),
    ChangeState.APPROVED: ("已批准", "Approved"),
    ChangeState.DECLINED: ("已退回", "Declined"),
    ChangeState.WITHDRAWN: ("已撤回", "Withdrawn"),
    ChangeState.UNDONE: ("已撤销", "Undone"),
}
_ACTIONS = {
    ChangeAction.APPROVE: ("批准", "Approve"),
    ChangeAction.DECLINE: ("退回", "Decline"),
    ChangeAction.WITHDRAW: ("撤回", "Withdraw"),
    ChangeAction.UNDO: ("撤销", "Undo"),
}

"""督办单: how an order moves from draft to its close, who moves it, and what must hold: one table and some data."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Names = tuple[str, str]  # in Chinese and in English


class OrderState(StrEnum):
    """Where an order stands."""

    DRAFTED = "drafted"
    ISSUED = "issued"
    SIGNED = "signed"
    REPLIED = "replied"
    CHECKING = "checking"
    CLOSED = "closed"
    HELD = "held"
    WITHDRAWN = "withdrawn"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _STATES[self]


class OrderAction(StrEnum):
    """What may be done to an order."""

    EDIT = "edit"
    ISSUE = "issue"
    SIGN = "sign"
    REPORT = "report"  # 阶段反馈, of an order with a cycle
    REPLY = "reply"
    TAKE = "take"
    PUBLISH = "publish"
    CLOSE = "close"
    GIVE_BACK = "give_back"
    ASK_REASSIGN = "ask_reassign"
    REASSIGN = "reassign"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    DECLINE = "decline"
    HOLD = "hold"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _ACTIONS[self]


class Urgency(StrEnum):
    """How soon it is answered."""

    URGENT = "urgent"
    ORDINARY = "ordinary"
    HARD = "hard"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _URGENCIES[self]


class Origin(StrEnum):
    """What an order comes from."""

    LIGHT = "light"
    REPORT = "report"
    RESIDENT = "resident"
    INSPECTION = "inspection"
    MEETING = "meeting"
    AUDIT = "audit"
    HAND = "hand"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _ORIGINS[self]


class Basis(StrEnum):
    """What asks for it, which tells the limit where none is named."""

    INSTRUCTION = "instruction"  # 批示, or the office's own: neither a document nor minutes
    DOCUMENT = "document"  # 文件
    MINUTES = "minutes"  # 会议纪要

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _BASES[self]


class Colour(StrEnum):
    """The colour of an order; it never stands without its word."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _COLOURS[self]


class OrderPart(StrEnum):
    """The part that somebody has in an order."""

    ISSUER = "issuer"  # of the organ that issues it: the office, or the leading group
    DECIDER = "decider"  # one level above
    LEAD = "lead"  # of the lead unit
    CHECKER = "checker"  # of the inspecting unit

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _PARTS[self]


class OrderGuard(StrEnum):
    """What must hold beforehand."""

    COMPLETE = "complete"  # matter, content, lead unit and inspecting unit are named
    TWO_UNITS = "two_units"  # the lead unit does not inspect itself
    LIMIT_AHEAD = "limit_ahead"  # a limit never comes before the start
    IN_TIME = "in_time"  # an extension is asked for before the limit
    LATER = "later"  # the new date comes after the limit, and not before today
    NONE_OPEN = "none_open"  # nothing that was asked for waits for its answer
    ASKED = "asked"  # an extension was asked for
    SOMETHING_ASKED = "something_asked"  # there is something to be declined
    ONE_LEVEL_UP = "one_level_up"  # from the second time on it is for somebody else: a matter of parts
    SOON = "soon"  # reassigned soon after the signing, or asked for then
    OTHER_LEAD = "other_lead"  # another unit than now, and not the inspecting one
    OTHER_UNIT = "other_unit"  # the checker is of another unit than the replier
    OTHER_PERSON = "other_person"  # and not the one who replied
    CAUSE = "cause"
    PREVENTION = "prevention"
    ARTEFACTS = "artefacts"
    PHOTOS = "photos"  # taken afterwards
    PUBLIC_OVER = "public_over"  # the demanded days on notice are over
    PUBLIC_WANTED = "public_wanted"  # it is to be on notice, and is not yet
    PERIODIC = "periodic"  # reports between come where a cycle is named


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMove:
    """A cell of the table; `to` is none where an order goes back to where it was before it was held."""

    to: OrderState | None
    who: OrderPart
    guards: tuple[OrderGuard, ...] = ()
    needs_reason: bool = False
    event: str


_S, _A, _P, _G = OrderState, OrderAction, OrderPart, OrderGuard
OPEN = (_S.ISSUED, _S.SIGNED, _S.REPLIED, _S.CHECKING)  # its clock runs
ENDED = frozenset({_S.CLOSED, _S.WITHDRAWN})
_BY_CHECKER = (_G.OTHER_UNIT, _G.OTHER_PERSON)
_CLOSE_OUT = (_G.CAUSE, _G.PREVENTION, _G.ARTEFACTS, _G.PHOTOS)


def _move(to: OrderState | None, who: OrderPart, event: str, *guards: OrderGuard, reason: bool = False) -> OrderMove:
    return OrderMove(to=to, who=who, guards=guards, needs_reason=reason, event=f"order.{event}")


ORDER_MOVES: Mapping[tuple[OrderState, OrderAction], OrderMove] = {
    (_S.DRAFTED, _A.EDIT): _move(_S.DRAFTED, _P.ISSUER, "edited"),
    (_S.DRAFTED, _A.ISSUE): _move(_S.ISSUED, _P.ISSUER, "issued", _G.COMPLETE, _G.TWO_UNITS, _G.LIMIT_AHEAD),
    (_S.DRAFTED, _A.WITHDRAW): _move(_S.WITHDRAWN, _P.ISSUER, "withdrawn", reason=True),
    (_S.ISSUED, _A.SIGN): _move(_S.SIGNED, _P.LEAD, "signed"),
    (_S.SIGNED, _A.REPORT): _move(_S.SIGNED, _P.LEAD, "reported", _G.PERIODIC),
    (_S.SIGNED, _A.REPLY): _move(_S.REPLIED, _P.LEAD, "replied"),
    (_S.REPLIED, _A.TAKE): _move(_S.CHECKING, _P.CHECKER, "taken", *_BY_CHECKER),
    (_S.REPLIED, _A.GIVE_BACK): _move(_S.SIGNED, _P.CHECKER, "given_back", *_BY_CHECKER, reason=True),
    (_S.CHECKING, _A.PUBLISH): _move(_S.CHECKING, _P.CHECKER, "published", *_BY_CHECKER, _G.PUBLIC_WANTED, *_CLOSE_OUT),
    (_S.CHECKING, _A.CLOSE): _move(_S.CLOSED, _P.CHECKER, "closed", *_BY_CHECKER, *_CLOSE_OUT, _G.PUBLIC_OVER),
    (_S.CHECKING, _A.GIVE_BACK): _move(_S.SIGNED, _P.CHECKER, "given_back", *_BY_CHECKER, reason=True),
    (_S.SIGNED, _A.ASK_REASSIGN): _move(_S.SIGNED, _P.LEAD, "reassign_asked", _G.NONE_OPEN, _G.SOON, reason=True),
    **{
        (state, _A.REASSIGN): _move(
            _S.ISSUED, _P.ISSUER, "reassigned", _G.SOON, _G.OTHER_LEAD, _G.TWO_UNITS, reason=True
        )
        for state in (_S.ISSUED, _S.SIGNED)
    },
    **{
        (state, _A.ASK_EXTENSION): _move(
            state, _P.LEAD, "extension_asked", _G.NONE_OPEN, _G.IN_TIME, _G.LATER, reason=True
        )
        for state in (_S.ISSUED, _S.SIGNED)
    },
    **{
        (state, _A.EXTEND): _move(state, _P.ISSUER, "extended", _G.ASKED, _G.ONE_LEVEL_UP, _G.LATER)
        for state in (_S.ISSUED, _S.SIGNED)
    },
    **{
        (state, _A.DECLINE): _move(state, _P.ISSUER, "declined", _G.SOMETHING_ASKED, _G.ONE_LEVEL_UP, reason=True)
        for state in (_S.ISSUED, _S.SIGNED)
    },
    **{(state, _A.HOLD): _move(_S.HELD, _P.ISSUER, "held", reason=True) for state in OPEN},
    **{(state, _A.WITHDRAW): _move(_S.WITHDRAWN, _P.ISSUER, "withdrawn", reason=True) for state in (*OPEN, _S.HELD)},
    (_S.HELD, _A.RESUME): _move(None, _P.ISSUER, "resumed"),
    (_S.CLOSED, _A.REOPEN): _move(_S.CLOSED, _P.ISSUER, "reopened", reason=True),
}  # what is not named here is not possible


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSituation:
    """What a move is judged by, besides the table: whether each guard holds. Of artefacts what is missing is named."""

    is_complete: bool = True
    is_two_units: bool = True
    is_limit_ahead: bool = True
    is_in_time: bool = True
    is_later: bool = True
    is_none_open: bool = True
    is_extension_asked: bool = True
    is_something_asked: bool = True
    is_soon: bool = True
    is_other_lead: bool = True
    is_other_unit: bool = True
    is_other_person: bool = True
    has_cause: bool = True
    has_prevention: bool = True
    missing_artefacts: tuple[str, ...] = ()
    has_photos: bool = True
    is_public_over: bool = True
    is_public_wanted: bool = True
    is_periodic: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefusal:
    """Why a move is refused: `no_such_move`, `not_yours`, `no_reason`, or the guards that fail; what is missing."""

    code: str
    guards: tuple[OrderGuard, ...] = ()
    missing: tuple[str, ...] = ()


def part_wanted(state: OrderState, action: OrderAction, extensions: int = 0) -> OrderPart | None:
    """Whose the move is: to decide on an extension after the first one, or to decline it, is for one level higher."""
    found = ORDER_MOVES.get((state, action))
    if found is None:
        return None
    is_up = _G.ONE_LEVEL_UP in found.guards and extensions > 0
    return _P.DECIDER if is_up else found.who


def order_refusal(
    state: OrderState,
    action: OrderAction,
    parts: Collection[OrderPart],
    situation: OrderSituation,
    *,
    reason: str = "",
    extensions: int = 0,
) -> OrderRefusal | None:
    """Why this person may not do this now; none: they may. All guards that fail are told at once."""
    found = ORDER_MOVES.get((state, action))
    if found is None:
        return OrderRefusal(code="no_such_move")
    if part_wanted(state, action, extensions) not in parts:
        return OrderRefusal(code="not_yours")
    if found.needs_reason and not reason.strip():
        return OrderRefusal(code="no_reason")
    failed = tuple(it for it in found.guards if it in _HOLDS and not _HOLDS[it](situation))
    if not failed:
        return None
    missing = situation.missing_artefacts if _G.ARTEFACTS in failed else ()
    return OrderRefusal(code=failed[0].value, guards=failed, missing=missing)


def possible_orders(state: OrderState, parts: Collection[OrderPart], extensions: int = 0) -> tuple[OrderAction, ...]:
    """What somebody with these parts may try, whatever its guards say."""
    return tuple(it for it in OrderAction if part_wanted(state, it, extensions) in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """For whom an order waits: the part, and what they are to do."""

    part: OrderPart
    action: OrderAction


WAITS: Mapping[OrderState, Waits] = {
    _S.DRAFTED: Waits(part=_P.ISSUER, action=_A.ISSUE),
    _S.ISSUED: Waits(part=_P.LEAD, action=_A.SIGN),
    _S.SIGNED: Waits(part=_P.LEAD, action=_A.REPLY),
    _S.REPLIED: Waits(part=_P.CHECKER, action=_A.TAKE),
    _S.CHECKING: Waits(part=_P.CHECKER, action=_A.CLOSE),
    _S.HELD: Waits(part=_P.ISSUER, action=_A.RESUME),
}  # of orders that have ended nobody


def number_said(word: str, year: int, number: int) -> str:
    """`X督〔2027〕12号`; the first part is the organ's short word."""
    return f"{word}督〔{year}〕{number}号"


def public_over(published: date | None, days: int, day: date) -> bool:
    """Are the days on notice over? The first is not counted; of none demanded nothing is waited for."""
    return days == 0 or (published is not None and (day - published).days > days)


_HOLDS: Mapping[OrderGuard, Callable[[OrderSituation], bool]] = {
    _G.COMPLETE: lambda it: it.is_complete,
    _G.TWO_UNITS: lambda it: it.is_two_units,
    _G.LIMIT_AHEAD: lambda it: it.is_limit_ahead,
    _G.IN_TIME: lambda it: it.is_in_time,
    _G.LATER: lambda it: it.is_later,
    _G.NONE_OPEN: lambda it: it.is_none_open,
    _G.ASKED: lambda it: it.is_extension_asked,
    _G.SOMETHING_ASKED: lambda it: it.is_something_asked,
    _G.SOON: lambda it: it.is_soon,
    _G.OTHER_LEAD: lambda it: it.is_other_lead,
    _G.OTHER_UNIT: lambda it: it.is_other_unit,
    _G.OTHER_PERSON: lambda it: it.is_other_person,
    _G.CAUSE: lambda it: it.has_cause,
    _G.PREVENTION: lambda it: it.has_prevention,
    _G.ARTEFACTS: lambda it: not it.missing_artefacts,
    _G.PHOTOS: lambda it: it.has_photos,
    _G.PUBLIC_OVER: lambda it: it.is_public_over,
    _G.PUBLIC_WANTED: lambda it: it.is_public_wanted,
    _G.PERIODIC: lambda it: it.is_periodic,
}
_STATES = {
    _S.DRAFTED: ("拟办", "Drafted"),
    _S.ISSUED: ("已交办", "Issued"),
    _S.SIGNED: ("已签收", "Signed for"),
    _S.REPLIED: ("已反馈", "Answered"),
    _S.CHECKING: ("核查中", "Being checked"),
    _S.CLOSED: ("已销号", "Closed"),
    _S.HELD: ("挂账", "On hold"),
    _S.WITHDRAWN: ("已撤回", "Withdrawn"),
}
_ACTIONS = {
    _A.EDIT: ("修改", "Edit"),
    _A.ISSUE: ("交办", "Issue"),
    _A.SIGN: ("签收", "Sign for it"),
    _A.REPORT: ("阶段反馈", "Report progress"),
    _A.REPLY: ("反馈", "Answer"),
    _A.TAKE: ("开始核查", "Begin to check"),
    _A.PUBLISH: ("公示结果", "Put the result on notice"),
    _A.CLOSE: ("核查通过，销号", "Check and close"),
    _A.GIVE_BACK: ("退回", "Give back"),
    _A.ASK_REASSIGN: ("申请转办", "Ask for another unit"),
    _A.REASSIGN: ("转办", "Reassign"),
    _A.ASK_EXTENSION: ("申请延期", "Ask for more time"),
    _A.EXTEND: ("同意延期", "Extend"),
    _A.DECLINE: ("不同意", "Decline"),
    _A.HOLD: ("挂账", "Put on hold"),
    _A.RESUME: ("恢复", "Resume"),
    _A.WITHDRAW: ("撤回", "Withdraw"),
    _A.REOPEN: ("重新交办", "Reopen"),
}
_URGENCIES = {
    Urgency.URGENT: ("急件", "Urgent"),
    Urgency.ORDINARY: ("一般", "Ordinary"),
    Urgency.HARD: ("复杂疑难", "Hard"),
}
_ORIGINS = {
    Origin.LIGHT: ("预警", "Light"),
    Origin.REPORT: ("月报问题", "Problem in a report"),
    Origin.RESIDENT: ("居民反映", "Residents"),
    Origin.INSPECTION: ("巡查检查", "Inspection"),
    Origin.MEETING: ("会议", "Meeting"),
    Origin.AUDIT: ("审计", "Audit"),
    Origin.HAND: ("人工拟办", "By hand"),
}
_BASES = {
    Basis.INSTRUCTION: ("领导批示或日常交办", "A leader's instruction, or the office's own"),
    Basis.DOCUMENT: ("文件", "Document"),
    Basis.MINUTES: ("会议纪要", "Minutes"),
}
_COLOURS = {
    Colour.BLUE: ("蓝色", "Blue"),
    Colour.YELLOW: ("黄色", "Yellow"),
    Colour.ORANGE: ("橙色", "Orange"),
    Colour.RED: ("红色", "Red"),
}
_PARTS = {
    _P.ISSUER: ("交办单位", "the issuing organ"),
    _P.DECIDER: ("上一级（区领导小组）", "one level higher (the leading group)"),
    _P.LEAD: ("牵头单位", "the lead unit"),
    _P.CHECKER: ("督办单位", "the inspecting unit"),
}

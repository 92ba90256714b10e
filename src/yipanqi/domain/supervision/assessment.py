"""考核: where an assessment stands, who moves it on, and what becomes of an appeal: one table, which pages and tests
read alike."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.sources import OURS

APPEAL_DAYS = "assessment.appeal_days"  # working days
SHIPPED = (Setting(key=APPEAL_DAYS, value=5, source=OURS[0]),)


class State(StrEnum):
    """Where an assessment stands."""

    DRAFTED = "drafted"
    SCORED = "scored"
    SHOWN = "shown"
    APPEALS = "appeals"
    DECIDED = "decided"
    FINAL = "final"
    WITHDRAWN = "withdrawn"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _STATES[self]


class Action(StrEnum):
    """What may be done with it."""

    FILL = "fill"  # have the record read
    ENTER = "enter"  # a value, with its evidence
    SCORE = "score"
    REOPEN = "reopen"
    SHOW = "show"
    OPEN = "open"
    APPEAL = "appeal"
    DECIDE = "decide"  # an appeal
    CLOSE = "close"  # the time of appeals
    FINALISE = "finalise"
    WITHDRAW = "withdraw"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _ACTIONS[self]


class Part(StrEnum):
    """The part that somebody has in it."""

    SCORER = "scorer"
    ASSESSED = "assessed"  # of the unit that is meant
    DECIDER = "decider"  # of the leading group


class Guard(StrEnum):
    """What must hold beforehand."""

    COMPLETE = "complete"  # each value is there, or it is said why not
    OTHER_PERSON = "other_person"  # who scored does not decide
    IN_TIME = "in_time"  # the days of appeals are not over
    NONE_OPEN = "none_open"  # no appeal on this indicator waits
    TIME_OVER = "time_over"  # the days of appeals are over
    ALL_DECIDED = "all_decided"  # every appeal is answered
    NOT_OWN_UNIT = "not_own_unit"  # nobody scores, or decides about, their own unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A cell of the table."""

    to: State
    who: tuple[Part, ...]
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    event: str


def _move(to: State, *who: Part, event: str, guards: tuple[Guard, ...] = (), reason: bool = False) -> Move:
    return Move(to=to, who=who, guards=guards, needs_reason=reason, event=f"assessment.{event}")


_S, _OTHER = State, Guard.OTHER_PERSON
MOVES: Mapping[tuple[State, Action], Move] = {
    (_S.DRAFTED, Action.FILL): _move(_S.DRAFTED, Part.SCORER, event="filled"),
    (_S.DRAFTED, Action.ENTER): _move(
        _S.DRAFTED, Part.SCORER, Part.DECIDER, event="entered", guards=(Guard.NOT_OWN_UNIT,), reason=True
    ),
    (_S.DRAFTED, Action.SCORE): _move(_S.SCORED, Part.SCORER, event="scored", guards=(Guard.COMPLETE,)),
    (_S.DRAFTED, Action.WITHDRAW): _move(_S.WITHDRAWN, Part.SCORER, event="withdrawn", reason=True),
    (_S.SCORED, Action.REOPEN): _move(_S.DRAFTED, Part.SCORER, event="reopened", reason=True),
    (_S.SCORED, Action.WITHDRAW): _move(_S.WITHDRAWN, Part.SCORER, event="withdrawn", reason=True),
    (_S.SCORED, Action.SHOW): _move(_S.SHOWN, Part.SCORER, event="shown"),
    (_S.SHOWN, Action.OPEN): _move(_S.APPEALS, Part.SCORER, event="opened"),
    (_S.APPEALS, Action.APPEAL): _move(
        _S.APPEALS, Part.ASSESSED, event="appealed", guards=(Guard.IN_TIME, Guard.NONE_OPEN), reason=True
    ),
    (_S.APPEALS, Action.DECIDE): _move(
        _S.APPEALS, Part.DECIDER, event="answered", guards=(_OTHER, Guard.NOT_OWN_UNIT), reason=True
    ),
    (_S.APPEALS, Action.CLOSE): _move(
        _S.DECIDED, Part.DECIDER, event="decided", guards=(_OTHER, Guard.TIME_OVER, Guard.ALL_DECIDED)
    ),
    (_S.DECIDED, Action.FINALISE): _move(_S.FINAL, Part.DECIDER, event="finalised", guards=(_OTHER,)),
}  # what is not named here is not possible
SEEN = frozenset({State.SHOWN, State.APPEALS, State.DECIDED, State.FINAL})  # by the assessed
ENDED = frozenset({State.FINAL, State.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a move is judged by, besides the table."""

    is_complete: bool = True
    is_scorer: bool = False  # who asks scored it, or gave the value that is meant
    is_own_unit: bool = False
    day: date = date.min
    until: date | None = None  # the last day of appeals
    has_open: bool = False  # an appeal on this indicator waits
    open_appeals: int = 0


def refusal(state: State, action: Action, parts: Collection[Part], situation: Situation, *, reason: str = "") -> str:
    """Why this person may not do this now: `no_such_move`, `not_yours`, `no_reason` or a guard; empty: they may."""
    found = MOVES.get((state, action))
    if found is None:
        return "no_such_move"
    if not set(found.who) & set(parts):
        return "not_yours"
    if failed := next((guard for guard in found.guards if not _HOLDS[guard](situation)), None):
        return failed.value
    return "no_reason" if found.needs_reason and not reason.strip() else ""


def possible(state: State, parts: Collection[Part]) -> tuple[Action, ...]:
    """What somebody with these parts may try."""
    return tuple(it for it in Action if (found := MOVES.get((state, it))) and set(found.who) & set(parts))


class AppealState(StrEnum):
    """What became of an appeal."""

    OPEN = "open"
    UPHELD = "upheld"
    REFUSED = "refused"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _APPEALS[self]


_HOLDS: Mapping[Guard, Callable[[Situation], bool]] = {
    Guard.COMPLETE: lambda it: it.is_complete,
    Guard.OTHER_PERSON: lambda it: not it.is_scorer,
    Guard.IN_TIME: lambda it: it.until is not None and it.day <= it.until,
    Guard.NONE_OPEN: lambda it: not it.has_open,
    Guard.TIME_OVER: lambda it: it.until is not None and it.day > it.until,
    Guard.ALL_DECIDED: lambda it: it.open_appeals == 0,
    Guard.NOT_OWN_UNIT: lambda it: not it.is_own_unit,
}
_STATES = {
    State.DRAFTED: ("评分中", "Being scored"),
    State.SCORED: ("已评分", "Scored"),
    State.SHOWN: ("已公示给被考核单位", "Shown to the assessed"),
    State.APPEALS: ("申诉期", "Appeals open"),
    State.DECIDED: ("申诉已裁定", "Appeals decided"),
    State.FINAL: ("已审定", "Final"),
    State.WITHDRAWN: ("已撤回", "Withdrawn"),
}
_ACTIONS = {
    Action.FILL: ("取数", "Read the record"),
    Action.ENTER: ("评分录入", "Enter a value"),
    Action.SCORE: ("评分完成", "Scoring is done"),
    Action.REOPEN: ("退回评分", "Back to scoring"),
    Action.SHOW: ("公示给被考核单位", "Show to the assessed"),
    Action.OPEN: ("开始受理申诉", "Open appeals"),
    Action.APPEAL: ("申诉", "Appeal"),
    Action.DECIDE: ("裁定申诉", "Decide an appeal"),
    Action.CLOSE: ("申诉裁定完毕", "Close appeals"),
    Action.FINALISE: ("审定", "Make final"),
    Action.WITHDRAW: ("撤回", "Withdraw"),
}
_APPEALS = {
    AppealState.OPEN: ("待裁定", "Waiting"),
    AppealState.UPHELD: ("申诉成立", "Upheld"),
    AppealState.REFUSED: ("维持原评", "Refused"),
}

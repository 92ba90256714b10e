"""States of a task and what moves it: one table, which pages and tests read alike."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a task stands."""

    PLANNED = "planned"
    READY = "ready"
    UNDER_WAY = "under_way"
    REPORTED = "reported"
    CHECKED = "checked"
    CLOSED = "closed"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _STATE_NAMES[self]


class Action(StrEnum):
    """What may be done to a task."""

    PREPARE = "prepare"
    START = "start"
    REPORT = "report"
    TAKE_BACK = "take_back"
    CHECK = "check"
    SEND_BACK = "send_back"
    CLOSE = "close"
    REOPEN = "reopen"
    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"
    REVIVE = "revive"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _ACTION_NAMES[self]


class Who(StrEnum):
    """By whom: the part that somebody's unit has in the task."""

    RESPONSIBLE = "responsible"  # 责任单位, or the contractor of its contract
    INSPECTING = "inspecting"  # 督办单位, or the supervisor of its contract; the office where there is none
    OFFICE = "office"  # 改造办
    CHANGE = "change"  # nobody by hand: a change that was approved, or the adoption of a later plan


class Guard(StrEnum):
    """What must hold beforehand."""

    PREDECESSORS = "predecessors"  # what comes before is checked, closed or cancelled
    START_GATE = "start_gate"  # the papers with which it may start are there
    END_GATE = "end_gate"  # the papers with which it may end are there
    NOT_REPORTER = "not_reporter"  # nobody checks what they reported


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A cell of the table; `to` is none where a task goes back to where it was before it was held."""

    to: State | None
    who: Who
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    event: str


_BEGIN = (Guard.PREDECESSORS, Guard.START_GATE)
_END = (Guard.END_GATE,)
_OPEN = (State.PLANNED, State.READY, State.UNDER_WAY, State.REPORTED, State.CHECKED)
SETTLED = frozenset({State.CHECKED, State.CLOSED, State.CANCELLED})  # what comes after need not wait any longer
UNDONE = frozenset({State.PLANNED, State.READY, State.UNDER_WAY})  # to be done still: late once its day is over
NOT_BEGUN = frozenset({State.PLANNED, State.READY, State.HELD})
ENDED = frozenset({State.CLOSED, State.CANCELLED})


def _move(to: State | None, who: Who, event: str, *guards: Guard, reason: bool = False) -> Move:
    return Move(to=to, who=who, guards=guards, needs_reason=reason, event=event)


MOVES: Mapping[tuple[State, Action], Move] = {
    (State.PLANNED, Action.PREPARE): _move(State.READY, Who.RESPONSIBLE, "task.ready", *_BEGIN),
    (State.READY, Action.START): _move(State.UNDER_WAY, Who.RESPONSIBLE, "task.started", *_BEGIN),
    (State.UNDER_WAY, Action.REPORT): _move(State.REPORTED, Who.RESPONSIBLE, "task.reported", *_END),
    (State.REPORTED, Action.TAKE_BACK): _move(State.UNDER_WAY, Who.RESPONSIBLE, "task.taken_back", reason=True),
    (State.REPORTED, Action.CHECK): _move(State.CHECKED, Who.INSPECTING, "task.checked", Guard.NOT_REPORTER),
    (State.REPORTED, Action.SEND_BACK): _move(State.UNDER_WAY, Who.INSPECTING, "task.sent_back", reason=True),
    (State.CHECKED, Action.CLOSE): _move(State.CLOSED, Who.OFFICE, "task.closed", Guard.NOT_REPORTER, *_END),
    (State.CHECKED, Action.SEND_BACK): _move(State.UNDER_WAY, Who.OFFICE, "task.sent_back", reason=True),
    (State.CLOSED, Action.REOPEN): _move(State.UNDER_WAY, Who.OFFICE, "task.reopened", reason=True),
    **{(s, Action.HOLD): _move(State.HELD, Who.OFFICE, "task.held", reason=True) for s in _OPEN},
    (State.HELD, Action.RESUME): _move(None, Who.OFFICE, "task.resumed"),
    **{
        (s, Action.CANCEL): _move(State.CANCELLED, Who.CHANGE, "task.cancelled", reason=True)
        for s in (*_OPEN, State.HELD)
    },
    (State.CANCELLED, Action.REVIVE): _move(State.PLANNED, Who.CHANGE, "task.revived", reason=True),
}  # what is not named here is not possible


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a move is judged by, besides the table."""

    is_leaf: bool = True
    unsettled: tuple[str, ...] = ()  # numbers of the tasks before it that are not settled
    missing_to_start: tuple[object, ...] = ()
    missing_to_end: tuple[object, ...] = ()
    is_reporter: bool = False  # who asks is who reported it


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a move is refused: `no_such_move`, `not_yours`, `of_its_parts`, `no_reason`, or a guard; what is missing."""

    code: str
    missing: tuple[object, ...] = ()


def refusal(
    state: State, action: Action, parts: Collection[Who], situation: Situation, *, reason: str = ""
) -> Refusal | None:
    """Why this person may not do this now; none: they may."""
    found = MOVES.get((state, action))
    if found is None:
        return Refusal(code="no_such_move")
    if not situation.is_leaf and found.who is not Who.CHANGE and action not in (Action.HOLD, Action.RESUME):
        return Refusal(code="of_its_parts")
    if found.who not in parts:
        return Refusal(code="not_yours")
    if found.needs_reason and not reason.strip():
        return Refusal(code="no_reason")
    for guard in found.guards:
        if missing := _MISSING[guard](situation):
            return Refusal(code=guard.value, missing=missing)
    return None


def possible(state: State, parts: Collection[Who], *, is_leaf: bool = True) -> tuple[Action, ...]:
    """What somebody with these parts may try, whatever its guards say."""
    kept = Action if is_leaf else (Action.HOLD, Action.RESUME)
    return tuple(a for a in kept if (move := MOVES.get((state, a))) and move.who in parts and move.who != Who.CHANGE)


def of_parts(states: Iterable[State]) -> State:
    """Where a task stands that is what its parts make of it: closed once each is closed or cancelled."""
    found = [*states]
    going = [state for state in found if state is not State.CANCELLED]
    if not going:
        return State.CANCELLED
    if all(state is State.CLOSED for state in going):
        return State.CLOSED
    if all(state in (State.CHECKED, State.CLOSED) for state in going):
        return State.CHECKED
    left = [state for state in going if state is not State.CLOSED]
    if all(state is State.HELD for state in left):
        return State.HELD
    if any(state not in NOT_BEGUN for state in going):
        return State.UNDER_WAY
    return State.READY if State.READY in going else State.PLANNED


_MISSING: Mapping[Guard, Callable[[Situation], tuple[object, ...]]] = {
    Guard.PREDECESSORS: lambda it: it.unsettled,
    Guard.START_GATE: lambda it: it.missing_to_start,
    Guard.END_GATE: lambda it: it.missing_to_end,
    Guard.NOT_REPORTER: lambda it: (True,) if it.is_reporter else (),
}
_STATE_NAMES = {
    State.PLANNED: ("未开始", "Not started"),
    State.READY: ("可开工", "Ready"),
    State.UNDER_WAY: ("实施中", "Under way"),
    State.REPORTED: ("报完", "Reported done"),
    State.CHECKED: ("已核验", "Checked"),
    State.CLOSED: ("已销号", "Closed"),
    State.HELD: ("挂账", "On hold"),
    State.CANCELLED: ("取消", "Cancelled"),
}
_ACTION_NAMES = {
    Action.PREPARE: ("备齐，可开工", "Make ready"),
    Action.START: ("开工", "Start"),
    Action.REPORT: ("报完", "Report done"),
    Action.TAKE_BACK: ("撤回报完", "Take the report back"),
    Action.CHECK: ("核验通过", "Check"),
    Action.SEND_BACK: ("退回", "Send back"),
    Action.CLOSE: ("销号", "Close"),
    Action.REOPEN: ("重新打开", "Reopen"),
    Action.HOLD: ("挂账", "Put on hold"),
    Action.RESUME: ("恢复", "Resume"),
    Action.CANCEL: ("取消", "Cancel"),
    Action.REVIVE: ("恢复列入", "Take up again"),
}

"""The table by which a publication moves: state × action → state, who may, whether a reason is needed. The page and its
tests read the same table."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Pair = tuple[str, str]


class State(StrEnum):
    """Where a version stands."""

    DRAFTED = "drafted"
    CHECKED = "checked"
    SIGNED = "signed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


STATES: dict[State, Pair] = {
    State.DRAFTED: ("起草", "Draft"),
    State.CHECKED: ("待审签", "Checked, to be signed off"),
    State.SIGNED: ("待发", "Signed off, to be published"),
    State.PUBLISHED: ("已发布", "Published"),
    State.SUPERSEDED: ("已更正（旧版）", "Corrected (older version)"),
    State.WITHDRAWN: ("已撤回", "Withdrawn"),
    State.DROPPED: ("已放弃", "Dropped"),
}


class Action(StrEnum):
    """What somebody does with it."""

    EDIT = "edit"
    CHECK = "check"
    SEND_BACK = "send_back"
    SIGN = "sign"
    PUBLISH = "publish"
    CORRECT = "correct"
    END = "end"
    WITHDRAW = "withdraw"
    DESTROY = "destroy"
    DROP = "drop"


ACTIONS: dict[Action, Pair] = {
    Action.EDIT: ("修改", "Edit"),
    Action.CHECK: ("检查并送审签", "Check and send to be signed off"),
    Action.SEND_BACK: ("退回修改", "Send back"),
    Action.SIGN: ("审签", "Sign off"),
    Action.PUBLISH: ("发布", "Publish"),
    Action.CORRECT: ("更正", "Correct"),
    Action.END: ("标注有效性", "Say until when it is valid"),
    Action.WITHDRAW: ("撤回", "Withdraw"),
    Action.DESTROY: ("销毁泄露内容", "Destroy what leaked"),
    Action.DROP: ("放弃", "Drop"),
}


class Guard(StrEnum):
    """What must hold; the platform looks."""

    NO_BLOCKS = "no_blocks"  # no finding that blocks; each that asks is overridden by two people
    REVIEWED = "reviewed"  # the three reviews for secrecy are recorded
    OTHER_PERSON = "other_person"  # not by who drafted or edited this version
    PASSWORD = "password"  # the person said who they are once more
    SAME_BYTES = "same_bytes"  # the files that are signed or published are those that were made
    NEWEST = "newest"  # no version after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What an action does: the state after it, who may (a permission), what must hold."""

    to: State
    who: str
    guards: frozenset[Guard] = frozenset()
    needs_reason: bool = False


def _move(to: State, who: str, guards: Iterable[Guard] = (), *, needs_reason: bool = False) -> Move:
    return Move(to=to, who=who, guards=frozenset(guards), needs_reason=needs_reason)


DRAFT, SIGN = "disclosure.draft", "disclosure.sign"
TABLE: dict[State, dict[Action, Move]] = {
    State.DRAFTED: {
        Action.EDIT: _move(State.DRAFTED, DRAFT),
        Action.CHECK: _move(State.CHECKED, DRAFT, {Guard.NO_BLOCKS, Guard.REVIEWED}),
        Action.DROP: _move(State.DROPPED, DRAFT, needs_reason=True),
    },
    State.CHECKED: {
        Action.SEND_BACK: _move(State.DRAFTED, SIGN, needs_reason=True),
        Action.SIGN: _move(State.SIGNED, SIGN, {Guard.NO_BLOCKS, Guard.OTHER_PERSON, Guard.PASSWORD, Guard.SAME_BYTES}),
    },
    State.SIGNED: {
        Action.PUBLISH: _move(State.PUBLISHED, DRAFT, {Guard.SAME_BYTES}),
        Action.SEND_BACK: _move(State.DRAFTED, SIGN, needs_reason=True),
    },
    State.PUBLISHED: {
        Action.CORRECT: _move(State.PUBLISHED, DRAFT, {Guard.NEWEST}, needs_reason=True),  # begins the next version
        Action.END: _move(State.PUBLISHED, SIGN, needs_reason=True),
        Action.WITHDRAW: _move(State.WITHDRAWN, SIGN, {Guard.PASSWORD}, needs_reason=True),
    },
    State.SUPERSEDED: {Action.DESTROY: _move(State.SUPERSEDED, SIGN, {Guard.PASSWORD}, needs_reason=True)},
    State.WITHDRAWN: {
        Action.DESTROY: _move(State.WITHDRAWN, SIGN, {Guard.PASSWORD}, needs_reason=True),
        Action.CORRECT: _move(State.WITHDRAWN, DRAFT, {Guard.NEWEST}, needs_reason=True),
    },
    State.DROPPED: {},
}


def move(state: State, action: Action) -> Move | None:
    """What this action does in this state; nothing: it cannot be done there."""
    return TABLE[state].get(action)


def actions(state: State) -> list[Action]:
    """What can be done in a state, in the order of the table."""
    return list(TABLE[state])

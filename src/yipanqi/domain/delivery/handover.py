"""The laws of handover: what a receiver is offered, checks and signs for together with the giver, or refuses."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yipanqi.domain.delivery.party import Party


class State(StrEnum):
    """Where a receiver's list stands."""

    OFFERED = "offered"
    CHECKED = "checked"
    SIGNED = "signed"
    REFUSED = "refused"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _STATES[self]


class Action(StrEnum):
    """What is done with it."""

    CHECK = "check"
    SIGN = "sign"
    REFUSE = "refuse"
    OFFER_AGAIN = "offer_again"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _ACTIONS[self]


class Side(StrEnum):
    """Of the two who sign."""

    GIVER = "giver"
    RECEIVER = "receiver"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _SIDES[self]


BOTH = frozenset(Side)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One cell of the table: where it leads, whose side does it, whether a reason is asked for, the log's event."""

    target: State
    sides: frozenset[Side]
    needs_reason: bool = False
    event: str


TABLE: dict[State, dict[Action, Move]] = {
    State.OFFERED: {
        Action.CHECK: Move(target=State.CHECKED, sides=frozenset({Side.RECEIVER}), event="handover.checked"),
        Action.REFUSE: Move(
            target=State.REFUSED, sides=frozenset({Side.RECEIVER}), needs_reason=True, event="handover.refused"
        ),
    },
    State.CHECKED: {
        Action.SIGN: Move(target=State.SIGNED, sides=BOTH, event="handover.signed"),
        Action.REFUSE: Move(
            target=State.REFUSED, sides=frozenset({Side.RECEIVER}), needs_reason=True, event="handover.refused"
        ),
    },
    State.SIGNED: {},
    State.REFUSED: {
        Action.OFFER_AGAIN: Move(
            target=State.OFFERED, sides=frozenset({Side.GIVER}), needs_reason=True, event="handover.offered_again"
        ),
    },
}


def after_signature(signed: frozenset[Side]) -> State:
    """One signature leaves the list checked; that of both makes it signed."""
    return State.SIGNED if signed == BOTH else State.CHECKED


def is_handed_over(states: "list[tuple[Party, State]]") -> bool:
    """Has every receiver signed? Where nothing is handed over, nobody has."""
    return bool(states) and all(state is State.SIGNED for _, state in states)


def warranty_until(accepted_on: date, months: int) -> date | None:
    """The last day of a warranty that runs from acceptance; nothing where only the contract says how long."""
    if not months:
        return None
    year, month = divmod(accepted_on.month - 1 + months, 12)
    year += accepted_on.year
    last = _days(year, month + 1)
    return date(year, month + 1, min(accepted_on.day, last))


def _days(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


_STATES = {
    State.OFFERED: ("待清点", "Offered"),
    State.CHECKED: ("已清点", "Checked"),
    State.SIGNED: ("双方已签", "Signed by both"),
    State.REFUSED: ("拒绝接收", "Refused"),
}
_ACTIONS = {
    Action.CHECK: ("清点无误", "Checked"),
    Action.SIGN: ("签收", "Sign"),
    Action.REFUSE: ("拒绝接收", "Refuse"),
    Action.OFFER_AGAIN: ("重新移交", "Offer again"),
}
_SIDES = {Side.GIVER: ("移交方", "Giver"), Side.RECEIVER: ("接收方", "Receiver")}

"""How far something has come by what its tasks have come to: weighted by their money, else by their number."""

from collections.abc import Iterable

from yipanqi.domain.delivery.state import State
from yipanqi.domain.money import Fen

_DONE = (State.CHECKED, State.CLOSED)


def percent_done(parts: Iterable[tuple[State, Fen]]) -> int | None:
    """0 … 100 of what is not cancelled, rounded down, so that 100 means all; none where there is nothing."""
    going = [(state, money) for state, money in parts if state is not State.CANCELLED]
    weights = [(state, money) for state, money in going] if any(money for _, money in going) else None
    told = weights or [(state, 1) for state, _ in going]
    whole = sum(weight for _, weight in told)
    if not whole:
        return None
    if all(state in _DONE for state, _ in going):
        return 100
    return min(99, 100 * sum(weight for state, weight in told if state in _DONE) // whole)

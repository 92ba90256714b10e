"""基线: how tasks stood at a moment, beside how they stand at another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yipanqi.domain.delivery.successors import steps
from yipanqi.domain.money import Fen
from yipanqi.domain.working_calendar import WorkingCalendar


class Kind(StrEnum):
    """How a task differs between two moments."""

    ADDED = "added"
    GONE = "gone"
    LATER = "later"
    EARLIER = "earlier"
    OTHERWISE = "otherwise"  # its money, quantity or length alone
    SAME = "same"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _NAMES[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A task's dates, money and quantity at a moment."""

    start: date
    finish: date
    budget: Fen = 0
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A task at two moments; none where it is not there. Later and more is above zero."""

    old: Standing | None
    new: Standing | None
    kind: Kind
    start_days: int = 0  # working days
    finish_days: int = 0
    budget: Fen = 0


def difference(working: WorkingCalendar, old: Standing | None, new: Standing | None) -> Difference:
    """One task at two moments. ValueError where it is there at neither."""
    if old is None or new is None:
        there = old or new
        if there is None:
            raise ValueError("a task that is nowhere")
        kind, sign = (Kind.ADDED, 1) if old is None else (Kind.GONE, -1)
        return Difference(old=old, new=new, kind=kind, budget=sign * there.budget)
    return Difference(
        old=old,
        new=new,
        kind=_kind(old, new),
        start_days=steps(working, old.start, new.start),
        finish_days=steps(working, old.finish, new.finish),
        budget=new.budget - old.budget,
    )


def _kind(old: Standing, new: Standing) -> Kind:
    if new.finish != old.finish:
        return Kind.LATER if new.finish > old.finish else Kind.EARLIER
    return Kind.SAME if new == old else Kind.OTHERWISE


def differences(
    working: WorkingCalendar, old: Mapping[str, Standing], new: Mapping[str, Standing]
) -> Iterator[tuple[str, Difference]]:
    """Number and difference of each task of either moment, in the order of the later one, then what is gone."""
    for number in dict.fromkeys((*new, *old)):
        yield number, difference(working, old.get(number), new.get(number))


_NAMES = {
    Kind.ADDED: ("新增", "Added"),
    Kind.GONE: ("取消", "Gone"),
    Kind.LATER: ("推迟", "Later"),
    Kind.EARLIER: ("提前", "Earlier"),
    Kind.OTHERWISE: ("其他变动", "Other change"),
    Kind.SAME: ("未变", "Same"),
}

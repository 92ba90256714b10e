"""Experience that is shared: a case's states, and which cases are offered where the same work is done on an estate of
like size. Sizes are compared as exact fractions, so that the same cases are offered in the same order everywhere."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yipanqi.domain.delivery.described import Field, Names, ValueKind
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.sources import OURS

LIKE_PERCENT, MOST_OFFERED = "supervision.case_like_percent", "supervision.case_offered"
SHIPPED = (
    Setting(key=LIKE_PERCENT, value=100, source=OURS[0]),
    Setting(key=MOST_OFFERED, value=3, source=OURS[0]),
)  # in force where a district says nothing
FIELDS: Mapping[str, Field] = {
    LIKE_PERCENT: Field(
        key=LIKE_PERCENT,
        names=("经验推荐：规模相差不超过", "Cases are offered where the size differs by up to"),
        kind=ValueKind.COUNT,
        unit=("%", "%"),
        note=(
            "户数、建筑面积分别比较，大的比小的多多少；100 即不超过一倍。",
            "Households and floor area each: by how much the larger exceeds the smaller; 100: up to twice.",
        ),
    ),
    MOST_OFFERED: Field(
        key=MOST_OFFERED,
        names=("经验推荐：最多条数", "Cases offered at most"),
        kind=ValueKind.COUNT,
    ),
}
_GENERATION = 10  # years of building that weigh as much as a size that differs by half
_UNKNOWN = Fraction(1)  # how far apart two estates count as, where a figure of one is missing


class CaseState(StrEnum):
    """Where a case stands."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _STATES[self]


class CaseAction(StrEnum):
    """What may be done to a case."""

    CORRECT = "correct"
    APPROVE = "approve"
    RETURN = "return"
    PROPOSE = "propose"
    WITHDRAW = "withdraw"

    @property
    def names(self) -> Names:
        """In Chinese and in English."""
        return _ACTIONS[self]


class CasePart(StrEnum):
    """The part that somebody has in a case."""

    PROPOSER = "proposer"
    APPROVER = "approver"  # who may approve cases at all


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMove:
    """A cell of the table: by whom; an approver of a case decides about no case of their own."""

    to: CaseState
    who: frozenset[CasePart]
    is_by_another: bool = False
    needs_reason: bool = False
    event: str


_PROPOSER, _APPROVER = frozenset({CasePart.PROPOSER}), frozenset({CasePart.APPROVER})
_PROPOSED, _RETURNED, _APPROVED = CaseState.PROPOSED, CaseState.RETURNED, CaseState.APPROVED
_WITHDRAW = CaseMove(to=CaseState.WITHDRAWN, who=_PROPOSER, event="case.withdrawn")
CASE_MOVES: Mapping[tuple[CaseState, CaseAction], CaseMove] = {
    (_PROPOSED, CaseAction.CORRECT): CaseMove(to=_PROPOSED, who=_PROPOSER, event="case.corrected"),
    (_PROPOSED, CaseAction.APPROVE): CaseMove(to=_APPROVED, who=_APPROVER, is_by_another=True, event="case.approved"),
    (_PROPOSED, CaseAction.RETURN): CaseMove(
        to=_RETURNED, who=_APPROVER, is_by_another=True, needs_reason=True, event="case.returned"
    ),
    (_PROPOSED, CaseAction.WITHDRAW): _WITHDRAW,
    (_RETURNED, CaseAction.CORRECT): CaseMove(to=_RETURNED, who=_PROPOSER, event="case.corrected"),
    (_RETURNED, CaseAction.PROPOSE): CaseMove(to=_PROPOSED, who=_PROPOSER, event="case.proposed_again"),
    (_RETURNED, CaseAction.WITHDRAW): _WITHDRAW,
    (_APPROVED, CaseAction.WITHDRAW): CaseMove(
        to=CaseState.WITHDRAWN, who=_PROPOSER | _APPROVER, needs_reason=True, event="case.withdrawn"
    ),
}  # what is not named here is not possible


def case_refusal(state: CaseState, action: CaseAction, parts: Collection[CasePart], *, reason: str = "") -> str:
    """Why somebody with these parts may not do this now: `no_such_move`, `not_yours`, `other_person` or `no_reason`;
    empty: they may."""
    found = CASE_MOVES.get((state, action))
    if found is None:
        return "no_such_move"
    if not found.who & frozenset(parts):
        return "not_yours"
    if found.is_by_another and CasePart.PROPOSER in parts:
        return "other_person"
    return "no_reason" if found.needs_reason and not reason.strip() else ""


def possible_case(state: CaseState, parts: Collection[CasePart]) -> tuple[CaseAction, ...]:
    """What somebody with these parts may do."""
    return tuple(it for it in CaseAction if case_refusal(state, it, parts, reason="-") == "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large and how old an estate is, as far as it is known."""

    households: int | None = None
    floor_area: Decimal | None = None  # ㎡
    built_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A shared case as it is compared: its measures, and the estates where it was done."""

    key: int
    measures: frozenset[str]
    places: tuple[Size, ...]


class Why(StrEnum):
    """What makes a case like: a measure, households, floor area, the year of building."""

    MEASURE = "measure"
    HOUSEHOLDS = "households"
    FLOOR_AREA = "floor_area"
    BUILT_YEAR = "built_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a case is offered: by what, its figure there and here; of measures there is a reason for each."""

    why: Why
    there: Decimal | int | str
    here: Decimal | int | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A case that is offered, how far it is from here, and why."""

    key: int
    distance: Fraction
    reasons: tuple[Reason, ...]


def nearest(
    here: Size, measures: Collection[str], cases: Iterable[Known], *, within: int = 100, most: int = 3
) -> tuple[Offer, ...]:
    """The cases with one of these measures at an estate of like size, the nearest first.

    Like: households and floor area, each where both are known and one at least must be, differ by no more than
    `within` per cent of the smaller. Distance: the mean of how far households, floor area and the year of building are
    apart. Of a case with many estates the nearest one counts. ValueError where `within` or `most` is below zero.
    """
    if within < 0 or most < 0:
        raise ValueError((within, most))
    found = (offer for it in cases if (offer := _offered(here, frozenset(measures), it, within)))
    return tuple(sorted(found, key=lambda it: (it.distance, it.key)))[:most]


def _offered(here: Size, measures: frozenset[str], case: Known, within: int) -> Offer | None:
    shared = sorted(case.measures & measures)
    like = [place for place in case.places if _is_like(here, place, within)]
    if not shared or not like:
        return None
    place = min(like, key=lambda it: _apart(here, it))
    said = (Reason(why=Why.MEASURE, there=it) for it in shared)
    return Offer(key=case.key, distance=_apart(here, place), reasons=(*said, *_sizes(here, place)))


def _is_like(here: Size, there: Size, within: int) -> bool:
    pairs = ((here.households, there.households), (here.floor_area, there.floor_area))
    ratios = [found for one, other in pairs if (found := _beyond(one, other)) is not None]
    return bool(ratios) and all(it * 100 <= within for it in ratios)


def _apart(here: Size, there: Size) -> Fraction:
    years = here.built_year, there.built_year
    parts = (
        _beyond(here.households, there.households),
        _beyond(here.floor_area, there.floor_area),
        None if None in years else Fraction(abs((years[0] or 0) - (years[1] or 0)), 2 * _GENERATION),
    )
    return sum((_UNKNOWN if it is None else it for it in parts), Fraction(0)) / len(parts)


def _beyond(one: Decimal | int | None, other: Decimal | int | None) -> Fraction | None:
    """By what part of the smaller the larger exceeds it; none where either is not known."""
    if not one or not other:
        return None
    small, large = sorted((Fraction(one), Fraction(other)))
    return large / small - 1


def _sizes(here: Size, there: Size) -> Iterable[Reason]:
    for why, figure in _FIGURES.items():
        one, other = figure(here), figure(there)
        if one and other:
            yield Reason(why=why, there=other, here=one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the record of a work tells: what it cost, for which days it was planned, when it was begun and done."""

    measure: str
    cost: int  # fen
    start_date: date
    finish_date: date
    started_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What of a case is drawn from the record of its works; calendar days, first and last counted."""

    measures: tuple[str, ...]
    cost: int  # fen
    days_planned: int
    days_taken: int | None  # none while one of them is not done


def drawn(works: Iterable[Work]) -> Drawn:
    """The facts of a case from its works: measures in their order, sum of costs, days from the first start to the last
    finish, as planned and as it was. ValueError without a work."""
    found = tuple(works)
    if not found:
        raise ValueError("no work")
    planned = _days(min(it.start_date for it in found), max(it.finish_date for it in found))
    begun = [it.started_on for it in found if it.started_on]
    done = [it.done_on for it in found if it.done_on]
    is_done = len(begun) == len(done) == len(found)
    return Drawn(
        measures=tuple(dict.fromkeys(it.measure for it in found)),
        cost=sum(it.cost for it in found),
        days_planned=planned,
        days_taken=_days(min(begun), max(done)) if is_done else None,
    )


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


_FIGURES: Mapping[Why, Callable[[Size], Decimal | int | None]] = {
    Why.HOUSEHOLDS: lambda it: it.households,
    Why.FLOOR_AREA: lambda it: it.floor_area,
    Why.BUILT_YEAR: lambda it: it.built_year,
}
_STATES: Mapping[CaseState, Names] = {
    CaseState.PROPOSED: ("待核准", "Waiting for approval"),
    CaseState.RETURNED: ("已退回", "Given back"),
    CaseState.APPROVED: ("已共享", "Shared"),
    CaseState.WITHDRAWN: ("已撤回", "Withdrawn"),
}
_ACTIONS: Mapping[CaseAction, Names] = {
    CaseAction.CORRECT: ("修改", "Edit"),
    CaseAction.APPROVE: ("核准共享", "Approve for sharing"),
    CaseAction.RETURN: ("退回", "Give back"),
    CaseAction.PROPOSE: ("提交核准", "Propose"),
    CaseAction.WITHDRAW: ("撤回", "Withdraw"),
}

"""The laws of joint acceptance: its states, who may move it on and what must hold, who judges which item, and that
nobody signs for another.

A `Case` is all that the laws look at. What is missing for a move is collected as lacks, never raised."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from yipanqi.domain.delivery.party import Party, in_order, said, said_of

MANAGE, CHECK, SIGN, WORK, APPROVE = (
    f"delivery.{name}" for name in ("manage", "check", "sign", "work", "approve")
)  # permissions, as the platform calls them


class State(StrEnum):
    """Where an acceptance stands."""

    APPLIED = "applied"
    PAPERS_CHECKED = "papers_checked"
    ON_SITE = "on_site"
    RECTIFYING = "rectifying"
    ACCEPTED = "accepted"
    CONDITIONAL = "conditional"
    FILED = "filed"
    REFUSED = "refused"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _STATES[self]

    @property
    def is_passed(self) -> bool:
        """May what waits for the acceptance go on: the task closed, the warranty run, the works handed over?"""
        return self in (State.ACCEPTED, State.CONDITIONAL, State.FILED)

    @property
    def is_over(self) -> bool:
        """Is there nothing left to do?"""
        return self in (State.FILED, State.REFUSED)


class Action(StrEnum):
    """What moves an acceptance on."""

    CHECK_PAPERS = "check_papers"
    GIVE_BACK = "give_back"
    VISIT = "visit"
    RECTIFY = "rectify"
    REVISIT = "revisit"
    ACCEPT = "accept"
    ACCEPT_WITH_CONDITIONS = "accept_with_conditions"
    REFUSE = "refuse"
    FILE = "file"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _ACTIONS[self]


class Deed(StrEnum):
    """What is done within a state and does not leave it."""

    PAPERS = "papers"  # a paper is there, or not
    MARK = "mark"  # an item is judged
    SIGN = "sign"
    ENTER = "enter"  # a signature on paper, entered by one and confirmed by another
    QUANTITY = "quantity"
    ORDER = "order"  # a rectification: item, who, by when
    RECTIFIED = "rectified"
    CONDITION = "condition"
    MET = "met"


class Verdict(StrEnum):
    """A party's word about an item."""

    PASS = "pass"
    FAIL = "fail"
    ABSENT = "absent"  # the estate has nothing of the kind

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _VERDICTS[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One cell of the table: where it leads, whose permission lets it (any of them), what must hold, whether a reason
    is asked for, and the event of the log."""

    target: State
    permissions: tuple[str, ...]
    guards: tuple[str, ...] = ()
    needs_reason: bool = False
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of the list the acceptance was begun with: who judges it, and whether a photo must show it."""

    key: str
    parties: tuple[Party, ...]
    needs_photo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A party's word about an item; its latest one counts."""

    item: str
    party: Party
    verdict: Verdict
    at: datetime
    has_photo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A party signed these of its items; one on paper counts once a second person has confirmed it. Of several
    utilities each signs what is its own."""

    party: Party
    at: datetime
    items: frozenset[str] = frozenset()  # none named: all of the party's
    is_confirmed: bool = True

    def covers(self, mark: "Mark") -> bool:
        """Did it stand under this word?"""
        named = not self.items or mark.item in self.items
        return self.is_confirmed and self.party is mark.party and named and self.at >= mark.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """What is to be put right, by whom, by which day."""

    item: str
    who: str
    due_date: date
    done_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What acceptance is given on: until which day, about which item or which party's signature."""

    text: str
    due_date: date
    item: str = ""
    party: Party | None = None
    met_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """How much of a work was planned, reported and accepted; once accepted, that is the last word."""

    work: str
    planned: Decimal
    reported: Decimal | None = None
    accepted: Decimal | None = None

    def __post_init__(self) -> None:
        if any(value is not None and value < 0 for value in (self.planned, self.reported, self.accepted)):
            raise ValueError(f"{self.work}: a quantity is not below zero")

    @property
    def last_word(self) -> Decimal | None:
        """What is paid for, counted and disclosed: nothing before acceptance has spoken."""
        return self.accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that the laws look at."""

    state: State
    papers: Mapping[str, bool] = field(default_factory=dict)  # what must be handed in: is it there?
    items: tuple[Item, ...] = ()
    marks: tuple[Mark, ...] = ()
    signatures: tuple[Signature, ...] = ()
    rectifications: tuple[Rectification, ...] = ()
    conditions: tuple[Condition, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Why a move may not be made: a code and its values, of `domain/sentences/acceptance.py`."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


PAPERS = {  # what is handed in with the application (ours; a district may ask for others)
    "drawings": ("竣工图", "As-built drawings"),
    "self_check": ("施工单位自检报告", "Contractor's own check"),
    "supervision": ("监理质量评估报告", "Supervisor's report"),
    "materials": ("主要材料合格证和复试报告", "Certificates and retests of materials"),
    "hidden": ("隐蔽工程验收记录", "Records of covered works"),
    "changes": ("变更和签证台账", "List of changes"),
    "warranty": ("工程质量保修书", "Warranty letter"),
}

TABLE: dict[State, dict[Action, Move]] = {
    State.APPLIED: {
        Action.CHECK_PAPERS: Move(
            target=State.PAPERS_CHECKED,
            permissions=(MANAGE,),
            guards=("papers",),
            event="acceptance.papers_checked",
        ),
        Action.REFUSE: Move(target=State.REFUSED, permissions=(MANAGE,), needs_reason=True, event="acceptance.refused"),
    },
    State.PAPERS_CHECKED: {
        Action.GIVE_BACK: Move(
            target=State.APPLIED, permissions=(MANAGE,), needs_reason=True, event="acceptance.given_back"
        ),
        Action.VISIT: Move(target=State.ON_SITE, permissions=(MANAGE,), event="acceptance.visit_begun"),
    },
    State.ON_SITE: {
        Action.RECTIFY: Move(
            target=State.RECTIFYING,
            permissions=(MANAGE, CHECK),
            guards=("ordered", "each_failure_ordered"),
            event="acceptance.rectification_ordered",
        ),
        Action.ACCEPT: Move(
            target=State.ACCEPTED,
            permissions=(MANAGE,),
            guards=("judged", "photos", "no_failure", "signed", "quantities", "rectified"),
            event="acceptance.accepted",
        ),
        Action.ACCEPT_WITH_CONDITIONS: Move(
            target=State.CONDITIONAL,
            permissions=(APPROVE,),
            guards=("conditions", "failures_conditioned", "absences_conditioned", "quantities"),
            needs_reason=True,
            event="acceptance.accepted_with_conditions",
        ),
        Action.REFUSE: Move(target=State.REFUSED, permissions=(MANAGE,), needs_reason=True, event="acceptance.refused"),
    },
    State.RECTIFYING: {
        Action.REVISIT: Move(
            target=State.ON_SITE,
            permissions=(MANAGE, CHECK),
            guards=("rectified",),
            event="acceptance.revisited",
        ),
        Action.REFUSE: Move(target=State.REFUSED, permissions=(MANAGE,), needs_reason=True, event="acceptance.refused"),
    },
    State.ACCEPTED: {Action.FILE: Move(target=State.FILED, permissions=(MANAGE,), event="acceptance.filed")},
    State.CONDITIONAL: {
        Action.FILE: Move(
            target=State.FILED,
            permissions=(MANAGE,),
            guards=("conditions_met", "judged", "no_failure", "signed"),
            event="acceptance.filed",
        )
    },
    State.FILED: {},
    State.REFUSED: {},
}

DEEDS: dict[Deed, tuple[tuple[State, ...], tuple[str, ...]]] = {  # in which states, with whose permission
    Deed.PAPERS: ((State.APPLIED,), (MANAGE, WORK)),
    Deed.MARK: ((State.ON_SITE, State.CONDITIONAL), (SIGN,)),
    Deed.SIGN: ((State.ON_SITE, State.CONDITIONAL), (SIGN,)),
    Deed.ENTER: ((State.ON_SITE, State.CONDITIONAL), (SIGN, MANAGE)),
    Deed.QUANTITY: ((State.ON_SITE,), (MANAGE, CHECK)),
    Deed.ORDER: ((State.ON_SITE,), (MANAGE, CHECK)),
    Deed.RECTIFIED: ((State.RECTIFYING,), (WORK, MANAGE)),
    Deed.CONDITION: ((State.ON_SITE,), (MANAGE,)),
    Deed.MET: ((State.CONDITIONAL,), (MANAGE,)),
}


def moves(state: State, permissions: Iterable[str]) -> dict[Action, Move]:
    """What somebody with these permissions may try in a state."""
    held = set(permissions)
    return {action: move for action, move in TABLE[state].items() if held.intersection(move.permissions)}


def may(deed: Deed, state: State, permissions: Iterable[str]) -> bool:
    """May somebody with these permissions do this in a state?"""
    states, allowed = DEEDS[deed]
    return state in states and bool(set(permissions).intersection(allowed))


def lacks(case: Case, action: Action, reason: str = "") -> tuple[Lack, ...]:
    """What is missing for a move from the state the case is in; KeyError where the table has none."""
    move = TABLE[case.state][action]
    found = [lack for guard in move.guards for lack in GUARDS[guard](case)]
    if move.needs_reason and not reason.strip():
        found.append(Lack(code="acceptance_reason"))
    return tuple(found)


def parties(case: Case) -> tuple[Party, ...]:
    """Everybody who has an item to judge, in order."""
    return in_order({party for item in case.items for party in item.parties})


def own_items(case: Case, party: Party) -> tuple[Item, ...]:
    """What a party judges and signs: nothing else."""
    return tuple(item for item in case.items if party in item.parties)


def standing(case: Case) -> dict[tuple[str, Party], Mark]:
    """The word that counts of each party about each item: its latest."""
    found: dict[tuple[str, Party], Mark] = {}
    for mark in case.marks:
        key = mark.item, mark.party
        if key not in found or mark.at >= found[key].at:
            found[key] = mark
    return found


def unjudged(case: Case, party: Party) -> tuple[Item, ...]:
    """The items of a party that it has said nothing about."""
    given = standing(case)
    return tuple(item for item in own_items(case, party) if (item.key, party) not in given)


def is_signed(case: Case, party: Party) -> bool:
    """Did the party sign all it judged? A word said after the signature asks for a new one."""
    given = [mark for (_, whose), mark in standing(case).items() if whose is party]
    signed = any(one.party is party and one.is_confirmed for one in case.signatures)
    return (
        signed and not unjudged(case, party) and all(any(one.covers(mark) for one in case.signatures) for mark in given)
    )


def missing(case: Case) -> tuple[Party, ...]:
    """The parties whose signature is not there: seen, never signed for."""
    return tuple(party for party in parties(case) if not is_signed(case, party))


def failures(case: Case) -> tuple[str, ...]:
    """The items that some party's standing word fails, in the list's order."""
    failed = {item for (item, _), mark in standing(case).items() if mark.verdict is Verdict.FAIL}
    return tuple(item.key for item in case.items if item.key in failed)


def without_photo(case: Case) -> tuple[str, ...]:
    """The items that need a photo, that somebody judged as there, and that no photo shows."""
    given = [mark for mark in standing(case).values() if mark.verdict is not Verdict.ABSENT]
    judged = {mark.item for mark in given}
    shown = {mark.item for mark in case.marks if mark.has_photo}
    return tuple(item.key for item in case.items if item.needs_photo and item.key in judged - shown)


def overdue(case: Case, today: date) -> tuple[Rectification, ...]:
    """Rectifications that should have been done before today."""
    return tuple(one for one in case.rectifications if one.done_date is None and one.due_date < today)


def _papers(case: Case) -> Iterator[Lack]:
    absent = [code for code, is_there in case.papers.items() if not is_there]
    if absent:
        yield Lack(
            code="acceptance_papers", values={"papers": said_of([PAPERS.get(code, (code, code)) for code in absent])}
        )


def _judged(case: Case) -> Iterator[Lack]:
    for party in parties(case):
        if left := unjudged(case, party):
            yield Lack(code="acceptance_unjudged", values={"party": said((party,)), "count": len(left)})


def _photos(case: Case) -> Iterator[Lack]:
    if absent := without_photo(case):
        yield Lack(code="acceptance_photos", values={"count": len(absent)})


def _no_failure(case: Case) -> Iterator[Lack]:
    if failed := failures(case):
        yield Lack(code="acceptance_failures", values={"count": len(failed)})


def _signed(case: Case) -> Iterator[Lack]:
    if absent := missing(case):
        yield Lack(code="acceptance_unsigned", values={"parties": said(absent)})


def _quantities(case: Case) -> Iterator[Lack]:
    absent = [one.work for one in case.quantities if one.accepted is None]
    if absent:
        yield Lack(code="acceptance_quantities", values={"count": len(absent)})


def _ordered(case: Case) -> Iterator[Lack]:
    if all(one.done_date for one in case.rectifications):
        yield Lack(code="acceptance_nothing_ordered")


def _each_failure_ordered(case: Case) -> Iterator[Lack]:
    ordered = {one.item for one in case.rectifications if one.done_date is None}
    if left := [key for key in failures(case) if key not in ordered]:
        yield Lack(code="acceptance_failure_unordered", values={"count": len(left)})


def _rectified(case: Case) -> Iterator[Lack]:
    if left := [one for one in case.rectifications if one.done_date is None]:
        yield Lack(code="acceptance_unrectified", values={"count": len(left)})


def _conditions(case: Case) -> Iterator[Lack]:
    if not case.conditions:
        yield Lack(code="acceptance_no_condition")


def _failures_conditioned(case: Case) -> Iterator[Lack]:
    named = {one.item for one in case.conditions}
    if left := [key for key in failures(case) if key not in named]:
        yield Lack(code="acceptance_failure_unconditioned", values={"count": len(left)})


def _absences_conditioned(case: Case) -> Iterator[Lack]:
    """A party that has not signed is named in a condition that waits for it."""
    named = {one.party for one in case.conditions}
    if left := tuple(party for party in missing(case) if party not in named):
        yield Lack(code="acceptance_absence_unconditioned", values={"parties": said(left)})


def _conditions_met(case: Case) -> Iterator[Lack]:
    if left := [one for one in case.conditions if one.met_date is None]:
        yield Lack(code="acceptance_unmet", values={"count": len(left)})


GUARDS: dict[str, Callable[[Case], Iterator[Lack]]] = {
    "papers": _papers,
    "judged": _judged,
    "photos": _photos,
    "no_failure": _no_failure,
    "signed": _signed,
    "quantities": _quantities,
    "ordered": _ordered,
    "each_failure_ordered": _each_failure_ordered,
    "rectified": _rectified,
    "conditions": _conditions,
    "failures_conditioned": _failures_conditioned,
    "absences_conditioned": _absences_conditioned,
    "conditions_met": _conditions_met,
}

_STATES = {
    State.APPLIED: ("已申请", "Applied for"),
    State.PAPERS_CHECKED: ("资料已审", "Papers checked"),
    State.ON_SITE: ("现场查验", "On site"),
    State.RECTIFYING: ("整改中", "Being put right"),
    State.ACCEPTED: ("通过", "Accepted"),
    State.CONDITIONAL: ("附条件通过", "Accepted with conditions"),
    State.FILED: ("已归档", "Filed"),
    State.REFUSED: ("不予通过", "Refused"),
}
_ACTIONS = {
    Action.CHECK_PAPERS: ("资料审查通过", "Pass the papers"),
    Action.GIVE_BACK: ("退回补资料", "Give back for papers"),
    Action.VISIT: ("开始现场查验", "Begin the visit"),
    Action.RECTIFY: ("责令整改", "Order rectification"),
    Action.REVISIT: ("复验", "Visit again"),
    Action.ACCEPT: ("验收通过", "Accept"),
    Action.ACCEPT_WITH_CONDITIONS: ("附条件通过", "Accept with conditions"),
    Action.REFUSE: ("不予通过", "Refuse"),
    Action.FILE: ("归档", "File"),
}
_VERDICTS = {
    Verdict.PASS: ("合格", "Passes"),
    Verdict.FAIL: ("不合格", "Fails"),
    Verdict.ABSENT: ("无此项", "Not here"),
}

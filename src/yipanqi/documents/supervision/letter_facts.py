"""What the letters of supervision are printed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from yipanqi.domain.supervision.ladder import Step, Why

Pair = tuple[str, str]  # Chinese, English


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """An order as its letters tell it."""

    number: str  # empty while it is drafted
    issuer: str
    matter: str
    content: str
    lead: str
    inspects: str
    issued_on: date | None
    limit: date | None
    origin: Pair
    urgency: Pair
    supporting: tuple[str, ...] = ()
    estates: tuple[str, ...] = ()
    artefacts: tuple[Pair, ...] = ()
    leader: str = ""
    contact: str = ""
    is_synthetic: bool = False
    english: Mapping[str, str] = field(default_factory=dict)  # a unit's name → its name in English


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """An urging letter or an interview of an order."""

    order: OrderFacts
    number: str
    day: date
    late: int  # working days after the limit, stopped ones not counted
    limit: date  # with the stopped days added
    was_returned: bool = False
    stopped: Mapping[Why, int] = field(default_factory=dict)
    copies: tuple[Pair, ...] = ()
    following: tuple[Step, date] | None = None  # the next step, and its day
    by: date | None = None  # of an interview: the last day for it


@dataclass(frozen=True, kw_only=True)
class LateOrder:
    """A line of the circular."""

    number: str
    matter: str
    unit: str
    limit: date
    late: int


@dataclass(frozen=True, kw_only=True)
class CircularFacts:
    """The circular of a day."""

    issuer: str
    number: str
    day: date
    orders: tuple[LateOrder, ...]
    copies: tuple[Pair, ...] = ()
    is_synthetic: bool = False
    english: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReplyFacts:
    """A reply as the letter of the unit that gives it: empty texts are left to be written."""

    order: OrderFacts
    unit: str
    number: str = ""
    signatory: str = ""
    done: str = ""
    found: str = ""
    proposals: str = ""
    attachments: tuple[str, ...] = ()
    replied_on: date | None = None
    contact: str = ""

"""What later stages tell the pages of this one: the plan in force, what waits for somebody, the chain's next cards.

Later apps register here when they start; nothing of theirs is imported."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme

from .models import EstateRow, ProgrammeEntry


@dataclass(frozen=True, kw_only=True)
class Papers:
    """A plan's documents in one language: each with its name and address, and where all of them are at once."""

    lang: str  # its own name
    url: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """A plan as the board and the estate page show it."""

    plan: Plan
    programme: Programme  # of the version that the plan was made from
    name: str
    url: str
    key: str = ""  # what the plan is asked for by, to compare with it
    sentence: str = ""  # the plan in one sentence
    rows_url: str = ""  # the estates it starts, one a row
    is_adopted: bool = False
    why: Callable[[str], list[str]] = lambda estate: []  # sentences about an estate
    payments_url: Callable[..., str] = lambda **asked: ""  # where the payments are of an estate, measure, fund, year
    papers: Callable[[], list[Papers]] = list


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a stage says of an estate: a card of the chain."""

    key: str  # one of Stage
    state: str  # none, need, planned, way, done, late
    lines: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Something that waits for this person."""

    text: str
    url: str
    until: Any = None


@dataclass
class Seam:
    """The functions that later stages have put in."""

    plan_of: Callable[[ProgrammeEntry, Any], PlanView | None] = lambda entry, user: None
    other_plan_of: Callable[[ProgrammeEntry, Any, str], PlanView | None] = lambda entry, user, name: None
    plans_of: Callable[[ProgrammeEntry, Any], list[tuple[str, str]]] = lambda entry, user: []  # key, name; newest first
    cards: list[Callable[[EstateRow, Any], Iterable[Card]]] = field(default_factory=list)
    waiting: list[Callable[[ProgrammeEntry | None, Any], Iterable[Waiting]]] = field(default_factory=list)


seam = Seam()

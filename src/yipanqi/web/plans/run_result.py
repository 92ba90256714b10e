"""What a worker's child is asked, and what it hands back."""

from dataclasses import dataclass, field

from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme


@dataclass(frozen=True, kw_only=True)
class Request:
    """All that a run depends on: the same request with the same work gives the same plan."""

    programme: Programme
    seconds: float | None
    work: int | None
    seed: int
    workers: int
    base: dict[str, int] | None = None  # starts to stay close to
    moves: int | None = None
    earlier: Plan | None = None  # the search goes on from it
    folder: str = ""  # where problem and plan are written; nowhere when empty


@dataclass(frozen=True, kw_only=True)
class Made:
    """What became of a request: an outcome, or sentences that say why there is none."""

    outcome: bytes = b""
    why_not: list[list[str]] = field(default_factory=list)  # [Chinese, English] each
    estates: int = 0
    households: int = 0
    works: int = 0
    money: int = 0

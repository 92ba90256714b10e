"""What a worker's child hands back of a run."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """What became of a run: an outcome with the figures that lists show, or sentences that say why there is none."""

    outcome: bytes = b""
    why_not: list[list[str]] = field(default_factory=list)  # [Chinese, English] each
    is_unfinished: bool = False  # was the search cut short?
    is_undecided: bool = False  # was the time over before it was known whether there is a plan, or why there is none?
    estates: int = 0
    households: int = 0
    works: int = 0
    money: int = 0
    money_told: int = 0  # as pages tell it

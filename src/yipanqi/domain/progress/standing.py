"""What a rule of lights looks at of a task: its plan, what became of it, and its reports, each with the day since when
it is known. What is known after the day that is asked about changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from yipanqi.domain.progress.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """挂账: since when, until when, and what must come to pass."""

    since: date
    condition: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A task as it was known on a day. ValueError where the plan ends before it begins."""

    start_date: date  # by the plan
    finish_date: date  # by the plan, the last day
    is_work: bool = True  # its percent grows by days of work; of a stage only start and finish count
    owes: bool = True  # a report a month
    owes_since: date | None = None  # none for months that were over before: it was on hold, or not yet in the platform
    started_on: date | None = None
    finished_on: date | None = None  # reported done, whether checked or not
    settled_on: date | None = None  # checked or closed
    cancelled_on: date | None = None
    hold: Hold | None = None
    reports: Sequence[Report] = ()
    ranks: Mapping[date, int] = field(default_factory=dict)  # month → place from the last, 1: for rules by rank
    forecasts: Sequence[
        tuple[date, Fraction]
    ] = ()  # since when → (days past the plan) ÷ (planned days), of rules by it

    def __post_init__(self) -> None:
        if self.finish_date < self.start_date:
            raise ValueError("the plan ends before it begins")


def places(values: Mapping[str, Fraction]) -> dict[str, int]:
    """The place from the last of each, by what it has done of the month's task: 1 the least; equals share a place."""
    ordered = sorted(values.values())
    first = {value: ordered.index(value) + 1 for value in set(ordered)}
    return {key: first[value] for key, value in values.items()}

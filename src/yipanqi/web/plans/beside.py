"""What later stages say beside a plan that may be put in force."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from .models import PlanRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence, and where more of it is."""

    text: str
    url: str


class Beside(Protocol):
    """A later stage's word on plans."""

    def notes(self, user: Any, run: PlanRun, *, is_deciding: bool) -> Iterable[Note]:
        """What a made plan would bring with it; in figures where somebody is about to decide."""


_BESIDE: list[Beside] = []


def put_beside(stage: Beside) -> None:
    """Ask this stage too."""
    if stage not in _BESIDE:
        _BESIDE.append(stage)


def notes_beside(user: Any, run: PlanRun, *, is_deciding: bool) -> Iterator[Note]:
    """What later stages say of this plan, one after the other."""
    for stage in _BESIDE:
        yield from stage.notes(user, run, is_deciding=is_deciding)

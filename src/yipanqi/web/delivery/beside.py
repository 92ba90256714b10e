"""What later stages show beside a task: sections of its page, and a mark in lists, charts and on the board."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from yipanqi.web.page.telling import Section

from .models import DeliveryTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a later stage makes of a task on a day: a tone, its word, the sentence behind it; the days between which
    it is foretold to finish."""

    tone: str  # of `.light`: green, yellow, red, grey, held, done, none
    word: str
    sentence: str = ""
    percent: str = ""
    finish_date: date | None = None
    finish_early: date | None = None
    finish_late: date | None = None


class Beside(Protocol):
    """A later stage's word on tasks."""

    def sections(self, user: Any, task: DeliveryTask, day: date) -> Iterable[Section]:
        """Sections of the page of a task."""

    def marks(self, tasks: Sequence[DeliveryTask], day: date) -> dict[int, Mark]:
        """Task → its mark, of those that have one; in a few questions for all."""


_BESIDE: list[Beside] = []


def put_beside(stage: Beside) -> None:
    """Ask this stage too."""
    if stage not in _BESIDE:
        _BESIDE.append(stage)


def sections_beside(user: Any, task: DeliveryTask, day: date) -> Iterator[Section]:
    """What later stages add to the page of a task, by their places."""
    found = [section for stage in _BESIDE for section in stage.sections(user, task, day)]
    yield from sorted(found, key=lambda it: it.place)


def marks_of(tasks: Sequence[DeliveryTask], day: date) -> dict[int, Mark]:
    """The marks of these tasks."""
    found: dict[int, Mark] = {}
    for stage in _BESIDE:
        found |= stage.marks(tasks, day)
    return found

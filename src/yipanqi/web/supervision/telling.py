"""What supervision tells the pages that span stages."""

from collections.abc import Iterable
from typing import Any

from yipanqi.web.page.telling import OfEstate, Section, Telling, Waiting

from . import meetings_told


class OfSupervision(OfEstate):
    """Of one estate."""

    def __init__(self, user: Any, row: Any) -> None:
        self.user, self.row = user, row

    def sections(self) -> Iterable[Section]:
        """Cases like it."""
        yield from meetings_told.estate_sections(self.user, self.row)


class Supervision(Telling):
    """Orders, meetings, assessment and closed periods."""

    style = "supervision.css"

    def waiting(self) -> Iterable[Waiting]:
        """Items of meetings, cases to approve."""
        yield from meetings_told.waiting(self.user, self.entry)

    def of(self, row: Any) -> OfSupervision:
        """Cases like an estate."""
        return OfSupervision(self.user, row)

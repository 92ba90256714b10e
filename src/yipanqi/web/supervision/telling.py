"""What supervision tells the pages that span stages."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from yipanqi.web.page.telling import Telling, Waiting
from yipanqi.web.plans.shown import entry_of

from .periods_told import periods_waiting


class Supervision(Telling):
    """Orders, meetings, assessment and closed periods."""

    style = "supervision.css"

    @cached_property
    def own_entry(self) -> Any:
        """The programme that is supervised: for who sees no programmes that of the plan in force."""
        return self.entry or entry_of(self.user)

    def waiting(self) -> Iterator[Waiting]:
        """What waits for this person."""
        yield from periods_waiting(self.user, self.own_entry)

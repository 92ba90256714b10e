"""What supervision tells the pages that span stages."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.telling import Entry, OfEstate, Panel, Section, Telling, Waiting
from yipanqi.web.plans.shown import entry_of

from .assess_told import assess_waiting
from .meetings_told import estate_sections, meetings_waiting
from .orders_told import OrdersOfEstate, orders_panels, orders_waiting
from .periods_told import periods_waiting


class OfSupervision(OrdersOfEstate):
    """The orders about an estate, and cases of others like it."""

    def sections(self) -> Iterator[Section]:
        """Orders, then cases."""
        yield from super().sections()
        yield from estate_sections(self.user, self.row)


class Supervision(Telling):
    """Orders, meetings, assessment and closed periods."""

    rail = (
        Entry(
            url_name="supervision:index",
            zh="督办",
            en="Supervision",
            place=32,
            permission="supervision.view",
            under="/supervision/",
        ),
    )
    style = "supervision.css"

    @cached_property
    def own_entry(self) -> Any:
        """The programme that is supervised: for who sees no programmes that of the plan in force."""
        return self.entry or entry_of(self.user)

    @cached_property
    def has_tasks(self) -> bool:
        """Are there tasks to supervise? Only meetings come before."""
        return self.own_entry is not None and DeliveryTask.objects.filter(entry=self.own_entry).exists()

    def waiting(self) -> Iterator[Waiting]:
        """What waits for this person."""
        if self.has_tasks:
            yield from orders_waiting(self.user, self.own_entry)
            yield from assess_waiting(self.user, self.own_entry)
        yield from meetings_waiting(self.user, self.own_entry)
        if self.has_tasks:
            yield from periods_waiting(self.user, self.own_entry)

    def panels(self) -> Iterator[Panel]:
        """One's own orders, and the late ones."""
        if self.has_tasks:
            yield from orders_panels(self.user, self.own_entry)

    def of(self, row: Any) -> OfEstate:
        """What is told of an estate."""
        return OfSupervision(self.user, row)

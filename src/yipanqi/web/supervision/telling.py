"""What supervision tells the pages that span stages."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.telling import Entry, OfEstate, Panel, Section, Telling, Waiting
from yipanqi.web.plans.shown import entry_of
from yipanqi.web.programmes.models import ProgrammeEntry

from .assess_told import assess_waiting
from .meetings_told import estate_sections, meetings_waiting
from .models import Assessment, ExperienceCase, Meeting, Order
from .orders_told import Asked, OrdersOfEstate, counted_turns, orders_panels, orders_waiting
from .periods_told import periods_waiting

_KINDS = {
    "has_orders": Order,
    "has_assessments": Assessment,
    "has_meetings": Meeting,
    "has_cases": ExperienceCase,
    "has_tasks": DeliveryTask,
}  # what is told of, and how it knows its programme


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
    def there(self) -> dict[str, bool]:
        """What there is to supervise of the programme, in one question: most have not all of it."""
        if self.own_entry is None:
            return dict.fromkeys(_KINDS, False)
        asked = {name: Exists(model.objects.filter(entry=OuterRef("pk"))) for name, model in _KINDS.items()}
        return ProgrammeEntry.objects.filter(pk=self.own_entry.pk).values(**asked).get()

    @cached_property
    def turns(self) -> list[tuple[Asked, int]]:
        """The orders with which it is this person's turn, counted once for what waits and for the panels."""
        return counted_turns(self.user, self.own_entry)

    def waiting(self) -> Iterator[Waiting]:
        """What waits for this person."""
        if self.there["has_orders"]:
            yield from orders_waiting(self.turns)
        if self.there["has_assessments"]:
            yield from assess_waiting(self.user, self.own_entry)
        if self.there["has_meetings"] or self.there["has_cases"]:
            yield from meetings_waiting(self.user, self.own_entry)
        if self.there["has_tasks"]:
            yield from periods_waiting(self.user, self.own_entry)

    def panels(self) -> Iterator[Panel]:
        """One's own orders, and the late ones."""
        if self.there["has_orders"]:
            yield from orders_panels(self.user, self.own_entry, self.turns)

    def of(self, row: Any) -> OfEstate:
        """What is told of an estate."""
        return OfSupervision(self.user, row)

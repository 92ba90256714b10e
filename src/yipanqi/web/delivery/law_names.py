"""What estates, streets and measures are called in the sentences of laws."""

from collections.abc import Iterable, Mapping

from yipanqi.domain.delivery.laws_told import Names
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import DeliveryTask


def names_of(entry: ProgrammeEntry, estates: Iterable[str] = (), places: Mapping[str, str] | None = None) -> Names:
    """The names of these estates as the tasks call them, of all measures, and of other places."""
    codes = set(estates)
    known = DeliveryTask.objects.filter(entry=entry, parent=None, estate__in=codes) if codes else ()
    measures = {it.id: (it.name, it.name_en or it.name) for it in entry.frame().measures}
    return Names(places={task.estate: task.estate_name for task in known} | dict(places or {}), measures=measures)

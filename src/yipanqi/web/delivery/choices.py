"""What the filters of tasks offer; it costs no walk over all tasks."""

from typing import Any

from django.db.models import Q

from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.estate import Level
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import CONTRACTOR, SUPERVISOR
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import ProgrammeEntry, UnitOrganisation

from .models.tasks import units_of

Choice = tuple[str, str]


def whats(entry: ProgrammeEntry | None) -> list[Choice]:
    """The stages, all works, each measure."""
    stages = [(f"stage:{it.value}", say(*it.names)) for it in DeliveryStage if it is not DeliveryStage.CONSTRUCTION]
    works = [("kind:work", say("全部改造项", "All works"))]
    measures = entry.frame().measures if entry else ()
    return [*stages, *works, *((f"measure:{it.id}", say(it.name, it.name_en or it.name)) for it in measures)]


def regions(entry: ProgrammeEntry | None, user: Any) -> list[Choice]:
    """The subdistricts of who sees the whole district, else one's own."""
    scope = user.scope()
    known = entry.frame().regions if entry else ()
    places = (it for it in known if it.level is Level.SUBDISTRICT)
    return [(it.id, it.name) for it in places if scope.is_whole or it.id in scope.regions]


def units(entry: ProgrammeEntry | None, user: Any) -> list[Choice]:
    """The organisations that may have a part: of who sees the whole district all, of the others one's own."""
    known = Organisation.objects.order_by("path")
    if user.scope().is_whole:
        linked = UnitOrganisation.objects.filter(entry=entry).values("organisation_id")
        known = known.filter(Q(pk__in=linked) | Q(kind__in=[CONTRACTOR, SUPERVISOR]))
    else:
        known = known.filter(pk__in=units_of(user))
    return [(str(pk), name) for pk, name in known.values_list("pk", "name")]

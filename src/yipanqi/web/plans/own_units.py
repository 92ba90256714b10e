"""What of a plan is one's own: the units that one's organisations are, and the works and the money of these."""

from typing import Any

from yipanqi.domain.planning.of_units import own_payments, own_works
from yipanqi.web.programmes.models import UnitOrganisation

from .models import PlanRun
from .part_tables import Ask
from .study import Study


def units_of(user: Any, run: PlanRun, found: Study) -> tuple[str, ...]:
    """The units of the plan's programme that the organisations of this person are."""
    held = {membership.organisation_id for membership in user.memberships_held}
    links = UnitOrganisation.objects.filter(entry=run.entry_id, organisation__in=held)
    known = found.programme.unit_by_id
    return tuple(sorted(unit for unit in links.values_list("unit", flat=True) if unit in known))


def narrowed(ask: Ask, found: Study, units: tuple[str, ...]) -> Ask:
    """The same question of the works of these units alone; without units it stays as it is."""
    if units:
        ask.is_mine = True
        ask.own = own_works(found.programme, found.plan, units)
        ask.payments = own_payments(found.plan, ask.own)
    return ask

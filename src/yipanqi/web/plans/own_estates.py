"""What of a plan somebody reads who may not take it away: the rows of their own estates, and no others."""

from typing import Any

from yipanqi.domain.planning.of_units import OwnWorks, own_payments, own_works
from yipanqi.web.programmes.models import EstateRow

from .models import PlanRun
from .own_units import units_of
from .part_tables import Ask
from .study import Study

PARTS = ("works", "gantt", "map", "payments", "why")  # those that have rows of estates; the others tell of the whole


def sees_whole(user: Any) -> bool:
    """Whoever may export reads all of a plan that they see."""
    return user.has_perm("programmes.export")


def estates_of(user: Any, run: PlanRun, found: Study) -> frozenset[str] | None:
    """The estates somebody reads of: those that their area covers, and those where their organisation has a part in a
    work. Nothing: all."""
    if sees_whole(user):
        return None
    rows = EstateRow.objects.visible_to(user).filter(entry=run.entry_id)
    covered = frozenset(rows.values_list("estate", flat=True))
    return covered | own_works(found.programme, found.plan, units_of(user, run, found)).estates


def within(ask: Ask, found: Study, estates: frozenset[str] | None) -> Ask:
    """The same question of these estates alone; of all it stays as it is. What is asked of one's own unit is less."""
    ask.within = estates
    if estates is not None and not ask.is_mine:
        works = frozenset(work for work in found.plan.choices if work[0] in estates)
        ask.own = OwnWorks(any_part=works, answered=works)
        ask.payments = own_payments(found.plan, ask.own)
    return ask

"""What of a plan concerns some units: works in which they have a part, their tasks, and the money they answer for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.task import Answerable, Task, answerable
from yipanqi.domain.programme import Payment, Programme

Work = tuple[str, str]  # estate, measure


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWorks:
    """Chosen works that concern some units."""

    any_part: frozenset[Work]  # led, answered for, supported or inspected by one of them
    answered: frozenset[Work]  # led or answered for: their money is the units'

    @property
    def estates(self) -> frozenset[str]:
        return frozenset(estate for estate, _ in self.any_part)


def own_works(programme: Programme, plan: Plan, units: Collection[str]) -> OwnWorks:
    """The works of these units; who answers for a work depends on its measure and the estate's subdistrict alone."""
    known: dict[Work, Answerable] = {}
    any_part, answered = set[Work](), set[Work]()
    for estate, measure in plan.choices:
        place = (programme.estate_by_id[estate].subdistrict, measure)
        if place not in known:
            known[place] = answerable(programme, estate, [measure, programme.measure_by_id[measure].group])
        if has_part(known[place], units):
            any_part.add((estate, measure))
        if is_answered(known[place], units):
            answered.add((estate, measure))
    return OwnWorks(any_part=frozenset(any_part), answered=frozenset(answered))


def own_tasks(found: Iterable[Task], units: Collection[str]) -> tuple[Task, ...]:
    """The tasks, works and steps, in which one of these units has a part."""
    return tuple(task for task in found if has_part(task.units, units))


def own_payments(plan: Plan, own: OwnWorks) -> tuple[Payment, ...]:
    """The payments of the works that the units lead or answer for: a fund names no unit."""
    return tuple(payment for payment in plan.payments if (payment.estate, payment.measure) in own.answered)


def has_part(who: Answerable, units: Collection[str]) -> bool:
    """Does one of the units lead, answer for, support or inspect?"""
    return is_answered(who, units) or any(unit in units for unit in (*who.supporting, who.inspecting) if unit)


def is_answered(who: Answerable, units: Collection[str]) -> bool:
    """Does one of the units lead or answer for it?"""
    return any(unit in units for unit in (who.lead, who.responsible) if unit)

"""What of a plan somebody reads who may not take it away: their own estates and works, and no others."""

from dataclasses import dataclass, replace
from typing import Any

from yipanqi.domain.money import wan_text
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.of_units import OwnWorks, Work, own_payments, own_works
from yipanqi.domain.programme import Payment
from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import EstateRow

from .models import PlanRun
from .own_units import units_of
from .part_tables import Ask
from .study import Study, study, summary

PARTS = (
    "works",
    "gantt",
    "map",
    "payments",
    "why",
    "refused",
)  # those that have rows of estates; the others tell of the whole


@dataclass(frozen=True)
class Seen:
    """The estates somebody reads of, the works of these, and the works whose money they read."""

    estates: frozenset[str]
    works: frozenset[Work]
    paid: frozenset[Work]
    covered: frozenset[str] = frozenset()  # the estates of which they read all

    @property
    def own(self) -> OwnWorks:
        """The works as the tables ask for them."""
        return OwnWorks(any_part=self.works, answered=self.paid)


def sees_whole(user: Any) -> bool:
    """Whoever may export reads all of a plan that they see."""
    return user.has_perm("programmes.export")


def seen_of(user: Any, run: PlanRun, found: Study) -> Seen | None:
    """What somebody reads of the plan. Nothing: all of it."""
    return None if sees_whole(user) else part_of(user, run, found)


def part_of(user: Any, run: PlanRun, found: Study) -> Seen:
    """What of the plan is somebody's own: all works of the estates that their area covers, and elsewhere those works in
    which their organisation has a part; money only where it leads or answers for them."""
    rows = EstateRow.objects.visible_to(user).filter(entry=run.entry_id)
    covered = frozenset(rows.values_list("estate", flat=True))
    own = own_works(found.programme, found.plan, units_of(user, run, found))
    inside = frozenset(work for work in found.plan.choices if work[0] in covered)
    return Seen(covered | own.estates, inside | own.any_part, inside | own.answered, covered)


def within(ask: Ask, found: Study, seen: Seen | None) -> Ask:
    """The same question of these estates and works alone; of all it stays as it is. What is asked of one's own unit is
    less."""
    ask.within, ask.covered = (None, None) if seen is None else (seen.estates, seen.covered)
    if seen is not None and not ask.is_mine:
        ask.own = seen.own
        ask.payments = payments_of(found, seen)
    return ask


def payments_of(found: Study, seen: Seen) -> tuple[Payment, ...]:
    """The payments that somebody reads."""
    return own_payments(found.plan, seen.own)


def facts_of(found: Study, seen: Seen | None) -> Facts:
    """The plan's figures with the money of what is seen alone; its works and dates stay as they are."""
    if seen is None:
        return found.facts
    paid = replace(found.plan, payments=payments_of(found, seen))
    return replace(found.facts, outcome=replace(found.outcome, plan=paid))


def sentence(user: Any, run: PlanRun) -> str:
    """The plan in one sentence: the whole of it, or what somebody reads of it."""
    if sees_whole(user):
        return summary(run)
    found = study(run)
    return part_said(found, part_of(user, run, found))


def part_said(found: Study, seen: Seen) -> str:
    """What of a plan is one's own, in one sentence."""
    started = [estate for estate in found.facts.started if estate.id in seen.estates]
    if not started:
        return say(
            "方案里还没有您范围内的小区或改造项。",
            "The plan has nothing of your area or organisation yet.",
        )
    works, households = f"{len(seen.works):,}", f"{sum(estate.households for estate in started):,}"
    money = wan_text(sum(payment.amount for payment in payments_of(found, seen)))
    zh = f"方案改造您范围内 {len(started):,} 个小区、{households} 户，共 {works} 项"
    en = f"Of your area the plan renovates {len(started):,} estates with {households} households, {works} works in all"
    if not seen.paid:
        return say(f"{zh}。", f"{en}.")
    return say(f"{zh}，投入 {money} 万元。", f"{en}, for {money} × 10⁴ yuan.")

"""What progress says beside a plan: which tasks its adoption would move."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import listed, say
from yipanqi.web.plans.beside import Note
from yipanqi.web.plans.models import PlanRun, adopted

from .moves import AT_SIGHT, KINDS, moves_of


class Moved:
    """The tasks that a plan would move."""

    def notes(self, user: Any, run: PlanRun, *, is_deciding: bool) -> Iterator[Note]:
        """Of a plan that is not in force, where there are tasks, and for who may look at them; counted where somebody
        decides, and the programme is no larger than a page works out."""
        if not (user.has_perm("plans.make") and user.has_perm("delivery.manage")) or not run.may_be_adopted:
            return
        in_force = adopted(run.entry)
        if in_force is None or in_force.run_id == run.pk:
            return
        if not DeliveryTask.objects.filter(entry=run.entry_id).exists():
            return
        text = say("采用后将变动的任务", "Tasks that move on adoption")
        if is_deciding and run.entry.estates.count() <= AT_SIGHT:
            counts = moves_of(run).counts
            told = [f"{say(*KINDS[kind])} {number:,}" for kind, number in counts.items() if number]
            text += say("：", ": ") + (listed(told) or say("没有", "none"))
        yield Note(text=text, url=reverse("progress:replan-moves", args=[run.uid]))

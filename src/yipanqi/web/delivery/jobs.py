"""What the workers do for delivery: the tasks of an adopted plan."""

from django.utils import timezone

from yipanqi.web.jobs.handlers import handler
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.plans.models import Adoption

from . import actions


@handler("delivery.tasks", "按方案分解任务", "Making the tasks of a plan", needs="plans.view")
def tasks(ticket: Ticket) -> None:
    """Make the tasks of an adopted plan; of one that is no longer in force none."""
    adoption = Adoption.objects.select_related("run__version", "entry").get(pk=ticket.args["adoption"])
    ticket.progress(0.05, ("正在读取方案", "Reading the plan"))
    made = actions.prepared(adoption)
    ticket.progress(0.4, (f"正在写入 {len(made.nodes):,} 项任务", f"Writing {len(made.nodes):,} tasks"))
    with ticket.effect() as outcome:
        counts = actions.set_up(adoption=adoption, made=made, at=timezone.now())
        outcome.result = {"added": counts.added if counts else 0}

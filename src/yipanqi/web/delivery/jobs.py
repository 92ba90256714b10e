"""What the workers do for delivery: the tasks of an adopted plan."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from yipanqi.domain.working_calendar import shipped
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.handlers import handler
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page.sweep import sweep
from yipanqi.web.page.today import today
from yipanqi.web.plans.models import Adoption

from . import actions, telling_people
from .actions import contracts
from .models import DeliveryTask


@handler("delivery.tasks", "按方案分解任务", "Making the tasks of a plan", needs="plans.view")
def tasks(ticket: Ticket) -> None:
    """Make the tasks of an adopted plan; of one that is no longer in force none."""
    adoption = Adoption.objects.select_related("run__version", "entry").get(pk=ticket.args["adoption"])
    ticket.progress(0.05, ("正在读取方案", "Reading the plan"))
    made = actions.prepared(adoption)
    ticket.progress(0.4, (f"正在写入 {len(made.nodes):,} 项任务", f"Writing {len(made.nodes):,} tasks"))
    with ticket.effect() as outcome:
        counts = actions.set_up(adoption=adoption, made=made, at=timezone.now())
        if counts is None:
            actions.share_told(adoption=adoption, made=made, at=timezone.now())
        contracts.assign(
            entry=adoption.entry, day=today(), at=timezone.now(), by=adoption.by, why=adoption.run.name
        )  # tasks that are new
        if counts:
            telling_people.of_adoption(adoption, at=timezone.now())
        outcome.result = {"added": counts.added if counts else 0}
    sweep(DeliveryTask)


@handler("delivery.due", "提醒到期任务", "Telling of due tasks", needs="delivery.manage")
def due(ticket: Ticket) -> dict[str, int]:
    """Each unit reads of its late and due tasks, once a week."""
    with ticket.effect() as outcome:
        told = telling_people.of_week(date.fromisoformat(ticket.args["day"]), at=timezone.now())
        outcome.result = {"told": told}
    return {"told": told}


def file_if_due(*, at: datetime) -> None:
    """The worker's clock: on working days file the week's telling, once."""
    day = today()
    if DeliveryTask.objects.exists() and shipped().is_working(day):
        first = day - timedelta(days=day.weekday())
        jobs.file(kind="delivery.due", args={"day": first.isoformat()}, by=None, key=f"delivery.due:{first}")

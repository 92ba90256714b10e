"""What the workers do for planning on in a large programme: look at what would be taken over, and take it over."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.handlers import CannotDo, handler
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page.kept_look import packed
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import check
from yipanqi.web.page.today import today
from yipanqi.web.plans.study import study
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions.replanning import CannotReplan, in_force, keep_look, next_of, replan, seen_of
from .replan_look import figures_of, look_at

LOOK, TAKE_OVER = "progress.replan_look", "progress.replan"


@handler(LOOK, "试算滚动编制", "Working out what to plan on from", needs="plans.make")
def look(ticket: Ticket) -> None:
    """Work out what would be taken over today, and keep it for the page."""
    entry, day = ProgrammeEntry.objects.get(pk=ticket.args["entry"]), today()
    ticket.progress(0.05, ("正在读取方案、任务和月报", "Reading plan, tasks and reports"))
    try:
        adoption, found = next_of(entry, day)
    except CannotReplan as refusal:
        raise CannotDo(*refusal.args) from None
    ticket.progress(0.7, ("正在列出将带入的内容", "Listing what would be taken over"))
    told = look_at(entry, found)
    figures, parts = figures_of(told), list(packed(told.rows))
    ticket.progress(0.9, ("正在写入", "Writing"))
    with ticket.effect():
        keep_look(entry=entry, adoption=adoption, day=day, at=timezone.now(), figures=figures, parts=parts)


@handler(TAKE_OVER, "带入实际并编制", "Taking over what happened, and planning", needs="programmes.import")
def take_over(ticket: Ticket) -> None:
    """Take over what is so by now, if data and plan are still those that were seen."""
    asked, by = dict(ticket.args), ticket.job.created_by
    entry = ProgrammeEntry.objects.get(pk=asked.pop("entry"))
    ticket.progress(0.05, ("正在读取采用的方案", "Reading the plan in force"))
    try:
        study(in_force(entry).run)  # kept at hand: the transaction need not wait for it
        ticket.progress(0.2, ("正在带入实际情况并写入计划数据", "Taking over what happened, and writing the data"))
        with ticket.effect() as outcome, override(by.language if by else None):
            run = replan(entry=entry, by=by, at=timezone.now(), day=today(), **asked)
            outcome.result = {"run": str(run.uid)}
    except Cannot as refusal:
        raise CannotDo(*refusal.args) from None


def last_job(entry: ProgrammeEntry) -> Job | None:
    """What was filed last of either."""
    return _jobs(entry).order_by("-pk").first()


def file_look(entry: ProgrammeEntry, *, by: Any) -> Job:
    """File a look; the same job while one waits or runs."""
    key = jobs.key_again(f"{LOOK}:{entry.pk}", is_undone=True)
    return jobs.file(kind=LOOK, args={"entry": entry.pk}, by=by, key=key, subject=entry)


@transaction.atomic
def file_take_over(
    *, entry: ProgrammeEntry, name: str, moves: int, seconds: float, by: Any, seen: str | None = None
) -> Job:
    """File the taking over of what was seen, one at a time. Raises CannotReplan and Stale, as the job would."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    check(seen, *seen_of(entry, in_force(entry)))
    if _jobs(entry).open().filter(kind=TAKE_OVER).exists():
        raise CannotReplan("正在带入，请等它完成", "It is being taken over already; wait until that is done")
    args = {"entry": entry.pk, "name": name, "moves": moves, "seconds": seconds, "seen": seen}
    key = jobs.key_again(f"{TAKE_OVER}:{entry.pk}", is_undone=True)
    return jobs.file(kind=TAKE_OVER, args=args, by=by, key=key, subject=entry)


def _jobs(entry: ProgrammeEntry) -> Any:
    return Job.objects.filter(kind__in=(LOOK, TAKE_OVER), args__entry=entry.pk)

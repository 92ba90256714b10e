"""Closing a period of a large district takes longer than a page: a job does it, and tells how far it is."""

from datetime import date

from django.utils import timezone

from yipanqi.domain.supervision.period import period_of
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.handlers import CannotDo, handler
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions import periods
from .models import ClosedPeriod
from .period_look import look
from .period_names import names_of
from .period_record import Record

CLOSE, LOOK = "supervision.close", "supervision.look"


@handler(CLOSE, "关账并起草通报", "Closing a period and drafting its bulletin", needs="supervision.close")
def close(ticket: Ticket) -> None:
    """Work a period out of the record, close it, and draft what is written from it."""
    entry = ProgrammeEntry.objects.get(pk=ticket.args["entry"])
    period, day = period_of(ticket.args["period"]), date.fromisoformat(ticket.args["day"])
    ticket.progress(0.05, ("正在读取任务和月报", "Reading tasks and reports"))
    record = Record(entry, day)
    ticket.progress(0.5, ("正在计算各小区和预警", "Working out estates and lights"))
    snapshot = record.snapshot(period)
    names = names_of(record.rules, snapshot)
    ticket.progress(0.9, ("正在写入", "Writing"))
    try:
        with ticket.effect() as outcome:
            made = periods.close(
                entry=entry,
                snapshot=snapshot,
                names=names,
                by=ticket.job.created_by,
                at=timezone.now(),
                day=today(),
                reason=ticket.args["reason"],
            )
            outcome.result = {"closed": made.pk, "estates": len(snapshot.lines)}
    except Cannot as refusal:
        raise CannotDo(*refusal.args) from None


@handler(LOOK, "试算", "Looking before a period is closed", needs="supervision.close")
def look_before(ticket: Ticket) -> None:
    """Work a period out, and tell what it would be closed on; nothing is written."""
    entry = ProgrammeEntry.objects.get(pk=ticket.args["entry"])
    period, day = period_of(ticket.args["period"]), date.fromisoformat(ticket.args["day"])
    ticket.progress(0.05, ("正在读取任务和月报", "Reading tasks and reports"))
    record = Record(entry, day)
    ticket.progress(0.6, ("正在计算各小区和预警", "Working out estates and lights"))
    found = record.snapshot(period)
    last = ClosedPeriod.objects.filter(entry=entry, period=period.key).first()
    with ticket.effect() as outcome:
        outcome.result = look(found, last)


def file_look(entry: ProgrammeEntry, period: str, *, by: object) -> Job:
    """File a look at a period; once more where somebody looked before."""
    day = today().isoformat()
    key = jobs.key_again(f"{LOOK}:{entry.pk}:{period}:{day}", is_undone=True)
    return jobs.file(kind=LOOK, args={"entry": entry.pk, "period": period, "day": day}, by=by, key=key)


def file_close(entry: ProgrammeEntry, period: str, *, reason: str, by: object) -> Job:
    """File the close of a period; once more where it was closed before."""
    day = today().isoformat()
    key = jobs.key_again(f"{CLOSE}:{entry.pk}:{period}:{day}", is_undone=True)
    args = {"entry": entry.pk, "period": period, "day": day, "reason": reason}
    return jobs.file(kind=CLOSE, args=args, by=by, key=key)

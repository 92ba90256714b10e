"""The daily digest: at most one for each person and working day, prepared, sent and tried again by a job.

chore or command ─► job of the day ─► prepare: one `Sending` for each person who has something to read
                                    └► each that is due: claimed ─► handed over ─► outcome, recorded
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from yipanqi.domain.working_calendar import shipped
from yipanqi.web.accounts.channels import MAIL, channels_on
from yipanqi.web.accounts.models import User
from yipanqi.web.audit import actions as audit
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.handlers import CannotDo, Stopped, handler
from yipanqi.web.jobs.models import STOPPED, Job
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page.sealed import CannotOpen
from yipanqi.web.page.today import today

from .. import outside
from ..digest_text import SOON, digest_text
from ..models import DROPPED, FAILED, SENDING, SENT, UNCLEAR, UNREAD, WAITING, Message, Sending

KIND = "inbox.digest"
HOURS = range(8, 18)  # of the day, in which the worker's clock sends
MOST_TRIES = 5
_FIRST_WAIT = timedelta(minutes=5)  # four times as long after each try that fails
_LOST = timedelta(minutes=10)  # a try that has not ended by then was broken off
_EVENTS = {SENT: "digest.sent", FAILED: "digest.failed", UNCLEAR: "digest.unclear", DROPPED: "digest.dropped"}


# When


def file_if_due(*, at: datetime) -> None:
    """The worker's clock: on a working day, in office hours, file the day's job once, and again for what failed."""
    day = today()
    if not channels_on() or timezone.localtime(at).hour not in HOURS or not shipped().is_working(day):
        return
    filed = _jobs_of(day)
    if filed.filter(state=STOPPED).exists():  # somebody wanted no more of it today
        return
    if not filed.exists() or Sending.objects.to_try(at).filter(day=day).exists():
        file(day=day)


def file(*, day: date, by: Any = None) -> Job:
    """The job of this day: the one that is open, else a new one, which sends nobody a second digest."""
    filed = _jobs_of(day)
    held = filed.open().order_by("-pk").first()
    key = held.key if held else f"{KIND}:{day}:{filed.count() + 1}"
    return jobs.file(kind=KIND, args={"day": day.isoformat()}, by=by, key=key)


def _jobs_of(day: date) -> Any:
    return Job.objects.filter(key__startswith=f"{KIND}:{day}:")


@handler(KIND, "每日提要", "Daily digest", needs="inbox.view_sendings")
def digest(ticket: Ticket) -> dict[str, int]:
    """Prepare what is to go out today and try what is due; how it went, by state."""
    day = date.fromisoformat(ticket.args["day"])
    if day != today():
        raise CannotDo(
            "这一天已过，没有补发；未读的事会写进下一份提要",
            "That day is over, nothing was sent; what is unread will be in the next digest",
        )
    prepare(day=day, at=timezone.now())
    waiting = list(Sending.objects.to_try(timezone.now()).filter(day=day).order_by("pk").values_list("pk", flat=True))
    ended = Counter[str]()
    for turn, pk in enumerate(waiting, 1):
        ticket.progress(turn / (len(waiting) + 1), (f"第 {turn} 份", f"Number {turn}"))
        if ticket.should_stop():
            raise Stopped
        ended[deliver(pk, at=timezone.now())] += 1
    return {state: count for state, count in ended.items() if state}


# What


@transaction.atomic
def prepare(*, day: date, at: datetime) -> int:
    """One sending for each person who wants the digest and has something to read, unless the day has one; how many.

    What earlier days left open is closed: what was waiting failed, what was broken off is unclear.
    """
    _close_left(day, at)
    here = Q(is_active=True, digest_by__in=channels_on())
    people = {it.pk: it for it in User.objects.filter(here).exclude(sendings__day=day)}
    told = Sending.objects.filter(state__in=(SENT, UNCLEAR), person__in=people).values_list("person_id")
    since = dict(told.annotate(Max("made_at")))
    made = [
        Sending(person_id=pk, day=day, channel=people[pk].digest_by, made_at=at, due_at=at, **counts)
        for pk, counts in _to_tell(list(people), since, day)
    ]
    if made:
        Sending.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
        audit.record("digest.prepared", at=at, after={"day": day, "count": len(made)})
    return len(made)


def _to_tell(people: list[int], since: dict[int, datetime], day: date) -> Iterator[tuple[int, dict[str, int]]]:
    """Of each person who has any: matters overdue and due soon, read or not, and unread messages that came since the
    last digest and are neither."""
    soon = shipped().add(day, SOON)
    counts: dict[int, Counter[str]] = {}
    rows = Message.objects.open().filter(UNREAD | Q(until__lte=soon), person__in=people)
    for pk, until, sent_at, read_at in rows.values_list("person_id", "until", "sent_at", "read_at").iterator():
        if until is not None and until <= soon:
            counts.setdefault(pk, Counter())["late" if until < day else "due"] += 1
        elif read_at is None and (pk not in since or sent_at > since[pk]):
            counts.setdefault(pk, Counter())["new"] += 1
    for pk, found in sorted(counts.items()):
        yield pk, {name: found[name] for name in ("late", "due", "new")}


def _close_left(day: date, at: datetime) -> None:
    left = Q(state=WAITING, day__lt=day) | Q(state=SENDING, tried_at__lt=at - _LOST)
    for sending in Sending.objects.select_for_update().filter(left).select_related("person"):
        if sending.state == WAITING:
            _end(sending, FAILED, sending.fault or "the day is over", at)
        else:
            _end(sending, UNCLEAR, "broken off", at)


# How


def deliver(pk: int, *, at: datetime) -> str:
    """Try one sending, if it waits and is due; the state it is in then, empty where it was not ours to try.

    It is claimed before it is handed over: whatever breaks off, nobody hands it over a second time.
    """
    sending = _claimed(pk, at)
    if sending is None:
        return ""
    person = sending.person
    if not person.is_active or person.digest_by != sending.channel:
        return _ended(sending, DROPPED, "", at)
    try:
        address = person.email if sending.channel == MAIL else person.phone
        text = digest_text(person, sending.late, sending.due, sending.new)
        if not address:
            return _ended(sending, FAILED, "no address", at)
        outside.send(sending.channel, address, text, f"yipanqi-{sending.day}-{sending.pk}")
    except CannotOpen:
        return _ended(sending, FAILED, "address cannot be unsealed", at)
    except outside.NotSent as fault:
        return _ended(sending, WAITING if sending.tries < MOST_TRIES else FAILED, str(fault), at)
    except outside.Unclear as fault:
        return _ended(sending, UNCLEAR, str(fault), at)
    return _ended(sending, SENT, "", at)


@transaction.atomic
def _claimed(pk: int, at: datetime) -> Sending | None:
    if not Sending.objects.to_try(at).filter(pk=pk).update(state=SENDING, tries=F("tries") + 1, tried_at=at):
        return None
    return Sending.objects.select_related("person").get(pk=pk)


@transaction.atomic
def _ended(sending: Sending, state: str, fault: str, at: datetime) -> str:
    """How the try ended; what failed waits for the next one."""
    held = Sending.objects.select_for_update().filter(pk=sending.pk, state=SENDING, tries=sending.tries)
    return _end(sending, state, fault, at) if held.exists() else ""


def _end(sending: Sending, state: str, fault: str, at: datetime) -> str:
    due_at = at + _FIRST_WAIT * 4 ** (sending.tries - 1) if state == WAITING else sending.due_at
    Sending.objects.filter(pk=sending.pk).update(state=state, fault=fault, due_at=due_at)
    told = {"channel": sending.channel, "day": sending.day, "tries": sending.tries}
    if fault:
        told |= {"fault": fault, "is_last": state != WAITING}
    audit.record(_EVENTS.get(state, "digest.failed"), subject=sending.person, at=at, after=told)
    return state


@transaction.atomic
def exported(*, by: User, count: int) -> None:
    """Record who took a copy of the list of sendings, and of how much of it."""
    audit.record("sendings.exported", by=by, after={"count": count})

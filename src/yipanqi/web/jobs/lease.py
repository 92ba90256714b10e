"""How one worker at a time holds a job: claimed for a while, renewed, fenced by a token, ended once.

Leases are written and judged by the database's clock, the only one all workers share. On PostgreSQL rows are locked
and locked ones skipped; on SQLite every writing transaction is IMMEDIATE, so there is one at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Now

from yipanqi.web.audit import actions as audit
from yipanqi.web.audit.actors import WORKER, working_as
from yipanqi.web.audit.models import REFUSED

from .handlers import kinds_of_one_each, known_kinds
from .models import DONE, FAILED, QUEUED, RUNNING, STOPPED, Job, JobQuerySet, Worker

WORKER_GONE = (
    "执行任务的进程中断了 {tries} 次，已不再重试。请检查服务器的内存和磁盘，然后点“重试”。",
    "The process doing this job broke off {tries} times, so it was given up. Check the server's memory and disk, "
    "then try again.",
)


class LeaseLost(Exception):
    """Another worker holds this job now, or it has ended: nothing may be written for it any more."""


@dataclass
class Effect:
    """What the job leaves behind, besides its effect: set `result` before the block ends."""

    result: Any = None


@working_as(WORKER)
def claim(worker: Worker, lease: timedelta) -> Job | None:
    """Take the longest waiting job this process can do, for the length of a lease."""
    _sweep()
    startable = Job.objects.startable().filter(kind__in=known_kinds()).one_each(kinds_of_one_each())
    startable = startable.order_by("due_at", "id")
    if not startable.exists():  # no write lock is taken while there is nothing to do
        return None
    with transaction.atomic():
        job = startable.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        Job.objects.filter(pk=job.pk).update(
            state=RUNNING,
            token=F("token") + 1,
            attempt=F("attempt") + 1,
            worker=worker,
            started_at=Now(),
            heartbeat_at=Now(),
            lease_until=Now() + lease,
        )
        job.refresh_from_db()
    return job


def renew(job: Job, lease: timedelta, reported: dict[str, Any]) -> bool:
    """Hold the job for another lease and show what was reported; False when it is no longer ours."""
    return _ours(job).update(heartbeat_at=Now(), lease_until=Now() + lease, **reported) == 1


def is_asked_to_stop(job: Job) -> bool:
    """Somebody wishes it to stop; `LeaseLost` when it is no longer ours."""
    asked = _ours(job).values_list("stop_asked_at", flat=True)[:1]
    for at in asked:
        return at is not None
    raise LeaseLost


@contextmanager
def effect(job: Job) -> Iterator[Effect]:
    """What is written inside and the end of the job are one transaction: both or neither, and never twice."""
    with transaction.atomic(durable=True):
        if not _ours(job).select_for_update().first():
            raise LeaseLost
        outcome = Effect()
        yield outcome
        close(job, DONE, progress=1, result=outcome.result)


@transaction.atomic
def end(job: Job, state: str, error: tuple[str, str] = ("", "")) -> bool:
    """End our job without an effect; False when it is no longer ours."""
    if not _ours(job).select_for_update().first():
        return False
    close(job, state, error=list(error))
    return True


@transaction.atomic
def refuse(job: Job, error: tuple[str, str]) -> bool:
    """End our job because who filed it may no longer have it done; False when it is no longer ours."""
    if not _ours(job).select_for_update().first():
        return False
    _shut(job, FAILED, error=list(error))
    record("job.refused", job, None, result=REFUSED)
    return True


@transaction.atomic
def give_back(job: Job) -> bool:
    """Put our job back into the queue because this worker is leaving: it costs no try."""
    return _queue_again(job, attempt=Greatest(F("attempt") - 1, 0)) == 1


@transaction.atomic
def put_off(job: Job, wait: timedelta, error: tuple[str, str]) -> bool:
    """Try our job again after a while; end it with this error when it has no try left."""
    held = _ours(job).select_for_update().first()
    if held is None:
        return False
    if held.attempt >= held.max_attempts:
        close(held, FAILED, error=list(error))
    elif held.stop_asked_at:
        close(held, STOPPED)
    else:
        _queue_again(held, due_at=Now() + wait)
    return True


def close(job: Job, state: str, *, by: Any = None, **values: Any) -> None:
    """Write down the end of a job that the caller has locked: by a person, or by the worker itself."""
    _shut(job, state, **values)
    record(f"job.{state}", job, by)


def record(event: str, job: Job, by: Any, **more: Any) -> None:
    """One audit event about a job, in the caller's transaction; `by` nobody for what the system itself did."""
    facts = {"kind": job.kind, "attempt": job.attempt}
    audit.record(event, subject=job, by=by, after=facts, **more)


def _shut(job: Job, state: str, **values: Any) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, lease_until=None, finished_at=Now(), **values)


def _ours(job: Job) -> JobQuerySet:
    return Job.objects.filter(pk=job.pk, token=job.token, state=RUNNING)


def _queue_again(job: Job, **values: Any) -> int:
    return _ours(job).update(state=QUEUED, lease_until=None, worker=None, **values)


def _sweep() -> None:
    """End what was left behind and may not be tried again."""
    if not Job.objects.hopeless().exists():
        return
    with transaction.atomic():
        for job in Job.objects.hopeless().select_for_update(skip_locked=True):
            if job.stop_asked_at:
                close(job, STOPPED)
            else:
                close(job, FAILED, error=[said.format(tries=job.attempt) for said in WORKER_GONE])

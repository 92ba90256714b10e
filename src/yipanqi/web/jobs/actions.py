"""What people do with jobs: file, ask to stop, try again. What workers do is in `lease`."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.functions import Now

from yipanqi.web.page.say import Cannot

from .handlers import is_permitted, known_kinds
from .lease import close, record
from .models import DONE, FAILED, QUEUED, STOPPED, Job, nothing_said


class CannotFile(Exception):
    """No such kind of job, or its key belongs to another job."""


class CannotStop(Cannot):
    """The job has already ended."""


class CannotTryAgain(Cannot):
    """The job is still open or had its effect."""


@transaction.atomic
def file(
    *, kind: str, args: dict[str, Any], by: Any, key: str, subject: models.Model | None = None, max_attempts: int = 3
) -> Job:
    """File a job for the workers; the same key again gives the same job, whoever asks and however often.

    The job is seen by workers when the caller's transaction is committed, and never when it is not.
    """
    if kind not in known_kinds():
        raise CannotFile(f"no handler is registered for {kind}")
    filed = {"kind": kind, "args": args, "created_by": by, "max_attempts": max_attempts, **_link(subject)}
    job, is_new = Job.objects.get_or_create(key=key, defaults=filed)
    if is_new:
        record("job.filed", job, by)
    elif (job.kind, job.args) != (kind, args):
        raise CannotFile(f"the key {key} belongs to another job")
    return job


def key_again(key: str, *, is_undone: bool = False) -> str:
    """The key to file this work under once more: that of its newest job which is open or done; a new one where every
    job of it so far failed or was stopped, or is done and what it did is lost since."""
    filed = Job.objects.filter(models.Q(key=key) | models.Q(key__startswith=f"{key}#"))
    ended = (FAILED, STOPPED, DONE) if is_undone else (FAILED, STOPPED)
    held = filed.exclude(state__in=ended).order_by("-pk").first()
    count = filed.count()
    return held.key if held else f"{key}#{count + 1}" if count else key


def _link(subject: models.Model | None) -> dict[str, Any]:
    if subject is None:
        return {}
    return {"subject_type": ContentType.objects.get_for_model(subject), "subject_id": str(subject.pk)}


@transaction.atomic
def ask_to_stop(job: Job, *, by: Any) -> Job:
    """Stop a waiting job at once; ask a running one to stop, which it does at its next step or is ended."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if not job.is_open:
        raise CannotStop("任务已经结束，无需停止", "The job has already ended; there is nothing to stop")
    if job.stop_asked_at:
        return job
    Job.objects.filter(pk=job.pk).update(stop_asked_at=Now(), stop_asked_by=by)
    record("job.stop_asked", job, by)
    if job.state == QUEUED:
        close(job, STOPPED, by=by)
    job.refresh_from_db()
    return job


@transaction.atomic
def try_again(job: Job, *, by: Any) -> Job:
    """Put a job that ended without effect back into the queue, with all its tries.

    One filed by somebody who may no longer have it done is from now on a job of who tries it again.
    """
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state not in (FAILED, STOPPED):
        raise CannotTryAgain(
            "只有未成功或已停止的任务可以重试", "Only a job that failed or was stopped can be tried again"
        )
    is_left = by is not None and not is_permitted(job.kind, job.created_by) and is_permitted(job.kind, by)
    Job.objects.filter(pk=job.pk).update(
        state=QUEUED,
        created_by=by if is_left else job.created_by,
        progress=0,
        message=nothing_said(),
        detail={},
        error=nothing_said(),
        attempt=0,
        due_at=Now(),
        finished_at=None,
        stop_asked_at=None,
        stop_asked_by=None,
    )
    record("job.tried_again", job, by)
    job.refresh_from_db()
    return job
